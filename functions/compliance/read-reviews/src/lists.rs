use std::collections::BTreeMap;

use axum::extract::State;
use domain::access::Right;
use domain::compliance::ReviewState;
use domain::year::AdministrationYear;
use edge::compliance::ReviewSummary;
use edge::{CurrentRequest, Field, FieldErrors, Json, Limit, Problem, Query, Refusals, SessionToken};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::Deps;

/// Which page of which reviews.
#[derive(Deserialize)]
pub(crate) struct ReviewsQuery {
    #[serde(default)]
    state: Field<ReviewState>,
    #[serde(default)]
    limit: Field<Limit>,
    #[serde(default)]
    cursor: Field<String>,
    #[serde(flatten)]
    unknown: BTreeMap<String, Value>,
}

impl ReviewsQuery {
    fn check(self) -> Result<(Option<ReviewState>, Limit, Option<String>), Problem> {
        let mut errors = FieldErrors::new();
        let state = errors.optional("/state", self.state);
        let limit = errors.optional("/limit", self.limit).unwrap_or_default();
        let cursor = errors.optional("/cursor", self.cursor);
        errors.unknown("", &self.unknown);
        errors.finish()?;
        Ok((state, limit, cursor))
    }
}

/// A page of reviews.
#[derive(Serialize, ToSchema)]
#[schema(as = Reviews)]
pub(crate) struct ReviewsBody {
    reviews: Vec<ReviewSummary>,
    /// Give it back for the next page; none on the last.
    next_cursor: Option<String>,
}

/// List reviews
///
/// Those that the role sees, the latest last day first. With `state` a page may be shorter than asked for and still have a
/// next one.
#[utoipa::path(
    get,
    path = "/v1/compliance/reviews",
    operation_id = "read-reviews",
    tag = "compliance",
    params(
        ("state" = Option<String>, Query, description = "`planned`, `open`, `completed` or `cancelled`"),
        ("limit" = Option<u8>, Query, description = "How many to show; 50 unless given", minimum = 1, maximum = 100),
        ("cursor" = Option<String>, Query, description = "The `next_cursor` of the page before"),
    ),
    responses(
        (status = 200, description = "A page of reviews", body = ReviewsBody),
        Refusals,
    )
)]
pub(crate) async fn read_reviews(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    Query(query): Query<ReviewsQuery>,
) -> Result<Json<ReviewsBody>, Problem> {
    const LIST: &str = "reviews";
    let (state, limit, cursor) = query.check()?;
    let now = deps.clock.now();
    let caller = deps.caller(&request, &token, now).await?;
    caller.has(Right::ReadReviews, AdministrationYear::at(now))?;
    let after = deps.place(&caller, LIST, cursor.as_deref())?;
    let page = deps.lists.page(&caller.review_lists(), limit.get(), after.as_deref()).await?;
    let shown = page.reviews.iter().filter(|review| state.is_none_or(|state| review.state == state));
    let shown = shown.map(|review| (review, caller.instruments_of(review))).filter(|(_, seen)| !seen.is_empty());
    Ok(Json(ReviewsBody {
        reviews: shown.map(|(review, seen)| ReviewSummary::of(review, &seen)).collect(),
        next_cursor: page.next.map(|place| deps.cursor(&caller, LIST, &place)),
    }))
}
