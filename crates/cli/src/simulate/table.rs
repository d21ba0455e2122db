//! What came of it: one line for each resident, from the station's queue and the province's register.

use super::province::{Listed, Province};
use crate::say::{Failure, Voice};
use rekam_domain::code::ErrorCode;
use rekam_protocol::documents::Receipt;
use rekam_protocol::ids::PacketId;
use rekam_protocol::signed;
use rekam_station::desk::Desk;
use rekam_station::view::PacketView;
use serde::Serialize;

#[derive(Serialize)]
struct Row {
    resident: String,
    nik: String,
    service: String,
    serial: u32,
    bytes: u32,
    digest: String,
    receipt_verified: bool,
    status: String,
}

/// Shows the table; a record without a verified receipt, or one that the province does not hold, is a failure.
pub(super) fn show(desk: &Desk, province: &Province, voice: Voice) -> Result<(), Failure> {
    let listed = province.list()?;
    let mut rows = Vec::new();
    for packet in desk.queue(0, u32::MAX)? {
        rows.push(row(desk, &packet, &listed)?);
    }
    voice.result(&rows, |rows| text(rows, voice))?;
    let all = rows.iter().all(|row| row.receipt_verified) && rows.len() == listed.len();
    if all {
        Ok(())
    } else {
        Err(Failure::told(ErrorCode::SendInterrupted))
    }
}

fn row(desk: &Desk, packet: &PacketView, listed: &[Listed]) -> Result<Row, Failure> {
    let found = listed.iter().find(|listed| listed.packet == packet.packet);
    let text = |value: Option<&String>| value.cloned().unwrap_or_else(|| "-".to_owned());
    Ok(Row {
        resident: text(found.and_then(|listed| listed.name.as_ref())),
        nik: text(found.and_then(|listed| listed.nik.as_ref())),
        service: packet
            .service
            .clone()
            .unwrap_or_else(|| "canary".to_owned()),
        serial: packet.serial,
        bytes: packet.length,
        digest: packet.digest.clone(),
        receipt_verified: found.is_some() && is_receipted(desk, packet)?,
        status: status(desk, packet)?,
    })
}

/// Verifies the stored receipt once more, from its bytes.
fn is_receipted(desk: &Desk, packet: &PacketView) -> Result<bool, Failure> {
    let id: PacketId = packet
        .packet
        .parse()
        .map_err(|_| Failure::of(ErrorCode::Internal))?;
    let row = desk.store().outbox_row(id)?;
    let Some(bytes) = row.receipt else {
        return Ok(false);
    };
    let receipt: Receipt = signed::verify(&bytes, &desk.activation().signing_key)?;
    Ok(
        receipt.packet == row.packet
            && receipt.digest == row.digest
            && receipt.serial == row.serial,
    )
}

fn status(desk: &Desk, packet: &PacketView) -> Result<String, Failure> {
    if packet.service.is_none() {
        let answered = desk.standing()?.canary_answered == Some(true);
        return Ok(if answered { "CANARY_OPENED" } else { "-" }.to_owned());
    }
    Ok(packet
        .status
        .map_or("-", |status| status.as_str())
        .to_owned())
}

fn text(rows: &[Row], voice: Voice) -> String {
    let heads = match voice.language {
        rekam_domain::code::Language::Indonesian => [
            "warga",
            "layanan",
            "nomor",
            "byte",
            "sidik",
            "tanda terima",
            "status",
        ],
        rekam_domain::code::Language::English => [
            "resident", "service", "serial", "bytes", "digest", "receipt", "status",
        ],
    };
    let [resident, service, serial, bytes, digest, receipt, status] = heads;
    let mut lines = vec![format!(
        "{resident:<20} {service:<7} {serial:>6} {bytes:>8}  {digest:<16} {receipt:<13} {status}"
    )];
    for row in rows {
        let verified = if row.receipt_verified { "✓" } else { "✗" };
        let short: String = row.digest.chars().take(16).collect();
        lines.push(format!(
            "{:<20} {:<7} {:>6} {:>8}  {short:<16} {verified:<13} {}",
            row.resident, row.service, row.serial, row.bytes, row.status
        ));
    }
    lines.join("\n")
}
