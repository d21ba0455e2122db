//! The key with which our own device signs, and the certificates that stand behind it. RSA, because SBI signs with RS256.

use crate::SbiError;
use base64::{
    Engine as _, engine::general_purpose::STANDARD, engine::general_purpose::URL_SAFE_NO_PAD,
};
use chrono::{DateTime, Days, Utc};
use openssl::asn1::{Asn1Integer, Asn1Time};
use openssl::bn::{BigNum, MsbOption};
use openssl::error::ErrorStack;
use openssl::hash::MessageDigest;
use openssl::pkey::{PKey, Private};
use openssl::rsa::Rsa;
use openssl::sign::Signer as Signing;
use openssl::x509::extension::BasicConstraints;
use openssl::x509::{X509, X509Name};
use serde::{Deserialize, Serialize};

/// Bits of a key.
const BITS: u32 = 2048;
/// Days for which a new device is good.
const GOOD_FOR: Days = Days::new(2 * 365);
/// Days before today from which it is good: other clocks may be behind.
const EARLIER: Days = Days::new(1);

/// A device's key under a root of its own. It is kept as text and shown to nobody: Debug says nothing of it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signer {
    key: String,
    device: String,
    root: String,
    until: DateTime<Utc>,
}

impl Signer {
    /// Makes a root, has it sign a new device's key, and forgets the root's key.
    ///
    /// # Errors
    /// [`SbiError::OwnKey`].
    pub fn make(name: &str, at: DateTime<Utc>) -> Result<Self, SbiError> {
        let until = at + GOOD_FOR;
        make(name, (at - EARLIER, until), until).map_err(|_| SbiError::OwnKey)
    }

    /// Whether it may sign at this time.
    pub fn is_good(&self, at: DateTime<Utc>) -> bool {
        at < self.until
    }

    /// The root's certificate, for whoever is to believe the device (PEM).
    pub fn root(&self) -> &str {
        &self.root
    }

    /// A compact JWS over a payload, with the device's certificate.
    ///
    /// # Errors
    /// [`SbiError::OwnKey`].
    pub fn sign(&self, payload: &impl Serialize) -> Result<String, SbiError> {
        let payload = serde_json::to_vec(payload).map_err(|_| SbiError::OwnKey)?;
        self.signed(&payload).map_err(|_| SbiError::OwnKey)
    }

    fn signed(&self, payload: &[u8]) -> Result<String, ErrorStack> {
        let key = PKey::private_key_from_pem(self.key.as_bytes())?;
        let device = X509::from_pem(self.device.as_bytes())?.to_der()?;
        let header = serde_json::json!({
            "alg": "RS256", "typ": "JWT", "x5c": [STANDARD.encode(device)]
        });
        let signed = format!(
            "{}.{}",
            URL_SAFE_NO_PAD.encode(header.to_string()),
            URL_SAFE_NO_PAD.encode(payload)
        );
        let signature =
            Signing::new(MessageDigest::sha256(), &key)?.sign_oneshot_to_vec(signed.as_bytes())?;
        Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Signer(…)")
    }
}

type Span = (DateTime<Utc>, DateTime<Utc>);

fn make(name: &str, span: Span, until: DateTime<Utc>) -> Result<Signer, ErrorStack> {
    let root_key = PKey::from_rsa(Rsa::generate(BITS)?)?;
    let root = certificate(&format!("{name} root"), &root_key, span, None)?;
    let key = PKey::from_rsa(Rsa::generate(BITS)?)?;
    let device = certificate(name, &key, span, Some((&root, &root_key)))?;
    let text = |pem: Vec<u8>| String::from_utf8_lossy(&pem).into_owned();
    Ok(Signer {
        key: text(key.private_key_to_pem_pkcs8()?),
        device: text(device.to_pem()?),
        root: text(root.to_pem()?),
        until,
    })
}

fn certificate(
    name: &str,
    key: &PKey<Private>,
    (from, until): Span,
    issuer: Option<(&X509, &PKey<Private>)>,
) -> Result<X509, ErrorStack> {
    let mut subject = X509Name::builder()?;
    subject.append_entry_by_text("CN", name)?;
    let subject = subject.build();
    let mut serial = BigNum::new()?;
    serial.rand(120, MsbOption::ONE, false)?;
    let mut certificate = X509::builder()?;
    certificate.set_version(2)?;
    certificate.set_serial_number(&*Asn1Integer::from_bn(&serial)?)?;
    certificate.set_subject_name(&subject)?;
    certificate.set_issuer_name(issuer.map_or(&*subject, |(root, _)| root.subject_name()))?;
    certificate.set_pubkey(key)?;
    certificate.set_not_before(&*Asn1Time::from_unix(from.timestamp())?)?;
    certificate.set_not_after(&*Asn1Time::from_unix(until.timestamp())?)?;
    if issuer.is_none() {
        certificate.append_extension(BasicConstraints::new().critical().ca().build()?)?;
    }
    certificate.sign(issuer.map_or(key, |(_, key)| key), MessageDigest::sha256())?;
    Ok(certificate.build())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Opened, Trust};

    #[test]
    fn what_is_signed_is_believed_under_its_root_alone_and_in_its_time() {
        let at: DateTime<Utc> = "2026-11-23T05:00:00Z".parse().unwrap();
        let signer = Signer::make("Rekam uji", at).unwrap();
        let token = signer.sign(&serde_json::json!({ "a": 1 })).unwrap();
        let own = Trust::from_pem(signer.root().as_bytes()).unwrap();
        let opened = Opened::verify(&token, &own, at).unwrap();
        assert_eq!(
            opened.read::<serde_json::Value>().unwrap(),
            serde_json::json!({ "a": 1 })
        );
        let later = at + Days::new(3 * 365);
        assert_eq!(
            Opened::verify(&token, &own, later).unwrap_err(),
            SbiError::Untrusted
        );
        assert!(signer.is_good(at) && !signer.is_good(later));
        let other = Signer::make("Rekam uji", at).unwrap();
        let other = Trust::from_pem(other.root().as_bytes()).unwrap();
        assert_eq!(
            Opened::verify(&token, &other, at).unwrap_err(),
            SbiError::Untrusted
        );
        assert_eq!(format!("{signer:?}"), "Signer(…)");
        let kept = serde_json::to_string(&signer).unwrap();
        assert_eq!(serde_json::from_str::<Signer>(&kept).unwrap(), signer);
    }
}
