//! A folder of JPEG pictures, played as if a camera took them.

use crate::error::CameraError;
use crate::feed::Feed;
use crate::pace::{self, Beat, FrameRate};
use crate::source::{Camera, CameraId, FrameSource, Wish};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Says when each picture is shown, where the folder has one.
const TIMES: &str = "times.csv";

/// What a replay does after its last picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AtTheEnd {
    /// Starts again with the first picture.
    Loop,
    /// Ends, as if the cable had been pulled: the feed's state becomes [`State::Lost`](crate::State::Lost).
    Stop,
}

/// Plays the `.jpg` and `.jpeg` files of a folder in the order of their names, byte for byte.
///
/// A file `times.csv` in the folder says on each line `name,milliseconds` from the start of a round; its pictures, and
/// only those, are then played in the order and at the distance of their times, the last one for one beat of the rate.
/// Without it every picture lasts one beat.
///
/// The wish's size is not looked at: the pictures are what they are. A file that is no whole JPEG shows nothing for one
/// beat, as a damaged frame of a real camera would.
#[derive(Debug, Clone)]
pub struct Replay {
    folder: PathBuf,
    rate: FrameRate,
    at_the_end: AtTheEnd,
}

impl Replay {
    /// A replay of `folder`; the folder is read when a camera is listed or opened.
    pub fn new(folder: impl Into<PathBuf>, rate: FrameRate, at_the_end: AtTheEnd) -> Self {
        Self {
            folder: folder.into(),
            rate,
            at_the_end,
        }
    }

    fn camera(&self) -> Camera {
        let name = self.folder.file_name().unwrap_or(self.folder.as_os_str());
        let path = self.folder.to_string_lossy();
        Camera {
            id: CameraId::new(path.clone()),
            label: format!("Replay of {}", name.to_string_lossy()),
            node: path.into_owned(),
            formats: Vec::new(),
        }
    }

    /// What one round shows, and for how long.
    fn round(&self) -> Result<Vec<(PathBuf, Duration)>, CameraError> {
        let beat = self.rate.interval();
        let round = match std::fs::read_to_string(self.folder.join(TIMES)) {
            Ok(times) => self.timed(&times).ok_or(CameraError::ReplayEmpty)?,
            Err(_) => self
                .pictures()?
                .into_iter()
                .map(|path| (path, beat))
                .collect(),
        };
        if round.is_empty() {
            return Err(CameraError::ReplayEmpty);
        }
        Ok(round)
    }

    fn pictures(&self) -> Result<Vec<PathBuf>, CameraError> {
        let entries = self
            .folder
            .read_dir()
            .map_err(|_| CameraError::ReplayEmpty)?;
        let mut pictures: Vec<PathBuf> = entries
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| is_jpeg_name(path) && path.is_file())
            .collect();
        pictures.sort();
        Ok(pictures)
    }

    /// `None` if a line says no time.
    fn timed(&self, times: &str) -> Option<Vec<(PathBuf, Duration)>> {
        let lines = times.lines().map(str::trim).filter(|line| !line.is_empty());
        let starts: BTreeMap<u64, &str> = lines
            .map(|line| {
                let (name, at) = line.split_once(',')?;
                Some((at.trim().parse().ok()?, name.trim()))
            })
            .collect::<Option<_>>()?;
        let ends = starts.keys().skip(1).copied().map(Some).chain([None]);
        let lasting = starts.iter().zip(ends).map(|((start, name), end)| {
            let lasts = end.map_or(self.rate.interval(), |end| {
                Duration::from_millis(end - start)
            });
            (self.folder.join(name), lasts)
        });
        Some(lasting.collect())
    }
}

impl FrameSource for Replay {
    fn list(&self) -> Result<Vec<Camera>, CameraError> {
        self.round()?;
        Ok(vec![self.camera()])
    }

    fn open(&self, camera: &CameraId, _wish: Wish) -> Result<Feed, CameraError> {
        let itself = self.camera();
        if *camera != itself.id {
            return Err(CameraError::NotFound);
        }
        let (pictures, at_the_end) = (self.round()?, self.at_the_end);
        Feed::start(move |slot| {
            slot.opened(&itself, None, Vec::new());
            let mut round = pictures.iter();
            pace::play(slot, || {
                let (path, lasts) = match (round.next(), at_the_end) {
                    (Some(picture), _) => picture,
                    (None, AtTheEnd::Stop) => return None,
                    (None, AtTheEnd::Loop) => {
                        round = pictures.iter();
                        round.next()?
                    }
                };
                // A file that went away since is a beat without a picture, not the end of the replay.
                let bytes = std::fs::read(path).unwrap_or_default();
                Some(Beat {
                    bytes,
                    lasts: *lasts,
                })
            })
        })
    }
}

fn is_jpeg_name(path: &Path) -> bool {
    path.extension().is_some_and(|extension| {
        extension.eq_ignore_ascii_case("jpg") || extension.eq_ignore_ascii_case("jpeg")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::State;
    use std::time::Duration;

    const PATIENCE: Duration = Duration::from_secs(20);

    fn picture(shade: u8) -> Vec<u8> {
        let mut bytes = Vec::new();
        jpeg_encoder::Encoder::new(&mut bytes, 80)
            .encode(&[shade; 16 * 16], 16, 16, jpeg_encoder::ColorType::Luma)
            .unwrap();
        bytes
    }

    fn folder(files: &[(&str, Vec<u8>)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes) in files {
            std::fs::write(folder.path().join(name), bytes).unwrap();
        }
        folder
    }

    /// Every frame of a replay, at a rate that a reader on a busy machine can follow.
    fn watch(folder: &Path) -> (Vec<Vec<u8>>, State) {
        let replay = Replay::new(folder, FrameRate::new(2, 1).unwrap(), AtTheEnd::Stop);
        let feed = replay.open(&replay.camera().id, Wish::default()).unwrap();
        let mut seen = Vec::new();
        let mut last = 0;
        while let Some(frame) = feed.newer_than(last, PATIENCE) {
            last = frame.sequence;
            seen.push(frame.jpeg.bytes().to_vec());
        }
        (seen, feed.state())
    }

    #[test]
    fn pictures_come_in_the_order_of_their_names_byte_for_byte_and_then_the_feed_is_lost() {
        let (first, second) = (picture(10), picture(200));
        let folder = folder(&[
            ("b.JPG", second.clone()),
            ("a.jpeg", first.clone()),
            ("notes.txt", b"not a picture".to_vec()),
        ]);
        assert_eq!(watch(folder.path()), (vec![first, second], State::Lost));
    }

    #[test]
    fn a_cut_picture_is_never_shown() {
        let (whole, mut cut) = (picture(10), picture(200));
        cut.truncate(cut.len() - 1);
        let folder = folder(&[("a.jpg", cut), ("b.jpg", whole.clone())]);
        assert_eq!(watch(folder.path()), (vec![whole], State::Lost));
    }

    #[test]
    fn a_loop_starts_again_with_the_first_picture() {
        let folder = folder(&[("a.jpg", picture(10)), ("b.jpg", picture(200))]);
        let replay = Replay::new(folder.path(), FrameRate::THIRTY, AtTheEnd::Loop);
        let feed = replay.open(&replay.camera().id, Wish::default()).unwrap();
        assert!(feed.newer_than(4, PATIENCE).is_some());
        assert_eq!(feed.trouble(), None);
    }

    #[test]
    fn a_folder_without_pictures_or_no_folder_at_all_says_so() {
        let empty = folder(&[("notes.txt", Vec::new())]);
        for path in [empty.path().to_owned(), empty.path().join("missing")] {
            let replay = Replay::new(path, FrameRate::THIRTY, AtTheEnd::Stop);
            assert_eq!(replay.list(), Err(CameraError::ReplayEmpty));
        }
    }

    #[test]
    fn times_set_order_and_length_of_what_is_shown() {
        let folder = folder(&[
            ("a.jpg", picture(10)),
            ("b.jpg", picture(200)),
            ("c.jpg", picture(90)),
            ("times.csv", b"c.jpg,0\n\na.jpg, 1500\n".to_vec()),
        ]);
        let replay = Replay::new(folder.path(), FrameRate::new(2, 1).unwrap(), AtTheEnd::Stop);
        let shown = |name: &str, millis| (folder.path().join(name), Duration::from_millis(millis));
        assert_eq!(
            replay.round(),
            Ok(vec![shown("c.jpg", 1500), shown("a.jpg", 500)])
        );
        assert_eq!(watch(folder.path()).0, vec![picture(90), picture(10)]);

        for broken in ["a.jpg", "a.jpg,soon", ""] {
            std::fs::write(folder.path().join("times.csv"), broken).unwrap();
            assert_eq!(replay.list(), Err(CameraError::ReplayEmpty), "{broken:?}");
        }
    }
}
