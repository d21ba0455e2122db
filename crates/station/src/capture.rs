//! Where a capture stands in a draft: one place per kind, so that a new one takes the place of the old.

use std::fmt;
use std::str::FromStr;

use rekam_domain::biometric::Site;
use rekam_domain::service::DocumentKind;
use rekam_protocol::packet::AttachmentRole;

/// The place of a capture in its draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Slot {
    /// The photo as the camera gave it, untouched.
    PhotoOriginal,
    /// The portrait made from it.
    Portrait,
    /// The resident's signature.
    Signature,
    /// How it was written.
    SignatureSeries,
    /// The thumb mark of who cannot sign.
    ThumbMark,
    /// The photo that shows why a finger or an eye could not be captured.
    ExceptionPhoto,
    /// A paper, one place per kind.
    Document(DocumentKind),
    /// A finger or an eye, as a device captured it.
    Site(Site),
}

impl Slot {
    /// What the capture is called in the packet.
    #[must_use]
    pub const fn role(self) -> AttachmentRole {
        match self {
            Self::PhotoOriginal => AttachmentRole::PhotoOriginal,
            Self::Portrait => AttachmentRole::Portrait,
            Self::Signature => AttachmentRole::Signature,
            Self::SignatureSeries => AttachmentRole::SignatureSeries,
            Self::ThumbMark => AttachmentRole::ThumbMark,
            Self::ExceptionPhoto => AttachmentRole::ExceptionPhoto,
            Self::Document(_) => AttachmentRole::Document,
            Self::Site(Site::Finger(_)) => AttachmentRole::Finger,
            Self::Site(Site::Eye(_)) => AttachmentRole::Iris,
        }
    }
}

impl fmt::Display for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PhotoOriginal => f.write_str("photo-original"),
            Self::Portrait => f.write_str("portrait"),
            Self::Signature => f.write_str("signature"),
            Self::SignatureSeries => f.write_str("signature-series"),
            Self::ThumbMark => f.write_str("thumb-mark"),
            Self::ExceptionPhoto => f.write_str("exception-photo"),
            Self::Document(kind) => write!(f, "document/{kind}"),
            Self::Site(site) => write!(f, "site/{site}"),
        }
    }
}

/// No capture has this name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no capture has this name")]
pub struct UnknownSlot;

impl FromStr for Slot {
    type Err = UnknownSlot;

    fn from_str(name: &str) -> Result<Self, UnknownSlot> {
        match name {
            "photo-original" => Ok(Self::PhotoOriginal),
            "portrait" => Ok(Self::Portrait),
            "signature" => Ok(Self::Signature),
            "signature-series" => Ok(Self::SignatureSeries),
            "thumb-mark" => Ok(Self::ThumbMark),
            "exception-photo" => Ok(Self::ExceptionPhoto),
            _ => match name.split_once('/') {
                Some(("document", kind)) => {
                    kind.parse().map(Self::Document).map_err(|_| UnknownSlot)
                }
                Some(("site", site)) => site.parse().map(Self::Site).map_err(|_| UnknownSlot),
                Some(_) | None => Err(UnknownSlot),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_slot_reads_back_from_its_name() {
        let plain = [
            Slot::PhotoOriginal,
            Slot::Portrait,
            Slot::Signature,
            Slot::SignatureSeries,
            Slot::ThumbMark,
            Slot::ExceptionPhoto,
        ];
        let documents = DocumentKind::ALL.iter().copied().map(Slot::Document);
        let sites = Site::all().map(Slot::Site);
        for slot in plain.into_iter().chain(documents).chain(sites) {
            assert_eq!(slot.to_string().parse(), Ok(slot));
        }
        assert_eq!("document/".parse::<Slot>(), Err(UnknownSlot));
    }
}
