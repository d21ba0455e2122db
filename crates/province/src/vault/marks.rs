//! What stands for the resident's own hand, how it was written, and the picture of what is excepted.

use super::record::RecordFault;
use rekam_domain::assistance::{Assistance, Mark};
use rekam_domain::biometric::needs_photo;
use rekam_protocol::packet::{Attachment, AttachmentEntry, AttachmentRole, Manifest, Record};
use rekam_protocol::series::{MEDIA_TYPE, Series};

/// There is one mark at most, the one that the record speaks of, and a photo where something excepted can be seen. A record
/// without any mark is taken from a station that is older than thumb marks.
pub(super) fn require(manifest: &Manifest, record: &Record) -> Result<(), RecordFault> {
    let pictures = |role: AttachmentRole, fewest: usize, most: usize| {
        let is_picture =
            |entry: &&AttachmentEntry| entry.media_type.starts_with("image/") && entry.length > 0;
        let count = of(manifest, role).count();
        count == of(manifest, role).filter(is_picture).count() && (fewest..=most).contains(&count)
    };
    let (signatures, thumbs) = match Assistance::mark(record.assistance.as_ref()) {
        Mark::Signature => (1, 0),
        Mark::Thumb => (0, 1),
        Mark::Nothing => (0, 0),
    };
    let photos = usize::from(needs_photo(&record.exceptions));
    let fits = pictures(AttachmentRole::Signature, 0, signatures)
        && pictures(AttachmentRole::ThumbMark, thumbs, thumbs)
        && pictures(
            AttachmentRole::ExceptionPhoto,
            photos,
            record.exceptions.len().min(1),
        );
    if fits {
        Ok(())
    } else {
        Err(RecordFault::Marks)
    }
}

/// A series is within its limits, stands once, and beside the signature that it names.
pub(super) fn require_series(
    manifest: &Manifest,
    attachments: &[Attachment],
) -> Result<(), RecordFault> {
    let mut series = attachments
        .iter()
        .filter(|one| one.role == AttachmentRole::SignatureSeries);
    let sound = |one: &Attachment| {
        let read = Series::read(&one.bytes).ok();
        one.media_type == MEDIA_TYPE
            && read.is_some_and(|series| {
                let mut signatures = of(manifest, AttachmentRole::Signature);
                signatures.any(|signature| signature.digest == series.picture())
            })
    };
    match (series.next(), series.next()) {
        (None, _) => Ok(()),
        (Some(one), None) if sound(one) => Ok(()),
        (Some(_), _) => Err(RecordFault::Marks),
    }
}

fn of(manifest: &Manifest, role: AttachmentRole) -> impl Iterator<Item = &AttachmentEntry> {
    let entries = manifest.attachments.iter();
    entries.filter(move |entry| entry.role == role)
}
