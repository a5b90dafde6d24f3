//! The list of an LEA's notifications.

use std::collections::BTreeMap;

use axum::extract::State;
use domain::access::Caller;
use domain::cds::{CdsCode, LeaCode};
use domain::directory::Organization;
use edge::{CurrentRequest, Field, FieldErrors, Json, Problem, Query, Refusals, SessionToken};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::Deps;
use crate::body::PostedNotification;

/// Of which LEA.
#[derive(Deserialize)]
pub(crate) struct ListQuery {
    #[serde(default)]
    organization: Field<CdsCode>,
    #[serde(flatten)]
    unknown: BTreeMap<String, Value>,
}

impl ListQuery {
    fn check(self) -> Result<Option<CdsCode>, Problem> {
        let mut errors = FieldErrors::new();
        let organization = errors.optional("/organization", self.organization);
        errors.unknown("", &self.unknown);
        errors.finish()?;
        Ok(organization)
    }
}

/// The notifications of an LEA.
#[derive(Serialize, ToSchema)]
#[schema(as = PostedNotifications)]
pub(crate) struct ListBody {
    /// The one whose last day is the latest first: all that are not over, and the latest of those that are.
    notifications: Vec<PostedNotification>,
}

/// List the notifications of an LEA
///
/// Those that are scheduled, live and expired. Of one's own LEA unless an organization is given.
#[utoipa::path(
    get,
    path = "/v1/posted-notifications",
    operation_id = "list-posted-notifications",
    tag = "bulletins",
    params(("organization" = Option<String>, Query, description = "The 14-digit code of an LEA or school within the role's organization; the state's roles must give one")),
    responses((status = 200, description = "The latest", body = ListBody), Refusals)
)]
pub(crate) async fn list_posted_notifications(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    Query(query): Query<ListQuery>,
) -> Result<Json<ListBody>, Problem> {
    let wanted = query.check();
    let now = deps.clock.now();
    let code = wanted.as_ref().ok().copied().flatten();
    let (caller, organization) = tokio::try_join!(deps.poster(&request, &token, now), deps.organization(code))?;
    let lea = lea(&caller, wanted?, organization.as_ref())?;
    let found = deps.notifications.latest(lea).await?;
    Ok(Json(ListBody { notifications: found.iter().map(|found| PostedNotification::of(found, now)).collect() }))
}

/// The LEA that is asked for: the caller's own, or that of the organization, which must be within the caller's.
fn lea(caller: &Caller, wanted: Option<CdsCode>, found: Option<&Organization>) -> Result<LeaCode, Problem> {
    let refused = |why: &'static str| {
        let mut errors = FieldErrors::new();
        errors.push("/organization", why);
        errors.into_problem()
    };
    if wanted.is_none() {
        return caller.role.lea.ok_or_else(|| refused("must be given: whose notifications?"));
    }
    let within = found.filter(|organization| organization.is_in(caller.role.scope));
    let lea = within.and_then(|organization| organization.lea);
    lea.ok_or_else(|| refused("is no LEA or school within your role's organization"))
}
