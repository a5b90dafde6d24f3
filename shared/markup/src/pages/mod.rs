//! The public pages of bulletins: without script, readable in any browser, and the same in an editor's preview.

use std::sync::LazyLock;

use domain::bulletins::{Bulletin, BulletinSummary, PublicationState};
use domain::year::day_in_california;
use jiff::Timestamp;
use jiff::civil::Date;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, context};

use crate::html::{Address, html};

/// That a template is wrong: a fault of this program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the page cannot be filled in")]
pub struct Unfilled;

static TEMPLATES: LazyLock<Result<Environment<'static>, minijinja::Error>> = LazyLock::new(|| {
    let mut templates = Environment::new();
    templates.set_undefined_behavior(UndefinedBehavior::Strict);
    templates.set_auto_escape_callback(|_| AutoEscape::Html);
    templates.add_template("frame.html", include_str!("frame.html"))?;
    templates.add_template("bulletin.html", include_str!("bulletin.html"))?;
    templates.add_template("archive.html", include_str!("archive.html"))?;
    templates.add_template("absent.html", include_str!("absent.html"))?;
    Ok(templates)
});

fn fill(name: &str, with: minijinja::Value) -> Result<String, Unfilled> {
    let templates = TEMPLATES.as_ref().map_err(|_| Unfilled)?;
    templates.get_template(name).and_then(|template| template.render(with)).map_err(|_| Unfilled)
}

/// As people write it: `November 3, 2025`.
#[must_use]
pub fn day(day: Date) -> String {
    day.strftime("%B %-d, %Y").to_string()
}

/// The page of one bulletin. Links to pages of ours stay paths.
///
/// # Errors
/// A fault of this program.
pub fn bulletin_page(bulletin: &Bulletin) -> Result<String, Unfilled> {
    let sections: Vec<_> = bulletin
        .sections
        .iter()
        .map(|section| {
            let html = html(&section.text, Address("")).to_string();
            context! { code => section.kind.code(), heading => section.kind.heading(), html }
        })
        .collect();
    let corrections: Vec<_> = bulletin
        .corrections
        .iter()
        .map(|made| context! { on => day(day_in_california(made.at)), note => made.note.as_str() })
        .collect();
    fill(
        "bulletin.html",
        context! {
            headline => bulletin.headline.as_str(),
            dated => day(bulletin.dated),
            dated_code => bulletin.dated.to_string(),
            program => bulletin.audience.program.map(domain::students::ProgramFamily::name),
            salutation => bulletin.audience.salutation(),
            sections,
            corrections,
        },
    )
}

/// What the page of the archive shows.
#[derive(Clone, Debug)]
pub struct ArchiveView<'a> {
    /// The year.
    pub year: i16,
    /// What was looked for, as it was typed.
    pub query: &'a str,
    /// What is wrong with that.
    pub wrong: Option<String>,
    /// The bulletins, the latest first.
    pub bulletins: &'a [BulletinSummary],
    /// The query of the next page.
    pub more: Option<String>,
    /// The other years, the latest first.
    pub years: &'a [i16],
}

/// The page of the archive, by month.
///
/// # Errors
/// A fault of this program.
pub fn archive_page(view: &ArchiveView<'_>) -> Result<String, Unfilled> {
    let published = |summary: &BulletinSummary| match summary.state {
        PublicationState::Published { published_at } => day_in_california(published_at),
        PublicationState::Draft | PublicationState::Scheduled { .. } => day_in_california(Timestamp::UNIX_EPOCH),
    };
    let months: Vec<_> = view
        .bulletins
        .chunk_by(|a, b| published(a).first_of_month() == published(b).first_of_month())
        .map(|month| {
            let bulletins: Vec<_> = month
                .iter()
                .map(|summary| {
                    context! {
                        id => summary.id.to_string(),
                        headline => summary.headline.as_str(),
                        published => day(published(summary)),
                        corrected => summary.corrected_at.is_some(),
                    }
                })
                .collect();
            let name = month.first().map(|first| published(first).strftime("%B %Y").to_string());
            context! { name, bulletins }
        })
        .collect();
    let with = context! {
        year => view.year,
        query => view.query,
        wrong => view.wrong.clone(),
        months,
        more => view.more.clone(),
        years => view.years.to_vec(),
    };
    fill("archive.html", with)
}

/// The page where there is no such bulletin.
///
/// # Errors
/// A fault of this program.
pub fn absent_page() -> Result<String, Unfilled> {
    fill("absent.html", context! {})
}
