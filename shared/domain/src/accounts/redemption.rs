use jiff::Timestamp;

use super::{AccountState, Link, LinkPurpose, LinkToken, User, Words};

impl LinkPurpose {
    /// Where an account must stand for a link to open anything: each purpose has its own, so a link outlives no change of
    /// state.
    #[must_use]
    pub const fn opens(self) -> AccountState {
        match self {
            Self::Activation => AccountState::Added,
            Self::PasswordReset => AccountState::Active,
        }
    }

    /// Whether every session ends when the password is set: whoever knew the old one may have one open. An account that was
    /// never in use has none.
    #[must_use]
    pub const fn ends_sessions(self) -> bool {
        matches!(self, Self::PasswordReset)
    }
}

/// The account that `token` lets set a password at `now`, if it is `link`'s, which was `found` with it. `None` for every
/// reason alike: unknown, used, replaced, expired, somebody else's, for something else, or an account in another state.
#[must_use]
pub fn opened_by(
    found: Option<(User, Link)>,
    purpose: LinkPurpose,
    token: &LinkToken,
    now: Timestamp,
) -> Option<(User, Link)> {
    let (user, link) = found?;
    let opens = user.id == token.user
        && user.state == purpose.opens()
        && link.purpose == purpose
        && link.opens_with(token, now);
    opens.then_some((user, link))
}

impl User {
    /// What this person's password must not be made of.
    #[must_use]
    pub fn words(&self) -> Words {
        let own = Words::of_the_service().and(&self.name()).and(self.username.as_str());
        self.roles.iter().fold(own, |words, held| words.and(&held.organization_name))
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;
    use crate::access::Epoch;
    use crate::accounts::{LinkKey, NewPassword, Password};
    use crate::ids::UserId;

    const NOW: Timestamp = Timestamp::constant(1_800_000_000, 0);

    fn user(state: AccountState) -> User {
        User {
            id: UserId::from_bytes([3; 16]),
            username: "ana.ortiz@poppy.test".parse().unwrap(),
            first_name: "Ana".into(),
            last_name: "Ortiz".into(),
            telephone: None,
            state,
            epoch: Epoch(1),
            version: 1,
            roles: Vec::new(),
            affidavits: Vec::new(),
            second_factors: Vec::new(),
            terms_accepted: None,
        }
    }

    fn link(purpose: LinkPurpose, letter: &str) -> (Link, LinkToken) {
        let secret = LinkKey::new(&"l".repeat(64)).unwrap().secret(purpose, letter);
        (Link::mailed(purpose, &secret, NOW, NOW), LinkToken { user: UserId::from_bytes([3; 16]), secret })
    }

    #[test]
    fn each_purpose_opens_an_account_in_exactly_one_state() {
        for purpose in LinkPurpose::ALL {
            let opened = AccountState::ALL.iter().filter(|state| {
                let (link, token) = link(*purpose, "letter");
                opened_by(Some((user(**state), link)), *purpose, &token, NOW).is_some()
            });
            assert_eq!(opened.collect::<Vec<_>>(), [&purpose.opens()]);
        }
        assert_eq!(LinkPurpose::Activation.opens(), AccountState::Added);
        assert_eq!(LinkPurpose::PasswordReset.opens(), AccountState::Active);
        assert!(LinkPurpose::PasswordReset.ends_sessions() && !LinkPurpose::Activation.ends_sessions());
    }

    #[test]
    fn nothing_else_than_the_link_of_this_purpose_user_and_time_opens() {
        let purpose = LinkPurpose::PasswordReset;
        let (good, token) = link(purpose, "letter");
        let active = || user(AccountState::Active);
        let opens = |found, token: &LinkToken, now| opened_by(found, purpose, token, now).is_some();
        assert!(opens(Some((active(), good.clone())), &token, NOW));
        assert!(!opens(None, &token, NOW));
        assert!(!opens(Some((active(), good.clone())), &token, NOW + SignedDuration::from_mins(15)));
        assert!(!opens(Some((active(), link(purpose, "later letter").0)), &token, NOW), "replaced");
        let somebody_else = LinkToken { user: UserId::from_bytes([4; 16]), secret: token.secret.clone() };
        assert!(!opens(Some((active(), good.clone())), &somebody_else, NOW));
        let of_activation = Link { purpose: LinkPurpose::Activation, ..good };
        assert!(!opens(Some((active(), of_activation)), &token, NOW));
    }

    #[test]
    fn a_password_of_ones_own_name_is_refused() {
        let password = Password::new("ana ortiz ana ortiz".into()).unwrap();
        assert!(NewPassword::choose(password, &user(AccountState::Active).words()).is_err());
    }
}
