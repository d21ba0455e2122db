//! The photo: decode, assess, make the portrait, keep both; then the resident approves it.

use std::collections::BTreeSet;

use rekam_domain::aside::{Aside, AsideReason, NoteError};
use rekam_domain::code::ErrorCode;
use rekam_domain::enrollment::Refusal;
use rekam_domain::role::Permission;
use rekam_domain::service::Step;
use rekam_photo::{
    Assessment, ClothError, FaceModels, Fault, InferenceError, ModelsError, Notice, Photographer,
    Picture, PictureError, Portrait, PortraitError, Verdict, decode,
};
use serde::Serialize;

use super::Desk;
use crate::capture::Slot;
use crate::error::Error;
use crate::store::captures::{NewCapture, NewPhoto, Painted};
use crate::store::drafts::DraftId;
use crate::store::faults::PhotoFaults;
use crate::store::marks::Agreement;

/// Why a photo could not even be looked at. Nothing was kept or counted.
#[derive(Debug, thiserror::Error)]
pub enum PhotoError {
    /// The bytes are no picture, cut short, or too large.
    #[error(transparent)]
    Picture(#[from] PictureError),
    /// The face models in the program are damaged.
    #[error(transparent)]
    Models(#[from] ModelsError),
    /// A network failed: a fault of the program.
    #[error(transparent)]
    Inference(#[from] InferenceError),
    /// The picture of the empty chair shows no cloth.
    #[error(transparent)]
    Cloth(#[from] ClothError),
    /// The portrait cannot be made again.
    #[error(transparent)]
    Portrait(#[from] PortraitError),
}

impl PhotoError {
    /// The code that people and scripts see.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Picture(error) => error.code(),
            Self::Models(error) => error.code(),
            Self::Inference(error) => error.code(),
            Self::Cloth(error) => error.code(),
            Self::Portrait(error) => error.code(),
        }
    }
}

/// What came of a photo.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PhotoTaken {
    /// Faces and measures, for the screen.
    pub assessment: Assessment,
    /// All that is wrong with the picture, the first thing first: to be put right, or to be set aside with a reason.
    pub faults: Vec<Fault>,
    /// Signs of a photo of a photo, to be looked at; they hold nothing up.
    pub notices: Vec<Notice>,
    /// What to tell the operator; nothing where there is a portrait now.
    pub wrong: Option<ErrorCode>,
    /// Photos taken of this resident, this one included.
    pub tries: u32,
}

impl PhotoTaken {
    /// Whether original and portrait are stored now.
    #[must_use]
    pub const fn is_kept(&self) -> bool {
        self.wrong.is_none()
    }
}

impl Desk {
    /// Looks at a photo. A good one is kept, original and portrait side by side, in the place of an older one, whose
    /// approval ends with it, as does what was set aside in it; one that gives no portrait is counted and logged, and what
    /// was there before stays.
    ///
    /// # Errors
    /// Bytes that are no picture, are cut short or have more than 50 megapixels; `step-not-in-path` where the service
    /// takes no photo; `record-too-large`, `role-not-allowed`, `draft-unknown`, or what the store says.
    pub fn take_photo(&self, draft: DraftId, bytes: &[u8]) -> Result<PhotoTaken, Error> {
        self.may(Permission::Record)?;
        let facts = self.facts(draft)?;
        if !self.path_of(&facts)?.needs(Step::Photo) {
            return Err(Refusal::StepNotInPath.into());
        }
        let picture = decode(bytes).map_err(PhotoError::from)?;
        let photographer = self.station.photographer()?;
        let assessment = photographer.assess(&picture).map_err(PhotoError::from)?;
        let faults = photographer
            .faults(&picture, &assessment)
            .map_err(PhotoError::from)?;
        let notices = photographer
            .notices(&picture, &assessment)
            .map_err(PhotoError::from)?;
        let portrait = self
            .portray(&facts, &picture, &assessment)?
            .and_then(|made| fit_to_be_kept(made, &faults));
        let (wrong, tries) = match portrait {
            Ok(made) => {
                let tries = self.keep(draft, bytes, &made, &faults)?;
                if let Some(face) = assessment.face() {
                    // A hint is advice: what keeps it from being made never costs the photo.
                    if let Err(error) = self.remember_face(draft, &picture, face) {
                        tracing::warn!(code = %error.code(), "no double hint");
                    }
                }
                (None, tries)
            }
            Err(error) => (Some(error.code()), self.count(draft, &error)?),
        };
        Ok(PhotoTaken {
            assessment,
            faults,
            notices,
            wrong,
            tries,
        })
    }

    /// The same with the best of several frames of one burst, where faults of `set_aside` count for nothing. Frames that
    /// are cut short are passed over.
    ///
    /// # Errors
    /// As for [`Desk::take_photo`]; where no frame is whole, what is wrong with the last.
    pub fn take_burst(
        &self,
        draft: DraftId,
        frames: &[&[u8]],
        set_aside: &BTreeSet<Fault>,
    ) -> Result<PhotoTaken, Error> {
        let (whole, pictures): (Vec<&[u8]>, Vec<Picture>) = frames
            .iter()
            .filter_map(|frame| Some((*frame, decode(frame).ok()?)))
            .unzip();
        let photographer = self.station.photographer()?;
        let best = photographer
            .best(&pictures, set_aside)
            .map_err(PhotoError::from)?;
        let best = best.and_then(|number| whole.get(number)).or(frames.last());
        self.take_photo(draft, best.copied().unwrap_or_default())
    }

    /// What is not as it should be in the photo that is kept, the first thing first, and why it was set aside.
    ///
    /// # Errors
    /// `role-not-allowed`, `draft-unknown`, or what the store says.
    pub fn photo_faults(&self, draft: DraftId) -> Result<PhotoFaults, Error> {
        self.may(Permission::Record)?;
        Ok(self.facts(draft)?.faults)
    }

    /// Sets faults of the photo that is kept aside, with one reason; those that it does not have are passed over.
    ///
    /// # Errors
    /// `reason-empty` where the reason needs a note or the note is too long; `not-in-this-state` where the photo has none of
    /// these faults; `role-not-allowed`, `draft-unknown`, or what the store says.
    pub fn set_aside(
        &self,
        draft: DraftId,
        faults: &[Fault],
        reason: AsideReason,
        note: &str,
    ) -> Result<(), Error> {
        let known = self.photo_faults(draft)?;
        if !faults.iter().any(|fault| known.contains_key(fault)) {
            return Err(Refusal::NotInThisState.into());
        }
        let aside = Aside::new(reason, note).map_err(|NoteError| Error::Reason)?;
        Ok(self
            .store
            .set_aside(draft, faults, &aside, &self.operator, &self.now())?)
    }

    /// Logs that the resident approved the portrait that is stored now.
    ///
    /// # Errors
    /// `steps-missing` where there is no portrait yet; `photo-faults-open` where something in it is neither put right nor
    /// [set aside](Desk::set_aside); `store-damaged`, `role-not-allowed`, `draft-unknown`, or what the
    /// store says.
    pub fn approve_photo(&self, draft: DraftId) -> Result<(), Error> {
        let portrait = self
            .captured(draft, Slot::Portrait)?
            .ok_or(Refusal::StepsMissing)?;
        if self.photo_faults(draft)?.values().any(Option::is_none) {
            return Err(Refusal::PhotoFaultsOpen.into());
        }
        Ok(self.store.agree(
            draft,
            Agreement::Photo,
            portrait.digest,
            &self.operator,
            &self.now(),
        )?)
    }

    /// Counts and logs that the resident wants another photo. The one that is stored stays until then, unapproved.
    ///
    /// # Errors
    /// `role-not-allowed`, `draft-unknown`, or what the store says.
    pub fn refuse_photo(&self, draft: DraftId) -> Result<(), Error> {
        self.may(Permission::Record)?;
        Ok(self
            .store
            .refuse_photo(draft, &self.operator, &self.now())?)
    }

    fn keep(
        &self,
        draft: DraftId,
        bytes: &[u8],
        (portrait, painted): &(Portrait, Option<Painted>),
        faults: &[Fault],
    ) -> Result<u32, Error> {
        let original = NewCapture {
            slot: Slot::PhotoOriginal,
            media_type: media_type(bytes),
            bytes,
        };
        let made = NewCapture {
            slot: Slot::Portrait,
            media_type: "image/jpeg",
            bytes: &portrait.jpeg,
        };
        let pictures = [original, made];
        self.require_room(draft, &pictures)?;
        Ok(self.store.put_photo(
            draft,
            &NewPhoto {
                verdict: &kept_verdict(faults),
                pictures: &pictures,
                faults,
                painted: *painted,
            },
            &self.operator,
            &self.now(),
        )?)
    }

    fn count(&self, draft: DraftId, error: &PortraitError) -> Result<u32, Error> {
        let verdict = match error {
            PortraitError::NotAcceptable(Verdict::NoFace) => "no-face",
            PortraitError::NotAcceptable(Verdict::SeveralFaces) => "several-faces",
            PortraitError::NotAcceptable(Verdict::TooSmall) => "too-small",
            PortraitError::NearEdge { .. } => "near-edge",
            PortraitError::NotAcceptable(Verdict::Acceptable)
            | PortraitError::ByteBudget
            | PortraitError::OtherPicture
            | PortraitError::Drawing => "no-portrait",
        };
        let nothing_kept = NewPhoto {
            verdict,
            pictures: &[],
            faults: &[],
            painted: None,
        };
        Ok(self
            .store
            .put_photo(draft, &nothing_kept, &self.operator, &self.now())?)
    }
}

/// A portrait with a fault that nobody may set aside is none. Only a face that is too near still gives one.
fn fit_to_be_kept(
    made: (Portrait, Option<Painted>),
    faults: &[Fault],
) -> Result<(Portrait, Option<Painted>), PortraitError> {
    if faults.iter().all(|fault| fault.may_be_set_aside()) {
        Ok(made)
    } else {
        Err(PortraitError::NearEdge {
            share: made.0.invented_share,
        })
    }
}

/// What the log says of a picture that gave a portrait: `acceptable`, or what was wrong with it all the same.
fn kept_verdict(faults: &[Fault]) -> String {
    if faults.is_empty() {
        return "acceptable".to_owned();
    }
    let names: Vec<&str> = faults.iter().map(|fault| fault.name()).collect();
    format!("with {}", names.join(", "))
}

/// What kind of picture the bytes are; only these two kinds decode.
fn media_type(bytes: &[u8]) -> &'static str {
    if bytes.starts_with(b"\x89PNG") {
        "image/png"
    } else {
        "image/jpeg"
    }
}

/// A photographer with the models that are part of the program.
pub(crate) fn photographer() -> Result<Photographer, PhotoError> {
    Ok(Photographer::new(FaceModels::embedded()?))
}
