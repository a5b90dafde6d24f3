use axum::extract::State;
use axum::http::StatusCode;
use data_encoding::HEXLOWER;
use domain::access::{AccessError, Caller, NotReady, Right, Unchecked};
use domain::audit::{Entry, Event, Subject};
use domain::ids::StudentId;
use domain::students::{Assignments, Change, RecordVersion, Refusal, Refused, StudentRecord, decide};
use domain::year::{AdministrationYear, day_in_california};
use edge::students::StudentPage;
use edge::{CurrentRequest, ETag, FieldError, IdempotencyKey, IfMatch, Json, Path, Problem, SessionToken};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use store::students::{SaveOutcome, SaveRequest};

use crate::Deps;
use crate::body::PageBody;

type Saved = (ETag, Json<StudentPage>);

/// Save a student's test assignments
///
/// All changes of the page or none. `If-Match` is the `ETag` that was read; `Idempotency-Key` makes a repeat harmless for
/// 24 hours.
#[utoipa::path(
    patch,
    path = "/v1/students/{id}/test-assignments",
    operation_id = "save-test-assignments",
    tag = "students",
    params(
        ("id" = String, Path, description = "The opaque id that a search gave", pattern = "^[a-z2-7]{26}$"),
        ("If-Match" = String, Header, description = "The ETag of the student as read", pattern = "^\"[!#-~]+\"$"),
        ("Idempotency-Key" = String, Header, description = "Names this attempt: 1 to 128 visible ASCII characters", pattern = "^[!-~]{1,128}$"),
    ),
    request_body = PageBody,
    responses(
        (status = 200, description = "Saved: the new state", body = StudentPage, headers(("ETag" = String))),
        (status = "4XX", description = "Refused; nothing was changed", body = Problem, content_type = "application/problem+json"),
        (status = "5XX", description = "Not answered; a repeat with the same key is safe", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn save_test_assignments(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    Path(id): Path<StudentId>,
    IfMatch(read): IfMatch,
    key: IdempotencyKey,
    Json(body): Json<PageBody>,
) -> Result<Saved, Problem> {
    let changes = body.check();
    let now = deps.clock.now();
    let this_year = AdministrationYear::at(now);
    let (found, (record, earlier)) = tokio::try_join!(
        deps.callers.find(token.user, &token.session),
        deps.records.read_for_save(id, this_year, token.user, key.as_str(), now)
    )?;
    let caller = Caller::at_work(found, now)?;
    request.signed_in(caller.user);
    let record = match open(&caller, record, this_year) {
        Ok(record) => record,
        Err(error) => return Err(deps.trail.record_refusal(error, &caller, id, request.id, now).await?.into()),
    };
    let changes = changes?;
    let fingerprint = fingerprint(&read, &changes)?;
    if let Some(earlier) = earlier {
        viewed(&deps, &caller, &request, now, id).await?;
        return repeated(&caller, &record, &earlier, &fingerprint);
    }
    if read != ETag::new(record.version) {
        viewed(&deps, &caller, &request, now, id).await?;
        return Err(stale(&caller, &record));
    }
    let today = day_in_california(now);
    let (after, recorded) =
        decide(&caller, &record.student, &record.assignments, &changes, now, today).map_err(refused)?;
    let event = Event::Saved { changes: recorded };
    let entry = Entry::by(&caller, request.id, now, Subject::Student(id), event, right_for(&changes));
    let save = SaveRequest {
        caller: &caller,
        record: &record,
        after: &after,
        idempotency_key: key.as_str(),
        fingerprint: &fingerprint,
        entry: &entry,
    };
    match deps.saves.commit(&save, now).await? {
        SaveOutcome::Saved => Ok(saved(&caller, record, after)),
        SaveOutcome::Revoked => Err(NotReady::NotSignedIn.into()),
        SaveOutcome::Stale | SaveOutcome::Repeated => {
            let (record, earlier) = deps.records.read_for_save(id, this_year, caller.user, key.as_str(), now).await?;
            let record = open(&caller, record, this_year)?;
            viewed(&deps, &caller, &request, now, id).await?;
            match earlier {
                Some(earlier) => repeated(&caller, &record, &earlier, &fingerprint),
                None if read == ETag::new(record.version) => Err(busy()),
                None => Err(stale(&caller, &record)),
            }
        }
    }
}

/// Opens the record for a role that may change assignments at all; which ones is decided for each change.
fn open(
    caller: &Caller,
    record: Unchecked<StudentRecord>,
    this_year: AdministrationYear,
) -> Result<StudentRecord, AccessError> {
    const RIGHTS: [Right; 3] = [Right::SetConditionCode, Right::ChangeCaasppAssignments, Right::ChangeElpacAssignments];
    let record = caller.open(Right::FindStudents, record, this_year)?;
    let may_change = RIGHTS.iter().any(|right| caller.has(*right, this_year).is_ok());
    if may_change { Ok(record) } else { Err(AccessError::Forbidden(Right::SetConditionCode)) }
}

/// Records that the student was shown without being saved, before the answer leaves.
async fn viewed(
    deps: &Deps,
    caller: &Caller,
    request: &CurrentRequest,
    now: Timestamp,
    student: StudentId,
) -> Result<(), Problem> {
    let subject = Subject::Student(student);
    let entry = Entry::by(caller, request.id, now, subject, Event::Viewed, Right::FindStudents);
    Ok(deps.trail.record(&entry).await?)
}

/// Tells one request from another under the same key.
fn fingerprint(read: &ETag, changes: &[Change]) -> Result<String, Problem> {
    let changes = serde_json::to_vec(changes).map_err(Problem::internal)?;
    Ok(HEXLOWER.encode(&Sha256::new().chain_update(read.as_str()).chain_update(b" ").chain_update(changes).finalize()))
}

fn saved(caller: &Caller, record: StudentRecord, after: Assignments) -> Saved {
    let version = RecordVersion { assignments: record.version.assignments + 1, ..record.version };
    let record = StudentRecord { assignments: after, version, ..record };
    (ETag::new(record.version), Json(StudentPage::of(caller, &record)))
}

/// The request was committed before: it is answered with how things stand, and not made again.
fn repeated(caller: &Caller, record: &StudentRecord, earlier: &str, fingerprint: &str) -> Result<Saved, Problem> {
    if earlier != fingerprint {
        let title = "This Idempotency-Key was used for another save";
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "request.idempotency-key-reused", title)
            .detail("Send a new key with each new save, and the same key only to repeat one."));
    }
    Ok((ETag::new(record.version), Json(StudentPage::of(caller, record))))
}

/// Somebody is changing the student at this very moment, and nothing is known to have changed yet.
fn busy() -> Problem {
    let title = "The student is being changed at this moment";
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "test-assignments.busy", title)
        .detail("Nothing was saved. Send the same save again with the same Idempotency-Key.")
        .retry_after(SignedDuration::from_secs(1))
}

fn stale(caller: &Caller, record: &StudentRecord) -> Problem {
    let title = "The student was changed after you opened the page";
    Problem::new(StatusCode::PRECONDITION_FAILED, "test-assignments.stale", title)
        .detail("Nothing was saved. Look at the current state, then save again with its ETag.")
        .with("etag", format!("\"{}\"", record.version))
        .with("current", StudentPage::of(caller, record))
}

fn refused(refused: Vec<Refused>) -> Problem {
    let by_role = refused.iter().all(|refused| matches!(refused.refusal, Refusal::Role(_)));
    let error = |refused: Refused| {
        let field = if matches!(refused.refusal, Refusal::RequestInFuture | Refusal::RequestOfAnotherYear(_)) {
            "/request_received_on"
        } else {
            ""
        };
        FieldError::new(format!("/changes/{}{field}", refused.index), refused.refusal.to_string())
    };
    let errors = refused.into_iter().map(error).collect();
    if by_role {
        return Problem::from(AccessError::Forbidden(Right::SetConditionCode)).errors(errors);
    }
    let title = "Some of the changes cannot be made, so none was";
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "test-assignments.refused", title).errors(errors)
}

/// The right that allowed the first change, for the trail; each change names its own action.
fn right_for(changes: &[Change]) -> Right {
    changes.first().map_or(Right::SetConditionCode, |change| match change {
        Change::SetPge { .. } | Change::SetNte { .. } | Change::RemoveCode { .. } => Right::SetConditionCode,
        Change::Add { program } | Change::Remove { program } => Right::to_change_assignments(program.family()),
    })
}
