//! The states of a record on its way to a card, in Dukcapil's own words (`assets/codes/status_perekaman_ktpel.csv`).
//!
//! Offices count "about 18"; these sixteen have a source. Labels stand in the code list.

use crate::words::words;

words! {
    /// Where a record is after it was captured.
    pub enum RecordingStatus {
        /// The NIK exists, nothing is recorded.
        Unregistered = "UNREGISTERED",
        /// Captured, not yet sent.
        BioCaptured = "BIO_CAPTURED",
        /// Being prepared for sending.
        Processing = "PROCESSING",
        /// Sent to the centre: 1, 3, 20 days or more.
        SentForEnrollment = "SENT_FOR_ENROLLMENT",
        /// Received by the data centre.
        ReceivedAtCentral = "RECEIVED_AT_CENTRAL",
        /// Incomplete or unreadable at the centre.
        EnrollFailureAtCentral = "ENROLL_FAILURE_AT_CENTRAL",
        /// Incomplete or unreadable at kabupaten, kota or province.
        EnrollFailureAtRegional = "ENROLL_FAILURE_AT_REGIONAL",
        /// The search failed at the centre.
        SearchFailureAtCentral = "SEARCH_FAILURE_AT_CENTRAL",
        /// Needs validation.
        RequestValidation = "REQUEST_VALIDATION",
        /// Similar fingerprints were found.
        AdjudicateRecord = "ADJUDICATE_RECORD",
        /// Recorded more than once: no card until the double is removed.
        DuplicateRecord = "DUPLICATE_RECORD",
        /// Unique, ready to print.
        PrintReadyRecord = "PRINT_READY_RECORD",
        /// Sent for printing.
        SentForCardPrinting = "SENT_FOR_CARD_PRINTING",
        /// Printed.
        CardPrinted = "CARD_PRINTED",
        /// Shipped.
        CardShipped = "CARD_SHIPPED",
        /// Handed over.
        CardIssued = "CARD_ISSUED",
    }
}

impl RecordingStatus {
    /// Whether the station may let go of its packet: from "ready to print" on, the centre needs nothing more from it.
    /// "Sent" is not enough: the cure for a stuck record is to send it again (domain.md, statuses after capture).
    pub const fn is_final(self) -> bool {
        match self {
            Self::PrintReadyRecord
            | Self::SentForCardPrinting
            | Self::CardPrinted
            | Self::CardShipped
            | Self::CardIssued => true,
            Self::Unregistered
            | Self::BioCaptured
            | Self::Processing
            | Self::SentForEnrollment
            | Self::ReceivedAtCentral
            | Self::EnrollFailureAtCentral
            | Self::EnrollFailureAtRegional
            | Self::SearchFailureAtCentral
            | Self::RequestValidation
            | Self::AdjudicateRecord
            | Self::DuplicateRecord => false,
        }
    }

    /// Whether somebody has to do something before the record can go on.
    pub const fn needs_attention(self) -> bool {
        matches!(
            self,
            Self::EnrollFailureAtCentral
                | Self::EnrollFailureAtRegional
                | Self::SearchFailureAtCentral
                | Self::RequestValidation
                | Self::AdjudicateRecord
                | Self::DuplicateRecord
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lists::ListId;

    #[test]
    fn every_status_stands_in_the_code_list_and_the_other_way_round() {
        let list: Vec<&str> = ListId::RecordingStatus
            .list()
            .items
            .iter()
            .map(|item| item.code.as_str())
            .collect();
        let words: Vec<&str> = RecordingStatus::ALL
            .iter()
            .map(|status| status.as_str())
            .collect();
        assert_eq!(words, list);
    }

    #[test]
    fn a_record_that_needs_attention_is_never_let_go() {
        for status in RecordingStatus::ALL {
            assert!(!(status.is_final() && status.needs_attention()), "{status}");
        }
    }
}
