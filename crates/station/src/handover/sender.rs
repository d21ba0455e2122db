//! Who calls: a station that hands its packets over to a hub, and takes what the hub has for it.

use std::net::{SocketAddr, ToSocketAddrs as _};

use rekam_protocol::handover::{
    Answer, Ask, Lack, MAX_GREETING, MAX_MESSAGE, Offer, PIECE, PORT, Piece, Tell,
};
use rekam_protocol::ids::StationId;
use serde_bytes::ByteBuf;

use super::channel::{self, Outgoing, Patience};
use super::{HandOverError, HandedOver, KnownStation, admission};
use crate::courier::{self, CourierError, StickReport};
use crate::sync::Party;

/// Asks who is at an address, and says who calls. Nothing is handed over.
///
/// # Errors
/// [`HandOverError`].
pub fn call(party: &Party, address: &str) -> Result<KnownStation, HandOverError> {
    let (channel, colleague) = greet(party, address, None)?;
    channel.hang_up();
    Ok(colleague)
}

/// Hands everything that waits over to the hub at an address, and takes the receipts and news that it has. `to` names the
/// station that must answer, where that matters.
///
/// # Errors
/// [`HandOverError`]; what was acknowledged until then the hub has, and doing it again goes on from there.
pub fn hand_over(
    party: &Party,
    announcement: &[u8],
    address: &str,
    to: Option<&StationId>,
) -> Result<HandedOver, HandOverError> {
    let packed = courier::pack(party, |_, _| Ok(()))?;
    let bundle = packed.signed(party)?;
    let (mut channel, to) = greet(party, address, to)?;
    channel.say(&Ask::Offer(Offer {
        keys: ByteBuf::from(announcement),
        account: ByteBuf::from(packed.account),
        bundle: ByteBuf::from(bundle),
    }))?;
    let Tell::Lacks { packets, left } = hear(&mut channel)? else {
        return Err(HandOverError::Garbled);
    };
    for lack in &packets {
        send(party, &mut channel, lack)?;
    }
    let mut report = packed.report;
    report.records = report.records.saturating_sub(left);
    report.left = left;
    take_answers(party, &mut channel, &mut report)?;
    channel.hang_up();
    Ok(HandedOver { to, report })
}

/// Calls, and goes on only if a colleague answers.
fn greet(
    party: &Party,
    address: &str,
    expected: Option<&StationId>,
) -> Result<(Outgoing, KnownStation), HandOverError> {
    let own = admission::greeting(party)?;
    let mut channel = reach(address, |address| {
        channel::call(address, &party.station_key, Patience::default())
    })?;
    if channel.key == party.station_key.verifying_key() {
        return Err(HandOverError::Myself);
    }
    channel.say(&Ask::Greeting(own))?;
    let greeting = match channel.hear(MAX_GREETING)? {
        Some(Tell::Greeting(greeting)) => greeting,
        Some(Tell::Refused(code)) => return Err(HandOverError::told(&code)),
        Some(Tell::Lacks { .. } | Tell::Kept(_) | Tell::Answer(_)) => {
            return Err(HandOverError::Garbled);
        }
        None => return Err(gone()),
    };
    let pass = admission::admit(party, &greeting, &channel.key)?;
    if expected.is_some_and(|expected| *expected != pass.station) {
        return Err(HandOverError::OtherStation);
    }
    Ok((channel, KnownStation::from(&pass)))
}

/// Tries every machine that an address means, with the usual port where it names none.
fn reach<T>(
    address: &str,
    mut call: impl FnMut(SocketAddr) -> Result<T, HandOverError>,
) -> Result<T, HandOverError> {
    let address = address.trim();
    let found = address
        .to_socket_addrs()
        .or_else(|_| (address, PORT).to_socket_addrs());
    let mut last = HandOverError::Address;
    for address in found.map_err(|_| HandOverError::Address)? {
        match call(address) {
            Ok(reached) => return Ok(reached),
            Err(error) => last = error,
        }
    }
    Err(last)
}

/// Sends a packet from where the hub has it, and waits for its word.
fn send(party: &Party, channel: &mut Outgoing, lack: &Lack) -> Result<(), HandOverError> {
    let bytes = party.store.packet(lack.packet)?;
    let begun = usize::try_from(lack.offset)
        .ok()
        .filter(|at| *at < bytes.len());
    let mut at = begun.ok_or(HandOverError::Garbled)?;
    while at < bytes.len() {
        let end = bytes.len().min(at + PIECE);
        let said = channel.say(&Ask::Piece(Piece {
            packet: lack.packet,
            offset: at as u64,
            bytes: ByteBuf::from(&bytes[at..end]),
        }));
        if let Err(error) = said {
            // A hub that stops says why before it hangs up.
            return Err(hear(channel).err().filter(has_reason).unwrap_or(error));
        }
        at = end;
    }
    match hear(channel)? {
        Tell::Kept(packet) if packet == lack.packet => Ok(()),
        Tell::Kept(_)
        | Tell::Greeting(_)
        | Tell::Lacks { .. }
        | Tell::Answer(_)
        | Tell::Refused(_) => Err(HandOverError::Garbled),
    }
}

fn has_reason(error: &HandOverError) -> bool {
    matches!(error, HandOverError::Refused(_))
}

/// Takes receipts and news as from a stick: asked for by name, believed if the province signed them.
fn take_answers(
    party: &Party,
    channel: &mut Outgoing,
    report: &mut StickReport,
) -> Result<(), HandOverError> {
    let mut broken = None;
    let mut fetch = |answer: Answer| {
        let fetched = fetch(channel, answer);
        fetched.map_err(|error| {
            broken = Some(error);
            CourierError::Stick(std::io::ErrorKind::ConnectionAborted.into())
        })
    };
    let taken = courier::take_answers(party, &mut fetch, report);
    // The line's own word says more than the stick's.
    match broken {
        Some(error) => Err(error),
        None => {
            taken?;
            Ok(())
        }
    }
}

fn fetch(channel: &mut Outgoing, answer: Answer) -> Result<Option<Vec<u8>>, HandOverError> {
    channel.say(&Ask::Answer(answer))?;
    match hear(channel)? {
        Tell::Answer(document) => Ok(document.map(ByteBuf::into_vec)),
        Tell::Greeting(_) | Tell::Lacks { .. } | Tell::Kept(_) | Tell::Refused(_) => {
            Err(HandOverError::Garbled)
        }
    }
}

fn hear(channel: &mut Outgoing) -> Result<Tell, HandOverError> {
    match channel.hear(MAX_MESSAGE)? {
        Some(Tell::Refused(code)) => Err(HandOverError::told(&code)),
        Some(told) => Ok(told),
        None => Err(gone()),
    }
}

fn gone() -> HandOverError {
    HandOverError::Line(std::io::ErrorKind::UnexpectedEof.into())
}
