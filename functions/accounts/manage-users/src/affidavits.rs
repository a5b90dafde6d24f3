//! Who has signed the security affidavits.

use std::collections::BTreeMap;

use axum::extract::State;
use domain::access::{Caller, OrganizationCode, Right};
use domain::accounts::manage::{ListedUser, ListingPlace, UserClass};
use domain::students::ProgramFamily;
use domain::year::AdministrationYear;
use edge::{CurrentRequest, Field, FieldErrors, Json, Limit, Problem, Query, Refusals, SessionToken};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::accounts::ListQuery;
use utoipa::ToSchema;

use crate::Deps;
use crate::answers::RoleAnswer;
use crate::lists::{place, wrong_cursor};

/// Of whom.
#[derive(Deserialize)]
pub(crate) struct AffidavitsQuery {
    #[serde(default)]
    program: Field<ProgramFamily>,
    #[serde(default)]
    year: Field<AdministrationYear>,
    #[serde(default)]
    organization: Field<OrganizationCode>,
    #[serde(default)]
    signed: Field<String>,
    #[serde(default)]
    limit: Field<Limit>,
    #[serde(default)]
    cursor: Field<String>,
    #[serde(flatten)]
    unknown: BTreeMap<String, Value>,
}

struct Wanted {
    program: ProgramFamily,
    year: Option<AdministrationYear>,
    organization: Option<OrganizationCode>,
    signed: Option<bool>,
    limit: Limit,
    cursor: Option<String>,
}

impl AffidavitsQuery {
    fn check(self) -> Result<Wanted, Problem> {
        let mut errors = FieldErrors::new();
        let program = errors.required("/program", self.program);
        let year = errors.optional("/year", self.year);
        let organization = errors.optional("/organization", self.organization);
        let signed = match errors.optional("/signed", self.signed).as_deref() {
            None => None,
            Some("true") => Some(true),
            Some("false") => Some(false),
            Some(_) => {
                errors.push("/signed", "must be true or false");
                None
            }
        };
        let limit = errors.optional("/limit", self.limit).unwrap_or_default();
        let cursor = errors.optional("/cursor", self.cursor);
        errors.unknown("", &self.unknown);
        match program {
            Some(program) if errors.is_empty() => Ok(Wanted { program, year, organization, signed, limit, cursor }),
            _ => Err(errors.into_problem()),
        }
    }
}

/// Somebody who has to sign.
#[derive(Serialize, ToSchema)]
#[schema(as = Signatory)]
pub(crate) struct Signatory {
    /// The opaque id of the user.
    id: String,
    first_name: String,
    last_name: String,
    email: String,
    /// The roles of the year that ask for the affidavit.
    roles: Vec<RoleAnswer>,
    /// When; none while it is not signed.
    #[schema(value_type = Option<String>, format = DateTime)]
    signed_at: Option<Timestamp>,
}

/// A page of people who have to sign.
#[derive(Serialize, ToSchema)]
#[schema(as = Signatories)]
pub(crate) struct SignatoriesPage {
    signatories: Vec<Signatory>,
    /// Give it back with the same criteria for the next page; none on the last.
    next_cursor: Option<String>,
}

/// What is shown of somebody listed.
fn signatory(wanted: &Wanted, year: AdministrationYear, listed: ListedUser) -> Option<ListedUser> {
    let asked = listed.asked_to_sign(wanted.program, year)?;
    wanted.signed.is_none_or(|signed| signed != asked.affidavits.is_empty()).then_some(asked)
}

/// List who has signed the security affidavit and who has not
///
/// Of those whose roles the caller's role gives. A page may be shorter than asked for and still have a next one.
#[utoipa::path(
    get,
    path = "/v1/affidavits",
    operation_id = "list-affidavits",
    tag = "accounts",
    params(
        ("program" = String, Query, description = "`caaspp` or `elpac`"),
        ("year" = Option<String>, Query, description = "This administration year or the next; this one unless given", pattern = "^[0-9]{4}-[0-9]{2}$"),
        ("organization" = Option<String>, Query, description = "`CA`, or the 14-digit code of an LEA or school within the role's"),
        ("signed" = Option<bool>, Query, description = "Only those who have, or only those who have not"),
        ("limit" = Option<u8>, Query, description = "How many to show; 50 unless given", minimum = 1, maximum = 100),
        ("cursor" = Option<String>, Query, description = "The `next_cursor` of the page before, with the same criteria"),
    ),
    responses((status = 200, description = "A page, by last name, first name", body = SignatoriesPage), Refusals)
)]
pub(crate) async fn list_affidavits(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    Query(query): Query<AffidavitsQuery>,
) -> Result<Json<SignatoriesPage>, Problem> {
    let wanted = query.check();
    let now = deps.clock.now();
    let this_year = AdministrationYear::at(now);
    let organization = wanted.as_ref().ok().and_then(|wanted| wanted.organization);
    let (caller, place) = tokio::try_join!(deps.caller(&request, &token, now), place(&deps, organization))?;
    caller.has(Right::SeeAffidavits, this_year)?;
    let wanted = wanted?;
    let Some(place) = place.of(&caller)? else {
        return Ok(Json(SignatoriesPage { signatories: Vec::new(), next_cursor: None }));
    };
    let year = wanted.year.unwrap_or(this_year);
    let binding = binding(&caller, place, year, &wanted);
    let after: Option<String> = match &wanted.cursor {
        Some(sealed) => Some(deps.cursor_key.open(sealed, &binding).ok_or_else(wrong_cursor)?),
        None => None,
    };
    let classes = caller.classes();
    let classes: Vec<UserClass> = classes.into_iter().filter(|class| *class == UserClass::Site).collect();
    let query = ListQuery {
        place,
        classes: &classes,
        last_name: None,
        sparse: true,
        limit: wanted.limit.get(),
        after: after.as_deref(),
    };
    let shown = |listed| signatory(&wanted, year, caller.narrowed(listed, this_year)?);
    let page = Box::pin(deps.lists.page(query, shown)).await?;
    let next_cursor = page.next.map(|next| deps.cursor_key.seal(&next, &binding, deps.entropy.bytes()));
    let signatories = page.users.iter().map(|listed| Signatory {
        id: listed.id.to_string(),
        first_name: listed.first_name.clone(),
        last_name: listed.last_name.clone(),
        email: listed.username.as_str().to_owned(),
        roles: listed.roles.iter().map(Into::into).collect(),
        signed_at: listed.affidavits.first().map(|signed| signed.signed_at),
    });
    Ok(Json(SignatoriesPage { signatories: signatories.collect(), next_cursor }))
}

/// What must be the same when a cursor comes back.
fn binding(caller: &Caller, place: ListingPlace, year: AdministrationYear, wanted: &Wanted) -> String {
    let role = &caller.role;
    format!(
        "affidavits {} {} {} {} {place:?} {year} {} {:?}",
        caller.user, role.role, role.organization, role.year, wanted.program, wanted.signed
    )
}
