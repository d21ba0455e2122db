//! Every service of F-1.02 in the real window, from the search to the slip, each for somebody who may have it; and the family
//! card of whoever sits there.

use anyhow::{Context as _, Result};
use chrono::Datelike as _;
use fantoccini::key::Key;
use rekam_domain::service::Service;
use rekam_station::clock::{Clock as _, SystemClock};
use rekam_station::lease::day_at_the_desk;
use rekam_tests::window::{Place, TestStation, Window, desk, journey};

/// Columns of the list.
const COLUMNS: &str = "NIK,NO KK,NAMA LENGKAP,JENIS KELAMIN,TEMPAT LAHIR,TANGGAL LAHIR,AGAMA,STATUS PERKAWINAN,SHDK,PEKERJAAN,\
    KEWARGANEGARAAN,ALAMAT,DESA,NOMOR PASPOR,NOMOR ITAS/ITAP,TANGGAL AKHIR ITAS/ITAP";

/// Words by which the residents of the list are told apart.
const WORDS: [&str; 20] = [
    "SATU",
    "DUA",
    "TIGA",
    "EMPAT",
    "LIMA",
    "ENAM",
    "TUJUH",
    "DELAPAN",
    "SEMBILAN",
    "SEPULUH",
    "MAWAR",
    "MELATI",
    "ANGGREK",
    "KENANGA",
    "CEMPAKA",
    "FLAMBOYAN",
    "TERATAI",
    "DAHLIA",
    "KAMBOJA",
    "SERUNI",
];

/// Somebody who comes for a service.
struct Visitor {
    service: Service,
    /// Completed years.
    age: i32,
    is_foreign: bool,
    /// "Pernah rekam di mana pun?"
    earlier: &'static str,
}

/// One visitor for each service, and those for whom a service has another path: a child under five, somebody of sixteen who is
/// recorded and gets the card at seventeen, and a foreigner with a permanent stay permit.
fn visitors() -> Vec<Visitor> {
    let mut visitors: Vec<Visitor> = Service::ALL
        .iter()
        .map(|service| {
            let is_for_children = service.as_str().starts_with("KIA");
            let is_first = matches!(service, Service::KtpNew) || is_for_children;
            Visitor {
                service: *service,
                age: if is_for_children { 9 } else { 36 },
                is_foreign: matches!(
                    service,
                    Service::KtpStayPermitExtended | Service::KiaStayPermitExtended
                ),
                earlier: if is_first { "never" } else { "recorded" },
            }
        })
        .collect();
    let also = |service, age, is_foreign| Visitor {
        service,
        age,
        is_foreign,
        earlier: "never",
    };
    visitors.push(also(Service::KiaNew, 3, false));
    visitors.push(also(Service::KtpNew, 16, false));
    visitors.push(also(Service::KtpNew, 36, true));
    visitors
}

/// A list that names them all.
fn list(visitors: &[Visitor]) -> String {
    let today = day_at_the_desk(SystemClock::new().stamp().wall);
    let until = today.year() + 3;
    let mut text = format!("{COLUMNS}\n");
    for ((at, visitor), word) in (1..).zip(visitors).zip(WORDS) {
        // Born on 2 January: the birthday of this year is over.
        let born = today.year() - visitor.age;
        let nik = format!("6171010201{:02}99{at:02}", born % 100);
        let (nation, papers) = match visitor.is_foreign {
            true => ("2", format!("X99{at:04},2C99{at:04},02-01-{until}")),
            false => ("1", ",,".to_owned()),
        };
        let married = if visitor.age < 18 {
            "BELUM KAWIN,4"
        } else {
            "KAWIN TERCATAT,1"
        };
        text.push_str(&format!(
            "{nik},61710102011599{at:02},{word} CONTOH,1,Kota Pontianak,02-01-{born},ISLAM,{married},4,{nation},JALAN CONTOH NOMOR {at},6171011002,{papers}\n"
        ));
    }
    text
}

#[test]
fn every_service_has_its_own_path_from_the_search_to_the_slip() -> Result<()> {
    journey(async |stage| {
        let visitors = visitors();
        let station = TestStation::make(Place::Ready)?;
        take_in(&station, &list(&visitors))?;
        let mut window = Window::open(&stage, &station).await?;
        desk::log_in(&mut window).await?;
        window.alt('2').await?;
        for (visitor, word) in visitors.iter().zip(WORDS) {
            let service = visitor.service.as_str();
            let name = format!("{} contoh", word.to_lowercase());
            desk::begin_for(&mut window, &name, service, visitor.earlier)
                .await
                .context(service)?;
            if matches!(visitor.service, Service::KkChanged | Service::DataChange) {
                window.see("change-field").await?;
                desk::change_address(&mut window).await.context(service)?;
                window.click("step-documents").await?;
                window
                    .until(
                        "document.querySelector('[data-testid=step-documents][aria-current=step]')",
                    )
                    .await?;
            }
            desk::go_through(&mut window, service).await?;
            desk::agree_and_seal(&mut window).await.context(service)?;
            let label = visitor
                .service
                .label(rekam_domain::code::Language::Indonesian);
            assert!(window.text("slip").await?.contains(label), "{service}");
            window.press(Key::Enter).await?;
        }

        // The province opens every one of them and refuses none.
        desk::deliver(&mut window, &station, visitors.len()).await?;
        window.close().await
    })
}

fn take_in(station: &TestStation, list: &str) -> Result<()> {
    let path = station.home().with_file_name("list.csv");
    std::fs::write(&path, list)?;
    let path = path.display().to_string();
    station.rekam(&["worklist", "import", "--operator", "sup-1", &path])?;
    Ok(())
}

/// A family of three: the head is written as never married, which does not fit the wife.
const FAMILY: &str = "NIK,NO KK,NAMA LENGKAP,JENIS KELAMIN,TANGGAL LAHIR,STATUS PERKAWINAN,SHDK
6171010101759931,6171010505159931,BUDI CONTOH HULU,1,01-01-1975,1,1
6171014101789932,6171010505159931,ANI CONTOH HULU,2,01-01-1978,KAWIN TERCATAT,3
6171014505099933,6171010505159931,SITI CONTOH HULU,2,05-05-2009,1,4
";

#[test]
fn the_family_card_shows_its_members_and_what_does_not_fit() -> Result<()> {
    journey(async |stage| {
        let station = TestStation::make(Place::Ready)?;
        take_in(&station, FAMILY)?;
        let mut window = Window::open(&stage, &station).await?;
        desk::log_in(&mut window).await?;
        window.alt('2').await?;
        desk::begin_for(&mut window, "budi contoh hulu", "KTP-C1", "recorded").await?;
        window.click("step-data").await?;
        window.see("family-warning").await?;
        let told = window.text("family").await?;
        assert!(
            told.contains("SITI CONTOH HULU") && told.contains("di meja ini"),
            "{told}"
        );
        window
            .run("document.querySelector('[data-testid=family]').scrollIntoView({ block: 'center' })", &[])
            .await?;
        window.look("53-family").await?;

        // Put right by the card in the resident's hand, the warning goes.
        window.focus("field-marital-status").await?;
        window.type_in("2").await?;
        window.press(Key::Enter).await?;
        window
            .until("document.querySelector('[data-testid=family]') && !document.querySelector('[data-testid=family-warning]')")
            .await?;
        window.close().await
    })
}
