use axum::extract::State;
use domain::access::{Caller, Right};
use domain::audit::{Entry, Event, Subject};
use domain::ids::StudentId;
use domain::year::AdministrationYear;
use edge::students::StudentPage;
use edge::{CurrentRequest, ETag, Json, Path, Problem, Refusals, SessionToken};

use crate::Deps;

/// Read a student
///
/// With every test assigned: what the caller may do to it and, if not, why not. The `ETag` is for the save.
#[utoipa::path(
    get,
    path = "/v1/students/{id}",
    operation_id = "read-student",
    tag = "students",
    params(("id" = String, Path, description = "The opaque id that a search gave", pattern = "^[a-z2-7]{26}$")),
    responses(
        (status = 200, description = "The student", body = StudentPage, headers(("ETag" = String))),
        Refusals,
    )
)]
pub(crate) async fn read_student(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    Path(id): Path<StudentId>,
) -> Result<(ETag, Json<StudentPage>), Problem> {
    let now = deps.clock.now();
    let this_year = AdministrationYear::at(now);
    let (found, record) =
        tokio::try_join!(deps.callers.find(token.user, &token.session), deps.records.read(id, this_year))?;
    let caller = Caller::at_work(found, now)?;
    request.signed_in(caller.user);
    let record = match caller.open(Right::FindStudents, record, this_year) {
        Ok(record) => record,
        Err(error) => return Err(deps.trail.record_refusal(error, &caller, id, request.id, now).await?.into()),
    };
    let entry = Entry::by(&caller, request.id, now, Subject::Student(id), Event::Viewed, Right::FindStudents);
    deps.trail.record(&entry).await?;
    Ok((ETag::new(record.version), Json(StudentPage::of(&caller, &record))))
}
