//! The station as a face device: other programs on this machine find our camera as one, while somebody is logged in and nobody
//! is being recorded.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use rekam_domain::code::ErrorCode;
use rekam_sbi::message::DeviceStatus;
use rekam_sbi::own::{FaceDevice, FaceShot, FaceSource, Refused};

use super::{ApiError, CameraState, FaceDeviceView, Loket};
use crate::desk::Face;

/// How often it is looked whether the device should answer.
const PAUSE: Duration = Duration::from_secs(2);
/// Between two looks at the camera's picture: five a second, where SBI asks for three.
const BETWEEN_FRAMES: Duration = Duration::from_millis(200);

/// The device while it answers, and what keeps it from answering.
#[derive(Default)]
pub(super) struct FaceDoor {
    held: Mutex<Held>,
}

#[derive(Default)]
struct Held {
    device: Option<FaceDevice>,
    code: Option<ErrorCode>,
    looked_at: Option<Instant>,
}

impl FaceDoor {
    /// Ends the device: nobody is logged in any more, or it was switched off.
    pub(super) fn shut(&self) {
        *self.lock() = Held::default();
    }

    fn lock(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Opens the door where the station is a face device and somebody is logged in.
pub(super) fn tend(loket: &Arc<Loket>) {
    let mut held = loket.face.lock();
    let rested = held.looked_at.is_none_or(|at| at.elapsed() >= PAUSE);
    if held.device.is_some() || !rested {
        return;
    }
    let Ok(desk) = loket.desk() else {
        return;
    };
    held.looked_at = Some(Instant::now());
    let Ok(Some(signer)) = desk.face_signer() else {
        return;
    };
    // One that is no longer good is made anew by who switches it on again.
    if !signer.is_good(desk.party().clock.stamp().wall) {
        held.code = Some(ErrorCode::DeviceUntrusted);
        return;
    }
    let source = Arc::new(Source {
        loket: Arc::downgrade(loket),
        shooting: AtomicBool::new(false),
    });
    match FaceDevice::begin(desk.face_name(), signer, source) {
        Ok(device) => {
            *held = Held {
                device: Some(device),
                ..Held::default()
            }
        }
        Err(error) => held.code = Some(error.code()),
    }
}

/// How it stands.
pub(super) fn standing(loket: &Arc<Loket>) -> Result<FaceDeviceView, ApiError> {
    let signer = loket.desk()?.face_signer()?;
    let held = loket.face.lock();
    Ok(FaceDeviceView {
        on: signer.is_some(),
        port: held.device.as_ref().map(FaceDevice::port),
        certificate: signer.map(|signer| signer.root().to_owned()),
        code: held.code,
    })
}

/// Makes the station a face device, or none.
pub(super) fn switch(loket: &Arc<Loket>, on: bool) -> Result<FaceDeviceView, ApiError> {
    loket.desk()?.switch_face_device(on)?;
    loket.face.shut();
    tend(loket);
    standing(loket)
}

/// The desk's camera as a source of faces.
struct Source {
    loket: Weak<Loket>,
    /// Whether another program waits for a face already.
    shooting: AtomicBool,
}

impl FaceSource for Source {
    fn status(&self) -> DeviceStatus {
        let Some(loket) = self.loket.upgrade() else {
            return DeviceStatus::NotReady;
        };
        let (camera, _) = loket.lens.status();
        if loket.is_recording() || self.shooting.load(Ordering::Relaxed) {
            DeviceStatus::Busy
        } else if loket.desk().is_ok() && camera.state == CameraState::Streaming {
            DeviceStatus::Ready
        } else {
            DeviceStatus::NotReady
        }
    }

    fn now(&self) -> DateTime<Utc> {
        let loket = self.loket.upgrade();
        loket.map_or(DateTime::UNIX_EPOCH, |loket| loket.clock.stamp().wall)
    }

    fn frame(&self) -> Option<Vec<u8>> {
        std::thread::sleep(BETWEEN_FRAMES);
        let loket = self.loket.upgrade()?;
        // Whoever sits at the desk is nobody else's to look at.
        if loket.is_recording() || loket.desk().is_err() {
            return None;
        }
        Some(loket.lens.newest().ok()?.jpeg.bytes().to_vec())
    }

    fn shoot(&self, wanted: u8, patience: Duration) -> Result<FaceShot, Refused> {
        if self.shooting.swap(true, Ordering::AcqRel) {
            return Err(Refused::Busy);
        }
        let shot = self.best(wanted, patience);
        self.shooting.store(false, Ordering::Release);
        shot
    }
}

impl Source {
    /// The first face that is good enough, or the best until the time is over.
    fn best(&self, wanted: u8, patience: Duration) -> Result<FaceShot, Refused> {
        let began = Instant::now();
        let mut best: Result<Face, Refused> = Err(Refused::NothingSeen);
        loop {
            let loket = self.loket.upgrade().ok_or(Refused::Camera)?;
            let desk = loket.desk().map_err(|_| Refused::Camera)?;
            if loket.is_recording() {
                return Err(Refused::Busy);
            }
            let frame = loket.lens.newest().map_err(|_| Refused::Camera)?;
            if let Ok(face) = desk.face(frame.jpeg.bytes())
                && best.as_ref().is_ok_and(|kept| kept.quality < face.quality) | best.is_err()
            {
                best = Ok(face);
            }
            let enough = best.as_ref().is_ok_and(|face| face.quality >= wanted);
            if enough || began.elapsed() >= patience {
                let shot = best?.shot()?;
                // Who cannot be logged is not given.
                desk.gave_face().map_err(|_| Refused::Camera)?;
                return Ok(shot);
            }
            std::thread::sleep(BETWEEN_FRAMES);
        }
    }
}
