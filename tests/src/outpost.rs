//! A province and a station of it in one process, with records that wait: what journeys over the line begin with. Both are the
//! real ones; only their clocks are set by hand and a password costs little.

use anyhow::{Context as _, ensure};
use chrono::{DateTime, Utc};
use rekam_domain::{
    enrollment::Earlier,
    field::Field,
    role::Role,
    service::{DocumentKind, Service},
};
use rekam_protocol::{
    documents::ActivatedOperator,
    ids::{OperatorId, PacketId},
    lockbox::Cost,
};
use rekam_province::{
    Province,
    admin::{self, StationOrder, Terms},
    clock::Clock,
    province::NewProvince,
    registry::PacketRow,
    serve, vault,
};
use rekam_station::{
    Desk, Station,
    activation::{Request, activate},
    capture::Slot,
    clock::{Clock as _, TestClock},
    store::{audit::Standing, drafts::DraftId},
    sync::{self, Carried, Line, News, Report, SyncError},
};
use std::{net::SocketAddr, path::Path, sync::Arc, thread};
use tempfile::TempDir;
use tokio::sync::oneshot;

/// The password of everybody, the province too.
pub const PASSWORD: &str = "sungai kapuas panjang";

/// A province in a temporary folder, and one station of it with a desk open.
pub struct Outpost {
    /// The province.
    pub province: Arc<Province>,
    /// The station's clock.
    pub clock: Arc<TestClock>,
    /// The station.
    pub station: Station,
    /// Its desk.
    pub desk: Desk,
    sealed: u16,
    folder: Option<TempDir>,
}

/// When the clocks of an outpost begin.
pub fn noon() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + chrono::TimeDelta::days(20_605) + chrono::TimeDelta::hours(5)
}

impl Outpost {
    /// A province, and a station that has just been activated, in a temporary folder.
    ///
    /// # Errors
    /// Whatever goes wrong.
    pub fn new() -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let mut outpost = Self::in_folder(folder.path())?;
        outpost.folder = Some(folder);
        Ok(outpost)
    }

    /// The same in a folder that stays; opened if it is there already.
    ///
    /// # Errors
    /// Whatever goes wrong.
    pub fn in_folder(folder: &Path) -> anyhow::Result<Self> {
        let (root, home) = (folder.join("province"), folder.join("station"));
        let clock = Arc::new(TestClock::at(noon()));
        let first: OperatorId = "sp-1".parse()?;
        let is_new = !root.exists();
        if is_new {
            let new = NewProvince {
                name: "Kalimantan Barat",
                url: "http://127.0.0.1",
                passphrase: PASSWORD,
                cost: Cost::LEAST,
                max_bytes: None,
            };
            Province::init(&root, &new)?;
        }
        let province = province_in(folder)?;
        if is_new {
            let request = Request {
                activation: &admin::add_station(&province, &order(&first)?)?,
                expected: None,
                first: &first,
                password: PASSWORD,
                cost: Cost::LEAST,
            };
            activate(&home, &request, &clock.stamp())?;
        }
        let station = Station::open(&home, clock.clone(), Cost::LEAST)?;
        let desk = station.unlock(&first, PASSWORD)?;
        let sealed = desk.store().day_book_head()?.serial.try_into()?;
        Ok(Self {
            province,
            clock,
            station,
            desk,
            sealed,
            folder: None,
        })
    }

    /// Another station of the same province, in a temporary folder of its own; its residents are others.
    ///
    /// # Errors
    /// Whatever goes wrong.
    pub fn colleague(&self, station: &str) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let mut colleague = self.colleague_in(folder.path(), station)?;
        colleague.folder = Some(folder);
        Ok(colleague)
    }

    /// The same in a folder that stays.
    ///
    /// # Errors
    /// Whatever goes wrong.
    pub fn colleague_in(&self, folder: &Path, station: &str) -> anyhow::Result<Self> {
        let home = folder.join("station");
        let first: OperatorId = "sp-1".parse()?;
        let clock = Arc::new(TestClock::at(noon()));
        let request = Request {
            activation: &admin::add_station(&self.province, &order_of(station, &first)?)?,
            expected: None,
            first: &first,
            password: PASSWORD,
            cost: Cost::LEAST,
        };
        activate(&home, &request, &clock.stamp())?;
        let station = Station::open(&home, clock.clone(), Cost::LEAST)?;
        Ok(Self {
            province: Arc::clone(&self.province),
            clock,
            desk: station.unlock(&first, PASSWORD)?,
            station,
            sealed: 1_000,
            folder: None,
        })
    }

    /// The desk is left and taken again.
    ///
    /// # Errors
    /// What the station says.
    pub fn lock_and_unlock(self) -> anyhow::Result<Self> {
        self.desk.lock()?;
        Ok(Self {
            desk: self.station.unlock(&"sp-1".parse()?, PASSWORD)?,
            ..self
        })
    }

    /// From now on the residents of another outpost come here, from the first one on.
    #[must_use]
    pub const fn with_residents_of_the_first(mut self) -> Self {
        self.sealed = 0;
        self
    }

    /// Lets the province's vault open whatever waits.
    ///
    /// # Errors
    /// What the vault says.
    pub fn open_at_the_province(&self) -> anyhow::Result<()> {
        let province = &self.province;
        let key = province.opening_key(PASSWORD)?;
        let store = province.store();
        let bytes_of = |row: &PacketRow| {
            store
                .read(&row.station, row.id)
                .map_err(|error| error.code())
        };
        vault::open_waiting(
            province.registry().as_ref(),
            bytes_of,
            &key,
            province.clock(),
        )?;
        Ok(())
    }

    /// Carries what other stations put on a stick to whoever is at an address.
    ///
    /// # Errors
    /// As [`sync::carry`].
    pub fn carry(&self, url: &str, stick: &Path) -> Result<Vec<Carried>, SyncError> {
        let announcement = self.station.announcement().unwrap_or_default();
        blocking(async {
            let line = Line::to(url)?;
            sync::carry(&self.desk.party(), &announcement, line, stick).await
        })
    }

    /// Seals the record of an invented child whose birth certificate was scanned in so many bytes.
    ///
    /// # Errors
    /// What the desk says.
    pub fn seal(&mut self, scan: usize) -> anyhow::Result<PacketId> {
        let draft = self.begin(scan)?;
        Ok(self.desk.seal(draft)?.packet)
    }

    /// The same up to the seal.
    ///
    /// # Errors
    /// What the desk says.
    pub fn begin(&mut self, scan: usize) -> anyhow::Result<DraftId> {
        let (day, serial) = (1 + self.sealed / 99, 9901 + self.sealed % 99);
        self.sealed += 1;
        let nik = format!("617101{day:02}0423{serial}");
        let born = format!("2023-04-{day:02}");
        let fields = [
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
        ];
        let desk = &self.desk;
        let draft = desk.start(Service::KiaNew)?;
        desk.identify(draft, Earlier::Never)?;
        for (field, raw) in fields {
            let report = desk.put_field(draft, field, raw)?;
            ensure!(report.errors.is_empty(), "{field}: {:?}", report.errors);
        }
        desk.note_paper(draft, DocumentKind::FormF102, Standing::Seen)?;
        desk.note_paper(draft, DocumentKind::ParentsCards, Standing::Seen)?;
        let mut bytes = vec![0; scan];
        getrandom::fill(&mut bytes).context("no random bytes")?;
        let slot = Slot::Document(DocumentKind::BirthCertificate);
        desk.capture(draft, slot, "image/jpeg", &bytes)?;
        desk.agree_read_back(draft, desk.read_back(draft)?.shown)?;
        Ok(draft)
    }

    /// Opens the province's door on a free port.
    ///
    /// # Errors
    /// If there is none.
    pub fn serve(&self) -> anyhow::Result<Serving> {
        serve_on(&self.province, "127.0.0.1:0")
    }

    /// One conversation of the station with whoever is at an address.
    ///
    /// # Errors
    /// As [`sync::run`].
    pub fn converse(&self, url: &str, tell: impl FnMut(&News) + Send) -> Result<Report, SyncError> {
        let announcement = self.station.announcement().unwrap_or_default();
        blocking(async {
            let line = Line::to(url)?;
            sync::run(&self.desk.party(), &announcement, line, tell).await
        })
    }

    /// A token that the province would give the station.
    #[must_use]
    pub fn token(&self) -> String {
        let station = &self.desk.party().activation.station;
        self.province.tokens().issue(station, noon()).0
    }
}

/// Waits for something on the line.
fn blocking<T>(work: impl Future<Output = Result<T, SyncError>>) -> Result<T, SyncError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|_| SyncError::NoRandomness)?;
    runtime.block_on(work)
}

/// Copies a folder with all that is in it, as a backup of a machine that rests does.
///
/// # Errors
/// What the disk says.
pub fn back_up(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            back_up(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// The order for an outpost's station.
///
/// # Errors
/// Never, as long as its id is one.
pub fn order(first: &OperatorId) -> anyhow::Result<StationOrder> {
    order_of("6171-van-1", first)
}

/// What a province is told to register a station of another name.
///
/// # Errors
/// As [`order`].
pub fn order_of(station: &str, first: &OperatorId) -> anyhow::Result<StationOrder> {
    Ok(StationOrder {
        id: station.parse()?,
        name: "Mobil Contoh".into(),
        place: "617101".into(),
        operators: vec![ActivatedOperator {
            id: first.clone(),
            name: "Penyelia Contoh".into(),
            role: Role::Supervisor,
        }],
        terms: Terms::default(),
    })
}

/// The province of an outpost's folder, alone.
///
/// # Errors
/// If there is none.
pub fn province_in(folder: &Path) -> anyhow::Result<Arc<Province>> {
    let clock = Clock::by_hand(noon());
    Ok(Arc::new(Province::open_with(
        &folder.join("province"),
        clock,
    )?))
}

/// Opens a province's door on an address.
///
/// # Errors
/// If it is taken.
pub fn serve_on(province: &Arc<Province>, address: &str) -> anyhow::Result<Serving> {
    let (stop, stopped) = oneshot::channel::<()>();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let listener = runtime.block_on(serve::listen(address))?;
    let address = listener.local_addr()?;
    let province = Arc::clone(province);
    let thread = thread::spawn(move || {
        let told = async {
            let _ = stopped.await;
        };
        runtime.block_on(serve::serve(listener, province, told))
    });
    Ok(Serving {
        address,
        stop: Some(stop),
        thread: Some(thread),
    })
}

/// An open door, closed when dropped.
pub struct Serving {
    /// Where it is.
    pub address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<thread::JoinHandle<Result<(), serve::ServeError>>>,
}

impl Drop for Serving {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
