//! What the programs in the virtual machine share: a webcam to plug in, and what a program can know of itself.

use anyhow::{Context as _, Result, bail};
use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Where the virtual machine keeps the pictures that the camera sends.
const FRAMES: &str = "/frames";
const CLASS: &str = "/sys/class/video4linux";
/// How long the kernel may take to find a device or to let it go. Half a second is usual; an emulated machine on a busy
/// one takes longer.
const PATIENCE: Duration = Duration::from_secs(60);
static STUCK: AtomicBool = AtomicBool::new(false);

/// Whether the kernel's virtual USB controller has taken no device, or has not let one go, since this program began: no case
/// can be set up in this machine any more. It is no camera's fault, and a fresh machine goes on where this one stopped.
pub fn is_stuck() -> bool {
    STUCK.load(Ordering::Relaxed)
}

/// A simulated webcam in a socket. Dropping it pulls the cable.
#[derive(Debug)]
pub struct Webcam {
    process: Child,
    commands: Option<ChildStdin>,
    nodes: BTreeSet<String>,
}

impl Webcam {
    /// Plugs one in and waits for its node; `label` may be empty for the usual one.
    ///
    /// # Errors
    /// If the kernel does not find it; then the controller [is stuck](is_stuck).
    pub fn plug(label: &str, arguments: &[&str]) -> Result<Self> {
        let before = nodes()?;
        let mut usb_camera = Command::new("usb-camera");
        usb_camera.args(["--frames", FRAMES]).args(arguments);
        if !label.is_empty() {
            usb_camera.args(["--label", label]);
        }
        let mut process = usb_camera.stdin(Stdio::piped()).spawn()?;
        let commands = process.stdin.take();
        let mut webcam = Self {
            process,
            commands,
            nodes: BTreeSet::new(),
        };
        // A camera has two nodes: pictures and their metadata.
        wait("the kernel finds no camera", || {
            webcam.nodes = &nodes()? - &before;
            Ok(webcam.nodes.len() == 2)
        })?;
        Ok(webcam)
    }

    /// Tells it what to do: see `usb-camera`.
    ///
    /// # Errors
    /// If it is not there any more.
    pub fn command(&mut self, line: &str) -> Result<()> {
        let commands = self.commands.as_mut().context("unplugged")?;
        Ok(writeln!(commands, "{line}")?)
    }

    /// Pulls the cable and does not wait for what becomes of it.
    ///
    /// # Errors
    /// If it is not there any more.
    pub fn pull(&mut self) -> Result<()> {
        self.command("unplug")
    }

    /// Pulls the cable and waits until its nodes are gone.
    ///
    /// # Errors
    /// If it is not there any more.
    pub fn unplug(mut self) -> Result<()> {
        self.pull()
    }
}

impl Drop for Webcam {
    fn drop(&mut self) {
        self.commands = None;
        let _ = self.process.wait();
        // The next case must not meet this one's nodes.
        let _ = wait("a node stays", || Ok(nodes()?.is_disjoint(&self.nodes)));
    }
}

fn nodes() -> Result<BTreeSet<String>> {
    let Ok(entries) = fs::read_dir(CLASS) else {
        return Ok(BTreeSet::new());
    };
    let names = entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
    names.collect()
}

fn wait(otherwise: &str, mut until: impl FnMut() -> Result<bool>) -> Result<()> {
    let began = Instant::now();
    while !until()? {
        if began.elapsed() > PATIENCE {
            STUCK.store(true, Ordering::Relaxed);
            bail!("{otherwise}");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    Ok(())
}

/// Processor time of the children that have ended, in seconds.
///
/// # Errors
/// If the kernel does not tell.
pub fn children_seconds() -> Result<f64> {
    own::ticks(15, 16)
}

/// What this program knows of itself.
pub mod own {
    use anyhow::{Context as _, Result, ensure};
    use std::fs;
    use std::process::{Command, Stdio};

    /// Ticks of the processor clock in a second, as the kernel shows them (`USER_HZ`).
    const TICKS: f64 = 100.0;

    /// Open files and threads.
    ///
    /// # Errors
    /// If the kernel does not tell.
    pub fn handles() -> Result<(usize, usize)> {
        let count = |what: &str| {
            Ok::<_, std::io::Error>(fs::read_dir(format!("/proc/self/{what}"))?.count())
        };
        Ok((count("fd")?, count("task")?))
    }

    /// Memory that is in use.
    ///
    /// # Errors
    /// If the kernel does not tell.
    pub fn kilobytes() -> Result<u64> {
        let status = fs::read_to_string("/proc/self/status")?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let size = line
            .and_then(|line| line.split_whitespace().next())
            .context("no size")?;
        Ok(size.parse()?)
    }

    /// Processor time so far, in seconds.
    ///
    /// # Errors
    /// If the kernel does not tell.
    pub fn seconds() -> Result<f64> {
        ticks(13, 14)
    }

    /// Two fields of `/proc/self/stat` together, counted from 0.
    pub(crate) fn ticks(user: usize, system: usize) -> Result<f64> {
        let stat = fs::read_to_string("/proc/self/stat")?;
        let (_, behind_name) = stat.rsplit_once(')').context("no name")?;
        let fields: Vec<&str> = behind_name.split_whitespace().collect();
        let field =
            |at: usize| Ok::<f64, anyhow::Error>(fields.get(at - 2).context("too short")?.parse()?);
        Ok((field(user)? + field(system)?) / TICKS)
    }

    /// Runs another program to its end.
    ///
    /// # Errors
    /// If it fails.
    pub fn run(program: &str, arguments: &[&str]) -> Result<()> {
        let mut command = Command::new(program);
        let ended = command
            .args(arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        ensure!(
            ended.with_context(|| program.to_owned())?.success(),
            "{program} {}",
            arguments.join(" ")
        );
        Ok(())
    }
}
