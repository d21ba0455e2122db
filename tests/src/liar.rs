//! Somebody between station and province who reads every request and may change every answer.

use std::{
    io::{self, Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::Duration,
};

/// An answer of the province on its way to the station.
pub struct Answer {
    /// What was asked: method and path.
    pub asked: String,
    /// Status line and headers.
    pub head: String,
    /// The body.
    pub body: Vec<u8>,
    /// How long it is kept back; other answers go on meanwhile.
    pub late: Duration,
}

impl Answer {
    /// The value of a header, if it is there.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<String> {
        let start = format!("{name}: ");
        let mut lines = self.head.lines();
        lines.find_map(|line| line.strip_prefix(&start).map(str::to_owned))
    }

    /// Puts another value into a header.
    pub fn set(&mut self, name: &str, value: &str) {
        let start = format!("{name}: ");
        let lines = self.head.lines().map(|line| {
            if line.starts_with(&start) {
                format!("{start}{value}")
            } else {
                line.to_owned()
            }
        });
        self.head = lines.collect::<Vec<_>>().join("\r\n");
    }
}

/// Stands before an address; answers where the station finds it. Its threads end with the test program.
///
/// # Errors
/// If there is no free port.
pub fn before(
    province: SocketAddr,
    lie: impl FnMut(&mut Answer) + Send + 'static,
) -> io::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://{}", listener.local_addr()?);
    let lie = Arc::new(Mutex::new(lie));
    thread::spawn(move || {
        for near in listener.incoming().flatten() {
            let lie = Arc::clone(&lie);
            thread::spawn(move || {
                let lie = |answer: &mut Answer| {
                    (lie.lock().unwrap_or_else(PoisonError::into_inner))(answer);
                };
                // A connection that ends is no news.
                let _ = carry(near, province, lie);
            });
        }
    });
    Ok(url)
}

fn carry(mut near: TcpStream, province: SocketAddr, lie: impl Fn(&mut Answer)) -> io::Result<()> {
    let mut far = TcpStream::connect(province)?;
    loop {
        let (head, body) = message(&mut near, false)?;
        let asked: Vec<&str> = head.split(' ').take(2).collect();
        let asked = asked.join(" ");
        far.write_all(format!("{head}\r\n\r\n").as_bytes())?;
        far.write_all(&body)?;
        let (head, body) = message(&mut far, asked.starts_with("HEAD"))?;
        let late = Duration::ZERO;
        let mut answer = Answer {
            asked,
            head,
            body,
            late,
        };
        lie(&mut answer);
        thread::sleep(answer.late);
        if !answer.asked.starts_with("HEAD") {
            let length = answer.body.len().to_string();
            answer.set("content-length", &length);
        }
        near.write_all(format!("{}\r\n\r\n", answer.head).as_bytes())?;
        near.write_all(&answer.body)?;
    }
}

/// Reads one message whose body, if any, says how long it is.
fn message(stream: &mut TcpStream, head_only: bool) -> io::Result<(String, Vec<u8>)> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte)?;
        head.extend(byte);
    }
    head.truncate(head.len() - 4);
    let head = String::from_utf8_lossy(&head).into_owned();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .and_then(|length| length.parse().ok())
        .unwrap_or(0);
    let mut body = vec![0; if head_only { 0 } else { length }];
    stream.read_exact(&mut body)?;
    Ok((head, body))
}
