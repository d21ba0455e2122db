//! Sticks that are plugged in.

use std::path::{Path, PathBuf};

use serde::Serialize;

/// Where sticks are looked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Sticks {
    /// Removable media that this system has mounted.
    #[default]
    Removable,
    /// The folders in a folder: for demonstrations and tests.
    Folder(PathBuf),
}

/// One stick.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Stick {
    /// Where it is mounted.
    pub path: String,
    /// What a person calls it.
    pub label: String,
    /// Bytes that are free; more than four gigabytes are four.
    pub free_bytes: u32,
}

impl Sticks {
    /// The sticks that are there now, by name.
    #[must_use]
    pub fn list(&self) -> Vec<Stick> {
        let mut folders = match self {
            Self::Removable => mounted(),
            Self::Folder(folder) => folders_in(folder),
        };
        folders.sort();
        folders.iter().map(|folder| stick(folder)).collect()
    }
}

fn stick(folder: &Path) -> Stick {
    let free = fs4::available_space(folder).unwrap_or_default();
    Stick {
        path: folder.display().to_string(),
        label: folder.file_name().map_or_else(
            || folder.display().to_string(),
            |name| name.to_string_lossy().into_owned(),
        ),
        free_bytes: u32::try_from(free).unwrap_or(u32::MAX),
    }
}

fn folders_in(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| entry.path())
        .filter(|path| path.is_dir())
        .collect()
}

/// Where desktops mount what people plug in.
const PLUGGED_IN: [&str; 2] = ["/media/", "/run/media/"];

/// Mount points of block devices that the kernel calls removable, and of what a desktop mounted for somebody: a card in a
/// built-in reader is fixed to the kernel.
fn mounted() -> Vec<PathBuf> {
    let mounts = std::fs::read_to_string("/proc/mounts").unwrap_or_default();
    mount_points(&mounts, |device| {
        // A partition lies in the folder of its disk, and only the disk says whether it is removable.
        let disk = std::fs::canonicalize(Path::new("/sys/class/block").join(device)).ok();
        let says = |folder: &Path| std::fs::read_to_string(folder.join("removable")).ok();
        disk.and_then(|disk| says(&disk).or_else(|| says(disk.parent()?)))
            .is_some_and(|removable| removable.trim() == "1")
    })
}

fn mount_points(mounts: &str, is_removable: impl Fn(&str) -> bool) -> Vec<PathBuf> {
    let lines = mounts.lines().filter_map(|line| {
        let mut words = line.split(' ');
        Some((words.next()?.strip_prefix("/dev/")?, words.next()?))
    });
    let by_hand = |point: &str| PLUGGED_IN.iter().any(|place| point.starts_with(place));
    lines
        .filter(|(device, point)| is_removable(device) || by_hand(point))
        .map(|(_, point)| PathBuf::from(unescaped(point)))
        .collect()
}

/// The kernel writes blanks in mount points as octal escapes.
fn unescaped(point: &str) -> String {
    [
        ("\\040", " "),
        ("\\011", "\t"),
        ("\\012", "\n"),
        ("\\134", "\\"),
    ]
    .iter()
    .fold(point.to_owned(), |text, (code, letter)| {
        text.replace(code, letter)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_removable_media_are_sticks_and_blanks_in_their_names_are_read() {
        let mounts = "/dev/sda1 / ext4 rw 0 0\nproc /proc proc rw 0 0\n/dev/sdb1 /mnt/STIK\\040MERAH vfat rw 0 0\n/dev/mmcblk0p1 /media/ani/KARTU vfat rw 0 0\n";
        let found = mount_points(mounts, |device| device == "sdb1");
        let expected = ["/mnt/STIK MERAH", "/media/ani/KARTU"];
        assert_eq!(found, expected.map(PathBuf::from));
    }

    #[test]
    fn the_folders_of_a_demonstration_are_its_sticks() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("biru")).unwrap();
        std::fs::write(folder.path().join("no-stick"), "").unwrap();
        let sticks = Sticks::Folder(folder.path().to_owned()).list();
        assert_eq!(sticks.len(), 1);
        assert_eq!(sticks[0].label, "biru");
        assert!(sticks[0].free_bytes > 0);
    }
}
