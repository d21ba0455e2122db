//! Any bytes as a worklist: rows and refused rows with their lines, or a refusal with a code.
#![no_main]

use std::ops::ControlFlow;

use libfuzzer_sys::fuzz_target;
use rekam_worklist::table::{Format, Table};
use rekam_worklist::{WorklistError, look, read};

fn rows(bytes: &[u8]) -> Result<(), WorklistError> {
    let today = "2026-11-26".parse().expect("a day");
    let table = Table::open(bytes)?;
    let mapping = look(&table, None, None)?.mapping;
    let (mut count, mut before) = (0, 0);
    read(&table, &mapping, today, &mut |line, row| {
        assert!(line > before, "lines go forward");
        (count, before) = (count + 1, line);
        if let Err(refused) = row {
            assert_eq!(refused.line, line);
        }
        ControlFlow::Continue(())
    })?;
    if let Format::Delimited { .. } = table.format() {
        let ends = bytes.iter().filter(|byte| matches!(byte, b'\n' | b'\r'));
        assert!(count <= ends.count() + 1, "no more rows than lines");
    }
    Ok(())
}

fuzz_target!(|bytes: &[u8]| {
    if let Err(refusal) = rows(bytes) {
        assert!(!refusal.code().as_str().is_empty());
    }
});
