//! News for one station, page by page.

use crate::{Province, registry::RegistryError};
use rekam_protocol::{documents::Feed, ids::StationId};

/// Entries of one page: a few kilobytes, which a 2G line carries.
const PAGE: u32 = 200;

/// The page after a cursor.
///
/// # Errors
/// Of the registry.
pub fn page(province: &Province, station: StationId, after: u64) -> Result<Feed, RegistryError> {
    let mut entries = province.registry().feed(&station, after, PAGE + 1)?;
    let more = entries.len() > PAGE as usize;
    entries.truncate(PAGE as usize);
    let next = entries.last().map_or(after, |entry| entry.sequence);
    Ok(Feed {
        station,
        after,
        next,
        more,
        entries,
    })
}
