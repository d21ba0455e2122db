//! The station's window: a thin shell over `rekam_station`'s door.
//!
//! ```text
//! page --call(name, args)--> bridge::call --> rekam_station::door::call
//! page --put(bytes)--------> bridge::put  --> rekam_station::door::put
//! page <--rekam://---------- pictures     <-- rekam_station::door::picture
//! page <--event "status"---- here         <-- rekam_station::door::Loket::watch
//! ```
//!
//! The page holds no rule and reaches nothing but this: no file, no network, none of Tauri's own commands but hearing
//! events (`tauri.conf.json`, `capabilities/`).

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod bridge;
mod opening;
mod pictures;
mod renderer;
mod resident;

use std::io::Write as _;
use std::process::ExitCode;
use std::sync::Arc;

use rekam_station::door::Loket;
use tauri::Emitter as _;

fn main() -> ExitCode {
    renderer::choose();
    opening::log();
    match opening::from_environment()
        .map_err(|trouble| trouble.to_string())
        .and_then(|opening| show(&Loket::open(opening)).map_err(|error| error.to_string()))
    {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            // Nobody reads it where there is no terminal either.
            let _ = writeln!(std::io::stderr(), "rekam: {trouble}");
            ExitCode::FAILURE
        }
    }
}

/// Shows the windows until the operator's is closed.
fn show(loket: &Arc<Loket>) -> tauri::Result<()> {
    let behind = Arc::clone(loket);
    tauri::Builder::default()
        .manage(Arc::clone(loket))
        .invoke_handler(tauri::generate_handler![bridge::call, bridge::put])
        .register_asynchronous_uri_scheme_protocol(pictures::SCHEME, pictures::serve)
        .setup(move |app| {
            let app = app.handle().clone();
            behind.watch(move |status| {
                // A window that is just being closed hears nothing more.
                let _ = app.emit("status", status);
                resident::follow(&app, status.resident_window);
            });
            Ok(())
        })
        .on_window_event(|window, event| {
            if let tauri::WindowEvent::Destroyed = event {
                resident::is_gone(window);
            }
        })
        .run(tauri::generate_context!())?;
    loket.close();
    Ok(())
}

/// The counter behind the windows.
fn loket<R: tauri::Runtime>(manager: &impl tauri::Manager<R>) -> Arc<Loket> {
    manager.state::<Arc<Loket>>().inner().clone()
}
