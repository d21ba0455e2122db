//! Pictures for the page, by address: `rekam://localhost/preview` and `rekam://localhost/capture/{draft}/{slot}`.
//!
//! The page pulls: it asks for the next preview when the last has been drawn, so never more than one is on its way, old
//! ones are skipped, and a camera that hangs is a request without an answer. Windows and Android write the address as
//! `http://rekam.localhost/`.

use rekam_domain::code::ErrorCode;
use rekam_station::door::{self, ApiError, Picture};
use tauri::http::{Request, Response, StatusCode, header};
use tauri::{Runtime, UriSchemeContext, UriSchemeResponder};

/// The scheme.
pub(crate) const SCHEME: &str = "rekam";

/// Answers one request on a thread of its own.
#[expect(
    clippy::needless_pass_by_value,
    reason = "Tauri gives the context away"
)]
pub(crate) fn serve<R: Runtime>(
    context: UriSchemeContext<'_, R>,
    request: Request<Vec<u8>>,
    responder: UriSchemeResponder,
) {
    let loket = crate::loket(context.app_handle());
    let caller = crate::bridge::caller(context.webview_label());
    tauri::async_runtime::spawn_blocking(move || {
        responder.respond(answer(door::picture(&loket, caller, request.uri().path())));
    });
}

fn answer(picture: Result<Picture, ApiError>) -> Response<Vec<u8>> {
    let response = Response::builder()
        // What is shown of a resident is not kept by the web view.
        .header(header::CACHE_CONTROL, "no-store")
        .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    let built = match picture {
        Ok(picture) => response
            .header(header::CONTENT_TYPE, picture.media_type)
            .body(picture.bytes),
        Err(error) => response
            .status(status(error.code))
            .header(header::CONTENT_TYPE, "text/plain")
            .body(error.code.as_str().into()),
    };
    built.unwrap_or_else(|_| Response::new(Vec::new()))
}

fn status(code: ErrorCode) -> StatusCode {
    if code == ErrorCode::CameraNoAnswer {
        StatusCode::SERVICE_UNAVAILABLE
    } else if code == ErrorCode::StoreLocked {
        StatusCode::FORBIDDEN
    } else {
        StatusCode::NOT_FOUND
    }
}
