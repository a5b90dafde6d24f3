//! Judging a password.

use std::collections::BTreeMap;

use domain::accounts::{Assessment, Reason, Words, assess};
use edge::{Field, FieldErrors, Json, Problem, Refusals};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// The most words of one's own that are looked at, and the most characters each has.
const OWN_WORDS: usize = 16;
const OWN_WORD_CHARACTERS: usize = 254;

/// The password to judge.
#[derive(Deserialize, ToSchema)]
#[schema(as = PasswordCheck)]
pub(crate) struct CheckBody {
    /// The password, whole or as far as it is typed.
    #[serde(default)]
    #[schema(value_type = String, required)]
    password: Field<String>,
    /// What it must not be made of, as far as it is known: name, e-mail address, organization. At most 16.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>, max_items = 16)]
    own_words: Field<Vec<String>>,
    #[serde(flatten)]
    #[schema(ignore)]
    unknown: BTreeMap<String, Value>,
}

/// What is to be said of it.
#[derive(Serialize, ToSchema)]
#[schema(as = PasswordAssessment)]
pub(crate) struct CheckedBody {
    /// For a meter: 0 to 4, from guessed at once to never.
    #[schema(minimum = 0, maximum = 4)]
    score: u8,
    /// Whether it may be set, as far as the words given tell.
    acceptable: bool,
    /// Why not.
    reasons: Vec<ReasonBody>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = PasswordReason)]
struct ReasonBody {
    #[schema(value_type = String, example = "too-short")]
    code: &'static str,
    /// In words a page can show beside the field.
    detail: String,
}

impl From<Assessment> for CheckedBody {
    fn from(assessment: Assessment) -> Self {
        let body = |reason: &Reason| ReasonBody { code: reason.code(), detail: reason.to_string() };
        Self {
            score: assessment.score,
            acceptable: assessment.acceptable(),
            reasons: assessment.reasons.iter().map(body).collect(),
        }
    }
}

/// Judge a password
///
/// The meter of the page where a password is set. Nothing is stored, logged or looked up. What counts in the end is said
/// when it is set, which also knows the person's own words.
#[utoipa::path(
    post,
    path = "/v1/password-checks",
    operation_id = "check-password",
    tag = "accounts",
    security(()),
    request_body = CheckBody,
    responses(
        (status = 200, description = "Judged", body = CheckedBody),
        Refusals,
    )
)]
pub(crate) async fn check_password(Json(body): Json<CheckBody>) -> Result<Json<CheckedBody>, Problem> {
    let mut errors = FieldErrors::new();
    let password = errors.required("/password", body.password);
    let own = errors.optional("/own_words", body.own_words).unwrap_or_default();
    if own.len() > OWN_WORDS || own.iter().any(|word| word.chars().count() > OWN_WORD_CHARACTERS) {
        errors.push("/own_words", "must be at most 16, each of at most 254 characters");
    }
    errors.unknown("", &body.unknown);
    let (Some(password), true) = (password, errors.is_empty()) else { return Err(errors.into_problem()) };
    let words = own.iter().fold(Words::of_the_service(), |words, word| words.and(word));
    Ok(Json(assess(&password, &words).into()))
}
