//! The messages of SBI, field by field. Names are those of the published schemas (MOSIP compliance toolkit,
//! `resources/schemas/sbi/0.9.5`); what older documents call otherwise is read as well, and never written.

use crate::lenient;
use serde::{Deserialize, Serialize};

/// The version of the specification that we ask for.
pub const SPEC_VERSION: &str = "0.9.5";
/// The only purpose for which a registration device signs without encrypting.
pub const REGISTRATION: &str = "Registration";
/// The type with which any device is looked for.
pub const ANY_DEVICE: &str = "Biometric Device";

/// What a device captures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Modality {
    /// Fingers.
    #[serde(alias = "Fingerprint", alias = "FIR")]
    Finger,
    /// Irises.
    #[serde(alias = "IIR")]
    Iris,
    /// A face.
    Face,
}

/// How a device is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeviceStatus {
    /// It may capture.
    Ready,
    /// It captures for somebody.
    Busy,
    /// It needs something.
    #[serde(rename = "Not Ready")]
    NotReady,
    /// Its maker does not know it.
    #[serde(rename = "Not Registered")]
    NotRegistered,
}

/// Body of MOSIPDISC and MOSIPDINFO.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// [`ANY_DEVICE`], or a modality.
    #[serde(rename = "type")]
    pub kind: String,
}

/// What went wrong at the device; "0" and "Success" where nothing did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Outcome {
    /// A number as text.
    #[serde(alias = "errorcode", deserialize_with = "lenient::text")]
    pub error_code: String,
    /// The device's own words; never shown, as they may be in any language and hold anything.
    #[serde(alias = "errorinfo", default, deserialize_with = "lenient::text")]
    pub error_info: String,
}

impl Outcome {
    /// All went well.
    pub fn success() -> Self {
        Self {
            error_code: "0".to_owned(),
            error_info: "Success".to_owned(),
        }
    }
}

/// One device in the answer to MOSIPDISC. Nothing of it is signed, so nothing of it is believed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Discovered {
    /// The device within its service.
    #[serde(deserialize_with = "lenient::text")]
    pub device_id: String,
    /// How it is.
    pub device_status: DeviceStatus,
    /// `L0` or `L1`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub certification: String,
    /// Version of the service.
    #[serde(default, deserialize_with = "lenient::text")]
    pub service_version: String,
    /// Which parts can be addressed.
    #[serde(default, deserialize_with = "lenient::texts")]
    pub device_sub_id: Vec<String>,
    /// Where it wants to be called. We call the port that answered, so that nobody sends us elsewhere.
    #[serde(default, deserialize_with = "lenient::text")]
    pub callback_id: String,
    /// [`DigitalId`], in base64url and unsigned here.
    #[serde(default, deserialize_with = "lenient::text")]
    pub digital_id: String,
    /// Given by the registrar of devices.
    #[serde(default, deserialize_with = "lenient::text")]
    pub device_code: String,
    /// Versions that it speaks.
    #[serde(default, deserialize_with = "lenient::texts")]
    pub spec_version: Vec<String>,
    /// `Registration`, `Auth` or empty.
    #[serde(default, deserialize_with = "lenient::text")]
    pub purpose: String,
    /// What went wrong.
    pub error: Outcome,
}

/// One device in the answer to MOSIPDINFO.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InfoReply {
    /// [`DeviceInfo`], signed (compact JWS).
    #[serde(default, deserialize_with = "lenient::text")]
    pub device_info: String,
    /// What went wrong.
    pub error: Outcome,
}

/// What a device says of itself, under its signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeviceInfo {
    /// How it is.
    pub device_status: DeviceStatus,
    /// The device within its service.
    #[serde(deserialize_with = "lenient::text")]
    pub device_id: String,
    /// Version of what runs inside.
    #[serde(default, deserialize_with = "lenient::text")]
    pub firmware: String,
    /// `L0` (signed by the service on this machine) or `L1` (signed inside the device).
    #[serde(default, deserialize_with = "lenient::text")]
    pub certification: String,
    /// Version of the service.
    #[serde(default, deserialize_with = "lenient::text")]
    pub service_version: String,
    /// Which parts can be addressed.
    #[serde(default, deserialize_with = "lenient::texts")]
    pub device_sub_id: Vec<String>,
    /// Where it wants to be called.
    #[serde(default, deserialize_with = "lenient::text")]
    pub callback_id: String,
    /// [`DigitalId`], signed (compact JWS).
    pub digital_id: String,
    /// Given by the registrar of devices.
    #[serde(default, deserialize_with = "lenient::text")]
    pub device_code: String,
    /// `Staging`, `Developer`, `Pre-Production` or `Production`.
    #[serde(deserialize_with = "lenient::text")]
    pub env: String,
    /// `Registration`, `Auth` or empty.
    #[serde(default, deserialize_with = "lenient::text")]
    pub purpose: String,
    /// Versions that it speaks.
    #[serde(default, deserialize_with = "lenient::texts")]
    pub spec_version: Vec<String>,
}

/// Who a device is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DigitalId {
    /// As printed on it.
    #[serde(deserialize_with = "lenient::text")]
    pub serial_no: String,
    /// As printed on it.
    pub make: String,
    /// As printed on it.
    pub model: String,
    /// What it captures.
    #[serde(rename = "type")]
    pub kind: Modality,
    /// `Slap`, `Single`, `Touchless`, `Double` or `Full face`.
    pub device_sub_type: String,
    /// Who made or brought it.
    pub device_provider: String,
    /// Their id.
    #[serde(deserialize_with = "lenient::text")]
    pub device_provider_id: String,
    /// When this was signed.
    pub date_time: String,
}

/// Body of RCAPTURE.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CaptureRequest {
    /// The environment that the device said it is registered for.
    pub env: String,
    /// [`REGISTRATION`].
    pub purpose: String,
    /// [`SPEC_VERSION`].
    pub spec_version: String,
    /// Milliseconds as text.
    pub timeout: String,
    /// Now, as the station's clock shows it.
    pub capture_time: String,
    /// Random; the answer must name it again.
    pub transaction_id: String,
    /// What is asked for; we ask for one placement at a time.
    pub bio: Vec<BioRequest>,
    /// For a maker's own settings; we send none.
    pub custom_opts: Option<serde_json::Map<String, serde_json::Value>>,
}

/// What is asked of one device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BioRequest {
    /// What it captures.
    #[serde(rename = "type")]
    pub kind: Modality,
    /// How many sites, as text.
    pub count: String,
    /// Which.
    pub bio_sub_type: Vec<String>,
    /// Which of the placement are not there.
    pub exception: Vec<String>,
    /// The quality at which the device should take the picture, 0 to 100 as text.
    pub requested_score: String,
    /// The device within its service.
    pub device_id: String,
    /// Which part of it: 1 left, 2 right, 3 thumbs or both eyes.
    pub device_sub_id: String,
    /// The hash after which the answer's chain goes on.
    pub previous_hash: String,
}

/// Answer to RCAPTURE.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaptureReply {
    /// One for each site.
    pub biometrics: Vec<Biometric>,
}

/// One site in the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Biometric {
    /// Version of the specification.
    #[serde(default)]
    pub spec_version: Option<String>,
    /// [`BiometricData`], signed (compact JWS).
    #[serde(default)]
    pub data: Option<String>,
    /// The chain's hash after this site, 64 hexadecimal digits.
    #[serde(default)]
    pub hash: Option<String>,
    /// What went wrong.
    pub error: Outcome,
}

/// What was captured of one site, under the device's signature.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BiometricData {
    /// [`DigitalId`], signed (compact JWS).
    pub digital_id: String,
    /// Given by the registrar of devices.
    #[serde(default, deserialize_with = "lenient::text")]
    pub device_code: String,
    /// Version of the service.
    #[serde(default, deserialize_with = "lenient::text")]
    pub device_service_version: String,
    /// What was captured.
    pub bio_type: Modality,
    /// Of which finger or eye; none for a face.
    #[serde(default)]
    pub bio_sub_type: Option<String>,
    /// [`REGISTRATION`].
    pub purpose: String,
    /// The environment.
    #[serde(deserialize_with = "lenient::text")]
    pub env: String,
    /// The record of ISO/IEC 19794, base64url.
    pub bio_value: String,
    /// The request's.
    #[serde(alias = "registrationId", deserialize_with = "lenient::text")]
    pub transaction_id: String,
    /// The device's clock.
    #[serde(default, deserialize_with = "lenient::text")]
    pub timestamp: String,
    /// 0 to 100 as text.
    #[serde(default, deserialize_with = "lenient::text")]
    pub requested_score: String,
    /// 0 to 100 as text.
    #[serde(deserialize_with = "lenient::text")]
    pub quality_score: String,
}

impl std::fmt::Debug for BiometricData {
    /// Shows nothing of the resident.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "BiometricData({:?})", self.bio_type)
    }
}

/// Body of STREAM.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StreamRequest {
    /// The device within its service.
    pub device_id: String,
    /// Which part of it.
    pub device_sub_id: String,
    /// Milliseconds as text.
    pub timeout: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_older_documents_write_otherwise_is_read_as_well() {
        let data = json!({
            "digitalId": "a.b.c", "deviceCode": "1", "deviceServiceVersion": "0.9.5", "bioType": "FIR",
            "bioSubType": "Left Thumb", "purpose": "Registration", "env": "Staging", "bioValue": "AA",
            "registrationId": 1_234_567, "timestamp": "2026-01-01T00:00:00Z", "requestedScore": 40, "qualityScore": 81.5
        });
        let read: BiometricData = serde_json::from_value(data).unwrap();
        assert_eq!(read.bio_type, Modality::Finger);
        assert_eq!(read.transaction_id, "1234567");
        assert_eq!(read.quality_score, "81.5");
        let outcome: Outcome =
            serde_json::from_value(json!({ "errorcode": 101, "errorinfo": null })).unwrap();
        assert_eq!(
            (outcome.error_code.as_str(), outcome.error_info.as_str()),
            ("101", "")
        );
    }

    #[test]
    fn the_debug_form_of_a_capture_shows_nothing_of_it() {
        let data = BiometricData {
            digital_id: "secret".into(),
            device_code: String::new(),
            device_service_version: String::new(),
            bio_type: Modality::Iris,
            bio_sub_type: None,
            purpose: String::new(),
            env: String::new(),
            bio_value: "secret".into(),
            transaction_id: "secret".into(),
            timestamp: String::new(),
            requested_score: String::new(),
            quality_score: String::new(),
        };
        assert_eq!(format!("{data:?}"), "BiometricData(Iris)");
    }
}
