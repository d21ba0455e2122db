//! The files of `assets/codes/`, with version and note, parsed at first use.

use super::{CodeList, Item, ListId, wording};
use crate::certainty::Certainty;
use crate::table;
use std::sync::{LazyLock, PoisonError, RwLock};

struct File {
    id: ListId,
    version: &'static str,
    note: &'static str,
    csv: &'static str,
}

macro_rules! file {
    ($id:ident, $version:literal, $name:literal, $note:literal) => {
        File {
            id: ListId::$id,
            version: $version,
            note: $note,
            csv: include_str!(concat!("../../../../assets/codes/", $name, ".csv")),
        }
    };
}

/// In the order of [`ListId::ALL`]; a test holds the two together.
const FILES: &[File] = &[
    file!(Sex, "2019-2", "jenis_kelamin", ""),
    file!(
        Religion,
        "2019-7",
        "agama",
        "Code 7 goes with the name of the organisation, F-1.01 column 19."
    ),
    file!(
        MaritalStatus,
        "2019-6",
        "status_kawin",
        "Codes 2, 3 and 4 mean something else in the older list of 4."
    ),
    file!(
        MaritalStatusOld,
        "siak-4",
        "status_kawin_lama",
        "Older SIAK exports. Also printed on the card: unconfirmed."
    ),
    file!(FamilyRelation, "2019-11", "shdk", ""),
    file!(Education, "2019-10", "pendidikan", ""),
    file!(
        BloodType,
        "2019-13",
        "golongan_darah",
        "Unknown is 13; SIAK exports write a dash."
    ),
    file!(
        Disability,
        "2019-7",
        "disabilitas",
        "F-1.01 column 29 knows 1 to 6; 7 is a village application's value for none."
    ),
    file!(Citizenship, "2019-3", "kewarganegaraan", ""),
    file!(
        Possession,
        "2019-2",
        "akta_ada",
        "F-1.01 columns 15, 21, 24 and 28."
    ),
    file!(
        Occupation,
        "2019-99",
        "pekerjaan",
        "Numbers not seen in the annex of Permendagri 109/2019: exchange the label too."
    ),
    file!(
        OccupationOld,
        "2010-89",
        "pekerjaan_89_lama",
        "Still used by many imports. 89 means LAINNYA here."
    ),
    file!(
        RecordingStatus,
        "2020-16",
        "status_perekaman_ktpel",
        "Offices speak of about 18; these 16 were seen."
    ),
    file!(SiakRecording, "siak-8", "status_rekam_siak", ""),
    file!(
        Service,
        "2019-17",
        "jenis_layanan_f102",
        "Letters follow the printed form; the combined keys are ours."
    ),
    file!(MovingReason, "2019-7", "alasan_pindah", ""),
    file!(SponsorType, "2019-5", "tipe_sponsor", ""),
];

static SHIPPED: LazyLock<Vec<CodeList>> = LazyLock::new(|| FILES.iter().map(File::parse).collect());

/// Lists that stand in for those of the program, where newer ones were published.
static PUBLISHED: RwLock<Vec<&'static CodeList>> = RwLock::new(Vec::new());

pub(super) fn list(id: ListId) -> &'static CodeList {
    let published = PUBLISHED.read().unwrap_or_else(PoisonError::into_inner);
    let newer = published.iter().find(|list| list.id == id);
    newer.copied().unwrap_or_else(|| shipped(id))
}

/// The program's own list, whatever was published since.
pub(crate) fn shipped(id: ListId) -> &'static CodeList {
    &SHIPPED[id as usize]
}

/// Puts newer items in the place of a list's own.
pub(crate) fn replace(id: ListId, version: String, items: Vec<Item>) {
    let mut published = PUBLISHED.write().unwrap_or_else(PoisonError::into_inner);
    let known = published.iter().find(|list| list.id == id);
    if known.is_some_and(|list| list.version == version && list.items == items) {
        return;
    }
    let list = CodeList {
        id,
        version: version.leak(),
        certainty: least_certain(&items),
        note: "",
        items,
    };
    published.retain(|list| list.id != id);
    published.push(Box::leak(Box::new(list)));
}

fn least_certain(items: &[Item]) -> Certainty {
    let certainties = items.iter().map(|item| item.certainty);
    certainties.max().unwrap_or(Certainty::Unconfirmed)
}

/// One line of a file: the word of certainty opens the source.
#[derive(serde::Deserialize)]
pub(crate) struct Row {
    code: String,
    label_id: String,
    label_en: String,
    source: String,
}

impl File {
    fn parse(&self) -> CodeList {
        let rows = table::rows(self.csv).into_iter();
        let items: Vec<Item> = rows.map(|row| item_of(self.id, row)).collect();
        CodeList {
            id: self.id,
            version: self.version,
            certainty: least_certain(&items),
            note: self.note,
            items,
        }
    }
}

/// The item of a row.
pub(crate) fn item_of(list: ListId, row: Row) -> Item {
    let (certainty, source) = match row.source.split_once(": ") {
        Some(("CONFIRMED", source)) => (Certainty::Confirmed, source),
        Some((_, source)) => (Certainty::Unconfirmed, source),
        None => (Certainty::Unconfirmed, row.source.as_str()),
    };
    let indonesian = wording::shown(list, &row.code)
        .unwrap_or(&row.label_id)
        .to_owned();
    Item {
        source: source.to_owned(),
        certainty,
        indonesian,
        code: row.code,
        official: row.label_id,
        english: row.label_en,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_stand_in_the_order_of_the_lists() {
        let files: Vec<ListId> = FILES.iter().map(|file| file.id).collect();
        assert_eq!(files, ListId::ALL);
    }
}
