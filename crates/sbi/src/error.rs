//! Why a device gave nothing that may be kept.

use rekam_domain::code::ErrorCode;

/// What a device itself reports (SBI 0.9.5, "Error codes").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DeviceFault {
    /// 100: the device is not registered.
    NotRegistered,
    /// 101: no biometric object was detected.
    NothingSeen,
    /// 102: a technical error during extraction.
    Extraction,
    /// 103: the device was tampered with.
    Tampered,
    /// 104: its management server cannot be reached.
    NoManagementServer,
    /// 105: the image has a wrong orientation.
    Orientation,
    /// 106: the device was not found.
    NotFound,
    /// 107: the device's public key has expired.
    KeyExpired,
    /// 108: the domain's public key is missing.
    DomainKeyMissing,
    /// 109: the number of fingers or eyes that were asked for is not supported.
    Count,
    /// 202: no device is connected.
    NotConnected,
    /// 500 to 599: what its maker defined.
    OfMaker(u16),
    /// Any other number, or no number at all (0).
    Unknown(u16),
}

impl DeviceFault {
    /// The fault of a code as it travels; nothing for "0", which is success.
    pub fn of(code: &str) -> Option<Self> {
        Some(match code.trim().parse::<u16>().unwrap_or(u16::MAX) {
            0 => return None,
            100 => Self::NotRegistered,
            101 => Self::NothingSeen,
            102 => Self::Extraction,
            103 => Self::Tampered,
            104 => Self::NoManagementServer,
            105 => Self::Orientation,
            106 => Self::NotFound,
            107 => Self::KeyExpired,
            108 => Self::DomainKeyMissing,
            109 => Self::Count,
            202 => Self::NotConnected,
            number @ 500..=599 => Self::OfMaker(number),
            number => Self::Unknown(number),
        })
    }

    /// The code that a person is shown.
    pub const fn code(self) -> ErrorCode {
        match self {
            Self::NotRegistered | Self::KeyExpired => ErrorCode::DeviceNotRegistered,
            Self::NothingSeen => ErrorCode::DeviceSawNothing,
            Self::Orientation => ErrorCode::DeviceOrientation,
            Self::Tampered => ErrorCode::DeviceTampered,
            Self::NotFound | Self::NotConnected => ErrorCode::DeviceAbsent,
            Self::Extraction
            | Self::NoManagementServer
            | Self::DomainKeyMissing
            | Self::Count
            | Self::OfMaker(_)
            | Self::Unknown(_) => ErrorCode::DeviceFault,
        }
    }
}

/// Why nothing was captured. Nothing about a resident stands in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SbiError {
    /// Nobody on this machine answers as a device for it.
    #[error("no device was found")]
    Absent,
    /// The device says that it is not ready.
    #[error("the device is not ready")]
    NotReady,
    /// The device captures for somebody else.
    #[error("the device is busy")]
    Busy,
    /// The device says that its maker does not know it.
    #[error("the device is not registered")]
    NotRegistered,
    /// The device reports a fault.
    #[error("the device reports {0:?}")]
    Fault(DeviceFault),
    /// No answer within its time.
    #[error("the device did not answer in time")]
    Silent,
    /// The connection ended in the middle of an answer, or the answer is longer than any can be.
    #[error("the device's answer was cut off")]
    Cut,
    /// The answer is none of SBI.
    #[error("the device's answer cannot be read")]
    Malformed,
    /// No certificate that is trusted here stands behind the signature, or one of them has expired.
    #[error("the device's certificate is not trusted")]
    Untrusted,
    /// The signature is not of the bytes it came with, or of an algorithm other than RS256.
    #[error("the device's signature is wrong")]
    Signature,
    /// The key of our own device cannot be made or used.
    #[error("the key of our own device cannot be made or used")]
    OwnKey,
    /// None of the hundred ports is free for our own device.
    #[error("no port is free for our own device")]
    NoPort,
    /// The answer belongs to another request.
    #[error("the answer belongs to another request")]
    OtherTransaction,
    /// The answer is of another device than the one that was asked.
    #[error("the answer is of another device")]
    OtherDevice,
    /// The answer holds a site that was not asked for, one of them twice, or a record of another site than it says.
    #[error("the answer holds another site")]
    OtherSite,
    /// The captures do not follow each other: one was left out, added or changed.
    #[error("the captures are not chained")]
    Chain,
    /// A capture is no ISO/IEC 19794 record.
    #[error("a capture is no record of ISO/IEC 19794")]
    Record,
    /// A file that should hold certificates holds none that can be read.
    #[error("no certificate can be read")]
    Certificate,
}

impl SbiError {
    /// The code that a person is shown.
    pub const fn code(self) -> ErrorCode {
        match self {
            Self::Absent => ErrorCode::DeviceAbsent,
            Self::NotReady => ErrorCode::DeviceNotReady,
            Self::Busy => ErrorCode::DeviceBusy,
            Self::NotRegistered => ErrorCode::DeviceNotRegistered,
            Self::Fault(fault) => fault.code(),
            Self::Silent => ErrorCode::DeviceSilent,
            Self::Cut | Self::Malformed | Self::Record => ErrorCode::DeviceBroken,
            Self::Untrusted => ErrorCode::DeviceUntrusted,
            Self::Signature | Self::OtherTransaction | Self::OtherDevice | Self::Chain => {
                ErrorCode::DeviceForged
            }
            Self::OtherSite => ErrorCode::DeviceOtherSite,
            Self::Certificate => ErrorCode::DeviceCertificate,
            Self::OwnKey | Self::NoPort => ErrorCode::DeviceOwn,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_published_code_is_a_fault_of_its_own_and_zero_is_none() {
        let published = [
            "100", "101", "102", "103", "104", "105", "106", "107", "108", "109", "202",
        ];
        let faults: Vec<DeviceFault> = published
            .iter()
            .map(|code| DeviceFault::of(code).unwrap())
            .collect();
        for (at, fault) in faults.iter().enumerate() {
            assert!(!faults[..at].contains(fault), "{fault:?} stands twice");
            assert!(!matches!(fault, DeviceFault::Unknown(_)), "{fault:?}");
        }
        assert_eq!(DeviceFault::of("0"), None);
        assert_eq!(DeviceFault::of("501"), Some(DeviceFault::OfMaker(501)));
        assert_eq!(DeviceFault::of("77"), Some(DeviceFault::Unknown(77)));
        assert_eq!(
            DeviceFault::of("none"),
            Some(DeviceFault::Unknown(u16::MAX))
        );
    }
}
