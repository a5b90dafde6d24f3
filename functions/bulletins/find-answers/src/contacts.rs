//! Contacts: whom to ask.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::header::HeaderName;
use domain::bulletins::{ContactKind, HelpContact};
use domain::cds::{CountyCode, counties, county_name};
use edge::{Field, FieldErrors, Json, Problem, Query, Refusals};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::{Deps, FOR_FIVE_MINUTES};

/// Whose success agent is looked for.
#[derive(Deserialize)]
pub(crate) struct ContactsQuery {
    #[serde(default)]
    county: Field<CountyCode>,
    #[serde(flatten)]
    unknown: BTreeMap<String, Value>,
}

/// Whom to ask.
#[derive(Serialize, ToSchema)]
#[schema(as = HelpContact)]
struct ContactBody {
    name: String,
    /// What may be asked there.
    about: String,
    #[schema(required)]
    telephone: Option<String>,
    #[schema(required)]
    email: Option<String>,
    /// When somebody is there.
    #[schema(required)]
    hours: Option<String>,
}

impl From<&HelpContact> for ContactBody {
    fn from(contact: &HelpContact) -> Self {
        Self {
            name: contact.name.clone(),
            about: contact.about.clone(),
            telephone: contact.telephone.clone(),
            email: contact.email.clone(),
            hours: contact.hours.clone(),
        }
    }
}

/// A county.
#[derive(Clone, Serialize, ToSchema)]
#[schema(as = ContactCounty)]
struct CountyBody {
    /// 2 digits.
    code: String,
    name: String,
}

/// The success agents of a county.
#[derive(Serialize, ToSchema)]
#[schema(as = CountySuccessAgents)]
struct AgentsBody {
    county: CountyBody,
    success_agents: Vec<ContactBody>,
    /// Whom to ask where there is none.
    #[schema(required)]
    otherwise: Option<String>,
}

/// Everybody who may be asked.
#[derive(Serialize, ToSchema)]
#[schema(as = Contacts)]
pub(crate) struct ContactsBody {
    help_desks: Vec<ContactBody>,
    /// Offices for one kind of question.
    programs: Vec<ContactBody>,
    /// The counties that may be asked for.
    counties: Vec<CountyBody>,
    /// Of the county asked for.
    #[schema(required)]
    county: Option<AgentsBody>,
}

/// The counties of California, and those that an agent serves besides; by name.
fn all_counties(contacts: &[HelpContact]) -> Vec<CountyBody> {
    let others: BTreeMap<_, _> = contacts
        .iter()
        .flat_map(|contact| &contact.counties)
        .filter(|served| county_name(served.code).is_none())
        .map(|served| (served.code, served.name.clone()))
        .collect();
    let all = counties().map(|(code, name)| (code, name.to_owned())).chain(others);
    let mut all: Vec<_> = all.map(|(code, name)| CountyBody { code: code.to_string(), name }).collect();
    all.sort_by(|a, b| a.name.cmp(&b.name));
    all
}

fn of_kind(contacts: &[HelpContact], kind: ContactKind) -> Vec<&HelpContact> {
    contacts.iter().filter(|contact| contact.kind == kind).collect()
}

fn agents(contacts: &[HelpContact], code: CountyCode, county: CountyBody) -> AgentsBody {
    let success_agents: Vec<_> =
        contacts.iter().filter(|contact| contact.serves(code)).map(ContactBody::from).collect();
    let desk = of_kind(contacts, ContactKind::HelpDesk).first().map(|desk| match &desk.telephone {
        Some(telephone) => format!("call {}, {telephone}", desk.name),
        None => format!("ask {}", desk.name),
    });
    let desk = desk.unwrap_or_else(|| "ask the department".to_owned());
    let otherwise = format!("No success agent is listed for this county: {desk}.");
    AgentsBody { county, otherwise: success_agents.is_empty().then_some(otherwise), success_agents }
}

/// Read contacts
///
/// Help desks, offices for one kind of question, and the success agents of a county.
#[utoipa::path(
    get,
    path = "/v1/contacts",
    operation_id = "read-contacts",
    tag = "bulletins",
    security(()),
    params(("county" = Option<String>, Query, description = "The 2 digits of a county", min_length = 2, max_length = 2)),
    responses((status = 200, description = "Whom to ask", body = ContactsBody), Refusals)
)]
pub(crate) async fn read_contacts(
    State(deps): State<Deps>,
    Query(asked): Query<ContactsQuery>,
) -> Result<([(HeaderName, &'static str); 1], Json<ContactsBody>), Problem> {
    let mut errors = FieldErrors::new();
    let wanted = errors.optional("/county", asked.county);
    errors.unknown("", &asked.unknown);
    errors.finish()?;
    let contacts = deps.resources.contacts().await?;
    let counties = all_counties(&contacts);
    let mut county = None;
    if let Some(code) = wanted {
        let Some(found) = counties.iter().find(|county| county.code == code.code()) else {
            let mut errors = FieldErrors::new();
            errors.push("/county", "must be one of the counties that this list gives without a county");
            return Err(errors.into_problem());
        };
        county = Some(agents(&contacts, code, found.clone()));
    }
    let bodies = |kind| of_kind(&contacts, kind).into_iter().map(ContactBody::from).collect();
    let (help_desks, programs) = (bodies(ContactKind::HelpDesk), bodies(ContactKind::Program));
    Ok(([FOR_FIVE_MINUTES], Json(ContactsBody { help_desks, programs, counties, county })))
}
