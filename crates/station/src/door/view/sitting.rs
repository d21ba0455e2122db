//! One resident at the desk.

use chrono::NaiveDate;
use rekam_domain::aside::AsideReason;
use rekam_domain::background::Background;
use rekam_domain::code::ErrorCode;
use rekam_domain::enrollment::Earlier;
use rekam_domain::field::{Field, Kind};
use rekam_domain::service::{DocumentKind, Service};
use rekam_photo::Fault;
use rekam_protocol::ids::OperatorId;
use serde::{Deserialize, Serialize};

use super::{AssistanceView, Label, OwnMark, SiteStepView, SiteView};
use crate::door::FieldError;
use crate::store::audit::Standing;
use crate::store::captures::Painted;
pub use crate::store::drafts::Place;
use crate::view::DraftView;

/// Everything the screens of one resident show.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Sitting {
    /// How far it is.
    pub view: DraftView,
    /// The answer to "pernah rekam di mana pun?".
    pub earlier: Option<Earlier>,
    /// Where the operator was last.
    pub place: Option<Place>,
    /// The fields of F-1.01, grouped as people say them.
    pub form: Vec<FormGroup>,
    /// Elements that the service may change (F-1.06); none for most.
    pub elements: Vec<ElementView>,
    /// Elements that change.
    pub changes: Vec<ChangeView>,
    /// Fingers and eyes that the service asks for.
    pub sites: Vec<SiteView>,
    /// How the steps for fingers and eyes stand, of those that the service asks for.
    pub site_steps: Vec<SiteStepView>,
    /// What the resident cannot do, and who helps.
    pub assistance: Option<AssistanceView>,
    /// What stands for the resident's own hand.
    pub own_mark: OwnMark,
    /// Papers that the service asks for.
    pub papers: Vec<PaperView>,
    /// What is stored of pictures.
    pub captures: Vec<CaptureView>,
    /// The colour that the rule asks for behind the resident, once the birth date is known.
    pub background: Option<BackgroundView>,
    /// What came of the last photo; nothing before the first.
    pub photo: Option<PhotoView>,
}

/// An element that may change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ElementView {
    /// The field.
    pub field: Field,
    /// Its name.
    pub label: Label,
}

/// An element that changes.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ChangeView {
    /// The field.
    pub field: Field,
    /// Its name.
    pub label: Label,
    /// What the old paper says; may be empty.
    pub before: String,
    /// What stands there from now on, as people read it; nothing while the field is empty or wrong.
    pub after: Option<Label>,
    /// What shows the change.
    pub proof: String,
}

impl std::fmt::Debug for ChangeView {
    /// Shows nothing about the resident.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ChangeView({})", self.field)
    }
}

/// Fields that belong together.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct FormGroup {
    /// A stable word.
    pub id: String,
    /// Its title.
    pub label: Label,
    /// Its fields, in the order in which they are asked.
    pub fields: Vec<FieldView>,
}

/// One field as it stands.
#[derive(Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct FieldView {
    /// The field.
    pub field: Field,
    /// Its name on the form.
    pub label: Label,
    /// What may be typed.
    pub kind: Kind,
    /// Column of F-1.01.
    pub column: Option<u8>,
    /// Whether it is shown at once.
    pub core: bool,
    /// Whether the service requires it.
    pub required: bool,
    /// What was typed, right or wrong.
    pub raw: String,
    /// Why it cannot be kept.
    pub errors: Vec<ErrorCode>,
    /// What is unusual about it.
    pub warnings: Vec<ErrorCode>,
    /// The value as people read it.
    pub shown: Option<Label>,
}

impl std::fmt::Debug for FieldView {
    /// Shows nothing about the resident.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FieldView({})", self.field)
    }
}

/// What became of one field that was typed.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct FieldAnswer {
    /// The field.
    pub field: FieldView,
    /// Other fields that look different now: what was filled in from this one, and what is compared with it.
    pub others: Vec<FieldView>,
    /// How far the draft is now.
    pub view: DraftView,
}

/// One value of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Choice {
    /// What is stored.
    pub code: String,
    /// What is shown.
    pub label: Label,
    /// What tells it from others of the same name.
    pub note: Option<String>,
}

/// One stored picture, to be had at `rekam://localhost/capture/{draft}/{slot}?{digest}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct CaptureView {
    /// Its place: `portrait`, `photo-original`, `signature`, `exception-photo`, `document/...`.
    pub slot: String,
    /// `image/jpeg` or `image/png`.
    pub media_type: String,
    /// Its size in bytes.
    pub bytes: u32,
    /// SHA-256 of its bytes, hexadecimal.
    pub digest: String,
}

/// One paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct PaperView {
    /// Which.
    pub document: DocumentKind,
    /// Its name.
    pub label: Label,
    /// Whether the record is incomplete without it.
    pub mandatory: bool,
    /// What was noted instead of a picture.
    pub standing: Option<Standing>,
    /// Its picture.
    pub capture: Option<CaptureView>,
    /// Whether the page was found in the picture that was taken just now, and straightened.
    pub straightened: bool,
    /// What should be looked at again in it; holds nothing up.
    pub notices: Vec<ErrorCode>,
}

/// The colour behind the portrait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct BackgroundView {
    /// Its name.
    pub name: Background,
    /// sRGB, 0 to 255 each.
    pub rgb: [u8; 3],
}

/// What came of the photos so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct PhotoView {
    /// Whether another one is wanted: the mirror is shown in place of the portrait.
    pub again: bool,
    /// What is wrong with the one taken just now.
    pub wrong: Option<ErrorCode>,
    /// All that is not as it should be in the one that is kept, the first thing first.
    pub faults: Vec<PhotoFault>,
    /// What should be looked at again: signs of a photo of a photo. They hold nothing up.
    pub notices: Vec<Label>,
    /// Photos taken.
    pub tries: u32,
    /// How many times the resident asked for another one.
    pub refusals: u32,
    /// What was put behind the resident in the portrait; nothing where it is as the camera saw it.
    pub painted: Option<Painted>,
    /// Whether the resident approved the portrait that is stored now.
    pub approved: bool,
}

/// The cloth that was learned from the empty chair.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ClothView {
    /// When.
    pub at: String,
    /// The name of the camera that saw it.
    pub camera: String,
}

/// Something that is not as it should be in a photo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct PhotoFault {
    /// Which.
    pub fault: Fault,
    /// What is wrong.
    pub meaning: Label,
    /// What to do about it.
    pub advice: Label,
    /// Why it is not put right.
    pub aside: Option<AsideView>,
}

/// Why something in a photo is not put right.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct AsideView {
    /// The reason.
    pub reason: AsideReason,
    /// In words.
    pub label: Label,
    /// What the operator added; may be empty.
    pub note: String,
}

impl std::fmt::Debug for AsideView {
    /// Shows nothing about the resident.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AsideView")
    }
}

/// A reason to choose for what is wrong with a photo. The list is ours, not Dukcapil's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct AsideChoice {
    /// The reason.
    pub reason: AsideReason,
    /// In words.
    pub label: Label,
    /// Whether it says nothing without a note.
    pub needs_note: bool,
}

/// Whom a face resembles: a record of this trip by number and time, or somebody of the list by name.
#[derive(Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct HintView {
    /// The number of the record.
    pub serial: Option<u32>,
    /// When it was sealed.
    pub sealed_at: Option<String>,
    /// The name of an expected resident.
    pub listed: Option<String>,
    /// Whether they are very much alike.
    pub strong: bool,
    /// Faces that were compared.
    pub compared: u32,
    /// The chance that a stranger gets a hint among so many, 0 to 1.
    pub false_chance: f64,
}

/// A supervisor's word, given at the operator's desk.
#[derive(Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Word {
    /// The supervisor.
    pub operator: OperatorId,
    /// Their password.
    pub password: String,
}

/// Somebody who is expected, or was found in the register.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ResidentView {
    /// What to begin an enrollment with.
    pub key: String,
    /// The NIK in groups.
    pub nik: Option<String>,
    /// The full name.
    pub name: String,
    /// The date of birth.
    pub birth_date: Option<NaiveDate>,
    /// The village.
    pub village: Option<String>,
    /// Serial numbers under which this station recorded the NIK.
    pub recorded_here: Vec<u32>,
    /// The draft that is open for the NIK.
    pub draft: Option<String>,
    /// What they probably come for, by their age.
    pub service: Option<Service>,
    /// How far the register says that their recording is.
    pub status: Option<Label>,
    /// Whether the register says that they were recorded already.
    pub recorded: bool,
    /// Whether a list expects them; else they were found in the register.
    pub expected: bool,
}

/// What the register says that should be known before somebody is recorded.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct CautionView {
    /// How far the register says that the recording of this NIK is, where there is one.
    pub recorded: Option<Label>,
    /// Services for which a supervisor must decide, with a reason, because the resident was recorded before.
    pub needs_word: Vec<Service>,
    /// People with another NIK who are probably the same person.
    pub others: Vec<ResidentView>,
}

impl std::fmt::Debug for CautionView {
    /// Shows nothing about the resident.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CautionView")
    }
}

/// What a NIK says, and what this station knows of it.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct NikView {
    /// In groups, as far as it is typed.
    pub grouped: String,
    /// The date of birth written in it.
    pub birth_date: Option<NaiveDate>,
    /// The sex written in it.
    pub sex: Option<Label>,
    /// Where it was first given.
    pub region: Option<String>,
    /// Why it cannot be one.
    pub errors: Vec<ErrorCode>,
    /// What is unusual about it.
    pub warnings: Vec<ErrorCode>,
    /// Serial numbers under which this station recorded it.
    pub recorded_here: Vec<u32>,
}

/// Everything of a draft, read again from the stored bytes.
#[derive(Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ReadBackView {
    /// Digest of all of it, to be given back with the agreement.
    pub shown: String,
    /// The draft.
    pub draft: String,
    /// What the resident came for.
    pub service: Label,
    /// Every field that is filled.
    pub rows: Vec<ReadBackRow>,
    /// Every element that changes.
    pub changes: Vec<ChangeView>,
    /// Every picture.
    pub captures: Vec<CaptureView>,
    /// Every finger and eye that a device captured.
    pub captured: Vec<SiteView>,
    /// Every finger and eye that is not captured.
    pub exceptions: Vec<SiteView>,
    /// What the resident cannot do, and who helps.
    pub assistance: Option<AssistanceView>,
    /// Every paper.
    pub papers: Vec<PaperView>,
    /// What is not as it should be in the photo, and why it was set aside.
    pub faults: Vec<PhotoFault>,
    /// What is unusual, for a last look.
    pub warnings: Vec<FieldError>,
}

/// One line of the read-back.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ReadBackRow {
    /// The field.
    pub field: Field,
    /// Its name.
    pub label: Label,
    /// Its value as people read it.
    pub value: Label,
    /// Its group.
    pub group: String,
}
