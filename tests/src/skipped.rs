//! What a test says that cannot run on this machine, so that whoever runs the tests sees it.

use std::io::Write as _;

/// Says on the test program's own standard error which test is skipped and why. The runner hides what a passing test
/// prints with `println!`, but not this.
pub fn skipped(why: &str) {
    let thread = std::thread::current();
    let line = format!("SKIPPED {}: {why}\n", thread.name().unwrap_or("a test"));
    // Who closed standard error does not want to know.
    let _ = std::io::stderr().write_all(line.as_bytes());
}
