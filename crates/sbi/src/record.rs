//! The head of a finger or iris image record (ISO/IEC 19794-4:2011 and 19794-6:2011): enough to know that it is one, of
//! which site, and where its picture lies. Layouts as MOSIP's `bio-utils` reads and writes them.

use crate::SbiError;
use rekam_domain::biometric::{Eye, Finger, Site};

/// Capture time, technology, vendor and type of the device: nothing that we need.
const UNREAD_HEAD: usize = 9 + 1 + 2 + 2;
const QUALITY_BLOCK: usize = 5;
const CERTIFICATION_BLOCK: usize = 3;

/// How the picture in a record is coded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureKind {
    /// One byte a pixel.
    Raw,
    /// JPEG.
    Jpeg,
    /// JPEG 2000, which registration devices send as a rule.
    Jpeg2000,
    /// PNG.
    Png,
    /// WSQ, of authentication devices.
    Wsq,
}

/// The head of a record, and its picture.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct IsoRecord<'a> {
    /// Which finger or eye; nothing where the record does not say.
    pub site: Option<Site>,
    /// How the picture is coded.
    pub kind: PictureKind,
    /// Pixels.
    pub width: u16,
    /// Pixels.
    pub height: u16,
    /// The picture's bytes.
    pub picture: &'a [u8],
}

impl<'a> IsoRecord<'a> {
    /// Reads a record of one finger or one eye.
    ///
    /// # Errors
    /// [`SbiError::Record`].
    pub fn read(bytes: &'a [u8]) -> Result<Self, SbiError> {
        let mut rest = Rest(bytes);
        let format = rest.take(4)?;
        let version = rest.take(4)?;
        let length = rest.long()?;
        let representations = rest.short()?;
        let certified = rest.byte()? == 1;
        let _sites_present = rest.byte()?;
        // One site a record: a device that joins several says so in its own list.
        if version != b"020\0" || length != bytes.len() || representations != 1 {
            return Err(SbiError::Record);
        }
        if rest.long()? != rest.0.len() + 4 {
            return Err(SbiError::Record);
        }
        rest.take(UNREAD_HEAD)?;
        let quality_blocks = usize::from(rest.byte()?);
        rest.take(quality_blocks * QUALITY_BLOCK)?;
        match format {
            b"FIR\0" => Self::finger(rest, certified),
            b"IIR\0" => Self::iris(rest),
            _ => Err(SbiError::Record),
        }
    }

    fn finger(mut rest: Rest<'a>, certified: bool) -> Result<Self, SbiError> {
        if certified {
            let blocks = usize::from(rest.byte()?);
            rest.take(blocks * CERTIFICATION_BLOCK)?;
        }
        let site = match rest.byte()? {
            0 => None,
            position => Some(Site::Finger(
                *Finger::ALL
                    .iter()
                    .find(|finger| finger.position() == position)
                    .ok_or(SbiError::Record)?,
            )),
        };
        // Number, scale, four sampling rates, bit depth.
        rest.take(1 + 1 + 8 + 1)?;
        let kind = match rest.byte()? {
            0 | 1 => PictureKind::Raw,
            2 => PictureKind::Wsq,
            3 => PictureKind::Jpeg,
            4 | 5 => PictureKind::Jpeg2000,
            6 => PictureKind::Png,
            _ => return Err(SbiError::Record),
        };
        let _impression = rest.byte()?;
        let (width, height) = (rest.short()?, rest.short()?);
        Self::with_picture(rest, site, kind, (width, height))
    }

    fn iris(mut rest: Rest<'a>) -> Result<Self, SbiError> {
        let _number = rest.short()?;
        let site = match rest.byte()? {
            0 => None,
            1 => Some(Site::Eye(Eye::Right)),
            2 => Some(Site::Eye(Eye::Left)),
            _ => return Err(SbiError::Record),
        };
        let _image_type = rest.byte()?;
        let kind = match rest.byte()? {
            2 | 4 => PictureKind::Raw,
            6 | 8 => PictureKind::Jpeg,
            10 | 12 => PictureKind::Jpeg2000,
            14 | 16 => PictureKind::Png,
            _ => return Err(SbiError::Record),
        };
        let _properties = rest.byte()?;
        let (width, height) = (rest.short()?, rest.short()?);
        // Bit depth, range, roll angle and its uncertainty, six numbers about where the iris is.
        rest.take(1 + 2 + 2 + 2 + 12)?;
        Self::with_picture(rest, site, kind, (width, height))
    }

    fn with_picture(
        mut rest: Rest<'a>,
        site: Option<Site>,
        kind: PictureKind,
        (width, height): (u16, u16),
    ) -> Result<Self, SbiError> {
        let length = rest.long()?;
        let picture = rest.take(length)?;
        if picture.is_empty() || width == 0 || height == 0 {
            return Err(SbiError::Record);
        }
        Ok(Self {
            site,
            kind,
            width,
            height,
            picture,
        })
    }
}

impl std::fmt::Debug for IsoRecord<'_> {
    /// Shows nothing of the picture.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "IsoRecord({:?}, {}x{})",
            self.kind, self.width, self.height
        )
    }
}

/// What is not read yet.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], SbiError> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(SbiError::Record)?;
        self.0 = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], SbiError> {
        self.take(N)?.try_into().map_err(|_| SbiError::Record)
    }

    fn byte(&mut self) -> Result<u8, SbiError> {
        self.array().map(u8::from_be_bytes)
    }

    fn short(&mut self) -> Result<u16, SbiError> {
        self.array().map(u16::from_be_bytes)
    }

    fn long(&mut self) -> Result<usize, SbiError> {
        let number = self.array().map(u32::from_be_bytes)?;
        usize::try_from(number).map_err(|_| SbiError::Record)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A finger record by hand: one right little finger, PNG of three bytes.
    fn finger() -> Vec<u8> {
        let mut representation = vec![0; UNREAD_HEAD];
        representation.extend([1, 77, 0, 0, 0, 0]); // one quality block
        representation.extend([5, 0, 1]); // position, number, scale
        representation.extend([1, 0xf4].repeat(4)); // four times 500
        representation.extend([8, 6, 0]); // depth, PNG, live-scan plain
        representation.extend([0, 60, 0, 80]); // width, height
        representation.extend([0, 0, 0, 3, 1, 2, 3]); // the picture
        let mut record = b"FIR\x00020\x00".to_vec();
        let whole = u32::try_from(representation.len() + 4).unwrap();
        record.extend((whole + 16).to_be_bytes());
        record.extend([0, 1, 0, 1]);
        record.extend(whole.to_be_bytes());
        record.extend(representation);
        record
    }

    #[test]
    fn a_finger_record_says_which_finger_it_is_and_holds_its_picture() {
        let bytes = finger();
        let read = IsoRecord::read(&bytes).unwrap();
        assert_eq!(read.site, Some(Site::Finger(Finger::RightLittle)));
        assert_eq!((read.width, read.height), (60, 80));
        assert_eq!(
            (read.kind, read.picture),
            (PictureKind::Png, &[1, 2, 3][..])
        );
    }

    #[test]
    fn no_cut_and_no_wrong_byte_in_the_head_makes_it_read_beyond_its_end() {
        let whole = finger();
        for end in 0..whole.len() {
            assert!(IsoRecord::read(&whole[..end]).is_err(), "{end} bytes");
        }
        for at in 0..whole.len() {
            for flip in [0x01, 0x80, 0xff] {
                let mut other = whole.clone();
                other[at] ^= flip;
                // Whatever it says, it says it without a panic.
                let _ = IsoRecord::read(&other);
            }
        }
        let mut other = whole;
        other[0] = b'X';
        assert_eq!(IsoRecord::read(&other), Err(SbiError::Record));
    }
}
