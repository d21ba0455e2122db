//! A slip as text, for the QR code on paper: `REKAM-SLIP:` and the signed document in base64url.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::{
    cose::CoseError,
    documents::Slip,
    keys::{SigningKey, VerifyingKey},
    signed::{self, SignedError},
};

const PREFIX: &str = "REKAM-SLIP:";

/// Signs a slip and writes it as text.
///
/// # Errors
/// [`SignedError::Content`] where it cannot be encoded.
pub fn write(slip: &Slip, station: &SigningKey) -> Result<String, SignedError> {
    let signed = signed::sign(slip, station)?;
    Ok(format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(signed)))
}

/// Reads a slip that the owner of `station` signed.
///
/// # Errors
/// Text that is no slip, a slip of another station, or one that was altered.
pub fn read(text: &str, station: &VerifyingKey) -> Result<Slip, SignedError> {
    let signed = text
        .trim()
        .strip_prefix(PREFIX)
        .and_then(|text| URL_SAFE_NO_PAD.decode(text).ok())
        .ok_or(SignedError::Cose(CoseError::Malformed))?;
    signed::verify(&signed, station)
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
        assert_eq!(read(&text, &station.verifying_key()).unwrap(), slip());
        assert!(read(&text, &other.verifying_key()).is_err());
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
            assert!(read(text, &key).is_err(), "{text}");
        }
    }
}
