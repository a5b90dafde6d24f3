use std::fmt;

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

use crate::Malformed;
use crate::ids::UserId;
use crate::keyed::Key;

codes! {
    /// What a mailed link is for.
    pub enum LinkPurpose, "a link's purpose" {
        /// To set the first password.
        Activation = "activation",
        /// To set another password.
        PasswordReset = "password-reset",
    }
}

impl LinkPurpose {
    /// How long the link can be used after it was mailed. Our choice: 72 hours to activate, 15 minutes to reset.
    #[must_use]
    pub const fn lifetime(self) -> SignedDuration {
        match self {
            Self::Activation => SignedDuration::from_hours(72),
            Self::PasswordReset => SignedDuration::from_mins(15),
        }
    }
}

/// The key behind [`LinkSecret`].
#[derive(Clone)]
pub struct LinkKey(Key);

/// What makes a link worth something: 256 bits. Derived from the letter that carries it, so that a letter sent again holds
/// the same link and no table holds it at all.
#[derive(Clone, PartialEq, Eq)]
pub struct LinkSecret([u8; 32]);

impl LinkKey {
    /// # Errors
    /// A secret of fewer than 32 characters.
    pub fn new(secret: &str) -> Result<Self, Malformed> {
        Key::new(secret).map(Self)
    }

    /// The secret of the link in the letter of this id.
    #[must_use]
    pub fn secret(&self, purpose: LinkPurpose, letter: &str) -> LinkSecret {
        LinkSecret(self.0.hash(purpose.code(), letter))
    }

    /// The token by which `user` ends bulletins by mail, and takes them up again. It does nothing else, so it never ends.
    #[must_use]
    pub fn unsubscription(&self, user: UserId) -> LinkToken {
        LinkToken { user, secret: LinkSecret(self.0.hash("unsubscription", &user.code())) }
    }

    /// Whether `token` is the one of its user's unsubscription.
    #[must_use]
    pub fn unsubscribes(&self, token: &LinkToken) -> bool {
        // The time a comparison of hashes takes tells nothing about the secret behind them.
        LinkHash::of(&self.unsubscription(token.user).secret) == LinkHash::of(&token.secret)
    }
}

/// What a link is stored under: the SHA-256 of its secret, 64 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkHash(String);

impl LinkHash {
    /// The hash of a link's secret.
    #[must_use]
    pub fn of(secret: &LinkSecret) -> Self {
        Self(HEXLOWER.encode(&Sha256::digest(secret.0)))
    }

    /// What was stored, as it was stored.
    #[must_use]
    pub const fn from_stored(hash: String) -> Self {
        Self(hash)
    }

    /// 64 hexadecimal digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A link, as it is kept: without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// What it is for.
    pub purpose: LinkPurpose,
    /// What its secret must hash to.
    pub hash: LinkHash,
    /// When it was asked for: a link asked for later ends this one.
    pub requested_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
}

impl Link {
    /// The link mailed at `now` in a letter that was asked for at `requested_at`.
    #[must_use]
    pub fn mailed(purpose: LinkPurpose, secret: &LinkSecret, requested_at: Timestamp, now: Timestamp) -> Self {
        Self { purpose, hash: LinkHash::of(secret), requested_at, expires_at: now + purpose.lifetime() }
    }

    /// Whether `token` opens it at `now`.
    #[must_use]
    pub fn opens_with(&self, token: &LinkToken, now: Timestamp) -> bool {
        // The time a comparison of hashes takes tells nothing about the secret behind them.
        self.hash == LinkHash::of(&token.secret) && now < self.expires_at
    }
}

/// What stands in a mailed link after `#`: `<user id>.<secret>`, the secret in base64url (43 characters). The user in it lets
/// the link be found without an index.
#[derive(Clone, PartialEq, Eq)]
pub struct LinkToken {
    /// Whose account it is about.
    pub user: UserId,
    /// Its secret.
    pub secret: LinkSecret,
}

impl LinkToken {
    /// As it stands in the link. Not `Display`: it must not get into a log by mistake.
    #[must_use]
    pub fn reveal(&self) -> String {
        format!("{}.{}", self.user, BASE64URL_NOPAD.encode(&self.secret.0))
    }
}

impl std::str::FromStr for LinkToken {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        const WRONG: Malformed = Malformed::because("a link's token must be as it was mailed");
        let (user, secret) = text.split_once('.').ok_or(WRONG)?;
        let secret = BASE64URL_NOPAD.decode(secret.as_bytes()).map_err(|_| WRONG)?;
        let secret = LinkSecret(secret.try_into().map_err(|_| WRONG)?);
        Ok(Self { user: user.parse().map_err(|_| WRONG)?, secret })
    }
}

impl fmt::Debug for LinkSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LinkSecret(..)")
    }
}

impl fmt::Debug for LinkToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LinkToken(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::constant(1_800_000_000, 0);

    fn key() -> LinkKey {
        LinkKey::new(&"l".repeat(64)).unwrap()
    }

    fn token(purpose: LinkPurpose) -> LinkToken {
        LinkToken { user: UserId::from_bytes([3; 16]), secret: key().secret(purpose, "letter") }
    }

    #[test]
    fn a_link_opens_to_the_second_of_its_lifetime() {
        for (purpose, seconds) in [(LinkPurpose::Activation, 72 * 3600), (LinkPurpose::PasswordReset, 15 * 60)] {
            let token = token(purpose);
            let link = Link::mailed(purpose, &token.secret, NOW, NOW);
            assert!(link.opens_with(&token, NOW + SignedDuration::from_secs(seconds - 1)));
            assert!(!link.opens_with(&token, NOW + SignedDuration::from_secs(seconds)));
        }
    }

    #[test]
    fn the_same_letter_has_the_same_secret_and_no_other_letter_purpose_or_key() {
        let secret = key().secret(LinkPurpose::Activation, "one");
        assert_eq!(secret, key().secret(LinkPurpose::Activation, "one"));
        assert_ne!(secret, key().secret(LinkPurpose::Activation, "two"));
        assert_ne!(secret, key().secret(LinkPurpose::PasswordReset, "one"));
        assert_ne!(secret, LinkKey::new(&"m".repeat(64)).unwrap().secret(LinkPurpose::Activation, "one"));
    }

    #[test]
    fn a_token_comes_back_from_its_text_and_no_other_text_is_one() {
        let token = token(LinkPurpose::Activation);
        let text = token.reveal();
        assert_eq!(text.parse(), Ok(token));
        for wrong in ["", ".", "x", &text[1..], &text[..text.len() - 1], &format!("{text}A"), &text.to_uppercase()] {
            assert!(wrong.parse::<LinkToken>().is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn neither_a_token_nor_its_secret_stands_in_a_debug_text() {
        let token = token(LinkPurpose::Activation);
        assert_eq!(format!("{token:?} {:?}", token.secret), "LinkToken(..) LinkSecret(..)");
    }

    #[test]
    fn a_link_is_stored_under_the_sha_256_of_its_secret() {
        let hash = LinkHash::of(&LinkSecret([7; 32]));
        assert_eq!(hash.as_str(), HEXLOWER.encode(&Sha256::digest([7; 32])));
        assert_eq!(LinkHash::from_stored(hash.as_str().to_owned()), hash);
    }

    #[test]
    fn only_the_token_of_the_same_user_unsubscribes() {
        let key = LinkKey::new(&"k".repeat(64)).unwrap();
        let (ana, ben) = (UserId::from_bytes([1; 16]), UserId::from_bytes([2; 16]));
        let token = key.unsubscription(ana);
        assert!(key.unsubscribes(&token) && token.reveal().parse::<LinkToken>().is_ok_and(|read| read == token));
        assert!(!key.unsubscribes(&LinkToken { user: ben, secret: token.secret.clone() }));
        let activation = LinkToken { user: ana, secret: key.secret(LinkPurpose::Activation, &ana.code()) };
        assert!(!key.unsubscribes(&activation));
        assert!(!LinkKey::new(&"l".repeat(64)).unwrap().unsubscribes(&token));
    }
}
