//! A file for whoever helps from afar: how the station stands, and nothing about any resident.

use std::fmt::Write as _;
use std::sync::Arc;

use super::{ApiError, Diagnostics, Loket, status};
use crate::error::Error;
use crate::home::write_atomically;

/// Writes the file into the station's folder and shows what stands in it.
pub(super) fn diagnostics(loket: &Arc<Loket>) -> Result<Diagnostics, ApiError> {
    let text = report(loket)?;
    let path = loket.root.join("diagnostics.txt");
    write_atomically(&path, text.as_bytes()).map_err(Error::from)?;
    Ok(Diagnostics {
        path: path.display().to_string(),
        text,
    })
}

fn report(loket: &Arc<Loket>) -> Result<String, ApiError> {
    let desk = loket.desk()?;
    let (standing, now) = (desk.standing()?, status::of(loket));
    let counts = desk.store().outbox_counts().map_err(Error::from)?;
    let chains = match desk.verify_chains() {
        Ok(_) => "whole".to_owned(),
        Err(error) => error.code().to_string(),
    };
    let code = |code: Option<rekam_domain::code::ErrorCode>| {
        code.map_or_else(|| "-".to_owned(), |code| code.to_string())
    };
    let lines: [(&str, String); 16] = [
        ("rekam", env!("CARGO_PKG_VERSION").to_owned()),
        (
            "system",
            format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
        ),
        ("station", standing.station),
        ("at", crate::view::moment(loket.clock.stamp().wall)),
        ("clock confirmed", standing.clock_trusted.to_string()),
        ("lease days left", standing.lease.days_left.to_string()),
        (
            "lease records left",
            standing.lease.records_left.to_string(),
        ),
        ("disk room for people", standing.disk_for.to_string()),
        ("open drafts", standing.drafts.to_string()),
        (
            "packets waiting",
            format!("{} ({} bytes)", counts.waiting, counts.waiting_bytes),
        ),
        ("packets received", counts.received.to_string()),
        ("packets that need action", counts.needs_action.to_string()),
        (
            "day-book",
            format!("{} {}", standing.day_book, standing.day_book_head),
        ),
        ("chains", chains),
        (
            "camera",
            format!(
                "{:?} {}x{} {} {}",
                now.camera.state,
                now.camera.width,
                now.camera.height,
                now.camera.label.unwrap_or_default(),
                code(now.camera.code)
            ),
        ),
        (
            "line",
            format!("{:?} {}", now.line.state, code(now.line.code)),
        ),
    ];
    let mut text = String::new();
    for (name, value) in lines {
        // Writing to a String never fails.
        let _ = writeln!(text, "{name}: {value}");
    }
    Ok(text)
}
