//! Finds students: `POST /v1/students/search` over the seven criteria of the TOMS search and all their combinations,
//! within what the caller's role covers.

mod body;

use axum::extract::State;
use domain::access::{Caller, Right, Scope};
use domain::audit::{Entry, Event, Subject};
use domain::directory::Organization;
use domain::keyed::StudentKey;
use domain::students::Criteria;
use domain::year::AdministrationYear;
use edge::{Clock, CurrentRequest, Entropy, Json, Problem, Refusals, SessionToken, Settings, SettingsError};
use jiff::Timestamp;
use store::accounts::Callers;
use store::directory::Organizations;
use store::students::{Cursor, Found, Search};
use store::{CursorKey, Dynamo, Grant, Table, Trail};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use body::{Page, SearchBody, Wanted};

/// What this workflow may touch, and so what its role allows.
#[derive(Clone)]
pub struct Deps {
    callers: Callers,
    organizations: Organizations,
    search: Search,
    trail: Trail,
    student_key: StudentKey,
    cursor_key: CursorKey,
    clock: Clock,
    entropy: Entropy,
}

impl Deps {
    /// The actions its role allows.
    pub const GRANTS: &[&[Grant]] = &[Callers::GRANTS, Organizations::GRANTS_TO_READ, Search::GRANTS, Trail::GRANTS];

    /// From the function's settings.
    ///
    /// # Errors
    /// A setting that is missing or wrong.
    pub fn new(settings: &Settings, dynamo: &Dynamo, clock: Clock, entropy: Entropy) -> Result<Self, SettingsError> {
        let table = |table: Table| settings.required(table.setting());
        Ok(Self {
            callers: Callers::new(dynamo, table(Table::Accounts)?),
            organizations: Organizations::new(dynamo, table(Table::Directory)?),
            search: Search::new(dynamo, table(Table::Students)?),
            trail: Trail::new(dynamo, table(Table::Audit)?),
            student_key: settings.parsed("STUDENT_KEY", StudentKey::new)?,
            cursor_key: settings.parsed("CURSOR_KEY", CursorKey::new)?,
            clock,
            entropy,
        })
    }

    /// Does ahead of the first request what it would have to wait for.
    pub async fn warm(&self) {
        self.callers.warm().await;
    }
}

/// The endpoints of this workflow.
pub fn router(deps: Deps) -> OpenApiRouter {
    OpenApiRouter::new().routes(routes!(find_students)).with_state(deps)
}

/// Find students
///
/// Within what the role covers. Names match from their beginning, without regard to accents, case, apostrophes and hyphens.
/// Nothing given lists everybody. A page may be shorter than asked for and still have a next one.
#[utoipa::path(
    post,
    path = "/v1/students/search",
    operation_id = "find-students",
    tag = "students",
    request_body = SearchBody,
    responses(
        (status = 200, description = "A page of students, by last name, first name", body = Page),
        Refusals,
    )
)]
async fn find_students(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    Json(body): Json<SearchBody>,
) -> Result<Json<Page>, Problem> {
    let wanted = body.check()?;
    let now = deps.clock.now();
    let organization = async {
        match wanted.organization {
            Some(code) => deps.organizations.read(code).await,
            None => Ok(None),
        }
    };
    let (found, organization) = tokio::try_join!(deps.callers.find(token.user, &token.session), organization)?;
    let caller = Caller::at_work(found, now)?;
    request.signed_in(caller.user);
    caller.has(Right::FindStudents, AdministrationYear::at(now))?;
    let scope = narrowed(&caller, &wanted, organization)?;

    let binding = binding(&caller, scope, &wanted.criteria);
    let cursor = match &wanted.cursor {
        Some(sealed) => Some(deps.cursor_key.open(sealed, &binding).ok_or_else(body::wrong_cursor)?),
        None => None,
    };
    let entry = entry(&deps, &caller, &request, now, &wanted);
    let (found, ()) = tokio::try_join!(search(&deps, &wanted, scope, cursor.as_ref()), deps.trail.record(&entry))?;
    let next = found.next.map(|next| deps.cursor_key.seal(&next, &binding, deps.entropy.bytes()));
    Ok(Json(Page::of(found.students, next)))
}

/// The caller's scope, or the organization asked for where it lies within. One outside is like one that does not exist.
fn narrowed(caller: &Caller, wanted: &Wanted, organization: Option<Organization>) -> Result<Scope, Problem> {
    if wanted.organization.is_none() {
        return Ok(caller.role.scope);
    }
    let organization = organization.filter(|organization| organization.is_in(caller.role.scope));
    organization.map(|organization| organization.scope()).ok_or_else(body::no_such_organization)
}

async fn search(deps: &Deps, wanted: &Wanted, scope: Scope, cursor: Option<&Cursor>) -> Result<Found, domain::Failure> {
    match wanted.criteria.ssid {
        Some(ssid) => deps.search.by_id(deps.student_key.id(ssid), &wanted.criteria, scope).await,
        None => deps.search.page(&wanted.criteria, scope, wanted.limit.get(), cursor).await,
    }
}

/// A search by SSID is about that student; any other is kept with the person who searched.
fn entry(deps: &Deps, caller: &Caller, request: &CurrentRequest, now: Timestamp, wanted: &Wanted) -> Entry {
    let subject = match wanted.criteria.ssid {
        Some(ssid) => Subject::Student(deps.student_key.id(ssid)),
        None => Subject::User(caller.user),
    };
    let event = Event::Searched { criteria: wanted.recorded.clone() };
    Entry::by(caller, request.id, now, subject, event, Right::FindStudents)
}

/// What must be the same when a cursor comes back: who, in which role, over what, looking for what.
fn binding(caller: &Caller, scope: Scope, criteria: &Criteria) -> String {
    let role = &caller.role;
    let name = |name: &Option<domain::names::FoldedName>| name.as_ref().map(|name| name.as_str().to_owned());
    format!(
        "{} {} {} {} {scope:?} {:?} {:?} {:?} {:?} {:?}",
        caller.user,
        role.role,
        role.organization,
        role.year,
        name(&criteria.last_name),
        name(&criteria.first_name),
        criteria.grade,
        criteria.elas,
        criteria.unlisted_resources
    )
}
