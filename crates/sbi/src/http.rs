//! One question to a port of this machine, and its answer. Verbs of their own and no TLS: hyper's plain connection, so that
//! nothing follows a redirect, a proxy or a name to another machine.

use crate::SbiError;
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use hyper::{Method, Request, Response, header};
use hyper_util::rt::TokioIo;
use serde::Serialize;
use std::net::Ipv4Addr;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Longer than any answer: four lossless pictures of 2 MB, twice coded in base64.
const LONGEST: usize = 16 * 1024 * 1024;

/// Asks and reads the whole answer.
///
/// # Errors
/// [`SbiError::Absent`] where nobody listens, [`SbiError::Silent`], [`SbiError::Cut`], [`SbiError::Malformed`].
pub(crate) async fn ask(
    port: u16,
    verb: &str,
    path: &str,
    body: &impl Serialize,
    (connect, answer): (Duration, Duration),
) -> Result<Bytes, SbiError> {
    let whole = async {
        let response = begin(port, verb, path, body, connect).await?;
        let body = Limited::new(response.into_body(), LONGEST);
        let collected = body.collect().await.map_err(|_| SbiError::Cut)?;
        Ok(collected.to_bytes())
    };
    timeout(answer, whole).await.map_err(|_| SbiError::Silent)?
}

/// Asks and waits for the head of the answer.
pub(crate) async fn begin(
    port: u16,
    verb: &str,
    path: &str,
    body: &impl Serialize,
    connect: Duration,
) -> Result<Response<Incoming>, SbiError> {
    let stream = timeout(connect, TcpStream::connect((Ipv4Addr::LOCALHOST, port)))
        .await
        .map_err(|_| SbiError::Silent)?
        .map_err(|_| SbiError::Absent)?;
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
        .await
        .map_err(|_| SbiError::Cut)?;
    // It ends with the answer, or when whoever waits for the answer gives up.
    tokio::spawn(connection);
    let json = serde_json::to_vec(body).map_err(|_| SbiError::Malformed)?;
    let request = Request::builder()
        .method(Method::from_bytes(verb.as_bytes()).map_err(|_| SbiError::Malformed)?)
        .uri(path)
        .header(header::HOST, format!("127.0.0.1:{port}"))
        .header(header::CONTENT_TYPE, "application/json")
        .header("EXT", "rekam")
        .body(Full::<Bytes>::from(json))
        .map_err(|_| SbiError::Malformed)?;
    let response = sender
        .send_request(request)
        .await
        .map_err(|_| SbiError::Cut)?;
    if response.status().is_success() {
        Ok(response)
    } else {
        Err(SbiError::Malformed)
    }
}
