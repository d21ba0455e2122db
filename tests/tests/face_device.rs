//! The station as a face device: what another program on this machine finds, asks and is given, and what it is not.
#![expect(
    clippy::unwrap_used,
    reason = "a device that cannot be asked must fail"
)]

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hayro_jpeg2000::{DecodeSettings, DecoderContext, Image};
use rekam_domain::biometric::Limits;
use rekam_sbi::message::{BiometricData, DeviceStatus, Modality};
use rekam_sbi::{Device, Opened, PORTS, SbiError, Service, Trust, first_hash, next_hash};
use rekam_station::clock::{Clock as _, SystemClock};
use rekam_station::door::{self, Caller, Cameras, Cost, Loket, Opening, Sticks};
use rekam_tests::sbi::shape;
use rekam_tests::window::{OPERATOR, PASSWORD, Place, TestStation};
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

struct Counter {
    station: TestStation,
    loket: Arc<Loket>,
}

impl Counter {
    /// Somebody is logged in, and the camera shows a face.
    fn open() -> Self {
        let station = TestStation::make(Place::Ready).unwrap();
        let loket = Loket::open(Opening {
            root: station.home(),
            clock: Arc::new(SystemClock::new()),
            cost: Cost::RECOMMENDED,
            cameras: Cameras::Replay(station.camera()),
            province: Some("http://127.0.0.1:1".to_owned()),
            sticks: Sticks::Folder(station.stick()),
            hub_port: 0,
            demo: None,
        });
        let counter = Self { station, loket };
        counter.log_in();
        counter
    }

    fn log_in(&self) {
        self.ask(
            "unlock",
            json!({ "operator": OPERATOR, "password": PASSWORD }),
        );
    }

    fn ask(&self, name: &str, args: Value) -> Value {
        door::call(&self.loket, Caller::Desk, name, args).unwrap()
    }

    /// Switches it on and waits until it is ready. Gives its port and its certificate.
    fn switched_on(&self) -> (u16, Trust) {
        let on = self.ask("face_device_switch", json!({ "on": true }));
        let pem = on["certificate"].as_str().unwrap();
        let trust = Trust::from_pem(pem.as_bytes()).unwrap();
        let port = u16::try_from(on["port"].as_u64().unwrap()).unwrap();
        assert!(PORTS.contains(&port));
        let waiting = Instant::now();
        while discovered(port)[0]["deviceStatus"] != "Ready" {
            assert!(waiting.elapsed() < Duration::from_secs(20), "never ready");
            std::thread::sleep(Duration::from_millis(100));
        }
        (port, trust)
    }
}

/// One question as any program would ask it; nothing where nobody answers.
fn raw(port: u16, verb: &str, path: &str, headers: &str, body: &str) -> Option<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream
        .set_read_timeout(Some(Duration::from_secs(30)))
        .ok()?;
    let request = format!(
        "{verb} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{headers}Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    Some(String::from_utf8_lossy(&answer).into_owned())
}

fn asked(port: u16, verb: &str, path: &str, body: &Value) -> Value {
    let answer = raw(port, verb, path, "", &body.to_string()).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    serde_json::from_str(body).unwrap()
}

fn discovered(port: u16) -> Value {
    asked(
        port,
        "MOSIPDISC",
        "/device",
        &json!({ "type": "Biometric Device" }),
    )
}

fn request(change: impl FnOnce(&mut Value)) -> Value {
    let mut request = json!({
        "env": "Developer", "purpose": "Registration", "specVersion": "0.9.5", "timeout": "10000",
        "captureTime": "2026-11-23T05:00:00Z", "transactionId": "uji-0001",
        "bio": [{
            "type": "Face", "count": "1", "bioSubType": [], "exception": [], "requestedScore": "20",
            "deviceId": "1", "deviceSubId": "0", "previousHash": first_hash()
        }],
        "customOpts": null
    });
    change(&mut request);
    request
}

fn captured(port: u16, request: &Value) -> Value {
    asked(port, "RCAPTURE", "/capture", request)
}

fn refusal(port: u16, change: impl FnOnce(&mut Value)) -> String {
    let answer = captured(port, &request(change));
    assert_eq!(shape::failed(&answer), Vec::<String>::new());
    let code = answer["biometrics"][0]["error"]["errorCode"].as_str();
    code.unwrap().to_owned()
}

fn found(port: u16, trust: &Trust) -> Vec<Result<Device, SbiError>> {
    let limits = Limits::known();
    let now = SystemClock::new().stamp().wall;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let services = Service::discover(port..=port, limits).await;
        assert!(services[0].is_for_faces());
        services[0].devices((trust, now), limits).await.unwrap()
    })
}

#[test]
fn another_program_finds_the_station_believes_its_certificate_and_is_given_a_signed_face() {
    let counter = Counter::open();
    let (port, trust) = counter.switched_on();
    let nothing = Vec::<String>::new();
    assert_eq!(shape::discovered(&discovered(port)), nothing);
    let any = json!({ "type": "Face" });
    assert_eq!(
        shape::infos(&asked(port, "MOSIPDINFO", "/info", &any)),
        nothing
    );
    let fingers = json!({ "type": "Finger" });
    assert_eq!(asked(port, "MOSIPDISC", "/device", &fingers), json!([]));

    let device = found(port, &trust).remove(0).unwrap();
    assert_eq!(
        (device.modality(), device.ready()),
        (Modality::Face, Ok(()))
    );
    assert_eq!(device.name().serial, "6171-contoh");
    assert_eq!(found(port, &Trust::default()), [Err(SbiError::Untrusted)]);

    let answer = captured(port, &request(|_| {}));
    assert_eq!(shape::captured(&answer), nothing);
    let one = &answer["biometrics"][0];
    let now = SystemClock::new().stamp().wall;
    let data = Opened::verify(one["data"].as_str().unwrap(), &trust, now).unwrap();
    let data: BiometricData = data.read().unwrap();
    assert_eq!(data.transaction_id, "uji-0001");
    assert!(
        data.quality_score.parse::<u8>().unwrap() >= 70,
        "{}",
        data.quality_score
    );
    let record = URL_SAFE_NO_PAD.decode(&data.bio_value).unwrap();
    assert!(record.starts_with(b"FAC\0"));
    assert_eq!(
        one["hash"].as_str().map(str::to_owned),
        next_hash(&first_hash(), &record)
    );
    // The picture in the record is JPEG 2000, 35 by 45, and its pixels are those of the camera's.
    let (head, picture) = record.split_at(17 + 4 + 9 + 6 + 17 + 11 + 4);
    assert_eq!(head[17 + 4 + 9 + 6 + 17 + 1], 2);
    let jpeg = std::fs::read(counter.station.camera().join("p02-good.jpg")).unwrap();
    let image = Image::new(picture, &DecodeSettings::default()).unwrap();
    let mut context = DecoderContext::default();
    let pixels = image.decode(&mut context).unwrap();
    let size = (image.width(), image.height());
    assert!((size.0 * 45).abs_diff(size.1 * 35) <= 80, "{size:?}");
    let given = pixels.data_u8();
    let cut: Vec<&[u8]> = given.chunks(3 * size.0 as usize).collect();
    let seen = rekam_photo::decode(&jpeg).unwrap();
    let frame: Vec<&[u8]> = seen.rgb().chunks(3 * seen.width() as usize).collect();
    let lies_at = |top: usize, left: usize| {
        let rows = frame[top..].iter().zip(&cut);
        rows.into_iter()
            .all(|(row, of_cut)| row[left..].starts_with(of_cut))
    };
    let mut places = (0..=frame.len() - cut.len()).flat_map(|top| {
        (0..=frame[0].len() - cut[0].len())
            .step_by(3)
            .map(move |left| (top, left))
    });
    assert!(places.any(|(top, left)| lies_at(top, left)));
}

#[test]
fn what_cannot_be_answered_is_refused_by_its_number_and_no_page_is_answered_at_all() {
    let counter = Counter::open();
    let (port, _) = counter.switched_on();
    assert_eq!(refusal(port, |ask| ask["purpose"] = json!("Auth")), "502");
    assert_eq!(
        refusal(port, |ask| ask["bio"][0]["type"] = json!("Finger")),
        "106"
    );
    assert_eq!(
        refusal(port, |ask| ask["bio"][0]["deviceId"] = json!("7")),
        "106"
    );
    assert_eq!(
        refusal(port, |ask| ask["bio"][0]["count"] = json!("2")),
        "109"
    );
    assert_eq!(refusal(port, |ask| ask["bio"] = json!([])), "109");
    assert_eq!(refusal(port, |ask| ask["timeout"] = json!("soon")), "501");
    assert_eq!(
        refusal(port, |ask| ask["bio"][0]["previousHash"] = json!("zz")),
        "501"
    );
    let auth = asked(port, "CAPTURE", "/capture", &request(|_| {}));
    assert_eq!(auth["biometrics"][0]["error"]["errorCode"], "502");

    let page = raw(
        port,
        "RCAPTURE",
        "/capture",
        "Origin: http://evil.example\r\n",
        "{}",
    )
    .unwrap();
    assert!(page.starts_with("HTTP/1.1 403"), "{page}");
    for (verb, path) in [("GET", "/"), ("OPTIONS", "/capture"), ("POST", "/device")] {
        let answer = raw(port, verb, path, "", "{}").unwrap();
        assert!(
            answer.starts_with("HTTP/1.1 404"),
            "{verb} {path}: {answer}"
        );
    }
    let long = "x".repeat(100_000);
    let answer = raw(port, "RCAPTURE", "/capture", "", &long);
    assert!(answer.is_none_or(|answer| answer.is_empty() || answer.starts_with("HTTP/1.1 400")));
}

#[test]
fn it_answers_only_when_switched_on_with_somebody_logged_in_and_nobody_being_recorded() {
    let counter = Counter::open();
    let off = counter.ask("face_device", json!({}));
    assert_eq!((&off["on"], &off["port"]), (&json!(false), &Value::Null));
    let (port, _) = counter.switched_on();

    let begun = counter.ask(
        "draft_start",
        json!({ "service": "KIA-A", "earlier": "never", "resident": null, "nik": null }),
    );
    assert!(begun["view"]["id"].is_string());
    assert_eq!(
        discovered(port)[0]["deviceStatus"],
        json!(DeviceStatus::Busy)
    );
    assert_eq!(
        refusal(port, |_| {}),
        "503",
        "a resident of ours is nobody else's"
    );
    counter.ask("draft_leave", json!({}));
    assert_eq!(discovered(port)[0]["deviceStatus"], "Ready");

    let gone = |why: &str| {
        let waiting = Instant::now();
        while raw(port, "MOSIPDISC", "/device", "", r#"{"type":"Face"}"#)
            .is_some_and(|all| !all.is_empty())
        {
            assert!(
                waiting.elapsed() < Duration::from_secs(10),
                "still there {why}"
            );
            std::thread::sleep(Duration::from_millis(50));
        }
    };
    counter.ask("lock", json!({}));
    gone("though nobody is logged in");
    counter.log_in();
    let waiting = Instant::now();
    while counter.ask("face_device", json!({}))["port"].is_null() {
        assert!(
            waiting.elapsed() < Duration::from_secs(10),
            "not there again"
        );
        std::thread::sleep(Duration::from_millis(100));
    }
    counter.ask("face_device_switch", json!({ "on": false }));
    gone("though it was switched off");
    assert_eq!(
        counter.ask("face_device", json!({}))["certificate"],
        Value::Null
    );
}

/// Somebody who looks at the moving picture, as any program would.
struct Looking(BufReader<TcpStream>);

impl Looking {
    /// Asks for it. Gives who looks, or the status line and the body of a refusal.
    fn at(port: u16) -> Result<Self, (String, Value)> {
        let stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        let patience = Some(Duration::from_secs(30));
        stream.set_read_timeout(patience).unwrap();
        let asked = json!({ "deviceId": "1", "deviceSubId": "0", "timeout": "10000" }).to_string();
        let request = format!(
            "STREAM /stream HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: {}\r\n\r\n{asked}",
            asked.len()
        );
        (&stream).write_all(request.as_bytes()).unwrap();
        let mut looking = Self(BufReader::new(stream));
        let head: Vec<String> = std::iter::repeat_with(|| looking.line())
            .take_while(|line| !line.is_empty())
            .collect();
        let multipart = "content-type: multipart/x-mixed-replace; boundary=--BoundaryString";
        if head[0] == "HTTP/1.1 200 OK" {
            assert!(head.iter().any(|line| line == multipart), "{head:?}");
            assert!(head.iter().any(|line| line == "transfer-encoding: chunked"));
            return Ok(looking);
        }
        let mut body = String::new();
        looking.0.read_to_string(&mut body).unwrap();
        Err((head[0].clone(), serde_json::from_str(&body).unwrap()))
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.0.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }

    /// The next frame; nothing when the stream ended.
    fn frame(&mut self) -> Option<Vec<u8>> {
        let length = usize::from_str_radix(&self.line(), 16).unwrap_or(0);
        let mut part = vec![0; length];
        self.0.read_exact(&mut part).unwrap();
        self.line();
        let end = part.windows(4).position(|four| four == b"\r\n\r\n")?;
        let frame = part[end + 4..].strip_suffix(b"\r\n").unwrap().to_vec();
        let head = String::from_utf8(part[..end].to_vec()).unwrap();
        let expected = format!(
            "--BoundaryString\r\nContent-type: image/jpeg\r\nContent-Length: {}",
            frame.len()
        );
        assert_eq!(head, expected);
        Some(frame)
    }
}

/// Looks as soon as that is possible.
fn looking_soon(port: u16) -> Looking {
    let waiting = Instant::now();
    loop {
        match Looking::at(port) {
            Ok(looking) => return looking,
            Err(refused) => assert!(waiting.elapsed() < Duration::from_secs(10), "{refused:?}"),
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn is_busy(port: u16) -> bool {
    match Looking::at(port) {
        Ok(_) => false,
        Err((status, said)) => {
            assert_eq!(status, "HTTP/1.1 503 Service Unavailable");
            assert_eq!(said["error"]["errorCode"], "503");
            true
        }
    }
}

#[test]
fn one_program_at_a_time_sees_the_cameras_frames_until_it_hangs_up_or_a_resident_comes() {
    let counter = Counter::open();
    let (port, _) = counter.switched_on();
    let pictures: Vec<Vec<u8>> = std::fs::read_dir(counter.station.camera())
        .unwrap()
        .map(|picture| std::fs::read(picture.unwrap().path()).unwrap())
        .collect();
    let mut first = Looking::at(port).unwrap();
    for _ in 0..4 {
        let frame = first.frame().unwrap();
        assert!(pictures.contains(&frame), "not what the camera shows");
    }
    assert!(is_busy(port), "two look at once");
    assert!(
        captured(port, &request(|_| {}))["biometrics"][0]["data"].is_string(),
        "whoever looks keeps nobody from capturing"
    );
    drop(first);

    let mut second = looking_soon(port);
    assert!(second.frame().is_some());
    counter.ask(
        "draft_start",
        json!({ "service": "KIA-A", "earlier": "never", "resident": null, "nik": null }),
    );
    let waiting = Instant::now();
    while second.frame().is_some() {
        assert!(
            waiting.elapsed() < Duration::from_secs(10),
            "a resident of ours is shown"
        );
    }
    assert!(is_busy(port), "a resident of ours is nobody else's");
    counter.ask("draft_leave", json!({}));
    assert!(looking_soon(port).frame().is_some());

    let mut last = looking_soon(port);
    assert!(last.frame().is_some());
    counter.ask("face_device_switch", json!({ "on": false }));
    // Not ended but cut off: whatever was on its way, and then nothing more.
    let mut rest = Vec::new();
    let _ = last.0.read_to_end(&mut rest);
    assert!(TcpStream::connect(("127.0.0.1", port)).is_err());
}

#[test]
fn one_program_captures_at_a_time() {
    let counter = Counter::open();
    let (port, _) = counter.switched_on();
    std::thread::scope(|scope| {
        // Better than any face: it takes its whole time.
        let long = request(|ask| {
            ask["bio"][0]["requestedScore"] = json!("100");
            ask["timeout"] = json!("4000");
        });
        let first = scope.spawn(move || captured(port, &long));
        let waiting = Instant::now();
        while discovered(port)[0]["deviceStatus"] != "Busy" {
            assert!(waiting.elapsed() < Duration::from_secs(10), "never began");
            std::thread::sleep(Duration::from_millis(20));
        }
        assert_eq!(refusal(port, |_| {}), "503");
        let first = first.join().unwrap();
        assert!(first["biometrics"][0]["data"].is_string(), "{first}");
    });
    assert_eq!(discovered(port)[0]["deviceStatus"], "Ready");
}
