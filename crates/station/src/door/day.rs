//! How the day goes, its close, and slips.

use std::sync::Arc;

use chrono::NaiveDate;
use fast_qr::qr::QRBuilder;
use fast_qr::{ECL, QRCode};
use rekam_domain::code::ErrorCode;
use rekam_domain::service::Service;
use rekam_protocol::ids::PacketId;

use super::{
    ApiError, DayApproval, DayClose, DiscardedCount, ExceptedCount, Label, Loket, QrView,
    ServiceCount, SlipView, Today, Word, reckon, sitting,
};
use crate::Desk;
use crate::desk::Day;
use crate::error::Error;
use crate::view::moment;

/// How today goes.
pub(super) fn today(loket: &Arc<Loket>) -> Result<Today, ApiError> {
    let desk = loket.desk()?;
    let day = desk.day(None)?;
    let counts = desk.store().outbox_counts().map_err(Error::from)?;
    let (expected, expected_left) = desk.store().expected_counts().map_err(Error::from)?;
    Ok(Today {
        expected,
        expected_left,
        day: day.day,
        sealed: length(&day.sealed),
        by_service: by_service(&day),
        waiting: counts.waiting,
        waiting_since: counts.waiting_since.map(moment),
        waiting_bytes: u32::try_from(counts.waiting_bytes).unwrap_or(u32::MAX),
        received: counts.received,
        needs_action: counts.needs_action,
        disk: desk.disk()?,
        lease: desk.lease()?,
    })
}

/// What is printed when a day is over.
pub(super) fn close(loket: &Arc<Loket>, day: Option<NaiveDate>) -> Result<DayClose, ApiError> {
    let desk = loket.desk()?;
    let day = desk.day(day)?;
    let activation = desk.activation();
    let serial = |at: usize| day.sealed.get(at).map(|record| record.serial.get());
    Ok(DayClose {
        day: day.day,
        templates: desk
            .hints()
            .then(|| desk.store().template_count())
            .transpose()
            .map_err(Error::from)?,
        station: activation.station.to_string(),
        station_name: activation.station_name.clone(),
        operator: desk.operator().to_string(),
        sealed: length(&day.sealed),
        by_service: by_service(&day),
        excepted: day.excepted.iter().map(ExceptedCount::of).collect(),
        discarded: day.discarded.iter().map(DiscardedCount::of).collect(),
        first_serial: serial(0),
        last_serial: serial(day.sealed.len().saturating_sub(1)),
        waiting: day.waiting().map(|record| record.serial.get()).collect(),
        drafts: length(&desk.drafts()?),
        approved: desk
            .approvals(day.day)?
            .into_iter()
            .map(|approval| DayApproval {
                name: activation.name_of(&approval.approver).to_owned(),
                operator: approval.approver.to_string(),
                at: moment(approval.at.wall),
                upto: approval.upto.get(),
                later: length(&day.after(approval.upto)),
            })
            .collect(),
        head: day.head.map(|head| head.to_string()),
        reckoned: reckon::of_day(&desk, day.day)?,
    })
}

/// A supervisor's word on what was done on a day.
pub(super) fn approve(
    loket: &Arc<Loket>,
    day: NaiveDate,
    supervisor: Word,
) -> Result<DayClose, ApiError> {
    let desk = loket.desk()?;
    let word = sitting::supervision(&desk, supervisor)?;
    desk.approve_day(day, &word)?;
    close(loket, Some(day))
}

fn by_service(day: &Day) -> Vec<ServiceCount> {
    let counted = day.by_service().into_iter();
    counted
        .map(|(service, count)| ServiceCount {
            service,
            label: label(service),
            count,
        })
        .collect()
}

fn label(service: Service) -> Label {
    Label::of(|language| service.label(language).to_owned())
}

fn length<T>(list: &[T]) -> u32 {
    u32::try_from(list.len()).unwrap_or(u32::MAX)
}

/// The slip of a record that was sealed before; its resident's name is sealed with it.
pub(super) fn slip(loket: &Arc<Loket>, packet: PacketId) -> Result<SlipView, ApiError> {
    slip_of(&*loket.desk()?, packet, None)
}

pub(super) fn slip_of(
    desk: &Desk,
    packet: PacketId,
    name: Option<String>,
) -> Result<SlipView, ApiError> {
    let (slip, text) = desk.slip(packet)?;
    Ok(SlipView {
        packet: packet.to_string(),
        serial: slip.serial.get(),
        station: slip.station.to_string(),
        station_name: desk.activation().station_name.clone(),
        service: label(slip.service),
        sealed_at: moment(slip.sealed_at),
        digest: slip.digest.to_string(),
        name,
        qr: qr(&text)?,
    })
}

/// Draws a text. Fifteen percent of the code may be lost to a fold or a thumb.
fn qr(text: &str) -> Result<QrView, ApiError> {
    let code = QRBuilder::new(text).ecl(ECL::M).build();
    let code = code.map_err(|_| ApiError::of(ErrorCode::Internal))?;
    Ok(QrView {
        size: u32::try_from(code.size).unwrap_or_default(),
        path: path(&code),
    })
}

/// Each run of dark modules in a row is one rectangle of the path.
fn path(code: &QRCode) -> String {
    let dark = |x: usize, y: usize| x < code.size && code[y][x].value();
    let mut path = String::new();
    for y in 0..code.size {
        let mut x = 0;
        while x < code.size {
            let run = (x..).take_while(|at| dark(*at, y)).count();
            if run > 0 {
                path.push_str(&format!("M{x} {y}h{run}v1h-{run}z"));
            }
            x += run.max(1);
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_drawn_with_its_three_finder_patterns() {
        let drawn = qr("REKAM").unwrap();
        assert_eq!(drawn.size, 21);
        for corner in ["M0 0h7v1h-7z", "M14 0h7v1h-7z", "M0 20h7v1h-7z"] {
            assert!(drawn.path.contains(corner), "{corner}");
        }
    }
}
