//! A line in bad weather: each connection meets its own fate, and what was said before may be said again.

use std::{
    io::{self, Read as _, Write as _},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::Duration,
};

use super::dice::Dice;

/// What becomes of a connection.
#[derive(Debug, Clone, Copy)]
enum Fate {
    /// Nothing.
    Clear,
    /// Every piece is late by so many milliseconds.
    Slow(u64),
    /// It ends after so many bytes of the station.
    CutUp(u64),
    /// It ends after so many bytes of the province: what was asked was done, and the answer is lost.
    CutDown(u64),
    /// After so many bytes of the station nothing comes through, and neither end is told.
    HalfOpen(u64),
    /// All that the station says is kept, and said to the province again: now, or behind a later connection.
    Repeated,
}

impl Fate {
    fn of(dice: &mut Dice) -> Self {
        match dice.below(40) {
            0..=13 => Self::Clear,
            14..=18 => Self::Slow(dice.below(8)),
            19..=25 => Self::CutUp(dice.below(40_000)),
            26..=31 => Self::CutDown(dice.below(2_000)),
            32..=38 => Self::Repeated,
            _ => Self::HalfOpen(dice.below(20_000)),
        }
    }
}

/// A line to the province. What it still holds open ends when it is dropped.
pub(super) struct Weather {
    /// Where the station finds it.
    pub(super) url: String,
    held: Arc<Mutex<Held>>,
}

struct Held {
    dice: Dice,
    over: bool,
    open: Vec<TcpStream>,
    /// What was said and will be said again.
    echoes: Vec<Vec<u8>>,
}

impl Weather {
    /// Bad weather before an address.
    ///
    /// # Errors
    /// If there is no free port.
    pub(super) fn before(province: SocketAddr, dice: Dice) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let url = format!("http://{}", listener.local_addr()?);
        let held = Arc::new(Mutex::new(Held {
            dice,
            over: false,
            open: Vec::new(),
            echoes: Vec::new(),
        }));
        let weather = Arc::clone(&held);
        thread::spawn(move || {
            for near in listener.incoming().flatten() {
                let fate = {
                    let mut held = lock(&weather);
                    if held.over {
                        return;
                    }
                    Fate::of(&mut held.dice)
                };
                let weather = Arc::clone(&weather);
                // A connection that ends is no news.
                thread::spawn(move || carry(&near, province, fate, &weather));
            }
        });
        Ok(Self { url, held })
    }
}

impl Drop for Weather {
    fn drop(&mut self) {
        let mut held = lock(&self.held);
        held.over = true;
        for stream in held.open.drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
        drop(held);
        // Wakes the listener, which then sees that it is over.
        if let Some(address) = self.url.strip_prefix("http://") {
            let _ = TcpStream::connect(address);
        }
    }
}

fn lock(held: &Mutex<Held>) -> std::sync::MutexGuard<'_, Held> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}

fn carry(
    near: &TcpStream,
    province: SocketAddr,
    fate: Fate,
    weather: &Mutex<Held>,
) -> io::Result<()> {
    if let Some(echo) = lock(weather).echoes.pop() {
        say(province, &echo)?;
    }
    let far = TcpStream::connect(province)?;
    {
        let mut held = lock(weather);
        if held.over {
            return Ok(());
        }
        held.open.extend([near.try_clone()?, far.try_clone()?]);
    }
    let late = match fate {
        Fate::Slow(late) => Duration::from_millis(late),
        Fate::Clear | Fate::CutUp(_) | Fate::CutDown(_) | Fate::HalfOpen(_) | Fate::Repeated => {
            Duration::ZERO
        }
    };
    let (up, down) = match fate {
        Fate::CutUp(bytes) | Fate::HalfOpen(bytes) => (bytes, u64::MAX),
        Fate::CutDown(bytes) => (u64::MAX, bytes),
        Fate::Clear | Fate::Slow(_) | Fate::Repeated => (u64::MAX, u64::MAX),
    };
    let is_half_open = matches!(fate, Fate::HalfOpen(_));
    let back = (far.try_clone()?, near.try_clone()?);
    let answers = thread::spawn(move || pass(&back.0, &back.1, down, late, false));
    let said = pass(near, &far, up, late, is_half_open);
    let _ = far.shutdown(Shutdown::Both);
    let _ = near.shutdown(Shutdown::Both);
    let _ = answers.join();
    if let (Fate::Repeated, Ok(said)) = (fate, said) {
        let at_once = {
            let mut held = lock(weather);
            let at_once = held.dice.one_in(2);
            if !at_once {
                held.echoes.push(said.clone());
            }
            at_once
        };
        if at_once {
            say(province, &said)?;
        }
    }
    Ok(())
}

/// Passes on at most so many bytes, then ends, or, half open, goes on to take in and pass on nothing. Returns what was read.
fn pass(
    mut from: &TcpStream,
    mut to: &TcpStream,
    most: u64,
    late: Duration,
    swallow: bool,
) -> io::Result<Vec<u8>> {
    let (mut piece, mut left, mut all) = ([0; 4096], most, Vec::new());
    loop {
        let read = from.read(&mut piece)?;
        let read = piece.get(..read).unwrap_or_default();
        if read.is_empty() {
            return Ok(all);
        }
        thread::sleep(late);
        all.extend_from_slice(read);
        let passed = read.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        left = left.saturating_sub(passed as u64);
        to.write_all(read.get(..passed).unwrap_or_default())?;
        if left == 0 && !swallow {
            let _ = to.shutdown(Shutdown::Both);
            let _ = from.shutdown(Shutdown::Both);
            return Ok(all);
        }
    }
}

/// Says something again and hears nothing of the answer but its end.
fn say(province: SocketAddr, said: &[u8]) -> io::Result<()> {
    let mut stream = TcpStream::connect(province)?;
    stream.set_read_timeout(Some(Duration::from_millis(200)))?;
    stream.write_all(said)?;
    stream.shutdown(Shutdown::Write)?;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    Ok(())
}
