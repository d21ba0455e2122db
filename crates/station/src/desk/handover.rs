//! Handing over to a colleague's station on the local network, and being the one that receives.

use std::net::TcpListener;
use std::path::PathBuf;

use rekam_domain::role::Permission;
use rekam_protocol::ids::StationId;

use super::Desk;
use crate::activation;
use crate::error::Error;
use crate::handover::{self, HandOverError, HandedOver, Hub, KnownStation};
use crate::store::audit::Event;

impl Desk {
    /// Who is at an address. Nothing is handed over.
    ///
    /// # Errors
    /// `role-not-allowed`, or why nobody who may be trusted is there (`hub-...`, `pass-...`, `directory-missing`).
    pub fn who_is_at(&self, address: &str) -> Result<KnownStation, Error> {
        self.may(Permission::Courier)?;
        Ok(handover::call(&self.party(), address)?)
    }

    /// Hands everything that waits over to the station at an address, and takes receipts and news that it has. The packets stay
    /// in the queue here until the province's receipt has come.
    ///
    /// # Errors
    /// As [`Desk::who_is_at`]; `hub-other` where another station answers than `to`; or what the store says.
    pub fn hand_over(&self, address: &str, to: Option<&StationId>) -> Result<HandedOver, Error> {
        self.may(Permission::Courier)?;
        let announcement = activation::announcement(&self.station.home.desk())?;
        let handed = handover::hand_over(&self.party(), &announcement, address, to)?;
        self.note(Event::HandedOver {
            to: handed.to.station.clone(),
            packets: handed.report.records,
        })?;
        self.take_renewal()?;
        Ok(handed)
    }

    /// Receives from colleagues until the hub is dropped or the desk is locked.
    ///
    /// # Errors
    /// `role-not-allowed`, `directory-missing`, or what the system says of the port.
    pub fn receive(&self, listener: TcpListener) -> Result<Hub, Error> {
        self.may(Permission::Courier)?;
        let shelves = self.shelves();
        std::fs::create_dir_all(&shelves).map_err(HandOverError::from)?;
        let hub = Hub::open(self.party(), shelves, listener)?;
        self.note(Event::Receiving {})?;
        Ok(hub)
    }

    /// Where what colleagues handed over is kept: laid out as a stick, and carried as one.
    #[must_use]
    pub fn shelves(&self) -> PathBuf {
        self.station.home.shelves()
    }
}
