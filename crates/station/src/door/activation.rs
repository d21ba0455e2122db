//! The first start: what the province's file says, and the station that is made of it.

use std::sync::{Arc, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rekam_domain::code::ErrorCode;
use rekam_domain::region;
use rekam_domain::role::Permission;
use rekam_protocol::documents::Activation;
use rekam_protocol::ids::OperatorId;
use rekam_protocol::signed;
use zeroize::Zeroizing;

use super::{ActivationView, ApiError, Front, Loket, NamedOperator, office};
use crate::activation::{Request, activate, fingerprint};
use crate::error::Error;

/// Shows what an activation says: the text of its QR code, or the file that was put before.
pub(super) fn look(loket: &Arc<Loket>, text: Option<String>) -> Result<ActivationView, ApiError> {
    if let Some(text) = text {
        keep(loket, from_text(&text)?);
    }
    let file = kept(loket)?;
    let activation = signed::verify_with_own_key(&file, |file: &Activation| file.signing_key)
        .map_err(Error::from)?;
    Ok(shown(&activation))
}

/// Activates the station with what was looked at last, and logs its first operator in.
pub(super) fn accept(
    loket: &Arc<Loket>,
    operator: OperatorId,
    password: String,
) -> Result<Front, ApiError> {
    let password = Zeroizing::new(password);
    let file = kept(loket)?;
    let request = Request {
        activation: &file,
        // The people at the desk have compared the fingerprint on the screen.
        expected: None,
        first: &operator,
        password: &password,
        cost: loket.cost,
    };
    activate(&loket.root, &request, &loket.clock.stamp())?;
    loket.log_in(|station| station.unlock(&operator, &password))?;
    *loket
        .activation
        .lock()
        .unwrap_or_else(PoisonError::into_inner) = None;
    office::front(loket)
}

/// Keeps a file for [`look`].
pub(super) fn keep(loket: &Loket, file: Vec<u8>) {
    *loket
        .activation
        .lock()
        .unwrap_or_else(PoisonError::into_inner) = Some(Zeroizing::new(file));
}

fn kept(loket: &Loket) -> Result<Zeroizing<Vec<u8>>, ApiError> {
    loket
        .activation
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .clone()
        .ok_or_else(|| ApiError::of(ErrorCode::DocumentMalformed))
}

/// A scanner types what stands in the QR code: base64url, perhaps with line ends and padding.
fn from_text(text: &str) -> Result<Vec<u8>, ApiError> {
    let text: String = text
        .chars()
        .filter(|letter| !letter.is_whitespace() && *letter != '=')
        .collect();
    URL_SAFE_NO_PAD
        .decode(text)
        .map_err(|_| ApiError::of(ErrorCode::DocumentMalformed))
}

fn shown(activation: &Activation) -> ActivationView {
    ActivationView {
        province: activation.province.clone(),
        station: activation.station.to_string(),
        station_name: activation.station_name.clone(),
        place: region::region(&activation.place)
            .map_or_else(|| activation.place.clone(), region::Region::path),
        lease_from: activation.lease.from,
        lease_until: activation.lease.until,
        lease_records: activation.lease.records,
        operators: activation
            .operators
            .iter()
            .filter(|named| named.role.is_person())
            .map(|named| NamedOperator {
                id: named.id.to_string(),
                name: named.name.clone(),
                role: named.role,
                may_begin: named.role.may(Permission::Administer),
            })
            .collect(),
        fingerprint: fingerprint(&activation.signing_key).to_string(),
    }
}
