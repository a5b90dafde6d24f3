//! Feeds: Atom (RFC 4287) and JSON Feed 1.1, of the bulletins published last.

use atom_syndication::{Content, Entry, Feed, FixedDateTime, Generator, Link, Person, Text};
use axum::extract::State;
use axum::http::header::{CONTENT_TYPE, HeaderName};
use domain::Failure;
use domain::bulletins::{Bulletin, BulletinSummary, PublicationState};
use domain::year::day_in_california;
use edge::{Problem, Refusals};
use jiff::Timestamp;
use jiff::civil::date;
use markup::{Address, html};
use serde_json::{Value, json};

use crate::{Deps, FOR_A_MINUTE};

/// How many bulletins a feed holds: about a year of them.
const ENTRIES: u8 = 20;
const TITLE: &str = "Bulletins for California's assessment coordinators";

type FeedAnswer = ([(HeaderName, &'static str); 2], String);

impl Deps {
    /// The bulletins published last, whole: of this year and, in its first months, of the year before.
    async fn latest(&self, now: Timestamp) -> Result<Vec<Bulletin>, Failure> {
        let this_year = date(day_in_california(now).year(), 1, 1);
        let last_year = date(this_year.year() - 1, 1, 1);
        let of = |year| self.archive.page(year, true, None, ENTRIES, None);
        let (now, before) = tokio::try_join!(of(this_year), of(last_year))?;
        let summaries: Vec<BulletinSummary> =
            now.bulletins.into_iter().chain(before.bulletins).take(ENTRIES.into()).collect();
        let ids: Vec<_> = summaries.iter().map(|summary| summary.id).collect();
        let mut found = self.desk.read_many(&ids).await?;
        found.retain(Bulletin::is_published);
        found.sort_by_key(|bulletin| ids.iter().position(|id| *id == bulletin.id));
        Ok(found)
    }
}

fn published_at(bulletin: &Bulletin) -> Timestamp {
    match bulletin.state {
        PublicationState::Published { published_at } => published_at,
        PublicationState::Draft | PublicationState::Scheduled { .. } => bulletin.changed_at,
    }
}

fn updated_at(bulletin: &Bulletin) -> Timestamp {
    bulletin.corrections.last().map_or_else(|| published_at(bulletin), |made| made.at)
}

/// All sections as one piece of HTML.
fn content(bulletin: &Bulletin, portal: &str) -> String {
    let section = |section: &domain::bulletins::Section| {
        format!("<h3>{}</h3>\n{}", section.kind.heading(), html(&section.text, Address(portal)))
    };
    bulletin.sections.iter().map(section).collect()
}

/// Atom feed of bulletins
#[utoipa::path(
    get,
    path = "/v1/bulletins.atom",
    operation_id = "read-atom-feed",
    tag = "bulletins",
    security(()),
    responses((status = 200, description = "The latest first", body = String, content_type = "application/atom+xml"), Refusals)
)]
pub(crate) async fn read_atom_feed(State(deps): State<Deps>) -> Result<FeedAnswer, Problem> {
    let now = deps.clock.now();
    let bulletins = deps.latest(now).await?;
    let feed = atom(&bulletins, &deps.portal_address, now).map_err(Problem::internal)?;
    Ok(([FOR_A_MINUTE, (CONTENT_TYPE, "application/atom+xml; charset=utf-8")], feed))
}

/// A time as Atom writes it.
fn atom_time(at: Timestamp) -> Result<FixedDateTime, Failure> {
    at.to_string().parse().map_err(|_| Failure::Internal("a time cannot be written in a feed".into()))
}

fn atom(bulletins: &[Bulletin], portal: &str, now: Timestamp) -> Result<String, Failure> {
    let link = |rel: &str, href: String| Link { rel: rel.to_owned(), href, ..Link::default() };
    let mut entries = Vec::with_capacity(bulletins.len());
    for bulletin in bulletins {
        let page = format!("{portal}/bulletins/{}", bulletin.id);
        entries.push(Entry {
            title: Text::plain(bulletin.headline.as_str()),
            id: page.clone(),
            updated: atom_time(updated_at(bulletin))?,
            published: Some(atom_time(published_at(bulletin))?),
            links: vec![link("alternate", page)],
            content: Some(Content {
                content_type: Some("html".to_owned()),
                value: Some(content(bulletin, portal)),
                ..Content::default()
            }),
            ..Entry::default()
        });
    }
    let feed = Feed {
        title: Text::plain(TITLE),
        id: format!("{portal}/bulletins"),
        updated: atom_time(bulletins.iter().map(updated_at).max().unwrap_or(now))?,
        authors: vec![Person { name: "OpenTOMS".to_owned(), ..Person::default() }],
        generator: Some(Generator { value: "OpenTOMS".to_owned(), ..Generator::default() }),
        links: vec![
            link("self", format!("{portal}/v1/bulletins.atom")),
            link("alternate", format!("{portal}/bulletins")),
        ],
        entries,
        ..Feed::default()
    };
    Ok(feed.to_string())
}

/// JSON feed of bulletins
#[utoipa::path(
    get,
    path = "/v1/bulletins.json",
    operation_id = "read-json-feed",
    tag = "bulletins",
    security(()),
    responses((status = 200, description = "The latest first", body = Value, content_type = "application/feed+json"), Refusals)
)]
pub(crate) async fn read_json_feed(State(deps): State<Deps>) -> Result<FeedAnswer, Problem> {
    let bulletins = deps.latest(deps.clock.now()).await?;
    let feed = json_feed(&bulletins, &deps.portal_address).to_string();
    Ok(([FOR_A_MINUTE, (CONTENT_TYPE, "application/feed+json")], feed))
}

fn json_feed(bulletins: &[Bulletin], portal: &str) -> Value {
    let item = |bulletin: &Bulletin| {
        let page = format!("{portal}/bulletins/{}", bulletin.id);
        json!({
            "id": page,
            "url": page,
            "title": bulletin.headline.as_str(),
            "content_html": content(bulletin, portal),
            "date_published": published_at(bulletin),
            "date_modified": updated_at(bulletin),
        })
    };
    json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": TITLE,
        "home_page_url": format!("{portal}/bulletins"),
        "feed_url": format!("{portal}/v1/bulletins.json"),
        "language": "en-US",
        "items": bulletins.iter().map(item).collect::<Vec<_>>(),
    })
}
