//! HTTP/1.1 by hand, so that a test decides about every byte, and about where the line breaks.

use std::{
    io::{Read, Write},
    net::{Shutdown, SocketAddr, TcpStream},
    time::Duration,
};

/// One connection.
pub struct Line {
    stream: TcpStream,
    address: SocketAddr,
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// A request that is being written.
pub struct Request {
    head: String,
    body: Vec<u8>,
    length: Option<usize>,
}

pub fn request(method: &str, path: &str) -> Request {
    Request {
        head: format!("{method} {path} HTTP/1.1\r\nhost: province\r\n"),
        body: Vec::new(),
        length: None,
    }
}

/// A request by tus.
pub fn tus(method: &str, path: &str, token: &str) -> Request {
    request(method, path)
        .header("tus-resumable", "1.0.0")
        .header("authorization", &format!("Bearer {token}"))
}

impl Request {
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.head.push_str(&format!("{name}: {value}\r\n"));
        self
    }

    pub fn body(mut self, body: &[u8]) -> Self {
        self.body = body.to_vec();
        self
    }

    /// Upload bytes, with the content type of tus.
    pub fn octets(self, body: &[u8]) -> Self {
        self.header("content-type", "application/offset+octet-stream")
            .body(body)
    }

    /// Claims another length than the body has.
    pub fn claiming(mut self, length: usize) -> Self {
        self.length = Some(length);
        self
    }

    pub fn bytes(&self) -> Vec<u8> {
        let length = self.length.unwrap_or(self.body.len());
        let mut bytes = format!("{}content-length: {length}\r\n\r\n", self.head).into_bytes();
        bytes.extend_from_slice(&self.body);
        bytes
    }
}

impl Line {
    pub fn to(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(60)))
            .unwrap();
        Self { stream, address }
    }

    /// Sends a request on this connection and reads the answer.
    pub fn ask(&mut self, request: &Request) -> Answer {
        self.send(&request.bytes());
        self.answer(request.head.starts_with("HEAD "))
    }

    pub fn send(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).unwrap();
    }

    /// Breaks the line.
    pub fn cut(self) {
        self.stream.shutdown(Shutdown::Both).unwrap();
    }

    /// A further connection to the same place.
    pub fn another(&self) -> Self {
        Self::to(self.address)
    }

    pub fn answer(&mut self, head_only: bool) -> Answer {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            assert_eq!(
                self.stream.read(&mut byte).unwrap(),
                1,
                "the server closed the line without an answer"
            );
            head.push(byte[0]);
        }
        let head = String::from_utf8(head).unwrap();
        let mut lines = head.lines();
        let status: u16 = lines
            .next()
            .unwrap()
            .split(' ')
            .nth(1)
            .unwrap()
            .parse()
            .unwrap();
        if status == 100 {
            return self.answer(head_only);
        }
        let split = |line: &str| {
            line.split_once(": ")
                .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        };
        let headers: Vec<_> = lines.filter_map(split).collect();
        let mut answer = Answer {
            status,
            headers,
            body: Vec::new(),
        };
        let length = answer
            .header("content-length")
            .map_or(0, |length| length.parse().unwrap());
        if !head_only {
            answer.body = vec![0; length];
            self.stream.read_exact(&mut answer.body).unwrap();
        }
        answer
    }
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    pub fn offset(&self) -> u64 {
        self.header("upload-offset")
            .unwrap_or_else(|| panic!("no offset in {self:?}"))
            .parse()
            .unwrap()
    }

    /// The code of a problem, after checking that it is one in full.
    pub fn code(&self) -> String {
        assert_eq!(
            self.header("content-type"),
            Some("application/problem+json"),
            "{self:?}"
        );
        let problem: rekam_protocol::problem::Problem = serde_json::from_slice(&self.body).unwrap();
        assert_eq!(problem.status, self.status);
        assert!(!problem.title.is_empty() && !problem.detail.is_empty());
        problem.code
    }

    /// The status and code of a refusal.
    pub fn refusal(&self) -> (u16, String) {
        (self.status, self.code())
    }
}
