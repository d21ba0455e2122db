//! The province of the simulation: the real `rekam-province`, as processes of its own.

use crate::say::Failure;
use rekam_domain::code::ErrorCode;
use serde::Deserialize;
use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// Where the province stands and how it is called.
pub(super) struct Province {
    program: PathBuf,
    folder: PathBuf,
    passphrase: PathBuf,
}

/// A `serve` that runs until this is dropped.
pub(super) struct Serving {
    child: Child,
    /// Where it listens, as a URL.
    pub(super) url: String,
}

#[derive(Deserialize)]
struct Ready {
    url: String,
}

/// One packet as the province lists it.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Listed {
    pub(super) packet: String,
    pub(super) nik: Option<String>,
    pub(super) name: Option<String>,
}

impl Province {
    /// The program beside this one, working on `folder`.
    pub(super) fn beside_this_program(folder: &Path) -> Result<Self, Failure> {
        let here = std::env::current_exe().map_err(|_| Failure::of(ErrorCode::Internal))?;
        let program =
            here.with_file_name(format!("rekam-province{}", std::env::consts::EXE_SUFFIX));
        if !program.exists() {
            return Err(Failure {
                detail: Some(program.display().to_string()),
                ..Failure::of(ErrorCode::ProgramMissing)
            });
        }
        Ok(Self {
            program,
            passphrase: folder.with_extension("passphrase"),
            folder: folder.to_owned(),
        })
    }

    /// Creates the keys where there are none. The passphrase is the simulation's own and protects nothing.
    pub(super) fn init(&self) -> Result<(), Failure> {
        if !self.passphrase.exists() {
            std::fs::write(&self.passphrase, "provinsi contoh")
                .map_err(|_| Failure::of(ErrorCode::FileUnwritable))?;
        }
        let arguments: [&OsStr; 6] = [
            "admin".as_ref(),
            "init".as_ref(),
            "--if-missing".as_ref(),
            "--passphrase-file".as_ref(),
            self.passphrase.as_ref(),
            "--json".as_ref(),
        ];
        self.run(&arguments).map(|_| ())
    }

    /// Writes the station's activation file where there is none.
    pub(super) fn activation(
        &self,
        station: &str,
        operators: &[&str],
        out: &Path,
    ) -> Result<(), Failure> {
        if out.exists() {
            return Ok(());
        }
        let mut arguments: Vec<&OsStr> =
            ["admin", "station", "add", station, "--if-missing", "--json"]
                .map(OsStr::new)
                .into();
        for pair in [
            ("--name", "Mobil Keliling Contoh"),
            ("--place", "617101"),
            ("--url", "http://127.0.0.1:1"),
        ] {
            arguments.extend([OsStr::new(pair.0), OsStr::new(pair.1)]);
        }
        for pair in [("--valid-days", "365"), ("--records", "5000")] {
            arguments.extend([OsStr::new(pair.0), OsStr::new(pair.1)]);
        }
        for operator in operators {
            arguments.extend([OsStr::new("--operator"), OsStr::new(operator)]);
        }
        arguments.extend([OsStr::new("--out"), out.as_os_str()]);
        self.run(&arguments).map(|_| ())
    }

    /// Starts the intake on a free port. It ends with this process, however that ends: its standard input closes.
    pub(super) fn serve(&self) -> Result<Serving, Failure> {
        let arguments = [
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--ready-file",
            "-",
            "--until-stdin-closes",
        ];
        let mut child = self
            .command(&arguments.map(OsStr::new))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|_| Failure::of(ErrorCode::ProgramMissing))?;
        let mut line = String::new();
        let said = child
            .stdout
            .take()
            .map(|out| BufReader::new(out).read_line(&mut line));
        let ready = said
            .and_then(Result::ok)
            .and_then(|_| serde_json::from_str::<Ready>(&line).ok());
        match ready {
            Some(ready) => Ok(Serving {
                child,
                url: ready.url,
            }),
            None => {
                stop(&mut child);
                Err(Failure::of(ErrorCode::ProvinceNotStarting))
            }
        }
    }

    /// Opens what waits.
    pub(super) fn open_waiting(&self) -> Result<(), Failure> {
        let arguments: [&OsStr; 5] = [
            "vault".as_ref(),
            "--once".as_ref(),
            "--passphrase-file".as_ref(),
            self.passphrase.as_ref(),
            "--json".as_ref(),
        ];
        self.run(&arguments).map(|_| ())
    }

    /// All packets the province holds.
    pub(super) fn list(&self) -> Result<Vec<Listed>, Failure> {
        let out = self.run(&["admin", "list", "--json"].map(OsStr::new))?;
        serde_json::from_slice(&out).map_err(|_| Failure::of(ErrorCode::Internal))
    }

    fn command(&self, arguments: &[&OsStr]) -> Command {
        let mut command = Command::new(&self.program);
        command.arg("--folder").arg(&self.folder).args(arguments);
        command
    }

    fn run(&self, arguments: &[&OsStr]) -> Result<Vec<u8>, Failure> {
        let done = self
            .command(arguments)
            .output()
            .map_err(|_| Failure::of(ErrorCode::ProgramMissing))?;
        if done.status.success() {
            return Ok(done.stdout);
        }
        let said = String::from_utf8_lossy(if done.stdout.is_empty() {
            &done.stderr
        } else {
            &done.stdout
        })
        .trim()
        .to_owned();
        Err(Failure {
            detail: Some(said),
            ..Failure::of(ErrorCode::ProvinceRefused)
        })
    }
}

impl Serving {
    /// Cuts the power of the province.
    pub(super) fn kill(&mut self) {
        stop(&mut self.child);
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        stop(&mut self.child);
    }
}

fn stop(child: &mut Child) {
    // Both fail only where the process has ended already.
    let _ = child.kill();
    let _ = child.wait();
}
