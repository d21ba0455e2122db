//! The moving picture of a device: JPEG after JPEG in one multipart answer that has no end.

use crate::SbiError;
use bytes::Bytes;
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use std::time::Duration;
use tokio::time::timeout;

/// Longer than any picture of a preview.
const LONGEST_FRAME: usize = 4 * 1024 * 1024;
/// Longer than any head of a part.
const LONGEST_HEAD: usize = 4 * 1024;
const END_OF_HEAD: &[u8] = b"\r\n\r\n";

/// The frames of a device, one after the other. Unsigned: to look at, and for nothing else.
#[derive(Debug)]
pub struct Frames {
    body: Incoming,
    parts: Parts,
    patience: Duration,
}

impl Frames {
    pub(crate) fn new(body: Incoming, patience: Duration) -> Self {
        Self {
            body,
            parts: Parts::default(),
            patience,
        }
    }

    /// The next frame, a JPEG; nothing when the device ended the stream.
    ///
    /// # Errors
    /// [`SbiError::Silent`] when no frame comes for the time of an answer, [`SbiError::Cut`], [`SbiError::Malformed`].
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, SbiError> {
        timeout(self.patience, Self::pull(&mut self.body, &mut self.parts))
            .await
            .map_err(|_| SbiError::Silent)?
    }

    async fn pull(body: &mut Incoming, parts: &mut Parts) -> Result<Option<Vec<u8>>, SbiError> {
        loop {
            if let Some(frame) = parts.take()? {
                return Ok(Some(frame));
            }
            match body.frame().await {
                None => return Ok(None),
                Some(Err(_)) => return Err(SbiError::Cut),
                Some(Ok(frame)) => parts.push(frame.into_data().unwrap_or_else(|_| Bytes::new())),
            }
        }
    }
}

/// Bytes of a multipart answer, wherever they were cut on their way.
#[derive(Debug, Default)]
struct Parts {
    held: Vec<u8>,
}

impl Parts {
    #[expect(clippy::needless_pass_by_value, reason = "what was read is given away")]
    fn push(&mut self, bytes: Bytes) {
        self.held.extend_from_slice(&bytes);
    }

    /// The next whole frame, if it is there.
    fn take(&mut self) -> Result<Option<Vec<u8>>, SbiError> {
        loop {
            let Some(head) = find(&self.held, END_OF_HEAD) else {
                return if self.held.len() > LONGEST_HEAD {
                    Err(SbiError::Malformed)
                } else {
                    Ok(None)
                };
            };
            let begin = head + END_OF_HEAD.len();
            let Some(length) = length_in(&self.held[..head]) else {
                // A head without a length opens the whole answer and has no picture behind it.
                self.held.drain(..begin);
                continue;
            };
            if length > LONGEST_FRAME {
                return Err(SbiError::Malformed);
            }
            if self.held.len() < begin + length {
                return Ok(None);
            }
            let frame = self.held[begin..begin + length].to_vec();
            self.held.drain(..begin + length);
            return Ok(Some(frame));
        }
    }
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .position(|window| window == wanted)
}

fn length_in(head: &[u8]) -> Option<usize> {
    let head = std::str::from_utf8(head).ok()?;
    head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.trim()
            .eq_ignore_ascii_case("content-length")
            .then(|| value.trim().parse().ok())?
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stream() -> Vec<u8> {
        let mut bytes =
            b"Content-Type: multipart/x-mixed-replace; boundary=--BoundaryString\r\n\r\n".to_vec();
        for frame in [&b"first"[..], b"\r\n\r\nsecond\r\n"] {
            let head = format!(
                "--BoundaryString\r\nContent-type: image/jpeg\r\nContent-Length: {}\r\n\r\n",
                frame.len()
            );
            bytes.extend(head.as_bytes());
            bytes.extend(frame);
            bytes.extend(b"\r\n");
        }
        bytes
    }

    #[test]
    fn frames_are_found_wherever_the_line_cuts_the_answer() {
        let bytes = stream();
        for piece in [1, 2, 7, 50, bytes.len()] {
            let (mut parts, mut frames) = (Parts::default(), Vec::new());
            for part in bytes.chunks(piece) {
                parts.push(Bytes::copy_from_slice(part));
                while let Some(frame) = parts.take().unwrap() {
                    frames.push(frame);
                }
            }
            assert_eq!(frames, [&b"first"[..], b"\r\n\r\nsecond\r\n"], "{piece}");
        }
    }

    #[test]
    fn a_frame_larger_than_any_picture_and_a_head_without_end_are_refused() {
        let mut parts = Parts::default();
        parts.push(Bytes::from_static(
            b"--b\r\nContent-Length: 999999999\r\n\r\n",
        ));
        assert_eq!(parts.take(), Err(SbiError::Malformed));
        let mut parts = Parts::default();
        parts.push(Bytes::from(vec![b'x'; LONGEST_HEAD + 1]));
        assert_eq!(parts.take(), Err(SbiError::Malformed));
    }
}
