//! `vault`: opens what waits, once or for as long as it runs.

use super::{
    PassphraseSource, Setting,
    failure::Failure,
    passphrase::{self, Asking},
};
use clap::Args;
use rekam_province::vault::{Summary, open_waiting};
use std::{thread, time::Duration};

#[derive(Args)]
#[command(
    after_help = "JSON: processing, doubles, canaries, refused, left (packets that still wait); with --watch one line for each \
    round that settled something.\nIt may be killed at any moment: what was settled is settled, what was not still waits."
)]
pub(super) struct Options {
    /// Open what waits now, then end (this is the default).
    #[arg(long, conflicts_with = "watch")]
    once: bool,
    /// Go on, and look for new packets all the time.
    #[arg(long)]
    watch: bool,
    /// Milliseconds between two looks.
    #[arg(long, value_name = "MS", default_value_t = 1000)]
    interval_ms: u64,
    #[command(flatten)]
    passphrase: PassphraseSource,
}

/// Opens what waits.
pub(super) fn vault(options: &Options, setting: &Setting) -> Result<(), Failure> {
    let province = setting.province()?;
    let passphrase = passphrase::read(&options.passphrase, Asking::Known, &setting.voice)?;
    let key = province.opening_key(&passphrase)?;
    drop(passphrase);
    loop {
        let summary = open_waiting(
            province.registry().as_ref(),
            |packet| {
                province
                    .store()
                    .read(&packet.station, packet.id)
                    .map_err(|error| error.code())
            },
            &key,
            province.clock(),
        )?;
        if !options.watch || summary.settled() > 0 {
            say(&summary, setting)?;
        }
        if !options.watch {
            return Ok(());
        }
        thread::sleep(Duration::from_millis(options.interval_ms));
    }
}

fn say(summary: &Summary, setting: &Setting) -> Result<(), Failure> {
    setting.voice.answer(summary, || {
        let words = setting.voice.text(
            "diproses {}, ganda {}, uji {}, ditolak {}, menunggu {}",
            "processing {}, doubles {}, canaries {}, refused {}, left {}",
        );
        [
            summary.processing,
            summary.doubles,
            summary.canaries,
            summary.refused,
            summary.left,
        ]
        .iter()
        .fold(words.to_owned(), |text, number| {
            text.replacen("{}", &number.to_string(), 1)
        })
    })
}
