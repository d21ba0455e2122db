//! One station of the chaos: its folder, its clock, its desk, and what its people know they have sealed.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context as _;
use chrono::{DateTime, TimeDelta, Utc};
use rekam_domain::{
    enrollment::Earlier,
    field::Field,
    role::Role,
    service::{DocumentKind, Service},
};
use rekam_protocol::{
    documents::ActivatedOperator,
    ids::{OperatorId, StationId},
    lockbox::Cost,
};
use rekam_province::{
    Province,
    admin::{self, StationOrder, Terms},
};
use rekam_station::{
    Desk, Station,
    activation::{Request, activate},
    capture::Slot,
    clock::{Clock as _, TestClock},
    seal::Sealed,
    store::audit::Standing,
    sync::{self, Line, Report},
};

const PASSWORD: &str = "sungai kapuas panjang";

/// A station and its people.
pub(super) struct Crew {
    /// Its id.
    pub(super) id: StationId,
    /// What they were told is sealed.
    pub(super) sealed: Vec<Sealed>,
    open: Option<(Station, Desk)>,
    clock: Arc<TestClock>,
    home: PathBuf,
    began: DateTime<Utc>,
    boots: u32,
    /// Numbers its residents apart from those of others.
    first: u16,
}

impl Crew {
    /// Orders a station at the province and activates it in a folder.
    ///
    /// # Errors
    /// Whatever goes wrong.
    pub(super) fn activate(
        province: &Province,
        home: PathBuf,
        number: u16,
        began: DateTime<Utc>,
    ) -> anyhow::Result<Self> {
        let clock = Arc::new(TestClock::at(began));
        let id: StationId = format!("6171-van-{number}").parse()?;
        let first: OperatorId = "sp-1".parse()?;
        let request = Request {
            activation: &admin::add_station(province, &order(&id, &first))?,
            expected: None,
            first: &first,
            password: PASSWORD,
            cost: Cost::LEAST,
        };
        activate(&home, &request, &clock.stamp())?;
        let mut crew = Self {
            id,
            sealed: Vec::new(),
            open: None,
            clock,
            home,
            began,
            boots: 0,
            first: number * 600,
        };
        crew.come_in()?;
        Ok(crew)
    }

    /// Its desk.
    ///
    /// # Errors
    /// Where nobody could come in after a restart.
    pub(super) fn desk(&self) -> anyhow::Result<&Desk> {
        let (_, desk) = self.open.as_ref().context("nobody is at the desk")?;
        Ok(desk)
    }

    fn come_in(&mut self) -> anyhow::Result<()> {
        let station = Station::open(&self.home, Arc::clone(&self.clock) as _, Cost::LEAST)?;
        let desk = station.unlock(&"sp-1".parse()?, PASSWORD)?;
        self.open = Some((station, desk));
        Ok(())
    }

    /// Seals the record of an invented child with so many bytes of papers.
    ///
    /// # Errors
    /// What the desk says.
    pub(super) fn seal(&mut self, papers: usize) -> anyhow::Result<()> {
        let number = self.first + u16::try_from(self.sealed.len())?;
        let (day, serial) = (1 + number / 99, 9901 + number % 99);
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
        let desk = self.desk()?;
        let draft = desk.start(Service::KiaNew)?;
        desk.identify(draft, Earlier::Never)?;
        for (field, raw) in fields {
            desk.put_field(draft, field, raw)?;
        }
        desk.note_paper(draft, DocumentKind::FormF102, Standing::Seen)?;
        desk.note_paper(draft, DocumentKind::ParentsCards, Standing::Seen)?;
        let mut bytes = vec![0; papers];
        getrandom::fill(&mut bytes).context("no random bytes")?;
        desk.capture(
            draft,
            Slot::Document(DocumentKind::BirthCertificate),
            "image/jpeg",
            &bytes,
        )?;
        desk.agree_read_back(draft, desk.read_back(draft)?.shown)?;
        let sealed = desk.seal(draft)?;
        self.sealed.push(sealed);
        Ok(())
    }

    /// Somebody sets the clock to so many hours after the beginning.
    pub(super) fn set_clock(&self, hours: i64) {
        self.clock.set_wall(self.began + TimeDelta::hours(hours));
    }

    /// The machine starts again, with whatever its clock shows.
    ///
    /// # Errors
    /// What the station says.
    pub(super) fn restart(&mut self) -> anyhow::Result<()> {
        self.boots += 1;
        self.clock.reboot(&format!("boot-{}", self.boots));
        // One program holds a station's folder: the old one is gone before the new one comes.
        self.open = None;
        self.come_in()
    }

    /// One conversation, before which nothing waits for its time.
    ///
    /// # Errors
    /// Whatever the line does.
    pub(super) fn converse(&self, url: &str) -> anyhow::Result<Report> {
        let (station, desk) = self.open.as_ref().context("nobody is at the desk")?;
        desk.store().retry_now(None)?;
        let announcement = station.announcement()?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let talk = async { sync::run(&desk.party(), &announcement, Line::to(url)?, |_| {}).await };
        Ok(runtime.block_on(talk)?)
    }
}

fn order(id: &StationId, first: &OperatorId) -> StationOrder {
    StationOrder {
        id: id.clone(),
        name: "Mobil Contoh".into(),
        place: "617101".into(),
        operators: vec![ActivatedOperator {
            id: first.clone(),
            name: "Penyelia Contoh".into(),
            role: Role::Supervisor,
        }],
        terms: Terms::default(),
    }
}
