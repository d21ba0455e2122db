//! From a signed manifest to a line of the register. The operator's signature says who captured it, not that it is whole:
//! what the station checked at the desk is checked here again.

use super::marks;
use crate::registry::{Assisted, Enrollment, Family, Station};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use rekam_domain::{
    biometric::{BiometricException, Site},
    change::Change,
    citizenship::Citizenship,
    code::ErrorCode,
    field::{self, Field, FieldValue, Kind},
    form,
    lists::ListId,
    resident::Biodata,
    role::Permission,
    service::{Applicant, PriorRecording, Product, Service, Step},
};
use rekam_protocol::ids::OperatorId;
use rekam_protocol::packet::{AttachmentRole, Manifest, PhotoApproval, PhotoAside, Record};
use std::{collections::BTreeSet, mem::discriminant};

/// Most bytes of a fault's name.
const LONGEST_FAULT: usize = 32;

/// Why a record is refused. Names fields, never their values.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub(super) enum RecordFault {
    /// A field that the service requires is missing.
    #[error("the field {0} is missing")]
    Missing(Field),
    /// A value is none that this field can have.
    #[error("the field {0} holds what it cannot hold")]
    Wrong(Field),
    /// The service needs a portrait that the resident approved, or one of the two stands without the other.
    #[error("portrait and approval do not fit the service or each other")]
    Portrait,
    /// What is set aside in the photo is named twice or by no name, or there is no photo that was approved.
    #[error("what is set aside in the photo cannot be")]
    Aside,
    /// Fingers or eyes that the service takes from nobody, twice the same one, one that is excepted too, or one without its bytes.
    #[error("captured fingers and eyes do not fit the service or the attachments")]
    Biometrics,
    /// More than one signature, thumb mark or exception photo, one that the record does not speak of, or one that is missing.
    #[error("signature, thumb mark and exception photo do not fit the record")]
    Marks,
    /// A change of an element that the service does not change, twice the same one, or of one that is not filled.
    #[error("the changes of elements do not fit the service or the fields")]
    Changes,
    /// An exception that cannot be, or that no supervisor of this station approved.
    #[error("an exception or a second recording lacks a supervisor's approval")]
    NotApproved,
    /// Something that only a second person may approve was approved by the one who recorded.
    #[error("the record was approved by the one who made it")]
    OwnApproval,
    /// The record cannot be written as JSON.
    #[error("the record cannot be written")]
    NotWritable,
}

impl RecordFault {
    /// The code that the station is told.
    pub(super) const fn code(&self) -> ErrorCode {
        match self {
            Self::Missing(_)
            | Self::Wrong(_)
            | Self::Portrait
            | Self::Aside
            | Self::Changes
            | Self::Marks
            | Self::Biometrics => ErrorCode::RecordIncomplete,
            Self::NotApproved => ErrorCode::ExceptionNeedsSupervisor,
            Self::OwnApproval => ErrorCode::OwnApproval,
            Self::NotWritable => ErrorCode::Internal,
        }
    }
}

/// Checks a record and gives its line of the register.
pub(super) fn enrollment(
    manifest: &Manifest,
    record: &Record,
    station: &Station,
    received_at: DateTime<Utc>,
) -> Result<Enrollment, RecordFault> {
    let biodata = Biodata::try_from(record.fields.clone())
        .map_err(|incomplete| RecordFault::Missing(incomplete.0))?;
    require_fields(&biodata, record.service, received_at)?;
    require_portrait(manifest, record, &biodata, received_at)?;
    require_aside(record)?;
    require_changes(record, &biodata)?;
    require_biometrics(manifest, record, &biodata)?;
    marks::require(manifest, record)?;
    require_approvals(record, &manifest.operator, station)?;
    let village = match biodata.get(Field::Village) {
        Some(FieldValue::Village { code, .. }) => Some(code.clone()),
        Some(_) | None => None,
    };
    Ok(Enrollment {
        nik: biodata.nik().as_str().to_owned(),
        full_name: biodata.full_name().as_str().to_owned(),
        sex: biodata.sex().as_str().to_owned(),
        birth_date: biodata.birth_date().to_string(),
        village,
        family: family(record.service),
        recording: records_anew(record.service),
        service: record.service.as_str().to_owned(),
        operator: manifest.operator.clone(),
        sealed: manifest.sealed_at.clone(),
        biodata: json(&biodata)?,
        attachments: json(&manifest.attachments)?,
        changes: (!record.changes.is_empty())
            .then(|| json(&record.changes))
            .transpose()?,
        assisted: assisted(record),
        photo: record
            .photo_approval
            .as_ref()
            .map(|approval| {
                json(&PhotoHistory {
                    approval,
                    aside: &record.photo_aside,
                })
            })
            .transpose()?,
    })
}

/// What the register keeps of help and of what was left out; nothing where there was neither.
fn assisted(record: &Record) -> Option<Assisted> {
    let eyes = record.exceptions.iter();
    let eyes = eyes
        .filter(|one| matches!(one.site(), Site::Eye(_)))
        .count();
    let something = record.assistance.is_some() || !record.exceptions.is_empty();
    something.then(|| Assisted {
        assistance: record.assistance.clone(),
        fingers: record.exceptions.len() - eyes,
        eyes,
    })
}

/// What the register keeps of the way to the portrait.
#[derive(serde::Serialize)]
struct PhotoHistory<'a> {
    approval: &'a PhotoApproval,
    aside: &'a [PhotoAside],
}

fn json<T: serde::Serialize>(value: &T) -> Result<String, RecordFault> {
    serde_json::to_string(value).map_err(|_| RecordFault::NotWritable)
}

/// Which recording a service counts to.
pub(super) fn family(service: Service) -> Family {
    match service.product() {
        Product::Ktp => Family::Ktp,
        Product::Kia => Family::Kia,
        Product::Kk | Product::Data => Family::Other,
    }
}

/// Whether the service records a person for the first time: once for the KTP-el, once as a child for the KIA. Only these
/// can be doubles; whoever lost a card three times is no double.
pub(super) fn records_anew(service: Service) -> bool {
    service.prior_recording() == PriorRecording::MustNotExist || service == Service::KiaNew
}

fn require_fields(
    biodata: &Biodata,
    service: Service,
    received_at: DateTime<Utc>,
) -> Result<(), RecordFault> {
    let citizenship = biodata.citizenship().unwrap_or(Citizenship::Indonesian);
    let required = form::required(service, citizenship);
    if let Some(missing) = required
        .into_iter()
        .find(|field| biodata.get(*field).is_none())
    {
        return Err(RecordFault::Missing(missing));
    }
    // A station's clock may be wrong, but by the day after its arrival nothing in a record can lie in the future.
    let latest = (received_at + TimeDelta::days(1)).date_naive();
    match biodata
        .values()
        .iter()
        .find(|(field, value)| !fits(**field, value, latest))
    {
        Some((field, _)) => Err(RecordFault::Wrong(*field)),
        None => Ok(()),
    }
}

/// Whether the field can hold the value. A value of an older version of its list stands as the station recorded it.
fn fits(field: Field, value: &FieldValue, latest: NaiveDate) -> bool {
    if let FieldValue::Coded(coded) = value {
        let own = matches!(field.kind(), Kind::Coded { list } if coded.list().parse::<ListId>() == Ok(list));
        if !own || !coded.is_current() {
            return own;
        }
    }
    let report = field::check(field, &value.typed(), latest);
    report.errors.is_empty()
        && report
            .value
            .is_some_and(|read| discriminant(&read) == discriminant(value))
}

fn require_portrait(
    manifest: &Manifest,
    record: &Record,
    biodata: &Biodata,
    received_at: DateTime<Utc>,
) -> Result<(), RecordFault> {
    let mut portraits = manifest
        .attachments
        .iter()
        .filter(|entry| entry.role == AttachmentRole::Portrait);
    let (first, second) = (portraits.next(), portraits.next());
    let is_picture =
        first.is_none_or(|entry| entry.media_type.starts_with("image/") && entry.length > 0);
    let complete = match first {
        Some(_) => second.is_none() && is_picture && record.photo_approval.is_some(),
        None => {
            record.photo_approval.is_none() && !needs_photo(manifest, record, biodata, received_at)
        }
    };
    if complete {
        Ok(())
    } else {
        Err(RecordFault::Portrait)
    }
}

/// Whether the service takes a photo of this resident without any doubt: near a birthday the day at the desk is not known
/// for certain, as stations stand in three time zones and their clocks may be wrong.
fn needs_photo(
    manifest: &Manifest,
    record: &Record,
    biodata: &Biodata,
    received_at: DateTime<Utc>,
) -> bool {
    let sealed = manifest.sealed_at.wall.min(received_at);
    [sealed - TimeDelta::days(1), sealed + TimeDelta::days(1)]
        .iter()
        .all(|moment| {
            let applicant: Applicant = biodata.applicant(moment.date_naive());
            record.service.path(&applicant).needs(Step::Photo)
        })
}

/// Faults go by the photographer's names. A newer station may know more of them than this program: only their form is
/// checked.
fn require_aside(record: &Record) -> Result<(), RecordFault> {
    let named = |name: &str| {
        (1..=LONGEST_FAULT).contains(&name.len())
            && name
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'-')
    };
    let names: BTreeSet<&str> = record
        .photo_aside
        .iter()
        .map(|aside| aside.fault.as_str())
        .collect();
    let each_once = names.len() == record.photo_aside.len();
    let approved = record.photo_approval.is_some() || names.is_empty();
    if each_once && approved && names.into_iter().all(named) {
        Ok(())
    } else {
        Err(RecordFault::Aside)
    }
}

/// A child's fingers are kept by nobody; and what is named is there, once, and not excepted.
fn require_biometrics(
    manifest: &Manifest,
    record: &Record,
    biodata: &Biodata,
) -> Result<(), RecordFault> {
    let path = record
        .service
        .path(&biodata.applicant(manifest.sealed_at.wall.date_naive()));
    let sites: BTreeSet<Site> = record.biometrics.iter().map(|one| one.site).collect();
    let fits = record.biometrics.iter().all(|one| {
        let role = match one.site {
            Site::Finger(_) => AttachmentRole::Finger,
            Site::Eye(_) => AttachmentRole::Iris,
        };
        let is_there = manifest
            .attachments
            .iter()
            .any(|entry| entry.role == role && entry.digest == one.digest);
        let excepted = record
            .exceptions
            .iter()
            .any(|exception| exception.site() == one.site);
        path.needs(one.site.step()) && is_there && !excepted && one.quality <= 100
    });
    let attached = manifest
        .attachments
        .iter()
        .filter(|entry| matches!(entry.role, AttachmentRole::Finger | AttachmentRole::Iris));
    if fits && sites.len() == record.biometrics.len() && attached.count() == sites.len() {
        Ok(())
    } else {
        Err(RecordFault::Biometrics)
    }
}

/// Only a service with F-1.06 names what it changes. A station that is older than changes names none.
fn require_changes(record: &Record, biodata: &Biodata) -> Result<(), RecordFault> {
    let elements = record.service.elements();
    let named: BTreeSet<Field> = record.changes.iter().map(Change::field).collect();
    let each_once = named.len() == record.changes.len();
    let fits = named
        .iter()
        .all(|field| elements.contains(field) && biodata.get(*field).is_some());
    if each_once && fits {
        Ok(())
    } else {
        Err(RecordFault::Changes)
    }
}

fn require_approvals(
    record: &Record,
    recorder: &OperatorId,
    station: &Station,
) -> Result<(), RecordFault> {
    if record
        .approvers()
        .any(|approver| approver == recorder.as_str())
    {
        return Err(RecordFault::OwnApproval);
    }
    let supervises = |approver: &str| {
        station.operators.iter().any(|operator| {
            operator.activated.id.as_str() == approver
                && operator.activated.role.may(Permission::ApproveException)
        })
    };
    // The wire form is not checked when it is read, so the rules of asking are applied again.
    let sound = |exception: &BiometricException| {
        let asked = BiometricException::ask(
            exception.site(),
            exception.reason(),
            exception.permanence(),
            exception.note(),
        );
        asked.is_ok() && exception.approver().is_some_and(supervises)
    };
    let decided = record
        .double_override
        .as_ref()
        .is_none_or(|decision| supervises(decision.approver.as_str()));
    let unmarked = record
        .assistance
        .as_ref()
        .and_then(|assistance| assistance.unmarked_approver())
        .is_none_or(supervises);
    if decided && unmarked && record.exceptions.iter().all(sound) {
        Ok(())
    } else {
        Err(RecordFault::NotApproved)
    }
}
