//! What an editor should look at again before a bulletin is published. It is advice: nothing is refused for it.

use std::fmt;

use domain::bulletins::{Markdown, Section, SectionKind};
use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use crate::html::{OPTIONS, is_own_path};

/// Something that an editor should look at again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Advice {
    /// A link to a page of ours that does not exist.
    DeadLink(String),
    /// A link that is none of `https`, `mailto`, `tel` or a path of ours: readers see the words without it.
    LostLink(String),
    /// A training, an opportunity or a reminder that names no day.
    NoDate,
    /// A link whose words do not say where it leads, when they are read alone. Source: WCAG 2.4.9.
    VagueLink(String),
    /// A heading that skips a level. Source: WCAG, technique G141.
    SkippedHeading(String),
    /// HTML, which is shown as it was typed.
    RawHtml,
    /// A picture, which is not shown.
    Picture,
}

impl fmt::Display for Advice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DeadLink(link) => write!(f, "there is no page {link}; correct the link"),
            Self::LostLink(link) => {
                write!(f, "readers cannot follow {link}; begin it with https://, mailto:, tel: or /")
            }
            Self::NoDate => f.write_str("names no day; say when, as in November 18 or 2025–26"),
            Self::VagueLink(words) => write!(f, "\"{words}\" does not say where the link leads"),
            Self::SkippedHeading(heading) => write!(f, "the heading \"{heading}\" skips a level; use one # less"),
            Self::RawHtml => f.write_str("holds HTML, which readers see as it was typed; use Markdown"),
            Self::Picture => f.write_str("holds a picture, which is not shown; say in words what it shows"),
        }
    }
}

/// What to look at again in `section`. `is_page` says whether a path of ours leads to a page.
#[must_use]
pub fn advise(section: &Section, is_page: impl Fn(&str) -> bool) -> Vec<Advice> {
    let mut advice = walk(&section.text, is_page);
    let dated = matches!(section.kind, SectionKind::UpcomingTrainings | SectionKind::EducatorMeetingOpportunities);
    if dated && !names_a_day(section.text.as_str()) {
        advice.push(Advice::NoDate);
    }
    advice
}

fn walk(source: &Markdown, is_page: impl Fn(&str) -> bool) -> Vec<Advice> {
    let mut advice = Vec::new();
    let mut last_level = 0;
    // What is being read: the words of the link or the heading that is open.
    let (mut words, mut inside) = (String::new(), false);
    for event in Parser::new_ext(source.as_str(), OPTIONS) {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => {
                (words, inside) = (String::new(), true);
                let link = dest_url.to_string();
                if is_own_path(&link) {
                    let path = link.split(['?', '#']).next().unwrap_or_default();
                    if !is_page(path) {
                        advice.push(Advice::DeadLink(link));
                    }
                } else if !["https://", "mailto:", "tel:"].iter().any(|scheme| link.starts_with(scheme)) {
                    advice.push(Advice::LostLink(link));
                }
            }
            Event::Start(Tag::Heading { .. }) => (words, inside) = (String::new(), true),
            Event::Text(text) | Event::Code(text) if inside => words.push_str(&text),
            Event::End(TagEnd::Link) => {
                inside = false;
                if ["here", "click here", "link", "this", "more", "read more"].contains(&words.to_lowercase().trim()) {
                    advice.push(Advice::VagueLink(words.clone()));
                }
            }
            Event::End(TagEnd::Heading(level)) => {
                inside = false;
                let level = level as usize;
                if last_level > 0 && level > last_level + 1 {
                    advice.push(Advice::SkippedHeading(words.clone()));
                }
                last_level = level;
            }
            Event::Html(_) | Event::InlineHtml(_) if !advice.contains(&Advice::RawHtml) => advice.push(Advice::RawHtml),
            Event::Start(Tag::Image { .. }) if !advice.contains(&Advice::Picture) => advice.push(Advice::Picture),
            _ => {}
        }
    }
    advice
}

/// Whether some day, month or year is named.
fn names_a_day(text: &str) -> bool {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let words: Vec<String> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    let number = |word: &String| word.len() <= 4 && word.chars().all(|c| c.is_ascii_digit());
    words.windows(2).any(|pair| MONTHS.contains(&pair[0].as_str()) && number(&pair[1]))
        || words.iter().any(|word| word.len() == 4 && word.starts_with("20") && number(word))
}
