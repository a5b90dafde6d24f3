//! What people write in a review.

use std::borrow::Cow;

use crate::Malformed;

/// The longest text, in characters. Our choice: a page and a half.
pub const PROSE_MAX: usize = 4_000;
/// The longest number of an item.
const ITEM_NUMBER_MAX: usize = 20;

/// What a person wrote: something, in up to [`PROSE_MAX`] characters, without control characters but line breaks and tabs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Prose(String);

impl Prose {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn code(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for Prose {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let text = text.replace("\r\n", "\n");
        let text = text.trim();
        if text.is_empty() {
            return Err(Malformed::because("must say something"));
        }
        if text.chars().count() > PROSE_MAX {
            return Err(Malformed::because("must have at most 4,000 characters"));
        }
        if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
            return Err(Malformed::because("must be text without control characters"));
        }
        Ok(Self(text.to_owned()))
    }
}

text_form!(Prose);

/// The number of an item in its instrument, as it is printed there: `I-EL 01`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ItemNumber(String);

impl ItemNumber {
    /// As printed.
    #[must_use]
    pub fn code(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.0)
    }
}

impl std::str::FromStr for ItemNumber {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        const WRONG: Malformed = Malformed::because(
            "an item number must be 1 to 20 letters, digits, spaces, full stops, hyphens or brackets, as in I-EL 01",
        );
        let text = text.trim();
        let printed = |c: char| c.is_ascii_alphanumeric() || " .-()".contains(c);
        let fits = !text.is_empty() && text.len() <= ITEM_NUMBER_MAX && text.chars().all(printed);
        if fits { Ok(Self(text.to_owned())) } else { Err(WRONG) }
    }
}

text_form!(ItemNumber);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_trimmed_and_says_something() {
        assert_eq!(" Board minutes,\r\n2026 ".parse::<Prose>().unwrap().as_str(), "Board minutes,\n2026");
        for wrong in ["", " \n ", "a\u{0}b", "a\u{1b}[31mb", &"x".repeat(PROSE_MAX + 1)] {
            assert!(wrong.parse::<Prose>().is_err(), "{wrong:?}");
        }
        assert!("ñ".repeat(PROSE_MAX).parse::<Prose>().is_ok());
    }

    #[test]
    fn an_item_number_is_short_and_printable() {
        assert_eq!("I-EL 01".parse::<ItemNumber>().unwrap().to_string(), "I-EL 01");
        for wrong in ["", "#1", "a\nb", "123456789012345678901", "Ñ 1"] {
            assert!(wrong.parse::<ItemNumber>().is_err(), "{wrong:?}");
        }
    }
}
