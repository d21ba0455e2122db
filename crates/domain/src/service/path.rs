//! The way through the desk for one applicant of one service.

use super::rows::Steps;
use super::{PriorRecording, Requirement, Service, Step};
use crate::calendar::age_on;
use crate::citizenship::Citizenship;
use chrono::NaiveDate;

/// KIA without a photo is valid to this birthday; from then on a photo is needed (Permendagri 2/2016).
pub(crate) const KIA_PHOTO_AGE: u32 = 5;

/// What a service needs to know of a resident to choose steps and papers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Applicant {
    /// Date of birth, from a document if there is one.
    pub birth_date: NaiveDate,
    /// Citizenship.
    pub citizenship: Citizenship,
    /// Whether the person is or was married.
    pub ever_married: bool,
    /// The day of recording.
    pub on: NaiveDate,
}

impl Applicant {
    /// Age in whole years on the day of recording.
    pub fn age(&self) -> u32 {
        age_on(self.birth_date, self.on)
    }

    pub(crate) fn is_under_five(&self) -> bool {
        self.age() < KIA_PHOTO_AGE
    }
}

/// Steps and papers of one applicant.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Path {
    /// The service.
    pub service: Service,
    /// Steps in the order in which they are taken; always ends with the read-back.
    pub steps: Vec<Step>,
    /// Papers that concern this applicant.
    pub documents: Vec<Requirement>,
    /// What must be true of earlier recordings.
    pub prior: PriorRecording,
}

impl Path {
    /// Whether the step belongs to this path.
    pub fn needs(&self, step: Step) -> bool {
        self.steps.contains(&step)
    }

    /// Papers without which the record is not complete.
    pub fn mandatory_documents(&self) -> impl Iterator<Item = &Requirement> {
        self.documents
            .iter()
            .filter(|requirement| requirement.is_mandatory())
    }
}

impl Service {
    /// The steps and papers for this applicant.
    pub fn path(self, applicant: &Applicant) -> Path {
        let row = self.row();
        let steps = match row.steps {
            Steps::Same(steps) => steps,
            Steps::ByAge { under_five, .. } if applicant.is_under_five() => under_five,
            Steps::ByAge { from_five, .. } => from_five,
        };
        let documents = row
            .requirements
            .iter()
            .filter(|requirement| requirement.when.holds(applicant));
        Path {
            service: self,
            steps: steps.to_vec(),
            documents: documents.copied().collect(),
            prior: row.prior,
        }
    }
}
