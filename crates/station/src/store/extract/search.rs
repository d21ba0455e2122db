//! Finding people of the extract: lists of ids are joined and cut, and only the nearest few rows are fetched and ranked.
//!
//! A word of a name is, at first, everybody who has its sound; the last one, while it is typed, everybody who has a word
//! that begins so. Where that finds too few, one letter may be wrong in each word; then one of three words may be absent. A
//! birth date leaves so few people that all of them are compared.

use chrono::NaiveDate;
use rekam_domain::name::sound;
use rekam_domain::nik::Nik;
use rusqlite::params;

use super::Extract;
use crate::extract::Person;
use crate::extract::posting::Ids;
use crate::extract::query::{Born, Query};
use crate::extract::rank::Measure;
use crate::extract::terms::{Kind, LONGEST_BEGINNING, Terms};
use crate::store::StoreError;

/// Rows that are fetched and compared, of each round of looking.
const COMPARED: usize = 160;
/// With so few left, all are compared instead of looking for their words.
const FEW: usize = 400;
/// Found by the sound: enough to leave spelling mistakes alone.
const ENOUGH: usize = 40;
/// Words one letter apart that are looked for, at most.
const MOST_APART: usize = 120;
/// Letters that a word must have before one of them may be wrong.
const SHORTEST_WRONG: usize = 4;

/// Somebody who was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Who.
    pub person: Person,
    /// How far they are from what was typed; 0 is letter by letter.
    pub distance: u32,
}

impl Extract {
    /// The people who fit best, at most `limit`; of those who fit as well, people of the region `near` come first, then
    /// those of its kabupaten.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn search(
        &self,
        query: &Query,
        near: &str,
        limit: usize,
    ) -> Result<Vec<Found>, StoreError> {
        if query.is_empty() {
            return Ok(Vec::new());
        }
        if !query.digits.is_empty() {
            return self.by_digits(&query.digits, limit);
        }
        let (within, mother) = self.narrowed(query)?;
        let measure = Measure::of(&query.words, query.open, query.born, &mother);
        let candidates = self.candidates(query, within.as_ref(), near)?;
        let mut found = self.compared(candidates, &measure, near)?;
        if found.is_empty() && within.is_some() {
            // Birth date, mother or village may be the mistake.
            let candidates = self.candidates(query, None, near)?;
            found = self.compared(candidates, &measure, near)?;
        }
        found.truncate(limit);
        Ok(found)
    }

    /// Those of the candidates who hold a word that was typed, best first.
    fn compared(
        &self,
        candidates: Vec<u32>,
        measure: &Measure,
        near: &str,
    ) -> Result<Vec<Found>, StoreError> {
        let mut found = Vec::with_capacity(candidates.len());
        self.read(|connection| {
            for id in candidates {
                let Some(person) = self.fetch(connection, id)? else {
                    continue;
                };
                if let Some(distance) = measure.distance(&person) {
                    found.push(Found { person, distance });
                }
            }
            Ok(())
        })?;
        let order = |found: &Found| (found.distance, self.farness(&found.person, near));
        found.sort_by(|one, other| {
            let named = |found: &Found| (found.person.name.clone(), found.person.id);
            order(one)
                .cmp(&order(other))
                .then_with(|| named(one).cmp(&named(other)))
        });
        Ok(found)
    }

    /// Everybody with this NIK; more than one is a mistake of the register.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn by_nik(&self, nik: &Nik) -> Result<Vec<Person>, StoreError> {
        let found = self.by_digits(nik.as_str(), 10)?;
        Ok(found.into_iter().map(|found| found.person).collect())
    }

    /// People who sound alike, were born on the same day of a mother who sounds alike, and have another NIK.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn alike(
        &self,
        nik: Option<&Nik>,
        name: &str,
        born: NaiveDate,
        mother: &str,
    ) -> Result<Vec<Person>, StoreError> {
        let day = self.people_of(Kind::Day, &born.to_string())?;
        self.read(|connection| {
            let mut alike = Vec::new();
            for id in day.within(0, self.end) {
                let person = self.fetch(connection, id)?;
                alike.extend(person.filter(|person| {
                    person.nik.as_ref() != nik
                        && sound::alike(&person.name, name)
                        && sound::alike(&person.mother, mother)
                }));
            }
            Ok(alike)
        })
    }

    fn by_digits(&self, digits: &str, limit: usize) -> Result<Vec<Found>, StoreError> {
        let Some(missing) = 16usize.checked_sub(digits.len()) else {
            return Ok(Vec::new());
        };
        let one = 10i64.pow(u32::try_from(missing).unwrap_or(0));
        let first = digits.parse::<i64>().unwrap_or(0).saturating_mul(one);
        self.read(|connection| {
            let mut query = connection.prepare_cached(
                "SELECT id FROM nik WHERE nik BETWEEN ?1 AND ?2 ORDER BY nik LIMIT ?3",
            )?;
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            let ids = query.query_map(
                params![first, first.saturating_add(one - 1), limit],
                |row| row.get(0),
            )?;
            let mut found = Vec::new();
            for id in ids {
                let person = self.fetch(connection, id?)?;
                found.extend(person.map(|person| Found {
                    person,
                    distance: 0,
                }));
            }
            Ok(found)
        })
    }

    /// What birth date, mother and village leave of all people (nothing where none is asked), and the words of the mother.
    fn narrowed(&self, query: &Query) -> Result<(Option<Ids>, Vec<String>), StoreError> {
        let mut within: Option<Ids> = None;
        let mut narrow = |ids: Ids| match &mut within {
            Some(within) => within.keep(&ids),
            none @ None => *none = Some(ids),
        };
        match query.born {
            Some(Born::Day(day)) => narrow(self.people_of(Kind::Day, &day.to_string())?),
            Some(Born::Year(year)) => narrow(self.people_of(Kind::Year, &year.to_string())?),
            None => {}
        }
        let mut mother = Vec::new();
        for also in &query.also {
            if let Some(ids) = self.people_around(also) {
                narrow(ids);
                continue;
            }
            for word in sound::words(also) {
                let mut ids = self.having(&word, false, Kind::Mother)?;
                self.join_apart(&word, false, Kind::Mother, &mut ids)?;
                narrow(ids);
                mother.push(word);
            }
        }
        Ok((within, mother))
    }

    /// The people of the villages and kecamatan of this name.
    fn people_around(&self, name: &str) -> Option<Ids> {
        let named = |place: &&super::Place| {
            let is = |region: &rekam_domain::region::Region| region.name.eq_ignore_ascii_case(name);
            is(place.village) || place.village.parent().is_some_and(is)
        };
        let mut places = self.villages.iter().filter(named).peekable();
        places.peek()?;
        let mut ids = Ids::none(self.end);
        places.for_each(|place| ids.put_range(place.first, place.next));
        Some(ids)
    }

    /// Whom to compare, near ones first.
    fn candidates(
        &self,
        query: &Query,
        within: Option<&Ids>,
        near: &str,
    ) -> Result<Vec<u32>, StoreError> {
        if let Some(few) = within.filter(|within| within.count() <= FEW) {
            return Ok(few.within(0, self.end).collect());
        }
        let mut sets = Vec::new();
        let last = query.words.len() - 1;
        for (at, word) in query.words.iter().enumerate() {
            sets.push(self.having(word, query.open && at == last, Kind::Name)?);
        }
        let mut sounding = self.all_of(&sets);
        for (at, pair) in query.words.windows(2).enumerate() {
            sounding.join(&self.as_one(pair, at, &sets)?);
        }
        let cut = |ids: &mut Ids| within.map_or((), |within| ids.keep(within));
        cut(&mut sounding);
        let mut candidates = self.nearest(&sounding, near);
        if candidates.len() >= ENOUGH {
            return Ok(candidates);
        }
        for (at, word) in query.words.iter().enumerate() {
            if let Some(set) = sets.get_mut(at) {
                self.join_apart(word, query.open && at == last, Kind::Name, set)?;
            }
        }
        let mut apart = self.all_of(&sets);
        cut(&mut apart);
        apart.drop_all(&sounding);
        candidates.extend(self.nearest(&apart, near));
        if candidates.len() < ENOUGH && sets.len() >= 3 {
            sounding.join(&apart);
            let mut but_one = self.all_but_one(&sets);
            cut(&mut but_one);
            but_one.drop_all(&sounding);
            candidates.extend(self.nearest(&but_one, near));
        }
        Ok(candidates)
    }

    /// Everybody with a word of this sound; where the word may go on, with a word that begins so.
    fn having(&self, word: &str, open: bool, kind: Kind) -> Result<Ids, StoreError> {
        let terms = self.of_kind(kind)?;
        let mut ids = Ids::none(self.end);
        for sound in sound::sounds(word) {
            if let Some(number) = terms.exactly(&sound) {
                self.join_term(number, &mut ids)?;
            }
        }
        if !open {
            return Ok(ids);
        }
        for begun in sound::beginnings(word) {
            if begun.chars().count() <= LONGEST_BEGINNING {
                ids.join(&self.people_of(Kind::Beginning, &begun)?);
                continue;
            }
            for number in terms.beginning(&begun) {
                self.join_term(number, &mut ids)?;
            }
        }
        Ok(ids)
    }

    fn of_kind(&self, kind: Kind) -> Result<&Terms, StoreError> {
        match kind {
            Kind::Mother => self.mothers(),
            Kind::Name | Kind::Beginning | Kind::Day | Kind::Year => self.names(),
        }
    }

    /// Adds everybody with a word one letter apart.
    fn join_apart(
        &self,
        word: &str,
        open: bool,
        kind: Kind,
        ids: &mut Ids,
    ) -> Result<(), StoreError> {
        let terms = self.of_kind(kind)?;
        let mut numbers: Vec<u32> = Vec::new();
        for sound in sound::sounds(word)
            .iter()
            .filter(|sound| sound.len() >= SHORTEST_WRONG)
        {
            numbers.extend(terms.apart(sound));
        }
        let begun = if open {
            sound::beginnings(word)
        } else {
            Vec::new()
        };
        for begun in begun.iter().filter(|begun| begun.len() > SHORTEST_WRONG) {
            numbers.extend(terms.beginning_apart(begun));
        }
        numbers.sort_unstable();
        numbers.dedup();
        for number in numbers.into_iter().take(MOST_APART) {
            self.join_term(number, ids)?;
        }
        Ok(())
    }

    fn all_of(&self, sets: &[Ids]) -> Ids {
        let mut sets = sets.iter();
        let mut all = sets.next().cloned().unwrap_or_else(|| Ids::none(self.end));
        sets.for_each(|set| all.keep(set));
        all
    }

    fn all_but_one(&self, sets: &[Ids]) -> Ids {
        let mut any = Ids::none(self.end);
        for absent in 0..sets.len() {
            let rest: Vec<Ids> = sets
                .iter()
                .enumerate()
                .filter(|(at, _)| *at != absent)
                .map(|(_, set)| set.clone())
                .collect();
            any.join(&self.all_of(&rest));
        }
        any
    }

    /// Everybody who has two neighbouring words as one, and all the others.
    fn as_one(&self, pair: &[String], at: usize, sets: &[Ids]) -> Result<Ids, StoreError> {
        let [first, second] = pair else {
            return Ok(Ids::none(self.end));
        };
        let mut ids = Ids::none(self.end);
        for sound in sound::together(first, second) {
            if let Some(number) = self.names()?.exactly(&sound) {
                self.join_term(number, &mut ids)?;
            }
        }
        let others = sets
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != at && *other != at + 1);
        others.for_each(|(_, set)| ids.keep(set));
        Ok(ids)
    }

    /// The first ids of a set, those of the region first, then those of its kabupaten.
    fn nearest(&self, ids: &Ids, near: &str) -> Vec<u32> {
        let (wide_from, wide_to) = self.range_of(near.get(..4).unwrap_or(near));
        let (from, to) = match self.range_of(near) {
            (from, to) if from < to => (from, to),
            _ => (wide_from, wide_from),
        };
        let ranges = [
            (from, to),
            (wide_from, from),
            (to, wide_to),
            (0, wide_from),
            (wide_to, self.end),
        ];
        let all = ranges
            .into_iter()
            .flat_map(|(from, to)| ids.within(from, to));
        all.take(COMPARED).collect()
    }

    /// 0 in the region, 1 in its kabupaten, 2 elsewhere.
    fn farness(&self, person: &Person, near: &str) -> u8 {
        let code = person.village.map_or("", |village| village.code.as_str());
        match near.get(..4) {
            Some(_) if code.starts_with(near) => 0,
            Some(kabkota) if code.starts_with(kabkota) => 1,
            Some(_) | None => 2,
        }
    }
}
