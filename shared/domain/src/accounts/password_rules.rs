//! What a new password must be. Source: NIST SP 800-63B-4: long enough, of any characters, and not one that attackers try
//! first; no rule about which kinds of characters it has, no forced change, no secret questions.

use std::collections::BTreeSet;
use std::fmt;

use zxcvbn::matching::Match;
use zxcvbn::matching::patterns::MatchPattern;

use super::Password;
use crate::names::FoldedName;

/// The fewest characters, counted per code point. Source: NIST SP 800-63B-4, for a password that may be the only factor.
pub const PASSWORD_MIN: usize = 15;

/// The most characters. Source: NIST SP 800-63B-4 asks for at least 64; our choice.
pub const PASSWORD_MAX: usize = 128;

/// The score from which a password is accepted, the highest of zxcvbn: more than 10^10 guesses. Our choice: three of the
/// most common words side by side stay below it.
const ACCEPTABLE: u8 = 4;

/// The highest score of a password that is refused, so that a meter never shows one as good.
const REFUSED_MAX: u8 = 3;

/// How many characters of one's own there must be: when the words of [`Words`] are taken out, and before the password
/// begins anew. Our choice.
const OWN_MIN: usize = 8;

/// How many different characters there must be. Our choice.
const DIFFERENT_MIN: usize = 5;

/// How many characters are judged at once: what the judging costs grows with the third power of it, and zxcvbn's numbers
/// overflow from 28 neighbouring keys on.
const JUDGED: usize = 24;

/// How many different signs are read as the letters they stand for (`p@$$word`): what the judging costs doubles with each.
const SIGNS: usize = 2;

/// The shortest word that counts, in characters.
const WORD_MIN: usize = 3;

/// The most words judged by.
const WORDS_MAX: usize = 64;

/// The words of this service and of what it is for.
const SERVICE: [&str; 24] = [
    "opentoms",
    "toms",
    "mytoms",
    "caaspp",
    "elpac",
    "cais",
    "cers",
    "calpads",
    "california",
    "smarter",
    "balanced",
    "smarterbalanced",
    "assessment",
    "testing",
    "school",
    "schools",
    "district",
    "education",
    "student",
    "students",
    "coordinator",
    "superintendent",
    "administrator",
    "password",
];

/// What a password must not be made of: the words of the service, and those of the person and their organizations.
#[derive(Clone)]
pub struct Words(Vec<String>);

impl Words {
    /// Those of the service.
    #[must_use]
    pub fn of_the_service() -> Self {
        Self(SERVICE.map(str::to_owned).to_vec())
    }

    /// These and the words of `text`: a name, an e-mail address, an organization's name.
    #[must_use]
    pub fn and(mut self, text: &str) -> Self {
        let words = text.split(|c: char| !c.is_alphanumeric()).map(FoldedName::whole);
        for word in words.chain([FoldedName::whole(text)]) {
            if word.len() >= WORD_MIN && self.0.len() < WORDS_MAX && !self.0.contains(&word) {
                self.0.push(word);
            }
        }
        self
    }

    /// Whether `password` is little more than these words.
    fn make_up(&self, password: &str) -> bool {
        let mut longest_first: Vec<&String> = self.0.iter().collect();
        longest_first.sort_by_key(|word| std::cmp::Reverse(word.len()));
        let own = |text: String| {
            let rest = longest_first.iter().fold(text.clone(), |rest, word| rest.replace(word.as_str(), ""));
            rest.len() < text.len() && rest.chars().count() < OWN_MIN
        };
        let folded = folded(password);
        own(as_letters(&folded)) || own(folded)
    }
}

/// In lower case, without accents, blanks and what joins words. Other signs stay.
fn folded(password: &str) -> String {
    let joining = |c: &char| c.is_whitespace() || matches!(c, '-' | '_' | '.' | '\'' | '@' | '+');
    let characters = password.chars().filter(|c| !joining(c));
    let fold = |c: char| match FoldedName::whole(c.encode_utf8(&mut [0; 4])) {
        folded if folded.is_empty() => c.to_string(),
        folded => folded,
    };
    characters.map(fold).collect()
}

/// With digits and signs as the letters they are put for.
fn as_letters(text: &str) -> String {
    let letter = |c| match c {
        '0' => 'o',
        '1' | '!' | '|' => 'i',
        '3' => 'e',
        '4' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    };
    text.chars().map(letter).collect()
}

/// Why a password is refused, in words to choose a better one by. It says nothing of the password itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// Fewer than 15 characters.
    TooShort,
    /// More than 128 characters.
    TooLong,
    /// Made of passwords, names or words that attackers try first.
    Common,
    /// Few characters again and again.
    Repeats,
    /// The alphabet, counting, or keys that lie side by side.
    Sequence,
    /// Mostly a date or a year.
    Date,
    /// Made of the service's or the person's own words.
    OwnWords,
    /// Guessed too soon, for no single reason.
    Guessable,
}

impl Reason {
    /// The code in JSON.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::TooShort => "too-short",
            Self::TooLong => "too-long",
            Self::Common => "common",
            Self::Repeats => "repeats",
            Self::Sequence => "sequence",
            Self::Date => "date",
            Self::OwnWords => "own-words",
            Self::Guessable => "guessable",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooShort => "must have at least 15 characters; a sentence of a few words is easy to remember",
            Self::TooLong => "must have at most 128 characters",
            Self::Common => "is made of words or passwords that attackers try first; choose words that are less common",
            Self::Repeats => "repeats itself; choose words that differ",
            Self::Sequence => "is made of characters in a row, like abc, 123 or qwerty; choose words instead",
            Self::Date => "is made of dates or years; choose words instead",
            Self::OwnWords => "is made of your name, your organization's or this service's; choose other words",
            Self::Guessable => "is too easy to guess; add one or two words that have nothing to do with the others",
        })
    }
}

/// What is to be said of a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessment {
    /// For a meter: 0 to 4, from guessed at once to never.
    pub score: u8,
    /// Why it is refused; nothing when it is acceptable.
    pub reasons: Vec<Reason>,
}

impl Assessment {
    /// Whether it may be set.
    #[must_use]
    pub fn acceptable(&self) -> bool {
        self.reasons.is_empty()
    }
}

/// Judges `password`.
#[must_use]
pub fn assess(password: &str, words: &Words) -> Assessment {
    let characters: Vec<char> = password.chars().collect();
    if characters.len() > PASSWORD_MAX {
        return Assessment { score: 0, reasons: vec![Reason::TooLong] };
    }
    let mut reasons = Vec::new();
    if characters.len() < PASSWORD_MIN {
        reasons.push(Reason::TooShort);
    }
    if different(&characters) < DIFFERENT_MIN || period(&characters) < OWN_MIN {
        reasons.push(Reason::Repeats);
    }
    if words.make_up(password) {
        reasons.push(Reason::OwnWords);
    }
    let (score, weaknesses) = judge(&characters, words);
    if score < ACCEPTABLE {
        reasons.extend(weaknesses);
    }
    reasons.sort_unstable();
    reasons.dedup();
    Assessment { score: if reasons.is_empty() { score } else { score.min(REFUSED_MAX) }, reasons }
}

fn different(characters: &[char]) -> usize {
    characters.iter().collect::<BTreeSet<_>>().len()
}

/// After how many characters it begins anew; all of them if it does not.
fn period(characters: &[char]) -> usize {
    let begins_anew = |after: &usize| characters.iter().zip(&characters[*after..]).all(|(one, other)| one == other);
    (1..characters.len()).find(begins_anew).unwrap_or(characters.len())
}

/// The score of zxcvbn, and what makes it low. Of a long password the part that is hardest to guess counts: the whole is
/// at least as hard.
fn judge(characters: &[char], words: &Words) -> (u8, Vec<Reason>) {
    let words: Vec<&str> = words.0.iter().map(String::as_str).collect();
    let last = characters.len().saturating_sub(JUDGED);
    let parts =
        (0..last).step_by(JUDGED / 2).chain([last]).map(|from| &characters[from..][..JUDGED.min(characters.len())]);
    let judged = parts.map(|part| {
        let entropy = zxcvbn::zxcvbn(&within_reach(part), &words);
        (u8::from(entropy.score()), weaknesses(entropy.sequence(), &words))
    });
    judged.rev().max_by_key(|(score, _)| *score).unwrap_or_default()
}

/// `part` with no more than [`SIGNS`] different signs that may stand for letters. The others become `-`, which is no
/// harder to guess.
fn within_reach(part: &[char]) -> String {
    let mut signs: Vec<char> = Vec::new();
    let keep = |c: char| {
        if !"@({[<!|$+%".contains(c) || signs.contains(&c) {
            return c;
        }
        if signs.len() == SIGNS {
            return '-';
        }
        signs.push(c);
        c
    };
    part.iter().copied().map(keep).collect()
}

/// The kinds of pattern that a password consists of.
fn weaknesses(sequence: &[Match], words: &[&str]) -> Vec<Reason> {
    let long_enough = sequence.iter().filter(|found| found.token.chars().count() >= WORD_MIN);
    let kinds = long_enough.filter_map(|found| match &found.pattern {
        MatchPattern::Dictionary(word) if words.contains(&word.matched_word.as_str()) => Some(Reason::OwnWords),
        MatchPattern::Dictionary(_) => Some(Reason::Common),
        MatchPattern::Repeat(_) => Some(Reason::Repeats),
        MatchPattern::Spatial(_) | MatchPattern::Sequence(_) => Some(Reason::Sequence),
        MatchPattern::Regex(_) | MatchPattern::Date(_) => Some(Reason::Date),
        MatchPattern::BruteForce => None,
    });
    let kinds: BTreeSet<Reason> = kinds.collect();
    if kinds.is_empty() { vec![Reason::Guessable] } else { kinds.into_iter().collect() }
}

/// A password that keeps the rules: only such a one is ever stored.
#[derive(Clone, Debug)]
pub struct NewPassword(Password);

impl NewPassword {
    /// Takes `password` if it keeps the rules.
    ///
    /// # Errors
    /// Why not.
    pub fn choose(password: Password, words: &Words) -> Result<Self, Vec<Reason>> {
        let reasons = assess(password.as_typed(), words).reasons;
        if reasons.is_empty() { Ok(Self(password)) } else { Err(reasons) }
    }

    pub(super) fn as_typed(&self) -> &str {
        self.0.as_typed()
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use proptest::prelude::*;

    use super::*;

    fn words() -> Words {
        Words::of_the_service().and("Lee Romero").and("lee.romero@poppy.test").and("Poppy Valley Unified")
    }

    fn reasons(password: &str) -> Vec<Reason> {
        assess(password, &words()).reasons
    }

    #[test]
    fn sentences_and_random_characters_are_accepted() {
        for password in [
            "poppies bloom in april 2026",
            "Poppies bloom in april",
            "correct horse battery staple",
            "seven herons over a dam",
            "gT7#qLw!92xZ&bRv",
            "xkqvwzjhbtrmnpl",
            "мой кот любит рыбу",
            "海辺の町で三年間暮らした思い出です",
            "🦉🌵🎻🧭🪁🦦🍋🛶🧵🪵🥁🦔🌋🧊🪐",
            "lee saw eleven tall ships",
        ] {
            let assessment = assess(password, &words());
            assert!(assessment.acceptable() && assessment.score == 4, "{password}: {assessment:?}");
        }
    }

    #[test]
    fn what_attackers_try_first_is_refused_and_the_reason_is_told() {
        use Reason as R;
        for (password, reason) in [
            ("", R::TooShort),
            ("gT7#qLw!92xZ&b", R::TooShort),
            ("passwordpassword", R::OwnWords),
            ("passwordpassword", R::Repeats),
            ("iloveyouiloveyou", R::Repeats),
            ("aaaaaaaaaaaaaaaa", R::Repeats),
            ("abababababababab", R::Repeats),
            ("x7kqx7kqx7kqx7kq", R::Repeats),
            ("qwertyuiopasdfgh", R::Common),
            ("1qaz2wsx3edc4rfv", R::Common),
            ("123456789012345", R::Sequence),
            ("abcdefghijklmnop", R::Sequence),
            ("monkeydragonmaster", R::Common),
            ("opentoms2026opentoms", R::OwnWords),
            ("0pent0ms2026!0pent0ms", R::OwnWords),
            ("OpenTOMS-CAASPP-2026", R::OwnWords),
            ("california school", R::OwnWords),
            ("Smarter Balanced 27", R::OwnWords),
            ("leeromero2026leeromero", R::OwnWords),
            ("Léé.Romero@Poppy.Test", R::OwnWords),
            ("poppyvalleyunified1", R::OwnWords),
            ("12/24/1985qwerty", R::Date),
        ] {
            let refused = assess(password, &words());
            assert!(refused.reasons.contains(&reason), "{password}: {refused:?}");
            assert!(refused.score <= REFUSED_MAX, "{password}: {refused:?}");
        }
    }

    #[test]
    fn the_length_is_counted_in_code_points_and_bounded_at_both_ends() {
        let mixed: String = "gñ7#qŁw!92xZ&øR".chars().collect();
        assert_eq!(mixed.chars().count(), PASSWORD_MIN);
        assert_eq!(reasons(&mixed), []);
        let long: String = "seven herons over a dam ".chars().cycle().take(PASSWORD_MAX + 1).collect();
        assert_eq!(reasons(&long), [Reason::TooLong]);
        assert!(!reasons(&long[1..]).contains(&Reason::TooLong));
    }

    #[test]
    fn a_strong_part_makes_up_for_a_weak_rest_wherever_it_stands() {
        for before in [0, 1, 12, 13, 24, 50, 100] {
            let password = format!("{}seven herons over a dam{}", "a".repeat(before), "a".repeat(100 - before));
            assert_eq!(reasons(&password), [], "{before}");
        }
    }

    #[test]
    fn a_weak_password_with_enough_of_its_own_is_told_which_of_its_words_are_the_persons() {
        assert!(!words().make_up("romeroqwertyuiop"));
        assert_eq!(reasons("romeroqwertyuiop"), [Reason::Common, Reason::OwnWords]);
    }

    #[test]
    fn five_different_characters_are_enough_and_four_are_not() {
        assert_eq!(reasons("kqzvxqkzxvkxqvzzkvqxkzqv"), []);
        assert!(reasons("kqzvqkzvkqvzzkvqkzqvzqkv").contains(&Reason::Repeats));
    }

    #[test]
    fn two_signs_that_may_stand_for_letters_are_judged_as_such_and_no_third_is() {
        let judged = |text: &str| within_reach(&text.chars().collect::<Vec<_>>());
        assert_eq!(judged("@(@(a@"), "@(@(a@");
        assert_eq!(judged("@(b@{[<!|$+%(c#"), "@(b@--------(c#");
    }

    #[test]
    fn each_reason_has_a_code_and_says_what_is_wrong_and_what_to_do() {
        let reasons = [
            (Reason::TooShort, "too-short", "at least 15"),
            (Reason::TooLong, "too-long", "at most 128"),
            (Reason::Common, "common", "less common"),
            (Reason::Repeats, "repeats", "words that differ"),
            (Reason::Sequence, "sequence", "choose words instead"),
            (Reason::Date, "date", "choose words instead"),
            (Reason::OwnWords, "own-words", "choose other words"),
            (Reason::Guessable, "guessable", "add one or two words"),
        ];
        for (reason, code, words) in reasons {
            assert!(reason.code() == code && reason.to_string().contains(words), "{reason:?}: {reason}");
        }
    }

    #[test]
    fn words_are_taken_from_three_letters_on_each_once_and_not_without_end() {
        let own = |text: &str| Words(Vec::new()).and(text).0;
        assert_eq!(own("Lee-Ann Xu, lee"), ["lee", "ann", "lee ann xu lee"].map(FoldedName::whole));
        let many = (0..100).fold(Words(Vec::new()), |words, number| words.and(&format!("word{number}")));
        assert_eq!(many.0.len(), WORDS_MAX);
    }

    #[test]
    fn a_password_is_made_up_of_words_when_little_else_is_in_it_whether_or_not_digits_stand_for_letters() {
        let words = Words(["poppy", "valley", "room101"].map(str::to_owned).to_vec());
        let own = |count: usize| "qx".chars().cycle().take(count).collect::<String>();
        for made_up in [
            "Poppy-Valley".to_owned(),
            "p0ppyv4ll3y".to_owned(),
            "room101room101".to_owned(),
            format!("poppyvalley{}", own(OWN_MIN - 1)),
        ] {
            assert!(words.make_up(&made_up), "{made_up}");
        }
        for of_its_own in
            [format!("poppyvalley{}", own(OWN_MIN)), own(OWN_MIN - 1), own(20), "poppyvalley#%&/()=?".to_owned()]
        {
            assert!(!words.make_up(&of_its_own), "{of_its_own}");
        }
    }

    #[test]
    fn only_a_password_that_keeps_the_rules_can_be_chosen() {
        let choose = |text: &str| NewPassword::choose(Password::new(text.into()).unwrap(), &words());
        assert!(choose("poppies bloom in april 2026").is_ok());
        assert_eq!(choose("short").unwrap_err().first(), Some(&Reason::TooShort));
        assert_eq!(format!("{:?}", choose("poppies bloom in april 2026").unwrap()), "NewPassword(Password(..))");
    }

    /// The worst that was found for zxcvbn: every sign that can stand for a letter, and no word in it.
    #[test]
    fn a_hostile_password_costs_no_more_than_a_second() {
        let signs = "4@8({[<369!1|70$5+%2".chars();
        let started = Instant::now();
        assert_ne!(reasons(&signs.cycle().take(PASSWORD_MAX).collect::<String>()), [Reason::Sequence]);
        assert!(started.elapsed() < Duration::from_secs(1), "{:?}", started.elapsed());
        for unit in ["4@8({", "19", "ab1", "1-1-1"] {
            let password: String = unit.chars().cycle().take(PASSWORD_MAX).collect();
            let started = Instant::now();
            let refused = reasons(&password);
            let took = started.elapsed();
            assert!(!refused.is_empty(), "{unit}");
            assert!(took < Duration::from_secs(1), "{unit}: {took:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        #[test]
        fn any_text_is_judged(password in "\\PC{0,140}|[qwertyu1234567890@$!|<(]{15,128}|(qQ|sS5\\$|aA4@){8,60}", name in any::<String>()) {
            let assessment = assess(&password, &words().and(&name));
            prop_assert!(assessment.score <= 4);
            prop_assert_eq!(assessment.acceptable(), assessment.reasons.is_empty());
        }

        #[test]
        fn fewer_than_15_characters_and_more_than_128_are_never_accepted(
            short in "\\PC{0,14}", long in "\\PC{129,160}",
        ) {
            prop_assert!(reasons(&short).contains(&Reason::TooShort));
            prop_assert_eq!(reasons(&long), [Reason::TooLong]);
        }

        #[test]
        fn a_short_unit_said_again_is_never_accepted(unit in "[ -~]{1,7}", length in PASSWORD_MIN..=PASSWORD_MAX) {
            let password: String = unit.chars().cycle().take(length).collect();
            prop_assert!(reasons(&password).contains(&Reason::Repeats));
        }

        #[test]
        fn the_persons_own_words_are_never_enough(
            own in prop::collection::vec(prop::sample::select(vec!["lee", "Romero", "POPPY", "valley", "opentoms"]), 3..9),
            between in "[ .-]", end in "[0-9!]{0,4}",
        ) {
            prop_assert!(!reasons(&(own.join(&between) + &end)).is_empty());
        }

        #[test]
        fn twenty_random_characters_are_accepted(password in "[a-zA-Z0-9]{20}") {
            prop_assert_eq!(reasons(&password), []);
        }
    }
}
