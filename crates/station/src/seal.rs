//! Sealing: one transaction in which a draft becomes a packet. Packet bytes, day-book line, outbox row and audit line go
//! in; the draft and its pictures go out. A power cut leaves all of it or none.
//!
//! Afterwards the station cannot reopen the record: it keeps the sealed bytes, serial number, packet id, service, time,
//! digest, and a keyed hash of the NIK that only finds doubles. Nothing else about the resident stays, unless the province
//! switched the double hint on: then the template of the face stays until the trip is closed.

use chrono::NaiveDate;
use rekam_domain::assistance::{Assistance, Mark};
use rekam_domain::code::ErrorCode;
use rekam_domain::enrollment::{Event, Refusal};
use rekam_domain::resident::Biodata;
use rekam_domain::role::Role;
use rekam_domain::service::{Path, Service, Step};
use rekam_protocol::digest::Digest;
use rekam_protocol::documents::Activation;
use rekam_protocol::http::MAX_PACKET;
use rekam_protocol::ids::{OperatorId, PacketId, Serial};
use rekam_protocol::keys::SigningKey;
use rekam_protocol::packet::{
    self, Attachment, BiometricCapture, Content, Header, Manifest, PacketError, PacketKind,
    PhotoApproval, PhotoAside, Record,
};
use rekam_protocol::time::Stamp;
use rusqlite::Connection;
use serde_bytes::ByteArray;

use crate::capture::Slot;
use crate::facts::{Facts, Missing, Progress};
use crate::store::audit::{self, Event as Audited};
use crate::store::day_book::{self, DayBookLine};
use crate::store::drafts::{self, DraftId};
use crate::store::tally;
use crate::store::{Store, StoreError, canary, captures, outbox, templates, worklist};

/// Why a draft was not sealed. It is as it was.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// Something is still missing.
    #[error("{} things are missing", missing.len())]
    Incomplete {
        /// What, in the order of the steps.
        missing: Vec<Missing>,
    },
    /// The resident was sealed here before for the same kind of service, and no supervisor has decided.
    #[error("the resident was already recorded here")]
    AlreadyRecordedHere {
        /// Under which serial numbers.
        serials: Vec<Serial>,
    },
    /// The register says that the resident was recorded before, and no supervisor has decided.
    #[error("the register says that the resident was recorded before")]
    RecordedInRegister,
    /// The packet would be larger than the province takes.
    #[error("the record is too large")]
    TooLarge,
    /// The domain refuses.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The packet cannot be made.
    #[error(transparent)]
    Packet(#[from] PacketError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl SealError {
    /// The code that people and scripts see.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Incomplete { .. } => ErrorCode::DraftIncomplete,
            Self::AlreadyRecordedHere { .. } => ErrorCode::AlreadyRecordedHere,
            Self::RecordedInRegister => ErrorCode::RecordedInRegister,
            Self::TooLarge => ErrorCode::RecordTooLarge,
            Self::Refused(refusal) => refusal.code(),
            Self::Packet(error) => error.code(),
            Self::Store(error) => error.code(),
        }
    }
}

/// A sealed packet, for the slip: the only moment at which the station still knows the name.
#[derive(Clone, PartialEq)]
pub struct Sealed {
    /// Its number in the day-book.
    pub serial: Serial,
    /// The packet.
    pub packet: PacketId,
    /// SHA-256 of its bytes.
    pub digest: Digest,
    /// Length in bytes.
    pub length: u64,
    /// When.
    pub sealed_at: Stamp,
    /// The service and the resident's name; absent for a canary.
    pub slip: Option<Slip>,
}

/// What is printed for the resident.
#[derive(Clone, PartialEq, Eq)]
pub struct Slip {
    /// What the resident came for.
    pub service: Service,
    /// The resident's name.
    pub name: String,
}

impl std::fmt::Debug for Sealed {
    /// Shows nothing about the resident.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Sealed({}, {}, {} bytes)",
            self.serial, self.packet, self.length
        )
    }
}

/// Who seals, with what, and when.
pub(crate) struct Hand<'a> {
    pub(crate) store: &'a Store,
    pub(crate) activation: &'a Activation,
    pub(crate) station_key: &'a SigningKey,
    pub(crate) operator: &'a OperatorId,
    pub(crate) operator_key: &'a SigningKey,
    pub(crate) role: Role,
    pub(crate) at: Stamp,
    pub(crate) today: NaiveDate,
}

impl Hand<'_> {
    /// Seals a draft.
    pub(crate) fn seal(&self, draft: DraftId) -> Result<Sealed, SealError> {
        self.store.write(|tx| {
            let facts = Facts::load(tx, draft)?;
            let (biodata, path) =
                self.complete(facts.progress(self.role, facts.draft.day(&self.at))?)?;
            let person = self.store.person_mark(biodata.nik().as_str());
            refuse_double(tx, &facts, &person)?;
            let attachments = captures::all(tx, draft)?
                .into_iter()
                .filter(|kept| asked_for(&path, &facts, kept.slot))
                .map(|kept| Attachment {
                    role: kept.slot.role(),
                    media_type: kept.media_type,
                    bytes: kept.bytes,
                })
                .collect::<Vec<_>>();
            let service = facts.draft.service;
            let slip = Slip {
                service,
                name: biodata.full_name().as_str().to_owned(),
            };
            let record = record(facts, &biodata, &path)?;
            self.refuse_own_approval(&record)?;
            tally::count_record(tx, self.today, &record, &self.at)?;
            let content = Content::Record(Box::new(record));
            let mut sealed =
                self.write_packet(tx, draft, content, &attachments, Some((service, person)))?;
            if self.activation.double_hint && self.today <= self.activation.lease.until {
                templates::keep_sealed(tx, draft, sealed.serial)?;
            }
            worklist::mark_recorded(tx, draft, sealed.serial)?;
            drafts::remove(tx, draft)?;
            sealed.slip = Some(slip);
            Ok(sealed)
        })
    }

    /// Seals a canary: the same road, with nothing inside but a number that only the province can read.
    pub(crate) fn seal_canary(
        &self,
        packet: PacketId,
        nonce: [u8; 16],
    ) -> Result<Sealed, SealError> {
        self.store.write(|tx| {
            let content = Content::Canary {
                nonce: ByteArray::new(nonce),
            };
            let sealed = self.write_packet(tx, packet, content, &[], None)?;
            canary::put(tx, &nonce, sealed.serial)?;
            Ok(sealed)
        })
    }

    /// Lets the domain decide whether the draft may be sealed.
    fn complete(&self, progress: Progress) -> Result<(Biodata, Path), SealError> {
        let Progress {
            state,
            missing,
            biodata,
            path,
        } = progress;
        match biodata {
            Some(biodata) if missing.is_empty() => {
                state.step(Event::Seal, self.role)?;
                Ok((biodata, path))
            }
            Some(_) | None => Err(SealError::Incomplete { missing }),
        }
    }

    /// Who seals signs as the one who recorded: an approval of the same hand, given before the desk changed hands, is none.
    fn refuse_own_approval(&self, record: &Record) -> Result<(), Refusal> {
        if record
            .approvers()
            .any(|approver| approver == self.operator.as_str())
        {
            Err(Refusal::OwnApproval)
        } else {
            Ok(())
        }
    }

    fn write_packet(
        &self,
        tx: &Connection,
        packet: PacketId,
        content: Content,
        attachments: &[Attachment],
        of: Option<(Service, [u8; 32])>,
    ) -> Result<Sealed, SealError> {
        let (serial, previous) = day_book::next(tx)?;
        let (station, to) = (&self.activation.station, &self.activation.sealing_key);
        let kind = if of.is_some() {
            PacketKind::Record
        } else {
            PacketKind::Canary
        };
        let header = Header::new(kind, packet, station.clone(), serial, previous, to);
        let manifest = Manifest {
            packet,
            station: station.clone(),
            serial,
            operator: self.operator.clone(),
            made_with: concat!("rekam ", env!("CARGO_PKG_VERSION")).to_owned(),
            sealed_at: self.at.clone(),
            content,
            attachments: attachments.iter().map(Attachment::entry).collect(),
        };
        let bytes = packet::seal(
            &header,
            &manifest,
            attachments,
            self.operator_key,
            self.station_key,
            to,
        )?;
        let length = bytes.len() as u64;
        if length > MAX_PACKET {
            return Err(SealError::TooLarge);
        }
        let digest = Digest::of(&bytes);
        let line = DayBookLine {
            serial,
            packet,
            kind,
            service: of.map(|(service, _)| service.as_str().to_owned()),
            person: of.map(|(_, person)| person),
            operator: self.operator.clone(),
            sealed_at: self.at.clone(),
            digest,
            previous,
        };
        day_book::append(tx, &line)?;
        outbox::put(tx, serial, &bytes)?;
        audit::append(
            tx,
            Audited::Sealed { packet, serial },
            Some(self.operator),
            &self.at,
        )?;
        Ok(Sealed {
            serial,
            packet,
            digest,
            length,
            sealed_at: self.at.clone(),
            slip: None,
        })
    }
}

/// One person, one recording: a second record for the same kind of card needs a supervisor's decision.
fn refuse_double(tx: &Connection, facts: &Facts, person: &[u8; 32]) -> Result<(), SealError> {
    let serials = day_book::doubles(tx, person, &same_family(facts.draft.service))?;
    if serials.is_empty() || facts.draft.double_override.is_some() {
        Ok(())
    } else {
        Err(SealError::AlreadyRecordedHere { serials })
    }
}

/// Whether the service asks this resident for it: what was captured before the age was known does not travel.
/// The same of a mark that another one stands in for, and of an exception photo where nothing is excepted any more.
fn asked_for(path: &Path, facts: &Facts, slot: Slot) -> bool {
    let mark = Assistance::mark(facts.draft.assistance.as_ref());
    match slot {
        Slot::PhotoOriginal | Slot::Portrait => path.needs(Step::Photo),
        Slot::Signature | Slot::SignatureSeries => {
            path.needs(Step::Signature) && mark == Mark::Signature
        }
        Slot::ThumbMark => path.needs(Step::Signature) && mark == Mark::Thumb,
        Slot::ExceptionPhoto => facts
            .exceptions
            .iter()
            .any(|exception| path.needs(exception.site().step())),
        Slot::Document(_) => path.needs(Step::Documents),
        Slot::Site(site) => path.needs(site.step()),
    }
}

/// All services that end in the same kind of card.
pub(crate) fn same_family(service: Service) -> Vec<String> {
    let family = Service::ALL
        .iter()
        .filter(|other| other.product() == service.product());
    family.map(|other| other.as_str().to_owned()).collect()
}

fn record(facts: Facts, biodata: &Biodata, path: &Path) -> Result<Record, SealError> {
    let read_back = facts.read_back.ok_or(Refusal::NotReadBack)?;
    let photo = facts.photo.filter(|_| path.needs(Step::Photo));
    let photo_aside = facts
        .faults
        .into_iter()
        .filter(|_| photo.is_some())
        .filter_map(|(fault, aside)| {
            Some(PhotoAside {
                fault: fault.name().to_owned(),
                because: aside?,
            })
        })
        .collect();
    let biometrics = facts
        .sites
        .into_iter()
        .filter(|(site, _)| path.needs(site.step()))
        .filter_map(|(site, tried)| {
            Some(BiometricCapture {
                digest: *facts.captures.get(&Slot::Site(site))?,
                site,
                quality: tried.quality?,
                tries: tried.tries,
                device: tried.device?,
                limits: tried.limits,
            })
        })
        .collect();
    let exceptions = facts.exceptions.into_iter();
    Ok(Record {
        biometrics,
        service: facts.draft.service,
        fields: biodata.values().clone(),
        exceptions: exceptions
            .filter(|exception| path.needs(exception.site().step()))
            .collect(),
        photo_approval: photo.map(|mark| PhotoApproval {
            at: mark.at,
            tries: mark.tries,
            refusals: facts.draft.photo_refusals,
        }),
        photo_aside,
        changes: facts.changes,
        assistance: facts.draft.assistance,
        read_back_agreed_at: read_back.at,
        started_at: facts.draft.started_at,
        double_override: facts.draft.double_override,
    })
}
