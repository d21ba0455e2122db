//! What stations take along: worklists and code tables, given by the province's people. PROTOCOL.md section 11.

use crate::{
    announcement::{AnnouncementError, admitted},
    clock::day_at_the_counter,
    province::Province,
    registry::{GivenList, GivenTable, KeptPart, RegistryError},
};
use rekam_domain::{
    code::ErrorCode,
    published::{self, TableError},
};
use rekam_protocol::{
    digest::Digest,
    ids::StationId,
    provisions::{self, ListedResident, PartError},
};
use rekam_worklist::{Mapping, RefusedRow, WorklistError, read, table::Table};
use std::{collections::BTreeMap, ops::ControlFlow};

/// Longest name of a list, in characters.
const LONGEST_NAME: usize = 80;

/// Why something was not given.
#[derive(Debug, thiserror::Error)]
pub enum ProvisionError {
    /// The list cannot be read.
    #[error(transparent)]
    Worklist(#[from] WorklistError),
    /// The list has no name, or one of more than 80 characters.
    #[error("a list needs a name of 1 to 80 characters")]
    Name,
    /// The station is not known or revoked.
    #[error(transparent)]
    Station(#[from] AnnouncementError),
    /// The station has not shown the key that lists are sealed to.
    #[error("the station has not announced a key to seal to")]
    NoKey,
    /// A part could not be sealed.
    #[error(transparent)]
    Part(#[from] PartError),
    /// The table is none that stations take.
    #[error(transparent)]
    Table(#[from] TableError),
    /// The registry.
    #[error(transparent)]
    Registry(#[from] RegistryError),
}

impl ProvisionError {
    /// The code that reaches a person.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Worklist(error) => error.code(),
            Self::Name => ErrorCode::ReasonEmpty,
            Self::Station(error) => error.code(),
            Self::NoKey => ErrorCode::StationNotAnnounced,
            Self::Part(error) => error.code(),
            Self::Table(error) => error.code(),
            Self::Registry(error) => error.code(),
        }
    }
}

/// A list as it was read: who can be found by it, and what of it was refused.
#[derive(Debug, Default)]
pub struct Read {
    residents: BTreeMap<String, ListedResident>,
    /// Rows that were not taken.
    pub refused: Vec<RefusedRow>,
    /// What the desk should look at in rows that were taken, and in how many.
    pub remarks: BTreeMap<ErrorCode, u32>,
}

impl Read {
    /// Residents who can be found by the list.
    #[must_use]
    pub fn residents(&self) -> u32 {
        u32::try_from(self.residents.len()).unwrap_or(u32::MAX)
    }
}

/// What giving a list came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Given {
    /// Parts of the list.
    pub parts: u32,
    /// Those of them that the station could not have yet.
    pub new_parts: u32,
}

/// Reads a list as a station would.
///
/// # Errors
/// [`ProvisionError::Worklist`]; a bad row is no error, but named.
pub fn read_list(
    province: &Province,
    bytes: &[u8],
    mapping: &Mapping,
) -> Result<Read, ProvisionError> {
    let table = Table::open(bytes).map_err(WorklistError::from)?;
    let today = day_at_the_counter(province.clock().now());
    let mut list = Read::default();
    read(&table, mapping, today, &mut |_, row| {
        match row {
            Ok(row) => {
                for remark in row.remarks {
                    *list.remarks.entry(remark).or_default() += 1;
                }
                let key = row.expected.key.clone();
                list.residents.insert(key, row.expected.listed());
            }
            Err(refused) => list.refused.push(refused),
        }
        ControlFlow::Continue(())
    })?;
    Ok(list)
}

/// Gives a list to a station, in place of one of the same name. Parts that say what they said before stay as they were sealed,
/// so that the station does not fetch them again.
///
/// # Errors
/// [`ProvisionError`]; nothing is then changed.
pub fn give_list(
    province: &Province,
    station: &StationId,
    name: &str,
    list: &Read,
) -> Result<Given, ProvisionError> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        return Err(ProvisionError::Name);
    }
    let registry = province.registry();
    let known = admitted(registry.station(station)?)?;
    let key = known.sealing_key.ok_or(ProvisionError::NoKey)?;
    let mut kept = registry.list_parts(station, name)?;
    let mut given = Given {
        parts: 0,
        new_parts: 0,
    };
    let mut parts = Vec::new();
    for residents in provisions::cut(list.residents.clone()) {
        let content = provisions::content(&residents).map_err(PartError::from)?;
        let digest = Digest::of(&content);
        given.parts += 1;
        parts.push(match kept.remove(&digest) {
            Some(part) => part,
            None => {
                given.new_parts += 1;
                KeptPart {
                    content: digest,
                    bytes: provisions::seal(&key, station, &content)?,
                }
            }
        });
    }
    registry.give_list(&GivenList {
        station: station.clone(),
        name: name.to_owned(),
        residents: list.residents(),
        parts,
        at: province.clock().now(),
    })?;
    Ok(given)
}

/// Takes a list back; answers whether there was one. The station drops who is named by it, but for those it has recorded.
///
/// # Errors
/// [`ProvisionError::Registry`].
pub fn withdraw_list(
    province: &Province,
    station: &StationId,
    name: &str,
) -> Result<bool, ProvisionError> {
    let now = province.clock().now();
    Ok(province
        .registry()
        .withdraw_list(station, name.trim(), now)?)
}

/// Gives a code table to every station.
///
/// # Errors
/// [`ProvisionError::Table`] for a table that stations would not take; nothing is then changed.
pub fn give_table(
    province: &Province,
    name: &str,
    version: &str,
    csv: &[u8],
) -> Result<(), ProvisionError> {
    published::check(name, version, csv)?;
    Ok(province.registry().give_table(&GivenTable {
        name: name.to_owned(),
        version: version.to_owned(),
        bytes: provisions::pack(csv)?,
        at: province.clock().now(),
    })?)
}
