//! tus 1.0 over a real connection, point by point of its specification.
//!
//! Long on purpose: the tus 1.0 specification, one test a sentence, in the order of its sections.

use crate::world::{
    self, Running, World, eventually,
    line::{Answer, Line, request, tus},
    station::{Sealed, Station, nik},
};
use base64::{
    Engine as _, engine::general_purpose::STANDARD, engine::general_purpose::URL_SAFE_NO_PAD,
};
use chrono::TimeDelta;
use rekam_domain::service::Service;
use rekam_protocol::{documents::Receipt, http, signed};
use rekam_province::serve::Limits;
use sha2::Digest as _;
use std::time::Duration;

struct Scene {
    world: World,
    running: Option<Running>,
    station: Station,
    token: String,
}

fn scene() -> Scene {
    scene_with(Limits::default())
}

fn scene_with(limits: Limits) -> Scene {
    let world = World::new();
    let station = Station::active(&world, "6108-van-1", 10);
    let token = station.token(&world);
    let running = Some(world.serve_with(limits));
    Scene {
        world,
        running,
        station,
        token,
    }
}

impl Scene {
    fn line(&self) -> Line {
        self.running.as_ref().unwrap().line()
    }

    fn sealed(&mut self) -> Sealed {
        self.station.record(&self.world, &nik(1), Service::KtpNew)
    }

    /// A packet whose upload was created with nothing in it.
    fn created(&mut self) -> (Line, Sealed) {
        let (mut line, sealed) = (self.line(), self.sealed());
        let answer = line.ask(&sealed.creation(&self.token));
        assert_eq!((answer.status, answer.offset()), (201, 0));
        (line, sealed)
    }

    fn patch(&self, line: &mut Line, sealed: &Sealed, offset: u64, bytes: &[u8]) -> Answer {
        line.ask(
            &tus("PATCH", &sealed.path(), &self.token)
                .header("upload-offset", &offset.to_string())
                .octets(bytes),
        )
    }

    fn head(&self, sealed: &Sealed) -> Answer {
        self.line().ask(&tus("HEAD", &sealed.path(), &self.token))
    }

    fn verified_receipt(&self, answer: &Answer, sealed: &Sealed) -> Receipt {
        let header = answer
            .header(http::RECEIPT_HEADER)
            .unwrap_or_else(|| panic!("no receipt in {answer:?}"));
        let bytes = URL_SAFE_NO_PAD.decode(header).unwrap();
        let receipt: Receipt = signed::verify(&bytes, &self.station.province_key).unwrap();
        assert_eq!(
            (receipt.packet, receipt.digest, receipt.serial),
            (sealed.packet, sealed.digest, sealed.serial)
        );
        assert_eq!(
            (&receipt.station, receipt.length),
            (&sealed.station, sealed.bytes.len() as u64)
        );
        receipt
    }
}

#[test]
fn options_tell_what_the_server_can_do_to_anybody() {
    let scene = scene();
    for path in [http::UPLOADS.to_owned(), format!("{}/x", http::UPLOADS)] {
        let answer = scene
            .line()
            .ask(&request("OPTIONS", &path).header("tus-resumable", "9.9.9"));
        assert_eq!(answer.status, 204);
        assert_eq!(answer.header("tus-resumable"), Some("1.0.0"));
        assert_eq!(answer.header("tus-version"), Some("1.0.0"));
        assert_eq!(
            answer.header("tus-extension"),
            Some("creation,creation-with-upload,checksum,expiration,termination")
        );
        assert_eq!(answer.header("tus-max-size"), Some("16777216"));
        assert_eq!(answer.header("tus-checksum-algorithm"), Some("sha256,sha1"));
    }
}

#[test]
fn another_version_of_the_protocol_is_refused_before_anything_else() {
    let mut scene = scene();
    let sealed = scene.sealed();
    for request in [
        request("POST", http::UPLOADS).header("upload-length", "5"),
        request("POST", http::UPLOADS).header("tus-resumable", "0.2.2"),
        request("HEAD", &sealed.path()),
        request("PATCH", &sealed.path())
            .header("tus-resumable", "1.0.1")
            .octets(b"abc"),
        request("DELETE", &sealed.path()).header("tus-resumable", "1"),
    ] {
        let answer = scene.line().ask(&request);
        assert_eq!(
            (answer.status, answer.header("tus-version")),
            (412, Some("1.0.0"))
        );
        assert_eq!(answer.header("tus-resumable"), Some("1.0.0"));
    }
}

#[test]
fn one_request_brings_a_packet_in_and_its_receipt_back() {
    let mut scene = scene();
    let sealed = scene.sealed();
    let answer = sealed.post(&mut scene.line(), &scene.token);
    assert_eq!(
        (answer.status, answer.offset()),
        (201, sealed.bytes.len() as u64)
    );
    assert_eq!(answer.header("location"), Some(sealed.path().as_str()));
    assert_eq!(
        scene.verified_receipt(&answer, &sealed).received_at,
        world::noon()
    );
    assert_eq!(
        scene
            .world
            .province
            .store()
            .read(&sealed.station, sealed.packet)
            .unwrap(),
        sealed.bytes
    );
    let incoming = std::fs::read_dir(scene.world.path().join("incoming")).unwrap();
    assert_eq!(incoming.count(), 0);
}

#[test]
fn an_upload_is_created_looked_at_and_continued_piece_by_piece() {
    let mut scene = scene();
    let (mut line, sealed) = scene.created();
    let total = sealed.bytes.len() as u64;
    let mut offset = 0;
    for piece in sealed.bytes.chunks(1000) {
        let head = scene.head(&sealed);
        assert_eq!((head.status, head.offset()), (200, offset));
        assert_eq!(
            head.header("upload-length"),
            Some(total.to_string().as_str())
        );
        assert_eq!(head.header("cache-control"), Some("no-store"));
        assert_eq!(
            head.header("upload-metadata"),
            Some(sealed.metadata().as_str())
        );
        assert_eq!(head.header("tus-resumable"), Some("1.0.0"));
        let answer = scene.patch(&mut line, &sealed, offset, piece);
        offset += piece.len() as u64;
        assert_eq!((answer.status, answer.offset()), (204, offset));
        if offset == total {
            scene.verified_receipt(&answer, &sealed);
        } else {
            assert_eq!(
                answer.header("upload-expires"),
                Some("Mon, 16 Mar 2026 05:00:00 GMT")
            );
            assert_eq!(answer.header(http::RECEIPT_HEADER), None);
        }
    }
    let head = scene.head(&sealed);
    assert_eq!((head.status, head.offset()), (200, total));
    assert_eq!(
        head.header("upload-metadata"),
        Some(sealed.metadata().as_str())
    );
    scene.verified_receipt(&head, &sealed);
}

#[test]
fn creation_tells_where_the_upload_is_and_when_it_ends() {
    let mut scene = scene();
    let sealed = scene.sealed();
    let answer = scene.line().ask(&sealed.creation(&scene.token));
    assert_eq!(answer.status, 201);
    assert_eq!(answer.header("location"), Some(sealed.path().as_str()));
    assert_eq!(
        answer.header("upload-expires"),
        Some("Mon, 16 Mar 2026 05:00:00 GMT")
    );
    assert_eq!(answer.header("content-length").unwrap_or("0"), "0");
}

#[test]
fn creation_with_a_first_piece_answers_with_its_offset() {
    let mut scene = scene();
    let sealed = scene.sealed();
    let mut line = scene.line();
    let answer = line.ask(&sealed.creation(&scene.token).octets(&sealed.bytes[..700]));
    assert_eq!((answer.status, answer.offset()), (201, 700));
    let answer = scene.patch(&mut line, &sealed, 700, &sealed.bytes[700..]);
    scene.verified_receipt(&answer, &sealed);
}

#[test]
fn a_wrong_offset_is_a_conflict_and_changes_nothing() {
    let mut scene = scene();
    let (mut line, sealed) = scene.created();
    assert_eq!(
        scene
            .patch(&mut line, &sealed, 0, &sealed.bytes[..500])
            .offset(),
        500
    );
    for wrong in [0, 499, 501, 1 << 40] {
        let answer = scene.patch(&mut line, &sealed, wrong, b"xxx");
        assert_eq!(answer.refusal(), (409, "upload-offset".to_owned()));
        assert_eq!(answer.offset(), 500);
    }
    assert_eq!(scene.head(&sealed).offset(), 500);
    let done = scene.patch(&mut line, &sealed, 500, &sealed.bytes[500..]);
    scene.verified_receipt(&done, &sealed);
    let again = scene.patch(&mut line, &sealed, 0, b"xxx");
    assert_eq!(again.refusal(), (409, "upload-offset".to_owned()));
    let nothing = scene.patch(&mut line, &sealed, sealed.bytes.len() as u64, b"");
    scene.verified_receipt(&nothing, &sealed);
}

#[test]
fn offsets_and_lengths_that_are_no_numbers_are_refused() {
    let mut scene = scene();
    let (mut line, sealed) = scene.created();
    for bad in ["-1", "+1", "abc", "1.5", "99999999999999999999"] {
        let patch = tus("PATCH", &sealed.path(), &scene.token)
            .header("upload-offset", bad)
            .octets(b"x");
        assert_eq!(
            line.ask(&patch).refusal(),
            (400, "request-malformed".to_owned())
        );
        let post = tus("POST", http::UPLOADS, &scene.token).header("upload-length", bad);
        assert_eq!(
            line.ask(&post).refusal(),
            (400, "request-malformed".to_owned())
        );
    }
    let without = tus("PATCH", &sealed.path(), &scene.token).octets(b"x");
    assert_eq!(line.ask(&without).status, 400);
    let deferred = tus("POST", http::UPLOADS, &scene.token)
        .header("upload-defer-length", "1")
        .header("upload-metadata", &sealed.metadata());
    assert_eq!(
        line.ask(&deferred).status,
        400,
        "deferred lengths are not offered"
    );
}

#[test]
fn bodies_of_another_type_are_refused() {
    let mut scene = scene();
    let (mut line, sealed) = scene.created();
    let patch = tus("PATCH", &sealed.path(), &scene.token)
        .header("upload-offset", "0")
        .header("content-type", "application/octet-stream")
        .body(b"abc");
    assert_eq!(
        line.ask(&patch).refusal(),
        (415, "upload-content-type".to_owned())
    );
    let other = scene.sealed();
    assert_eq!(
        line.ask(&other.creation(&scene.token).body(b"abc")).status,
        415
    );
    assert_eq!(scene.head(&sealed).offset(), 0);
}

#[test]
fn nothing_longer_than_allowed_or_announced_is_taken() {
    let mut scene = scene();
    let (mut line, sealed) = scene.created();
    let huge = tus("POST", http::UPLOADS, &scene.token)
        .header("upload-length", "16777217")
        .header("upload-metadata", &sealed.metadata());
    assert_eq!(
        line.ask(&huge).refusal(),
        (413, "upload-too-large".to_owned())
    );
    let longer = [&sealed.bytes[..], b"x"].concat();
    assert_eq!(
        scene.patch(&mut line, &sealed, 0, &longer).refusal(),
        (413, "upload-too-large".to_owned())
    );
    assert_eq!(scene.head(&sealed).offset(), 0);
    // In chunked transfer the length shows itself only on the way.
    let mut chunked = tus("PATCH", &sealed.path(), &scene.token)
        .header("upload-offset", "0")
        .header("content-type", http::OFFSET_OCTETS)
        .header("transfer-encoding", "chunked")
        .bytes();
    let head = String::from_utf8(std::mem::take(&mut chunked))
        .unwrap()
        .replace("content-length: 0\r\n", "");
    let body = [
        format!("{:x}\r\n", longer.len()).as_bytes(),
        &longer,
        b"\r\n0\r\n\r\n",
    ]
    .concat();
    line.send(&[head.as_bytes(), &body].concat());
    assert_eq!(
        line.answer(false).refusal(),
        (413, "upload-too-large".to_owned())
    );
    assert_eq!(scene.head(&sealed).offset(), 0);
}

#[test]
fn a_chunked_body_is_taken_as_well() {
    let mut scene = scene();
    let (mut line, sealed) = scene.created();
    let head = tus("PATCH", &sealed.path(), &scene.token)
        .header("upload-offset", "0")
        .header("content-type", http::OFFSET_OCTETS)
        .header("transfer-encoding", "chunked")
        .bytes();
    let mut bytes = String::from_utf8(head)
        .unwrap()
        .replace("content-length: 0\r\n", "")
        .into_bytes();
    for piece in sealed.bytes.chunks(777) {
        bytes.extend_from_slice(format!("{:x}\r\n", piece.len()).as_bytes());
        bytes.extend_from_slice(piece);
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(b"0\r\n\r\n");
    line.send(&bytes);
    let answer = line.answer(false);
    assert_eq!(answer.status, 204);
    scene.verified_receipt(&answer, &sealed);
}

#[test]
fn a_checksum_that_fits_lets_the_piece_in_and_one_that_does_not_drops_it() {
    let mut scene = scene();
    let (mut line, sealed) = scene.created();
    let piece = &sealed.bytes[..600];
    let sha256 = format!("sha256 {}", STANDARD.encode(sha2::Sha256::digest(piece)));
    let sha1 = format!(
        "sha1 {}",
        STANDARD.encode(sha1::Sha1::digest(&sealed.bytes[600..1200]))
    );
    let patch = |offset: &str, checksum: &str, piece: &[u8]| {
        tus("PATCH", &sealed.path(), &scene.token)
            .header("upload-offset", offset)
            .header("upload-checksum", checksum)
            .octets(piece)
    };
    let damaged = [&piece[..599], &[!piece[599]]].concat();
    assert_eq!(
        line.ask(&patch("0", &sha256, &damaged)).refusal(),
        (460, "upload-checksum".to_owned())
    );
    assert_eq!(scene.head(&sealed).offset(), 0);
    assert_eq!(line.ask(&patch("0", &sha256, piece)).offset(), 600);
    assert_eq!(
        line.ask(&patch("600", &sha1, &sealed.bytes[600..1200]))
            .offset(),
        1200
    );
    let unknown = line.ask(&patch("1200", "md5 AAAA", b"x"));
    assert_eq!(
        unknown.refusal(),
        (400, "upload-checksum-unknown".to_owned())
    );
    let done = scene.patch(&mut line, &sealed, 1200, &sealed.bytes[1200..]);
    scene.verified_receipt(&done, &sealed);
}

#[test]
fn a_line_cut_in_the_middle_keeps_what_arrived_and_goes_on_from_there() {
    let mut scene = scene();
    let sealed = scene.sealed();
    let mut line = scene.line();
    let post = sealed
        .creation(&scene.token)
        .octets(&sealed.bytes[..1234])
        .claiming(sealed.bytes.len());
    line.send(&post.bytes());
    eventually("the bytes stand on the disk", || {
        scene.head(&sealed).status == 200 && scene.head(&sealed).offset() == 1234
    });
    line.cut();
    let mut line = scene.line();
    let mut answer = scene.patch(&mut line, &sealed, 1234, &sealed.bytes[1234..]);
    eventually("the server notices the cut", || {
        if answer.status == 423 {
            assert_eq!(answer.header("retry-after"), Some("5"));
            answer = scene.patch(&mut line, &sealed, 1234, &sealed.bytes[1234..]);
        }
        answer.status == 204
    });
    scene.verified_receipt(&answer, &sealed);
}

#[test]
fn what_arrived_before_a_stop_of_the_server_is_there_after_its_start() {
    let mut scene = scene();
    let sealed = scene.sealed();
    let mut line = scene.line();
    let post = sealed
        .creation(&scene.token)
        .octets(&sealed.bytes[..1500])
        .claiming(sealed.bytes.len());
    line.send(&post.bytes());
    eventually("the bytes stand on the disk", || {
        scene.head(&sealed).status == 200 && scene.head(&sealed).offset() == 1500
    });
    scene.running = None;
    scene.running = Some(scene.world.serve());
    assert_eq!(scene.head(&sealed).offset(), 1500);
    let answer = scene.patch(&mut scene.line(), &sealed, 1500, &sealed.bytes[1500..]);
    scene.verified_receipt(&answer, &sealed);
}

#[test]
fn a_second_writer_waits_while_the_first_one_writes() {
    let mut scene = scene_with(Limits {
        takeover: Duration::from_secs(3600),
        ..Limits::default()
    });
    let sealed = scene.sealed();
    let mut first = scene.line();
    let post = sealed
        .creation(&scene.token)
        .octets(&sealed.bytes[..100])
        .claiming(sealed.bytes.len());
    first.send(&post.bytes());
    eventually("the first has begun", || {
        scene.head(&sealed).status == 200 && scene.head(&sealed).offset() == 100
    });
    let mut second = scene.line();
    let answer = scene.patch(&mut second, &sealed, 100, &sealed.bytes[100..]);
    assert_eq!(answer.refusal(), (423, "upload-taken".to_owned()));
    let delete = second.ask(&tus("DELETE", &sealed.path(), &scene.token));
    assert_eq!(delete.status, 423);
    first.send(&sealed.bytes[100..]);
    let answer = first.answer(false);
    assert_eq!(answer.status, 201);
    scene.verified_receipt(&answer, &sealed);
}

#[test]
fn a_writer_that_fell_silent_is_taken_over_and_its_bytes_stay() {
    let mut scene = scene_with(Limits {
        takeover: Duration::ZERO,
        ..Limits::default()
    });
    let sealed = scene.sealed();
    let mut first = scene.line();
    let post = sealed
        .creation(&scene.token)
        .octets(&sealed.bytes[..100])
        .claiming(sealed.bytes.len());
    first.send(&post.bytes());
    eventually("the first has begun", || {
        scene.head(&sealed).status == 200 && scene.head(&sealed).offset() == 100
    });
    let answer = scene.patch(&mut scene.line(), &sealed, 100, &sealed.bytes[100..]);
    assert_eq!(answer.status, 204);
    scene.verified_receipt(&answer, &sealed);
}

#[test]
fn a_body_of_which_nothing_more_comes_is_given_up_and_kept() {
    let mut scene = scene_with(Limits {
        silence: Duration::from_millis(50),
        ..Limits::default()
    });
    let sealed = scene.sealed();
    let mut line = scene.line();
    let post = sealed
        .creation(&scene.token)
        .octets(&sealed.bytes[..100])
        .claiming(sealed.bytes.len());
    line.send(&post.bytes());
    assert_eq!(
        line.answer(false).refusal(),
        (408, "request-too-slow".to_owned())
    );
    assert_eq!(scene.head(&sealed).offset(), 100);
}

#[test]
fn creating_an_upload_again_finds_it_again() {
    let mut scene = scene();
    let (mut line, sealed) = scene.created();
    assert_eq!(
        scene
            .patch(&mut line, &sealed, 0, &sealed.bytes[..900])
            .offset(),
        900
    );
    let bare = line.ask(&sealed.creation(&scene.token));
    assert_eq!((bare.status, bare.offset()), (201, 900));
    let shorter = line.ask(&sealed.creation(&scene.token).octets(&sealed.bytes[..400]));
    assert_eq!(
        (shorter.status, shorter.offset()),
        (201, 900),
        "bytes that are held are skipped"
    );
    let all = line.ask(&sealed.creation(&scene.token).octets(&sealed.bytes));
    assert_eq!(all.status, 201);
    scene.verified_receipt(&all, &sealed);
}

#[test]
fn an_upload_expires_and_begins_again() {
    let mut scene = scene();
    let (mut line, sealed) = scene.created();
    assert_eq!(
        scene
            .patch(&mut line, &sealed, 0, &sealed.bytes[..900])
            .offset(),
        900
    );
    scene.world.clock.set(world::noon() + TimeDelta::days(14));
    scene.token = scene.station.token(&scene.world);
    let answer = scene.patch(&mut line, &sealed, 900, &sealed.bytes[900..]);
    assert_eq!(answer.refusal(), (410, "upload-unknown".to_owned()));
    assert_eq!(scene.head(&sealed).status, 404);
    let answer = sealed.post(&mut line, &scene.token);
    assert_eq!(answer.status, 201);
    scene.verified_receipt(&answer, &sealed);
}

#[test]
fn an_unfinished_upload_is_terminated_and_a_received_packet_is_not() {
    let mut scene = scene();
    let (mut line, sealed) = scene.created();
    let delete = tus("DELETE", &sealed.path(), &scene.token);
    assert_eq!(line.ask(&delete).status, 204);
    assert_eq!(scene.head(&sealed).status, 404);
    assert_eq!(scene.head(&sealed).header("upload-offset"), None);
    assert_eq!(
        line.ask(&delete).refusal(),
        (404, "upload-unknown".to_owned())
    );
    assert_eq!(scene.patch(&mut line, &sealed, 0, b"abc").status, 404);
    sealed.post(&mut line, &scene.token);
    assert_eq!(
        line.ask(&delete).refusal(),
        (403, "upload-received".to_owned())
    );
}

#[test]
fn a_method_may_be_named_in_a_header() {
    let mut scene = scene();
    let (mut line, sealed) = scene.created();
    let patch = tus("POST", &sealed.path(), &scene.token)
        .header("x-http-method-override", "PATCH")
        .header("upload-offset", "0")
        .octets(&sealed.bytes[..10]);
    let answer = line.ask(&patch);
    assert_eq!((answer.status, answer.offset()), (204, 10));
    let delete =
        tus("POST", &sealed.path(), &scene.token).header("x-http-method-override", "DELETE");
    assert_eq!(line.ask(&delete).status, 204);
    let put = line.ask(&tus("PUT", &sealed.path(), &scene.token));
    assert_eq!(
        (put.status, put.header("allow")),
        (405, Some("OPTIONS, HEAD, PATCH, DELETE"))
    );
    assert_eq!(
        line.ask(&tus("GET", http::UPLOADS, &scene.token))
            .header("allow"),
        Some("OPTIONS, POST")
    );
}

#[test]
fn a_client_that_waits_for_a_word_hears_a_refusal_before_it_sends() {
    let mut scene = scene();
    let sealed = scene.sealed();
    let mut line = scene.line();
    let refused = sealed
        .creation("no token")
        .header("expect", "100-continue")
        .octets(&[])
        .claiming(sealed.bytes.len());
    line.send(&refused.bytes());
    assert_eq!(
        line.answer(false).refusal(),
        (401, "not-signed-in".to_owned())
    );
    let mut line = line.another();
    let welcome = sealed
        .creation(&scene.token)
        .header("expect", "100-continue")
        .octets(&[])
        .claiming(sealed.bytes.len());
    line.send(&welcome.bytes());
    line.send(&sealed.bytes);
    let answer = line.answer(false);
    scene.verified_receipt(&answer, &sealed);
}
