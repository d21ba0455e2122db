//! The table of fields: where each stands on F-1.01, what it takes, whether the desk shows it at once, its two names.

use super::{Field, Kind, Place};
use crate::lists::ListId;

pub(super) struct Row {
    pub(super) place: Place,
    pub(super) kind: Kind,
    pub(super) core: bool,
    pub(super) indonesian: &'static str,
    pub(super) english: &'static str,
}

/// Shown at once.
const CORE: bool = true;
/// Opened on demand.
const MORE: bool = false;

const fn coded(list: ListId) -> Kind {
    Kind::Coded { list }
}

const fn text(longest: usize) -> Kind {
    Kind::Text { longest }
}

/// RT and RW: three boxes on the form.
const RT_RW: Kind = Kind::Digits {
    count: 3,
    fewest: 1,
};
/// Five boxes on the form.
const POSTAL: Kind = Kind::Digits {
    count: 5,
    fewest: 5,
};
/// Limits of free text are ours: no source gives any.
const SHORT: Kind = text(40);
const LINE: Kind = text(100);
const LONG: Kind = text(160);
const OWN_NAME: Kind = Kind::Name { own: true };
const OTHER_NAME: Kind = Kind::Name { own: false };

macro_rules! table {
    ($($field:ident: $place:expr, $kind:expr, $core:ident, $indonesian:literal, $english:literal;)+) => {
        impl Field {
            /// The line of the table.
            pub(super) const fn row(self) -> Row {
                match self {
                    $(Field::$field => Row {
                        place: $place, kind: $kind, core: $core, indonesian: $indonesian, english: $english,
                    },)+
                }
            }
        }
    };
}

use Place::{Column as C, Elsewhere, Head as H};

table! {
    Nik: Elsewhere, Kind::Nik, CORE, "NIK", "NIK";
    KkNumber: Elsewhere, Kind::Kk, CORE, "Nomor KK", "Family card number";
    FullName: C(2), OWN_NAME, CORE, "Nama lengkap", "Full name";
    TitleBefore: C(3), SHORT, MORE, "Gelar depan", "Title before the name";
    TitleAfter: C(4), SHORT, MORE, "Gelar belakang", "Title after the name";
    PassportNumber: C(5), SHORT, MORE, "Nomor paspor", "Passport number";
    PassportExpiry: C(6), Kind::Expiry, MORE, "Tanggal berakhir paspor", "Passport valid until";
    SponsorName: C(7), LINE, MORE, "Nama sponsor", "Sponsor";
    SponsorType: C(8), coded(ListId::SponsorType), MORE, "Tipe sponsor", "Type of sponsor";
    SponsorAddress: C(9), LONG, MORE, "Alamat sponsor", "Sponsor's address";
    Sex: C(10), coded(ListId::Sex), CORE, "Jenis kelamin", "Sex";
    BirthPlace: C(11), Kind::BirthPlace, CORE, "Tempat lahir", "Place of birth";
    BirthDate: C(12), Kind::PastDate, CORE, "Tanggal lahir", "Date of birth";
    Citizenship: C(13), coded(ListId::Citizenship), CORE, "Kewarganegaraan", "Citizenship";
    CitizenshipDecree: C(14), SHORT, MORE, "Nomor SK penetapan WNI", "Number of the citizenship decree";
    BirthCertificate: C(15), coded(ListId::Possession), MORE, "Akta lahir", "Birth certificate";
    BirthCertificateNumber: C(16), SHORT, MORE, "Nomor akta kelahiran", "Birth certificate number";
    BloodType: C(17), coded(ListId::BloodType), CORE, "Golongan darah", "Blood type";
    Religion: C(18), coded(ListId::Religion), CORE, "Agama", "Religion";
    BeliefOrganisation: C(19), LINE, MORE, "Nama organisasi kepercayaan", "Organisation of belief";
    MaritalStatus: C(20), coded(ListId::MaritalStatus), CORE, "Status perkawinan", "Marital status";
    MarriageCertificate: C(21), coded(ListId::Possession), MORE, "Akta perkawinan", "Marriage certificate";
    MarriageCertificateNumber: C(22), SHORT, MORE, "Nomor akta perkawinan", "Marriage certificate number";
    MarriageDate: C(23), Kind::PastDate, MORE, "Tanggal perkawinan", "Date of marriage";
    DivorceCertificate: C(24), coded(ListId::Possession), MORE, "Akta cerai", "Divorce certificate";
    DivorceCertificateNumber: C(25), SHORT, MORE, "Nomor akta perceraian", "Divorce certificate number";
    DivorceDate: C(26), Kind::PastDate, MORE, "Tanggal perceraian", "Date of divorce";
    FamilyRelation: C(27), coded(ListId::FamilyRelation), CORE, "Hubungan dalam keluarga", "Relation to the head of the family";
    HasDisability: C(28), coded(ListId::Possession), MORE, "Ada disabilitas", "Has a disability";
    Disability: C(29), coded(ListId::Disability), CORE, "Penyandang disabilitas", "Disability";
    Education: C(30), coded(ListId::Education), CORE, "Pendidikan terakhir", "Education";
    Occupation: C(31), coded(ListId::Occupation), CORE, "Jenis pekerjaan", "Occupation";
    StayPermitNumber: C(32), SHORT, MORE, "Nomor ITAS/ITAP", "Stay permit number";
    StayPermitPlace: C(33), LINE, MORE, "Tempat terbit ITAS/ITAP", "Stay permit issued at";
    StayPermitIssued: C(34), Kind::PastDate, MORE, "Tanggal terbit ITAS/ITAP", "Stay permit issued on";
    StayPermitExpiry: C(35), Kind::Expiry, MORE, "Tanggal akhir ITAS/ITAP", "Stay permit valid until";
    FirstArrivalPlace: C(36), LINE, MORE, "Tempat datang pertama", "Place of first arrival";
    FirstArrivalDate: C(37), Kind::PastDate, MORE, "Tanggal kedatangan pertama", "Date of first arrival";
    MotherNik: C(38), Kind::Nik, MORE, "NIK ibu", "Mother's NIK";
    MotherName: C(39), OTHER_NAME, CORE, "Nama ibu", "Mother's name";
    FatherNik: C(40), Kind::Nik, MORE, "NIK ayah", "Father's NIK";
    FatherName: C(41), OTHER_NAME, CORE, "Nama ayah", "Father's name";
    HeadName: H(1), OTHER_NAME, MORE, "Nama kepala keluarga", "Head of the family";
    Address: H(2), LONG, CORE, "Alamat", "Address";
    PostalCode: H(3), POSTAL, MORE, "Kode pos", "Postal code";
    Rt: H(4), RT_RW, CORE, "RT", "RT";
    Rw: H(5), RT_RW, CORE, "RW", "RW";
    Phone: H(7), Kind::Phone, MORE, "Telepon", "Phone";
    Email: H(8), Kind::Email, MORE, "Surel", "E-mail";
    Village: H(12), Kind::Village, CORE, "Desa/kelurahan", "Village";
    Hamlet: H(13), LINE, MORE, "Dusun/kampung", "Hamlet";
}
