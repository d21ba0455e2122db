//! HEAD and DELETE.

use super::{
    Progress, Visit,
    append::{Stage, complete, find, require_own},
    headers::{http_date, metadata_of},
    put, taken, unknown,
};
use crate::{
    serve::{Door, Refusal},
    store::Upload,
};
use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, StatusCode},
    response::{IntoResponse as _, Response},
};
use rekam_domain::code::ErrorCode;
use rekam_protocol::ids::{PacketId, StationId};

/// What a HEAD tells.
struct View {
    progress: Progress,
    length: u64,
    metadata: String,
    /// All bytes are there but nothing is booked: an earlier try failed on our side.
    to_complete: Option<Upload>,
}

impl Visit {
    /// Tells how many bytes are safe. An upload whose bytes are all there is completed on the way: whoever asks wants the receipt.
    pub(super) async fn look(&mut self, packet: PacketId) -> Result<Response, Refusal> {
        let station = self.station.clone();
        let mut view = self
            .door
            .blocking(move |door| view(door, &station, packet))
            .await?;
        if let Some(upload) = view.to_complete.take()
            && let Some(_claim) = self.door.claims.claim(packet).await
        {
            view.progress.receipt = Some(complete(&self.door, &upload).await?);
        }
        let mut response = view.progress.into_response(StatusCode::OK);
        response
            .headers_mut()
            .insert("upload-length", HeaderValue::from(view.length));
        put(
            response.headers_mut(),
            HeaderName::from_static("upload-metadata"),
            Some(view.metadata),
        );
        Ok(response)
    }

    /// Forgets an unfinished upload. A packet that has a receipt stays: the province has given its word.
    pub(super) async fn terminate(&mut self, packet: PacketId) -> Result<Response, Refusal> {
        let _claim = self.door.claims.claim(packet).await.ok_or_else(taken)?;
        let station = self.station.clone();
        self.door
            .blocking(move |door| forget(door, &station, packet))
            .await?;
        Ok((StatusCode::NO_CONTENT, Body::empty()).into_response())
    }
}

fn view(door: &Door, station: &StationId, packet: PacketId) -> Result<View, Refusal> {
    match find(door, station, packet)? {
        Stage::OnItsWay(part, upload) => {
            drop(part);
            let offset = door.province.store().durable_offset(packet)?;
            let expires = Some(http_date(upload.expires));
            Ok(View {
                progress: Progress {
                    packet,
                    offset,
                    expires,
                    receipt: None,
                },
                length: upload.length,
                metadata: upload.metadata.clone(),
                to_complete: (offset == upload.length).then_some(upload),
            })
        }
        Stage::Received { length, receipt } => {
            let held = door
                .province
                .registry()
                .packet(&packet)?
                .ok_or_else(unknown)?;
            let metadata = metadata_of(
                station.as_str(),
                packet,
                held.serial.get(),
                &held.digest.to_string(),
            );
            let progress = Progress {
                packet,
                offset: length,
                expires: None,
                receipt: Some(receipt),
            };
            Ok(View {
                progress,
                length,
                metadata,
                to_complete: None,
            })
        }
    }
}

fn forget(door: &Door, station: &StationId, packet: PacketId) -> Result<(), Refusal> {
    if door.province.registry().packet(&packet)?.is_some() {
        return Err(Refusal::new(
            StatusCode::FORBIDDEN,
            ErrorCode::UploadReceived,
        ));
    }
    let upload = door.province.store().upload(packet)?.ok_or_else(unknown)?;
    require_own(station, &upload.station)?;
    Ok(door.province.store().forget(&upload)?)
}
