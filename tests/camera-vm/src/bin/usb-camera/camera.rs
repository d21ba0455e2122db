//! The camera behind the plug: control requests, the negotiation of a mode, and frames when they are due.

use crate::descriptors::{self, CAMERA_TERMINAL, PAYLOAD, PROCESSING_UNIT, largest_frame};
use anyhow::{Context as _, Result, ensure};
use std::collections::{BTreeMap, VecDeque};
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

type Size = (u16, u16);

/// Requests of USB (chapter 9.4) and of its video class (A.8).
const GET_DESCRIPTOR: u8 = 0x06;
const SET_CUR: u8 = 0x01;
const GET_CUR: u8 = 0x81;
const GET_MIN: u8 = 0x82;
const GET_MAX: u8 = 0x83;
const GET_RES: u8 = 0x84;
const GET_LEN: u8 = 0x85;
const GET_INFO: u8 = 0x86;
const GET_DEF: u8 = 0x87;
/// Commit of a negotiated mode; 1 is the probe before it.
const COMMIT: u8 = 2;
/// Bytes of the negotiation in UVC 1.0 (4.3.1.1), and where in it what stands.
const NEGOTIATION: usize = 26;
const FORMAT: usize = 2;
const FRAME: usize = 3;
const INTERVAL: usize = 4;
const LARGEST_FRAME: usize = 18;
const LARGEST_PAYLOAD: usize = 22;
/// Payload header (2.4.3.3): its length, and its bits.
const HEADER: u8 = 2;
const FRAME_ID: u8 = 1;
const END_OF_FRAME: u8 = 1 << 1;
const ERROR: u8 = 1 << 6;
const END_OF_HEADER: u8 = 1 << 7;

/// What can be wrong with a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fault {
    /// It ends half-way.
    Truncated,
    /// It carries the error bit.
    Marked,
}

/// A control of the camera: minimum, maximum, step, default and value, in so many bytes.
struct Dial {
    bytes: usize,
    range: [i32; 3],
    default: i32,
    value: i32,
}

pub(crate) struct Camera {
    label: String,
    sizes: Vec<Size>,
    pictures: Vec<Vec<Vec<u8>>>,
    intervals: Vec<u32>,
    refused: Vec<Size>,
    own_rate: bool,
    dials: BTreeMap<(u8, u8), Dial>,
    negotiation: [u8; NEGOTIATION],
    running: Option<Running>,
    waiting: VecDeque<(u32, usize)>,
    faults: BTreeMap<Fault, u32>,
    stalled: bool,
    hurried: bool,
    sent: u32,
}

/// A mode that was committed.
struct Running {
    size: usize,
    interval: Duration,
    due: Instant,
    frame: Vec<u8>,
    offset: usize,
    bits: u8,
}

impl Camera {
    pub(crate) fn load(
        folder: &Path,
        sizes: &[String],
        intervals: Vec<u32>,
        refused: &[String],
    ) -> Result<Self> {
        let offered: Vec<String> = if sizes.is_empty() {
            let entries = folder
                .read_dir()
                .with_context(|| folder.display().to_string())?;
            entries
                .flatten()
                .filter_map(|entry| entry.file_name().into_string().ok())
                .collect()
        } else {
            sizes.to_vec()
        };
        let mut loaded = BTreeMap::new();
        for name in &offered {
            loaded.insert(size(name)?, pictures(&folder.join(name))?);
        }
        ensure!(
            !loaded.is_empty() && !intervals.is_empty(),
            "no size or no rate"
        );
        let (sizes, pictures) = loaded.into_iter().unzip();
        let mut camera = Self {
            label: String::new(),
            sizes,
            pictures,
            intervals,
            refused: refused
                .iter()
                .map(|name| size(name))
                .collect::<Result<_>>()?,
            own_rate: false,
            dials: dials(),
            negotiation: [0; NEGOTIATION],
            running: None,
            waiting: VecDeque::new(),
            faults: BTreeMap::new(),
            stalled: false,
            hurried: false,
            sent: 0,
        };
        camera.settle();
        Ok(camera)
    }

    pub(crate) fn called(mut self, label: String) -> Self {
        self.label = label;
        self
    }

    pub(crate) fn at_own_rate(mut self, own_rate: bool) -> Self {
        self.own_rate = own_rate;
        self
    }

    pub(crate) fn stall(&mut self, stalled: bool) {
        self.stalled = stalled;
        if let Some(running) = &mut self.running {
            running.due = Instant::now();
        }
    }

    pub(crate) fn fault(&mut self, fault: Fault, every: u32) {
        self.faults.insert(fault, every);
    }

    pub(crate) fn hurry(&mut self) {
        self.hurried = true;
    }

    /// The kernel has room for a payload.
    pub(crate) fn asked(&mut self, sequence: u32, room: usize) {
        self.waiting.push_back((sequence, room));
    }

    /// The kernel takes its room back; whether it was still there.
    pub(crate) fn forget(&mut self, sequence: u32) -> bool {
        let before = self.waiting.len();
        self.waiting.retain(|(waiting, _)| *waiting != sequence);
        self.waiting.len() < before
    }

    /// When the next frame begins, if anybody waits for one.
    pub(crate) fn due(&self) -> Option<Instant> {
        let running = self.running.as_ref()?;
        (!self.stalled && !self.waiting.is_empty()).then_some(running.due)
    }

    /// The answer to a control request; `None` refuses it.
    pub(crate) fn control(&mut self, setup: [u8; 8], data: &[u8]) -> Option<Vec<u8>> {
        let [kind, request, index, selector, interface, unit, ..] = setup;
        match (kind, request) {
            (0x80, GET_DESCRIPTOR) => match selector {
                1 => Some(descriptors::device()),
                2 => Some(descriptors::configuration(&self.sizes, &self.intervals)),
                3 => Some(descriptors::string(index, &self.label)),
                _ => None,
            },
            // GET_STATUS, and GET_CONFIGURATION and GET_INTERFACE.
            (0x80..=0x82, 0x00) => Some(vec![1, 0]),
            (0x80, 0x08) => Some(vec![1]),
            (0x81, 0x0A) => Some(vec![0]),
            // CLEAR_FEATURE of the endpoint: how the driver ends a bulk stream.
            (0x02, 0x01) => {
                self.running = None;
                Some(Vec::new())
            }
            // Other things that are set at chapter 9's level.
            (0x00..=0x02, _) => Some(Vec::new()),
            (0x21 | 0xA1, _) if interface == 1 => self.negotiate(request, selector, data),
            (0x21 | 0xA1, _) => self.dials.get_mut(&(unit, selector))?.turn(request, data),
            _ => None,
        }
    }

    fn negotiate(&mut self, request: u8, selector: u8, data: &[u8]) -> Option<Vec<u8>> {
        match request {
            GET_LEN => Some(vec![26, 0]),
            GET_INFO => Some(vec![3]),
            GET_CUR | GET_MIN | GET_MAX | GET_DEF => Some(self.negotiation.to_vec()),
            SET_CUR => {
                for (place, byte) in self.negotiation.iter_mut().zip(data) {
                    *place = *byte;
                }
                let size = self.settle();
                if selector == COMMIT {
                    if self.refused.contains(self.sizes.get(size)?) {
                        return None;
                    }
                    self.running = Some(Running {
                        size,
                        interval: Duration::from_nanos(u64::from(self.word(INTERVAL)) * 100),
                        due: Instant::now(),
                        frame: Vec::new(),
                        offset: 0,
                        bits: END_OF_HEADER,
                    });
                }
                Some(Vec::new())
            }
            _ => None,
        }
    }

    /// Makes what was proposed into what will be done; gives the place of its size.
    fn settle(&mut self) -> usize {
        let size = usize::from(self.negotiation[FRAME].max(1)).min(self.sizes.len()) - 1;
        let wanted = self.word(INTERVAL);
        let nearest = self
            .intervals
            .iter()
            .min_by_key(|interval| interval.abs_diff(wanted));
        let slowest = self.intervals.iter().max();
        let interval = if self.own_rate { slowest } else { nearest };
        let interval = interval.copied().unwrap_or(wanted);
        let largest = self.sizes.get(size).map_or(0, |size| largest_frame(*size));
        self.negotiation[FORMAT] = 1;
        self.negotiation[FRAME] = u8::try_from(size + 1).unwrap_or(1);
        self.put_word(INTERVAL, interval);
        self.put_word(LARGEST_FRAME, largest);
        self.put_word(LARGEST_PAYLOAD, PAYLOAD);
        size
    }

    fn word(&self, at: usize) -> u32 {
        u32::from_le_bytes([0, 1, 2, 3].map(|byte| self.negotiation[at + byte]))
    }

    fn put_word(&mut self, at: usize, word: u32) {
        for (place, byte) in self.negotiation.iter_mut().skip(at).zip(word.to_le_bytes()) {
            *place = byte;
        }
    }

    /// The next piece of a frame that is due, for the transfer that has waited longest.
    pub(crate) fn next_payload(&mut self) -> Option<(u32, Vec<u8>)> {
        if self.stalled || self.waiting.is_empty() {
            return None;
        }
        let running = self.running.as_mut()?;
        if running.offset >= running.frame.len() {
            let now = Instant::now();
            if !self.hurried && now < running.due {
                return None;
            }
            running.due = (running.due + running.interval).max(now);
            let pictures = self.pictures.get(running.size)?;
            running.frame = pictures
                .iter()
                .cycle()
                .nth(usize::try_from(self.sent).ok()? % pictures.len())?
                .clone();
            running.offset = 0;
            running.bits = (running.bits ^ FRAME_ID) & !ERROR;
            self.sent = self.sent.wrapping_add(1);
            let strikes = |fault| {
                let every = self.faults.get(&fault).copied().unwrap_or(0);
                every > 0 && self.sent.is_multiple_of(every)
            };
            if strikes(Fault::Truncated) {
                running.frame.truncate(running.frame.len() / 2);
            }
            if strikes(Fault::Marked) {
                running.bits |= ERROR;
            }
        }
        let (sequence, room) = self.waiting.pop_front()?;
        let room = room.min(usize::try_from(PAYLOAD).ok()?) - usize::from(HEADER);
        let rest = running.frame.get(running.offset..)?;
        let piece = rest.get(..room).unwrap_or(rest);
        let end = if piece.len() == rest.len() {
            END_OF_FRAME
        } else {
            0
        };
        let payload = [&[HEADER, running.bits | end], piece].concat();
        running.offset += piece.len();
        Some((sequence, payload))
    }
}

impl Dial {
    fn turn(&mut self, request: u8, data: &[u8]) -> Option<Vec<u8>> {
        let shown = |value: i32| value.to_le_bytes().get(..self.bytes).map(<[u8]>::to_vec);
        match request {
            GET_LEN => Some(vec![u8::try_from(self.bytes).ok()?, 0]),
            // Can be read and set.
            GET_INFO => Some(vec![3]),
            GET_CUR => shown(self.value),
            GET_MIN => shown(self.range[0]),
            GET_MAX => shown(self.range[1]),
            GET_RES => shown(self.range[2]),
            GET_DEF => shown(self.default),
            SET_CUR if data.len() == self.bytes => {
                let mut word = [0; 4];
                word.iter_mut()
                    .zip(data)
                    .for_each(|(place, byte)| *place = *byte);
                self.value = i32::from_le_bytes(word);
                Some(Vec::new())
            }
            _ => None,
        }
    }
}

/// Exposure mode is a set of bits, 1 by hand and 8 by itself; its resolution names the ones there are.
fn dials() -> BTreeMap<(u8, u8), Dial> {
    let dial = |bytes, range, default| Dial {
        bytes,
        range,
        default,
        value: default,
    };
    BTreeMap::from([
        ((CAMERA_TERMINAL, 0x02), dial(1, [1, 8, 1 | 8], 8)),
        ((CAMERA_TERMINAL, 0x04), dial(4, [3, 2047, 1], 250)),
        ((CAMERA_TERMINAL, 0x06), dial(2, [0, 250, 5], 0)),
        ((CAMERA_TERMINAL, 0x08), dial(1, [0, 1, 1], 1)),
        ((PROCESSING_UNIT, 0x0A), dial(2, [2800, 6500, 10], 4600)),
        ((PROCESSING_UNIT, 0x0B), dial(1, [0, 1, 1], 1)),
    ])
}

fn size(name: &str) -> Result<Size> {
    let (width, height) = name.split_once('x').with_context(|| name.to_owned())?;
    Ok((width.parse()?, height.parse()?))
}

fn pictures(folder: &Path) -> Result<Vec<Vec<u8>>> {
    let entries = folder
        .read_dir()
        .with_context(|| folder.display().to_string())?;
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    ensure!(!paths.is_empty(), "{}: no picture", folder.display());
    paths.iter().map(|path| Ok(fs::read(path)?)).collect()
}
