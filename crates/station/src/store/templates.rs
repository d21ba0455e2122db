//! Templates of faces: the gallery of the double hint, for as long as a trip is open.
//!
//! A template belongs to a draft until that is sealed, then to its serial number; or to an expected resident. It goes with
//! a draft that is given up and with a list that is forgotten, and all go when the trip is closed.

use rekam_photo::Template;
use rekam_protocol::ids::{OperatorId, Serial};
use rekam_protocol::time::Stamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::audit::{self, Among, Event};
use super::drafts::{self, DraftId};
use super::{Store, StoreError, trip};

/// To whom a template of the gallery belongs.
#[derive(Clone, PartialEq, Eq)]
pub enum Owner {
    /// A record that is sealed: its number is all that is known of it.
    Record(Serial),
    /// An expected resident, by the key of the list.
    Listed(String),
}

impl std::fmt::Debug for Owner {
    /// Shows nothing about the resident.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Record(serial) => write!(f, "Record({serial})"),
            Self::Listed(_) => f.write_str("Listed"),
        }
    }
}

/// Why templates were deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Forgotten {
    /// The day was closed.
    DayClosed,
    /// The lease is over, or the province switched the hint off.
    NotAllowed,
}

impl Store {
    /// Keeps the face of a draft, in the place of an older one.
    ///
    /// # Errors
    /// [`StoreError::DraftUnknown`]; else what the store says.
    pub(crate) fn put_draft_template(
        &self,
        draft: DraftId,
        template: &Template,
    ) -> Result<(), StoreError> {
        self.write(|tx| {
            drafts::require(tx, draft)?;
            tx.prepare_cached(
                "INSERT INTO template (draft, numbers) VALUES (?1, ?2)
                 ON CONFLICT (draft) DO UPDATE SET numbers = ?2",
            )?
            .execute(params![draft.to_string(), template.to_bytes()])?;
            Ok(())
        })
    }

    /// Takes out the face of a draft: the next picture gave none.
    pub(crate) fn remove_draft_template(&self, draft: DraftId) -> Result<(), StoreError> {
        self.write(|tx| {
            tx.prepare_cached("DELETE FROM template WHERE draft = ?1")?
                .execute([draft.to_string()])?;
            Ok(())
        })
    }

    /// Keeps the faces of expected residents, each in the place of an older one.
    pub(crate) fn put_listed_templates(
        &self,
        faces: &[(String, Template)],
    ) -> Result<(), StoreError> {
        self.write(|tx| {
            let mut put = tx.prepare_cached(
                "INSERT INTO template (listed, numbers) VALUES (?1, ?2)
                 ON CONFLICT (listed) DO UPDATE SET numbers = ?2",
            )?;
            for (key, template) in faces {
                put.execute(params![key, template.to_bytes()])?;
            }
            Ok(())
        })
    }

    /// The face of a draft, if there is one.
    pub(crate) fn draft_template(&self, draft: DraftId) -> Result<Option<Template>, StoreError> {
        self.read(|connection| {
            let mut query =
                connection.prepare_cached("SELECT numbers FROM template WHERE draft = ?1")?;
            let numbers: Option<Vec<u8>> = query
                .query_row([draft.to_string()], |row| row.get(0))
                .optional()?;
            numbers.as_deref().map(read).transpose()
        })
    }

    /// Sealed records and expected residents with their faces, but for those that `nik` names already.
    pub(crate) fn gallery(
        &self,
        nik: Option<&str>,
        folded: &str,
    ) -> Result<Vec<(Owner, Template)>, StoreError> {
        let person = nik.map(|nik| self.person_mark(nik));
        self.read(|connection| {
            let mut query = connection.prepare_cached(
                "SELECT t.serial, t.listed, t.numbers FROM template t
                 LEFT JOIN day_book d ON d.serial = t.serial LEFT JOIN worklist w ON w.key = t.listed
                 WHERE t.draft IS NULL AND (?1 IS NULL OR coalesce(d.person, w.person) IS NOT ?1)
                 AND NOT (w.person IS NULL AND coalesce(w.folded, '') = ?2 AND ?2 <> '')",
            )?;
            let rows = query.query_and_then(params![person, folded], of_gallery)?;
            rows.collect()
        })
    }

    /// How many templates are kept.
    ///
    /// # Errors
    /// What the store says.
    pub fn template_count(&self) -> Result<u32, StoreError> {
        self.read(|connection| {
            Ok(connection.query_row("SELECT count(*) FROM template", [], |row| row.get(0))?)
        })
    }

    /// Deletes all templates, and logs how many they were. Returns that number.
    pub(crate) fn forget_templates(
        &self,
        why: Forgotten,
        by: Option<&OperatorId>,
        at: &Stamp,
    ) -> Result<u32, StoreError> {
        self.write(|tx| {
            let gone = tx.execute("DELETE FROM template", [])?;
            let templates = u32::try_from(gone).unwrap_or(u32::MAX);
            match why {
                Forgotten::DayClosed => {
                    trip::close(tx, at)?;
                    audit::append(tx, Event::TripClosed { templates }, by, at)?;
                }
                Forgotten::NotAllowed if templates > 0 => {
                    audit::append(tx, Event::TemplatesForgotten { templates }, by, at)?;
                }
                Forgotten::NotAllowed => {}
            }
            Ok(templates)
        })
    }

    /// Logs that the operator was shown a hint: not whom the face resembles, and not how much.
    pub(crate) fn note_hint(
        &self,
        draft: DraftId,
        among: Among,
        by: &OperatorId,
        at: &Stamp,
    ) -> Result<(), StoreError> {
        self.note(Event::LikenessHinted { draft, among }, Some(by), at)
    }
}

/// Gives the face of a draft to its record, inside the transaction that seals it.
pub(crate) fn keep_sealed(
    tx: &Connection,
    draft: DraftId,
    serial: Serial,
) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE template SET draft = NULL, serial = ?2 WHERE draft = ?1")?
        .execute(params![draft.to_string(), serial.get()])?;
    Ok(())
}

fn of_gallery(row: &Row<'_>) -> Result<(Owner, Template), StoreError> {
    let (serial, listed): (Option<u32>, Option<String>) = (row.get("serial")?, row.get("listed")?);
    let owner = match (serial, listed) {
        (Some(serial), _) => {
            Owner::Record(Serial::new(serial).map_err(|_| StoreError::Foreign("serial number"))?)
        }
        (None, Some(key)) => Owner::Listed(key),
        (None, None) => return Err(StoreError::Foreign("template")),
    };
    let numbers: Vec<u8> = row.get("numbers")?;
    Ok((owner, read(&numbers)?))
}

fn read(numbers: &[u8]) -> Result<Template, StoreError> {
    Template::from_bytes(numbers).map_err(|_| StoreError::Foreign("template"))
}
