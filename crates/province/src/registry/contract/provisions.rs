//! What stations take along.

use super::*;
use rekam_protocol::provisions::ProvidedPart;

fn part(said: u8) -> KeptPart {
    KeptPart {
        content: Digest::of(&[said]),
        bytes: vec![said; 10],
    }
}

fn list(name: &str, parts: &[u8], minutes: i64) -> GivenList {
    GivenList {
        station: van(),
        name: name.to_owned(),
        residents: 7,
        parts: parts.iter().copied().map(part).collect(),
        at: later(minutes),
    }
}

pub(super) fn a_list_is_given_anew_under_its_name_and_its_parts_are_its_stations_alone(
    registry: &dyn Registry,
) {
    let other: StationId = "6108-van-2".parse().unwrap();
    for station in [&van(), &other] {
        registry.add_station(&new_station(station)).unwrap();
    }
    assert!(registry.provisions(&van()).unwrap().is_none());
    registry.give_list(&list("Desa", &[1, 2, 3], 1)).unwrap();
    registry.give_list(&list("Sekolah", &[4], 2)).unwrap();
    let kept = registry.list_parts(&van(), "Desa").unwrap();
    assert_eq!(kept.get(&Digest::of(&[2])), Some(&part(2)));
    assert!(registry.list_parts(&other, "Desa").unwrap().is_empty());

    registry.give_list(&list("Desa", &[3, 1], 3)).unwrap();
    let provisions = registry.provisions(&van()).unwrap().unwrap();
    let of = |name: &str| {
        let list = provisions.lists.iter().find(|list| list.name == name);
        list.unwrap().parts.clone()
    };
    assert_eq!(of("Desa"), [3, 1].map(|said| ProvidedPart::of(&[said; 10])));
    assert_eq!(of("Sekolah"), [ProvidedPart::of(&[4; 10])]);
    let bytes = |station: &StationId, said: u8| {
        let digest = Digest::of(&[said; 10]);
        registry.provision(station, &digest).unwrap()
    };
    assert_eq!(bytes(&van(), 3), Some(vec![3; 10]));
    assert_eq!(bytes(&van(), 2), None, "named no more");
    assert_eq!(bytes(&other, 3), None, "another station's");

    assert!(registry.withdraw_list(&van(), "Desa", later(4)).unwrap());
    assert!(!registry.withdraw_list(&van(), "Desa", later(5)).unwrap());
    assert_eq!(bytes(&van(), 3), None);
    let left = registry.provisions(&van()).unwrap().unwrap().lists;
    assert_eq!(left.len(), 1);
    let nobody = GivenList {
        station: "nobody".parse().unwrap(),
        ..list("Desa", &[1], 6)
    };
    let refused = registry.give_list(&nobody).unwrap_err();
    assert!(matches!(refused, RegistryError::NoStation));
}

pub(super) fn provisions_are_newer_with_every_change_whatever_the_clock_says(
    registry: &dyn Registry,
) {
    registry.add_station(&new_station(&van())).unwrap();
    let issued = |station: &StationId| {
        let provisions = registry.provisions(station).unwrap();
        provisions.map(|provisions| provisions.issued_at)
    };
    let mut last = issued(&van());
    let mut is_newer = || {
        let now = issued(&van());
        let newer = now > last;
        last = now;
        newer
    };
    registry.give_list(&list("Desa", &[1], 60)).unwrap();
    assert!(is_newer());
    // The clock went back by an hour.
    registry.give_list(&list("Desa", &[2], 0)).unwrap();
    assert!(is_newer());
    let table = |version: &str, minutes| GivenTable {
        name: "pekerjaan".to_owned(),
        version: version.to_owned(),
        bytes: version.as_bytes().to_vec(),
        at: later(minutes),
    };
    for (version, minutes) in [("1", 1), ("2", 0)] {
        registry.give_table(&table(version, minutes)).unwrap();
        assert!(is_newer());
    }
    registry.withdraw_list(&van(), "Desa", later(0)).unwrap();
    assert!(is_newer());
    // A station that is younger than the table has it too.
    let young: StationId = "6108-van-2".parse().unwrap();
    registry.add_station(&new_station(&young)).unwrap();
    let provisions = registry.provisions(&young).unwrap().unwrap();
    let [named] = provisions.tables.as_slice() else {
        panic!("one table: {:?}", provisions.tables);
    };
    assert_eq!(named.version, "2");
    let bytes = registry.provision(&young, &named.part.digest).unwrap();
    assert_eq!(bytes, Some(b"2".to_vec()));
    let tables = registry.tables().unwrap();
    assert_eq!(tables.len(), 1);
}
