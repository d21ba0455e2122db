//! Keys and certificates of a device maker: root, maker, device. Real RSA, made anew for each simulator.

use base64::{
    Engine as _, engine::general_purpose::STANDARD, engine::general_purpose::URL_SAFE_NO_PAD,
};
use openssl::asn1::{Asn1Integer, Asn1Time};
use openssl::bn::{BigNum, MsbOption};
use openssl::hash::MessageDigest;
use openssl::pkey::{PKey, Private};
use openssl::rsa::Rsa;
use openssl::sign::Signer;
use openssl::x509::extension::BasicConstraints;
use openssl::x509::{X509, X509Name};
use serde::Serialize;
use serde_json::json;

/// Days for which a certificate of the simulator is good.
const DAYS: u32 = 30;

/// A key with the certificates that stand behind it, its own first.
pub(super) struct Ancestry {
    key: PKey<Private>,
    chain: Vec<X509>,
}

impl Ancestry {
    /// A maker's root, which signed itself.
    pub(super) fn root(name: &str) -> Self {
        let key = fresh_key();
        let certificate = certificate(name, &key, None, true);
        Self {
            key,
            chain: vec![certificate],
        }
    }

    /// Somebody below: `signs` says whether they may sign certificates themselves.
    pub(super) fn child(&self, name: &str, signs: bool) -> Self {
        let key = fresh_key();
        let certificate = certificate(name, &key, Some(self), signs);
        let mut chain = vec![certificate];
        chain.extend(self.chain.iter().cloned());
        Self { key, chain }
    }

    /// The certificate as a file to be trusted.
    pub(super) fn pem(&self) -> Vec<u8> {
        self.chain[0]
            .to_pem()
            .expect("a certificate can be written")
    }

    /// A compact JWS over `payload`, with the certificates from the signer up to the root's child.
    pub(super) fn sign(&self, payload: &impl Serialize) -> String {
        let below_root = &self.chain[..self.chain.len() - 1];
        let x5c: Vec<String> = below_root
            .iter()
            .map(|one| STANDARD.encode(one.to_der().expect("a certificate can be written")))
            .collect();
        let header = json!({ "alg": "RS256", "typ": "JWT", "x5c": x5c });
        let payload = serde_json::to_vec(payload).expect("a message can be written");
        let signed = format!(
            "{}.{}",
            URL_SAFE_NO_PAD.encode(header.to_string()),
            URL_SAFE_NO_PAD.encode(payload)
        );
        let signature = Signer::new(MessageDigest::sha256(), &self.key)
            .and_then(|mut signer| signer.sign_oneshot_to_vec(signed.as_bytes()))
            .expect("a key signs");
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

fn fresh_key() -> PKey<Private> {
    let key = Rsa::generate(2048).expect("a key can be made");
    PKey::from_rsa(key).expect("a key is a key")
}

fn certificate(name: &str, key: &PKey<Private>, parent: Option<&Ancestry>, signs: bool) -> X509 {
    build(name, key, parent, signs).expect("a certificate can be made")
}

fn build(
    name: &str,
    key: &PKey<Private>,
    parent: Option<&Ancestry>,
    signs: bool,
) -> Result<X509, openssl::error::ErrorStack> {
    let mut subject = X509Name::builder()?;
    subject.append_entry_by_text("CN", name)?;
    let subject = subject.build();
    let mut serial = BigNum::new()?;
    serial.rand(120, MsbOption::ONE, false)?;
    let mut certificate = X509::builder()?;
    certificate.set_version(2)?;
    certificate.set_serial_number(&*Asn1Integer::from_bn(&serial)?)?;
    certificate.set_subject_name(&subject)?;
    certificate
        .set_issuer_name(parent.map_or(&*subject, |parent| parent.chain[0].subject_name()))?;
    certificate.set_pubkey(key)?;
    certificate.set_not_before(&*Asn1Time::days_from_now(0)?)?;
    certificate.set_not_after(&*Asn1Time::days_from_now(DAYS)?)?;
    if signs {
        certificate.append_extension(BasicConstraints::new().critical().ca().build()?)?;
    }
    certificate.sign(
        parent.map_or(key, |parent| &parent.key),
        MessageDigest::sha256(),
    )?;
    Ok(certificate.build())
}
