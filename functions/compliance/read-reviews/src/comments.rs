use std::collections::BTreeMap;

use axum::extract::State;
use domain::compliance::{CommentTarget, ProgramInstrument};
use domain::ids::{CommentId, EvidenceRequestId, ItemId, ReviewId};
use edge::compliance::CommentBody;
use edge::{CurrentRequest, Field, FieldErrors, Json, Limit, Path, Problem, Query, Refusals, SessionToken};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::Deps;

/// Which page of which thread.
#[derive(Deserialize)]
pub(crate) struct CommentsQuery {
    #[serde(default)]
    instrument: Field<ProgramInstrument>,
    #[serde(default)]
    item: Field<ItemId>,
    #[serde(default)]
    evidence_request: Field<EvidenceRequestId>,
    #[serde(default)]
    limit: Field<Limit>,
    #[serde(default)]
    cursor: Field<String>,
    #[serde(flatten)]
    unknown: BTreeMap<String, Value>,
}

struct Wanted {
    target: CommentTarget,
    limit: Limit,
    /// The place in the thread before which the page begins.
    before: Option<String>,
}

impl CommentsQuery {
    fn check(self) -> Result<Wanted, Problem> {
        let mut errors = FieldErrors::new();
        let instrument = errors.optional("/instrument", self.instrument).map(CommentTarget::Instrument);
        let item = errors.optional("/item", self.item).map(CommentTarget::Item);
        let request = errors.optional("/evidence_request", self.evidence_request).map(CommentTarget::EvidenceRequest);
        let limit = errors.optional("/limit", self.limit).unwrap_or_default();
        let cursor = errors.optional("/cursor", self.cursor);
        let before = cursor.as_deref().and_then(place);
        if cursor.is_some() && before.is_none() {
            errors.push("/cursor", "is not one that was given for a thread; begin again without a cursor");
        }
        errors.unknown("", &self.unknown);
        let targets: Vec<_> = [instrument, item, request].into_iter().flatten().collect();
        if errors.is_empty() && targets.len() != 1 {
            errors.push("/instrument", "name one instrument, item or evidence_request, whose thread is meant");
        }
        match targets.first() {
            Some(target) if errors.is_empty() => Ok(Wanted { target: *target, limit, before }),
            _ => Err(errors.into_problem()),
        }
    }
}

/// The place that a cursor names: the time and the id of the comment before.
fn place(cursor: &str) -> Option<String> {
    let (at, comment) = cursor.split_once('_')?;
    let (at, comment): (Timestamp, CommentId) = (at.parse().ok()?, comment.parse().ok()?);
    Some(format!("{at:.3}#{comment}"))
}

/// A page of a thread, the latest first.
#[derive(Serialize, ToSchema)]
#[schema(as = ReviewThread)]
pub(crate) struct ThreadBody {
    comments: Vec<CommentBody>,
    /// Give it back for the next page; none on the last.
    next_cursor: Option<String>,
}

/// Read a thread
///
/// The comments about one instrument, item or evidence request, the latest first.
#[utoipa::path(
    get,
    path = "/v1/compliance/reviews/{id}/comments",
    operation_id = "read-comments",
    tag = "compliance",
    params(
        ("id" = String, Path, description = "The review", pattern = "^[a-z2-7]{26}$"),
        ("instrument" = Option<String>, Query, description = "The instrument whose thread is meant; or"),
        ("item" = Option<String>, Query, description = "the item; or"),
        ("evidence_request" = Option<String>, Query, description = "the evidence request"),
        ("limit" = Option<u8>, Query, description = "How many to show; 50 unless given", minimum = 1, maximum = 100),
        ("cursor" = Option<String>, Query, description = "The `next_cursor` of the page before"),
    ),
    responses(
        (status = 200, description = "A page of the thread", body = ThreadBody),
        Refusals,
    )
)]
pub(crate) async fn read_comments(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    Path(id): Path<ReviewId>,
    Query(query): Query<CommentsQuery>,
) -> Result<Json<ThreadBody>, Problem> {
    let wanted = query.check();
    let page = async {
        match &wanted {
            Ok(Wanted { target, limit, before }) => {
                let page = deps.reviews.comments(id, *target, limit.get(), before.as_deref()).await?;
                Ok(Some((*target, page)))
            }
            Err(_) => Ok(None),
        }
    };
    let now = deps.clock.now();
    let ((_, seen), page) = tokio::try_join!(deps.open(&request, &token, id, now), page)?;
    // What is wrong with the query is told only to who may read the thread.
    let Some((target, page)) = page else { return Err(wanted.err().unwrap_or_else(Problem::not_found)) };
    seen.instrument_of_thread(target).map_err(|_| Problem::not_found())?;
    Ok(Json(ThreadBody {
        comments: page.comments.iter().map(Into::into).collect(),
        next_cursor: page.next.map(|place| place.replace('#', "_")),
    }))
}
