//! Why an event is refused; each says what to do instead.

use crate::code::ErrorCode;

/// Why an enrollment does not go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Refusal {
    /// The role may not do this.
    #[error("the role may not do this")]
    RoleNotAllowed,
    /// Who records approves nothing of the same record: four eyes.
    #[error("who records may not approve as well")]
    OwnApproval,
    /// The service has no such step.
    #[error("the service has no such step")]
    StepNotInPath,
    /// Earlier steps are not done.
    #[error("earlier steps are not done")]
    StepsMissing,
    /// The resident has not approved the portrait.
    #[error("the resident has not approved the portrait")]
    PhotoNotApproved,
    /// Something in the photo is neither put right nor set aside with a reason.
    #[error("something in the photo is neither put right nor set aside")]
    PhotoFaultsOpen,
    /// A finger or eye is neither captured nor left out with approval.
    #[error("a finger or an eye is outstanding")]
    SitesOutstanding,
    /// What is excepted can be seen, and no picture shows it.
    #[error("there is no exception photo")]
    ExceptionPhotoMissing,
    /// Not read back since the last change.
    #[error("the record was not read back since its last change")]
    NotReadBack,
    /// The person has been recorded before: a second recording would block the card.
    #[error("the person has been recorded before")]
    RecordedBefore,
    /// The service needs an earlier recording.
    #[error("the person has never been recorded")]
    NeverRecorded,
    /// Sealed: nothing about the resident changes any more.
    #[error("the record is sealed")]
    AlreadySealed,
    /// The event does not belong to this state.
    #[error("not in this state")]
    NotInThisState,
}

impl Refusal {
    /// The code that a person is shown.
    pub fn code(&self) -> ErrorCode {
        match self {
            Refusal::RoleNotAllowed => ErrorCode::RoleNotAllowed,
            Refusal::OwnApproval => ErrorCode::OwnApproval,
            Refusal::StepNotInPath => ErrorCode::StepNotInPath,
            Refusal::StepsMissing => ErrorCode::StepsMissing,
            Refusal::PhotoNotApproved => ErrorCode::PhotoNotApproved,
            Refusal::PhotoFaultsOpen => ErrorCode::PhotoFaultsOpen,
            Refusal::SitesOutstanding => ErrorCode::SitesOutstanding,
            Refusal::ExceptionPhotoMissing => ErrorCode::ExceptionPhotoMissing,
            Refusal::NotReadBack => ErrorCode::NotReadBack,
            Refusal::RecordedBefore => ErrorCode::RecordedBefore,
            Refusal::NeverRecorded => ErrorCode::NeverRecorded,
            Refusal::AlreadySealed => ErrorCode::AlreadySealed,
            Refusal::NotInThisState => ErrorCode::NotInThisState,
        }
    }
}
