//! Finding people of an extract as they are typed, beside SQLite FTS5 and tantivy over the same people, plain.
//!
//! What is typed is somebody of the extract: spelled otherwise or with a letter wrong, with a birth date, a year, the mother
//! or the village. Every key that is struck is one search. Whoever is among the first ten at the end is found.

use crate::figures::{Figures, millis};
use crate::peers::TANTIVY;
use crate::photo::spread;
use anyhow::Result;
use chrono::Datelike as _;
use rekam_station::clock::{Clock as _, SystemClock};
use rekam_station::extract::query::{Born, Query};
use rekam_station::lease::day_at_the_desk;
use rekam_station::store::StoreKey;
use rekam_station::store::extract::{Extract, ExtractNote, Source, build};
use rekam_tests::people::{Chance, Invented, People, misspelled, respelled, write_bip};
use rusqlite::{Connection, params};
use serde_json::json;
use std::fs;
use std::path::Path;
use std::time::Instant;

/// People of the province, December 2024 (domain.md section 6).
pub(crate) const PROVINCE: u32 = 5_646_268;
const SEED: u64 = 61;
/// People who are looked for.
const ASKED: usize = 240;
/// Of these, how many the peers are asked for key by key; all of them at the end.
const ASKED_OF_PEERS: usize = 40;
/// The station's kecamatan, in the middle of Pontianak.
const NEAR: &str = "617101";
const SHOWN: usize = 10;

/// One person who is looked for.
struct Asked {
    nik: String,
    /// What is typed in the end.
    typed: String,
    /// How it differs from the register.
    how: &'static str,
}

impl Asked {
    fn of(one: &Invented, chance: &mut Chance) -> Self {
        let born = one.born.format("%d-%m-%Y");
        let (how, typed) = match chance.below(20) {
            0..=6 => (
                "respelled",
                format!("{} {born}", respelled(&one.name, chance)),
            ),
            7..=10 => (
                "respelled",
                format!("{} {}", respelled(&one.name, chance), one.born.year()),
            ),
            11..=13 => (
                "respelled",
                format!(
                    "{}, {}",
                    respelled(&one.name, chance),
                    respelled(&one.mother, chance)
                ),
            ),
            14..=16 => (
                "misspelled",
                format!("{} {born}", misspelled(&one.name, chance)),
            ),
            17..=18 => ("exact", format!("{}, {}", one.name, one.village.name)),
            _ => ("nik", one.nik.clone()),
        };
        Self {
            nik: one.nik.clone(),
            typed: typed.to_lowercase(),
            how,
        }
    }

    /// What stands in the field after each key from the second.
    fn keys(&self) -> impl Iterator<Item = &str> {
        self.typed
            .char_indices()
            .skip(1)
            .map(|(at, letter)| &self.typed[..at + letter.len_utf8()])
    }
}

pub(crate) fn measure(
    figures: &mut Figures,
    scratch: &Path,
    out: &Path,
    people: u32,
) -> Result<()> {
    let list = scratch.join("bip.csv");
    let began = Instant::now();
    let mut asked = Vec::new();
    let (mut chance, step) = (Chance::of(SEED + 1), (people as usize / ASKED).max(1));
    let looked_for = People::of("61", people, SEED)
        .enumerate()
        .inspect(|(at, one)| {
            if at % step == step / 2 {
                asked.push(Asked::of(one, &mut chance));
            }
        });
    write_bip(looked_for.map(|(_, one)| one), fs::File::create(&list)?)?;
    figures.add("finding_people", f64::from(people), "people");
    figures.add("finding_invented", began.elapsed().as_secs_f64(), "s");
    ours(figures, scratch, &list, &asked)?;
    fts5(figures, scratch, people, &asked)?;
    tantivy(figures, scratch, out, &list, &asked)
}

fn ours(figures: &mut Figures, scratch: &Path, list: &Path, asked: &[Asked]) -> Result<()> {
    let (clock, key, allowed) = (SystemClock::new(), StoreKey::generate()?, ["61".to_owned()]);
    let source = Source {
        file: list,
        allowed: &allowed,
        village: None,
        today: day_at_the_desk(clock.stamp().wall),
    };
    let (name, began) = ("extract-bench.sqlite".to_owned(), Instant::now());
    let built = build(&scratch.join(&name), &key, &source)?;
    let took = began.elapsed().as_secs_f64();
    figures.add("finding_import", f64::from(built.rows) / took, "rows/s");
    figures.add("finding_import_peak_memory", peak_mib()?, "MiB");
    figures.add(
        "finding_extract_size",
        size_mib(&scratch.join(&name))?,
        "MiB",
    );
    let note = ExtractNote::of(name, &key, &built, &clock.stamp());
    let extract = Extract::open(scratch, &note)?;
    let began = Instant::now();
    extract.search(&Query::read("a"), NEAR, SHOWN)?;
    figures.add("finding_first_key", millis(began.elapsed()), "ms");
    let mut times = Vec::new();
    for typed in asked.iter().flat_map(Asked::keys) {
        let began = Instant::now();
        extract.search(&Query::read(typed), NEAR, SHOWN)?;
        times.push(millis(began.elapsed()));
    }
    keys(figures, "finding", times)?;
    recall(figures, "finding", asked, |one| {
        let found = extract.search(&Query::read(&one.typed), NEAR, SHOWN)?;
        Ok(found.iter().any(|found| {
            found
                .person
                .nik
                .as_ref()
                .is_some_and(|nik| nik.as_str() == one.nik)
        }))
    })
}

fn keys(figures: &mut Figures, name: &str, times: Vec<f64>) -> Result<()> {
    let most = times.iter().copied().fold(0.0, f64::max);
    let took = spread(times.into_iter())?;
    figures.add(&format!("{name}_key"), took.median, "ms");
    figures.add(&format!("{name}_key_p95"), took.p95, "ms");
    figures.add(&format!("{name}_key_most"), most, "ms");
    Ok(())
}

fn recall(
    figures: &mut Figures,
    name: &str,
    asked: &[Asked],
    found: impl Fn(&Asked) -> Result<bool>,
) -> Result<()> {
    for how in ["exact", "respelled", "misspelled", "nik"] {
        let all: Vec<&Asked> = asked.iter().filter(|one| one.how == how).collect();
        let mut count = 0u32;
        for one in &all {
            count += u32::from(found(one)?);
        }
        let share = f64::from(count) * 100.0 / all.len().max(1) as f64;
        figures.add(&format!("{name}_found_{how}"), share, "percent");
    }
    Ok(())
}

/// SQLite's own full text index, as one would set it up: words by their beginnings, best first by its own ranking.
fn fts5(figures: &mut Figures, scratch: &Path, people: u32, asked: &[Asked]) -> Result<()> {
    let path = scratch.join("fts5.sqlite");
    let began = Instant::now();
    let mut connection = Connection::open(&path)?;
    connection.execute_batch(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536;
         CREATE VIRTUAL TABLE people USING fts5 (name, mother, day, year, village, nik, prefix = '2 3 4');",
    )?;
    let tx = connection.transaction()?;
    {
        let mut into = tx.prepare("INSERT INTO people VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
        for one in People::of("61", people, SEED) {
            let village = one.village.name.replace(' ', "");
            into.execute(params![
                one.name,
                one.mother,
                one.born.format("d%Y%m%d").to_string(),
                one.born.year(),
                village,
                one.nik
            ])?;
        }
    }
    tx.commit()?;
    figures.add(
        "peer_fts5_import",
        f64::from(people) / began.elapsed().as_secs_f64(),
        "rows/s",
    );
    figures.add("peer_fts5_size", size_mib(&path)?, "MiB");
    let ask = |typed: &str| -> Result<Vec<String>> {
        let wanted = fts5_query(&Query::read(typed));
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let mut query = connection.prepare_cached(
            "SELECT nik FROM people WHERE people MATCH ?1 ORDER BY rank LIMIT 10",
        )?;
        Ok(query
            .query_map([wanted], |row| row.get(0))?
            .collect::<Result<_, _>>()?)
    };
    let mut times = Vec::new();
    for typed in asked
        .iter()
        .step_by(asked.len() / ASKED_OF_PEERS)
        .flat_map(Asked::keys)
    {
        let began = Instant::now();
        ask(typed)?;
        times.push(millis(began.elapsed()));
    }
    keys(figures, "peer_fts5", times)?;
    recall(figures, "peer_fts5", asked, |one| {
        Ok(ask(&one.typed)?.contains(&one.nik))
    })
}

fn fts5_query(query: &Query) -> String {
    let mut terms = Vec::new();
    if !query.digits.is_empty() {
        terms.push(format!("nik : \"{}\" *", query.digits));
    }
    for (at, word) in query.words.iter().enumerate() {
        let open = if query.open && at + 1 == query.words.len() {
            " *"
        } else {
            ""
        };
        terms.push(format!("name : \"{word}\"{open}"));
    }
    match query.born {
        Some(Born::Day(day)) => terms.push(format!("day : \"{}\"", day.format("d%Y%m%d"))),
        Some(Born::Year(year)) => terms.push(format!("year : \"{year}\"")),
        None => {}
    }
    for also in &query.also {
        let words: Vec<String> = also
            .split_whitespace()
            .map(|word| format!("mother : \"{word}\""))
            .collect();
        terms.push(format!(
            "(({}) OR village : \"{}\")",
            words.join(" AND "),
            also.replace(' ', "")
        ));
    }
    terms.join(" AND ")
}

/// tantivy through its Python package: each word of four letters or more may have one letter wrong. Python's own share of a
/// search is a few hundredths of a millisecond.
fn tantivy(
    figures: &mut Figures,
    scratch: &Path,
    out: &Path,
    list: &Path,
    asked: &[Asked],
) -> Result<()> {
    let every = asked.len() / ASKED_OF_PEERS;
    let told: Vec<_> = asked
        .iter()
        .enumerate()
        .map(|(at, one)| {
            let keys: Vec<_> = if at % every == 0 {
                one.keys().map(as_json).collect()
            } else {
                Vec::new()
            };
            json!({"nik": one.nik, "how": one.how, "keys": keys, "end": as_json(&one.typed)})
        })
        .collect();
    let queries = scratch.join("queries.json");
    fs::write(&queries, serde_json::to_vec(&told)?)?;
    let folder = scratch.join("tantivy");
    fs::create_dir_all(&folder)?;
    let Some(said) = TANTIVY.said(out, &[list.to_owned(), queries, folder]) else {
        return Ok(());
    };
    let number = |name: &str| said[name].as_f64().unwrap_or_default();
    figures.add("peer_tantivy_import", number("rows_a_second"), "rows/s");
    figures.add("peer_tantivy_size", number("mib"), "MiB");
    let times = said["milliseconds"].as_array().into_iter().flatten();
    keys(
        figures,
        "peer_tantivy",
        times.filter_map(serde_json::Value::as_f64).collect(),
    )?;
    let found: Vec<&str> = said["found"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|nik| nik.as_str())
        .collect();
    recall(figures, "peer_tantivy", asked, |one| {
        Ok(found.contains(&one.nik.as_str()))
    })
}

fn as_json(typed: &str) -> serde_json::Value {
    let query = Query::read(typed);
    let (day, year) = match query.born {
        Some(Born::Day(day)) => (Some(day.format("%d-%m-%Y").to_string()), None),
        Some(Born::Year(year)) => (None, Some(year.to_string())),
        None => (None, None),
    };
    json!({"digits": query.digits, "words": query.words, "open": query.open, "day": day, "year": year, "also": query.also})
}

fn size_mib(path: &Path) -> Result<f64> {
    Ok(fs::metadata(path)?.len() as f64 / 1024.0 / 1024.0)
}

/// The most memory that this process ever held (Linux).
fn peak_mib() -> Result<f64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| {
        line.trim()
            .trim_end_matches("kB")
            .trim()
            .parse::<f64>()
            .ok()
    });
    Ok(kib.unwrap_or_default() / 1024.0)
}
