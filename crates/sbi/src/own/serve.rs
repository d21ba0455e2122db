//! The door of our own device: the first free port from 4501 of 127.0.0.1, and of no other address.

use super::answer::Answers;
use super::{FaceName, FaceSource, Signer};
use crate::message::DeviceStatus;
use crate::{PORTS, SbiError};
use bytes::Bytes;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::{Body, Frame, Incoming};
use hyper::{Request, Response, StatusCode, header, service::service_fn};
use hyper_util::rt::TokioIo;
use std::convert::Infallible;
use std::net::{Ipv4Addr, TcpListener};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::sync::{Semaphore, mpsc, oneshot};
use tokio::time::timeout;

/// Longer than any question.
const LONGEST_QUESTION: usize = 64 * 1024;
/// How long a question may take to come.
const PATIENCE: Duration = Duration::from_secs(5);
/// Longest that a moving picture is shown for one question.
const LONGEST_STREAM: Duration = Duration::from_secs(120);
/// Most programs that are answered at once.
const MOST_AT_ONCE: usize = 8;

/// Our own face device, as long as it is held.
#[derive(Debug)]
pub struct FaceDevice {
    port: u16,
    _ends_with_this: oneshot::Sender<Infallible>,
}

impl FaceDevice {
    /// Begins to answer on the first free port.
    ///
    /// # Errors
    /// [`SbiError::NoPort`] where none of the hundred is free.
    pub fn begin(
        name: FaceName,
        signer: Signer,
        source: Arc<dyn FaceSource>,
    ) -> Result<Self, SbiError> {
        let listener = PORTS
            .into_iter()
            .find_map(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).ok())
            .ok_or(SbiError::NoPort)?;
        let whole = |_| SbiError::NoPort;
        listener.set_nonblocking(true).map_err(whole)?;
        let port = listener.local_addr().map_err(whole)?.port();
        let answers = Arc::new(Answers {
            name,
            signer,
            source,
            port,
            looking: Arc::new(Semaphore::new(1)),
        });
        let (held, gone) = oneshot::channel();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(whole)?;
        std::thread::Builder::new()
            .name("face-device".to_owned())
            .spawn(move || {
                runtime.block_on(async {
                    tokio::select! {
                        () = listen(listener, answers) => {}
                        _ = gone => {}
                    }
                });
                // Whoever waits for the camera now is not waited for.
                runtime.shutdown_background();
            })
            .map_err(whole)?;
        Ok(Self {
            port,
            _ends_with_this: held,
        })
    }

    /// Where it answers, on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }
}

async fn listen(listener: TcpListener, answers: Arc<Answers>) {
    let Ok(listener) = tokio::net::TcpListener::from_std(listener) else {
        return;
    };
    let places = Arc::new(Semaphore::new(MOST_AT_ONCE));
    loop {
        let Ok(place) = places.clone().acquire_owned().await else {
            return;
        };
        let Ok((stream, _)) = listener.accept().await else {
            // Out of descriptors, for example: others end soon.
            tokio::time::sleep(PATIENCE).await;
            continue;
        };
        let answers = answers.clone();
        tokio::spawn(async move {
            converse(stream, answers).await;
            drop(place);
        });
    }
}

async fn converse(stream: TcpStream, answers: Arc<Answers>) {
    let service = service_fn(move |request| reply(request, answers.clone()));
    // Whoever hangs up in the middle has its answer lost, and there is nobody to tell.
    let _ = hyper::server::conn::http1::Builder::new()
        .keep_alive(false)
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

type Reply = Response<UnsyncBoxBody<Bytes, Infallible>>;

async fn reply(request: Request<Incoming>, answers: Arc<Answers>) -> Result<Reply, Infallible> {
    let verb = request.method().as_str().to_owned();
    let path = request.uri().path().to_owned();
    // A page in a browser names its origin; no page captures anybody here, whatever its address resolves to.
    if request.headers().contains_key(header::ORIGIN) {
        return Ok(empty(StatusCode::FORBIDDEN));
    }
    let body = Limited::new(request.into_body(), LONGEST_QUESTION).collect();
    let Ok(Ok(body)) = timeout(PATIENCE, body).await else {
        return Ok(empty(StatusCode::BAD_REQUEST));
    };
    let body = body.to_bytes();
    let known = [
        ("MOSIPDISC", "/device"),
        ("MOSIPDINFO", "/info"),
        ("RCAPTURE", "/capture"),
        ("CAPTURE", "/capture"),
    ];
    Ok(match (verb.as_str(), path.as_str()) {
        ("STREAM", "/stream") => moving(&answers),
        asked if known.contains(&asked) => {
            let answer = tokio::task::spawn_blocking(move || answers.answer(&verb, &body)).await;
            match answer {
                Ok(Some(json)) => whole("application/json", json),
                Ok(None) | Err(_) => empty(StatusCode::INTERNAL_SERVER_ERROR),
            }
        }
        _ => empty(StatusCode::NOT_FOUND),
    })
}

fn whole(media_type: &'static str, bytes: Vec<u8>) -> Reply {
    let mut response = Response::new(Full::from(bytes).boxed_unsync());
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        header::HeaderValue::from_static(media_type),
    );
    headers.insert(
        header::CACHE_CONTROL,
        header::HeaderValue::from_static("no-store"),
    );
    response
}

fn empty(status: StatusCode) -> Reply {
    let mut response = Response::new(Full::default().boxed_unsync());
    *response.status_mut() = status;
    response
}

/// The camera's picture, frame by frame, until whoever looks at it hangs up or long enough was looked. One program looks at a time:
/// several would leave no place for whoever captures.
fn moving(answers: &Arc<Answers>) -> Reply {
    let looking = answers.looking.clone().try_acquire_owned();
    let (Ok(looks), false) = (looking, answers.source.status() == DeviceStatus::Busy) else {
        let mut busy = whole("application/json", Answers::busy());
        *busy.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
        return busy;
    };
    let (send, frames) = mpsc::channel(1);
    let source = answers.source.clone();
    tokio::spawn(async move {
        let _looks = looks;
        let showing = async {
            loop {
                let source = source.clone();
                let Ok(frame) = tokio::task::spawn_blocking(move || source.frame()).await else {
                    return;
                };
                let Some(frame) = frame else {
                    return;
                };
                if send.send(part(&frame)).await.is_err() {
                    return;
                }
            }
        };
        let _ = timeout(LONGEST_STREAM, showing).await;
    });
    let mut response = Response::new(Pushed(frames).boxed_unsync());
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        header::HeaderValue::from_static("multipart/x-mixed-replace; boundary=--BoundaryString"),
    );
    response
}

fn part(frame: &[u8]) -> Bytes {
    let head = format!(
        "--BoundaryString\r\nContent-type: image/jpeg\r\nContent-Length: {}\r\n\r\n",
        frame.len()
    );
    [head.as_bytes(), frame, b"\r\n"].concat().into()
}

/// A body that is pushed piece by piece.
struct Pushed(mpsc::Receiver<Bytes>);

impl Body for Pushed {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.get_mut()
            .0
            .poll_recv(context)
            .map(|bytes| bytes.map(|bytes| Ok(Frame::data(bytes))))
    }
}
