//! Whether this machine has a way to anywhere: when that changes, the line is tried at once, whatever pause was meant. Behind a
//! router the way stays while the line is gone; there the door looks for it (`door/line.rs`).

use std::{collections::BTreeSet, fs};

/// The ways out of this machine: interface and gateway of each default route.
pub type Routes = BTreeSet<String>;

/// The ways out as they are now; `None` where the system does not tell.
#[must_use]
pub fn now() -> Option<Routes> {
    let four = fs::read_to_string("/proc/net/route").ok()?;
    let mut routes = of_ipv4(&four);
    if let Ok(six) = fs::read_to_string("/proc/net/ipv6_route") {
        routes.extend(of_ipv6(&six));
    }
    Some(routes)
}

/// Whether the line is worth a try at once: there is a way out that was not there before.
#[must_use]
pub fn has_returned(before: &Routes, now: &Routes) -> bool {
    !now.is_subset(before)
}

/// Columns of `/proc/net/route`: interface, destination, gateway, flags (1: up), ..., mask last but three.
fn of_ipv4(table: &str) -> Routes {
    let row = |line: &str| {
        let columns: Vec<&str> = line.split_whitespace().collect();
        let (interface, to, gateway) = (columns.first()?, columns.get(1)?, columns.get(2)?);
        let (flags, mask) = (columns.get(3)?, columns.get(7)?);
        let up = u32::from_str_radix(flags, 16).ok()? & 1 == 1;
        let default = [to, mask]
            .iter()
            .all(|column| column.bytes().all(|digit| digit == b'0'));
        (up && default).then(|| format!("{interface} {gateway}"))
    };
    table.lines().skip(1).filter_map(row).collect()
}

/// Columns of `/proc/net/ipv6_route`: destination, its length, source, its length, gateway, metric, two counts, flags, interface.
/// Every machine has an unreachable default route on `lo`, which leads nowhere.
fn of_ipv6(table: &str) -> Routes {
    let row = |line: &str| {
        let columns: Vec<&str> = line.split_whitespace().collect();
        let (length, gateway) = (columns.get(1)?, columns.get(4)?);
        let (flags, interface) = (columns.get(8)?, columns.get(9)?);
        let up = u32::from_str_radix(flags, 16).ok()? & 1 == 1;
        (up && *length == "00" && *interface != "lo").then(|| format!("{interface} {gateway}"))
    };
    table.lines().filter_map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FOUR: &str =
        "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT
wlan0\t00000000\t0101A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0
wlan0\t0001A8C0\t00000000\t0001\t0\t0\t600\t00FFFFFF\t0\t0\t0
usb0\t00000000\t012AA8C0\t0002\t0\t0\t700\t00000000\t0\t0\t0
torn";
    const SIX: &str = "00000000000000000000000000000000 00 00000000000000000000000000000000 00 fe80000000000000000000000000aaaa 00000400 00000001 00000000 00000003    wlan0
fe800000000000000000000000000000 40 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000001 00000000 00000001    wlan0
00000000000000000000000000000000 00 00000000000000000000000000000000 00 00000000000000000000000000000000 ffffffff 00000001 00000000 00200201       lo";

    #[test]
    fn only_default_routes_that_are_up_lead_out() {
        assert_eq!(of_ipv4(FOUR), Routes::from(["wlan0 0101A8C0".to_owned()]));
        let six = "wlan0 fe80000000000000000000000000aaaa".to_owned();
        assert_eq!(of_ipv6(SIX), Routes::from([six]));
    }

    #[test]
    fn a_new_way_out_is_a_return_and_a_lost_one_is_not() {
        let routes = |names: &[&str]| {
            names
                .iter()
                .map(|name| (*name).to_owned())
                .collect::<Routes>()
        };
        let (none, wifi, both) = (
            routes(&[]),
            routes(&["wlan0 1"]),
            routes(&["wlan0 1", "usb0 2"]),
        );
        assert!(has_returned(&none, &wifi) && has_returned(&wifi, &both));
        assert!(
            has_returned(&wifi, &routes(&["wlan0 9"])),
            "another network"
        );
        assert!(!has_returned(&both, &wifi) && !has_returned(&wifi, &wifi));
    }
}
