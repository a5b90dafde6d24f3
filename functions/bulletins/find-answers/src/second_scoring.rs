//! Second scoring: whether a school is on the list of a year.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::header::HeaderName;
use domain::bulletins::{SchoolQuery, SecondScoringSchool, exempt_from_second_scoring};
use domain::students::Grade;
use domain::year::AdministrationYear;
use edge::{Field, FieldErrors, Json, Problem, Query, Refusals};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::{Deps, FOR_FIVE_MINUTES};

/// How many schools an answer names: more names would be found by more words.
const SHOWN: usize = 50;

/// What is looked for.
#[derive(Deserialize)]
pub(crate) struct ListQuery {
    #[serde(default)]
    year: Field<AdministrationYear>,
    #[serde(default)]
    query: Field<SchoolQuery>,
    #[serde(flatten)]
    unknown: BTreeMap<String, Value>,
}

/// A school on the list.
#[derive(Serialize, ToSchema)]
#[schema(as = SecondScoringSchool)]
struct SchoolBody {
    /// 14 digits.
    code: String,
    name: String,
    lea_name: String,
    /// The form of the test that is scored twice.
    form: String,
}

impl From<&SecondScoringSchool> for SchoolBody {
    fn from(listed: &SecondScoringSchool) -> Self {
        Self {
            code: listed.school.to_string(),
            name: listed.name.clone(),
            lea_name: listed.lea_name.clone(),
            form: listed.form.clone(),
        }
    }
}

/// What the list of a year says.
#[derive(Serialize, ToSchema)]
#[schema(as = SecondScoring)]
pub(crate) struct SecondScoringBody {
    #[schema(value_type = String, example = "2026-27")]
    year: AdministrationYear,
    /// Whether a school that is looked for must have answers scored twice; not known where the year's list is not there yet.
    #[schema(required)]
    required: Option<bool>,
    /// The same in words.
    statement: String,
    /// The schools that were found, by code; 50 at most.
    schools: Vec<SchoolBody>,
    /// How many were found.
    found: usize,
    /// The grades that need no second scoring this year, whatever the school.
    #[schema(value_type = Vec<String>)]
    exempt_grades: &'static [Grade],
}

impl SecondScoringBody {
    fn of(year: AdministrationYear, list: &[SecondScoringSchool], query: &SchoolQuery) -> Self {
        let found: Vec<_> = list.iter().filter(|listed| query.finds(listed)).collect();
        let (required, statement) = match found.len() {
            _ if list.is_empty() => (None, format!("The list of {year} is not here yet.")),
            0 => (Some(false), "not listed: not required".to_owned()),
            1 => (Some(true), "listed: required".to_owned()),
            many => (Some(true), format!("{many} schools are listed: required there")),
        };
        Self {
            year,
            required,
            statement,
            found: found.len(),
            schools: found.into_iter().take(SHOWN).map(SchoolBody::from).collect(),
            exempt_grades: exempt_from_second_scoring(year),
        }
    }
}

/// Look up second scoring
///
/// Whether a school is on a year's list of those that must have another person score the California Alternate Assessment for
/// ELA beside the test examiner. A school that is not on the list need not.
#[utoipa::path(
    get,
    path = "/v1/second-scoring",
    operation_id = "find-second-scoring",
    tag = "bulletins",
    security(()),
    params(
        ("year" = Option<String>, Query, description = "As in 2026-27; this administration year unless given", pattern = "^[0-9]{4}-[0-9]{2}$"),
        ("query" = String, Query, description = "Words of the school's name; its code of 14 or 7 digits; or the 7 digits of an LEA", max_length = 100),
    ),
    responses((status = 200, description = "What the list says", body = SecondScoringBody), Refusals)
)]
pub(crate) async fn find_second_scoring(
    State(deps): State<Deps>,
    Query(asked): Query<ListQuery>,
) -> Result<([(HeaderName, &'static str); 1], Json<SecondScoringBody>), Problem> {
    let mut errors = FieldErrors::new();
    let year = errors.optional("/year", asked.year).unwrap_or_else(|| deps.clock.this_year());
    let query = errors.required("/query", asked.query);
    errors.unknown("", &asked.unknown);
    let (true, Some(query)) = (errors.is_empty(), query) else { return Err(errors.into_problem()) };
    let list = deps.resources.second_scoring(year).await?;
    Ok(([FOR_FIVE_MINUTES], Json(SecondScoringBody::of(year, &list, &query))))
}
