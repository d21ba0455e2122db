//! Forward-only migrations: each file runs in one transaction together with its version bump.

use rusqlite::{Connection, TransactionBehavior};

use super::StoreError;

/// Every released migration, oldest first; the n-th makes version n.
const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001_init.sql"),
    include_str!("migrations/0002_place.sql"),
    include_str!("migrations/0003_day.sql"),
    include_str!("migrations/0004_worklist.sql"),
    include_str!("migrations/0005_template.sql"),
    include_str!("migrations/0006_aside.sql"),
    include_str!("migrations/0007_forgotten.sql"),
    include_str!("migrations/0008_behind.sql"),
    include_str!("migrations/0009_change.sql"),
    include_str!("migrations/0010_list.sql"),
    include_str!("migrations/0011_trip.sql"),
    include_str!("migrations/0012_site.sql"),
    include_str!("migrations/0013_family.sql"),
    include_str!("migrations/0014_twice.sql"),
    include_str!("migrations/0015_assistance.sql"),
    include_str!("migrations/0016_provisions.sql"),
    include_str!("migrations/0017_naming.sql"),
];

/// The newest version this program knows.
pub(super) fn known() -> u32 {
    u32::try_from(MIGRATIONS.len()).unwrap_or(u32::MAX)
}

fn version(connection: &Connection) -> Result<u32, StoreError> {
    Ok(connection.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}

/// Whether no migration has run yet: nobody's store.
pub(super) fn is_empty(connection: &Connection) -> Result<bool, StoreError> {
    Ok(version(connection)? == 0)
}

/// Refuses a store that a newer Rekam has written.
pub(super) fn refuse_newer(connection: &Connection) -> Result<(), StoreError> {
    let (found, known) = (version(connection)?, known());
    if found > known {
        Err(StoreError::Newer { found, known })
    } else {
        Ok(())
    }
}

/// Brings the store up to the newest version, one migration and one transaction at a time.
pub(super) fn run(connection: &mut Connection) -> Result<(), StoreError> {
    for (target, sql) in (1u32..).zip(MIGRATIONS) {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Read again inside the lock: another process may have migrated since.
        if version(&transaction)? < target {
            transaction.execute_batch(sql)?;
            transaction.pragma_update(None, "user_version", target)?;
            transaction.commit()?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rekam_protocol::digest::Digest;

    /// SHA-256 of every released migration. A released file never changes; append a line for a new one.
    const RELEASED: &[&str] = &[
        "398d154241373e939e1e603a45987b5d0bef8a394b621087a043d7e48ccc2d87",
        "f6e63511c6242b4521649e1aa97f68ab8da64cbb09a5061b54d186b82da6e97b",
        "741bbc7a758476d4461e4d9032e9bd61f09293ee0b13453bcae918b97ad92f9d",
        "9614e6ad56a22785f02739ec710b4edd975d8fd5c22405ea5d33a0f57acdd8bb",
        "cd574065d3cbc12952e4bf3ecc31abfac873ed2e35396459c58103ef2f5e55f1",
        "a2c50f786a08fb89a4742bc892f08972ecf00d451d3c6de791b64897823fc5f8",
        "6a0643bd8624447795029f5cff6981752ce52b91d10f8a30bc3e0aa580d3902f",
        "4dbf6d71df3625c33e64eff834beeb79d9ac31e47873c1202906557f902af4f8",
        "2aa8551c34b1076b4f42085b88493dfed8522265787d7e67793905791897660c",
        "5c912c5736e2e1033b79bd3f345b71f53b2117390a2cdcaa070a597eae7059b2",
        "6fe4ed5a4224a034dd3bff920828cedbba417d7a80a209d78ae7aafbefa42bf6",
        "1fe80a6c234f190361c5f259fff2948e37a941157a4f0bee72cb3526e12af1eb",
        "208b1c11dec77e82e8bbb8ce0bc60dc29ccb3da32a8a93d48a5df27fc459a4d2",
        "98f550df4b62257e82cd12f19736f2bd0e0a8db3ba5a2067436d8d9dac097c61",
        "dc0847b898c8a2769bc377a568799f5aa8a66e38ac15076b8c42eeebc4f73e51",
        "4552d634e444006614b7ccd4272c42800383a86f031ca78be88c56234e0bd61a",
        "5088c4139ef10fba3f1bdf0368e57de9c51bbab4a172f23f1e443048da5bac89",
    ];

    #[test]
    fn released_migrations_never_change() {
        let found: Vec<String> = MIGRATIONS
            .iter()
            .map(|sql| Digest::of(sql.as_bytes()).to_string())
            .collect();
        assert_eq!(found, RELEASED);
    }

    #[test]
    fn residents_of_before_are_named_by_the_list_that_named_them() {
        let mut connection = Connection::open_in_memory().unwrap();
        for sql in &MIGRATIONS[..16] {
            connection.execute_batch(sql).unwrap();
        }
        connection
            .execute_batch(
                "INSERT INTO worklist (key, name, folded, fields, list, part) VALUES
                     ('a', 'A', ' a', '{}', 'desa', NULL), ('b', 'B', ' b', '{}', 'sekolah', x'0102');
                 PRAGMA user_version = 16;",
            )
            .unwrap();
        run(&mut connection).unwrap();
        let mut query = connection
            .prepare("SELECT listed, list, part FROM naming ORDER BY listed")
            .unwrap();
        let named: Vec<(String, String, Vec<u8>)> = query
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        let row = |listed: &str, list: &str, part: &[u8]| {
            (listed.to_owned(), list.to_owned(), part.to_vec())
        };
        assert_eq!(named, [row("a", "desa", &[]), row("b", "sekolah", &[1, 2])]);
    }
}
