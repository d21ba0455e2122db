//! Who asks, and for whom.

use super::{Door, Refusal};
use crate::announcement::admitted;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use rekam_domain::code::ErrorCode;
use rekam_protocol::{http, ids::StationId};
use std::sync::Arc;

/// The station whose bearer token stands in the request, if the province still wants to hear of it.
async fn caller(door: &Arc<Door>, headers: &HeaderMap) -> Result<StationId, Refusal> {
    let unknown = || {
        Refusal::new(StatusCode::UNAUTHORIZED, ErrorCode::NotSignedIn)
            .with(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))
    };
    let shown = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .ok_or_else(unknown)?;
    let (scheme, token) = shown.split_once(' ').ok_or_else(unknown)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(unknown());
    }
    let province = &door.province;
    let id = province
        .tokens()
        .recognise(token.trim(), province.clock().now())
        .map_err(|_| unknown())?;
    door.blocking(move |door| {
        admitted(door.province.registry().station(&id)?)?;
        Ok(id)
    })
    .await
}

/// For whom a request is made.
pub(super) struct Behalf {
    /// The station that it concerns.
    pub(super) station: StationId,
    /// Whether another station carries it.
    pub(super) carried: bool,
}

/// The station that asks, or the one that it carries for. A carrier may do what anybody with that station's stick may do: bring
/// packets, which prove themselves, and take answers, which are signed for that station.
pub(super) async fn behalf(door: &Arc<Door>, headers: &HeaderMap) -> Result<Behalf, Refusal> {
    let caller = caller(door, headers).await?;
    let Some(named) = headers.get(http::CARRIES) else {
        return Ok(Behalf {
            station: caller,
            carried: false,
        });
    };
    let named = named.to_str().ok().and_then(|name| name.parse().ok());
    let named: StationId = named.ok_or_else(Refusal::malformed)?;
    door.blocking(move |door| {
        admitted(door.province.registry().station(&named)?)?;
        Ok(Behalf {
            carried: named != caller,
            station: named,
        })
    })
    .await
}
