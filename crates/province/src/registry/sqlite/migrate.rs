//! Brings a registry to the schema of this program, one migration at a time, forward only.

use super::RegistryError;
use rusqlite::{Connection, TransactionBehavior};

/// All migrations, oldest first. A released file is never changed; a new one is added at the end.
const MIGRATIONS: &[&str] = &[
    include_str!("../migrations/0001_start.sql"),
    include_str!("../migrations/0002_photo.sql"),
    include_str!("../migrations/0003_reckoning.sql"),
    include_str!("../migrations/0004_renewal.sql"),
    include_str!("../migrations/0005_time.sql"),
    include_str!("../migrations/0006_change.sql"),
    include_str!("../migrations/0007_feed.sql"),
    include_str!("../migrations/0008_settled.sql"),
    include_str!("../migrations/0009_assistance.sql"),
    include_str!("../migrations/0010_provisions.sql"),
];

/// Runs what is missing. Each migration and its version number are one transaction, so that a power cut in between leaves
/// the older schema whole; several processes may start at once.
///
/// # Errors
/// [`RegistryError::Newer`] if a newer program has been here.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), RegistryError> {
    let known = u32::try_from(MIGRATIONS.len()).unwrap_or(u32::MAX);
    loop {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let found: u32 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if found > known {
            return Err(RegistryError::Newer { found, known });
        }
        let Some(migration) = MIGRATIONS.get(found as usize) else {
            return Ok(());
        };
        transaction.execute_batch(migration)?;
        transaction.pragma_update(None, "user_version", found + 1)?;
        transaction.commit()?;
    }
}
