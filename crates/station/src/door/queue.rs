//! The queue: where each packet is, and what happens to it next.

use std::sync::Arc;

use rekam_domain::code::Language;
use rekam_domain::status::{Outlook, RecordingStatus};

use super::line::small;
use super::{ApiError, ElsewhereView, Label, Loket, QueueRow, QueueView, SlipFoundView, reckon};
use crate::desk::SlipFound;
use crate::store::outbox::Progress;
use crate::sync;
use crate::view::PacketView;

/// What waits, what arrived, and what became of it.
pub(super) fn queue(loket: &Arc<Loket>, after: u32, limit: u32) -> Result<QueueView, ApiError> {
    let desk = loket.desk()?;
    let rows = desk.queue(after, limit)?.into_iter().map(row).collect();
    let counts = desk.store().outbox_counts().map_err(crate::Error::from)?;
    let now = desk.party().clock.stamp().wall;
    let budget_left = sync::budget_left(desk.store(), now).map_err(crate::Error::from)?;
    Ok(QueueView {
        rows,
        waiting: counts.waiting,
        received: counts.received,
        line: loket.sender.view(),
        budget_left: budget_left.map(small),
        reckoning: reckon::standing(&desk)?,
    })
}

/// The record that a slip is of.
pub(super) fn find_by_slip(loket: &Arc<Loket>, text: String) -> Result<SlipFoundView, ApiError> {
    let (here, elsewhere) = match loket.desk()?.find_by_slip(&text)? {
        SlipFound::Here(packet) => (Some(row(packet)), None),
        SlipFound::Elsewhere(slip) => (None, Some(slip)),
    };
    Ok(SlipFoundView { here, elsewhere })
}

fn row(packet: PacketView) -> QueueRow {
    let since = packet
        .status_at
        .as_ref()
        .or(packet.received_at.as_ref())
        .unwrap_or(&packet.sealed_at);
    QueueRow {
        in_state_since: since.clone(),
        label: Label::of(|language| state(&packet, language).to_owned()),
        next: Label::of(|language| next(&packet, language).to_owned()),
        may_send_again: packet
            .status
            .is_some_and(RecordingStatus::may_be_sent_again)
            && packet.kept,
        elsewhere: packet
            .recorded_twice
            .iter()
            .map(|other| ElsewhereView {
                label: Label::of(|language| other.text(language)),
                stands: other.stands,
            })
            .collect(),
        packet,
    }
}

/// Where a packet is, in words.
fn state(packet: &PacketView, language: Language) -> &'static str {
    let (indonesian, english) = match (packet.progress, packet.status) {
        (_, Some(status)) => return status.label(language),
        (Progress::Queued, None) => ("Menunggu dikirim", "Waiting to be sent"),
        (Progress::Sending, None) => ("Sedang dikirim", "Being sent"),
        (Progress::Received, None) => ("Diterima provinsi", "Received by the province"),
    };
    language.pick([indonesian, english])
}

/// What happens next, in words.
fn next(packet: &PacketView, language: Language) -> &'static str {
    let (indonesian, english) = match (packet.progress, packet.status.map(RecordingStatus::outlook))
    {
        (_, Some(Outlook::NeedsAction)) => (
            "Perlu tindakan: baca alasannya, lalu kirim ulang atau rekam ulang.",
            "Needs action: read why, then send again or record again.",
        ),
        (_, Some(Outlook::Accepted)) => (
            "Selesai. Salinan di stasiun dihapus setelah masa simpan.",
            "Done. The station's copy goes when its time is over.",
        ),
        (_, Some(Outlook::Waiting)) | (Progress::Received, None) => (
            "Menunggu kabar dari pusat.",
            "Waiting for news from the centre.",
        ),
        (Progress::Queued, None) => (
            "Dikirim sendiri begitu ada sambungan, atau ekspor ke USB.",
            "Sent by itself as soon as there is a line, or export it to a stick.",
        ),
        (Progress::Sending, None) => (
            "Tetap tersimpan di sini sampai tanda terima datang.",
            "It stays here until the receipt has come.",
        ),
    };
    language.pick([indonesian, english])
}

/// Talks to the province now, whatever is due.
pub(super) fn send_now(loket: &Arc<Loket>) -> Result<(), ApiError> {
    let desk = loket.desk()?;
    desk.store().retry_now(None).map_err(crate::Error::from)?;
    loket.sender.pause(false);
    Ok(())
}

/// Stops sending, or goes on.
pub(super) fn line_pause(loket: &Arc<Loket>, paused: bool) -> Result<(), ApiError> {
    loket.desk()?;
    loket.sender.pause(paused);
    Ok(())
}
