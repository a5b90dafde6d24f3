//! Reports: over a bounded page of the reviews that the caller sees, each read whole. Three levels: who asks, which reviews,
//! what lies in them (adr 19).

use std::collections::BTreeMap;

use axum::extract::State;
use domain::access::{Caller, Right};
use domain::compliance::{Review, ReviewState, SeenReview, see};
use domain::year::AdministrationYear;
use edge::compliance::{OpenWorkRow, ReviewCounts};
use edge::{CurrentRequest, Field, FieldErrors, Json, Problem, Query, Refusals, SessionToken};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::Deps;

/// The most reviews of a page: each may be 1 MB and more to read.
const REVIEWS: u8 = 20;

/// Which page.
#[derive(Deserialize)]
pub(crate) struct ReportQuery {
    #[serde(default)]
    cursor: Field<String>,
    #[serde(flatten)]
    unknown: BTreeMap<String, Value>,
}

impl ReportQuery {
    fn check(self) -> Result<Option<String>, Problem> {
        let mut errors = FieldErrors::new();
        let cursor = errors.optional("/cursor", self.cursor);
        errors.unknown("", &self.unknown);
        errors.finish()?;
        Ok(cursor)
    }
}

/// What waits in open reviews.
#[derive(Serialize, ToSchema)]
#[schema(as = OpenWork)]
pub(crate) struct OpenWorkBody {
    /// Review by review; of each what is due first in front.
    rows: Vec<OpenWorkRow>,
    /// Give it back for the rows of further reviews; none on the last page.
    next_cursor: Option<String>,
}

/// How far open reviews came.
#[derive(Serialize, ToSchema)]
#[schema(as = Submissions)]
pub(crate) struct SubmissionsBody {
    reviews: Vec<ReviewCounts>,
    /// Give it back for further reviews; none on the last page.
    next_cursor: Option<String>,
}

/// Report what is open and when it is due
///
/// Evidence requests that are not answered and findings that are not resolved, in the open reviews that the role sees. A page
/// is some reviews with all that waits in them; it may be empty and still have a next one.
#[utoipa::path(
    get,
    path = "/v1/compliance/reports/open-work",
    operation_id = "report-open-work",
    tag = "compliance",
    params(("cursor" = Option<String>, Query, description = "The `next_cursor` of the page before")),
    responses(
        (status = 200, description = "What waits in a page of reviews", body = OpenWorkBody),
        Refusals,
    )
)]
pub(crate) async fn report_open_work(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    Query(query): Query<ReportQuery>,
) -> Result<Json<OpenWorkBody>, Problem> {
    let now = deps.clock.now();
    let (seen, next_cursor) = open_reviews(&deps, &request, &token, query, now).await?;
    let rows = seen.iter().flat_map(|seen| OpenWorkRow::of(seen, now)).collect();
    Ok(Json(OpenWorkBody { rows, next_cursor }))
}

/// Report how far reviews came
///
/// Of each open review that the role sees: evidence asked for, answered and late, findings unresolved and late, by program
/// instrument. Walk the pages and sum.
#[utoipa::path(
    get,
    path = "/v1/compliance/reports/submissions",
    operation_id = "report-submissions",
    tag = "compliance",
    params(("cursor" = Option<String>, Query, description = "The `next_cursor` of the page before")),
    responses(
        (status = 200, description = "A page of reviews with their counts", body = SubmissionsBody),
        Refusals,
    )
)]
pub(crate) async fn report_submissions(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    Query(query): Query<ReportQuery>,
) -> Result<Json<SubmissionsBody>, Problem> {
    let now = deps.clock.now();
    let (seen, next_cursor) = open_reviews(&deps, &request, &token, query, now).await?;
    let reviews = seen.iter().map(|seen| ReviewCounts::of(seen, now)).collect();
    Ok(Json(SubmissionsBody { reviews, next_cursor }))
}

/// A page of the open reviews that the caller sees, with all that lies in them.
async fn open_reviews(
    deps: &Deps,
    request: &CurrentRequest,
    token: &SessionToken,
    query: ReportQuery,
    now: Timestamp,
) -> Result<(Vec<SeenReview>, Option<String>), Problem> {
    const LIST: &str = "report";
    let cursor = query.check()?;
    let caller = deps.caller(request, token, now).await?;
    let this_year = AdministrationYear::at(now);
    caller.has(Right::ReadReviews, this_year)?;
    let after = deps.place(&caller, LIST, cursor.as_deref())?;
    let page = deps.lists.page(&caller.review_lists(), REVIEWS, after.as_deref()).await?;
    let wanted: Vec<_> =
        page.reviews.iter().filter(|review| is_wanted(&caller, review)).map(|review| review.id).collect();
    let records = deps.reviews.read_all(&wanted).await?;
    // What changed since the list was read is looked at as it is now.
    let seen = records.into_iter().filter_map(|record| see(&caller, record, this_year).ok()).collect();
    Ok((seen, page.next.map(|place| deps.cursor(&caller, LIST, &place))))
}

fn is_wanted(caller: &Caller, review: &Review) -> bool {
    review.state == ReviewState::Open && !caller.instruments_of(review).is_empty()
}
