//! Provisions: what the province gives one station to take along, worklists and code tables. PROTOCOL.md section 11.
//!
//! ```text
//! Provisions (signed) --> list --> part, part, part     each compressed, sealed to the station, named by its digest
//!                     \-> table --> part                compressed; a table is nobody's secret
//! ```
//!
//! Where the index comes from does not matter, nor where the parts come from: the index is signed, and names its parts.

use crate::{
    cbor::{self, CborError},
    digest::Digest,
    ids::StationId,
    keys::{OpeningKey, SealingKey},
    sealing::{self, SealingError},
    signed::Document,
};
use chrono::{DateTime, Utc};
use flate2::{Compression, read::DeflateDecoder, write::DeflateEncoder};
use rekam_domain::{code::ErrorCode, field::Field, register::RegisterStatus};
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    io::{Read as _, Write as _},
};

/// The purpose for which parts of lists are sealed.
const PURPOSE: &str = "rekam worklist part v1";
/// What a part may unpack to, in bytes.
pub const MAX_UNPACKED: usize = 4 * 1024 * 1024;
/// One resident in so many, on average, is the last of a part.
const PART: u16 = 128;
/// Residents of the longest part.
const LONGEST_PART: usize = 512;

/// What a station should have. Signed with the province's key; the newest one counts, wherever it came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Provisions {
    /// The station.
    pub station: StationId,
    /// When anything in it changed last. No two of a station are of the same moment.
    pub issued_at: DateTime<Utc>,
    /// Its worklists, by name. A list that is not named any more is over.
    pub lists: Vec<ProvidedList>,
    /// Code tables that are newer than those of the programs, by name.
    pub tables: Vec<ProvidedTable>,
}

impl Document for Provisions {
    const CONTENT_TYPE: &'static str = "application/rekam-provisions+cbor";
}

impl Provisions {
    /// Every part that is named: of the lists, then of the tables.
    pub fn parts(&self) -> impl Iterator<Item = &ProvidedPart> {
        let lists = self.lists.iter().flat_map(|list| &list.parts);
        lists.chain(self.tables.iter().map(|table| &table.part))
    }
}

/// One worklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ProvidedList {
    /// What people call it, 1 to 80 characters.
    pub name: String,
    /// How many residents it names.
    pub residents: u32,
    /// Its parts: together they name every resident once.
    pub parts: Vec<ProvidedPart>,
}

/// One code table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ProvidedTable {
    /// Its name, as the file of it is called in `assets`, for example `pekerjaan`.
    pub name: String,
    /// What is stored with every value that is chosen from it, for example `2026-101`.
    pub version: String,
    /// Its bytes.
    pub part: ProvidedPart,
}

/// A part, as it lies at the province, on a stick or at a hub.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ProvidedPart {
    /// SHA-256 of its bytes, sealed or not as they travel.
    pub digest: Digest,
    /// Their number.
    pub length: u32,
}

impl ProvidedPart {
    /// What names these bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self {
            digest: Digest::of(bytes),
            length: u32::try_from(bytes.len()).unwrap_or(u32::MAX),
        }
    }
}

/// A resident of a list, as the list says it: what the desk would type.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ListedResident {
    /// What is known.
    pub fields: BTreeMap<Field, String>,
    /// The school at which the resident is met.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub school: Option<String>,
    /// Whether the team goes to the resident's bed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub bed_visit: bool,
    /// What the list says of an earlier recording.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<RegisterStatus>,
}

impl std::fmt::Debug for ListedResident {
    /// Shows nothing about the resident.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ListedResident({} fields)", self.fields.len())
    }
}

/// Why a part is not taken.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum PartError {
    /// Its bytes are not those that the index names.
    #[error("the part is not the one that was named")]
    Digest,
    /// It was sealed to another station, or for something else.
    #[error(transparent)]
    Sealed(#[from] SealingError),
    /// It does not unpack, or to more than it may.
    #[error("the part does not unpack")]
    Packing,
    /// What it unpacks to is no list.
    #[error(transparent)]
    Content(#[from] CborError),
}

impl PartError {
    /// The code that a person sees.
    #[must_use]
    pub const fn code(&self) -> ErrorCode {
        match self {
            Self::Digest => ErrorCode::DocumentNotGenuine,
            Self::Sealed(_) => ErrorCode::ProvisionNotForUs,
            Self::Packing | Self::Content(_) => ErrorCode::DocumentNotUnderstood,
        }
    }
}

/// Cuts a list into parts. What stays in a part when residents come and go is decided by the residents' own keys, so that a
/// list that differs in one resident differs in one part, or two.
#[must_use]
pub fn cut(residents: BTreeMap<String, ListedResident>) -> Vec<Vec<ListedResident>> {
    let mut parts = Vec::new();
    let mut part = Vec::new();
    for (key, resident) in residents {
        part.push(resident);
        let [first, second, ..] = *Digest::of(key.as_bytes()).as_bytes();
        if u16::from_be_bytes([first, second]) % PART == 0 || part.len() == LONGEST_PART {
            parts.push(std::mem::take(&mut part));
        }
    }
    if !part.is_empty() {
        parts.push(part);
    }
    parts
}

/// The content of a part of a list. Equal content has equal bytes.
///
/// # Errors
/// [`CborError`].
pub fn content(residents: &[ListedResident]) -> Result<Vec<u8>, CborError> {
    cbor::to_vec(&residents)
}

/// Packs the [`content`] of a part and seals it to a station.
///
/// # Errors
/// [`PartError`] for a key that cannot be used.
pub fn seal(key: &SealingKey, station: &StationId, content: &[u8]) -> Result<Vec<u8>, PartError> {
    let sealed = sealing::seal_to(key, PURPOSE, station.as_str().as_bytes(), &pack(content)?);
    Ok(sealed?)
}

/// Opens a part of a list that was sealed to this station.
///
/// # Errors
/// [`PartError`].
pub fn open(
    key: &OpeningKey,
    station: &StationId,
    named: &ProvidedPart,
    bytes: &[u8],
) -> Result<Vec<ListedResident>, PartError> {
    if ProvidedPart::of(bytes) != *named {
        return Err(PartError::Digest);
    }
    let packed = sealing::open_with(key, PURPOSE, station.as_str().as_bytes(), bytes)?;
    Ok(cbor::from_slice(&unpack(&packed)?)?)
}

/// Packs a table, or anything else that is no secret.
///
/// # Errors
/// [`PartError::Packing`].
pub fn pack(content: &[u8]) -> Result<Vec<u8>, PartError> {
    let mut packed = DeflateEncoder::new(Vec::new(), Compression::best());
    let written = packed.write_all(content).and_then(|()| packed.finish());
    written.map_err(|_| PartError::Packing)
}

/// Unpacks a table.
///
/// # Errors
/// [`PartError`].
pub fn open_table(named: &ProvidedPart, bytes: &[u8]) -> Result<Vec<u8>, PartError> {
    if ProvidedPart::of(bytes) != *named {
        return Err(PartError::Digest);
    }
    unpack(bytes)
}

fn unpack(packed: &[u8]) -> Result<Vec<u8>, PartError> {
    let mut content = Vec::new();
    let most = MAX_UNPACKED as u64;
    let read = DeflateDecoder::new(packed)
        .take(most + 1)
        .read_to_end(&mut content);
    if read.is_err() || content.len() > MAX_UNPACKED {
        return Err(PartError::Packing);
    }
    Ok(content)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resident(number: usize) -> (String, ListedResident) {
        let nik = format!("61710101018099{number:02}");
        let key = format!("{nik}{number}");
        let fields = BTreeMap::from([
            (Field::Nik, nik),
            (Field::FullName, format!("WARGA CONTOH {number}")),
        ]);
        let resident = ListedResident {
            fields,
            school: None,
            bed_visit: number.is_multiple_of(2),
            status: None,
        };
        (key, resident)
    }

    fn contents(residents: BTreeMap<String, ListedResident>) -> Vec<Vec<u8>> {
        let parts = cut(residents);
        parts.iter().map(|part| content(part).unwrap()).collect()
    }

    #[test]
    fn a_list_that_differs_in_one_resident_differs_in_one_part_or_two() {
        let all: BTreeMap<_, _> = (0..3000).map(resident).collect();
        let before = contents(all.clone());
        assert!((10..60).contains(&before.len()), "{}", before.len());
        for gone in [0, 700, 2999] {
            let (key, _) = resident(gone);
            let mut fewer = all.clone();
            fewer.remove(&key).unwrap();
            let after = contents(fewer);
            let new = after.iter().filter(|part| !before.contains(part)).count();
            assert!(new <= 1, "{new} new parts");
            let old = before.iter().filter(|part| !after.contains(part)).count();
            assert!((1..=2).contains(&old), "{old} old parts");
        }
        let named: usize = cut(all).iter().map(Vec::len).sum();
        assert_eq!(named, 3000);
    }

    #[test]
    fn only_the_station_opens_its_part_and_only_as_it_was_named() {
        let key = OpeningKey::from_seed(&[1; 32]).unwrap();
        let van: StationId = "6171-van-1".parse().unwrap();
        let residents: Vec<_> = (0..100).map(|number| resident(number).1).collect();
        let plain = content(&residents).unwrap();
        let sealed = seal(&key.sealing_key(), &van, &plain).unwrap();
        assert!(sealed.len() < plain.len() / 2, "{} bytes", sealed.len());
        assert!(!sealed.windows(6).any(|some| some == b"CONTOH"));
        let named = ProvidedPart::of(&sealed);
        assert_eq!(open(&key, &van, &named, &sealed), Ok(residents));

        let other = OpeningKey::from_seed(&[2; 32]).unwrap();
        let not_for_us = Err(PartError::Sealed(SealingError::NotForThisKey));
        assert_eq!(open(&other, &van, &named, &sealed), not_for_us);
        let another = "6171-van-2".parse().unwrap();
        assert_eq!(open(&key, &another, &named, &sealed), not_for_us);
        let mut changed = sealed.clone();
        changed[1200] ^= 1;
        assert_eq!(open(&key, &van, &named, &changed), Err(PartError::Digest));
    }

    #[test]
    fn what_unpacks_to_too_much_is_refused() {
        let bomb = pack(&vec![0; MAX_UNPACKED + 1]).unwrap();
        assert!(bomb.len() < 10_000);
        let refused = open_table(&ProvidedPart::of(&bomb), &bomb);
        assert_eq!(refused, Err(PartError::Packing));
        let cut_off = &pack(b"code,label\n1,satu\n").unwrap()[..10];
        let refused = open_table(&ProvidedPart::of(cut_off), cut_off);
        assert_eq!(refused, Err(PartError::Packing));
    }
}
