//! Lists of expected residents: looked at, tried, taken in.

use std::collections::{BTreeMap, HashSet};
use std::ops::ControlFlow;

use chrono::NaiveDate;
use rekam_domain::calendar;
use rekam_domain::code::ErrorCode;
use rekam_domain::role::Permission;
use rekam_worklist::table::Table;
use rekam_worklist::{Expected, Listed, Look, Mapping, RefusedRow, WorklistError};

use super::{Desk, Resident};
use crate::error::Error;
use crate::lease;
use crate::store::listed::{By, Coverage, ListFilter};
use crate::store::worklist::Taken;
use crate::sync::provisions;

/// From this age on one votes and must have a KTP-el (domain.md, *wajib KTP*).
const VOTING_AGE: u32 = 17;
/// Rows that go into the store together. The desk waits no longer than for one such group.
const TOGETHER: usize = 500;
/// Longest name of a list, in characters.
const LONGEST_NAME: usize = 80;

/// What becomes, or would become, of a list.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct WorklistReport {
    /// Rows of the list, taken and refused.
    pub rows: u32,
    /// Residents whom no list named before.
    pub new: u32,
    /// Residents of whom the list says something else than before.
    pub changed: u32,
    /// Residents who were known just so.
    pub same: u32,
    /// Residents whom this list named before and does not name now, without those who are recorded here.
    pub gone: u32,
    /// Those of them who were taken out of the list.
    pub dropped: u32,
    /// Rows that were not taken.
    pub refused: Vec<RefusedRow>,
    /// What the desk should look at in rows that were taken, and in how many.
    pub remarks: Vec<(ErrorCode, u32)>,
    /// Faces of the list with which photos will be compared: none where the double hint is off.
    pub faces: u32,
    /// Pictures that the list names and that are not there, or show nobody or several people.
    pub faceless: u32,
}

impl WorklistReport {
    /// Refused rows by reason, the most frequent first.
    #[must_use]
    pub fn reasons(&self) -> Vec<(ErrorCode, u32)> {
        let mut counts: BTreeMap<ErrorCode, u32> = BTreeMap::new();
        for row in &self.refused {
            *counts.entry(row.code).or_default() += 1;
        }
        let mut counts: Vec<_> = counts.into_iter().collect();
        counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        counts
    }

    fn count(&mut self, taken: &[Taken]) {
        for taken in taken {
            *match taken {
                Taken::New => &mut self.new,
                Taken::Changed => &mut self.changed,
                Taken::Same => &mut self.same,
            } += 1;
        }
    }
}

/// A list that is to be taken in.
#[derive(Clone, Copy)]
pub struct List<'a> {
    /// What people call it: a later list of the same name says who is no longer expected. 1 to 80 characters.
    pub name: &'a str,
    /// The file.
    pub bytes: &'a [u8],
    /// How it is to be read; as proposed, where nothing is said.
    pub mapping: Option<&'a Mapping>,
    /// Whether residents whom the list named before and does not name now are taken out.
    pub drop_gone: bool,
}

impl std::fmt::Debug for List<'_> {
    /// Shows nothing about any resident.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "List({} bytes)", self.bytes.len())
    }
}

/// Whoever gives pictures that lie beside a list, and hears how many rows are done.
pub trait Beside {
    /// The bytes of a picture; asked only where the double hint is on.
    fn picture(&mut self, _name: &str) -> Option<Vec<u8>> {
        None
    }

    /// So many rows are done.
    fn done(&mut self, _rows: u32) {}
}

/// Nothing lies beside the list, and nobody listens.
impl Beside for () {}

/// What is done with some rows that can be taken.
type TakeSome<'t> = dyn FnMut(&[Listed]) -> Result<Vec<Taken>, Error> + 't;

impl Desk {
    /// Looks at a list and proposes how to read it.
    ///
    /// # Errors
    /// `worklist-header` for a file without a row, `worklist-too-large`, `worklist-unreadable`, `role-not-allowed`.
    pub fn look_at_worklist(
        &self,
        bytes: &[u8],
        sheet: Option<usize>,
        header: Option<u64>,
    ) -> Result<Look, Error> {
        self.may(Permission::Record)?;
        let table = Table::open(bytes).map_err(WorklistError::from)?;
        Ok(rekam_worklist::look(&table, sheet, header)?)
    }

    /// Says what taking a list in would do, and does nothing.
    ///
    /// # Errors
    /// As for [`Desk::take_in_list`].
    pub fn try_list(
        &self,
        list: &List<'_>,
        beside: &mut dyn Beside,
    ) -> Result<WorklistReport, Error> {
        let name = name_of(list)?;
        let (mut report, still) = self.go_through(list, beside, &mut |rows| {
            Ok(self.store.compare_expected(name, &expected(rows))?)
        })?;
        let gone = self.store.no_longer_expected(name, &still)?;
        report.gone = u32::try_from(gone.len()).unwrap_or(u32::MAX);
        Ok(report)
    }

    /// Takes in a list, some rows at a time, so that the desk never waits for long. Where the power goes in between, the same
    /// list taken in again goes on: rows that are there already are the same. Whoever was recorded stays so.
    ///
    /// # Errors
    /// `worklist-header`, `worklist-village`, `worklist-too-large`, `worklist-unreadable`, `reason-empty` for a list without
    /// a name, `role-not-allowed`, `lease-over`, or what the store says.
    pub fn take_in_list(
        &self,
        list: &List<'_>,
        beside: &mut dyn Beside,
    ) -> Result<WorklistReport, Error> {
        let name = name_of(list)?;
        // How many there are is known only at the end; the audit log says so at the beginning.
        let mut offered = 0u32;
        self.go_through(list, &mut (), &mut |rows| {
            offered = offered.saturating_add(length(rows));
            Ok(Vec::new())
        })?;
        self.store
            .begin_worklist(offered, &self.operator, &self.now())?;
        let mut pictures = Vec::new();
        let (mut report, still) = self.go_through(list, beside, &mut |rows| {
            for row in rows {
                if let Some(file) = &row.picture {
                    pictures.push((row.expected.key.clone(), file.clone()));
                }
            }
            Ok(self.store.put_expected(name, &expected(rows))?)
        })?;
        let gone = self.store.no_longer_expected(name, &still)?;
        report.gone = length(&gone);
        if list.drop_gone {
            for some in gone.chunks(TOGETHER) {
                self.store
                    .drop_expected(name, some, &self.operator, &self.now())?;
            }
            report.dropped = report.gone;
        }
        (report.faces, report.faceless) = self.take_in_faces(&pictures, beside)?;
        Ok(report)
    }

    /// Reads a list and gives the rows that can be taken to `take`, some at a time. Returns the report so far and the keys of
    /// all who are named.
    fn go_through(
        &self,
        list: &List<'_>,
        beside: &mut dyn Beside,
        take: &mut TakeSome<'_>,
    ) -> Result<(WorklistReport, HashSet<String>), Error> {
        self.may(Permission::Record)?;
        lease::may_begin(&self.activation().lease, 0, self.today())?;
        let table = Table::open(list.bytes).map_err(WorklistError::from)?;
        let proposed;
        let mapping = match list.mapping {
            Some(mapping) => mapping,
            None => {
                proposed = rekam_worklist::look(&table, None, None)?.mapping;
                &proposed
            }
        };
        let mut report = WorklistReport::default();
        let mut remarks: BTreeMap<ErrorCode, u32> = BTreeMap::new();
        let (mut keys, mut some) = (HashSet::new(), Vec::with_capacity(TOGETHER));
        let mut failed = None;
        rekam_worklist::read(&table, mapping, self.today(), &mut |_, row| {
            report.rows = report.rows.saturating_add(1);
            match row {
                Ok(row) => {
                    for remark in &row.remarks {
                        *remarks.entry(*remark).or_default() += 1;
                    }
                    keys.insert(row.expected.key.clone());
                    some.push(row);
                }
                Err(refused) => report.refused.push(refused),
            }
            if some.len() == TOGETHER {
                match take(&some) {
                    Ok(taken) => report.count(&taken),
                    Err(error) => {
                        failed = Some(error);
                        return ControlFlow::Break(());
                    }
                }
                some.clear();
                beside.done(report.rows);
            }
            ControlFlow::Continue(())
        })?;
        if let Some(error) = failed {
            return Err(error);
        }
        report.count(&take(&some)?);
        beside.done(report.rows);
        report.remarks = remarks.into_iter().collect();
        Ok((report, keys))
    }

    /// Takes in a list under the name `daftar`, as it is proposed to be read.
    ///
    /// # Errors
    /// As for [`Desk::take_in_list`].
    pub fn take_in_worklist(&self, bytes: &[u8]) -> Result<WorklistReport, Error> {
        let list = List {
            name: "daftar",
            bytes,
            mapping: None,
            drop_gone: false,
        };
        self.take_in_list(&list, &mut ())
    }

    /// The expected residents who are meant, in the order in which a village is walked through.
    ///
    /// # Errors
    /// `role-not-allowed`, or what the store says.
    pub fn listed(
        &self,
        filter: &ListFilter,
        after: u32,
        limit: u32,
    ) -> Result<Vec<Resident>, Error> {
        self.may(Permission::Record)?;
        let found = self.store.listed(filter, after, limit)?;
        self.as_expected(found)
    }

    /// How many are meant, and how many of them are recorded.
    ///
    /// # Errors
    /// `role-not-allowed`, or what the store says.
    pub fn listed_count(&self, filter: &ListFilter) -> Result<Coverage, Error> {
        self.may(Permission::Record)?;
        Ok(self.store.listed_count(filter)?)
    }

    /// The same for each village, school or list.
    ///
    /// # Errors
    /// `role-not-allowed`, or what the store says.
    pub fn coverage(&self, by: By) -> Result<Vec<Coverage>, Error> {
        self.may(Permission::Record)?;
        Ok(self.store.coverage(by)?)
    }

    /// Narrows a filter to those who have turned 17 by a day, on which they may vote: with `newly`, only to those who have not
    /// yet today.
    #[must_use]
    pub fn seventeen_by(&self, day: NaiveDate, newly: bool, filter: ListFilter) -> ListFilter {
        ListFilter {
            born_by: calendar::born_by(day, VOTING_AGE),
            born_after: newly
                .then(|| calendar::born_by(self.today(), VOTING_AGE))
                .flatten(),
            ..filter
        }
    }

    /// Keeps the faces of listed pictures; returns how many, and how many pictures gave none.
    fn take_in_faces(
        &self,
        pictures: &[(String, String)],
        beside: &mut dyn Beside,
    ) -> Result<(u32, u32), Error> {
        if !self.hints() {
            return Ok((0, 0));
        }
        let mut faces = Vec::new();
        for (key, file) in pictures {
            let face = beside.picture(file).map(|bytes| self.listed_face(&bytes));
            if let Some(face) = face.transpose()?.flatten() {
                faces.push((key.clone(), face));
            }
        }
        self.store.put_listed_templates(&faces)?;
        let faceless = pictures.len() - faces.len();
        Ok((length(&faces), u32::try_from(faceless).unwrap_or(u32::MAX)))
    }

    /// Lets code tables that came from the province stand in for the program's own.
    pub(super) fn learn_tables(&self) -> Result<(), Error> {
        for table in self.store.kept_tables()? {
            provisions::learn(&table);
        }
        Ok(())
    }

    /// Lists go with the lease under which they were given.
    pub(super) fn forget_old_worklist(&self) -> Result<(), Error> {
        if self.today() > self.activation().lease.until {
            self.store.forget_worklist(&self.now())?;
        }
        Ok(())
    }
}

fn name_of<'a>(list: &List<'a>) -> Result<&'a str, Error> {
    let name = list.name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        return Err(Error::Reason);
    }
    Ok(name)
}

fn expected(rows: &[Listed]) -> Vec<Expected> {
    rows.iter().map(|row| row.expected.clone()).collect()
}

fn length<T>(list: &[T]) -> u32 {
    u32::try_from(list.len()).unwrap_or(u32::MAX)
}
