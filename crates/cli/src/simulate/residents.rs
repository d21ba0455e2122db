//! The residents of the simulation: invented people with NIK serials 99xx, so that no real number is hit.
//!
//! Ages are given, not dates, so that the simulation still makes sense in ten years. The files are written once into the
//! folder and read from then on: a simulation that goes on tomorrow goes on with the same people.

use crate::say::Failure;
use crate::sitting::{Excepted, Paper, Sitting};
use chrono::{Datelike as _, NaiveDate};
use rekam_domain::biometric::{ExceptionReason, Eye, Finger, Permanence, Site};
use rekam_domain::calendar::format_date;
use rekam_domain::code::ErrorCode;
use rekam_domain::enrollment::Earlier;
use rekam_domain::field::Field;
use rekam_domain::service::{DocumentKind, Service};
use rekam_domain::sex::Sex;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// One invented resident.
struct Cast {
    name: &'static str,
    sex: Sex,
    /// Age in whole years at the start of the simulation.
    age: i32,
    /// Year of birth odd (red background) or even (blue), where it matters.
    odd_year: Option<bool>,
    /// Ten digits: a village of Kalimantan Barat; its first six begin the NIK.
    village: &'static str,
    serial: &'static str,
    birth_place: &'static str,
    service: Service,
    earlier: Earlier,
    photo: Option<&'static str>,
    occupation: &'static str,
    marital_status: &'static str,
    exceptions: fn() -> Vec<Excepted>,
}

const CAST: &[Cast] = &[
    Cast {
        name: "WARGA CONTOH SATU",
        sex: Sex::Male,
        age: 24,
        odd_year: Some(true),
        village: "6171011002",
        serial: "9901",
        birth_place: "Kota Pontianak",
        service: Service::KtpNew,
        earlier: Earlier::Never,
        photo: Some("p01-good.jpg"),
        occupation: "3",
        marital_status: "1",
        exceptions: no_scanner,
    },
    Cast {
        name: "WARGA CONTOH DUA",
        sex: Sex::Female,
        age: 28,
        odd_year: Some(false),
        village: "6171021001",
        serial: "9902",
        birth_place: "Kota Pontianak",
        service: Service::KtpNew,
        earlier: Earlier::Never,
        photo: Some("p02-good.jpg"),
        occupation: "2",
        marital_status: "2",
        exceptions: no_scanner,
    },
    Cast {
        name: "ANAK CONTOH TIGA",
        sex: Sex::Female,
        age: 7,
        odd_year: None,
        village: "6108012001",
        serial: "9903",
        birth_place: "Kabupaten Landak",
        service: Service::KiaNew,
        earlier: Earlier::Never,
        photo: Some("p07-good.jpg"),
        occupation: "1",
        marital_status: "1",
        exceptions: Vec::new,
    },
    Cast {
        name: "ANAK CONTOH EMPAT",
        sex: Sex::Male,
        age: 3,
        odd_year: None,
        village: "6106011001",
        serial: "9904",
        birth_place: "Kabupaten Kapuas Hulu",
        service: Service::KiaNew,
        earlier: Earlier::Never,
        photo: None,
        occupation: "1",
        marital_status: "1",
        exceptions: Vec::new,
    },
    Cast {
        name: "WARGA CONTOH LIMA",
        sex: Sex::Male,
        age: 70,
        odd_year: None,
        village: "6110012001",
        serial: "9905",
        birth_place: "Kabupaten Melawi",
        service: Service::KtpNew,
        earlier: Earlier::Never,
        photo: Some("p06-good.jpg"),
        occupation: "9",
        marital_status: "6",
        exceptions: two_fingers_missing,
    },
    Cast {
        name: "WARGA CONTOH ENAM",
        sex: Sex::Female,
        age: 46,
        odd_year: None,
        village: "6105011001",
        serial: "9906",
        birth_place: "Kabupaten Sintang",
        service: Service::KtpLost,
        earlier: Earlier::Recorded,
        photo: None,
        occupation: "9",
        marital_status: "2",
        exceptions: Vec::new,
    },
];

/// One resident, ready to be recorded.
pub(super) struct Resident {
    /// What is typed.
    pub(super) sitting: Sitting,
    /// The picture that stands in for the camera.
    pub(super) photo: Option<PathBuf>,
    /// The picture that stands in for face and palms; only where something excepted can be seen.
    pub(super) exception: Option<PathBuf>,
}

/// The residents of this folder; written on first use.
pub(super) fn in_folder(
    folder: &Path,
    pictures: &Path,
    today: NaiveDate,
) -> Result<Vec<Resident>, Failure> {
    fs::create_dir_all(folder).map_err(|_| Failure::of(ErrorCode::FileUnwritable))?;
    CAST.iter()
        .map(|cast| resident(cast, folder, pictures, today))
        .collect()
}

fn resident(
    cast: &Cast,
    folder: &Path,
    pictures: &Path,
    today: NaiveDate,
) -> Result<Resident, Failure> {
    let file = folder.join(format!("{}.json", cast.serial));
    if !file.exists() {
        let text = serde_json::to_vec_pretty(&sitting(cast, today))
            .map_err(|_| Failure::of(ErrorCode::Internal))?;
        // A cut between the two leaves a `.new` file that nobody reads.
        let new = file.with_extension("new");
        fs::write(&new, text)
            .and_then(|()| fs::rename(&new, &file))
            .map_err(|_| Failure::of(ErrorCode::FileUnwritable))?;
    }
    let sitting = Sitting::read(&file)?;
    let photo = cast.photo.map(|name| pictures.join(name));
    let mut reasons = sitting.exceptions.iter().map(|excepted| excepted.reason);
    let shows = reasons.any(ExceptionReason::shows);
    Ok(Resident {
        exception: photo.clone().filter(|_| shows),
        sitting,
        photo,
    })
}

fn sitting(cast: &Cast, today: NaiveDate) -> Sitting {
    let born = birth_date(cast, today);
    let text = |value: &str| value.to_owned();
    let fields = BTreeMap::from([
        (Field::Nik, nik(cast, born)),
        (
            Field::KkNumber,
            format!(
                "{}{}{}",
                &cast.village[..6],
                today.format("%d%m%y"),
                cast.serial
            ),
        ),
        (Field::FullName, text(cast.name)),
        (Field::Sex, text(cast.sex.as_str())),
        (Field::BirthPlace, text(cast.birth_place)),
        (Field::BirthDate, format_date(born)),
        (Field::Citizenship, text("1")),
        (Field::Religion, text("1")),
        (Field::MaritalStatus, text(cast.marital_status)),
        (Field::Occupation, text(cast.occupation)),
        (Field::MotherName, text("IBU CONTOH")),
        (Field::FatherName, text("AYAH CONTOH")),
        (Field::Address, text("JL. CONTOH NO. 1")),
        (Field::Rt, text("001")),
        (Field::Rw, text("002")),
        (Field::Village, text(cast.village)),
    ]);
    let papers = cast
        .service
        .requirements()
        .iter()
        .filter(|needed| needed.is_mandatory());
    Sitting {
        service: cast.service,
        recorded_before: cast.earlier,
        fields,
        photo_aside: None,
        changes: Vec::new(),
        exceptions: (cast.exceptions)(),
        capture: Vec::new(),
        assistance: None,
        papers: papers
            .map(|needed| (needed.document, Paper::Seen))
            .collect::<BTreeMap<DocumentKind, Paper>>(),
    }
}

/// The 15th of March of a year that gives the age, or of the year before where the year must be odd or even.
fn birth_date(cast: &Cast, today: NaiveDate) -> NaiveDate {
    let had_birthday = (today.month(), today.day()) >= (3, 15);
    let mut year = today.year() - cast.age - i32::from(!had_birthday);
    if cast.odd_year.is_some_and(|odd| (year % 2 == 1) != odd) {
        year -= 1;
    }
    NaiveDate::from_ymd_opt(year, 3, 15).unwrap_or(today)
}

fn nik(cast: &Cast, born: NaiveDate) -> String {
    let day = match cast.sex {
        Sex::Male => born.day(),
        Sex::Female => born.day() + 40,
    };
    format!(
        "{}{day:02}{}{}",
        &cast.village[..6],
        born.format("%m%y"),
        cast.serial
    )
}

/// Without `--devices` there is no scanner, and every finger and eye says so.
fn no_scanner() -> Vec<Excepted> {
    vec![device(Site::all().collect())]
}

fn two_fingers_missing() -> Vec<Excepted> {
    let gone = [
        Site::Finger(Finger::RightIndex),
        Site::Finger(Finger::RightMiddle),
    ];
    let blind = Site::Eye(Eye::Left);
    let rest = Site::all()
        .filter(|site| !gone.contains(site) && *site != blind)
        .collect();
    let lasting = |sites: Vec<Site>, reason| Excepted {
        sites,
        reason,
        permanence: Permanence::Permanent,
        note: String::new(),
    };
    vec![
        lasting(gone.to_vec(), ExceptionReason::Missing),
        lasting(vec![blind], ExceptionReason::Blind),
        device(rest),
    ]
}

fn device(sites: Vec<Site>) -> Excepted {
    Excepted {
        sites,
        reason: ExceptionReason::Device,
        permanence: Permanence::Temporary,
        note: String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rekam_domain::eligibility::assess;
    use rekam_domain::resident::Biodata;

    #[test]
    fn the_cast_is_right_on_any_day_of_any_year() {
        for today in [
            "2026-11-23",
            "2027-01-01",
            "2027-03-14",
            "2031-03-15",
            "2040-02-29",
        ] {
            let today: NaiveDate = today.parse().unwrap();
            for cast in CAST {
                let sitting = sitting(cast, today);
                let biodata = Biodata::assemble(&sitting.fields, cast.service, today);
                let biodata =
                    biodata.unwrap_or_else(|wrong| panic!("{} on {today}: {wrong:?}", cast.serial));
                assert_eq!(
                    biodata.cross_warnings(today),
                    [],
                    "{} on {today}",
                    cast.serial
                );
                assess(
                    cast.service,
                    biodata.birth_date(),
                    biodata.ever_married().unwrap(),
                    today,
                )
                .unwrap();
                let parity = cast
                    .odd_year
                    .is_none_or(|odd| (biodata.birth_date().year() % 2 == 1) == odd);
                assert!(parity, "{} on {today}", cast.serial);
            }
        }
    }
}
