//! Thousands of cuts of one recorded day, from one seed.

use super::{
    Chance,
    check::{self, Reported},
    day,
    disk::{Disk, Left},
    hub,
    trace::{self, Op},
};
use anyhow::{Context as _, Result, ensure};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    thread,
};

/// A day that was played and recorded.
#[derive(Debug)]
pub struct Recorded {
    ops: Vec<Op>,
    activation: Vec<u8>,
    folder: PathBuf,
}

/// One cut.
#[derive(Debug, Clone, Copy)]
struct Cut {
    /// Operations that had happened.
    after: usize,
    disk: &'static str,
    left: Left,
    seed: u64,
}

/// What a campaign came to.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Disks that were built and held everything, by whose they are and what was left.
    pub whole: BTreeMap<(&'static str, String), u32>,
    /// Moments at which the power went, by disk.
    pub moments: BTreeSet<(&'static str, usize)>,
    /// What was not so, each with its cut.
    pub broken: Vec<String>,
}

impl Outcome {
    /// Disks that were looked at.
    pub fn cuts(&self) -> usize {
        self.whole
            .values()
            .map(|count| *count as usize)
            .sum::<usize>()
            + self.broken.len()
    }

    fn and(mut self, other: Self) -> Self {
        for (kind, count) in other.whole {
            *self.whole.entry(kind).or_default() += count;
        }
        self.moments.extend(other.moments);
        self.broken.extend(other.broken);
        self
    }
}

impl Recorded {
    /// Plays the day in `folder`, by `program day`, and records it.
    ///
    /// # Errors
    /// As [`trace::record`].
    pub fn play(program: &Path, folder: &Path) -> Result<Self> {
        // As the kernel will name it.
        let folder = fs::canonicalize(folder)?;
        let day = folder.join("day");
        fs::create_dir(&day)?;
        let ops = trace::record(program, &["day"], &day, &folder.join("strace.log"))?;
        let activation = fs::read(day::activation_in(&day))?;
        Ok(Self {
            ops,
            activation,
            folder,
        })
    }

    /// File operations of the day.
    pub fn operations(&self) -> usize {
        self.ops.len()
    }

    /// Syncs among them.
    pub fn syncs(&self) -> usize {
        self.ops
            .iter()
            .filter(|op| matches!(op, Op::Sync(..)))
            .count()
    }

    /// Cuts the power `cuts` times.
    ///
    /// # Errors
    /// If a disk cannot be built; a disk that does not hold what it must is no error but part of the outcome.
    pub fn cut(&self, cuts: usize, seed: u64) -> Result<Outcome> {
        let mut drawn = self.draw(cuts, seed)?;
        drawn.sort_by_key(|cut| cut.after);
        let workers = thread::available_parallelism().map_or(1, usize::from);
        thread::scope(|scope| {
            let handles: Vec<_> = (0..workers)
                .map(|worker| {
                    let mine: Vec<Cut> = drawn
                        .iter()
                        .skip(worker)
                        .step_by(workers)
                        .copied()
                        .collect();
                    scope.spawn(move || self.work(&mine, &worker.to_string()))
                })
                .collect();
            handles
                .into_iter()
                .try_fold(Outcome::default(), |all, handle| {
                    let one = handle.join().ok().context("a worker panicked")??;
                    Ok(all.and(one))
                })
        })
    }

    /// Where the power can go: after every operation, on the disk that it hits.
    ///
    /// # Errors
    /// If a disk is not part of the day.
    pub fn moments(&self) -> Result<BTreeMap<&'static str, Vec<usize>>> {
        let mut at: BTreeMap<&'static str, Vec<usize>> = BTreeMap::new();
        for disk in [day::VAN, day::OFFICE, day::STICK, hub::HUB] {
            let touches = |op: &Op| op.path().is_some_and(|path| path.starts_with(disk));
            let hit = self.ops.iter().enumerate().filter(|(_, op)| touches(op));
            at.insert(disk, hit.map(|(at, _)| at + 1).collect());
        }
        // A station's beginning is cut at the van: here it is what arrives that counts.
        let said = |op: &Op| matches!(op, Op::Said(words) if words.trim() == hub::RECEIVES);
        let receives = self.ops.iter().position(said);
        let receives = receives.context("nobody received")?;
        let arriving = at.entry(hub::HUB).or_default();
        arriving.retain(|after| *after > receives);
        for (disk, moments) in &at {
            ensure!(!moments.is_empty(), "nothing was written to {disk}");
        }
        Ok(at)
    }

    /// Each moment once, where there are cuts enough; the others by chance, most of them on the van's disk.
    fn draw(&self, cuts: usize, seed: u64) -> Result<Vec<Cut>> {
        let mut chance = Chance(seed);
        let at = self.moments()?;
        let every = at.values().map(Vec::len).sum::<usize>();
        let mut places = Vec::with_capacity(cuts);
        if cuts >= every {
            for (disk, moments) in &at {
                places.extend(moments.iter().map(|after| (*disk, *after)));
            }
        }
        while places.len() < cuts {
            let disk = match chance.below(10) {
                0..5 => day::VAN,
                5..7 => day::OFFICE,
                7..8 => day::STICK,
                _ => hub::HUB,
            };
            let moments = &at[disk];
            let after = moments[usize::try_from(chance.below(moments.len() as u64))?];
            places.push((disk, after));
        }
        let cut = |(disk, after)| {
            Ok(Cut {
                after,
                disk,
                left: Left::ALL[usize::try_from(chance.below(Left::ALL.len() as u64))?],
                seed: chance.below(u64::MAX),
            })
        };
        places.into_iter().map(cut).collect()
    }

    fn work(&self, cuts: &[Cut], worker: &str) -> Result<Outcome> {
        let (stick, packets) = self.stick_as_it_was_carried(worker)?;
        let (mut disk, mut done) = (Disk::default(), 0);
        let mut outcome = Outcome::default();
        let image = self.folder.join(format!("image-{worker}"));
        for cut in cuts {
            for op in &self.ops[done..cut.after] {
                disk.apply(op)?;
            }
            done = cut.after;
            if image.exists() {
                fs::remove_dir_all(&image)?;
            }
            disk.build(&image, cut.disk, cut.left, &mut Chance(cut.seed))?;
            outcome.moments.insert((cut.disk, cut.after));
            let reported = self.reported(cut.after)?;
            let found = match cut.disk {
                day::VAN => check::van(&image, &self.activation, &reported),
                day::OFFICE => check::office(&image, &stick, packets, &reported),
                hub::HUB => {
                    // The giver's power stayed on: it goes on from where it stands.
                    disk.build(&image, day::VAN, Left::Everything, &mut Chance(0))?;
                    hub::check(&image, &reported.acknowledged)
                }
                _ => check::stick(&image, &reported),
            };
            match found {
                Ok(()) => {
                    *outcome
                        .whole
                        .entry((cut.disk, format!("{:?}", cut.left)))
                        .or_default() += 1
                }
                Err(error) => outcome.broken.push(format!(
                    "{cut:?}, {:?}: {error:#}",
                    self.ops.get(cut.after).and_then(Op::path)
                )),
            }
        }
        Ok(outcome)
    }

    /// What had been reported before an operation.
    fn reported(&self, after: usize) -> Result<Reported> {
        let mut reported = Reported::default();
        for op in &self.ops[..after] {
            match op {
                Op::Said(words) => match words.trim() {
                    day::PROVINCE_STANDS => reported.province = true,
                    day::EXPORTED => reported.exported = true,
                    hub::RECEIVES => {}
                    ids if ids.starts_with(hub::ACKNOWLEDGED) => {
                        for id in ids.split_whitespace().skip(1) {
                            reported.acknowledged.push(id.parse()?);
                        }
                    }
                    state => reported.station[0] = Some(state.parse()?),
                },
                Op::Rename(_, to) if to.extension().is_some_and(|ending| ending == "rcp") => {
                    let packet = to
                        .file_stem()
                        .and_then(|name| name.to_str())
                        .and_then(|name| name.parse().ok());
                    reported
                        .receipts
                        .push(packet.context("a receipt of no packet")?);
                }
                Op::MakeFolder(_)
                | Op::Create(_)
                | Op::Write(..)
                | Op::Truncate(..)
                | Op::Rename(..)
                | Op::Remove(_)
                | Op::Sync(..) => {}
            }
        }
        let mut later = self.ops[after..].iter().filter_map(|op| {
            if let Op::Said(words) = op {
                words.trim().parse().ok()
            } else {
                None
            }
        });
        reported.station[1] = later.next();
        Ok(reported)
    }

    /// The stick with what the first export put on it, and how many packets that is.
    fn stick_as_it_was_carried(&self, worker: &str) -> Result<(PathBuf, u32)> {
        let said = |op: &Op| matches!(op, Op::Said(words) if words.trim() == day::EXPORTED);
        let exported = self
            .ops
            .iter()
            .position(said)
            .context("nothing was exported")?;
        let mut disk = Disk::default();
        for op in &self.ops[..exported] {
            disk.apply(op)?;
        }
        let folder = self.folder.join(format!("carried-{worker}"));
        disk.build(&folder, day::STICK, Left::Everything, &mut Chance(0))?;
        let state = self.reported(exported)?.station[0]
            .clone()
            .context("no station")?;
        Ok((folder.join(day::STICK), state.serial - state.received))
    }
}
