//! A province, a station in a temporary folder, and people: everything real but the clock and the cost of a password.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use rekam_domain::biometric::{ExceptionReason, Permanence, Site};
use rekam_domain::enrollment::Earlier;
use rekam_domain::field::Field;
use rekam_domain::role::Role;
use rekam_domain::service::{DocumentKind, Service, Step};
use rekam_protocol::documents::{ActivatedOperator, Activation, KeyAnnouncement, Lease};
use rekam_protocol::ids::OperatorId;
use rekam_protocol::keys::{OpeningKey, SigningKey, VerifyingKey};
use rekam_protocol::lockbox::Cost;
use rekam_protocol::signed;
use rekam_station::activation::{Activated, Request, activate};
use rekam_station::capture::Slot;
use rekam_station::clock::{Clock as _, TestClock};
use rekam_station::desk::Supervision;
use rekam_station::seal::Sealed;
use rekam_station::store::audit::Standing;
use rekam_station::store::captures::{NewCapture, NewPhoto};
use rekam_station::store::drafts::DraftId;
use rekam_station::{Desk, Error, Station};
use serde_bytes::ByteArray;

pub(crate) const PASSWORD: &str = "sungai kapuas panjang";

pub(crate) fn id(text: &str) -> OperatorId {
    text.parse().unwrap()
}

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// What the tests play with.
pub(crate) struct Office {
    _dir: tempfile::TempDir,
    pub(crate) folder: PathBuf,
    pub(crate) clock: Arc<TestClock>,
    pub(crate) province: SigningKey,
    pub(crate) opening: OpeningKey,
    pub(crate) activation: Activation,
}

impl Office {
    /// A province that has issued an activation; no station yet.
    pub(crate) fn issue() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let province = SigningKey::from_seed(&[1; 32]);
        let opening = OpeningKey::from_seed(&[2; 32]).unwrap();
        let people = [
            ("sp-1", Role::Supervisor),
            ("sp-2", Role::Supervisor),
            ("op-1", Role::Operator),
            ("tek-1", Role::Technician),
        ];
        let activation = Activation {
            province: "Kalimantan Barat".to_owned(),
            url: "https://rekam.example".to_owned(),
            sealing_key: opening.sealing_key(),
            signing_key: province.verifying_key(),
            station: "6171-van-1".parse().unwrap(),
            station_name: "Mobil Pontianak 1".to_owned(),
            place: "617101".to_owned(),
            lease: Lease {
                from: day("2026-03-01"),
                until: day("2026-12-31"),
                records: 100,
            },
            operators: people
                .map(|(operator, role)| ActivatedOperator {
                    id: id(operator),
                    name: operator.to_owned(),
                    role,
                })
                .to_vec(),
            token: ByteArray::new([7; 32]),
            issued_at: "2026-02-20T03:00:00Z".parse().unwrap(),
            double_hint: false,
            extract: Vec::new(),
        };
        let clock = Arc::new(TestClock::at(
            "2026-06-01T02:00:00Z".parse::<DateTime<Utc>>().unwrap(),
        ));
        Self {
            folder: dir.path().join("station"),
            _dir: dir,
            clock,
            province,
            opening,
            activation,
        }
    }

    /// A province and a station that `sp-1` has activated and where `sp-2` and `op-1` have slots.
    pub(crate) fn open() -> Self {
        Self::open_with(|_| ())
    }

    /// The same with something else in the activation.
    pub(crate) fn open_with(change: impl FnOnce(&mut Activation)) -> Self {
        let mut office = Self::issue();
        change(&mut office.activation);
        office.activate().unwrap();
        let desk = office.unlock("sp-1").unwrap();
        for colleague in ["sp-2", "op-1"] {
            desk.admit(&id(colleague), PASSWORD).unwrap();
        }
        desk.lock().unwrap();
        office
    }

    pub(crate) fn root(&self) -> PathBuf {
        self.folder.clone()
    }

    pub(crate) fn file(&self) -> Vec<u8> {
        signed::sign(&self.activation, &self.province).unwrap()
    }

    pub(crate) fn activate(&self) -> Result<Activated, Error> {
        let (file, first) = (self.file(), id("sp-1"));
        let request = Request {
            activation: &file,
            expected: None,
            first: &first,
            password: PASSWORD,
            cost: Cost::LEAST,
        };
        activate(&self.root(), &request, &self.clock.stamp())
    }

    pub(crate) fn station_at(&self, root: &Path) -> Result<Station, Error> {
        Station::open(root, self.clock.clone(), Cost::LEAST)
    }

    pub(crate) fn station(&self) -> Station {
        self.station_at(&self.root()).unwrap()
    }

    pub(crate) fn unlock(&self, operator: &str) -> Result<Desk, Error> {
        self.station().unlock(&id(operator), PASSWORD)
    }

    /// Copies the station's files as they are on the disk this instant and opens the copy: what a power cut would leave.
    pub(crate) fn after_power_cut(&self, operator: &str) -> (tempfile::TempDir, Desk) {
        let copy = tempfile::tempdir().unwrap();
        copy_folder(&self.root(), copy.path());
        let station = self.station_at(copy.path()).unwrap();
        (copy, station.unlock(&id(operator), PASSWORD).unwrap())
    }
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// A synthetic resident: a woman of 21 (NIK serial 99xx, issued to nobody).
pub(crate) const WOMAN: &[(Field, &str)] = &[
    (Field::Nik, "6171014505059901"),
    (Field::KkNumber, "6171010101159901"),
    (Field::FullName, "SITI CONTOH KAPUAS"),
    (Field::Sex, "2"),
    (Field::BirthPlace, "KOTA PONTIANAK"),
    (Field::BirthDate, "2005-05-05"),
    (Field::Citizenship, "1"),
    (Field::Religion, "1"),
    (Field::MaritalStatus, "1"),
    (Field::Occupation, "1"),
    (Field::Address, "JALAN CONTOH NOMOR 1"),
    (Field::Village, "6171011002"),
];

/// A synthetic child of three.
pub(crate) const CHILD: &[(Field, &str)] = &[
    (Field::Nik, "6171011004239902"),
    (Field::KkNumber, "6171010101159901"),
    (Field::FullName, "BUDI CONTOH MELAWI"),
    (Field::Sex, "1"),
    (Field::BirthPlace, "KOTA PONTIANAK"),
    (Field::BirthDate, "2023-04-10"),
    (Field::Citizenship, "1"),
    (Field::Religion, "1"),
    (Field::Address, "JALAN CONTOH NOMOR 1"),
    (Field::Village, "6171011002"),
];

pub(crate) fn fill(desk: &Desk, draft: DraftId, fields: &[(Field, &str)]) {
    for (field, raw) in fields {
        let report = desk.put_field(draft, *field, raw).unwrap();
        assert!(report.errors.is_empty(), "{field}: {:?}", report.errors);
    }
}

/// Puts a portrait into the draft without asking the photographer, whose work is tested elsewhere.
pub(crate) fn portray(desk: &Desk, draft: DraftId, bytes: &[u8]) {
    let pictures = [Slot::PhotoOriginal, Slot::Portrait].map(|slot| NewCapture {
        slot,
        media_type: "image/jpeg",
        bytes,
    });
    desk.store()
        .put_photo(
            draft,
            &NewPhoto {
                verdict: "acceptable",
                pictures: &pictures,
                faults: &[],
                painted: None,
            },
            desk.operator(),
            &desk.party().clock.stamp(),
        )
        .unwrap();
}

/// Everything but read-back and seal of a first KTP-el.
pub(crate) fn prepare_woman(desk: &Desk) -> DraftId {
    let draft = desk.start(Service::KtpNew).unwrap();
    desk.identify(draft, Earlier::Never).unwrap();
    finish_woman(desk, draft);
    draft
}

/// The same of a draft that was begun and identified before.
pub(crate) fn finish_woman(desk: &Desk, draft: DraftId) {
    fill(desk, draft, WOMAN);
    portray(desk, draft, b"portrait");
    desk.approve_photo(draft).unwrap();
    desk.capture(draft, Slot::Signature, "image/png", b"signature")
        .unwrap();
    except_all(desk, draft);
    desk.note_paper(draft, DocumentKind::FormF102, Standing::Seen)
        .unwrap();
    desk.capture(
        draft,
        Slot::Document(DocumentKind::FamilyCardCopy),
        "image/jpeg",
        b"family card",
    )
    .unwrap();
}

/// The word of a supervisor who does not record here now.
pub(crate) fn a_supervisors_word(desk: &Desk) -> Supervision {
    let approvers = desk.approvers();
    desk.countersign(approvers.first().unwrap(), PASSWORD)
        .unwrap()
}

pub(crate) fn except_all(desk: &Desk, draft: DraftId) {
    let sites: Vec<Site> = Site::all()
        .filter(|site| matches!(site.step(), Step::Fingers | Step::Irises))
        .collect();
    let word = a_supervisors_word(desk);
    let why = (ExceptionReason::Device, Permanence::Temporary);
    desk.except(draft, &sites, why, "alat belum tersambung", &word)
        .unwrap();
}

pub(crate) fn read_back(desk: &Desk, draft: DraftId) {
    let shown = desk.read_back(draft).unwrap().shown;
    desk.agree_read_back(draft, shown).unwrap();
}

pub(crate) fn seal_woman(desk: &Desk) -> Sealed {
    let draft = prepare_woman(desk);
    read_back(desk, draft);
    desk.seal(draft).unwrap()
}

/// The key that the station announced for an operator, as the province would look it up.
pub(crate) fn announced_key(office: &Office, desk: &Desk, operator: &str) -> VerifyingKey {
    let bytes = std::fs::read(office.root().join("desk/announcement")).unwrap();
    let announced: KeyAnnouncement =
        signed::verify(&bytes, &desk.party().station_key.verifying_key()).unwrap();
    let mut operators = announced.operators.into_iter();
    operators
        .find(|named| named.id == id(operator))
        .unwrap()
        .key
}
