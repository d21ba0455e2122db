//! The double hint: does the face of a draft resemble one that was recorded on this trip, or one of the list?
//!
//! Off unless the province switched it on. Then a template is kept of each photo, in the encrypted store, from the first
//! record until the day is closed or the lease ends. A hint is advice: nothing waits for it and nothing fails with it.

use rekam_domain::field::Field;
use rekam_domain::role::Permission;
use rekam_photo::{
    Face, HINT_FROM, Picture, Resemblance, Template, decode, false_hint_chance, most_alike,
};
use rekam_protocol::ids::Serial;
use rekam_protocol::time::Stamp;

use super::{Desk, PhotoError};
use crate::error::Error;
use crate::store::StoreError;
use crate::store::audit::Among;
use crate::store::drafts::DraftId;
use crate::store::templates::{Forgotten, Owner};

/// Whom a face resembles. Of a sealed record only its number and time are known.
#[derive(Clone, PartialEq)]
pub enum Alike {
    /// A record of this trip.
    Record {
        /// Its number.
        serial: Serial,
        /// When it was sealed.
        sealed_at: Stamp,
    },
    /// An expected resident.
    Listed {
        /// The name as listed.
        name: String,
    },
}

/// A hint.
#[derive(Clone, PartialEq)]
pub struct Hint {
    /// Whom the face resembles most.
    pub alike: Alike,
    /// Whether it resembles them very much.
    pub strong: bool,
    /// Faces that it was compared with.
    pub compared: u32,
    /// The chance that a stranger gets a hint among so many, 0 to 1.
    pub false_chance: f64,
}

impl std::fmt::Debug for Hint {
    /// Shows nothing about the resident.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Hint(strong: {}, of {})", self.strong, self.compared)
    }
}

impl Desk {
    /// Whether the province switched the double hint on, and the lease still runs.
    #[must_use]
    pub fn hints(&self) -> bool {
        let activation = self.activation();
        activation.double_hint && self.today() <= activation.lease.until
    }

    /// Whom the face of a draft resembles; nothing where the hint is off, there is no photo, or nobody is like it.
    /// Records and list entries of the draft's own NIK are left out: the check for doubles speaks of them.
    ///
    /// # Errors
    /// `role-not-allowed`, or what the store says.
    pub fn hint(&self, draft: DraftId) -> Result<Option<Hint>, Error> {
        self.may(Permission::Record)?;
        if !self.hints() {
            self.forget_templates_unless_allowed()?;
            return Ok(None);
        }
        let Some(face) = self.store.draft_template(draft)? else {
            return Ok(None);
        };
        let fields = self.store.fields(draft)?;
        let typed = |field| fields.get(&field).map(|typed| typed.raw.as_str());
        let nik: Option<String> = typed(Field::Nik).map(|raw| raw.split_whitespace().collect());
        let folded = typed(Field::FullName).map(rekam_worklist::folded);
        let gallery = self
            .store
            .gallery(nik.as_deref(), folded.as_deref().unwrap_or_default())?;
        let faces = gallery.iter().map(|(_, template)| template);
        let Some((place, similarity)) = most_alike(&face, faces, HINT_FROM) else {
            return Ok(None);
        };
        let Some((owner, _)) = gallery.get(place) else {
            return Ok(None);
        };
        let compared = u32::try_from(gallery.len()).unwrap_or(u32::MAX);
        Ok(Some(Hint {
            alike: self.alike(owner)?,
            strong: Resemblance::of(similarity) == Resemblance::Strong,
            compared,
            false_chance: false_hint_chance(compared),
        }))
    }

    fn alike(&self, owner: &Owner) -> Result<Alike, Error> {
        match owner {
            Owner::Record(serial) => {
                let line = self.store.day_book_line(*serial)?;
                let line = line.ok_or(StoreError::PacketUnknown)?;
                Ok(Alike::Record {
                    serial: *serial,
                    sealed_at: line.sealed_at,
                })
            }
            Owner::Listed(key) => Ok(Alike::Listed {
                name: self.store.expected_by(key)?.name,
            }),
        }
    }

    /// Ends the trip, the planned one too: every template is deleted, and that they are is logged. Returns how many they were.
    ///
    /// # Errors
    /// `role-not-allowed`, or what the store says.
    pub fn close_trip(&self) -> Result<u32, Error> {
        self.may(Permission::Record)?;
        let gone =
            self.store
                .forget_templates(Forgotten::DayClosed, Some(&self.operator), &self.now())?;
        // Best effort, as after a seal; the log is wiped again when the desk is locked.
        let _ = self.store.wipe_traces();
        Ok(gone)
    }

    /// Deletes what may no longer be kept: the hint is off, or the lease is over.
    pub(super) fn forget_templates_unless_allowed(&self) -> Result<(), Error> {
        if !self.hints()
            && self
                .store
                .forget_templates(Forgotten::NotAllowed, None, &self.now())?
                > 0
        {
            let _ = self.store.wipe_traces();
        }
        Ok(())
    }

    /// Keeps the face of a photo that gave a portrait, and logs a hint that it gives.
    pub(super) fn remember_face(
        &self,
        draft: DraftId,
        picture: &Picture,
        face: &Face,
    ) -> Result<(), Error> {
        if !self.hints() {
            return self.forget_templates_unless_allowed();
        }
        // First the old one goes: a face that cannot be measured must not leave another's in its place.
        self.store.remove_draft_template(draft)?;
        let likeness = self.station.likeness()?;
        let template = likeness.template(picture, face).map_err(PhotoError::from)?;
        self.store.put_draft_template(draft, &template)?;
        if let Some(hint) = self.hint(draft)? {
            let among = match hint.alike {
                Alike::Record { .. } => Among::Records,
                Alike::Listed { .. } => Among::List,
            };
            self.store
                .note_hint(draft, among, &self.operator, &self.now())?;
        }
        Ok(())
    }

    /// The face in a picture of the list; nothing where it is none, or shows nobody or several.
    pub(super) fn listed_face(&self, bytes: &[u8]) -> Result<Option<Template>, Error> {
        let Ok(picture) = decode(bytes) else {
            return Ok(None);
        };
        let photographer = self.station.photographer()?;
        let assessment = photographer.assess(&picture).map_err(PhotoError::from)?;
        let [face] = assessment.faces.as_slice() else {
            return Ok(None);
        };
        let likeness = self.station.likeness()?;
        Ok(Some(
            likeness
                .template(&picture, face)
                .map_err(PhotoError::from)?,
        ))
    }
}
