//! The tus extension `checksum`.

use super::super::Refusal;
use axum::http::{HeaderMap, StatusCode};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use rekam_domain::code::ErrorCode;
use sha2::Digest as _;

/// What `Tus-Checksum-Algorithm` says. SHA-1 is there because tus demands it of every server; it guards against a bad line, and
/// nothing else rests on it.
pub(super) const ALGORITHMS: &str = "sha256,sha1";

/// The checksum of one chunk, on its way to being compared.
pub(super) struct Checksum {
    wanted: Vec<u8>,
    so_far: Algorithm,
}

enum Algorithm {
    Sha256(sha2::Sha256),
    Sha1(sha1::Sha1),
}

impl Checksum {
    /// The checksum that the request announces, if it does.
    pub(super) fn announced(headers: &HeaderMap) -> Result<Option<Self>, Refusal> {
        let Some(value) = headers.get("upload-checksum") else {
            return Ok(None);
        };
        let value = value.to_str().map_err(|_| Refusal::malformed())?;
        let (algorithm, wanted) = value.split_once(' ').ok_or_else(Refusal::malformed)?;
        let wanted = STANDARD.decode(wanted).map_err(|_| Refusal::malformed())?;
        let so_far = match algorithm {
            "sha256" => Algorithm::Sha256(sha2::Sha256::new()),
            "sha1" => Algorithm::Sha1(sha1::Sha1::new()),
            _ => {
                return Err(Refusal::new(
                    StatusCode::BAD_REQUEST,
                    ErrorCode::UploadChecksumUnknown,
                ));
            }
        };
        Ok(Some(Self { wanted, so_far }))
    }

    pub(super) fn update(&mut self, chunks: &[Bytes]) {
        for chunk in chunks {
            match &mut self.so_far {
                Algorithm::Sha256(hash) => hash.update(chunk),
                Algorithm::Sha1(hash) => hash.update(chunk),
            }
        }
    }

    pub(super) fn fits(self) -> bool {
        match self.so_far {
            Algorithm::Sha256(hash) => hash.finalize()[..] == self.wanted[..],
            Algorithm::Sha1(hash) => hash.finalize()[..] == self.wanted[..],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn announced(value: &str) -> Result<Option<Checksum>, Refusal> {
        let mut headers = HeaderMap::new();
        headers.insert("upload-checksum", value.parse().unwrap());
        Checksum::announced(&headers)
    }

    #[test]
    fn the_example_of_the_specification_fits() {
        let mut checksum = announced("sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=")
            .unwrap()
            .unwrap();
        checksum.update(&[Bytes::from_static(b"hello "), Bytes::from_static(b"world")]);
        assert!(checksum.fits());
    }

    #[test]
    fn other_bytes_and_other_algorithms_do_not() {
        let mut checksum = announced("sha256 Kq5sNclPz7QV2+lfQIuc6R7oRu0=")
            .unwrap()
            .unwrap();
        checksum.update(&[Bytes::from_static(b"hello world")]);
        assert!(!checksum.fits());
        for bad in [
            "md5 Kq5sNclPz7QV2+lfQIuc6R7oRu0=",
            "sha256",
            "sha256 !",
            "SHA256 AA==",
        ] {
            assert!(announced(bad).is_err(), "{bad}");
        }
    }
}
