//! `rekam sync`: one conversation with the province.

use crate::entry::Login;
use crate::say::{Failure, Voice};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use rekam_domain::code::ErrorCode;
use rekam_station::clock::Clock;
use rekam_station::sync::{self, Line, News, Party, Report};
use std::sync::Arc;

/// With whom.
#[derive(Debug, Args)]
pub(crate) struct Sync {
    #[command(flatten)]
    login: Login,
    /// Another address of the province than the activation names.
    #[arg(long)]
    province: Option<String>,
    /// Try at once what would wait for its next try.
    #[arg(long)]
    now: bool,
}

/// Sends what is due, fetches what is new.
pub(crate) fn run(sync: &Sync, voice: Voice, clock: Arc<dyn Clock>) -> Result<(), Failure> {
    let (station, desk) = sync.login.unlock(voice, clock)?;
    let party = desk.party();
    if sync.now {
        party.store.retry_now(None)?;
    }
    let address = sync
        .province
        .clone()
        .unwrap_or_else(|| party.activation.url.clone());
    let bar = Bar::new(voice);
    let report = converse(&party, &station.announcement()?, &address, |news| {
        bar.show(news)
    })?;
    bar.done();
    desk.take_renewal()?;
    desk.lock()?;
    voice.result(&report, |report| text(report, voice))
}

/// Runs one conversation to its end.
pub(crate) fn converse(
    party: &Party,
    announcement: &[u8],
    address: &str,
    tell: impl FnMut(&News) + Send,
) -> Result<Report, Failure> {
    let line = Line::to(address)?;
    Ok(blocking(sync::run(party, announcement, line, tell))??)
}

/// Waits for something on the line.
pub(super) fn blocking<T>(work: impl Future<Output = T>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let runtime = runtime.map_err(|_| Failure::of(ErrorCode::Internal))?;
    Ok(runtime.block_on(work))
}

fn text(report: &Report, voice: Voice) -> String {
    let sent = format!(
        "{} {}, {} {}, {} {} ({} byte)",
        voice.pick("Diterima", "Received"),
        report.received,
        voice.pick("status baru", "new statuses"),
        report.statuses,
        voice.pick("masih menunggu", "still waiting"),
        report.waiting,
        report.sent_bytes
    );
    let told = [
        (
            report.forgotten,
            voice.pick(
                "dikirim ulang karena provinsi kehilangan",
                "sent again as the province had lost them",
            ),
        ),
        (
            report.missing.unwrap_or_default(),
            voice.pick("belum ada di provinsi", "not at the province yet"),
        ),
        (
            u32::from(report.renewed),
            voice.pick(
                "perpanjangan aktivasi diterima",
                "renewal of the activation taken in",
            ),
        ),
        (
            report.findings,
            voice.pick("temuan: lihat rekam reckon", "findings: see rekam reckon"),
        ),
    ];
    let lists = lists_told(report.listed, report.unlisted, voice);
    let told = told
        .into_iter()
        .chain(lists)
        .filter(|(count, _)| *count > 0);
    told.fold(sent, |text, (count, words)| {
        format!("{text}; {count} {words}")
    })
}

/// What came of the province's lists, counted, in words.
pub(super) fn lists_told(listed: u32, unlisted: u32, voice: Voice) -> [(u32, &'static str); 2] {
    let came = voice.pick(
        "nama di daftar provinsi baru atau berubah",
        "names on the province's lists are new or changed",
    );
    let went = voice.pick(
        "nama keluar dari daftar provinsi",
        "names are off the province's lists",
    );
    [(listed, came), (unlisted, went)]
}

/// A progress bar of one packet at a time.
struct Bar(Option<ProgressBar>);

impl Bar {
    fn new(voice: Voice) -> Self {
        let style = ProgressStyle::with_template(
            "{msg:>10} [{bar:30}] {bytes}/{total_bytes} {bytes_per_sec}",
        );
        Self(match style {
            Ok(style) if voice.has_audience() => Some(ProgressBar::new(0).with_style(style)),
            Ok(_) | Err(_) => None,
        })
    }

    fn show(&self, news: &News) {
        let Some(bar) = &self.0 else { return };
        match news {
            News::Connected { .. } => bar.tick(),
            News::Sent {
                serial,
                offset,
                length,
                ..
            } => {
                bar.set_message(format!("#{serial}"));
                bar.set_length(*length);
                bar.set_position(*offset);
            }
            News::Received { serial, .. } => bar.println(format!("#{serial} ✓")),
            News::Failed { code, .. } => bar.println(format!("✗ {code}")),
        }
    }

    fn done(&self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}
