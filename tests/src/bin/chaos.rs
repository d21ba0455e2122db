//! `make chaos`: lives through many seeds, several at once, and names those that failed.
#![expect(clippy::print_stdout, reason = "the toll is what this program is for")]

use std::{
    collections::BTreeMap,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

use anyhow::ensure;
use clap::Parser;
use rekam_tests::chaos::{Toll, live_through};

/// Stations, couriers and a province under many seeds.
#[derive(Debug, Parser)]
struct Chaos {
    /// How many seeds.
    #[arg(long, default_value_t = 1000)]
    seeds: u64,
    /// The first seed; a seed that failed is lived through again by `--seeds 1 --from SEED`.
    #[arg(long, default_value_t = 1)]
    from: u64,
    /// Seeds at once: most of a seed is waiting for a line.
    #[arg(long, default_value_t = 8)]
    at_once: usize,
}

fn main() -> anyhow::Result<()> {
    let chaos = Chaos::parse();
    let (next, end) = (AtomicU64::new(chaos.from), chaos.from + chaos.seeds);
    let (all, failed) = (Mutex::new(Toll::default()), Mutex::new(BTreeMap::new()));
    thread::scope(|scope| {
        for _ in 0..chaos.at_once {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= end {
                        return;
                    }
                    match live_through(seed) {
                        Ok(toll) => add(
                            &mut all.lock().unwrap_or_else(PoisonError::into_inner),
                            &toll,
                        ),
                        Err(error) => {
                            println!("seed {seed} failed: {error:#}");
                            let mut failed = failed.lock().unwrap_or_else(PoisonError::into_inner);
                            failed.insert(seed, error);
                        }
                    }
                }
            });
        }
    });
    let all = all.into_inner().unwrap_or_else(PoisonError::into_inner);
    let failed = failed.into_inner().unwrap_or_else(PoisonError::into_inner);
    println!("seeds {}", chaos.seeds);
    println!("records, each at the province exactly once {}", all.records);
    println!("conversations that broke {}", all.broken);
    for (act, times) in &all.acts {
        println!("{act} {times}");
    }
    let seeds: Vec<_> = failed.keys().collect();
    ensure!(seeds.is_empty(), "failed: {seeds:?}");
    Ok(())
}

fn add(all: &mut Toll, one: &Toll) {
    all.records += one.records;
    all.broken += one.broken;
    for (act, times) in &one.acts {
        *all.acts.entry(act).or_default() += times;
    }
}
