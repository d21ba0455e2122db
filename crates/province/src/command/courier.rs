//! `import`: takes in what a courier brings on a stick.

use super::{Setting, failure::Failure};
use clap::Args;
use rekam_province::{courier, intake::Intake};
use std::{path::PathBuf, sync::Arc};

#[derive(Args)]
#[command(
    after_help = "JSON: array of shelf (the station's folder), received, news, missing (created at the station and not here), refused (array of name and error code). Receipts and \
    news are written onto the stick. Twice is harmless; it may run beside `serve`."
)]
pub(super) struct Options {
    /// Where the stick is mounted.
    stick: PathBuf,
}

/// Takes the stick in.
pub(super) fn import(options: &Options, setting: &Setting) -> Result<(), Failure> {
    let province = Arc::new(setting.province()?);
    let runtime = tokio::runtime::Runtime::new().map_err(|_| Failure::Inside)?;
    let intake = Intake::open(&province).map_err(|_| Failure::Inside)?;
    let taken = runtime.block_on(courier::take_in(&province, &intake, &options.stick))?;
    setting.voice.answer(&taken, || {
        let lines = taken.iter().map(|shelf| {
            let words = setting.voice.text(
                "{}: diterima {}, kabar {}, belum ada {}, ditolak {}",
                "{}: received {}, news {}, missing {}, refused {}",
            );
            [
                shelf.shelf.clone(),
                shelf.received.to_string(),
                shelf.news.to_string(),
                shelf.missing.to_string(),
                shelf.refused.len().to_string(),
            ]
            .iter()
            .fold(words.to_owned(), |text, word| text.replacen("{}", word, 1))
        });
        lines.collect::<Vec<_>>().join("\n")
    })
}
