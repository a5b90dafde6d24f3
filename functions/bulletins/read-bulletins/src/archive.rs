//! The archive: what was published, by month and by words.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::header::HeaderName;
use domain::bulletins::{BulletinSummary, PublicationState, WordQuery};
use domain::students::ProgramFamily;
use domain::year::day_in_california;
use edge::{Field, FieldErrors, Json, Limit, Problem, Query, Refusals};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::{Deps, FOR_A_MINUTE};

/// What is looked for.
#[derive(Deserialize)]
pub(crate) struct ArchiveQuery {
    #[serde(default)]
    year: Field<Year>,
    #[serde(default)]
    month: Field<Month>,
    #[serde(default)]
    query: Field<WordQuery>,
    #[serde(default)]
    limit: Field<Limit>,
    #[serde(default)]
    cursor: Field<String>,
    #[serde(flatten)]
    unknown: BTreeMap<String, Value>,
}

/// A year, 2000 to 2199.
#[derive(Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Year(pub(crate) i16);

impl TryFrom<String> for Year {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, &'static str> {
        let year = text.parse().ok().filter(|year| (2000..2200).contains(year));
        year.map(Self).ok_or("must be a year, as in 2026")
    }
}

/// A month of the year, 1 to 12.
#[derive(Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
struct Month(i8);

impl TryFrom<String> for Month {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, &'static str> {
        let month = text.parse().ok().filter(|month| (1..=12).contains(month));
        month.map(Self).ok_or("must be a month from 1 to 12")
    }
}

/// A bulletin in a list.
#[derive(Serialize, ToSchema)]
#[schema(as = BulletinSummary)]
pub(crate) struct SummaryBody {
    id: String,
    headline: String,
    /// The day it bears.
    #[schema(value_type = String, format = Date)]
    dated: Date,
    #[schema(value_type = Option<String>)]
    program: Option<ProgramFamily>,
    #[schema(value_type = Option<String>, format = DateTime)]
    published_at: Option<Timestamp>,
    /// When it was put right last.
    #[schema(value_type = Option<String>, format = DateTime)]
    corrected_at: Option<Timestamp>,
    /// The page of it, without script.
    page: String,
}

impl From<&BulletinSummary> for SummaryBody {
    fn from(summary: &BulletinSummary) -> Self {
        let published_at = match summary.state {
            PublicationState::Published { published_at } => Some(published_at),
            PublicationState::Draft | PublicationState::Scheduled { .. } => None,
        };
        Self {
            id: summary.id.to_string(),
            headline: summary.headline.as_str().to_owned(),
            dated: summary.dated,
            program: summary.audience.program,
            published_at,
            corrected_at: summary.corrected_at,
            page: format!("/bulletins/{}", summary.id),
        }
    }
}

/// A page of the archive.
#[derive(Serialize, ToSchema)]
#[schema(as = BulletinArchive)]
pub(crate) struct ArchiveBody {
    bulletins: Vec<SummaryBody>,
    #[schema(required)]
    next_cursor: Option<String>,
}

/// List published bulletins
///
/// Of a year, this one unless asked, or of one of its months; those that hold the words asked for. A page may be shorter than
/// asked for and still have a next one.
#[utoipa::path(
    get,
    path = "/v1/bulletins",
    operation_id = "read-bulletins",
    tag = "bulletins",
    security(()),
    params(
        ("year" = Option<i32>, Query, description = "In California; this year unless given", minimum = 2000, maximum = 2199),
        ("month" = Option<i32>, Query, description = "The whole year unless given", minimum = 1, maximum = 12),
        ("query" = Option<String>, Query, description = "Several words find what holds all of them; joined with + any", max_length = 100),
        ("limit" = Option<i32>, Query, description = "1 to 100, 50 unless given", minimum = 1, maximum = 100),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
    ),
    responses((status = 200, description = "The latest first", body = ArchiveBody), Refusals)
)]
pub(crate) async fn read_bulletins(
    State(deps): State<Deps>,
    Query(asked): Query<ArchiveQuery>,
) -> Result<([(HeaderName, &'static str); 1], Json<ArchiveBody>), Problem> {
    let mut errors = FieldErrors::new();
    let year = errors.optional("/year", asked.year);
    let month = errors.optional("/month", asked.month);
    let query = errors.optional("/query", asked.query);
    let limit = errors.optional("/limit", asked.limit).unwrap_or_default();
    let sealed = errors.optional("/cursor", asked.cursor);
    errors.unknown("", &asked.unknown);
    let this_year = day_in_california(deps.clock.now()).year();
    let first = date(year.map_or(this_year, |year| year.0), month.map_or(1, |month| month.0), 1);
    let whole_year = month.is_none();
    let binding = format!("bulletins {first} {whole_year} {query:?}");
    let before: Option<String> = match sealed.map(|sealed| deps.cursor_key.open(&sealed, &binding)) {
        Some(None) => {
            errors.push("/cursor", "is not one that this list gave; leave it out to begin again");
            None
        }
        Some(place) => place,
        None => None,
    };
    errors.finish()?;
    let page = deps.archive.page(first, whole_year, query.as_ref(), limit.get(), before.as_deref()).await?;
    let next_cursor = page.next.map(|next| deps.cursor_key.seal(&next, &binding, deps.entropy.bytes()));
    let bulletins = page.bulletins.iter().map(SummaryBody::from).collect();
    Ok(([FOR_A_MINUTE], Json(ArchiveBody { bulletins, next_cursor })))
}
