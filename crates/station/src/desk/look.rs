//! What screens show.

use rekam_domain::enrollment::State;
use rekam_domain::field::Field;
use rekam_domain::role::Permission;
use rekam_protocol::day_book::DayBookHead;
use rekam_protocol::ids::Serial;

use super::Desk;
use crate::disk::{self, Gauge};
use crate::error::Error;
use crate::facts::Facts;
use crate::lease::{self, LeaseStanding};
use crate::store::audit::{AuditHead, AuditLine};
use crate::store::drafts::{Draft, DraftId};
use crate::store::outbox::OutboxRow;
use crate::view::{DraftView, PacketView, StandingView, StepView, moment};

impl Desk {
    /// All open drafts, the oldest first: what waits for the desk after a crash.
    ///
    /// # Errors
    /// `role-not-allowed`, or what the store says.
    pub fn drafts(&self) -> Result<Vec<DraftView>, Error> {
        self.may(Permission::Record)?;
        self.store
            .drafts()?
            .into_iter()
            .map(|draft: Draft| self.draft(draft.id))
            .collect()
    }

    /// One open draft: how far it is, and what is still missing.
    ///
    /// # Errors
    /// `role-not-allowed`, `draft-unknown`, or what the store says.
    pub fn draft(&self, draft: DraftId) -> Result<DraftView, Error> {
        self.may(Permission::Record)?;
        let facts = self.facts(draft)?;
        let progress = facts.progress(self.role, self.day_of(&facts.draft))?;
        let is_done = |step| matches!(&progress.state, State::Draft(draft) if draft.is_done(step));
        let steps = progress
            .path
            .steps
            .iter()
            .map(|step| StepView {
                step: *step,
                done: is_done(*step),
            })
            .collect();
        let photo_approved =
            matches!(&progress.state, State::Draft(draft) if draft.is_photo_approved());
        let Facts { draft, fields, .. } = facts;
        Ok(DraftView {
            id: draft.id.to_string(),
            service: draft.service,
            name: fields.get(&Field::FullName).map(|typed| typed.raw.clone()),
            started_by: draft.started_by.to_string(),
            started_at: moment(draft.started_at.wall),
            photo_tries: draft.photo_tries,
            steps,
            photo_approved,
            missing: progress.missing,
        })
    }

    /// Sealed packets after a serial number, lowest first, at most `limit`.
    ///
    /// # Errors
    /// `role-not-allowed`, or what the store says.
    pub fn queue(&self, after: u32, limit: u32) -> Result<Vec<PacketView>, Error> {
        self.may(Permission::ReadQueue)?;
        self.store
            .queue(after, limit)?
            .into_iter()
            .map(|row| self.packet_view(row))
            .collect()
    }

    /// One sealed packet.
    ///
    /// # Errors
    /// `role-not-allowed`, `packet-not-here`, or what the store says.
    pub fn packet(&self, packet: rekam_protocol::ids::PacketId) -> Result<PacketView, Error> {
        self.may(Permission::ReadQueue)?;
        self.packet_view(self.store.outbox_row(packet)?)
    }

    /// Where the lease stands.
    ///
    /// # Errors
    /// What the store says.
    pub fn lease(&self) -> Result<LeaseStanding, Error> {
        Ok(lease::standing(
            &self.activation().lease,
            self.store.records_under_lease()?,
            self.today(),
        ))
    }

    /// Room on the disk.
    ///
    /// # Errors
    /// What the store or the disk says.
    pub fn disk(&self) -> Result<Gauge, Error> {
        let home = &self.station.home;
        Ok(disk::gauge(
            home.free_bytes()?.saturating_sub(self.store.spoken_for()),
            home.total_bytes()?,
            self.lease()?.records_left,
        ))
    }

    /// The station at a glance.
    ///
    /// # Errors
    /// What the store or the disk says.
    pub fn standing(&self) -> Result<StandingView, Error> {
        let (activation, counts) = (self.activation(), self.store.outbox_counts()?);
        let (day_book, audit) = (self.store.day_book_head()?, self.store.audit_head()?);
        Ok(StandingView {
            station: activation.station.to_string(),
            station_name: activation.station_name.clone(),
            operator: self.operator.to_string(),
            role: self.role,
            today: self.today(),
            clock_trusted: self.now().trusted,
            lease: self.lease()?,
            drafts: u32::try_from(self.store.drafts()?.len()).unwrap_or(u32::MAX),
            waiting: counts.waiting,
            received: counts.received,
            disk_for: self.disk()?.people,
            day_book: day_book.serial,
            day_book_head: day_book.head.to_string(),
            audit_head: audit.head.to_string(),
            canary_answered: self
                .store
                .last_canary()?
                .map(|canary| canary.answered_at.is_some()),
            double_hint: self.hints(),
            templates: self.store.template_count()?,
        })
    }

    /// Follows day-book and audit log from first to last line.
    ///
    /// # Errors
    /// `chain-broken` with the first line that does not follow; or what the store says.
    pub fn verify_chains(&self) -> Result<(DayBookHead, AuditHead), Error> {
        Ok((self.store.verify_day_book()??, self.store.verify_audit()??))
    }

    /// Lines of the audit log after `after`, oldest first, at most `limit`.
    ///
    /// # Errors
    /// `role-not-allowed`, or what the store says.
    pub fn audit(&self, after: u64, limit: u32) -> Result<Vec<AuditLine>, Error> {
        self.may(Permission::ReadAudit)?;
        Ok(self.store.audit_lines(after, limit)?)
    }

    fn packet_view(&self, row: OutboxRow) -> Result<PacketView, Error> {
        let serial: Serial = row.serial;
        let line = self
            .store
            .day_book_line(serial)?
            .ok_or(crate::store::StoreError::PacketUnknown)?;
        Ok(PacketView::new(
            row,
            line.service,
            line.operator.to_string(),
            line.sealed_at.wall,
            self.store.other_recordings(serial)?,
        ))
    }
}
