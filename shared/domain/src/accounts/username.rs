use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Malformed;

/// A user name: an e-mail address, as TOMS uses it. Kept as typed, compared folded to lower case.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Username(String);

/// The longest address of RFC 5321: 254 octets.
const MAX: usize = 254;

impl Username {
    /// As typed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What two spellings of one address share: trimmed, in lower case.
    #[must_use]
    pub fn fold(typed: &str) -> String {
        typed.trim().to_lowercase()
    }
}

impl std::str::FromStr for Username {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        const WRONG: Malformed = Malformed::because("a user name must be an e-mail address");
        let typed = text.trim();
        let (local, domain) = typed.rsplit_once('@').ok_or(WRONG)?;
        let printable = typed.chars().all(|c| !c.is_control() && !c.is_whitespace());
        if local.is_empty() || domain.is_empty() || !printable || typed.len() > MAX {
            return Err(WRONG);
        }
        Ok(Self(typed.to_owned()))
    }
}

impl TryFrom<String> for Username {
    type Error = Malformed;

    fn try_from(text: String) -> Result<Self, Malformed> {
        text.parse()
    }
}

impl From<Username> for String {
    fn from(name: Username) -> Self {
        name.0
    }
}

impl fmt::Debug for Username {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Username(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_spellings_of_one_address_are_one_account() {
        let a: Username = " Lea.Coordinator@Poppy.test ".parse().unwrap();
        let b: Username = "lea.coordinator@poppy.test".parse().unwrap();
        assert_eq!(Username::fold(a.as_str()), Username::fold(b.as_str()));
        assert_eq!(a.as_str(), "Lea.Coordinator@Poppy.test");
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for wrong in ["", "lea", "@poppy.test", "lea@", "le a@poppy.test", &format!("{}@poppy.test", "a".repeat(250))] {
            assert!(wrong.parse::<Username>().is_err(), "{wrong:?}");
        }
    }
}
