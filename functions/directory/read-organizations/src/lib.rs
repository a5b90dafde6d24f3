//! Reads the directory: `GET /v1/organizations` lists counties, LEAs and schools within what the caller's role covers.

use std::collections::BTreeMap;

use axum::extract::State;
use domain::access::{Caller, OrganizationCode, Scope};
use domain::directory::Organization;
use domain::names::{FoldedName, LAST_NAME_MAX};
use edge::{
    Clock, CurrentRequest, Entropy, Field, FieldError, FieldErrors, Json, Limit, Problem, Query, Refusals,
    SessionToken, Settings, SettingsError,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::accounts::Callers;
use store::directory::Organizations;
use store::{Dynamo, Grant, Table};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// What this workflow may touch, and so what its role allows.
#[derive(Clone)]
pub struct Deps {
    callers: Callers,
    organizations: Organizations,
    clock: Clock,
}

impl Deps {
    /// The actions its role allows.
    pub const GRANTS: &[&[Grant]] = &[Callers::GRANTS, Organizations::GRANTS_TO_READ, Organizations::GRANTS_TO_LIST];

    /// From the function's settings.
    ///
    /// # Errors
    /// A setting that is missing.
    pub fn new(settings: &Settings, dynamo: &Dynamo, clock: Clock, _: Entropy) -> Result<Self, SettingsError> {
        Ok(Self {
            callers: Callers::new(dynamo, settings.required(Table::Accounts.setting())?),
            organizations: Organizations::new(dynamo, settings.required(Table::Directory.setting())?),
            clock,
        })
    }

    /// Does ahead of the first request what it would have to wait for.
    pub async fn warm(&self) {
        self.callers.warm().await;
    }
}

/// The endpoints of this workflow.
pub fn router(deps: Deps) -> OpenApiRouter {
    OpenApiRouter::new().routes(routes!(read_organizations)).with_state(deps)
}

/// What to list.
#[derive(Deserialize)]
struct ListQuery {
    #[serde(default)]
    query: Field<String>,
    #[serde(default)]
    parent: Field<OrganizationCode>,
    #[serde(default)]
    limit: Field<Limit>,
    #[serde(flatten)]
    unknown: BTreeMap<String, Value>,
}

struct Wanted {
    query: Option<String>,
    parent: Option<OrganizationCode>,
    limit: Limit,
}

impl ListQuery {
    fn check(self) -> Result<Wanted, Problem> {
        let mut errors = FieldErrors::new();
        let query = errors.optional("/query", self.query).filter(|query| !query.trim().is_empty());
        if query.as_ref().is_some_and(|query| query.chars().count() > LAST_NAME_MAX) {
            errors.push("/query", format!("must have at most {LAST_NAME_MAX} characters"));
        }
        if query.as_ref().is_some_and(|query| FoldedName::of(query).is_empty()) {
            errors.push("/query", "must hold at least one letter or digit");
        }
        let parent = errors.optional("/parent", self.parent);
        let limit = errors.optional("/limit", self.limit).unwrap_or_default();
        errors.unknown("", &self.unknown);
        errors.finish()?;
        Ok(Wanted { query, parent, limit })
    }
}

/// Organizations, by name.
#[derive(Serialize, ToSchema)]
#[schema(as = Organizations)]
struct ListBody {
    organizations: Vec<OrganizationBody>,
    /// Whether there are more than shown: type more of the name.
    more: bool,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Organization)]
struct OrganizationBody {
    /// 2 digits for a county, 14 for all others.
    code: String,
    name: String,
    /// `county`, `district`, `school`, `directly-funded-charter`, `non-public-school`, `district-level-program`.
    #[schema(value_type = String)]
    kind: &'static str,
    /// The organization above.
    parent: String,
    /// 7 digits; none for a county.
    lea_code: Option<String>,
    /// `DF` or `LF`, for a charter.
    #[schema(value_type = Option<String>)]
    charter_funding: Option<&'static str>,
}

impl From<Organization> for OrganizationBody {
    fn from(organization: Organization) -> Self {
        Self {
            code: organization.code.to_string(),
            kind: organization.kind.code(),
            parent: organization.parent().to_string(),
            lea_code: organization.lea.map(|lea| lea.to_string()),
            charter_funding: organization.charter.map(domain::directory::CharterFunding::code),
            name: organization.name,
        }
    }
}

/// List organizations
///
/// Without `parent`, those of the role: itself and what lies directly below. `query` keeps those whose names have words
/// that begin like each of its words; in the whole state, names that begin like it.
#[utoipa::path(
    get,
    path = "/v1/organizations",
    operation_id = "read-organizations",
    tag = "directory",
    params(
        ("query" = Option<String>, Query, description = "The beginning of a name or of words in it"),
        ("parent" = Option<String>, Query, description = "`CA`, a county's 2 or an LEA's 14 digits: list what lies directly below"),
        ("limit" = Option<u8>, Query, description = "How many to show; 50 unless given", minimum = 1, maximum = 100),
    ),
    responses(
        (status = 200, description = "The organizations, by name", body = ListBody),
        Refusals,
    )
)]
async fn read_organizations(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    Query(query): Query<ListQuery>,
) -> Result<Json<ListBody>, Problem> {
    let wanted = query.check()?;
    let caller = Caller::at_work(deps.callers.find(token.user, &token.session).await?, deps.clock.now())?;
    request.signed_in(caller.user);
    let scope = caller.role.scope;
    let mut found = match (wanted.parent, &wanted.query, scope) {
        (None, Some(name), Scope::State) => {
            Box::pin(deps.organizations.named(&FoldedName::of(name), wanted.limit.get() + 1)).await?
        }
        (parent, _, _) => below(&deps, &caller, parent).await?,
    };
    found.retain(|organization| organization.is_in(scope) && has_words(&organization.name, wanted.query.as_deref()));
    let limit = usize::from(wanted.limit.get());
    let more = found.len() > limit;
    found.truncate(limit);
    Ok(Json(ListBody { organizations: found.into_iter().map(Into::into).collect(), more }))
}

/// What lies directly below `parent`, or the role's own organization and what lies below that. A parent outside the scope
/// is like one that does not exist.
async fn below(deps: &Deps, caller: &Caller, parent: Option<OrganizationCode>) -> Result<Vec<Organization>, Problem> {
    let top = parent.unwrap_or(caller.role.organization);
    let (itself, below) = tokio::try_join!(deps.organizations.read(top), deps.organizations.under(top))?;
    let in_scope = match (&itself, caller.role.scope) {
        (_, Scope::State) => true,
        (Some(organization), scope) => organization.is_in(scope),
        (None, _) => false,
    };
    if !in_scope {
        return Err(Problem::invalid(vec![FieldError::new("/parent", "is no organization within your role's")]));
    }
    let itself = itself.filter(|_| parent.is_none());
    Ok(itself.into_iter().chain(below).collect())
}

fn has_words(name: &str, query: Option<&str>) -> bool {
    let words =
        |text: &str| text.split(|c: char| c.is_whitespace() || c == '-').map(FoldedName::of).collect::<Vec<_>>();
    let of_name = words(name);
    let whole = FoldedName::of(name);
    query.is_none_or(|query| {
        whole.starts_with(&FoldedName::of(query))
            || words(query).iter().all(|wanted| of_name.iter().any(|word| word.starts_with(wanted)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_school_is_found_by_any_of_its_words() {
        for query in ["dana", "hills dan", "high", "danah", "Daña Hills"] {
            assert!(has_words("Dana Hills High", Some(query)), "{query}");
        }
        assert!(has_words("Dana Hills High", None));
        assert!(!has_words("Dana Hills High", Some("dana point")));
    }
}
