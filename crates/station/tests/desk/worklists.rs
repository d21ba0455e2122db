//! Lists of expected residents: tried before they are taken in, repeated, looked through.

use rekam_domain::code::ErrorCode;
use rekam_domain::enrollment::Earlier;
use rekam_domain::field::Field;
use rekam_domain::service::Service;
use rekam_station::Desk;
use rekam_station::desk::{Beside, List, WorklistReport};
use rekam_station::store::audit::Event;
use rekam_station::store::listed::{By, ListFilter};
use rekam_worklist::Meaning;

use crate::office::{Office, day, finish_woman, read_back, seal_woman};

/// A list as it is proposed to be read.
pub(crate) fn named<'a>(name: &'a str, bytes: &'a [u8]) -> List<'a> {
    List {
        name,
        bytes,
        mapping: None,
        drop_gone: false,
    }
}

const LIST: &str = "\
nik;nama;tgl lahir;desa;rt;rw;sekolah;kunjungan;stat rkm
6171014505059901;SITI CONTOH KAPUAS;05-05-2005;6171011002;2;1;;;BELUM REKAM
6171010106099903;BUDIMAN CONTOH;01-06-2009;6171011002;1;1;SMAN 1 CONTOH;;BELUM WAJIB
6171010106089904;EDI CONTOH;01-06-2008;6171021001;10;1;SMAN 1 CONTOH;;CARD SHIPPED
6171010106409905;TUA CONTOH;01-06-1940;6171021001;9;1;;ya;BELUM REKAM
6171010106099903;BUDIMAN CONTOH;01-06-2009;6171011002;1;1;;;
123;RUSAK CONTOH;;;;;;;
;TANPA NIK CONTOH;1-2-50;;;;;;
";

fn take_in(desk: &Desk, list: &List<'_>) -> WorklistReport {
    desk.take_in_list(list, &mut ()).unwrap()
}

fn names(desk: &Desk, filter: &ListFilter) -> Vec<String> {
    let found = desk.listed(filter, 0, 100).unwrap();
    found.into_iter().map(|found| found.listed.name).collect()
}

#[test]
fn a_dry_run_says_what_will_happen_and_changes_nothing() {
    let office = Office::open();
    let desk = office.unlock("op-1").unwrap();
    let before = desk.store().audit_lines(0, 1000).unwrap().len();
    let list = named("desa", LIST.as_bytes());
    let tried = desk.try_list(&list, &mut ()).unwrap();
    assert_eq!((tried.rows, tried.new, tried.refused.len()), (7, 5, 2));
    assert_eq!(
        tried.reasons(),
        [(ErrorCode::NikLength, 1), (ErrorCode::WorklistDouble, 1)]
    );
    assert_eq!(tried.remarks, [(ErrorCode::WorklistDate, 1)]);
    assert_eq!(desk.store().expected_counts().unwrap(), (0, 0));
    assert_eq!(desk.store().audit_lines(0, 1000).unwrap().len(), before);
    assert_eq!(take_in(&desk, &list), tried);
    let log = desk.store().audit_lines(0, 1000).unwrap();
    assert_eq!(
        log.last().unwrap().event,
        Event::WorklistTakenIn { rows: 5 }
    );
}

#[test]
fn a_repeat_changes_what_changed_names_who_is_gone_and_drops_them_only_when_told() {
    let office = Office::open();
    let desk = office.unlock("op-1").unwrap();
    take_in(&desk, &named("desa", LIST.as_bytes()));
    let next = LIST.replace("SMAN 1", "SMAN 2").replace(
        "6171010106409905;TUA CONTOH;",
        "6171010106409906;BARU CONTOH;",
    );
    let list = named("desa", next.as_bytes());
    let tried = desk.try_list(&list, &mut ()).unwrap();
    assert_eq!(
        (
            tried.new,
            tried.changed,
            tried.same,
            tried.gone,
            tried.dropped
        ),
        (1, 2, 2, 1, 0)
    );
    assert_eq!(take_in(&desk, &list).dropped, 0);
    assert_eq!(desk.store().expected_counts().unwrap().0, 6);
    let dropping = List {
        drop_gone: true,
        ..list
    };
    let again = take_in(&desk, &dropping);
    assert_eq!((again.same, again.gone, again.dropped), (5, 1, 1));
    assert_eq!(desk.store().expected_counts().unwrap().0, 5);
    // Another list has no say in who stays.
    let other = List {
        name: "sekolah",
        bytes: b"nama\nLAIN CONTOH\n",
        ..dropping
    };
    assert_eq!(take_in(&desk, &other).gone, 0);
    assert_eq!(desk.store().expected_counts().unwrap().0, 6);
}

#[test]
fn who_stands_in_two_lists_counts_in_both_and_goes_with_the_last_of_them() {
    let office = Office::open();
    let desk = office.unlock("op-1").unwrap();
    let village = "nik;nama;tgl lahir;desa;stat rkm
6171010106099903;BUDIMAN CONTOH;01-06-2009;6171011002;BELUM REKAM
6171010106089904;EDI CONTOH;01-06-2008;6171021001;BELUM REKAM
";
    let school = "nik;nama;sekolah;kunjungan
6171010106099903;BUDIMAN CONTOH;SMAN 1 CONTOH;ya
";
    let of = |list: &str| {
        let list = Some(list.to_owned());
        names(
            &desk,
            &ListFilter {
                list,
                ..ListFilter::default()
            },
        )
    };
    take_in(&desk, &named("desa", village.as_bytes()));
    let tried = desk
        .try_list(&named("sekolah", school.as_bytes()), &mut ())
        .unwrap();
    assert_eq!((tried.new, tried.changed), (0, 1));
    take_in(&desk, &named("sekolah", school.as_bytes()));
    assert_eq!(of("desa"), ["BUDIMAN CONTOH", "EDI CONTOH"]);
    assert_eq!(of("sekolah"), ["BUDIMAN CONTOH"]);
    let counts: Vec<_> = desk
        .coverage(By::List)
        .unwrap()
        .into_iter()
        .map(|one| (one.of.unwrap(), one.expected))
        .collect();
    assert_eq!(counts, [("desa".to_owned(), 2), ("sekolah".to_owned(), 1)]);

    // Each list is silent about what the other says, and takes nothing of it away.
    let again = take_in(&desk, &named("desa", village.as_bytes()));
    assert_eq!((again.same, again.changed), (2, 0));
    let budiman = desk
        .listed(
            &ListFilter {
                bed_visit: true,
                ..ListFilter::default()
            },
            0,
            9,
        )
        .unwrap()
        .remove(0)
        .listed;
    assert_eq!(budiman.school.as_deref(), Some("SMAN 1 CONTOH"));
    assert_eq!(budiman.fields[&Field::Village], "6171011002");
    assert!(budiman.status.is_some());

    let without = |name| List {
        drop_gone: true,
        ..named(name, b"nama\nLAIN CONTOH\n")
    };
    assert_eq!(take_in(&desk, &without("desa")).dropped, 2);
    assert_eq!(of("desa"), ["LAIN CONTOH"]);
    assert_eq!(
        names(&desk, &ListFilter::default()),
        ["LAIN CONTOH", "BUDIMAN CONTOH"]
    );
    assert_eq!(take_in(&desk, &without("sekolah")).dropped, 1);
    assert_eq!(names(&desk, &ListFilter::default()), ["LAIN CONTOH"]);
}

#[test]
fn whoever_is_recorded_stays_so_through_repeats_and_is_never_dropped() {
    let office = Office::open();
    let desk = office.unlock("sp-1").unwrap();
    take_in(&desk, &named("desa", LIST.as_bytes()));
    let sealed = seal_woman(&desk);
    let repeat = LIST.replace("05-05-2005;6171011002;2", "05-05-2005;6171011002;3");
    assert_eq!(take_in(&desk, &named("desa", repeat.as_bytes())).changed, 1);
    let without: String = LIST
        .lines()
        .filter(|line| !line.contains("SITI"))
        .collect::<Vec<_>>()
        .join("\n");
    let dropping = List {
        drop_gone: true,
        ..named("desa", without.as_bytes())
    };
    assert_eq!(take_in(&desk, &dropping).dropped, 0);
    let siti = desk.residents("siti", 1).unwrap().remove(0);
    assert_eq!(siti.recorded_here, [sealed.serial]);
}

#[test]
fn who_was_listed_without_a_nik_and_begun_from_the_list_counts_as_recorded() {
    let office = Office::open();
    let desk = office.unlock("sp-1").unwrap();
    take_in(
        &desk,
        &named("desa", b"nama;tgl lahir\nSITI CONTOH KAPUAS;05-05-2005\n"),
    );
    let key = desk.residents("siti", 1).unwrap().remove(0).listed.key;
    let draft = desk
        .start_from(&key, Service::KtpNew, Earlier::Never)
        .unwrap();
    finish_woman(&desk, draft);
    assert_eq!(
        desk.listed(&ListFilter::default(), 0, 9).unwrap()[0].recorded_here,
        []
    );
    read_back(&desk, draft);
    let sealed = desk.seal(draft).unwrap();
    let repeat = named(
        "desa",
        b"nama;tgl lahir;rt\nSITI CONTOH KAPUAS;05-05-2005;1\n",
    );
    assert_eq!(take_in(&desk, &repeat).changed, 1);
    let found = desk.listed(&ListFilter::default(), 0, 9).unwrap();
    assert_eq!(found[0].recorded_here, [sealed.serial]);
    assert_eq!(desk.store().expected_counts().unwrap(), (1, 0));
}

#[test]
fn a_list_is_looked_through_by_village_school_age_and_who_is_missing() {
    let office = Office::open();
    let desk = office.unlock("sp-1").unwrap();
    take_in(&desk, &named("desa", LIST.as_bytes()));
    let all = ListFilter::default();
    // Village, RW, RT as numbers, name; those without a village first.
    assert_eq!(
        names(&desk, &all),
        [
            "TANPA NIK CONTOH",
            "BUDIMAN CONTOH",
            "SITI CONTOH KAPUAS",
            "TUA CONTOH",
            "EDI CONTOH"
        ]
    );
    let of = |change: fn(&mut ListFilter)| {
        let mut filter = ListFilter::default();
        change(&mut filter);
        names(&desk, &filter)
    };
    assert_eq!(
        of(|filter| filter.village = Some("6171021001".to_owned())),
        ["TUA CONTOH", "EDI CONTOH"]
    );
    assert_eq!(
        of(|filter| filter.village = Some(String::new())),
        ["TANPA NIK CONTOH"]
    );
    assert_eq!(
        of(|filter| filter.school = Some("SMAN 1 CONTOH".to_owned())),
        ["BUDIMAN CONTOH", "EDI CONTOH"]
    );
    assert_eq!(of(|filter| filter.bed_visit = true), ["TUA CONTOH"]);
    assert_eq!(of(|filter| filter.list = Some("lain".to_owned())), [""; 0]);
    let missing = [
        "TANPA NIK CONTOH",
        "BUDIMAN CONTOH",
        "SITI CONTOH KAPUAS",
        "TUA CONTOH",
    ];
    assert_eq!(of(|filter| filter.unrecorded = true), missing);
    seal_woman(&desk);
    let missing = ["TANPA NIK CONTOH", "BUDIMAN CONTOH", "TUA CONTOH"];
    assert_eq!(of(|filter| filter.unrecorded = true), missing);
    let count = desk.store().listed_count(&all).unwrap();
    assert_eq!(
        (
            count.expected,
            count.recorded_here,
            count.recorded_elsewhere
        ),
        (5, 1, 1)
    );
    let villages = desk.store().coverage(By::Village).unwrap();
    let villages: Vec<_> = villages
        .iter()
        .map(|one| (one.of.as_deref(), one.expected, one.recorded_here))
        .collect();
    assert_eq!(
        villages,
        [
            (None, 1, 0),
            (Some("6171011002"), 2, 1),
            (Some("6171021001"), 2, 0)
        ]
    );
    assert_eq!(desk.store().coverage(By::School).unwrap().len(), 2);
}

#[test]
fn who_turns_17_by_an_election_is_found_with_or_without_those_who_are() {
    let office = Office::open();
    office
        .clock
        .set_wall("2026-05-31T03:00:00Z".parse().unwrap());
    let desk = office.unlock("op-1").unwrap();
    take_in(&desk, &named("desa", LIST.as_bytes()));
    let by = |date: &str, newly| {
        names(
            &desk,
            &desk.seventeen_by(day(date), newly, ListFilter::default()),
        )
    };
    assert_eq!(by("2026-05-31", true), [""; 0]);
    assert_eq!(by("2026-06-01", true), ["BUDIMAN CONTOH"]);
    let all = [
        "BUDIMAN CONTOH",
        "SITI CONTOH KAPUAS",
        "TUA CONTOH",
        "EDI CONTOH",
    ];
    assert_eq!(by("2026-05-31", false), &all[1..]);
    assert_eq!(by("2026-06-01", false), all);
}

#[test]
fn progress_is_told_and_a_broken_list_is_no_list() {
    #[derive(Default)]
    struct Heard(Vec<u32>);
    impl Beside for Heard {
        fn done(&mut self, rows: u32) {
            self.0.push(rows);
        }
    }
    let office = Office::open();
    let desk = office.unlock("op-1").unwrap();
    let mut list = "nama;alamat\n".to_owned();
    for number in 0..1200u32 {
        let letters: String = number
            .to_string()
            .bytes()
            .map(|digit| char::from(digit + 17))
            .collect();
        list.push_str(&format!("WARGA CONTOH {letters};JALAN CONTOH\n"));
    }
    let mut heard = Heard::default();
    let report = desk
        .take_in_list(&named("besar", list.as_bytes()), &mut heard)
        .unwrap();
    assert_eq!((report.new, report.refused.len()), (1200, 0));
    assert_eq!(heard.0, [500, 1000, 1200]);
    let look = desk.look_at_worklist(list.as_bytes(), None, None).unwrap();
    let mut mapping = look.mapping;
    mapping.columns[0] = Some(Meaning::Field(Field::Address));
    let wrong = List {
        mapping: Some(&mapping),
        ..named("besar", list.as_bytes())
    };
    assert_eq!(
        desk.take_in_list(&wrong, &mut ()).unwrap_err().code(),
        ErrorCode::WorklistHeader
    );
    let nameless = named("  ", list.as_bytes());
    assert_eq!(
        desk.take_in_list(&nameless, &mut ()).unwrap_err().code(),
        ErrorCode::ReasonEmpty
    );
}

/// Cuts the power after the first group of rows, and keeps what the disk holds then.
struct Cut<'a> {
    office: &'a Office,
    left: Option<(tempfile::TempDir, Desk)>,
}

impl Beside for Cut<'_> {
    fn done(&mut self, _rows: u32) {
        if self.left.is_none() {
            self.left = Some(self.office.after_power_cut("op-1"));
        }
    }
}

#[test]
fn a_list_that_a_power_cut_broke_off_goes_on_where_it_stopped() {
    let office = Office::open();
    let desk = office.unlock("op-1").unwrap();
    let mut list = "nama\n".to_owned();
    for number in 0..700u32 {
        let digits = number.to_string();
        let letters: String = digits.bytes().map(|digit| char::from(digit + 17)).collect();
        list.push_str(&format!("WARGA CONTOH {letters}\n"));
    }
    let list = named("besar", list.as_bytes());
    let mut cut = Cut {
        office: &office,
        left: None,
    };
    assert_eq!(desk.take_in_list(&list, &mut cut).unwrap().new, 700);
    let (_disk, desk) = cut.left.unwrap();
    assert_eq!(desk.store().expected_counts().unwrap().0, 500);
    let log = desk.store().audit_lines(0, 1000).unwrap();
    assert!(
        log.iter()
            .any(|line| line.event == Event::WorklistTakenIn { rows: 700 }),
        "the log says what was begun"
    );
    let again = take_in(&desk, &list);
    assert_eq!((again.new, again.same), (200, 500));
}
