//! From a device's answer to what may be stored: every check, in a fixed order, without touching a device.

use crate::jws::decoded;
use crate::message::{Biometric, BiometricData, CaptureReply, DigitalId, Modality, REGISTRATION};
use crate::{DeviceFault, IsoRecord, Opened, SbiError, Trust, next_hash, site_of};
use chrono::{DateTime, Utc};
use rekam_domain::biometric::{Placement, Site};
use rekam_domain::service::Step;
use std::collections::BTreeSet;

/// What one request asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// What is laid on the glass or held before the lens.
    pub placement: Placement,
    /// Those of its sites that are there.
    pub sites: BTreeSet<Site>,
    /// Random and never used before: 4 to 50 letters, digits and dashes.
    pub transaction: String,
    /// The hash after the resident's capture before this one; [`crate::first_hash`] for the first.
    pub previous: String,
}

/// Who captured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceName {
    /// Who made or brought it.
    pub provider: String,
    /// As printed on it.
    pub make: String,
    /// As printed on it.
    pub model: String,
    /// As printed on it.
    pub serial: String,
}

impl From<&DigitalId> for DeviceName {
    fn from(id: &DigitalId) -> Self {
        Self {
            provider: id.device_provider.clone(),
            make: id.make.clone(),
            model: id.model.clone(),
            serial: id.serial_no.clone(),
        }
    }
}

/// One site that may be stored.
#[derive(Clone, PartialEq, Eq)]
pub struct CapturedSite {
    /// Which finger or eye.
    pub site: Site,
    /// What the device says of it, 0 to 100.
    pub quality: u8,
    /// The record of ISO/IEC 19794, as the device made it.
    pub record: Vec<u8>,
}

impl std::fmt::Debug for CapturedSite {
    /// Shows nothing of the resident but which site it is.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CapturedSite({}, {})", self.site, self.quality)
    }
}

/// What one request gave: some or all of the sites that were asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capture {
    /// The sites, in the order of the answer.
    pub sites: Vec<CapturedSite>,
    /// Who captured them.
    pub device: DeviceName,
    /// The hash after the last of them.
    pub hash: String,
}

/// What a placement is captured with.
pub(crate) const fn modality(placement: Placement) -> Modality {
    match placement.step() {
        Step::Irises => Modality::Iris,
        Step::Fingers
        | Step::Who
        | Step::Data
        | Step::Photo
        | Step::Signature
        | Step::Documents
        | Step::ReadBack => Modality::Finger,
    }
}

/// Examines an answer of `device`, whose certification is `L0` or not, to what was `asked`. One wrong site and nothing of
/// it is kept: an answer is a whole.
///
/// # Errors
/// What the device reports; else the first check that fails: signature and certificates, then transaction, device, sites,
/// record, chain.
pub fn examine(
    reply: &CaptureReply,
    asked: &Asked,
    (device, is_l0): (&DigitalId, bool),
    (trust, at): (&Trust, DateTime<Utc>),
) -> Result<Capture, SbiError> {
    if let Some(fault) = reply
        .biometrics
        .iter()
        .find_map(|one| DeviceFault::of(&one.error.error_code))
    {
        return Err(SbiError::Fault(fault));
    }
    let mut sites: Vec<CapturedSite> = Vec::new();
    let mut hash = asked.previous.clone();
    for one in &reply.biometrics {
        let data = signed(one, (device, is_l0), (trust, at))?;
        let found = examine_site(&data, asked)?;
        if sites.iter().any(|earlier| earlier.site == found.site) {
            return Err(SbiError::OtherSite);
        }
        let next = next_hash(&hash, &found.record).ok_or(SbiError::Chain)?;
        if !one
            .hash
            .as_deref()
            .is_some_and(|said| said.eq_ignore_ascii_case(&next))
        {
            return Err(SbiError::Chain);
        }
        hash = next;
        sites.push(found);
    }
    if sites.is_empty() {
        return Err(SbiError::Fault(DeviceFault::NothingSeen));
    }
    Ok(Capture {
        sites,
        device: device.into(),
        hash,
    })
}

/// The data of one site, once it and the digital id inside are seen to be signed by the device that was asked.
fn signed(
    one: &Biometric,
    (device, is_l0): (&DigitalId, bool),
    (trust, at): (&Trust, DateTime<Utc>),
) -> Result<BiometricData, SbiError> {
    let token = one.data.as_deref().ok_or(SbiError::Malformed)?;
    let opened = Opened::verify(token, trust, at)?;
    let data: BiometricData = opened.read()?;
    let id = Opened::verify(&data.digital_id, trust, at)?;
    // An L0 device has one key for both; above it the digital id is signed by the chip's own key.
    if is_l0 && !id.same_signer(&opened) {
        return Err(SbiError::OtherDevice);
    }
    if same_device(&id.read()?, device) {
        Ok(data)
    } else {
        Err(SbiError::OtherDevice)
    }
}

/// The moment of signing differs from answer to answer; everything else names the device.
fn same_device(one: &DigitalId, other: &DigitalId) -> bool {
    DeviceName::from(one) == DeviceName::from(other)
        && one.kind == other.kind
        && one.device_provider_id == other.device_provider_id
}

fn examine_site(data: &BiometricData, asked: &Asked) -> Result<CapturedSite, SbiError> {
    if data.transaction_id != asked.transaction {
        return Err(SbiError::OtherTransaction);
    }
    if data.purpose != REGISTRATION {
        return Err(SbiError::Malformed);
    }
    if data.bio_type != modality(asked.placement) {
        return Err(SbiError::OtherSite);
    }
    let site = data
        .bio_sub_type
        .as_deref()
        .and_then(site_of)
        .filter(|site| asked.sites.contains(site))
        .ok_or(SbiError::OtherSite)?;
    let record = decoded(&data.bio_value)?;
    let read = IsoRecord::read(&record)?;
    if read.site.is_some_and(|inside| inside != site) {
        return Err(SbiError::OtherSite);
    }
    Ok(CapturedSite {
        site,
        quality: quality(&data.quality_score).ok_or(SbiError::Malformed)?,
        record,
    })
}

/// Whole points: what is after the dot is below what any device measures.
fn quality(score: &str) -> Option<u8> {
    let whole = score.split('.').next()?;
    whole.parse().ok().filter(|points| *points <= 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quality_is_0_to_100_and_nothing_else() {
        let read = ["0", "41", "100", "81.9", "101", "-1", "NaN", "", "4e1"].map(quality);
        let right = [
            Some(0),
            Some(41),
            Some(100),
            Some(81),
            None,
            None,
            None,
            None,
            None,
        ];
        assert_eq!(read, right);
    }

    #[test]
    fn an_answer_without_a_site_is_one_in_which_nothing_was_seen() {
        let asked = Asked {
            placement: Placement::Thumbs,
            sites: Placement::Thumbs.sites().iter().copied().collect(),
            transaction: "one".to_owned(),
            previous: crate::first_hash(),
        };
        let device = DigitalId {
            serial_no: "1".into(),
            make: "m".into(),
            model: "m".into(),
            kind: Modality::Finger,
            device_sub_type: "Slap".into(),
            device_provider: "p".into(),
            device_provider_id: "1".into(),
            date_time: String::new(),
        };
        let empty = CaptureReply { biometrics: vec![] };
        let seen = examine(
            &empty,
            &asked,
            (&device, true),
            (&Trust::default(), DateTime::UNIX_EPOCH),
        );
        assert_eq!(seen, Err(SbiError::Fault(DeviceFault::NothingSeen)));
    }
}
