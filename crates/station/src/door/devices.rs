//! Finger and iris devices at the counter: which there are, capturing, and their moving picture while somebody looks at it.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rekam_domain::biometric::{Placement, Site};
use rekam_domain::code::ErrorCode;
use rekam_domain::service::Step;

use super::sitting::sitting;
use super::{ApiError, DeviceView, Loket, Sitting};
use crate::Desk;
use crate::error::Error;
use crate::store::drafts::DraftId;

/// A picture that is not there after this time is asked for again.
const PATIENCE: Duration = Duration::from_secs(3);
/// How long a device goes on showing its picture when nobody asks for it any more.
const UNWATCHED: Duration = Duration::from_secs(2);

/// The devices on this machine.
pub(super) fn list(loket: &Arc<Loket>) -> Result<Vec<DeviceView>, ApiError> {
    let desk = loket.desk()?;
    let found = waits(desk.devices())??;
    Ok(found
        .into_iter()
        .map(|device| DeviceView {
            name: device
                .name
                .map(|name| format!("{} {} {}", name.make, name.model, name.serial)),
            port: device.port,
            placements: device.placements,
            code: device.trouble.map(|trouble| trouble.code()),
        })
        .collect())
}

/// Whether a device is ready that captures at this step.
pub(super) fn works_for(loket: &Arc<Loket>, step: Step) -> Result<bool, ApiError> {
    let found = waits(loket.desk()?.devices())??;
    let takes = |placement: &Placement| {
        let mut sites = Site::all().filter(|site| site.step() == step);
        sites.any(|site| site.placement() == *placement)
    };
    let mut ready = found.iter().filter(|device| device.trouble.is_none());
    Ok(ready.any(|device| device.placements.iter().any(takes)))
}

/// Captures a placement.
pub(super) fn capture(
    loket: &Arc<Loket>,
    draft: DraftId,
    placement: Placement,
) -> Result<Sitting, ApiError> {
    let desk = loket.desk()?;
    waits(desk.capture_placement(draft, placement))??;
    sitting(loket, &desk, draft)
}

/// The moving picture that somebody looks at. At most one device shows one.
#[derive(Default)]
pub(super) struct Watched {
    now: Mutex<Option<Arc<Stream>>>,
}

/// One device's moving picture.
struct Stream {
    placement: Placement,
    shown: Mutex<Shown>,
    news: Condvar,
}

struct Shown {
    /// The newest frame that nobody was given yet.
    frame: Option<Vec<u8>>,
    asked_at: Instant,
    /// Why no more come; nothing while they do.
    ended: Option<ErrorCode>,
}

impl Watched {
    /// The next frame of the device that captures a placement. The first question starts it; it ends when none comes any more.
    pub(super) fn next(
        &self,
        desk: &Arc<Desk>,
        placement: Placement,
    ) -> Result<Vec<u8>, ErrorCode> {
        let stream = self.stream(desk, placement)?;
        let mut shown = stream.shown();
        shown.asked_at = Instant::now();
        let waiting = |shown: &mut Shown| shown.frame.is_none() && shown.ended.is_none();
        let (mut shown, _) = stream
            .news
            .wait_timeout_while(shown, PATIENCE, waiting)
            .unwrap_or_else(PoisonError::into_inner);
        let ended = shown.ended.unwrap_or(ErrorCode::DeviceSilent);
        shown.frame.take().ok_or(ended)
    }

    fn stream(&self, desk: &Arc<Desk>, placement: Placement) -> Result<Arc<Stream>, ErrorCode> {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        let running = now
            .as_ref()
            .filter(|stream| stream.placement == placement && stream.shown().ended.is_none());
        if let Some(stream) = running {
            return Ok(stream.clone());
        }
        let stream = Arc::new(Stream {
            placement,
            shown: Mutex::new(Shown {
                frame: None,
                asked_at: Instant::now(),
                ended: None,
            }),
            news: Condvar::new(),
        });
        let (showing, desk) = (stream.clone(), desk.clone());
        std::thread::Builder::new()
            .name("device-stream".to_owned())
            .spawn(move || showing.show(&desk))
            .map_err(|_| ErrorCode::Internal)?;
        Ok(now.insert(stream).clone())
    }
}

impl Stream {
    /// Takes frames from the device until nobody looks any more.
    fn show(&self, desk: &Desk) {
        let showing = async {
            let mut frames = desk.device_stream(self.placement).await?;
            while let Some(frame) = frames.next().await? {
                let mut shown = self.shown();
                if shown.asked_at.elapsed() > UNWATCHED {
                    break;
                }
                shown.frame = Some(frame);
                self.news.notify_all();
            }
            Ok(())
        };
        let ended = waits(showing).map_or(ErrorCode::Internal, |ended| {
            ended.map_or_else(|error| error.code(), |()| ErrorCode::DeviceSilent)
        });
        self.shown().ended = Some(ended);
        self.news.notify_all();
    }

    fn shown(&self) -> MutexGuard<'_, Shown> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn waits<T>(work: impl Future<Output = Result<T, Error>>) -> Result<Result<T, Error>, ApiError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let runtime = runtime.map_err(|_| ApiError::of(ErrorCode::Internal))?;
    Ok(runtime.block_on(work))
}
