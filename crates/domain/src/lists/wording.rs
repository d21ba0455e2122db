//! Labels that we show in other words than the official list has them.
//!
//! The list of disabilities says "cacat", a word criticised as out of line with today's classes of disability
//! (Liputan6, 15 July 2024; LINKSOS). The code and the official label stay in the record; the screen says this.

use super::ListId;

const SHOWN: &[(ListId, &str, &str)] = &[
    (ListId::Disability, "1", "PENYANDANG DISABILITAS FISIK"),
    (ListId::Disability, "2", "PENYANDANG DISABILITAS NETRA"),
    (
        ListId::Disability,
        "3",
        "PENYANDANG DISABILITAS RUNGU/WICARA",
    ),
    (ListId::Disability, "4", "PENYANDANG DISABILITAS MENTAL"),
    (
        ListId::Disability,
        "5",
        "PENYANDANG DISABILITAS FISIK DAN MENTAL",
    ),
    (ListId::Disability, "6", "PENYANDANG DISABILITAS LAINNYA"),
    (ListId::Disability, "7", "BUKAN PENYANDANG DISABILITAS"),
];

/// The label to show instead of the official one.
pub(super) fn shown(list: ListId, code: &str) -> Option<&'static str> {
    SHOWN
        .iter()
        .find(|row| row.0 == list && row.1 == code)
        .map(|row| row.2)
}
