//! What lies in the tables, without what no two runs have in common: random ids and secrets, and the seconds that retries took.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::Value;
use testkit::Kept;

/// Times are told to five minutes: retries and time-outs take seconds.
const MOMENT: i64 = 300;

/// The fewest characters of a random id.
const SHORTEST: usize = 12;

/// One line for each item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Picture(Vec<String>);

/// Long words, of which those that are random differ between any two runs.
pub(crate) type Words = BTreeSet<String>;

/// The long words of what lies in the tables, and of what lies elsewhere.
pub(crate) fn words(kept: &Kept, elsewhere: &[String]) -> Words {
    let mut words = Words::new();
    let mut find = |text: &str| {
        words.extend(text.split(|c| !in_word(c)).filter(|word| word.len() >= SHORTEST).map(str::to_owned));
    };
    for (_, item) in kept.items() {
        each_text(&item, &mut find);
    }
    for line in elsewhere {
        find(&without_seconds(line));
    }
    words
}

fn each_text(value: &Value, tell: &mut impl FnMut(&str)) {
    match value {
        Value::String(text) => tell(&without_seconds(text)),
        Value::Array(values) => values.iter().for_each(|value| each_text(value, tell)),
        Value::Object(values) => values.iter().for_each(|(name, value)| {
            tell(name);
            each_text(value, tell);
        }),
        _ => {}
    }
}

/// What may stand in an id, a hash or a secret, however it is written.
const fn in_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '+' | '/' | '=')
}

impl Picture {
    /// Of `kept` and of what lies elsewhere, where words that are not `known` are random.
    pub(crate) fn of(kept: &Kept, elsewhere: &[String], known: &Words) -> Self {
        let items = kept.items().map(|(table, item)| format!("{} {}", table.name(), plain(&item, known)));
        let elsewhere = elsewhere.iter().map(|line| without_random(&without_seconds(line), known));
        let mut lines: Vec<_> = items.chain(elsewhere).collect();
        lines.sort_unstable();
        Self(lines)
    }

    /// Its lines.
    pub(crate) fn lines(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// The lines that are in `self` more often than in `other`.
    pub(crate) fn beyond<'a>(&'a self, other: &Self) -> Vec<&'a str> {
        let mut left: Vec<_> = other.0.iter().collect();
        let mut beyond = Vec::new();
        for line in &self.0 {
            match left.iter().position(|other| *other == line) {
                Some(place) => drop(left.swap_remove(place)),
                None => beyond.push(line.as_str()),
            }
        }
        beyond
    }
}

/// `item` without types, random words and seconds.
fn plain(item: &Value, known: &Words) -> Value {
    match item {
        Value::String(text) => without_random(&without_seconds(text), known).into(),
        Value::Array(values) => values.iter().map(|value| plain(value, known)).collect(),
        Value::Object(typed) if typed.len() == 1 => match typed.iter().next() {
            Some((kind, Value::String(number))) if kind == "N" => number_of(number),
            Some((kind, value)) if matches!(kind.as_str(), "S" | "SS" | "L" | "M" | "BOOL" | "NULL") => {
                plain(value, known)
            }
            _ => fields(typed, known),
        },
        Value::Object(values) => fields(values, known),
        other => other.clone(),
    }
}

fn fields(values: &serde_json::Map<String, Value>, known: &Words) -> Value {
    let plain = |(name, value): (&String, &Value)| (without_random(name, known), plain(value, known));
    // In the order of the names: nobody else puts them into one.
    values.iter().map(plain).collect::<BTreeMap<_, _>>().into_iter().collect()
}

/// A number; one that is a time in seconds or milliseconds, to a moment.
fn number_of(number: &str) -> Value {
    match number.parse::<i64>() {
        Ok(seconds) if (1_000_000_000..10_000_000_000).contains(&seconds) => (seconds / MOMENT * MOMENT).into(),
        Ok(millis) if (1_000_000_000_000..10_000_000_000_000).contains(&millis) => (millis / 1_000 / MOMENT).into(),
        Ok(number) => number.into(),
        Err(_) => number.into(),
    }
}

/// `text` with each time in it told to five minutes.
fn without_seconds(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(place) = rest.find('T') {
        let time = place.checked_sub(10).and_then(|start| moment(rest, start));
        let Some((length, moment)) = time else {
            let (before, after) = rest.split_at(place + 1);
            plain.push_str(before);
            rest = after;
            continue;
        };
        plain.push_str(&rest[..place - 10]);
        let _ = write!(plain, "{moment}");
        rest = &rest[place - 10 + length..];
    }
    plain.push_str(rest);
    plain
}

/// The time that begins in `text` at `start`: its length, and itself to five minutes.
fn moment(text: &str, start: usize) -> Option<(usize, jiff::Timestamp)> {
    let text = text.get(start..)?;
    let length = text.find('Z')? + 1;
    let time: jiff::Timestamp = text.get(..length)?.parse().ok()?;
    let seconds = time.as_second() / MOMENT * MOMENT;
    Some((length, jiff::Timestamp::from_second(seconds).ok()?))
}

fn without_random(text: &str, known: &Words) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut word = String::new();
    for c in text.chars().chain(['\n']) {
        if in_word(c) {
            word.push(c);
            continue;
        }
        let is_random = word.len() >= SHORTEST && !known.contains(&word);
        plain.push_str(if is_random { "random" } else { &word });
        word.clear();
        plain.push(c);
    }
    plain.pop();
    plain
}
