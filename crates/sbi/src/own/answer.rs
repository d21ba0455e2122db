//! What our own device answers to each question.

use super::{FaceName, FaceShot, FaceSource, Refused, Signer, face_record};
use crate::SbiError;
use crate::chain::{first_hash, next_hash};
use crate::message::{
    ANY_DEVICE, Biometric, BiometricData, CaptureReply, CaptureRequest, DeviceInfo, DigitalId,
    Discovered, InfoReply, Modality, Outcome, REGISTRATION, SPEC_VERSION, Wanted,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::SecondsFormat;
use serde::Serialize;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// The one device behind the port.
const DEVICE_ID: &str = "1";
/// The one part of it.
const SUB_ID: &str = "0";
/// What the environment of a device is called that no registrar of devices knows.
const ENVIRONMENT: &str = "Developer";
const PROVIDER: &str = "Rekam";
/// Longest that a capture may wait, whatever is asked.
const LONGEST: Duration = Duration::from_secs(60);

/// The device, as it answers.
pub(super) struct Answers {
    pub(super) name: FaceName,
    pub(super) signer: Signer,
    pub(super) source: Arc<dyn FaceSource>,
    pub(super) port: u16,
    /// Who looks at the moving picture.
    pub(super) looking: Arc<Semaphore>,
}

impl Answers {
    /// The answer to a verb; nothing for one that SBI does not know. May wait for the camera.
    pub(super) fn answer(&self, verb: &str, body: &[u8]) -> Option<Vec<u8>> {
        match verb {
            "MOSIPDISC" if Self::is_meant(body) => json(&[self.discovered()]),
            "MOSIPDINFO" if Self::is_meant(body) => json(&[self.info().ok()?]),
            // Whoever looks for fingers or eyes looks elsewhere.
            "MOSIPDISC" | "MOSIPDINFO" => Some(b"[]".to_vec()),
            "RCAPTURE" => json(&self.captured(body)),
            // A capture for authentication is encrypted to a server's key, and there is none here.
            "CAPTURE" => json(&refused(Refused::Purpose)),
            _ => None,
        }
    }

    /// What whoever wants to look is told while nobody may, or somebody does.
    pub(super) fn busy() -> Vec<u8> {
        let error = outcome(Refused::Busy);
        json(&Fault { error }).unwrap_or_default()
    }

    /// Whether a question means us.
    fn is_meant(body: &[u8]) -> bool {
        let wanted = serde_json::from_slice(body);
        wanted.is_ok_and(|wanted: Wanted| [ANY_DEVICE, "Face"].contains(&wanted.kind.as_str()))
    }

    fn discovered(&self) -> Discovered {
        Discovered {
            device_id: DEVICE_ID.to_owned(),
            device_status: self.source.status(),
            certification: "L0".to_owned(),
            service_version: self.name.version.to_owned(),
            device_sub_id: vec![SUB_ID.to_owned()],
            callback_id: self.address(),
            digital_id: URL_SAFE_NO_PAD
                .encode(serde_json::to_vec(&self.digital_id()).unwrap_or_default()),
            device_code: self.name.serial.clone(),
            spec_version: vec![SPEC_VERSION.to_owned()],
            purpose: REGISTRATION.to_owned(),
            error: Outcome::success(),
        }
    }

    fn info(&self) -> Result<InfoReply, SbiError> {
        let info = DeviceInfo {
            device_status: self.source.status(),
            device_id: DEVICE_ID.to_owned(),
            firmware: self.name.version.to_owned(),
            certification: "L0".to_owned(),
            service_version: self.name.version.to_owned(),
            device_sub_id: vec![SUB_ID.to_owned()],
            callback_id: self.address(),
            digital_id: self.signer.sign(&self.digital_id())?,
            device_code: self.name.serial.clone(),
            env: ENVIRONMENT.to_owned(),
            purpose: REGISTRATION.to_owned(),
            spec_version: vec![SPEC_VERSION.to_owned()],
        };
        Ok(InfoReply {
            device_info: self.signer.sign(&info)?,
            error: Outcome::success(),
        })
    }

    fn captured(&self, body: &[u8]) -> CaptureReply {
        let read = serde_json::from_slice(body).map_err(|_| Refused::Malformed);
        let captured = read.and_then(|request: CaptureRequest| {
            let patience = understood(&request)?;
            let wanted = request.bio.first().ok_or(Refused::Count)?;
            // The first capture of a resident may name no hash before it.
            let previous = match wanted.previous_hash.as_str() {
                "" => first_hash(),
                hash => hash.to_owned(),
            };
            if hex::decode(&previous).map(|hash| hash.len()) != Ok(32) {
                return Err(Refused::Malformed);
            }
            let score = wanted.requested_score.parse::<u8>().unwrap_or(0).min(100);
            let shot = self.source.shoot(score, patience)?;
            self.biometric(&request, &previous, &shot)
                .ok_or(Refused::Camera)
        });
        match captured {
            Ok(one) => CaptureReply {
                biometrics: vec![one],
            },
            Err(error) => refused(error),
        }
    }

    fn biometric(
        &self,
        request: &CaptureRequest,
        previous: &str,
        shot: &FaceShot,
    ) -> Option<Biometric> {
        let bio = request.bio.first()?;
        let record = face_record(shot)?;
        let data = BiometricData {
            digital_id: self.signer.sign(&self.digital_id()).ok()?,
            device_code: self.name.serial.clone(),
            device_service_version: self.name.version.to_owned(),
            bio_type: Modality::Face,
            bio_sub_type: None,
            purpose: REGISTRATION.to_owned(),
            env: ENVIRONMENT.to_owned(),
            bio_value: URL_SAFE_NO_PAD.encode(&record),
            transaction_id: request.transaction_id.clone(),
            timestamp: shot.taken_at.to_rfc3339_opts(SecondsFormat::Secs, true),
            requested_score: bio.requested_score.clone(),
            quality_score: shot.quality.to_string(),
        };
        Some(Biometric {
            spec_version: Some(SPEC_VERSION.to_owned()),
            data: Some(self.signer.sign(&data).ok()?),
            hash: Some(next_hash(previous, &record)?),
            error: Outcome::success(),
        })
    }

    fn digital_id(&self) -> DigitalId {
        DigitalId {
            serial_no: self.name.serial.clone(),
            make: PROVIDER.to_owned(),
            model: "Loket".to_owned(),
            kind: Modality::Face,
            device_sub_type: "Full face".to_owned(),
            device_provider: PROVIDER.to_owned(),
            device_provider_id: "rekam".to_owned(),
            date_time: self.source.now().to_rfc3339_opts(SecondsFormat::Secs, true),
        }
    }

    fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

/// How long may be waited, once it is seen that one face of this device is asked for.
fn understood(request: &CaptureRequest) -> Result<Duration, Refused> {
    if request.purpose != REGISTRATION {
        return Err(Refused::Purpose);
    }
    let [bio] = request.bio.as_slice() else {
        return Err(Refused::Count);
    };
    if bio.kind != Modality::Face || bio.device_id != DEVICE_ID {
        return Err(Refused::NotFound);
    }
    if bio.count != "1" {
        return Err(Refused::Count);
    }
    let patience = request.timeout.parse().map_err(|_| Refused::Malformed)?;
    Ok(Duration::from_millis(patience).min(LONGEST))
}

fn refused(why: Refused) -> CaptureReply {
    CaptureReply {
        biometrics: vec![Biometric {
            spec_version: Some(SPEC_VERSION.to_owned()),
            data: None,
            hash: None,
            error: outcome(why),
        }],
    }
}

/// An answer that is a fault and nothing else.
#[derive(Serialize)]
struct Fault {
    error: Outcome,
}

fn outcome(why: Refused) -> Outcome {
    Outcome {
        error_code: why.code().to_owned(),
        error_info: why.to_string(),
    }
}

fn json(value: &impl Serialize) -> Option<Vec<u8>> {
    serde_json::to_vec(value).ok()
}
