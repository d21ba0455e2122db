//! Who works at the desk: a supervisor's word, new colleagues, passwords, and a renewed activation.

use std::sync::{Arc, PoisonError};

use rekam_domain::enrollment::Refusal;
use rekam_domain::role::{Permission, Role};
use rekam_protocol::documents::{Activation, KeyAnnouncement};
use rekam_protocol::ids::OperatorId;
use rekam_protocol::keys::SigningKey;
use rekam_protocol::signed;

use super::Desk;
use crate::activation::{self, ActivationError, announce, fingerprint, role_of};
use crate::error::Error;
use crate::home::write_atomically;
use crate::store::StoreError;
use crate::store::audit::Event;
use crate::store::settings::Setting;
use crate::vault::{Keys, Plate};

/// The word of a supervisor who came to somebody else's desk and showed who they are: needed for exceptions and second
/// records. Nobody gives it for what they record themselves.
#[derive(Debug)]
pub struct Supervision {
    approver: OperatorId,
    role: Role,
}

impl Supervision {
    /// Whose word it is.
    #[must_use]
    pub const fn approver(&self) -> &OperatorId {
        &self.approver
    }

    /// In which role it was given.
    #[must_use]
    pub const fn role(&self) -> Role {
        self.role
    }
}

impl Desk {
    /// Those who may approve what is recorded at this desk now: supervisors with a password here, but for who is logged in.
    #[must_use]
    pub fn approvers(&self) -> Vec<OperatorId> {
        let activation = self.activation();
        self.station
            .vault()
            .operators()
            .map(|(id, _)| id)
            .filter(|id| **id != self.operator)
            .filter(|id| {
                role_of(&activation, id).is_ok_and(|role| role.may(Permission::ApproveException))
            })
            .cloned()
            .collect()
    }

    /// A supervisor comes to the desk and gives a password for one decision; the operator stays logged in.
    ///
    /// # Errors
    /// As [`crate::station::Station::unlock`], `role-not-allowed` for somebody who is no supervisor, and `own-approval` for
    /// who is logged in.
    pub fn countersign(
        &self,
        supervisor: &OperatorId,
        password: &str,
    ) -> Result<Supervision, Error> {
        if *supervisor == self.operator {
            return Err(Refusal::OwnApproval.into());
        }
        let role = role_of(&self.activation(), supervisor)?;
        if !role.may(Permission::ApproveException) {
            return Err(Refusal::RoleNotAllowed.into());
        }
        let wrong_before = self
            .station
            .try_password(supervisor, password)?
            .wrong_before;
        self.note(Event::Countersigned {
            supervisor: supervisor.clone(),
            wrong_before,
        })?;
        Ok(Supervision {
            approver: supervisor.clone(),
            role,
        })
    }

    /// Gives a colleague whom the province names a key slot and a signing key of their own, and announces the key.
    ///
    /// # Errors
    /// `role-not-allowed`, `operator-not-here` for somebody the activation does not name, `operator-already-here` for who
    /// has a slot, `password-too-short`, or what the disk says.
    pub fn admit(&self, colleague: &OperatorId, password: &str) -> Result<(), Error> {
        self.may(Permission::Administer)?;
        role_of(&self.activation(), colleague)?;
        let known = self
            .station
            .vault()
            .operators()
            .any(|(id, _)| id == colleague);
        if known {
            // A new slot would put a new signing key in the place of one whose records are on their way.
            return Err(ActivationError::OperatorKnown.into());
        }
        let keys = Keys {
            store: self.keys.store.clone(),
            operator: SigningKey::generate()?,
        };
        self.set_slot(colleague, &keys, password)?;
        self.refresh_announcement()
    }

    /// Changes one's own password; the old one is asked again, and counts as a try.
    ///
    /// # Errors
    /// As [`crate::station::Station::unlock`], `password-too-short`, or what the disk says.
    pub fn change_password(&self, old: &str, new: &str) -> Result<(), Error> {
        let opened = self.station.try_password(&self.operator, old)?;
        self.set_slot(&self.operator, &opened.keys, new)
    }

    /// Opens the slot of a colleague who is locked out.
    ///
    /// # Errors
    /// `role-not-allowed`, `operator-not-here`, or what the disk says.
    pub fn release(&self, colleague: &OperatorId) -> Result<(), Error> {
        self.may(Permission::Administer)?;
        let path = self.station.home.desk().vault();
        self.station.vault().release(&path, colleague)?;
        Ok(self.note(Event::SlotReleased {
            operator: colleague.clone(),
        })?)
    }

    /// Takes in a newer activation of the same province for the same station: lease, operators, sealing key.
    /// Colleagues it no longer names lose their slots.
    ///
    /// # Errors
    /// `role-not-allowed`; a file that is not genuine, of another station, or older than the one in force; or what the
    /// disk says.
    pub fn renew(&self, file: &[u8]) -> Result<(), Error> {
        self.may(Permission::Administer)?;
        self.put_in_force(file, Some(&self.operator))
    }

    /// Takes in the renewed activation that a line or a stick has brought, if one did: the province itself gave it, so nobody
    /// at the desk needs to be asked. Answers whether there was one.
    ///
    /// # Errors
    /// As [`Desk::renew`], without `role-not-allowed`.
    pub fn take_renewal(&self) -> Result<bool, Error> {
        let file = self.store.setting(Setting::Renewal)?.unwrap_or_default();
        if file.is_empty() {
            return Ok(false);
        }
        let taken = self.put_in_force(&file, None);
        // Taken in or not, it is looked at once; the province gives it again to who asks.
        self.store.set(Setting::Renewal, &[])?;
        taken.map(|()| true)
    }

    fn put_in_force(&self, file: &[u8], by: Option<&OperatorId>) -> Result<(), Error> {
        let present = self.activation();
        let newer: Activation = signed::verify(file, &present.signing_key)?;
        if newer.station != present.station {
            return Err(ActivationError::OtherStation.into());
        }
        if newer.signing_key != present.signing_key {
            return Err(ActivationError::Fingerprint.into());
        }
        if newer.issued_at < present.issued_at {
            return Err(ActivationError::Older.into());
        }
        if newer == *present {
            return Ok(());
        }
        let issued_by = fingerprint(&newer.signing_key).to_string();
        self.store.take_in_activation(
            file,
            newer.lease != present.lease,
            issued_by,
            by,
            &self.now(),
        )?;
        self.revoke_unnamed(&newer)?;
        if newer.sealing_key != present.sealing_key {
            let path = self.station.home.desk().vault();
            self.station
                .vault()
                .reseal_recovery(&path, &self.keys.store, &newer.sealing_key)?;
        }
        *self
            .activation
            .write()
            .unwrap_or_else(PoisonError::into_inner) = Arc::new(newer);
        self.forget_templates_unless_allowed()?;
        self.forget_extract_unless_allowed()?;
        self.refresh_plate();
        self.refresh_announcement()
    }

    /// Sets the days that packets are kept after receipt and final status, as the province says.
    ///
    /// # Errors
    /// `role-not-allowed`, or what the store says.
    pub fn keep_packets_for(&self, days: u64) -> Result<(), Error> {
        self.may(Permission::Administer)?;
        Ok(self
            .store
            .set_retention(days, &self.operator, &self.now())?)
    }

    /// Puts the names of the activation on the door. Best effort: a name must not keep anybody out.
    pub(super) fn refresh_plate(&self) {
        let path = self.station.home.desk().vault();
        let plate = Plate::of(&self.activation());
        if let Err(error) = self.station.vault().set_plate(&path, plate) {
            tracing::warn!(code = %error.code(), "the names on the door");
        }
    }

    fn revoke_unnamed(&self, activation: &Activation) -> Result<(), Error> {
        let path = self.station.home.desk().vault();
        let mut vault = self.station.vault();
        let gone: Vec<OperatorId> = vault
            .operators()
            .map(|(id, _)| id.clone())
            .filter(|id| role_of(activation, id).is_err())
            .collect();
        for operator in gone {
            vault.revoke(&path, &operator)?;
        }
        Ok(())
    }

    fn set_slot(&self, operator: &OperatorId, keys: &Keys, password: &str) -> Result<(), Error> {
        let path = self.station.home.desk().vault();
        self.station
            .vault()
            .set_slot(&path, operator, keys, password, self.station.cost)?;
        Ok(self.note(Event::SlotSet {
            operator: operator.clone(),
        })?)
    }

    /// Signs a new key announcement if the one on disk does not name the operators of the vault: after somebody was
    /// admitted, and at login after a power cut in between.
    pub(super) fn refresh_announcement(&self) -> Result<(), Error> {
        let folder = self.station.home.desk();
        let bytes = activation::announcement(&folder)?;
        let known: Result<KeyAnnouncement, _> =
            signed::verify(&bytes, &self.station_key.verifying_key());
        let vault = self.station.vault();
        let complete = known.is_ok_and(|known| {
            known.sealing_key.is_some()
                && known.operators.len() == vault.operators().count()
                && vault
                    .operators()
                    .zip(&known.operators)
                    .all(|((id, key), named)| *id == named.id && *key == named.key)
        });
        if complete {
            return Ok(());
        }
        let last = self
            .store
            .number(Setting::AnnouncementSequence)?
            .unwrap_or_default();
        let sequence = u32::try_from(last + 1).map_err(|_| StoreError::Foreign("sequence"))?;
        // The number is used up first: a cut leaves a gap, never two announcements of one number.
        self.store
            .set_number(Setting::AnnouncementSequence, sequence.into())?;
        let announcement = announce(&self.activation(), &self.station_key, &vault, sequence)?;
        Ok(write_atomically(&folder.announcement(), &announcement)?)
    }
}
