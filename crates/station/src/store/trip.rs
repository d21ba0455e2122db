//! Trips of the team: where, when, who, and with which list. One is open at a time.

use chrono::NaiveDate;
use rekam_protocol::ids::OperatorId;
use rekam_protocol::time::Stamp;
use rusqlite::{Connection, Row, params};

use super::audit::{self, Event};
use super::columns::{moment, moment_in, parsed};
use super::tally::Days;
use super::{Store, StoreError};

/// What is planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TripPlan {
    /// Where the team goes, in words.
    pub place: String,
    /// From when until when.
    pub days: Days,
    /// Who goes, in words.
    pub team: String,
    /// The list that is worked through; all that are loaded where none is named.
    pub list: Option<String>,
}

/// A trip.
#[derive(Debug, Clone, PartialEq)]
pub struct Trip {
    /// What was planned.
    pub plan: TripPlan,
    /// When it was closed; nothing while it is open.
    pub closed_at: Option<Stamp>,
}

impl Store {
    /// Plans the trip that is open, or opens one.
    ///
    /// # Errors
    /// What the store says.
    pub fn plan_trip(
        &self,
        plan: &TripPlan,
        by: &OperatorId,
        at: &Stamp,
    ) -> Result<(), StoreError> {
        self.write(|tx| {
            let values = params![
                plan.place,
                plan.days.from.to_string(),
                plan.days.until.to_string(),
                plan.team,
                plan.list,
                by.as_str(),
                moment(at)?
            ];
            let changed = tx
                .prepare_cached(
                    "UPDATE trip SET place = ?1, from_day = ?2, until_day = ?3, team = ?4, list = ?5,
                         planned_by = ?6, planned_at = ?7 WHERE closed_at IS NULL",
                )?
                .execute(values)?;
            if changed == 0 {
                tx.prepare_cached(
                    "INSERT INTO trip (place, from_day, until_day, team, list, planned_by, planned_at)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                )?
                .execute(values)?;
            }
            let event = Event::TripPlanned {
                from: plan.days.from,
                until: plan.days.until,
            };
            audit::append(tx, event, Some(by), at)
        })
    }

    /// The `back`-th trip before the newest; nothing where there are not so many.
    ///
    /// # Errors
    /// What the store says.
    pub fn trip(&self, back: u32) -> Result<Option<Trip>, StoreError> {
        self.read(|connection| {
            let mut query = connection
                .prepare_cached("SELECT * FROM trip ORDER BY id DESC LIMIT 1 OFFSET ?1")?;
            let mut rows = query.query_and_then([back], trip)?;
            rows.next().transpose()
        })
    }
}

/// Closes the trip that is open, inside a transaction.
pub(super) fn close(tx: &Connection, at: &Stamp) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE trip SET closed_at = ?1 WHERE closed_at IS NULL")?
        .execute([moment(at)?])?;
    Ok(())
}

fn trip(row: &Row<'_>) -> Result<Trip, StoreError> {
    let day = |column| parsed::<NaiveDate>(row, column, "day");
    Ok(Trip {
        plan: TripPlan {
            place: row.get("place")?,
            days: Days {
                from: day("from_day")?,
                until: day("until_day")?,
            },
            team: row.get("team")?,
            list: row.get("list")?,
        },
        closed_at: moment_in(row, "closed_at")?,
    })
}
