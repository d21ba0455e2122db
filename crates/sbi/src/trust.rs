//! Whose devices are believed: certificates that somebody at the station put here, and nothing else.

use crate::SbiError;
use chrono::{DateTime, Utc};
use rustls_pki_types::{CertificateDer, TrustAnchor, UnixTime, pem::PemObject as _};
use std::time::Duration;
use webpki::{
    EndEntityCert, ExtendedKeyUsageValidator, KeyPurposeIdIter, anchor_from_trusted_cert,
};

/// Most certificates that are kept, and most that a signature may bring.
const MOST_CERTIFICATES: usize = 32;

/// Certificates of device makers, or of who certifies makers, under which a device's signature is believed.
#[derive(Clone, Default)]
pub struct Trust {
    anchors: Vec<TrustAnchor<'static>>,
}

impl Trust {
    /// The certificates of a PEM file, of which there may be several. Anything else in the file is passed over.
    ///
    /// # Errors
    /// [`SbiError::Certificate`] where there is none, more than 32, or one that cannot be read.
    pub fn from_pem(pem: &[u8]) -> Result<Self, SbiError> {
        let certificates = CertificateDer::pem_slice_iter(pem)
            .collect::<Result<Vec<_>, _>>()
            .map_err(|_| SbiError::Certificate)?;
        if certificates.is_empty() || certificates.len() > MOST_CERTIFICATES {
            return Err(SbiError::Certificate);
        }
        let anchors = certificates
            .iter()
            .map(|certificate| {
                anchor_from_trusted_cert(certificate)
                    .map(|anchor| anchor.to_owned())
                    .map_err(|_| SbiError::Certificate)
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { anchors })
    }

    /// How many certificates there are.
    pub fn len(&self) -> usize {
        self.anchors.len()
    }

    /// Whether no device is believed.
    pub fn is_empty(&self) -> bool {
        self.anchors.is_empty()
    }

    /// Checks that a certificate descends from one that is trusted and is valid at `at`, by way of the certificates that came
    /// with it, and that it signed `message`.
    pub(crate) fn verify(
        &self,
        chain: &[CertificateDer<'_>],
        at: DateTime<Utc>,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), SbiError> {
        let (signer, others) = chain.split_first().ok_or(SbiError::Malformed)?;
        if others.len() > MOST_CERTIFICATES {
            return Err(SbiError::Malformed);
        }
        let signer = EndEntityCert::try_from(signer).map_err(|_| SbiError::Untrusted)?;
        let seconds = u64::try_from(at.timestamp()).unwrap_or(0);
        signer
            .verify_for_usage(
                webpki::ALL_VERIFICATION_ALGS,
                &self.anchors,
                others,
                UnixTime::since_unix_epoch(Duration::from_secs(seconds)),
                AnyUse,
                None,
                None,
            )
            .map_err(|_| SbiError::Untrusted)?;
        signer
            .verify_signature(webpki::ring::RSA_PKCS1_2048_8192_SHA256, message, signature)
            .map_err(|_| SbiError::Signature)
    }
}

impl std::fmt::Debug for Trust {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Trust({} certificates)", self.anchors.len())
    }
}

/// SBI asks for no extended key usage, and makers write what they like.
struct AnyUse;

impl ExtendedKeyUsageValidator for AnyUse {
    fn validate(&self, _: KeyPurposeIdIter<'_, '_>) -> Result<(), webpki::Error> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_a_certificate_is_refused() {
        for bad in [
            &b""[..],
            b"no certificate at all",
            b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
            b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        ] {
            assert_eq!(Trust::from_pem(bad).unwrap_err(), SbiError::Certificate);
        }
        assert!(Trust::default().is_empty());
    }
}
