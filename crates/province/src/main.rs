//! `rekam-province`: the province's one program. Everything it does is a verb of [`command`].

mod command;

use std::process::ExitCode;

fn main() -> ExitCode {
    command::run()
}
