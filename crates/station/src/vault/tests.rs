use super::*;
use crate::clock::{Clock as _, TestClock};
use chrono::{DateTime, Utc};
use rekam_domain::code::ErrorCode;
use rekam_protocol::keys::OpeningKey;
use std::path::PathBuf;
use std::time::Duration;

const PASSWORD: &str = "sungai kapuas panjang";

struct Desk {
    _dir: tempfile::TempDir,
    path: PathBuf,
    clock: TestClock,
    province: OpeningKey,
    store: StoreKey,
}

fn operator() -> OperatorId {
    "op-1".parse().unwrap()
}

fn desk() -> Desk {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("vault.json");
    let province = OpeningKey::from_seed(&[9; 32]).unwrap();
    let store = StoreKey::generate().unwrap();
    let keys = Keys {
        store: store.clone(),
        operator: SigningKey::generate().unwrap(),
    };
    let station = "6171-van-1".parse().unwrap();
    let vault = Vault::new(
        station,
        &province.sealing_key(),
        &operator(),
        &keys,
        PASSWORD,
        Cost::LEAST,
    )
    .unwrap();
    vault.save(&path).unwrap();
    let clock = TestClock::at(DateTime::<Utc>::from_timestamp(1_780_000_000, 0).unwrap());
    Desk {
        _dir: dir,
        path,
        clock,
        province,
        store,
    }
}

impl Desk {
    /// Opens the vault as a freshly started program would.
    fn try_password(&self, password: &str) -> Result<Opened, VaultError> {
        Vault::load(&self.path)?.open(&self.path, &operator(), password, &self.clock.stamp())
    }
}

#[test]
fn the_right_password_gives_the_store_key() {
    let desk = desk();
    let opened = desk.try_password(PASSWORD).unwrap();
    assert_eq!(opened.keys.store.as_bytes(), desk.store.as_bytes());
    assert_eq!(opened.wrong_before, 0);
}

#[test]
fn wrong_passwords_are_counted_across_restarts_and_forgiven_by_the_right_one() {
    let desk = desk();
    for _ in 0..3 {
        assert_eq!(
            desk.try_password("sungai melawi").unwrap_err().code(),
            ErrorCode::WrongPassword
        );
    }
    assert_eq!(desk.try_password(PASSWORD).unwrap().wrong_before, 3);
    assert_eq!(desk.try_password(PASSWORD).unwrap().wrong_before, 0);
}

#[test]
fn even_the_right_password_waits_after_the_fourth_wrong_one() {
    let desk = desk();
    for _ in 0..4 {
        let _ = desk.try_password("sungai melawi");
    }
    let refused = desk.try_password(PASSWORD).unwrap_err();
    assert_eq!(
        (refused.code(), refused.wait()),
        (ErrorCode::LoginWait, Some(Duration::from_secs(30)))
    );
    desk.clock
        .set_wall(desk.clock.stamp().wall + chrono::TimeDelta::days(1));
    assert_eq!(
        desk.try_password(PASSWORD).unwrap_err().code(),
        ErrorCode::LoginWait,
        "setting the date helps nobody"
    );
    desk.clock.advance(Duration::from_secs(30));
    desk.try_password(PASSWORD).unwrap();
}

#[test]
fn ten_wrong_passwords_lock_the_slot_until_somebody_releases_it() {
    let desk = desk();
    for _ in 0..10 {
        assert_eq!(
            desk.try_password("sungai melawi").unwrap_err().code(),
            ErrorCode::WrongPassword
        );
        desk.clock.advance(Duration::from_secs(3600));
    }
    assert_eq!(
        desk.try_password(PASSWORD).unwrap_err().code(),
        ErrorCode::LoginLocked
    );
    Vault::load(&desk.path)
        .unwrap()
        .release(&desk.path, &operator())
        .unwrap();
    desk.try_password(PASSWORD).unwrap();
}

#[test]
fn a_try_is_charged_before_the_password_is_looked_at() {
    let desk = desk();
    // The disk refuses the charge: then not even the right password may be tried.
    std::fs::create_dir(desk.path.with_file_name("vault.json.new")).unwrap();
    assert_eq!(
        desk.try_password(PASSWORD).unwrap_err().code(),
        ErrorCode::DiskFailed
    );
}

#[test]
fn even_a_right_password_stands_charged_on_disk_until_it_has_proved_right() {
    let desk = desk();
    let mut vault = Vault::load(&desk.path).unwrap();
    let keys = desk.try_password(PASSWORD).unwrap().keys;
    vault
        .set_slot(&desk.path, &operator(), &keys, PASSWORD, Cost::RECOMMENDED)
        .unwrap();
    let charged = || Vault::load(&desk.path).unwrap().slots[0].throttle.failed();
    let mut seen = false;
    std::thread::scope(|scope| {
        let attempt = scope.spawn(|| desk.try_password(PASSWORD).unwrap());
        while !attempt.is_finished() {
            seen |= charged() == 1;
        }
    });
    assert!(seen, "somebody who pulls the plug now has lost a try");
    assert_eq!(charged(), 0);
}

#[test]
fn an_unknown_operator_has_no_slot() {
    let desk = desk();
    let other = "op-2".parse().unwrap();
    let refused =
        Vault::load(&desk.path)
            .unwrap()
            .open(&desk.path, &other, PASSWORD, &desk.clock.stamp());
    assert_eq!(refused.unwrap_err().code(), ErrorCode::OperatorNotHere);
}

#[test]
fn a_slot_copied_to_another_operator_does_not_open_there() {
    let desk = desk();
    let text = std::fs::read_to_string(&desk.path)
        .unwrap()
        .replace("\"op-1\"", "\"op-2\"");
    std::fs::write(&desk.path, text).unwrap();
    let mut vault = Vault::load(&desk.path).unwrap();
    let refused = vault.open(
        &desk.path,
        &"op-2".parse().unwrap(),
        PASSWORD,
        &desk.clock.stamp(),
    );
    assert_eq!(refused.unwrap_err().code(), ErrorCode::WrongPassword);
}

#[test]
fn only_the_province_opens_the_recovery_slot_and_only_for_this_station() {
    let desk = desk();
    let mut vault = Vault::load(&desk.path).unwrap();
    let recovered = vault
        .recovery()
        .open(vault.station(), &desk.province)
        .unwrap();
    assert_eq!(recovered.as_bytes(), desk.store.as_bytes());
    assert!(
        vault
            .recovery()
            .open(&"6171-van-2".parse().unwrap(), &desk.province)
            .is_err()
    );
    assert!(
        vault
            .recovery()
            .open(vault.station(), &OpeningKey::from_seed(&[8; 32]).unwrap())
            .is_err()
    );
    let new = "op-9".parse().unwrap();
    vault
        .recover(&desk.path, recovered, &new, "kata sandi baru", Cost::LEAST)
        .unwrap();
    let opened = vault
        .open(&desk.path, &new, "kata sandi baru", &desk.clock.stamp())
        .unwrap();
    assert_eq!(opened.keys.store.as_bytes(), desk.store.as_bytes());
}

#[test]
fn a_short_password_is_refused_and_the_old_one_still_opens() {
    let desk = desk();
    let mut vault = Vault::load(&desk.path).unwrap();
    let keys = desk.try_password(PASSWORD).unwrap().keys;
    let refused = vault.set_slot(&desk.path, &operator(), &keys, "pendek", Cost::LEAST);
    assert_eq!(refused.unwrap_err().code(), ErrorCode::PasswordTooShort);
    desk.try_password(PASSWORD).unwrap();
}

#[test]
fn a_damaged_or_newer_vault_is_refused_with_its_own_code_and_left_alone() {
    let desk = desk();
    let newer = std::fs::read_to_string(&desk.path)
        .unwrap()
        .replace("\"version\": 1", "\"version\": 2");
    for (bytes, code) in [
        (newer.as_str(), ErrorCode::StoreNewer),
        ("{", ErrorCode::VaultDamaged),
        ("", ErrorCode::VaultDamaged),
    ] {
        std::fs::write(&desk.path, bytes).unwrap();
        assert_eq!(Vault::load(&desk.path).unwrap_err().code(), code);
        assert_eq!(std::fs::read_to_string(&desk.path).unwrap(), bytes);
    }
}

#[test]
fn the_vault_file_shows_no_key() {
    let desk = desk();
    let text = std::fs::read_to_string(&desk.path).unwrap();
    assert!(!text.contains(&hex::encode(desk.store.as_bytes())));
}
