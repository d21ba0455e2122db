//! Means of squares around pixels, and the guided filter that stands on them (He, Sun and Tang, 2010).

/// How even a place must be to be smoothed (luminance 0 to 1).
const EVEN: f32 = 1e-4;

/// Draws `values` to the edges of `guide`.
pub(crate) fn guided(guide: &[f32], values: &[f32], width: usize, reach: usize) -> Vec<f32> {
    let product = |one: &[f32], other: &[f32]| -> Vec<f32> {
        one.iter()
            .zip(other)
            .map(|(one, other)| one * other)
            .collect()
    };
    let (of_guide, of_values) = (mean(guide, width, reach), mean(values, width, reach));
    let together = mean(&product(guide, values), width, reach);
    let squares = mean(&product(guide, guide), width, reach);
    let slopes: Vec<f32> = (0..guide.len())
        .map(|at| {
            let variance = squares[at] - of_guide[at] * of_guide[at];
            (together[at] - of_guide[at] * of_values[at]) / (variance + EVEN)
        })
        .collect();
    let offsets: Vec<f32> = (0..guide.len())
        .map(|at| of_values[at] - slopes[at] * of_guide[at])
        .collect();
    let (slopes, offsets) = (mean(&slopes, width, reach), mean(&offsets, width, reach));
    (0..guide.len())
        .map(|at| (slopes[at] * guide[at] + offsets[at]).clamp(0.0, 1.0))
        .collect()
}

/// The mean of the square around each pixel, as far as it lies within.
pub(crate) fn mean(values: &[f32], width: usize, reach: usize) -> Vec<f32> {
    let height = values.len().checked_div(width).unwrap_or(0);
    let across = slide(values, width, height, 1, width, reach);
    slide(&across, height, width, width, 1, reach)
}

/// Running means along lines: `count` values `step` apart, in `lines` lines `line` apart.
fn slide(
    values: &[f32],
    count: usize,
    lines: usize,
    step: usize,
    line: usize,
    reach: usize,
) -> Vec<f32> {
    let mut out = vec![0.0; values.len()];
    for number in 0..lines {
        let value = |at: usize| f64::from(values[number * line + at * step]);
        let mut sum: f64 = (0..reach.min(count)).map(value).sum();
        let mut within = reach.min(count);
        for at in 0..count {
            if at + reach < count {
                sum += value(at + reach);
                within += 1;
            }
            if at > reach {
                sum -= value(at - reach - 1);
                within -= 1;
            }
            out[number * line + at * step] = single(sum / within.max(1) as f64);
        }
    }
    out
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "single precision is enough for a mean of pixels"
)]
fn single(value: f64) -> f32 {
    value as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mean_at_the_edge_counts_only_what_is_there() {
        let values = [1.0, 1.0, 4.0, 1.0, 1.0, 4.0];
        let means = mean(&values, 3, 1);
        assert!((means[0] - 1.0).abs() < 1e-6 && (means[2] - 2.5).abs() < 1e-6);
    }
}
