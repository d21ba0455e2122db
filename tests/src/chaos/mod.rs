//! Chaos: stations, couriers and a province in one process, under a seed. Lines drop, delay, repeat and fall silent; programs
//! stop and start; clocks jump; the province's disk is full for a while, and it is put back to a backup; sticks are lost,
//! changed and brought twice. Then there is peace, and every record that was sealed must be at the province exactly once, and
//! both sides must be able to prove it.
//!
//! A seed gives the same acts in the same order and each connection its fate. What happens at one instant is left to the machine:
//! a seed that failed is thrown again, not played back from a tape.

mod capital;
mod crew;
mod dice;
mod weather;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    thread,
};

use anyhow::{Context as _, ensure};
use capital::{Capital, copy_folder};
use crew::Crew;
pub use dice::Dice;
use rekam_domain::code::Language;
use rekam_protocol::{
    day_book,
    digest::Digest,
    ids::StationId,
    reckoning::{Account, Root, by_day},
    signed,
};
use rekam_province::Province;
use rekam_station::Desk;
use weather::Weather;

/// Acts before there is peace.
const ACTS: u64 = 40;
/// Conversations within which peace must be complete.
const ROUNDS: u32 = 6;

/// What a seed was about.
#[derive(Debug, Default, Clone)]
pub struct Toll {
    /// Records that were sealed.
    pub records: usize,
    /// How often each act happened.
    pub acts: BTreeMap<&'static str, u32>,
    /// Conversations that ended in trouble.
    pub broken: u32,
}

/// Lives through a seed.
///
/// # Errors
/// Anything that chaos may not do: a record lost, doubled or changed, a proof that does not hold, a program that gives up.
pub fn live_through(seed: u64) -> anyhow::Result<Toll> {
    let folder = scratch()?;
    let mut world = World::of(seed, folder.path())?;
    for _ in 0..ACTS {
        world.act()?;
    }
    world.make_peace()?;
    world.judge()?;
    Ok(world.toll)
}

/// Memory, where there is some: chaos is about order, not about disks.
fn scratch() -> std::io::Result<tempfile::TempDir> {
    let memory = Path::new("/dev/shm");
    tempfile::tempdir_in(memory).or_else(|_| tempfile::tempdir())
}

struct World {
    dice: Dice,
    capital: Capital,
    crews: Vec<Crew>,
    sticks: Vec<PathBuf>,
    toll: Toll,
}

impl World {
    fn of(seed: u64, folder: &Path) -> anyhow::Result<Self> {
        let mut dice = Dice::of(seed);
        let began = crate::outpost::noon();
        let mut capital = Capital::found(folder.join("province"), began)?;
        let crews = (0..=u16::from(dice.one_in(2)) + 1)
            .map(|number| {
                let home = folder.join(format!("station-{number}"));
                Crew::activate(capital.province()?, home, number, began)
            })
            .collect::<anyhow::Result<_>>()?;
        // From the first day on there is a backup.
        capital.back_up()?;
        Ok(Self {
            dice,
            capital,
            crews,
            sticks: (0..2)
                .map(|number| folder.join(format!("stick-{number}")))
                .collect(),
            toll: Toll::default(),
        })
    }

    /// One thing that happens.
    fn act(&mut self) -> anyhow::Result<()> {
        let crew = self.dice.place(self.crews.len());
        let stick = self.dice.place(self.sticks.len());
        let (crew, stick) = (
            self.crews.get_mut(crew).context("a station")?,
            self.sticks.get(stick).context("a stick")?,
        );
        let act = match self.dice.below(100) {
            0..=32 => {
                crew.seal(self.dice.place(20_000))?;
                "sealed"
            }
            33..=50 => {
                self.everybody_calls()?;
                "called"
            }
            51..=58 => {
                crew.restart()?;
                "station restarted"
            }
            59..=65 => {
                // Within the lease of thirty days; a clock beyond it begins no record.
                crew.set_clock(i64::try_from(self.dice.below(600))?);
                "clock set"
            }
            66..=67 => {
                self.capital.restart()?;
                "province restarted"
            }
            68..=69 => {
                self.capital.back_up()?;
                "province backed up"
            }
            70 => {
                self.capital.restore()?;
                "province restored"
            }
            71..=76 => {
                crew.desk()?.export(stick)?;
                "stick written"
            }
            77..=81 => {
                self.capital.take_in(stick)?;
                "stick taken in"
            }
            82..=85 => {
                // Receipts that somebody has changed are refused one by one.
                crew.desk()?.import(stick)?;
                "stick read"
            }
            86..=88 => {
                maul(stick, &mut self.dice)?;
                "stick mauled"
            }
            89..=90 => {
                self.copy_stick()?;
                "stick copied"
            }
            91..=92 => {
                let stick = stick.clone();
                self.capital.limit(Some(1))?;
                self.everybody_calls()?;
                self.capital.take_in(&stick)?;
                self.capital.limit(None)?;
                "province's disk full"
            }
            _ => {
                self.capital.open_packets()?;
                "vault opened"
            }
        };
        *self.toll.acts.entry(act).or_default() += 1;
        Ok(())
    }

    /// All stations at once, in bad weather.
    fn everybody_calls(&mut self) -> anyhow::Result<()> {
        let weather = Weather::before(self.capital.address()?, self.dice.fork())?;
        let url = weather.url.as_str();
        let broken = thread::scope(|scope| {
            let calls: Vec<_> = self
                .crews
                .iter()
                .map(|crew| scope.spawn(move || crew.converse(url).is_err()))
                .collect();
            calls
                .into_iter()
                .filter_map(|call| call.join().ok())
                .filter(|broken| *broken)
                .count()
        });
        self.toll.broken += u32::try_from(broken)?;
        Ok(())
    }

    /// One stick becomes what the other is: old bundles come again, and two sticks hold the same.
    fn copy_stick(&self) -> anyhow::Result<()> {
        if let [from, to] = self.sticks.as_slice()
            && from.exists()
        {
            copy_folder(from, to)?;
        }
        Ok(())
    }

    /// A clear line, and the vault at work, until nothing waits.
    fn make_peace(&mut self) -> anyhow::Result<()> {
        let url = format!("http://{}", self.capital.address()?);
        for _ in 0..ROUNDS {
            for crew in &self.crews {
                crew.converse(&url).context("peace")?;
            }
            self.capital.open_packets()?;
        }
        Ok(())
    }

    fn judge(&mut self) -> anyhow::Result<()> {
        let province = self.capital.province()?;
        let registry = province.registry();
        let held = registry.packets(None, u32::MAX)?;
        for crew in &self.crews {
            let desk = crew.desk()?;
            // What the people were told is what the station holds and what the province holds: no less, no more, no other.
            let told: BTreeMap<_, _> = crew
                .sealed
                .iter()
                .map(|sealed| (sealed.serial, (sealed.packet, sealed.digest)))
                .collect();
            let here: Vec<_> = held.iter().filter(|row| row.station == crew.id).collect();
            let there: BTreeMap<_, _> = here
                .iter()
                .map(|row| (row.serial, (row.id, row.digest)))
                .collect();
            ensure!(
                here.len() == there.len(),
                "{}: a serial number stands twice",
                crew.id
            );
            ensure!(
                told == there,
                "{}: sealed {} and received {}",
                crew.id,
                told.len(),
                there.len()
            );
            for row in &here {
                let bytes = province.store().read(&row.station, row.id)?;
                ensure!(
                    Digest::of(&bytes) == row.digest,
                    "{}: packet {} was changed",
                    crew.id,
                    row.id
                );
            }
            let unproven = desk.store().queue(0, u32::MAX)?;
            let unproven = unproven.iter().filter(|row| row.receipt.is_none()).count();
            ensure!(
                unproven == 0,
                "{}: {unproven} records without a receipt",
                crew.id
            );

            // Both chains hold, and what the province has leads to the very head that the station signs.
            let (head, _) = desk.verify_chains()?;
            let mut computed = day_book::GENESIS;
            for (serial, (packet, digest)) in &there {
                computed = day_book::next_head(&computed, *serial, *packet, digest);
            }
            ensure!(computed == head.head, "{}: the heads differ", crew.id);
            prove(&crew.id, desk, province)?;
        }
        let sealed: usize = self.crews.iter().map(|crew| crew.sealed.len()).sum();
        let residents: BTreeSet<_> = registry
            .residents()?
            .into_iter()
            .map(|resident| resident.nik)
            .collect();
        ensure!(
            residents.len() == sealed,
            "{sealed} sealed, {} registered",
            residents.len()
        );
        ensure!(
            registry.enrollments()?.len() == sealed,
            "an enrollment stands twice"
        );
        ensure!(registry.doubles()?.is_empty(), "a double that nobody made");
        self.toll.records = sealed;
        Ok(())
    }
}

/// Both sides say by their signed documents that created is received, day by day, and blame nobody.
fn prove(station: &StationId, desk: &Desk, province: &Province) -> anyhow::Result<()> {
    let reckoned = desk.reckoned()?;
    let books = province.registry().books(station, province.clock().now())?;
    let theirs = by_day(&books.runs, &books.reckoning, 0);
    ensure!(
        reckoned.days == theirs,
        "{station}: the tables differ: {:?} {theirs:?}",
        reckoned.days
    );
    for day in &theirs {
        ensure!(
            day.created == day.received && day.root == Root::Same,
            "{station}: {}",
            day.text(Language::English)
        );
    }
    ensure!(
        books.reckoning.findings.is_empty() && reckoned.findings.is_empty(),
        "{station}: blamed for {:?} {:?}",
        books.reckoning.findings,
        reckoned.findings
    );
    let account = books.account.context("an account")?;
    let key = desk.party().station_key.verifying_key();
    signed::verify::<Account>(&account, &key)?;
    Ok(())
}

/// Something happens to a stick: a file is cut short, changed, emptied or gone.
fn maul(stick: &Path, dice: &mut Dice) -> anyhow::Result<()> {
    let mut files = Vec::new();
    collect(stick, &mut files)?;
    files.sort();
    let Some(file) = files.get(dice.place(files.len())) else {
        return Ok(());
    };
    let mut bytes = fs::read(file)?;
    let place = dice.place(bytes.len());
    match dice.below(4) {
        0 => bytes.truncate(place),
        1 => bytes.clear(),
        2 => return Ok(fs::remove_file(file)?),
        _ => {
            if let Some(byte) = bytes.get_mut(place) {
                *byte ^= 1 << dice.below(8);
            }
        }
    }
    Ok(fs::write(file, bytes)?)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    if !folder.exists() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}
