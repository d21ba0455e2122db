//! `reckon`: created = received, per station and day, from what the stations signed.

use super::{Setting, failure::Failure, findings};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use clap::Args;
use rekam_domain::code::ErrorCode;
use rekam_protocol::{
    ids::StationId,
    keys::VerifyingKey,
    reckoning::{Account, DayReckoned, Finding, by_day},
    signed,
};
use rekam_province::{
    Province,
    registry::{Books, RegistryError, SettledFinding},
};

#[derive(Args)]
#[command(
    after_help = "JSON: array of station, told_at (when the station signed its account, null if it gave none), genuine (whether the \
    account bears the station's signature), created, held (serial numbers), days (array of day, created, received, missing, \
    refused, later, root: same, open, different), findings (those that are open: array of serial, fault, at), settled (array of \
    serial, fault, at, settled_at, by, reason), account (the signed message, base64url)."
)]
pub(super) struct Options {
    /// Only this station.
    #[arg(long, value_name = "ID")]
    station: Option<StationId>,
}

/// The books of one station.
#[derive(serde::Serialize)]
struct Line {
    station: StationId,
    told_at: Option<DateTime<Utc>>,
    genuine: bool,
    created: u32,
    held: u32,
    days: Vec<DayReckoned>,
    findings: Vec<Finding>,
    settled: Vec<SettledFinding>,
    account: Option<String>,
}

impl Line {
    fn of(station: StationId, books: Books, key: Option<VerifyingKey>) -> Self {
        let signed = books.account.as_deref().zip(key);
        let account: Option<Account> =
            signed.and_then(|(account, key)| signed::verify(account, &key).ok());
        Self {
            station,
            told_at: account.as_ref().map(|account| account.at.wall),
            genuine: account.is_some(),
            created: books.reckoning.created.serial,
            held: books.reckoning.held.serial,
            days: by_day(&books.runs, &books.reckoning, 0),
            findings: books.reckoning.findings,
            settled: books.settled,
            account: books.account.map(|account| URL_SAFE_NO_PAD.encode(account)),
        }
    }
}

/// Shows the books.
pub(super) fn reckon(options: &Options, setting: &Setting) -> Result<(), Failure> {
    let province = setting.province()?;
    let stations = match &options.station {
        Some(station) => vec![station.clone()],
        None => {
            let all = province.registry().stations()?.into_iter();
            all.map(|row| row.id).collect()
        }
    };
    let lines: Vec<Line> = stations
        .into_iter()
        .map(|station| line(&province, station))
        .collect::<Result<_, RegistryError>>()?;
    setting.voice.answer(&lines, || {
        let texts = lines.iter().map(|line| text(line, setting));
        texts.collect::<Vec<_>>().join("\n")
    })
}

fn line(province: &Province, station: StationId) -> Result<Line, RegistryError> {
    let registry = province.registry();
    let known = registry
        .station(&station)?
        .ok_or(RegistryError::NoStation)?;
    let books = registry.books(&station, province.clock().now())?;
    Ok(Line::of(station, books, known.key))
}

fn text(line: &Line, setting: &Setting) -> String {
    let (voice, language) = (&setting.voice, setting.voice.language);
    let mut lines = vec![match (line.told_at, line.account.is_some()) {
        (Some(at), _) => format!(
            "{}  {} {}",
            line.station,
            voice.text("laporan stasiun", "the station's account of"),
            at.to_rfc3339()
        ),
        (None, true) => format!(
            "{}  {}",
            line.station,
            ErrorCode::DocumentNotGenuine.text(language)
        ),
        (None, false) => format!(
            "{}  {}",
            line.station,
            voice.text(
                "belum ada laporan dari stasiun ini",
                "no account from this station yet"
            )
        ),
    }];
    for day in &line.days {
        lines.push(format!("  {}", day.text(language)));
    }
    let is_missing = line.days.iter().any(|day| !day.missing.is_empty());
    if is_missing {
        lines.push(format!(
            "  {}",
            voice.text(
                "Yang belum ada: minta stasiun mengirim. Bila stasiun sudah punya tanda terima dan tidak menyimpan paketnya lagi, cari di cadangan provinsi.",
                "What is missing: ask the station to send. Where the station has a receipt and no longer keeps the packet, look in the province's backups."
            )
        ));
    }
    let open = line.findings.iter().map(|finding| {
        let code = finding.fault.code();
        let number = voice.text("nomor", "number");
        format!(
            "  ! {number} {}: {} [{code}]",
            finding.serial,
            code.text(language)
        )
    });
    lines.extend(open);
    if !line.findings.is_empty() {
        lines.push(format!(
            "  {}",
            voice.text(
                "Temuan yang sudah jelas diselesaikan dengan: rekam-province admin settle STASIUN --number NOMOR --finding KODE --by SIAPA --reason SEBAB",
                "A finding that has been cleared up is settled with: rekam-province admin settle STATION --number N --finding CODE --by WHO --reason WHY"
            )
        ));
    }
    lines.extend(
        line.settled
            .iter()
            .map(|settled| findings::text(settled, setting)),
    );
    lines.join("\n")
}
