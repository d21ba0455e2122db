//! What the province gave to take along: parts of lists, code tables.

use std::collections::BTreeSet;

use rekam_protocol::digest::Digest;
use rekam_protocol::time::Stamp;
use rekam_worklist::Expected;
use rusqlite::params;

use super::worklist::{AT_THE_DESK, RECORDED_HERE, Taken, forget_unnamed};
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

    /// The names of the province's lists that name anybody here, or of which a part was taken in.
    ///
    /// # Errors
    /// What the store says.
    pub fn provided_lists(&self) -> Result<Vec<String>, StoreError> {
        self.read(|connection| {
            let mut query = connection.prepare_cached(
                "SELECT list FROM provided_part UNION SELECT list FROM naming WHERE part <> ?1",
            )?;
            let lists = query.query_map([AT_THE_DESK], |row| row.get(0))?;
            Ok(lists.collect::<Result<_, _>>()?)
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

    /// Takes out of a list of the province whom none of the parts in `named` names, and forgets those whom no other list names
    /// either. Whoever is recorded here stays. Returns how many were forgotten.
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
            let mut parts = tx.prepare_cached(
                "SELECT digest FROM provided_part WHERE list = ?1
                 UNION SELECT part FROM naming WHERE list = ?1 AND part <> ?2",
            )?;
            let parts = parts.query_map(params![list, AT_THE_DESK], |row| {
                row.get(0).map(Digest::from_bytes)
            })?;
            let mut unnamed = Vec::new();
            for part in parts.collect::<Result<Vec<_>, _>>()? {
                if named.contains(&part) {
                    continue;
                }
                let gone = params![list, part.as_bytes()];
                let mut unname = tx.prepare_cached(&format!(
                    "DELETE FROM naming AS n WHERE n.list = ?1 AND n.part = ?2
                     AND NOT EXISTS (SELECT 1 FROM worklist w WHERE w.key = n.listed AND {RECORDED_HERE})
                     RETURNING listed"
                ))?;
                let keys = unname.query_map(gone, |row| row.get(0))?;
                unnamed.extend(keys.collect::<Result<Vec<String>, _>>()?);
                tx.prepare_cached("DELETE FROM provided_part WHERE list = ?1 AND digest = ?2")?
                    .execute(gone)?;
            }
            forget_unnamed(tx, &unnamed, None, at)
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
