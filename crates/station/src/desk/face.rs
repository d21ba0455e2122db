//! The station as a face device for other programs on this machine: off unless somebody who maintains it switches it on.

use chrono::{DateTime, Utc};
use rekam_domain::role::Permission;
use rekam_photo::{Component, Picture, decode, full_frontal, jp2, report};
use rekam_sbi::own::{FaceName, FaceShot, Refused, Signer};

use super::Desk;
use crate::error::Error;
use crate::store::StoreError;
use crate::store::audit::Event;
use crate::store::settings::Setting;

/// A full frontal image, and what it is worth.
pub struct Face {
    picture: Picture,
    /// 0 to 100.
    pub quality: u8,
    taken_at: DateTime<Utc>,
}

impl Face {
    /// All its pixels as another program is given them. This takes its time: it is for the one that is given, not for each that is seen.
    ///
    /// # Errors
    /// [`Refused::Camera`] where a side is longer than 32,768 pixels.
    pub fn shot(&self) -> Result<FaceShot, Refused> {
        let side = |pixels: u32| u16::try_from(pixels).map_err(|_| Refused::Camera);
        Ok(FaceShot {
            width: side(self.picture.width())?,
            height: side(self.picture.height())?,
            quality: self.quality,
            taken_at: self.taken_at,
            jp2: jp2(&self.picture).ok_or(Refused::Camera)?,
        })
    }
}

impl Desk {
    /// Makes the station a face device, with a new key where it has none that is good, or makes it none and forgets the key.
    ///
    /// # Errors
    /// `device-own` where no key can be made; `role-not-allowed`, or what the store says.
    pub fn switch_face_device(&self, on: bool) -> Result<(), Error> {
        self.may(Permission::Maintain)?;
        let now = self.now().wall;
        let kept = self.face_signer()?;
        if on && kept.is_some_and(|signer| signer.is_good(now)) {
            return Ok(());
        }
        let json = if on {
            let signer = Signer::make(&format!("Rekam {}", self.activation().station), now)?;
            serde_json::to_vec(&signer).map_err(|_| StoreError::Foreign("face device"))?
        } else {
            Vec::new()
        };
        self.store.set(Setting::FaceDevice, &json)?;
        let name = Setting::FaceDevice.name().to_owned();
        Ok(self.note(Event::SettingChanged { name })?)
    }

    /// The key with which the station signs as a face device; nothing where it is none.
    ///
    /// # Errors
    /// What the store says.
    pub fn face_signer(&self) -> Result<Option<Signer>, Error> {
        let json = self.store.setting(Setting::FaceDevice)?;
        let json = json.filter(|json| !json.is_empty());
        let signer = json.map(|json| serde_json::from_slice(&json)).transpose();
        Ok(signer.map_err(|_| StoreError::Foreign("face device"))?)
    }

    /// Who the station is as a face device.
    #[must_use]
    pub fn face_name(&self) -> FaceName {
        FaceName {
            serial: self.activation().station.to_string(),
            version: env!("CARGO_PKG_VERSION"),
        }
    }

    /// The full frontal image in a picture, and what it is worth: the lowest score among the components of the picture's report.
    /// Left out are those that follow the colour of the skin (a correct picture of dark skin has a luminance mean near 10), and the
    /// size of the head, which the cut sets. The room about the head is measured in the picture, before the cut.
    ///
    /// # Errors
    /// [`Refused::NothingSeen`] without a face; [`Refused::Camera`] where the picture cannot be read.
    pub fn face(&self, jpeg: &[u8]) -> Result<Face, Refused> {
        use Component::{HeadSize, LuminanceMean, LuminanceVariance};
        let picture = decode(jpeg).map_err(|_| Refused::Camera)?;
        let photographer = self.station.photographer().map_err(|_| Refused::Camera)?;
        let assessment = photographer.assess(&picture).map_err(|_| Refused::Camera)?;
        let face = assessment.face().ok_or(Refused::NothingSeen)?;
        let given = photographer
            .given(&picture, &assessment)
            .map_err(|_| Refused::Camera)?;
        let measured = report(&picture, &face.landmarks, &given).ok_or(Refused::NothingSeen)?;
        let scores = measured
            .iter()
            .filter(|one| !matches!(one.component, LuminanceMean | LuminanceVariance | HeadSize))
            .map(|one| one.score);
        Ok(Face {
            quality: scores.min().unwrap_or(0),
            taken_at: self.now().wall,
            picture: full_frontal(&picture, face),
        })
    }

    /// Logs that another program was given a face.
    ///
    /// # Errors
    /// What the store says.
    pub fn gave_face(&self) -> Result<(), Error> {
        Ok(self.note(Event::FaceGiven {})?)
    }
}
