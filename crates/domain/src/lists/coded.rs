//! What a record stores of a coded answer: list, version, code and label, so that it stays readable for decades.

use super::{Item, ListId};
use crate::code::{ErrorCode, Language};

/// A coded answer. Its `Debug` form names the list only: religion or disability are nobody's business in a log.
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct CodedValue {
    list: String,
    version: String,
    code: String,
    label: String,
}

/// The list has no such code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the list has no such code")]
pub struct UnknownCode;

impl UnknownCode {
    /// The code that a person is shown.
    pub fn code(&self) -> ErrorCode {
        ErrorCode::CodeNotInList
    }
}

impl CodedValue {
    /// The answer with this code, in the list's version of today, with its official label.
    pub fn new(list: ListId, code: &str) -> Result<Self, UnknownCode> {
        list.item(code)
            .map(|item| Self::of(list, item))
            .ok_or(UnknownCode)
    }

    /// The answer that a person typed: a code, or a label in any case.
    pub fn find(list: ListId, text: &str) -> Result<Self, UnknownCode> {
        list.list()
            .find(text)
            .map(|item| Self::of(list, item))
            .ok_or(UnknownCode)
    }

    fn of(list: ListId, item: &Item) -> Self {
        Self {
            list: list.as_str().to_owned(),
            version: list.list().version.to_owned(),
            code: item.code.clone(),
            label: item.official.clone(),
        }
    }

    /// Name of the list, see [`ListId::as_str`]. A record of a later program may name a list that we do not know.
    pub fn list(&self) -> &str {
        &self.list
    }

    /// Version of the list, see [`super::CodeList::version`].
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The code itself.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The official label on the day of recording.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// The label to show: respectful where the official one is not, English if wished. Falls back to [`CodedValue::label`]
    /// for a value of an older version.
    pub fn shown(&self, language: Language) -> &str {
        let list = self
            .list
            .parse::<ListId>()
            .ok()
            .filter(|_| self.is_current());
        list.and_then(|list| list.item(&self.code))
            .map_or(&self.label, |item| item.label(language))
    }

    /// Whether list, version, code and label are those of today.
    pub fn is_current(&self) -> bool {
        self.list
            .parse::<ListId>()
            .is_ok_and(|list| Self::new(list, &self.code).as_ref() == Ok(self))
    }
}

impl std::fmt::Debug for CodedValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CodedValue({}, …)", self.list)
    }
}
