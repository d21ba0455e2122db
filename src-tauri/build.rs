//! Prepares what Tauri wants at compile time: the pages to embed, and a permission for each command.

use std::path::Path;
use std::{fs, io};

/// The pages that Vite builds, seen from this crate.
const PAGES: &str = "../ui/dist";

/// Stands in until the interface has been built, so that the workspace compiles and its tests run without Node.
const PLACEHOLDER: &str = "<!doctype html><html lang=\"id\"><meta charset=\"utf-8\"><title>Rekam</title>\
    <p>Antarmuka belum dibangun. Jalankan <code>npm ci</code> lalu <code>npm run build</code> di folder <code>ui</code>, \
    kemudian bangun jendela ini lagi.</p></html>\n";

fn main() -> io::Result<()> {
    let index = Path::new(PAGES).join("index.html");
    if !index.exists() {
        fs::create_dir_all(PAGES)?;
        fs::write(index, PLACEHOLDER)?;
    }
    println!("cargo:rerun-if-changed={PAGES}");
    let commands = tauri_build::AppManifest::new().commands(&["call", "put"]);
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(commands))
        .map_err(io::Error::other)
}
