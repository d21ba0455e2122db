//! Who cannot sit, see or sign, and how a signature was written.

use rekam_domain::assistance::Assistance;
use rekam_domain::enrollment::Refusal;
use rekam_domain::role::Permission;
use rekam_protocol::series::{self, Point, Series, Tool};

use super::{Desk, Supervision};
use crate::capture::Slot;
use crate::error::Error;
use crate::store::captures::NewCapture;
use crate::store::drafts::DraftId;

impl Desk {
    /// Keeps what the resident cannot do and who helps, in the place of what was noted before; nothing takes it out. With
    /// `unmarked`, a supervisor lets the record go with neither signature nor thumb mark, in the helper's name.
    ///
    /// # Errors
    /// `assistance-contradicts`, `exception-needs-supervisor`, `role-not-allowed`, `draft-unknown`, or what the store says.
    pub fn assist(
        &self,
        draft: DraftId,
        assistance: Option<Assistance>,
        unmarked: Option<&Supervision>,
    ) -> Result<(), Error> {
        self.may(Permission::Record)?;
        let assistance = match (assistance, unmarked) {
            (Some(assistance), Some(word)) => {
                Some(assistance.unmarked(word.approver().as_str(), word.role())?)
            }
            (assistance, _) => assistance,
        };
        Ok(self
            .store
            .put_assistance(draft, assistance.as_ref(), &self.operator, &self.now())?)
    }

    /// Keeps how the signature that is stored was written. Another signature takes it out.
    ///
    /// # Errors
    /// `signature-series` for points that are none; `not-in-this-state` without a signature; `record-too-large`,
    /// `role-not-allowed`, `draft-unknown`, or what the store says.
    pub fn keep_series(
        &self,
        draft: DraftId,
        pad: (u16, u16),
        tool: Tool,
        strokes: Vec<Vec<Point>>,
    ) -> Result<(), Error> {
        let signature = self
            .captured(draft, Slot::Signature)?
            .ok_or(Refusal::NotInThisState)?;
        let bytes = Series::new(signature.digest, pad, tool, strokes)?.to_bytes()?;
        let new = [NewCapture {
            slot: Slot::SignatureSeries,
            media_type: series::MEDIA_TYPE,
            bytes: &bytes,
        }];
        self.require_room(draft, &new)?;
        Ok(self
            .store
            .put_captures(draft, &new, &self.operator, &self.now())?)
    }
}
