//! TLS 1.3 between two stations, each known by its own signing key (raw public keys, RFC 7250): no certificate, no name.
//!
//! The handshake shows that whoever speaks holds the private half of the key; whether that key is a colleague's the directory
//! says afterwards, before anything else is believed.

use std::sync::Arc;

use rekam_protocol::handover::PURPOSE;
use rekam_protocol::keys::{KeyError, SigningKey, VerifyingKey};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{AlwaysResolvesClientRawPublicKeys, Resumption};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::{CertificateDer, ServerName, SubjectPublicKeyInfoDer, UnixTime};
use rustls::server::AlwaysResolvesServerRawPublicKeys;
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::sign::CertifiedKey;
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, DistinguishedName, Error, ServerConfig,
    SignatureAlgorithm, SignatureScheme, version::TLS13,
};

/// What stands before the 32 bytes of an Ed25519 key in its SubjectPublicKeyInfo (RFC 8410 section 4).
const ED25519: [u8; 12] = [
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
];

/// How a station receives.
pub(super) fn as_hub(key: &Arc<SigningKey>) -> Result<Arc<ServerConfig>, Error> {
    let resolver = AlwaysResolvesServerRawPublicKeys::new(certified(key));
    let mut config = ServerConfig::builder_with_provider(provider())
        .with_protocol_versions(&[&TLS13])?
        .with_client_cert_verifier(Arc::new(AnyStation))
        .with_cert_resolver(Arc::new(resolver));
    config.alpn_protocols = vec![PURPOSE.to_vec()];
    // Every conversation shows both keys anew.
    config.send_tls13_tickets = 0;
    Ok(Arc::new(config))
}

/// How a station hands over.
pub(super) fn as_sender(key: &Arc<SigningKey>) -> Result<Arc<ClientConfig>, Error> {
    let resolver = AlwaysResolvesClientRawPublicKeys::new(certified(key));
    let mut config = ClientConfig::builder_with_provider(provider())
        .with_protocol_versions(&[&TLS13])?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(AnyStation))
        .with_client_cert_resolver(Arc::new(resolver));
    config.alpn_protocols = vec![PURPOSE.to_vec()];
    config.enable_sni = false;
    config.resumption = Resumption::disabled();
    Ok(Arc::new(config))
}

/// The key that the other side has shown.
pub(super) fn key_of(shown: Option<&[CertificateDer<'_>]>) -> Result<VerifyingKey, KeyError> {
    match shown {
        Some([key]) => parse(key),
        Some(_) | None => Err(KeyError::Invalid),
    }
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

fn certified(key: &Arc<SigningKey>) -> Arc<CertifiedKey> {
    let public = [&ED25519[..], &key.verifying_key().to_bytes()].concat();
    let signer = Signer {
        key: Arc::clone(key),
        public: public.clone().into(),
    };
    Arc::new(CertifiedKey::new(vec![public.into()], Arc::new(signer)))
}

fn parse(public: &[u8]) -> Result<VerifyingKey, KeyError> {
    let key = public.strip_prefix(&ED25519).ok_or(KeyError::Invalid)?;
    VerifyingKey::from_slice(key)
}

/// The station's key in TLS's hands: it never leaves its place.
#[derive(Debug, Clone)]
struct Signer {
    key: Arc<SigningKey>,
    public: SubjectPublicKeyInfoDer<'static>,
}

impl rustls::sign::SigningKey for Signer {
    fn choose_scheme(&self, offered: &[SignatureScheme]) -> Option<Box<dyn rustls::sign::Signer>> {
        let fits = offered.contains(&SignatureScheme::ED25519);
        fits.then(|| Box::new(self.clone()) as Box<dyn rustls::sign::Signer>)
    }

    fn public_key(&self) -> Option<SubjectPublicKeyInfoDer<'_>> {
        Some(self.public.clone())
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        SignatureAlgorithm::ED25519
    }
}

impl rustls::sign::Signer for Signer {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        let signed = self.key.sign_handshake(message);
        signed.map_err(|_| Error::General("no handshake".to_owned()))
    }

    fn scheme(&self) -> SignatureScheme {
        SignatureScheme::ED25519
    }
}

/// Takes any sound key, and insists that the handshake is signed with it.
#[derive(Debug)]
struct AnyStation;

impl AnyStation {
    fn sound(shown: &[u8], more: &[CertificateDer<'_>]) -> Result<(), Error> {
        match (parse(shown), more) {
            (Ok(_), []) => Ok(()),
            (Ok(_) | Err(_), _) => Err(CertificateError::BadEncoding.into()),
        }
    }

    fn signed(
        message: &[u8],
        shown: &[u8],
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let key = parse(shown).map_err(|_| CertificateError::BadEncoding)?;
        let is_ours = dss.scheme == SignatureScheme::ED25519;
        if is_ours && key.signed_handshake(message, dss.signature()) {
            Ok(HandshakeSignatureValid::assertion())
        } else {
            Err(CertificateError::BadSignature.into())
        }
    }

    fn old() -> Result<HandshakeSignatureValid, Error> {
        Err(Error::General("TLS 1.3 only".to_owned()))
    }
}

impl ServerCertVerifier for AnyStation {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Self::sound(end_entity, intermediates).map(|()| ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Self::old()
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Self::signed(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        vec![SignatureScheme::ED25519]
    }

    fn requires_raw_public_keys(&self) -> bool {
        true
    }
}

impl ClientCertVerifier for AnyStation {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        Self::sound(end_entity, intermediates).map(|()| ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Self::old()
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Self::signed(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        vec![SignatureScheme::ED25519]
    }

    fn requires_raw_public_keys(&self) -> bool {
        true
    }
}
