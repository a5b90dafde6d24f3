//! Documents, from the ticket to the link: the real protocol of S3, against `MiniStack`, and DynamoDB embedded.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test stops at what is wrong")]

mod accepting;
mod hostile;
mod storage;
mod tickets;
