//! What should be known before somebody is recorded: the register says that they were recorded already, or knows somebody
//! under another NIK who is probably the same person. A second record is a supervisor's decision ([`Desk::allow_double`]).

use std::collections::BTreeMap;

use rekam_domain::calendar;
use rekam_domain::field::Field;
use rekam_domain::nik::Nik;
use rekam_domain::register::RegisterStatus;
use rekam_domain::role::Permission;
use rekam_domain::service::{PriorRecording, Service};

use super::Desk;
use crate::error::Error;
use crate::extract::Person;
use crate::store::drafts::DraftId;

/// What should be known of a resident before the capture begins.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Caution {
    /// What the register says of the recording of this NIK, where it says that there is one.
    pub recorded: Option<RegisterStatus>,
    /// People of the register with another NIK, the same birth date, and names of person and mother that sound alike.
    pub others: Vec<Person>,
}

impl std::fmt::Debug for Caution {
    /// Shows nothing about the resident.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Caution({} others)", self.others.len())
    }
}

impl Caution {
    /// Whether a supervisor must decide before this service is sealed: it is for those who were never recorded.
    #[must_use]
    pub fn forbids(&self, service: Service) -> bool {
        self.recorded.is_some() && service.prior_recording() == PriorRecording::MustNotExist
    }
}

impl Desk {
    /// What the register says that should be known of somebody, by what is typed or listed of them. Nothing where there is
    /// no extract.
    ///
    /// # Errors
    /// `role-not-allowed`, or what the store says.
    pub fn caution(&self, fields: &BTreeMap<Field, String>) -> Result<Caution, Error> {
        self.may(Permission::Record)?;
        let Some(extract) = self.extract()? else {
            return Ok(Caution::default());
        };
        let nik = fields.get(&Field::Nik).and_then(|nik| Nik::parse(nik).ok());
        let mut caution = Caution::default();
        let status = self.register_status(nik.as_ref())?;
        caution.recorded = status.filter(|status| status.is_recorded());
        let text = |name| fields.get(&name).map(String::as_str).unwrap_or_default();
        let born = calendar::parse_date(text(Field::BirthDate)).ok();
        let (name, mother) = (text(Field::FullName), text(Field::MotherName));
        if let Some(born) = born.filter(|_| !name.is_empty() && !mother.is_empty()) {
            caution.others = extract.alike(nik.as_ref(), name, born, mother)?;
        }
        Ok(caution)
    }

    /// What the register says of the recording of a NIK.
    pub(super) fn register_status(
        &self,
        nik: Option<&Nik>,
    ) -> Result<Option<RegisterStatus>, Error> {
        let (Some(nik), Some(extract)) = (nik, self.extract()?) else {
            return Ok(None);
        };
        let known = extract.by_nik(nik)?;
        Ok(known.iter().find_map(|person| person.status))
    }

    /// The same of a draft.
    ///
    /// # Errors
    /// `draft-unknown`, `role-not-allowed`, or what the store says.
    pub fn caution_of(&self, draft: DraftId) -> Result<Caution, Error> {
        let typed = self.fields(draft)?;
        let raw = typed.into_iter().map(|(name, typed)| (name, typed.raw));
        self.caution(&raw.collect())
    }

    /// What the extract tells of a person, as it would be typed.
    pub(crate) fn told_of(&self, person: &Person) -> BTreeMap<Field, String> {
        let mut told = BTreeMap::from([(Field::FullName, person.name.clone())]);
        if let Some(nik) = &person.nik {
            told.insert(Field::Nik, nik.as_str().to_owned());
            told.insert(Field::Sex, nik.sex().as_str().to_owned());
        }
        if let Some(born) = person.born {
            told.insert(Field::BirthDate, calendar::format_date(born));
        }
        if !person.mother.is_empty() {
            told.insert(Field::MotherName, person.mother.clone());
        }
        if let Some(village) = person.village {
            told.insert(Field::Village, village.code.clone());
        }
        told
    }
}
