//! The page's TypeScript is made from the door's table; here is checked that what is committed is what would be made.

use std::fs;
use std::path::Path;

use rekam_station::door::bindings;

/// Set to anything, this writes the files instead of comparing them.
const WRITE: &str = "REKAM_WRITE_BINDINGS";

#[test]
fn the_page_knows_the_door_as_it_is() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/src/api/bindings");
    for (name, made) in [("Api.ts", bindings::api()), ("codes.ts", bindings::codes())] {
        let path = folder.join(name);
        if std::env::var_os(WRITE).is_some() {
            fs::create_dir_all(&folder).unwrap();
            fs::write(&path, &made).unwrap();
        }
        let committed = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            committed == made,
            "{name} has drifted: run `make bindings` and commit ui/src/api/bindings"
        );
    }
}
