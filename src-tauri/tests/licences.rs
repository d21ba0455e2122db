//! What others ask to be handed on with the program is handed on.

#![expect(
    clippy::unwrap_used,
    reason = "a file that cannot be read must fail the test"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::Value;

/// Our own licence, the notices and both licences of the models, whose work the regions are.
const NEEDED: &[&str] = &[
    "../LICENSE",
    "../assets/models/LICENCES.md",
    "../assets/models/LICENSE-APACHE-2.0.txt",
    "../assets/models/LICENSE-MIT-libfacedetection.txt",
    "../assets/models/NOTICE",
    "../assets/regions/NOTICE",
];

fn files_of(package: &str) -> BTreeMap<String, String> {
    let configuration: Value =
        serde_json::from_slice(&fs::read("tauri.conf.json").unwrap()).unwrap();
    serde_json::from_value(configuration["bundle"]["linux"][package]["files"].clone()).unwrap()
}

#[test]
fn notices_and_licence_texts_go_wherever_the_program_goes() {
    let deb = files_of("deb");
    let sources: BTreeSet<&str> = deb.values().map(String::as_str).collect();
    for needed in NEEDED {
        assert!(sources.contains(needed), "{needed} is in no package");
    }
    for (at, source) in &deb {
        assert!(at.starts_with("/usr/share/doc/rekam/"), "{at}");
        // Those of npm packages are there once the interface was built.
        let built = !source.contains("node_modules") || Path::new("../ui/node_modules").is_dir();
        assert!(!built || Path::new(source).is_file(), "{source}");
    }
    assert_eq!(files_of("rpm"), deb);
}

#[test]
fn make_dist_copies_what_the_package_carries() {
    let makefile = fs::read_to_string("../Makefile").unwrap();
    let (_, rest) = makefile.split_once("\nLICENCES := ").unwrap();
    let (list, _) = rest.split_once("\n#").unwrap();
    for source in files_of("deb").values() {
        let source = source.strip_prefix("../").unwrap();
        let name = source.strip_prefix("assets/models/").unwrap_or(source);
        assert!(list.contains(name), "make dist does not copy {source}");
    }
    assert!(makefile.contains("cp --parents $(LICENCES) target/dist/licences"));
}
