use super::*;

fn under<'a>(level: Level, code: &'a str) -> impl Iterator<Item = &'static Region> + 'a {
    all(level).filter(move |region| region.code.starts_with(code))
}

#[test]
fn the_nation_counts_38_provinces_514_kabkota_and_7285_kecamatan() {
    assert_eq!(all(Level::Province).count(), 38);
    assert_eq!(all(Level::KabKota).count(), 514);
    assert_eq!(all(Level::Kecamatan).count(), 7_285);
}

#[test]
fn kalbar_counts_14_kabkota_174_kecamatan_99_kelurahan_and_2046_desa() {
    assert_eq!(under(Level::KabKota, KALBAR).count(), 14);
    assert_eq!(under(Level::Kecamatan, KALBAR).count(), 174);
    let kind = |kind| {
        all(Level::Village)
            .filter(|village| village.village_kind() == Some(kind))
            .count()
    };
    assert_eq!(
        (
            kind(VillageKind::Kelurahan),
            kind(VillageKind::Desa),
            kind(VillageKind::DesaAdat)
        ),
        (99, 2_046, 0)
    );
}

#[derive(serde::Deserialize)]
struct KabKotaRow {
    kode: String,
    nama: String,
    kecamatan: usize,
    kelurahan: usize,
    desa: usize,
}

#[test]
fn every_kabkota_of_kalbar_agrees_with_the_published_counts() {
    let rows = table::rows::<KabKotaRow>(include_str!(
        "../../../../assets/codes/wilayah_61_kabkota.csv"
    ));
    assert_eq!(rows.len(), 14);
    for row in rows {
        let region = kabkota(&row.kode).unwrap();
        assert_eq!(region.name, row.nama);
        assert_eq!(region.children().count(), row.kecamatan, "{}", row.nama);
        let villages: Vec<&Region> = under(Level::Village, &region.code).collect();
        let kelurahan = villages
            .iter()
            .filter(|village| village.village_kind() == Some(VillageKind::Kelurahan))
            .count();
        assert_eq!(
            (kelurahan, villages.len() - kelurahan),
            (row.kelurahan, row.desa),
            "{}",
            row.nama
        );
    }
}

#[derive(serde::Deserialize)]
struct KecamatanRow {
    nik_prefix: String,
    nama_kecamatan: String,
}

#[test]
fn every_kecamatan_of_kalbar_agrees_with_the_published_list() {
    let rows = table::rows::<KecamatanRow>(include_str!(
        "../../../../assets/codes/wilayah_61_kecamatan.csv"
    ));
    assert_eq!(rows.len(), 174);
    for row in rows {
        assert_eq!(
            kecamatan(&row.nik_prefix).map(|region| region.name.as_str()),
            Some(row.nama_kecamatan.as_str())
        );
    }
}

#[test]
fn every_region_below_a_province_has_a_parent_and_a_name() {
    for region in regions().values() {
        assert_eq!(
            region.parent().is_none(),
            region.level == Level::Province,
            "{}",
            region.code
        );
        assert!(!region.name.trim().is_empty());
    }
}

#[test]
fn a_code_is_read_with_and_without_dots_and_written_with_them() {
    let village = village("61.01.01.2001").unwrap();
    assert_eq!(village.code, "6101012001");
    assert_eq!(village.dotted(), "61.01.01.2001");
    assert_eq!(
        village.path(),
        "Dalam Kaum, Sambas, Kabupaten Sambas, Kalimantan Barat"
    );
    assert!(kecamatan("6101012001").is_none());
    assert!(kecamatan("6101").is_none());
}

#[test]
fn the_children_of_a_province_are_its_kabkota_only() {
    let kalbar = province(KALBAR).unwrap();
    assert_eq!(kalbar.children().count(), 14);
    assert!(
        kalbar
            .children()
            .all(|region| region.level == Level::KabKota)
    );
}
