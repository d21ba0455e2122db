//! Pixels to JPEG, within a budget where one is given.

use jpeg_encoder::{ColorType, Encoder, PixelDensity, PixelDensityUnit, SamplingFactor};

use crate::spec::PortraitSpec;

/// Why no JPEG came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EncodeError {
    /// Even the lowest quality is over the budget.
    OverBudget,
    /// The encoder refused the pixels.
    Refused,
}

/// A JPEG and the quality it was given.
#[derive(Debug)]
pub(crate) struct Encoded {
    pub(crate) jpeg: Vec<u8>,
    pub(crate) quality: u8,
}

/// Encodes at the quality of the spec or, under a budget, at the best quality that fits.
pub(crate) fn encode(rgb: &[u8], spec: &PortraitSpec) -> Result<Encoded, EncodeError> {
    let wanted = at_quality(rgb, spec, spec.quality)?;
    let Some(budget) = spec.max_bytes.filter(|budget| wanted.jpeg.len() > *budget) else {
        return Ok(wanted);
    };
    // Bisection. Size grows with quality but for a few bytes here and there, which can only cost one step of quality.
    let (mut low, mut high) = (spec.least_quality, spec.quality);
    let mut best = None;
    while low < high {
        let quality = low.midpoint(high);
        let tried = at_quality(rgb, spec, quality)?;
        if tried.jpeg.len() <= budget {
            best = Some(tried);
            low = quality + 1;
        } else {
            high = quality;
        }
    }
    best.ok_or(EncodeError::OverBudget)
}

/// Progressive with optimised tables: the smallest file that every reader opens. Full colour resolution unless
/// bytes are scarce, because a coloured background would bleed into hair. No EXIF: where and by which camera is nobody's business.
fn at_quality(rgb: &[u8], spec: &PortraitSpec, quality: u8) -> Result<Encoded, EncodeError> {
    let mut jpeg = Vec::new();
    let mut encoder = Encoder::new(&mut jpeg, quality);
    encoder.set_progressive(true);
    encoder.set_optimized_huffman_tables(true);
    encoder.set_sampling_factor(if spec.coarse_colour {
        SamplingFactor::F_2_2
    } else {
        SamplingFactor::F_1_1
    });
    if let Some(dpi) = spec.dpi {
        encoder.set_density(PixelDensity {
            density: (dpi, dpi),
            unit: PixelDensityUnit::Inches,
        });
    }
    encoder
        .encode(rgb, spec.size.width, spec.size.height, ColorType::Rgb)
        .map_err(|_| EncodeError::Refused)?;
    Ok(Encoded { jpeg, quality })
}
