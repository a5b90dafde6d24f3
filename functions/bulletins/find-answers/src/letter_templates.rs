//! Letter templates: the list of them, and each as a Word document.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HeaderName};
use domain::bulletins::{Filling, LeaName, LetterTemplate};
use domain::students::ProgramFamily;
use domain::year::AdministrationYear;
use edge::{Field, FieldErrors, Json, Path, Problem, Query, Refusals};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::word::document;
use crate::{Deps, FOR_FIVE_MINUTES};

/// The media type of a Word document.
const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// A letter template.
#[derive(Serialize, ToSchema)]
#[schema(as = LetterTemplate)]
struct TemplateBody {
    #[schema(value_type = String, example = "caaspp-notice")]
    id: LetterTemplate,
    name: &'static str,
    /// What it is for.
    about: &'static str,
    /// The tests that it is about.
    #[schema(value_type = String)]
    program: ProgramFamily,
    /// Where the document is.
    document: String,
}

/// The letter templates.
#[derive(Serialize, ToSchema)]
#[schema(as = LetterTemplates)]
pub(crate) struct TemplatesBody {
    templates: Vec<TemplateBody>,
}

/// List letter templates
///
/// The notices that an LEA sends to parents and guardians every year, to be filled in and sent by the LEA.
#[utoipa::path(
    get,
    path = "/v1/letter-templates",
    operation_id = "list-letter-templates",
    tag = "bulletins",
    security(()),
    responses((status = 200, description = "All of them", body = TemplatesBody), Refusals)
)]
pub(crate) async fn list_letter_templates() -> ([(HeaderName, &'static str); 1], Json<TemplatesBody>) {
    let body = |template: &LetterTemplate| TemplateBody {
        id: *template,
        name: template.name(),
        about: template.about(),
        program: template.family(),
        document: format!("/v1/letter-templates/{}", template.file()),
    };
    ([FOR_FIVE_MINUTES], Json(TemplatesBody { templates: LetterTemplate::ALL.iter().map(body).collect() }))
}

/// What is filled in.
#[derive(Deserialize)]
pub(crate) struct FillingQuery {
    #[serde(default)]
    year: Field<AdministrationYear>,
    #[serde(default)]
    lea: Field<LeaName>,
    #[serde(flatten)]
    unknown: BTreeMap<String, Value>,
}

/// Read a letter template
///
/// A Word document with year and LEA filled in. What the LEA is to write stands in brackets and is marked.
#[utoipa::path(
    get,
    path = "/v1/letter-templates/{file}",
    operation_id = "read-letter-template",
    tag = "bulletins",
    security(()),
    params(
        ("file" = String, Path, description = "The id of the template and `.docx`, as `document` of the list has it"),
        ("year" = Option<String>, Query, description = "As in 2026-27; this administration year unless given", pattern = "^[0-9]{4}-[0-9]{2}$"),
        ("lea" = Option<String>, Query, description = "The LEA's name; its place is marked unless given", max_length = 100),
    ),
    responses(
        (status = 200, description = "The document", content_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document", body = Vec<u8>),
        Refusals,
    )
)]
pub(crate) async fn read_letter_template(
    State(deps): State<Deps>,
    Path(file): Path<String>,
    Query(asked): Query<FillingQuery>,
) -> Result<([(HeaderName, String); 3], Vec<u8>), Problem> {
    let template = LetterTemplate::of_file(&file).ok_or_else(Problem::not_found)?;
    let mut errors = FieldErrors::new();
    let year = errors.optional("/year", asked.year).unwrap_or_else(|| deps.clock.this_year());
    let lea = errors.optional("/lea", asked.lea);
    errors.unknown("", &asked.unknown);
    errors.finish()?;
    let document = document(template, &Filling { year, lea })?;
    let headers = [
        (CONTENT_TYPE, WORD.to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{}-{year}.docx\"", template.code())),
        (FOR_FIVE_MINUTES.0, FOR_FIVE_MINUTES.1.to_owned()),
    ];
    Ok((headers, document))
}
