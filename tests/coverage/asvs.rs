//! Each requirement of levels 1 and 2 of OWASP ASVS 5.0.0 has its entry in `docs/asvs.toml`, and whatever an entry names exists.

use std::collections::{BTreeMap, BTreeSet};

use crate::evidence::{self, Standard};

/// The sections of ASVS 5.0.0; the digits are the levels of the section's requirements, in the order of their numbers.
/// From <https://github.com/OWASP/ASVS>, `5.0/docs_en`, as of release 5.0.0.
const LEVELS: [(&str, &str); 80] = [
    ("1.1", "22"),
    ("1.2", "1111122223"),
    ("1.3", "112222222223"),
    ("1.4", "222"),
    ("1.5", "123"),
    ("2.1", "122"),
    ("2.2", "112"),
    ("2.3", "12223"),
    ("2.4", "23"),
    ("3.1", "3"),
    ("3.2", "113"),
    ("3.3", "12223"),
    ("3.4", "11222233"),
    ("3.5", "11122333"),
    ("3.6", "3"),
    ("3.7", "22333"),
    ("4.1", "12233"),
    ("4.2", "23333"),
    ("4.3", "22"),
    ("4.4", "1222"),
    ("5.1", "2"),
    ("5.2", "112333"),
    ("5.3", "113"),
    ("5.4", "222"),
    ("6.1", "122"),
    ("6.2", "111111112222"),
    ("6.3", "11223333"),
    ("6.4", "112233"),
    ("6.5", "22222333"),
    ("6.6", "2223"),
    ("6.7", "33"),
    ("6.8", "2222"),
    ("7.1", "222"),
    ("7.2", "1111"),
    ("7.3", "22"),
    ("7.4", "11222"),
    ("7.5", "223"),
    ("7.6", "22"),
    ("8.1", "1233"),
    ("8.2", "1123"),
    ("8.3", "133"),
    ("8.4", "23"),
    ("9.1", "111"),
    ("9.2", "1222"),
    ("10.1", "22"),
    ("10.2", "223"),
    ("10.3", "22223"),
    ("10.4", "1111122222233333"),
    ("10.5", "22222"),
    ("10.6", "22"),
    ("10.7", "222"),
    ("11.1", "2233"),
    ("11.2", "22233"),
    ("11.3", "11233"),
    ("11.4", "1222"),
    ("11.5", "23"),
    ("11.6", "23"),
    ("11.7", "33"),
    ("12.1", "12233"),
    ("12.2", "11"),
    ("12.3", "22223"),
    ("13.1", "2333"),
    ("13.2", "222223"),
    ("13.3", "2233"),
    ("13.4", "1222233"),
    ("14.1", "22"),
    ("14.2", "12223333"),
    ("14.3", "122"),
    ("15.1", "12233"),
    ("15.2", "12233"),
    ("15.3", "1222222"),
    ("15.4", "3333"),
    ("16.1", "2"),
    ("16.2", "22222"),
    ("16.3", "2222"),
    ("16.4", "222"),
    ("16.5", "2223"),
    ("17.1", "23"),
    ("17.2", "22223333"),
    ("17.3", "22"),
];

/// Sections that ask for nothing but documentation: there a section of a document shows that it is met.
const OF_DOCUMENTS: [&str; 11] = ["2.1", "3.1", "5.1", "6.1", "7.1", "8.1", "11.1", "13.1", "14.1", "15.1", "16.1"];

/// How many requirements of the highest level are to be met at least: our choice.
const OF_LEVEL_3: usize = 40;

/// Every requirement there is, by its number, with its level.
fn official() -> BTreeMap<String, u8> {
    let section = |(section, levels): (&'static str, &'static str)| {
        levels.bytes().zip(1..).map(move |(level, number): (u8, u8)| (format!("{section}.{number}"), level - b'0'))
    };
    LEVELS.into_iter().flat_map(section).collect()
}

fn of_level(numbers: impl Iterator<Item = u8>, level: u8) -> usize {
    numbers.filter(|one| *one == level).count()
}

#[test]
fn the_list_of_numbers_is_as_long_as_the_standard_says() {
    let official = official();
    let count = |level| of_level(official.values().copied(), level);
    assert_eq!((count(1), count(2), count(3)), (70, 183, 92));
}

#[test]
fn every_requirement_of_levels_1_and_2_has_its_entry_and_at_least_40_of_level_3_are_met() {
    let (official, standard) = (official(), Standard::read("docs/asvs.toml"));
    let known: BTreeSet<_> = official.keys().collect();
    let unknown: Vec<_> = standard.entries.keys().filter(|number| !known.contains(number)).collect();
    assert_eq!(unknown, Vec::<&String>::new(), "no such requirement");
    let missing: Vec<_> =
        official.iter().filter(|(number, level)| **level < 3 && !standard.entries.contains_key(*number)).collect();
    assert_eq!(missing, Vec::new(), "without an entry");
    for (number, entry) in &standard.entries {
        assert_eq!(entry.level, Some(official[number]), "{number}");
    }
    let met = standard.entries.values().filter(|entry| entry.is_met()).filter_map(|entry| entry.level);
    let highest = of_level(met, 3);
    assert!(highest >= OF_LEVEL_3, "{highest} of level 3");
}

#[test]
fn every_requirement_is_shown_by_tests_that_exist_or_says_why_not() {
    let standard = Standard::read("docs/asvs.toml");
    let of_documents = |number: &str| OF_DOCUMENTS.iter().any(|section| number.starts_with(&format!("{section}.")));
    assert_eq!(evidence::faults(&standard, of_documents), Vec::<String>::new());
}

/// What docs/TRUST.md says is counted here, so that it cannot fall behind.
#[test]
fn the_page_on_trust_gives_the_counts_of_this_list() {
    let standard = Standard::read("docs/asvs.toml");
    let trust = crate::read("docs/TRUST.md");
    for level in 1..=3 {
        let of_level = || standard.entries.values().filter(|entry| entry.level == Some(level));
        let met = of_level().filter(|entry| entry.is_met()).count();
        let apart = of_level().filter(|entry| entry.not.is_some()).count();
        let open = of_level().filter(|entry| entry.open.is_some()).count();
        let row = format!("| {level} | {} | {met} | {apart} | {open} |", met + apart + open);
        assert!(trust.contains(&row), "docs/TRUST.md lacks the row {row}");
    }
}
