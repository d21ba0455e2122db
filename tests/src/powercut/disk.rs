//! What a disk may hold after a cut: everything that was synced, and of the rest whatever chance leaves.

use super::{Chance, trace::Op};
use anyhow::{Context as _, Result};
use std::{
    collections::BTreeMap,
    fs,
    ops::Range,
    path::{Component, Path},
};

/// What is old or new as a whole.
const SECTOR: usize = 512;

/// Which of the changes that were never synced reached the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Left {
    /// None.
    Nothing,
    /// All: what `kill -9` leaves.
    Everything,
    /// All names, no bytes.
    Names,
    /// All bytes, no names.
    Bytes,
    /// All names and lengths, but zeros where bytes should be.
    Lengths,
    /// All until some moment, the last write torn.
    Early,
    /// None until some moment, all after it.
    Late,
    /// Any, some of them torn.
    Some,
}

impl Left {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Nothing,
        Self::Everything,
        Self::Names,
        Self::Bytes,
        Self::Lengths,
        Self::Early,
        Self::Late,
        Self::Some,
    ];
}

#[derive(Debug, Clone)]
enum Change {
    Put(String, usize),
    Drop(String),
    Move(String, String, usize),
    Write(u64, Vec<u8>),
    Truncate(u64),
}

#[derive(Debug, Clone, Default)]
struct Inode {
    is_folder: bool,
    names: [BTreeMap<String, usize>; 2],
    bytes: Vec<u8>,
    /// What was not synced yet, each with the number of its operation.
    unsynced: Vec<(usize, Change)>,
}

/// Which of an inode's two lists of names.
const SAFE: usize = 0;
const LIVE: usize = 1;

/// A disk while operations come in.
#[derive(Debug, Clone)]
pub struct Disk {
    inodes: Vec<Inode>,
    operations: usize,
}

impl Default for Disk {
    /// An empty folder, whose own name is safe.
    fn default() -> Self {
        let root = Inode {
            is_folder: true,
            ..Inode::default()
        };
        Self {
            inodes: vec![root],
            operations: 0,
        }
    }
}

impl Disk {
    /// One more operation.
    ///
    /// # Errors
    /// If it speaks of a file that is not there: the trace is not whole.
    pub fn apply(&mut self, op: &Op) -> Result<()> {
        let at = self.operations;
        self.operations += 1;
        match op {
            Op::MakeFolder(path) => self.make(path, at, true)?,
            Op::Create(path) => {
                if self.find(path).is_err() {
                    self.make(path, at, false)?;
                }
            }
            Op::Write(path, offset, bytes) => {
                let file = self.find(path)?;
                self.note(file, at, Change::Write(*offset, bytes.clone()));
            }
            Op::Truncate(path, length) => {
                let file = self.find(path)?;
                self.note(file, at, Change::Truncate(*length));
            }
            Op::Remove(path) => {
                let (folder, name) = self.place(path)?;
                self.note(folder, at, Change::Drop(name));
            }
            Op::Rename(from, to) => {
                let moved = self.find(from)?;
                let ((from, old), (to, new)) = (self.place(from)?, self.place(to)?);
                if from == to {
                    self.note(from, at, Change::Move(old, new, moved));
                } else {
                    self.note(from, at, Change::Drop(old));
                    self.note(to, at, Change::Put(new, moved));
                }
            }
            Op::Sync(path, before) => {
                let synced = self.find(path)?;
                self.sync(synced, *before);
            }
            Op::Said(_) => {}
        }
        Ok(())
    }

    fn make(&mut self, path: &Path, at: usize, is_folder: bool) -> Result<()> {
        let (folder, name) = self.place(path)?;
        self.inodes.push(Inode {
            is_folder,
            ..Inode::default()
        });
        self.note(folder, at, Change::Put(name, self.inodes.len() - 1));
        Ok(())
    }

    fn note(&mut self, inode: usize, at: usize, change: Change) {
        rename(&mut self.inodes[inode].names[LIVE], &change);
        self.inodes[inode].unsynced.push((at, change));
    }

    fn sync(&mut self, inode: usize, before: usize) {
        let inode = &mut self.inodes[inode];
        let (safe, later) = std::mem::take(&mut inode.unsynced)
            .into_iter()
            .partition(|(at, _)| *at < before);
        inode.unsynced = later;
        let safe: Vec<(usize, Change)> = safe;
        for (_, change) in &safe {
            rename(&mut inode.names[SAFE], change);
            write(&mut inode.bytes, change, None);
        }
    }

    fn find(&self, path: &Path) -> Result<usize> {
        let mut found = 0;
        for part in path.components() {
            let Component::Normal(name) = part else {
                continue;
            };
            let name = name.to_str().context("a name that is no text")?;
            let names = &self.inodes[found].names[LIVE];
            found = *names
                .get(name)
                .with_context(|| format!("{} is not there", path.display()))?;
        }
        Ok(found)
    }

    fn place(&self, path: &Path) -> Result<(usize, String)> {
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .context("a path without name")?;
        Ok((
            self.find(path.parent().unwrap_or(Path::new("")))?,
            name.to_owned(),
        ))
    }

    /// Builds the folder `under` of the disk below `image`, after a cut now.
    ///
    /// # Errors
    /// What the file system says.
    pub fn build(&self, image: &Path, under: &str, left: Left, chance: &mut Chance) -> Result<()> {
        let moment = usize::try_from(chance.below(self.operations as u64))?;
        let open: Vec<usize> = self.open_operations();
        // Within what is open, or most moments would leave all of it.
        let moment = open
            .get(moment.checked_rem(open.len()).unwrap_or(0))
            .copied()
            .unwrap_or(0);
        let fate = Fate {
            left,
            moment,
            of_four: 1 + chance.below(3),
            seed: chance.below(u64::MAX),
        };
        fs::create_dir_all(image)?;
        for (name, inode) in self.names_after(0, &fate) {
            if name == under {
                self.write_out(inode, &image.join(name), &fate)?;
            }
        }
        Ok(())
    }

    fn open_operations(&self) -> Vec<usize> {
        let all = self.inodes.iter().flat_map(|inode| &inode.unsynced);
        let mut open: Vec<usize> = all.map(|(at, _)| *at).collect();
        open.sort_unstable();
        open
    }

    fn names_after(&self, folder: usize, fate: &Fate) -> BTreeMap<String, usize> {
        let folder = &self.inodes[folder];
        let mut names = folder.names[SAFE].clone();
        for (at, change) in &folder.unsynced {
            if fate.keeps_name(*at) {
                rename(&mut names, change);
            }
        }
        names
    }

    fn write_out(&self, inode: usize, path: &Path, fate: &Fate) -> Result<()> {
        let found = &self.inodes[inode];
        if found.is_folder {
            fs::create_dir(path)?;
            for (name, inode) in self.names_after(inode, fate) {
                self.write_out(inode, &path.join(name), fate)?;
            }
            return Ok(());
        }
        let mut bytes = found.bytes.clone();
        for (at, change) in &found.unsynced {
            match fate.of_write(*at) {
                Kept::Not => {}
                Kept::Whole => write(&mut bytes, change, None),
                Kept::Torn(seed) => write(&mut bytes, change, Some(seed)),
                Kept::Length => {
                    if let Change::Write(offset, new) = change {
                        let end = end_of(*offset, new.len());
                        bytes.resize(bytes.len().max(end), 0);
                    }
                }
            }
        }
        Ok(fs::write(path, bytes)?)
    }
}

enum Kept {
    Not,
    Whole,
    Torn(u64),
    Length,
}

/// What becomes of the changes that were not synced.
struct Fate {
    left: Left,
    moment: usize,
    of_four: u64,
    seed: u64,
}

impl Fate {
    fn draw(&self, at: usize) -> u64 {
        Chance(self.seed ^ (at as u64)).below(4)
    }

    fn keeps_name(&self, at: usize) -> bool {
        match self.left {
            Left::Nothing | Left::Bytes => false,
            Left::Everything | Left::Names | Left::Lengths => true,
            Left::Early => at <= self.moment,
            Left::Late => at >= self.moment,
            Left::Some => self.draw(at) < self.of_four,
        }
    }

    fn of_write(&self, at: usize) -> Kept {
        let whole_if = |kept| if kept { Kept::Whole } else { Kept::Not };
        match self.left {
            Left::Nothing | Left::Names => Kept::Not,
            Left::Everything | Left::Bytes => Kept::Whole,
            Left::Lengths => Kept::Length,
            Left::Early if at == self.moment => Kept::Torn(self.seed),
            Left::Early => whole_if(at < self.moment),
            Left::Late => whole_if(at >= self.moment),
            Left::Some if self.draw(at) >= self.of_four => Kept::Not,
            Left::Some if self.draw(at + 1) == 0 => Kept::Torn(self.seed ^ (at as u64)),
            Left::Some => Kept::Whole,
        }
    }
}

fn rename(names: &mut BTreeMap<String, usize>, change: &Change) {
    match change {
        Change::Put(name, inode) => drop(names.insert(name.clone(), *inode)),
        Change::Drop(name) => drop(names.remove(name)),
        Change::Move(from, to, inode) => {
            names.remove(from);
            names.insert(to.clone(), *inode);
        }
        Change::Write(..) | Change::Truncate(_) => {}
    }
}

/// Writes into a file; with a seed, only some of the sectors.
fn write(bytes: &mut Vec<u8>, change: &Change, torn: Option<u64>) {
    match change {
        Change::Write(offset, new) => {
            let (start, end) = (end_of(*offset, 0), end_of(*offset, new.len()));
            bytes.resize(bytes.len().max(end), 0);
            let mut chance = torn.map(Chance);
            for sector in sectors(start..end) {
                if chance.as_mut().is_none_or(|chance| chance.below(2) == 0) {
                    bytes[sector.clone()]
                        .copy_from_slice(&new[sector.start - start..sector.end - start]);
                }
            }
        }
        Change::Truncate(length) => bytes.resize(end_of(*length, 0), 0),
        Change::Put(..) | Change::Drop(_) | Change::Move(..) => {}
    }
}

fn end_of(offset: u64, length: usize) -> usize {
    usize::try_from(offset)
        .unwrap_or(usize::MAX)
        .saturating_add(length)
}

/// The sectors that a range of a file touches, each cut to the range.
fn sectors(range: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let first = range.start / SECTOR * SECTOR;
    let end = range.end;
    (first..end)
        .step_by(SECTOR)
        .map(move |at| at.max(range.start)..(at + SECTOR).min(end))
}
