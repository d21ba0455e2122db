//! What each person at this station did in a span of days, as the audit log has it: counts, and nothing about any resident.

use std::collections::{BTreeMap, BTreeSet};

use rekam_domain::role::Permission;
use rekam_protocol::ids::{OperatorId, Serial};

use super::Desk;
use crate::error::Error;
use crate::lease::bounds_of;
use crate::store::audit::{AuditLine, Event};
use crate::store::tally::Days;

/// What one person did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Deeds {
    /// Sittings begun.
    pub begun: u32,
    /// Records sealed; proofs of the seal (canaries) are none.
    pub sealed: u32,
    /// Drafts given up.
    pub discarded: u32,
    /// Times faults of a photo were set aside.
    pub set_aside: u32,
    /// Fingers and eyes excepted, as the one who approved.
    pub exceptions: u32,
    /// Second records allowed, as the one who approved.
    pub doubles: u32,
    /// Wrong passwords before a right one: at the login, and at a supervisor's word.
    pub wrong_passwords: u32,
}

impl Desk {
    /// What each person did in a span of days. `sealed` are the numbers of its residents' records.
    /// Nothing for who may not read the audit log.
    ///
    /// # Errors
    /// What the store says.
    pub(super) fn deeds(
        &self,
        days: Days,
        sealed: &BTreeSet<Serial>,
    ) -> Result<Option<BTreeMap<OperatorId, Deeds>>, Error> {
        if !self.role.may(Permission::ReadAudit) {
            return Ok(None);
        }
        let (from, until) = (bounds_of(days.from).0, bounds_of(days.until).1);
        let mut deeds = BTreeMap::new();
        self.store.each_audit_line(|line| {
            if (from..until).contains(&line.at.wall) {
                count(&mut deeds, &line, sealed);
            }
        })?;
        Ok(Some(deeds))
    }
}

fn count(deeds: &mut BTreeMap<OperatorId, Deeds>, line: &AuditLine, sealed: &BTreeSet<Serial>) {
    let event = &line.event;
    // An approval is the deed of the one whose word it was, not of the one at the desk.
    let who = if let Event::ExceptionApproved { approver, .. }
    | Event::DoubleAllowed { approver, .. } = event
    {
        Some(approver)
    } else if let Event::Countersigned { supervisor, .. } = event {
        Some(supervisor)
    } else {
        line.by.as_ref()
    };
    let Some(who) = who else { return };
    let mut did = Deeds::default();
    if let Event::DraftStarted { .. } = event {
        did.begun = 1;
    } else if let Event::Sealed { serial, .. } = event {
        did.sealed = u32::from(sealed.contains(serial));
    } else if let Event::DraftDiscarded { .. } = event {
        did.discarded = 1;
    } else if let Event::PhotoFaultsSetAside { .. } = event {
        did.set_aside = 1;
    } else if let Event::ExceptionApproved { .. } = event {
        did.exceptions = 1;
    } else if let Event::DoubleAllowed { .. } = event {
        did.doubles = 1;
    } else if let Event::LoggedIn { wrong_before } | Event::Countersigned { wrong_before, .. } =
        event
    {
        did.wrong_passwords = *wrong_before;
    }
    if did != Deeds::default() {
        deeds.entry(who.clone()).or_default().add(did);
    }
}

impl Deeds {
    fn add(&mut self, more: Self) {
        self.begun += more.begun;
        self.sealed += more.sealed;
        self.discarded += more.discarded;
        self.set_aside += more.set_aside;
        self.exceptions += more.exceptions;
        self.doubles += more.doubles;
        self.wrong_passwords = self.wrong_passwords.saturating_add(more.wrong_passwords);
    }
}
