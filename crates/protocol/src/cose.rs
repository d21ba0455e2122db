//! COSE_Sign1 (RFC 9052 section 4.2) with Ed25519, in the one form that Rekam writes.
//!
//! Tagged (18); protected header: `alg` EdDSA, content type, `kid`, and, where a document has one, a critical header
//! `rekam`; unprotected header empty; payload attached. Anything else is refused, so that a flipped byte has nowhere to hide.

use crate::{
    cbor,
    keys::{KeyId, SigningKey, VerifyingKey},
};
use ciborium::Value;
use coset::{
    ContentType, CoseSign1, CoseSign1Builder, Header, HeaderBuilder, Label,
    RegisteredLabelWithPrivate, TaggedCborSerializable, iana,
};

/// The name of Rekam's own critical header.
const REKAM: &str = "rekam";

/// Why bytes are no signed message of the expected kind.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum CoseError {
    /// The bytes are not a COSE_Sign1 in the form of PROTOCOL.md.
    #[error("the bytes are not a signed message of Rekam")]
    Malformed,
    /// The message is of another kind than expected.
    #[error("the signed message is of another kind")]
    WrongType,
    /// The message names another key.
    #[error("the message is signed with another key")]
    OtherKey,
    /// The signature does not fit the bytes.
    #[error("the signature does not fit: the bytes were altered")]
    BadSignature,
}

/// A parsed signed message whose signature has not been looked at yet.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    sign1: CoseSign1,
    signer: KeyId,
}

/// Signs a payload. `header`, if any, becomes the critical header `rekam`.
pub(crate) fn sign(
    content_type: &str,
    header: Option<Value>,
    payload: Vec<u8>,
    key: &SigningKey,
) -> Result<Vec<u8>, CoseError> {
    sign_protected(
        protected(content_type, header, key.verifying_key().id()),
        payload,
        key,
    )
}

/// Builds the protected header that [`sign_protected`] signs and that a packet binds its ciphertext to.
pub(crate) fn protected(content_type: &str, header: Option<Value>, signer: KeyId) -> Header {
    let mut builder = HeaderBuilder::new()
        .algorithm(iana::Algorithm::EdDSA)
        .content_type(content_type.to_owned())
        .key_id(signer.as_bytes().to_vec());
    if let Some(header) = header {
        builder = builder
            .add_critical_label(RegisteredLabelWithPrivate::Text(REKAM.to_owned()))
            .text_value(REKAM.to_owned(), header);
    }
    builder.build()
}

/// The encoded protected header, as it is signed.
pub(crate) fn protected_bytes(header: &Header) -> Result<Vec<u8>, CoseError> {
    coset::CborSerializable::to_vec(header.clone()).map_err(|_| CoseError::Malformed)
}

/// Signs a payload under a protected header.
pub(crate) fn sign_protected(
    header: Header,
    payload: Vec<u8>,
    key: &SigningKey,
) -> Result<Vec<u8>, CoseError> {
    CoseSign1Builder::new()
        .protected(header)
        .payload(payload)
        .create_signature(&[], |message| key.sign(message).to_vec())
        .build()
        .to_tagged_vec()
        .map_err(|_| CoseError::Malformed)
}

impl Message {
    /// Reads a message of one content type; refuses every other form of the same content.
    pub(crate) fn parse(bytes: &[u8], content_type: &str) -> Result<Self, CoseError> {
        let sign1 = CoseSign1::from_tagged_slice(bytes).map_err(|_| CoseError::Malformed)?;
        // One message has one encoding: what we would write must be what we read.
        let again = CoseSign1Builder::new()
            .protected(sign1.protected.header.clone())
            .payload(sign1.payload.clone().ok_or(CoseError::Malformed)?)
            .signature(sign1.signature.clone())
            .build()
            .to_tagged_vec();
        if !again.is_ok_and(|again| again == bytes) {
            return Err(CoseError::Malformed);
        }
        let header = &sign1.protected.header;
        if header.alg != Some(RegisteredLabelWithPrivate::Assigned(iana::Algorithm::EdDSA)) {
            return Err(CoseError::Malformed);
        }
        match &header.content_type {
            Some(ContentType::Text(found)) if found == content_type => {}
            Some(_) | None => return Err(CoseError::WrongType),
        }
        let signer = KeyId::from_slice(&header.key_id).map_err(|_| CoseError::Malformed)?;
        let message = Self { signer, sign1 };
        message.require_known_headers()?;
        Ok(message)
    }

    /// Only the header `rekam` may stand beside the registered ones, and if it stands there it must be marked critical.
    fn require_known_headers(&self) -> Result<(), CoseError> {
        let header = &self.sign1.protected.header;
        let critical = vec![RegisteredLabelWithPrivate::Text(REKAM.to_owned())];
        let known = match header.rest.as_slice() {
            [] => header.crit.is_empty(),
            [(Label::Text(name), _)] => name == REKAM && header.crit == critical,
            _ => false,
        };
        let plain = header.iv.is_empty()
            && header.partial_iv.is_empty()
            && header.counter_signatures.is_empty();
        if known && plain {
            Ok(())
        } else {
            Err(CoseError::Malformed)
        }
    }

    /// The key that the message says it is signed with.
    pub(crate) fn signer(&self) -> KeyId {
        self.signer
    }

    /// The value of the critical header `rekam`.
    pub(crate) fn rekam_header<T: serde::Serialize + serde::de::DeserializeOwned>(
        &self,
    ) -> Result<T, CoseError> {
        match self.sign1.protected.header.rest.as_slice() {
            [(_, value)] => {
                // Through bytes, so that the determinism rule holds inside the header too.
                let bytes = cbor::to_vec(value).map_err(|_| CoseError::Malformed)?;
                cbor::from_slice(&bytes).map_err(|_| CoseError::Malformed)
            }
            _ => Err(CoseError::Malformed),
        }
    }

    /// The protected header as it was signed.
    pub(crate) fn protected_bytes(&self) -> Result<Vec<u8>, CoseError> {
        protected_bytes(&self.sign1.protected.header)
    }

    /// The payload.
    pub(crate) fn payload(&self) -> &[u8] {
        self.sign1.payload.as_deref().unwrap_or_default()
    }

    /// Checks the signature with a key that the caller trusts.
    pub(crate) fn verify(&self, key: &VerifyingKey) -> Result<(), CoseError> {
        if self.signer != key.id() {
            return Err(CoseError::OtherKey);
        }
        self.sign1.verify_signature(&[], |signature, message| {
            if key.verify(message, signature) {
                Ok(())
            } else {
                Err(CoseError::BadSignature)
            }
        })
    }
}
