//! The door between the desk and its window: every command, declared once.
//!
//! ```text
//! window --call(name, args)--> [api! table] --> handler (check, one verb of the desk, a view) --> answer as JSON
//!        --put(what, bytes)--> [put]                                        pictures down: [picture]
//!        <--status event------ [Loket::watch]
//! ```
//!
//! The table below gives each command its name, who may call it, what it takes and what it answers. Dispatch and the
//! TypeScript of the window are made from it, so neither can drift. What an operator may do is decided by the verbs of
//! [`Desk`](crate::Desk); here is only decided which *window* may ask.

#![expect(
    clippy::needless_pass_by_value,
    reason = "a command owns the arguments that were read for it"
)]

mod activation;
mod assist;
#[cfg(feature = "ts")]
pub mod bindings;
mod camera;
mod changes;
mod day;
mod devices;
mod diagnostics;
mod error;
mod face;
mod family;
mod form;
mod handover;
mod likeness;
mod line;
mod list;
mod loket;
mod mirror;
mod office;
mod photo;
mod picture;
mod queue;
mod read_back;
mod reckon;
mod report;
mod residents;
mod scene;
mod search;
mod seat;
mod sitting;
mod status;
mod sticks;
mod trip;
mod view;

pub use camera::Cameras;
pub use error::{ApiError, FieldError};
pub use loket::{Loket, Opening};
pub use picture::{Picture, picture, put};
pub use view::*;

pub use crate::stick::Sticks;
pub use rekam_protocol::handover::PORT as HUB_PORT;
pub use rekam_protocol::lockbox::Cost;

use std::sync::Arc;

use chrono::NaiveDate;
use rekam_domain::aside::AsideReason;
use rekam_domain::biometric::{ExceptionReason, Permanence, Placement, Site};
use rekam_domain::code::{ErrorCode, Language};
use rekam_domain::enrollment::{DiscardReason, Earlier};
use rekam_domain::field::Field;
use rekam_domain::lists::ListId;
use rekam_domain::service::{DocumentKind, Service, Step};
use rekam_photo::Fault;
use rekam_protocol::ids::{OperatorId, PacketId, StationId};
use rekam_worklist::Mapping;
use serde_json::Value;

use crate::courier::StickReport;
use crate::desk::{Preferences, Span};
use crate::handover::{HandedOver, KnownStation};
use crate::stick::Stick;
use crate::store::audit::Standing;
use crate::store::drafts::DraftId;
use crate::store::scrub::Scrubbed;
use crate::sync::Carried;
use crate::view::DraftView;

/// Which window asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caller {
    /// The operator's.
    Desk,
    /// The second screen, turned to the resident.
    Resident,
}

/// Whom a command is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Audience {
    /// The operator's window alone.
    Desk,
    /// Both windows.
    Both,
}

impl Caller {
    fn must_be(self, audience: Audience) -> Result<(), ApiError> {
        match (self, audience) {
            (Self::Desk, _) | (Self::Resident, Audience::Both) => Ok(()),
            (Self::Resident, Audience::Desk) => Err(ApiError::of(ErrorCode::RoleNotAllowed)),
        }
    }
}

/// Answers one command.
///
/// # Errors
/// [`ApiError`]: `request-not-found` for a name that is not in the table, `request-malformed` for arguments that do not
/// fit, else what the verb says.
pub fn call(
    loket: &Arc<Loket>,
    caller: Caller,
    name: &str,
    args: Value,
) -> Result<Value, ApiError> {
    let answer = dispatch(loket, caller, name, args);
    if name != "status" {
        // Whatever was done, the next look at the figures is a fresh one.
        loket.figures.renew();
    }
    answer.map_err(|error| error.logged(name))
}

fn understood<T: serde::de::DeserializeOwned>(args: Value) -> Result<T, ApiError> {
    // What does not fit is not repeated: it may hold what was typed.
    serde_json::from_value(args).map_err(|_| ApiError::of(ErrorCode::RequestMalformed))
}

fn told<T: serde::Serialize>(answer: T) -> Result<Value, ApiError> {
    serde_json::to_value(answer).map_err(|_| ApiError::of(ErrorCode::Internal))
}

macro_rules! api {
    ($($(#[doc = $doc:literal])+ $audience:ident $name:ident { $($arg:ident: $kind:ty),* } -> $answer:ty = $run:path;)+) => {
        /// The names of all commands, in the order of the table.
        pub const COMMANDS: &[&str] = &[$(stringify!($name)),+];

        fn dispatch(loket: &Arc<Loket>, caller: Caller, name: &str, args: Value) -> Result<Value, ApiError> {
            match name {
                $(stringify!($name) => {
                    #[derive(serde::Deserialize)]
                    #[serde(deny_unknown_fields)]
                    struct Asked { $($arg: $kind,)* }
                    caller.must_be(Audience::$audience)?;
                    let Asked { $($arg,)* } = understood(args)?;
                    let answer: $answer = $run(loket $(, $arg)*)?;
                    told(answer)
                })+
                _ => Err(ApiError::of(ErrorCode::RequestNotFound)),
            }
        }

        #[cfg(feature = "ts")]
        fn describe(book: &mut bindings::Book) {
            $(
                let args = [$((stringify!($arg), book.name_of::<$kind>()),)*];
                let answer = book.name_of::<$answer>();
                book.command(stringify!($name), &[$($doc),+], &args, &answer);
            )+
        }
    };
}

api! {
    /// What there is before and after a login.
    Both front {} -> Front = office::front;
    /// Reads an activation: the file that was put, or the text of its QR code.
    Desk activation_look { text: Option<String> } -> ActivationView = activation::look;
    /// Activates the station with what was looked at last.
    Desk activation_accept { operator: OperatorId, password: String } -> Front = activation::accept;
    /// Whether the station is ready to work: key, lease, clock, disk, camera, province.
    Desk checks {} -> Vec<Check> = office::checks;
    /// Opens the desk.
    Desk unlock { operator: OperatorId, password: String } -> Front = office::unlock;
    /// Leaves the desk; drafts stay.
    Desk lock {} -> Front = office::lock;
    /// A new password for who is logged in.
    Desk password_change { old: String, new: String } -> () = office::password_change;
    /// Gives a colleague whom the province named a password of their own.
    Desk colleague_admit { operator: OperatorId, password: String } -> () = office::colleague_admit;
    /// How things stand: cheap, and also pushed as the event `status`.
    Both status {} -> Status = status::now;

    /// How today goes.
    Desk today {} -> Today = day::today;
    /// What is printed when a day is over; today without one.
    Desk day_close { day: Option<NaiveDate> } -> DayClose = day::close;
    /// A supervisor's word on what was done on a day: never of who sealed some of it.
    Desk day_approve { day: NaiveDate, supervisor: Word } -> DayClose = day::approve;
    /// Reads everything that is kept, and heals from the mirror what is damaged.
    Desk day_scrub {} -> Scrubbed = mirror::scrub;
    /// Keeps a second copy of what is sealed on one of the media that are plugged in, or keeps none.
    Desk mirror_choose { medium: Option<String> } -> Option<MirrorView> = mirror::choose;
    /// What was done in a day or a month, `back` of them before the one of today.
    Desk report { span: Span, back: u32 } -> ReportView = report::report;
    /// Writes the same as a workbook, on a stick or in the station's folder.
    Desk report_save { span: Span, back: u32, stick: Option<String>, language: Language } -> Saved = report::save;
    /// How the people at this desk like it.
    Desk settings {} -> Preferences = office::settings;
    /// Keeps how they like it from now on.
    Desk settings_put { settings: Preferences } -> Preferences = office::settings_put;
    /// Writes a file for whoever helps from afar; nothing about any resident stands in it.
    Desk diagnostics {} -> Diagnostics = diagnostics::diagnostics;

    /// The services of F-1.02.
    Desk services {} -> Vec<ServiceView> = office::services;
    /// What a NIK says, and what this station knows of it.
    Desk nik_explain { nik: String } -> NikView = search::nik_explain;
    /// Residents by NIK or name, as it is typed: those who are expected, then those of the register; the first who are expected
    /// without a text.
    Desk resident_search { text: String } -> Vec<ResidentView> = residents::search;
    /// What the register says that should be known of a resident who was found, or of a NIK, before a draft begins.
    Desk resident_caution { resident: Option<String>, nik: Option<String> } -> CautionView = residents::caution;
    /// The same of a draft.
    Desk draft_caution { draft: DraftId } -> CautionView = residents::caution_of;
    /// The family of a draft, as far as it is known here; nothing before the number of its card is typed.
    Desk draft_family { draft: DraftId } -> Option<FamilyView> = family::family;
    /// Begins an enrollment for a service: the answer to "pernah rekam di mana pun?", and either the key of an expected
    /// resident or a NIK that was typed already.
    Desk draft_start { service: Service, earlier: Earlier, resident: Option<String>, nik: Option<String> } -> Sitting = sitting::start;
    /// Continues a draft.
    Desk draft_open { draft: DraftId } -> Sitting = sitting::open;
    /// The open drafts, the oldest first.
    Desk drafts {} -> Vec<DraftView> = sitting::drafts;
    /// Keeps where the operator is in a draft, so that a power cut comes back to it.
    Desk draft_place { draft: DraftId, step: Step, field: Option<Field> } -> () = sitting::put_place;
    /// Goes back from a draft, which stays.
    Desk draft_leave {} -> () = sitting::leave;
    /// Throws a draft away.
    Desk draft_discard { draft: DraftId, reason: DiscardReason } -> () = sitting::discard;
    /// Keeps a supervisor's decision to record somebody again.
    Desk double_allow { draft: DraftId, reason: String, supervisor: Word } -> DraftView = sitting::double_allow;
    /// Stores a field as it was typed, then judges it.
    Desk field_put { draft: DraftId, field: Field, raw: String } -> FieldAnswer = sitting::field_put;
    /// Notes that an element changes (F-1.06): what stood there before, and what shows the change.
    Desk change_put { draft: DraftId, field: Field, before: String, proof: String } -> Sitting = changes::put;
    /// Takes a change back.
    Desk change_withdraw { draft: DraftId, field: Field } -> Sitting = changes::withdraw;
    /// The values of a list that fit a code or a word.
    Desk code_search { list: ListId, text: String } -> Vec<Choice> = search::code_search;
    /// Villages by name or code.
    Desk village_search { text: String } -> Vec<Choice> = search::village_search;

    /// The cameras that can be opened.
    Desk cameras {} -> Vec<CameraView> = office::cameras;
    /// How the camera in use fares, and what can be turned at it.
    Desk camera_trial {} -> CameraTrial = office::camera_trial;
    /// The field of view in degrees of a camera that sees an identity card, held upright to it at `distance_cm`, over
    /// `share` of its picture's width (0 to 1).
    Desk camera_measure { share: f32, distance_cm: f32 } -> f32 = office::camera_measure;
    /// Takes the newest whole frame as the resident's photo.
    Desk photo_take { draft: DraftId } -> Sitting = photo::take;
    /// The cloth that was learned from the empty chair.
    Desk cloth {} -> Option<ClothView> = photo::cloth;
    /// Learns it from the newest frame, in which nobody may sit.
    Desk cloth_learn {} -> ClothView = photo::learn_cloth;
    /// Reasons for which something in a photo is not put right.
    Desk aside_choices {} -> Vec<AsideChoice> = photo::aside_choices;
    /// Sets faults of the photo that is kept aside, with one reason.
    Desk photo_aside { draft: DraftId, faults: Vec<Fault>, reason: AsideReason, note: String } -> Sitting = photo::set_aside;
    /// The resident agrees to the portrait, or wants another one.
    Desk photo_approve { draft: DraftId, agreed: bool } -> Sitting = photo::approve;
    /// Back to the mirror, for another photo before the resident is asked.
    Desk photo_again { draft: DraftId } -> Sitting = photo::again;
    /// Whom the resident's face resembles, among the records of this trip and the list; advice only.
    Desk hint { draft: DraftId } -> Option<HintView> = likeness::hint;
    /// The trip that is planned; nothing where none is open.
    Desk trip {} -> Option<TripView> = trip::trip;
    /// Plans a trip, or changes the plan of the one that is open.
    Desk trip_plan { wish: TripWish } -> Option<TripView> = trip::plan;
    /// What the team looks over before it leaves.
    Desk trip_checks {} -> Vec<Check> = trip::checks;
    /// Seals a canary, which shows that the province can open what this station seals.
    Desk canary_send {} -> () = trip::send_canary;
    /// Closes the trip and deletes the templates of all faces. Says how many they were.
    Desk trip_close {} -> u32 = likeness::close;
    /// The finger and iris devices on this machine.
    Desk devices {} -> Vec<DeviceView> = devices::list;
    /// Whether the station is a face device for other programs on this machine.
    Desk face_device {} -> FaceDeviceView = face::standing;
    /// Makes it one, with a key of its own, or makes it none.
    Desk face_device_switch { on: bool } -> FaceDeviceView = face::switch;
    /// Captures fingers or eyes with the device that takes them; of each the best try is kept.
    Desk sites_capture { draft: DraftId, placement: Placement } -> Sitting = devices::capture;
    /// Reasons for which a finger or an eye is not captured, and which is probably the one.
    Desk exception_choices { draft: DraftId, step: Step } -> ExceptionOffer = sitting::exception_choices;
    /// Excepts fingers or eyes with a supervisor's word.
    Desk exception_put { draft: DraftId, sites: Vec<Site>, reason: ExceptionReason, permanence: Permanence, note: String, supervisor: Word } -> Sitting = sitting::exception_put;
    /// Takes an exception back.
    Desk exception_withdraw { draft: DraftId, site: Site } -> Sitting = sitting::exception_withdraw;
    /// What may be noted of a resident who cannot sit, see or sign.
    Desk assistance_choices {} -> AssistanceChoices = assist::choices;
    /// Notes what the resident cannot do and who helps, or takes it back; with a supervisor's word the record goes with neither
    /// signature nor thumb mark.
    Desk assistance_put { draft: DraftId, wish: AssistanceWish, unmarked: Option<Word> } -> Sitting = assist::put;
    /// Takes the newest whole frame as it is: `thumb-mark` or `exception-photo`.
    Desk still_photograph { draft: DraftId, slot: String } -> Sitting = assist::photograph;
    /// Keeps how the signature that is stored was written, on a pad of so many points.
    Desk signature_series { draft: DraftId, width: u16, height: u16, tool: WrittenWith, strokes: Vec<Vec<PenPoint>> } -> Sitting = assist::series;
    /// Notes a paper as seen, or as missing today.
    Desk paper_note { draft: DraftId, document: DocumentKind, standing: Standing } -> Sitting = sitting::paper_note;
    /// Takes the page in the newest whole frame as the picture of a paper, straightened; all of the frame where no page is found
    /// or `whole` is wanted.
    Desk paper_photograph { draft: DraftId, document: DocumentKind, whole: bool } -> Sitting = sitting::paper_photograph;

    /// Turns the picture of a paper by quarters and cuts it: shares of the turned picture, 0 to 1.
    Desk paper_cut { draft: DraftId, document: DocumentKind, quarter_turns: u8, left: f64, top: f64, width: f64, height: f64 } -> Sitting = sitting::paper_cut;
    /// Takes out a signature, a paper's picture or an exception photo.
    Desk capture_remove { draft: DraftId, slot: String } -> Sitting = sitting::capture_remove;

    /// Everything again from the stored bytes.
    Desk read_back { draft: DraftId } -> ReadBackView = read_back::read_back;
    /// The resident agrees to what was shown.
    Desk read_back_agree { draft: DraftId, shown: String } -> DraftView = read_back::agree;

    /// Seals the draft for good and sends it with the next line.
    Desk seal { draft: DraftId } -> SlipView = read_back::seal;
    /// The slip of a record that was sealed before.
    Desk slip { packet: PacketId } -> SlipView = day::slip;
    /// The record that a slip is of: the text of its QR code, or the number that is printed on it.
    Desk slip_find { text: String } -> SlipFoundView = queue::find_by_slip;

    /// What waits, what arrived, and what became of it.
    Desk queue { after: u32, limit: u32 } -> QueueView = queue::queue;
    /// Talks to the province now.
    Desk send_now {} -> () = queue::send_now;
    /// Sends again what the province does not hold.
    Desk send_again {} -> () = reckon::send_again;
    /// Stops sending, for a metered line, or goes on.
    Desk line_pause { paused: bool } -> () = queue::line_pause;

    /// The sticks that are plugged in.
    Desk sticks {} -> Vec<Stick> = sticks::list;
    /// Puts everything that waits on a stick.
    Desk stick_export { path: String } -> StickReport = sticks::export;
    /// Takes receipts and news from a stick.
    Desk stick_import { path: String } -> StickReport = sticks::import;

    /// Sends what other stations put on a stick over this station's line, and puts the answers on it.
    Desk stick_carry { path: String } -> Vec<Carried> = sticks::carry;

    /// Whether colleagues are received on the local network, where, and what they brought.
    Desk hub {} -> HubView = handover::hub;
    /// Switches receiving on or off.
    Desk hub_receive { on: bool } -> HubView = handover::receive;
    /// Who is at an address of the local network; nothing is handed over.
    Desk hand_over_call { address: String } -> KnownStation = handover::call;
    /// Hands everything that waits over to the station that was called, and takes receipts and news that it has.
    Desk hand_over { address: String, to: StationId } -> HandedOver = handover::hand_over;

    /// The lists (CSV, XLSX) that lie on the sticks that are plugged in.
    Desk list_files {} -> Vec<ListFile> = list::files;
    /// Opens one of them, as if it had been put.
    Desk list_open { path: String } -> () = list::open;
    /// Looks at the list that was put: what it is, and how it is probably to be read; `sheet` and `header` (a line) say it themselves.
    Desk list_look { sheet: Option<usize>, header: Option<u64> } -> ListLook = list::look;
    /// Says what taking the list in would do, and changes nothing.
    Desk list_try { name: String, mapping: Mapping } -> ListReport = list::try_it;
    /// Takes the list in; `drop_gone` takes out whom a list of this name named before and this one does not.
    Desk list_take_in { name: String, mapping: Mapping, drop_gone: bool } -> ListReport = list::take_in;
    /// How many rows are done of a list that is being tried or taken in.
    Desk list_progress {} -> u32 = list::progress;
    /// Writes the lines and reasons of the refused rows into a file, on a stick or in the station's folder.
    Desk list_refused_save { stick: Option<String>, language: Language } -> Saved = list::save_refused;
    /// By what the lists can be looked through.
    Desk list_overview {} -> ListOverview = list::overview;
    /// Fifty of those who are meant, in the order in which villages are walked through.
    Desk list_page { wish: ListWish, after: u32 } -> ListPage = list::page;
    /// Who is to be called, to be printed.
    Desk call_list { wish: ListWish } -> CallList = list::call_list;

    /// Opens or closes the window for the resident's screen.
    Desk resident_window { open: bool } -> () = scene::window;
    /// What the resident's screen shows.
    Both scene {} -> Scene = scene::shown;
    /// Chooses what the resident's screen shows.
    Desk scene_show { kind: SceneKind, draft: Option<DraftId> } -> () = scene::show;
    /// The resident's answer to what is shown.
    Both scene_answer { yes: bool } -> () = scene::answer;
}
