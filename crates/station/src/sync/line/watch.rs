//! Whether the line is there: a request is watched while it waits, and a line that is gone is looked for.

use super::{Line, LineError};
use crate::sync::pulse::{Beat, Pulse, SILENCE};
use futures_util::stream::{FuturesUnordered, StreamExt as _};
use std::{
    io,
    time::{Duration, Instant},
};
use tokio::{
    net::TcpStream,
    time::{interval, sleep, timeout},
};

/// How often a line is looked at while something is under way.
const BEAT: Duration = Duration::from_secs(1);
/// How long a look at whether the line is back may take,
pub(super) const LOOK: Duration = Duration::from_secs(3);
/// and how long after it the next one begins: a line says to nobody that it is back, and each second it is not noticed is lost.
const NEXT_LOOK: Duration = Duration::from_millis(500);

impl Line {
    /// Waits until a new connection comes through.
    ///
    /// # Errors
    /// [`LineError::Unreachable`] if none does for a minute, or if the machine is there and the province's program is not.
    pub(in crate::sync) async fn comes_back(&self) -> Result<(), LineError> {
        let began = Instant::now();
        let waits = || began.elapsed() < SILENCE;
        self.comes_through(waits).await
    }

    /// Looks again and again, each look begun soon after the one before, until one of them comes through: less than a hundred bytes
    /// each. Of several requests that wait on one line one looks, for all.
    ///
    /// # Errors
    /// [`LineError::Unreachable`] if the machine is there and the province's program is not, or nobody `waits` any more.
    async fn comes_through(&self, mut waits: impl FnMut() -> bool) -> Result<(), LineError> {
        let began = Instant::now();
        let mut seen = self.seen.lock().await;
        if seen.is_some_and(|seen| seen > began) {
            return Ok(());
        }
        let mut looks = FuturesUnordered::new();
        let mut beat = interval(NEXT_LOOK);
        loop {
            tokio::select! {
                Some(look) = looks.next() => match look {
                    Ok(()) => {
                        *seen = Some(Instant::now());
                        return Ok(());
                    }
                    Err(io::ErrorKind::ConnectionRefused) => return Err(LineError::Unreachable),
                    Err(_) => {}
                },
                _ = beat.tick() => {
                    if !waits() {
                        return Err(LineError::Unreachable);
                    }
                    looks.push(self.look());
                }
            }
        }
    }

    /// Whether a new connection comes through.
    pub(crate) async fn is_there(&self) -> bool {
        self.look().await.is_ok()
    }

    /// Opens a connection and closes it.
    async fn look(&self) -> Result<(), io::ErrorKind> {
        let (Some(host), Some(port)) = (self.base.host_str(), self.base.port_or_known_default())
        else {
            return Err(io::ErrorKind::InvalidInput);
        };
        let host = host.trim_matches(['[', ']']);
        match timeout(LOOK, TcpStream::connect((host, port))).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(error.kind()),
            Err(_) => Err(io::ErrorKind::TimedOut),
        }
    }

    /// Does something on the line, and gives it up when the line no longer moves.
    pub(super) async fn watched<T>(
        &self,
        work: impl Future<Output = Result<T, LineError>>,
    ) -> Result<T, LineError> {
        tokio::select! {
            done = work => done,
            lost = self.lost() => Err(lost),
        }
    }

    /// Done when the line no longer moves.
    async fn lost(&self) -> LineError {
        let mut pulse = Pulse::new(Instant::now());
        loop {
            sleep(BEAT).await;
            match self.beat(&mut pulse) {
                Beat::Alive => {}
                Beat::Dead => return LineError::Silent,
                Beat::Doubtful => {
                    let is_doubted = || self.beat(&mut pulse) == Beat::Doubtful;
                    if self.comes_through(is_doubted).await.is_ok()
                        && self.beat(&mut pulse) == Beat::Doubtful
                    {
                        return LineError::Stalled;
                    }
                }
            }
        }
    }

    fn beat(&self, pulse: &mut Pulse) -> Beat {
        let unacknowledged = self.flow().map(|flow| flow.unacknowledged);
        pulse.feel(self.counter.both(), unacknowledged, Instant::now())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    #[tokio::test]
    async fn of_two_that_wait_one_looks_and_both_see_that_the_line_is_back() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let line = Line::to(&format!("http://{address}")).unwrap();
        let other = line.clone();
        let seen = tokio::join!(line.comes_back(), other.comes_back());
        assert_eq!(seen, (Ok(()), Ok(())));
        listener.set_nonblocking(true).unwrap();
        assert!(listener.accept().is_ok() && listener.accept().is_err());
    }

    #[tokio::test]
    async fn a_machine_that_is_there_without_the_province_is_not_waited_for() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let line = Line::to(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        drop(listener);
        assert_eq!(line.comes_back().await, Err(LineError::Unreachable));
    }
}
