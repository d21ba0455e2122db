use std::ops::ControlFlow;

use chrono::NaiveDate;
use proptest::prelude::*;
use rekam_domain::code::ErrorCode;
use rekam_domain::field::Field;
use rekam_domain::register::RegisterStatus;

use super::*;
use crate::table::{LARGEST_FILE, Table};

fn today() -> NaiveDate {
    "2026-06-01".parse().unwrap()
}

type Rows = (Vec<Listed>, Vec<RefusedRow>);

fn read_as(bytes: &[u8], change: impl FnOnce(&mut Mapping)) -> Result<Rows, WorklistError> {
    let table = Table::open(bytes)?;
    let mut mapping = look(&table, None, None)?.mapping;
    change(&mut mapping);
    let (mut rows, mut refused) = (Vec::new(), Vec::new());
    super::read(&table, &mapping, today(), &mut |_, row| {
        match row {
            Ok(row) => rows.push(row),
            Err(row) => refused.push(row),
        }
        ControlFlow::Continue(())
    })?;
    Ok((rows, refused))
}

fn read(bytes: &[u8]) -> Result<Rows, WorklistError> {
    read_as(bytes, |_| ())
}

fn refused(bytes: &[u8]) -> Vec<(u64, ErrorCode)> {
    let (_, refused) = read(bytes).unwrap();
    refused.iter().map(|row| (row.line, row.code)).collect()
}

fn one(bytes: &[u8]) -> Listed {
    let (mut rows, refused) = read(bytes).unwrap();
    assert_eq!((rows.len(), refused.len()), (1, 0));
    rows.remove(0)
}

/// What the row of a list with this one column beside the name says of a field.
fn said(column: &str, cell: &str, field: Field) -> (Option<String>, Vec<ErrorCode>) {
    let row = one(format!("nama;{column}\nA CONTOH;{cell}\n").as_bytes());
    (row.expected.fields.get(&field).cloned(), row.remarks)
}

const NAMES: &[u8] = b"nik,nama,tgl lhr,agama,desa\n6171014505059901,SITI CONTOH KAPUAS,05/05/2005,ISLAM,6171011002\n";

#[test]
fn columns_are_known_by_the_names_that_offices_use() {
    let row = one(NAMES).expected;
    assert_eq!(row.nik.as_deref(), Some("6171014505059901"));
    assert_eq!(row.fields[&Field::BirthDate], "05-05-2005");
    assert_eq!(row.fields[&Field::Religion], "1");
    assert_eq!(row.fields[&Field::Village], "6171011002");
    assert_eq!(row.folded, " siti contoh kapuas");
}

#[test]
fn names_of_columns_may_stand_below_titles_and_above_a_row_of_numbers() {
    let list = "DAFTAR WAJIB KTP;;;\nKECAMATAN CONTOH;;;\n;;;\nNO;NIK;NAMA LENGKAP;TGL LHR\n1;2;3;4\n1;6171014505059901;SITI CONTOH;05-05-2005\n";
    let table = Table::open(list.as_bytes()).unwrap();
    let look = look(&table, None, None).unwrap();
    assert_eq!((look.mapping.header, look.names.len()), (4, 4));
    assert_eq!(look.mapping.columns[0], None);
    assert_eq!(look.shown.len(), 1, "numbers of columns are no example");
    let (rows, refused) = read(list.as_bytes()).unwrap();
    assert_eq!((rows.len(), refused), (1, Vec::new()));
}

#[test]
fn a_person_who_knows_better_says_where_the_names_are_and_what_they_mean() {
    let list = "A;B;C\nnama;nik;x\nBUDI CONTOH;6171011004239902;SDN CONTOH\n";
    let table = Table::open(list.as_bytes()).unwrap();
    assert_eq!(look(&table, None, Some(1)).unwrap().mapping.header, 1);
    let (rows, _) = read_as(list.as_bytes(), |mapping| {
        mapping.columns[2] = Some(Meaning::School);
        mapping.village = Some("6171011002".to_owned());
    })
    .unwrap();
    let row = &rows[0].expected;
    assert_eq!(row.school.as_deref(), Some("SDN CONTOH"));
    assert_eq!(row.fields[&Field::Village], "6171011002");
    let bad = read_as(list.as_bytes(), |mapping| {
        mapping.village = Some("1".to_owned())
    });
    assert_eq!(bad, Err(WorklistError::Village));
}

#[test]
fn a_column_may_name_pictures_that_lie_beside_the_list_and_nowhere_else() {
    let list = "nama,foto\nA CONTOH,a.jpg\nB CONTOH,\nC CONTOH,../c.jpg\nD CONTOH,/etc/d.jpg\nE CONTOH,x\\e.jpg\n";
    let (rows, refused) = read(list.as_bytes()).unwrap();
    assert_eq!((rows.len(), refused.len()), (5, 0));
    let files: Vec<&str> = rows
        .iter()
        .filter_map(|row| row.picture.as_deref())
        .collect();
    assert_eq!(files, ["a.jpg"]);
}

#[test]
fn a_spreadsheet_of_this_country_is_read_as_well() {
    let list = "\u{feff}Nama lengkap;Tanggal lahir;Nama ibu\r\n\"CONTOH; BUDI\";10-04-2023;SITI CONTOH\r\n";
    // A semicolon in quotes belongs to the name, which a name in SIAK may have.
    let (rows, refused) = read(list.as_bytes()).unwrap();
    assert_eq!(rows.len() + refused.len(), 1);
    let row = one(b"Nama lengkap;Tanggal lahir\r\nBUDI CONTOH;10-04-2023\r\n").expected;
    assert!(row.key.starts_with('x') && row.nik.is_none());
    assert_eq!(row.fields[&Field::BirthDate], "10-04-2023");
    let tabs = one(b"Nama lengkap\tTanggal lahir\nBUDI CONTOH\t10-04-2023\n").expected;
    assert_eq!(tabs.key, row.key);
}

#[test]
fn lines_are_those_of_an_editor_whatever_ends_them() {
    for end in ["\n", "\r\n"] {
        let list = [
            "nama,nik",
            "A CONTOH,1",
            "",
            "\"B",
            "CONTOH\",2",
            "C CONTOH,3",
        ]
        .join(end);
        let lines: Vec<u64> = refused(list.as_bytes()).iter().map(|row| row.0).collect();
        assert_eq!(lines, [2, 4, 6], "{end:?}");
    }
}

#[test]
fn letters_of_windows_1252_and_of_unicode_text_are_recognised() {
    let (rows, _) = read(b"nama;desa\nANDR\xC9 CONTOH;\nD\x92CRUZ CONTOH;\n").unwrap();
    let names: Vec<&str> = rows.iter().map(|row| row.expected.name.as_str()).collect();
    assert_eq!(names, ["ANDRÉ CONTOH", "D'CRUZ CONTOH"]);
    let unicode: Vec<u8> = "\u{feff}nama\tnik\nANDRÉ CONTOH\t\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(one(&unicode).expected.name, "ANDRÉ CONTOH");
}

#[test]
fn a_row_is_refused_alone_and_by_its_line() {
    let long = "Z".repeat(2000);
    let list = format!(
        "nik,nama,alamat\n6171014505059901,SITI CONTOH,\n123,BUDI CONTOH,\n,,\n6171011004239902,ANI \u{1},\n,A,B,C\n,DAYANG CONTOH,\n,LONG CONTOH,{long}\n,,JALAN\n"
    );
    assert_eq!(read(list.as_bytes()).unwrap().0.len(), 2);
    assert_eq!(
        refused(list.as_bytes()),
        [
            (3, ErrorCode::NikLength),
            (5, ErrorCode::WorklistNotText),
            (6, ErrorCode::WorklistColumns),
            (8, ErrorCode::WorklistCellTooLong),
            (9, ErrorCode::NameEmpty),
        ]
    );
    // A file in which other letters are UTF-8 is no Windows-1252.
    assert_eq!(
        refused(
            "nama\nANDRÉ CONTOH\n"
                .as_bytes()
                .iter()
                .copied()
                .chain(*b"ANI \xff\n")
                .collect::<Vec<_>>()
                .as_slice()
        ),
        [(3, ErrorCode::WorklistNotText)]
    );
}

#[test]
fn lines_are_those_that_people_see_whatever_ends_them() {
    let list = "nama;nik;alamat\n\nSATU CONTOH;1;\nDUA CONTOH;2;\"JALAN\nSATU\"\nTIGA CONTOH;3;\n";
    for end in ["\n", "\r\n", "\r"] {
        let refused = refused(list.replace('\n', end).as_bytes());
        let lines: Vec<u64> = refused.into_iter().map(|(line, _)| line).collect();
        assert_eq!(lines, [3, 4, 6], "{end:?}");
    }
}

#[test]
fn a_nik_that_a_spreadsheet_rounded_has_a_reason_of_its_own() {
    let list = "nama;nik\nA CONTOH;6,17101E+15\nB CONTOH;6.17101450505990E+15\nC CONTOH;6171014505050000\nD CONTOH;6171014505059900.0\nE CONTOH;'6171014505059901\nF CONTOH; 6171 0145 0505 9910 \nG CONTOH;0\nH CONTOH;-\n";
    let (rows, refused) = read(list.as_bytes()).unwrap();
    let codes: Vec<_> = refused.iter().map(|row| (row.line, row.code)).collect();
    assert_eq!(
        codes,
        [2, 3, 4, 5].map(|line| (line, ErrorCode::WorklistNikRounded))
    );
    let niks: Vec<_> = rows.iter().map(|row| row.expected.nik.as_deref()).collect();
    assert_eq!(
        niks,
        [
            Some("6171014505059901"),
            Some("6171014505059910"),
            None,
            None
        ]
    );
}

#[test]
fn a_column_of_niks_that_all_end_in_zero_was_rounded_and_a_shorter_one_may_be_chance() {
    let list = |niks: &[String]| {
        let rows = niks.iter().map(|nik| format!("WARGA CONTOH;{nik}\n"));
        format!("nama;nik\n{}", rows.collect::<String>())
    };
    let zeros: Vec<String> = (1..=8).map(|at| format!("61710145050599{at}0")).collect();
    let codes = refused(list(&zeros).as_bytes());
    assert_eq!(codes.len(), 8);
    assert!(
        codes
            .iter()
            .all(|(_, code)| *code == ErrorCode::WorklistNikRounded)
    );
    assert_eq!(read(list(&zeros[..7]).as_bytes()).unwrap().0.len(), 7);
    let whole = [zeros, vec!["6171014505059901".to_owned()]].concat();
    assert_eq!(read(list(&whole).as_bytes()).unwrap().0.len(), 9);
}

#[test]
fn the_first_row_of_a_resident_stands_and_later_ones_name_its_line() {
    let list = "nik,nama\n6171014505059901,SITI CONTOH\n,BUDI CONTOH\n6171014505059901,SITI LAIN CONTOH\n,budi  contoh\n";
    let (rows, refused) = read(list.as_bytes()).unwrap();
    assert_eq!(rows.len(), 2);
    let found: Vec<_> = refused
        .iter()
        .map(|row| (row.line, row.code, row.first))
        .collect();
    assert_eq!(
        found,
        [
            (4, ErrorCode::WorklistDouble, Some(2)),
            (5, ErrorCode::WorklistDouble, Some(3))
        ]
    );
}

#[test]
fn words_of_exports_become_codes_and_what_may_be_two_is_left_to_the_desk() {
    let certain = |column, cell, field| {
        let (said, remarks) = said(column, cell, field);
        assert_eq!(remarks, [], "{column} {cell}");
        said.unwrap_or_default()
    };
    assert_eq!(certain("jk", "L", Field::Sex), "1");
    assert_eq!(certain("jk", "Perempuan", Field::Sex), "2");
    assert_eq!(certain("agama", "Katolik", Field::Religion), "3");
    assert_eq!(certain("agama", "KONG HU CU", Field::Religion), "6");
    assert_eq!(certain("gol darah", "A-", Field::BloodType), "6");
    assert_eq!(certain("gol darah", "-", Field::BloodType), "");
    assert_eq!(
        certain("status kawin", "Belum Kawin", Field::MaritalStatus),
        "1"
    );
    assert_eq!(
        certain("status kawin", "KAWIN TERCATAT", Field::MaritalStatus),
        "2"
    );
    assert_eq!(
        certain("status kawin", "CERAI MATI", Field::MaritalStatus),
        "6"
    );
    assert_eq!(certain("status kawin", "1", Field::MaritalStatus), "1");
    for cell in ["KAWIN", "CERAI HIDUP", "2", "4"] {
        let asked = said("status kawin", cell, Field::MaritalStatus);
        assert_eq!(asked, (None, vec![ErrorCode::WorklistChoose]), "{cell}");
    }
    let unknown = said("agama", "LAINNYA SAJA", Field::Religion);
    assert_eq!(
        unknown,
        (
            Some("LAINNYA SAJA".to_owned()),
            vec![ErrorCode::WorklistWord]
        )
    );
}

#[test]
fn numbers_of_marital_statuses_are_read_by_the_list_that_they_are_of() {
    let list = b"nama;status kawin\nA CONTOH;4\nB CONTOH;3\n";
    let statuses = |marital| {
        let (rows, _) = read_as(list, |mapping| mapping.marital = marital).unwrap();
        rows.into_iter()
            .map(|row| row.expected.fields.get(&Field::MaritalStatus).cloned())
            .collect::<Vec<_>>()
    };
    assert_eq!(statuses(MaritalList::Four), [Some("6".to_owned()), None]);
    assert_eq!(
        statuses(MaritalList::Six),
        [Some("4".to_owned()), Some("3".to_owned())]
    );
    // A 5 is in the list of six alone, so the other numbers are of it too.
    let six = b"nama;status kawin\nA CONTOH;5\nB CONTOH;2\n";
    assert_eq!(
        look(&Table::open(six).unwrap(), None, None)
            .unwrap()
            .mapping
            .marital,
        MaritalList::Six
    );
}

#[test]
fn a_village_is_known_by_code_or_by_a_name_that_only_one_has() {
    let of = |header: &str, cells: &str| {
        let row = one(format!("nama;{header}\nA CONTOH;{cells}\n").as_bytes());
        (
            row.expected.village().map(|village| village.code.as_str()),
            row.remarks,
        )
    };
    assert_eq!(
        of("desa", "61.71.01.1002"),
        (Some("6171011002"), Vec::new())
    );
    let name = rekam_domain::region::village("6101012001")
        .unwrap()
        .name
        .clone();
    let kecamatan = rekam_domain::region::kecamatan("610101")
        .unwrap()
        .name
        .clone();
    assert_eq!(
        of("desa;kecamatan", &format!("Desa {name};Kec. {kecamatan}")).0,
        Some("6101012001")
    );
    assert_eq!(
        of("desa", "DESA YANG TIDAK ADA"),
        (None, vec![ErrorCode::WorklistVillage])
    );
}

#[test]
fn school_bed_status_and_cells_of_two_fields_are_read() {
    let list = "nama;asal sekolah;kunjungan rumah;stat rkm;rt/rw;ttl\nA CONTOH;sman contoh;YA;CARD SHIPPED;001/002;Pontianak, 05-05-2005\nB CONTOH;;tidak;;;\nC CONTOH;;;pernah;;Sambas\n";
    let (rows, _) = read(list.as_bytes()).unwrap();
    let row = &rows[0].expected;
    assert_eq!(row.school.as_deref(), Some("SMAN CONTOH"));
    assert!(row.bed_visit && !rows[1].expected.bed_visit);
    assert_eq!(row.status.map(RegisterStatus::is_recorded), Some(true));
    assert_eq!(
        (
            row.fields[&Field::Rt].as_str(),
            row.fields[&Field::Rw].as_str()
        ),
        ("001", "002")
    );
    assert_eq!(row.fields[&Field::BirthPlace], "Pontianak");
    assert_eq!(row.born(), "2005-05-05".parse().ok());
    assert_eq!(
        rows[2].remarks,
        [ErrorCode::WorklistDate, ErrorCode::WorklistWord]
    );
}

#[test]
fn a_date_that_cannot_be_read_is_left_to_the_desk() {
    assert_eq!(
        said("tgl lahir", "05-05-05", Field::BirthDate),
        (Some("05-05-05".to_owned()), vec![ErrorCode::WorklistDate])
    );
    assert_eq!(
        said("tgl lahir", "38477", Field::BirthDate).0.as_deref(),
        Some("05-05-2005")
    );
    assert_eq!(
        said("tgl lahir", "01-01-2027", Field::BirthDate).1,
        [ErrorCode::WorklistDate]
    );
}

#[test]
fn a_file_that_is_no_list_is_refused_whole() {
    for bytes in [
        &b""[..],
        b"\0\x01\x02\xff\xfe",
        b"nik,alamat\n1,2\n",
        &[b'a'; 1_000_000],
    ] {
        assert_eq!(read(bytes), Err(WorklistError::Header));
    }
    assert_eq!(
        read(b"PK\x03\x04 and nothing more").unwrap_err().code(),
        ErrorCode::WorklistUnreadable
    );
    let huge = vec![b'a'; LARGEST_FILE + 1];
    assert_eq!(read(&huge).unwrap_err().code(), ErrorCode::WorklistTooLarge);
}

#[test]
fn somebody_without_a_nik_has_the_same_key_in_the_next_list() {
    let list = |name: &str| {
        format!("nama,tgl lahir,ibu,alamat\n{name},01-02-2010,ANI CONTOH,JALAN {name}\n")
    };
    let key = |name: &str| one(list(name).as_bytes()).expected.key;
    assert_eq!(key("BUDI CONTOH"), key("Budi  Contoh"));
    assert_ne!(key("BUDI CONTOH"), key("BUDA CONTOH"));
}

mod workbook;

proptest! {
    #[test]
    fn whatever_a_file_holds_reading_it_ends(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        let mut list = b"nik,nama,tgl lahir,desa,status kawin,ttl\n".to_vec();
        list.extend(bytes);
        let _ = read(&list);
    }

    #[test]
    fn a_name_is_found_by_the_beginnings_of_its_words(name in "[A-Za-z' .]{1,40}") {
        let folded = folded(&name);
        for word in words(&name) {
            let beginning: String = word.chars().take(2).collect();
            let found = folded.contains(&format!(" {beginning}"));
            prop_assert!(found, "{}", word);
        }
    }
}
