//! POST: creation, and creation with upload.

use super::{
    Progress, Visit,
    append::Pouring,
    checksum::Checksum,
    headers::{self, content_length},
    taken,
};
use crate::{
    serve::{Door, Refusal},
    store::{Part, Upload},
};
use axum::{
    http::{StatusCode, header},
    response::Response,
};
use rekam_domain::code::ErrorCode;

/// What a creation found.
enum Begun {
    /// The packet is held already: its receipt.
    Held(Vec<u8>),
    /// There is a part to write to, new or from an earlier creation, and what it becomes.
    Part(Part, Upload),
}

impl Visit {
    /// Creates the upload, takes in what comes with the request, and answers with the offset; with the receipt if that was all.
    pub(super) async fn create(&mut self) -> Result<Response, Refusal> {
        let limits = &self.door.limits;
        let expires = self.door.province.clock().now() + limits.upload_lifetime;
        let wanted = headers::upload(&self.headers, &self.station, limits.max_packet, expires)?;
        if wanted.station != self.station {
            return Err(Refusal::new(StatusCode::FORBIDDEN, ErrorCode::OtherStation));
        }
        let announced = content_length(&self.headers)?;
        let with_body = announced.is_some_and(|length| length > 0)
            || self.headers.contains_key(header::TRANSFER_ENCODING);
        if with_body {
            headers::require_octets(&self.headers)?;
        }
        if announced.is_some_and(|length| length > wanted.length) {
            return Err(Refusal::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                ErrorCode::UploadTooLarge,
            ));
        }
        let checksum = Checksum::announced(&self.headers)?;
        let packet = wanted.packet;
        let claim = self.door.claims.claim(packet).await.ok_or_else(taken)?;
        match self.door.blocking(move |door| begin(door, wanted)).await? {
            Begun::Held(receipt) => {
                let length = headers::count(&self.headers, "upload-length")?.unwrap_or_default();
                let progress = Progress {
                    packet,
                    offset: length,
                    expires: None,
                    receipt: Some(receipt),
                };
                Ok(progress.into_response(StatusCode::CREATED))
            }
            Begun::Part(part, upload) => {
                let known = part.offset();
                let pouring = Pouring {
                    part,
                    upload,
                    known,
                    checksum,
                    with_body,
                };
                Ok(self
                    .pour(pouring, &claim)
                    .await?
                    .into_response(StatusCode::CREATED))
            }
        }
    }
}

/// Looks before any byte moves, so that no line is wasted on what cannot be taken; then finds or makes the part.
fn begin(door: &Door, wanted: Upload) -> Result<Begun, Refusal> {
    if let Some(receipt) = door.intake.look_up(&wanted)? {
        return Ok(Begun::Held(receipt));
    }
    let store = door.province.store();
    match store.upload(wanted.packet)? {
        Some(known) if known.expires <= door.province.clock().now() => store.forget(&known)?,
        Some(known) if known.is_same_as(&wanted) => {
            return Ok(Begun::Part(store.part(known.packet)?, known));
        }
        Some(_) => return Err(Refusal::new(StatusCode::CONFLICT, ErrorCode::UploadChanged)),
        None => {}
    }
    Ok(Begun::Part(store.begin(&wanted)?, wanted))
}
