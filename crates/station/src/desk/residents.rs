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
use rekam_worklist::Expected;

use super::Desk;
use super::enroll::fresh_packet_id;
use crate::error::Error;
use crate::extract::Person;
use crate::lease;
use crate::store::drafts::DraftId;

/// How keys of people of the extract begin; those of lists are digits or begin with an x.
const OF_EXTRACT: &str = "e";
/// From this age on somebody is recorded for a KTP-el, which is printed at 17 (domain.md, *recording only*).
const KTP_RECORDING_AGE: u32 = 16;

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
    /// What the register says of their recording: the extract, or the list that names them.
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
            (String::new(), rekam_worklist::words(text))
        };
        let drafts = self.drafts_by_nik()?;
        let mut residents = self.as_expected(self.store.expected(&digits, &words, limit)?)?;
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

    /// Rows of the lists, with what else is known of them.
    pub(super) fn as_expected(
        &self,
        found: Vec<(Expected, Vec<Serial>)>,
    ) -> Result<Vec<Resident>, Error> {
        let drafts = self.drafts_by_nik()?;
        let row = |(listed, recorded_here): (Expected, _)| {
            let nik = listed.nik.as_deref().and_then(|nik| Nik::parse(nik).ok());
            Ok(Resident {
                draft: listed.nik.as_ref().and_then(|nik| drafts.get(nik).copied()),
                service: self.probable_service(&listed),
                status: self.register_status(nik.as_ref())?.or(listed.status),
                expected: true,
                recorded_here,
                listed,
            })
        };
        found.into_iter().map(row).collect()
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
            folded: rekam_worklist::folded(&person.name),
            name: person.name.clone(),
            fields: self.told_of(person),
            school: None,
            bed_visit: false,
            status: None,
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
            .start_draft_with(draft, service, key, &known, &self.operator, &self.now())?;
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
}
