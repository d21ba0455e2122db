//! Uploads by tus 1.0 (https://tus.io/protocols/resumable-upload): core protocol, creation, creation with upload, checksum,
//! expiration, termination.
//!
//! Two things are Rekam's own, and inside what tus leaves to the server. The name of an upload is the packet's id, so that
//! creating it again finds it again: bytes that are held already are skipped, and the answer tells the true offset. And the
//! answer that completes an upload carries the receipt; a packet with a receipt cannot be terminated any more.

mod append;
mod checksum;
mod create;
mod headers;
mod inflow;
mod look;

use super::{
    Door, Refusal,
    caller::{Behalf, behalf},
};
use axum::{
    body::Body,
    extract::{Path, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
pub use headers::judge as judge_headers;
use inflow::Inflow;
use rekam_domain::code::ErrorCode;
use rekam_protocol::{
    http,
    ids::{PacketId, StationId},
};
use std::sync::Arc;

/// One request about uploads, by a station that is known.
struct Visit {
    door: Arc<Door>,
    station: StationId,
    /// Whether another station carries for it.
    carried: bool,
    headers: HeaderMap,
    inflow: Inflow,
}

/// `/v1/uploads`.
pub(super) async fn collection(State(door): State<Arc<Door>>, request: Request) -> Response {
    answer(door, None, request).await
}

/// `/v1/uploads/{packet}`.
pub(super) async fn one(
    State(door): State<Arc<Door>>,
    Path(name): Path<String>,
    request: Request,
) -> Response {
    answer(door, Some(name), request).await
}

async fn answer(door: Arc<Door>, name: Option<String>, request: Request) -> Response {
    // A task of its own: what has been accepted is finished even if the connection dies meanwhile.
    let work = tokio::spawn(handle(door, name, request));
    let mut response = match work.await {
        Ok(response) => response,
        Err(_) => {
            Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, ErrorCode::Internal).into_response()
        }
    };
    let headers = response.headers_mut();
    headers.insert("tus-resumable", HeaderValue::from_static(http::TUS_VERSION));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

async fn handle(door: Arc<Door>, name: Option<String>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let waits = parts.headers.contains_key(header::EXPECT);
    let inflow = Inflow::new(body, door.limits.silence, door.stopping.clone(), waits);
    let method = match headers::method(&parts) {
        Ok(method) => method,
        Err(refusal) => return refusal.into_response(),
    };
    if method == Method::OPTIONS {
        return options(&door);
    }
    let known = match headers::require_version(&parts.headers) {
        Ok(()) => behalf(&door, &parts.headers).await,
        Err(refusal) => Err(refusal),
    };
    let (done, mut inflow) = match known {
        Ok(Behalf { station, carried }) => {
            let mut visit = Visit {
                door,
                station,
                carried,
                headers: parts.headers,
                inflow,
            };
            (visit.receive(&method, name).await, visit.inflow)
        }
        Err(refusal) => (Err(refusal), inflow),
    };
    inflow.drain().await;
    done.unwrap_or_else(IntoResponse::into_response)
}

impl Visit {
    async fn receive(
        &mut self,
        method: &Method,
        name: Option<String>,
    ) -> Result<Response, Refusal> {
        let Some(name) = name else {
            return if method == Method::POST {
                self.create().await
            } else {
                Err(not_allowed("OPTIONS, POST"))
            };
        };
        // A name that is no packet id names an upload that cannot exist.
        let packet = name.parse().map_err(|_| unknown())?;
        match method.as_str() {
            "HEAD" => self.look(packet).await,
            "PATCH" => self.append(packet).await,
            // What a station has begun only the station gives up.
            "DELETE" if self.carried => Err(not_allowed("HEAD, PATCH")),
            "DELETE" => self.terminate(packet).await,
            _ => Err(not_allowed("OPTIONS, HEAD, PATCH, DELETE")),
        }
    }
}

fn options(door: &Door) -> Response {
    let headers = [
        ("tus-version", http::TUS_VERSION.to_owned()),
        ("tus-extension", headers::EXTENSIONS.to_owned()),
        ("tus-max-size", door.limits.max_packet.to_string()),
        ("tus-checksum-algorithm", checksum::ALGORITHMS.to_owned()),
    ];
    (StatusCode::NO_CONTENT, headers, Body::empty()).into_response()
}

fn unknown() -> Refusal {
    Refusal::new(StatusCode::NOT_FOUND, ErrorCode::UploadUnknown)
}

fn taken() -> Refusal {
    Refusal::new(StatusCode::LOCKED, ErrorCode::UploadTaken)
        .with(header::RETRY_AFTER, HeaderValue::from_static("5"))
}

fn not_allowed(allowed: &'static str) -> Refusal {
    Refusal::new(StatusCode::METHOD_NOT_ALLOWED, ErrorCode::RequestNotFound)
        .with(header::ALLOW, HeaderValue::from_static(allowed))
}

/// How far an upload is, as a success tells it.
struct Progress {
    packet: PacketId,
    offset: u64,
    expires: Option<String>,
    receipt: Option<Vec<u8>>,
}

impl Progress {
    fn into_response(self, status: StatusCode) -> Response {
        let mut response = (status, Body::empty()).into_response();
        let headers = response.headers_mut();
        headers.insert("upload-offset", HeaderValue::from(self.offset));
        put(
            headers,
            header::LOCATION,
            Some(http::upload_path(self.packet)),
        );
        put(
            headers,
            HeaderName::from_static("upload-expires"),
            self.expires,
        );
        let receipt = self.receipt.map(|receipt| URL_SAFE_NO_PAD.encode(receipt));
        put(
            headers,
            HeaderName::from_static(http::RECEIPT_HEADER),
            receipt,
        );
        response
    }
}

/// A header, if there is a value for it that a header can hold.
fn put(headers: &mut HeaderMap, name: HeaderName, value: Option<String>) {
    if let Some(value) = value.and_then(|value| HeaderValue::try_from(value).ok()) {
        headers.insert(name, value);
    }
}
