use std::collections::BTreeMap;

use axum::extract::State;
use domain::access::Caller;
use domain::audit::{Actor, Entry, Event};
use domain::compliance::{ReviewEvent, see};
use domain::ids::{RequestId, ReviewId};
use domain::year::AdministrationYear;
use edge::compliance::AuthorBody;
use edge::{CurrentRequest, Field, FieldErrors, Json, Limit, Path, Problem, Query, Refusals, SessionToken};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::Deps;

/// Which page of the history.
#[derive(Deserialize)]
pub(crate) struct HistoryQuery {
    #[serde(default)]
    limit: Field<Limit>,
    #[serde(default)]
    cursor: Field<String>,
    #[serde(flatten)]
    unknown: BTreeMap<String, Value>,
}

impl HistoryQuery {
    fn check(self) -> Result<(Limit, Option<(Timestamp, RequestId)>), Problem> {
        let mut errors = FieldErrors::new();
        let limit = errors.optional("/limit", self.limit).unwrap_or_default();
        let cursor = errors.optional("/cursor", self.cursor);
        let before = cursor.as_ref().and_then(|cursor| {
            let (at, request) = cursor.split_once('_')?;
            Some((at.parse().ok()?, request.parse().ok()?))
        });
        if cursor.is_some() && before.is_none() {
            errors.push("/cursor", "is not one that was given for a history; begin again without a cursor");
        }
        errors.unknown("", &self.unknown);
        errors.finish()?;
        Ok((limit, before))
    }
}

/// What happened in a review, the latest first.
#[derive(Serialize, ToSchema)]
#[schema(as = ReviewHistory)]
pub(crate) struct HistoryBody {
    events: Vec<EventBody>,
    /// Give it back for the next page; none on the last.
    next_cursor: Option<String>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = ReviewHistoryEvent)]
struct EventBody {
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// None where the service itself did it.
    by: Option<AuthorBody>,
    /// What was done: `what` names it, its details stand beside.
    #[serde(flatten)]
    #[schema(value_type = Object)]
    event: ReviewEvent,
}

impl EventBody {
    fn of(entry: Entry) -> Option<Self> {
        let Event::ReviewChanged { change } = entry.event else { return None };
        let by = match entry.actor {
            Actor::User { name, role, organization_name, .. } => Some(AuthorBody::new(name, role, organization_name)),
            _ => None,
        };
        Some(Self { at: entry.at, by, event: change })
    }
}

/// Read what happened in a review
///
/// As far as the role sees what it happened to; with `limit`, a page may be shorter and still have a next one.
#[utoipa::path(
    get,
    path = "/v1/compliance/reviews/{id}/history",
    operation_id = "read-review-history",
    tag = "compliance",
    params(
        ("id" = String, Path, description = "The review", pattern = "^[a-z2-7]{26}$"),
        ("limit" = Option<u8>, Query, description = "How many to show; 50 unless given", minimum = 1, maximum = 100),
        ("cursor" = Option<String>, Query, description = "The `next_cursor` of the page before"),
    ),
    responses(
        (status = 200, description = "The history, the latest first", body = HistoryBody),
        Refusals,
    )
)]
pub(crate) async fn read_review_history(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    Path(id): Path<ReviewId>,
    Query(query): Query<HistoryQuery>,
) -> Result<Json<HistoryBody>, Problem> {
    let (limit, before) = query.check()?;
    let now = deps.clock.now();
    let (found, record, (entries, next)) = tokio::try_join!(
        deps.callers.find(token.user, &token.session),
        deps.reviews.read(id),
        deps.history.of_review(id, limit.get(), before)
    )?;
    let caller = Caller::at_work(found, now)?;
    request.signed_in(caller.user);
    let seen = see(&caller, record, AdministrationYear::at(now))?;
    let events = entries.into_iter().filter_map(EventBody::of).filter(|event| seen.shows(&event.event));
    Ok(Json(HistoryBody { events: events.collect(), next_cursor: next.map(|(at, request)| format!("{at}_{request}")) }))
}
