//! The door: HTTP for stations. PROTOCOL.md section 5 is its contract.

mod caller;
mod claims;
mod documents;
mod refusal;
mod tus;

use crate::{
    intake::Intake,
    province::{Province, storage_code},
    store::StoreError,
};
use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::StatusCode,
    routing::{any, get, post},
};
use chrono::TimeDelta;
use claims::Claims;
use refusal::Refusal;
use rekam_domain::code::ErrorCode;
use rekam_protocol::http;
use std::{
    fs::{File, TryLockError},
    io,
    sync::Arc,
    time::Duration,
};
use tokio::{
    net::TcpListener,
    sync::{Semaphore, watch},
};
use tower_http::catch_panic::CatchPanicLayer;
pub use tus::judge_headers;

/// Why the door does not open, or closed.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Another server works on this folder.
    #[error("another server works on this folder")]
    FolderBusy,
    /// The address is in use or not available.
    #[error("the address is not available")]
    Address(#[source] io::Error),
    /// The folder cannot be read or written.
    #[error("the province's folder cannot be read or written")]
    Storage(#[from] io::Error),
    /// The packet store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ServeError {
    /// The code that reaches a person.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::FolderBusy => ErrorCode::ProvinceFolderBusy,
            Self::Address(_) => ErrorCode::PortTaken,
            Self::Storage(error) => storage_code(error),
            Self::Store(error) => error.code(),
        }
    }
}

/// Sizes and times at the door.
#[derive(Debug, Clone)]
pub struct Limits {
    /// The largest packet in bytes.
    pub max_packet: u64,
    /// A body of which nothing comes for so long is given up; what came is kept.
    pub silence: Duration,
    /// After so long without a byte, an upload may be taken over by another connection of its station: on a bad line the old
    /// connection is often dead without anybody having said so.
    pub takeover: Duration,
    /// How long an unfinished upload is kept: a crew may be in the hills for a week or more.
    pub upload_lifetime: TimeDelta,
    /// Packets that are examined at the same time; bounds the memory that they take.
    pub examined_at_once: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_packet: http::MAX_PACKET,
            silence: Duration::from_secs(60),
            takeover: Duration::from_secs(5),
            upload_lifetime: TimeDelta::days(14),
            examined_at_once: 16,
        }
    }
}

/// What every request works with.
struct Door {
    province: Arc<Province>,
    intake: Intake,
    claims: Arc<Claims>,
    limits: Limits,
    examining: Semaphore,
    stopping: watch::Receiver<bool>,
}

impl Door {
    /// Runs what blocks (registry, files) beside the connections.
    async fn blocking<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Door) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        let door = Arc::clone(self);
        let done = tokio::task::spawn_blocking(move || work(&door)).await;
        done.unwrap_or_else(|_| {
            Err(Refusal::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                ErrorCode::Internal,
            ))
        })
    }
}

/// Opens an address.
///
/// # Errors
/// [`ServeError::Address`], with the code `port-taken`.
pub async fn listen(address: &str) -> Result<TcpListener, ServeError> {
    TcpListener::bind(address)
        .await
        .map_err(ServeError::Address)
}

/// Serves until `shutdown` is done; then takes no more connections, lets go of bodies that are on their way (what came of them
/// is kept), books what is complete, and returns.
///
/// # Errors
/// [`ServeError`].
pub async fn serve(
    listener: TcpListener,
    province: Arc<Province>,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    serve_with(listener, province, Limits::default(), shutdown).await
}

/// [`serve`] with limits of the caller's choice.
///
/// # Errors
/// [`ServeError`].
pub async fn serve_with(
    listener: TcpListener,
    province: Arc<Province>,
    limits: Limits,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    let _lock = FolderLock::take(&province)?;
    let intake = Intake::open(&province)?;
    intake.recover().await?;
    let (stop, stopping) = watch::channel(false);
    let door = Arc::new(Door {
        claims: Claims::new(limits.takeover),
        examining: Semaphore::new(limits.examined_at_once),
        province,
        intake,
        limits,
        stopping,
    });
    let shutdown = async move {
        shutdown.await;
        tracing::info!("stopping");
        let _ = stop.send(true);
    };
    axum::serve(listener, router(&door))
        .with_graceful_shutdown(shutdown)
        .await?;
    Ok(())
}

/// Only one server may work on a folder: uploads are told apart in its memory.
struct FolderLock(File);

impl FolderLock {
    fn take(province: &Province) -> Result<Self, ServeError> {
        let file = File::create(province.folder().serve_lock())?;
        match file.try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(TryLockError::WouldBlock) => Err(ServeError::FolderBusy),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }
}

impl Drop for FolderLock {
    /// Gives the lock back now; a child process that was just being started may still carry a copy of the handle.
    fn drop(&mut self) {
        // The system gives it back with the last handle in any case.
        let _ = self.0.unlock();
    }
}

fn router(door: &Arc<Door>) -> Router {
    Router::new()
        .route(http::ANNOUNCE, post(documents::announce))
        .route(http::HELLO, post(documents::hello))
        .route(http::FEED, get(documents::feed_after))
        .route(http::ACTIVATION, get(documents::activation_after))
        .route(http::RECKONING, post(documents::reckon))
        .route(http::DIRECTORY, get(documents::directory))
        .route(http::PROVISIONS, get(documents::provisions_after))
        .route("/v1/provisions/{part}", get(documents::provision))
        .route(http::HEALTH, get(documents::health))
        .route("/v1/packets/{packet}/receipt", get(documents::receipt))
        .route(http::UPLOADS, any(tus::collection))
        .route("/v1/uploads/{packet}", any(tus::one))
        .fallback(async || Refusal::new(StatusCode::NOT_FOUND, ErrorCode::RequestNotFound))
        .method_not_allowed_fallback(async || {
            Refusal::new(StatusCode::METHOD_NOT_ALLOWED, ErrorCode::RequestNotFound)
        })
        // Bodies are counted where they are read, with an answer that tells the code.
        .layer(DefaultBodyLimit::disable())
        .layer(CatchPanicLayer::custom(refusal::of_panic))
        .with_state(Arc::clone(door))
}
