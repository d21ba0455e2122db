//! What columns mean, by the names that offices give them.

use std::fmt;
use std::str::FromStr;

use rekam_domain::code::Language;
use rekam_domain::field::Field;

/// Names of columns beside our own and those of the form. Folded: small letters and digits only.
/// From the SIAK BIP export (domain.md, section on code lists) and its usual short forms.
const ALSO: &[(&str, Field)] = &[
    ("nama", Field::FullName),
    ("namalgkp", Field::FullName),
    ("namawarga", Field::FullName),
    ("namapenduduk", Field::FullName),
    ("namasiswa", Field::FullName),
    ("namapesertadidik", Field::FullName),
    ("nonik", Field::Nik),
    ("nomorindukkependudukan", Field::Nik),
    ("nokk", Field::KkNumber),
    ("nomorkk", Field::KkNumber),
    ("nokartukeluarga", Field::KkNumber),
    ("tmptlhr", Field::BirthPlace),
    ("tempatlhr", Field::BirthPlace),
    ("tmplahir", Field::BirthPlace),
    ("tgllhr", Field::BirthDate),
    ("tgllahir", Field::BirthDate),
    ("jk", Field::Sex),
    ("lp", Field::Sex),
    ("kelamin", Field::Sex),
    ("jenisklmin", Field::Sex),
    ("goldrh", Field::BloodType),
    ("goldarah", Field::BloodType),
    ("statuskawin", Field::MaritalStatus),
    ("statkwn", Field::MaritalStatus),
    ("shdk", Field::FamilyRelation),
    ("stathbkel", Field::FamilyRelation),
    ("pendidikan", Field::Education),
    ("pekerjaan", Field::Occupation),
    ("noaktalahir", Field::BirthCertificateNumber),
    ("ibu", Field::MotherName),
    ("namaibukandung", Field::MotherName),
    ("ayah", Field::FatherName),
    ("desa", Field::Village),
    ("kelurahan", Field::Village),
    ("desakelurahan", Field::Village),
    ("desakel", Field::Village),
    ("namakel", Field::Village),
    ("kodedesa", Field::Village),
    ("kodewilayah", Field::Village),
    ("dusun", Field::Hamlet),
    ("nort", Field::Rt),
    ("norw", Field::Rw),
    ("hp", Field::Phone),
    ("nohp", Field::Phone),
    ("warganegara", Field::Citizenship),
];

/// Names of columns that are no field of the form.
const BESIDE: &[(&str, Meaning)] = &[
    ("sekolah", Meaning::School),
    ("namasekolah", Meaning::School),
    ("asalsekolah", Meaning::School),
    ("satuanpendidikan", Meaning::School),
    ("school", Meaning::School),
    ("kunjungan", Meaning::BedVisit),
    ("kunjunganrumah", Meaning::BedVisit),
    ("jemputbola", Meaning::BedVisit),
    ("bedvisit", Meaning::BedVisit),
    ("statrkm", Meaning::Status),
    ("statusrekam", Meaning::Status),
    ("statusrekaman", Meaning::Status),
    ("statusperekaman", Meaning::Status),
    ("statrekam", Meaning::Status),
    ("pernahrekam", Meaning::Status),
    ("sudahrekam", Meaning::Status),
    ("recorded", Meaning::Status),
    ("foto", Meaning::Picture),
    ("photo", Meaning::Picture),
    ("rtrw", Meaning::RtRw),
    ("tempattanggallahir", Meaning::BirthPlaceAndDate),
    ("tempattgllahir", Meaning::BirthPlaceAndDate),
    ("ttl", Meaning::BirthPlaceAndDate),
    ("kecamatan", Meaning::Kecamatan),
    ("kec", Meaning::Kecamatan),
    ("namakec", Meaning::Kecamatan),
];

/// What a column means.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(type = "string"))]
#[serde(try_from = "String", into = "String")]
pub enum Meaning {
    /// A field of the form.
    Field(Field),
    /// The school at which the resident is met.
    School,
    /// Whether the team goes to the resident's bed.
    BedVisit,
    /// The column *Stat Rkm*, or an answer to "ever recorded, anywhere?".
    Status,
    /// The name of a picture beside the list.
    Picture,
    /// RT and RW in one cell: `001/002`.
    RtRw,
    /// Place and date of birth in one cell: `PONTIANAK, 05-05-2005`.
    BirthPlaceAndDate,
    /// The kecamatan, which tells villages of one name apart.
    Kecamatan,
}

/// Every meaning that is no field, with its word and its names for people, Indonesian first.
const OTHERS: [(Meaning, &str, [&str; 2]); 7] = [
    (Meaning::School, "school", ["Sekolah", "School"]),
    (
        Meaning::BedVisit,
        "bed-visit",
        ["Kunjungan rumah", "Bed visit"],
    ),
    (
        Meaning::Status,
        "status",
        ["Status rekam (Stat Rkm)", "Recorded before (Stat Rkm)"],
    ),
    (
        Meaning::Picture,
        "picture",
        ["Nama berkas foto", "Name of a picture"],
    ),
    (Meaning::RtRw, "rt-rw", ["RT/RW", "RT/RW"]),
    (
        Meaning::BirthPlaceAndDate,
        "birth-place-and-date",
        ["Tempat, tanggal lahir", "Place and date of birth"],
    ),
    (Meaning::Kecamatan, "kecamatan", ["Kecamatan", "Kecamatan"]),
];

/// The text names no meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no column means that")]
pub struct UnknownMeaning;

impl Meaning {
    /// Every meaning, the fields first in the order of the form.
    pub fn all() -> impl Iterator<Item = Self> {
        let fields = Field::ALL.iter().map(|field| Self::Field(*field));
        fields.chain(OTHERS.iter().map(|(meaning, ..)| *meaning))
    }

    /// The stable word: a field's own, or one of seven.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Field(field) => field.as_str(),
            Self::School
            | Self::BedVisit
            | Self::Status
            | Self::Picture
            | Self::RtRw
            | Self::BirthPlaceAndDate
            | Self::Kecamatan => self.row().map_or("", |row| row.1),
        }
    }

    /// What people call it.
    #[must_use]
    pub fn label(self, language: Language) -> &'static str {
        match self {
            Self::Field(field) => field.label(language),
            Self::School
            | Self::BedVisit
            | Self::Status
            | Self::Picture
            | Self::RtRw
            | Self::BirthPlaceAndDate
            | Self::Kecamatan => self.row().map_or("", |row| language.pick(row.2)),
        }
    }

    fn row(self) -> Option<&'static (Self, &'static str, [&'static str; 2])> {
        OTHERS.iter().find(|row| row.0 == self)
    }

    /// What a column of this name means; nothing for one that is left alone.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        let plain = plain(name);
        let beside = BESIDE.iter().find(|(also, _)| *also == plain);
        beside
            .map(|(_, meaning)| *meaning)
            .or_else(|| field(&plain).map(Self::Field))
    }
}

impl FromStr for Meaning {
    type Err = UnknownMeaning;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let other = OTHERS.iter().find(|row| row.1 == word).map(|row| row.0);
        other
            .or_else(|| word.parse().ok().map(Self::Field))
            .ok_or(UnknownMeaning)
    }
}

impl TryFrom<String> for Meaning {
    type Error = UnknownMeaning;

    fn try_from(word: String) -> Result<Self, Self::Error> {
        word.parse()
    }
}

impl From<Meaning> for String {
    fn from(meaning: Meaning) -> Self {
        meaning.as_str().to_owned()
    }
}

impl fmt::Display for Meaning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The field of a column, by its name.
pub fn column(name: &[u8]) -> Option<Field> {
    field(&plain(std::str::from_utf8(name).ok()?))
}

/// The field of a column, by its [plain] name.
fn field(name: &str) -> Option<Field> {
    let ours = |field: &&Field| {
        let names = [
            field.as_str(),
            field.label(Language::Indonesian),
            field.label(Language::English),
        ];
        names.iter().any(|known| plain(known) == name)
    };
    let found = Field::ALL.iter().find(ours).copied();
    found.or_else(|| {
        ALSO.iter()
            .find(|(also, _)| *also == name)
            .map(|(_, field)| *field)
    })
}

/// Small letters and digits only.
pub fn plain(text: &str) -> String {
    let letters = text.chars().filter(|letter| letter.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_meaning_has_one_word_and_names_in_both_languages() {
        let mut words: Vec<&str> = Meaning::all().map(Meaning::as_str).collect();
        for meaning in Meaning::all() {
            assert_eq!(meaning.as_str().parse(), Ok(meaning));
            assert!(!meaning.label(Language::English).is_empty(), "{meaning}");
            assert!(!meaning.label(Language::Indonesian).is_empty(), "{meaning}");
        }
        let count = words.len();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), count);
    }

    #[test]
    fn names_that_offices_use_are_known_in_any_dress() {
        for (name, meaning) in [
            ("NAMA_LGKP", Meaning::Field(Field::FullName)),
            ("Tgl. Lhr", Meaning::Field(Field::BirthDate)),
            ("Stat Rkm", Meaning::Status),
            ("Asal Sekolah", Meaning::School),
            ("RT / RW", Meaning::RtRw),
            ("Tempat/Tgl Lahir", Meaning::BirthPlaceAndDate),
            ("full-name", Meaning::Field(Field::FullName)),
        ] {
            assert_eq!(Meaning::of(name), Some(meaning), "{name}");
        }
        assert_eq!(Meaning::of("NO"), None);
    }
}
