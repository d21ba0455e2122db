//! The channel: whole messages, each within its time, over TLS over a socket.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rekam_protocol::handover::{self, PURPOSE};
use rekam_protocol::keys::{SigningKey, VerifyingKey};
use rustls::pki_types::ServerName;
use rustls::{ClientConnection, ConnectionCommon, ServerConnection, SideData, StreamOwned};
use serde::{Serialize, de::DeserializeOwned};

use super::{HandOverError, tls};

/// How long it may take until somebody picks up.
const PICKS_UP: Duration = Duration::from_secs(10);

/// Times that a channel keeps.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    /// How long one message may take from its first wait to its last byte.
    pub(super) message: Duration,
}

impl Default for Patience {
    /// 64 KiB in 20 seconds is slower than any local network that works.
    fn default() -> Self {
        Self {
            message: Duration::from_secs(20),
        }
    }
}

/// A socket on which everything has to be done until a moment: whoever drips bytes gains nothing.
struct Timed {
    socket: TcpStream,
    until: Instant,
}

impl Timed {
    fn left(&self) -> io::Result<Duration> {
        let left = self.until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        Ok(left)
    }
}

impl Read for Timed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.socket.set_read_timeout(Some(self.left()?))?;
        self.socket.read(buffer)
    }
}

impl Write for Timed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.socket.set_write_timeout(Some(self.left()?))?;
        self.socket.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.socket.flush()
    }
}

/// A channel to another station whose key is shown.
pub(super) struct Channel<C: std::ops::DerefMut<Target = ConnectionCommon<S>>, S: SideData> {
    stream: StreamOwned<C, Timed>,
    patience: Patience,
    /// The key with which the other side has signed this very handshake.
    pub(super) key: VerifyingKey,
}

/// The channel of who hands over.
pub(super) type Outgoing = Channel<ClientConnection, rustls::client::ClientConnectionData>;
/// The channel of a hub.
pub(super) type Incoming = Channel<ServerConnection, rustls::server::ServerConnectionData>;

/// Calls a hub.
pub(super) fn call(
    address: SocketAddr,
    key: &Arc<SigningKey>,
    patience: Patience,
) -> Result<Outgoing, HandOverError> {
    let socket = TcpStream::connect_timeout(&address, PICKS_UP)?;
    let name = ServerName::IpAddress(address.ip().into());
    let config = tls::as_sender(key)?;
    Channel::open(ClientConnection::new(config, name)?, socket, patience)
}

/// Answers a call.
pub(super) fn answer(
    socket: TcpStream,
    key: &Arc<SigningKey>,
    patience: Patience,
) -> Result<Incoming, HandOverError> {
    let connection = ServerConnection::new(tls::as_hub(key)?)?;
    Channel::open(connection, socket, patience)
}

impl<C: std::ops::DerefMut<Target = ConnectionCommon<S>>, S: SideData> Channel<C, S> {
    fn open(connection: C, socket: TcpStream, patience: Patience) -> Result<Self, HandOverError> {
        socket.set_nodelay(true)?;
        let until = Instant::now() + patience.message;
        let mut stream = StreamOwned::new(connection, Timed { socket, until });
        while stream.conn.is_handshaking() {
            stream.conn.complete_io(&mut stream.sock)?;
        }
        if stream.conn.alpn_protocol() != Some(PURPOSE) {
            return Err(HandOverError::Garbled);
        }
        let key = tls::key_of(stream.conn.peer_certificates());
        let key = key.map_err(|_| HandOverError::Garbled)?;
        Ok(Self {
            stream,
            patience,
            key,
        })
    }

    /// Says something.
    pub(super) fn say<T: Serialize>(&mut self, message: &T) -> Result<(), HandOverError> {
        self.begin();
        let frame = handover::frame(message).map_err(|_| HandOverError::Garbled)?;
        self.stream.write_all(&frame)?;
        Ok(self.stream.flush()?)
    }

    /// Hears the next message, at most `largest` bytes long; none where the other side has hung up between two.
    pub(super) fn hear<T: Serialize + DeserializeOwned>(
        &mut self,
        largest: usize,
    ) -> Result<Option<T>, HandOverError> {
        self.begin();
        let mut head = [0; 4];
        match self.stream.read_exact(&mut head) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            Err(error) => return Err(error.into()),
        }
        let length = handover::length(head, largest).ok_or(HandOverError::Garbled)?;
        // Memory is taken as bytes come, not as they are announced.
        let mut body = Vec::new();
        let read = (&mut self.stream)
            .take(length as u64)
            .read_to_end(&mut body)?;
        if read < length {
            return Err(HandOverError::Line(io::ErrorKind::UnexpectedEof.into()));
        }
        let message = handover::message(&body).map_err(|_| HandOverError::Garbled)?;
        Ok(Some(message))
    }

    /// Says goodbye, as far as anybody listens.
    pub(super) fn hang_up(mut self) {
        self.begin();
        self.stream.conn.send_close_notify();
        let _ = self.stream.flush();
    }

    fn begin(&mut self) {
        self.stream.sock.until = Instant::now() + self.patience.message;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rekam_domain::code::ErrorCode;
    use std::net::TcpListener;
    use std::thread;

    const SHORT: Patience = Patience {
        message: Duration::from_millis(300),
    };

    fn key(seed: u8) -> Arc<SigningKey> {
        Arc::new(SigningKey::from_seed(&[seed; 32]))
    }

    /// What becomes of a hub's channel with somebody who does as told.
    fn with(caller: impl FnOnce(TcpStream) + Send) -> Result<(), HandOverError> {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        thread::scope(|scope| {
            scope.spawn(move || caller(TcpStream::connect(address).unwrap()));
            let (socket, _) = listener.accept().unwrap();
            let mut channel = answer(socket, &key(1), SHORT)?;
            while channel.hear::<u8>(100)?.is_some() {}
            Ok(())
        })
    }

    #[test]
    fn both_sides_know_the_key_of_the_other_and_what_is_said_arrives_whole() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        thread::scope(|scope| {
            scope.spawn(move || {
                let mut channel = call(address, &key(2), Patience::default()).unwrap();
                assert_eq!(channel.key, key(1).verifying_key());
                channel.say(&"x".repeat(200_000)).unwrap();
                channel.hang_up();
            });
            let (socket, _) = listener.accept().unwrap();
            let mut channel = answer(socket, &key(1), Patience::default()).unwrap();
            assert_eq!(channel.key, key(2).verifying_key());
            let heard: Option<String> = channel.hear(300_000).unwrap();
            assert_eq!(heard.unwrap().len(), 200_000);
            assert_eq!(channel.hear::<String>(300_000).unwrap(), None);
        });
    }

    #[test]
    fn who_says_nothing_or_drips_bytes_is_not_waited_for() {
        let silent = with(|socket| {
            let _ = (&socket).read(&mut [0]);
        });
        assert_eq!(silent.unwrap_err().code(), ErrorCode::HubGone);
        // The beginning of a handshake of 512 bytes, one by one: each comes in time, the whole does not.
        let dripping = with(|mut socket| {
            for byte in [0x16, 0x03, 0x01, 0x02, 0x00].into_iter().chain([0; 507]) {
                if socket.write_all(&[byte]).is_err() {
                    return;
                }
                thread::sleep(Duration::from_millis(20));
            }
        });
        assert_eq!(dripping.unwrap_err().code(), ErrorCode::HubGone);
    }

    #[test]
    fn garbage_and_messages_that_are_too_long_are_refused() {
        let garbage = with(|mut socket| {
            let _ = socket.write_all(&[7; 2_000]);
            let _ = socket.read(&mut [0; 100]);
        });
        assert_eq!(garbage.unwrap_err().code(), ErrorCode::HubGarbled);
        let too_long = with(|socket| {
            let address = socket.peer_addr().unwrap();
            let connection = ClientConnection::new(
                tls::as_sender(&key(2)).unwrap(),
                ServerName::IpAddress(address.ip().into()),
            );
            let mut channel = Channel::open(connection.unwrap(), socket, SHORT).unwrap();
            channel.say(&"x".repeat(200)).unwrap();
            let _ = channel.hear::<u8>(100);
        });
        assert_eq!(too_long.unwrap_err().code(), ErrorCode::HubGarbled);
    }
}
