//! The table: what each service ends in, its steps, its papers, and where that was seen.

use super::document::{DocumentKind as D, Requirement, When};
use super::{PriorRecording, Product, Service, Step};
use crate::certainty::Certainty;

/// Steps of a service.
pub(super) enum Steps {
    /// The same for everybody.
    Same(&'static [Step]),
    /// KIA: a photo only from the fifth birthday on (Permendagri 2/2016).
    ByAge {
        /// Before the fifth birthday.
        under_five: &'static [Step],
        /// From the fifth birthday to the day before the seventeenth.
        from_five: &'static [Step],
    },
}

/// One line of the table.
pub(super) struct Row {
    pub(super) product: Product,
    pub(super) prior: PriorRecording,
    pub(super) steps: Steps,
    pub(super) requirements: &'static [Requirement],
}

/// Everything: who has never been recorded.
const FULL: &[Step] = &[
    Step::Who,
    Step::Data,
    Step::Photo,
    Step::Signature,
    Step::Fingers,
    Step::Irises,
    Step::Documents,
    Step::ReadBack,
];
/// No capture: papers, and for reprints a search at the centre that Rekam cannot do offline.
const PAPER: &[Step] = &[Step::Who, Step::Data, Step::Documents, Step::ReadBack];
const CHILD: &[Step] = &[
    Step::Who,
    Step::Data,
    Step::Photo,
    Step::Documents,
    Step::ReadBack,
];
const BY_AGE: Steps = Steps::ByAge {
    under_five: PAPER,
    from_five: CHILD,
};

const fn need(document: D, when: When, source: &'static str, certainty: Certainty) -> Requirement {
    Requirement {
        document,
        when,
        source,
        certainty,
    }
}

const fn confirmed(document: D, when: When, source: &'static str) -> Requirement {
    need(document, when, source, Certainty::Confirmed)
}

const fn unconfirmed(document: D, when: When) -> Requirement {
    need(document, when, "no source seen", Certainty::Unconfirmed)
}

const F102: Requirement = confirmed(
    D::FormF102,
    When::Always,
    "Permendagri 109/2019, form F-1.02",
);
const P108: &str = "Permendagri 108/2019 art. 20";
const PERPRES: &str = "Perpres 96/2018 art. 15 and 16";
const KIA: &str = "Permendagri 2/2016";
const REPRINT: &str = "rtpintar.com (2024); Disdukcapil Sulsel: no RT/RW letter";

const FIRST_CARD: &[Requirement] = &[
    F102,
    confirmed(D::FamilyCardCopy, When::Always, PERPRES),
    confirmed(D::TravelDocument, When::Foreigner, PERPRES),
    confirmed(D::StayPermit, When::Foreigner, PERPRES),
];
const MOVED_IN: &[Requirement] = &[
    F102,
    confirmed(D::MovingLetter, When::IfItApplies, P108),
    confirmed(D::OverseasMovingLetter, When::IfItApplies, P108),
    confirmed(D::TravelDocument, When::Foreigner, P108),
    confirmed(D::StayPermit, When::Foreigner, P108),
    confirmed(D::FamilyCardCopy, When::Foreigner, P108),
    confirmed(D::OldCard, When::Foreigner, P108),
];
const TRANSMIGRANT: &[Requirement] = &[F102, unconfirmed(D::MovingLetter, When::Always)];
const LOST: &[Requirement] = &[F102, confirmed(D::PoliceReport, When::Always, REPRINT)];
const DAMAGED: &[Requirement] = &[F102, confirmed(D::OldCard, When::Always, REPRINT)];
const LOST_OR_DAMAGED: &[Requirement] = &[
    F102,
    confirmed(
        D::PoliceReport,
        When::IfItApplies,
        "Permendagri 8/2016 art. 15",
    ),
    confirmed(D::OldCard, When::IfItApplies, "Permendagri 8/2016 art. 15"),
];
const EXTENDED: &[Requirement] = &[
    F102,
    unconfirmed(D::StayPermit, When::Always),
    unconfirmed(D::TravelDocument, When::Always),
    unconfirmed(D::OldCard, When::Always),
];
const NEW_CITIZENSHIP: &[Requirement] = &[
    F102,
    unconfirmed(D::CitizenshipDecree, When::Always),
    unconfirmed(D::OldCard, When::IfItApplies),
];
const FIRST_KIA: &[Requirement] = &[
    F102,
    confirmed(D::BirthCertificate, When::Always, KIA),
    confirmed(D::ParentsCards, When::Always, KIA),
    confirmed(D::TwoPhotos, When::FromFive, KIA),
];
const LOST_KIA: &[Requirement] = &[F102, unconfirmed(D::PoliceReport, When::Always)];
const DAMAGED_KIA: &[Requirement] = &[F102, unconfirmed(D::OldCard, When::Always)];
const FIRST_KK: &[Requirement] = &[
    F102,
    confirmed(
        D::FormF101,
        When::Always,
        "Permendagri 109/2019, form F-1.01",
    ),
];
const LOST_KK: &[Requirement] = &[
    F102,
    unconfirmed(D::PoliceReport, When::IfItApplies),
    unconfirmed(D::OldCard, When::IfItApplies),
];
const CHANGE: &[Requirement] = &[
    F102,
    confirmed(
        D::FormF106,
        When::Always,
        "Permendagri 109/2019, form F-1.02",
    ),
    confirmed(D::ProofOfChange, When::Always, REPRINT),
    confirmed(D::OldCard, When::IfItApplies, REPRINT),
];

const fn row(
    product: Product,
    prior: PriorRecording,
    steps: Steps,
    requirements: &'static [Requirement],
) -> Row {
    Row {
        product,
        prior,
        steps,
        requirements,
    }
}

const SAME_PAPER: Steps = Steps::Same(PAPER);

impl Service {
    /// The table.
    pub(super) const fn row(self) -> Row {
        use PriorRecording::{Irrelevant, MustExist, MustNotExist};
        use Product::{Data, Kia, Kk, Ktp};
        match self {
            Service::KtpNew => row(Ktp, MustNotExist, Steps::Same(FULL), FIRST_CARD),
            Service::KtpMovedIn => row(Ktp, MustExist, SAME_PAPER, MOVED_IN),
            Service::KtpLost => row(Ktp, MustExist, SAME_PAPER, LOST),
            Service::KtpDamaged => row(Ktp, MustExist, SAME_PAPER, DAMAGED),
            Service::KtpStayPermitExtended => row(Ktp, MustExist, SAME_PAPER, EXTENDED),
            Service::KtpCitizenshipChanged => row(Ktp, MustExist, SAME_PAPER, NEW_CITIZENSHIP),
            Service::KtpOutsideDomicile => row(Ktp, MustExist, SAME_PAPER, LOST_OR_DAMAGED),
            Service::KtpTransmigration => row(Ktp, MustExist, SAME_PAPER, TRANSMIGRANT),
            Service::KiaNew | Service::KiaOther => row(Kia, Irrelevant, BY_AGE, FIRST_KIA),
            Service::KiaLost => row(Kia, Irrelevant, BY_AGE, LOST_KIA),
            Service::KiaDamaged => row(Kia, Irrelevant, BY_AGE, DAMAGED_KIA),
            Service::KiaStayPermitExtended => row(Kia, Irrelevant, BY_AGE, EXTENDED),
            Service::KkNew => row(Kk, Irrelevant, SAME_PAPER, FIRST_KK),
            Service::KkChanged => row(Kk, Irrelevant, SAME_PAPER, CHANGE),
            Service::KkLost => row(Kk, Irrelevant, SAME_PAPER, LOST_KK),
            Service::DataChange => row(Data, Irrelevant, SAME_PAPER, CHANGE),
        }
    }
}
