//! `admin list`, `admin residents` and `admin export`: what came in.

use super::{Setting, failure::Failure, say::table, station::write};
use clap::Args;
use rekam_domain::status::RecordingStatus;
use rekam_protocol::{ids::PacketId, packet::PacketKind};
use rekam_province::{
    admin,
    registry::{Assisted, EnrollmentRow, PacketRow, PacketState, Resident, SealedBy, Told},
};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

#[derive(Args)]
#[command(
    after_help = "JSON: array of packet, station, serial, kind (record, canary), length (bytes), digest (SHA-256), \
    sealed_at (by the province's clock, where it can be counted back) and sealed_by (counted, confirmed, told; both null before the packet is opened), received_at, \
    state (waiting, opened, refused), status (Dukcapil's word, null before the packet is opened and for canaries), reason (error \
    code or null), and of opened records service, nik, name (otherwise null), assistance (who was helped and how, null where nobody was: cannot (sit, see, sign), \
    visit, helper (what they are to the resident), mark (signature, thumb, nothing), fingers_excepted, eyes_excepted); oldest first."
)]
pub(super) struct Packets {}

#[derive(Args)]
#[command(
    after_help = "JSON: array of nik, full_name, sex (1 male, 2 female), birth_date, village, packet, assistance (of that packet, as in `list`); by NIK."
)]
pub(super) struct Residents {}

#[derive(Args)]
#[command(
    after_help = "JSON: file, rows. The file is readable by its owner alone; it holds personal data."
)]
pub(super) struct Export {
    /// File to write into; replaced if it exists.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// One packet, with what is known of it.
#[derive(serde::Serialize)]
struct Line<'a> {
    packet: PacketId,
    station: &'a str,
    serial: u32,
    kind: PacketKind,
    length: u64,
    digest: String,
    /// When it was sealed, by the province's clock, and how that is known (counted, confirmed, told).
    sealed_at: Option<String>,
    sealed_by: Option<SealedBy>,
    received_at: String,
    state: PacketState,
    status: Option<&'a str>,
    reason: Option<&'a str>,
    service: Option<&'a str>,
    nik: Option<&'a str>,
    name: Option<&'a str>,
    assistance: Option<Told>,
}

impl<'a> Line<'a> {
    fn of(row: &'a PacketRow, enrollment: Option<&'a EnrollmentRow>) -> Self {
        let refused = row.state == PacketState::Refused;
        let status = if refused {
            Some(RecordingStatus::EnrollFailureAtRegional.as_str())
        } else {
            enrollment.map(|enrollment| enrollment.status.as_str())
        };
        let sealed = enrollment.and_then(|enrollment| enrollment.sealed);
        Self {
            packet: row.id,
            station: row.station.as_str(),
            serial: row.serial.get(),
            kind: row.kind,
            length: row.length,
            digest: row.digest.to_string(),
            sealed_at: sealed.map(|(at, _)| at.to_rfc3339()),
            sealed_by: sealed.map(|(_, by)| by),
            received_at: row.received_at.to_rfc3339(),
            state: row.state,
            status,
            // The registry repeats the status where there is nothing more to say.
            reason: row
                .reason
                .as_deref()
                .filter(|reason| status.is_some_and(|status| status != *reason)),
            service: enrollment.map(|enrollment| enrollment.service.as_str()),
            nik: enrollment.map(|enrollment| enrollment.nik.as_str()),
            name: enrollment.map(|enrollment| enrollment.full_name.as_str()),
            assistance: enrollment.and_then(told),
        }
    }

    fn cells(&self) -> [String; 10] {
        let text = |value: Option<&str>| value.unwrap_or("-").to_owned();
        [
            self.packet.to_string(),
            self.station.to_owned(),
            self.serial.to_string(),
            self.length.to_string(),
            self.status.unwrap_or(self.state.as_str()).to_owned(),
            text(self.reason),
            text(self.service),
            text(self.nik),
            text(self.name),
            cell(self.assistance.as_ref()),
        ]
    }
}

/// Lists all packets.
pub(super) fn packets(setting: &Setting) -> Result<(), Failure> {
    let province = setting.province()?;
    let packets = province.registry().packets(None, u32::MAX)?;
    let enrollments = province.registry().enrollments()?;
    let opened: BTreeMap<PacketId, &EnrollmentRow> =
        enrollments.iter().map(|row| (row.packet, row)).collect();
    let lines: Vec<Line<'_>> = packets
        .iter()
        .map(|row| Line::of(row, opened.get(&row.id).copied()))
        .collect();
    setting.voice.answer(&lines, || {
        let headings = [
            "packet",
            "station",
            "serial",
            "length",
            "status",
            "reason",
            "service",
            "nik",
            "name",
            "assistance",
        ];
        table(headings, &lines.iter().map(Line::cells).collect::<Vec<_>>())
    })
}

fn told(row: &EnrollmentRow) -> Option<Told> {
    row.assisted.as_ref().map(Assisted::told)
}

fn cell(assistance: Option<&Told>) -> String {
    assistance.map_or_else(|| "-".to_owned(), Told::to_string)
}

/// A line of the register, with the help that was given when it was written.
#[derive(serde::Serialize)]
struct Entry<'a> {
    #[serde(flatten)]
    resident: &'a Resident,
    assistance: Option<&'a Told>,
}

/// Lists the resident register.
pub(super) fn residents(setting: &Setting) -> Result<(), Failure> {
    let province = setting.province()?;
    let residents = province.registry().residents()?;
    let enrollments = province.registry().enrollments()?;
    let assisted: BTreeMap<PacketId, Told> = enrollments
        .iter()
        .filter_map(|row| Some((row.packet, told(row)?)))
        .collect();
    let lines: Vec<Entry<'_>> = residents
        .iter()
        .map(|resident| Entry {
            resident,
            assistance: assisted.get(&resident.packet),
        })
        .collect();
    setting.voice.answer(&lines, || {
        let rows: Vec<_> = lines
            .iter()
            .map(
                |Entry {
                     resident,
                     assistance,
                 }| {
                    [
                        resident.nik.clone(),
                        resident.full_name.clone(),
                        resident.sex.clone(),
                        resident.birth_date.clone(),
                        resident.village.clone().unwrap_or_else(|| "-".to_owned()),
                        cell(*assistance),
                    ]
                },
            )
            .collect();
        let headings = [
            "nik",
            "full_name",
            "sex",
            "birth_date",
            "village",
            "assistance",
        ];
        table(headings, &rows)
    })
}

#[derive(serde::Serialize)]
struct Exported<'a> {
    file: &'a Path,
    rows: usize,
}

/// Writes all enrollments into a CSV file.
pub(super) fn export(options: &Export, setting: &Setting) -> Result<(), Failure> {
    let mut bytes = Vec::new();
    let rows = admin::export(&setting.province()?, &mut bytes)?;
    write(&options.out, &bytes)?;
    let answer = Exported {
        file: &options.out,
        rows,
    };
    setting
        .voice
        .answer(&answer, || format!("{}  {rows}", options.out.display()))
}
