//! Pixels to what a network reads: one plane for each colour, scaled.

/// In which order a network was taught to read the colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ColourOrder {
    Rgb,
    Bgr,
}

/// How a network wants its input: `value * gain + offset`, value 0 to 255.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Recipe {
    pub(crate) order: ColourOrder,
    pub(crate) gain: f32,
    pub(crate) offset: f32,
}

impl Recipe {
    /// Which of red, green and blue each plane holds.
    pub(crate) const fn channels(self) -> [usize; 3] {
        match self.order {
            ColourOrder::Rgb => [0, 1, 2],
            ColourOrder::Bgr => [2, 1, 0],
        }
    }

    /// What the network reads for a value of 0 to 255.
    pub(crate) fn value(self, value: f32) -> f32 {
        value * self.gain + self.offset
    }

    /// Turns interleaved RGB values into three planes.
    pub(crate) fn planes(self, rgb: &[[f32; 3]]) -> Vec<f32> {
        let mut planes = Vec::with_capacity(3 * rgb.len());
        for channel in self.channels() {
            planes.extend(rgb.iter().map(|pixel| self.value(pixel[channel])));
        }
        planes
    }
}

/// The probability that a network means by its raw output.
pub(crate) fn sigmoid(logit: f32) -> f32 {
    1.0 / (1.0 + (-logit).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn planes_come_one_colour_after_the_other_in_the_order_asked_for() {
        let pixels = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]];
        let rgb = Recipe {
            order: ColourOrder::Rgb,
            gain: 1.0,
            offset: 0.0,
        };
        let bgr = Recipe {
            order: ColourOrder::Bgr,
            gain: 2.0,
            offset: -1.0,
        };
        assert_eq!(rgb.planes(&pixels), [1.0, 4.0, 2.0, 5.0, 3.0, 6.0]);
        assert_eq!(bgr.planes(&pixels), [5.0, 11.0, 3.0, 9.0, 1.0, 7.0]);
    }
}
