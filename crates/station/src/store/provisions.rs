//! What the province gave to take along: parts of lists, code tables.

use std::collections::BTreeSet;

use rekam_protocol::digest::Digest;
use rekam_protocol::time::Stamp;
use rekam_worklist::Expected;
use rusqlite::params;

use super::audit::{self, Event};
use super::worklist::{RECORDED_HERE, Taken};
use super::{Store, StoreError};

/// A code table as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptTable {
    /// Its name.
    pub name: String,
    /// What is stored with every value that is chosen from it.
    pub version: String,
    /// What named it in the provisions.
    pub digest: Digest,
    /// The table.
    pub csv: Vec<u8>,
}

impl Store {
    /// Every list of the province of which something was taken in, with the digests of those parts.
    ///
    /// # Errors
    /// What the store says.
    pub fn provided_parts(&self) -> Result<BTreeSet<(String, Digest)>, StoreError> {
        self.read(|connection| {
            let mut query = connection.prepare_cached("SELECT list, digest FROM provided_part")?;
            let parts =
                query.query_map([], |row| Ok((row.get(0)?, Digest::from_bytes(row.get(1)?))))?;
            Ok(parts.collect::<Result<_, _>>()?)
        })
    }

    /// Takes in a part of a list, all of it or nothing; what it says replaces what was known of the same residents.
    ///
    /// # Errors
    /// What the store says.
    pub fn put_part(
        &self,
        list: &str,
        part: &Digest,
        rows: &[Expected],
    ) -> Result<Vec<Taken>, StoreError> {
        self.write(|tx| {
            let put = |row| self.put_one(tx, list, Some(part), row);
            let taken = rows.iter().map(put).collect::<Result<Vec<_>, _>>()?;
            tx.prepare_cached(
                "INSERT OR IGNORE INTO provided_part (list, digest) VALUES (?1, ?2)",
            )?
            .execute(params![list, part.as_bytes()])?;
            Ok(taken)
        })
    }

    /// Drops whom a list of the province does not name any more: those whom none of the parts in `named` named last. Whoever
    /// is recorded here stays, and so does who came in with a list of the desk's own. Returns how many were dropped.
    ///
    /// # Errors
    /// What the store says.
    pub fn drop_unnamed(
        &self,
        list: &str,
        named: &BTreeSet<Digest>,
        at: &Stamp,
    ) -> Result<u32, StoreError> {
        self.write(|tx| {
            let mut parts = tx.prepare_cached("SELECT digest FROM provided_part WHERE list = ?1")?;
            let parts = parts.query_map([list], |row| row.get(0).map(Digest::from_bytes))?;
            let mut dropped = 0;
            for part in parts.collect::<Result<Vec<_>, _>>()? {
                if named.contains(&part) {
                    continue;
                }
                let gone = params![list, part.as_bytes()];
                let rows = tx
                    .prepare_cached(&format!(
                        "DELETE FROM worklist AS w WHERE w.list = ?1 AND w.part = ?2 AND NOT {RECORDED_HERE}"
                    ))?
                    .execute(gone)?;
                dropped += u32::try_from(rows).unwrap_or(u32::MAX);
                tx.prepare_cached("DELETE FROM provided_part WHERE list = ?1 AND digest = ?2")?
                    .execute(gone)?;
            }
            if dropped > 0 {
                audit::append(tx, Event::WorklistForgotten { rows: dropped }, None, at)?;
            }
            Ok(dropped)
        })
    }

    /// Keeps a code table in the place of an older one.
    ///
    /// # Errors
    /// What the store says.
    pub fn keep_table(&self, table: &KeptTable) -> Result<(), StoreError> {
        self.write(|tx| {
            tx.execute(
                "INSERT OR REPLACE INTO provided_table (name, version, digest, csv) VALUES (?1, ?2, ?3, ?4)",
                params![table.name, table.version, table.digest.as_bytes(), table.csv],
            )?;
            Ok(())
        })
    }

    /// The code tables that came, by name.
    ///
    /// # Errors
    /// What the store says.
    pub fn kept_tables(&self) -> Result<Vec<KeptTable>, StoreError> {
        self.read(|connection| {
            let mut query =
                connection.prepare_cached("SELECT * FROM provided_table ORDER BY name")?;
            let tables = query.query_map([], |row| {
                Ok(KeptTable {
                    name: row.get("name")?,
                    version: row.get("version")?,
                    digest: Digest::from_bytes(row.get("digest")?),
                    csv: row.get("csv")?,
                })
            })?;
            Ok(tables.collect::<Result<_, _>>()?)
        })
    }
}
