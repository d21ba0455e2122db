//! Processes that a program has started: found, and ended for good.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::PATIENCE;

/// The processes that a process has started, and those that they have.
pub(super) fn descendants(of: u32) -> Vec<u32> {
    let parent_of = |process: u32| -> Option<u32> {
        let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
        // The name in brackets may hold anything, blanks as well.
        stat.rsplit(')')
            .next()?
            .split_whitespace()
            .nth(1)?
            .parse()
            .ok()
    };
    let all: Vec<u32> = std::fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .collect();
    let mut found = vec![of];
    let mut next = 0;
    while let Some(parent) = found.get(next).copied() {
        found.extend(
            all.iter()
                .filter(|process| parent_of(**process) == Some(parent)),
        );
        next += 1;
    }
    found.remove(0);
    found
}

/// Kills processes and waits until the last of their threads has let go of its files; gives up after [`PATIENCE`].
pub(super) fn kill(processes: &[u32]) {
    for process in processes {
        // One that has ended meanwhile is what we want.
        let _ = Command::new("kill")
            .args(["-9", &process.to_string()])
            .stderr(Stdio::null())
            .status();
    }
    let began = Instant::now();
    while processes.iter().any(|process| runs(*process)) && began.elapsed() < PATIENCE {
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Whether a process has a thread that runs. One that nobody has waited for yet is still listed, and does not.
fn runs(process: u32) -> bool {
    let tasks = std::fs::read_dir(format!("/proc/{process}/task"));
    tasks.into_iter().flatten().flatten().any(|task| {
        let stat = std::fs::read_to_string(task.path().join("stat")).unwrap_or_default();
        let state = stat
            .rsplit(')')
            .next()
            .and_then(|rest| rest.trim().chars().next());
        state.is_some_and(|state| !matches!(state, 'Z' | 'X'))
    })
}
