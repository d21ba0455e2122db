//! `faults`: what can happen to a camera, done to real drivers, with the state seen and the times.
//!
//! Runs as root in the virtual machine of `tests/camera-vm/run`. One line for each case; exit code 1 if one failed, and 3
//! where the machine itself is worn out: `--from NUMBER`, which it prints, goes on in a fresh one.
//! Times are those of an emulated machine: they are shown, and only what never comes is a failure.
//! Long on purpose: every case stands once, in the order in which it runs.

#![expect(clippy::print_stdout, reason = "a program whose output is the result")]

use anyhow::{Context as _, Result, bail, ensure};
use rekam_camera::{
    Camera, CameraError, Device, Encoding, Feed, Frame, FrameRate, FrameSource, Knob, Setting,
    Settings, State, Wish,
};
use rekam_camera_vm::{Webcam, children_seconds, is_stuck, own};
use std::fs;
use std::os::unix::process::CommandExt as _;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

/// No case waits longer than this for anything: what never comes is a failure, what comes late is not.
const PATIENCE: Duration = Duration::from_secs(60);
/// The exit code of a machine in which no case can be set up any more.
const WORN_OUT: u8 = 3;
/// Looked at this often.
const GLANCE: Duration = Duration::from_millis(10);

type Case = (&'static str, fn() -> Result<String>);

const CASES: &[Case] = &[
    (
        "lists a camera by socket and name, its metadata node not",
        lists,
    ),
    ("streams MJPEG in three sizes", streams),
    ("unplugged, plugged in again", unplugged),
    ("unplugged, plugged in as another node", another_node),
    ("unplugged, back with other formats", other_formats),
    ("stalls for 5 s", stalls),
    ("every third frame truncated", truncated),
    ("every third frame marked as damaged", marked),
    ("rates of 12.5, 7.5 and 29.97", odd_rates),
    ("rate refused", rate_refused),
    ("format refused", format_refused),
    ("busy with another program", busy),
    ("not allowed to this user", denied),
    ("gone between listing and opening", vanished),
    ("two cameras with one name", twins),
    ("a file of /dev that is no camera", foreign_file),
    ("exposure, focus, white balance", knobs),
    ("200 times opened and closed", opened_and_closed),
    ("two hours of frames", two_hours),
    ("vivid: YUYV and NV12, colours", raw_formats),
    ("vivid: driver unbound and bound", unbound),
    ("vivid: driver fails while streaming", driver_fails),
];

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let chosen = arguments.next().unwrap_or_default();
    if chosen == "--denied" {
        return open_as_nobody();
    }
    if chosen == "--figures" {
        return finish("figures", &figures());
    }
    if chosen == "--names" {
        CASES.iter().for_each(|(name, _)| println!("{name}"));
        return ExitCode::SUCCESS;
    }
    let (chosen, from) = if chosen == "--from" {
        let from = arguments.next().and_then(|number| number.parse().ok());
        (String::new(), from.unwrap_or(0))
    } else {
        (chosen, 0)
    };
    let mut good = true;
    let cases = CASES.iter().enumerate().skip(from);
    for (number, (name, case)) in cases.filter(|(_, (name, _))| name.contains(&chosen)) {
        let began = Instant::now();
        let outcome = case();
        let took = began.elapsed().as_secs_f32();
        match &outcome {
            Ok(seen) => println!("ok    {name}: {seen} [{took:.1} s]"),
            // Whatever went wrong in a machine that is worn out is tried again in a fresh one.
            Err(_) if is_stuck() => return worn_out(number, name),
            Err(error) => println!("FAIL  {name}: {error:#} [{took:.1} s]"),
        }
        if is_stuck() {
            return worn_out(number + 1, name);
        }
        good &= outcome.is_ok();
    }
    ExitCode::from(u8::from(!good))
}

/// Says with which case a fresh machine has to go on.
fn worn_out(next: usize, at: &str) -> ExitCode {
    println!("camera-vm: worn out at \"{at}\", go on from {next}");
    ExitCode::from(WORN_OUT)
}

fn finish(name: &str, outcome: &Result<()>) -> ExitCode {
    if let Err(error) = outcome {
        println!("FAIL  {name}: {error:#}");
    }
    ExitCode::from(u8::from(outcome.is_err()))
}

// ---- what every case needs

/// The newest wish of a sitting, and a small one where only the count matters.
fn wish(width: u16, height: u16) -> Wish {
    Wish {
        width,
        height,
        rate: FrameRate::THIRTY,
    }
}

fn only() -> Result<Camera> {
    let mut cameras = Device::new().list()?;
    ensure!(cameras.len() == 1, "{} cameras", cameras.len());
    Ok(cameras.remove(0))
}

fn open(camera: &Camera, wish: Wish) -> Result<Feed> {
    Ok(Device::new().open(&camera.id, wish)?)
}

/// The camera with this name, opened and sending.
fn sending(wish: Wish) -> Result<Feed> {
    let feed = open(&only()?, wish)?;
    next(&feed, 0)?;
    Ok(feed)
}

fn next(feed: &Feed, after: u64) -> Result<Frame> {
    feed.newer_than(after, PATIENCE)
        .with_context(|| format!("no frame: {:?}", feed.trouble()))
}

/// How long it takes until the feed is in a state.
fn until(feed: &Feed, state: State) -> Result<Duration> {
    let began = Instant::now();
    while feed.state() != state {
        ensure!(
            began.elapsed() < PATIENCE,
            "{:?} instead of {state:?}",
            feed.state()
        );
        std::thread::sleep(GLANCE);
    }
    Ok(began.elapsed())
}

/// Frames of some time, each of which must be a whole picture.
fn watched(feed: &Feed, time: Duration) -> Result<f32> {
    let began = Instant::now();
    let first = next(feed, 0)?.sequence;
    let mut last = first;
    while began.elapsed() < time {
        let frame = next(feed, last)?;
        rekam_photo::decode(frame.jpeg.bytes()).context("a damaged frame was published")?;
        last = frame.sequence;
    }
    let frames = u16::try_from(last - first)?;
    Ok(f32::from(frames) / began.elapsed().as_secs_f32())
}

fn mode(feed: &Feed) -> Result<String> {
    Ok(feed.vitals().mode.context("no mode")?.to_string())
}

fn seen(state: State, after: Duration) -> String {
    format!("{state:?} after {} ms", after.as_millis())
}

// ---- the cases

fn lists() -> Result<String> {
    let _webcam = Webcam::plug("", &[])?;
    let nodes = fs::read_dir("/dev")?
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().starts_with("video"));
    let nodes = nodes.count();
    let camera = only()?;
    ensure!(camera.label == "Simulated Webcam", "{}", camera.label);
    ensure!(
        camera.formats.len() == 4 && nodes == 2,
        "{} formats, {nodes} nodes",
        camera.formats.len()
    );
    Ok(format!(
        "{} of {nodes} nodes, {}",
        camera.id.as_str(),
        camera.node
    ))
}

fn streams() -> Result<String> {
    let _webcam = Webcam::plug("", &[])?;
    let mut seen = Vec::new();
    for (width, height) in [(640, 480), (1280, 720), (1920, 1080)] {
        let feed = sending(wish(width, height))?;
        let mode = mode(&feed)?;
        ensure!(
            mode.starts_with(&format!("{width}x{height} MJPEG")),
            "{mode}"
        );
        let rate = counted(&feed, Duration::from_secs(2))?;
        seen.push(format!("{mode} came at {rate:.1}"));
        feed.close()?;
    }
    Ok(seen.join(", "))
}

/// Frames in a second, without looking into them.
fn counted(feed: &Feed, time: Duration) -> Result<f64> {
    let first = next(feed, 0)?.sequence;
    let began = Instant::now();
    std::thread::sleep(time);
    let frames = u32::try_from(feed.vitals().frames - first)?;
    Ok(f64::from(frames) / began.elapsed().as_secs_f64())
}

fn unplugged() -> Result<String> {
    let mut webcam = Webcam::plug("", &[])?;
    let feed = sending(wish(640, 480))?;
    let before = feed.vitals().frames;
    webcam.pull()?;
    let lost = until(&feed, State::Lost)?;
    drop(webcam);
    ensure!(
        feed.newest().is_none(),
        "an old picture is still handed out"
    );
    let _webcam = Webcam::plug("", &[])?;
    let back = until(&feed, State::Streaming)?;
    ensure!(next(&feed, before)?.sequence > before, "it counts anew");
    Ok(format!(
        "{}, back {} ms after its node",
        seen(State::Lost, lost),
        back.as_millis()
    ))
}

fn another_node() -> Result<String> {
    let mut webcam = Webcam::plug("", &[])?;
    let feed = sending(wish(640, 480))?;
    let was = feed.vitals().camera.context("no camera")?;
    webcam.pull()?;
    let lost = until(&feed, State::Lost)?;
    drop(webcam);
    // Another camera takes its node, and it comes back in another socket.
    let _other = Webcam::plug("Other Webcam", &["--port", "1"])?;
    let _webcam = Webcam::plug("", &["--port", "2"])?;
    let back = until(&feed, State::Streaming)?;
    let is = feed.vitals().camera.context("no camera")?;
    ensure!(
        is.node != was.node && is.id != was.id && is.label == was.label,
        "{is:?}"
    );
    Ok(format!(
        "{}, {} became {}, back {} ms after its node",
        seen(State::Lost, lost),
        was.node,
        is.node,
        back.as_millis()
    ))
}

fn other_formats() -> Result<String> {
    let webcam = Webcam::plug("", &[])?;
    let feed = sending(wish(1920, 1080))?;
    let before = mode(&feed)?;
    webcam.unplug()?;
    until(&feed, State::Lost)?;
    let _webcam = Webcam::plug("", &["--sizes", "640x480", "--intervals", "500000"])?;
    until(&feed, State::Streaming)?;
    let after = mode(&feed)?;
    ensure!(after == "640x480 MJPEG 20/s", "{after}");
    Ok(format!("{before} became {after}"))
}

fn stalls() -> Result<String> {
    let mut webcam = Webcam::plug("", &[])?;
    let feed = sending(wish(640, 480))?;
    webcam.command("stall")?;
    let stalled = until(&feed, State::Stalled)?;
    std::thread::sleep(Duration::from_secs(5).saturating_sub(stalled));
    ensure!(feed.state() == State::Stalled, "{:?}", feed.state());
    webcam.command("go")?;
    let back = until(&feed, State::Streaming)?;
    Ok(format!(
        "{}, back {} ms after it goes on",
        seen(State::Stalled, stalled),
        back.as_millis()
    ))
}

fn truncated() -> Result<String> {
    let mut webcam = Webcam::plug("", &[])?;
    let feed = sending(wish(640, 480))?;
    webcam.command("truncate 3")?;
    watched(&feed, Duration::from_secs(3))?;
    let vitals = feed.vitals();
    ensure!(
        vitals.damaged > 5 && feed.state() == State::Streaming,
        "{vitals:?}"
    );
    Ok(format!(
        "Streaming, {} published and whole, {} refused",
        vitals.frames, vitals.damaged
    ))
}

fn marked() -> Result<String> {
    let mut webcam = Webcam::plug("", &[])?;
    let feed = sending(wish(640, 480))?;
    webcam.command("mark 3")?;
    watched(&feed, Duration::from_secs(3))?;
    let vitals = feed.vitals();
    let (skipped, refused) = (vitals.skipped, vitals.damaged);
    ensure!(
        skipped + refused > 5 && feed.state() == State::Streaming,
        "{vitals:?}"
    );
    Ok(format!(
        "Streaming, {} published and whole, {skipped} kept back by the driver, {refused} refused",
        vitals.frames
    ))
}

fn odd_rates() -> Result<String> {
    let mut seen = Vec::new();
    for (interval, shown) in [("800000", "12.5"), ("1333333", "7.5"), ("333667", "29.97")] {
        let webcam = Webcam::plug("", &["--sizes", "640x480", "--intervals", interval])?;
        let feed = sending(wish(640, 480))?;
        let mode = mode(&feed)?;
        ensure!(mode.ends_with(&format!(" {shown}/s")), "{mode}");
        seen.push(format!(
            "{shown} came at {:.2}",
            counted(&feed, Duration::from_secs(2))?
        ));
        feed.close()?;
        webcam.unplug()?;
    }
    Ok(seen.join(", "))
}

fn rate_refused() -> Result<String> {
    let _webcam = Webcam::plug("", &["--intervals", "333333,1000000", "--own-rate"])?;
    let feed = sending(wish(640, 480))?;
    let mode = mode(&feed)?;
    let rate = counted(&feed, Duration::from_secs(2))?;
    ensure!(rate < 15.0, "{rate}");
    Ok(format!("Streaming, told {mode}, came at {rate:.1}"))
}

fn format_refused() -> Result<String> {
    let _webcam = Webcam::plug("", &["--refuse", "1920x1080"])?;
    let feed = sending(Wish::default())?;
    let mode = mode(&feed)?;
    ensure!(mode.starts_with("1280x720"), "{mode}");
    Ok(format!("Streaming, {mode} instead"))
}

fn busy() -> Result<String> {
    let _webcam = Webcam::plug("", &[])?;
    let first = sending(wish(640, 480))?;
    let second = open(&only()?, wish(1280, 720))?;
    let noticed = until(&second, State::Busy)?;
    ensure!(first.state() == State::Streaming, "the first was disturbed");
    first.close()?;
    let free = until(&second, State::Streaming)?;
    Ok(format!(
        "{}, streaming {} ms after it was free",
        seen(State::Busy, noticed),
        free.as_millis()
    ))
}

fn denied() -> Result<String> {
    let _webcam = Webcam::plug("", &[])?;
    let camera = only()?;
    let program = std::env::current_exe()?;
    let mut nobody = Command::new(program);
    let told = nobody.arg("--denied").uid(65534).gid(65534).output()?;
    let told = String::from_utf8_lossy(&told.stdout).trim().to_owned();
    ensure!(told.starts_with("Denied"), "{told:?} for {}", camera.node);
    Ok(told)
}

/// As somebody who may not open the device: it is listed, and opening says why there is no picture.
fn open_as_nobody() -> ExitCode {
    let denied = || -> Result<()> {
        let feed = open(&only()?, Wish::default())?;
        println!("{}", seen(State::Denied, until(&feed, State::Denied)?));
        Ok(())
    };
    finish("denied", &denied())
}

fn vanished() -> Result<String> {
    let webcam = Webcam::plug("", &[])?;
    let camera = only()?;
    webcam.unplug()?;
    match Device::new().open(&camera.id, Wish::default()) {
        Err(CameraError::NotFound) => {}
        Err(error) => bail!("{error}"),
        Ok(feed) => {
            until(&feed, State::Lost)?;
        }
    }
    // And while it is being opened.
    let mut webcam = Webcam::plug("", &[])?;
    let feed = open(&only()?, Wish::default())?;
    webcam.pull()?;
    let lost = until(&feed, State::Lost)?;
    Ok(format!(
        "NotFound; while opening {}",
        seen(State::Lost, lost)
    ))
}

fn twins() -> Result<String> {
    let mut left = Webcam::plug("", &[])?;
    let _right = Webcam::plug("", &["--port", "1"])?;
    let cameras = Device::new().list()?;
    ensure!(
        cameras.len() == 2
            && cameras[0].label == cameras[1].label
            && cameras[0].id != cameras[1].id,
        "{cameras:?}"
    );
    let feed = open(&cameras[0], wish(640, 480))?;
    next(&feed, 0)?;
    left.pull()?;
    let lost = until(&feed, State::Lost)?;
    drop(left);
    std::thread::sleep(Duration::from_secs(2));
    ensure!(feed.state() == State::Lost, "the twin was taken for it");
    let _left = Webcam::plug("", &[])?;
    until(&feed, State::Streaming)?;
    let back = feed.vitals().camera.context("no camera")?;
    ensure!(back.id == cameras[0].id, "{back:?}");
    Ok(format!(
        "{}, the twin never taken, back as {}",
        seen(State::Lost, lost),
        back.id.as_str()
    ))
}

fn foreign_file() -> Result<String> {
    let _webcam = Webcam::plug("", &[])?;
    let file = "/dev/video-codec";
    fs::write(file, "")?;
    let (ours, by_nokhwa) = (Device::new().list(), Device::by_nokhwa().list());
    fs::remove_file(file)?;
    ensure!(ours.is_ok_and(|cameras| cameras.len() == 1), "not listed");
    Ok(format!(
        "listed; by nokhwa alone: {}",
        by_nokhwa
            .err()
            .map_or("listed too".to_owned(), |error| error.to_string())
    ))
}

fn knobs() -> Result<String> {
    let _webcam = Webcam::plug("", &[])?;
    let feed = sending(wish(640, 480))?;
    let of = |knob| {
        let controls = feed.vitals().controls;
        controls
            .into_iter()
            .find(|control| control.knob == knob)
            .context("a knob is missing")
    };
    let all = [Knob::Exposure, Knob::Focus, Knob::WhiteBalance];
    let come = |wanted: &[(Knob, Option<bool>, Option<i32>)]| -> Result<()> {
        let began = Instant::now();
        for (knob, automatic, value) in wanted {
            loop {
                let is = of(*knob)?;
                if is.automatic == *automatic && value.is_none_or(|value| is.value == value) {
                    break;
                }
                ensure!(began.elapsed() < PATIENCE, "{is:?}");
                std::thread::sleep(GLANCE);
            }
        }
        Ok(())
    };
    come(&all.map(|knob| (knob, Some(true), None)))?;
    feed.set(Settings::from([
        (Knob::Exposure, Setting::Fixed(400)),
        (Knob::WhiteBalance, Setting::Fixed(5003)),
        (Knob::Mirror, Setting::Fixed(1)),
    ]));
    come(&[
        (Knob::Exposure, Some(false), Some(400)),
        (Knob::WhiteBalance, Some(false), Some(5000)),
        (Knob::Focus, Some(true), None),
    ])?;
    feed.set(Settings::from(all.map(|knob| (knob, Setting::Automatic))));
    come(&all.map(|knob| (knob, Some(true), None)))?;
    let hold = feed.hold_exposure();
    come(&all.map(|knob| (knob, Some(false), None)))?;
    drop(hold);
    come(&all.map(|knob| (knob, Some(true), None)))?;
    ensure!(feed.state() == State::Streaming, "{:?}", feed.state());
    Ok("turned, held during a burst, given back; a knob it lacks is passed over".to_owned())
}

fn opened_and_closed() -> Result<String> {
    let _webcam = Webcam::plug("", &[])?;
    let camera = only()?;
    open(&camera, wish(160, 120))?.close()?;
    let before = own::handles()?;
    let began = Instant::now();
    for _ in 0..200 {
        let feed = open(&camera, wish(160, 120))?;
        next(&feed, 0)?;
        feed.close()?;
    }
    let each = began.elapsed() / 200;
    // The last listing's thread may be on its way out.
    let settled = Instant::now();
    while own::handles()? > before && settled.elapsed() < PATIENCE {
        std::thread::sleep(GLANCE);
    }
    let after = own::handles()?;
    ensure!(
        after <= before,
        "files and threads {before:?} became {after:?}"
    );
    Ok(format!(
        "files and threads {before:?} before and {after:?} after, {} ms each",
        each.as_millis()
    ))
}

fn two_hours() -> Result<String> {
    const FRAMES: u64 = 2 * 3600 * 30;
    let mut webcam = Webcam::plug("", &["--sizes", "160x120"])?;
    let feed = sending(wish(160, 120))?;
    webcam.command("hurry")?;
    // The clock is shortened: as fast as they come, for as long as there is time. `run long` gives all the time it takes.
    let time = std::env::var("REKAM_FRAMES_SECONDS")
        .ok()
        .and_then(|time| time.parse().ok());
    let time = Duration::from_secs(time.unwrap_or(20));
    let (mut last, mut sizes) = (0, Vec::new());
    let began = Instant::now();
    while last < FRAMES && began.elapsed() < time {
        last = next(&feed, last)?.sequence;
        if last % 500 < 9 {
            sizes.push(own::kilobytes()?);
        }
    }
    let (settled, end) = (
        sizes.get(sizes.len() / 4).context("too few frames")?,
        own::kilobytes()?,
    );
    ensure!(end <= settled + 1024, "{settled} KiB became {end} KiB");
    Ok(format!(
        "{last} of {FRAMES} in {:.0} s, memory {settled} KiB then {end} KiB",
        began.elapsed().as_secs_f32()
    ))
}

// ---- vivid

/// The kernel's own test driver, loaded for one case.
struct Vivid;

impl Vivid {
    fn load() -> Result<Self> {
        own::run(
            "modprobe",
            &[
                "vivid",
                "n_devs=1",
                "node_types=0x1",
                "num_inputs=1",
                "input_types=0x0",
            ],
        )?;
        Ok(Self)
    }
}

impl Drop for Vivid {
    fn drop(&mut self) {
        let _ = own::run("rmmod", &["vivid"]);
    }
}

fn raw_formats() -> Result<String> {
    let _vivid = Vivid::load()?;
    let camera = only()?;
    let encodings = [Encoding::Yuyv, Encoding::Nv12];
    ensure!(
        encodings.iter().all(|encoding| camera
            .formats
            .iter()
            .any(|format| format.encoding == *encoding)),
        "{camera:?}"
    );
    let feed = sending(wish(640, 360))?;
    let frame = next(&feed, 1)?;
    let picture = rekam_photo::decode(frame.jpeg.bytes())?;
    // Its bars, from the left: white, yellow, cyan, green, magenta, red, blue, black.
    let width = usize::try_from(picture.width())?;
    let row = usize::try_from(picture.height() / 2)? * width;
    let bar = |number: usize| {
        let at = (row + (2 * number + 1) * width / 16) * 3;
        picture
            .rgb()
            .get(at..at + 3)
            .map(<[u8]>::to_vec)
            .unwrap_or_default()
    };
    let strong = |pixel: &[u8]| pixel.iter().map(|value| *value > 128).collect::<Vec<_>>();
    let expected = [
        [true, true, true],
        [true, true, false],
        [false, true, true],
        [false, true, false],
        [true, false, true],
        [true, false, false],
        [false, false, true],
        [false, false, false],
    ];
    for (number, colour) in expected.iter().enumerate() {
        ensure!(
            strong(&bar(number)) == colour,
            "bar {number} is {:?}",
            bar(number)
        );
    }
    let rate = counted(&feed, Duration::from_secs(2))?;
    Ok(format!(
        "{} at {rate:.1}, all eight bars right",
        mode(&feed)?
    ))
}

fn unbound() -> Result<String> {
    let _vivid = Vivid::load()?;
    let feed = sending(wish(640, 360))?;
    fs::write("/sys/bus/platform/drivers/vivid/unbind", "vivid.0")?;
    let lost = until(&feed, State::Lost)?;
    fs::write("/sys/bus/platform/drivers/vivid/bind", "vivid.0")?;
    let back = until(&feed, State::Streaming)?;
    feed.close()?;
    Ok(format!(
        "{}, back {} ms after it",
        seen(State::Lost, lost),
        back.as_millis()
    ))
}

fn driver_fails() -> Result<String> {
    let _vivid = Vivid::load()?;
    let node = only()?.node;
    let feed = sending(wish(640, 360))?;
    own::run(
        "v4l2-ctl",
        &["-d", &node, "-c", "inject_fatal_streaming_error=1"],
    )?;
    let lost = until(&feed, State::Lost)?;
    let back = until(&feed, State::Streaming)?;
    feed.close()?;
    Ok(format!(
        "{}, back after {} ms by opening anew",
        seen(State::Lost, lost),
        back.as_millis()
    ))
}

// ---- figures

/// Frames per second and processor time from the device to the newest slot, beside v4l2-ctl on the same camera.
fn figures() -> Result<()> {
    const FRAMES: u32 = 150;
    let _webcam = Webcam::plug("", &[])?;
    let camera = only()?;
    for (name, width, height) in [("720p", 1280, 720), ("1080p", 1920, 1080)] {
        let feed = sending(wish(width, height))?;
        let (began, before) = (Instant::now(), own::seconds()?);
        let first = next(&feed, 0)?.sequence;
        let (mut last, mut ages) = (first, Vec::new());
        while last < first + u64::from(FRAMES) {
            let frame = next(&feed, last)?;
            ages.push(frame.captured_at.elapsed());
            last = frame.sequence;
        }
        let (took, busy) = (began.elapsed().as_secs_f64(), own::seconds()? - before);
        let frames = f64::from(u32::try_from(last - first)?);
        ages.sort_unstable();
        let age = |share: usize| {
            ages.get(ages.len() * share / 100)
                .map_or(0.0, |age| age.as_secs_f64() * 1000.0)
        };
        feed.close()?;
        println!("figure camera_{name}_frames {:.1} frames/s", frames / took);
        println!(
            "figure camera_{name}_processor {:.1} ms/frame",
            busy / frames * 1000.0
        );
        println!("figure camera_{name}_age_p50 {:.1} ms", age(50));
        println!("figure camera_{name}_age_p95 {:.1} ms", age(95));
        let (began, before) = (Instant::now(), children_seconds()?);
        let format = format!("width={width},height={height},pixelformat=MJPG");
        let count = format!("--stream-count={FRAMES}");
        own::run(
            "v4l2-ctl",
            &["-d", &camera.node, "-v", &format, "--stream-mmap=4", &count],
        )?;
        let (took, busy) = (began.elapsed().as_secs_f64(), children_seconds()? - before);
        println!(
            "figure peer_{name}_frames {:.1} frames/s",
            f64::from(FRAMES) / took
        );
        println!(
            "figure peer_{name}_processor {:.1} ms/frame",
            busy / f64::from(FRAMES) * 1000.0
        );
    }
    Ok(())
}
