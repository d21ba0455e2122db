//! How sure we are of a rule or a code list. Nothing that nobody has seen is called official.

use crate::words::words;

words! {
    /// What stands behind a fact of this crate.
    pub enum Certainty {
        /// An official text, or several independent sources, were seen.
        Confirmed = "confirmed",
        /// Seen in one news item or on one office's page only.
        OneSource = "one-source",
        /// Our conclusion from confirmed facts.
        Inferred = "inferred",
        /// Plausible, but no source was seen. Marked as such wherever it is shown.
        Unconfirmed = "unconfirmed",
    }
}
