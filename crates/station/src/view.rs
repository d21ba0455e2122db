//! What screens show: plain values without rules. Numbers fit JavaScript; moments and digests are text.

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use rekam_domain::code::Language;
use rekam_domain::role::Role;
use rekam_domain::service::{Service, Step};
use rekam_domain::status::RecordingStatus;
use serde::Serialize;

use crate::facts::Missing;
use crate::lease::LeaseStanding;
use crate::store::outbox::{OutboxRow, Progress};
use crate::store::twice::OtherRecording;

/// A moment as text, RFC 3339 in UTC with seconds.
pub(crate) fn moment(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// One open draft.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct DraftView {
    /// Its id, which its packet will have.
    pub id: String,
    /// What the resident came for.
    pub service: Service,
    /// The name as typed, so that the operator finds the draft again after a crash.
    pub name: Option<String>,
    /// Who began it.
    pub started_by: String,
    /// When.
    pub started_at: String,
    /// Photos taken so far.
    pub photo_tries: u32,
    /// The steps of the service for this resident, in order, and whether each is done.
    pub steps: Vec<StepView>,
    /// Whether the resident approved the portrait that is stored now.
    pub photo_approved: bool,
    /// What keeps it from being sealed, in the order of the steps.
    pub missing: Vec<Missing>,
}

impl std::fmt::Debug for DraftView {
    /// Shows nothing about the resident.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "DraftView({}, {})", self.id, self.service)
    }
}

/// One step of a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct StepView {
    /// The step.
    pub step: Step,
    /// Whether it is done.
    pub done: bool,
}

/// One sealed packet in today's list and in the queue. It names service and serial number, never the resident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct PacketView {
    /// Its number in the day-book.
    pub serial: u32,
    /// Its id.
    pub packet: String,
    /// What the resident came for; absent for a canary.
    pub service: Option<String>,
    /// Who sealed it.
    pub operator: String,
    /// When.
    pub sealed_at: String,
    /// SHA-256 of its bytes.
    pub digest: String,
    /// Length in bytes (at most 16 MiB).
    pub length: u32,
    /// How far it has come.
    pub progress: Progress,
    /// Bytes the province holds.
    pub offset: u32,
    /// Tries so far.
    pub attempts: u32,
    /// The code of the last failed try.
    pub last_code: Option<String>,
    /// When the receipt came in.
    pub received_at: Option<String>,
    /// The last status from the province.
    pub status: Option<RecordingStatus>,
    /// Why, as a code.
    pub status_reason: Option<String>,
    /// Since when, at the province.
    pub status_at: Option<String>,
    /// Whether its bytes are still kept here.
    pub kept: bool,
    /// Where the resident was recorded too, as the province tells.
    pub recorded_twice: Vec<OtherRecordingView>,
}

/// Another record of the resident of one of our records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct OtherRecordingView {
    /// The station that made it.
    pub station: String,
    /// Its name as people say it.
    pub station_name: String,
    /// The day at the counter.
    pub recorded_on: NaiveDate,
    /// Whether our record stands, and not the other one.
    pub stands: bool,
}

impl OtherRecordingView {
    /// What happened and what to do, in words.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        format!("{} {}", self.happened(language), self.advice(language))
    }

    /// What happened.
    #[must_use]
    pub fn happened(&self, language: Language) -> String {
        let (station, name) = (&self.station, &self.station_name);
        let day = self.recorded_on.format("%d-%m-%Y");
        let happened = language.pick([
            "Warga yang sama direkam juga di",
            "The same resident was recorded at",
        ]);
        let on = language.pick(["tanggal", "on"]);
        format!("{happened} {name} ({station}) {on} {day}.")
    }

    /// What to do. Which record stands is decided by whose packet came first, not by who recorded first.
    #[must_use]
    pub fn advice(&self, language: Language) -> &'static str {
        language.pick(if self.stands {
            [
                "Rekaman dari stasiun ini yang dipakai; tidak perlu berbuat apa-apa.",
                "The record of this station stands; there is nothing to do.",
            ]
        } else {
            [
                "Rekaman dari sana yang dipakai sampai Dukcapil memutuskan. Jangan rekam lagi. Warga menanyakan kartunya dengan bukti dari \
                 sana; bila datanya berbeda, hubungi dinas.",
                "The record made there stands until Dukcapil decides. Do not record again. The resident asks for the card with the slip \
                 from there; where the data differ, call the office.",
            ]
        })
    }
}

impl PacketView {
    pub(crate) fn new(
        row: OutboxRow,
        service: Option<String>,
        operator: String,
        sealed_at: DateTime<Utc>,
        elsewhere: Vec<OtherRecording>,
    ) -> Self {
        // Packets are at most 16 MiB long (http::MAX_PACKET), so both numbers fit.
        let small = |bytes: u64| u32::try_from(bytes).unwrap_or(u32::MAX);
        Self {
            serial: row.serial.get(),
            packet: row.packet.to_string(),
            service,
            operator,
            sealed_at: moment(sealed_at),
            digest: row.digest.to_string(),
            length: small(row.length),
            progress: row.progress,
            offset: small(row.offset),
            attempts: row.attempts,
            last_code: row.last_code,
            received_at: row.received_at.map(|at| moment(at.wall)),
            status: row.status,
            status_reason: row.status_reason,
            status_at: row.status_at.map(moment),
            kept: row.pruned_at.is_none(),
            recorded_twice: elsewhere
                .into_iter()
                .map(|other| OtherRecordingView {
                    station: other.station.to_string(),
                    station_name: other.station_name,
                    recorded_on: other.recorded_on,
                    stands: other.stands,
                })
                .collect(),
        }
    }
}

/// The station at a glance: what the crew looks at before a trip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct StandingView {
    /// The station.
    pub station: String,
    /// Its name as people say it.
    pub station_name: String,
    /// Who is logged in.
    pub operator: String,
    /// What they may do.
    pub role: Role,
    /// The day at the counter.
    pub today: NaiveDate,
    /// Whether the province confirmed the clock since it was last set.
    pub clock_trusted: bool,
    /// The lease.
    pub lease: LeaseStanding,
    /// Open drafts.
    pub drafts: u32,
    /// Packets without a receipt.
    pub waiting: u32,
    /// Packets with one.
    pub received: u32,
    /// For how many more residents the disk has room, at two megabytes each.
    pub disk_for: u32,
    /// Lines of the day-book, and the head after the last.
    pub day_book: u32,
    /// See `day_book`.
    pub day_book_head: String,
    /// The head of the audit log.
    pub audit_head: String,
    /// Whether the province has opened the newest canary; nothing where none was ever sent.
    pub canary_answered: Option<bool>,
    /// Whether the province lets this station compare faces.
    pub double_hint: bool,
    /// Templates of faces that are kept until the day is closed.
    pub templates: u32,
}
