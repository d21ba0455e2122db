//! What is inside a packet: the manifest, and the attachments it names.

use crate::{
    digest::Digest,
    ids::{OperatorId, PacketId, Serial, StationId},
    signed::Document,
    time::Stamp,
};
use rekam_domain::{
    aside::Aside,
    assistance::Assistance,
    biometric::{BiometricException, Site},
    change::Change,
    field::{Field, FieldValue},
    service::Service,
};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteArray;
use std::{collections::BTreeMap, fmt};

/// The signed statement of one operator: this is what I captured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Manifest {
    /// The packet this manifest was made for; equals the header.
    pub packet: PacketId,
    /// The station; equals the header.
    pub station: StationId,
    /// The serial number; equals the header.
    pub serial: Serial,
    /// Who captured it and signs here, whoever is logged in when it is sent.
    pub operator: OperatorId,
    /// Version of the program that made it, for example `rekam 0.1.0`.
    pub made_with: String,
    /// When it was sealed.
    pub sealed_at: Stamp,
    /// A record, or a canary.
    pub content: Content,
    /// The attachments, in the order of their bytes.
    pub attachments: Vec<AttachmentEntry>,
}

impl Document for Manifest {
    const CONTENT_TYPE: &'static str = "application/rekam-manifest+cbor";
}

/// What a packet carries.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Content {
    /// An enrollment.
    Record(Box<Record>),
    /// A test of the way: the province answers with the nonce, which it can only know by opening the packet.
    Canary {
        /// 16 random bytes.
        nonce: ByteArray<16>,
    },
}

/// One enrollment.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Record {
    /// What the resident came for (F-1.02).
    pub service: Service,
    /// What was asked of the resident (F-1.01), checked.
    pub fields: BTreeMap<Field, FieldValue>,
    /// Fingers and eyes that could not be captured, each with reason and approver.
    pub exceptions: Vec<BiometricException>,
    /// Fingers and eyes that a device captured, each once; left out where there is none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub biometrics: Vec<BiometricCapture>,
    /// The resident's approval of the portrait; absent where the service takes no photo.
    pub photo_approval: Option<PhotoApproval>,
    /// What is not as it should be in the photo, with the operator's reason for each; left out where there is nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photo_aside: Vec<PhotoAside>,
    /// Elements that change (F-1.06), each once; what they change to stands in `fields`. Left out where there is none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
    /// What the resident cannot do, and who or what stands in for it; left out where there is nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assistance: Option<Assistance>,
    /// When the resident agreed to the data as they were read back.
    pub read_back_agreed_at: Stamp,
    /// When the sitting began.
    pub started_at: Stamp,
    /// Why a second record of the same resident was made all the same, and who decided it.
    pub double_override: Option<DoubleOverride>,
}

impl Record {
    /// Whoever approved something of the record: an exception, a second recording, or that there is neither signature nor thumb
    /// mark.
    pub fn approvers(&self) -> impl Iterator<Item = &str> {
        let excepting = self
            .exceptions
            .iter()
            .filter_map(BiometricException::approver);
        let deciding = self.double_override.iter();
        let unmarked = self.assistance.iter();
        excepting
            .chain(deciding.map(|decision| decision.approver.as_str()))
            .chain(unmarked.filter_map(Assistance::unmarked_approver))
    }
}

impl fmt::Debug for Record {
    /// Shows nothing about the resident.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Record({:?}, {} fields)",
            self.service,
            self.fields.len()
        )
    }
}

/// A finger or an eye that a device captured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct BiometricCapture {
    /// Which.
    pub site: Site,
    /// The attachment that holds it.
    pub digest: Digest,
    /// The quality of the best try, as the device gave it, 0 to 100.
    pub quality: u8,
    /// How often it was tried.
    pub tries: u32,
    /// Make, model and serial number of the device.
    pub device: String,
    /// The version of the limits under which it was enough.
    pub limits: String,
}

/// A supervisor's decision to record somebody again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct DoubleOverride {
    /// The reason as the supervisor gave it.
    pub reason: String,
    /// The supervisor.
    pub approver: OperatorId,
}

/// The resident saw the portrait and said yes (Dukcapil letter 400.8.1.2/13999 of 11 October 2024).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PhotoApproval {
    /// When.
    pub at: Stamp,
    /// How many photos were taken until then, this one included.
    pub tries: u32,
    /// How many times the resident asked for another one; left out where it is none.
    #[serde(default, skip_serializing_if = "is_none")]
    pub refusals: u32,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over a reference"
)]
const fn is_none(count: &u32) -> bool {
    *count == 0
}

/// Something that is not as it should be in a photo that was kept all the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PhotoAside {
    /// The name under which the photographer knows it, for example `eyes-closed`.
    pub fault: String,
    /// Why the operator set it aside.
    pub because: Aside,
}

/// One attachment as the manifest names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct AttachmentEntry {
    /// What it is.
    pub role: AttachmentRole,
    /// For example `image/jpeg`.
    pub media_type: String,
    /// Length in bytes.
    pub length: u64,
    /// SHA-256 of its bytes.
    pub digest: Digest,
}

/// What an attachment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AttachmentRole {
    /// The photo as the camera gave it, untouched.
    PhotoOriginal,
    /// The portrait made from it.
    Portrait,
    /// The resident's signature.
    Signature,
    /// How the signature was written ([`crate::series`]).
    SignatureSeries,
    /// The thumb mark of who cannot sign, photographed.
    ThumbMark,
    /// The photo that shows why a finger or an eye could not be captured.
    ExceptionPhoto,
    /// A document that the service asks for.
    Document,
    /// A finger: a record of ISO/IEC 19794-4 as the device made it.
    Finger,
    /// An eye: a record of ISO/IEC 19794-6 as the device made it.
    Iris,
}

/// An attachment with its bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct Attachment {
    /// What it is.
    pub role: AttachmentRole,
    /// For example `image/jpeg`.
    pub media_type: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

impl Attachment {
    /// How the manifest names it.
    pub fn entry(&self) -> AttachmentEntry {
        AttachmentEntry {
            role: self.role,
            media_type: self.media_type.clone(),
            length: self.bytes.len() as u64,
            digest: Digest::of(&self.bytes),
        }
    }
}

impl fmt::Debug for Attachment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Attachment({:?}, {} bytes)", self.role, self.bytes.len())
    }
}
