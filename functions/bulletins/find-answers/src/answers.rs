//! Answers: the questions that coordinators ask most.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::header::HeaderName;
use domain::bulletins::{Answer, WordQuery, topics};
use edge::{Field, FieldErrors, Json, Limit, Problem, Query, Refusals};
use jiff::civil::Date;
use markup::{Address, html};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::{Deps, FOR_FIVE_MINUTES};

/// What is looked for.
#[derive(Deserialize)]
pub(crate) struct AnswersQuery {
    #[serde(default)]
    query: Field<WordQuery>,
    #[serde(default)]
    topic: Field<String>,
    #[serde(default)]
    limit: Field<Limit>,
    #[serde(flatten)]
    unknown: BTreeMap<String, Value>,
}

/// A question with its answer.
#[derive(Serialize, ToSchema)]
#[schema(as = Answer)]
struct AnswerBody {
    id: String,
    question: String,
    /// Markdown.
    answer: String,
    /// The answer as safe HTML, without script, pictures or anything that is loaded.
    html: String,
    topics: Vec<String>,
    /// When somebody last made sure that it is right.
    #[schema(value_type = String, format = Date)]
    updated_on: Date,
}

impl From<&Answer> for AnswerBody {
    fn from(answer: &Answer) -> Self {
        Self {
            id: answer.id.to_string(),
            question: answer.question.clone(),
            answer: answer.answer.as_str().to_owned(),
            html: html(&answer.answer, Address("")).to_string(),
            topics: answer.topics.iter().cloned().collect(),
            updated_on: answer.updated_on,
        }
    }
}

/// A topic.
#[derive(Serialize, ToSchema)]
#[schema(as = AnswerTopic)]
struct TopicBody {
    name: String,
    /// How many answers are about it.
    answers: usize,
}

/// What was found.
#[derive(Serialize, ToSchema)]
#[schema(as = Answers)]
pub(crate) struct AnswersBody {
    /// First those whose question holds the words.
    answers: Vec<AnswerBody>,
    /// How many were found, shown or not.
    found: usize,
    /// Every topic there is.
    topics: Vec<TopicBody>,
}

/// Find answers
///
/// Answers to the questions that coordinators ask most, by words, by topic, or all of them.
#[utoipa::path(
    get,
    path = "/v1/answers",
    operation_id = "find-answers",
    tag = "bulletins",
    security(()),
    params(
        ("query" = Option<String>, Query, description = "Several words find what holds all of them; joined with + any", max_length = 100),
        ("topic" = Option<String>, Query, description = "One of `topics`"),
        ("limit" = Option<i32>, Query, description = "1 to 100, 50 unless given", minimum = 1, maximum = 100),
    ),
    responses((status = 200, description = "What was found", body = AnswersBody), Refusals)
)]
pub(crate) async fn find_answers(
    State(deps): State<Deps>,
    Query(asked): Query<AnswersQuery>,
) -> Result<([(HeaderName, &'static str); 1], Json<AnswersBody>), Problem> {
    let mut errors = FieldErrors::new();
    let query = errors.optional("/query", asked.query);
    let topic = errors.optional("/topic", asked.topic);
    let limit = errors.optional("/limit", asked.limit).unwrap_or_default();
    errors.unknown("", &asked.unknown);
    errors.finish()?;
    let all = deps.resources.answers().await?;
    let found = domain::bulletins::find_answers(&all, query.as_ref(), topic.as_deref());
    let topics = topics(&all).into_iter().map(|(name, answers)| TopicBody { name: name.to_owned(), answers });
    let body = AnswersBody {
        found: found.len(),
        answers: found.into_iter().take(limit.get().into()).map(AnswerBody::from).collect(),
        topics: topics.collect(),
    };
    Ok(([FOR_FIVE_MINUTES], Json(body)))
}
