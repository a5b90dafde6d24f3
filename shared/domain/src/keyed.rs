//! Keyed hashes: what stands in keys and URLs in place of an e-mail address or an SSID. Without the key nobody can go
//! through all SSIDs (only 10 digits) and find the student behind an id.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::Malformed;
use crate::accounts::Username;
use crate::ids::{StudentId, UserId};
use crate::students::Ssid;

type HmacSha256 = Hmac<Sha256>;

/// A secret that hashes are keyed with.
#[derive(Clone)]
pub(crate) struct Key(String);

impl Key {
    /// # Errors
    /// A secret of fewer than 32 characters.
    pub(crate) fn new(secret: &str) -> Result<Self, Malformed> {
        if secret.len() < 32 {
            return Err(Malformed::because("a secret key must have at least 32 characters"));
        }
        Ok(Self(secret.to_owned()))
    }

    pub(crate) fn hash(&self, purpose: &str, value: &str) -> [u8; 32] {
        #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
        let mut mac = HmacSha256::new_from_slice(self.0.as_bytes()).expect("HMAC takes keys of any length");
        mac.update(purpose.as_bytes());
        mac.update(b"\0");
        mac.update(value.as_bytes());
        mac.finalize().into_bytes().into()
    }
}

/// The key behind [`LoginHash`].
#[derive(Clone)]
pub struct LoginKey(Key);

/// What a sign-in is found by: the keyed hash of the folded user name, 64 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LoginHash(String);

impl LoginKey {
    /// # Errors
    /// A secret of fewer than 32 characters.
    pub fn new(secret: &str) -> Result<Self, Malformed> {
        Key::new(secret).map(Self)
    }

    /// The hash that `username`'s login is stored under.
    #[must_use]
    pub fn hash(&self, username: &Username) -> LoginHash {
        self.hash_typed(username.as_str())
    }

    /// The hash of whatever was typed as a user name: what is no address at all is looked up like one.
    #[must_use]
    pub fn hash_typed(&self, typed: &str) -> LoginHash {
        LoginHash(data_encoding::HEXLOWER.encode(&self.0.hash("login", &Username::fold(typed))))
    }

    /// The id of the account with this user name: the first 128 bits of another keyed hash. So whether an address has an
    /// account is found in the same one read as the account, and a file of users that is sent again finds them.
    #[must_use]
    pub fn user(&self, username: &Username) -> UserId {
        let hash = self.0.hash("user", &Username::fold(username.as_str()));
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash[..16]);
        UserId::from_bytes(bytes)
    }
}

impl LoginHash {
    /// 64 hexadecimal digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn code(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for LoginHash {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let is_hash = text.len() == 64 && text.bytes().all(|c| matches!(c, b'0'..=b'9' | b'a'..=b'f'));
        if is_hash {
            Ok(Self(text.to_owned()))
        } else {
            Err(Malformed::because("a login hash must be 64 hexadecimal digits"))
        }
    }
}

text_form!(LoginHash);

/// What an address that takes no mail is remembered by: another keyed hash of it, 64 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AddressHash(String);

impl LoginKey {
    /// The hash that an e-mail address is remembered by in the mail table: not the one of its login, so that the two tables
    /// cannot be joined by it.
    #[must_use]
    pub fn address(&self, address: &Username) -> AddressHash {
        AddressHash(data_encoding::HEXLOWER.encode(&self.0.hash("address", &Username::fold(address.as_str()))))
    }
}

impl AddressHash {
    /// 64 hexadecimal digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The key behind [`StudentId`].
#[derive(Clone)]
pub struct StudentKey(Key);

impl StudentKey {
    /// # Errors
    /// A secret of fewer than 32 characters.
    pub fn new(secret: &str) -> Result<Self, Malformed> {
        Key::new(secret).map(Self)
    }

    /// The id of the student with this SSID: the first 128 bits of the keyed hash.
    #[must_use]
    pub fn id(&self, ssid: Ssid) -> StudentId {
        let hash = self.0.hash("student", &ssid.code());
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash[..16]);
        StudentId::from_bytes(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_ssid_has_the_same_id_under_one_key_and_another_under_another() {
        let ssid: Ssid = "9000000001".parse().unwrap();
        let key = StudentKey::new(&"a".repeat(64)).unwrap();
        let other = StudentKey::new(&"b".repeat(64)).unwrap();
        assert_eq!(key.id(ssid), key.id(ssid));
        assert_ne!(key.id(ssid), other.id(ssid));
    }

    #[test]
    fn an_address_has_a_login_hash_and_another_hash_for_mail_each_of_64_hexadecimal_digits() {
        let key = LoginKey::new(&"a".repeat(64)).unwrap();
        let address: Username = "ana@poppy.test".parse().unwrap();
        let (login, mail) = (key.hash(&address), key.address(&address));
        for hash in [login.as_str(), mail.as_str()] {
            assert!(hash.len() == 64 && hash.bytes().all(|c| c.is_ascii_hexdigit()), "{hash}");
        }
        assert_ne!(login.as_str(), mail.as_str());
        assert_ne!(key.user(&address), key.user(&"ben@poppy.test".parse().unwrap()));
        assert_eq!(login.to_string().parse(), Ok(login.clone()));
        assert!(
            [&login.as_str()[1..], &login.as_str().replace(char::is_numeric, "g"), ""]
                .iter()
                .all(|wrong| { wrong.parse::<LoginHash>().is_err() })
        );
    }

    #[test]
    fn a_short_secret_is_refused() {
        assert!(LoginKey::new("too short").is_err());
        assert!(StudentKey::new("").is_err());
    }
}
