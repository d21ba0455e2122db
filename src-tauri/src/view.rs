//! What the window shows, and the commands that ask for it.

/// What the station can say of itself before anyone has logged in.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, ts_rs::TS)]
pub(crate) struct StationState {
    /// The version of this app, as in its package.
    version: String,
}

/// Tells what can be known without a login.
#[tauri::command]
pub(crate) fn station_state() -> StationState {
    StationState {
        version: env!("CARGO_PKG_VERSION").to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;
    use ts_rs::TS as _;

    /// Set to anything, this writes the bindings instead of comparing them.
    const WRITE: &str = "REKAM_WRITE_BINDINGS";

    #[test]
    fn the_page_knows_the_views_as_they_are() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/src/api/bindings");
        let path = folder.join("StationState.ts");
        let generated = StationState::export_to_string(&ts_rs::Config::new()).unwrap();
        if std::env::var_os(WRITE).is_some() {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&path, &generated).unwrap();
        }
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(
            committed, generated,
            "run `{WRITE}=1 cargo test -p rekam-window` and commit ui/src/api/bindings"
        );
    }
}
