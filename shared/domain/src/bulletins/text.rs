use std::borrow::Cow;

use crate::Malformed;

/// The longest headline, in characters. Our choice.
const HEADLINE_MAX: usize = 150;
/// The longest text of a section, in characters. Our choice: eight sections of it fit an item of DynamoDB several times over.
pub const MARKDOWN_MAX: usize = 10_000;

/// What a bulletin is called: `CAASPP Communication: November 2025`. One line of 1 to 150 characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Headline(String);

impl Headline {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn code(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.0)
    }
}

impl std::str::FromStr for Headline {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let text = text.trim();
        let fits = !text.is_empty() && text.chars().count() <= HEADLINE_MAX && !text.chars().any(char::is_control);
        if fits {
            Ok(Self(text.to_owned()))
        } else {
            Err(Malformed::because("must be one line of 1 to 150 characters"))
        }
    }
}

text_form!(Headline);

/// What an editor writes in a section, in Markdown: something, in up to [`MARKDOWN_MAX`] characters, without control characters
/// but line breaks and tabs. It is rendered and sanitised where it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Markdown(String);

impl Markdown {
    /// The source.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn code(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.0)
    }
}

impl std::str::FromStr for Markdown {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let text = text.replace("\r\n", "\n");
        let text = text.trim();
        if text.is_empty() {
            return Err(Malformed::because("must say something; leave the section out otherwise"));
        }
        if text.chars().count() > MARKDOWN_MAX {
            return Err(Malformed::because("must have at most 10,000 characters"));
        }
        if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
            return Err(Malformed::because("must be text without control characters"));
        }
        Ok(Self(text.to_owned()))
    }
}

text_form!(Markdown);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_headline_is_one_line() {
        assert_eq!(" CAASPP Communication ".parse::<Headline>().unwrap().as_str(), "CAASPP Communication");
        for wrong in ["", "  ", "a\nb", &"x".repeat(HEADLINE_MAX + 1)] {
            assert!(wrong.parse::<Headline>().is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn markdown_keeps_its_lines_and_says_something() {
        assert_eq!("# A\r\n\r\n* b\n".parse::<Markdown>().unwrap().as_str(), "# A\n\n* b");
        for wrong in ["", " \n", "a\u{0}", "\u{1b}[1m", &"x".repeat(MARKDOWN_MAX + 1)] {
            assert!(wrong.parse::<Markdown>().is_err(), "{wrong:?}");
        }
    }
}
