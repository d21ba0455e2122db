//! What is behind the resident: the colour that the rule asks for, the cloth that was learned from the empty chair, and a
//! portrait that follows when birth date or citizenship change.

use std::sync::{MutexGuard, PoisonError};

use rekam_domain::background::Background;
use rekam_domain::enrollment::Refusal;
use rekam_domain::role::Permission;
use rekam_photo::{Assessment, Cloth, Picture, Portrait, PortraitError, PortraitSpec, decode};
use rekam_protocol::time::Stamp;

use super::preferences::BackgroundWay;
use super::{Desk, PhotoError};
use crate::capture::Slot;
use crate::error::Error;
use crate::facts::Facts;
use crate::store::captures::{NewCapture, Painted};
use crate::store::drafts::DraftId;

/// The cloth behind the chair, as it was learned. Kept while the program runs: nobody who starts a day with a new cloth
/// shall meet yesterday's.
#[derive(Debug, Clone)]
pub struct LearnedCloth {
    /// When.
    pub at: Stamp,
    /// The camera that saw it.
    pub camera: String,
    pub(crate) cloth: Cloth,
}

impl Desk {
    /// Learns the cloth behind the chair from a picture in which nobody sits, for portraits from now on.
    ///
    /// # Errors
    /// `cloth-somebody-there`, `cloth-not-plain`, `cloth-light`, what is wrong with the bytes, or `role-not-allowed`. An
    /// older cloth stays then.
    pub fn learn_cloth(&self, bytes: &[u8], camera: &str) -> Result<LearnedCloth, Error> {
        self.may_see_the_camera()?;
        let empty = decode(bytes).map_err(PhotoError::from)?;
        let cloth = self
            .station
            .photographer()?
            .learn_cloth(&empty)
            .map_err(PhotoError::from)?;
        let learned = LearnedCloth {
            at: self.now(),
            camera: camera.to_owned(),
            cloth,
        };
        *self.held_cloth() = Some(learned.clone());
        Ok(learned)
    }

    /// The cloth that was learned last.
    #[must_use]
    pub fn cloth(&self) -> Option<LearnedCloth> {
        self.held_cloth().clone()
    }

    /// Who records and who maintains: both stand before the camera.
    fn may_see_the_camera(&self) -> Result<(), Refusal> {
        self.may(Permission::Record)
            .or_else(|_| self.may(Permission::Maintain))
    }

    fn held_cloth(&self) -> MutexGuard<'_, Option<LearnedCloth>> {
        let held = self.station.cloth.lock();
        held.unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes the portrait as this desk makes it, for a resident with these facts.
    pub(super) fn portray(
        &self,
        facts: &Facts,
        picture: &Picture,
        assessment: &Assessment,
    ) -> Result<Result<(Portrait, Option<Painted>), PortraitError>, Error> {
        let photographer = self.station.photographer()?;
        let way = self.preferences()?.background;
        let wanted = facts.background(self.day_of(&facts.draft));
        let Some(wanted) = wanted.filter(|_| way != BackgroundWay::AsItIs) else {
            let made = photographer.portrait(picture, assessment, &PortraitSpec::ktp());
            return Ok(made.map(|portrait| (portrait, None)));
        };
        let spec = PortraitSpec::ktp().with_background(wanted.rgb());
        let cloth = self.cloth().filter(|_| way == BackgroundWay::Cloth);
        let made = match cloth {
            Some(learned) => {
                photographer.portrait_before(&learned.cloth, picture, assessment, &spec)
            }
            None => photographer.portrait(picture, assessment, &spec),
        };
        Ok(made.map(|portrait| {
            let painted = Painted {
                background: wanted,
                how: portrait.behind,
            };
            (portrait, Some(painted))
        }))
    }

    /// Makes the portrait again from the original where the rule asks for another colour by now; its approval ends.
    pub(super) fn follow_background(&self, draft: DraftId) -> Result<(), Error> {
        let facts = self.facts(draft)?;
        let wanted = facts.background(self.day_of(&facts.draft));
        if !facts.captures.contains_key(&Slot::Portrait) || !self.is_other(&facts, wanted)? {
            return Ok(());
        }
        let Some(original) = self.captured(draft, Slot::PhotoOriginal)? else {
            return Ok(());
        };
        let picture = decode(&original.bytes).map_err(PhotoError::from)?;
        let photographer = self.station.photographer()?;
        let assessment = photographer.assess(&picture).map_err(PhotoError::from)?;
        let (portrait, painted) = self
            .portray(&facts, &picture, &assessment)?
            .map_err(PhotoError::from)?;
        let made = NewCapture {
            slot: Slot::Portrait,
            media_type: "image/jpeg",
            bytes: &portrait.jpeg,
        };
        self.require_room(draft, &[made])?;
        Ok(self
            .store
            .remake_portrait(draft, &made, painted, &self.operator, &self.now())?)
    }

    /// Whether the portrait has another background than it would be given now. One that was left as it was seen stays so
    /// at a desk that leaves it.
    fn is_other(&self, facts: &Facts, wanted: Option<Background>) -> Result<bool, Error> {
        let has = facts.draft.painted.map(|painted| painted.background);
        Ok(match (has, wanted) {
            (_, None) => false,
            (Some(has), Some(wanted)) => has != wanted,
            (None, Some(_)) => self.preferences()?.background != BackgroundWay::AsItIs,
        })
    }
}
