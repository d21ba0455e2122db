//! The HTTP contract: paths, header names and limits. PROTOCOL.md section 5 says how they are used.

use crate::{digest::Digest, ids::PacketId};

/// The station shows its new keys: body is a signed [`crate::documents::KeyAnnouncement`].
pub const ANNOUNCE: &str = "/v1/announce";
/// A conversation begins: body is a signed [`crate::documents::Hello`], answer a signed [`crate::documents::Welcome`].
pub const HELLO: &str = "/v1/hello";
/// tus creation (with upload). One upload is `UPLOADS/{packet id}`.
pub const UPLOADS: &str = "/v1/uploads";
/// News after a cursor: `?after=N`; answer a signed [`crate::documents::Feed`].
pub const FEED: &str = "/v1/feed";
/// A renewed activation, newer than the one of the station: `?after=` and its `issued-at`; answer a signed
/// [`crate::documents::Activation`], or 204 where there is none.
pub const ACTIVATION: &str = "/v1/activation";
/// What the station has created: body is a signed [`crate::reckoning::Account`], answer a signed [`crate::reckoning::Reckoning`].
pub const RECKONING: &str = "/v1/reckoning";
/// Who is a station of the province: answer a signed [`crate::directory::Directory`].
pub const DIRECTORY: &str = "/v1/directory";
/// What the station should take along, if it changed since: `?after=` and the `issued-at` of what it has; answer a signed
/// [`crate::provisions::Provisions`], or 204 where there is nothing newer. One part is `PROVISIONS/{its digest}`.
pub const PROVISIONS: &str = "/v1/provisions";
/// Whether the province is up: JSON.
pub const HEALTH: &str = "/v1/health";

/// Version of tus that both sides speak.
pub const TUS_VERSION: &str = "1.0.0";
/// Header of an answer that completes an upload: the signed receipt, base64url without padding.
pub const RECEIPT_HEADER: &str = "rekam-receipt";
/// Header of a request by a station that carries for another one: that one's id. The token is the carrier's.
pub const CARRIES: &str = "rekam-carries";
/// Header of the answer to a hello, with any value: the province reads values of `Upload-Metadata` as bytes too, and needs no more of
/// them than the packet, its serial number and its digest.
pub const BRIEF: &str = "rekam-brief-metadata";
/// Content type of signed documents.
pub const COSE: &str = "application/cose; cose-type=\"cose-sign1\"";
/// Content type of upload bytes in tus.
pub const OFFSET_OCTETS: &str = "application/offset+octet-stream";
/// Content type of errors (RFC 9457).
pub const PROBLEM: &str = "application/problem+json";
/// The largest packet the province takes, in bytes: thirty times an ordinary record.
pub const MAX_PACKET: u64 = 16 * 1024 * 1024;
/// The largest signed document either side reads, in bytes.
pub const MAX_DOCUMENT: usize = 1024 * 1024;

/// The path of one upload; its name is the packet's id, so a station that forgot where it began still finds it.
pub fn upload_path(packet: PacketId) -> String {
    format!("{UPLOADS}/{packet}")
}

/// The path of a part of the provisions.
pub fn provision_path(part: &Digest) -> String {
    format!("{PROVISIONS}/{part}")
}

/// The path of a packet's receipt.
pub fn receipt_path(packet: PacketId) -> String {
    format!("/v1/packets/{packet}/receipt")
}

/// Keys of the tus header `Upload-Metadata` (values base64, as tus asks).
pub mod metadata {
    /// The packet id: 32 hexadecimal digits, or its 16 bytes.
    pub const PACKET: &str = "packet";
    /// The station id; that of whom the request is made for where it is left out.
    pub const STATION: &str = "station";
    /// The serial number, decimal.
    pub const SERIAL: &str = "serial";
    /// SHA-256 of the whole packet: 64 hexadecimal digits, or its 32 bytes.
    pub const DIGEST: &str = "digest";
}
