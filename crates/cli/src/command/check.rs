//! `rekam check nik|kk|name VALUE`: what the rules say of one value, errors and warnings apart.

use crate::say::{Failure, Voice};
use chrono::NaiveDate;
use clap::{Args, ValueEnum};
use rekam_domain::code::ErrorCode;
use rekam_domain::field::{self, Field};
use rekam_domain::nik::Nik;
use rekam_domain::region::PrefixStanding;
use rekam_domain::sex::Sex;
use serde::Serialize;

/// What to check.
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// What the value is.
    kind: Kind,
    /// The value, as it would be typed.
    value: String,
    /// The day on which it is judged, YYYY-MM-DD; today if not given.
    #[arg(long)]
    on: Option<NaiveDate>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kind {
    Nik,
    Kk,
    Name,
}

impl Kind {
    const fn field(self) -> Field {
        match self {
            Kind::Nik => Field::Nik,
            Kind::Kk => Field::KkNumber,
            Kind::Name => Field::FullName,
        }
    }
}

#[derive(Serialize)]
struct Verdict {
    ok: bool,
    errors: Vec<Finding>,
    warnings: Vec<Finding>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nik: Option<Explained>,
}

#[derive(Serialize)]
struct Finding {
    code: ErrorCode,
    text: &'static str,
}

/// What a NIK says.
#[derive(Serialize)]
struct Explained {
    grouped: String,
    sex: Sex,
    birth_date: NaiveDate,
    region: Option<String>,
}

/// Judges the value; the exit code is 1 if it has errors, 0 if it has warnings at most.
pub(crate) fn run(check: &Check, voice: Voice, today: NaiveDate) -> Result<(), Failure> {
    let on = check.on.unwrap_or(today);
    let report = field::check(check.kind.field(), &check.value, on);
    let findings = |codes: &[ErrorCode]| {
        codes
            .iter()
            .map(|code| Finding {
                code: *code,
                text: code.text(voice.language),
            })
            .collect()
    };
    let verdict = Verdict {
        ok: report.errors.is_empty(),
        errors: findings(&report.errors),
        warnings: findings(&report.warnings),
        nik: matches!(check.kind, Kind::Nik)
            .then(|| explain(&check.value, on))
            .flatten(),
    };
    voice.result(&verdict, |verdict| text(verdict, voice))?;
    match report.errors.first() {
        // The findings are the answer; only the exit code is still to say.
        Some(code) => Err(Failure::told(*code)),
        None => Ok(()),
    }
}

fn explain(raw: &str, on: NaiveDate) -> Option<Explained> {
    let nik = Nik::parse(raw).ok()?;
    let region = match nik.region_standing() {
        PrefixStanding::Current(kecamatan) => Some(kecamatan.path()),
        PrefixStanding::Retired(old) => old
            .kecamatan
            .as_ref()
            .map(|name| format!("{name}, {} (†)", old.kabkota)),
        PrefixStanding::Unknown => None,
    };
    Some(Explained {
        grouped: nik.grouped(),
        sex: nik.sex(),
        birth_date: nik.birth_date(on),
        region,
    })
}

fn text(verdict: &Verdict, voice: Voice) -> String {
    let mut lines = vec![
        if verdict.ok {
            voice.pick("Benar", "Right")
        } else {
            voice.pick("Salah", "Wrong")
        }
        .to_owned(),
    ];
    for (mark, findings) in [("✗", &verdict.errors), ("!", &verdict.warnings)] {
        lines.extend(
            findings
                .iter()
                .map(|finding| format!("{mark} {} [{}]", finding.text, finding.code)),
        );
    }
    if let Some(nik) = &verdict.nik {
        let sex = match nik.sex {
            Sex::Male => voice.pick("laki-laki", "male"),
            Sex::Female => voice.pick("perempuan", "female"),
        };
        let region = nik
            .region
            .as_deref()
            .unwrap_or(voice.pick("wilayah tidak dikenal", "region unknown"));
        lines.push(format!(
            "{}: {sex}, {}, {region}",
            nik.grouped,
            nik.birth_date.format("%d-%m-%Y")
        ));
    }
    lines.join("\n")
}
