//! Handing packets to a courier, and taking back what comes on the stick.

use std::path::Path;

use rekam_domain::role::Permission;

use super::Desk;
use crate::activation;
use crate::courier::{self, StickReport};
use crate::error::Error;
use crate::store::audit::Event;

impl Desk {
    /// Puts everything that waits on a stick.
    ///
    /// # Errors
    /// `stick-gone`, `stick-full`, `stick-not-kept`, `role-not-allowed`, or what the store says.
    pub fn export(&self, stick: &Path) -> Result<StickReport, Error> {
        self.may(Permission::Courier)?;
        let announcement = activation::announcement(&self.station.home.desk())?;
        let report = courier::export(&self.party(), &announcement, stick)?;
        self.note(Event::Exported {
            packets: report.records,
        })?;
        Ok(report)
    }

    /// Takes receipts and news from a stick.
    ///
    /// # Errors
    /// `stick-gone`, `role-not-allowed`, or what the store says.
    pub fn import(&self, stick: &Path) -> Result<StickReport, Error> {
        self.may(Permission::Courier)?;
        let report = courier::import(&self.party(), stick)?;
        self.take_renewal()?;
        Ok(report)
    }
}
