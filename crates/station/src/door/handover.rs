//! Receiving from colleagues on the local network, and handing over to one.

use std::net::{IpAddr, Ipv4Addr, TcpListener};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rekam_domain::code::ErrorCode;
use rekam_protocol::handover::PORT;
use rekam_protocol::ids::StationId;

use super::{ApiError, HubView, Loket, OpenHub};
use crate::handover::{HandedOver, Hub, KnownStation, shelved};
use crate::sync::{self, Carried, Line, Party, SyncError};

/// The hub of this counter, while it is switched on.
#[derive(Default)]
pub(super) struct Reception(Mutex<Option<Hub>>);

impl Reception {
    /// Nobody is received any more.
    pub(super) fn close(&self) {
        let hub = self.lock().take();
        drop(hub);
    }

    fn lock(&self) -> MutexGuard<'_, Option<Hub>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether colleagues are received, where, and what they brought.
pub(super) fn hub(loket: &Arc<Loket>) -> Result<HubView, ApiError> {
    let desk = loket.desk()?;
    let open = loket.reception.lock().as_ref().map(|hub| OpenHub {
        addresses: addresses(hub),
        fingerprint: hub.fingerprint(),
        visits: hub.visits(),
    });
    Ok(HubView {
        open,
        kept: shelved(&desk.shelves()),
    })
}

/// Switches receiving on or off.
pub(super) fn receive(loket: &Arc<Loket>, on: bool) -> Result<HubView, ApiError> {
    let desk = loket.desk()?;
    loket.reception.close();
    if on {
        let listener = TcpListener::bind((Ipv4Addr::UNSPECIFIED, loket.hub_port));
        let listener = listener.map_err(|_| ApiError::of(ErrorCode::PortTaken))?;
        let hub = desk.receive(listener)?;
        *loket.reception.lock() = Some(hub);
    }
    hub(loket)
}

/// Who is at an address.
pub(super) fn call(loket: &Arc<Loket>, address: String) -> Result<KnownStation, ApiError> {
    Ok(loket.desk()?.who_is_at(&address)?)
}

/// Hands everything that waits over to the station that was called.
pub(super) fn hand_over(
    loket: &Arc<Loket>,
    address: String,
    to: StationId,
) -> Result<HandedOver, ApiError> {
    Ok(loket.desk()?.hand_over(&address, Some(&to))?)
}

/// Carries what colleagues brought to the province, where there is any.
pub(super) async fn carry_on(
    loket: &Loket,
    party: &Party,
    announcement: &[u8],
    line: Line,
) -> Result<Vec<Carried>, SyncError> {
    let Ok(desk) = loket.desk() else {
        return Ok(Vec::new());
    };
    let shelves = desk.shelves();
    if shelved(&shelves).waiting == 0 {
        return Ok(Vec::new());
    }
    sync::carry(party, announcement, line, &shelves).await
}

/// What a colleague types: the addresses of this machine, with the port where it is not the usual one.
fn addresses(hub: &Hub) -> Vec<String> {
    let port = hub.address().port();
    let own = std::fs::read_to_string("/proc/net/fib_trie").unwrap_or_default();
    let own = local_addresses(&own).into_iter();
    own.map(|address| {
        if port == PORT {
            address.to_string()
        } else {
            format!("{address}:{port}")
        }
    })
    .collect()
}

/// The addresses of this machine in the kernel's table of routes, but for those that no other machine can call.
fn local_addresses(table: &str) -> Vec<IpAddr> {
    let (mut found, mut last) = (Vec::new(), None);
    for line in table.lines().map(str::trim) {
        if let Some(address) = line.strip_prefix("|-- ") {
            last = address.parse::<Ipv4Addr>().ok();
        } else if line == "/32 host LOCAL"
            && let Some(address) = last.filter(|address| !address.is_loopback())
            && !found.contains(&IpAddr::V4(address))
        {
            found.push(IpAddr::V4(address));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_names_the_addresses_that_others_can_call() {
        let table = "Main:\n  +-- 0.0.0.0/0 3 0 5\n     |-- 0.0.0.0\n        /0 universe UNICAST\n     |-- 127.0.0.1\n        /32 host LOCAL\n     \
            |-- 192.168.43.7\n        /32 host LOCAL\n     |-- 192.168.43.255\n        /32 link BROADCAST\nLocal:\n     |-- 192.168.43.7\n        \
            /32 host LOCAL\n";
        let found: Vec<_> = local_addresses(table)
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(found, ["192.168.43.7"]);
        assert!(local_addresses("").is_empty());
    }
}
