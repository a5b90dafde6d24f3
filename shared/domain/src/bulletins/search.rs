//! Finding bulletins and answers by words. Source: TOMS, "Get Answers": several words find what holds all of them, words joined
//! with `+` what holds any.

use std::collections::BTreeSet;

use deunicode::deunicode;
use serde::{Deserialize, Serialize};

use crate::Malformed;

/// The longest search, in characters. Our choice.
const QUERY_MAX: usize = 100;

/// The words of a text, each once: without accents, in lower case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Words(BTreeSet<String>);

impl Words {
    /// Of all `texts` together.
    #[must_use]
    pub fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        Self(texts.into_iter().flat_map(folded).collect())
    }

    /// Whether one of them begins with `beginning`.
    fn begin_with(&self, beginning: &str) -> bool {
        self.0.range(beginning.to_owned()..).next().is_some_and(|word| word.starts_with(beginning))
    }
}

impl From<String> for Words {
    fn from(text: String) -> Self {
        Self(text.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect())
    }
}

impl From<Words> for String {
    fn from(words: Words) -> Self {
        words.0.into_iter().collect::<Vec<_>>().join(" ")
    }
}

fn folded(text: &str) -> Vec<String> {
    let folded = deunicode(text).to_lowercase();
    folded.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// What somebody looks for. Each word stands for those that begin with it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum WordQuery {
    /// `coffee session`: what holds all of them.
    All(Vec<String>),
    /// `cast+csa`: what holds any of them.
    Any(Vec<String>),
}

impl WordQuery {
    /// Whether a text of these words is looked for.
    #[must_use]
    pub fn finds(&self, words: &Words) -> bool {
        match self {
            Self::All(wanted) => wanted.iter().all(|word| words.begin_with(word)),
            Self::Any(wanted) => wanted.iter().any(|word| words.begin_with(word)),
        }
    }
}

impl TryFrom<String> for WordQuery {
    type Error = Malformed;

    fn try_from(text: String) -> Result<Self, Malformed> {
        text.parse()
    }
}

impl std::str::FromStr for WordQuery {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        if text.chars().count() > QUERY_MAX {
            return Err(Malformed::because("must have at most 100 characters"));
        }
        let words = folded(text);
        if words.is_empty() {
            return Err(Malformed::because("must hold a word: several words find all of them, joined with + any"));
        }
        Ok(if text.contains('+') { Self::Any(words) } else { Self::All(words) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(query: &str, text: &str) -> bool {
        query.parse::<WordQuery>().unwrap().finds(&Words::of([text]))
    }

    #[test]
    fn several_words_find_what_holds_all_of_them_and_joined_with_plus_any() {
        let text = "The CAST Item Review Meeting (grade eight) in José's school";
        for query in ["cast", "CAST meeting", "review  item", "cast+csa", "csa+cast", "jose", "rev", "José"] {
            assert!(finds(query, text), "{query}");
        }
        for query in ["csa", "cast csa", "csa+elpac", "view", "castle"] {
            assert!(!finds(query, text), "{query}");
        }
    }

    #[test]
    fn a_search_holds_a_word() {
        for wrong in ["", " ", "+", "!?", &"x".repeat(QUERY_MAX + 1)] {
            assert!(wrong.parse::<WordQuery>().is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn words_are_stored_as_one_text() {
        let words = Words::of(["b a", "Á-b"]);
        let stored = serde_json::to_value(&words).unwrap();
        assert_eq!(stored, "a b");
        assert_eq!(serde_json::from_value::<Words>(stored).unwrap(), words);
    }
}
