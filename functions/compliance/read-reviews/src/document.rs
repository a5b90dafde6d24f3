use axum::extract::State;
use domain::ids::DocumentId;
use edge::compliance::DocumentBody;
use edge::{CurrentRequest, Json, Path, Problem, Refusals, SessionToken};

use crate::Deps;

/// Read a document's state
///
/// How far it came: an upload is followed by asking again.
#[utoipa::path(
    get,
    path = "/v1/compliance/documents/{id}",
    operation_id = "read-document",
    tag = "compliance",
    params(("id" = String, Path, description = "The id that a review or an upload gave", min_length = 39, max_length = 39)),
    responses(
        (status = 200, description = "The document", body = DocumentBody),
        Refusals,
    )
)]
pub(crate) async fn read_document(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    Path(id): Path<DocumentId>,
) -> Result<Json<DocumentBody>, Problem> {
    let now = deps.clock.now();
    let (_, seen) = deps.open(&request, &token, id.review(), now).await?;
    let document = seen.document(id).map_err(|_| Problem::not_found())?;
    Ok(Json(DocumentBody::of(&seen, document, now)))
}
