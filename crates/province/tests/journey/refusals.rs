//! What is not taken in, and that nothing of it stays.

use crate::world::{
    Running, World, eventually,
    line::{Line, request},
    station::{Sealed, Station, nik, record},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use rekam_domain::service::Service;
use rekam_protocol::{
    digest::Digest,
    http,
    ids::{PacketId, Serial},
    keys::OpeningKey,
    packet::Content,
};
use rekam_province::{
    province::{NewProvince, Province, ProvinceError},
    serve::{self, ServeError},
};

struct Scene {
    world: World,
    _running: Running,
    line: Line,
    station: Station,
    token: String,
}

fn scene() -> Scene {
    scene_in(World::new())
}

fn scene_in(world: World) -> Scene {
    let station = Station::active(&world, "6108-van-1", 10);
    let (running, token) = (world.serve(), station.token(&world));
    Scene {
        line: running.line(),
        world,
        _running: running,
        station,
        token,
    }
}

impl Scene {
    fn sealed(&mut self) -> Sealed {
        self.station.record(&self.world, &nik(1), Service::KtpNew)
    }

    /// Sends a packet that is refused, and checks that nothing of it stays.
    fn refusal(&mut self, sealed: &Sealed) -> (u16, String) {
        let held = self.held();
        let answer = sealed.post(&mut self.line, &self.token);
        assert_eq!(answer.header(http::RECEIPT_HEADER), None);
        assert_eq!(self.held(), held, "nothing new is held");
        let incoming = std::fs::read_dir(self.world.path().join("incoming")).unwrap();
        assert_eq!(incoming.count(), 0, "no part stays");
        answer.refusal()
    }

    fn held(&self) -> usize {
        self.world
            .province
            .registry()
            .packets(None, 1000)
            .unwrap()
            .len()
    }
}

fn refused(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

#[test]
fn a_packet_again_gets_the_same_receipt_and_is_held_once() {
    let mut scene = scene();
    let sealed = scene.sealed();
    let first = sealed.post(&mut scene.line, &scene.token);
    scene
        .world
        .clock
        .set(crate::world::noon() + chrono::TimeDelta::hours(1));
    let again = sealed.post(&mut scene.line, &scene.token);
    assert_eq!((first.status, again.status), (201, 201));
    assert_eq!(
        first.header(http::RECEIPT_HEADER).unwrap(),
        again.header(http::RECEIPT_HEADER).unwrap()
    );
    let bare = scene.line.ask(&sealed.creation(&scene.token));
    assert_eq!(
        bare.header(http::RECEIPT_HEADER),
        first.header(http::RECEIPT_HEADER)
    );
    assert_eq!(scene.held(), 1);
}

#[test]
fn a_flipped_byte_anywhere_is_refused() {
    let mut scene = scene();
    let sealed = scene.sealed();
    for place in [0, 10, sealed.bytes.len() / 2, sealed.bytes.len() - 1] {
        let mut altered = sealed.clone();
        altered.bytes[place] ^= 1;
        // With the digest of the true packet it was changed on its way, wherever that was.
        assert_eq!(scene.refusal(&altered), refused(422, "packet-digest"));
        altered.digest = Digest::of(&altered.bytes);
        assert_eq!(scene.refusal(&altered).0, 422, "with its own digest");
    }
    assert_eq!(
        sealed.post(&mut scene.line, &scene.token).status,
        201,
        "the true packet is taken after all this"
    );
}

#[test]
fn what_is_no_packet_is_refused() {
    let mut scene = scene();
    let mut sealed = scene.sealed();
    sealed.bytes = b"a letter, and no packet".to_vec();
    assert_eq!(scene.refusal(&sealed).0, 422);
    sealed.digest = Digest::of(&sealed.bytes);
    assert_eq!(scene.refusal(&sealed), refused(422, "packet-malformed"));
}

#[test]
fn a_packet_signed_by_another_station_is_refused() {
    let mut scene = scene();
    let mut impostor = Station::active(&scene.world, "6108-van-2", 20);
    impostor.id = scene.station.id.clone();
    let forged = impostor.record(&scene.world, &nik(1), Service::KtpNew);
    assert_eq!(scene.refusal(&forged), refused(422, "packet-not-genuine"));
}

#[test]
fn a_packet_replayed_as_another_one_is_refused() {
    let mut scene = scene();
    let sealed = scene.sealed();
    let other_id = Sealed {
        packet: PacketId::from_random([7; 16]),
        ..sealed.clone()
    };
    assert_eq!(scene.refusal(&other_id), refused(422, "packet-header"));
    let other_serial = Sealed {
        serial: Serial::new(2).unwrap(),
        ..sealed.clone()
    };
    assert_eq!(scene.refusal(&other_serial), refused(422, "packet-header"));
    let mut other = Station::active(&scene.world, "6108-van-2", 20);
    let elsewhere = other.record(&scene.world, &nik(2), Service::KtpNew);
    assert_eq!(scene.refusal(&elsewhere), refused(403, "other-station"));
    let stolen = Sealed {
        station: other.id.clone(),
        ..sealed
    };
    scene.token = other.token(&scene.world);
    assert_eq!(scene.refusal(&stolen), refused(422, "packet-not-genuine"));
}

#[test]
fn a_packet_for_another_province_is_refused() {
    let mut scene = scene();
    let other = OpeningKey::generate().unwrap().sealing_key();
    let content = Content::Record(Box::new(record(&nik(1), Service::KtpNew)));
    let sealed = scene.station.seal_to(&other, content);
    assert_eq!(
        scene.refusal(&sealed),
        refused(422, "packet-other-province")
    );
}

#[test]
fn another_packet_under_a_serial_number_or_id_that_is_taken_is_refused() {
    let mut scene = scene();
    let first = scene.sealed();
    assert_eq!(first.post(&mut scene.line, &scene.token).status, 201);
    let key = scene.world.province.settings().sealing_key.clone();
    let operator = rekam_protocol::keys::SigningKey::from_seed(&[11; 32]);
    let content = Content::Record(Box::new(record(&nik(2), Service::KtpNew)));
    let fork = scene
        .station
        .seal_as(&key, content, first.serial, "op-1", &operator);
    assert_eq!(scene.refusal(&fork), refused(409, "packet-serial-taken"));
    let same_id = Sealed {
        packet: first.packet,
        ..fork
    };
    assert_eq!(scene.refusal(&same_id), refused(409, "packet-id-taken"));
    let kept = scene
        .world
        .province
        .store()
        .read(&first.station, first.packet)
        .unwrap();
    assert_eq!(
        kept, first.bytes,
        "the packet that has a receipt is untouched"
    );
}

#[test]
fn an_upload_that_changes_its_particulars_is_refused_and_the_old_one_goes_on() {
    let mut scene = scene();
    let sealed = scene.sealed();
    assert_eq!(
        scene
            .line
            .ask(&sealed.creation(&scene.token).octets(&sealed.bytes[..50]))
            .offset(),
        50
    );
    let changed = Sealed {
        digest: Digest::of(b"other"),
        ..sealed.clone()
    };
    assert_eq!(
        changed.post(&mut scene.line, &scene.token).refusal(),
        refused(409, "upload-changed")
    );
    assert_eq!(sealed.post(&mut scene.line, &scene.token).status, 201);
}

#[test]
fn nobody_touches_the_uploads_of_another_station() {
    let mut scene = scene();
    let other = Station::active(&scene.world, "6108-van-2", 20);
    let sealed = scene.sealed();
    assert_eq!(
        scene
            .line
            .ask(&sealed.creation(&scene.token).octets(&sealed.bytes[..50]))
            .offset(),
        50
    );
    let token = other.token(&scene.world);
    for method in ["HEAD", "DELETE", "PATCH"] {
        let ask = crate::world::line::tus(method, &sealed.path(), &token)
            .header("upload-offset", "50")
            .octets(b"");
        assert_eq!(scene.line.ask(&ask).status, 403, "{method}");
    }
}

#[test]
fn a_station_that_carries_brings_packets_and_gives_nothing_up() {
    let mut scene = scene();
    let carrier = Station::active(&scene.world, "6108-van-2", 20);
    let sealed = scene.sealed();
    let token = carrier.token(&scene.world);
    let carried = |ask: crate::world::line::Request| ask.header(http::CARRIES, "6108-van-1");
    let half = carried(sealed.creation(&token)).octets(&sealed.bytes[..50]);
    assert_eq!(scene.line.ask(&half).offset(), 50);
    let tus = |method: &str| carried(crate::world::line::tus(method, &sealed.path(), &token));
    assert_eq!(scene.line.ask(&tus("HEAD")).offset(), 50);
    assert_eq!(
        scene.line.ask(&tus("DELETE")).status,
        405,
        "what a station has begun only the station gives up"
    );
    let rest = tus("PATCH")
        .header("upload-offset", "50")
        .octets(&sealed.bytes[50..]);
    assert_eq!(scene.line.ask(&rest).status, 204);
    for nobody in ["6108-van-9", "no station", ""] {
        let ask =
            crate::world::line::tus("HEAD", &sealed.path(), &token).header(http::CARRIES, nobody);
        let status = scene.line.ask(&ask).status;
        assert!((400..=404).contains(&status), "{nobody}: {status}");
    }
}

#[test]
fn a_station_that_is_unknown_revoked_or_without_a_token_is_not_heard() {
    let mut scene = scene();
    let sealed = scene.sealed();
    for bad in ["", "x", "6108-van-1.99999999999.AAAA"] {
        assert_eq!(
            sealed.post(&mut scene.line, bad).refusal(),
            refused(401, "not-signed-in")
        );
    }
    let bare = request("POST", http::UPLOADS).header("tus-resumable", "1.0.0");
    assert_eq!(
        scene.line.ask(&bare).refusal(),
        refused(401, "not-signed-in")
    );
    scene
        .world
        .province
        .registry()
        .revoke(&scene.station.id, crate::world::noon())
        .unwrap();
    assert_eq!(scene.refusal(&sealed), refused(403, "station-revoked"));
}

#[test]
fn a_full_store_refuses_before_the_bytes_and_takes_the_packet_once_there_is_room() {
    let mut scene = scene_in(World::with_room_for(Some(13_000)));
    let (first, second, third) = (scene.sealed(), scene.sealed(), scene.sealed());
    assert_eq!(first.post(&mut scene.line, &scene.token).status, 201);
    assert_eq!(scene.line.ask(&second.creation(&scene.token)).status, 201);
    assert_eq!(
        third.post(&mut scene.line, &scene.token).refusal(),
        refused(507, "province-disk-full")
    );
    let delete = crate::world::line::tus("DELETE", &second.path(), &scene.token);
    assert_eq!(scene.line.ask(&delete).status, 204);
    assert_eq!(third.post(&mut scene.line, &scene.token).status, 201);
}

#[test]
fn metadata_that_is_missing_or_wrong_is_refused() {
    let mut scene = scene();
    let sealed = scene.sealed();
    let good = sealed.metadata();
    let traversal = format!(
        "packet {},station {}",
        STANDARD.encode("../../etc"),
        STANDARD.encode("6108-van-1")
    );
    for bad in [
        "packet",
        &traversal,
        &good.replace("digest", "digits"),
        &format!("{good},packet eA=="),
    ] {
        let ask = crate::world::line::tus("POST", http::UPLOADS, &scene.token)
            .header("upload-length", "10")
            .header("upload-metadata", bad);
        assert_eq!(
            scene.line.ask(&ask).refusal(),
            refused(400, "request-malformed"),
            "{bad}"
        );
    }
}

#[test]
fn a_complete_upload_whose_booking_was_cut_short_is_taken_in_at_the_next_start() {
    let world = World::new();
    let mut station = Station::active(&world, "6108-van-1", 10);
    let (first, second) = (
        station.record(&world, &nik(1), Service::KtpNew),
        station.record(&world, &nik(2), Service::KtpNew),
    );
    // As a power cut leaves it: one packet whole in its part, another moved to its place, neither booked.
    for sealed in [&first, &second] {
        let upload = rekam_province::store::Upload {
            packet: sealed.packet,
            station: sealed.station.clone(),
            serial: sealed.serial,
            digest: sealed.digest,
            length: sealed.bytes.len() as u64,
            metadata: sealed.metadata(),
            expires: crate::world::noon() + chrono::TimeDelta::days(14),
        };
        let mut part = world.province.store().begin(&upload).unwrap();
        part.write(&[bytes::Bytes::copy_from_slice(&sealed.bytes)])
            .unwrap();
    }
    let moved = rekam_province::store::Move {
        packet: second.packet,
        station: second.station.clone(),
    };
    world.province.store().keep(&[moved]).unwrap();
    let _running = world.serve();
    eventually("both are booked", || {
        world.province.registry().packets(None, 10).unwrap().len() == 2
    });
    eventually("nothing is left over", || {
        std::fs::read_dir(world.path().join("incoming"))
            .unwrap()
            .count()
            == 0
    });
    for sealed in [&first, &second] {
        assert_eq!(
            world
                .province
                .store()
                .read(&sealed.station, sealed.packet)
                .unwrap(),
            sealed.bytes
        );
    }
}

#[test]
fn two_servers_never_share_a_folder_or_a_port() {
    let world = World::new();
    let running = world.serve();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let taken = serve::listen(&running.address.to_string())
            .await
            .unwrap_err();
        assert!(matches!(taken, ServeError::Address(_)));
        assert_eq!(taken.code().as_str(), "port-taken");
        eventually("the first has locked the folder", || {
            running.line().ask(&request("GET", http::HEALTH)).status == 200
        });
        let free = serve::listen("127.0.0.1:0").await.unwrap();
        let second = serve::serve(
            free,
            std::sync::Arc::clone(&world.province),
            std::future::pending(),
        )
        .await;
        assert_eq!(second.unwrap_err().code().as_str(), "province-folder-busy");
    });
}

#[test]
fn keys_are_never_replaced_and_damaged_ones_are_named() {
    let world = World::new();
    let new = NewProvince {
        name: "Lain",
        url: "http://127.0.0.1",
        passphrase: "x",
        cost: rekam_protocol::lockbox::Cost::LEAST,
        max_bytes: None,
    };
    assert!(matches!(
        Province::init(world.path(), &new),
        Err(ProvinceError::Exists)
    ));
    assert!(matches!(
        Province::open(&world.path().join("nowhere")),
        Err(ProvinceError::Missing)
    ));
    assert_eq!(
        world
            .province
            .opening_key("wrong")
            .unwrap_err()
            .code()
            .as_str(),
        "vault-passphrase"
    );
    std::fs::write(world.path().join("signing.key"), b"[1,2]").unwrap();
    let damaged = Province::open(world.path()).err().unwrap();
    assert!(
        matches!(damaged, ProvinceError::Damaged("signing.key")),
        "{damaged}"
    );
}
