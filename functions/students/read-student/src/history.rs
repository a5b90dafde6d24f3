use std::collections::BTreeMap;

use axum::extract::State;
use domain::access::{Caller, Right};
use domain::audit::{Actor, Entry, Event, Subject};
use domain::ids::{RequestId, StudentId};
use domain::year::AdministrationYear;
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

/// Who saw and changed a student, the latest first.
#[derive(Serialize, ToSchema)]
#[schema(as = StudentHistory)]
pub(crate) struct HistoryBody {
    entries: Vec<EntryBody>,
    /// Give it back for the next page; none on the last.
    next_cursor: Option<String>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = HistoryEntry)]
struct EntryBody {
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    by: ByBody,
    /// What was done: `action` names it, its details stand beside.
    #[serde(flatten)]
    #[schema(value_type = Object)]
    event: Event,
    /// The right that allowed it.
    allowed_by: Option<&'static str>,
    request: String,
}

#[derive(Serialize, ToSchema)]
#[schema(as = HistoryActor)]
struct ByBody {
    /// A person's name, or the imported file's.
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    organization: Option<String>,
}

impl From<Entry> for EntryBody {
    fn from(entry: Entry) -> Self {
        Self {
            at: entry.at,
            by: by(entry.actor),
            event: entry.event,
            allowed_by: entry.allowed_by.map(Right::code),
            request: entry.request.to_string(),
        }
    }
}

fn by(actor: Actor) -> ByBody {
    let nobody = ByBody { name: String::new(), user: None, role: None, organization: None };
    match actor {
        Actor::User { user, name, role, organization_name, .. } => ByBody {
            name,
            user: Some(user.to_string()),
            role: Some(role.name()),
            organization: Some(organization_name),
        },
        Actor::Account { user } => ByBody { user: Some(user.to_string()), ..nobody },
        Actor::Import { file } => ByBody { name: format!("import of {file}"), ..nobody },
        Actor::Operator => ByBody { name: "an operator".to_owned(), ..nobody },
        Actor::Service { function } => ByBody { name: function, ..nobody },
        Actor::Nobody => nobody,
    }
}

/// Read who saw and changed a student
#[utoipa::path(
    get,
    path = "/v1/students/{id}/history",
    operation_id = "read-student-history",
    tag = "students",
    params(
        ("id" = String, Path, description = "The opaque id that a search gave", pattern = "^[a-z2-7]{26}$"),
        ("limit" = Option<u8>, Query, description = "How many to show; 50 unless given", minimum = 1, maximum = 100),
        ("cursor" = Option<String>, Query, description = "The `next_cursor` of the page before"),
    ),
    responses(
        (status = 200, description = "The history, the latest first", body = HistoryBody),
        Refusals,
    )
)]
pub(crate) async fn read_student_history(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    Path(id): Path<StudentId>,
    Query(query): Query<HistoryQuery>,
) -> Result<Json<HistoryBody>, Problem> {
    let (limit, before) = query.check()?;
    let now = deps.clock.now();
    let this_year = AdministrationYear::at(now);
    let (found, record, (entries, next)) = tokio::try_join!(
        deps.callers.find(token.user, &token.session),
        deps.records.read(id, this_year),
        deps.history.of_student(id, limit.get(), before)
    )?;
    let caller = Caller::at_work(found, now)?;
    request.signed_in(caller.user);
    if let Err(error) = caller.open(Right::ReadStudentHistory, record, this_year) {
        return Err(deps.trail.record_refusal(error, &caller, id, request.id, now).await?.into());
    }
    let subject = Subject::Student(id);
    let entry = Entry::by(&caller, request.id, now, subject, Event::HistoryViewed, Right::ReadStudentHistory);
    deps.trail.record(&entry).await?;
    let next_cursor = next.map(|(at, request)| format!("{at}_{request}"));
    Ok(Json(HistoryBody { entries: entries.into_iter().map(Into::into).collect(), next_cursor }))
}
