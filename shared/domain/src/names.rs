//! Names, and how they are compared: a search for `alvarez` finds Álvarez, `oneil` and `O'Neil` are the same.

use std::cmp::Ordering;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Malformed;

/// The longest folded name, in characters: two of them and an id fit into a sort key of DynamoDB (1,024 bytes). What one
/// character is written as may be long.
const FOLDED_MAX: usize = 300;

/// A name as it is searched and sorted: without accents, case, apostrophes, hyphens or spaces; only ASCII letters and
/// digits are left. Other scripts are transliterated.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FoldedName(String);

impl FoldedName {
    /// Folds `name`. Empty when nothing of it can be written in ASCII letters or digits.
    #[must_use]
    pub fn of(name: &str) -> Self {
        let mut folded = Self::whole(name);
        folded.truncate(FOLDED_MAX);
        Self(folded)
    }

    /// A whole text folded like a name, however long.
    #[must_use]
    pub fn whole(text: &str) -> String {
        deunicode::deunicode(text).chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
    }

    /// ASCII letters and digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether nothing is left of the name.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether this begins with all of `typed`.
    #[must_use]
    pub fn starts_with(&self, typed: &Self) -> bool {
        self.0.starts_with(&typed.0)
    }
}

impl fmt::Debug for FoldedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FoldedName(..)")
    }
}

/// The longest last name kept, in characters. Source: `SmarterApp` ART, `Student.java`.
pub const LAST_NAME_MAX: usize = 100;
/// The longest first or middle name kept, in characters. Source: ART user guide.
pub const GIVEN_NAME_MAX: usize = 35;

/// A student's name. Never shown in a log: its `Debug` says nothing.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonName {
    /// Last name or surname, 1 to 100 characters.
    pub last: String,
    /// First name, 1 to 35 characters.
    pub first: String,
    /// Middle name, up to 35 characters, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub middle: Option<String>,
}

impl PersonName {
    /// As the CAASPP systems show a student: `Last, First Middle`.
    #[must_use]
    pub fn last_first(&self) -> String {
        match &self.middle {
            Some(middle) => format!("{}, {} {middle}", self.last, self.first),
            None => format!("{}, {}", self.last, self.first),
        }
    }

    /// The order of a list: last name, first name.
    #[must_use]
    pub fn order(&self, other: &Self) -> Ordering {
        let key = |name: &Self| (FoldedName::of(&name.last), FoldedName::of(&name.first));
        key(self).cmp(&key(other))
    }
}

impl fmt::Debug for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonName(..)")
    }
}

/// Checks one part of a name: trimmed, not empty, at most `max` characters, nothing unprintable.
///
/// # Errors
/// Which of these it is not.
pub fn name_part(text: &str, max: usize) -> Result<String, Malformed> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Malformed::because("a name must not be empty"));
    }
    if text.chars().count() > max {
        return Err(Malformed(format!("a name must have at most {max} characters here").into()));
    }
    if text.chars().any(char::is_control) {
        return Err(Malformed::because("a name must not hold unprintable characters"));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_case_apostrophes_hyphens_and_spaces_do_not_matter() {
        for (name, folded) in [
            ("Álvarez", "alvarez"),
            ("O'Neil", "oneil"),
            ("O’Neil", "oneil"),
            ("D'Angelo-Smith", "dangelosmith"),
            ("Nguyễn", "nguyen"),
            ("de la Cruz", "delacruz"),
            ("Muñoz", "munoz"),
            ("Straße", "strasse"),
            ("X", "x"),
        ] {
            assert_eq!(FoldedName::of(name).as_str(), folded, "{name}");
        }
    }

    #[test]
    fn a_folded_name_fits_into_a_key_however_its_characters_are_written() {
        assert_eq!(FoldedName::of(&"😂".repeat(100)).as_str().len(), FOLDED_MAX);
        assert_eq!(FoldedName::of(&"ñ".repeat(100)).as_str().len(), 100);
    }

    #[test]
    fn what_the_coordinator_types_is_a_beginning() {
        assert!(FoldedName::of("D'Angelo-Smith").starts_with(&FoldedName::of("dangelo s")));
        assert!(!FoldedName::of("Smith").starts_with(&FoldedName::of("smithe")));
    }

    #[test]
    fn a_name_never_stands_in_a_debug_text() {
        let name = PersonName { last: "Álvarez".into(), first: "Ana".into(), middle: None };
        assert!(!format!("{name:?} {:?}", FoldedName::of("Ana")).contains("na"));
    }

    #[test]
    fn an_over_long_or_unprintable_name_is_refused_with_the_limit() {
        assert_eq!(
            name_part(&"ñ".repeat(36), GIVEN_NAME_MAX).unwrap_err().to_string(),
            "a name must have at most 35 characters here"
        );
        assert!(name_part("A\u{0}na", GIVEN_NAME_MAX).is_err());
        assert!(name_part("  ", GIVEN_NAME_MAX).is_err());
        assert_eq!(name_part(&"ñ".repeat(35), GIVEN_NAME_MAX).unwrap().chars().count(), 35);
    }
}
