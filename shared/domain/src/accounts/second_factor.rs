//! What second factors have in common: the key they are kept under, and which kinds somebody has.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use serde::{Deserialize, Serialize};

use super::{FactorKind, TotpSecret};
use crate::Malformed;
use crate::ids::UserId;
use crate::keyed::Key;

/// The bytes of randomness in each sealed secret.
pub const SEAL_NONCE_BYTES: usize = 24;

/// The key behind what is kept of second factors: secrets are sealed with it, recovery codes hashed.
#[derive(Clone)]
pub struct FactorKey {
    hashing: Key,
    sealing: XChaCha20Poly1305,
}

/// A secret that was sealed for one user: nonce and cipher text in base64url.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SealedSecret(String);

impl SealedSecret {
    /// What was stored, as it was stored.
    #[must_use]
    pub const fn from_stored(sealed: String) -> Self {
        Self(sealed)
    }

    /// The text to store.
    #[must_use]
    pub fn into_stored(self) -> String {
        self.0
    }
}

impl FactorKey {
    /// # Errors
    /// A secret of fewer than 32 characters.
    pub fn new(secret: &str) -> Result<Self, Malformed> {
        let hashing = Key::new(secret)?;
        let sealing = XChaCha20Poly1305::new(&hashing.hash("seal", "totp").into());
        Ok(Self { hashing, sealing })
    }

    /// 64 hexadecimal digits.
    pub(super) fn hash(&self, purpose: &str, value: &str) -> String {
        HEXLOWER.encode(&self.hashing.hash(purpose, value))
    }

    /// Seals `secret` for `user`: what is sealed for one opens for nobody else.
    #[must_use]
    pub fn seal(&self, secret: &TotpSecret, user: UserId, nonce: [u8; SEAL_NONCE_BYTES]) -> SealedSecret {
        let user = user.to_string();
        let payload = Payload { msg: secret.bytes(), aad: user.as_bytes() };
        let sealed = self.sealing.encrypt(&XNonce::from(nonce), payload).unwrap_or_default();
        SealedSecret(BASE64URL_NOPAD.encode(&[&nonce[..], &sealed].concat()))
    }

    /// Opens what was sealed for `user`; `None` for anything else.
    #[must_use]
    pub fn open(&self, sealed: &SealedSecret, user: UserId) -> Option<TotpSecret> {
        let user = user.to_string();
        let bytes = BASE64URL_NOPAD.decode(sealed.0.as_bytes()).ok()?;
        let (nonce, sealed) = bytes.split_first_chunk::<SEAL_NONCE_BYTES>()?;
        let payload = Payload { msg: sealed, aad: user.as_bytes() };
        let secret = self.sealing.decrypt(&XNonce::from(*nonce), payload).ok()?;
        secret.try_into().ok().map(TotpSecret::from_bytes)
    }
}

/// Which kinds of second factor somebody has, in order. Recovery codes only stand in for others: without any they end.
#[must_use]
pub fn factor_kinds(totp: bool, passkeys: usize, recovery_codes: usize) -> Vec<FactorKind> {
    let has_factor = totp || passkeys > 0;
    let kinds = [
        (FactorKind::Totp, totp),
        (FactorKind::Passkey, passkeys > 0),
        (FactorKind::RecoveryCode, has_factor && recovery_codes > 0),
    ];
    kinds.into_iter().filter_map(|(kind, has)| has.then_some(kind)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::TOTP_SECRET_BYTES;

    const USER: UserId = UserId::from_bytes([1; 16]);

    fn key() -> FactorKey {
        FactorKey::new(&"f".repeat(64)).unwrap()
    }

    fn sealed() -> (TotpSecret, SealedSecret) {
        let secret = TotpSecret::from_bytes([9; TOTP_SECRET_BYTES]);
        let sealed = key().seal(&secret, USER, [1; SEAL_NONCE_BYTES]);
        (secret, sealed)
    }

    #[test]
    fn a_secret_opens_only_for_the_user_it_was_sealed_for_and_under_its_key() {
        let (secret, sealed) = sealed();
        assert_eq!(key().open(&sealed, USER), Some(secret.clone()));
        assert_eq!(key().open(&sealed, UserId::from_bytes([2; 16])), None);
        assert_eq!(FactorKey::new(&"g".repeat(64)).unwrap().open(&sealed, USER), None);
        assert!(!sealed.0.contains(&secret.reveal()));
    }

    #[test]
    fn a_sealed_secret_with_any_bit_changed_is_refused() {
        let (_, sealed) = sealed();
        let sealed = BASE64URL_NOPAD.decode(sealed.0.as_bytes()).unwrap();
        for bit in 0..sealed.len() * 8 {
            let mut changed = sealed.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            let changed = SealedSecret(BASE64URL_NOPAD.encode(&changed));
            assert_eq!(key().open(&changed, USER), None, "bit {bit}");
        }
    }

    #[test]
    fn a_short_secret_is_refused_as_a_key() {
        assert!(FactorKey::new("too short").is_err());
    }

    #[test]
    fn recovery_codes_alone_are_no_second_factor() {
        use FactorKind::{Passkey, RecoveryCode, Totp};
        assert_eq!(factor_kinds(false, 0, 10), []);
        assert_eq!(factor_kinds(true, 0, 0), [Totp]);
        assert_eq!(factor_kinds(true, 2, 3), [Totp, Passkey, RecoveryCode]);
    }
}
