//! The two ways from the page into Rust. Each runs on a thread of its own, so that no window ever freezes.

use rekam_domain::code::ErrorCode;
use rekam_station::door::{self, ApiError, Caller, Sitting};
use serde_json::Value;
use tauri::WebviewWindow;
use tauri::ipc::{InvokeBody, Request};

/// The operator's window, as `tauri.conf.json` names it.
const OPERATOR: &str = "station";

/// Which window asks: everybody who is not the operator's is the resident's.
pub(crate) fn caller(label: &str) -> Caller {
    if label == OPERATOR {
        Caller::Desk
    } else {
        Caller::Resident
    }
}

/// One command of the door.
#[tauri::command]
pub(crate) async fn call(
    window: WebviewWindow,
    name: String,
    args: Value,
) -> Result<Value, ApiError> {
    let loket = crate::loket(&window);
    let caller = caller(window.label());
    in_background(move || door::call(&loket, caller, &name, args)).await
}

/// Bytes for the door; what they are stands in the headers `rekam-what` and `rekam-draft`.
#[tauri::command]
pub(crate) async fn put(
    window: WebviewWindow,
    request: Request<'_>,
) -> Result<Option<Sitting>, ApiError> {
    let header = |name: &str| {
        let value = request.headers().get(name)?.to_str().ok()?;
        Some(value.to_owned())
    };
    let (InvokeBody::Raw(bytes), Some(what)) = (request.body(), header("rekam-what")) else {
        return Err(ApiError::of(ErrorCode::RequestMalformed));
    };
    let (bytes, draft) = (bytes.clone(), header("rekam-draft"));
    let loket = crate::loket(&window);
    let caller = caller(window.label());
    in_background(move || door::put(&loket, caller, &what, draft.as_deref(), bytes)).await
}

async fn in_background<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ApiError> + Send + 'static,
) -> Result<T, ApiError> {
    tauri::async_runtime::spawn_blocking(work)
        .await
        // A panic in a command ends that command, not the window.
        .unwrap_or_else(|_| Err(ApiError::of(ErrorCode::Internal)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_window_of_the_configuration_is_the_operators() {
        assert_eq!(caller("station"), Caller::Desk);
        assert_eq!(caller("resident"), Caller::Resident);
        assert_eq!(caller("anything"), Caller::Resident);
    }
}
