//! Created = received, for the queue and for the close of a day.

use std::sync::Arc;

use chrono::NaiveDate;
use rekam_protocol::reckoning::{DayReckoned, Root, written};

use super::{ApiError, DayReckonedView, FindingView, Label, Loket, ReckoningView};
use crate::Desk;
use crate::error::Error;
use crate::view::moment;

/// Days that are shown even where all is well.
const NEWEST: usize = 7;
/// Days that are shown at most.
const MOST: usize = 31;

/// How created and received stand.
pub(super) fn standing(desk: &Desk) -> Result<ReckoningView, Error> {
    let reckoned = desk.reckoned()?;
    let newest = reckoned.days.iter().rev().enumerate();
    let worth = newest.filter(|(at, day)| *at < NEWEST || day.root != Root::Same);
    Ok(ReckoningView {
        at: reckoned.at.map(moment),
        days: worth.take(MOST).map(|(_, day)| view(day)).collect(),
        findings: reckoned
            .findings
            .iter()
            .map(|finding| FindingView {
                serial: finding.serial,
                code: finding.fault.code(),
                at: moment(finding.at),
            })
            .collect(),
        again: written(&reckoned.again),
        lost: written(&reckoned.lost),
    })
}

/// One day of it.
pub(super) fn of_day(desk: &Desk, day: NaiveDate) -> Result<Option<DayReckonedView>, Error> {
    let reckoned = desk.reckoned()?;
    let of_day = reckoned.days.iter().find(|reckoned| reckoned.day == day);
    Ok(of_day.filter(|_| reckoned.at.is_some()).map(view))
}

fn view(day: &DayReckoned) -> DayReckonedView {
    DayReckonedView {
        day: day.day,
        created: day.created,
        received: day.received,
        later: day.later,
        missing: written(&day.missing),
        refused: written(&day.refused),
        root: day.root,
        label: Label::of(|language| day.root.label(language).to_owned()),
    }
}

/// Sends again what the province does not hold.
pub(super) fn send_again(loket: &Arc<Loket>) -> Result<(), ApiError> {
    loket.desk()?.send_again()?;
    loket.sender.pause(false);
    Ok(())
}
