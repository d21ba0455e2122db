//! A slip as text, for the QR code on paper: `REKAM-SLIP:` and the signed document in base64url.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rekam_domain::code::ErrorCode;

use crate::{
    cbor,
    cose::Message,
    documents::Slip,
    ids::StationId,
    keys::{SigningKey, VerifyingKey},
    signed::{self, Document as _, SignedError},
};

const PREFIX: &str = "REKAM-SLIP:";

/// Why a text is not taken for a slip of a station.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SlipError {
    /// It is no slip, or not all of one.
    #[error("the text is no slip")]
    Unreadable,
    /// It says that another station sealed the record, whose key is not at hand. Whether that is true was not checked.
    #[error("the slip is of another station")]
    OtherStation,
    /// The station did not sign it.
    #[error("the slip is not genuine")]
    NotGenuine,
}

impl SlipError {
    /// The code that a person sees.
    #[must_use]
    pub const fn code(self) -> ErrorCode {
        match self {
            Self::Unreadable => ErrorCode::SlipUnreadable,
            Self::OtherStation => ErrorCode::SlipOtherStation,
            Self::NotGenuine => ErrorCode::SlipNotGenuine,
        }
    }
}

/// Signs a slip and writes it as text.
///
/// # Errors
/// [`SignedError::Content`] where it cannot be encoded.
pub fn write(slip: &Slip, station: &SigningKey) -> Result<String, SignedError> {
    let signed = signed::sign(slip, station)?;
    Ok(format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(signed)))
}

/// Reads a slip of `station`, whose key is `key`.
///
/// # Errors
/// [`SlipError`].
pub fn read(text: &str, station: &StationId, key: &VerifyingKey) -> Result<Slip, SlipError> {
    let bytes = text.trim().strip_prefix(PREFIX);
    let bytes = bytes.and_then(|text| URL_SAFE_NO_PAD.decode(text).ok());
    let bytes = bytes.ok_or(SlipError::Unreadable)?;
    let message = Message::parse(&bytes, Slip::CONTENT_TYPE).map_err(|_| SlipError::Unreadable)?;
    let slip: Slip = cbor::from_slice(message.payload()).map_err(|_| SlipError::Unreadable)?;
    if slip.station != *station {
        return Err(SlipError::OtherStation);
    }
    message.verify(key).map_err(|_| SlipError::NotGenuine)?;
    Ok(slip)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::Digest;
    use crate::ids::{PacketId, Serial};
    use rekam_domain::service::Service;

    fn slip() -> Slip {
        Slip {
            packet: PacketId::from_random([7; 16]),
            digest: Digest::of(b"packet"),
            station: "6171-van-1".parse().unwrap(),
            serial: Serial::FIRST,
            service: Service::KtpNew,
            sealed_at: "2026-06-01T02:00:00Z".parse().unwrap(),
        }
    }

    #[test]
    fn a_slip_is_read_with_the_key_of_its_station_alone() {
        let (station, other) = (
            SigningKey::from_seed(&[1; 32]),
            SigningKey::from_seed(&[2; 32]),
        );
        let text = write(&slip(), &station).unwrap();
        let (name, key) = (slip().station, station.verifying_key());
        assert_eq!(read(&text, &name, &key), Ok(slip()));
        let forged = write(&slip(), &other).unwrap();
        assert_eq!(read(&forged, &name, &key), Err(SlipError::NotGenuine));
        let elsewhere = "6171-van-2".parse().unwrap();
        assert_eq!(read(&text, &elsewhere, &key), Err(SlipError::OtherStation));
    }

    #[test]
    fn the_text_of_a_slip_is_pinned_and_fits_a_code_that_a_phone_reads() {
        let text = write(&slip(), &SigningKey::from_seed(&[1; 32])).unwrap();
        assert_eq!(text, include_str!("../tests/golden/slip.txt").trim_end());
        assert!(text.len() < 500, "{}", text.len());
    }

    #[test]
    fn text_that_is_no_slip_is_refused() {
        let key = SigningKey::from_seed(&[1; 32]).verifying_key();
        let whole = write(&slip(), &SigningKey::from_seed(&[1; 32])).unwrap();
        for text in [
            "",
            "REKAM-SLIP:",
            "REKAM-SLIP:!!",
            "rekam",
            &whole[..whole.len() - 4],
        ] {
            let read = read(text, &slip().station, &key);
            assert_eq!(read, Err(SlipError::Unreadable), "{text}");
        }
    }
}
