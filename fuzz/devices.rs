//! A device that is trusted and says whatever it likes.

use std::sync::LazyLock;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::DateTime;
use rekam_domain::biometric::Placement;
use rekam_sbi::message::{Biometric, BiometricData, CaptureReply, DigitalId, Modality, Outcome};
use rekam_sbi::own::Signer;
use rekam_sbi::{Asked, Trust, examine, first_hash, next_hash};

struct Trusted {
    signer: Signer,
    trust: Trust,
    id: DigitalId,
    signed_id: String,
}

static DEVICE: LazyLock<Trusted> = LazyLock::new(|| {
    let signer = Signer::make("fuzz", DateTime::UNIX_EPOCH).expect("a key");
    let trust = Trust::from_pem(signer.root().as_bytes()).expect("a root");
    let id = DigitalId {
        serial_no: "1".into(),
        make: "m".into(),
        model: "m".into(),
        kind: Modality::Finger,
        device_sub_type: "Slap".into(),
        device_provider: "p".into(),
        device_provider_id: "1".into(),
        date_time: String::new(),
    };
    let signed_id = signer.sign(&id).expect("a signature");
    Trusted {
        signer,
        trust,
        id,
        signed_id,
    }
});

/// Examines an answer to a request for two thumbs.
///
/// # Panics
/// Where what is kept of it was not asked for, or is not all there.
pub fn examined(reply: &CaptureReply) {
    let asked = Asked {
        placement: Placement::Thumbs,
        sites: Placement::Thumbs.sites().iter().copied().collect(),
        transaction: "one".to_owned(),
        previous: first_hash(),
    };
    let whose = (&DEVICE.id, true);
    match examine(reply, &asked, whose, (&DEVICE.trust, DateTime::UNIX_EPOCH)) {
        Ok(capture) => {
            assert_eq!(capture.sites.len(), reply.biometrics.len());
            assert!(!capture.sites.is_empty());
            for (at, one) in capture.sites.iter().enumerate() {
                assert!(asked.sites.contains(&one.site) && one.quality <= 100);
                assert!(
                    capture.sites[..at]
                        .iter()
                        .all(|other| other.site != one.site)
                );
            }
        }
        Err(refusal) => assert!(!refusal.code().as_str().is_empty()),
    }
}

/// The answer in which the device says this of one site, under its signature and with the right hash.
pub fn said(mut data: BiometricData) -> CaptureReply {
    data.digital_id.clone_from(&DEVICE.signed_id);
    let record = URL_SAFE_NO_PAD.decode(&data.bio_value).unwrap_or_default();
    let one = Biometric {
        spec_version: None,
        data: Some(DEVICE.signer.sign(&data).expect("a signature")),
        hash: next_hash(&first_hash(), &record),
        error: Outcome::success(),
    };
    CaptureReply {
        biometrics: vec![one],
    }
}
