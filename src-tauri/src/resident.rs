//! The second window, turned to the resident: opened and closed as the desk wants it.

use rekam_station::door::{self, Caller};
use tauri::{AppHandle, Manager as _, Runtime, WebviewUrl, WebviewWindowBuilder, Window};

const LABEL: &str = "resident";

/// Opens or closes the window, if that is not so already. On a second screen it fills it.
pub(crate) fn follow<R: Runtime>(app: &AppHandle<R>, wanted: bool) {
    let window = app.get_webview_window(LABEL);
    let done = match (wanted, window) {
        (true, None) => open(app),
        (false, Some(window)) => window.close(),
        (true, Some(_)) | (false, None) => Ok(()),
    };
    if let Err(error) = done {
        tracing::warn!(%error, "the resident's window");
    }
}

fn open<R: Runtime>(app: &AppHandle<R>) -> tauri::Result<()> {
    let builder =
        WebviewWindowBuilder::new(app, LABEL, WebviewUrl::App("index.html?resident".into()))
            .title("Rekam")
            .inner_size(1024.0, 768.0);
    let screens = app.available_monitors()?;
    let builder = match screens.get(1) {
        Some(second) => {
            let corner = second.position().to_logical::<f64>(second.scale_factor());
            builder.position(corner.x, corner.y).fullscreen(true)
        }
        None => builder,
    };
    builder.build().map(|_| ())
}

/// Somebody closed the window by hand: the desk does not want it back. The program ends with the operator's window.
pub(crate) fn is_gone<R: Runtime>(window: &Window<R>) {
    if window.label() == LABEL {
        let loket = crate::loket(window);
        let args = serde_json::json!({ "open": false });
        let _ = door::call(&loket, Caller::Desk, "resident_window", args);
    } else {
        window.app_handle().exit(0);
    }
}
