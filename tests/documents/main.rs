//! What functions keep in buckets: documents, from the ticket to the link, the copy of the status, the seals of the audit trail. The real protocol of S3,
//! against `MiniStack`, and DynamoDB embedded.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test stops at what is wrong")]

mod accepting;
mod hostile;
mod seals;
mod status_copy;
mod storage;
mod tickets;
