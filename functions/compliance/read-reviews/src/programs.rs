use axum::extract::State;
use domain::access::Caller;
use edge::compliance::ProgramBody;
use edge::{CurrentRequest, Json, Problem, Refusals, SessionToken};
use serde::Serialize;
use utoipa::ToSchema;

use crate::Deps;

/// The programs that are monitored.
#[derive(Serialize, ToSchema)]
#[schema(as = MonitoredPrograms)]
pub(crate) struct ProgramsBody {
    programs: Vec<ProgramBody>,
}

/// List the monitored programs
///
/// With what each uses this system for, its instruments, and whom an LEA asks.
#[utoipa::path(
    get,
    path = "/v1/compliance/programs",
    operation_id = "read-programs",
    tag = "compliance",
    responses(
        (status = 200, description = "The programs", body = ProgramsBody),
        Refusals,
    )
)]
pub(crate) async fn read_programs(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
) -> Result<Json<ProgramsBody>, Problem> {
    let now = deps.clock.now();
    let (found, contacts) = tokio::try_join!(deps.callers.find(token.user, &token.session), deps.contacts.read())?;
    request.signed_in(Caller::at_work(found, now)?.user);
    Ok(Json(ProgramsBody { programs: contacts.iter().map(Into::into).collect() }))
}
