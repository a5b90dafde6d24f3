use domain::compliance::{CommentCount, Side};
use domain::ids::ReviewId;
use jiff::civil::Date;
use serde::Serialize;

use crate::context::{Context, Files, day, files};

/// Comments were written in a compliance review.
#[derive(Serialize)]
pub(crate) struct CommentsDigest {
    pub(crate) organization: String,
    pub(crate) by: &'static str,
    pub(crate) day: String,
    pub(crate) comments: Vec<String>,
    pub(crate) review: String,
}

impl CommentsDigest {
    pub(crate) fn new(
        review: ReviewId,
        organization_name: &str,
        (by, on): (Side, Date),
        comments: &[CommentCount],
    ) -> Self {
        let by = match by {
            Side::Lea => "the LEA",
            Side::Cde => "the CDE",
        };
        let said = |counted: &CommentCount| format!("{}: {}", counted.instrument.name(), counted.count);
        Self {
            organization: organization_name.to_owned(),
            by,
            day: day(on),
            comments: comments.iter().map(said).collect(),
            review: review.to_string(),
        }
    }
}

impl Context for CommentsDigest {
    const FILES: Files = files!("comments_digest");

    fn sample() -> Self {
        let counted = |instrument, count| CommentCount { instrument, count };
        let comments = [
            counted(domain::compliance::ProgramInstrument::EnglishLearner, 3),
            counted(domain::compliance::ProgramInstrument::FiscalMonitoring, 1),
        ];
        let on = jiff::civil::date(2026, 11, 21);
        Self::new(ReviewId::from_bytes([0; 16]), "Poppy Valley Unified", (Side::Cde, on), &comments)
    }
}
