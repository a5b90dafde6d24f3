use domain::bulletins;
use domain::year::day_in_california;
use jiff::Timestamp;
use markup::{Address, day};
use serde::Serialize;

use crate::context::{Context, Files, files};

/// A bulletin.
#[derive(Serialize)]
pub(crate) struct Bulletin {
    pub(crate) headline: String,
    pub(crate) dated: String,
    pub(crate) salutation: String,
    pub(crate) correction: Option<Correction>,
    pub(crate) sections: Vec<Section>,
    pub(crate) link: String,
    pub(crate) unsubscribe: String,
}

/// What was wrong, where the bulletin was put right.
#[derive(Serialize)]
pub(crate) struct Correction {
    on: String,
    note: String,
}

/// A section, in both forms.
#[derive(Serialize)]
pub(crate) struct Section {
    heading: &'static str,
    text: String,
    html: String,
}

impl Bulletin {
    pub(crate) fn new(bulletin: &bulletins::Bulletin, portal: &str, unsubscribe: String, queued_at: Timestamp) -> Self {
        let section = |section: &bulletins::Section| Section {
            heading: section.kind.heading(),
            text: markup::text(&section.text, Address(portal)),
            html: markup::html(&section.text, Address(portal)).to_string(),
        };
        let correction = bulletin
            .corrections
            .last()
            .filter(|made| made.at <= queued_at)
            .map(|made| Correction { on: day(day_in_california(made.at)), note: made.note.as_str().to_owned() });
        Self {
            headline: bulletin.headline.as_str().to_owned(),
            dated: day(bulletin.dated),
            salutation: bulletin.audience.salutation(),
            correction,
            sections: bulletin.sections.iter().map(section).collect(),
            link: format!("{portal}/bulletins/{}", bulletin.id),
            unsubscribe,
        }
    }
}

impl Context for Bulletin {
    const FILES: Files = files!("bulletin");

    fn sample() -> Self {
        Self {
            headline: "CAASPP Communication: November 2026".into(),
            dated: "November 3, 2026".into(),
            salutation: "Dear LEA CAASPP Coordinator:".into(),
            correction: Some(Correction { on: "November 5, 2026".into(), note: "The webinar begins at 3 p.m.".into() }),
            sections: vec![Section {
                heading: "Upcoming Trainings",
                text: "November 18: Coffee Session (https://toms.example.org/bulletins)".into(),
                html: "<p>November 18: <a href=\"https://toms.example.org/bulletins\">Coffee Session</a></p>\n".into(),
            }],
            link: "https://toms.example.org/bulletins/aaaaaaaaaaaaaaaaaaaaaaaaaa".into(),
            unsubscribe: "https://toms.example.org/unsubscribe#x".into(),
        }
    }
}
