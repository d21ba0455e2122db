//! Bearer tokens: what a station shows after its hello. Nothing is stored for them, so any number of servers that share
//! the secret accept them, and none survives a change of the secret.
//!
//! `<station>.<expiry, unix seconds>.<HMAC-SHA256-128 over the two, base64url>` (RFC 2104; section 5 on the shorter one): the token goes
//! with every request, and half of the digest is as far from being guessed in a day as all of it.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use hmac::{Hmac, KeyInit as _, Mac as _};
use rekam_protocol::{ids::StationId, keys::Seed};
use sha2::Sha256;

/// How long a token is good: a day's work, so that a stolen one is soon worth nothing.
const LIFETIME: TimeDelta = TimeDelta::hours(12);

/// Bytes of the digest that a token shows.
const SHOWN: usize = 16;

/// Makes tokens and recognises them.
pub struct TokenMint(Seed);

/// Why a token is refused.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum TokenError {
    /// Not a token of this province.
    #[error("the token is not one of this province")]
    Forged,
    /// Was good once.
    #[error("the token has expired")]
    Expired,
}

impl TokenMint {
    /// A mint with its secret.
    pub fn new(secret: Seed) -> Self {
        Self(secret)
    }

    /// A token for a station, and when it ends.
    pub fn issue(&self, station: &StationId, now: DateTime<Utc>) -> (String, DateTime<Utc>) {
        let ends = DateTime::from_timestamp((now + LIFETIME).timestamp(), 0).unwrap_or(now);
        let claim = format!("{station}.{}", ends.timestamp());
        let mac = self
            .mac(&claim)
            .map(|mac| URL_SAFE_NO_PAD.encode(&mac.finalize().into_bytes()[..SHOWN]))
            .unwrap_or_default();
        (format!("{claim}.{mac}"), ends)
    }

    /// The station a token was issued to.
    ///
    /// # Errors
    /// [`TokenError`].
    pub fn recognise(&self, token: &str, now: DateTime<Utc>) -> Result<StationId, TokenError> {
        let (claim, mac) = token.rsplit_once('.').ok_or(TokenError::Forged)?;
        let (station, ends) = claim.split_once('.').ok_or(TokenError::Forged)?;
        let shown = URL_SAFE_NO_PAD
            .decode(mac)
            .ok()
            .filter(|shown| shown.len() == SHOWN)
            .ok_or(TokenError::Forged)?;
        // The comparison takes as long for every digest; nothing of the claim is believed before it.
        self.mac(claim)
            .and_then(|mac| mac.verify_truncated_left(&shown).ok())
            .ok_or(TokenError::Forged)?;
        let ends: i64 = ends.parse().map_err(|_| TokenError::Forged)?;
        if now.timestamp() >= ends {
            return Err(TokenError::Expired);
        }
        station.parse().map_err(|_| TokenError::Forged)
    }

    fn mac(&self, claim: &str) -> Option<Hmac<Sha256>> {
        let mut mac = <Hmac<Sha256>>::new_from_slice(self.0.as_slice()).ok()?;
        mac.update(b"rekam bearer v1");
        mac.update(claim.as_bytes());
        Some(mac)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use zeroize::Zeroizing;

    fn mint(secret: u8) -> TokenMint {
        TokenMint::new(Zeroizing::new([secret; 32]))
    }

    fn now() -> DateTime<Utc> {
        "2026-03-02T05:00:00Z".parse().unwrap()
    }

    #[test]
    fn a_token_names_its_station_until_it_ends() {
        let station: StationId = "6108-van-1".parse().unwrap();
        let (token, ends) = mint(1).issue(&station, now());
        assert_eq!(mint(1).recognise(&token, now()), Ok(station.clone()));
        assert_eq!(
            mint(1).recognise(&token, ends - TimeDelta::seconds(1)),
            Ok(station)
        );
        assert_eq!(mint(1).recognise(&token, ends), Err(TokenError::Expired));
    }

    #[test]
    fn a_token_of_another_secret_or_with_any_change_is_refused() {
        let (token, _) = mint(1).issue(&"6108-van-1".parse().unwrap(), now());
        assert_eq!(mint(2).recognise(&token, now()), Err(TokenError::Forged));
        let later = token.replacen('1', "2", 2);
        for bad in [
            "",
            ".",
            "..",
            "a.b.c",
            &later,
            &token[..token.len() - 1],
            &format!("{token}A"),
        ] {
            assert_eq!(
                mint(1).recognise(bad, now()),
                Err(TokenError::Forged),
                "{bad}"
            );
        }
    }
}
