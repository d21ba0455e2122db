//! Lists as XLSX.

use chrono::NaiveDate;
use proptest::prelude::*;
use rust_xlsxwriter::{Format, Workbook};

use super::*;

/// A workbook with a cover, titles in merged cells, a village merged over two rows, days, and numbers.
fn workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    let plain = Format::new();
    let day = Format::new().set_num_format("dd/mm/yyyy");
    book.add_worksheet()
        .set_name("Sampul")
        .unwrap()
        .write(0, 0, "LAPORAN")
        .unwrap();
    let sheet = book.add_worksheet();
    sheet.set_name("Data").unwrap();
    sheet
        .merge_range(0, 0, 0, 4, "DAFTAR WARGA", &plain)
        .unwrap();
    for (column, name) in (0u16..).zip(["NO", "NIK", "NAMA", "TGL LHR", "DESA"]) {
        sheet.write(2, column, name).unwrap();
    }
    let born: NaiveDate = "2005-05-05".parse().unwrap();
    let serial = (born - NaiveDate::from_ymd_opt(1899, 12, 30).unwrap()).num_days();
    for (row, (nik, name)) in (3u32..).zip([
        ("6171014505059901", "SITI CONTOH"),
        ("6171014505059902", "ANI CONTOH"),
        ("6171014505059903", "EMI CONTOH"),
    ]) {
        sheet.write(row, 0, row - 2).unwrap();
        sheet.write(row, 1, nik).unwrap();
        sheet.write(row, 2, name).unwrap();
        sheet
            .write_with_format(row, 3, i32::try_from(serial).unwrap(), &day)
            .unwrap();
    }
    sheet.merge_range(3, 4, 4, 4, "6171011002", &plain).unwrap();
    sheet.write(6, 1, 6_171_014_505_059_904.0).unwrap();
    sheet.write(6, 2, "TULIS PROGRAM CONTOH").unwrap();
    sheet.write(7, 1, 6_171_014_505_059_900.0).unwrap();
    sheet.write(7, 2, "BULAT CONTOH").unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn a_workbook_is_read_past_its_cover_with_merged_cells_days_and_numbers() {
    let bytes = workbook();
    let look = look(&Table::open(&bytes).unwrap(), None, None).unwrap();
    assert_eq!((look.mapping.sheet, look.mapping.header), (1, 3));
    let (rows, refused) = read(&bytes).unwrap();
    assert_eq!(rows.len(), 4);
    assert_eq!(rows[0].expected.fields[&Field::BirthDate], "05-05-2005");
    let villages: Vec<bool> = rows
        .iter()
        .map(|row| row.expected.village().is_some())
        .collect();
    assert_eq!(villages, [true, true, false, false]);
    assert_eq!(rows[3].expected.nik.as_deref(), Some("6171014505059904"));
    assert_eq!(refused[0].line, 8);
    assert_eq!(refused[0].code, ErrorCode::WorklistNikRounded);
}

#[test]
fn a_packed_file_that_unpacks_to_more_than_a_table_is_refused() {
    use std::io::Write as _;
    let mut packed = std::io::Cursor::new(Vec::new());
    let mut writer = zip::ZipWriter::new(&mut packed);
    let options = zip::write::SimpleFileOptions::default();
    let zeros = vec![0u8; 1 << 20];
    for file in 0..2 {
        writer
            .start_file(format!("xl/{file}.xml"), options)
            .unwrap();
        for _ in 0..300 {
            writer.write_all(&zeros).unwrap();
        }
    }
    writer.finish().unwrap();
    let bytes = packed.into_inner();
    assert!(
        bytes.len() < 1 << 20,
        "600 MiB pack into {} bytes",
        bytes.len()
    );
    assert_eq!(
        read(&bytes).unwrap_err().code(),
        ErrorCode::WorklistTooLarge
    );
}

proptest! {
    // Each damaged workbook is unpacked twice: fewer cases than usual say as much.
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_damaged_workbook_is_refused_or_read(at in 0usize..8000, byte in any::<u8>()) {
        let mut bytes = workbook();
        let at = at % bytes.len();
        bytes[at] = byte;
        let _ = read(&bytes);
    }
}
