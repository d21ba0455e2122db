//! The wire between a USB device and the kernel: USB/IP, `Documentation/usb/usbip_protocol.rst` of the kernel.
//!
//! Every message has a header of 48 bytes, big-endian words: command, sequence number, device, direction, endpoint, and
//! five more with a meaning of their own; a request ends with the eight bytes of a USB set-up packet.

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::os::fd::{AsFd, AsRawFd as _, BorrowedFd};
use std::os::unix::net::UnixStream;

const HEADER: usize = 48;
const SUBMIT: u32 = 1;
const UNLINK: u32 = 2;
const ANSWER: u32 = 3;
const UNLINKED: u32 = 4;
const IN: u32 = 1;
/// `EPIPE`: the device does not do what was asked ("stalls" in the words of USB).
const REFUSED: i32 = -32;
/// `ECONNRESET`: the transfer was taken back before it was done.
const TAKEN_BACK: i32 = -104;
/// Bus 1, device 2: any that the kernel has not given away.
const DEVICE: u32 = 0x0001_0002;
/// `USB_SPEED_HIGH`.
const HIGH_SPEED: u8 = 3;
const CONTROLLER: &str = "/sys/devices/platform/vhci_hcd.0";

/// What the kernel asks of the device.
pub(crate) enum Request {
    /// A control transfer: the set-up packet, what the host sends with it, and how much it would take.
    Control {
        sequence: u32,
        setup: [u8; 8],
        data: Vec<u8>,
        wants: usize,
    },
    /// Room for one payload of video.
    Video { sequence: u32, room: usize },
    /// A transfer is taken back.
    Unlink { sequence: u32, of: u32 },
}

/// A port of the virtual controller with our device in it.
pub(crate) struct Port {
    number: u8,
    wire: UnixStream,
}

impl Port {
    /// Plugs the device in.
    pub(crate) fn attach(number: u8) -> io::Result<Self> {
        let (wire, kernels) = UnixStream::pair()?;
        let line = format!("{number} {} {DEVICE} {HIGH_SPEED}", kernels.as_raw_fd());
        fs::write(format!("{CONTROLLER}/attach"), line)?;
        Ok(Self { number, wire })
    }

    /// Pulls it out.
    pub(crate) fn detach(self) -> io::Result<()> {
        fs::write(format!("{CONTROLLER}/detach"), self.number.to_string())
    }

    /// Waits for the next request; `None` when the kernel has hung up.
    pub(crate) fn next(&mut self) -> io::Result<Option<Request>> {
        let mut header = [0; HEADER];
        match self.wire.read_exact(&mut header) {
            Err(error) if hung_up(&error) => return Ok(None),
            read => read?,
        }
        let word = |at: usize| u32::from_be_bytes([0, 1, 2, 3].map(|byte| header[at * 4 + byte]));
        let (sequence, incoming, endpoint) = (word(1), word(3) == IN, word(4));
        match word(0) {
            UNLINK => Ok(Some(Request::Unlink {
                sequence,
                of: word(5),
            })),
            SUBMIT if endpoint != 0 => Ok(Some(Request::Video {
                sequence,
                room: length(word(6))?,
            })),
            SUBMIT => {
                let wants = length(word(6))?;
                let mut data = vec![0; if incoming { 0 } else { wants }];
                self.wire.read_exact(&mut data)?;
                Ok(Some(Request::Control {
                    sequence,
                    setup: [40, 41, 42, 43, 44, 45, 46, 47].map(|at| header[at]),
                    data,
                    wants,
                }))
            }
            _ => Err(io::ErrorKind::InvalidData.into()),
        }
    }

    /// Answers a control transfer; `None` refuses it.
    pub(crate) fn answer(
        &mut self,
        sequence: u32,
        answer: Option<Vec<u8>>,
        wants: usize,
    ) -> io::Result<()> {
        let Some(mut data) = answer else {
            return self.reply(ANSWER, sequence, REFUSED, 0, &[]);
        };
        data.truncate(wants);
        // Nothing to send means that everything sent was taken.
        let moved = if data.is_empty() { wants } else { data.len() };
        self.reply(ANSWER, sequence, 0, moved, &data)
    }

    /// Fills a transfer that waited for video.
    pub(crate) fn send(&mut self, sequence: u32, payload: &[u8]) -> io::Result<()> {
        self.reply(ANSWER, sequence, 0, payload.len(), payload)
    }

    /// Confirms that a transfer was taken back, if it still waited.
    pub(crate) fn unlinked(&mut self, sequence: u32, waited: bool) -> io::Result<()> {
        self.reply(
            UNLINKED,
            sequence,
            if waited { TAKEN_BACK } else { 0 },
            0,
            &[],
        )
    }

    fn reply(
        &mut self,
        command: u32,
        sequence: u32,
        status: i32,
        moved: usize,
        data: &[u8],
    ) -> io::Result<()> {
        let moved = u32::try_from(moved).map_err(|_| io::ErrorKind::InvalidInput)?;
        let mut message = Vec::with_capacity(HEADER + data.len());
        for word in [
            command,
            sequence,
            0,
            0,
            0,
            status.cast_unsigned(),
            moved,
            0,
            0,
            0,
            0,
            0,
        ] {
            message.extend(word.to_be_bytes());
        }
        message.extend_from_slice(data);
        match self.wire.write_all(&message) {
            // Pulled out meanwhile; the next read says so.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            written => written,
        }
    }
}

impl AsFd for Port {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.wire.as_fd()
    }
}

fn hung_up(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionReset, UnexpectedEof};
    [ConnectionReset, UnexpectedEof].contains(&error.kind())
}

fn length(word: u32) -> io::Result<usize> {
    usize::try_from(word).map_err(|_| io::ErrorKind::InvalidData.into())
}
