//! System status.

use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, HeaderName};
use edge::bulletins::StatusBody;
use edge::{Json, Problem, Refusals};

use crate::Deps;

/// How the systems are
///
/// Planned downtimes and known issues of every system behind the one sign-in.
#[utoipa::path(
    get,
    path = "/v1/status",
    operation_id = "read-status",
    tag = "bulletins",
    security(()),
    responses((status = 200, description = "Now", body = StatusBody), Refusals)
)]
pub(crate) async fn read_status(
    State(deps): State<Deps>,
) -> Result<([(HeaderName, &'static str); 1], Json<StatusBody>), Problem> {
    let notices = deps.notices.open().await?;
    // Shown within 30 seconds of being posted.
    Ok(([(CACHE_CONTROL, "public, max-age=15")], Json(StatusBody::of(notices, deps.clock.now()))))
}
