//! Activation: from the province's signed file to a whole station, in one rename.
//!
//! Everything is built beside the desk and moved in at the end, so that `kill -9` at any moment leaves nothing or a whole
//! station. Activating again with the same file does nothing, and says what it said the first time.

use std::path::Path;

use rekam_domain::code::ErrorCode;
use rekam_domain::enrollment::Refusal;
use rekam_domain::role::{Permission, Role};
use rekam_protocol::digest::Digest;
use rekam_protocol::documents::{Activation, KeyAnnouncement, OperatorKey, token_proof};
use rekam_protocol::ids::{OperatorId, StationId};
use rekam_protocol::keys::{SigningKey, VerifyingKey};
use rekam_protocol::lockbox::Cost;
use rekam_protocol::signed;
use rekam_protocol::time::Stamp;
use zeroize::Zeroizing;

use crate::error::Error;
use crate::home::{Folder, Home, HomeError, write_atomically};
use crate::rescue;
use crate::store::audit::{Event, Scraps};
use crate::store::settings::Setting;
use crate::store::{Store, StoreError, StoreKey};
use crate::vault::{Keys, Vault};

/// Why an activation file is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ActivationError {
    /// No activation has finished here.
    #[error("the station is not activated")]
    Absent,
    /// The folder already is another station.
    #[error("the folder already is another station")]
    OtherStation,
    /// The file is signed by another province key than expected.
    #[error("the fingerprint of the province's key does not match")]
    Fingerprint,
    /// The file is older than the one in use.
    #[error("the file is older than the one in use")]
    Older,
    /// The file does not name this operator.
    #[error("the file does not name this operator")]
    OperatorNotNamed,
    /// The operator has a key slot already.
    #[error("the operator has a key slot already")]
    OperatorKnown,
}

impl ActivationError {
    /// The code that people and scripts see.
    #[must_use]
    pub const fn code(&self) -> ErrorCode {
        match self {
            Self::Absent => ErrorCode::StationNotActivated,
            Self::OtherStation => ErrorCode::ActivationOtherStation,
            Self::Fingerprint => ErrorCode::ActivationFingerprint,
            Self::Older => ErrorCode::ActivationOlder,
            Self::OperatorNotNamed => ErrorCode::OperatorNotHere,
            Self::OperatorKnown => ErrorCode::OperatorAlreadyHere,
        }
    }
}

/// What a person compares by phone or on paper: the SHA-256 of the province's public signing key.
#[must_use]
pub fn fingerprint(key: &VerifyingKey) -> Digest {
    Digest::of(&key.to_bytes())
}

/// What is needed to activate a station.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The signed file of the province.
    pub activation: &'a [u8],
    /// What the province told about its key by another way; without it the file is taken at its word.
    pub expected: Option<Digest>,
    /// Who sits at the machine: a supervisor or technician whom the file names.
    pub first: &'a OperatorId,
    /// That person's password.
    pub password: &'a str,
    /// What one try of a password costs: [`Cost::RECOMMENDED`] everywhere but in tests.
    pub cost: Cost,
}

/// A station that exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Activated {
    /// The station.
    pub station: StationId,
    /// Fingerprint of the province's key, to be compared by people.
    pub fingerprint: Digest,
    /// The signed key announcement for the province.
    pub announcement: Vec<u8>,
    /// Whether it came into being just now.
    pub new: bool,
}

/// The moments between which a power cut may fall; each is a point at which tests cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Done {
    Site,
    Store,
    Settings,
    Vault,
    Announcement,
    MovedIn,
}

/// Activates the station at `root`. Safe to repeat after any interruption.
///
/// # Errors
/// A file that is not genuine or not for this folder, an operator it does not name or who may not administer, a short
/// password, or what the disk says.
pub fn activate(root: &Path, request: &Request<'_>, now: &Stamp) -> Result<Activated, Error> {
    activate_step_by_step(root, request, now, &mut |_| Ok(()))
}

pub(crate) fn activate_step_by_step(
    root: &Path,
    request: &Request<'_>,
    now: &Stamp,
    after: &mut dyn FnMut(Done) -> Result<(), HomeError>,
) -> Result<Activated, Error> {
    let activation: Activation =
        signed::verify_with_own_key(request.activation, |file: &Activation| file.signing_key)?;
    let fingerprint = fingerprint(&activation.signing_key);
    if request
        .expected
        .is_some_and(|expected| expected != fingerprint)
    {
        return Err(ActivationError::Fingerprint.into());
    }
    let role = role_of(&activation, request.first)?;
    if !role.may(Permission::Administer) {
        return Err(Refusal::RoleNotAllowed.into());
    }
    let home = Home::hold(root)?;
    let station = activation.station.clone();
    if home.is_activated() {
        if Vault::load(&home.desk().vault())?.station() != &station {
            return Err(ActivationError::OtherStation.into());
        }
        let announcement = announcement(&home.desk())?;
        return Ok(Activated {
            station,
            fingerprint,
            announcement,
            new: false,
        });
    }
    let (site, swept) = home.fresh_building_site()?;
    after(Done::Site)?;
    let announcement = build(&site, swept, request, &activation, now, after)?;
    home.move_in(&site)?;
    after(Done::MovedIn)?;
    Ok(Activated {
        station,
        fingerprint,
        announcement,
        new: true,
    })
}

/// Builds a whole station in `site`, where `swept` files of an interrupted one had lain, and returns its key announcement.
fn build(
    site: &Folder,
    swept: u32,
    request: &Request<'_>,
    activation: &Activation,
    now: &Stamp,
    after: &mut dyn FnMut(Done) -> Result<(), HomeError>,
) -> Result<Vec<u8>, Error> {
    let station_key = SigningKey::generate()?;
    let keys = Keys {
        store: StoreKey::generate()?,
        operator: SigningKey::generate()?,
    };
    let store = Store::create(&site.store(), &keys.store)?;
    after(Done::Store)?;
    store.set(Setting::StationSeed, station_key.seed().as_ref())?;
    store.set(Setting::Activation, request.activation)?;
    store.set_number(Setting::LeaseBase, 0)?;
    store.set_number(Setting::AnnouncementSequence, 1)?;
    let issued_by = fingerprint(&activation.signing_key).to_string();
    store.note(Event::Activated { issued_by }, Some(request.first), now)?;
    store.note_swept(Scraps::Activation, swept, now)?;
    store.close()?;
    rescue::keep_spare_pages(site, &keys.store)?;
    after(Done::Settings)?;
    let vault = Vault::new(
        activation.station.clone(),
        &activation.sealing_key,
        request.first,
        &keys,
        request.password,
        request.cost,
    )?;
    vault.save(&site.vault())?;
    after(Done::Vault)?;
    let announcement = announce(activation, &station_key, &vault, 1)?;
    write_atomically(&site.announcement(), &announcement)?;
    after(Done::Announcement)?;
    Ok(announcement)
}

/// The signed list of the station's public keys.
pub(crate) fn announce(
    activation: &Activation,
    station_key: &SigningKey,
    vault: &Vault,
    sequence: u32,
) -> Result<Vec<u8>, Error> {
    let token = Zeroizing::new(activation.token.into_array());
    let document = KeyAnnouncement {
        station: activation.station.clone(),
        station_key: station_key.verifying_key(),
        token_proof: token_proof(&token, &station_key.verifying_key()),
        operators: vault
            .operators()
            .map(|(id, key)| OperatorKey {
                id: id.clone(),
                key: *key,
            })
            .collect(),
        sequence,
        sealing_key: Some(station_key.opening_key()?.sealing_key()),
    };
    Ok(signed::sign(&document, station_key)?)
}

/// The signed key announcement of a finished station.
pub(crate) fn announcement(desk: &Folder) -> Result<Vec<u8>, HomeError> {
    Ok(std::fs::read(desk.announcement())?)
}

/// The activation in the store, checked again with the key it was accepted with.
pub(crate) fn stored(store: &Store) -> Result<Activation, Error> {
    let bytes = store
        .setting(Setting::Activation)?
        .ok_or(StoreError::Foreign("activation"))?;
    // It was genuine when it was put there. A page that does not read can come back as no bytes at all, without an error.
    let genuine = signed::verify_with_own_key(&bytes, |file: &Activation| file.signing_key);
    Ok(genuine.map_err(|_| StoreError::Unreadable)?)
}

/// What the province lets an operator do.
pub(crate) fn role_of(
    activation: &Activation,
    operator: &OperatorId,
) -> Result<Role, ActivationError> {
    let named = activation
        .operators
        .iter()
        .find(|named| &named.id == operator && named.role.is_person());
    named
        .map(|named| named.role)
        .ok_or(ActivationError::OperatorNotNamed)
}

#[cfg(test)]
mod tests;
