//! The headers of tus 1.0, read strictly.

use super::super::Refusal;
use super::checksum::Checksum;
use crate::store::Upload;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header, request::Parts};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use chrono::{DateTime, Utc};
use rekam_domain::code::ErrorCode;
use rekam_protocol::{
    digest::Digest,
    http,
    http::metadata,
    ids::{PacketId, StationId},
};
use std::collections::BTreeMap;

/// What this server offers.
pub(super) const EXTENSIONS: &str = "creation,creation-with-upload,checksum,expiration,termination";

/// The method that is meant: `X-HTTP-Method-Override` wins, for clients behind proxies that know no PATCH.
pub(super) fn method(parts: &Parts) -> Result<Method, Refusal> {
    match parts.headers.get("x-http-method-override") {
        None => Ok(parts.method.clone()),
        Some(meant) => Method::from_bytes(meant.as_bytes()).map_err(|_| Refusal::malformed()),
    }
}

/// Whether the client speaks our version.
pub(super) fn require_version(headers: &HeaderMap) -> Result<(), Refusal> {
    if headers
        .get("tus-resumable")
        .is_some_and(|version| version == http::TUS_VERSION)
    {
        return Ok(());
    }
    Err(
        Refusal::new(StatusCode::PRECONDITION_FAILED, ErrorCode::TusVersion).with(
            header::HeaderName::from_static("tus-version"),
            HeaderValue::from_static(http::TUS_VERSION),
        ),
    )
}

/// Whether the body is declared as upload bytes.
pub(super) fn require_octets(headers: &HeaderMap) -> Result<(), Refusal> {
    if headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind == http::OFFSET_OCTETS)
    {
        return Ok(());
    }
    Err(Refusal::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ErrorCode::UploadContentType,
    ))
}

/// A header that is a count of bytes: decimal digits and nothing else.
pub(super) fn count(headers: &HeaderMap, name: &str) -> Result<Option<u64>, Refusal> {
    let Some(value) = headers.get(name) else {
        return Ok(None);
    };
    let digits = value
        .to_str()
        .ok()
        .filter(|text| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()));
    digits
        .and_then(|digits| digits.parse().ok())
        .map(Some)
        .ok_or_else(Refusal::malformed)
}

/// The length of the body, where it was declared.
pub(super) fn content_length(headers: &HeaderMap) -> Result<Option<u64>, Refusal> {
    count(headers, header::CONTENT_LENGTH.as_str())
}

/// What the upload is to become, from `Upload-Length` and `Upload-Metadata`. It is of the station that it is made for, unless it
/// says otherwise.
pub(super) fn upload(
    headers: &HeaderMap,
    made_for: &StationId,
    max: u64,
    expires: DateTime<Utc>,
) -> Result<Upload, Refusal> {
    let length = count(headers, "upload-length")?
        .filter(|length| *length > 0)
        .ok_or_else(Refusal::malformed)?;
    if length > max {
        return Err(Refusal::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            ErrorCode::UploadTooLarge,
        ));
    }
    let written = headers
        .get("upload-metadata")
        .and_then(|value| value.to_str().ok())
        .ok_or_else(Refusal::malformed)?;
    let pairs = pairs(written).ok_or_else(Refusal::malformed)?;
    Ok(Upload {
        packet: bytes(&pairs, metadata::PACKET)
            .map(PacketId::from_random)
            .map_or_else(|| particular(&pairs, metadata::PACKET), Ok)?,
        station: if pairs.contains_key(metadata::STATION) {
            particular(&pairs, metadata::STATION)?
        } else {
            made_for.clone()
        },
        serial: particular::<u32>(&pairs, metadata::SERIAL)?
            .try_into()
            .map_err(|_| Refusal::malformed())?,
        digest: bytes(&pairs, metadata::DIGEST)
            .map(Digest::from_bytes)
            .map_or_else(|| particular(&pairs, metadata::DIGEST), Ok)?,
        length,
        metadata: written.to_owned(),
        expires,
    })
}

/// Reads all headers of a request about uploads, as its method asks for them: for whoever tries any headers against the door.
///
/// # Errors
/// The code of the refusal.
pub fn judge(
    parts: &Parts,
    made_for: &StationId,
    max: u64,
    expires: DateTime<Utc>,
) -> Result<Option<Upload>, ErrorCode> {
    let judged = || {
        require_version(&parts.headers)?;
        content_length(&parts.headers)?;
        Checksum::announced(&parts.headers)?;
        match method(parts)? {
            Method::POST => upload(&parts.headers, made_for, max, expires).map(Some),
            Method::PATCH => {
                require_octets(&parts.headers)?;
                count(&parts.headers, "upload-offset").map(|_| None)
            }
            _ => Ok(None),
        }
    };
    judged().map_err(|refusal: Refusal| refusal.code())
}

fn particular<T: std::str::FromStr>(
    pairs: &BTreeMap<&str, Vec<u8>>,
    key: &str,
) -> Result<T, Refusal> {
    let text = pairs
        .get(key)
        .and_then(|value| std::str::from_utf8(value).ok());
    text.and_then(|text| text.parse().ok())
        .ok_or_else(Refusal::malformed)
}

/// A value that is exactly so many bytes: too few to be the text of the same thing.
fn bytes<const N: usize>(pairs: &BTreeMap<&str, Vec<u8>>, key: &str) -> Option<[u8; N]> {
    pairs.get(key)?.as_slice().try_into().ok()
}

/// `key base64,key base64,key`: keys unique and not empty.
fn pairs(written: &str) -> Option<BTreeMap<&str, Vec<u8>>> {
    let mut pairs = BTreeMap::new();
    for pair in written.split(',') {
        let (key, value) = pair.split_once(' ').unwrap_or((pair, ""));
        let value = STANDARD.decode(value).ok()?;
        if key.is_empty() || key.contains(' ') || pairs.insert(key, value).is_some() {
            return None;
        }
    }
    Some(pairs)
}

/// The header `Upload-Metadata` of a packet whose upload is long done.
pub(super) fn metadata_of(station: &str, packet: PacketId, serial: u32, digest: &str) -> String {
    let pair = |key: &str, value: &str| format!("{key} {}", STANDARD.encode(value));
    [
        pair(metadata::PACKET, &packet.to_string()),
        pair(metadata::STATION, station),
        pair(metadata::SERIAL, &serial.to_string()),
        pair(metadata::DIGEST, digest),
    ]
    .join(",")
}

/// A moment as HTTP writes it (RFC 7231 section 7.1.1.1).
pub(super) fn http_date(at: DateTime<Utc>) -> String {
    at.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(metadata: &str, length: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert("upload-length", length.parse().unwrap());
        headers.insert("upload-metadata", metadata.parse().unwrap());
        headers
    }

    fn read(metadata: &str, length: &str) -> Result<Upload, Refusal> {
        let made_for = "6108-van-2".parse().unwrap();
        let headers = headers(metadata, length);
        upload(&headers, &made_for, 300, DateTime::UNIX_EPOCH)
    }

    fn good() -> String {
        metadata_of(
            "6108-van-1",
            PacketId::from_random([7; 16]),
            3,
            &"ab".repeat(32),
        )
    }

    #[test]
    fn the_particulars_of_an_upload_are_read_back() {
        let upload = read(&format!("{},filename eA==,note", good()), "300").unwrap();
        assert_eq!((upload.length, upload.serial.get()), (300, 3));
        assert_eq!(
            (upload.packet, upload.station.as_str()),
            (PacketId::from_random([7; 16]), "6108-van-1")
        );
    }

    #[test]
    fn the_same_particulars_in_brief_are_those_of_whom_the_request_is_made_for() {
        let brief = |packet: &[u8], digest: &[u8]| {
            let pairs: [(&str, &[u8]); 3] = [
                (metadata::PACKET, packet),
                (metadata::SERIAL, b"3"),
                (metadata::DIGEST, digest),
            ];
            let pairs = pairs.map(|(key, value)| format!("{key} {}", STANDARD.encode(value)));
            read(&pairs.join(","), "300")
        };
        let (long, short) = (
            read(&good(), "300").unwrap(),
            brief(&[7; 16], &[0xab; 32]).unwrap(),
        );
        assert_eq!(short.station.as_str(), "6108-van-2");
        let same = Upload {
            station: long.station.clone(),
            ..short
        };
        assert!(same.is_same_as(&long));
        for (packet, digest) in [(15, 32), (17, 32), (16, 31), (16, 33), (0, 32), (16, 0)] {
            assert!(brief(&vec![7; packet], &vec![7; digest]).is_err());
        }
    }

    #[test]
    fn what_is_missing_doubled_or_no_number_is_refused() {
        let doubled = format!("{0},{0}", good());
        let no_base64 = good().replace(' ', " !");
        for bad in [
            "",
            " eA==",
            "packet",
            &doubled,
            &no_base64,
            &good().replace("serial", "sequel"),
        ] {
            assert!(read(bad, "3").is_err(), "{bad}");
        }
        for length in [
            "",
            "-1",
            "+1",
            "1.0",
            "0",
            "301",
            "99999999999999999999",
            "0x10",
        ] {
            assert!(read(&good(), length).is_err(), "{length}");
        }
    }

    #[test]
    fn a_date_is_written_as_http_wants_it() {
        assert_eq!(
            http_date("2014-06-25T16:00:00Z".parse().unwrap()),
            "Wed, 25 Jun 2014 16:00:00 GMT"
        );
    }
}
