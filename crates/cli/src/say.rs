//! The only place that prints. Results go to standard output, as text or as one JSON value; everything else to standard error.

use rekam_domain::code::{ErrorCode, Language};
use rekam_domain::field::Field;
use serde::Serialize;
use std::io::{self, IsTerminal as _, Write as _};
use std::process::ExitCode;

/// How to speak: language, and text or JSON.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Voice {
    /// The language of texts.
    pub(crate) language: Language,
    /// One JSON value instead of text.
    pub(crate) json: bool,
}

impl Voice {
    /// Shows a result: `value` as JSON, or what `text` makes of it.
    pub(crate) fn result<T: Serialize>(
        self,
        value: &T,
        text: impl FnOnce(&T) -> String,
    ) -> Result<(), Failure> {
        let line = if self.json {
            serde_json::to_string(value).map_err(|_| Failure::of(ErrorCode::Internal))?
        } else {
            text(value)
        };
        // A closed pipe (`rekam queue | head`) is no failure of ours.
        match writeln!(io::stdout().lock(), "{line}") {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                Err(Failure::of(ErrorCode::DiskFailed))
            }
            Ok(()) | Err(_) => Ok(()),
        }
    }

    /// Says what is going on, to people only.
    pub(crate) fn note(self, text: &str) {
        if !self.json {
            // Nobody to tell is no reason to stop working.
            let _ = writeln!(io::stderr().lock(), "{text}");
        }
    }

    /// Whether a person is watching, so that a progress bar makes sense.
    pub(crate) fn has_audience(self) -> bool {
        !self.json && io::stderr().is_terminal()
    }

    /// Picks the text of the language.
    pub(crate) const fn pick<'a>(self, indonesian: &'a str, english: &'a str) -> &'a str {
        self.language.pick([indonesian, english])
    }

    /// Shows a failure and gives its exit code.
    pub(crate) fn failure(self, failure: &Failure) -> ExitCode {
        if failure.told {
        } else if self.json {
            if let Ok(line) = serde_json::to_string(&failure.shown(self.language)) {
                let _ = writeln!(io::stdout().lock(), "{line}");
            }
        } else {
            let mut err = io::stderr().lock();
            let _ = writeln!(
                err,
                "{} [{}]",
                failure.code.text(self.language),
                failure.code
            );
            if let Some(detail) = &failure.detail {
                let _ = writeln!(err, "  {detail}");
            }
            for (field, code) in &failure.fields {
                let _ = writeln!(
                    err,
                    "  {}: {} [{code}]",
                    field.label(self.language),
                    code.text(self.language)
                );
            }
        }
        ExitCode::from(failure.exit())
    }
}

/// Why a command did not do what it was asked.
#[derive(Debug)]
pub(crate) struct Failure {
    /// What is wrong.
    pub(crate) code: ErrorCode,
    /// Which fields, where it is about fields.
    pub(crate) fields: Vec<(Field, ErrorCode)>,
    /// What else to say, for example how long to wait.
    pub(crate) detail: Option<String>,
    /// Whether the answer was shown already and only the exit code is still to say.
    pub(crate) told: bool,
}

#[derive(Serialize)]
struct Shown {
    error: ErrorCode,
    text: &'static str,
    fields: Vec<ShownField>,
}

#[derive(Serialize)]
struct ShownField {
    field: Field,
    error: ErrorCode,
    text: &'static str,
}

impl Failure {
    /// A failure that is not about fields.
    pub(crate) const fn of(code: ErrorCode) -> Self {
        Self {
            code,
            fields: Vec::new(),
            detail: None,
            told: false,
        }
    }

    /// The answer was shown; the exit code says that it was no.
    pub(crate) const fn told(code: ErrorCode) -> Self {
        Self {
            code,
            fields: Vec::new(),
            detail: None,
            told: true,
        }
    }

    /// Exit codes that scripts can use: 1 refused or failed, 3 wrong password or locked, 4 the line is gone (try later).
    /// 0 is success; 2 is a wrong call, said by the argument parser.
    const fn exit(&self) -> u8 {
        let no_entry = matches!(
            self.code,
            ErrorCode::WrongPassword | ErrorCode::LoginWait | ErrorCode::LoginLocked
        );
        let no_line = matches!(
            self.code,
            ErrorCode::LineUnreachable | ErrorCode::LineSilent | ErrorCode::LineNotTheProvince
        );
        match (no_entry, no_line) {
            (true, _) => 3,
            (false, true) => 4,
            (false, false) => 1,
        }
    }

    fn shown(&self, language: Language) -> Shown {
        let fields = self.fields.iter();
        Shown {
            error: self.code,
            text: self.code.text(language),
            fields: fields
                .map(|(field, error)| ShownField {
                    field: *field,
                    error: *error,
                    text: error.text(language),
                })
                .collect(),
        }
    }
}

/// Anything with a `code()` becomes a failure.
macro_rules! failures {
    ($($error:ty),+ $(,)?) => {$(
        impl From<$error> for Failure {
            fn from(error: $error) -> Self {
                Failure::of(error.code())
            }
        }
    )+};
}
failures!(
    rekam_camera::CameraError,
    rekam_photo::ClothError,
    rekam_photo::PictureError,
    rekam_photo::PortraitError,
    rekam_photo::InferenceError,
    rekam_photo::ModelsError,
    rekam_protocol::packet::PacketError,
    rekam_protocol::signed::SignedError,
    rekam_station::Error,
    rekam_station::store::StoreError,
    rekam_station::sync::SyncError,
    rekam_station::sync::LineError,
);
