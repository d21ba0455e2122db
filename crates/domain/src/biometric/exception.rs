//! Why one finger or one eye is not captured, for how long, and who approved it.

use super::Site;
use crate::code::{ErrorCode, Language};
use crate::role::{Permission, Role};
use crate::service::Step;
use crate::typed_text;
use crate::words::words;

/// Most characters of a note.
pub(super) const LONGEST_NOTE: usize = 200;

words! {
    /// Why a site is not captured.
    pub enum ExceptionReason {
        /// The finger or eye is not there.
        Missing = "missing",
        /// Wound, burn, bandage.
        Injured = "injured",
        /// Leprosy, a skin or eye disease.
        Disease = "disease",
        /// Stiff or crooked, cannot be laid on the glass.
        Stiff = "stiff",
        /// Worn ridges: callused, very old or very dry skin, after several tries.
        Worn = "worn",
        /// Blind, or the iris cannot be seen.
        Blind = "blind",
        /// Cannot keep still or be persuaded: ODGJ, a tremor.
        CannotKeepStill = "cannot-keep-still",
        /// Bedridden; the device does not reach.
        Bedridden = "bedridden",
        /// The scanner is broken or absent.
        Device = "device",
    }
}

words! {
    /// Whether it is worth asking again another day.
    pub enum Permanence {
        /// For life.
        Permanent = "permanent",
        /// May be captured later.
        Temporary = "temporary",
    }
}

/// Which reasons may be given for which sites, whether they may be permanent, whether a picture shows them, and how they are
/// called.
struct Rule {
    finger: bool,
    eye: bool,
    may_last: bool,
    shows: bool,
    indonesian: &'static str,
    english: &'static str,
}

const fn rule(
    (finger, eye, may_last, shows): (bool, bool, bool, bool),
    indonesian: &'static str,
    english: &'static str,
) -> Rule {
    Rule {
        finger,
        eye,
        may_last,
        shows,
        indonesian,
        english,
    }
}

impl ExceptionReason {
    /// The table: for fingers, for eyes, may be permanent, is seen in a picture; names.
    const fn rule(self) -> Rule {
        use ExceptionReason as R;
        match self {
            R::Missing => rule((true, true, true, true), "Tidak ada", "Missing"),
            R::Injured => rule(
                (true, true, false, true),
                "Luka atau diperban",
                "Injured or bandaged",
            ),
            R::Disease => rule((true, true, true, true), "Sakit", "Disease"),
            R::Stiff => rule((true, false, true, true), "Kaku", "Stiff"),
            R::Worn => rule((true, false, true, false), "Sidik jari aus", "Worn ridges"),
            R::Blind => rule((false, true, true, true), "Netra", "Blind"),
            R::CannotKeepStill => rule(
                (true, true, true, false),
                "Tidak dapat tenang",
                "Cannot keep still",
            ),
            R::Bedridden => rule(
                (true, true, true, false),
                "Terbaring di tempat tidur",
                "Bedridden",
            ),
            R::Device => rule(
                (true, true, false, false),
                "Alat rusak atau tidak ada",
                "Device broken or absent",
            ),
        }
    }

    /// What is probably the reason at a step: who cannot see has blind eyes; what a device that works does not capture is not there;
    /// without such a device nothing can be captured. Offered first, and changed by whoever knows better.
    pub fn likely(step: Step, cannot_see: bool, a_device_works: bool) -> Self {
        if step == Step::Irises && cannot_see {
            Self::Blind
        } else if a_device_works {
            Self::Missing
        } else {
            Self::Device
        }
    }

    /// Whether the reason makes sense for the site: nobody's finger is blind.
    pub fn fits(self, site: Site) -> bool {
        match site {
            Site::Finger(_) => self.rule().finger,
            Site::Eye(_) => self.rule().eye,
        }
    }

    /// Whether the reason may be called permanent: a bandage and a broken scanner may not.
    pub fn may_last(self) -> bool {
        self.rule().may_last
    }

    /// Whether a picture shows it, so that an exception photo is taken. Worn ridges, a tremor and a broken scanner show in none.
    pub fn shows(self) -> bool {
        self.rule().shows
    }

    /// The name to show.
    pub fn label(self, language: Language) -> &'static str {
        match language {
            Language::Indonesian => self.rule().indonesian,
            Language::English => self.rule().english,
        }
    }
}

/// Why an exception was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ExceptionError {
    /// The reason makes no sense for this site.
    #[error("the reason does not fit the site")]
    ReasonDoesNotFit,
    /// The reason passes by its nature.
    #[error("this reason is never permanent")]
    NeverPermanent,
    /// More than 200 characters, or unprintable ones.
    #[error("the note is too long or unprintable")]
    Note,
    /// Only a supervisor approves.
    #[error("only a supervisor approves an exception")]
    NotAllowed,
    /// The approver's name is empty.
    #[error("the approver is not named")]
    NoApprover,
}

impl ExceptionError {
    /// The code that a person is shown.
    pub fn code(&self) -> ErrorCode {
        match self {
            ExceptionError::ReasonDoesNotFit => ErrorCode::ExceptionReasonDoesNotFit,
            ExceptionError::NeverPermanent => ErrorCode::ExceptionNeverPermanent,
            ExceptionError::Note => ErrorCode::ExceptionNote,
            ExceptionError::NotAllowed | ExceptionError::NoApprover => {
                ErrorCode::ExceptionNeedsSupervisor
            }
        }
    }
}

/// One site left out. The reason is health data, so the Debug form shows the site only.
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct BiometricException {
    site: Site,
    reason: ExceptionReason,
    permanence: Permanence,
    approver: Option<String>,
    note: String,
}

impl BiometricException {
    /// Asks for an exception; it counts once [`BiometricException::approve`] was called.
    pub fn ask(
        site: Site,
        reason: ExceptionReason,
        permanence: Permanence,
        note: &str,
    ) -> Result<Self, ExceptionError> {
        if !reason.fits(site) {
            return Err(ExceptionError::ReasonDoesNotFit);
        }
        if permanence == Permanence::Permanent && !reason.may_last() {
            return Err(ExceptionError::NeverPermanent);
        }
        let note = note.trim();
        if typed_text::length(note) > LONGEST_NOTE || typed_text::tidy(note).is_none() {
            return Err(ExceptionError::Note);
        }
        Ok(Self {
            site,
            reason,
            permanence,
            approver: None,
            note: note.to_owned(),
        })
    }

    /// Approves it. `approver` is the id of the operator who does; it is kept in the record.
    pub fn approve(self, approver: &str, role: Role) -> Result<Self, ExceptionError> {
        if !role.may(Permission::ApproveException) {
            return Err(ExceptionError::NotAllowed);
        }
        if approver.trim().is_empty() {
            return Err(ExceptionError::NoApprover);
        }
        Ok(Self {
            approver: Some(approver.trim().to_owned()),
            ..self
        })
    }

    /// The finger or eye.
    pub fn site(&self) -> Site {
        self.site
    }

    /// Why.
    pub fn reason(&self) -> ExceptionReason {
        self.reason
    }

    /// For how long.
    pub fn permanence(&self) -> Permanence {
        self.permanence
    }

    /// Who approved, if somebody did.
    pub fn approver(&self) -> Option<&str> {
        self.approver.as_deref()
    }

    /// What the operator added; may be empty.
    pub fn note(&self) -> &str {
        &self.note
    }

    /// Whether a supervisor approved it.
    pub fn is_approved(&self) -> bool {
        self.approver.is_some()
    }
}

impl std::fmt::Debug for BiometricException {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "BiometricException({}, …)", self.site)
    }
}
