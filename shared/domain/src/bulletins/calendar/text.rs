use std::borrow::Cow;

use deunicode::deunicode;
use url::Url;

use crate::Malformed;

/// The longest line, in characters. Our choice.
const LINE_MAX: usize = 150;
/// The longest details, in characters. Our choice.
const DETAILS_MAX: usize = 2_000;
/// The longest address, in characters. Our choice.
const ADDRESS_MAX: usize = 500;

/// What an event is called, who is its host, whom it is for: one line of 1 to 150 characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line(String);

impl Line {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn code(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.0)
    }
}

impl std::str::FromStr for Line {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let text = text.trim();
        let fits = !text.is_empty() && text.chars().count() <= LINE_MAX && !text.chars().any(char::is_control);
        if fits {
            Ok(Self(text.to_owned()))
        } else {
            Err(Malformed::because("must be one line of 1 to 150 characters"))
        }
    }
}

text_form!(Line);

/// What more there is to say of an event, as plain text: 1 to 2,000 characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Details(String);

impl Details {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn code(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.0)
    }
}

impl std::str::FromStr for Details {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let text = text.replace("\r\n", "\n");
        let text = text.trim();
        let printable = |c: char| !c.is_control() || c == '\n';
        let fits = !text.is_empty() && text.chars().count() <= DETAILS_MAX && text.chars().all(printable);
        if fits {
            Ok(Self(text.to_owned()))
        } else {
            Err(Malformed::because("must be text of 1 to 2,000 characters; leave it out otherwise"))
        }
    }
}

text_form!(Details);

/// The name of a series of trainings, as in `Coffee Sessions`. Two that differ in nothing but capital letters, accents and
/// signs name the same series.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series(Line);

impl Series {
    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// What names it in a key: `coffee-sessions`.
    #[must_use]
    pub fn slug(&self) -> String {
        let folded = deunicode(self.as_str()).to_lowercase();
        let words: Vec<_> =
            folded.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
        words.join("-")
    }

    fn code(&self) -> Cow<'_, str> {
        self.0.code()
    }
}

impl std::str::FromStr for Series {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let series = Self(text.parse()?);
        if series.slug().is_empty() { Err(Malformed::because("must hold a letter or a digit")) } else { Ok(series) }
    }
}

text_form!(Series);

/// A page on the web, as in `https://meet.example.org/coffee`: https only, up to 500 characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebAddress(String);

impl WebAddress {
    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn code(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.0)
    }
}

impl std::str::FromStr for WebAddress {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        const WRONG: Malformed =
            Malformed::because("must be an address that begins with https:// and has at most 500 characters");
        let address = Url::parse(text.trim()).map_err(|_| WRONG)?;
        let names_a_host = address.domain().is_some_and(|host| host.contains('.'));
        let names_nobody = address.username().is_empty() && address.password().is_none();
        let fits = address.scheme() == "https" && names_a_host && names_nobody && address.as_str().len() <= ADDRESS_MAX;
        if fits { Ok(Self(address.into())) } else { Err(WRONG) }
    }
}

text_form!(WebAddress);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_one_and_details_are_text() {
        assert_eq!(" Coffee Session ".parse::<Line>().unwrap().as_str(), "Coffee Session");
        assert_eq!("One\r\ntwo \n".parse::<Details>().unwrap().as_str(), "One\ntwo");
        for wrong in ["", " ", "a\nb", &"x".repeat(LINE_MAX + 1)] {
            assert!(wrong.parse::<Line>().is_err(), "{wrong:?}");
        }
        for wrong in ["", "\n", "a\u{0}", &"x".repeat(DETAILS_MAX + 1)] {
            assert!(wrong.parse::<Details>().is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn spellings_of_a_series_name_one_and_signs_alone_name_none() {
        let slug = |name: &str| name.parse::<Series>().unwrap().slug();
        assert_eq!(slug("Coffee Sessions"), "coffee-sessions");
        assert_eq!(slug("coffée  sessions!"), "coffee-sessions");
        assert_ne!(slug("Coffee Session"), "coffee-sessions");
        assert!("!?".parse::<Series>().is_err());
    }

    #[test]
    fn an_address_is_one_of_the_web_that_names_a_host_and_nobody() {
        let address: WebAddress = " https://meet.example.org/Coffee?room=1 ".parse().unwrap();
        assert_eq!(address.as_str(), "https://meet.example.org/Coffee?room=1");
        for wrong in [
            "",
            "meet.example.org",
            "http://meet.example.org",
            "javascript:alert(1)",
            "https://",
            "https://localhost/",
            "https://10.0.0.1/",
            "https://ana:secret@meet.example.org/",
            &format!("https://meet.example.org/{}", "x".repeat(ADDRESS_MAX)),
        ] {
            assert!(wrong.parse::<WebAddress>().is_err(), "{wrong:?}");
        }
    }
}
