//! A finger and iris device for a trial at the desk: answers on the first free port from 4501, until it is ended.
//! Writes the certificate under which a station believes it.

use anyhow::Context as _;
use clap::Parser;
use rekam_tests::sbi::{Fault, Plan, Simulator};
use std::{fs, path::PathBuf, time::Duration};

#[derive(Parser)]
#[command(about = "A simulated finger and iris device that speaks MOSIP SBI")]
struct Asked {
    /// Where to write the certificate that a station must trust (PEM)
    certificate: PathBuf,
    /// Who sits there: all fingers good, or a farmer with one missing and one worn
    #[arg(long)]
    farmer: bool,
    /// Draws the pictures
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// What goes wrong: none, busy, not-ready, slow, cut, forged, or a code such as 101
    #[arg(long, default_value = "none", value_parser = fault)]
    fault: Fault,
}

fn fault(word: &str) -> Result<Fault, String> {
    Ok(match word {
        "none" => Fault::None,
        "busy" => Fault::Busy,
        "not-ready" => Fault::NotReady,
        "slow" => Fault::Slow(Duration::from_mins(1)),
        "cut" => Fault::Cut,
        "forged" => Fault::WrongSignature,
        code => Fault::Reports(code.parse().map_err(|_| "no such fault".to_owned())?),
    })
}

#[expect(clippy::print_stdout, reason = "the caller reads the port")]
fn main() -> anyhow::Result<()> {
    let asked = Asked::parse();
    let plan = if asked.farmer {
        Plan::farmer(asked.seed)
    } else {
        Plan::whole(asked.seed)
    };
    let simulator = Simulator::begin_in_range(plan);
    simulator.force(asked.fault);
    fs::write(&asked.certificate, simulator.pem()).context("the certificate cannot be written")?;
    println!("127.0.0.1:{}", simulator.port());
    loop {
        std::thread::park();
    }
}
