//! What the centre says of a recording, in Dukcapil's own words (list `status_perekaman_ktpel`).
//!
//! Offices speak of about 18 words; these 16 were seen. "Sent" may last days or half a year, and may turn into a failure that
//! only a new sending or a new recording mends: the capture is kept until the recording [is final](RecordingStatus::is_final).

use crate::code::Language;
use crate::lists::ListId;
use crate::words::words;

words! {
    /// Status of one recording.
    pub enum RecordingStatus {
        /// NIK known, nothing recorded.
        Unregistered = "UNREGISTERED",
        /// Captured, not sent.
        BioCaptured = "BIO_CAPTURED",
        /// Being prepared for sending.
        Processing = "PROCESSING",
        /// Sent to the centre.
        SentForEnrollment = "SENT_FOR_ENROLLMENT",
        /// Arrived at the data centre.
        ReceivedAtCentral = "RECEIVED_AT_CENTRAL",
        /// Unreadable or incomplete at the centre.
        EnrollFailureAtCentral = "ENROLL_FAILURE_AT_CENTRAL",
        /// Unreadable or incomplete at the regency.
        EnrollFailureAtRegional = "ENROLL_FAILURE_AT_REGIONAL",
        /// The search for doubles failed.
        SearchFailureAtCentral = "SEARCH_FAILURE_AT_CENTRAL",
        /// Somebody at the centre must confirm.
        RequestValidation = "REQUEST_VALIDATION",
        /// Fingers resemble somebody else's.
        AdjudicateRecord = "ADJUDICATE_RECORD",
        /// Recorded more than once; no card until the double is removed.
        DuplicateRecord = "DUPLICATE_RECORD",
        /// Unique; may be printed (PRR).
        PrintReadyRecord = "PRINT_READY_RECORD",
        /// At the printer.
        SentForCardPrinting = "SENT_FOR_CARD_PRINTING",
        /// Printed.
        CardPrinted = "CARD_PRINTED",
        /// On its way.
        CardShipped = "CARD_SHIPPED",
        /// In the resident's hand.
        CardIssued = "CARD_ISSUED",
    }
}

words! {
    /// What a status means for the office.
    pub enum Outlook {
        /// Nothing to do but wait.
        Waiting = "waiting",
        /// Somebody must act: send again, record again, or have a double removed.
        NeedsAction = "needs-action",
        /// The recording was accepted; the capture is not needed any more.
        Accepted = "accepted",
    }
}

impl RecordingStatus {
    /// What it means for the office.
    pub const fn outlook(self) -> Outlook {
        use RecordingStatus as S;
        match self {
            S::Unregistered
            | S::BioCaptured
            | S::Processing
            | S::SentForEnrollment
            | S::ReceivedAtCentral => Outlook::Waiting,
            S::EnrollFailureAtCentral
            | S::EnrollFailureAtRegional
            | S::SearchFailureAtCentral
            | S::RequestValidation
            | S::AdjudicateRecord
            | S::DuplicateRecord => Outlook::NeedsAction,
            S::PrintReadyRecord
            | S::SentForCardPrinting
            | S::CardPrinted
            | S::CardShipped
            | S::CardIssued => Outlook::Accepted,
        }
    }

    /// Whether the local capture may go (after the days that the province sets): PRINT_READY_RECORD and all after it.
    pub const fn is_final(self) -> bool {
        matches!(self.outlook(), Outlook::Accepted)
    }

    /// Whether somebody has to do something before the record can go on.
    pub const fn needs_attention(self) -> bool {
        matches!(self.outlook(), Outlook::NeedsAction)
    }

    /// Whether sending the same capture again may mend it.
    pub const fn may_be_sent_again(self) -> bool {
        use RecordingStatus as S;
        matches!(
            self,
            S::EnrollFailureAtCentral
                | S::EnrollFailureAtRegional
                | S::SearchFailureAtCentral
                | S::AdjudicateRecord
        )
    }

    /// What the word means, for a person.
    pub fn label(self, language: Language) -> &'static str {
        ListId::RecordingStatus
            .item(self.as_str())
            .map_or(self.as_str(), |item| item.label(language))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_those_of_the_list_in_its_order() {
        let listed: Vec<&str> = ListId::RecordingStatus
            .list()
            .items
            .iter()
            .map(|item| item.code.as_str())
            .collect();
        assert_eq!(
            listed,
            RecordingStatus::ALL
                .iter()
                .map(|status| status.as_str())
                .collect::<Vec<_>>()
        );
        assert!(
            RecordingStatus::PrintReadyRecord
                .label(Language::Indonesian)
                .contains("PRR")
        );
    }

    #[test]
    fn a_capture_is_kept_until_the_record_may_be_printed_and_not_only_until_sent() {
        assert!(!RecordingStatus::SentForEnrollment.is_final());
        assert!(!RecordingStatus::ReceivedAtCentral.is_final());
        assert!(!RecordingStatus::DuplicateRecord.is_final());
        assert!(RecordingStatus::PrintReadyRecord.is_final());
    }

    #[test]
    fn a_record_that_needs_attention_is_never_let_go() {
        for status in RecordingStatus::ALL {
            assert!(!(status.is_final() && status.needs_attention()), "{status}");
        }
    }

    #[test]
    fn only_what_needs_action_may_be_sent_again_and_a_double_never() {
        for status in RecordingStatus::ALL {
            assert!(
                !status.may_be_sent_again() || status.needs_attention(),
                "{status}"
            );
        }
        assert!(!RecordingStatus::DuplicateRecord.may_be_sent_again());
    }
}
