//! Looking at one user, and changing them.

use std::collections::BTreeMap;

use axum::extract::State;
use domain::access::{Caller, NotReady, Right};
use domain::accounts::manage::{
    Change, SeenUser, StateWanted, WantedRole, decide, family_name, given_name, see, telephone,
};
use domain::ids::UserId;
use domain::year::AdministrationYear;
use edge::{CurrentRequest, ETag, Field, FieldErrors, IfMatch, Json, Path, Problem, Refusals, SessionToken};
use serde::Deserialize;
use serde_json::Value;
use store::accounts::{Condition, UserOutcome};
use utoipa::ToSchema;

use crate::answers::UserAnswer;
use crate::fields::{RoleBody, checked, codes, granted, roles, taken};
use crate::refusals::{busy, last_holder, refused, stale, version};
use crate::{Deps, entry};

type OneUser = (ETag, Json<UserAnswer>);

/// Read a user
#[utoipa::path(
    get,
    path = "/v1/users/{id}",
    operation_id = "read-user",
    tag = "accounts",
    params(("id" = String, Path, description = "The opaque id that a list gave", pattern = "^[a-z2-7]{26}$")),
    responses(
        (status = 200, description = "The user, as the caller sees them", body = UserAnswer, headers(("ETag" = String))),
        Refusals,
    )
)]
pub(crate) async fn read_user(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    Path(id): Path<UserId>,
) -> Result<OneUser, Problem> {
    let now = deps.clock.now();
    let account = async { Ok(deps.users.read(id).await?) };
    let (caller, account) = tokio::try_join!(deps.caller(&request, &token, now), account)?;
    let seen = see(&caller, Right::SeeUsers, account, AdministrationYear::at(now))?;
    Ok((version(&seen), Json(UserAnswer::of(&seen))))
}

/// What is to be changed. Leave out what stays.
#[derive(Deserialize, ToSchema)]
#[schema(as = UserChange)]
pub(crate) struct ChangeBody {
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 35, example = "Noor")]
    first_name: Field<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 100, example = "Haddad")]
    last_name: Field<String>,
    /// `null` removes it.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 40, example = "(415) 555-0100 x 12")]
    telephone: Field<Option<String>>,
    /// `deactivated` stops access and ends every session; `active` gives it back.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "deactivated")]
    state: Field<String>,
    #[serde(default)]
    #[schema(value_type = Option<RolesBody>)]
    roles: Field<RolesBody>,
    /// Goes on although an LEA is left without a CAASPP or ELPAC coordinator.
    #[serde(default)]
    #[schema(value_type = Option<bool>)]
    confirm_last_coordinator: Field<bool>,
    /// Only to say that it cannot be changed.
    #[serde(default)]
    #[schema(ignore)]
    email: Field<Value>,
    #[serde(flatten)]
    #[schema(ignore)]
    unknown: BTreeMap<String, Value>,
}

/// Roles to be given and taken away. A role taken away ends every session of the user.
#[derive(Clone, Deserialize, ToSchema)]
#[schema(as = RoleChanges)]
pub(crate) struct RolesBody {
    #[serde(default)]
    #[schema(value_type = Option<Vec<RoleBody>>, max_items = 20)]
    add: Field<Vec<RoleBody>>,
    #[serde(default)]
    #[schema(value_type = Option<Vec<RoleBody>>, max_items = 20)]
    remove: Field<Vec<RoleBody>>,
    #[serde(flatten)]
    #[schema(ignore)]
    unknown: BTreeMap<String, Value>,
}

struct Wanted {
    change: Change,
    add: Vec<WantedRole>,
    even_the_last: bool,
}

impl ChangeBody {
    fn check(self) -> Result<Wanted, Problem> {
        let mut errors = FieldErrors::new();
        if !matches!(self.email, Field::Missing) {
            let remedy = "cannot be changed: add the person with the new address, then stop access of this account";
            errors.push("/email", remedy);
        }
        let first_name = errors.optional("/first_name", self.first_name);
        let first_name = checked("/first_name", first_name, given_name, &mut errors);
        let last_name = errors.optional("/last_name", self.last_name);
        let last_name = checked("/last_name", last_name, family_name, &mut errors);
        let number = match errors.optional("/telephone", self.telephone) {
            Some(Some(number)) => checked("/telephone", Some(number), telephone, &mut errors).map(Some),
            Some(None) => Some(None),
            None => None,
        };
        let state = match errors.optional("/state", self.state).as_deref() {
            None => None,
            Some("active") => Some(StateWanted::Active),
            Some("deactivated") => Some(StateWanted::Deactivated),
            Some(_) => {
                errors.push("/state", "must be active or deactivated");
                None
            }
        };
        let (mut add, mut take) = (Vec::new(), Vec::new());
        let sent = errors.optional("/roles", self.roles);
        if let Some(sent) = sent {
            let given = errors.optional("/roles/add", sent.add).unwrap_or_default();
            add = roles("/roles/add", given, &mut errors);
            let removed = errors.optional("/roles/remove", sent.remove).unwrap_or_default();
            take = taken("/roles/remove", removed, &mut errors);
            errors.unknown("/roles", &sent.unknown);
            if add.iter().any(|role| take.contains(&role.key)) {
                errors.push("/roles", "must not add and remove the same role");
            }
        }
        let even_the_last = errors.optional("/confirm_last_coordinator", self.confirm_last_coordinator);
        errors.unknown("", &self.unknown);
        let change = Change { first_name, last_name, telephone: number, state, give: Vec::new(), take };
        let own = change.first_name.is_some() || change.last_name.is_some() || change.telephone.is_some();
        let nothing = !own && state.is_none() && add.is_empty() && change.take.is_empty();
        if nothing && errors.is_empty() {
            errors.push("", "must change something");
        }
        errors.finish()?;
        Ok(Wanted { change, add, even_the_last: even_the_last.unwrap_or_default() })
    }
}

/// Change a user
///
/// All of it or nothing. `If-Match` is the `ETag` that was read. A role taken away, other program instruments and a state
/// changed end every session of the user at once, and whatever request of theirs is under way.
#[utoipa::path(
    patch,
    path = "/v1/users/{id}",
    operation_id = "change-user",
    tag = "accounts",
    params(
        ("id" = String, Path, description = "The opaque id that a list gave", pattern = "^[a-z2-7]{26}$"),
        ("If-Match" = String, Header, description = "The ETag of the user as read", pattern = "^\"[!#-~]+\"$"),
    ),
    request_body = ChangeBody,
    responses(
        (status = 200, description = "Changed: the user, as the caller sees them", body = UserAnswer, headers(("ETag" = String))),
        (status = 204, description = "Changed: the caller sees no role of this user any more"),
        (status = "4XX", description = "Refused; nothing was changed", body = Problem, content_type = "application/problem+json"),
        (status = "5XX", description = "Not answered", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn change_user(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    Path(id): Path<UserId>,
    IfMatch(read): IfMatch,
    Json(body): Json<ChangeBody>,
) -> Result<ChangedUser, Problem> {
    let wanted = body.check();
    let now = deps.clock.now();
    let this_year = AdministrationYear::at(now);
    let codes = wanted.as_ref().map(|wanted| codes(&wanted.add)).unwrap_or_default();
    let directory = async { Ok(deps.organizations.read_many(&codes).await?) };
    let account = async { Ok(deps.users.read(id).await?) };
    let (caller, account, directory) = tokio::try_join!(deps.caller(&request, &token, now), account, directory)?;
    let seen = see(&caller, Right::ChangeUsers, account, this_year)?;
    let mut wanted = wanted?;
    if read != version(&seen) {
        return Err(stale(&seen));
    }
    wanted.change.give = granted(&caller, "/roles/add", &wanted.add, &directory, this_year)?;
    let condition = if wanted.even_the_last { Condition::EvenTheLast } else { Condition::None };
    // An account that was never activated comes back as one that waits; that there is no password shows in the commit.
    for has_password in [true, false] {
        let decided = decide(&caller, &seen, wanted.change.clone(), has_password, this_year).map_err(refused)?;
        let Some(changed) = decided else { return Ok(ChangedUser::Seen(Box::new(seen))) };
        let entry = entry(&caller, &request, now, &changed, Right::ChangeUsers);
        let change = deps.prepared(entry, Some(seen.user()), &changed, now);
        return match deps.users.commit(&caller, &change, condition, now).await? {
            UserOutcome::NoPassword if has_password => continue,
            UserOutcome::Done => Ok(match SeenUser::of(&caller, changed.after, this_year) {
                Some(after) => ChangedUser::Seen(Box::new(after)),
                None => ChangedUser::Gone,
            }),
            UserOutcome::Revoked => Err(NotReady::NotSignedIn.into()),
            UserOutcome::LastHolder(offices) => Err(last_holder(&offices)),
            _ => Err(overtaken(&deps, &caller, id, &read, this_year).await?),
        };
    }
    Err(busy())
}

/// What is answered when somebody else was faster.
pub(crate) async fn overtaken(
    deps: &Deps,
    caller: &Caller,
    user: UserId,
    read: &ETag,
    this_year: AdministrationYear,
) -> Result<Problem, Problem> {
    let seen = see(caller, Right::SeeUsers, deps.users.read(user).await?, this_year)?;
    Ok(if *read == version(&seen) { busy() } else { stale(&seen) })
}

/// A user after a change.
pub(crate) enum ChangedUser {
    /// As the caller sees them.
    Seen(Box<SeenUser>),
    /// Not the caller's to see any more.
    Gone,
}

impl axum::response::IntoResponse for ChangedUser {
    fn into_response(self) -> axum::response::Response {
        match self {
            Self::Seen(seen) => (version(&seen), Json(UserAnswer::of(&seen))).into_response(),
            Self::Gone => axum::http::StatusCode::NO_CONTENT.into_response(),
        }
    }
}
