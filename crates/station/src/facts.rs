//! What the store knows of one draft, and what that means: how far it is and what is still missing.
//!
//! Progress is never stored. It is worked out from the stored bytes each time by playing them to the domain's state
//! machine, so it cannot disagree with them: a portrait that was replaced is not approved, a field that was changed
//! is not read back.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike as _, Days, NaiveDate};
use rekam_domain::aside::Aside;
use rekam_domain::assistance::{Assistance, Mark as OwnMark};
use rekam_domain::background::Background;
use rekam_domain::biometric::{BiometricException, Limits, Site, SitesStand};
use rekam_domain::change::Change;
use rekam_domain::citizenship::Citizenship;
use rekam_domain::code::{ErrorCode, Language};
use rekam_domain::eligibility;
use rekam_domain::enrollment::{Event, Refusal, State};
use rekam_domain::field::{self, Field, FieldValue};
use rekam_domain::resident::Biodata;
use rekam_domain::role::Role;
use rekam_domain::service::{Applicant, DocumentKind, Path, Step};
use rekam_protocol::cbor;
use rekam_protocol::digest::Digest;
use rusqlite::Connection;
use serde::Serialize;

use crate::capture::Slot;
use crate::store::audit::Standing;
use crate::store::drafts::{self, Draft, DraftId, TypedField};
use crate::store::faults::{self, PhotoFaults};
use crate::store::marks::{self, Agreement, Mark};
use crate::store::sites::{self, Tried};
use crate::store::{StoreError, captures, changes, decisions};

/// What the store knows of one draft; captures by their digests.
pub(crate) struct Facts {
    pub(crate) draft: Draft,
    pub(crate) fields: BTreeMap<Field, TypedField>,
    pub(crate) captures: BTreeMap<Slot, Digest>,
    pub(crate) exceptions: Vec<BiometricException>,
    pub(crate) sites: BTreeMap<Site, Tried>,
    pub(crate) papers: BTreeMap<DocumentKind, Standing>,
    pub(crate) faults: PhotoFaults,
    pub(crate) changes: Vec<Change>,
    pub(crate) photo: Option<Mark>,
    pub(crate) read_back: Option<Mark>,
}

/// Something that keeps a draft from being sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Missing {
    /// The step to go to.
    pub step: Step,
    /// The field, site or paper within that step, if it is about one.
    pub what: Option<Part>,
    /// What is wrong and what to do.
    pub code: ErrorCode,
}

/// A part of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum Part {
    /// A field of F-1.01.
    Field(Field),
    /// A finger or an eye.
    Site(Site),
    /// A paper.
    Document(DocumentKind),
}

/// How far a draft is.
#[derive(Debug)]
pub(crate) struct Progress {
    pub(crate) path: Path,
    pub(crate) state: State,
    pub(crate) missing: Vec<Missing>,
    pub(crate) biodata: Option<Biodata>,
}

impl Facts {
    pub(crate) fn load(connection: &Connection, draft: DraftId) -> Result<Self, StoreError> {
        Ok(Self {
            draft: drafts::get(connection, draft)?,
            fields: drafts::fields(connection, draft)?,
            captures: captures::digests(connection, draft)?.into_iter().collect(),
            exceptions: decisions::exceptions(connection, draft)?,
            sites: sites::tried(connection, draft)?,
            papers: decisions::papers(connection, draft)?,
            faults: faults::get(connection, draft)?,
            changes: changes::of(connection, draft)?,
            photo: marks::get(connection, draft, Agreement::Photo)?,
            read_back: marks::get(connection, draft, Agreement::ReadBack)?,
        })
    }

    /// Digest of everything the resident is shown when it is read back.
    pub(crate) fn digest(&self) -> Result<Digest, StoreError> {
        let fields: BTreeMap<Field, &str> = self
            .fields
            .iter()
            .map(|(field, typed)| (*field, typed.raw.as_str()))
            .collect();
        let captures: BTreeMap<String, &Digest> = self
            .captures
            .iter()
            .map(|(slot, digest)| (slot.to_string(), digest))
            .collect();
        let aside: BTreeMap<&str, &Option<Aside>> = self
            .faults
            .iter()
            .map(|(fault, aside)| (fault.name(), aside))
            .collect();
        let all = (
            self.draft.service,
            self.draft.earlier,
            fields,
            captures,
            &self.exceptions,
            &self.papers,
            aside,
            &self.changes,
            &self.draft.assistance,
        );
        let bytes = cbor::to_vec(&all).map_err(|_| StoreError::Foreign("draft"))?;
        Ok(Digest::of_parts(&[b"rekam read-back v1", &bytes]))
    }

    /// The way through the desk for this resident; until date of birth is known, that of an adult or older child.
    fn path(&self, on: NaiveDate) -> Path {
        let thirty_years_ago = on.checked_sub_days(Days::new(30 * 365)).unwrap_or(on);
        let birth_date = self.birth_date(on).unwrap_or(thirty_years_ago);
        // The rule for "ever married" stands in Biodata; here it only matters once the biodata are complete.
        let applicant = Applicant {
            birth_date,
            citizenship: self.citizenship(on),
            ever_married: false,
            on,
        };
        self.draft.service.path(&applicant)
    }

    /// The colour that the rule asks for behind the resident; nothing until the date of birth is known.
    pub(crate) fn background(&self, on: NaiveDate) -> Option<Background> {
        let born = self.birth_date(on)?;
        Some(Background::for_resident(born.year(), self.citizenship(on)))
    }

    fn birth_date(&self, on: NaiveDate) -> Option<NaiveDate> {
        match self.value(Field::BirthDate, on) {
            Some(FieldValue::Date(date)) => Some(date),
            Some(_) | None => None,
        }
    }

    /// As typed; a citizen, until something else is.
    fn citizenship(&self, on: NaiveDate) -> Citizenship {
        let typed = match self.value(Field::Citizenship, on) {
            Some(FieldValue::Coded(value)) => value.code().parse().ok(),
            Some(_) | None => None,
        };
        typed.unwrap_or(Citizenship::Indonesian)
    }

    fn value(&self, name: Field, on: NaiveDate) -> Option<FieldValue> {
        let typed = self.fields.get(&name)?;
        field::check(name, &typed.raw, on).value
    }

    /// Plays the stored facts to the domain's rules, as `role` on the day `on`.
    pub(crate) fn progress(&self, role: Role, on: NaiveDate) -> Result<Progress, StoreError> {
        let typed = self
            .fields
            .iter()
            .map(|(field, typed)| (*field, typed.raw.clone()))
            .collect();
        let biodata = Biodata::assemble(&typed, self.draft.service, on);
        let path = match &biodata {
            Ok(biodata) => self.draft.service.path(&biodata.applicant(on)),
            Err(_) => self.path(on),
        };
        let mut walk = Walk {
            state: State::open(&path),
            role,
            missing: Vec::new(),
        };
        for step in path.steps.clone() {
            match step {
                Step::Who => self.who(&mut walk),
                Step::Data => self.data(&mut walk, biodata.as_ref(), on),
                Step::Photo => self.photo(&mut walk, on),
                Step::Signature => self.own_mark(&mut walk),
                Step::Fingers | Step::Irises => self.sites(&mut walk, step),
                Step::Documents => self.documents(&mut walk, &path),
                Step::ReadBack => self.read_back(&mut walk)?,
            }
        }
        Ok(Progress {
            path,
            state: walk.state,
            missing: walk.missing,
            biodata: biodata.ok(),
        })
    }

    fn who(&self, walk: &mut Walk) {
        match self.draft.earlier {
            Some(earlier) => walk.happens(Step::Who, Event::Identified(earlier)),
            None => walk.lacks(Step::Who, None, ErrorCode::StepsMissing),
        }
    }

    fn data(
        &self,
        walk: &mut Walk,
        biodata: Result<&Biodata, &Vec<(Field, ErrorCode)>>,
        on: NaiveDate,
    ) {
        match biodata {
            Err(wrong) => wrong
                .iter()
                .for_each(|(field, code)| walk.lacks(Step::Data, Some(Part::Field(*field)), *code)),
            Ok(biodata) => {
                let married = biodata.ever_married().unwrap_or(false);
                match eligibility::assess(self.draft.service, biodata.birth_date(), married, on) {
                    Ok(_) if self.changes_lack(biodata, walk) => {}
                    Ok(_) => walk.happens(Step::Data, Event::StepDone(Step::Data)),
                    Err(ineligible) => {
                        walk.lacks(
                            Step::Data,
                            Some(Part::Field(Field::BirthDate)),
                            ineligible.code(),
                        );
                    }
                }
            }
        }
    }

    /// Whether a service that changes elements names none, or one that does not change; says which.
    fn changes_lack(&self, biodata: &Biodata, walk: &mut Walk) -> bool {
        if self.draft.service.elements().is_empty() {
            return false;
        }
        if self.changes.is_empty() {
            walk.lacks(Step::Data, None, ErrorCode::ChangeMissing);
        }
        let mut lacking = self.changes.is_empty();
        for change in &self.changes {
            let field = change.field();
            let code = match biodata.get(field) {
                None => ErrorCode::FieldRequired,
                Some(now) if reads_as(now, change.before()) => ErrorCode::ChangeSame,
                Some(_) => continue,
            };
            lacking = true;
            walk.lacks(Step::Data, Some(Part::Field(field)), code);
        }
        lacking
    }

    fn photo(&self, walk: &mut Walk, on: NaiveDate) {
        let Some(portrait) = self.captures.get(&Slot::Portrait) else {
            return walk.lacks(Step::Photo, None, ErrorCode::StepsMissing);
        };
        walk.happens(Step::Photo, Event::StepDone(Step::Photo));
        let painted = self.draft.painted.map(|painted| painted.background);
        let wanted = self.background(on);
        if self.faults.values().any(Option::is_none) {
            walk.lacks(Step::Photo, None, ErrorCode::PhotoFaultsOpen);
        } else if painted.is_some_and(|painted| wanted.is_some_and(|wanted| wanted != painted)) {
            walk.lacks(Step::Photo, None, ErrorCode::PhotoBackground);
        } else if self
            .photo
            .as_ref()
            .is_some_and(|mark| mark.shown == *portrait)
        {
            walk.happens(Step::Photo, Event::PhotoApproved);
        } else {
            walk.lacks(Step::Photo, None, ErrorCode::PhotoNotApproved);
        }
    }

    fn own_mark(&self, walk: &mut Walk) {
        let has = |slot| self.captures.contains_key(&slot);
        let step = Step::Signature;
        match Assistance::mark(self.draft.assistance.as_ref()) {
            OwnMark::Signature if !has(Slot::Signature) => {
                walk.lacks(step, None, ErrorCode::StepsMissing);
            }
            OwnMark::Thumb if !has(Slot::ThumbMark) => {
                walk.lacks(step, None, ErrorCode::ThumbMarkMissing);
            }
            OwnMark::Signature | OwnMark::Thumb | OwnMark::Nothing => {
                walk.happens(step, Event::StepDone(step));
            }
        }
    }

    /// How the fingers or irises of this draft stand.
    pub(crate) fn sites_stand(&self, step: Step) -> SitesStand {
        let captured = self.captured_sites(step);
        SitesStand::of(step, &captured, &self.exceptions, self.is_exception_shown())
    }

    fn captured_sites(&self, step: Step) -> BTreeSet<Site> {
        let tried = self.sites.iter();
        tried
            .filter(|(site, tried)| site.step() == step && settled(**site, tried))
            .map(|(site, _)| *site)
            .collect()
    }

    fn is_exception_shown(&self) -> bool {
        self.captures.contains_key(&Slot::ExceptionPhoto)
    }

    fn sites(&self, walk: &mut Walk, step: Step) {
        let outstanding = self.sites_stand(step).outstanding;
        if outstanding.is_empty() {
            let captured = self.captured_sites(step);
            let exceptions = self.exceptions.clone();
            walk.happens(
                step,
                Event::SitesDone {
                    step,
                    captured,
                    exceptions,
                    photographed: self.is_exception_shown(),
                },
            );
        }
        for site in outstanding {
            walk.lacks(step, Some(Part::Site(site)), ErrorCode::SitesOutstanding);
        }
    }

    fn documents(&self, walk: &mut Walk, path: &Path) {
        let is_there = |document: DocumentKind| {
            self.captures.contains_key(&Slot::Document(document))
                || self.papers.contains_key(&document)
                // The portrait taken at the station serves for the two printed photos.
                || (document == DocumentKind::TwoPhotos && self.captures.contains_key(&Slot::Portrait))
        };
        let lacking: Vec<DocumentKind> = path
            .mandatory_documents()
            .map(|paper| paper.document)
            .filter(|document| !is_there(*document))
            .collect();
        if lacking.is_empty() {
            walk.happens(Step::Documents, Event::StepDone(Step::Documents));
        }
        for document in lacking {
            walk.lacks(
                Step::Documents,
                Some(Part::Document(document)),
                ErrorCode::StepsMissing,
            );
        }
    }

    fn read_back(&self, walk: &mut Walk) -> Result<(), StoreError> {
        match &self.read_back {
            None => walk.lacks(Step::ReadBack, None, ErrorCode::NotReadBack),
            Some(mark) if mark.shown == self.digest()? => {
                walk.happens(Step::ReadBack, Event::StepDone(Step::ReadBack));
            }
            Some(_) => walk.lacks(Step::ReadBack, None, ErrorCode::ReadBackChanged),
        }
        Ok(())
    }
}

/// Whether a finger or an eye needs no further try.
pub(crate) fn settled(site: Site, tried: &Tried) -> bool {
    tried
        .quality
        .is_some_and(|quality| Limits::known().settles(site.placement(), quality, tried.tries))
}

/// Whether a value is what somebody wrote in words.
fn reads_as(value: &FieldValue, words: &str) -> bool {
    [Language::Indonesian, Language::English]
        .iter()
        .map(|language| value.shown(*language))
        .chain([value.typed()])
        .any(|text| text.to_lowercase() == words.to_lowercase())
}

/// The state while the facts are played to it.
struct Walk {
    state: State,
    role: Role,
    missing: Vec<Missing>,
}

impl Walk {
    fn happens(&mut self, step: Step, event: Event) {
        match self.state.clone().step(event, self.role) {
            Ok(state) => self.state = state,
            // What comes too early is said by the step that comes first.
            Err(Refusal::StepsMissing) if !self.missing.is_empty() => {}
            Err(refusal) => self.lacks(step, None, refusal.code()),
        }
    }

    fn lacks(&mut self, step: Step, what: Option<Part>, code: ErrorCode) {
        self.missing.push(Missing { step, what, code });
    }
}
