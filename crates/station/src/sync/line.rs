//! The line to the province: the HTTP contract of `rekam_protocol::http`, seen from the station.
//!
//! Nothing that comes back is believed here. A captive portal's page, a proxy's error and a half answer all become errors;
//! what a right answer says is verified by its signature in `run`.

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use rekam_domain::code::ErrorCode;
use rekam_protocol::{
    digest::Digest,
    http,
    ids::{PacketId, Serial, StationId},
    problem::Problem,
};
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode, Url, header};
use std::time::Duration;

/// How long to wait for a connection.
const CONNECT: Duration = Duration::from_secs(15);
/// How long a line may stay silent before it counts as dead. A slow line that still moves is not silent.
const SILENCE: Duration = Duration::from_secs(45);

/// Why a request did not bring what it should.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    /// The address is no URL.
    #[error("the province's address is not a URL")]
    Address,
    /// No connection, or it broke.
    #[error("the province is not reached")]
    Unreachable,
    /// The line was silent for too long.
    #[error("the line is silent")]
    Silent,
    /// Something answered that is not the province, for example a captive portal.
    #[error("the answer is not the province's")]
    NotTheProvince,
    /// The province refused, and said why.
    #[error("the province refused: {code}")]
    Refused {
        /// HTTP status.
        status: u16,
        /// The province's error code.
        code: String,
    },
}

impl LineError {
    /// The code that a person sees.
    pub const fn code(&self) -> ErrorCode {
        match self {
            LineError::Address => ErrorCode::LineAddress,
            LineError::Unreachable => ErrorCode::LineUnreachable,
            LineError::Silent => ErrorCode::LineSilent,
            LineError::NotTheProvince => ErrorCode::LineNotTheProvince,
            LineError::Refused { .. } => ErrorCode::LineRefused,
        }
    }

    /// Whether the line itself is gone, so that trying the next packet is pointless.
    pub const fn line_is_gone(&self) -> bool {
        match self {
            LineError::Address
            | LineError::Unreachable
            | LineError::Silent
            | LineError::NotTheProvince => true,
            LineError::Refused { .. } => false,
        }
    }
}

impl From<reqwest::Error> for LineError {
    fn from(error: reqwest::Error) -> Self {
        if error.is_timeout() {
            LineError::Silent
        } else if error.is_decode() || error.is_redirect() {
            LineError::NotTheProvince
        } else {
            LineError::Unreachable
        }
    }
}

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

/// A line to one province.
#[derive(Debug, Clone)]
pub struct Line {
    client: Client,
    base: Url,
    token: Option<String>,
}

impl Line {
    /// Prepares a line; nothing is sent yet.
    pub fn to(address: &str) -> Result<Self, LineError> {
        let base = Url::parse(address).map_err(|_| LineError::Address)?;
        if !matches!(base.scheme(), "http" | "https") || base.cannot_be_a_base() {
            return Err(LineError::Address);
        }
        // Installing it twice in one process is no fault: the first one stays.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .connect_timeout(CONNECT)
            .read_timeout(SILENCE)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|_| LineError::Unreachable)?;
        Ok(Self {
            client,
            base,
            token: None,
        })
    }

    /// The line with the token that a welcome brought.
    #[must_use]
    pub fn with_token(mut self, token: String) -> Self {
        self.token = Some(token);
        self
    }

    /// Shows the station's keys.
    pub async fn announce(&self, document: Vec<u8>) -> Result<(), LineError> {
        self.post_document(http::ANNOUNCE, document)
            .await
            .map(|_| ())
    }

    /// Says hello; the answer is a signed welcome, not verified yet.
    pub async fn hello(&self, document: Vec<u8>) -> Result<Vec<u8>, LineError> {
        document_in(self.post_document(http::HELLO, document).await?).await
    }

    /// News after a cursor; a signed feed, not verified yet.
    pub async fn feed(&self, after: u64) -> Result<Vec<u8>, LineError> {
        let request = self.request(Method::GET, &format!("{}?after={after}", http::FEED))?;
        document_in(answer(request).await?).await
    }

    /// The receipt of a packet that the province holds; not verified yet.
    pub async fn receipt(&self, packet: PacketId) -> Result<Vec<u8>, LineError> {
        document_in(answer(self.request(Method::GET, &http::receipt_path(packet))?).await?).await
    }

    /// Begins an upload with its first bytes (tus creation-with-upload): on a good line a small packet is one round trip.
    pub async fn begin(&self, about: &Announced, first: Vec<u8>) -> Result<Offset, LineError> {
        let request = self
            .request(Method::POST, http::UPLOADS)?
            .header("upload-length", about.length)
            .header("upload-metadata", metadata(about));
        offset_in(&answer(with_bytes(request, first)).await?)
    }

    /// How far the province has an upload; `None` if it knows nothing of it.
    pub async fn offset(&self, packet: PacketId) -> Result<Option<Offset>, LineError> {
        match answer(self.request(Method::HEAD, &http::upload_path(packet))?).await {
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
            .request(Method::PATCH, &http::upload_path(packet))?
            .header("upload-offset", offset);
        offset_in(&answer(with_bytes(request, bytes)).await?)
    }

    async fn post_document(&self, path: &str, document: Vec<u8>) -> Result<Response, LineError> {
        answer(
            self.request(Method::POST, path)?
                .header(header::CONTENT_TYPE, http::COSE)
                .body(document),
        )
        .await
    }

    fn request(&self, method: Method, path: &str) -> Result<RequestBuilder, LineError> {
        let url = self.base.join(path).map_err(|_| LineError::Address)?;
        let request = self
            .client
            .request(method, url)
            .header("tus-resumable", http::TUS_VERSION);
        Ok(match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        })
    }
}

fn with_bytes(request: RequestBuilder, bytes: Vec<u8>) -> RequestBuilder {
    let checksum = format!("sha256 {}", STANDARD.encode(Digest::of(&bytes).as_bytes()));
    request
        .header(header::CONTENT_TYPE, http::OFFSET_OCTETS)
        .header("upload-checksum", checksum)
        .body(bytes)
}

fn metadata(about: &Announced) -> String {
    use http::metadata::{DIGEST, PACKET, SERIAL, STATION};
    [
        (PACKET, about.packet.to_string()),
        (STATION, about.station.to_string()),
        (SERIAL, about.serial.to_string()),
        (DIGEST, about.digest.to_string()),
    ]
    .map(|(key, value)| format!("{key} {}", STANDARD.encode(value)))
    .join(",")
}

/// The province's answer, or why there is none. A success that does not come from the province is found out by the signature
/// or the tus header that it lacks.
async fn answer(request: RequestBuilder) -> Result<Response, LineError> {
    let response = request.send().await?;
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
    match bounded_body(response)
        .await
        .map(|body| serde_json::from_slice::<Problem>(&body))
    {
        Ok(Ok(problem)) => Err(LineError::Refused {
            status: status.as_u16(),
            code: problem.code,
        }),
        Ok(Err(_)) => Err(LineError::NotTheProvince),
        Err(error) => Err(error),
    }
}

async fn document_in(response: Response) -> Result<Vec<u8>, LineError> {
    bounded_body(response).await
}

/// Reads a body of at most [`http::MAX_DOCUMENT`] bytes, whatever length it claims.
async fn bounded_body(mut response: Response) -> Result<Vec<u8>, LineError> {
    let mut body = Vec::new();
    while let Some(piece) = response.chunk().await? {
        if body.len() + piece.len() > http::MAX_DOCUMENT {
            return Err(LineError::NotTheProvince);
        }
        body.extend_from_slice(&piece);
    }
    Ok(body)
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
