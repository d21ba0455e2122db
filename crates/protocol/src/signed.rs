//! Signed documents: what station and province tell each other outside packets, each a COSE_Sign1 over deterministic CBOR.

use crate::{
    cbor,
    cose::{self, CoseError, Message},
    keys::{KeyId, SigningKey, VerifyingKey},
};
use rekam_domain::code::ErrorCode;
use serde::{Serialize, de::DeserializeOwned};

/// A kind of document that is signed. The content type stands in the protected header: a receipt can never pass for a feed.
pub trait Document: Serialize + DeserializeOwned {
    /// For example `application/rekam-receipt+cbor`.
    const CONTENT_TYPE: &'static str;
}

/// Why a document is not accepted.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum SignedError {
    /// Not a signed message, of another kind, of another signer, or altered.
    #[error(transparent)]
    Cose(#[from] CoseError),
    /// Genuine, but its content is not what this version understands.
    #[error("the document is genuine but its content is not understood by this version")]
    Content,
}

impl SignedError {
    /// The code that a person sees.
    pub const fn code(&self) -> ErrorCode {
        match self {
            SignedError::Cose(CoseError::Malformed | CoseError::WrongType) => {
                ErrorCode::DocumentMalformed
            }
            SignedError::Cose(CoseError::OtherKey | CoseError::BadSignature) => {
                ErrorCode::DocumentNotGenuine
            }
            SignedError::Content => ErrorCode::DocumentNotUnderstood,
        }
    }
}

/// Signs a document.
pub fn sign<T: Document>(document: &T, key: &SigningKey) -> Result<Vec<u8>, SignedError> {
    let payload = cbor::to_vec(document).map_err(|_| SignedError::Content)?;
    Ok(cose::sign(T::CONTENT_TYPE, None, payload, key)?)
}

/// Checks a document against a key that the caller trusts and returns its content.
pub fn verify<T: Document>(bytes: &[u8], key: &VerifyingKey) -> Result<T, SignedError> {
    let message = Message::parse(bytes, T::CONTENT_TYPE)?;
    message.verify(key)?;
    content(&message)
}

/// The key a document says it is signed with, to look that key up. Proves nothing.
pub fn signer<T: Document>(bytes: &[u8]) -> Result<KeyId, SignedError> {
    Ok(Message::parse(bytes, T::CONTENT_TYPE)?.signer())
}

/// Reads a document that carries its own signer's key: `key_in` finds the key in the content, and the signature is checked
/// with it. This shows that whoever wrote the document holds the key; whether that key is trusted the caller decides.
pub fn verify_with_own_key<T: Document>(
    bytes: &[u8],
    key_in: impl Fn(&T) -> VerifyingKey,
) -> Result<T, SignedError> {
    let message = Message::parse(bytes, T::CONTENT_TYPE)?;
    let document = content(&message)?;
    message.verify(&key_in(&document))?;
    Ok(document)
}

fn content<T: Document>(message: &Message) -> Result<T, SignedError> {
    cbor::from_slice(message.payload()).map_err(|_| SignedError::Content)
}
