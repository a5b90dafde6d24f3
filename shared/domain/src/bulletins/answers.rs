//! Answers: the questions that coordinators ask most. Source: "Get Answers" of the CAASPP & ELPAC Website.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::second_scoring::line;
use super::{Markdown, WordQuery, Words};
use crate::Malformed;
use crate::rows::{Fields, RowError};

/// The most answers that are kept. Source: the original has "more than 450"; twice that is our choice.
pub const MAX_ANSWERS: usize = 1000;
/// The longest answer, in characters. Our choice: a thousand of them are read in a few pages.
const ANSWER_MAX: usize = 4000;
const QUESTION_MAX: usize = 300;
const TOPIC_MAX: usize = 40;
const TOPICS_MAX: usize = 5;

/// What an answer is called in an address: 1 to 60 small letters, digits and hyphens, as in `sign-the-affidavit`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AnswerId(String);

impl AnswerId {
    fn code(&self) -> std::borrow::Cow<'_, str> {
        (&self.0).into()
    }
}

impl std::str::FromStr for AnswerId {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if (1..=60).contains(&text.len())
            && text.chars().all(fits)
            && text.starts_with(|c: char| c.is_ascii_lowercase())
        {
            Ok(Self(text.to_owned()))
        } else {
            Err(Malformed::because(
                "must be 1 to 60 small letters, digits and hyphens and begin with a letter, as in sign-the-affidavit",
            ))
        }
    }
}

text_form!(AnswerId);

/// A question with its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The id.
    pub id: AnswerId,
    /// The question: one line.
    pub question: String,
    /// The answer.
    pub answer: Markdown,
    /// What it is about, as people name it.
    pub topics: BTreeSet<String>,
    /// When somebody last made sure that it is right.
    pub updated_on: Date,
}

impl Answer {
    /// How near it is to what is looked for: 0 where its question holds the words, 1 where question, answer and topics do.
    fn rank(&self, query: &WordQuery) -> Option<u8> {
        let topics = self.topics.iter().map(String::as_str);
        if query.finds(&Words::of([self.question.as_str()])) {
            Some(0)
        } else {
            let all = Words::of([self.question.as_str(), self.answer.as_str()].into_iter().chain(topics));
            query.finds(&all).then_some(1)
        }
    }
}

/// Those of `answers` that hold the words of `query` and are about `topic`: first those whose question holds them, each in the
/// order of the questions.
#[must_use]
pub fn find_answers<'a>(answers: &'a [Answer], query: Option<&WordQuery>, topic: Option<&str>) -> Vec<&'a Answer> {
    let about = |answer: &&Answer| topic.is_none_or(|topic| answer.topics.contains(topic));
    let ranked = answers.iter().filter(about);
    let ranked =
        ranked.filter_map(|answer| query.map_or(Some(0), |query| answer.rank(query)).map(|rank| (rank, answer)));
    let mut ranked: Vec<_> = ranked.collect();
    ranked.sort_by_cached_key(|(rank, answer)| (*rank, answer.question.to_lowercase()));
    ranked.into_iter().map(|(_, answer)| answer).collect()
}

/// Every topic, and how many answers are about it.
#[must_use]
pub fn topics(answers: &[Answer]) -> BTreeMap<&str, usize> {
    let mut topics = BTreeMap::new();
    for topic in answers.iter().flat_map(|answer| &answer.topics) {
        *topics.entry(topic.as_str()).or_default() += 1;
    }
    topics
}

columns! {
    /// The columns of a file of answers. Our choice.
    pub enum AnswerColumn, "a column of the answers" {
        /// See [`AnswerId`].
        Id = "Id",
        /// One line.
        Question = "Question",
        /// Markdown.
        Answer = "Answer",
        /// One or more, with `;` between.
        Topics = "Topics",
        /// As in `2026-11-22`.
        UpdatedOn = "Updated On",
    }
}

impl Answer {
    /// Reads one row.
    ///
    /// # Errors
    /// Everything that is wrong with the row.
    pub fn read<'a>(field: impl Fn(AnswerColumn) -> &'a str) -> Result<Self, Vec<RowError>> {
        use AnswerColumn as C;
        let mut fields = Fields::new(field);
        let id = fields.read(C::Id, "Give each answer an id of its own that stays the same", str::parse);
        let question = fields.read(C::Question, "Write the question in one line", |text| line(text, QUESTION_MAX));
        let answer = fields.read(C::Answer, "Write the answer in Markdown, and split a long one", markdown);
        let topics = fields.read(C::Topics, "Give one to five topics with ; between them", several);
        let updated_on = fields.read(C::UpdatedOn, "Write the day as in 2026-11-22", day);
        match (id, question, answer, topics, updated_on) {
            (Some(id), Some(question), Some(answer), Some(topics), Some(updated_on)) => {
                Ok(Self { id, question, answer, topics, updated_on })
            }
            _ => Err(fields.errors),
        }
    }

    /// That the id stands in the file twice.
    #[must_use]
    pub fn twice(&self) -> RowError {
        let problem = "the id stands in the file twice; the first row was taken";
        RowError::new(AnswerColumn::Id, &self.id.code(), problem, "Give the second answer another id")
    }
}

fn markdown(text: &str) -> Result<Markdown, Malformed> {
    if text.is_empty() {
        return Err(Malformed::because("must say something"));
    }
    if text.chars().count() > ANSWER_MAX {
        return Err(Malformed::because("must have at most 4,000 characters"));
    }
    text.parse()
}

fn several(text: &str) -> Result<BTreeSet<String>, Malformed> {
    let topics = text.split(';').map(str::trim).filter(|topic| !topic.is_empty());
    let topics = topics.map(|topic| line(topic, TOPIC_MAX)).collect::<Result<BTreeSet<_>, _>>()?;
    if (1..=TOPICS_MAX).contains(&topics.len()) {
        Ok(topics)
    } else {
        Err(Malformed::because("must be one to five topics"))
    }
}

fn day(text: &str) -> Result<Date, Malformed> {
    text.parse().map_err(|_| Malformed::because("must be a day, as in 2026-11-22"))
}
