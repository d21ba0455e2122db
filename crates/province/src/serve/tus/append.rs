//! PATCH, and what it shares with creation: bytes into a part, and the receipt when it is whole.

use super::{
    Progress, Visit,
    checksum::Checksum,
    headers::{self, http_date},
    inflow::End,
    taken, unknown,
};
use crate::{
    serve::{Door, Refusal, claims::Claim},
    store::{Part, StoreError, Upload},
};
use axum::{http::StatusCode, response::Response};
use rekam_domain::code::ErrorCode;
use rekam_protocol::ids::{PacketId, StationId};
use std::sync::Arc;

/// A part and what is to be poured into it.
pub(super) struct Pouring {
    pub(super) part: Part,
    pub(super) upload: Upload,
    /// Bytes at the start of the body that the part holds already.
    pub(super) known: u64,
    pub(super) checksum: Option<Checksum>,
    pub(super) with_body: bool,
}

impl Visit {
    /// Appends at the offset where the upload stands.
    pub(super) async fn append(&mut self, packet: PacketId) -> Result<Response, Refusal> {
        headers::require_octets(&self.headers)?;
        let offset =
            headers::count(&self.headers, "upload-offset")?.ok_or_else(Refusal::malformed)?;
        let checksum = Checksum::announced(&self.headers)?;
        let claim = self.door.claims.claim(packet).await.ok_or_else(taken)?;
        let station = self.station.clone();
        let found = self
            .door
            .blocking(move |door| find(door, &station, packet))
            .await?;
        let (part, upload) = match found {
            Stage::OnItsWay(part, upload) => (part, upload),
            Stage::Received { length, receipt } if offset == length => {
                let progress = Progress {
                    packet,
                    offset,
                    expires: None,
                    receipt: Some(receipt),
                };
                return Ok(progress.into_response(StatusCode::NO_CONTENT));
            }
            Stage::Received { length, .. } => return Err(conflict(length)),
        };
        if offset != part.offset() {
            return Err(conflict(part.offset()));
        }
        let announced = headers::content_length(&self.headers)?;
        if announced.is_some_and(|more| offset.saturating_add(more) > upload.length) {
            return Err(Refusal::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                ErrorCode::UploadTooLarge,
            ));
        }
        let with_body = announced != Some(0);
        let pouring = Pouring {
            part,
            upload,
            known: 0,
            checksum,
            with_body,
        };
        Ok(self
            .pour(pouring, &claim)
            .await?
            .into_response(StatusCode::NO_CONTENT))
    }

    /// Takes the body in, makes it safe, and completes the upload if that was the last of it.
    pub(super) async fn pour(
        &mut self,
        pouring: Pouring,
        claim: &Claim,
    ) -> Result<Progress, Refusal> {
        let Pouring {
            part,
            upload,
            known,
            checksum,
            with_body,
        } = pouring;
        let start = part.offset();
        let (part, checksum) = if with_body {
            let (part, checksum, end) = self
                .inflow
                .pour(part, known, upload.length, checksum, claim)
                .await;
            (settle(end, part)?, checksum)
        } else {
            (part, checksum)
        };
        let part = check(part, checksum, start).await?;
        claim.note_byte();
        let offset = part.offset();
        let expires = Some(http_date(upload.expires));
        let receipt = if offset == upload.length {
            drop(part);
            Some(complete(&self.door, &upload).await?)
        } else {
            // The offset that is answered must hold through a power cut.
            if offset > start {
                self.door
                    .blocking(move |_| Ok(part.sync().map_err(StoreError::from)?))
                    .await?;
            }
            None
        };
        let expires = if receipt.is_some() { None } else { expires };
        Ok(Progress {
            packet: upload.packet,
            offset,
            expires,
            receipt,
        })
    }
}

/// The part, if the body came whole.
fn settle(end: End, part: Option<Part>) -> Result<Part, Refusal> {
    match (end, part) {
        (End::Whole, Some(part)) => Ok(part),
        // Nobody reads this answer; what came is kept.
        (End::Cut, _) | (End::Whole, None) => Err(Refusal::new(
            StatusCode::SERVICE_UNAVAILABLE,
            ErrorCode::ProvinceBusy,
        )),
        (End::Silent, _) => Err(Refusal::new(
            StatusCode::REQUEST_TIMEOUT,
            ErrorCode::RequestTooSlow,
        )),
        (End::TooMuch, _) => Err(Refusal::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            ErrorCode::UploadTooLarge,
        )),
        (End::Disk(error), _) => Err(StoreError::from(error).into()),
    }
}

/// Drops a chunk that does not fit its checksum. A chunk that was cut off has no checksum to fit: its bytes are kept, as a bad
/// line has no bytes to give away, and the digest of the whole packet judges them in the end.
async fn check(mut part: Part, checksum: Option<Checksum>, start: u64) -> Result<Part, Refusal> {
    if checksum.is_none_or(Checksum::fits) {
        return Ok(part);
    }
    let cut = tokio::task::spawn_blocking(move || part.cut_back(start)).await;
    match cut {
        Ok(Err(error)) => Err(StoreError::from(error).into()),
        Ok(Ok(())) | Err(_) => Err(Refusal::checksum()),
    }
}

/// Verifies, books, and returns the receipt.
pub(super) async fn complete(door: &Arc<Door>, upload: &Upload) -> Result<Vec<u8>, Refusal> {
    let busy = |_| Refusal::new(StatusCode::SERVICE_UNAVAILABLE, ErrorCode::ProvinceBusy);
    let _permit = door.examining.acquire().await.map_err(busy)?;
    Ok(door.intake.complete(upload).await?)
}

fn conflict(offset: u64) -> Refusal {
    Refusal::new(StatusCode::CONFLICT, ErrorCode::UploadOffset).with_offset(offset)
}

/// How far an upload is.
pub(super) enum Stage {
    /// Its bytes are still coming.
    OnItsWay(Part, Upload),
    /// It is a packet with a receipt.
    Received { length: u64, receipt: Vec<u8> },
}

/// Finds an upload of a station.
pub(super) fn find(door: &Door, station: &StationId, packet: PacketId) -> Result<Stage, Refusal> {
    let store = door.province.store();
    if let Some(upload) = store.upload(packet)? {
        require_own(station, &upload.station)?;
        if upload.expires <= door.province.clock().now() {
            store.forget(&upload)?;
            return Err(Refusal::new(StatusCode::GONE, ErrorCode::UploadUnknown));
        }
        return Ok(Stage::OnItsWay(store.part(packet)?, upload));
    }
    let registry = door.province.registry();
    let held = registry.packet(&packet)?.ok_or_else(unknown)?;
    require_own(station, &held.station)?;
    let receipt = registry.receipt(&packet)?.ok_or_else(unknown)?;
    Ok(Stage::Received {
        length: held.length,
        receipt,
    })
}

pub(super) fn require_own(station: &StationId, owner: &StationId) -> Result<(), Refusal> {
    if station == owner {
        Ok(())
    } else {
        Err(Refusal::new(StatusCode::FORBIDDEN, ErrorCode::OtherStation))
    }
}
