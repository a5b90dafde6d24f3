//! Who registered for a training.

use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HeaderName};
use domain::Failure;
use domain::access::Role;
use domain::bulletins::calendar::Registration;
use domain::ids::CalendarEventId;
use domain::year::time_in_california;
use edge::{CurrentRequest, Json, Path, Problem, Refusals, SessionToken};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::Deps;

/// How many are read at once, and how many at most: more than there are coordinators in California.
const AT_ONCE: i32 = 1_000;
const MOST: usize = 10_000;

/// Somebody who registered.
#[derive(Serialize, ToSchema)]
#[schema(as = TrainingRegistration)]
struct RegistrationBody {
    name: String,
    #[schema(value_type = String)]
    role: Role,
    role_name: &'static str,
    organization_name: String,
    #[schema(value_type = String, format = DateTime)]
    registered_at: Timestamp,
}

/// Who registered for a training, or for its series where one registers for that.
#[derive(Serialize, ToSchema)]
#[schema(as = TrainingRegistrations)]
pub(crate) struct RegistrationsBody {
    /// In order of organization and name.
    registrations: Vec<RegistrationBody>,
    /// Whether there are more than are shown: 10,000.
    more: bool,
}

impl Deps {
    /// Who registered for the event of this id, in order of organization and name; and whether there are more.
    async fn registered(
        &self,
        request: &CurrentRequest,
        token: &SessionToken,
        id: CalendarEventId,
    ) -> Result<(Vec<Registration>, bool), Problem> {
        let now = self.clock.now();
        let (_, kept) = self.opened(request, token, id, now).await?;
        let Some(roll) = kept.event.roll() else { return Ok((Vec::new(), false)) };
        let (mut all, mut after) = (Vec::new(), None);
        loop {
            let (people, next) = self.rolls.page(&roll, AT_ONCE, after.as_deref()).await?;
            all.extend(people);
            after = next;
            if after.is_none() || all.len() >= MOST {
                break;
            }
        }
        all.sort_by(|a, b| (&a.organization_name, &a.name).cmp(&(&b.organization_name, &b.name)));
        Ok((all, after.is_some()))
    }
}

/// List who registered for a training
///
/// For a training of a series for which one registers as a whole: who registered for that.
#[utoipa::path(
    get,
    path = "/v1/calendar/{id}/registrations",
    operation_id = "list-registrations",
    tag = "bulletins",
    params(("id" = String, Path, description = "The id of the event", pattern = "^[a-z2-7]{26}$")),
    responses((status = 200, description = "By organization and name", body = RegistrationsBody), Refusals)
)]
pub(crate) async fn list_registrations(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    Path(id): Path<CalendarEventId>,
) -> Result<Json<RegistrationsBody>, Problem> {
    let (people, more) = deps.registered(&request, &token, id).await?;
    let registrations = people.into_iter().map(|registered| RegistrationBody {
        name: registered.name,
        role: registered.role,
        role_name: registered.role.name(),
        organization_name: registered.organization_name,
        registered_at: registered.registered_at,
    });
    Ok(Json(RegistrationsBody { registrations: registrations.collect(), more }))
}

/// Export who registered for a training
///
/// The same as a table of comma-separated values, for spreadsheets.
#[utoipa::path(
    get,
    path = "/v1/calendar/{id}/registrations.csv",
    operation_id = "export-registrations",
    tag = "bulletins",
    params(("id" = String, Path, description = "The id of the event", pattern = "^[a-z2-7]{26}$")),
    responses((status = 200, description = "A row for each, under a row of headings", body = String, content_type = "text/csv"), Refusals)
)]
pub(crate) async fn export_registrations(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    Path(id): Path<CalendarEventId>,
) -> Result<([(HeaderName, &'static str); 2], String), Problem> {
    let (people, _) = deps.registered(&request, &token, id).await?;
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"registrations.csv\""),
    ];
    Ok((headers, table(&people)?))
}

fn table(people: &[Registration]) -> Result<String, Failure> {
    let wrong = |_| Failure::Internal("a table cannot be written".into());
    let mut rows = csv::Writer::from_writer(Vec::new());
    rows.write_record(["Organization", "Name", "Role", "Registered"]).map_err(wrong)?;
    for registered in people {
        let at = time_in_california(registered.registered_at);
        let row = [registered.organization_name.as_str(), &registered.name, registered.role.name(), &at];
        rows.write_record(row.map(text_for_a_cell)).map_err(wrong)?;
    }
    let bytes = rows.into_inner().map_err(|_| Failure::Internal("a table cannot be written".into()))?;
    String::from_utf8(bytes).map_err(|_| Failure::Internal("a table is not text".into()))
}

/// What a spreadsheet shows and does not calculate: a name may begin like a formula.
fn text_for_a_cell(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use domain::ids::UserId;

    use super::*;

    #[test]
    fn a_name_that_looks_like_a_formula_is_text_and_commas_are_quoted() {
        let registered = Registration {
            user: UserId::from_bytes([1; 16]),
            name: "=SUM(A1:A9)".into(),
            role: Role::LeaCaasppCoordinator,
            organization_name: "Poppy, \"Valley\"".into(),
            registered_at: "2026-11-22T20:00:00Z".parse().unwrap(),
        };
        let written = table(&[registered]).unwrap();
        let row = written.lines().nth(1).unwrap();
        assert!(row.starts_with("\"Poppy, \"\"Valley\"\"\",'=SUM(A1:A9),LEA CAASPP coordinator,"), "{row}");
    }
}
