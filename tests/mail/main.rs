//! Letters, from the row to the message that SES took: the real protocol of SES, against `MiniStack`, and DynamoDB embedded.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test stops at what is wrong")]

mod bad_days;
mod circulars;
mod grants;
mod letters;
mod office;
