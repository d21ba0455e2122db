//! `rekam enroll`: one sitting from files, through the same verbs as at the window.

use super::photo::read;
use super::sync::blocking;
use crate::entry::{Approver, Login};
use crate::say::{Failure, Voice};
use crate::sitting::{Paper, Sitting};
use clap::Args;
use rekam_domain::aside::Aside;
use rekam_domain::code::ErrorCode;
use rekam_domain::field::Field;
use rekam_domain::nik::Nik;
use rekam_domain::service::Step;
use rekam_photo::Fault;
use rekam_station::capture::Slot;
use rekam_station::clock::Clock;
use rekam_station::desk::{Desk, Supervision};
use rekam_station::facts::Part;
use rekam_station::seal::Sealed;
use rekam_station::store::audit::Standing;
use rekam_station::store::drafts::DraftId;
use serde::Serialize;
use std::io::{self, BufRead as _, IsTerminal as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// One resident.
#[derive(Debug, Args)]
pub(crate) struct Enroll {
    #[command(flatten)]
    login: Login,
    #[command(flatten)]
    approver: Approver,
    /// The picture; only where the service asks for one.
    #[arg(long)]
    portrait: Option<PathBuf>,
    /// Service, fields, exceptions and papers, as JSON.
    #[arg(long)]
    biodata: PathBuf,
    /// The signature as a picture; only where the service asks for one.
    #[arg(long)]
    signature: Option<PathBuf>,
    /// The thumb mark of who cannot sign, as a picture.
    #[arg(long)]
    thumb_mark: Option<PathBuf>,
    /// Face and both palms in one picture, where an exception can be seen.
    #[arg(long)]
    exception_photo: Option<PathBuf>,
    /// The resident has seen portrait and data and agrees to both. Without it, the question is asked here.
    #[arg(long)]
    resident_agrees: bool,
    /// Record somebody again who was recorded at this station before: a supervisor's reason.
    #[arg(long)]
    again_because: Option<String>,
}

#[derive(Serialize)]
struct Shown {
    serial: u32,
    packet: String,
    digest: String,
    bytes: u64,
    service: String,
}

/// Records and seals.
pub(crate) fn run(enroll: &Enroll, voice: Voice, clock: Arc<dyn Clock>) -> Result<(), Failure> {
    let sitting = Sitting::read(&enroll.biodata)?;
    let picture = |path: &Option<PathBuf>| path.as_deref().map(typed_picture).transpose();
    let pictures = Pictures {
        photo: enroll.portrait.as_deref().map(read).transpose()?,
        signature: picture(&enroll.signature)?,
        thumb_mark: picture(&enroll.thumb_mark)?,
        exception: picture(&enroll.exception_photo)?,
    };
    let (_station, desk) = enroll.login.unlock(voice, clock)?;
    let needs_word = sitting.needs_approval() || enroll.again_because.is_some();
    let word = needs_word
        .then(|| enroll.approver.word(&desk, voice))
        .transpose()?;
    let again = enroll.again_because.as_deref();
    let draft = fill(&desk, &sitting, &pictures, word.as_ref(), again)?;
    agree(&desk, draft, enroll.resident_agrees, voice)?;
    let sealed = desk
        .seal(draft)
        .map_err(|error| incomplete(&error, voice))?;
    desk.lock()?;
    voice.result(&shown(&sealed, &sitting), |shown| {
        format!(
            "{} {}: {} byte, {}",
            voice.pick("Disegel, nomor", "Sealed, serial"),
            shown.serial,
            shown.bytes,
            shown.digest
        )
    })
}

fn shown(sealed: &Sealed, sitting: &Sitting) -> Shown {
    Shown {
        serial: sealed.serial.get(),
        packet: sealed.packet.to_string(),
        digest: sealed.digest.to_string(),
        bytes: sealed.length,
        service: sitting.service.to_string(),
    }
}

/// What the camera and the pad gave.
pub(crate) struct Pictures {
    /// The photo, JPEG or PNG.
    pub(crate) photo: Option<Vec<u8>>,
    /// The signature, and its media type.
    pub(crate) signature: Option<(Vec<u8>, &'static str)>,
    /// The thumb mark of who cannot sign, and its media type.
    pub(crate) thumb_mark: Option<(Vec<u8>, &'static str)>,
    /// What shows why fingers or eyes are excepted, and its media type.
    pub(crate) exception: Option<(Vec<u8>, &'static str)>,
}

/// A picture, and the media type that its name says.
pub(crate) fn typed_picture(path: &Path) -> Result<(Vec<u8>, &'static str), Failure> {
    Ok((read(path)?, media_type(path)))
}

/// The media type that a file's name says.
fn media_type(path: &Path) -> &'static str {
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("png") => "image/png",
        Some(_) | None => "image/jpeg",
    }
}

/// Fills a draft with everything but the resident's agreement. A draft of the same NIK and service that a crash left open is
/// taken up again, so that nobody stands in the list twice.
pub(crate) fn fill(
    desk: &Desk,
    sitting: &Sitting,
    pictures: &Pictures,
    word: Option<&Supervision>,
    again_because: Option<&str>,
) -> Result<DraftId, Failure> {
    let raw_nik = sitting.fields.get(&Field::Nik).map_or("", String::as_str);
    let recorded = Nik::parse(raw_nik)
        .ok()
        .map(|nik| desk.doubles(&nik, sitting.service))
        .transpose()?;
    if again_because.is_none() && recorded.is_some_and(|serials| !serials.is_empty()) {
        return Err(Failure::of(ErrorCode::AlreadyRecordedHere));
    }
    let draft = match left_open(desk, sitting, raw_nik)? {
        Some(draft) => draft,
        None => desk.start(sitting.service)?,
    };
    // The NIK first: it is what finds the draft again.
    desk.put_field(draft, Field::Nik, raw_nik)?;
    type_in(desk, draft, sitting)?;
    desk.identify(draft, sitting.recorded_before)?;
    for change in &sitting.changes {
        desk.change(draft, change.field(), change.before(), change.proof())?;
    }
    if let (Some(word), Some(reason)) = (word, again_because) {
        desk.allow_double(draft, reason, word)?;
    }
    assist(desk, draft, sitting, word)?;
    take_pictures(desk, draft, pictures, sitting.photo_aside.as_ref())?;
    if let Some(word) = word {
        for excepted in &sitting.exceptions {
            let why = (excepted.reason, excepted.permanence);
            desk.except(draft, &excepted.sites, why, &excepted.note, word)?;
        }
    }
    for placement in &sitting.capture {
        blocking(desk.capture_enough(draft, *placement))??;
    }
    for (document, paper) in &sitting.papers {
        let standing = match paper {
            Paper::Seen => Standing::Seen,
            Paper::Missing => Standing::Missing,
        };
        desk.note_paper(draft, *document, standing)?;
    }
    Ok(draft)
}

/// Notes what the resident cannot do, with the supervisor's word where there is neither signature nor thumb mark.
fn assist(
    desk: &Desk,
    draft: DraftId,
    sitting: &Sitting,
    word: Option<&Supervision>,
) -> Result<(), Failure> {
    let Some(assisted) = &sitting.assistance else {
        return Ok(());
    };
    let assistance = assisted.read().map_err(|error| Failure::of(error.code()))?;
    let word = word.filter(|_| assisted.unmarked);
    Ok(desk.assist(draft, Some(assistance), word)?)
}

fn left_open(desk: &Desk, sitting: &Sitting, raw_nik: &str) -> Result<Option<DraftId>, Failure> {
    for draft in desk.store().drafts()? {
        let fields = desk.fields(draft.id)?;
        let same = fields
            .get(&Field::Nik)
            .is_some_and(|typed| typed.raw == raw_nik);
        if same && draft.service == sitting.service {
            return Ok(Some(draft.id));
        }
    }
    Ok(None)
}

/// Types every field; afterwards says all that is wrong at once.
fn type_in(desk: &Desk, draft: DraftId, sitting: &Sitting) -> Result<(), Failure> {
    let mut wrong = Vec::new();
    for (field, raw) in &sitting.fields {
        let report = desk.put_field(draft, *field, raw)?;
        wrong.extend(report.errors.into_iter().map(|code| (*field, code)));
    }
    match wrong.first() {
        Some(_) => Err(Failure {
            fields: wrong,
            ..Failure::of(ErrorCode::BiodataWrong)
        }),
        None => Ok(()),
    }
}

fn take_pictures(
    desk: &Desk,
    draft: DraftId,
    pictures: &Pictures,
    aside: Option<&Aside>,
) -> Result<(), Failure> {
    let asked = |step| {
        desk.draft(draft)
            .map(|view| view.steps.iter().any(|known| known.step == step))
    };
    if let Some(photo) = &pictures.photo
        && asked(Step::Photo)?
    {
        let taken = desk.take_photo(draft, photo)?;
        if let Some(code) = taken.wrong {
            return Err(Failure::of(code));
        }
        set_aside(desk, draft, &taken.faults, aside)?;
    }
    let of_step = [
        (Step::Signature, Slot::Signature, &pictures.signature),
        (Step::Signature, Slot::ThumbMark, &pictures.thumb_mark),
        (Step::Fingers, Slot::ExceptionPhoto, &pictures.exception),
    ];
    for (step, slot, picture) in of_step {
        if let Some((bytes, media_type)) = picture
            && asked(step)?
        {
            desk.capture(draft, slot, media_type, bytes)?;
        }
    }
    Ok(())
}

/// Sets aside whatever is not as it should be in the photo, or says what that is.
fn set_aside(
    desk: &Desk,
    draft: DraftId,
    faults: &[Fault],
    aside: Option<&Aside>,
) -> Result<(), Failure> {
    match aside {
        _ if faults.is_empty() => Ok(()),
        Some(aside) => Ok(desk.set_aside(draft, faults, aside.reason(), aside.note())?),
        None => {
            let names: Vec<&str> = faults.iter().map(|fault| fault.name()).collect();
            Err(Failure {
                detail: Some(names.join(", ")),
                ..Failure::of(ErrorCode::PhotoFaultsOpen)
            })
        }
    }
}

/// The resident agrees to the portrait, then to everything as it is stored. Nothing is sealed without it.
pub(crate) fn agree(
    desk: &Desk,
    draft: DraftId,
    agrees: bool,
    voice: Voice,
) -> Result<(), Failure> {
    let read_back = desk.read_back(draft)?;
    if !agrees {
        for (field, typed) in &read_back.fields {
            voice.note(&format!("{}: {}", field.label(voice.language), typed.raw));
        }
        ask(voice)?;
    }
    if desk.captured(draft, Slot::Portrait)?.is_some() {
        desk.approve_photo(draft)?;
    }
    Ok(desk.agree_read_back(draft, desk.read_back(draft)?.shown)?)
}

fn ask(voice: Voice) -> Result<(), Failure> {
    let refused = || Failure::of(ErrorCode::AgreementMissing);
    if voice.json || !io::stdin().is_terminal() {
        return Err(refused());
    }
    voice.note(voice.pick(
        "Warga setuju dengan foto dan data ini? [y/t]",
        "Does the resident agree to photo and data? [y/n]",
    ));
    let mut answer = String::new();
    io::stdin()
        .lock()
        .read_line(&mut answer)
        .map_err(|_| refused())?;
    if answer.trim().eq_ignore_ascii_case("y") {
        Ok(())
    } else {
        Err(refused())
    }
}

/// Says what is missing, where that is why a draft was not sealed.
pub(crate) fn incomplete(error: &rekam_station::Error, voice: Voice) -> Failure {
    let lines: Vec<String> = error
        .missing()
        .iter()
        .map(|missing| match missing.what {
            Some(Part::Site(site)) => format!("{site}: {}", missing.code.text(voice.language)),
            Some(Part::Field(_) | Part::Document(_)) | None => {
                missing.code.text(voice.language).to_owned()
            }
        })
        .collect();
    let detail = (!lines.is_empty()).then(|| lines.join("\n  "));
    Failure {
        detail,
        ..Failure::of(error.code())
    }
}
