use axum::extract::State;
use domain::ids::ReviewId;
use edge::compliance::ReviewPage;
use edge::{CurrentRequest, ETag, Json, Path, Problem, Refusals, SessionToken};

use crate::Deps;

/// Read a review
///
/// With all of it that the role sees but the comments: items, evidence requests, documents, findings; what the caller may do
/// and, if not, why not. The `ETag` is for changes of the review itself; what lies in it has a `version` of its own.
#[utoipa::path(
    get,
    path = "/v1/compliance/reviews/{id}",
    operation_id = "read-review",
    tag = "compliance",
    params(("id" = String, Path, description = "The id that a list gave", pattern = "^[a-z2-7]{26}$")),
    responses(
        (status = 200, description = "The review", body = ReviewPage, headers(("ETag" = String))),
        Refusals,
    )
)]
pub(crate) async fn read_review(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    Path(id): Path<ReviewId>,
) -> Result<(ETag, Json<ReviewPage>), Problem> {
    let now = deps.clock.now();
    let (caller, seen) = deps.open(&request, &token, id, now).await?;
    let page = ReviewPage::of(&caller, &seen, now);
    Ok((page.etag(), Json(page)))
}
