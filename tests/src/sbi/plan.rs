//! Whose hands and eyes lie on the simulator, and what is wrong with it.

use rekam_domain::biometric::{Finger, Site};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// What the simulator does wrong. One at a time, until another one is forced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Fault {
    /// Nothing.
    #[default]
    None,
    /// Says that it is busy.
    Busy,
    /// Says that it is not ready.
    NotReady,
    /// Says that its maker does not know it.
    NotRegistered,
    /// Says that it is for authentication.
    AuthOnly,
    /// Reports this code instead of a capture.
    Reports(u16),
    /// Answers after so long.
    Slow(Duration),
    /// Takes the question and ends the connection in the middle of the answer.
    Cut,
    /// Answers with something that is no JSON.
    Garbage,
    /// Changes the signed bytes after they were signed.
    WrongSignature,
    /// Signs with a key of another maker.
    ForeignCertificate,
    /// Signs the digital id with another key of the same maker.
    OtherIdKey,
    /// Names the transaction of an earlier request.
    Replayed,
    /// Calls the first site by another name.
    WrongSite,
    /// Sends the first site twice.
    TwiceTheSame,
    /// Puts the record of one site under the name of another.
    SwappedRecord,
    /// Leaves out the first site after the chain was made.
    BrokenChain,
    /// Answers in the name of another device of the same maker.
    OtherDevice,
}

/// The resident on the glass.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Draws the pictures.
    pub seed: u64,
    /// Sites that are not there.
    pub absent: BTreeSet<Site>,
    /// Sites that begin at this quality and gain 9 points with each try.
    pub worn: BTreeMap<Site, u8>,
}

impl Plan {
    /// All ten fingers and both eyes, all good.
    pub fn whole(seed: u64) -> Self {
        Self {
            seed,
            absent: BTreeSet::new(),
            worn: BTreeMap::new(),
        }
    }

    /// A farmer: no left little finger, worn right index that passes with the third try.
    pub fn farmer(seed: u64) -> Self {
        Self {
            absent: BTreeSet::from([Site::Finger(Finger::LeftLittle)]),
            worn: BTreeMap::from([(Site::Finger(Finger::RightIndex), 25)]),
            ..Self::whole(seed)
        }
    }

    /// The quality of a site at the n-th try of this resident, from 1.
    pub fn quality(&self, site: Site, try_number: u8) -> u8 {
        match self.worn.get(&site) {
            Some(first) => first
                .saturating_add(try_number.saturating_sub(1).saturating_mul(9))
                .min(100),
            None => {
                let number = match site {
                    Site::Finger(finger) => finger.position(),
                    Site::Eye(eye) => 11 + eye as u8,
                };
                70 + (number
                    .wrapping_mul(37)
                    .wrapping_add(self.seed.to_le_bytes()[0]))
                    % 25
            }
        }
    }
}
