//! The close of a day, approved: a supervisor saw what was done, and it stands in the audit log with the head of the day-book.

use chrono::NaiveDate;
use rekam_domain::enrollment::Refusal;
use rekam_domain::role::Permission;
use rekam_protocol::digest::Digest;
use rekam_protocol::ids::{OperatorId, Serial};
use rekam_protocol::time::Stamp;

use super::{Desk, Supervision};
use crate::error::Error;
use crate::lease::bounds_of;
use crate::store::StoreError;
use crate::store::audit::Event;

/// A supervisor's word on a day.
#[derive(Debug, Clone, PartialEq)]
pub struct Approval {
    /// Whose.
    pub approver: OperatorId,
    /// When.
    pub at: Stamp,
    /// The last record that was there.
    pub upto: Serial,
    /// The head of the day-book after it.
    pub head: Digest,
}

impl Desk {
    /// Approves what was done on a day, as far as it goes now. What is recorded later that day needs another word.
    ///
    /// # Errors
    /// `packet-not-here` for a day without a record, `own-approval` for who sealed one of them, `role-not-allowed`, or what
    /// the store says.
    pub fn approve_day(&self, day: NaiveDate, word: &Supervision) -> Result<(), Error> {
        self.may(Permission::ReadQueue)?;
        let (from, until) = bounds_of(day);
        let lines = self.store.sealed_between(from, until)?;
        let (last, _) = lines.last().ok_or(StoreError::PacketUnknown)?;
        let is_own = |operator: &OperatorId| operator == word.approver();
        if lines
            .iter()
            .any(|(line, _)| line.service.is_some() && is_own(&line.operator))
        {
            return Err(Refusal::OwnApproval.into());
        }
        Ok(self.note(Event::DayApproved {
            day,
            approver: word.approver().clone(),
            upto: last.serial,
            head: last.head(),
        })?)
    }

    /// The newest word of each supervisor on a day, in the order in which they were given.
    ///
    /// # Errors
    /// `role-not-allowed`, or what the store says.
    pub fn approvals(&self, day: NaiveDate) -> Result<Vec<Approval>, Error> {
        self.may(Permission::ReadQueue)?;
        let mut found: Vec<Approval> = Vec::new();
        self.store.each_audit_line(|line| {
            if let Event::DayApproved {
                day: then,
                approver,
                upto,
                head,
            } = line.event
                && then == day
            {
                found.retain(|known| known.approver != approver);
                found.push(Approval {
                    approver,
                    at: line.at,
                    upto,
                    head,
                });
            }
        })?;
        Ok(found)
    }
}
