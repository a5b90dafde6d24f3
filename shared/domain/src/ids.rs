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
    /// A letter to be mailed. Random, or of a circular ([`LetterId::of_circular`]); also the tag that SES names when it tells
    /// what became of it.
    LetterId, "a letter id"
}

opaque_id! {
    /// A letter to everybody of an audience. Random, or [`CircularId::of`] what it tells.
    CircularId, "a circular id"
}

impl LetterId {
    /// The id of the letter that `circular` writes to `reader`: the first 128 bits of the SHA-256 of both.
    #[must_use]
    pub fn of_circular(circular: CircularId, reader: UserId) -> Self {
        let mut bytes = [0; 16];
        let hash = Sha256::new().chain_update(circular.0).chain_update(reader.0).finalize();
        bytes.copy_from_slice(&hash[..16]);
        Self(bytes)
    }
}

impl CircularId {
    /// The id of the circular that tells `what`, and of no other: the first 128 bits of the SHA-256. Whoever writes it again
    /// writes the same one.
    #[must_use]
    pub fn of(what: &str) -> Self {
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&Sha256::digest(what)[..16]);
        Self(bytes)
    }
}

opaque_id! {
    /// A compliance review. Made by one request ([`ReviewId::once`]).
    ReviewId, "a review id"
}

opaque_id! {
    /// A bulletin. It stands in its public address.
    BulletinId, "a bulletin id"
}

opaque_id! {
    /// An event of the calendar. It stands in its public address.
    CalendarEventId, "an event id"
}

opaque_id! {
    /// A planned downtime or a known issue.
    StatusNoticeId, "a status notice id"
}

opaque_id! {
    /// A notification to an LEA.
    NotificationId, "a notification id"
}

/// Ids that a person's request makes.
macro_rules! made_once {
    ($($name:ident),+) => {$(
        impl $name {
            /// The id of what `user` makes by a request under `idempotency_key`. A repeat of the request names the same one.
            #[must_use]
            pub fn once(user: UserId, idempotency_key: &str) -> Self {
                let mut bytes = [0; 16];
                bytes[..8].copy_from_slice(&once(user, idempotency_key, 0));
                bytes[8..].copy_from_slice(&once(user, idempotency_key, 1));
                Self(bytes)
            }
        }
    )+};
}
made_once!(ReviewId, BulletinId, CalendarEventId, StatusNoticeId, NotificationId);

/// Ids of what lies in a review: the review's 16 bytes and 8 of its own, written as 39 letters and digits. So a request
/// that names a part names its review, and both are read in one query.
macro_rules! review_part_id {
    ($(#[$meta:meta])* $name:ident, $what:literal) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 24]);

        impl $name {
            /// The part of `review` that these 8 bytes name: random ones, or [`once`].
            #[must_use]
            pub fn new(review: ReviewId, own: [u8; 8]) -> Self {
                let mut bytes = [0; 24];
                bytes[..16].copy_from_slice(&review.0);
                bytes[16..].copy_from_slice(&own);
                Self(bytes)
            }

            /// The review it lies in.
            #[must_use]
            pub fn review(&self) -> ReviewId {
                let mut bytes = [0; 16];
                bytes.copy_from_slice(&self.0[..16]);
                ReviewId(bytes)
            }

            /// The 39 characters.
            #[must_use]
            pub fn code(&self) -> Cow<'static, str> {
                BASE32_NOPAD.encode(&self.0).to_lowercase().into()
            }
        }

        impl std::str::FromStr for $name {
            type Err = Malformed;

            fn from_str(text: &str) -> Result<Self, Malformed> {
                const WRONG: Malformed = Malformed::because(concat!($what, " must be 39 letters and digits, as this service gave it"));
                let bytes = BASE32_NOPAD_NOCASE.decode(text.as_bytes()).map_err(|_| WRONG)?;
                let id = Self(bytes.try_into().map_err(|_| WRONG)?);
                if id.code() == text { Ok(id) } else { Err(WRONG) }
            }
        }

        text_form!($name);
    };
}

review_part_id! {
    /// An item of a program instrument in a review.
    ItemId, "an item id"
}

review_part_id! {
    /// An evidence request.
    EvidenceRequestId, "an evidence request id"
}

review_part_id! {
    /// A document that was or is to be uploaded.
    DocumentId, "a document id"
}

review_part_id! {
    /// A comment.
    CommentId, "a comment id"
}

review_part_id! {
    /// A finding.
    FindingId, "a finding id"
}

/// What names the `place`-th part that `user` makes by a request under `idempotency_key`. A repeat of the request makes the
/// same id, so that it creates nothing twice.
#[must_use]
pub fn once(user: UserId, idempotency_key: &str, place: u32) -> [u8; 8] {
    let mut hash = Sha256::new();
    hash.update(user.0);
    hash.update(place.to_be_bytes());
    hash.update(idempotency_key);
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&hash.finalize()[..8]);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_of_a_part_of_a_review_names_the_review_and_has_one_spelling() {
        let review = ReviewId::from_bytes([9; 16]);
        let finding = FindingId::new(review, [1; 8]);
        assert_eq!(finding.review(), review);
        assert_eq!(finding.to_string().len(), 39);
        assert_eq!(finding.to_string().parse(), Ok(finding));
        for wrong in [finding.to_string().to_uppercase(), review.to_string(), format!("{finding}a"), String::new()] {
            assert!(wrong.parse::<FindingId>().is_err(), "{wrong:?}");
        }
        // The last letter carries three bits that must be zero.
        let padded: String = finding.to_string().chars().take(38).chain(['b']).collect();
        assert!(padded.parse::<FindingId>().is_err());
    }

    #[test]
    fn a_repeat_makes_the_same_id_and_another_user_key_or_place_another_one() {
        let (ana, ben) = (UserId::from_bytes([1; 16]), UserId::from_bytes([2; 16]));
        assert_eq!(once(ana, "k", 0), once(ana, "k", 0));
        let others = [once(ben, "k", 0), once(ana, "l", 0), once(ana, "k", 1)];
        assert!(others.iter().all(|other| *other != once(ana, "k", 0)));
        assert_eq!(ReviewId::once(ana, "k"), ReviewId::once(ana, "k"));
        assert_ne!(ReviewId::once(ana, "k"), ReviewId::once(ben, "k"));
        assert_ne!(ReviewId::once(ana, "k"), ReviewId::once(ana, "l"));
    }

    #[test]
    fn a_circular_that_tells_the_same_has_the_same_id_and_its_letters_too() {
        let circular = CircularId::of("comments 2026-11-22");
        assert_eq!(circular, CircularId::of("comments 2026-11-22"));
        assert_ne!(circular, CircularId::of("comments 2026-11-23"));
        let (ana, ben) = (UserId::from_bytes([1; 16]), UserId::from_bytes([2; 16]));
        assert_eq!(LetterId::of_circular(circular, ana), LetterId::of_circular(circular, ana));
        assert_ne!(LetterId::of_circular(circular, ana), LetterId::of_circular(circular, ben));
    }

    #[test]
    fn an_id_has_one_spelling() {
        let id = StudentId::from_bytes([7; 16]);
        assert_eq!(id.to_string().len(), 26);
        assert_eq!(id.to_string().parse(), Ok(id));
        assert!(id.to_string().to_uppercase().parse::<StudentId>().is_err());
        assert!("short".parse::<StudentId>().is_err());
    }
}
