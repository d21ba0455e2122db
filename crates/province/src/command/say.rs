//! The only place that prints: answers on standard output, refusals on standard error.

use super::failure::Failure;
use rekam_domain::code::Language;
use serde::Serialize;
use std::io::Write as _;

/// How answers are given.
pub(super) struct Voice {
    pub(super) json: bool,
    pub(super) language: Language,
}

/// An error for programs: the members of RFC 9457 that mean something without HTTP.
#[derive(Serialize)]
struct Problem {
    #[serde(rename = "type")]
    kind: String,
    title: &'static str,
    detail: &'static str,
    code: &'static str,
}

impl Voice {
    /// One of two texts, by language.
    pub(super) const fn text<'a>(&self, indonesian: &'a str, english: &'a str) -> &'a str {
        self.language.pick([indonesian, english])
    }

    /// Gives an answer: the value in JSON, or a text for people.
    pub(super) fn answer<T: Serialize + ?Sized>(
        &self,
        value: &T,
        text: impl FnOnce() -> String,
    ) -> Result<(), Failure> {
        if self.json {
            return self.json(value);
        }
        print(text().trim_end());
        Ok(())
    }

    /// Gives an answer in JSON, whatever was asked for.
    pub(super) fn json<T: Serialize + ?Sized>(&self, value: &T) -> Result<(), Failure> {
        print(&serde_json::to_string(value).map_err(|_| Failure::Inside)?);
        Ok(())
    }

    /// Says why something was not done, and what to do.
    pub(super) fn refuse(&self, failure: &Failure) {
        let code = failure.code();
        let problem = Problem {
            kind: format!("urn:rekam:{code}"),
            title: code.text(Language::English),
            detail: code.text(Language::Indonesian),
            code: code.as_str(),
        };
        let said = match serde_json::to_string(&problem) {
            Ok(json) if self.json => json,
            Ok(_) | Err(_) => format!("{} [{code}]", code.text(self.language)),
        };
        let _ = writeln!(std::io::stderr().lock(), "{said}");
        tracing::info!(error = %failure, "refused");
    }
}

/// A reader that went away (`| head`) is no failure, so this is not `println!`, which would panic.
fn print(line: &str) {
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}

/// Rows under headings, in columns as wide as their widest cell.
pub(super) fn table<const N: usize>(headings: [&str; N], rows: &[[String; N]]) -> String {
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        let heading = headings
            .get(column)
            .map_or(0, |heading| heading.chars().count());
        cells
            .map(|cell| cell.chars().count())
            .fold(heading, usize::max)
    };
    let widths: Vec<usize> = (0..N).map(width).collect();
    let line = |cells: Vec<&str>| {
        let padded = cells
            .iter()
            .zip(&widths)
            .map(|(cell, width)| format!("{cell:<width$}"));
        padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    let body = rows
        .iter()
        .map(|row| line(row.iter().map(String::as_str).collect()));
    std::iter::once(line(headings.to_vec()))
        .chain(body)
        .collect::<Vec<_>>()
        .join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let rows = [
            ["1".to_owned(), "long".to_owned()],
            ["22".to_owned(), "x".to_owned()],
        ];
        assert_eq!(table(["no", "b"], &rows), "no  b\n1   long\n22  x");
    }
}
