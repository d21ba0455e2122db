//! Finding people of an extract among some thousand invented ones, as somebody types who heard a name and did not see it.
#![expect(clippy::unwrap_used, reason = "a journey that cannot go on must fail")]

use std::path::{Path, PathBuf};

use rekam_domain::nik::Nik;
use rekam_station::clock::{Clock as _, TestClock};
use rekam_station::extract::query::Query;
use rekam_station::store::StoreKey;
use rekam_station::store::extract::{Built, Extract, ExtractNote, Source, build};
use rekam_tests::people::{Chance, Invented, People, misspelled, respelled, write_bip};

const PEOPLE: u32 = 6_000;

fn taken_in(folder: &Path, list: &Path) -> (Built, Extract) {
    let (key, allowed) = (StoreKey::generate().unwrap(), ["61".to_owned()]);
    let source = Source {
        file: list,
        allowed: &allowed,
        village: None,
        today: "2026-06-01".parse().unwrap(),
    };
    let name = format!(
        "extract-{}.sqlite",
        list.file_stem().unwrap().to_string_lossy()
    );
    let built = build(&folder.join(&name), &key, &source).unwrap();
    let clock = TestClock::at("2026-06-01T02:00:00Z".parse().unwrap());
    let note = ExtractNote::of(name, &key, &built, &clock.stamp());
    (built, Extract::open(folder, &note).unwrap())
}

fn written(folder: &Path, name: &str, people: Vec<Invented>) -> PathBuf {
    let path = folder.join(name);
    write_bip(people.into_iter(), std::fs::File::create(&path).unwrap()).unwrap();
    path
}

/// Of a hundred people, how many are among the first ten when `typed` is typed.
fn found_in_ten(
    extract: &Extract,
    people: &[Invented],
    typed: impl Fn(&Invented, &mut Chance) -> String,
) -> usize {
    let mut chance = Chance::of(11);
    let asked = people.iter().step_by(people.len() / 100).take(100);
    asked
        .filter(|one| {
            let query = Query::read(&typed(one, &mut chance));
            let found = extract.search(&query, "617101", 10).unwrap();
            found.iter().any(|found| {
                found
                    .person
                    .nik
                    .as_ref()
                    .is_some_and(|nik| nik.as_str() == one.nik)
            })
        })
        .count()
}

#[test]
fn people_are_found_by_what_somebody_heard() {
    let folder = tempfile::tempdir().unwrap();
    let people: Vec<Invented> = People::of("6171", PEOPLE, 3).collect();
    let (built, extract) = taken_in(
        folder.path(),
        &written(folder.path(), "bip.csv", people.clone()),
    );
    assert_eq!((built.rows, built.refused.len()), (PEOPLE, 0));
    let born = |one: &Invented| one.born.format("%d-%m-%Y").to_string();
    let by =
        |typed: &dyn Fn(&Invented, &mut Chance) -> String| found_in_ten(&extract, &people, typed);
    assert_eq!(by(&|one, _| one.nik.clone()), 100);
    assert_eq!(by(&|one, _| format!("{} {}", one.name, born(one))), 100);
    assert!(by(&|one, chance| format!("{} {}", respelled(&one.name, chance), born(one))) >= 98);
    assert!(by(&|one, chance| format!("{} {}", misspelled(&one.name, chance), born(one))) >= 98);
    assert!(
        by(&|one, chance| format!(
            "{}, {}",
            respelled(&one.name, chance),
            respelled(&one.mother, chance)
        )) >= 95
    );
    assert!(
        by(&|one, chance| format!("{}, {}", respelled(&one.name, chance), one.village.name)) >= 85
    );
}

#[test]
fn the_order_of_the_file_does_not_matter() {
    let folder = tempfile::tempdir().unwrap();
    let people: Vec<Invented> = People::of("6171", 2_000, 5).collect();
    let mut mixed = people.clone();
    mixed.sort_by(|one, other| one.nik[8..].cmp(&other.nik[8..]));
    let (_, sorted) = taken_in(folder.path(), &written(folder.path(), "sorted.csv", people));
    let (_, mixed) = taken_in(folder.path(), &written(folder.path(), "mixed.csv", mixed));
    for typed in ["siti", "muh", "nur haya", "yusuf 1990", "budi"] {
        let names = |extract: &Extract| -> Vec<String> {
            let found = extract.search(&Query::read(typed), "617102", 1000).unwrap();
            let mut names: Vec<String> = found.into_iter().map(|found| found.person.name).collect();
            names.sort();
            names
        };
        let (sorted, mixed) = (names(&sorted), names(&mixed));
        assert_eq!(sorted.len(), mixed.len(), "{typed}");
        assert!(!sorted.is_empty(), "{typed}");
    }
}

#[test]
fn the_same_person_under_another_nik_is_seen() {
    let folder = tempfile::tempdir().unwrap();
    let mut people: Vec<Invented> = People::of("6171", 2_000, 9).collect();
    let mut double = people[700].clone();
    let mut chance = Chance::of(1);
    double.name = "MOHD. JUSUF".to_owned();
    people[700].name = "MUHAMMAD YUSUF".to_owned();
    double.mother = respelled(&double.mother, &mut chance);
    double.nik = "6171010101019999".to_owned();
    people.push(double);
    let one = people[700].clone();
    let (_, extract) = taken_in(folder.path(), &written(folder.path(), "bip.csv", people));
    let nik = Nik::parse(&one.nik).unwrap();
    let alike = extract
        .alike(Some(&nik), &one.name, one.born, &one.mother)
        .unwrap();
    let niks: Vec<&str> = alike
        .iter()
        .filter_map(|person| person.nik.as_ref())
        .map(Nik::as_str)
        .collect();
    assert_eq!(niks, ["6171010101019999"]);
    assert_eq!(extract.by_nik(&nik).unwrap().len(), 1);
}
