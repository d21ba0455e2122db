//! A display of its own, so that nothing on this machine's screen is in the way.

use anyhow::{Context as _, Result};
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// The tools that are not here; journeys in the window are skipped with their names.
pub fn missing_tools() -> Vec<&'static str> {
    let is_missing = |tool: &&str| {
        let found = std::env::var_os("PATH").is_some_and(|path| {
            std::env::split_paths(&path).any(|folder| folder.join(tool).is_file())
        });
        !found
    };
    ["Xvfb", "WebKitWebDriver", "import"]
        .into_iter()
        .filter(is_missing)
        .collect()
}

/// An X server without a screen, as large as the window.
pub struct Stage {
    server: Child,
    display: String,
    screens: PathBuf,
}

impl Stage {
    /// Starts it on a display that is free. Pictures go to `target/screens`.
    ///
    /// # Errors
    /// Where Xvfb is not there.
    pub fn set() -> Result<Self> {
        let mut server = Command::new("Xvfb")
            .args([
                "-displayfd",
                "1",
                "-screen",
                "0",
                "1280x800x24",
                "-nolisten",
                "tcp",
            ])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("Xvfb does not start")?;
        let out = server.stdout.take().context("Xvfb's output")?;
        let mut number = String::new();
        BufReader::new(out).read_line(&mut number)?;
        let screens = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/screens");
        std::fs::create_dir_all(&screens)?;
        Ok(Self {
            server,
            display: format!(":{}", number.trim()),
            screens,
        })
    }

    /// Its name, for `DISPLAY`.
    pub fn display(&self) -> &str {
        &self.display
    }

    /// Where its pictures go.
    pub fn screens(&self) -> &Path {
        &self.screens
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        // Both fail only where it has ended already.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
