//! Whom an LEA asks about a program.

use std::collections::BTreeMap;

use axum::extract::State;
use domain::access::{NotReady, Right};
use domain::accounts::manage::telephone;
use domain::audit::{Entry, Event, Subject};
use domain::compliance::{ContactChange, Program, ProgramContact, change_contact, office};
use domain::year::AdministrationYear;
use edge::compliance::{ProgramBody, busy, stale};
use edge::{CurrentRequest, ETag, Field, FieldErrors, IfMatch, Json, Path, Problem, SessionToken};
use serde::Deserialize;
use serde_json::Value;
use store::compliance::ContactOutcome;
use utoipa::ToSchema;

use crate::Deps;

/// What is to be changed. Leave out what stays.
#[derive(Deserialize, ToSchema)]
#[schema(as = ProgramContactChange)]
pub(crate) struct ContactBody {
    /// An office; no person.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 100, example = "Federal Program Monitoring Office")]
    office: Field<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 40, example = "916-319-0935")]
    telephone: Field<String>,
    #[serde(flatten)]
    #[schema(ignore)]
    unknown: BTreeMap<String, Value>,
}

impl ContactBody {
    fn check(self) -> Result<ContactChange, Problem> {
        let mut errors = FieldErrors::new();
        let mut checked =
            |pointer: &str, field: Field<String>, check: fn(&str) -> Result<String, domain::Malformed>| {
                let text = errors.optional(pointer, field)?;
                check(&text).map_err(|wrong| errors.push(pointer, wrong.to_string())).ok()
            };
        let office = checked("/office", self.office, office);
        let telephone = checked("/telephone", self.telephone, telephone);
        errors.unknown("", &self.unknown);
        if errors.is_empty() && office.is_none() && telephone.is_none() {
            errors.push("", "must change something");
        }
        errors.finish()?;
        Ok(ContactChange { office, telephone })
    }
}

/// Change whom an LEA asks about a program
///
/// `If-Match` is the `version` of the program as read, in double quotes.
#[utoipa::path(
    patch,
    path = "/v1/compliance/programs/{program}",
    operation_id = "change-program-contact",
    tag = "compliance",
    params(
        ("program" = String, Path, description = "The program, as in `charter-schools`"),
        ("If-Match" = String, Header, description = "The version of the program as read", pattern = "^\"[!#-~]+\"$"),
    ),
    request_body = ContactBody,
    responses(
        (status = 200, description = "Changed: the program", body = ProgramBody, headers(("ETag" = String))),
        (status = "4XX", description = "Refused; nothing was changed", body = Problem, content_type = "application/problem+json"),
        (status = "5XX", description = "Not answered", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn change_program_contact(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    Path(program): Path<Program>,
    IfMatch(read): IfMatch,
    Json(body): Json<ContactBody>,
) -> Result<(ETag, Json<ProgramBody>), Problem> {
    let now = deps.clock.now();
    let change = body.check();
    let before = async { Ok(deps.contacts.read_one(program).await?) };
    let (caller, before) = tokio::try_join!(deps.caller(&request, &token, now), before)?;
    caller.has(Right::ChangeProgramContacts, AdministrationYear::at(now))?;
    let change = change?;
    if read != ETag::new(before.version) {
        return Err(overtaken(&before));
    }
    let Some(after) = change_contact(&caller, &before, change, now)? else { return Ok(shown(&before)) };
    let event = Event::ProgramContactChanged { office: after.office.clone(), telephone: after.telephone.clone() };
    let entry = Entry::by(&caller, request.id, now, Subject::Program(program), event, Right::ChangeProgramContacts);
    match deps.contact_commits.commit(&caller, &after, &entry).await? {
        ContactOutcome::Done => Ok(shown(&after)),
        ContactOutcome::Revoked => Err(NotReady::NotSignedIn.into()),
        ContactOutcome::Stale => {
            let now = deps.contacts.read_one(program).await?;
            Err(if read == ETag::new(now.version) { busy() } else { overtaken(&now) })
        }
    }
}

fn shown(contact: &ProgramContact) -> (ETag, Json<ProgramBody>) {
    (ETag::new(contact.version), Json(ProgramBody::from(contact)))
}

fn overtaken(contact: &ProgramContact) -> Problem {
    let title = "The program's contact was changed after you opened the page";
    stale("programs.stale", title, &ETag::new(contact.version), ProgramBody::from(contact))
}
