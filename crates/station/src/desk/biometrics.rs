//! Fingers and eyes at the desk: captured by a device that somebody at the station trusts.

use std::collections::BTreeSet;

use rekam_domain::biometric::{self, Limits, Placement, Site};
use rekam_domain::role::Permission;
use rekam_sbi::{
    Asked, Device, DeviceFault, DeviceName, Frames, PORTS, SbiError, Service, Trust, first_hash,
};

use super::Desk;
use super::enroll::fresh_packet_id;
use crate::error::Error;
use crate::facts::settled;
use crate::home::{HomeError, write_atomically};
use crate::store::audit::Event;
use crate::store::drafts::DraftId;
use crate::store::sites::NewTry;

/// A device on this machine, or why it is not believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceStanding {
    /// What it is; nothing where it is not believed.
    pub name: Option<DeviceName>,
    /// The port at which it answers, on this machine.
    pub port: u16,
    /// What is captured with it.
    pub placements: Vec<Placement>,
    /// Why it captures nothing now.
    pub trouble: Option<SbiError>,
}

impl Desk {
    /// Trusts the devices whose makers' certificates stand in a PEM file, and no others from now on.
    ///
    /// # Errors
    /// `device-certificate`; `role-not-allowed`, or what the disk says.
    pub fn trust_devices(&self, pem: &[u8]) -> Result<(), Error> {
        self.may(Permission::Maintain)?;
        Trust::from_pem(pem)?;
        write_atomically(&self.station.home.desk().devices(), pem)?;
        let name = "device-trust".to_owned();
        Ok(self.note(Event::SettingChanged { name })?)
    }

    /// The devices on this machine.
    ///
    /// # Errors
    /// What the disk says; a device that is not believed is no error.
    pub async fn devices(&self) -> Result<Vec<DeviceStanding>, Error> {
        let trust = self.device_trust()?;
        let found = self.look_for_devices(&trust).await;
        Ok(found
            .into_iter()
            .map(|device| match device {
                (port, Ok(device)) => DeviceStanding {
                    port,
                    name: Some(device.name()),
                    placements: Placement::ALL
                        .iter()
                        .copied()
                        .filter(|placement| device.takes(*placement))
                        .collect(),
                    trouble: device.ready().err(),
                },
                (port, Err(error)) => DeviceStanding {
                    port,
                    name: None,
                    placements: Vec::new(),
                    trouble: Some(error),
                },
            })
            .collect())
    }

    /// Captures a placement: what is excepted is not asked for, and of each finger or eye the best try is kept.
    ///
    /// # Errors
    /// `biometric-not-allowed` for a service or an age that takes none, before anything is asked; why the device gave nothing;
    /// `role-not-allowed`, `draft-unknown`, or what the store says.
    pub async fn capture_placement(
        &self,
        draft: DraftId,
        placement: Placement,
    ) -> Result<(), Error> {
        self.may(Permission::Record)?;
        let facts = self.facts(draft)?;
        let path = self.path_of(&facts)?;
        let excepted: BTreeSet<Site> = facts
            .exceptions
            .iter()
            .map(|exception| exception.site())
            .collect();
        let sites: Vec<Site> = placement
            .sites()
            .iter()
            .copied()
            .filter(|site| !excepted.contains(site))
            .collect();
        for site in placement.sites() {
            biometric::may_capture(&path, *site)?;
        }
        if sites.is_empty() {
            return Ok(());
        }
        let trust = self.device_trust()?;
        let device = self.device_for(placement, &trust).await?;
        let asked = Asked {
            placement,
            sites: sites.iter().copied().collect(),
            // As random as a packet's id, and used once.
            transaction: fresh_packet_id()?.to_string(),
            previous: self.store.device_hash(draft)?.unwrap_or_else(first_hash),
        };
        let now = self.now().wall;
        let captured = device
            .capture(&asked, (&trust, now), Limits::known())
            .await?;
        let came: Vec<(Site, u8, &[u8])> = captured
            .sites
            .iter()
            .map(|one| (one.site, one.quality, one.record.as_slice()))
            .collect();
        let DeviceName {
            make,
            model,
            serial,
            ..
        } = &captured.device;
        Ok(self.store.put_try(
            draft,
            &NewTry {
                asked: &sites,
                came: &came,
                device: &format!("{make} {model} {serial}"),
                hash: &captured.hash,
            },
            &self.operator,
            &self.now(),
        )?)
    }

    /// The moving picture of the device that captures a placement: to look at, and for nothing else.
    ///
    /// # Errors
    /// Why no device shows one; `role-not-allowed`, or what the disk says.
    pub async fn device_stream(&self, placement: Placement) -> Result<Frames, Error> {
        self.may(Permission::Record)?;
        let device = self.device_for(placement, &self.device_trust()?).await?;
        Ok(device.stream(placement, Limits::known()).await?)
    }

    /// Captures a placement again and again, until each finger or eye of it needs no further try, or the limits allow none. What
    /// no try gave stays outstanding.
    ///
    /// # Errors
    /// As [`Desk::capture_placement`]; that a device saw nothing only where it saw nothing in every try.
    pub async fn capture_enough(&self, draft: DraftId, placement: Placement) -> Result<(), Error> {
        let mut blind = None;
        let mut seen = false;
        for _ in 0..Limits::known().tries() {
            match self.capture_placement(draft, placement).await {
                Ok(()) => seen = true,
                Err(Error::Device(SbiError::Fault(fault @ DeviceFault::NothingSeen))) => {
                    blind = Some(fault);
                }
                Err(error) => return Err(error),
            }
            if self.is_settled(draft, placement)? {
                return Ok(());
            }
        }
        match blind.filter(|_| !seen) {
            Some(fault) => Err(SbiError::Fault(fault).into()),
            None => Ok(()),
        }
    }

    fn is_settled(&self, draft: DraftId, placement: Placement) -> Result<bool, Error> {
        let facts = self.facts(draft)?;
        let excepted = |site: &Site| facts.exceptions.iter().any(|one| one.site() == *site);
        let enough = |site: &Site| {
            let tried = facts.sites.get(site);
            tried.is_some_and(|tried| settled(*site, tried))
        };
        let mut sites = placement.sites().iter();
        Ok(sites.all(|site| excepted(site) || enough(site)))
    }

    fn device_trust(&self) -> Result<Trust, Error> {
        match std::fs::read(self.station.home.desk().devices()) {
            Ok(pem) => Ok(Trust::from_pem(&pem)?),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Trust::default()),
            Err(error) => Err(HomeError::from(error).into()),
        }
    }

    async fn look_for_devices(&self, trust: &Trust) -> Vec<(u16, Result<Device, SbiError>)> {
        let (limits, now) = (Limits::known(), self.now().wall);
        let mut found = Vec::new();
        for service in Service::discover(PORTS, limits).await {
            // The desk photographs faces itself, and the face device that answers may be this station.
            if service.is_for_faces() {
                continue;
            }
            match service.devices((trust, now), limits).await {
                Ok(devices) => {
                    found.extend(devices.into_iter().map(|device| (service.port, device)));
                }
                Err(error) => found.push((service.port, Err(error))),
            }
        }
        found
    }

    /// The first device that is believed and takes the placement; else why the nearest to that is not used.
    async fn device_for(&self, placement: Placement, trust: &Trust) -> Result<Device, SbiError> {
        let mut why = SbiError::Absent;
        for (_, device) in self.look_for_devices(trust).await {
            match device {
                Ok(device) if device.takes(placement) => match device.ready() {
                    Ok(()) => return Ok(device),
                    Err(error) => why = error,
                },
                Ok(_) => {}
                Err(error) => why = error,
            }
        }
        Err(why)
    }
}
