//! Finding devices on this machine, asking them who they are, and capturing.

use crate::examine::{Asked, Capture, DeviceName, examine, modality};
use crate::jws::decoded;
use crate::message::{
    ANY_DEVICE, BioRequest, CaptureReply, CaptureRequest, DeviceInfo, DeviceStatus, DigitalId,
    Discovered, InfoReply, Modality, REGISTRATION, SPEC_VERSION, StreamRequest, Wanted,
};
use crate::{DeviceFault, Frames, Opened, SbiError, Trust, bio_sub_type, device_sub_id, http};
use bytes::Bytes;
use chrono::{DateTime, SecondsFormat, Utc};
use rekam_domain::biometric::{Limits, Placement};
use serde::de::DeserializeOwned;
use std::ops::RangeInclusive;
use tokio::task::JoinSet;

/// The ports on which devices may answer (SBI 0.9.5).
pub const PORTS: RangeInclusive<u16> = 4501..=4600;

/// Somebody who answers as a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// The port, on 127.0.0.1.
    pub port: u16,
    /// What it says it has. Nothing of it is signed.
    pub devices: Vec<Discovered>,
}

impl Service {
    /// Asks all ports at once. Where nobody listens that takes a moment; who listens and is no device is passed over.
    pub async fn discover(ports: RangeInclusive<u16>, limits: &Limits) -> Vec<Self> {
        let times = (limits.connect(), limits.info());
        let mut asked = JoinSet::new();
        for port in ports {
            asked.spawn(async move {
                let wanted = Wanted {
                    kind: ANY_DEVICE.to_owned(),
                };
                let answer = http::ask(port, "MOSIPDISC", "/device", &wanted, times).await;
                let devices: Vec<Discovered> = read(&answer.ok()?).ok()?;
                (!devices.is_empty()).then_some(Self { port, devices })
            });
        }
        let mut found: Vec<Self> = asked.join_all().await.into_iter().flatten().collect();
        found.sort_by_key(|service| service.port);
        found
    }

    /// Whether all it has are faces, by its own unsigned word: for fingers and eyes it need not be asked.
    pub fn is_for_faces(&self) -> bool {
        self.devices.iter().all(|device| {
            let id = decoded(&device.digital_id).unwrap_or_default();
            let id = serde_json::from_slice(&id);
            id.is_ok_and(|id: DigitalId| id.kind == Modality::Face)
        })
    }

    /// Asks what its devices say of themselves under their signature; for each the device, or why it is not believed.
    ///
    /// # Errors
    /// What the line says; each device has a result of its own.
    pub async fn devices(
        &self,
        (trust, at): (&Trust, DateTime<Utc>),
        limits: &Limits,
    ) -> Result<Vec<Result<Device, SbiError>>, SbiError> {
        let wanted = Wanted {
            kind: ANY_DEVICE.to_owned(),
        };
        let times = (limits.connect(), limits.info());
        let answer = http::ask(self.port, "MOSIPDINFO", "/info", &wanted, times).await?;
        let replies: Vec<InfoReply> = read(&answer)?;
        Ok(replies
            .iter()
            .map(|reply| Device::believed(self.port, reply, (trust, at)))
            .collect())
    }
}

/// A device whose signature and certificates were seen to be good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    port: u16,
    info: DeviceInfo,
    id: DigitalId,
}

impl Device {
    fn believed(
        port: u16,
        reply: &InfoReply,
        (trust, at): (&Trust, DateTime<Utc>),
    ) -> Result<Self, SbiError> {
        if reply.device_info.is_empty() {
            let fault = DeviceFault::of(&reply.error.error_code);
            return Err(fault.map_or(SbiError::Malformed, SbiError::Fault));
        }
        let opened = Opened::verify(&reply.device_info, trust, at)?;
        let info: DeviceInfo = opened.read()?;
        let signed_id = Opened::verify(&info.digital_id, trust, at)?;
        let id: DigitalId = signed_id.read()?;
        let device = Self { port, info, id };
        if device.is_l0() && !signed_id.same_signer(&opened) {
            return Err(SbiError::OtherDevice);
        }
        Ok(device)
    }

    /// Its name.
    pub fn name(&self) -> DeviceName {
        (&self.id).into()
    }

    /// Where it answers, on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// What it captures.
    pub fn modality(&self) -> Modality {
        self.id.kind
    }

    /// Whether a placement is captured with it.
    pub fn takes(&self, placement: Placement) -> bool {
        self.id.kind == modality(placement)
    }

    /// Whether it may capture now.
    ///
    /// # Errors
    /// [`SbiError::NotReady`], [`SbiError::Busy`], [`SbiError::NotRegistered`]; also where it is registered for something else
    /// than registration, since it would answer with what only a server can open.
    pub fn ready(&self) -> Result<(), SbiError> {
        match self.info.device_status {
            DeviceStatus::Ready if self.info.purpose == REGISTRATION => Ok(()),
            DeviceStatus::Ready | DeviceStatus::NotRegistered => Err(SbiError::NotRegistered),
            DeviceStatus::Busy => Err(SbiError::Busy),
            DeviceStatus::NotReady => Err(SbiError::NotReady),
        }
    }

    fn is_l0(&self) -> bool {
        self.info.certification == "L0"
    }

    /// Captures, and examines what came.
    ///
    /// # Errors
    /// See [`Device::ready`], [`examine`], and what the line says.
    pub async fn capture(
        &self,
        asked: &Asked,
        (trust, at): (&Trust, DateTime<Utc>),
        limits: &Limits,
    ) -> Result<Capture, SbiError> {
        self.ready()?;
        let request = self.request(asked, at, limits);
        let times = (limits.connect(), limits.capture());
        let answer = http::ask(self.port, "RCAPTURE", "/capture", &request, times).await?;
        let reply: CaptureReply = read(&answer)?;
        examine(&reply, asked, (&self.id, self.is_l0()), (trust, at))
    }

    /// The request for a capture, as it is sent.
    fn request(&self, asked: &Asked, at: DateTime<Utc>, limits: &Limits) -> CaptureRequest {
        let names = |there: bool| {
            let sites = asked.placement.sites().iter();
            sites
                .filter(|site| asked.sites.contains(site) == there)
                .map(|site| bio_sub_type(*site).to_owned())
                .collect::<Vec<_>>()
        };
        // The device must give up before we do, so that it can still say why.
        let patience = limits.capture().saturating_sub(limits.info());
        CaptureRequest {
            env: self.info.env.clone(),
            purpose: REGISTRATION.to_owned(),
            spec_version: SPEC_VERSION.to_owned(),
            timeout: patience.as_millis().to_string(),
            capture_time: at.to_rfc3339_opts(SecondsFormat::Secs, true),
            transaction_id: asked.transaction.clone(),
            bio: vec![BioRequest {
                kind: modality(asked.placement),
                count: asked.sites.len().to_string(),
                bio_sub_type: names(true),
                exception: names(false),
                requested_score: limits.threshold(asked.placement).to_string(),
                device_id: self.info.device_id.clone(),
                device_sub_id: device_sub_id(asked.placement).to_owned(),
                previous_hash: asked.previous.clone(),
            }],
            custom_opts: None,
        }
    }

    /// The device's moving picture of a placement.
    ///
    /// # Errors
    /// What the line says.
    pub async fn stream(&self, placement: Placement, limits: &Limits) -> Result<Frames, SbiError> {
        let request = StreamRequest {
            device_id: self.info.device_id.clone(),
            device_sub_id: device_sub_id(placement).to_owned(),
            timeout: limits.capture().as_millis().to_string(),
        };
        let begun = http::begin(self.port, "STREAM", "/stream", &request, limits.connect());
        let response = tokio::time::timeout(limits.info(), begun)
            .await
            .map_err(|_| SbiError::Silent)??;
        Ok(Frames::new(response.into_body(), limits.info()))
    }
}

fn read<T: DeserializeOwned>(answer: &Bytes) -> Result<T, SbiError> {
    serde_json::from_slice(answer).map_err(|_| SbiError::Malformed)
}
