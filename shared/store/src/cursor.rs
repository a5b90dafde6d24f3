//! Where the next page of a search begins, sealed: it can be neither read nor made up, and is good only for the user,
//! scope and criteria it was given for.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use data_encoding::BASE64URL_NOPAD;
use domain::Malformed;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

/// The bytes of randomness in each cursor.
pub const NONCE_BYTES: usize = 24;

/// The key that seals cursors.
#[derive(Clone)]
pub struct CursorKey(XChaCha20Poly1305);

impl CursorKey {
    /// # Errors
    /// A secret of fewer than 32 characters.
    pub fn new(secret: &str) -> Result<Self, Malformed> {
        if secret.len() < 32 {
            return Err(Malformed::because("a secret key must have at least 32 characters"));
        }
        let key: [u8; 32] = Sha256::digest(secret.as_bytes()).into();
        Ok(Self(XChaCha20Poly1305::new(&Key::from(key))))
    }

    /// Seals `cursor`, a place in a list, to `binding`: all that must be the same when it comes back.
    #[must_use]
    pub fn seal(&self, cursor: &impl Serialize, binding: &str, nonce: [u8; NONCE_BYTES]) -> String {
        let plain = serde_json::to_vec(cursor).unwrap_or_default();
        let payload = Payload { msg: &plain, aad: binding.as_bytes() };
        let sealed = self.0.encrypt(&XNonce::from(nonce), payload).unwrap_or_default();
        BASE64URL_NOPAD.encode(&[&nonce[..], &sealed].concat())
    }

    /// Opens what [`Self::seal`] gave for the same `binding`; `None` for anything else.
    #[must_use]
    pub fn open<T: DeserializeOwned>(&self, sealed: &str, binding: &str) -> Option<T> {
        let bytes = BASE64URL_NOPAD.decode(sealed.as_bytes()).ok()?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE_BYTES>()?;
        let payload = Payload { msg: sealed, aad: binding.as_bytes() };
        let plain = self.0.decrypt(&XNonce::from(*nonce), payload).ok()?;
        serde_json::from_slice(&plain).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> CursorKey {
        CursorKey::new(&"c".repeat(64)).unwrap()
    }

    fn cursor() -> (u8, String) {
        (1, "alvarez#ana#x".into())
    }

    #[test]
    fn a_cursor_comes_back_only_for_what_it_was_given_for() {
        let sealed = key().seal(&cursor(), "user scope criteria", [1; NONCE_BYTES]);
        assert_eq!(key().open(&sealed, "user scope criteria"), Some(cursor()));
        assert_eq!(key().open::<(u8, String)>(&sealed, "user other-scope criteria"), None);
        let other = CursorKey::new(&"d".repeat(64)).unwrap();
        assert_eq!(other.open::<(u8, String)>(&sealed, "user scope criteria"), None);
    }

    #[test]
    fn a_cursor_with_any_bit_changed_is_refused() {
        let sealed = BASE64URL_NOPAD.decode(key().seal(&cursor(), "b", [1; NONCE_BYTES]).as_bytes()).unwrap();
        for bit in 0..sealed.len() * 8 {
            let mut changed = sealed.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(key().open::<(u8, String)>(&BASE64URL_NOPAD.encode(&changed), "b"), None, "bit {bit}");
        }
    }

    #[test]
    fn a_cursor_says_nothing() {
        assert!(!key().seal(&cursor(), "b", [1; NONCE_BYTES]).contains("alvarez"));
    }
}
