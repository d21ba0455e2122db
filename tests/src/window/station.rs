//! A station and its province in a folder, made with the real programs.

use super::{free_port, one_good_portrait};
use crate::{assets, program};
use anyhow::{Context as _, Result, bail};
use base64::Engine as _;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// Who records in the journeys.
pub const OPERATOR: &str = "op-1";
/// Who activated the station, and approves.
const SUPERVISOR: &str = "sup-1";
/// The journeys' own password; it protects nothing.
pub const PASSWORD: &str = "sungai kapuas contoh";
const PASSPHRASE: &str = "provinsi contoh";

/// How far the station is when a journey begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The province has issued an activation; nobody has used it.
    Issued,
    /// Activated by the supervisor, a clerk is let in, and there is a list of expected residents.
    Ready,
    /// The same, and the province has switched the double hint on.
    Hinting,
}

/// A station and its province.
pub struct TestStation {
    folder: PathBuf,
    _temporary: Option<tempfile::TempDir>,
    /// Whether the camera replays a picture; else it is whatever this machine has.
    replay: bool,
    /// Where the province will listen, once it is there.
    port: u16,
    /// Where the window receives from colleagues.
    hub: u16,
}

impl TestStation {
    /// Makes them in a folder that goes when this is dropped.
    ///
    /// # Errors
    /// What the programs say.
    pub fn make(place: Place) -> Result<Self> {
        let temporary = tempfile::tempdir()?;
        let folder = temporary.path().to_owned();
        let station = Self {
            _temporary: Some(temporary),
            ..Self::in_folder(folder)?
        };
        station.prepare(place)?;
        Ok(station)
    }

    /// Makes them in a folder that stays, ready to work; what is there already goes on.
    ///
    /// # Errors
    /// What the programs say.
    pub fn keep(folder: &Path, replay: bool) -> Result<Self> {
        std::fs::create_dir_all(folder)?;
        let station = Self {
            replay,
            ..Self::in_folder(folder.canonicalize()?)?
        };
        if !station.home().exists() {
            station.prepare(Place::Ready)?;
        }
        Ok(station)
    }

    fn in_folder(folder: PathBuf) -> Result<Self> {
        Ok(Self {
            folder,
            _temporary: None,
            replay: true,
            port: free_port()?,
            hub: free_port()?,
        })
    }

    fn prepare(&self, place: Place) -> Result<()> {
        std::fs::create_dir_all(self.stick())?;
        one_good_portrait(&self.path("camera"))?;
        std::fs::write(self.path("province.passphrase"), PASSPHRASE)?;
        let passphrase = self.path("province.passphrase").display().to_string();
        self.province(&[
            "admin",
            "init",
            "--if-missing",
            "--passphrase-file",
            &passphrase,
        ])?;
        let file = self.path("activation.rekam").display().to_string();
        let mut order = vec![
            "admin",
            "station",
            "add",
            "6171-contoh",
            "--if-missing",
            "--name",
            "Mobil Keliling Contoh",
            "--place",
            "617101",
            "--url",
            "http://127.0.0.1:1",
            "--valid-days",
            "365",
            "--records",
            "5000",
            "--operator",
            "sup-1:Supervisor Contoh:supervisor",
            "--operator",
            "op-1:Petugas Contoh:operator",
            "--extract",
            "6171",
            "--out",
            &file,
        ];
        if place == Place::Hinting {
            order.push("--double-hint");
        }
        self.province(&order)?;
        if place != Place::Issued {
            self.rekam(&["init", "--activation", &file, "--operator", SUPERVISOR])?;
            self.rekam(&["admit", "--operator", SUPERVISOR, OPERATOR])?;
            let list = assets().join("demo/worklist.csv").display().to_string();
            self.rekam(&["worklist", "import", "--operator", SUPERVISOR, &list])?;
            let extract = assets().join("demo/extract.csv").display().to_string();
            self.rekam(&["extract", "import", "--operator", SUPERVISOR, &extract])?;
        }
        Ok(())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The station's own folder.
    pub fn home(&self) -> PathBuf {
        self.path("station")
    }

    /// The province's folder.
    pub fn province_folder(&self) -> PathBuf {
        self.path("province")
    }

    /// The folder whose pictures the camera replays.
    pub fn camera(&self) -> PathBuf {
        self.path("camera")
    }

    /// Puts one of `assets/portraits` before the camera, now and at once: whoever sat there has gone.
    ///
    /// # Errors
    /// Files that cannot be copied.
    pub fn shows(&self, portrait: &str) -> Result<()> {
        let picture = assets().join("portraits").join(portrait);
        // In one step, so that no frame is cut short.
        let beside = self.path("next.jpg");
        std::fs::copy(picture, &beside)?;
        Ok(std::fs::rename(beside, self.camera().join("p02-good.jpg"))?)
    }

    /// Where the web view keeps its own things: apart from everybody else's.
    pub(super) fn browser(&self) -> PathBuf {
        self.path("browser")
    }

    /// What the program is started with.
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        let camera = if self.replay {
            format!("replay:{}", self.path("camera").display())
        } else {
            "devices".to_owned()
        };
        vec![
            ("REKAM_HOME", self.home().display().to_string()),
            ("REKAM_CAMERA", camera),
            ("REKAM_STICKS", self.path("sticks").display().to_string()),
            ("REKAM_HUB_PORT", self.hub.to_string()),
            ("REKAM_DEMO", format!("{OPERATOR}:{PASSWORD}")),
            (
                "REKAM_PROVINCE_URL",
                format!("http://127.0.0.1:{}", self.port),
            ),
        ]
    }

    /// Where the province listens.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Where the window receives from colleagues, as another program on this machine reaches it.
    #[must_use]
    pub fn hub(&self) -> String {
        format!("127.0.0.1:{}", self.hub)
    }

    /// Another station of the province, activated in a folder of its own, that has had a line once: the province has to listen.
    /// Its supervisor is `sup-1`, with the same password.
    ///
    /// # Errors
    /// What the programs say.
    pub fn colleague(&self, station: &str) -> Result<PathBuf> {
        let (home, file) = (self.path(station), self.path(&format!("{station}.rekam")));
        let (file, url) = (
            file.display().to_string(),
            format!("http://127.0.0.1:{}", self.port),
        );
        let operator = format!("{SUPERVISOR}:Supervisor Contoh:supervisor");
        self.province(&[
            "admin",
            "station",
            "add",
            station,
            "--name",
            "Perahu Contoh",
            "--place",
            "617101",
            "--url",
            &url,
            "--operator",
            &operator,
            "--out",
            &file,
        ])?;
        rekam_at(
            &home,
            &["init", "--activation", &file, "--operator", SUPERVISOR],
        )?;
        rekam_at(&home, &["sync", "--operator", SUPERVISOR])?;
        Ok(home)
    }

    /// The stick of the demonstration.
    pub fn stick(&self) -> PathBuf {
        self.path("sticks").join("STIK BIRU")
    }

    /// The activation as the text of its QR code.
    ///
    /// # Errors
    /// Where the file is not there.
    pub fn activation_text(&self) -> Result<String> {
        let file = std::fs::read(self.path("activation.rekam"))?;
        Ok(base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(file))
    }

    /// Starts the province where the station looks for it.
    ///
    /// # Errors
    /// Where it does not come up.
    pub fn serve(&self) -> Result<Serving> {
        let listen = format!("127.0.0.1:{}", self.port);
        let arguments = [
            "serve",
            "--listen",
            &listen,
            "--ready-file",
            "-",
            "--until-stdin-closes",
        ];
        let mut child = Command::new(program("rekam-province"))
            .arg("--folder")
            .arg(self.path("province"))
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let out = child.stdout.take().context("the province's output")?;
        let mut line = String::new();
        BufReader::new(out).read_line(&mut line)?;
        if line.is_empty() {
            bail!("the province does not start");
        }
        Ok(Serving(child))
    }

    /// The province's vault opens what waits.
    ///
    /// # Errors
    /// What the program says.
    pub fn open_packets(&self) -> Result<()> {
        let passphrase = self.path("province.passphrase").display().to_string();
        self.province(&["vault", "--once", "--passphrase-file", &passphrase])
            .map(|_| ())
    }

    /// The station's queue, as JSON.
    ///
    /// # Errors
    /// What the program says.
    pub fn queue(&self) -> Result<serde_json::Value> {
        Ok(serde_json::from_slice(&self.rekam(&[
            "queue",
            "--operator",
            OPERATOR,
        ])?)?)
    }

    /// `rekam-province` on this province.
    ///
    /// # Errors
    /// What the program says.
    pub fn province(&self, arguments: &[&str]) -> Result<Vec<u8>> {
        let mut command = Command::new(program("rekam-province"));
        command
            .arg("--folder")
            .arg(self.path("province"))
            .args(arguments)
            .arg("--json");
        output(&mut command)
    }

    /// `rekam` on this station, as JSON.
    ///
    /// # Errors
    /// What the program says.
    pub fn rekam(&self, arguments: &[&str]) -> Result<Vec<u8>> {
        rekam_at(&self.home(), arguments)
    }
}

/// `rekam` on the station of a folder, as JSON.
///
/// # Errors
/// What the program says.
pub fn rekam_at(home: &Path, arguments: &[&str]) -> Result<Vec<u8>> {
    output(&mut rekam_call(home, arguments))
}

/// The same, to be started.
#[must_use]
pub fn rekam_call(home: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(program("rekam"));
    command
        .args(arguments)
        .arg("--json")
        .env("REKAM_HOME", home)
        .env("REKAM_PASSWORD", PASSWORD)
        .env("REKAM_COLLEAGUE_PASSWORD", PASSWORD);
    command
}

fn output(command: &mut Command) -> Result<Vec<u8>> {
    let done = command.output()?;
    if done.status.success() {
        return Ok(done.stdout);
    }
    bail!(
        "{command:?}: {}{}",
        String::from_utf8_lossy(&done.stdout),
        String::from_utf8_lossy(&done.stderr)
    )
}

/// A province that listens until this is dropped.
pub struct Serving(Child);

impl Drop for Serving {
    fn drop(&mut self) {
        // Both fail only where it has ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
