//! What can be turned at a camera, and how the desk wants it.

use std::collections::BTreeMap;

/// Something that can be turned at a camera.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Knob {
    /// How long each frame gathers light, in units of 100 microseconds.
    Exposure,
    /// The distance that is sharp, in the maker's own units.
    Focus,
    /// The colour of the light that counts as white, in kelvin.
    WhiteBalance,
    /// Whether the camera itself turns left and right: 0 or 1. A portrait must not be turned.
    Mirror,
}

/// A knob as a camera has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Control {
    /// Which knob.
    pub knob: Knob,
    /// The lowest value.
    pub minimum: i32,
    /// The highest value.
    pub maximum: i32,
    /// Values lie this far apart.
    pub step: i32,
    /// The maker's value.
    pub default: i32,
    /// The value now; while the camera turns the knob itself, the one it has come to, if it tells.
    pub value: i32,
    /// Whether the camera turns the knob itself; nothing if it cannot.
    pub automatic: Option<bool>,
}

impl Control {
    /// The nearest value that the camera takes.
    pub(crate) fn nearest(&self, value: i32) -> i32 {
        let within = i64::from(value).clamp(self.minimum.into(), self.maximum.into());
        let step = i64::from(self.step.max(1));
        let steps = (within - i64::from(self.minimum) + step / 2) / step;
        let nearest = (i64::from(self.minimum) + steps * step).min(self.maximum.into());
        i32::try_from(nearest).unwrap_or(self.default)
    }
}

/// How the desk wants a knob.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Setting {
    /// The camera turns it.
    Automatic,
    /// At this value, or the nearest that the camera takes.
    Fixed(i32),
}

/// The knobs that the desk wants otherwise than the camera came. What is not named is left alone.
pub type Settings = BTreeMap<Knob, Setting>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_brought_to_what_the_camera_takes() {
        let control = Control {
            knob: Knob::WhiteBalance,
            minimum: 2800,
            maximum: 6500,
            step: 100,
            default: 4600,
            value: 4600,
            automatic: Some(true),
        };
        for (wanted, taken) in [(0, 2800), (4649, 4600), (4650, 4700), (i32::MAX, 6500)] {
            assert_eq!(control.nearest(wanted), taken);
        }
    }
}
