//! Around the sitting: login, check list, services, cameras.

use std::sync::Arc;

use rekam_camera::{FieldOfView, Format};
use rekam_domain::code::ErrorCode;
use rekam_domain::role::Permission;
use rekam_domain::service::Service;
use rekam_protocol::ids::OperatorId;
use zeroize::Zeroizing;

use super::{
    ApiError, CameraState, CameraTrial, CameraView, Check, CheckState, CheckedPart, Colleague,
    Front, Label, LineState, Loket, Me, ServiceView, Stage, Status, TestPicture, status,
};
use crate::Desk;
use crate::desk::Preferences;
use crate::lease::Nearness;

/// What there is before and after a login.
pub(super) fn front(loket: &Arc<Loket>) -> Result<Front, ApiError> {
    let stage = loket.stage()?;
    let mut front = Front {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        stage,
        station: None,
        station_name: None,
        operators: Vec::new(),
        demo: loket.demo.clone(),
        operator: None,
    };
    if stage == Stage::Activate {
        return Ok(front);
    }
    let station = loket.station()?;
    let mut plate = station.plate();
    front.station = Some(station.id().to_string());
    front.station_name = plate.station_name;
    front.operators = station
        .operators()
        .into_iter()
        .map(|id| Colleague {
            name: plate.operators.remove(&id),
            id: id.to_string(),
        })
        .collect();
    if let Ok(desk) = loket.desk() {
        front.operator = Some(me(&desk));
    }
    Ok(front)
}

fn me(desk: &Desk) -> Me {
    let activation = desk.activation();
    let name = |id: &OperatorId| {
        let mut operators = activation.operators.iter();
        operators
            .find(|named| named.id == *id)
            .map(|named| named.name.clone())
    };
    Me {
        id: desk.operator().to_string(),
        name: name(desk.operator()),
        role: desk.role(),
        may: Permission::ALL
            .iter()
            .copied()
            .filter(|permission| desk.role().may(*permission))
            .collect(),
        approvers: desk
            .approvers()
            .into_iter()
            .map(|id| Colleague {
                name: name(&id),
                id: id.to_string(),
            })
            .collect(),
    }
}

/// Opens the desk.
pub(super) fn unlock(
    loket: &Arc<Loket>,
    operator: OperatorId,
    password: String,
) -> Result<Front, ApiError> {
    let password = Zeroizing::new(password);
    loket.log_in(|station| station.unlock(&operator, &password))?;
    front(loket)
}

/// Leaves the desk.
pub(super) fn lock(loket: &Arc<Loket>) -> Result<Front, ApiError> {
    loket.log_out()?;
    front(loket)
}

/// A new password for who is logged in.
pub(super) fn password_change(
    loket: &Arc<Loket>,
    old: String,
    new: String,
) -> Result<(), ApiError> {
    let (old, new) = (Zeroizing::new(old), Zeroizing::new(new));
    Ok(loket.desk()?.change_password(&old, &new)?)
}

/// Gives a colleague a password of their own.
pub(super) fn colleague_admit(
    loket: &Arc<Loket>,
    operator: OperatorId,
    password: String,
) -> Result<(), ApiError> {
    let password = Zeroizing::new(password);
    Ok(loket.desk()?.admit(&operator, &password)?)
}

/// The services of F-1.02, in the order of the form.
pub(super) fn services(_: &Arc<Loket>) -> Result<Vec<ServiceView>, ApiError> {
    Ok(Service::ALL
        .iter()
        .map(|service| ServiceView {
            service: *service,
            label: Label::of(|language| service.label(language).to_owned()),
            product: service.product(),
            prior: service.prior_recording(),
        })
        .collect())
}

/// The cameras that can be opened.
pub(super) fn cameras(loket: &Arc<Loket>) -> Result<Vec<CameraView>, ApiError> {
    let cameras = loket.lens.list().map_err(ApiError::of)?;
    Ok(cameras
        .into_iter()
        .map(|(camera, chosen)| CameraView {
            id: camera.id.as_str().to_owned(),
            label: camera.label,
            node: camera.node,
            formats: camera.formats.iter().map(shown).collect(),
            chosen,
        })
        .collect())
}

fn shown(format: &Format) -> String {
    let rates: Vec<String> = format.rates.iter().map(ToString::to_string).collect();
    let (width, height, encoding) = (format.width, format.height, format.encoding);
    format!("{width}x{height} {encoding} {} /s", rates.join(", "))
}

/// How the camera in use fares.
pub(super) fn camera_trial(loket: &Arc<Loket>) -> Result<CameraTrial, ApiError> {
    let picture = loket.lens.newest().ok().map(|frame| TestPicture {
        bytes: frame.jpeg.bytes().len(),
        code: rekam_photo::decode(frame.jpeg.bytes())
            .err()
            .map(|error| error.code()),
    });
    Ok(CameraTrial {
        picture,
        ..loket.lens.trial()
    })
}

/// The field of view, in degrees, of a camera that sees a card over `share` of its picture's width.
pub(super) fn camera_measure(
    _: &Arc<Loket>,
    share: f32,
    distance_cm: f32,
) -> Result<f32, ApiError> {
    let field = FieldOfView::from_card(share, distance_cm * 10.0);
    let degrees = field.map(|field| field.degrees().round());
    degrees.ok_or_else(|| ApiError::of(ErrorCode::FieldOfView))
}

/// How the people at this desk like it.
pub(super) fn settings(loket: &Arc<Loket>) -> Result<Preferences, ApiError> {
    Ok(loket.desk()?.preferences()?)
}

/// Keeps how they like it from now on; another camera is opened at once, and knobs are turned.
pub(super) fn settings_put(
    loket: &Arc<Loket>,
    settings: Preferences,
) -> Result<Preferences, ApiError> {
    let desk = loket.desk()?;
    desk.set_preferences(&settings)?;
    loket.lens.like(&settings);
    Ok(desk.preferences()?)
}

/// Whether the station is ready to work.
pub(super) fn checks(loket: &Arc<Loket>) -> Result<Vec<Check>, ApiError> {
    let now = status::now(loket)?;
    Ok(vec![
        key(&now),
        lease(&now),
        clock(loket),
        disk(loket, &now),
        mirror(&now),
        camera(&now),
        province(&now),
    ])
}

fn check(what: CheckedPart, state: CheckState, code: Option<ErrorCode>) -> Check {
    Check {
        what,
        state,
        code,
        detail: None,
    }
}

fn key(now: &Status) -> Check {
    let (state, code) = match now.stage {
        Stage::Activate => (CheckState::Bad, Some(ErrorCode::StationNotActivated)),
        Stage::Locked | Stage::Open => (CheckState::Good, None),
    };
    check(CheckedPart::Key, state, code)
}

fn lease(now: &Status) -> Check {
    let Some(lease) = &now.lease else {
        return check(CheckedPart::Lease, CheckState::Unknown, None);
    };
    let (state, code) = match lease.nearness {
        Nearness::Far => (CheckState::Good, None),
        Nearness::Near | Nearness::VeryNear => (CheckState::Warning, Some(ErrorCode::LeaseNear)),
        Nearness::Over => (CheckState::Bad, Some(ErrorCode::LeaseOver)),
    };
    Check {
        detail: Some(format!("{} / {}", lease.days_left, lease.records_left)),
        ..check(CheckedPart::Lease, state, code)
    }
}

pub(super) fn clock(loket: &Loket) -> Check {
    let now = loket.clock.stamp();
    let (state, code) = match loket.clock.ahead() {
        Some(_) => (CheckState::Bad, Some(ErrorCode::ClockWrong)),
        None if now.trusted => (CheckState::Good, None),
        None => (CheckState::Warning, Some(ErrorCode::ClockNotConfirmed)),
    };
    Check {
        detail: Some(crate::view::moment(now.wall)),
        ..check(CheckedPart::Clock, state, code)
    }
}

fn disk(loket: &Loket, now: &Status) -> Check {
    let salvage = loket.desk().ok().map(|desk| desk.store().last_salvage());
    if let Some(Ok(Some(salvage))) = salvage {
        let lost = salvage.lost.iter().map(u32::to_string);
        return Check {
            detail: Some(lost.collect::<Vec<_>>().join(", ")),
            ..check(
                CheckedPart::Disk,
                CheckState::Bad,
                Some(ErrorCode::StoreSalvaged),
            )
        };
    }
    let Some(disk) = &now.disk else {
        return check(CheckedPart::Disk, CheckState::Unknown, None);
    };
    let (state, code) = match disk.nearness {
        Nearness::Far => (CheckState::Good, None),
        Nearness::Near | Nearness::VeryNear => (CheckState::Warning, Some(ErrorCode::DiskNear)),
        Nearness::Over => (CheckState::Bad, Some(ErrorCode::DiskFull)),
    };
    Check {
        detail: Some(disk.people.to_string()),
        ..check(CheckedPart::Disk, state, code)
    }
}

/// A crew may do without a mirror; one that is kept must be able to follow.
fn mirror(now: &Status) -> Check {
    let Some(mirror) = &now.mirror else {
        return check(CheckedPart::Mirror, CheckState::Unknown, None);
    };
    let state = match mirror.code {
        Some(_) => CheckState::Warning,
        None => CheckState::Good,
    };
    Check {
        detail: Some(mirror.label.clone()),
        ..check(CheckedPart::Mirror, state, mirror.code)
    }
}

pub(super) fn camera(now: &Status) -> Check {
    let state = match now.camera.state {
        CameraState::Streaming => CheckState::Good,
        CameraState::Opening => CheckState::Unknown,
        CameraState::Stalled => CheckState::Warning,
        CameraState::None if now.stage != Stage::Open => CheckState::Unknown,
        CameraState::None | CameraState::Lost | CameraState::Busy | CameraState::Denied => {
            CheckState::Bad
        }
    };
    Check {
        detail: now.camera.label.clone(),
        ..check(CheckedPart::Camera, state, now.camera.code)
    }
}

/// A station works without a line, so that none is only worth a warning.
fn province(now: &Status) -> Check {
    let state = match now.line.state {
        LineState::Online | LineState::Sending => CheckState::Good,
        LineState::Unknown => CheckState::Unknown,
        LineState::Offline | LineState::Paused => CheckState::Warning,
    };
    check(CheckedPart::Province, state, now.line.code)
}
