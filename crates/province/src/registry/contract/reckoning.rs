//! Created = received: accounts, their comparison with what is held, and what must be noticed.

use super::*;
use rekam_protocol::reckoning::{Account, AuditHead, Fault, Root, Run, VERSION, by_day, written};
use serde_bytes::ByteArray;

/// The first `last` packets of a day-book whose lines follow each other; those of another book from `fork` on.
fn chained(last: u8, fork: u8) -> Vec<NewPacket> {
    let mut head = day_book::GENESIS;
    (1..=last)
        .map(|n| {
            let mut one = packet(if n < fork { n } else { n + 100 }, u32::from(n));
            one.previous = head;
            head = day_book::next_head(&head, one.serial, one.id, &one.digest);
            one
        })
        .collect()
}

fn head_of(book: &[NewPacket], serial: usize) -> DayBookHead {
    match serial.checked_sub(1).map(|last| &book[last]) {
        None => DayBookHead::EMPTY,
        Some(last) => DayBookHead {
            serial: last.serial.get(),
            head: day_book::next_head(&last.previous, last.serial, last.id, &last.digest),
        },
    }
}

/// The account of a book of which `last` lines are written, sealed on two days.
fn accounted(book: &[NewPacket], after: usize, last: usize, audit: u64) -> Accounted {
    let ends = [last.min(4), last];
    let mut first = after;
    let mut runs = Vec::new();
    for (day, end) in (1..).zip(ends) {
        if end > first {
            runs.push(Run {
                day: chrono::NaiveDate::from_ymd_opt(2026, 3, day).unwrap(),
                first: Serial::new(u32::try_from(first).unwrap() + 1).unwrap(),
                last: book[end - 1].serial,
                head: head_of(book, end).head,
            });
            first = end;
        }
    }
    let account = Account {
        version: VERSION,
        station: van(),
        nonce: ByteArray::new([0; 16]),
        at: said_at(0),
        after: head_of(book, after),
        runs,
        day_book: head_of(book, last),
        audit: AuditHead {
            lines: audit,
            head: Digest::of(&audit.to_be_bytes()),
        },
    };
    account.check().unwrap();
    Accounted {
        account,
        document: vec![u8::try_from(last).unwrap(); 20],
        in_conversation: false,
        at: later(5),
    }
}

fn in_conversation(registry: &dyn Registry, nonce: u8, mut accounted: Accounted) -> Accounted {
    let greeted = Contact {
        day_book: accounted.account.day_book,
        ..contact(nonce)
    };
    registry.greet(&greeted).unwrap();
    accounted.account.nonce = ByteArray::new([nonce; 16]);
    accounted.in_conversation = true;
    accounted
}

fn holding(registry: &dyn Registry, packets: &[NewPacket]) {
    with_packets(registry, 0);
    registry.receive(packets).unwrap();
}

fn found(registry: &dyn Registry) -> Vec<(u32, Fault)> {
    let books = registry.books(&van(), later(9)).unwrap();
    let mut found: Vec<_> = books
        .reckoning
        .findings
        .iter()
        .map(|finding| (finding.serial, finding.fault))
        .collect();
    found.sort();
    found
}

pub(super) fn created_is_received_day_by_day_and_the_signed_account_is_kept(
    registry: &dyn Registry,
) {
    let book = chained(7, 99);
    holding(registry, &book);
    let said = registry.take_account(&accounted(&book, 0, 7, 50)).unwrap();
    assert_eq!(
        (said.created, said.held),
        (head_of(&book, 7), head_of(&book, 7))
    );
    assert_eq!(said.roots, [head_of(&book, 4), head_of(&book, 7)]);
    assert!(said.missing.is_empty() && said.findings.is_empty());
    let books = registry.books(&van(), later(9)).unwrap();
    assert_eq!(books.account.unwrap(), vec![7; 20]);
    let days: Vec<_> = by_day(&books.runs, &books.reckoning, 0)
        .iter()
        .map(|day| (day.created, day.received, day.root))
        .collect();
    assert_eq!(days, [(4, 4, Root::Same), (3, 3, Root::Same)]);
}

pub(super) fn what_is_missing_and_what_was_refused_is_named_by_serial(registry: &dyn Registry) {
    let book = chained(9, 99);
    let held: Vec<_> = [0, 1, 4, 5, 7].map(|at| book[at].clone()).to_vec();
    holding(registry, &held);
    registry
        .settle(
            &packet_id(2),
            &Verdict::Refused(ErrorCode::PacketContent),
            later(3),
        )
        .unwrap();
    let said = registry.take_account(&accounted(&book, 0, 9, 50)).unwrap();
    assert_eq!(written(&said.missing), "3-4, 7, 9");
    assert_eq!(written(&said.refused), "2");
    assert_eq!((said.held.serial, said.known), (2, 9));
    assert!(said.findings.is_empty(), "{:?}", said.findings);
}

pub(super) fn days_told_once_are_known_and_an_account_may_begin_after_them(
    registry: &dyn Registry,
) {
    let book = chained(9, 99);
    holding(registry, &book);
    let ahead = registry.take_account(&accounted(&book, 3, 6, 40)).unwrap();
    assert_eq!(ahead.known, 0, "the days before are asked for");
    registry.take_account(&accounted(&book, 0, 3, 30)).unwrap();
    registry.take_account(&accounted(&book, 3, 6, 40)).unwrap();
    registry.take_account(&accounted(&book, 2, 9, 90)).unwrap();
    let books = registry.books(&van(), later(9)).unwrap();
    let runs: Vec<_> = books
        .runs
        .iter()
        .map(|run| (run.first.get(), run.last.get(), run.head))
        .collect();
    let head = |serial| head_of(&book, serial).head;
    assert_eq!(runs, [(1, 4, head(4)), (5, 9, head(9))]);
}

pub(super) fn another_packet_under_a_serial_number_is_a_copy_of_the_station(
    registry: &dyn Registry,
) {
    let (book, copy) = (chained(6, 99), chained(6, 5));
    holding(registry, &book);
    assert_eq!(
        registry.receive(&copy[4..5]).unwrap(),
        [Reception::SerialTaken]
    );
    assert_eq!(found(registry), [(5, Fault::StationCopy)]);
}

pub(super) fn a_packet_that_does_not_follow_from_its_neighbour_is_taken_in_and_named(
    registry: &dyn Registry,
) {
    let (book, copy) = (chained(5, 99), chained(6, 5));
    holding(registry, &book);
    assert_eq!(registry.receive(&copy[5..]).unwrap(), [Reception::New]);
    assert_eq!(found(registry), [(6, Fault::DayBookForked)]);
}

pub(super) fn a_gap_that_the_chain_jumps_over_was_skipped_and_one_that_it_does_not_is_missing(
    registry: &dyn Registry,
) {
    let book = chained(6, 99);
    // Number 4 never was: the packet numbered 5 follows from 3.
    let mut jumped = book[4].clone();
    jumped.previous = head_of(&book, 3).head;
    let mut held = book[..3].to_vec();
    held.push(jumped);
    holding(registry, &held);
    assert_eq!(found(registry), [(4, Fault::SerialSkipped)]);
}

pub(super) fn a_head_that_is_not_the_one_that_is_held_or_was_signed_is_a_fork(
    registry: &dyn Registry,
) {
    let (book, copy) = (chained(8, 99), chained(8, 5));
    holding(registry, &book[..4]);
    registry.take_account(&accounted(&book, 0, 7, 70)).unwrap();
    assert!(found(registry).is_empty());
    // Nothing of 7 is held: only what was signed before contradicts.
    let mut liar = accounted(&copy, 0, 7, 70);
    liar.account.audit = accounted(&book, 0, 7, 70).account.audit;
    registry.take_account(&liar).unwrap();
    assert_eq!(found(registry), [(7, Fault::DayBookForked)]);
    // The hello of a copy that stands behind what is held.
    let greeted = Contact {
        day_book: DayBookHead {
            serial: 3,
            head: Digest::of(b"elsewhere"),
        },
        ..contact(1)
    };
    registry.greet(&greeted).unwrap();
    assert_eq!(
        found(registry),
        [(3, Fault::DayBookForked), (7, Fault::DayBookForked)]
    );
}

pub(super) fn a_day_book_that_goes_back_is_named_and_an_older_account_on_a_stick_is_not(
    registry: &dyn Registry,
) {
    let book = chained(8, 99);
    holding(registry, &book);
    let now = in_conversation(registry, 1, accounted(&book, 0, 8, 80));
    registry.take_account(&now).unwrap();
    let said = registry.take_account(&accounted(&book, 0, 6, 60)).unwrap();
    assert_eq!((said.created.serial, said.findings.len()), (6, 0));
    let greeted = Contact {
        day_book: head_of(&book, 6),
        ..contact(2)
    };
    registry.greet(&greeted).unwrap();
    assert_eq!(found(registry), [(6, Fault::DayBookBack)]);
}

pub(super) fn a_hello_that_comes_late_says_nothing_of_now(registry: &dyn Registry) {
    let book = chained(8, 99);
    holding(registry, &book);
    let now = in_conversation(registry, 9, accounted(&book, 0, 8, 80));
    let late = Contact {
        day_book: head_of(&book, 6),
        ..contact(3)
    };
    registry.greet(&late).unwrap();
    registry.take_account(&now).unwrap();
    assert!(found(registry).is_empty());
    // After a restart its counter begins anew.
    let restored = Contact {
        told_at: Stamp {
            boot: "another".to_owned(),
            ..said_at(1)
        },
        day_book: head_of(&book, 6),
        ..contact(10)
    };
    registry.greet(&restored).unwrap();
    assert_eq!(found(registry), [(6, Fault::DayBookBack)]);
}

pub(super) fn an_audit_log_that_was_cut_changed_or_stood_still_is_named(registry: &dyn Registry) {
    let book = chained(8, 99);
    holding(registry, &book);
    let take = |nonce, last, audit| {
        let now = in_conversation(registry, nonce, accounted(&book, 0, last, audit));
        registry.take_account(&now).unwrap();
    };
    take(1, 5, 50);
    take(2, 5, 55);
    assert!(found(registry).is_empty());
    take(3, 5, 54);
    assert_eq!(found(registry), [(5, Fault::AuditBack)]);
    take(4, 6, 55);
    assert_eq!(
        found(registry),
        [(5, Fault::AuditBack), (6, Fault::AuditChanged)]
    );
    let mut changed = in_conversation(registry, 5, accounted(&book, 0, 8, 90));
    registry.take_account(&changed).unwrap();
    changed.account.audit.head = Digest::of(b"another log");
    registry.take_account(&changed).unwrap();
    assert_eq!(
        found(registry),
        [
            (5, Fault::AuditBack),
            (6, Fault::AuditChanged),
            (8, Fault::AuditChanged)
        ]
    );
}

pub(super) fn an_account_by_line_belongs_to_the_conversation_that_began_last(
    registry: &dyn Registry,
) {
    let book = chained(8, 99);
    holding(registry, &book);
    let first = in_conversation(registry, 1, accounted(&book, 0, 7, 70));
    registry.take_account(&first).unwrap();
    in_conversation(registry, 2, accounted(&book, 0, 8, 80));
    assert!(matches!(
        registry.take_account(&first),
        Err(RegistryError::AccountStale)
    ));
    let unheard = Accounted {
        in_conversation: true,
        ..accounted(&book, 0, 8, 80)
    };
    assert!(matches!(
        registry.take_account(&unheard),
        Err(RegistryError::AccountStale)
    ));
}

fn settlement(serial: u32, fault: Fault, minutes: i64) -> Settlement {
    Settlement {
        station: van(),
        serial,
        fault,
        by: "Kepala Bidang".to_owned(),
        reason: format!("dilihat {minutes}"),
        at: later(minutes),
    }
}

pub(super) fn a_finding_is_settled_with_a_reason_and_opens_again_when_the_station_shows_it_again(
    registry: &dyn Registry,
) {
    let book = chained(4, 99);
    holding(registry, &book);
    let copy = chained(4, 4)[3].clone();
    let show = |minutes| {
        let mut copy = copy.clone();
        copy.received_at = later(minutes);
        registry.receive(&[copy]).unwrap();
    };
    show(1);
    let of = settlement(4, Fault::StationCopy, 2);
    for other in [
        settlement(3, Fault::StationCopy, 2),
        settlement(4, Fault::DayBookForked, 2),
        Settlement {
            station: "nobody".parse().unwrap(),
            ..of.clone()
        },
    ] {
        let refused = registry.settle_finding(&other);
        assert!(matches!(refused, Err(RegistryError::NoFinding)));
    }
    let first = registry.settle_finding(&of).unwrap();
    assert_eq!(
        (first.finding.serial, first.finding.at, first.settled_at),
        (4, later(1), later(2))
    );
    assert_eq!((&first.by, &first.reason), (&of.by, &of.reason));
    let books = || registry.books(&van(), later(9)).unwrap();
    assert!(books().reckoning.findings.is_empty());
    assert_eq!(books().settled, std::slice::from_ref(&first));
    let again = registry.settle_finding(&of);
    assert!(matches!(again, Err(RegistryError::NoFinding)), "once");

    show(5);
    let [open] = books().reckoning.findings[..] else {
        panic!("{:?}", books().reckoning.findings);
    };
    assert_eq!((open.fault, open.at), (Fault::StationCopy, later(5)));
    assert_eq!(books().settled, std::slice::from_ref(&first), "still said");
    let second = registry
        .settle_finding(&settlement(4, Fault::StationCopy, 6))
        .unwrap();
    assert!(books().reckoning.findings.is_empty());
    assert_eq!(books().settled, [first, second]);
}

pub(super) fn what_was_settled_is_not_opened_by_looking_at_the_same_packets_once_more(
    registry: &dyn Registry,
) {
    let book = chained(5, 99);
    // Number 4 never was: the packet numbered 5 follows from 3.
    let mut jumped = book[4].clone();
    jumped.previous = head_of(&book, 3).head;
    holding(registry, &book[..3]);
    registry.receive(&[jumped]).unwrap();
    registry
        .settle_finding(&settlement(4, Fault::SerialSkipped, 2))
        .unwrap();
    for _ in 0..2 {
        assert!(found(registry).is_empty());
    }
    let books = registry.books(&van(), later(9)).unwrap();
    assert_eq!(books.settled.len(), 1);
}

pub(super) fn a_finding_is_noted_once_and_stays(registry: &dyn Registry) {
    with_packets(registry, 0);
    for minutes in [3, 8] {
        registry
            .find(&van(), 4, Fault::SerialSkipped, later(minutes))
            .unwrap();
    }
    let books = registry.books(&van(), later(9)).unwrap();
    let [finding] = books.reckoning.findings[..] else {
        panic!("{:?}", books.reckoning.findings);
    };
    assert_eq!((finding.serial, finding.at), (4, later(3)));
}
