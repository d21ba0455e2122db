//! The knobs of a camera, by the control numbers of Video4Linux2.

use crate::control::{Control, Knob, Setting};
use crate::feed::Wanted;
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use v4l::control::{Description, Flags, Value};
use v4l::{Control as Turned, Device};

/// Control numbers, of `linux/v4l2-controls.h`.
mod number {
    const USER: u32 = 0x0098_0900;
    const CAMERA: u32 = 0x009A_0900;
    pub(super) const AUTO_WHITE_BALANCE: u32 = USER + 12;
    pub(super) const HORIZONTAL_FLIP: u32 = USER + 20;
    pub(super) const WHITE_BALANCE_TEMPERATURE: u32 = USER + 26;
    pub(super) const EXPOSURE_AUTO: u32 = CAMERA + 1;
    pub(super) const EXPOSURE_ABSOLUTE: u32 = CAMERA + 2;
    pub(super) const FOCUS_ABSOLUTE: u32 = CAMERA + 10;
    pub(super) const FOCUS_AUTO: u32 = CAMERA + 12;
}

/// `V4L2_EXPOSURE_MANUAL`, and the automatic modes that a camera may have: with a fixed aperture, as webcams, or whole.
const EXPOSURE_MANUAL: i64 = 1;
const EXPOSURE_AUTOMATIC: [i64; 2] = [3, 0];

/// How a knob is wired: the control with its value, and the one with which the camera turns it itself.
struct Wiring {
    knob: Knob,
    value: u32,
    automatic: Option<u32>,
}

const WIRINGS: [Wiring; 4] = [
    Wiring {
        knob: Knob::Exposure,
        value: number::EXPOSURE_ABSOLUTE,
        automatic: Some(number::EXPOSURE_AUTO),
    },
    Wiring {
        knob: Knob::Focus,
        value: number::FOCUS_ABSOLUTE,
        automatic: Some(number::FOCUS_AUTO),
    },
    Wiring {
        knob: Knob::WhiteBalance,
        value: number::WHITE_BALANCE_TEMPERATURE,
        automatic: Some(number::AUTO_WHITE_BALANCE),
    },
    Wiring {
        knob: Knob::Mirror,
        value: number::HORIZONTAL_FLIP,
        automatic: None,
    },
];

/// The knobs of an open camera.
pub(super) struct Knobs<'a> {
    device: &'a Device,
    panel: Vec<Description>,
    /// Turned by the camera itself until a hold began.
    held: BTreeSet<Knob>,
}

impl<'a> Knobs<'a> {
    /// What this camera has; none where the binding cannot describe them.
    pub(super) fn of(device: &'a Device) -> Self {
        let described = catch_unwind(AssertUnwindSafe(|| device.query_controls()));
        let mut panel = described.ok().and_then(Result::ok).unwrap_or_default();
        panel.retain(|control| !control.flags.contains(Flags::DISABLED));
        Self {
            device,
            panel,
            held: BTreeSet::new(),
        }
    }

    /// How they stand now.
    pub(super) fn read(&self) -> Vec<Control> {
        WIRINGS
            .iter()
            .filter_map(|wiring| self.control(wiring))
            .collect()
    }

    /// Turns them as wanted. A knob that will not be turned stays as it is.
    pub(super) fn turn(&mut self, wanted: &Wanted) {
        for wiring in &WIRINGS {
            let Some(control) = self.control(wiring) else {
                continue;
            };
            let setting = wanted.settings.get(&wiring.knob);
            if wanted.is_held() {
                if control.automatic == Some(true) {
                    self.fix(wiring, control.value);
                    self.held.insert(wiring.knob);
                }
                continue;
            }
            let released = self.held.remove(&wiring.knob);
            match setting {
                Some(Setting::Fixed(value)) => self.fix(wiring, control.nearest(*value)),
                Some(Setting::Automatic) => self.set_automatic(wiring, true),
                None if released => self.set_automatic(wiring, true),
                None => {}
            }
        }
    }

    fn control(&self, wiring: &Wiring) -> Option<Control> {
        let described = self.described(wiring.value)?;
        let narrow = |value: i64| i32::try_from(value).ok();
        let default = narrow(described.default)?;
        Some(Control {
            knob: wiring.knob,
            minimum: narrow(described.minimum)?,
            maximum: narrow(described.maximum)?,
            step: i32::try_from(described.step).ok()?,
            default,
            value: self.value(wiring.value).and_then(narrow).unwrap_or(default),
            automatic: self.automatic(wiring),
        })
    }

    fn automatic(&self, wiring: &Wiring) -> Option<bool> {
        let number = wiring
            .automatic
            .filter(|number| self.described(*number).is_some())?;
        let value = self.value(number)?;
        Some(if number == number::EXPOSURE_AUTO {
            EXPOSURE_AUTOMATIC.contains(&value)
        } else {
            value != 0
        })
    }

    fn fix(&self, wiring: &Wiring, value: i32) {
        self.set_automatic(wiring, false);
        self.put(wiring.value, value.into());
    }

    fn set_automatic(&self, wiring: &Wiring, on: bool) {
        let Some((number, described)) = wiring
            .automatic
            .and_then(|number| Some((number, self.described(number)?)))
        else {
            return;
        };
        let value = if number != number::EXPOSURE_AUTO {
            i64::from(on)
        } else if on {
            let offers = |mode: &i64| {
                let items = described.items.iter().flatten();
                items.into_iter().any(|(item, _)| i64::from(*item) == *mode)
            };
            EXPOSURE_AUTOMATIC
                .into_iter()
                .find(offers)
                .unwrap_or(described.default)
        } else {
            EXPOSURE_MANUAL
        };
        self.put(number, value);
    }

    fn described(&self, number: u32) -> Option<&Description> {
        self.panel.iter().find(|control| control.id == number)
    }

    fn value(&self, number: u32) -> Option<i64> {
        match self.device.control(number).ok()?.value {
            Value::Integer(value) => Some(value),
            Value::Boolean(value) => Some(value.into()),
            Value::None
            | Value::String(_)
            | Value::CompoundU8(_)
            | Value::CompoundU16(_)
            | Value::CompoundU32(_)
            | Value::CompoundPtr(_) => None,
        }
    }

    fn put(&self, id: u32, value: i64) {
        // What a camera refuses shows in what is read back.
        let _ = self.device.set_control(Turned {
            id,
            value: Value::Integer(value),
        });
    }
}
