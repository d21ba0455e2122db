//! What the simulator answers: real messages, really signed, or wrong in exactly the way that was asked for.

#![expect(
    clippy::wildcard_enum_match_arm,
    clippy::disallowed_methods,
    reason = "each fault spoils one answer and leaves the others; a device has a clock of its own"
)]

use super::ancestry::Ancestry;
use super::picture;
use super::plan::{Fault, Plan};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{SecondsFormat, Utc};
use rekam_domain::biometric::Site;
use rekam_sbi::message::{
    BioRequest, Biometric, BiometricData, CaptureReply, CaptureRequest, DeviceInfo, DeviceStatus,
    DigitalId, Discovered, InfoReply, Modality, Outcome, SPEC_VERSION, Wanted,
};
use rekam_sbi::{bio_sub_type, first_hash, next_hash, site_of};
use std::collections::BTreeMap;

/// A device maker's keys: what a station trusts, what the devices sign with, and what it must not believe.
pub struct Maker {
    root: Ancestry,
    device: Ancestry,
    other_device: Ancestry,
    stranger: Ancestry,
}

impl Default for Maker {
    fn default() -> Self {
        let root = Ancestry::root("Rekam simulator root");
        let maker = root.child("Rekam simulator maker", true);
        let device = maker.child("Rekam simulator device", false);
        let other_device = maker.child("Rekam simulator other device", false);
        let stranger = Ancestry::root("Somebody else").child("Somebody else's device", false);
        Self {
            root,
            device,
            other_device,
            stranger,
        }
    }
}

impl Maker {
    /// The root, to be trusted.
    pub fn pem(&self) -> Vec<u8> {
        self.root.pem()
    }
}

/// The devices behind one port: a slap scanner and a binocular iris camera.
pub(super) struct Devices {
    pub(super) maker: Maker,
    pub(super) plan: Plan,
    pub(super) fault: Fault,
    pub(super) port: u16,
    /// Tries of the resident on the glass, by placement.
    tries: BTreeMap<String, u8>,
    /// The transaction before this one.
    earlier: String,
    /// The last request for a capture, as it came.
    pub(super) last: Option<serde_json::Value>,
}

impl Devices {
    pub(super) fn new(maker: Maker, plan: Plan, port: u16) -> Self {
        Self {
            maker,
            plan,
            fault: Fault::None,
            port,
            tries: BTreeMap::new(),
            earlier: "an-earlier-one".to_owned(),
            last: None,
        }
    }

    /// The answer to a verb, as JSON; nothing for a verb or a body that SBI does not know.
    pub(super) fn answer(&mut self, verb: &str, body: &[u8]) -> Option<Vec<u8>> {
        match verb {
            "MOSIPDISC" => json(&self.discovered(&serde_json::from_slice(body).ok()?)),
            "MOSIPDINFO" => json(&self.infos(&serde_json::from_slice(body).ok()?)),
            "RCAPTURE" => {
                self.last = serde_json::from_slice(body).ok();
                json(&self.capture(&serde_json::from_slice(body).ok()?))
            }
            _ => None,
        }
    }

    fn status(&self) -> (DeviceStatus, Outcome) {
        let trouble = |code: &str, info: &str| Outcome {
            error_code: code.to_owned(),
            error_info: info.to_owned(),
        };
        match self.fault {
            Fault::Busy => (DeviceStatus::Busy, trouble("111", "Device busy")),
            Fault::NotReady => (DeviceStatus::NotReady, trouble("110", "Device not ready")),
            Fault::NotRegistered => (
                DeviceStatus::NotRegistered,
                trouble("100", "Device not registered"),
            ),
            _ => (DeviceStatus::Ready, Outcome::success()),
        }
    }

    fn purpose(&self) -> String {
        let auth = self.fault == Fault::AuthOnly;
        if auth { "Auth" } else { "Registration" }.to_owned()
    }

    fn asked_for(wanted: &Wanted) -> impl Iterator<Item = Modality> {
        let wanted = wanted.kind.clone();
        [Modality::Finger, Modality::Iris]
            .into_iter()
            .filter(move |kind| match kind {
                Modality::Finger => ["Biometric Device", "Finger"].contains(&wanted.as_str()),
                Modality::Iris => ["Biometric Device", "Iris"].contains(&wanted.as_str()),
                Modality::Face => false,
            })
    }

    fn discovered(&self, wanted: &Wanted) -> Vec<Discovered> {
        let each = |kind| Discovered {
            device_id: device_id(kind).to_owned(),
            device_status: self.status().0,
            certification: "L0".to_owned(),
            service_version: "0.9.5".to_owned(),
            device_sub_id: sub_ids(),
            callback_id: self.address(),
            digital_id: URL_SAFE_NO_PAD
                .encode(serde_json::to_vec(&digital_id(kind)).unwrap_or_default()),
            device_code: device_code(kind).to_owned(),
            spec_version: vec![SPEC_VERSION.to_owned()],
            purpose: self.purpose(),
            error: Outcome::success(),
        };
        Self::asked_for(wanted).map(each).collect()
    }

    fn infos(&self, wanted: &Wanted) -> Vec<InfoReply> {
        let (device_status, error) = self.status();
        let signer = self.signer();
        let each = |kind| {
            let info = DeviceInfo {
                device_status,
                device_id: device_id(kind).to_owned(),
                firmware: "1.0".to_owned(),
                certification: "L0".to_owned(),
                service_version: "0.9.5".to_owned(),
                device_sub_id: sub_ids(),
                callback_id: self.address(),
                digital_id: self.id_signer().sign(&digital_id(kind)),
                device_code: device_code(kind).to_owned(),
                env: "Developer".to_owned(),
                purpose: self.purpose(),
                spec_version: vec![SPEC_VERSION.to_owned()],
            };
            InfoReply {
                device_info: signer.sign(&info),
                error: error.clone(),
            }
        };
        Self::asked_for(wanted).map(each).collect()
    }

    fn capture(&mut self, request: &CaptureRequest) -> CaptureReply {
        if let Fault::Reports(code) = self.fault {
            return reported(code, "As it was told to");
        }
        let Some(bio) = request.bio.first() else {
            return reported(
                109,
                "Requested number of biometric (Finger/IRIS) not supported",
            );
        };
        let sites = self.sites(bio);
        if sites.is_empty() {
            return reported(101, "Unable to detect a biometric object");
        }
        let mut hash = bio.previous_hash.clone();
        let try_number = self.count(bio, &hash);
        let mut biometrics: Vec<Biometric> = sites
            .iter()
            .enumerate()
            .map(|(at, site)| {
                let record = self.record(&sites, at, try_number);
                hash = next_hash(&hash, &record).unwrap_or_default();
                let score = self.plan.quality(*site, try_number);
                self.one(request, bio, (self.name(&sites, at), &record, score), &hash)
            })
            .collect();
        if self.fault == Fault::BrokenChain {
            biometrics.remove(0);
        }
        self.earlier.clone_from(&request.transaction_id);
        CaptureReply { biometrics }
    }

    /// The sites that were asked for and are there.
    fn sites(&self, bio: &BioRequest) -> Vec<Site> {
        bio.bio_sub_type
            .iter()
            .filter_map(|name| site_of(name))
            .filter(|site| !self.plan.absent.contains(site))
            .collect()
    }

    /// Counts a try. A chain that begins anew is a new resident.
    fn count(&mut self, bio: &BioRequest, previous: &str) -> u8 {
        if previous.eq_ignore_ascii_case(&first_hash()) {
            self.tries.clear();
        }
        let placement = format!("{:?} {}", bio.kind, bio.device_sub_id);
        let tries = self.tries.entry(placement).or_default();
        *tries += 1;
        *tries
    }

    fn record(&self, sites: &[Site], at: usize, try_number: u8) -> Vec<u8> {
        let inside = match self.fault {
            Fault::SwappedRecord => sites[(at + 1) % sites.len()],
            _ => sites[at],
        };
        picture::record(
            inside,
            self.plan.quality(inside, try_number),
            self.plan.seed,
        )
    }

    fn name(&self, sites: &[Site], at: usize) -> &'static str {
        match (self.fault, at) {
            (Fault::WrongSite, 0) => match sites[0] {
                Site::Finger(_) => "UNKNOWN",
                Site::Eye(_) => "Left Thumb",
            },
            (Fault::TwiceTheSame, 1) => bio_sub_type(sites[0]),
            _ => bio_sub_type(sites[at]),
        }
    }

    fn one(
        &self,
        request: &CaptureRequest,
        bio: &BioRequest,
        (name, record, score): (&str, &[u8], u8),
        hash: &str,
    ) -> Biometric {
        let mut id = digital_id(bio.kind);
        if self.fault == Fault::OtherDevice {
            id.serial_no = "999999999999".to_owned();
        }
        let replayed = self.fault == Fault::Replayed;
        let data = BiometricData {
            digital_id: self.id_signer().sign(&id),
            device_code: device_code(bio.kind).to_owned(),
            device_service_version: "0.9.5".to_owned(),
            bio_type: bio.kind,
            bio_sub_type: Some(name.to_owned()),
            purpose: self.purpose(),
            env: request.env.clone(),
            bio_value: URL_SAFE_NO_PAD.encode(record),
            transaction_id: if replayed {
                &self.earlier
            } else {
                &request.transaction_id
            }
            .clone(),
            timestamp: Utc::now().to_rfc3339_opts(SecondsFormat::Secs, true),
            requested_score: bio.requested_score.clone(),
            quality_score: score.to_string(),
        };
        let mut token = self.signer().sign(&data);
        if self.fault == Fault::WrongSignature {
            token = with_another_payload(&token);
        }
        Biometric {
            spec_version: Some(SPEC_VERSION.to_owned()),
            data: Some(token),
            hash: Some(hash.to_owned()),
            error: Outcome::success(),
        }
    }

    fn signer(&self) -> &Ancestry {
        match self.fault {
            Fault::ForeignCertificate => &self.maker.stranger,
            _ => &self.maker.device,
        }
    }

    fn id_signer(&self) -> &Ancestry {
        match self.fault {
            Fault::OtherIdKey => &self.maker.other_device,
            _ => self.signer(),
        }
    }

    fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

fn json(value: &impl serde::Serialize) -> Option<Vec<u8>> {
    serde_json::to_vec(value).ok()
}

fn reported(code: u16, info: &str) -> CaptureReply {
    CaptureReply {
        biometrics: vec![Biometric {
            spec_version: Some(SPEC_VERSION.to_owned()),
            data: None,
            hash: None,
            error: Outcome {
                error_code: code.to_string(),
                error_info: info.to_owned(),
            },
        }],
    }
}

/// A better score under the old signature.
fn with_another_payload(token: &str) -> String {
    let parts: Vec<&str> = token.split('.').collect();
    let payload = URL_SAFE_NO_PAD.decode(parts[1]).unwrap_or_default();
    let text =
        String::from_utf8_lossy(&payload).replace("\"qualityScore\":\"", "\"qualityScore\":\"1");
    format!("{}.{}.{}", parts[0], URL_SAFE_NO_PAD.encode(text), parts[2])
}

fn device_id(kind: Modality) -> &'static str {
    match kind {
        Modality::Finger => "1",
        Modality::Iris => "2",
        Modality::Face => "3",
    }
}

fn device_code(kind: Modality) -> &'static str {
    match kind {
        Modality::Finger => "a7f1c2e0-0001-4000-8000-000000000001",
        Modality::Iris => "a7f1c2e0-0001-4000-8000-000000000002",
        Modality::Face => "a7f1c2e0-0001-4000-8000-000000000003",
    }
}

fn sub_ids() -> Vec<String> {
    ["1", "2", "3"].map(str::to_owned).to_vec()
}

fn digital_id(kind: Modality) -> DigitalId {
    let (model, sub_type) = match kind {
        Modality::Finger => ("Slap 1", "Slap"),
        Modality::Iris => ("Iris 2", "Double"),
        Modality::Face => ("Face 1", "Full face"),
    };
    DigitalId {
        serial_no: format!("00000000000{}", device_id(kind)),
        make: "Rekam Simulator".to_owned(),
        model: model.to_owned(),
        kind,
        device_sub_type: sub_type.to_owned(),
        device_provider: "Rekam".to_owned(),
        device_provider_id: "rekam-simulator".to_owned(),
        date_time: Utc::now().to_rfc3339_opts(SecondsFormat::Secs, true),
    }
}
