//! Lists of users.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::State;
use domain::access::{Caller, OrganizationCode, Right, Role};
use domain::accounts::manage::{ListedUser, ListingPlace, SeenUser, listings};
use domain::accounts::{AccountState, Username};
use domain::names::{FoldedName, LAST_NAME_MAX};
use domain::year::AdministrationYear;
use edge::{CurrentRequest, Field, FieldError, FieldErrors, Json, Limit, Problem, Query, Refusals, SessionToken};
use serde::Deserialize;
use serde_json::Value;
use store::accounts::ListQuery;
use utoipa::ToSchema;

use crate::answers::UsersPage;
use crate::{Deps, seat};

/// What a list is narrowed by. Names are personal, so they go into the body of a search and never into a URL.
#[derive(Deserialize)]
pub(crate) struct UsersQuery {
    #[serde(default)]
    organization: Field<OrganizationCode>,
    #[serde(default)]
    role: Field<Role>,
    #[serde(default)]
    state: Field<AccountState>,
    #[serde(default)]
    limit: Field<Limit>,
    #[serde(default)]
    cursor: Field<String>,
    #[serde(flatten)]
    unknown: BTreeMap<String, Value>,
}

/// All that is given must hold. Leave out what does not matter.
#[derive(Deserialize, ToSchema)]
#[schema(as = UserSearch)]
pub(crate) struct SearchBody {
    /// `CA`, or the 14-digit code of an LEA or school within the role's organization.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "99000010000103")]
    organization: Field<OrganizationCode>,
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "test-administrator")]
    role: Field<Role>,
    /// `added`, `active`, `deactivated`.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "active")]
    state: Field<AccountState>,
    /// The beginning of the last name.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "alvarez")]
    name: Field<String>,
    /// The whole address; not together with `name`.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "test.administrator@poppy.test")]
    email: Field<Username>,
    /// How many to show, 1 to 100; 50 unless given.
    #[serde(default)]
    #[schema(value_type = Option<u8>, minimum = 1, maximum = 100)]
    limit: Field<Limit>,
    /// The `next_cursor` of the page before, with the same criteria.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    cursor: Field<String>,
    #[serde(flatten)]
    #[schema(ignore)]
    unknown: BTreeMap<String, Value>,
}

struct Wanted {
    organization: Option<OrganizationCode>,
    role: Option<Role>,
    state: Option<AccountState>,
    name: Option<FoldedName>,
    email: Option<Username>,
    limit: Limit,
    cursor: Option<String>,
}

impl SearchBody {
    fn of(query: UsersQuery) -> Self {
        let UsersQuery { organization, role, state, limit, cursor, unknown } = query;
        Self { organization, role, state, name: Field::Missing, email: Field::Missing, limit, cursor, unknown }
    }

    fn check(self) -> Result<Wanted, Problem> {
        let mut errors = FieldErrors::new();
        let organization = errors.optional("/organization", self.organization);
        let role = errors.optional("/role", self.role);
        let state = errors.optional("/state", self.state);
        let name = errors.optional("/name", self.name);
        let email = errors.optional("/email", self.email);
        let limit = errors.optional("/limit", self.limit).unwrap_or_default();
        let cursor = errors.optional("/cursor", self.cursor);
        if name.as_ref().is_some_and(|name| name.chars().count() > LAST_NAME_MAX) {
            errors.push("/name", format!("must have at most {LAST_NAME_MAX} characters"));
        }
        let name = name.map(|name| FoldedName::of(&name));
        if name.as_ref().is_some_and(FoldedName::is_empty) {
            errors.push("/name", "must hold at least one letter or digit");
        }
        if name.is_some() && email.is_some() {
            errors.push("/email", "finds one user: leave name out");
        }
        errors.unknown("", &self.unknown);
        errors.finish()?;
        Ok(Wanted { organization, role, state, name, email, limit, cursor })
    }
}

impl Wanted {
    /// What of a listed user is shown.
    fn shown(&self, caller: &Caller, this_year: AdministrationYear, listed: ListedUser) -> Option<ListedUser> {
        let listed = caller.narrowed(listed, this_year)?;
        let role = self.role.is_none_or(|role| listed.roles.iter().any(|held| held.role == role));
        let state = self.state.is_none_or(|state| listed.state == state);
        (role && state).then_some(listed)
    }
}

/// List users
///
/// Those to whom the caller's role gives roles, at the role's organization and below; the help desk sees all. A page may be
/// shorter than asked for and still have a next one. To find somebody by name or address, search.
#[utoipa::path(
    get,
    path = "/v1/users",
    operation_id = "list-users",
    tag = "accounts",
    params(
        ("organization" = Option<String>, Query, description = "`CA`, or the 14-digit code of an LEA or school within the role's"),
        ("role" = Option<String>, Query, description = "Only those who hold this role"),
        ("state" = Option<String>, Query, description = "`added`, `active` or `deactivated`"),
        ("limit" = Option<u8>, Query, description = "How many to show; 50 unless given", minimum = 1, maximum = 100),
        ("cursor" = Option<String>, Query, description = "The `next_cursor` of the page before, with the same criteria"),
    ),
    responses((status = 200, description = "A page of users, by last name, first name", body = UsersPage), Refusals)
)]
pub(crate) async fn list_users(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    Query(query): Query<UsersQuery>,
) -> Result<Json<UsersPage>, Problem> {
    listed(&deps, &request, &token, SearchBody::of(query).check()).await
}

/// Find users
///
/// As the list, and by the beginning of the last name or by the whole address.
#[utoipa::path(
    post,
    path = "/v1/users/search",
    operation_id = "search-users",
    tag = "accounts",
    request_body = SearchBody,
    responses((status = 200, description = "A page of users, by last name, first name", body = UsersPage), Refusals)
)]
pub(crate) async fn search_users(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    Json(body): Json<SearchBody>,
) -> Result<Json<UsersPage>, Problem> {
    listed(&deps, &request, &token, body.check()).await
}

async fn listed(
    deps: &Deps,
    request: &CurrentRequest,
    token: &SessionToken,
    wanted: Result<Wanted, Problem>,
) -> Result<Json<UsersPage>, Problem> {
    let now = deps.clock.now();
    let this_year = AdministrationYear::at(now);
    let organization = wanted.as_ref().ok().and_then(|wanted| wanted.organization);
    let email = wanted.as_ref().ok().and_then(|wanted| wanted.email.as_ref());
    let user = email.map(|email| deps.login_key.user(email));
    let ids: Vec<_> = user.into_iter().collect();
    let account = async { Ok::<_, Problem>(deps.users.read_all(&ids).await?) };
    let (caller, place, mut account) =
        tokio::try_join!(deps.caller(request, token, now), place(deps, organization), account)?;
    caller.has(Right::SeeUsers, this_year)?;
    let wanted = wanted?;
    let place = place.of(&caller)?;
    if let Some(user) = user {
        let seen = account.remove(&user).and_then(|user| SeenUser::of(&caller, user, this_year));
        let entries = seen.map(|seen| listings(seen.user())).unwrap_or_default();
        let mut found: Option<ListedUser> = None;
        for entry in entries.into_iter().filter(|entry| Some(entry.place) == place) {
            match &mut found {
                Some(found) => found.roles.extend(entry.user.roles),
                None => found = Some(entry.user),
            }
        }
        let found = found.and_then(|found| wanted.shown(&caller, this_year, found));
        return Ok(Json(UsersPage { users: found.iter().map(Into::into).collect(), next_cursor: None }));
    }
    let Some(place) = place else { return Ok(Json(UsersPage { users: Vec::new(), next_cursor: None })) };

    let binding = binding(&caller, place, &wanted);
    let after: Option<String> = match &wanted.cursor {
        Some(sealed) => Some(deps.cursor_key.open(sealed, &binding).ok_or_else(wrong_cursor)?),
        None => None,
    };
    let query = ListQuery {
        place,
        classes: &caller.classes(),
        last_name: wanted.name.as_ref(),
        sparse: wanted.role.is_some() || wanted.state.is_some(),
        limit: wanted.limit.get(),
        after: after.as_deref(),
    };
    let page = Box::pin(deps.lists.page(query, |listed| wanted.shown(&caller, this_year, listed))).await?;
    let next_cursor = page.next.map(|next| deps.cursor_key.seal(&next, &binding, deps.entropy.bytes()));
    Ok(Json(UsersPage { users: page.users.iter().map(Into::into).collect(), next_cursor }))
}

/// The place of a list, before it is known who asks.
pub(crate) struct AskedPlace(Option<(OrganizationCode, Option<ListingPlace>, Option<domain::directory::Organization>)>);

/// Reads what is known of the organization asked for, if one is.
pub(crate) async fn place(deps: &Deps, organization: Option<OrganizationCode>) -> Result<AskedPlace, Problem> {
    let Some(code) = organization else { return Ok(AskedPlace(None)) };
    let codes: BTreeSet<_> = [code].into_iter().filter(|code| *code != OrganizationCode::State).collect();
    let found = deps.organizations.read_many(&codes).await?;
    let place = seat(&found, code).and_then(|seat| ListingPlace::of(seat.scope()));
    Ok(AskedPlace(Some((code, place, found.into_values().next()))))
}

impl AskedPlace {
    /// The caller's own place, or the one asked for where it lies within. One outside is like one that does not exist.
    pub(crate) fn of(self, caller: &Caller) -> Result<Option<ListingPlace>, Problem> {
        let Some((code, place, found)) = self.0 else { return Ok(ListingPlace::of(caller.role.scope)) };
        let found = found.map(|organization| (code, organization)).into_iter().collect();
        let within = seat(&found, code).is_some_and(|seat| seat.is_in(caller.role.scope));
        place.filter(|_| within).map(Some).ok_or_else(|| {
            Problem::invalid(vec![FieldError::new(
                "/organization",
                "is no LEA or school within your role's organization",
            )])
        })
    }
}

/// A cursor that was not given for this list, or was tampered with: one answer.
pub(crate) fn wrong_cursor() -> Problem {
    Problem::invalid(vec![FieldError::new(
        "/cursor",
        "is not one that was given for this search; begin again without a cursor",
    )])
}

/// What must be the same when a cursor comes back: who, in which role, over what, looking for what.
fn binding(caller: &Caller, place: ListingPlace, wanted: &Wanted) -> String {
    let role = &caller.role;
    let name = wanted.name.as_ref().map(FoldedName::as_str);
    format!(
        "users {} {} {} {} {place:?} {name:?} {:?} {:?}",
        caller.user, role.role, role.organization, role.year, wanted.role, wanted.state
    )
}
