//! JSON Web Signature in compact form (RFC 7515), of the one kind that SBI signs with: RS256, certificate in `x5c`.

use crate::{SbiError, Trust};
use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose::STANDARD},
};
use chrono::{DateTime, Utc};
use rustls_pki_types::CertificateDer;
use serde::{Deserialize, de::DeserializeOwned};

/// Base64url as devices write it: with padding or without.
pub(crate) const URL: GeneralPurpose = GeneralPurpose::new(
    &alphabet::URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

#[derive(Deserialize)]
struct Header {
    alg: String,
    x5c: Certificates,
    /// What must be understood (RFC 7515, 4.1.11). We understand no extension.
    crit: Option<serde_json::Value>,
}

/// The specification shows one certificate as text and several as a list.
#[derive(Deserialize)]
#[serde(untagged)]
enum Certificates {
    One(String),
    Many(Vec<String>),
}

/// A payload whose signature is good, and who signed it.
#[derive(Clone, PartialEq, Eq)]
pub struct Opened {
    payload: Vec<u8>,
    signer: Vec<u8>,
}

impl Opened {
    /// Opens a compact JWS: nothing of its payload is looked at before signature and certificates are seen to be good.
    ///
    /// # Errors
    /// [`SbiError::Malformed`], [`SbiError::Untrusted`], [`SbiError::Signature`].
    pub fn verify(token: &str, trust: &Trust, at: DateTime<Utc>) -> Result<Self, SbiError> {
        let mut parts = token.split('.');
        let (Some(header), Some(payload), Some(signature), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(SbiError::Malformed);
        };
        let read: Header =
            serde_json::from_slice(&decoded(header)?).map_err(|_| SbiError::Malformed)?;
        // RS256 alone: "none" is no signature, and an algorithm that the sender chooses is none either.
        if read.alg != "RS256" || read.crit.is_some() {
            return Err(SbiError::Signature);
        }
        let chain = match read.x5c {
            Certificates::One(one) => vec![one],
            Certificates::Many(many) => many,
        };
        let chain = chain
            .iter()
            .map(|text| STANDARD.decode(text).map(CertificateDer::from))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|_| SbiError::Malformed)?;
        let signed = &token[..header.len() + 1 + payload.len()];
        trust.verify(&chain, at, signed.as_bytes(), &decoded(signature)?)?;
        let signer = chain.first().ok_or(SbiError::Malformed)?.to_vec();
        Ok(Self {
            payload: decoded(payload)?,
            signer,
        })
    }

    /// The payload as the message it should be.
    ///
    /// # Errors
    /// [`SbiError::Malformed`].
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, SbiError> {
        serde_json::from_slice(&self.payload).map_err(|_| SbiError::Malformed)
    }

    /// Whether both were signed with the same certificate.
    pub fn same_signer(&self, other: &Self) -> bool {
        self.signer == other.signer
    }
}

impl std::fmt::Debug for Opened {
    /// Shows nothing of what was signed.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Opened({} bytes)", self.payload.len())
    }
}

/// Bytes of base64url.
pub(crate) fn decoded(text: &str) -> Result<Vec<u8>, SbiError> {
    URL.decode(text).map_err(|_| SbiError::Malformed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(token: &str) -> SbiError {
        Opened::verify(token, &Trust::default(), DateTime::UNIX_EPOCH).unwrap_err()
    }

    fn token(header: &str) -> String {
        format!(
            "{}.{}.{}",
            URL.encode(header),
            URL.encode("{}"),
            URL.encode("x")
        )
    }

    #[test]
    fn what_is_not_signed_with_rs256_is_refused_before_anything_is_read() {
        assert_eq!(refused(""), SbiError::Malformed);
        assert_eq!(refused("a.b"), SbiError::Malformed);
        assert_eq!(refused("a.b.c.d"), SbiError::Malformed);
        for algorithm in ["none", "HS256", "PS256", "RS1"] {
            let token = token(&format!(r#"{{"alg":"{algorithm}","x5c":["AAAA"]}}"#));
            assert_eq!(refused(&token), SbiError::Signature, "{algorithm}");
        }
        assert_eq!(
            refused(&token(r#"{"alg":"RS256","crit":["b64"],"x5c":["AAAA"]}"#)),
            SbiError::Signature
        );
        assert_eq!(refused(&token(r#"{"alg":"RS256"}"#)), SbiError::Malformed);
        assert_eq!(
            refused(&token(r#"{"alg":"RS256","x5c":[]}"#)),
            SbiError::Malformed
        );
        assert_eq!(
            refused(&token(r#"{"alg":"RS256","x5c":"AAAA"}"#)),
            SbiError::Untrusted
        );
    }
}
