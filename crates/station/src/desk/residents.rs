//! Who is expected, and who is at the desk already.

use std::collections::BTreeMap;

use rekam_domain::calendar;
use rekam_domain::enrollment::Earlier;
use rekam_domain::field::Field;
use rekam_domain::role::Permission;
use rekam_domain::service::Service;
use rekam_protocol::ids::Serial;

use super::Desk;
use super::enroll::fresh_packet_id;
use crate::error::Error;
use crate::lease;
use crate::store::drafts::DraftId;
use crate::store::worklist::{Expected, Taken};
use crate::worklist::{self, Pictured, RefusedRow};

/// From this age on somebody is recorded for a KTP-el, which is printed at 17 (domain.md, *recording only*).
const KTP_RECORDING_AGE: u32 = 16;

/// What became of a list.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct WorklistReport {
    /// Residents whom no list named before.
    pub new: u32,
    /// Residents of whom the list says something else than before.
    pub changed: u32,
    /// Residents who were known just so.
    pub same: u32,
    /// Rows that were not taken.
    pub refused: Vec<RefusedRow>,
    /// Faces of the list with which photos will be compared: none where the double hint is off.
    pub faces: u32,
    /// Pictures that the list names and that are not there, or show nobody or several people.
    pub faceless: u32,
}

/// Somebody who was found.
#[derive(Clone, PartialEq, Eq)]
pub struct Resident {
    /// Who it is in the list.
    pub listed: Expected,
    /// Serial numbers under which this station recorded the NIK.
    pub recorded_here: Vec<Serial>,
    /// The draft that is open for the NIK.
    pub draft: Option<DraftId>,
    /// What they probably come for, by their age.
    pub service: Option<Service>,
}

impl std::fmt::Debug for Resident {
    /// Shows nothing about the resident.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Resident")
    }
}

impl Desk {
    /// Takes in a list of expected residents.
    ///
    /// # Errors
    /// `worklist-header`, `worklist-too-large`, `role-not-allowed`, `lease-over`, or what the store says. Either all rows
    /// that can be taken are, or none.
    pub fn take_in_worklist(&self, list: &[u8]) -> Result<WorklistReport, Error> {
        self.take_in_worklist_with(list, &mut |_| None)
    }

    /// The same with pictures: `picture` gives the bytes of a file beside the list. It is asked only where the double hint
    /// is on.
    ///
    /// # Errors
    /// As for [`Desk::take_in_worklist`]; a picture never refuses its row.
    pub fn take_in_worklist_with(
        &self,
        list: &[u8],
        picture: &mut dyn FnMut(&str) -> Option<Vec<u8>>,
    ) -> Result<WorklistReport, Error> {
        self.may(Permission::Record)?;
        lease::may_begin(&self.activation().lease, 0, self.today())?;
        let read = worklist::read(list, self.today())?;
        let taken = self
            .store
            .take_in_worklist(&read.rows, &self.operator, &self.now())?;
        let (faces, faceless) = self.take_in_faces(&read.pictures, picture)?;
        let count = |wanted| {
            let count = taken.iter().filter(|taken| **taken == wanted).count();
            u32::try_from(count).unwrap_or(u32::MAX)
        };
        Ok(WorklistReport {
            new: count(Taken::New),
            changed: count(Taken::Changed),
            same: count(Taken::Same),
            refused: read.refused,
            faces,
            faceless,
        })
    }

    /// Keeps the faces of listed pictures; returns how many, and how many pictures gave none.
    fn take_in_faces(
        &self,
        pictures: &[Pictured],
        picture: &mut dyn FnMut(&str) -> Option<Vec<u8>>,
    ) -> Result<(u32, u32), Error> {
        if !self.hints() {
            return Ok((0, 0));
        }
        let mut faces = Vec::new();
        for Pictured { key, file } in pictures {
            let face = picture(file).map(|bytes| self.listed_face(&bytes));
            if let Some(face) = face.transpose()?.flatten() {
                faces.push((key.clone(), face));
            }
        }
        self.store.put_listed_templates(&faces)?;
        let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        Ok((count(faces.len()), count(pictures.len() - faces.len())))
    }

    /// Expected residents by the digits of a NIK or by beginnings of the words of a name; those who are not recorded
    /// first. Without a text, the first who are expected.
    ///
    /// # Errors
    /// `role-not-allowed`, or what the store says.
    pub fn residents(&self, text: &str, limit: u32) -> Result<Vec<Resident>, Error> {
        self.may(Permission::Record)?;
        let is_nik = text.chars().any(|letter| letter.is_ascii_digit())
            && text
                .chars()
                .all(|letter| letter.is_ascii_digit() || letter.is_whitespace());
        let (digits, words) = if is_nik {
            (text.split_whitespace().collect(), Vec::new())
        } else {
            (String::new(), worklist::words(text))
        };
        let drafts = self.drafts_by_nik()?;
        let found = self.store.expected(&digits, &words, limit)?;
        Ok(found
            .into_iter()
            .map(|(listed, recorded_here)| Resident {
                draft: listed.nik.as_ref().and_then(|nik| drafts.get(nik).copied()),
                service: self.probable_service(&listed),
                recorded_here,
                listed,
            })
            .collect())
    }

    /// Begins an enrollment with everything that the list says of a resident.
    ///
    /// # Errors
    /// `resident-unknown`; `recorded-before` and `never-recorded` where the service forbids the answer (no draft is left
    /// then); as [`Desk::start`].
    pub fn start_from(
        &self,
        key: &str,
        service: Service,
        earlier: Earlier,
    ) -> Result<DraftId, Error> {
        self.may(Permission::Record)?;
        let used = self.store.records_under_lease()?;
        lease::may_begin(&self.activation().lease, used, self.today())?;
        let draft = fresh_packet_id()?;
        self.store
            .start_draft_from(draft, service, key, &self.operator, &self.now())?;
        self.answered(draft, earlier)
    }

    /// Keeps the answer about earlier recordings of a draft that was begun just now; one that the service forbids leaves
    /// no draft behind.
    fn answered(&self, draft: DraftId, earlier: Earlier) -> Result<DraftId, Error> {
        if let Err(error) = self.identify(draft, earlier) {
            // Best effort: a draft that stays is shown on the first screen, where it can be thrown away.
            let _ = self.discard(draft, rekam_domain::enrollment::DiscardReason::Mistake);
            return Err(error);
        }
        Ok(draft)
    }

    fn probable_service(&self, listed: &Expected) -> Option<Service> {
        let born = calendar::parse_date(listed.fields.get(&Field::BirthDate)?).ok()?;
        Some(
            if calendar::age_on(born, self.today()) < KTP_RECORDING_AGE {
                Service::KiaNew
            } else {
                Service::KtpNew
            },
        )
    }

    /// The open drafts by the digits of their NIK.
    fn drafts_by_nik(&self) -> Result<BTreeMap<String, DraftId>, Error> {
        let mut found = BTreeMap::new();
        for draft in self.store.drafts()? {
            if let Some(nik) = self.store.fields(draft.id)?.get(&Field::Nik) {
                found.insert(nik.raw.split_whitespace().collect(), draft.id);
            }
        }
        Ok(found)
    }

    /// Lists go with the lease under which they were given.
    pub(super) fn forget_old_worklist(&self) -> Result<(), Error> {
        if self.today() > self.activation().lease.until {
            self.store.forget_worklist(&self.now())?;
        }
        Ok(())
    }
}
