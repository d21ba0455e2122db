//! Who is expected, and who is at the desk already.

use std::collections::BTreeMap;

use rekam_domain::calendar;
use rekam_domain::enrollment::Earlier;
use rekam_domain::field::Field;
use rekam_domain::nik::Nik;
use rekam_domain::register::RegisterStatus;
use rekam_domain::role::Permission;
use rekam_domain::service::Service;
use rekam_protocol::ids::Serial;

use super::Desk;
use super::enroll::fresh_packet_id;
use crate::error::Error;
use crate::extract::Person;
use crate::lease;
use crate::store::drafts::DraftId;
use crate::store::worklist::{Expected, Taken};
use crate::worklist::{self, Pictured, RefusedRow};

/// How keys of people of the extract begin; those of lists are digits or begin with an x.
const OF_EXTRACT: &str = "e";
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
    /// What the register says of their recording, where there is an extract that has them.
    pub status: Option<RegisterStatus>,
    /// Whether a list expects them; else they were found in the extract.
    pub expected: bool,
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

    /// Residents by what is typed. First those whom a list expects, by the digits of a NIK or by beginnings of the words of a
    /// name, not recorded ones first; then people of the extract ([`Desk::find`]). Without a text, the first who are expected.
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
        let mut residents = Vec::new();
        for (listed, recorded_here) in found {
            let nik = listed.nik.as_deref().and_then(|nik| Nik::parse(nik).ok());
            residents.push(Resident {
                draft: listed.nik.as_ref().and_then(|nik| drafts.get(nik).copied()),
                service: self.probable_service(&listed),
                status: self.register_status(nik.as_ref())?,
                expected: true,
                recorded_here,
                listed,
            });
        }
        let room = usize::try_from(limit).unwrap_or(usize::MAX);
        for found in self.find(text, room)? {
            let nik = found.person.nik.as_ref().map(Nik::as_str);
            let known = residents
                .iter()
                .any(|known| nik.is_some() && known.listed.nik.as_deref() == nik);
            if !known && residents.len() < room {
                residents.push(self.resident(&found.person, &drafts)?);
            }
        }
        Ok(residents)
    }

    /// Somebody of the extract, as a list would name them.
    fn resident(
        &self,
        person: &Person,
        drafts: &BTreeMap<String, DraftId>,
    ) -> Result<Resident, Error> {
        let nik = person.nik.as_ref();
        let listed = Expected {
            key: format!("{OF_EXTRACT}{}", person.id),
            nik: nik.map(|nik| nik.as_str().to_owned()),
            folded: worklist::folded(&person.name),
            name: person.name.clone(),
            fields: self.told_of(person),
        };
        Ok(Resident {
            draft: listed.nik.as_ref().and_then(|nik| drafts.get(nik).copied()),
            service: self.probable_service(&listed),
            status: person.status,
            expected: false,
            recorded_here: nik
                .map(|nik| self.recorded_here(nik))
                .transpose()?
                .unwrap_or_default(),
            listed,
        })
    }

    /// The others of a [`Caution`](super::Caution), as residents.
    ///
    /// # Errors
    /// `role-not-allowed`, or what the store says.
    pub fn as_residents(&self, people: &[Person]) -> Result<Vec<Resident>, Error> {
        let drafts = self.drafts_by_nik()?;
        people
            .iter()
            .map(|person| self.resident(person, &drafts))
            .collect()
    }

    /// What is known of somebody by the key of a [`Resident`].
    ///
    /// # Errors
    /// `resident-unknown`, `role-not-allowed`, or what the store says.
    pub fn listed_of(&self, key: &str) -> Result<BTreeMap<Field, String>, Error> {
        self.may(Permission::Record)?;
        match key.strip_prefix(OF_EXTRACT).and_then(|id| id.parse().ok()) {
            Some(id) => Ok(self.told_of(&self.found(id)?)),
            None => Ok(self.store.expected_by(key)?.fields),
        }
    }

    /// Begins an enrollment with everything that the list or the extract says of a resident.
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
        let known = self.listed_of(key)?;
        self.store
            .start_draft_with(draft, service, &known, &self.operator, &self.now())?;
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
