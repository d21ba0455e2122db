//! The station's window: a thin shell over `rekam_station`.
//!
//! The page in it holds no rule and reaches nothing but the commands listed here: no file, no network, none of Tauri's
//! own commands (`tauri.conf.json`, `capabilities/station.json`).

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod renderer;
mod view;

fn main() -> tauri::Result<()> {
    renderer::choose();
    tauri::Builder::default()
        .invoke_handler(tauri::generate_handler![view::station_state])
        .run(tauri::generate_context!())
}
