//! Adding a user.

use std::collections::{BTreeMap, HashMap};

use axum::extract::State;
use axum::http::StatusCode;
use domain::access::{AccessError, NotReady, Right};
use domain::accounts::manage::{Added, NewUser, SeenUser, WantedRole, add, family_name, given_name, telephone};
use domain::accounts::{User, Username};
use domain::year::AdministrationYear;
use edge::{CurrentRequest, ETag, Field, FieldErrors, IdempotencyKey, Json, Problem, SessionToken};
use serde::Deserialize;
use serde_json::{Value, json};
use store::accounts::{Condition, UserOutcome};
use utoipa::ToSchema;

use crate::answers::UserAnswer;
use crate::fields::{RoleBody, checked, codes, fingerprint, granted, roles};
use crate::refusals::{busy, refused, version};
use crate::{Deps, entry};

/// Somebody to be added, with the roles to be given.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewUser)]
pub(crate) struct AddBody {
    #[serde(default)]
    #[schema(value_type = String, required, max_length = 35, example = "Noor")]
    first_name: Field<String>,
    #[serde(default)]
    #[schema(value_type = String, required, max_length = 100, example = "Haddad")]
    last_name: Field<String>,
    /// The user name. It cannot be changed later.
    #[serde(default)]
    #[schema(value_type = String, required, max_length = 254, example = "noor.haddad@poppy.test")]
    email: Field<Username>,
    /// With extension, as people write it.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 40, example = "(415) 555-0100 x 12")]
    telephone: Field<String>,
    /// 1 to 20.
    #[serde(default)]
    #[schema(value_type = Vec<RoleBody>, required, min_items = 1, max_items = 20)]
    roles: Field<Vec<RoleBody>>,
    #[serde(flatten)]
    #[schema(ignore)]
    unknown: BTreeMap<String, Value>,
}

struct Wanted {
    username: Username,
    first_name: String,
    last_name: String,
    telephone: Option<String>,
    roles: Vec<WantedRole>,
}

impl AddBody {
    fn check(self) -> Result<Wanted, Problem> {
        let mut errors = FieldErrors::new();
        let first_name = errors.required("/first_name", self.first_name);
        let first_name = checked("/first_name", first_name, given_name, &mut errors);
        let last_name = errors.required("/last_name", self.last_name);
        let last_name = checked("/last_name", last_name, family_name, &mut errors);
        let username = errors.required("/email", self.email);
        let number = errors.optional("/telephone", self.telephone);
        let number = checked("/telephone", number, telephone, &mut errors);
        let sent = errors.required("/roles", self.roles);
        if sent.as_ref().is_some_and(Vec::is_empty) {
            errors.push("/roles", "must hold at least one role");
        }
        let roles = roles("/roles", sent.unwrap_or_default(), &mut errors);
        errors.unknown("", &self.unknown);
        match (username, first_name, last_name) {
            (Some(username), Some(first_name), Some(last_name)) if errors.is_empty() => {
                Ok(Wanted { username, first_name, last_name, telephone: number, roles })
            }
            _ => Err(errors.into_problem()),
        }
    }
}

impl Wanted {
    fn fingerprint(&self) -> Result<String, Problem> {
        let role = |WantedRole { key, instruments }: &WantedRole| {
            json!([key.role.code(), key.organization.to_string(), key.year.to_string(), instruments])
        };
        fingerprint(&json!([
            Username::fold(self.username.as_str()),
            self.first_name,
            self.last_name,
            self.telephone,
            self.roles.iter().map(role).collect::<Vec<_>>(),
        ]))
    }
}

/// How often an addition that was overtaken is decided again.
const ATTEMPTS: u8 = 3;

type UserAdded = (StatusCode, ETag, Json<UserAnswer>);

/// Add a user
///
/// The account waits for its activation; the letter with the link is on its way. An address that has an account already is
/// given the roles, keeps its own name and telephone, and its owner is told. `Idempotency-Key` makes a repeat harmless for
/// 24 hours.
#[utoipa::path(
    post,
    path = "/v1/users",
    operation_id = "add-user",
    tag = "accounts",
    params(("Idempotency-Key" = String, Header, description = "Names this attempt: 1 to 128 visible ASCII characters", pattern = "^[!-~]{1,128}$")),
    request_body = AddBody,
    responses(
        (status = 201, description = "Added: the user, as the caller sees them", body = UserAnswer, headers(("ETag" = String))),
        (status = "4XX", description = "Refused; nothing was changed", body = Problem, content_type = "application/problem+json"),
        (status = "5XX", description = "Not answered; a repeat with the same key is safe", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn add_user(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    key: IdempotencyKey,
    Json(body): Json<AddBody>,
) -> Result<UserAdded, Problem> {
    let now = deps.clock.now();
    let this_year = AdministrationYear::at(now);
    let wanted = match body.check() {
        Ok(wanted) => wanted,
        Err(wrong) => {
            deps.caller(&request, &token, now).await?.has(Right::ChangeUsers, this_year)?;
            return Err(wrong);
        }
    };
    let user = deps.login_key.user(&wanted.username);
    let codes = codes(&wanted.roles);
    let directory = async {
        let found = if codes.is_empty() { HashMap::new() } else { deps.organizations.read_many(&codes).await? };
        Ok::<_, Problem>(found)
    };
    let account = async { Ok(deps.users.read_for_addition(user, token.user, key.as_str(), now).await?) };
    let (caller, (mut account, mut earlier), directory) =
        tokio::try_join!(deps.caller(&request, &token, now), account, directory)?;
    caller.has(Right::ChangeUsers, this_year)?;
    let granted = granted(&caller, "/roles", &wanted.roles, &directory, this_year)?;
    let fingerprint = wanted.fingerprint()?;
    for _ in 0..ATTEMPTS {
        if let Some(earlier) = &earlier {
            if *earlier != fingerprint {
                return Err(reused());
            }
            return shown(account.and_then(|user| SeenUser::of(&caller, user, this_year)));
        }
        let new = NewUser {
            id: user,
            username: wanted.username.clone(),
            first_name: wanted.first_name.clone(),
            last_name: wanted.last_name.clone(),
            telephone: wanted.telephone.clone(),
        };
        let (before, changed) = match add(&caller, new, account.take(), granted.clone(), this_year).map_err(refused)? {
            Added::Unchanged(user) => return shown(SeenUser::of(&caller, *user, this_year)),
            Added::Account(changed) => (None::<Box<User>>, changed),
            Added::Roles(before, changed) => (Some(before), changed),
        };
        let entry = entry(&caller, &request, now, &changed, Right::ChangeUsers);
        let change = deps.prepared(entry, before.as_deref(), &changed, now);
        let condition = Condition::Once(key.as_str(), &fingerprint);
        match deps.users.commit(&caller, &change, condition, now).await? {
            UserOutcome::Done => return shown(SeenUser::of(&caller, changed.after, this_year)),
            UserOutcome::Revoked => return Err(NotReady::NotSignedIn.into()),
            _ => {
                (account, earlier) = deps.users.read_for_addition(user, caller.user, key.as_str(), now).await?;
            }
        }
    }
    Err(busy())
}

fn shown(seen: Option<SeenUser>) -> Result<UserAdded, Problem> {
    let seen = seen.ok_or(AccessError::NotFound)?;
    Ok((StatusCode::CREATED, version(&seen), Json(UserAnswer::of(&seen))))
}

fn reused() -> Problem {
    let title = "This Idempotency-Key was used for another user";
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "request.idempotency-key-reused", title)
        .detail("Send a new key with each user, and the same key only to repeat one.")
}
