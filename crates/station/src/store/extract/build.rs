//! Building an extract: the file is read twice, once to count each village and once to write each person into its village's
//! range; then the people are read back in order, and their words become lists of ids.
//!
//! Memory does not grow with the file: a batch of a million people and the words that are known. There is no journal: a
//! file that is not whole is nothing, and is swept away.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::mpsc::{Receiver, sync_channel};

use chrono::NaiveDate;
use rekam_domain::code::ErrorCode;
use rekam_domain::name::sound;
use rekam_domain::region::Region;
use rekam_worklist::RefusedRow;
use rusqlite::{Connection, OpenFlags, params};

use super::{BATCHES, MOST, SCHEMA, StoreKey, unlock};
use crate::extract::ExtractError;
use crate::extract::posting::{BATCH, Growing};
use crate::extract::rows::{Row, Rows};
use crate::extract::terms::{Kind, LONGEST_BEGINNING};
use crate::store::StoreError;

const FAST: &str =
    "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;
    PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536; PRAGMA trusted_schema = OFF;";
/// Rows that travel together from the reading thread to the writing one.
const TOGETHER: usize = 2_000;
/// Refused rows that are named by line.
const MOST_NAMED: usize = 100;

/// Why an extract was not built.
#[derive(Debug, thiserror::Error)]
#[expect(
    missing_docs,
    reason = "each variant passes on the error of one module, which is documented there"
)]
pub enum BuildError {
    #[error(transparent)]
    Extract(#[from] ExtractError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<rusqlite::Error> for BuildError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}

/// What an extract is built from.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// The export.
    pub file: &'a Path,
    /// Regions that the lease allows.
    pub allowed: &'a [String],
    /// The village of everybody, where the export names none.
    pub village: Option<&'static Region>,
    /// Birth dates lie before it.
    pub today: NaiveDate,
}

impl<'a> Source<'a> {
    fn rows(&self) -> Result<Rows<'a>, ExtractError> {
        let file = std::fs::File::open(self.file).map_err(|_| ExtractError::Unreadable)?;
        Rows::of(file, self.allowed, self.village, self.today)
    }
}

/// What was built.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Built {
    /// People.
    pub rows: u32,
    /// Villages that have any.
    pub villages: Vec<String>,
    /// Rows that were not taken, by why.
    pub refused: BTreeMap<ErrorCode, u32>,
    /// The first of them, by line.
    pub named: Vec<RefusedRow>,
}

/// Builds an extract at `path`, where no file may stand, and has it on the disk whole when it returns.
///
/// # Errors
/// [`BuildError`]; what is at `path` then is nothing.
pub fn build(path: &Path, key: &StoreKey, source: &Source<'_>) -> Result<Built, BuildError> {
    let mut places = count(source)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(StoreError::from)?;
    unlock(&connection, key)?;
    connection.execute_batch(FAST)?;
    connection.execute_batch("BEGIN")?;
    connection.execute_batch(SCHEMA)?;
    for (village, place) in &places {
        connection.execute(
            "INSERT INTO village VALUES (?1, ?2, ?3)",
            params![village, place.next, place.end],
        )?;
    }
    let built = write(&connection, source, &mut places)?;
    if built.rows == 0 {
        return Err(ExtractError::Empty.into());
    }
    index(&connection)?;
    connection.execute_batch("COMMIT")?;
    connection
        .close()
        .map_err(|(_, error)| StoreError::from(error))?;
    let whole = std::fs::File::open(path).and_then(|file| file.sync_all());
    whole.map_err(|_| StoreError::DiskFull)?;
    Ok(built)
}

/// The range of a village, and the id that its next person gets.
#[derive(Debug, Clone, Copy)]
struct Room {
    next: u32,
    end: u32,
}

/// The first reading: how much room each village needs.
fn count(source: &Source<'_>) -> Result<BTreeMap<&'static str, Room>, ExtractError> {
    let mut counts: BTreeMap<&'static str, u32> = BTreeMap::new();
    let mut rows = source.rows()?;
    while rows.advance()?.is_some() {
        if let Ok(village) = rows.village() {
            *counts.entry(&village.code).or_default() += 1;
        }
    }
    let mut start = 0u32;
    let mut places = BTreeMap::new();
    for (village, count) in counts {
        let end = start
            .checked_add(count)
            .filter(|end| *end <= MOST)
            .ok_or(ExtractError::TooLarge)?;
        places.insert(village, Room { next: start, end });
        start = end;
    }
    Ok(places)
}

/// The second reading: one thread reads and judges, this one writes.
fn write(
    connection: &Connection,
    source: &Source<'_>,
    places: &mut BTreeMap<&'static str, Room>,
) -> Result<Built, BuildError> {
    let (give, take) = sync_channel(16);
    std::thread::scope(|scope| {
        let reading = scope.spawn(move || -> Result<Built, ExtractError> {
            let (mut rows, mut built) = (source.rows()?, Built::default());
            let mut together = Vec::with_capacity(TOGETHER);
            while let Some(line) = rows.advance()? {
                match rows.row() {
                    Ok(row) => together.push(row),
                    Err(code) => {
                        *built.refused.entry(code).or_default() += 1;
                        if built.named.len() < MOST_NAMED {
                            built.named.push(RefusedRow {
                                line,
                                code,
                                first: None,
                            });
                        }
                    }
                }
                if together.len() == TOGETHER && give.send(std::mem::take(&mut together)).is_err() {
                    // The writer has given up, and says why.
                    return Ok(built);
                }
            }
            let _ = give.send(together);
            Ok(built)
        });
        let written = insert(connection, &take, places);
        // A reader that still waits to give finds nobody there.
        drop(take);
        let read = reading.join().map_err(|_| ExtractError::Unreadable)?;
        let (rows, villages) = written?;
        Ok(Built {
            rows,
            villages,
            ..read?
        })
    })
}

fn insert(
    connection: &Connection,
    rows: &Receiver<Vec<Row>>,
    places: &mut BTreeMap<&'static str, Room>,
) -> Result<(u32, Vec<String>), BuildError> {
    let mut into = connection.prepare("INSERT INTO resident VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
    let (mut count, mut villages) = (0, std::collections::BTreeSet::new());
    for row in rows.iter().flatten() {
        let place = places
            .get_mut(row.village.code.as_str())
            .filter(|place| place.next < place.end);
        // A file that grew between the two readings.
        let place = place.ok_or(ExtractError::Unreadable)?;
        into.execute(params![
            place.next, row.nik, row.name, row.born, row.mother, row.status
        ])?;
        place.next += 1;
        count += 1;
        if villages.last() != Some(&row.village.code) {
            villages.insert(row.village.code.clone());
        }
    }
    Ok((count, villages.into_iter().collect()))
}

/// Reads the people back in order and writes their lists, batch by batch.
fn index(connection: &Connection) -> Result<(), BuildError> {
    let mut words = Words::default();
    let mut query =
        connection.prepare("SELECT id, nik, name, born, mother FROM resident ORDER BY id")?;
    let mut rows = query.query([])?;
    let (mut batch, mut niks) = (0, Vec::new());
    while let Some(row) = rows.next()? {
        let id: u32 = row.get(0)?;
        while id / BATCH > batch {
            flush(connection, batch, &mut words.lists, &mut niks)?;
            batch += 1;
        }
        if let Some(nik) = row.get::<_, Option<i64>>(1)? {
            niks.push((nik, id));
        }
        let text = |column| {
            row.get_ref(column)?
                .as_str()
                .map_err(|_| StoreError::Foreign("name"))
        };
        let place = id % BATCH;
        words.put_name(text(2)?, place);
        words.put_mother(text(4)?, place);
        if let Some(born) = row.get(3)? {
            words.put_born(born, place);
        }
    }
    flush(connection, batch, &mut words.lists, &mut niks)?;
    let mut into = connection.prepare("INSERT INTO term VALUES (?1, ?2, ?3)")?;
    for ((kind, sound), number) in &words.numbers {
        into.execute(params![*kind as u8, sound, number])?;
    }
    Ok(())
}

/// Writes the lists of one batch in the order of their terms, so that a term's lists lie together.
fn flush(
    connection: &Connection,
    batch: u32,
    lists: &mut [Growing],
    niks: &mut Vec<(i64, u32)>,
) -> Result<(), StoreError> {
    let mut into = connection.prepare_cached("INSERT INTO posting VALUES (?1, ?2)")?;
    for (number, list) in (0i64..).zip(lists) {
        if list.count() > 0 {
            into.execute(params![
                number * i64::from(BATCHES) + i64::from(batch),
                std::mem::take(list).written()
            ])?;
        }
    }
    niks.sort_unstable();
    let mut into = connection.prepare_cached("INSERT INTO nik VALUES (?1, ?2)")?;
    for (nik, id) in niks.drain(..) {
        into.execute(params![nik, id])?;
    }
    Ok(())
}

/// What is known of a word of a name.
struct Known {
    terms: Vec<u32>,
    /// Whether it may be written together with the next.
    joins: bool,
}

/// The terms that are known, and their growing lists.
#[derive(Default)]
struct Words {
    numbers: BTreeMap<(Kind, String), u32>,
    lists: Vec<Growing>,
    /// Terms of a word of a name, and of a mother's.
    names: HashMap<String, Known>,
    mothers: HashMap<String, Vec<u32>>,
    /// Terms of two words that are known as one.
    pairs: HashMap<String, Vec<u32>>,
    born: HashMap<i32, Vec<u32>>,
}

impl Words {
    fn number(
        numbers: &mut BTreeMap<(Kind, String), u32>,
        lists: &mut Vec<Growing>,
        kind: Kind,
        sound: &str,
    ) -> u32 {
        *numbers.entry((kind, sound.to_owned())).or_insert_with(|| {
            lists.push(Growing::default());
            u32::try_from(lists.len() - 1).unwrap_or(u32::MAX)
        })
    }

    fn put(lists: &mut [Growing], terms: &[u32], place: u32) {
        for term in terms {
            if let Some(list) = lists.get_mut(*term as usize) {
                list.push(place);
            }
        }
    }

    fn put_name(&mut self, name: &str, place: u32) {
        let Self {
            numbers,
            lists,
            names,
            pairs,
            ..
        } = self;
        let words = sound::words(name);
        for word in &words {
            if !names.contains_key(word) {
                let mut terms = Vec::new();
                for sound in sound::sounds(word) {
                    terms.push(Self::number(numbers, lists, Kind::Name, &sound));
                    let ends = sound
                        .char_indices()
                        .map(|(at, letter)| at + letter.len_utf8());
                    for end in ends.take(LONGEST_BEGINNING) {
                        terms.push(Self::number(numbers, lists, Kind::Beginning, &sound[..end]));
                    }
                }
                let joins = !sound::together(word, "a").is_empty();
                names.insert(word.clone(), Known { terms, joins });
            }
            Self::put(lists, &names[word].terms, place);
        }
        for pair in words.windows(2) {
            let [first, second] = pair else { continue };
            if !names[first].joins {
                continue;
            }
            let both = format!("{first} {second}");
            if !pairs.contains_key(&both) {
                let together = sound::together(first, second);
                let terms = together
                    .iter()
                    .map(|sound| Self::number(numbers, lists, Kind::Name, sound));
                let terms = terms.collect();
                pairs.insert(both.clone(), terms);
            }
            Self::put(lists, &pairs[&both], place);
        }
    }

    fn put_mother(&mut self, name: &str, place: u32) {
        let Self {
            numbers,
            lists,
            mothers,
            ..
        } = self;
        for word in sound::words(name) {
            if !mothers.contains_key(&word) {
                let sounds = sound::sounds(&word);
                let terms = sounds
                    .iter()
                    .map(|sound| Self::number(numbers, lists, Kind::Mother, sound));
                let terms = terms.collect();
                mothers.insert(word.clone(), terms);
            }
            Self::put(lists, &mothers[&word], place);
        }
    }

    fn put_born(&mut self, born: i32, place: u32) {
        let Self {
            numbers,
            lists,
            born: known,
            ..
        } = self;
        let terms = known.entry(born).or_insert_with(|| {
            let Some(day) = NaiveDate::from_num_days_from_ce_opt(born) else {
                return Vec::new();
            };
            let (day, year) = (day.to_string(), day.format("%Y").to_string());
            vec![
                Self::number(numbers, lists, Kind::Day, &day),
                Self::number(numbers, lists, Kind::Year, &year),
            ]
        });
        Self::put(lists, terms, place);
    }
}
