//! Reports of what was done, for a screen, for paper and as a workbook.

use std::sync::Arc;

use rekam_domain::code::{ErrorCode, Language};
use rekam_domain::region;
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use super::{
    ApiError, DayCount, DeedsOf, DiscardedCount, ExceptedCount, Label, Loket, ReasonCount,
    ReportView, Saved, ServiceMinutes, VillageCount,
};
use crate::Desk;
use crate::desk::{Span, VillageFigures};
use crate::error::Error;
use crate::home::write_atomically;

/// What was done in a span of days, `back` spans before the one of today.
pub(super) fn report(loket: &Arc<Loket>, span: Span, back: u32) -> Result<ReportView, ApiError> {
    Ok(ReportView::of(&*loket.desk()?, span, back)?)
}

/// Writes the report as a workbook: on a stick, or into the station's folder. Counts stand in it, and nothing about a resident.
pub(super) fn save(
    loket: &Arc<Loket>,
    span: Span,
    back: u32,
    stick: Option<String>,
    language: Language,
) -> Result<Saved, ApiError> {
    let view = report(loket, span, back)?;
    let book = view.workbook(language);
    let book = book.ok_or_else(|| ApiError::of(ErrorCode::Internal))?;
    let name = format!("laporan-{}-{}.xlsx", view.from, view.until);
    let path = super::sticks::folder(loket, stick)?.join(name);
    write_atomically(&path, &book).map_err(Error::from)?;
    Ok(Saved {
        path: path.display().to_string(),
    })
}

impl ReportView {
    /// What was done in a span of days, `back` spans before the one of today.
    ///
    /// # Errors
    /// `trip-none`, `role-not-allowed`, or what the store says.
    pub fn of(desk: &Desk, span: Span, back: u32) -> Result<Self, Error> {
        let activation = desk.activation();
        let report = desk.report(desk.days_of(span, back)?)?;
        let set_aside = report.set_aside.iter();
        let deeds = report.deeds.map(|deeds| {
            let named = deeds.iter();
            named
                .map(|(operator, deeds)| DeedsOf::new(operator, &activation, *deeds))
                .collect()
        });
        Ok(Self {
            missing: match span {
                Span::Trip => Some(desk.missing_from_list(back)?),
                Span::Day | Span::Month => None,
            },
            from: report.days.from,
            until: report.days.until,
            station: activation.station.to_string(),
            station_name: activation.station_name.clone(),
            operator: desk.operator().to_string(),
            sealed: report.sealed,
            waiting: report.waiting.iter().map(|serial| serial.get()).collect(),
            by_service: report
                .by_service
                .iter()
                .map(|figures| ServiceMinutes {
                    service: figures.service,
                    label: Label::of(|language| figures.service.label(language).to_owned()),
                    count: figures.count,
                    minutes: figures.minutes,
                })
                .collect(),
            by_village: report.by_village.iter().map(village).collect(),
            by_day: report
                .by_day
                .iter()
                .map(|(day, count)| DayCount {
                    day: *day,
                    count: *count,
                })
                .collect(),
            excepted: report.excepted.iter().map(ExceptedCount::of).collect(),
            set_aside: set_aside
                .map(|(reason, count)| ReasonCount {
                    label: Label::of(|language| reason.label(language).to_owned()),
                    count: *count,
                })
                .collect(),
            discarded: report.discarded.iter().map(DiscardedCount::of).collect(),
            deeds,
        })
    }

    /// The report as an XLSX file: a sheet for the totals, one for the villages, and one for the people where they are shown.
    /// Nothing where it cannot be written, which no input brings about.
    #[must_use]
    pub fn workbook(&self, language: Language) -> Option<Vec<u8>> {
        workbook(self, language).ok()
    }
}

fn village(figures: &VillageFigures) -> VillageCount {
    VillageCount {
        name: region::village(&figures.code).map_or_else(String::new, region::Region::path),
        code: figures.code.clone(),
        recorded: figures.recorded,
        expected: figures.expected,
        percent: figures.percent(),
    }
}

fn workbook(view: &ReportView, language: Language) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let bold = Format::new().set_bold();
    let label = |label: &Label| match language {
        Language::Indonesian => label.id.clone(),
        Language::English => label.en.clone(),
    };
    let sheet = book
        .add_worksheet()
        .set_name(language.pick(["Ringkasan", "Summary"]))?;
    sheet.set_column_width(0, 48)?;
    let title = format!("{} ({})", view.station_name, view.station);
    sheet.write_with_format(0, 0, title, &bold)?;
    sheet.write(1, 0, format!("{} – {}", view.from, view.until))?;
    let mut at = Lines { sheet, row: 3 };
    at.line(
        language.pick(["Rekaman disegel", "Records sealed"]),
        view.sealed,
    )?;
    at.line(
        language.pick(["Belum ada tanda terima", "Without a receipt"]),
        u32::try_from(view.waiting.len()).unwrap_or(u32::MAX),
    )?;
    if let Some(missing) = view.missing {
        at.line(
            language.pick(["Belum direkam dari daftar", "Of the list, not yet recorded"]),
            missing,
        )?;
    }
    at.heading(language.pick(["Menurut layanan", "By service"]), &bold)?;
    for each in &view.by_service {
        if let Some(minutes) = each.minutes {
            at.sheet.write(at.row, 2, minutes)?;
            at.sheet.write(
                at.row,
                3,
                language.pick(["menit rata-rata", "minutes on average"]),
            )?;
        }
        at.line(&label(&each.label), each.count)?;
    }
    at.heading(
        language.pick(["Pengecualian jari dan mata", "Fingers and eyes excepted"]),
        &bold,
    )?;
    for each in &view.excepted {
        at.line(&label(&each.label), each.count)?;
    }
    at.heading(
        language.pick([
            "Foto dengan kekurangan yang diterima",
            "Faults of photos set aside",
        ]),
        &bold,
    )?;
    for each in &view.set_aside {
        at.line(&label(&each.label), each.count)?;
    }
    at.heading(language.pick(["Menurut hari", "By day"]), &bold)?;
    for each in &view.by_day {
        at.line(&each.day.to_string(), each.count)?;
    }
    let sheet = book
        .add_worksheet()
        .set_name(language.pick(["Desa", "Villages"]))?;
    let heads = language.pick([
        ["Kode", "Desa", "Direkam", "Di daftar", "Persen"],
        ["Code", "Village", "Recorded", "Listed", "Percent"],
    ]);
    for (column, head) in (0u16..).zip(heads) {
        sheet.write_with_format(0, column, head, &bold)?;
    }
    sheet.set_column_width(1, 60)?;
    for (row, each) in (1u32..).zip(&view.by_village) {
        sheet.write(row, 0, &each.code)?;
        sheet.write(row, 1, &each.name)?;
        sheet.write(row, 2, each.recorded)?;
        sheet.write(row, 3, each.expected)?;
        if let Some(percent) = each.percent {
            sheet.write(row, 4, (percent * 10.0).round() / 10.0)?;
        }
    }
    if let Some(deeds) = &view.deeds {
        let sheet = book
            .add_worksheet()
            .set_name(language.pick(["Petugas", "People"]))?;
        people(sheet, deeds, language, &bold)?;
    }
    book.save_to_buffer()
}

fn people(
    sheet: &mut Worksheet,
    deeds: &[DeedsOf],
    language: Language,
    bold: &Format,
) -> Result<(), XlsxError> {
    let heads = language.pick([
        [
            "Petugas",
            "Nama",
            "Sesi dimulai",
            "Disegel",
            "Dihentikan",
            "Foto disisihkan",
            "Pengecualian disetujui",
            "Perekaman ulang disetujui",
            "Sandi salah",
        ],
        [
            "Person",
            "Name",
            "Sittings begun",
            "Sealed",
            "Given up",
            "Photo faults set aside",
            "Exceptions approved",
            "Second records allowed",
            "Wrong passwords",
        ],
    ]);
    for (column, head) in (0u16..).zip(heads) {
        sheet.write_with_format(0, column, head, bold)?;
    }
    for (row, each) in (1u32..).zip(deeds) {
        sheet.write(row, 0, &each.operator)?;
        sheet.write(row, 1, &each.name)?;
        let counts = [
            each.begun,
            each.sealed,
            each.discarded,
            each.set_aside,
            each.exceptions,
            each.doubles,
            each.wrong_passwords,
        ];
        for (column, count) in (2u16..).zip(counts) {
            sheet.write(row, column, count)?;
        }
    }
    Ok(())
}

/// Where the next line of a sheet is written.
struct Lines<'s> {
    sheet: &'s mut Worksheet,
    row: u32,
}

impl Lines<'_> {
    fn line(&mut self, label: &str, count: u32) -> Result<(), XlsxError> {
        self.sheet.write(self.row, 0, label)?;
        self.sheet.write(self.row, 1, count)?;
        self.row += 1;
        Ok(())
    }

    fn heading(&mut self, label: &str, bold: &Format) -> Result<(), XlsxError> {
        self.row += 1;
        self.sheet.write_with_format(self.row, 0, label, bold)?;
        self.row += 1;
        Ok(())
    }
}
