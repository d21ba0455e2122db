//! How full the machine's battery is, where it has one and the system says so.

use std::path::Path;

/// Where Linux lists batteries and mains (Documentation/ABI/testing/sysfs-class-power of the kernel).
const SUPPLIES: &str = "/sys/class/power_supply";

/// A battery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Battery {
    /// How full, 0 to 100.
    pub percent: u8,
    /// Whether it is being used up.
    pub discharging: bool,
}

/// The emptiest battery of this machine; nothing where it has none, or the system does not say.
#[must_use]
pub fn battery() -> Option<Battery> {
    battery_in(Path::new(SUPPLIES))
}

fn battery_in(supplies: &Path) -> Option<Battery> {
    let entries = std::fs::read_dir(supplies).ok()?.flatten();
    entries
        .filter_map(|entry| {
            let says = |file: &str| {
                let text = std::fs::read_to_string(entry.path().join(file)).ok()?;
                Some(text.trim().to_owned())
            };
            // A mouse has a battery as well; its scope says that it is not the machine's.
            if says("type")? != "Battery" || says("scope").is_some_and(|scope| scope == "Device") {
                return None;
            }
            let percent: u8 = says("capacity")?.parse().ok()?;
            Some(Battery {
                percent: percent.min(100),
                discharging: says("status").is_some_and(|status| status == "Discharging"),
            })
        })
        .min_by_key(|battery| battery.percent)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn supply(folder: &Path, name: &str, says: &[(&str, &str)]) {
        let supply = folder.join(name);
        std::fs::create_dir(&supply).unwrap();
        for (file, text) in says {
            std::fs::write(supply.join(file), format!("{text}\n")).unwrap();
        }
    }

    #[test]
    fn the_emptiest_battery_of_the_machine_counts_and_a_mouse_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path();
        supply(at, "AC", &[("type", "Mains"), ("online", "0")]);
        supply(
            at,
            "mouse",
            &[("type", "Battery"), ("scope", "Device"), ("capacity", "3")],
        );
        assert_eq!(battery_in(at), None);
        supply(
            at,
            "BAT0",
            &[
                ("type", "Battery"),
                ("capacity", "81"),
                ("status", "Discharging"),
            ],
        );
        supply(
            at,
            "BAT1",
            &[("type", "Battery"), ("capacity", "100"), ("status", "Full")],
        );
        let found = battery_in(at);
        assert_eq!(
            found,
            Some(Battery {
                percent: 81,
                discharging: true
            })
        );
    }

    #[test]
    fn a_machine_that_says_nothing_has_no_battery_that_is_known() {
        assert_eq!(battery_in(Path::new("/nonexistent")), None);
    }
}
