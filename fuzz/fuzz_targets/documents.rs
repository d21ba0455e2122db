//! Any bytes as each of the signed documents, and as what a signature is over. What is read stays what it is.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rekam_domain::published;
use rekam_fuzz::documents::{signing_key, written_again};
use rekam_protocol::bundle::Bundle;
use rekam_protocol::directory::Directory;
use rekam_protocol::documents::{Activation, Feed, Hello, KeyAnnouncement, Receipt, Slip, Welcome};
use rekam_protocol::handover::{Ask, Tell};
use rekam_protocol::provisions::{self, ListedResident, ProvidedPart, Provisions};
use rekam_protocol::reckoning::{Account, Reckoning};
use rekam_protocol::signed::{self, Document};
use rekam_protocol::slip;

fn read<T: Document>(bytes: &[u8]) {
    written_again::<T>(bytes);
    let key = signing_key(2).verifying_key();
    match signed::verify::<T>(bytes, &key) {
        Ok(_) => assert_eq!(signed::signer::<T>(bytes), Ok(key.id())),
        Err(refusal) => assert!(!refusal.code().as_str().is_empty()),
    }
}

fuzz_target!(|bytes: &[u8]| {
    read::<Activation>(bytes);
    read::<KeyAnnouncement>(bytes);
    read::<Hello>(bytes);
    read::<Welcome>(bytes);
    read::<Receipt>(bytes);
    read::<Feed>(bytes);
    read::<Bundle>(bytes);
    read::<Account>(bytes);
    read::<Reckoning>(bytes);
    read::<Slip>(bytes);
    read::<Directory>(bytes);
    read::<Provisions>(bytes);
    // Parts of what the station takes along: a table, and a list that was opened.
    let named = ProvidedPart::of(bytes);
    if let Ok(table) = provisions::open_table(&named, bytes) {
        let _ = published::check("pekerjaan", "1", &table);
        let _ = published::check("desa_61", "1", &table);
    }
    written_again::<Vec<ListedResident>>(bytes);
    // What two stations say to each other before and after they know each other.
    written_again::<Ask>(bytes);
    written_again::<Tell>(bytes);
    if let Ok(text) = str::from_utf8(bytes) {
        let station = "6171-van-1".parse().expect("an id");
        let _ = slip::read(text, &station, &signing_key(2).verifying_key());
    }
});
