//! A slip as text, for the QR code on paper: `REKAM-SLIP:` and the signed document in base64url.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rekam_domain::code::ErrorCode;

use crate::{
    cbor,
    cose::Message,
    directory::{Directory, Pass},
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
    /// The station signed it, at a time for which the province does not vouch for it.
    #[error("the slip was sealed after the station's pass ended")]
    PassEnded,
}

impl SlipError {
    /// The code that a person sees.
    #[must_use]
    pub const fn code(self) -> ErrorCode {
        match self {
            Self::Unreadable => ErrorCode::SlipUnreadable,
            Self::OtherStation => ErrorCode::SlipOtherStation,
            Self::NotGenuine => ErrorCode::SlipNotGenuine,
            Self::PassEnded => ErrorCode::SlipPassEnded,
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
    let (message, slip) = parse(text)?;
    if slip.station != *station {
        return Err(SlipError::OtherStation);
    }
    message.verify(key).map_err(|_| SlipError::NotGenuine)?;
    Ok(slip)
}

/// Reads a slip of any station that a directory names, and says whose it is. A slip whose station was revoked after it was
/// sealed stays good.
///
/// # Errors
/// [`SlipError`].
pub fn read_of_any<'a>(
    text: &str,
    directory: &'a Directory,
) -> Result<(Slip, &'a Pass), SlipError> {
    let (message, slip) = parse(text)?;
    let pass = directory.of(&slip.station);
    let pass = pass.ok_or(SlipError::OtherStation)?;
    let genuine = message.verify(&pass.key);
    genuine.map_err(|_| SlipError::NotGenuine)?;
    if slip.sealed_at > pass.until {
        return Err(SlipError::PassEnded);
    }
    Ok((slip, pass))
}

/// What a text says, believed by nobody yet.
fn parse(text: &str) -> Result<(Message, Slip), SlipError> {
    let bytes = text.trim().strip_prefix(PREFIX);
    let bytes = bytes.and_then(|text| URL_SAFE_NO_PAD.decode(text).ok());
    let bytes = bytes.ok_or(SlipError::Unreadable)?;
    let message = Message::parse(&bytes, Slip::CONTENT_TYPE).map_err(|_| SlipError::Unreadable)?;
    let slip = cbor::from_slice(message.payload()).map_err(|_| SlipError::Unreadable)?;
    Ok((message, slip))
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
    fn a_slip_of_any_station_is_read_with_a_directory_and_no_line() {
        let station = SigningKey::from_seed(&[1; 32]);
        let pass = |key: &SigningKey, until: &str| Directory {
            issued_at: "2026-06-02T00:00:00Z".parse().unwrap(),
            passes: vec![Pass {
                station: slip().station,
                name: "Mobil Contoh".to_owned(),
                key: key.verifying_key(),
                from: "2026-01-01T00:00:00Z".parse().unwrap(),
                until: until.parse().unwrap(),
            }],
        };
        let text = write(&slip(), &station).unwrap();
        let all = pass(&station, "2026-09-01T00:00:00Z");
        assert_eq!(read_of_any(&text, &all), Ok((slip(), &all.passes[0])));
        let revoked = pass(&station, "2026-06-01T02:00:01Z");
        assert!(read_of_any(&text, &revoked).is_ok());
        let before = pass(&station, "2026-06-01T01:59:59Z");
        assert_eq!(read_of_any(&text, &before), Err(SlipError::PassEnded));
        let other_key = pass(&SigningKey::from_seed(&[2; 32]), "2026-09-01T00:00:00Z");
        assert_eq!(read_of_any(&text, &other_key), Err(SlipError::NotGenuine));
        let empty = Directory {
            passes: Vec::new(),
            ..all
        };
        assert_eq!(read_of_any(&text, &empty), Err(SlipError::OtherStation));
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
