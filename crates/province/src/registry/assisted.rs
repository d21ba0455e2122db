//! What the register keeps of help, and how it is told.

use rekam_domain::assistance::{Assistance, Mark};
use std::fmt;

/// Who was helped and how: what the resident cannot do, who or what stood in for it, and how much was left out of fingers and
/// eyes. It is health data: its `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Assisted {
    /// As the record says it, with the helper's name.
    pub assistance: Option<Assistance>,
    /// Fingers that were excepted, 0 to 10.
    pub fingers: usize,
    /// Eyes that were excepted, 0 to 2.
    pub eyes: usize,
}

impl Assisted {
    /// As it is listed: everything but the helper's name, which stays in the register.
    #[must_use]
    pub fn told(&self) -> Told {
        let assistance = self.assistance.as_ref();
        let needs = assistance.into_iter().flat_map(Assistance::cannot);
        let helper = assistance.and_then(Assistance::helper);
        Told {
            cannot: needs.map(|need| need.as_str()).collect(),
            visit: assistance.is_some_and(Assistance::visit),
            helper: helper.map(|helper| helper.kinship.as_str()),
            mark: match Assistance::mark(assistance) {
                Mark::Signature => "signature",
                Mark::Thumb => "thumb",
                Mark::Nothing => "nothing",
            },
            fingers_excepted: self.fingers,
            eyes_excepted: self.eyes,
        }
    }
}

/// Help and what was left out, in the words of the record.
#[derive(Clone, PartialEq, Eq, serde::Serialize)]
pub struct Told {
    /// What the resident cannot do: `sit`, `see`, `sign`.
    pub cannot: Vec<&'static str>,
    /// Whether the team came to the bed.
    pub visit: bool,
    /// Who helped, as what they are to the resident.
    pub helper: Option<&'static str>,
    /// What stands for the resident's own hand: `signature`, `thumb`, `nothing`.
    pub mark: &'static str,
    /// Fingers that were excepted.
    pub fingers_excepted: usize,
    /// Eyes that were excepted.
    pub eyes_excepted: usize,
}

impl fmt::Display for Told {
    /// In one cell: `sit+sign, visit, child, thumb, 3 fingers, 1 eyes`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = |count: usize, what: &str| (count > 0).then(|| format!("{count} {what}"));
        let cannot = (!self.cannot.is_empty()).then(|| self.cannot.join("+"));
        let parts = [
            cannot,
            self.visit.then(|| "visit".to_owned()),
            self.helper.map(str::to_owned),
            (self.mark != "signature").then(|| self.mark.to_owned()),
            count(self.fingers_excepted, "fingers"),
            count(self.eyes_excepted, "eyes"),
        ];
        f.write_str(&parts.into_iter().flatten().collect::<Vec<_>>().join(", "))
    }
}

impl fmt::Debug for Assisted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Assisted")
    }
}
