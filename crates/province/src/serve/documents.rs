//! Signed documents in and out: announcement, hello, feed, receipt; and health.

use super::{
    Door, Refusal,
    caller::{Behalf, behalf},
};
use crate::{
    announcement::{self, admitted},
    directory, feed, reckoning,
    registry::Contact,
};
use axum::{
    Json,
    body::{Body, Bytes, to_bytes},
    extract::{Path, Query, State, rejection::QueryRejection},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};
use rekam_domain::code::ErrorCode;
use rekam_protocol::{
    digest::Digest,
    documents::{Hello, KeyAnnouncement, Welcome},
    http,
    ids::{PacketId, StationId},
    signed::{self, Document},
};
use std::{sync::Arc, time::Duration};
use tokio::time::timeout;

/// How long the body of a document may take: it is small.
const BODY_TIME: Duration = Duration::from_secs(60);

type Answer = Result<Response, Refusal>;

/// `POST /v1/announce`: a station shows its keys. The first time it proves that it holds the activation's token; later its own
/// key is proof enough.
pub(super) async fn announce(State(door): State<Arc<Door>>, body: Body) -> Answer {
    let bytes = read(body).await?;
    let shown: KeyAnnouncement =
        signed::verify_with_own_key(&bytes, |shown: &KeyAnnouncement| shown.station_key)?;
    door.blocking(move |door| take_keys(door, shown)).await?;
    Ok(StatusCode::OK.into_response())
}

fn take_keys(door: &Door, shown: KeyAnnouncement) -> Result<(), Refusal> {
    Ok(announcement::take_in(&door.province, shown)?)
}

/// `POST /v1/hello`: a conversation begins.
pub(super) async fn hello(State(door): State<Arc<Door>>, body: Body) -> Answer {
    let bytes = read(body).await?;
    let welcome = door.blocking(move |door| greet(door, &bytes)).await?;
    Ok(([(http::BRIEF, "1")], cose(welcome)).into_response())
}

fn greet(door: &Door, bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let registry = door.province.registry();
    let station = admitted(registry.station_by_key(&signed::signer::<Hello>(bytes)?)?)?;
    let key = station.key.ok_or(Refusal::new(
        StatusCode::FORBIDDEN,
        ErrorCode::StationNotAnnounced,
    ))?;
    let hello: Hello = signed::verify(bytes, &key)?;
    if hello.station != station.id {
        return Err(Refusal::new(StatusCode::FORBIDDEN, ErrorCode::OtherStation));
    }
    let now = door.province.clock().now();
    let greeting = registry.greet(&Contact {
        station: hello.station.clone(),
        nonce: *hello.nonce,
        told_at: hello.at,
        day_book: hello.day_book,
        audit_head: hello.audit_head,
        waiting: hello.waiting,
        at: now,
    })?;
    let (token, token_expires) = door.province.tokens().issue(&hello.station, now);
    sign(
        door,
        &Welcome {
            station: hello.station,
            nonce: hello.nonce,
            at: now,
            day_book: greeting.day_book,
            held_beyond: greeting.held_beyond,
            token,
            token_expires,
        },
    )
}

/// Since when an activation is asked for.
#[derive(serde::Deserialize)]
pub(super) struct Issued {
    after: DateTime<Utc>,
}

/// `GET /v1/activation?after=...`: the renewed activation that the station does not have yet.
pub(super) async fn activation_after(
    State(door): State<Arc<Door>>,
    headers: HeaderMap,
    issued: Result<Query<Issued>, QueryRejection>,
) -> Answer {
    let Behalf { station, .. } = behalf(&door, &headers).await?;
    let after = issued.map_err(|_| Refusal::malformed())?.after;
    let renewed = door
        .blocking(move |door| Ok(door.province.registry().renewal(&station, after)?))
        .await?;
    Ok(renewed.map_or_else(|| StatusCode::NO_CONTENT.into_response(), cose))
}

/// `POST /v1/reckoning`: a station says what it has created, and hears what the province has received.
pub(super) async fn reckon(
    State(door): State<Arc<Door>>,
    headers: HeaderMap,
    body: Body,
) -> Answer {
    let Behalf { station, carried } = behalf(&door, &headers).await?;
    let bytes = read(body).await?;
    let answer = door
        .blocking(move |door| {
            let said = reckoning::take_in(&door.province, &station, &bytes, !carried)?;
            sign(door, &said)
        })
        .await?;
    Ok(cose(answer))
}

/// What a feed is asked for.
#[derive(serde::Deserialize)]
pub(super) struct Since {
    #[serde(default)]
    after: u64,
}

/// `GET /v1/feed?after=N`: news for the station that asks.
pub(super) async fn feed_after(
    State(door): State<Arc<Door>>,
    headers: HeaderMap,
    since: Result<Query<Since>, QueryRejection>,
) -> Answer {
    let Behalf { station, .. } = behalf(&door, &headers).await?;
    let after = since.map_err(|_| Refusal::malformed())?.after;
    let page = door
        .blocking(move |door| news(door, station, after))
        .await?;
    Ok(cose(page))
}

fn news(door: &Door, station: StationId, after: u64) -> Result<Vec<u8>, Refusal> {
    let page = feed::page(&door.province, station, after)?;
    sign(door, &page)
}

/// `GET /v1/directory`: who is a station, for stations that meet without a line.
pub(super) async fn directory(State(door): State<Arc<Door>>, headers: HeaderMap) -> Answer {
    behalf(&door, &headers).await?;
    let signed = door
        .blocking(|door| {
            let now = door.province.clock().now();
            sign(door, &directory::issue(&door.province, now)?)
        })
        .await?;
    Ok(cose(signed))
}

/// `GET /v1/provisions?after=...`: what the station should take along, if it changed since.
pub(super) async fn provisions_after(
    State(door): State<Arc<Door>>,
    headers: HeaderMap,
    issued: Result<Query<Issued>, QueryRejection>,
) -> Answer {
    let Behalf { station, .. } = behalf(&door, &headers).await?;
    let after = issued.map_err(|_| Refusal::malformed())?.after;
    let signed = door
        .blocking(move |door| {
            let provisions = door.province.registry().provisions(&station)?;
            let newer = provisions.filter(|provisions| provisions.issued_at > after);
            newer.map(|newer| sign(door, &newer)).transpose()
        })
        .await?;
    Ok(signed.map_or_else(|| StatusCode::NO_CONTENT.into_response(), cose))
}

/// `GET /v1/provisions/{part}`: a part that the station's provisions name, by its digest.
pub(super) async fn provision(
    State(door): State<Arc<Door>>,
    headers: HeaderMap,
    Path(part): Path<String>,
) -> Answer {
    let unknown = || Refusal::new(StatusCode::NOT_FOUND, ErrorCode::ProvisionUnknown);
    let Behalf { station, .. } = behalf(&door, &headers).await?;
    let part: Digest = part.parse().map_err(|_| unknown())?;
    let found = door
        .blocking(move |door| Ok(door.province.registry().provision(&station, &part)?))
        .await?;
    let bytes = found.ok_or_else(unknown)?;
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, bytes).into_response())
}

/// `GET /v1/packets/{packet}/receipt`: needs no token, so that a courier may fetch it; whoever can name 128 random bits has
/// seen the packet, and a receipt tells no more than its header.
pub(super) async fn receipt(State(door): State<Arc<Door>>, Path(packet): Path<String>) -> Answer {
    let unknown = || Refusal::new(StatusCode::NOT_FOUND, ErrorCode::PacketUnknown);
    let packet: PacketId = packet.parse().map_err(|_| unknown())?;
    let receipt = door
        .blocking(move |door| Ok(door.province.registry().receipt(&packet)?))
        .await?;
    receipt.map(cose).ok_or_else(unknown)
}

/// `GET /v1/health`: whether the registry answers.
pub(super) async fn health(State(door): State<Arc<Door>>) -> Answer {
    door.blocking(|door| Ok(door.province.registry().packets(None, 1)?))
        .await?;
    let health = serde_json::json!({
        "status": "ok",
        "province": door.province.settings().name,
        "version": env!("CARGO_PKG_VERSION"),
        "signing-key": door.province.signing_key().verifying_key().id().to_string(),
    });
    Ok(Json(health).into_response())
}

async fn read(body: Body) -> Result<Bytes, Refusal> {
    let read = timeout(BODY_TIME, to_bytes(body, http::MAX_DOCUMENT)).await;
    let slow = |_| Refusal::new(StatusCode::REQUEST_TIMEOUT, ErrorCode::RequestTooSlow);
    read.map_err(slow)?
        .map_err(|_| Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, ErrorCode::RequestMalformed))
}

fn sign<T: Document>(door: &Door, document: &T) -> Result<Vec<u8>, Refusal> {
    let internal = |_| Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, ErrorCode::Internal);
    signed::sign(document, door.province.signing_key()).map_err(internal)
}

fn cose(bytes: Vec<u8>) -> Response {
    (
        [
            (header::CONTENT_TYPE, http::COSE),
            (header::CACHE_CONTROL, "no-store"),
        ],
        bytes,
    )
        .into_response()
}
