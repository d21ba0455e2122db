//! A body on its way in: bytes go to the disk as they come, so that a cut keeps what arrived.

use super::{super::claims::Claim, checksum::Checksum};
use crate::store::Part;
use axum::body::{Body, BodyDataStream};
use bytes::Bytes;
use futures_util::{FutureExt as _, StreamExt as _};
use std::{io, time::Duration};
use tokio::{sync::watch, time::timeout};

/// Bytes that are gathered before one write, if they are there already.
const GATHERED: usize = 256 * 1024;
/// What is read and thrown away of a body that is refused, so that the client, still sending, gets to see the refusal.
const DRAINED: usize = 1024 * 1024;
/// And for how long.
const DRAINING: Duration = Duration::from_secs(5);

/// A request's body.
pub(super) struct Inflow {
    stream: BodyDataStream,
    silence: Duration,
    stopping: watch::Receiver<bool>,
    /// The client waits for "100 Continue": until the body is asked for, it sends nothing that would have to be drained.
    waits: bool,
    /// What was seen behind gathered bytes: the end, or an error.
    behind: Option<Option<axum::Error>>,
    ended: bool,
}

/// How a body ended.
#[derive(Debug)]
pub(super) enum End {
    /// All of it came.
    Whole,
    /// The connection broke, another connection took over, or the server stops.
    Cut,
    /// Nothing came for too long.
    Silent,
    /// More came than the upload is long; nothing of this body was kept.
    TooMuch,
    /// The disk failed.
    Disk(io::Error),
}

impl Inflow {
    pub(super) fn new(
        body: Body,
        silence: Duration,
        stopping: watch::Receiver<bool>,
        waits: bool,
    ) -> Self {
        Self {
            stream: body.into_data_stream(),
            silence,
            stopping,
            waits,
            behind: None,
            ended: false,
        }
    }

    /// Appends the body to a part. The first `known` bytes of it are held already and are skipped.
    pub(super) async fn pour(
        &mut self,
        part: Part,
        known: u64,
        length: u64,
        checksum: Option<Checksum>,
        claim: &Claim,
    ) -> (Option<Part>, Option<Checksum>, End) {
        let start = part.offset();
        let mut sink = Sink {
            part,
            checksum,
            known,
        };
        loop {
            let chunks = match self.gather(claim).await {
                Ok(chunks) => chunks,
                Err(end) => return (Some(sink.part), sink.checksum, end),
            };
            let written = tokio::task::spawn_blocking(move || {
                let result = sink.take(&chunks, length);
                (sink, result)
            });
            // The blocking pool only fails to answer if the write itself panicked.
            let Ok((back, result)) = written.await else {
                return (None, None, End::Disk(io::ErrorKind::Other.into()));
            };
            sink = back;
            match result {
                Ok(true) => {}
                Ok(false) => {
                    let end = sink
                        .part
                        .cut_back(start)
                        .map_or_else(End::Disk, |()| End::TooMuch);
                    return (Some(sink.part), sink.checksum, end);
                }
                Err(error) => return (Some(sink.part), sink.checksum, End::Disk(error)),
            }
        }
    }

    /// The next bytes, and all that are there with them.
    async fn gather(&mut self, claim: &Claim) -> Result<Vec<Bytes>, End> {
        self.waits = false;
        if let Some(end) = self.behind.take() {
            return Err(self.heard(end.map(Err)).err().unwrap_or(End::Whole));
        }
        let next = tokio::select! {
            next = timeout(self.silence, self.stream.next()) => next.map_err(|_| End::Silent),
            () = claim.asked_to_stop() => Err(End::Cut),
            _ = self.stopping.wait_for(|stopping| *stopping) => Err(End::Cut),
        };
        // Whoever sends nothing has nothing to be drained.
        let next = next.inspect_err(|_| self.ended = true)?;
        let first = self.heard(next)?.ok_or(End::Whole)?;
        claim.note_byte();
        let mut gathered = first.len();
        let mut chunks = vec![first];
        while gathered < GATHERED {
            match self.stream.next().now_or_never() {
                Some(Some(Ok(chunk))) => {
                    gathered += chunk.len();
                    chunks.push(chunk);
                }
                // Told at the next call, after these bytes are on the disk.
                Some(end) => {
                    self.behind = Some(end.and_then(Result::err));
                    break;
                }
                None => break,
            }
        }
        Ok(chunks)
    }

    fn heard(&mut self, next: Option<Result<Bytes, axum::Error>>) -> Result<Option<Bytes>, End> {
        match next {
            Some(Ok(chunk)) => Ok(Some(chunk)),
            None => {
                self.ended = true;
                Ok(None)
            }
            Some(Err(_)) => {
                self.ended = true;
                Err(End::Cut)
            }
        }
    }

    /// Reads a refused body to its end, within limits.
    pub(super) async fn drain(&mut self) {
        if self.waits || self.ended || self.behind.is_some() {
            return;
        }
        let all = async {
            let mut drained = 0;
            while drained < DRAINED {
                match self.stream.next().await {
                    Some(Ok(chunk)) => drained += chunk.len(),
                    Some(Err(_)) | None => return,
                }
            }
        };
        let _ = timeout(DRAINING, all).await;
    }
}

struct Sink {
    part: Part,
    checksum: Option<Checksum>,
    known: u64,
}

impl Sink {
    /// Writes; `false` if this would make the part longer than the upload.
    fn take(&mut self, chunks: &[Bytes], length: u64) -> io::Result<bool> {
        if let Some(checksum) = &mut self.checksum {
            checksum.update(chunks);
        }
        let mut fresh = Vec::with_capacity(chunks.len());
        for chunk in chunks {
            let skipped = usize::try_from(self.known)
                .unwrap_or(usize::MAX)
                .min(chunk.len());
            self.known -= skipped as u64;
            if skipped < chunk.len() {
                fresh.push(chunk.slice(skipped..));
            }
        }
        let more: u64 = fresh.iter().map(|chunk| chunk.len() as u64).sum();
        if self.part.offset() + more > length {
            return Ok(false);
        }
        self.part.write(&fresh)?;
        Ok(true)
    }
}
