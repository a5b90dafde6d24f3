//! Lists of what a standard asks for, with the tests, gates and documents that show that it is met: read, and compared with what
//! there is.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::at;

/// A list, by the numbers of the standard.
#[derive(Deserialize)]
pub(crate) struct Standard {
    #[serde(flatten)]
    pub(crate) entries: BTreeMap<String, Entry>,
}

/// What is asked for and how it stands: met, shown by `tests` or `says`; not ours, for the reason in `not`; or `open`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entry {
    /// The level, where the standard has levels.
    pub(crate) level: Option<u8>,
    /// In our words.
    pub(crate) asks: String,
    /// `path: name` of a Rust test, `path: title` of one of the portal, or `path: line` of what a gate of `make lint` reads.
    #[serde(default)]
    pub(crate) tests: Vec<String>,
    /// `path: heading` of a document.
    #[serde(default)]
    pub(crate) says: Vec<String>,
    /// Why it is not asked of this service.
    pub(crate) not: Option<String>,
    /// What is missing, and what it would take.
    pub(crate) open: Option<String>,
}

impl Standard {
    /// The list of a file of the workspace. A number that comes twice does not parse.
    pub(crate) fn read(path: &str) -> Self {
        toml::from_str(&crate::read(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }
}

impl Entry {
    /// Whether it applies and nothing is missing.
    pub(crate) const fn is_met(&self) -> bool {
        self.not.is_none() && self.open.is_none()
    }
}

/// What is wrong with a list: entries that show nothing and give no reason, and names of what does not exist. A document alone
/// is enough where `of_documents` says so.
pub(crate) fn faults(standard: &Standard, of_documents: impl Fn(&str) -> bool) -> Vec<String> {
    let mut faults = Vec::new();
    for (number, entry) in &standard.entries {
        let mut fault = |what: &str| faults.push(format!("{number}: {what}"));
        if entry.asks.trim().is_empty() {
            fault("does not say what is asked");
        }
        match (&entry.not, &entry.open) {
            (Some(_), Some(_)) => fault("is both open and not asked of us"),
            (Some(reason), None) | (None, Some(reason)) if reason.trim().len() < 10 => fault("gives no reason"),
            (None, None) if entry.tests.is_empty() && (entry.says.is_empty() || !of_documents(number)) => {
                fault("is shown by nothing");
            }
            _ => {}
        }
        for name in entry.tests.iter().filter(|name| !exists(name)) {
            fault(&format!("there is no test or gate {name:?}"));
        }
        for name in entry.says.iter().filter(|name| !is_heading(name)) {
            fault(&format!("there is no heading {name:?}"));
        }
    }
    faults
}

/// Whether a test or a gate is there, by `path: name`.
pub(crate) fn exists(name: &str) -> bool {
    let Some((path, name)) = name.split_once(": ") else { return false };
    let Ok(text) = std::fs::read_to_string(at(path)) else { return false };
    match path.rsplit_once('.').map_or(path, |(_, ending)| ending) {
        "rs" => is_rust_test(&text, name),
        "ts" => is_portal_test(&text, name),
        "Makefile" => recipe(&text, "lint").any(|line| line.contains(name)),
        _ => text.lines().any(|line| line.trim() == name),
    }
}

fn is_heading(name: &str) -> bool {
    let Some((path, heading)) = name.split_once(": ") else { return false };
    let Ok(text) = std::fs::read_to_string(at(path)) else { return false };
    text.lines().any(|line| line.starts_with('#') && line.trim_start_matches('#').trim() == heading)
}

/// A function of that name that the compiler is told to run as a test, and does not leave out.
fn is_rust_test(text: &str, name: &str) -> bool {
    let lines: Vec<_> = text.lines().map(str::trim).collect();
    let begins =
        |line: &str| [format!("fn {name}("), format!("async fn {name}(")].iter().any(|it| line.starts_with(it));
    lines.iter().enumerate().filter(|(_, line)| begins(line)).any(|(at, _)| {
        let above = lines[..at].iter().rev().take_while(|line| !line.is_empty() && !line.ends_with(['}', '{']));
        let attributes: Vec<_> = above.filter(|line| line.starts_with("#[")).collect();
        let is_test = |line: &&&str| line.starts_with("#[test]") || line.starts_with("#[tokio::test");
        attributes.iter().any(is_test) && !attributes.iter().any(|line| line.starts_with("#[ignore"))
    })
}

/// A title right after an opening bracket, as in `test("...", ...)`.
fn is_portal_test(text: &str, title: &str) -> bool {
    let quoted = format!("{title:?}");
    text.match_indices(&quoted).any(|(at, _)| text[..at].trim_end().ends_with('('))
}

/// The lines that make runs for a target.
fn recipe<'a>(makefile: &'a str, target: &str) -> impl Iterator<Item = &'a str> {
    let begins = format!("{target}:");
    makefile
        .lines()
        .skip_while(move |line| !line.starts_with(&begins))
        .skip(1)
        .take_while(|line| line.starts_with('\t'))
}

#[test]
fn a_name_of_something_that_is_not_a_test_is_noticed() {
    let here = |name: &str| exists(&format!("tests/coverage/evidence.rs: {name}"));
    assert!(here("a_name_of_something_that_is_not_a_test_is_noticed"));
    assert!(!here("is_rust_test") && !here("a_name_of_something") && !here("nothing_of_the_kind"));
    assert!(exists("portal/e2e/pages.e2e.ts: documents are asked for anew each time, their files never again"));
    assert!(!exists("portal/e2e/pages.e2e.ts: documents are asked for anew"));
    assert!(exists("Makefile: cargo clippy --workspace --all-targets --locked -- -D warnings"));
    assert!(!exists("Makefile: cargo test --workspace --locked"), "that is no step of `make lint`");
    assert!(exists("Cargo.toml: unsafe_code = \"deny\"") && !exists("Cargo.toml: unsafe_code = \"allow\""));
    assert!(!exists("nowhere.rs: a_test") && !exists("a_test"));
}
