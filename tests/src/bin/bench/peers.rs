//! Programs of others on the same pictures: OFIQ, the reference library, and MediaPipe's own Python. Each is installed into a
//! virtual environment under `target/bench`, and is said to be absent where it cannot be.

use crate::photo::{Spread, spread};
use anyhow::{Context as _, Result, ensure};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A Python program and the packages that it needs.
pub(crate) struct Peer {
    name: &'static str,
    script: &'static str,
    packages: &'static [&'static str],
}

/// The reference implementation of ISO/IEC 29794-5, compiled, with stand-ins for its learned models.
pub(crate) const OFIQ: Peer = Peer {
    name: "ofiq",
    script: "reference.py",
    packages: &[
        "python-ofiq==0.3.1",
        "onnx",
        "numpy>=2",
        "opencv-python-headless",
    ],
};

/// The last line of versions that bring their models.
pub(crate) const MEDIAPIPE: Peer = Peer {
    name: "mediapipe",
    script: "mesh.py",
    packages: &["mediapipe==0.10.14"],
};

/// A search library in Rust, through its Python package.
pub(crate) const TANTIVY: Peer = Peer {
    name: "tantivy",
    script: "tantivy_people.py",
    packages: &["tantivy==0.27.0"],
};

impl Peer {
    /// What its program says of these; nothing, said aloud, where it cannot be installed.
    #[expect(clippy::print_stderr, reason = "what is installed or absent is said")]
    pub(crate) fn said(&self, out: &Path, arguments: &[PathBuf]) -> Option<Value> {
        let told = self
            .installed(out)
            .and_then(|python| self.run(&python, arguments));
        told.inspect_err(|error| eprintln!("peer absent: {}: {error:#}", self.name))
            .ok()
    }

    #[expect(clippy::print_stderr, reason = "what is installed is said")]
    fn installed(&self, out: &Path) -> Result<PathBuf> {
        let folder = out.join("peers").join(self.name);
        let python = folder.join("bin/python");
        let whole = folder.join("installed");
        if !whole.exists() {
            eprintln!(
                "installing {} into {}",
                self.packages.join(" "),
                folder.display()
            );
            let made = Command::new("python3")
                .args(["-m", "venv"])
                .arg(&folder)
                .status();
            ensure!(
                made.is_ok_and(|made| made.success()),
                "no python3 with venv"
            );
            let install = Command::new(&python)
                .args([
                    "-m",
                    "pip",
                    "install",
                    "--quiet",
                    "--disable-pip-version-check",
                ])
                .args(self.packages)
                .status()?;
            ensure!(install.success(), "its packages cannot be installed");
            std::fs::write(&whole, self.packages.join("\n"))?;
        }
        Ok(python)
    }

    fn run(&self, python: &Path, arguments: &[PathBuf]) -> Result<Value> {
        let script = Path::new("tests/src/bin/bench/peers").join(self.script);
        let output = Command::new(python).arg(script).args(arguments).output()?;
        let errors = String::from_utf8_lossy(&output.stderr);
        let last = errors.lines().last().unwrap_or_default();
        ensure!(output.status.success(), "its program failed: {last}");
        let text = String::from_utf8(output.stdout)?;
        let line = text.lines().last().context("it said nothing")?;
        Ok(serde_json::from_str(line)?)
    }
}

/// The spread of the times that a peer said, without the first, which loads its models.
pub(crate) fn times(said: &Value) -> Result<Spread> {
    let times = said["milliseconds"].as_array().context("no times")?;
    spread(times.iter().skip(1).filter_map(Value::as_f64))
}
