//! Changing a review as a whole: its schedule, sites and instruments, or where it stands.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::State;
use domain::access::Right;
use domain::cds::CdsCode;
use domain::compliance::{ProgramInstrument, ReviewChange, ReviewCommand, ReviewMode, manage, see};
use domain::ids::ReviewId;
use domain::year::AdministrationYear;
use edge::compliance::{ReviewPage, refused};
use edge::{CurrentRequest, Field, FieldErrors, IfMatch, Json, Path, Problem, SessionToken};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::fields::{codes, found, sites};
use crate::{Deps, Reviewed, unchanged};

/// What is to be changed: either `state`, or any of the others. Leave out what stays.
#[derive(Deserialize, ToSchema)]
#[schema(as = ReviewChange)]
pub(crate) struct ChangeBody {
    /// `open`, `completed` or `cancelled`.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "open")]
    state: Field<String>,
    /// `on-site` or `online`.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    mode: Field<ReviewMode>,
    /// The 14-digit codes of schools of the LEA: all that the review has then.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>, max_items = 50)]
    sites: Field<Vec<Field<CdsCode>>>,
    /// Stays once findings were issued.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Date)]
    first_day: Field<Date>,
    /// Stays once findings were issued.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Date)]
    last_day: Field<Date>,
    /// All that the review has then. One that has items stays.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>)]
    instruments: Field<BTreeSet<ProgramInstrument>>,
    #[serde(flatten)]
    #[schema(ignore)]
    unknown: BTreeMap<String, Value>,
}

struct Wanted {
    command: ReviewCommand,
    sites: Option<Vec<CdsCode>>,
}

impl ChangeBody {
    fn check(self) -> Result<Wanted, Problem> {
        let mut errors = FieldErrors::new();
        let state = match errors.optional("/state", self.state).as_deref() {
            None => None,
            Some("open") => Some(ReviewCommand::Open),
            Some("completed") => Some(ReviewCommand::Complete),
            Some("cancelled") => Some(ReviewCommand::Cancel),
            Some(_) => {
                errors.push("/state", "must be open, completed or cancelled");
                None
            }
        };
        let sent = errors.optional("/sites", self.sites);
        let sites = sent.map(|sent| sites(sent, &mut errors));
        let change = ReviewChange {
            mode: errors.optional("/mode", self.mode),
            sites: None,
            first_day: errors.optional("/first_day", self.first_day),
            last_day: errors.optional("/last_day", self.last_day),
            instruments: errors.optional("/instruments", self.instruments),
        };
        errors.unknown("", &self.unknown);
        let named = [
            change.mode.is_some(),
            sites.is_some(),
            change.first_day.is_some(),
            change.last_day.is_some(),
            change.instruments.is_some(),
        ];
        let changes = named.contains(&true);
        if errors.is_empty() && state.is_some() == changes {
            let remedy = if changes { "must change either the state or the rest" } else { "must change something" };
            errors.push("", remedy);
        }
        errors.finish()?;
        Ok(Wanted { command: state.unwrap_or(ReviewCommand::Change(change)), sites })
    }
}

/// Change a review
///
/// All of it or nothing. `If-Match` is the `ETag` of the review as read. The LEA is told of every other state. A review that
/// is over changes no more.
#[utoipa::path(
    patch,
    path = "/v1/compliance/reviews/{id}",
    operation_id = "change-review",
    tag = "compliance",
    params(
        ("id" = String, Path, description = "The review's id", pattern = "^[a-z2-7]{26}$"),
        ("If-Match" = String, Header, description = "The ETag of the review as read", pattern = "^\"[!#-~]+\"$"),
    ),
    request_body = ChangeBody,
    responses(
        (status = 200, description = "Changed: the review", body = ReviewPage, headers(("ETag" = String))),
        (status = "4XX", description = "Refused; nothing was changed", body = Problem, content_type = "application/problem+json"),
        (status = "5XX", description = "Not answered", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn change_review(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    Path(id): Path<ReviewId>,
    IfMatch(read): IfMatch,
    Json(body): Json<ChangeBody>,
) -> Result<Reviewed, Problem> {
    let now = deps.clock.now();
    let this_year = AdministrationYear::at(now);
    let wanted = body.check();
    let named = wanted.as_ref().ok().and_then(|wanted| wanted.sites.as_deref());
    let named = named.map(codes).unwrap_or_default();
    let record = async { Ok(deps.desk.read(id).await?) };
    let directory = async { Ok(deps.organizations.read_many(&named).await?) };
    let (caller, record, directory) = tokio::try_join!(deps.caller(&request, &token, now), record, directory)?;
    let seen = see(&caller, record, this_year)?;
    caller.has(Right::DecideReviews, this_year)?;
    let Wanted { mut command, sites } = wanted?;
    if let (ReviewCommand::Change(change), Some(sites)) = (&mut command, &sites) {
        change.sites = Some(found(sites, &directory)?);
    }
    let decide = |seen: &_| {
        unchanged(&caller, seen, &read, now)?;
        manage(&caller, seen, command.clone(), now).map_err(refused)
    };
    deps.decided(&request, &caller, now, seen, decide).await
}
