//! The line to the province: the HTTP contract of `rekam_protocol::http`, seen from the station.
//!
//! Nothing that comes back is believed here. A captive portal's page, a proxy's error and a half answer all become errors;
//! what a right answer says is verified by its signature in `run`.

mod error;
mod watch;

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use bytes::Bytes;
use chrono::{DateTime, SecondsFormat, Utc};
use futures_util::stream;
use rekam_domain::code::ErrorCode;
use rekam_protocol::{
    digest::Digest,
    http,
    ids::{PacketId, Serial, StationId},
    problem::Problem,
};
use reqwest::{Body, Client, Method, RequestBuilder, Response, StatusCode, Url, header};
use std::{
    convert::Infallible,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};
use tokio::task::yield_now;
use watch::LOOK;

use super::{
    admission::Admission,
    pulse::{Counter, Flow},
};

/// How long to wait for a connection.
const CONNECT: Duration = Duration::from_secs(15);
/// What is handed to the operating system at once.
const HANDFUL: usize = 8 * 1024;

pub use error::LineError;

/// What is sent about a packet before its bytes.
#[derive(Debug, Clone)]
pub struct Announced {
    /// The packet.
    pub packet: PacketId,
    /// Its station.
    pub station: StationId,
    /// Its serial number.
    pub serial: Serial,
    /// Its length in bytes.
    pub length: u64,
    /// SHA-256 of all its bytes.
    pub digest: Digest,
}

/// How far an upload is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offset {
    /// Bytes that the province holds durably.
    pub bytes: u64,
    /// The signed receipt, once all bytes are there. Not verified yet.
    pub receipt: Option<Vec<u8>>,
}

/// A line to one province. A clone is the same line: it shares connections, admission and counts.
#[derive(Debug, Clone)]
pub struct Line {
    client: Arc<Mutex<Connections>>,
    base: Url,
    admission: Arc<Mutex<Option<Admission>>>,
    carries: Option<StationId>,
    counter: Counter,
    /// Held by whoever looks whether the line is back, for all; when it was seen last.
    seen: Arc<tokio::sync::Mutex<Option<Instant>>>,
}

/// The connections that are kept open, and since when these.
#[derive(Debug)]
struct Connections {
    client: Client,
    since: Instant,
}

impl Connections {
    fn new() -> Result<Self, LineError> {
        // Installing it twice in one process is no fault: the first one stays.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .connect_timeout(CONNECT)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|_| LineError::Unreachable)?;
        Ok(Self {
            client,
            since: Instant::now(),
        })
    }
}

impl Line {
    /// Prepares a line; nothing is sent yet.
    pub fn to(address: &str) -> Result<Self, LineError> {
        let base = Url::parse(address).map_err(|_| LineError::Address)?;
        if !matches!(base.scheme(), "http" | "https") || base.cannot_be_a_base() {
            return Err(LineError::Address);
        }
        Ok(Self {
            client: Arc::new(Mutex::new(Connections::new()?)),
            base,
            admission: Arc::default(),
            carries: None,
            counter: Counter::default(),
            seen: Arc::default(),
        })
    }

    /// Bytes that were sent and read since the line was prepared, as HTTP writes them.
    pub fn traffic(&self) -> u64 {
        let (sent, read) = self.counter.both();
        sent.saturating_add(read)
    }

    /// What the line carries now; `None` where the system does not tell.
    pub(super) fn flow(&self) -> Option<Flow> {
        self.counter.flow(self.base.port_or_known_default()?)
    }

    /// The least time that a request took: a round trip, and what the request itself cost of a slow line.
    pub(super) fn trip(&self) -> Option<Duration> {
        self.counter.trip()
    }

    /// Forgets all connections: after a cut, one that lies idle would only be found out by waiting for it.
    pub(super) fn afresh(&self) -> Result<(), LineError> {
        let mut connections = self.connections();
        // Several uploads notice the same cut; the first one to do so has mended it for all.
        if connections.since.elapsed() > LOOK {
            *connections = Connections::new()?;
        }
        Ok(())
    }

    fn connections(&self) -> MutexGuard<'_, Connections> {
        self.client.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Shows from now on what a welcome brought.
    pub fn let_in(&self, admission: Admission) {
        *self.admission() = Some(admission);
    }

    fn admission(&self) -> MutexGuard<'_, Option<Admission>> {
        (self.admission.lock()).unwrap_or_else(PoisonError::into_inner)
    }

    /// The line on behalf of another station, whose packets and answers are carried.
    #[must_use]
    pub fn carrying(mut self, station: &StationId) -> Self {
        self.carries = Some(station.clone());
        self
    }

    /// Shows the station's keys.
    pub async fn announce(&self, document: Vec<u8>) -> Result<(), LineError> {
        self.post_document(http::ANNOUNCE, document)
            .await
            .map(|_| ())
    }

    /// Says hello; the answer is a signed welcome, not verified yet, and whether the province reads brief metadata.
    pub async fn hello(&self, document: Vec<u8>) -> Result<(Vec<u8>, bool), LineError> {
        let answer = self.post_document(http::HELLO, document).await?;
        let brief = answer.headers().contains_key(http::BRIEF);
        Ok((self.body(answer).await?, brief))
    }

    /// A renewed activation that was issued after the one that is in force; not verified yet. `None` if there is none, or the
    /// province is too old to issue one.
    pub async fn activation(&self, after: DateTime<Utc>) -> Result<Option<Vec<u8>>, LineError> {
        let after = after.to_rfc3339_opts(SecondsFormat::Millis, true);
        let request = self.request(Method::GET, &format!("{}?after={after}", http::ACTIVATION))?;
        self.document_if_any(request).await
    }

    /// A document that there may not be, or that the province is too old to know.
    async fn document_if_any(&self, request: RequestBuilder) -> Result<Option<Vec<u8>>, LineError> {
        match self.answer(request).await {
            Ok(answer) if answer.status() == StatusCode::NO_CONTENT => Ok(None),
            Ok(answer) => self.body(answer).await.map(Some),
            Err(LineError::Refused { status: 404, code })
                if code == ErrorCode::RequestNotFound.as_str() =>
            {
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Says what was created; the answer is a signed reckoning, not verified yet. `None` if the province is older than that.
    pub async fn reckon(&self, document: Vec<u8>) -> Result<Option<Vec<u8>>, LineError> {
        let request = self.request(Method::POST, http::RECKONING)?;
        self.document_if_any(self.with_document(request, document))
            .await
    }

    /// Who is a station of the province; a signed directory, not verified yet. `None` if the province is older than that.
    pub async fn directory(&self) -> Result<Option<Vec<u8>>, LineError> {
        let request = self.request(Method::GET, http::DIRECTORY)?;
        self.document_if_any(request).await
    }

    /// What the station should take along, if it changed since `after`; signed, not verified yet. `None` too if the province is
    /// older than that.
    pub async fn provisions(&self, after: DateTime<Utc>) -> Result<Option<Vec<u8>>, LineError> {
        let after = after.to_rfc3339_opts(SecondsFormat::Millis, true);
        let request = self.request(Method::GET, &format!("{}?after={after}", http::PROVISIONS))?;
        self.document_if_any(request).await
    }

    /// A part of it; compared by the caller. `None` if something newer was given meanwhile.
    pub async fn provision(&self, part: &Digest) -> Result<Option<Vec<u8>>, LineError> {
        let request = self.request(Method::GET, &http::provision_path(part))?;
        match self.answer(request).await {
            Ok(answer) => self.body(answer).await.map(Some),
            Err(LineError::Refused { status: 404, code })
                if code == ErrorCode::ProvisionUnknown.as_str() =>
            {
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// News after a cursor; a signed feed, not verified yet.
    pub async fn feed(&self, after: u64) -> Result<Vec<u8>, LineError> {
        let request = self.request(Method::GET, &format!("{}?after={after}", http::FEED))?;
        let answer = self.answer(request).await?;
        self.body(answer).await
    }

    /// The receipt of a packet that the province holds; not verified yet.
    pub async fn receipt(&self, packet: PacketId) -> Result<Vec<u8>, LineError> {
        let request = self.request(Method::GET, &http::receipt_path(packet))?;
        let answer = self.answer(request).await?;
        self.body(answer).await
    }

    /// Begins an upload with its first bytes (tus creation-with-upload): on a good line a small packet is one round trip.
    pub async fn begin(&self, about: &Announced, first: Vec<u8>) -> Result<Offset, LineError> {
        let brief = self.admission().as_ref().is_some_and(|with| with.brief);
        let metadata = if brief {
            brief_metadata(about)
        } else {
            metadata(about)
        };
        let request = self
            .upload(Method::POST, http::UPLOADS)?
            .header("upload-length", about.length)
            .header("upload-metadata", metadata);
        // All of it in one piece needs no checksum beside the packet's digest.
        let request = if first.len() as u64 == about.length {
            self.with_octets(request, first)
        } else {
            self.with_piece(request, first)
        };
        offset_in(&self.answer(request).await?)
    }

    /// How far the province has an upload; `None` if it knows nothing of it.
    pub async fn offset(&self, packet: PacketId) -> Result<Option<Offset>, LineError> {
        let request = self.upload(Method::HEAD, &http::upload_path(packet))?;
        match self.answer(request).await {
            Ok(response) => offset_in(&response).map(Some),
            Err(LineError::Refused {
                status: 404 | 410, ..
            }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Sends the bytes from `offset` on.
    pub async fn append(
        &self,
        packet: PacketId,
        offset: u64,
        bytes: Vec<u8>,
    ) -> Result<Offset, LineError> {
        let request = self
            .upload(Method::PATCH, &http::upload_path(packet))?
            .header("upload-offset", offset);
        offset_in(&self.answer(self.with_piece(request, bytes)).await?)
    }

    /// Sends what proves itself: it needs no admission.
    async fn post_document(&self, path: &str, document: Vec<u8>) -> Result<Response, LineError> {
        let request = self.bare(Method::POST, path)?;
        self.answer(self.with_document(request, document)).await
    }

    fn with_document(&self, request: RequestBuilder, document: Vec<u8>) -> RequestBuilder {
        self.with_body(request.header(header::CONTENT_TYPE, http::COSE), document)
    }

    fn bare(&self, method: Method, path: &str) -> Result<RequestBuilder, LineError> {
        let url = self.base.join(path).map_err(|_| LineError::Address)?;
        Ok(self.connections().client.request(method, url))
    }

    fn upload(&self, method: Method, path: &str) -> Result<RequestBuilder, LineError> {
        let request = self.request(method, path)?;
        Ok(request.header("tus-resumable", http::TUS_VERSION))
    }

    fn request(&self, method: Method, path: &str) -> Result<RequestBuilder, LineError> {
        let request = self.bare(method, path)?;
        let request = match &*self.admission() {
            Some(admission) => request.bearer_auth(&admission.token),
            None => request,
        };
        Ok(match &self.carries {
            Some(station) => request.header(http::CARRIES, station.as_str()),
            None => request,
        })
    }

    fn with_piece(&self, request: RequestBuilder, bytes: Vec<u8>) -> RequestBuilder {
        let checksum = format!("sha256 {}", STANDARD.encode(Digest::of(&bytes).as_bytes()));
        self.with_octets(request.header("upload-checksum", checksum), bytes)
    }

    fn with_octets(&self, request: RequestBuilder, bytes: Vec<u8>) -> RequestBuilder {
        self.with_body(
            request.header(header::CONTENT_TYPE, http::OFFSET_OCTETS),
            bytes,
        )
    }

    /// Adds a body that is counted as it leaves.
    fn with_body(&self, request: RequestBuilder, bytes: Vec<u8>) -> RequestBuilder {
        let length = bytes.len();
        let counter = self.counter.clone();
        let mut unbegun = Some(counter.body(length));
        let mut rest = Bytes::from(bytes);
        let handfuls = std::iter::from_fn(move || {
            drop(unbegun.take());
            let handful = rest.split_to(rest.len().min(HANDFUL));
            counter.handed(handful.len());
            (!handful.is_empty()).then_some(Ok::<_, Infallible>(handful))
        });
        request
            .header(header::CONTENT_LENGTH, length)
            .body(Body::wrap_stream(stream::iter(handfuls)))
    }

    /// The province's answer, or why there is none. A success that does not come from the province is found out by the signature
    /// or the tus header that it lacks.
    async fn answer(&self, request: RequestBuilder) -> Result<Response, LineError> {
        // A connection is given back by a task of its own; without a breath for it, each request would open another one.
        for _ in 0..3 {
            yield_now().await;
        }
        let (client, request) = request.build_split();
        let request = request?;
        let line = request.method().as_str().len() + request.url().path().len();
        self.counter.handed(line + head_length(request.headers()));
        let began = Instant::now();
        let response = self
            .watched(async { Ok(client.execute(request).await?) })
            .await?;
        self.counter.answered(began.elapsed());
        self.counter.heard(head_length(response.headers()));
        let status = response.status();
        if status.is_success() {
            return Ok(response);
        }
        // An answer to HEAD has no body, so its status alone must do; tus answers carry their version.
        let speaks_tus = response.headers().contains_key("tus-resumable");
        if speaks_tus && matches!(status, StatusCode::NOT_FOUND | StatusCode::GONE) {
            return Err(LineError::Refused {
                status: status.as_u16(),
                code: String::new(),
            });
        }
        let body = self.body(response).await?;
        match serde_json::from_slice::<Problem>(&body) {
            Ok(problem) => Err(LineError::Refused {
                status: status.as_u16(),
                code: problem.code,
            }),
            Err(_) => Err(LineError::NotTheProvince),
        }
    }

    /// Reads a body of at most [`http::MAX_DOCUMENT`] bytes, whatever length it claims.
    async fn body(&self, mut response: Response) -> Result<Vec<u8>, LineError> {
        self.watched(async {
            let mut body = Vec::new();
            while let Some(piece) = response.chunk().await? {
                self.counter.heard(piece.len());
                if body.len() + piece.len() > http::MAX_DOCUMENT {
                    return Err(LineError::NotTheProvince);
                }
                body.extend_from_slice(&piece);
            }
            Ok(body)
        })
        .await
    }
}

/// Bytes of a head as HTTP/1.1 writes it, without its first line's fixed words.
fn head_length(headers: &header::HeaderMap) -> usize {
    const FIRST_LINE_AND_END: usize = 16;
    let fields = headers
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len() + 4);
    fields.sum::<usize>() + FIRST_LINE_AND_END
}

/// As every tus server may read it.
fn metadata(about: &Announced) -> String {
    use http::metadata::{DIGEST, PACKET, SERIAL, STATION};
    pairs([
        (PACKET, about.packet.to_string().as_bytes()),
        (STATION, about.station.as_str().as_bytes()),
        (SERIAL, about.serial.to_string().as_bytes()),
        (DIGEST, about.digest.to_string().as_bytes()),
    ])
}

/// The same for a province that reads it: it goes with every packet, and is half as long.
fn brief_metadata(about: &Announced) -> String {
    use http::metadata::{DIGEST, PACKET, SERIAL};
    pairs([
        (PACKET, about.packet.as_bytes()),
        (SERIAL, about.serial.to_string().as_bytes()),
        (DIGEST, about.digest.as_bytes()),
    ])
}

fn pairs<const N: usize>(of: [(&str, &[u8]); N]) -> String {
    of.map(|(key, value)| format!("{key} {}", STANDARD.encode(value)))
        .join(",")
}

fn offset_in(response: &Response) -> Result<Offset, LineError> {
    let text = |name: &str| {
        response
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    let bytes = text("upload-offset")
        .and_then(|value| value.parse().ok())
        .ok_or(LineError::NotTheProvince)?;
    let receipt = match text(http::RECEIPT_HEADER) {
        Some(encoded) => Some(
            URL_SAFE_NO_PAD
                .decode(encoded)
                .map_err(|_| LineError::NotTheProvince)?,
        ),
        None => None,
    };
    Ok(Offset { bytes, receipt })
}
