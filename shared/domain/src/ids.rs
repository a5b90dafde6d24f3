//! Opaque identifiers: 128 bits, written as 26 lower-case letters and digits. They say nothing about what they name, so
//! they may stand in URLs and logs.

use std::borrow::Cow;

use data_encoding::{BASE32_NOPAD, BASE32_NOPAD_NOCASE};
use sha2::{Digest, Sha256};

use crate::Malformed;

macro_rules! opaque_id {
    ($(#[$meta:meta])* $name:ident, $what:literal) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 16]);

        impl $name {
            /// From 16 bytes: random ones, or those of a keyed hash.
            #[must_use]
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(bytes)
            }

            /// The 16 bytes.
            #[must_use]
            pub const fn bytes(&self) -> &[u8; 16] {
                &self.0
            }

            /// The 26 characters.
            #[must_use]
            pub fn code(&self) -> Cow<'static, str> {
                BASE32_NOPAD.encode(&self.0).to_lowercase().into()
            }
        }

        impl std::str::FromStr for $name {
            type Err = Malformed;

            fn from_str(text: &str) -> Result<Self, Malformed> {
                const WRONG: Malformed = Malformed::because(concat!($what, " must be 26 letters and digits, as this service gave it"));
                let bytes = BASE32_NOPAD_NOCASE.decode(text.as_bytes()).map_err(|_| WRONG)?;
                let id = Self(bytes.try_into().map_err(|_| WRONG)?);
                if id.code() == text { Ok(id) } else { Err(WRONG) }
            }
        }

        text_form!($name);
    };
}

opaque_id! {
    /// A student, in URLs, logs and keys. Derived from the SSID with a keyed hash ([`crate::keyed::StudentKey`]).
    StudentId, "a student id"
}

opaque_id! {
    /// A user. Derived from the user name with a keyed hash ([`crate::keyed::LoginKey::user`]).
    UserId, "a user id"
}

opaque_id! {
    /// One answered request, in the log, in problems and in the audit trail. Random.
    RequestId, "a request id"
}

opaque_id! {
    /// A passkey. Derived from what its authenticator calls it ([`PasskeyId::of`]).
    PasskeyId, "a passkey id"
}

impl PasskeyId {
    /// The id of the passkey that its authenticator calls `credential`: the first 128 bits of the SHA-256.
    #[must_use]
    pub fn of(credential: &[u8]) -> Self {
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&Sha256::digest(credential)[..16]);
        Self(bytes)
    }
}

opaque_id! {
    /// A letter to be mailed. Random; also the tag that SES names when it tells what became of it.
    LetterId, "a letter id"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_one_spelling() {
        let id = StudentId::from_bytes([7; 16]);
        assert_eq!(id.to_string().len(), 26);
        assert_eq!(id.to_string().parse(), Ok(id));
        assert!(id.to_string().to_uppercase().parse::<StudentId>().is_err());
        assert!("short".parse::<StudentId>().is_err());
    }
}
