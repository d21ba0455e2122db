//! `make bench`: figures as `name value unit` lines, and as JSON in `target/bench/figures.json`.
//!
//! Each figure stands beside a peer measured in the same run, because machines differ and are noisy: read the ratios. Nothing
//! here passes or fails.

mod camera;
mod disk;
mod figures;
mod finding;
mod intake;
mod line;
mod lists;
mod memory;
mod peers;
mod photo;
mod recovery;
mod sealing;
mod window;

use clap::Parser;
use figures::Figures;
use std::path::PathBuf;

/// Measures Rekam on this machine.
#[derive(Debug, Parser)]
struct Bench {
    /// Where the built programs are.
    #[arg(long, default_value = "target/release")]
    bins: PathBuf,
    /// Where to write figures.json.
    #[arg(long, default_value = "target/bench")]
    out: PathBuf,
    /// A folder on the disk to measure; a temporary one if not given.
    #[arg(long)]
    disk: Option<PathBuf>,
    /// The built interface.
    #[arg(long, default_value = "ui/dist")]
    ui: PathBuf,
    /// The photo alone.
    #[arg(long)]
    photo: bool,
    /// Finding people alone.
    #[arg(long)]
    finding: bool,
    /// Recovery after a power cut, and the drain of what waits, alone.
    #[arg(long)]
    recovery: bool,
    /// Lists of expected residents alone.
    #[arg(long)]
    lists: bool,
    /// How many people are looked for among.
    #[arg(long, default_value_t = finding::PROVINCE)]
    people: u32,
    /// Also build both programs from nothing and say how long it took (minutes).
    #[arg(long)]
    cold_build: bool,
}

fn main() -> anyhow::Result<()> {
    let bench = Bench::parse();
    let scratch = match &bench.disk {
        Some(folder) => tempfile::tempdir_in(folder)?,
        None => tempfile::tempdir()?,
    };
    let mut figures = Figures::default();
    if bench.photo {
        photo::measure(&mut figures, scratch.path(), &bench.bins, &bench.out)?;
        return figures.write(&bench.out);
    }
    if bench.finding {
        finding::measure(&mut figures, scratch.path(), &bench.out, bench.people)?;
        return figures.write(&bench.out);
    }
    if bench.recovery {
        recovery::measure(&mut figures, scratch.path())?;
        return figures.write(&bench.out);
    }
    if bench.lists {
        lists::measure(&mut figures)?;
        return figures.write(&bench.out);
    }
    sealing::measure(&mut figures)?;
    disk::measure(&mut figures, scratch.path())?;
    intake::measure(&mut figures, scratch.path(), &bench.bins)?;
    line::measure(&mut figures, &bench.bins, &bench.out)?;
    recovery::measure(&mut figures, scratch.path())?;
    memory::sizes(&mut figures, &bench.bins)?;
    photo::measure(&mut figures, scratch.path(), &bench.bins, &bench.out)?;
    finding::measure(&mut figures, scratch.path(), &bench.out, bench.people)?;
    lists::measure(&mut figures)?;
    camera::measure(&mut figures, &bench.bins)?;
    window::measure(&mut figures, &bench.bins, &bench.ui)?;
    if bench.cold_build {
        memory::cold_build(&mut figures, scratch.path())?;
    }
    figures.write(&bench.out)
}
