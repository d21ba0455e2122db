//! Expected residents as a list is looked through: by village, school, age, and who is still missing.

use chrono::NaiveDate;
use rekam_domain::register::RegisterStatus;
use rekam_protocol::ids::Serial;
use rekam_worklist::Expected;
use rusqlite::types::Value;
use rusqlite::{Row, params, params_from_iter};

use super::worklist::{RECORDED_HERE, SERIALS, expected, recorded};
use super::{Store, StoreError};

/// Which of the expected are meant. What is not said does not matter.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ListFilter {
    /// A list that names them.
    pub list: Option<String>,
    /// The code of their village; empty for those whose village is not known.
    pub village: Option<String>,
    /// Their school.
    pub school: Option<String>,
    /// Born after this day.
    pub born_after: Option<NaiveDate>,
    /// Born by this day.
    pub born_by: Option<NaiveDate>,
    /// Recorded neither here nor, as far as the list knows, elsewhere.
    pub unrecorded: bool,
    /// The team goes to their bed.
    pub bed_visit: bool,
}

/// How many are expected, and how many of them are recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// The code of a village, the name of a school or of a list; nothing for those who have none.
    pub of: Option<String>,
    /// How many are expected.
    pub expected: u32,
    /// How many of them are recorded here.
    pub recorded_here: u32,
    /// How many of the others were recorded elsewhere, as the list says.
    pub recorded_elsewhere: u32,
}

/// By what residents are counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// Their village.
    Village,
    /// Their school.
    School,
    /// The lists that name them: somebody in two of them counts in both.
    List,
}

impl By {
    /// What residents `w` are counted under, and the rows in which both stand.
    const fn counted(self) -> (&'static str, &'static str) {
        match self {
            Self::Village => ("w.village", "worklist w"),
            Self::School => ("w.school", "worklist w"),
            Self::List => (
                "n.list",
                "worklist w JOIN (SELECT DISTINCT list, listed FROM naming) n ON n.listed = w.key",
            ),
        }
    }
}

impl Store {
    /// Expected residents in the order in which a village is walked through: village, hamlet, RW, RT, name.
    ///
    /// # Errors
    /// What the store says.
    pub fn listed(
        &self,
        filter: &ListFilter,
        after: u32,
        limit: u32,
    ) -> Result<Vec<(Expected, Vec<Serial>)>, StoreError> {
        let (conditions, asked) = conditions(filter);
        let sql = format!(
            "SELECT w.*, {SERIALS} AS serials FROM worklist w WHERE {conditions}
             ORDER BY w.village, w.fields ->> 'hamlet', CAST(w.fields ->> 'rw' AS INTEGER),
                 CAST(w.fields ->> 'rt' AS INTEGER), w.folded, w.id LIMIT {limit} OFFSET {after}"
        );
        self.read(|connection| {
            let mut query = connection.prepare_cached(&sql)?;
            let rows = query.query_and_then(params_from_iter(asked), |row| {
                Ok((expected(row)?, recorded(row)?))
            })?;
            rows.collect()
        })
    }

    /// Whom the lists name on a family card, and where they were recorded here; who has a draft from the list is left out.
    ///
    /// # Errors
    /// What the store says.
    pub fn listed_of_family(
        &self,
        number: &str,
        limit: u32,
    ) -> Result<Vec<(Expected, Vec<Serial>)>, StoreError> {
        self.read(|connection| {
            let mut query = connection.prepare_cached(&format!(
                "SELECT w.*, {SERIALS} AS serials FROM worklist w WHERE w.fields ->> 'kk-number' = ?1
                 AND NOT EXISTS (SELECT 1 FROM draft d WHERE d.listed = w.key) ORDER BY w.id LIMIT ?2"
            ))?;
            let rows = query.query_and_then(params![number, limit], |row| {
                Ok((expected(row)?, recorded(row)?))
            })?;
            rows.collect()
        })
    }

    /// How many are meant, and how many of them are recorded.
    ///
    /// # Errors
    /// What the store says.
    pub fn listed_count(&self, filter: &ListFilter) -> Result<Coverage, StoreError> {
        let (conditions, asked) = conditions(filter);
        let sql = format!(
            "SELECT NULL, {} FROM worklist w WHERE {conditions}",
            *COUNTS
        );
        self.read(|connection| {
            let mut query = connection.prepare_cached(&sql)?;
            Ok(query.query_row(params_from_iter(asked), coverage)?)
        })
    }

    /// The same for each village, school or list, by its code or name.
    ///
    /// # Errors
    /// What the store says.
    pub fn coverage(&self, by: By) -> Result<Vec<Coverage>, StoreError> {
        let (under, rows) = by.counted();
        let sql = format!(
            "SELECT {under}, {} FROM {rows} GROUP BY {under} ORDER BY {under}",
            *COUNTS
        );
        self.read(|connection| {
            let mut query = connection.prepare_cached(&sql)?;
            let rows = query.query_map([], coverage)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }
}

/// Who is in the list, who of them is recorded here, and who of the rest is recorded elsewhere.
static COUNTS: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| {
    format!(
        "count(*), count(*) FILTER (WHERE {RECORDED_HERE}),
         count(*) FILTER (WHERE NOT {RECORDED_HERE} AND {})",
        recorded_elsewhere()
    )
});

/// Whether the list says of a row `w` that the resident is recorded: the numbers come from the domain's own table.
fn recorded_elsewhere() -> String {
    let numbers: Vec<String> = (1..=u8::MAX)
        .map_while(RegisterStatus::of_number)
        .filter(|status| status.is_recorded())
        .map(|status| status.number().to_string())
        .collect();
    format!("w.status IN ({})", numbers.join(", "))
}

fn conditions(filter: &ListFilter) -> (String, Vec<Value>) {
    let mut sql = vec!["TRUE".to_owned()];
    let mut asked = Vec::new();
    let mut ask = |condition: &str, value: String| {
        asked.push(Value::Text(value));
        sql.push(condition.replace('?', &format!("?{}", asked.len())));
    };
    if let Some(list) = &filter.list {
        ask(
            "w.key IN (SELECT n.listed FROM naming n WHERE n.list = ?)",
            list.clone(),
        );
    }
    if let Some(village) = &filter.village {
        ask("coalesce(w.village, '') = ?", village.clone());
    }
    if let Some(school) = &filter.school {
        ask("w.school = ?", school.clone());
    }
    if let Some(day) = filter.born_after {
        ask("w.born > ?", day.to_string());
    }
    if let Some(day) = filter.born_by {
        ask("w.born <= ?", day.to_string());
    }
    if filter.unrecorded {
        sql.push(format!(
            "NOT {RECORDED_HERE} AND NOT {}",
            recorded_elsewhere()
        ));
    }
    if filter.bed_visit {
        sql.push("w.bed_visit".to_owned());
    }
    (sql.join(" AND "), asked)
}

fn coverage(row: &Row<'_>) -> rusqlite::Result<Coverage> {
    Ok(Coverage {
        of: row.get(0)?,
        expected: row.get(1)?,
        recorded_here: row.get(2)?,
        recorded_elsewhere: row.get(3)?,
    })
}
