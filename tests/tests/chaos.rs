//! Some seeds of `make chaos`.

use rekam_tests::chaos::live_through;
use std::thread;

/// Seeds that are lived through, all at once: most of each is waiting for a line.
const SEEDS: std::ops::RangeInclusive<u64> = 1..=24;

#[test]
fn whatever_happens_each_record_is_at_the_province_exactly_once_and_both_sides_can_prove_it() {
    let lives: Vec<_> = SEEDS
        .map(|seed| (seed, thread::spawn(move || live_through(seed))))
        .collect();
    let failed: Vec<_> = lives
        .into_iter()
        .filter_map(|(seed, life)| {
            let error = match life.join() {
                Ok(Ok(toll)) => {
                    return (toll.records == 0).then(|| (seed, "nothing was sealed".to_owned()));
                }
                Ok(Err(error)) => format!("{error:#}"),
                Err(_) => "panicked".to_owned(),
            };
            Some((seed, error))
        })
        .collect();
    assert!(
        failed.is_empty(),
        "make chaos SEEDS=1 FROM=...: {failed:#?}"
    );
}
