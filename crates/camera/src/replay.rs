//! A folder of JPEG pictures, played as if a camera took them.

use crate::error::CameraError;
use crate::feed::Feed;
use crate::pace::{self, FrameRate};
use crate::source::{Camera, CameraId, FrameSource, Wish};
use std::path::{Path, PathBuf};

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

    fn id(&self) -> CameraId {
        CameraId::new(self.folder.to_string_lossy())
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
        if pictures.is_empty() {
            return Err(CameraError::ReplayEmpty);
        }
        Ok(pictures)
    }
}

impl FrameSource for Replay {
    fn list(&self) -> Result<Vec<Camera>, CameraError> {
        self.pictures()?;
        let name = self.folder.file_name().unwrap_or(self.folder.as_os_str());
        Ok(vec![Camera {
            id: self.id(),
            label: format!("Replay of {}", name.to_string_lossy()),
        }])
    }

    fn open(&self, camera: &CameraId, _wish: Wish) -> Result<Feed, CameraError> {
        if *camera != self.id() {
            return Err(CameraError::NotFound);
        }
        let (pictures, rate, at_the_end) = (self.pictures()?, self.rate, self.at_the_end);
        Feed::start(move |slot| {
            let mut round = pictures.iter();
            pace::play(slot, rate, || {
                let path = match (round.next(), at_the_end) {
                    (Some(path), _) => path,
                    (None, AtTheEnd::Stop) => return None,
                    (None, AtTheEnd::Loop) => {
                        round = pictures.iter();
                        round.next()?
                    }
                };
                // A file that went away since is a beat without a picture, not the end of the replay.
                Some(std::fs::read(path).unwrap_or_default())
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
        let feed = replay.open(&replay.id(), Wish::default()).unwrap();
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
        let feed = replay.open(&replay.id(), Wish::default()).unwrap();
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
}
