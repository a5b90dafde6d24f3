//! Letting an LEA's users into a review, and taking them out.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::State;
use domain::access::Right;
use domain::compliance::{MAX_CONTRIBUTORS, Refusal, assign, see};
use domain::ids::{ReviewId, UserId};
use domain::year::AdministrationYear;
use edge::compliance::{ReviewPage, refused};
use edge::{CurrentRequest, Field, FieldError, FieldErrors, IfMatch, Json, Path, Problem, SessionToken};
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::fields::each;
use crate::{Deps, Reviewed, unchanged};

/// Users to be let in and taken out, by their ids.
#[derive(Deserialize, ToSchema)]
#[schema(as = ContributorChanges)]
pub(crate) struct ContributorsBody {
    /// Who holds the role of a compliance contributor of the review's LEA.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>, max_items = 20)]
    add: Field<Vec<Field<UserId>>>,
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>, max_items = 20)]
    remove: Field<Vec<Field<UserId>>>,
    #[serde(flatten)]
    #[schema(ignore)]
    unknown: BTreeMap<String, Value>,
}

#[derive(Default)]
struct Wanted {
    add: Vec<UserId>,
    remove: BTreeSet<UserId>,
}

impl ContributorsBody {
    fn check(self) -> Result<Wanted, Problem> {
        let mut errors = FieldErrors::new();
        let mut users = |pointer: &str, sent: Field<Vec<Field<UserId>>>| {
            let sent = errors.optional(pointer, sent).unwrap_or_default();
            if sent.len() > MAX_CONTRIBUTORS {
                errors.push(pointer, format!("must hold at most {MAX_CONTRIBUTORS} users"));
            }
            each(pointer, sent, &mut errors)
        };
        let (add, remove) = (users("/add", self.add), users("/remove", self.remove));
        errors.unknown("", &self.unknown);
        if errors.is_empty() && add.is_empty() && remove.is_empty() {
            errors.push("", "must change something");
        }
        if add.iter().any(|user| remove.contains(user)) {
            errors.push("", "must not add and remove the same user");
        }
        errors.finish()?;
        Ok(Wanted { add, remove: remove.into_iter().collect() })
    }
}

/// Let users into a review, and take them out
///
/// All of it or nothing. `If-Match` is the `ETag` of the review as read. Who is let in is told. Their access ends with the
/// review.
#[utoipa::path(
    patch,
    path = "/v1/compliance/reviews/{id}/contributors",
    operation_id = "assign-contributors",
    tag = "compliance",
    params(
        ("id" = String, Path, description = "The review's id", pattern = "^[a-z2-7]{26}$"),
        ("If-Match" = String, Header, description = "The ETag of the review as read", pattern = "^\"[!#-~]+\"$"),
    ),
    request_body = ContributorsBody,
    responses(
        (status = 200, description = "Changed: the review", body = ReviewPage, headers(("ETag" = String))),
        (status = "4XX", description = "Refused; nothing was changed", body = Problem, content_type = "application/problem+json"),
        (status = "5XX", description = "Not answered", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn assign_contributors(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    Path(id): Path<ReviewId>,
    IfMatch(read): IfMatch,
    Json(body): Json<ContributorsBody>,
) -> Result<Reviewed, Problem> {
    let now = deps.clock.now();
    let this_year = AdministrationYear::at(now);
    let wanted = body.check();
    let named = wanted.as_ref().map(|wanted| wanted.add.clone()).unwrap_or_default();
    let record = async { Ok(deps.desk.read(id).await?) };
    let users = async { Ok(deps.users.read_all(&named).await?) };
    let (caller, record, mut users) = tokio::try_join!(deps.caller(&request, &token, now), record, users)?;
    let seen = see(&caller, record, this_year)?;
    caller.has(Right::AssignContributors, this_year)?;
    let Wanted { add, remove } = wanted?;
    let nobody = |user: UserId| {
        let place = add.iter().position(|other| *other == user).unwrap_or_default();
        Problem::invalid(vec![FieldError::new(format!("/add/{place}"), Refusal::NotAContributor(user).to_string())])
    };
    let mut people = Vec::with_capacity(add.len());
    for user in &add {
        people.push(users.remove(user).ok_or_else(|| nobody(*user))?);
    }
    let decide = |seen: &_| {
        unchanged(&caller, seen, &read, now)?;
        assign(&caller, seen, &people, &remove, now).map_err(|refusal| match refusal {
            Refusal::NotAContributor(user) => nobody(user),
            refusal => refused(refusal),
        })
    };
    deps.decided(&request, &caller, now, seen, decide).await
}
