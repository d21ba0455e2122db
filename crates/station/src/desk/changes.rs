//! Elements of F-1.06 at the desk.

use rekam_domain::change::{Change, ChangeError};
use rekam_domain::field::Field;
use rekam_domain::role::Permission;

use super::Desk;
use crate::error::Error;
use crate::store::drafts::DraftId;

impl Desk {
    /// Notes that an element changes: what stood there before, and what shows the change. The new value is the field itself.
    ///
    /// # Errors
    /// `change-not-an-element` for a field that F-1.06 does not change or a service without it; `change-proof`,
    /// `text-too-long`; `role-not-allowed`, `draft-unknown`, or what the store says.
    pub fn change(
        &self,
        draft: DraftId,
        field: Field,
        before: &str,
        proof: &str,
    ) -> Result<(), Error> {
        self.may(Permission::Record)?;
        let change = Change::new(field, before, proof)?;
        if !self.facts(draft)?.draft.service.elements().contains(&field) {
            return Err(ChangeError::NotAnElement.into());
        }
        Ok(self
            .store
            .put_change(draft, &change, &self.operator, &self.now())?)
    }

    /// Takes a change back.
    ///
    /// # Errors
    /// `role-not-allowed`, `draft-unknown`, or what the store says.
    pub fn withdraw_change(&self, draft: DraftId, field: Field) -> Result<(), Error> {
        self.may(Permission::Record)?;
        Ok(self
            .store
            .withdraw_change(draft, field, &self.operator, &self.now())?)
    }
}
