// Made from the table in crates/station/src/door/mod.rs by `make bindings`. Do not edit.

/**
 * What an activation says, for people to compare before they accept it.
 */
export type ActivationView = { 
/**
 * The province.
 */
province: string, 
/**
 * The station.
 */
station: string, 
/**
 * Its name as people say it.
 */
station_name: string, 
/**
 * Where it records, as a path of names.
 */
place: string, 
/**
 * First day of the lease.
 */
lease_from: string, 
/**
 * Last day of the lease.
 */
lease_until: string, 
/**
 * Residents that may be recorded under it.
 */
lease_records: number, 
/**
 * Who may work here.
 */
operators: Array<NamedOperator>, 
/**
 * SHA-256 of the province's signing key, hexadecimal: to be compared by phone or on paper.
 */
fingerprint: string, };

/**
 * The resident's answer on the second screen.
 */
export type Answer = { 
/**
 * The draft that was shown.
 */
draft: string | null, 
/**
 * Yes or no.
 */
yes: boolean, 
/**
 * Counts answers, so that a second "yes" is news.
 */
number: number, };

/**
 * Why a command did not do what it was asked. Nothing about a resident stands in it.
 */
export type ApiError = { 
/**
 * What is wrong; its texts say what to do.
 */
code: ErrorCode, 
/**
 * The fields it is about.
 */
fields: Array<FieldError>, 
/**
 * What keeps a draft from being sealed.
 */
missing: Array<Missing>, 
/**
 * How long to wait before trying again, where waiting helps.
 */
wait_seconds: number | null, 
/**
 * Finds the line in the log: eight hexadecimal digits.
 */
incident: string, };

/**
 * A reason to choose for what is wrong with a photo. The list is ours, not Dukcapil's.
 */
export type AsideChoice = { 
/**
 * The reason.
 */
reason: AsideReason, 
/**
 * In words.
 */
label: Label, 
/**
 * Whether it says nothing without a note.
 */
needs_note: boolean, };

/**
 * Why something in a photo is not put right. In the order in which they are offered.
 */
export type AsideReason = "child" | "eyes" | "posture" | "headwear" | "face" | "place" | "other";

/**
 * Why something in a photo is not put right.
 */
export type AsideView = { 
/**
 * The reason.
 */
reason: AsideReason, 
/**
 * In words.
 */
label: Label, 
/**
 * What the operator added; may be empty.
 */
note: string, };

/**
 * What may be noted of a resident who needs assistance.
 */
export type AssistanceChoices = { 
/**
 * What a resident may be unable to do.
 */
needs: Array<NeedChoice>, 
/**
 * Who may help.
 */
kinships: Array<KinshipChoice>, };

/**
 * What was noted of a resident who needs assistance.
 */
export type AssistanceView = { 
/**
 * What the resident cannot do, and what is done about it.
 */
needs: Array<NeedChoice>, 
/**
 * Whether the team came to the bed.
 */
visit: boolean, 
/**
 * The helper's name.
 */
helper: string | null, 
/**
 * Who the helper is to the resident.
 */
kinship: KinshipChoice | null, };

/**
 * What the resident cannot do, as the page sends it.
 */
export type AssistanceWish = { 
/**
 * What; none to take back what was noted.
 */
cannot: Array<Need>, 
/**
 * Whether the team came to the bed.
 */
visit: boolean, 
/**
 * The helper's name; empty without a helper.
 */
helper: string, 
/**
 * Who the helper is to the resident.
 */
kinship: Kinship, };

/**
 * Background colour of a KTP-el or KIA portrait.
 */
export type Background = "red" | "blue" | "orange";

/**
 * The colour behind the portrait.
 */
export type BackgroundView = { 
/**
 * Its name.
 */
name: Background, 
/**
 * sRGB, 0 to 255 each.
 */
rgb: [number, number, number], };

/**
 * What is done with the background of a portrait.
 */
export type BackgroundWay = "as-it-is" | "matte" | "cloth";

/**
 * What was done to what is behind the person.
 */
export type Behind = "as-seen" | "hue-turned" | "painted-by-cloth" | "painted-by-mask";

/**
 * A list to call people by, in the order in which villages are walked through. No NIK stands in it.
 */
export type CallList = { 
/**
 * The station's name as people say it.
 */
station_name: string, 
/**
 * The day of printing.
 */
day: string, 
/**
 * Village by village.
 */
villages: Array<CalledVillage>, 
/**
 * Residents who are meant and did not fit on the paper.
 */
left_off: number, };

/**
 * One line of a call list: no more than whoever calls must know.
 */
export type Called = { 
/**
 * The full name.
 */
name: string, 
/**
 * The year of birth.
 */
born: number | null, 
/**
 * Dusun or kampung.
 */
hamlet: string, 
/**
 * RT and RW.
 */
rt_rw: string, 
/**
 * The school.
 */
school: string | null, 
/**
 * Whether the team goes to their bed.
 */
bed_visit: boolean, };

/**
 * The people of one village.
 */
export type CalledVillage = { 
/**
 * The village with its kecamatan; empty where it is not known.
 */
name: string, 
/**
 * Who is called.
 */
people: Array<Called>, };

/**
 * What is remembered of one camera.
 */
export type CameraPreferences = { 
/**
 * Its name: by it the camera is found in another socket too.
 */
label: string, 
/**
 * Knobs that stand otherwise than the camera came.
 */
knobs: { [key in Knob]?: Setting }, 
/**
 * The angle in degrees that the width of its picture spans, if somebody has measured it or knows it.
 */
field_of_view: number | null, };

/**
 * How a camera is doing.
 */
export type CameraState = "none" | "opening" | "streaming" | "stalled" | "lost" | "busy" | "denied";

/**
 * The camera.
 */
export type CameraStatus = { 
/**
 * How it is doing.
 */
state: CameraState, 
/**
 * Its name.
 */
label: string | null, 
/**
 * What is wrong and what to do.
 */
code: ErrorCode | null, 
/**
 * Pixels per line; 0 until a frame was looked at.
 */
width: number, 
/**
 * Lines.
 */
height: number, 
/**
 * Frames in the last second.
 */
frames_per_second: number, 
/**
 * What it was asked for, such as `1920x1080 MJPEG 30/s`.
 */
mode: string | null, 
/**
 * How far away a resident may sit; nothing before a picture came.
 */
chair: Chair | null, };

/**
 * How the camera in use fares, and what is to be said of its newest picture.
 */
export type CameraTrial = { 
/**
 * The camera's id.
 */
id: string | null, 
/**
 * Frames so far.
 */
frames: number, 
/**
 * Frames that came damaged and were refused.
 */
damaged: number, 
/**
 * Frames that the driver counted and kept back.
 */
skipped: number, 
/**
 * What can be turned at it.
 */
controls: Array<Control>, 
/**
 * Its newest picture, decoded as strictly as a photo is.
 */
picture: TestPicture | null, };

/**
 * One camera to choose.
 */
export type CameraView = { 
/**
 * What it is opened by.
 */
id: string, 
/**
 * What a person reads.
 */
label: string, 
/**
 * Where the system has it at the moment.
 */
node: string, 
/**
 * What it can send, such as `1920x1080 MJPEG 30, 15 /s`, where that is known before it is opened.
 */
formats: Array<string>, 
/**
 * Whether it is the one in use.
 */
chosen: boolean, };

/**
 * One stored picture, to be had at `rekam://localhost/capture/{draft}/{slot}?{digest}`.
 */
export type CaptureView = { 
/**
 * Its place: `portrait`, `photo-original`, `signature`, `exception-photo`, `document/...`.
 */
slot: string, 
/**
 * `image/jpeg` or `image/png`.
 */
media_type: string, 
/**
 * Its size in bytes.
 */
bytes: number, 
/**
 * SHA-256 of its bytes, hexadecimal.
 */
digest: string, };

/**
 * What was carried for one station.
 */
export type Carried = { 
/**
 * The station, as its shelf on the stick is called.
 */
station: string, 
/**
 * Packets whose receipt is on the stick now.
 */
receipts: number, 
/**
 * Packets that are on the stick and have no receipt.
 */
left: number, 
/**
 * Files that are not what they should be, or that the province refused, and why.
 */
refused: Array<RefusedFile>, };

/**
 * What the register says that should be known before somebody is recorded.
 */
export type CautionView = { 
/**
 * How far the register says that the recording of this NIK is, where there is one.
 */
recorded: Label | null, 
/**
 * Services for which a supervisor must decide, with a reason, because the resident was recorded before.
 */
needs_word: Array<Service>, 
/**
 * People with another NIK who are probably the same person.
 */
others: Array<ResidentView>, };

/**
 * How far from the camera an adult's eyes are wide enough apart in the picture, in centimetres.
 */
export type Chair = { 
/**
 * For the 90 pixels that a portrait needs.
 */
farthest_cm: number, 
/**
 * For the 120 pixels that are better.
 */
better_cm: number, 
/**
 * Whether the camera's field of view is known; else the usual one is assumed.
 */
measured: boolean, };

/**
 * An element that changes.
 */
export type ChangeView = { 
/**
 * The field.
 */
field: Field, 
/**
 * Its name.
 */
label: Label, 
/**
 * What the old paper says; may be empty.
 */
before: string, 
/**
 * What stands there from now on, as people read it; nothing while the field is empty or wrong.
 */
after: Label | null, 
/**
 * What shows the change.
 */
proof: string, };

/**
 * One line of the check list.
 */
export type Check = { 
/**
 * What was checked.
 */
what: CheckedPart, 
/**
 * How it came out.
 */
state: CheckState, 
/**
 * What is wrong and what to do.
 */
code: ErrorCode | null, 
/**
 * A number or name that belongs to it.
 */
detail: string | null, };

/**
 * How a check came out.
 */
export type CheckState = "good" | "warning" | "bad" | "unknown";

/**
 * What is checked.
 */
export type CheckedPart = "key" | "lease" | "clock" | "disk" | "mirror" | "camera" | "province" | "list" | "canary" | "battery";

/**
 * One value of a list.
 */
export type Choice = { 
/**
 * What is stored.
 */
code: string, 
/**
 * What is shown.
 */
label: Label, 
/**
 * What tells it from others of the same name.
 */
note: string | null, };

/**
 * The cloth that was learned from the empty chair.
 */
export type ClothView = { 
/**
 * When.
 */
at: string, 
/**
 * The name of the camera that saw it.
 */
camera: string, };

/**
 * A reason and how many rows have it.
 */
export type CodeCount = { 
/**
 * The reason.
 */
code: ErrorCode, 
/**
 * How many.
 */
count: number, };

/**
 * Somebody who may log in.
 */
export type Colleague = { 
/**
 * What they log in with.
 */
id: string, 
/**
 * Their name.
 */
name: string | null, };

/**
 * A knob as a camera has it.
 */
export type Control = { 
/**
 * Which knob.
 */
knob: Knob, 
/**
 * The lowest value.
 */
minimum: number, 
/**
 * The highest value.
 */
maximum: number, 
/**
 * Values lie this far apart.
 */
step: number, 
/**
 * The maker's value.
 */
default: number, 
/**
 * The value now; while the camera turns the knob itself, the one it has come to, if it tells.
 */
value: number, 
/**
 * Whether the camera turns the knob itself; nothing if it cannot.
 */
automatic: boolean | null, };

/**
 * How many are expected, and how many of them are recorded.
 */
export type CoverageView = { 
/**
 * The code of a village, the name of a school or a list; empty for those who have none.
 */
of: string, 
/**
 * In words.
 */
name: string, 
/**
 * How many are expected.
 */
expected: number, 
/**
 * How many of them are recorded here.
 */
recorded_here: number, 
/**
 * How many of the others were recorded elsewhere, as the list says.
 */
recorded_elsewhere: number, };

/**
 * A supervisor's word on a day.
 */
export type DayApproval = { 
/**
 * Whose.
 */
operator: string, 
/**
 * Their name; empty for who no longer works here.
 */
name: string, 
/**
 * When.
 */
at: string, 
/**
 * The last record that was there.
 */
upto: number, 
/**
 * Residents' records of the day that came later, and need another word.
 */
later: number, };

/**
 * What is printed when a day is over. It says nothing about any resident.
 */
export type DayClose = { 
/**
 * Which day.
 */
day: string, 
/**
 * Templates of faces that are kept until the trip is closed; nothing where the double hint is off.
 */
templates: number | null, 
/**
 * The station.
 */
station: string, 
/**
 * Its name as people say it.
 */
station_name: string, 
/**
 * Who closes the day.
 */
operator: string, 
/**
 * Records sealed.
 */
sealed: number, 
/**
 * Those by service.
 */
by_service: Array<ServiceCount>, 
/**
 * Fingers and eyes that were excepted in them, by reason.
 */
excepted: Array<ExceptedCount>, 
/**
 * Drafts that were given up, by reason.
 */
discarded: Array<DiscardedCount>, 
/**
 * Number of the day's first record.
 */
first_serial: number | null, 
/**
 * Number of the day's last record.
 */
last_serial: number | null, 
/**
 * Numbers of records whose receipt is not here yet.
 */
waiting: Array<number>, 
/**
 * Drafts that are still open.
 */
drafts: number, 
/**
 * Head of the day-book after the day's last line, hexadecimal.
 */
head: string | null, 
/**
 * Supervisors who saw what was done and found it right.
 */
approved: Array<DayApproval>, 
/**
 * Created against received, canaries too; nothing on a day without any, or before the province ever reckoned.
 */
reckoned: DayReckonedView | null, };

/**
 * A day and how many.
 */
export type DayCount = { 
/**
 * The day.
 */
day: string, 
/**
 * How many.
 */
count: number, };

/**
 * One day, reckoned.
 */
export type DayReckonedView = { 
/**
 * The day at the counter.
 */
day: string, 
/**
 * Packets that were sealed.
 */
created: number, 
/**
 * Of those, what the province holds.
 */
received: number, 
/**
 * Newer than the reckoning.
 */
later: number, 
/**
 * Numbers that it does not hold.
 */
missing: string, 
/**
 * Numbers that it holds and could not use.
 */
refused: string, 
/**
 * Whether both sides have the same root.
 */
root: Root, 
/**
 * The same in words.
 */
label: Label, };

/**
 * What one person did, as the audit log has it.
 */
export type DeedsOf = { 
/**
 * Who.
 */
operator: string, 
/**
 * Their name; empty for who no longer works here.
 */
name: string, 
/**
 * Sittings begun.
 */
begun: number, 
/**
 * Records sealed.
 */
sealed: number, 
/**
 * Drafts given up.
 */
discarded: number, 
/**
 * Times faults of a photo were set aside.
 */
set_aside: number, 
/**
 * Fingers and eyes excepted, as the one who approved.
 */
exceptions: number, 
/**
 * Second records allowed, as the one who approved.
 */
doubles: number, 
/**
 * Wrong passwords before a right one.
 */
wrong_passwords: number, };

/**
 * The login of a demonstration.
 */
export type DemoLogin = { 
/**
 * Whom to log in as.
 */
operator: string, 
/**
 * With which password.
 */
password: string, };

/**
 * A finger or iris device on this machine.
 */
export type DeviceView = { 
/**
 * Make, model and serial number; nothing where it is not believed.
 */
name: string | null, 
/**
 * The port at which it answers, on this machine.
 */
port: number, 
/**
 * What is captured with it.
 */
placements: Array<Placement>, 
/**
 * Why it captures nothing now.
 */
code: ErrorCode | null, };

/**
 * A file for whoever helps from afar.
 */
export type Diagnostics = { 
/**
 * Where it lies.
 */
path: string, 
/**
 * What stands in it: nothing about any resident.
 */
text: string, };

/**
 * Why a draft was thrown away.
 */
export type DiscardReason = "resident-left" | "mistake" | "recorded-before" | "papers-missing";

/**
 * A reason for giving a draft up and how often.
 */
export type DiscardedCount = { 
/**
 * The reason.
 */
reason: DiscardReason, 
/**
 * How often.
 */
count: number, };

/**
 * A paper that a resident brings.
 */
export type DocumentKind = "f-1-02" | "f-1-01" | "f-1-06" | "family-card-copy" | "moving-letter" | "overseas-moving-letter" | "police-report" | "old-card" | "travel-document" | "stay-permit" | "citizenship-decree" | "birth-certificate" | "parents-cards" | "two-photos" | "proof-of-change";

/**
 * One open draft.
 */
export type DraftView = { 
/**
 * Its id, which its packet will have.
 */
id: string, 
/**
 * What the resident came for.
 */
service: Service, 
/**
 * The name as typed, so that the operator finds the draft again after a crash.
 */
name: string | null, 
/**
 * Who began it.
 */
started_by: string, 
/**
 * When.
 */
started_at: string, 
/**
 * Photos taken so far.
 */
photo_tries: number, 
/**
 * The steps of the service for this resident, in order, and whether each is done.
 */
steps: Array<StepView>, 
/**
 * Whether the resident approved the portrait that is stored now.
 */
photo_approved: boolean, 
/**
 * What keeps it from being sealed, in the order of the steps.
 */
missing: Array<Missing>, };

/**
 * The answer to "pernah rekam di mana pun?".
 */
export type Earlier = "never" | "recorded" | "unknown";

/**
 * An element that may change.
 */
export type ElementView = { 
/**
 * The field.
 */
field: Field, 
/**
 * Its name.
 */
label: Label, };

/**
 * Where a resident was recorded too.
 */
export type ElsewhereView = { 
/**
 * What happened and what to do, in words.
 */
label: Label, 
/**
 * Whether our record stands, so that nothing is to be done.
 */
stands: boolean, };

/**
 * Every reason for which Rekam stops and asks a person to do something.
 */
export type ErrorCode = "nik-length" | "nik-character" | "nik-province" | "nik-kabkota" | "nik-kecamatan" | "nik-day" | "nik-month" | "nik-date" | "nik-serial" | "nik-region-retired" | "nik-region-unknown" | "nik-century-ambiguous" | "nik-birth-date-differs" | "nik-sex-differs" | "nik-region-differs" | "kk-length" | "kk-character" | "kk-region-unknown" | "kk-date" | "kk-looks-like-nik" | "kk-serial" | "name-empty" | "name-too-long" | "name-no-letter" | "name-abbreviation" | "name-digit" | "name-punctuation" | "name-title" | "name-deceased" | "birth-place-empty" | "birth-place-too-long" | "name-one-word" | "name-not-latin" | "name-short-form" | "name-digit-old" | "name-punctuation-old" | "name-title-column" | "name-deceased-old" | "birth-place-old-style" | "field-required" | "date-format" | "date-impossible" | "date-too-early" | "date-in-future" | "code-not-in-list" | "text-too-long" | "text-unprintable" | "digits-wrong" | "phone-wrong" | "email-wrong" | "village-code" | "village-not-listed" | "document-expired" | "kk-region-differs" | "belief-organisation-missing" | "belief-organisation-unexpected" | "marriage-needs-sptjm" | "marriage-certificate-missing" | "divorce-certificate-missing" | "marital-status-unlikely" | "dates-out-of-order" | "certificate-number-mismatch" | "disability-mismatch" | "parent-nik-unlikely" | "dual-citizenship-of-adult" | "family-head-missing" | "family-two-heads" | "family-spouses" | "family-ages" | "too-young-for-ktp" | "no-card-yet" | "not-a-child" | "biometric-not-allowed" | "exception-reason-does-not-fit" | "exception-never-permanent" | "exception-note" | "exception-needs-supervisor" | "change-not-an-element" | "change-proof" | "change-missing" | "change-same" | "role-not-allowed" | "own-approval" | "step-not-in-path" | "steps-missing" | "photo-not-approved" | "photo-faults-open" | "photo-background" | "sites-outstanding" | "exception-photo-missing" | "thumb-mark-missing" | "signature-series" | "device-own" | "helper-name" | "assistance-contradicts" | "not-read-back" | "already-sealed" | "not-in-this-state" | "recorded-before" | "never-recorded" | "camera-not-found" | "camera-busy" | "camera-denied" | "camera-lost" | "camera-stalled" | "camera-no-answer" | "camera-format" | "device-absent" | "device-not-ready" | "device-busy" | "device-not-registered" | "device-silent" | "device-broken" | "device-untrusted" | "device-forged" | "device-other-site" | "device-saw-nothing" | "device-orientation" | "device-tampered" | "device-fault" | "device-certificate" | "replay-empty" | "packet-malformed" | "packet-not-genuine" | "packet-version" | "packet-other-province" | "packet-not-opening" | "packet-operator-unknown" | "packet-replayed" | "packet-content" | "sealing-key-unusable" | "document-malformed" | "document-not-genuine" | "document-not-understood" | "station-in-use" | "disk-full" | "disk-failed" | "store-unreadable" | "store-newer" | "store-locked" | "store-busy" | "store-damaged" | "mirror-gone" | "mirror-full" | "mirror-broken" | "mirror-unclear" | "mirror-taken" | "store-salvaged" | "store-failed" | "chain-broken" | "draft-unknown" | "packet-not-here" | "packet-gone" | "send-interrupted" | "station-not-activated" | "activation-other-station" | "activation-fingerprint" | "activation-older" | "vault-damaged" | "operator-not-here" | "operator-already-here" | "password-too-short" | "login-wait" | "login-locked" | "lease-near" | "disk-near" | "resident-unknown" | "worklist-header" | "worklist-too-large" | "worklist-unreadable" | "worklist-not-text" | "worklist-columns" | "worklist-cell-too-long" | "worklist-nik-rounded" | "worklist-double" | "worklist-date" | "worklist-village" | "worklist-word" | "worklist-choose" | "worklist-number-rounded" | "trip-none" | "trip-days" | "trip-no-list" | "trip-canary" | "trip-lease" | "trip-disk" | "trip-battery" | "extract-not-allowed" | "extract-empty" | "extract-too-large" | "extract-village" | "extract-outside" | "slip-unreadable" | "slip-other-station" | "slip-not-genuine" | "slip-pass-ended" | "stick-gone" | "stick-full" | "stick-not-kept" | "idle-minutes" | "field-of-view" | "clock-not-confirmed" | "clock-wrong" | "lease-not-yet" | "lease-over" | "lease-used-up" | "already-recorded-here" | "recorded-in-register" | "draft-incomplete" | "read-back-changed" | "record-too-large" | "reason-empty" | "line-address" | "line-unreachable" | "line-silent" | "line-not-the-province" | "line-certificate" | "data-budget-spent" | "data-budget" | "line-refused" | "directory-missing" | "pass-other-province" | "pass-unknown" | "pass-ended" | "provision-unknown" | "provision-not-for-us" | "table-name" | "table-version" | "table-row" | "table-missing" | "hub-address" | "hub-gone" | "hub-garbled" | "hub-self" | "hub-other" | "hub-full" | "hub-busy" | "display-missing" | "home-unknown" | "hub-port" | "file-unreadable" | "file-unwritable" | "biodata-file" | "biodata-wrong" | "agreement-missing" | "password-not-given" | "portrait-budget" | "station-key-text" | "doctor-unfit" | "program-missing" | "province-not-starting" | "province-refused" | "photo-not-a-picture" | "photo-truncated" | "photo-damaged" | "photo-zero-size" | "photo-too-many-pixels" | "photo-cmyk" | "photo-unsupported" | "photo-no-face" | "photo-several-faces" | "photo-face-too-small" | "photo-face-near-edge" | "photo-byte-budget" | "paper-blurred" | "paper-dark" | "paper-cut" | "cloth-somebody-there" | "cloth-not-plain" | "cloth-light" | "photo-models" | "wrong-password" | "internal" | "registry-newer" | "registry-failed" | "province-disk-full" | "province-storage-failed" | "province-busy" | "province-folder-missing" | "province-folder-exists" | "province-folder-busy" | "province-folder-damaged" | "port-taken" | "station-exists" | "station-unknown" | "station-not-announced" | "station-revoked" | "station-bound-elsewhere" | "activation-used" | "station-place" | "station-operators" | "station-lease" | "token-proof-wrong" | "announcement-stale" | "operator-unknown" | "operator-key-unknown" | "hello-repeated" | "not-signed-in" | "other-station" | "request-malformed" | "request-too-slow" | "request-not-found" | "tus-version" | "upload-unknown" | "upload-offset" | "upload-taken" | "upload-too-large" | "upload-content-type" | "upload-checksum" | "upload-checksum-unknown" | "upload-changed" | "upload-received" | "packet-digest" | "packet-header" | "packet-id-taken" | "packet-serial-taken" | "packet-unknown" | "recorded-twice" | "vault-passphrase" | "station-copy" | "day-book-forked" | "day-book-back" | "serial-skipped" | "audit-back" | "audit-changed" | "finding-unknown" | "record-forgotten" | "account-broken" | "account-stale" | "packet-altered" | "record-incomplete";

/**
 * A reason for exceptions and how often.
 */
export type ExceptedCount = { 
/**
 * The reason.
 */
reason: ExceptionReason, 
/**
 * In words.
 */
label: Label, 
/**
 * How often.
 */
count: number, };

/**
 * A reason to choose.
 */
export type ExceptionChoice = { 
/**
 * The reason.
 */
reason: ExceptionReason, 
/**
 * In words.
 */
label: Label, 
/**
 * Whether it may be permanent.
 */
may_last: boolean, 
/**
 * The sites for which it makes sense.
 */
fits: Array<Site>, };

/**
 * The reasons for what is not captured at a step.
 */
export type ExceptionOffer = { 
/**
 * What is probably the reason.
 */
likely: ExceptionReason, 
/**
 * All of them.
 */
choices: Array<ExceptionChoice>, };

/**
 * Why a site is not captured.
 */
export type ExceptionReason = "missing" | "injured" | "disease" | "stiff" | "worn" | "blind" | "cannot-keep-still" | "bedridden" | "device";

/**
 * Why a finger or an eye is not captured.
 */
export type ExceptionView = { 
/**
 * The reason.
 */
reason: ExceptionReason, 
/**
 * The reason in words.
 */
label: Label, 
/**
 * Whether it lasts.
 */
permanence: Permanence, 
/**
 * Who approved it.
 */
approver: string | null, 
/**
 * What the operator added.
 */
note: string, 
/**
 * Whether a picture shows it, so that an exception photo is taken.
 */
shows: boolean, };

/**
 * One of two eyes.
 */
export type Eye = "right-eye" | "left-eye";

/**
 * The station as a face device for other programs on this machine.
 */
export type FaceDeviceView = { 
/**
 * Whether it is one.
 */
on: boolean, 
/**
 * Where it answers while somebody is logged in.
 */
port: number | null, 
/**
 * The certificate under which others believe it (PEM).
 */
certificate: string | null, 
/**
 * Why it does not answer although it should.
 */
code: ErrorCode | null, };

/**
 * One member.
 */
export type FamilyMemberView = { 
/**
 * The name; empty where it is not typed yet.
 */
name: string, 
/**
 * Relation to the head of the family.
 */
relation: string | null, 
/**
 * Date of birth.
 */
birth_date: string | null, 
/**
 * Marital status.
 */
marital_status: string | null, 
/**
 * The open draft.
 */
draft: string | null, 
/**
 * Under which numbers this station recorded them.
 */
recorded_here: Array<number>, };

/**
 * What is known here of a family card.
 */
export type FamilyView = { 
/**
 * Its number, in groups.
 */
number: string, 
/**
 * The resident at the desk first.
 */
members: Array<FamilyMemberView>, 
/**
 * What is unusual about them together.
 */
warnings: Array<FamilyWarningView>, };

/**
 * Something unusual.
 */
export type FamilyWarningView = { 
/**
 * What, and what to do.
 */
code: ErrorCode, 
/**
 * Whom it is about.
 */
names: Array<string>, };

/**
 * Something to be put right before the picture is taken. In the order in which people are told.
 */
export type Fault = "no-face" | "several-faces" | "too-far" | "too-near" | "off-centre" | "turned" | "nodding" | "tilted" | "mask" | "hair-over-face" | "forehead-covered" | "sunglasses" | "glare" | "glasses" | "uneven-light" | "back-light" | "too-dark" | "too-bright" | "coloured-light" | "colourless" | "eyes-closed" | "looking-aside" | "mouth-covered" | "mouth-open" | "teeth" | "moving" | "motion-blur" | "defocus" | "compressed" | "busy-background";

/**
 * One field. Columns are those of F-1.01 (Permendagri 109/2019 layout); column 1 is the line number of the form.
 */
export type Field = "nik" | "kk-number" | "full-name" | "title-before" | "title-after" | "passport-number" | "passport-expiry" | "sponsor-name" | "sponsor-type" | "sponsor-address" | "sex" | "birth-place" | "birth-date" | "citizenship" | "citizenship-decree" | "birth-certificate" | "birth-certificate-number" | "blood-type" | "religion" | "belief-organisation" | "marital-status" | "marriage-certificate" | "marriage-certificate-number" | "marriage-date" | "divorce-certificate" | "divorce-certificate-number" | "divorce-date" | "family-relation" | "has-disability" | "disability" | "education" | "occupation" | "stay-permit-number" | "stay-permit-place" | "stay-permit-issued" | "stay-permit-expiry" | "first-arrival-place" | "first-arrival-date" | "mother-nik" | "mother-name" | "father-nik" | "father-name" | "head-name" | "address" | "postal-code" | "rt" | "rw" | "phone" | "email" | "village" | "hamlet";

/**
 * What became of one field that was typed.
 */
export type FieldAnswer = { 
/**
 * The field.
 */
field: FieldView, 
/**
 * Other fields that look different now: what was filled in from this one, and what is compared with it.
 */
others: Array<FieldView>, 
/**
 * How far the draft is now.
 */
view: DraftView, };

/**
 * What is wrong with one field.
 */
export type FieldError = { 
/**
 * The field.
 */
field: Field, 
/**
 * What is wrong.
 */
code: ErrorCode, };

/**
 * One field as it stands.
 */
export type FieldView = { 
/**
 * The field.
 */
field: Field, 
/**
 * Its name on the form.
 */
label: Label, 
/**
 * What may be typed.
 */
kind: Kind, 
/**
 * Column of F-1.01.
 */
column: number | null, 
/**
 * Whether it is shown at once.
 */
core: boolean, 
/**
 * Whether the service requires it.
 */
required: boolean, 
/**
 * What was typed, right or wrong.
 */
raw: string, 
/**
 * Why it cannot be kept.
 */
errors: Array<ErrorCode>, 
/**
 * What is unusual about it.
 */
warnings: Array<ErrorCode>, 
/**
 * The value as people read it.
 */
shown: Label | null, };

/**
 * Something that does not fit.
 */
export type FindingView = { 
/**
 * From this number on.
 */
serial: number, 
/**
 * What.
 */
code: ErrorCode, 
/**
 * When it was noticed.
 */
at: string, };

/**
 * One of ten fingers. Declared in the order of the finger positions 1 to 10 of ISO/IEC 19794-2.
 */
export type Finger = "right-thumb" | "right-index" | "right-middle" | "right-ring" | "right-little" | "left-thumb" | "left-index" | "left-middle" | "left-ring" | "left-little";

/**
 * Fields that belong together.
 */
export type FormGroup = { 
/**
 * A stable word.
 */
id: string, 
/**
 * Its title.
 */
label: Label, 
/**
 * Its fields, in the order in which they are asked.
 */
fields: Array<FieldView>, };

/**
 * What there is before and after a login.
 */
export type Front = { 
/**
 * Version of the app.
 */
version: string, 
/**
 * How far the station is.
 */
stage: Stage, 
/**
 * The station, once it is activated.
 */
station: string | null, 
/**
 * Its name as people say it.
 */
station_name: string | null, 
/**
 * Who has a password here.
 */
operators: Array<Colleague>, 
/**
 * The login of a demonstration, shown on the screen; nothing at a real station.
 */
demo: DemoLogin | null, 
/**
 * Who is logged in.
 */
operator: Me | null, };

/**
 * How much room is left on the disk.
 */
export type Gauge = { 
/**
 * For how many more residents, at two megabytes each.
 */
people: number, 
/**
 * Used, 0 to 100.
 */
used_percent: number, 
/**
 * How near the end is: far for as long as everybody whom the lease still allows fits, whatever else fills the disk.
 */
nearness: Nearness, };

/**
 * What the picture needs. Places are shares of the picture, 0 to 1 from its left and top.
 */
export type Guidance = { 
/**
 * The one thing to say to the person; nothing when the picture is good.
 */
instruction: Label | null, 
/**
 * What it is about, for a drawing and a voice; nothing too when the picture could not be looked at.
 */
fault: Fault | null, 
/**
 * Faces that are seen.
 */
faces: number, 
/**
 * Where the face is: left, top, width, height.
 */
face: [number, number, number, number] | null, 
/**
 * The eyes, the one on the left of the picture first.
 */
eyes: [[number, number], [number, number]] | null, 
/**
 * For how long it has been good, in milliseconds.
 */
good_for_ms: number, 
/**
 * Whether the photo takes itself now: good for long enough, at a desk that likes it so, while no portrait waits for an
 * answer.
 */
ready: boolean, };

/**
 * What was handed over.
 */
export type HandedOver = { 
/**
 * To whom.
 */
to: KnownStation, 
/**
 * What it has now, and what came back.
 */
report: StickReport, };

/**
 * Whom a face resembles: a record of this trip by number and time, or somebody of the list by name.
 */
export type HintView = { 
/**
 * The number of the record.
 */
serial: number | null, 
/**
 * When it was sealed.
 */
sealed_at: string | null, 
/**
 * The name of an expected resident.
 */
listed: string | null, 
/**
 * Whether they are very much alike.
 */
strong: boolean, 
/**
 * Faces that were compared.
 */
compared: number, 
/**
 * The chance that a stranger gets a hint among so many, 0 to 1.
 */
false_chance: number, };

/**
 * Whether colleagues are received, and what they brought.
 */
export type HubView = { 
/**
 * Where, while it is switched on.
 */
open: OpenHub | null, 
/**
 * What is kept for colleagues, switched on or not.
 */
kept: Shelved, };

/**
 * What may be typed into a field.
 */
export type Kind = { "kind": "nik" } | { "kind": "kk" } | { "kind": "name", 
/**
 * Whether it is the resident's own name, which alone may be refused as a new name.
 */
own: boolean, } | { "kind": "birth-place" } | { "kind": "past-date" } | { "kind": "expiry" } | { "kind": "coded", 
/**
 * The list.
 */
list: ListId, } | { "kind": "text", 
/**
 * Most characters.
 */
longest: number, } | { "kind": "digits", 
/**
 * How many are kept.
 */
count: number, 
/**
 * Fewest that may be typed.
 */
fewest: number, } | { "kind": "phone" } | { "kind": "email" } | { "kind": "village" };

/**
 * Who somebody is to the resident.
 */
export type Kinship = "spouse" | "parent" | "child" | "relative" | "neighbour" | "carer" | "official";

/**
 * Who somebody may be to the resident.
 */
export type KinshipChoice = { 
/**
 * Who.
 */
kinship: Kinship, 
/**
 * In words.
 */
label: Label, };

/**
 * Something that can be turned at a camera.
 */
export type Knob = "exposure" | "focus" | "white-balance" | "mirror";

/**
 * Another station of the province, as its pass says.
 */
export type KnownStation = { 
/**
 * The station.
 */
station: string, 
/**
 * Its name as people say it.
 */
name: string, 
/**
 * What people compare on two screens: the short name of its key.
 */
fingerprint: string, };

/**
 * A text that comes from Rust, in both languages of the desk.
 */
export type Label = { 
/**
 * In Indonesian.
 */
id: string, 
/**
 * In English.
 */
en: string, };

/**
 * The languages that people of Rekam read.
 */
export type Language = "id" | "en";

/**
 * The lease as the crew sees it before a trip.
 */
export type LeaseStanding = { 
/**
 * First day, inclusive.
 */
from: string, 
/**
 * Last day, inclusive.
 */
until: string, 
/**
 * Days left, today included; 0 when it is over.
 */
days_left: number, 
/**
 * New enrollments that may still begin.
 */
records_left: number, 
/**
 * The larger of the two shares that are used, in percent, 0 to 100.
 */
used_percent: number, 
/**
 * How near the end is.
 */
nearness: Nearness, };

/**
 * How the line is doing.
 */
export type LineState = "unknown" | "offline" | "online" | "sending" | "paused";

/**
 * The line.
 */
export type LineView = { 
/**
 * How it is doing.
 */
state: LineState, 
/**
 * What is wrong and what to do.
 */
code: ErrorCode | null, 
/**
 * Since when.
 */
since: string | null, 
/**
 * Conversations that have ended: each may have brought news, even within one second.
 */
ended: number, 
/**
 * Packets that are left in this conversation.
 */
records_left: number, 
/**
 * Bytes sent in this conversation.
 */
bytes_done: number, 
/**
 * Bytes to send in this conversation.
 */
bytes_total: number, 
/**
 * Bytes in the last seconds, per second.
 */
bytes_per_second: number, };

/**
 * A list on a stick.
 */
export type ListFile = { 
/**
 * Where it lies.
 */
path: string, 
/**
 * Its name.
 */
name: string, 
/**
 * What a person calls the stick.
 */
stick: string, };

/**
 * Which list. The word is the name of its file in `assets/codes/`.
 */
export type ListId = "jenis_kelamin" | "agama" | "status_kawin" | "status_kawin_lama" | "shdk" | "pendidikan" | "golongan_darah" | "disabilitas" | "kewarganegaraan" | "akta_ada" | "pekerjaan" | "pekerjaan_89_lama" | "status_perekaman_ktpel" | "status_rekam_siak" | "jenis_layanan_f102" | "alasan_pindah" | "tipe_sponsor";

/**
 * A list as a file that was put, and how it is probably to be read.
 */
export type ListLook = { 
/**
 * What the file is, in words.
 */
format: Label, 
/**
 * The sheets of a workbook; empty for a text.
 */
sheets: Array<string>, 
/**
 * The names of the columns as they stand there.
 */
names: Array<string>, 
/**
 * How it is probably to be read.
 */
mapping: Mapping, 
/**
 * The first rows below the names.
 */
shown: Array<ShownRow>, 
/**
 * What a column may mean.
 */
meanings: Array<MeaningView>, };

/**
 * By what the lists can be looked through.
 */
export type ListOverview = { 
/**
 * By the name of the list.
 */
lists: Array<CoverageView>, 
/**
 * By village.
 */
villages: Array<CoverageView>, 
/**
 * By school.
 */
schools: Array<CoverageView>, };

/**
 * Some of those who are meant.
 */
export type ListPage = { 
/**
 * All of them, counted.
 */
count: CoverageView, 
/**
 * The first after those that were asked past.
 */
rows: Array<ListedView>, };

/**
 * What taking a list in would do, or did.
 */
export type ListReport = { 
/**
 * Rows of the list.
 */
rows: number, 
/**
 * Residents whom no list named before.
 */
new: number, 
/**
 * Residents of whom the list says something else than before.
 */
changed: number, 
/**
 * Residents who were known just so.
 */
same: number, 
/**
 * Residents whom the list named before and does not name now, without those who are recorded here.
 */
gone: number, 
/**
 * Those of them who were taken out.
 */
dropped: number, 
/**
 * Rows that are not taken.
 */
refused: number, 
/**
 * Those by reason, the most frequent first.
 */
reasons: Array<CodeCount>, 
/**
 * What the desk should look at in rows that are taken.
 */
remarks: Array<CodeCount>, 
/**
 * The first refused rows.
 */
first_refused: Array<RefusedRow>, };

/**
 * Who is meant of the lists.
 */
export type ListWish = { 
/**
 * A list that names them.
 */
list: string | null, 
/**
 * The code of their village; empty for those whose village is not known.
 */
village: string | null, 
/**
 * Their school.
 */
school: string | null, 
/**
 * They have turned 17 by this day, as it was typed; empty where it does not matter.
 */
seventeen_by: string, 
/**
 * Of these, only those who have not yet today.
 */
newly: boolean, 
/**
 * Recorded neither here nor, as far as is known, elsewhere.
 */
unrecorded: boolean, 
/**
 * The team goes to their bed.
 */
bed_visit: boolean, };

/**
 * Somebody of a list.
 */
export type ListedView = { 
/**
 * Who it is.
 */
resident: ResidentView, 
/**
 * RT and RW as `001/002`; empty where neither is known.
 */
rt_rw: string, 
/**
 * The school.
 */
school: string | null, 
/**
 * Whether the team goes to their bed.
 */
bed_visit: boolean, };

/**
 * How a table is to be read.
 */
export type Mapping = { 
/**
 * Which sheet of a spreadsheet, from 0.
 */
sheet: number, 
/**
 * The line with the names of the columns; rows above it are titles.
 */
header: number, 
/**
 * What each column means, from the left; nothing for one that is left alone.
 */
columns: Array<Meaning | null>, 
/**
 * What numbers in a column of marital statuses mean.
 */
marital: MaritalList, 
/**
 * The code of the village of rows that name none.
 */
village: string | null, 
/**
 * The school of rows that name none.
 */
school: string | null, };

/**
 * Which list of marital statuses the numbers of a column mean. Words say it themselves.
 */
export type MaritalList = "unknown" | "four" | "six";

/**
 * Who is logged in.
 */
export type Me = { 
/**
 * Their id.
 */
id: string, 
/**
 * Their name.
 */
name: string | null, 
/**
 * Their role.
 */
role: Role, 
/**
 * What the role may do.
 */
may: Array<Permission>, 
/**
 * Who may approve what is recorded here now: supervisors other than the one who is logged in.
 */
approvers: Array<Colleague>, };

/**
 * What a column means.
 */
export type Meaning = string;

/**
 * What a column may mean.
 */
export type MeaningView = { 
/**
 * Its word.
 */
meaning: Meaning, 
/**
 * What people call it.
 */
label: Label, };

/**
 * How the second copy stands.
 */
export type MirrorView = { 
/**
 * Where its medium is.
 */
medium: string, 
/**
 * What a person calls the medium.
 */
label: string, 
/**
 * Sealed packets that are not on it yet.
 */
behind: number, 
/**
 * When it was last brought up to date.
 */
at: string | null, 
/**
 * What keeps it from being brought up to date, and what to do.
 */
code: ErrorCode | null, };

/**
 * Something that keeps a draft from being sealed.
 */
export type Missing = { 
/**
 * The step to go to.
 */
step: Step, 
/**
 * The field, site or paper within that step, if it is about one.
 */
what: Part | null, 
/**
 * What is wrong and what to do.
 */
code: ErrorCode, };

/**
 * Somebody whom the province named.
 */
export type NamedOperator = { 
/**
 * Their id.
 */
id: string, 
/**
 * Their name.
 */
name: string, 
/**
 * Their role.
 */
role: Role, 
/**
 * Whether they may be the first at a new station.
 */
may_begin: boolean, };

/**
 * How near the end of the lease is.
 */
export type Nearness = "far" | "near" | "very-near" | "over";

/**
 * What the resident cannot do. In the order in which it is asked.
 */
export type Need = "sit" | "see" | "sign";

/**
 * Something that a resident cannot do.
 */
export type NeedChoice = { 
/**
 * What.
 */
need: Need, 
/**
 * In words.
 */
label: Label, 
/**
 * What is done about it.
 */
path: Label, };

/**
 * What a NIK says, and what this station knows of it.
 */
export type NikView = { 
/**
 * In groups, as far as it is typed.
 */
grouped: string, 
/**
 * The date of birth written in it.
 */
birth_date: string | null, 
/**
 * The sex written in it.
 */
sex: Label | null, 
/**
 * Where it was first given.
 */
region: string | null, 
/**
 * Why it cannot be one.
 */
errors: Array<ErrorCode>, 
/**
 * What is unusual about it.
 */
warnings: Array<ErrorCode>, 
/**
 * Serial numbers under which this station recorded it.
 */
recorded_here: Array<number>, };

/**
 * A hub that is switched on.
 */
export type OpenHub = { 
/**
 * What a colleague types: one of these.
 */
addresses: Array<string>, 
/**
 * What people compare on two screens.
 */
fingerprint: string, 
/**
 * The last call of each colleague.
 */
visits: Array<Visit>, };

/**
 * A person who works at stations, named by the province, for example `op-12`.
 */
export type OperatorId = string;

/**
 * Another record of the resident of one of our records.
 */
export type OtherRecordingView = { 
/**
 * The station that made it.
 */
station: string, 
/**
 * Its name as people say it.
 */
station_name: string, 
/**
 * The day at the counter.
 */
recorded_on: string, 
/**
 * Whether our record stands, and not the other one.
 */
stands: boolean, };

/**
 * What stands under the record for the resident's own hand.
 */
export type OwnMark = "signature" | "thumb-mark" | "nothing";

/**
 * A packet: 128 random bits, written as 32 hexadecimal digits. It says nothing about the resident, the time or the place.
 */
export type PacketId = string;

/**
 * What was put behind the resident in a portrait.
 */
export type Painted = { 
/**
 * The colour.
 */
background: Background, 
/**
 * How.
 */
how: Behind, };

/**
 * One paper.
 */
export type PaperView = { 
/**
 * Which.
 */
document: DocumentKind, 
/**
 * Its name.
 */
label: Label, 
/**
 * Whether the record is incomplete without it.
 */
mandatory: boolean, 
/**
 * What was noted instead of a picture.
 */
standing: Standing | null, 
/**
 * Its picture.
 */
capture: CaptureView | null, 
/**
 * Whether the page was found in the picture that was taken just now, and straightened.
 */
straightened: boolean, 
/**
 * What should be looked at again in it; holds nothing up.
 */
notices: Array<ErrorCode>, };

/**
 * A part of a step.
 */
export type Part = { "field": Field } | { "site": Site } | { "document": DocumentKind };

/**
 * Where the pen was: from the left and from the top in points of the picture, milliseconds since the first point, and pressure
 * from 0 to 1,000.
 */
export type PenPoint = [number, number, number, number];

/**
 * Whether it is worth asking again another day.
 */
export type Permanence = "permanent" | "temporary";

/**
 * What may be allowed. The name says the act; nothing is allowed that no row of the table names.
 */
export type Permission = "record" | "seal" | "discard" | "approve-exception" | "send-again" | "transmit" | "read-queue" | "courier" | "read-audit" | "administer" | "maintain";

/**
 * Something that is not as it should be in a photo.
 */
export type PhotoFault = { 
/**
 * Which.
 */
fault: Fault, 
/**
 * What is wrong.
 */
meaning: Label, 
/**
 * What to do about it.
 */
advice: Label, 
/**
 * Why it is not put right.
 */
aside: AsideView | null, };

/**
 * What came of the photos so far.
 */
export type PhotoView = { 
/**
 * Whether another one is wanted: the mirror is shown in place of the portrait.
 */
again: boolean, 
/**
 * What is wrong with the one taken just now.
 */
wrong: ErrorCode | null, 
/**
 * All that is not as it should be in the one that is kept, the first thing first.
 */
faults: Array<PhotoFault>, 
/**
 * What should be looked at again: signs of a photo of a photo. They hold nothing up.
 */
notices: Array<Label>, 
/**
 * Photos taken.
 */
tries: number, 
/**
 * How many times the resident asked for another one.
 */
refusals: number, 
/**
 * What was put behind the resident in the portrait; nothing where it is as the camera saw it.
 */
painted: Painted | null, 
/**
 * Whether the resident approved the portrait that is stored now.
 */
approved: boolean, };

/**
 * Where the operator is in a draft.
 */
export type Place = { 
/**
 * The step.
 */
step: Step, 
/**
 * The field within the step *data*.
 */
field: Field | null, };

/**
 * Four fingers, two thumbs or two eyes: what one capture takes. In the order in which the desk asks for them.
 */
export type Placement = "right-four" | "left-four" | "thumbs" | "irises";

/**
 * How the people at this desk like it.
 */
export type Preferences = { 
/**
 * The id of the camera to open; without one, the first that is there.
 */
camera: string | null, 
/**
 * What is remembered of each camera, by its id.
 */
cameras: { [key in string]: CameraPreferences }, 
/**
 * Whether the preview shows the resident as a mirror does.
 */
mirror: boolean, 
/**
 * Whether the photo takes itself when all has been well for half a second; the key always works.
 */
automatic: boolean, 
/**
 * Whether the instruction of the photo is spoken as well.
 */
voice: boolean, 
/**
 * What is done with the background of the portrait.
 */
background: BackgroundWay, 
/**
 * Minutes after which a desk that nobody touches locks itself, 1 to 60.
 */
idle_minutes: number, 
/**
 * Megabytes a day that sending packets may cost on a metered line, 1 to 100,000; without it there is no limit.
 */
data_budget_mb: number | null, };

/**
 * Whether the person must have been recorded before: one person, one recording for life.
 */
export type PriorRecording = "must-not-exist" | "must-exist" | "irrelevant";

/**
 * The paper or card that a service ends in.
 */
export type Product = "ktp" | "kia" | "kk" | "data";

/**
 * How far a packet has come.
 */
export type Progress = "queued" | "sending" | "received";

/**
 * A QR code to draw.
 */
export type QrView = { 
/**
 * Modules on a side, without the quiet zone.
 */
size: number, 
/**
 * The dark modules as an SVG path, one unit each.
 */
path: string, };

/**
 * One packet and what happens to it next.
 */
export type QueueRow = { 
/**
 * Since when it has been where it is.
 */
in_state_since: string, 
/**
 * Where it is, in words.
 */
label: Label, 
/**
 * What happens next, in words.
 */
next: Label, 
/**
 * Whether sending it again may mend what the centre says.
 */
may_send_again: boolean, 
/**
 * Where the same resident was recorded too.
 */
elsewhere: Array<ElsewhereView>, 
/**
 * Its number in the day-book.
 */
serial: number, 
/**
 * Its id.
 */
packet: string, 
/**
 * What the resident came for; absent for a canary.
 */
service: string | null, 
/**
 * Who sealed it.
 */
operator: string, 
/**
 * When.
 */
sealed_at: string, 
/**
 * SHA-256 of its bytes.
 */
digest: string, 
/**
 * Length in bytes (at most 16 MiB).
 */
length: number, 
/**
 * How far it has come.
 */
progress: Progress, 
/**
 * Bytes the province holds.
 */
offset: number, 
/**
 * Tries so far.
 */
attempts: number, 
/**
 * The code of the last failed try.
 */
last_code: string | null, 
/**
 * When the receipt came in.
 */
received_at: string | null, 
/**
 * The last status from the province.
 */
status: RecordingStatus | null, 
/**
 * Why, as a code.
 */
status_reason: string | null, 
/**
 * Since when, at the province.
 */
status_at: string | null, 
/**
 * Whether its bytes are still kept here.
 */
kept: boolean, 
/**
 * Where the resident was recorded too, as the province tells.
 */
recorded_twice: Array<OtherRecordingView>, };

/**
 * The queue.
 */
export type QueueView = { 
/**
 * Packets in the order of their serial numbers.
 */
rows: Array<QueueRow>, 
/**
 * Packets without a receipt.
 */
waiting: number, 
/**
 * Packets with one.
 */
received: number, 
/**
 * The line.
 */
line: LineView, 
/**
 * Bytes that are left of today's data budget; nothing without one.
 */
budget_left: number | null, 
/**
 * Created against received.
 */
reckoning: ReckoningView, };

/**
 * One line of the read-back.
 */
export type ReadBackRow = { 
/**
 * The field.
 */
field: Field, 
/**
 * Its name.
 */
label: Label, 
/**
 * Its value as people read it.
 */
value: Label, 
/**
 * Its group.
 */
group: string, };

/**
 * Everything of a draft, read again from the stored bytes.
 */
export type ReadBackView = { 
/**
 * Digest of all of it, to be given back with the agreement.
 */
shown: string, 
/**
 * The draft.
 */
draft: string, 
/**
 * What the resident came for.
 */
service: Label, 
/**
 * Every field that is filled.
 */
rows: Array<ReadBackRow>, 
/**
 * Every element that changes.
 */
changes: Array<ChangeView>, 
/**
 * Every picture.
 */
captures: Array<CaptureView>, 
/**
 * Every finger and eye that a device captured.
 */
captured: Array<SiteView>, 
/**
 * Every finger and eye that is not captured.
 */
exceptions: Array<SiteView>, 
/**
 * What the resident cannot do, and who helps.
 */
assistance: AssistanceView | null, 
/**
 * Every paper.
 */
papers: Array<PaperView>, 
/**
 * What is not as it should be in the photo, and why it was set aside.
 */
faults: Array<PhotoFault>, 
/**
 * What is unusual, for a last look.
 */
warnings: Array<FieldError>, };

/**
 * A reason in words and how often.
 */
export type ReasonCount = { 
/**
 * In words.
 */
label: Label, 
/**
 * How often.
 */
count: number, };

/**
 * Created = received, as the province signed it last.
 */
export type ReckoningView = { 
/**
 * When the province reckoned; nothing before it ever did.
 */
at: string | null, 
/**
 * The newest days, and older ones that are not proven, the newest first.
 */
days: Array<DayReckonedView>, 
/**
 * What does not fit.
 */
findings: Array<FindingView>, 
/**
 * Numbers that the province does not hold and this station can send; empty where there are none.
 */
again: string, 
/**
 * Numbers that the province gave a receipt for and that neither side holds any more.
 */
lost: string, };

/**
 * Status of one recording.
 */
export type RecordingStatus = "UNREGISTERED" | "BIO_CAPTURED" | "PROCESSING" | "SENT_FOR_ENROLLMENT" | "RECEIVED_AT_CENTRAL" | "ENROLL_FAILURE_AT_CENTRAL" | "ENROLL_FAILURE_AT_REGIONAL" | "SEARCH_FAILURE_AT_CENTRAL" | "REQUEST_VALIDATION" | "ADJUDICATE_RECORD" | "DUPLICATE_RECORD" | "PRINT_READY_RECORD" | "SENT_FOR_CARD_PRINTING" | "CARD_PRINTED" | "CARD_SHIPPED" | "CARD_ISSUED";

/**
 * A file on a stick that is not believed.
 */
export type RefusedFile = { 
/**
 * Its name.
 */
file: string, 
/**
 * Why.
 */
code: ErrorCode, };

/**
 * A row that was not taken, and why.
 */
export type RefusedRow = { 
/**
 * Its line in the file; the first is 1.
 */
line: number, 
/**
 * Why.
 */
code: ErrorCode, 
/**
 * For a double: the line that names the same resident first.
 */
first: number | null, };

/**
 * A report.
 */
export type ReportView = { 
/**
 * The first day.
 */
from: string, 
/**
 * The last day.
 */
until: string, 
/**
 * The station.
 */
station: string, 
/**
 * Its name as people say it.
 */
station_name: string, 
/**
 * Who asks.
 */
operator: string, 
/**
 * Records sealed.
 */
sealed: number, 
/**
 * The numbers of those without a receipt.
 */
waiting: Array<number>, 
/**
 * Of a trip: residents of its list who are still to be recorded.
 */
missing: number | null, 
/**
 * By service.
 */
by_service: Array<ServiceMinutes>, 
/**
 * By village: those of the lists, and others where somebody was recorded.
 */
by_village: Array<VillageCount>, 
/**
 * Of each day on which there were any.
 */
by_day: Array<DayCount>, 
/**
 * Fingers and eyes that were excepted, by reason.
 */
excepted: Array<ExceptedCount>, 
/**
 * Faults of photos that were set aside, by reason.
 */
set_aside: Array<ReasonCount>, 
/**
 * Drafts that were given up, by reason.
 */
discarded: Array<DiscardedCount>, 
/**
 * What each person did; nothing for who may not read the audit log.
 */
deeds: Array<DeedsOf> | null, };

/**
 * Somebody who is expected, or was found in the register.
 */
export type ResidentView = { 
/**
 * What to begin an enrollment with.
 */
key: string, 
/**
 * The NIK in groups.
 */
nik: string | null, 
/**
 * The full name.
 */
name: string, 
/**
 * The date of birth.
 */
birth_date: string | null, 
/**
 * The village.
 */
village: string | null, 
/**
 * Serial numbers under which this station recorded the NIK.
 */
recorded_here: Array<number>, 
/**
 * The draft that is open for the NIK.
 */
draft: string | null, 
/**
 * What they probably come for, by their age.
 */
service: Service | null, 
/**
 * How far the register says that their recording is.
 */
status: Label | null, 
/**
 * Whether the register says that they were recorded already.
 */
recorded: boolean, 
/**
 * Whether a list expects them; else they were found in the register.
 */
expected: boolean, };

/**
 * Who acts. Operator, supervisor and technician are people with a password; the station acts by itself.
 */
export type Role = "operator" | "supervisor" | "technician" | "station";

/**
 * Whether both sides have the same root of a day: the head after its last line.
 */
export type Root = "same" | "open" | "different";

/**
 * A file that was written.
 */
export type Saved = { 
/**
 * Where it lies.
 */
path: string, };

/**
 * What the resident's screen shows now.
 */
export type Scene = { "kind": "welcome" } | { "kind": "mirror" } | { "kind": "photo", 
/**
 * The draft.
 */
draft: string, 
/**
 * Digest of the portrait.
 */
digest: string, } | { "kind": "read-back", 
/**
 * What is stored.
 */
read_back: ReadBackView, };

/**
 * What the resident's screen can show.
 */
export type SceneKind = "welcome" | "mirror" | "photo" | "read-back";

/**
 * What was found.
 */
export type Scrubbed = { 
/**
 * Packets whose bytes match the day-book.
 */
whole: number, 
/**
 * Serial numbers of packets that are damaged or gone, and that the province has.
 */
received: Array<number>, 
/**
 * Serial numbers of packets that are damaged or gone, and of which no receipt is here: their residents must be recorded
 * again, unless the province names them as received.
 */
lost: Array<number>, 
/**
 * Serial numbers of packets that were damaged or gone and were put back from the mirror.
 */
healed: Array<number>, 
/**
 * Whether every page of the database reads.
 */
pages_whole: boolean, };

/**
 * One service of F-1.02.
 */
export type Service = "KTP-A" | "KTP-B" | "KTP-C1" | "KTP-C2" | "KTP-D" | "KTP-E" | "KTP-F" | "KTP-G" | "KIA-A" | "KIA-B1" | "KIA-B2" | "KIA-C" | "KIA-D" | "KK-A" | "KK-B" | "KK-C" | "UBAH";

/**
 * A service and how often.
 */
export type ServiceCount = { 
/**
 * The service.
 */
service: Service, 
/**
 * Its name on the form.
 */
label: Label, 
/**
 * How often.
 */
count: number, };

/**
 * A service, how often, and how long it took.
 */
export type ServiceMinutes = { 
/**
 * The service.
 */
service: Service, 
/**
 * Its name on the form.
 */
label: Label, 
/**
 * How often.
 */
count: number, 
/**
 * Minutes from the first question to the seal, on average; nothing where none was timed.
 */
minutes: number | null, };

/**
 * One service of F-1.02.
 */
export type ServiceView = { 
/**
 * The service.
 */
service: Service, 
/**
 * Its name on the form.
 */
label: Label, 
/**
 * What it ends in.
 */
product: Product, 
/**
 * What must be true of earlier recordings.
 */
prior: PriorRecording, };

/**
 * How the desk wants a knob.
 */
export type Setting = "automatic" | { "fixed": number };

/**
 * What lies on all shelves of a hub.
 */
export type Shelved = { 
/**
 * Stations that something is kept for.
 */
stations: number, 
/**
 * Packets that have no receipt beside them.
 */
waiting: number, 
/**
 * Receipts that wait for their station to call again.
 */
receipts: number, };

/**
 * A row of a file as it stands there.
 */
export type ShownRow = { 
/**
 * Its line.
 */
line: number, 
/**
 * Its cells.
 */
cells: Array<string>, };

/**
 * One place of the body that is captured. Travels as the word of its finger or eye.
 */
export type Site = Finger | Eye;

/**
 * How the step for fingers or eyes stands.
 */
export type SiteStepView = { 
/**
 * Which.
 */
step: Step, 
/**
 * Whether an exception photo belongs to what is excepted.
 */
shows: boolean, 
/**
 * Whether nothing of it is left to do.
 */
complete: boolean, };

/**
 * One finger or eye.
 */
export type SiteView = { 
/**
 * Which.
 */
site: Site, 
/**
 * The step at which it is captured.
 */
step: Step, 
/**
 * With which placement it is captured.
 */
placement: Placement, 
/**
 * The quality of the best try, 0 to 100; nothing while nothing is captured.
 */
quality: number | null, 
/**
 * The quality that it should reach.
 */
threshold: number, 
/**
 * How often it was tried.
 */
tries: number, 
/**
 * Whether it needs no further try.
 */
settled: boolean, 
/**
 * Why it is not captured.
 */
exception: ExceptionView | null, };

/**
 * Everything the screens of one resident show.
 */
export type Sitting = { 
/**
 * How far it is.
 */
view: DraftView, 
/**
 * The answer to "pernah rekam di mana pun?".
 */
earlier: Earlier | null, 
/**
 * Where the operator was last.
 */
place: Place | null, 
/**
 * The fields of F-1.01, grouped as people say them.
 */
form: Array<FormGroup>, 
/**
 * Elements that the service may change (F-1.06); none for most.
 */
elements: Array<ElementView>, 
/**
 * Elements that change.
 */
changes: Array<ChangeView>, 
/**
 * Fingers and eyes that the service asks for.
 */
sites: Array<SiteView>, 
/**
 * How the steps for fingers and eyes stand, of those that the service asks for.
 */
site_steps: Array<SiteStepView>, 
/**
 * What the resident cannot do, and who helps.
 */
assistance: AssistanceView | null, 
/**
 * What stands for the resident's own hand.
 */
own_mark: OwnMark, 
/**
 * Papers that the service asks for.
 */
papers: Array<PaperView>, 
/**
 * What is stored of pictures.
 */
captures: Array<CaptureView>, 
/**
 * The colour that the rule asks for behind the resident, once the birth date is known.
 */
background: BackgroundView | null, 
/**
 * What came of the last photo; nothing before the first.
 */
photo: PhotoView | null, };

/**
 * A genuine slip of another station. What became of its record is known there, and at the province.
 */
export type SlipElsewhere = { 
/**
 * The station.
 */
station: string, 
/**
 * Its name as people say it.
 */
name: string, 
/**
 * The number of the record there.
 */
serial: number, 
/**
 * What the resident came for.
 */
service: string, 
/**
 * When it was sealed, by that station's clock.
 */
sealed_at: string, 
/**
 * When the province issued the directory that vouches for the station.
 */
vouched_at: string, };

/**
 * What a slip is of: one of the two.
 */
export type SlipFoundView = { 
/**
 * A record of this station.
 */
here: QueueRow | null, 
/**
 * A genuine slip of another station of the province.
 */
elsewhere: SlipElsewhere | null, };

/**
 * What the resident takes home. It is no identity document.
 */
export type SlipView = { 
/**
 * The packet.
 */
packet: string, 
/**
 * Its number in the day-book.
 */
serial: number, 
/**
 * The station.
 */
station: string, 
/**
 * Its name as people say it.
 */
station_name: string, 
/**
 * What the resident came for.
 */
service: Label, 
/**
 * When it was sealed.
 */
sealed_at: string, 
/**
 * SHA-256 of the packet, hexadecimal.
 */
digest: string, 
/**
 * The resident's name: known at the moment of sealing and never after.
 */
name: string | null, 
/**
 * The signed slip as a QR code.
 */
qr: QrView, };

/**
 * What a report covers.
 */
export type Span = "day" | "month" | "trip";

/**
 * How far the station is.
 */
export type Stage = "activate" | "locked" | "open";

/**
 * What is noted of a paper that was not photographed.
 */
export type Standing = "seen" | "missing";

/**
 * A station, named by the province when it is activated, for example `6108-van-1`. Safe in a file name and a URL.
 */
export type StationId = string;

/**
 * How things stand now.
 */
export type Status = { 
/**
 * How far the station is.
 */
stage: Stage, 
/**
 * The camera.
 */
camera: CameraStatus, 
/**
 * What the picture needs, while somebody looks at it.
 */
guidance: Guidance | null, 
/**
 * The line.
 */
line: LineView, 
/**
 * What waits.
 */
queue: Waiting, 
/**
 * Room on the disk; nothing while the desk is locked.
 */
disk: Gauge | null, 
/**
 * The second copy of what is sealed; nothing where the crew keeps none.
 */
mirror: MirrorView | null, 
/**
 * The lease; nothing while the desk is locked.
 */
lease: LeaseStanding | null, 
/**
 * How many minutes the computer's clock is ahead of the province's, behind where negative; nothing where it is right
 * to two minutes, or was not compared since it was switched on.
 */
clock_ahead_minutes: number | null, 
/**
 * Whether the resident's window is wanted.
 */
resident_window: boolean, 
/**
 * What the resident's screen shows.
 */
scene: SceneKind, 
/**
 * The resident's last answer on that screen.
 */
answer: Answer | null, };

/**
 * One step at the desk, in the order in which they are taken.
 */
export type Step = "who" | "data" | "photo" | "signature" | "fingers" | "irises" | "documents" | "read-back";

/**
 * One step of a draft.
 */
export type StepView = { 
/**
 * The step.
 */
step: Step, 
/**
 * Whether it is done.
 */
done: boolean, };

/**
 * One stick.
 */
export type Stick = { 
/**
 * Where it is mounted.
 */
path: string, 
/**
 * What a person calls it.
 */
label: string, 
/**
 * Bytes that are free; more than four gigabytes are four.
 */
free_bytes: number, };

/**
 * What was done with a stick.
 */
export type StickReport = { 
/**
 * Packets that are on the stick, whole and compared.
 */
records: number, 
/**
 * Their bytes.
 */
bytes: number, 
/**
 * Packets that found no room.
 */
left: number, 
/**
 * Receipts that came back.
 */
receipts: number, 
/**
 * Statuses that came back.
 */
statuses: number, 
/**
 * Packets that the province had forgotten and that go again.
 */
forgotten: number, 
/**
 * Residents of the province's lists who are new here, or of whom it says something else than before.
 */
listed: number, 
/**
 * Residents whom no list of the province names any more.
 */
unlisted: number, 
/**
 * Whether a renewed activation came: a new lease, other operators.
 */
renewed: boolean, 
/**
 * Files that are not what they should be, and why.
 */
refused: Array<RefusedFile>, };

/**
 * A picture that was only looked at.
 */
export type TestPicture = { 
/**
 * Its length in bytes.
 */
bytes: number, 
/**
 * Why it could not be used; nothing if it is whole.
 */
code: ErrorCode | null, };

/**
 * How today goes.
 */
export type Today = { 
/**
 * The day at the counter.
 */
day: string, 
/**
 * Records sealed today.
 */
sealed: number, 
/**
 * Those by service.
 */
by_service: Array<ServiceCount>, 
/**
 * Residents whom loaded lists name.
 */
expected: number, 
/**
 * Those of them who are not recorded here.
 */
expected_left: number, 
/**
 * Packets without a receipt.
 */
waiting: number, 
/**
 * When the oldest of them was sealed.
 */
waiting_since: string | null, 
/**
 * Their bytes that the province does not hold yet.
 */
waiting_bytes: number, 
/**
 * Packets with a receipt.
 */
received: number, 
/**
 * Packets of which the centre says that somebody must do something.
 */
needs_action: number, 
/**
 * Room on the disk.
 */
disk: Gauge, 
/**
 * The lease.
 */
lease: LeaseStanding, };

/**
 * The trip that is open.
 */
export type TripView = { 
/**
 * Where the team goes.
 */
place: string, 
/**
 * The first day.
 */
from: string, 
/**
 * The last day.
 */
until: string, 
/**
 * Who goes.
 */
team: string, 
/**
 * The list that is worked through; all that are loaded where none is named.
 */
list: string | null, };

/**
 * A plan as it was typed.
 */
export type TripWish = { 
/**
 * Where the team goes.
 */
place: string, 
/**
 * The first day, such as 05-05-2026.
 */
from: string, 
/**
 * The last day.
 */
until: string, 
/**
 * Who goes.
 */
team: string, 
/**
 * The list that is worked through.
 */
list: string | null, };

/**
 * A village, how many were recorded, and how many the lists expect.
 */
export type VillageCount = { 
/**
 * The code; empty where it is not known.
 */
code: string, 
/**
 * Its name with kecamatan and kabupaten.
 */
name: string, 
/**
 * Records of its residents, listed or not.
 */
recorded: number, 
/**
 * Residents whom the lists expect.
 */
expected: number, 
/**
 * Recorded against expected, which may exceed 100; nothing where nobody is expected.
 */
percent: number | null, };

/**
 * How the last call of one colleague went.
 */
export type Visit = { 
/**
 * Who called.
 */
from: KnownStation, 
/**
 * When it was heard of last.
 */
at: string, 
/**
 * Packets that were offered.
 */
offered: number, 
/**
 * Packets that were kept in this call.
 */
kept: number, 
/**
 * Whether it is still going on.
 */
is_here: boolean, 
/**
 * Why it ended too early.
 */
code: ErrorCode | null, };

/**
 * What waits.
 */
export type Waiting = { 
/**
 * Packets without a receipt.
 */
waiting: number, 
/**
 * Since when the oldest of them waits.
 */
waiting_since: string | null, };

/**
 * A supervisor's word, given at the operator's desk.
 */
export type Word = { 
/**
 * The supervisor.
 */
operator: OperatorId, 
/**
 * Their password.
 */
password: string, };

/**
 * With what a signature was written.
 */
export type WrittenWith = "pen" | "touch" | "mouse";

/** Every command of the door. */
export type Api = {
  /** What there is before and after a login. */
  front: [Record<string, never>, Front];
  /** Reads an activation: the file that was put, or the text of its QR code. */
  activation_look: [{ text: string | null }, ActivationView];
  /** Activates the station with what was looked at last. */
  activation_accept: [{ operator: OperatorId; password: string }, Front];
  /** Whether the station is ready to work: key, lease, clock, disk, camera, province. */
  checks: [Record<string, never>, Array<Check>];
  /** Opens the desk. */
  unlock: [{ operator: OperatorId; password: string }, Front];
  /** Leaves the desk; drafts stay. */
  lock: [Record<string, never>, Front];
  /** A new password for who is logged in. */
  password_change: [{ old: string; new: string }, null];
  /** Gives a colleague whom the province named a password of their own. */
  colleague_admit: [{ operator: OperatorId; password: string }, null];
  /** How things stand: cheap, and also pushed as the event `status`. */
  status: [Record<string, never>, Status];
  /** How today goes. */
  today: [Record<string, never>, Today];
  /** What is printed when a day is over; today without one. */
  day_close: [{ day: string | null }, DayClose];
  /** A supervisor's word on what was done on a day: never of who sealed some of it. */
  day_approve: [{ day: string; supervisor: Word }, DayClose];
  /** Reads everything that is kept, and heals from the mirror what is damaged. */
  day_scrub: [Record<string, never>, Scrubbed];
  /** Keeps a second copy of what is sealed on one of the media that are plugged in, or keeps none. */
  mirror_choose: [{ medium: string | null }, MirrorView | null];
  /** What was done in a day or a month, `back` of them before the one of today. */
  report: [{ span: Span; back: number }, ReportView];
  /** Writes the same as a workbook, on a stick or in the station's folder. */
  report_save: [{ span: Span; back: number; stick: string | null; language: Language }, Saved];
  /** How the people at this desk like it. */
  settings: [Record<string, never>, Preferences];
  /** Keeps how they like it from now on. */
  settings_put: [{ settings: Preferences }, Preferences];
  /** Writes a file for whoever helps from afar; nothing about any resident stands in it. */
  diagnostics: [Record<string, never>, Diagnostics];
  /** The services of F-1.02. */
  services: [Record<string, never>, Array<ServiceView>];
  /** What a NIK says, and what this station knows of it. */
  nik_explain: [{ nik: string }, NikView];
  /** Residents by NIK or name, as it is typed: those who are expected, then those of the register; the first who are expected  without a text. */
  resident_search: [{ text: string }, Array<ResidentView>];
  /** What the register says that should be known of a resident who was found, or of a NIK, before a draft begins. */
  resident_caution: [{ resident: string | null; nik: string | null }, CautionView];
  /** The same of a draft. */
  draft_caution: [{ draft: PacketId }, CautionView];
  /** The family of a draft, as far as it is known here; nothing before the number of its card is typed. */
  draft_family: [{ draft: PacketId }, FamilyView | null];
  /** Begins an enrollment for a service: the answer to "pernah rekam di mana pun?", and either the key of an expected  resident or a NIK that was typed already. */
  draft_start: [{ service: Service; earlier: Earlier; resident: string | null; nik: string | null }, Sitting];
  /** Continues a draft. */
  draft_open: [{ draft: PacketId }, Sitting];
  /** The open drafts, the oldest first. */
  drafts: [Record<string, never>, Array<DraftView>];
  /** Keeps where the operator is in a draft, so that a power cut comes back to it. */
  draft_place: [{ draft: PacketId; step: Step; field: Field | null }, null];
  /** Goes back from a draft, which stays. */
  draft_leave: [Record<string, never>, null];
  /** Throws a draft away. */
  draft_discard: [{ draft: PacketId; reason: DiscardReason }, null];
  /** Keeps a supervisor's decision to record somebody again. */
  double_allow: [{ draft: PacketId; reason: string; supervisor: Word }, DraftView];
  /** Stores a field as it was typed, then judges it. */
  field_put: [{ draft: PacketId; field: Field; raw: string }, FieldAnswer];
  /** Notes that an element changes (F-1.06): what stood there before, and what shows the change. */
  change_put: [{ draft: PacketId; field: Field; before: string; proof: string }, Sitting];
  /** Takes a change back. */
  change_withdraw: [{ draft: PacketId; field: Field }, Sitting];
  /** The values of a list that fit a code or a word. */
  code_search: [{ list: ListId; text: string }, Array<Choice>];
  /** Villages by name or code. */
  village_search: [{ text: string }, Array<Choice>];
  /** The cameras that can be opened. */
  cameras: [Record<string, never>, Array<CameraView>];
  /** How the camera in use fares, and what can be turned at it. */
  camera_trial: [Record<string, never>, CameraTrial];
  /** The field of view in degrees of a camera that sees an identity card, held upright to it at `distance_cm`, over  `share` of its picture's width (0 to 1). */
  camera_measure: [{ share: number; distance_cm: number }, number];
  /** Takes the newest whole frame as the resident's photo. */
  photo_take: [{ draft: PacketId }, Sitting];
  /** The cloth that was learned from the empty chair. */
  cloth: [Record<string, never>, ClothView | null];
  /** Learns it from the newest frame, in which nobody may sit. */
  cloth_learn: [Record<string, never>, ClothView];
  /** Reasons for which something in a photo is not put right. */
  aside_choices: [Record<string, never>, Array<AsideChoice>];
  /** Sets faults of the photo that is kept aside, with one reason. */
  photo_aside: [{ draft: PacketId; faults: Array<Fault>; reason: AsideReason; note: string }, Sitting];
  /** The resident agrees to the portrait, or wants another one. */
  photo_approve: [{ draft: PacketId; agreed: boolean }, Sitting];
  /** Back to the mirror, for another photo before the resident is asked. */
  photo_again: [{ draft: PacketId }, Sitting];
  /** Whom the resident's face resembles, among the records of this trip and the list; advice only. */
  hint: [{ draft: PacketId }, HintView | null];
  /** The trip that is planned; nothing where none is open. */
  trip: [Record<string, never>, TripView | null];
  /** Plans a trip, or changes the plan of the one that is open. */
  trip_plan: [{ wish: TripWish }, TripView | null];
  /** What the team looks over before it leaves. */
  trip_checks: [Record<string, never>, Array<Check>];
  /** Seals a canary, which shows that the province can open what this station seals. */
  canary_send: [Record<string, never>, null];
  /** Closes the trip and deletes the templates of all faces. Says how many they were. */
  trip_close: [Record<string, never>, number];
  /** The finger and iris devices on this machine. */
  devices: [Record<string, never>, Array<DeviceView>];
  /** Whether the station is a face device for other programs on this machine. */
  face_device: [Record<string, never>, FaceDeviceView];
  /** Makes it one, with a key of its own, or makes it none. */
  face_device_switch: [{ on: boolean }, FaceDeviceView];
  /** Captures fingers or eyes with the device that takes them; of each the best try is kept. */
  sites_capture: [{ draft: PacketId; placement: Placement }, Sitting];
  /** Reasons for which a finger or an eye is not captured, and which is probably the one. */
  exception_choices: [{ draft: PacketId; step: Step }, ExceptionOffer];
  /** Excepts fingers or eyes with a supervisor's word. */
  exception_put: [{ draft: PacketId; sites: Array<Site>; reason: ExceptionReason; permanence: Permanence; note: string; supervisor: Word }, Sitting];
  /** Takes an exception back. */
  exception_withdraw: [{ draft: PacketId; site: Site }, Sitting];
  /** What may be noted of a resident who cannot sit, see or sign. */
  assistance_choices: [Record<string, never>, AssistanceChoices];
  /** Notes what the resident cannot do and who helps, or takes it back; with a supervisor's word the record goes with neither  signature nor thumb mark. */
  assistance_put: [{ draft: PacketId; wish: AssistanceWish; unmarked: Word | null }, Sitting];
  /** Takes the newest whole frame as it is: `thumb-mark` or `exception-photo`. */
  still_photograph: [{ draft: PacketId; slot: string }, Sitting];
  /** Keeps how the signature that is stored was written, on a pad of so many points. */
  signature_series: [{ draft: PacketId; width: number; height: number; tool: WrittenWith; strokes: Array<Array<PenPoint>> }, Sitting];
  /** Notes a paper as seen, or as missing today. */
  paper_note: [{ draft: PacketId; document: DocumentKind; standing: Standing }, Sitting];
  /** Takes the page in the newest whole frame as the picture of a paper, straightened; all of the frame where no page is found  or `whole` is wanted. */
  paper_photograph: [{ draft: PacketId; document: DocumentKind; whole: boolean }, Sitting];
  /** Turns the picture of a paper by quarters and cuts it: shares of the turned picture, 0 to 1. */
  paper_cut: [{ draft: PacketId; document: DocumentKind; quarter_turns: number; left: number; top: number; width: number; height: number }, Sitting];
  /** Takes out a signature, a paper's picture or an exception photo. */
  capture_remove: [{ draft: PacketId; slot: string }, Sitting];
  /** Everything again from the stored bytes. */
  read_back: [{ draft: PacketId }, ReadBackView];
  /** The resident agrees to what was shown. */
  read_back_agree: [{ draft: PacketId; shown: string }, DraftView];
  /** Seals the draft for good and sends it with the next line. */
  seal: [{ draft: PacketId }, SlipView];
  /** The slip of a record that was sealed before. */
  slip: [{ packet: PacketId }, SlipView];
  /** The record that a slip is of: the text of its QR code, or the number that is printed on it. */
  slip_find: [{ text: string }, SlipFoundView];
  /** What waits, what arrived, and what became of it. */
  queue: [{ after: number; limit: number }, QueueView];
  /** Talks to the province now. */
  send_now: [Record<string, never>, null];
  /** Sends again what the province does not hold. */
  send_again: [Record<string, never>, null];
  /** Stops sending, for a metered line, or goes on. */
  line_pause: [{ paused: boolean }, null];
  /** The sticks that are plugged in. */
  sticks: [Record<string, never>, Array<Stick>];
  /** Puts everything that waits on a stick. */
  stick_export: [{ path: string }, StickReport];
  /** Takes receipts and news from a stick. */
  stick_import: [{ path: string }, StickReport];
  /** Sends what other stations put on a stick over this station's line, and puts the answers on it. */
  stick_carry: [{ path: string }, Array<Carried>];
  /** Whether colleagues are received on the local network, where, and what they brought. */
  hub: [Record<string, never>, HubView];
  /** Switches receiving on or off. */
  hub_receive: [{ on: boolean }, HubView];
  /** Who is at an address of the local network; nothing is handed over. */
  hand_over_call: [{ address: string }, KnownStation];
  /** Hands everything that waits over to the station that was called, and takes receipts and news that it has. */
  hand_over: [{ address: string; to: StationId }, HandedOver];
  /** The lists (CSV, XLSX) that lie on the sticks that are plugged in. */
  list_files: [Record<string, never>, Array<ListFile>];
  /** Opens one of them, as if it had been put. */
  list_open: [{ path: string }, null];
  /** Looks at the list that was put: what it is, and how it is probably to be read; `sheet` and `header` (a line) say it themselves. */
  list_look: [{ sheet: number | null; header: number | null }, ListLook];
  /** Says what taking the list in would do, and changes nothing. */
  list_try: [{ name: string; mapping: Mapping }, ListReport];
  /** Takes the list in; `drop_gone` takes out whom a list of this name named before and this one does not. */
  list_take_in: [{ name: string; mapping: Mapping; drop_gone: boolean }, ListReport];
  /** How many rows are done of a list that is being tried or taken in. */
  list_progress: [Record<string, never>, number];
  /** Writes the lines and reasons of the refused rows into a file, on a stick or in the station's folder. */
  list_refused_save: [{ stick: string | null; language: Language }, Saved];
  /** By what the lists can be looked through. */
  list_overview: [Record<string, never>, ListOverview];
  /** Fifty of those who are meant, in the order in which villages are walked through. */
  list_page: [{ wish: ListWish; after: number }, ListPage];
  /** Who is to be called, to be printed. */
  call_list: [{ wish: ListWish }, CallList];
  /** Opens or closes the window for the resident's screen. */
  resident_window: [{ open: boolean }, null];
  /** What the resident's screen shows. */
  scene: [Record<string, never>, Scene];
  /** Chooses what the resident's screen shows. */
  scene_show: [{ kind: SceneKind; draft: PacketId | null }, null];
  /** The resident's answer to what is shown. */
  scene_answer: [{ yes: boolean }, null];
};
