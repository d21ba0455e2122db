//! The published vectors of the standards that a packet is made of, run over the very libraries that make it.
#![expect(
    clippy::expect_used,
    reason = "a vector that cannot be read must fail the test"
)]

use coset::{CoseSign1, TaggedCborSerializable as _};
use hpke::{
    Deserializable as _, OpModeR, aead::ChaCha20Poly1305, kdf::HkdfSha256, kem::X25519HkdfSha256,
};
use rekam_protocol::keys::OpeningKey;
use x_wing::{Ciphertext, Decapsulate as _, DecapsulationKey};

fn bytes(text: &str) -> Vec<u8> {
    hex::decode(text).expect("vectors are hexadecimal")
}

#[test]
fn hpke_opens_the_message_of_rfc_9180_appendix_a_2_1() {
    let key = bytes("8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb");
    let encapsulated = bytes("1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a");
    let ciphertext = bytes(
        "1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c62ce81883d2dd1b51a28",
    );
    let plain = hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
        &OpModeR::Base,
        &<X25519HkdfSha256 as hpke::Kem>::PrivateKey::from_bytes(&key).expect("a key"),
        &<X25519HkdfSha256 as hpke::Kem>::EncappedKey::from_bytes(&encapsulated)
            .expect("an encapsulated key"),
        b"Ode on a Grecian Urn",
        &ciphertext,
        b"Count-0",
    );
    assert_eq!(
        plain.expect("the vector opens"),
        b"Beauty is truth, truth beauty"
    );
}

#[test]
fn x_wing_makes_the_keys_and_secrets_of_its_draft() {
    let vectors: Vec<serde_json::Value> =
        serde_json::from_str(include_str!("vectors/x-wing.json")).expect("the vector file is JSON");
    assert_eq!(vectors.len(), 3);
    for vector in vectors {
        let field = |name: &str| bytes(vector[name].as_str().expect("a text"));
        let seed: [u8; 32] = field("sk").try_into().expect("32 bytes");
        // Our own type around the key makes the same public key ...
        let ours = OpeningKey::from_seed(&seed).expect("a key").sealing_key();
        assert_eq!(ours.to_bytes(), field("pk"));
        // ... and the key encapsulation under it gives the draft's secret.
        let ciphertext = Ciphertext::try_from(field("ct").as_slice()).expect("1,120 bytes");
        let secret = DecapsulationKey::from(seed).decapsulate(&ciphertext);
        assert_eq!(secret.as_slice(), field("ss"));
    }
}

#[test]
fn cose_accepts_the_working_groups_eddsa_example() {
    let message = bytes(
        "D28445A201270300A10442313154546869732069732074686520636F6E74656E742E58407142FD2FF96D56DB85BEE905A76BA1D0B7321A95C8C4\
         D3607C5781932B7AFB8711497DFA751BF40B58B3BCC32300B1487F3DB34085EEF013BF08F4A44D6FEF0D",
    );
    let key = bytes("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    let key =
        ed25519_dalek::VerifyingKey::from_bytes(&key.try_into().expect("32 bytes")).expect("a key");
    let mut sign1 = CoseSign1::from_tagged_slice(&message).expect("a COSE_Sign1");
    assert_eq!(
        sign1.payload.as_deref(),
        Some(b"This is the content.".as_slice())
    );
    let genuine = |sign1: &CoseSign1| {
        sign1.verify_signature(&[], |signature, message| {
            key.verify_strict(message, &ed25519_dalek::Signature::from_slice(signature)?)
        })
    };
    assert!(genuine(&sign1).is_ok());
    sign1.payload = Some(b"This is the content!".to_vec());
    assert!(genuine(&sign1).is_err());
}
