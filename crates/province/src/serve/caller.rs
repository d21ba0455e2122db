//! Who asks.

use super::{Door, Refusal};
use crate::announcement::admitted;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use rekam_domain::code::ErrorCode;
use rekam_protocol::ids::StationId;
use std::sync::Arc;

/// The station whose bearer token stands in the request, if the province still wants to hear of it.
pub(super) async fn caller(door: &Arc<Door>, headers: &HeaderMap) -> Result<StationId, Refusal> {
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
