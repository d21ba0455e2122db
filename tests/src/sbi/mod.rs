//! A finger and iris device that speaks MOSIP SBI: real HTTP on a real port of this machine, real RSA signatures, pictures
//! that are patterns, and every fault on demand. Nobody at a counter may take it for a device: its certificates are made
//! anew each time, so no station trusts it unless somebody brings its root.

mod ancestry;
mod answers;
mod picture;
mod plan;
pub mod shape;

pub use answers::Maker;
pub use plan::{Fault, Plan};

use answers::Devices;
use rekam_sbi::PORTS;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Frames of a preview, a second.
const FRAMES: u64 = 5;

/// A running simulator; it ends when it is dropped.
pub struct Simulator {
    port: u16,
    devices: Arc<Mutex<Devices>>,
    ended: Arc<AtomicBool>,
}

impl Simulator {
    /// Begins on any free port, where only who knows the port finds it.
    pub fn begin(plan: Plan) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        Self::serve(listener, plan)
    }

    /// Begins on the first free port of those on which devices are looked for.
    pub fn begin_in_range(plan: Plan) -> Self {
        let listener = PORTS
            .into_iter()
            .find_map(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).ok())
            .expect("a free port among 4501 to 4600");
        Self::serve(listener, plan)
    }

    fn serve(listener: TcpListener, plan: Plan) -> Self {
        let port = listener.local_addr().expect("a bound port").port();
        let devices = Arc::new(Mutex::new(Devices::new(Maker::default(), plan, port)));
        let ended = Arc::new(AtomicBool::new(false));
        let simulator = Self {
            port,
            devices: devices.clone(),
            ended: ended.clone(),
        };
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if ended.load(Ordering::Relaxed) {
                    return;
                }
                let (Ok(stream), devices, ended) = (stream, devices.clone(), ended.clone()) else {
                    continue;
                };
                std::thread::spawn(move || converse(stream, &devices, &ended));
            }
        });
        simulator
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The root certificate under which its devices are believed.
    pub fn pem(&self) -> Vec<u8> {
        self.devices().maker.pem()
    }

    /// Does this wrong from now on.
    pub fn force(&self, fault: Fault) {
        self.devices().fault = fault;
    }

    /// Another resident lays the hands on it.
    pub fn seat(&self, plan: Plan) {
        self.devices().plan = plan;
    }

    /// The answer to a request, as it would travel: for looking at, without a line.
    pub fn answer(&self, verb: &str, body: &[u8]) -> Option<Vec<u8>> {
        self.devices().answer(verb, body)
    }

    /// The last request for a capture, as it came over the line.
    pub fn last_request(&self) -> Option<serde_json::Value> {
        self.devices().last.clone()
    }

    fn devices(&self) -> MutexGuard<'_, Devices> {
        locked(&self.devices)
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
        // Wakes who waits for the next connection.
        let _ = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port));
    }
}

fn locked(devices: &Mutex<Devices>) -> MutexGuard<'_, Devices> {
    devices.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One request and its answer. Whoever is served badly hangs up; there is nobody to tell.
fn converse(stream: TcpStream, devices: &Mutex<Devices>, ended: &AtomicBool) {
    let Some((verb, body, mut stream)) = request(stream) else {
        return;
    };
    if verb == "STREAM" {
        let _ = preview(&mut stream, ended);
        return;
    }
    let (fault, answer) = {
        let mut devices = locked(devices);
        (devices.fault, devices.answer(&verb, &body))
    };
    let capturing = verb == "RCAPTURE";
    if let (Fault::Slow(wait), true) = (fault, capturing) {
        std::thread::sleep(wait);
    }
    let Some(mut answer) = answer else {
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
        return;
    };
    if (fault, capturing) == (Fault::Garbage, true) {
        answer = b"<html>not JSON</html>".to_vec();
    }
    let head = format!(
        "HTTP/1.1 200 OK\r\nCache-Control: no-store\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        answer.len()
    );
    let sent = if (fault, capturing) == (Fault::Cut, true) {
        &answer[..answer.len() / 2]
    } else {
        &answer
    };
    let _ = stream
        .write_all(head.as_bytes())
        .and_then(|()| stream.write_all(sent));
}

fn request(stream: TcpStream) -> Option<(String, Vec<u8>, TcpStream)> {
    stream
        .set_read_timeout(Some(Duration::from_secs(10)))
        .ok()?;
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let verb = line.split(' ').next()?.to_owned();
    let mut length = 0;
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok()?;
        if header.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = header.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some((verb, body, reader.into_inner()))
}

/// A moving picture: a bar that goes round.
fn preview(stream: &mut TcpStream, ended: &AtomicBool) -> std::io::Result<()> {
    stream.write_all(
        b"HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=--BoundaryString\r\n\r\n",
    )?;
    for number in 0_u32.. {
        if ended.load(Ordering::Relaxed) {
            break;
        }
        let frame = picture::frame(number);
        let head = format!(
            "--BoundaryString\r\nContent-type: image/jpeg\r\nContent-Length: {}\r\n\r\n",
            frame.len()
        );
        stream.write_all(head.as_bytes())?;
        stream.write_all(&frame)?;
        stream.write_all(b"\r\n")?;
        std::thread::sleep(Duration::from_millis(1000 / FRAMES));
    }
    Ok(())
}
