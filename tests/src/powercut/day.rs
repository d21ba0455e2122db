//! The day that is cut: a province comes into being, a van is activated, residents are recorded, packets travel on a stick,
//! and by a colleague's station, receipts and news come back. After each verb of the desk the day reports how the station stands now.

use super::hub;
use crate::outpost::{PASSWORD, noon, order};
use anyhow::{Context as _, Result, ensure};
use rekam_domain::{
    enrollment::{DiscardReason, Earlier},
    field::Field,
    service::{DocumentKind, Service},
};
use rekam_protocol::{
    digest::Digest,
    ids::{OperatorId, PacketId},
    lockbox::Cost,
};
use rekam_province::{
    Province, admin, clock::Clock, courier, intake::Intake, province::NewProvince,
};
use rekam_station::{
    Desk, Station,
    activation::{Request, activate},
    capture::Slot,
    clock::{Clock as _, TestClock},
    store::{StoreError, audit::Standing},
};
use std::{
    fmt, fs,
    path::{Path, PathBuf},
    str::FromStr,
    sync::Arc,
};

/// The folders whose disks are cut, below the folder of the day.
pub const VAN: &str = "van";
/// The province's disk.
pub const OFFICE: &str = "office";
/// The courier's stick.
pub const STICK: &str = "stick";

/// What is reported when the province exists.
pub const PROVINCE_STANDS: &str = "province";
/// What is reported when the stick has everything that waits.
pub const EXPORTED: &str = "exported";

/// Where the station stands on the van's disk: in folders that its activation makes.
pub fn station_in(folder: &Path) -> PathBuf {
    folder.join(VAN).join("home/station")
}

/// Where the province stands on the office's disk.
pub fn province_in(folder: &Path) -> PathBuf {
    folder.join(OFFICE).join("province")
}

/// The activation file, which the technician carries and no cut reaches.
pub fn activation_in(folder: &Path) -> PathBuf {
    folder.join("activation.rekam")
}

/// How a station stands: what a cut must not set back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// Sealed packets.
    pub serial: u32,
    /// Lines of the audit log.
    pub audit: u64,
    /// Receipts of the province.
    pub received: u32,
    /// Digest of all drafts with everything in them.
    pub drafts: Digest,
}

impl State {
    /// Reads it from an open desk.
    ///
    /// # Errors
    /// What the store says; every packet is read, and must match the day-book.
    pub fn of(desk: &Desk) -> Result<Self> {
        let store = desk.store();
        for row in store.queue(0, u32::MAX)? {
            match store.packet(row.packet) {
                Ok(_) => {}
                Err(StoreError::PacketGone) if row.pruned_at.is_some() => {}
                Err(error) => return Err(error).with_context(|| format!("packet {}", row.serial)),
            }
        }
        let mut said = String::new();
        for draft in store.drafts()? {
            said += &format!("{} {:?} {:?}", draft.id, draft.service, draft.earlier);
            for (field, typed) in store.fields(draft.id)? {
                said += &format!("{field} {}", typed.raw);
            }
            for capture in desk.captures(draft.id)? {
                said += &format!("{} {}", capture.slot, capture.digest);
                desk.captured(draft.id, capture.slot)?;
            }
            said += &format!("{}", desk.read_back(draft.id)?.shown);
        }
        Ok(Self {
            serial: store.day_book_head()?.serial,
            audit: store.audit_head()?.lines,
            received: store.outbox_counts()?.received,
            drafts: Digest::of(said.as_bytes()),
        })
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            serial,
            audit,
            received,
            drafts,
        } = self;
        write!(f, "state {serial} {audit} {received} {drafts}")
    }
}

impl FromStr for State {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let ["state", serial, audit, received, drafts] = words[..] else {
            anyhow::bail!("no state: {text}");
        };
        Ok(Self {
            serial: serial.parse()?,
            audit: audit.parse()?,
            received: received.parse()?,
            drafts: drafts.parse().ok().context("no digest")?,
        })
    }
}

/// Who works on that day.
///
/// # Errors
/// Never.
pub fn operator() -> Result<OperatorId> {
    Ok("sp-1".parse()?)
}

/// Plays the day in a folder.
///
/// # Errors
/// Whatever goes wrong: nothing may.
pub fn play(folder: &Path, say: &mut dyn FnMut(&str) -> Result<()>) -> Result<()> {
    fs::create_dir_all(folder.join(STICK))?;
    fs::File::open(folder)?.sync_all()?;
    let root = province_in(folder);
    let new = NewProvince {
        name: "Kalimantan Barat",
        url: "http://127.0.0.1",
        passphrase: PASSWORD,
        cost: Cost::LEAST,
        max_bytes: None,
    };
    Province::init(&root, &new)?;
    let province = Arc::new(Province::open_with(&root, Clock::by_hand(noon()))?);
    let file = admin::add_station(&province, &order(&operator()?)?)?;
    fs::write(activation_in(folder), &file)?;
    say(PROVINCE_STANDS)?;

    let clock = Arc::new(TestClock::at(noon()));
    let first = operator()?;
    activate(&station_in(folder), &request(&file, &first), &clock.stamp())?;
    let colleague = hub::activated(folder, &province)?;
    // Of two directories the later one counts.
    province.clock().set(noon() + chrono::TimeDelta::minutes(1));
    let mut desk = open(&station_in(folder))?;
    say(&State::of(&desk)?.to_string())?;
    record(&desk, 1, 24 * 1024, say)?;
    discard(&desk, say)?;
    record(&desk, 2, 60 * 1024, say)?;
    carry(&desk, &province, folder, say)?;
    desk.lock()?;

    desk = open(&station_in(folder))?;
    say(&State::of(&desk)?.to_string())?;
    // Larger than the log may grow before it is copied into the database: a checkpoint in the middle of work.
    record(&desk, 3, 1200 * 1024, say)?;
    meet(&desk, &colleague, &province, say)?;
    record(&desk, 6, 24 * 1024, say)?;
    province.open_waiting(&province.opening_key(PASSWORD)?)?;
    carry(&desk, &province, folder, say)?;
    desk.lock()?;
    Ok(colleague.lock()?)
}

/// A colleague receives what waits, twice; the province takes in what lies there; receipts come back, and the shelf is tidied.
fn meet(
    desk: &Desk,
    colleague: &Desk,
    province: &Arc<Province>,
    say: &mut dyn FnMut(&str) -> Result<()>,
) -> Result<()> {
    let receives = hub::receiving(colleague)?;
    say(hub::RECEIVES)?;
    hub::hand_over(desk, &receives, say)?;
    record(desk, 4, 24 * 1024, say)?;
    desk.seal_canary()?;
    say(&State::of(desk)?.to_string())?;
    hub::hand_over(desk, &receives, say)?;
    take_in(province, &colleague.shelves())?;
    let back = hub::hand_over(desk, &receives, say)?;
    ensure!(back.report.receipts == 3, "{back:?}");
    record(desk, 5, 60 * 1024, say)?;
    hub::hand_over(desk, &receives, say)?;
    Ok(())
}

/// What activates the station of the day.
pub fn request<'a>(activation: &'a [u8], first: &'a OperatorId) -> Request<'a> {
    Request {
        activation,
        expected: None,
        first,
        password: PASSWORD,
        cost: Cost::LEAST,
    }
}

/// Opens a station of the day.
///
/// # Errors
/// What the station says.
pub fn open(home: &Path) -> Result<Desk> {
    let clock = Arc::new(TestClock::at(noon()));
    let station = Station::open(home, clock, Cost::LEAST)?;
    Ok(station.unlock(&operator()?, PASSWORD)?)
}

/// Records an invented child, and reports after every verb.
fn record(
    desk: &Desk,
    number: u16,
    scan: usize,
    say: &mut dyn FnMut(&str) -> Result<()>,
) -> Result<PacketId> {
    let mut done = || say(&State::of(desk)?.to_string());
    let (nik, born) = (
        format!("617101{number:02}04239901"),
        format!("2023-04-{number:02}"),
    );
    let draft = desk.start(Service::KiaNew)?;
    done()?;
    desk.identify(draft, Earlier::Never)?;
    done()?;
    for (field, raw) in [
        (Field::Nik, nik.as_str()),
        (Field::KkNumber, "6171010101159901"),
        (Field::FullName, "ANAK CONTOH MELAWI"),
        (Field::Sex, "1"),
        (Field::BirthPlace, "KOTA PONTIANAK"),
        (Field::BirthDate, born.as_str()),
        (Field::Citizenship, "1"),
        (Field::Religion, "1"),
        (Field::Address, "JALAN CONTOH NOMOR 1"),
        (Field::Village, "6171011002"),
    ] {
        let report = desk.put_field(draft, field, raw)?;
        ensure!(report.errors.is_empty(), "{field}: {:?}", report.errors);
        done()?;
    }
    for paper in [DocumentKind::FormF102, DocumentKind::ParentsCards] {
        desk.note_paper(draft, paper, Standing::Seen)?;
        done()?;
    }
    // Twice: the second picture takes the place of the first.
    for blot in [number.to_le_bytes()[0], 0xff] {
        let slot = Slot::Document(DocumentKind::BirthCertificate);
        desk.capture(draft, slot, "image/jpeg", &vec![blot; scan])?;
        done()?;
    }
    desk.agree_read_back(draft, desk.read_back(draft)?.shown)?;
    done()?;
    let sealed = desk.seal(draft)?;
    done()?;
    Ok(sealed.packet)
}

/// Begins an enrollment and gives it up.
fn discard(desk: &Desk, say: &mut dyn FnMut(&str) -> Result<()>) -> Result<()> {
    let draft = desk.start(Service::KiaNew)?;
    say(&State::of(desk)?.to_string())?;
    desk.put_field(draft, Field::FullName, "ANAK CONTOH PULANG")?;
    say(&State::of(desk)?.to_string())?;
    desk.discard(draft, DiscardReason::ResidentLeft)?;
    say(&State::of(desk)?.to_string())
}

/// Everything that waits to the province and its receipts back, on a stick.
fn carry(
    desk: &Desk,
    province: &Arc<Province>,
    folder: &Path,
    say: &mut dyn FnMut(&str) -> Result<()>,
) -> Result<()> {
    let stick = folder.join(STICK);
    let out = desk.export(&stick)?;
    ensure!(out.refused.is_empty(), "{:?}", out.refused);
    say(EXPORTED)?;
    take_in(province, &stick)?;
    let back = desk.import(&stick)?;
    ensure!(back.receipts == out.records, "{back:?}");
    say(&State::of(desk)?.to_string())
}

/// Takes a stick in at a province; says how many packets have a receipt now.
///
/// # Errors
/// What the province says; nothing may be refused.
pub fn take_in(province: &Arc<Province>, stick: &Path) -> Result<u32> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let intake = Intake::open(province)?;
    runtime.block_on(intake.recover())?;
    let taken = runtime.block_on(courier::take_in(province, &intake, stick))?;
    let refused: Vec<_> = taken.iter().flat_map(|shelf| &shelf.refused).collect();
    ensure!(refused.is_empty(), "refused: {refused:?}");
    Ok(taken.iter().map(|shelf| shelf.received).sum())
}
