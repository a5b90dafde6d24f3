//! What a bulletin said before.

use axum::extract::State;
use domain::ids::BulletinId;
use edge::{CurrentRequest, Json, Path, Problem, Refusals, SessionToken};
use serde::Serialize;
use utoipa::ToSchema;

use crate::Deps;
use crate::body::Draft;

/// The versions of a bulletin before the present one.
#[derive(Serialize, ToSchema)]
#[schema(as = BulletinVersions)]
pub(crate) struct Versions {
    /// The latest first, 50 at most.
    versions: Vec<Draft>,
}

/// Read the earlier versions of a bulletin
///
/// To take one back, save what it says as a change.
#[utoipa::path(
    get,
    path = "/v1/bulletin-drafts/{id}/versions",
    operation_id = "read-bulletin-versions",
    tag = "bulletins",
    params(("id" = String, Path, description = "The id of the bulletin", pattern = "^[a-z2-7]{26}$")),
    responses((status = 200, description = "The versions before the present one", body = Versions), Refusals)
)]
pub(crate) async fn read_versions(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    Path(id): Path<BulletinId>,
) -> Result<Json<Versions>, Problem> {
    let now = deps.clock.now();
    let versions = async { Ok(deps.desk.versions(id).await?) };
    let (_, versions) = tokio::try_join!(deps.opened(&request, &token, id, now), versions)?;
    Ok(Json(Versions { versions: versions.iter().map(Draft::from).collect() }))
}
