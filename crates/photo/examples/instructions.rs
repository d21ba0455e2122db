//! What `scripts/build-voice` has spoken: each fault with its instruction, in Indonesian and in English.
//!
//! ```text
//! cargo run -p rekam-photo --example instructions
//! ```

use std::io::{Write, stdout};

use rekam_domain::code::Language;
use rekam_photo::Fault;

fn main() -> std::io::Result<()> {
    let mut out = stdout().lock();
    writeln!(out, "fault\tid\ten")?;
    for fault in Fault::EVERY {
        let [id, en] = [Language::Indonesian, Language::English].map(|it| fault.instruction(it));
        writeln!(out, "{}\t{id}\t{en}", fault.name())?;
    }
    Ok(())
}
