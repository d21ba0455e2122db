//! One enrollment, from the first question to the seal. Each verb is one durable write; a draft survives anything.

use std::collections::BTreeMap;

use rekam_domain::biometric::{BiometricException, ExceptionReason, Permanence, Site};
use rekam_domain::change::Change;
use rekam_domain::code::ErrorCode;
use rekam_domain::enrollment::{DiscardReason, Earlier, Event, Refusal, State};
use rekam_domain::field::{self, Field, FieldReport};
use rekam_domain::nik::Nik;
use rekam_domain::role::Permission;
use rekam_domain::service::{DocumentKind, Path, Service};
use rekam_photo::Cut;
use rekam_protocol::digest::Digest;
use rekam_protocol::http::MAX_PACKET;
use rekam_protocol::ids::{PacketId, Serial};
use rekam_protocol::keys::random_seed;
use rekam_protocol::packet::DoubleOverride;

use super::{Desk, PhotoError, Supervision};
use crate::capture::Slot;
use crate::error::Error;
use crate::facts::Facts;
use crate::lease;
use crate::seal::{SealError, Sealed, same_family};
use crate::store::audit::Standing;
use crate::store::captures::{self, Capture, Listed, NewCapture};
use crate::store::day_book;
use crate::store::drafts::{DraftId, Place, TypedField};
use crate::store::faults::PhotoFaults;
use crate::store::marks::Agreement;

/// Bytes of a packet that are not captures, generously: biodata, exceptions, signatures, sealing.
const BESIDES_CAPTURES: u64 = 256 * 1024;
/// Most characters of a supervisor's reason.
const LONGEST_REASON: usize = 200;

/// Everything of a draft, read again from the stored bytes; each capture matched its digest.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadBack {
    /// What was typed.
    pub fields: BTreeMap<Field, TypedField>,
    /// What was captured.
    pub captures: Vec<Capture>,
    /// What was excepted.
    pub exceptions: Vec<BiometricException>,
    /// Papers that were noted.
    pub papers: BTreeMap<DocumentKind, Standing>,
    /// What is not as it should be in the photo, and why it was set aside.
    pub faults: PhotoFaults,
    /// Elements that change (F-1.06).
    pub changes: Vec<Change>,
    /// Digest of all of it: [`Desk::agree_read_back`] wants it back, so nobody can agree to something else.
    pub shown: Digest,
}

/// What came of the picture of a paper.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PaperTaken {
    /// Whether the page was found and straightened.
    pub straightened: bool,
    /// What should be looked at again; it holds nothing up.
    pub notices: Vec<ErrorCode>,
}

impl Desk {
    /// Begins an enrollment.
    ///
    /// # Errors
    /// `role-not-allowed`; `lease-not-yet`, `lease-over`, `lease-used-up`; `disk-full` where nobody new fits; or what the
    /// store says.
    pub fn start(&self, service: Service) -> Result<DraftId, Error> {
        self.may(Permission::Record)?;
        lease::may_begin(
            &self.activation().lease,
            self.store.records_under_lease()?,
            self.today(),
        )?;
        // What is left then is for those who sit at the desk already.
        if self.disk()?.people == 0 {
            return Err(crate::store::StoreError::DiskFull.into());
        }
        let draft = fresh_packet_id()?;
        self.store
            .start_draft(draft, service, &self.operator, &self.now())?;
        Ok(draft)
    }

    /// Keeps the answer to "pernah rekam di mana pun?".
    ///
    /// # Errors
    /// `recorded-before` and `never-recorded` where the service forbids the answer (it is not kept then);
    /// `role-not-allowed`, `draft-unknown`, or what the store says.
    pub fn identify(&self, draft: DraftId, earlier: Earlier) -> Result<(), Error> {
        self.may(Permission::Record)?;
        let path = self.path_of(&self.facts(draft)?)?;
        State::open(&path).step(Event::Identified(earlier), self.role)?;
        Ok(self
            .store
            .identify(draft, earlier, &self.operator, &self.now())?)
    }

    /// Keeps one field exactly as typed, right or wrong, and says what is wrong with it. Where birth date or citizenship ask
    /// for another background now, the portrait is made again and its approval ends.
    ///
    /// # Errors
    /// `role-not-allowed`, `draft-unknown`, or what the store says.
    pub fn put_field(&self, draft: DraftId, field: Field, raw: &str) -> Result<FieldReport, Error> {
        self.may(Permission::Record)?;
        self.store
            .put_field(draft, field, raw, &self.operator, &self.now())?;
        if matches!(field, Field::BirthDate | Field::Citizenship)
            && let Err(error) = self.follow_background(draft)
        {
            // What was typed is kept; that the portrait does not fit it is said with what is missing.
            tracing::warn!(code = %error.code(), "the portrait keeps its background");
        }
        let on = self.day_of(&self.store.draft(draft)?);
        Ok(field::check(field, raw, on))
    }

    /// Keeps where the operator is in a draft, so that a power cut comes back to it.
    ///
    /// # Errors
    /// `role-not-allowed`, `draft-unknown`, or what the store says.
    pub fn put_place(&self, draft: DraftId, place: Place) -> Result<(), Error> {
        self.may(Permission::Record)?;
        Ok(self.store.put_place(draft, place)?)
    }

    /// Where the operator was last.
    ///
    /// # Errors
    /// `role-not-allowed`, `draft-unknown`, or what the store says.
    pub fn place(&self, draft: DraftId) -> Result<Option<Place>, Error> {
        self.may(Permission::Record)?;
        Ok(self.store.place(draft)?)
    }

    /// What was typed so far.
    ///
    /// # Errors
    /// `role-not-allowed`, `draft-unknown`, or what the store says.
    pub fn fields(&self, draft: DraftId) -> Result<BTreeMap<Field, TypedField>, Error> {
        self.may(Permission::Record)?;
        Ok(self.store.fields(draft)?)
    }

    /// Keeps a signature, a thumb mark, a document or an exception photo; an older one in the same place is replaced, and logged.
    /// Photo and portrait come from [`Desk::take_photo`] alone.
    ///
    /// # Errors
    /// `record-too-large`, `role-not-allowed`, `draft-unknown`, or what the store says.
    pub fn capture(
        &self,
        draft: DraftId,
        slot: Slot,
        media_type: &str,
        bytes: &[u8],
    ) -> Result<(), Error> {
        self.may(Permission::Record)?;
        if matches!(
            slot,
            Slot::PhotoOriginal | Slot::Portrait | Slot::SignatureSeries
        ) {
            return Err(Refusal::NotInThisState.into());
        }
        let new = [NewCapture {
            slot,
            media_type,
            bytes,
        }];
        self.require_room(draft, &new)?;
        Ok(self
            .store
            .put_captures(draft, &new, &self.operator, &self.now())?)
    }

    /// Takes out a signature, a document or an exception photo; that it was there is logged.
    ///
    /// # Errors
    /// `role-not-allowed`, `draft-unknown`, or what the store says; photo and portrait are only replaced.
    pub fn remove_capture(&self, draft: DraftId, slot: Slot) -> Result<(), Error> {
        self.may(Permission::Record)?;
        if matches!(slot, Slot::PhotoOriginal | Slot::Portrait) {
            return Err(Refusal::NotInThisState.into());
        }
        Ok(self
            .store
            .remove_capture(draft, slot, &self.operator, &self.now())?)
    }

    /// Keeps the picture of a paper: the page in it, straightened, or all of it where none is found or `whole` is wanted. Says
    /// whether it was found, and what should be looked at again.
    ///
    /// # Errors
    /// A picture that cannot be read; as [`Desk::capture`].
    pub fn photograph_paper(
        &self,
        draft: DraftId,
        document: DocumentKind,
        bytes: &[u8],
        whole: bool,
    ) -> Result<PaperTaken, Error> {
        // A picture with a torn end would be found out only at the province.
        let picture = rekam_photo::decode(bytes).map_err(PhotoError::from)?;
        let sheet = rekam_photo::sheet(&picture, whole)?;
        self.capture(draft, Slot::Document(document), "image/jpeg", &sheet.jpeg)?;
        Ok(PaperTaken {
            straightened: sheet.straightened,
            notices: sheet.notices,
        })
    }

    /// Turns and cuts the picture of a paper to its page, and keeps that in its place.
    ///
    /// # Errors
    /// `paper-cut`; `not-in-this-state` where there is no picture; a picture that cannot be read; `role-not-allowed`,
    /// `draft-unknown`, or what the store says.
    pub fn cut_paper(&self, draft: DraftId, document: DocumentKind, cut: Cut) -> Result<(), Error> {
        let slot = Slot::Document(document);
        let kept = self.captured(draft, slot)?.ok_or(Refusal::NotInThisState)?;
        let picture = rekam_photo::decode(&kept.bytes).map_err(PhotoError::from)?;
        self.capture(
            draft,
            slot,
            "image/jpeg",
            &rekam_photo::paper(&picture, cut)?,
        )
    }

    /// One capture from the store, checked against its digest.
    ///
    /// # Errors
    /// `store-damaged` when the bytes have changed; `role-not-allowed`, `draft-unknown`, or what the store says.
    pub fn captured(&self, draft: DraftId, slot: Slot) -> Result<Option<Capture>, Error> {
        self.may(Permission::Record)?;
        Ok(self.store.capture(draft, slot)?)
    }

    /// What is captured so far, without the bytes.
    ///
    /// # Errors
    /// `role-not-allowed`, `draft-unknown`, or what the store says.
    pub fn captures(&self, draft: DraftId) -> Result<Vec<Listed>, Error> {
        self.may(Permission::Record)?;
        Ok(self
            .store
            .read(|connection| captures::listed(connection, draft))?)
    }

    /// Excepts fingers or eyes, with a reason and a supervisor's word.
    ///
    /// # Errors
    /// A reason that does not fit the site or cannot be permanent; `role-not-allowed`, `draft-unknown`, or what the store
    /// says. Either all are excepted or none.
    pub fn except(
        &self,
        draft: DraftId,
        sites: &[Site],
        (reason, permanence): (ExceptionReason, Permanence),
        note: &str,
        word: &Supervision,
    ) -> Result<(), Error> {
        self.may(Permission::Record)?;
        let ask = |site: &Site| {
            BiometricException::ask(*site, reason, permanence, note)?
                .approve(word.approver().as_str(), word.role())
        };
        let exceptions = sites.iter().map(ask).collect::<Result<Vec<_>, _>>()?;
        Ok(self.store.put_exceptions(
            draft,
            &exceptions,
            word.approver(),
            &self.operator,
            &self.now(),
        )?)
    }

    /// Takes an exception back.
    ///
    /// # Errors
    /// `role-not-allowed`, `draft-unknown`, or what the store says.
    pub fn withdraw_exception(&self, draft: DraftId, site: Site) -> Result<(), Error> {
        self.may(Permission::Record)?;
        Ok(self
            .store
            .withdraw_exception(draft, site, &self.operator, &self.now())?)
    }

    /// Notes a paper that is not photographed: seen, or missing today.
    ///
    /// # Errors
    /// `role-not-allowed`, `draft-unknown`, or what the store says.
    pub fn note_paper(
        &self,
        draft: DraftId,
        document: DocumentKind,
        standing: Standing,
    ) -> Result<(), Error> {
        self.may(Permission::Record)?;
        Ok(self
            .store
            .note_paper(draft, document, standing, &self.operator, &self.now())?)
    }

    /// Serial numbers under which this NIK was sealed here before for the same kind of card.
    ///
    /// # Errors
    /// `role-not-allowed`, or what the store says.
    pub fn doubles(&self, nik: &Nik, service: Service) -> Result<Vec<Serial>, Error> {
        self.may(Permission::Record)?;
        let person = self.store.person_mark(nik.as_str());
        Ok(self
            .store
            .read(|connection| day_book::doubles(connection, &person, &same_family(service)))?)
    }

    /// Serial numbers under which this NIK was sealed here before, for whatever service.
    ///
    /// # Errors
    /// `role-not-allowed`, or what the store says.
    pub fn recorded_here(&self, nik: &Nik) -> Result<Vec<Serial>, Error> {
        self.may(Permission::Record)?;
        let person = self.store.person_mark(nik.as_str());
        let any: Vec<String> = Service::ALL
            .iter()
            .map(|service| service.as_str().to_owned())
            .collect();
        Ok(self
            .store
            .read(|connection| day_book::doubles(connection, &person, &any))?)
    }

    /// Keeps a supervisor's decision to record this resident again, with the reason; both travel inside the packet.
    ///
    /// # Errors
    /// `reason-empty`, `role-not-allowed`, `draft-unknown`, or what the store says.
    pub fn allow_double(
        &self,
        draft: DraftId,
        reason: &str,
        word: &Supervision,
    ) -> Result<(), Error> {
        self.may(Permission::Record)?;
        let reason = reason.trim();
        if reason.is_empty() || reason.chars().count() > LONGEST_REASON {
            return Err(Error::Reason);
        }
        let decision = DoubleOverride {
            reason: reason.to_owned(),
            approver: word.approver().clone(),
        };
        Ok(self
            .store
            .allow_double(draft, &decision, &self.operator, &self.now())?)
    }

    /// Reads everything again from the stored bytes, to be shown to the resident.
    ///
    /// # Errors
    /// `store-damaged` when a capture has changed; `role-not-allowed`, `draft-unknown`, or what the store says.
    pub fn read_back(&self, draft: DraftId) -> Result<ReadBack, Error> {
        self.may(Permission::Record)?;
        Ok(self.store.read(|connection| {
            let facts = Facts::load(connection, draft)?;
            let captures = captures::all(connection, draft)?;
            let shown = facts.digest()?;
            Ok(ReadBack {
                fields: facts.fields,
                captures,
                exceptions: facts.exceptions,
                papers: facts.papers,
                faults: facts.faults,
                changes: facts.changes,
                shown,
            })
        })?)
    }

    /// Logs that the resident agreed to what [`Desk::read_back`] showed. Any later change makes the agreement void.
    ///
    /// # Errors
    /// `read-back-changed` when the stored bytes are no longer those that were shown; `store-damaged` when a capture no
    /// longer matches its digest; `role-not-allowed`, `draft-unknown`, or what the store says.
    pub fn agree_read_back(&self, draft: DraftId, shown: Digest) -> Result<(), Error> {
        if self.read_back(draft)?.shown != shown {
            return Err(Error::ReadBackChanged);
        }
        Ok(self.store.agree(
            draft,
            Agreement::ReadBack,
            shown,
            &self.operator,
            &self.now(),
        )?)
    }

    /// Seals the draft for good: see [`crate::seal`].
    ///
    /// # Errors
    /// `draft-incomplete` with what is missing, `already-recorded-here`, `recorded-in-register`, `record-too-large`, `role-not-allowed`,
    /// `draft-unknown` when it was sealed before, `disk-full`, or what the store says. The draft is then as it was.
    pub fn seal(&self, draft: DraftId) -> Result<Sealed, Error> {
        self.may(Permission::Seal)?;
        let asked = self.facts(draft)?.draft;
        if asked.double_override.is_none() && self.caution_of(draft)?.forbids(asked.service) {
            return Err(SealError::RecordedInRegister.into());
        }
        let sealed = self.sign_with(|hand| hand.seal(draft))?;
        // Best effort: the record is sealed already, and the log is wiped again when the desk is locked.
        let _ = self.store.wipe_traces();
        Ok(sealed)
    }

    /// Gives a draft up, with a reason.
    ///
    /// # Errors
    /// `role-not-allowed`, `draft-unknown`, or what the store says.
    pub fn discard(&self, draft: DraftId, reason: DiscardReason) -> Result<(), Error> {
        self.may(Permission::Discard)?;
        self.store
            .discard_draft(draft, reason, &self.operator, &self.now())?;
        // Best effort, as above.
        let _ = self.store.wipe_traces();
        Ok(())
    }

    /// Seals a canary, which takes the road of every record; returns its random number and the packet.
    ///
    /// # Errors
    /// `role-not-allowed`, or what the store says.
    pub fn seal_canary(&self) -> Result<([u8; 16], Sealed), Error> {
        self.may(Permission::Maintain)?;
        let nonce = sixteen_random_bytes()?;
        let packet = fresh_packet_id()?;
        let sealed = self.sign_with(|hand| hand.seal_canary(packet, nonce))?;
        Ok((nonce, sealed))
    }

    /// Whether the province has answered this canary; nothing for a number this station never sealed.
    ///
    /// # Errors
    /// What the store says.
    pub fn canary_answered(&self, nonce: &[u8; 16]) -> Result<Option<bool>, Error> {
        Ok(self
            .store
            .canary(nonce)?
            .map(|canary| canary.answered_at.is_some()))
    }

    pub(crate) fn facts(&self, draft: DraftId) -> Result<Facts, Error> {
        Ok(self
            .store
            .read(|connection| Facts::load(connection, draft))?)
    }

    /// The way through the desk that this draft takes.
    pub(crate) fn path_of(&self, facts: &Facts) -> Result<Path, Error> {
        Ok(facts.progress(self.role, self.day_of(&facts.draft))?.path)
    }

    /// Refuses captures that would not fit into one packet together with those that are there.
    pub(super) fn require_room(&self, draft: DraftId, new: &[NewCapture<'_>]) -> Result<(), Error> {
        let slots: Vec<Slot> = new.iter().map(|capture| capture.slot).collect();
        let kept = self
            .store
            .read(|connection| captures::size_besides(connection, draft, &slots))?;
        let size = new.iter().fold(kept, |size, capture| {
            size.saturating_add(capture.bytes.len() as u64)
        });
        if size > MAX_PACKET - BESIDES_CAPTURES {
            Err(Error::TooLarge)
        } else {
            Ok(())
        }
    }
}

pub(super) fn fresh_packet_id() -> Result<PacketId, Error> {
    Ok(PacketId::from_random(sixteen_random_bytes()?))
}

fn sixteen_random_bytes() -> Result<[u8; 16], Error> {
    let seed = random_seed()?;
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&seed[..16]);
    Ok(bytes)
}
