//! Committing a transaction, and what its refusal means.

use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::TransactWriteItem;
use domain::Failure;

use crate::client::{Dynamo, failure};

/// What became of a transaction. Only the first changed anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Commit {
    /// Committed.
    Done,
    /// Conditions did not hold: the positions of their parts.
    Refused(Vec<usize>),
    /// Another transaction was at one of the items at the same moment.
    Conflict,
}

/// Commits all of `writes` or nothing.
///
/// # Errors
/// When the tables cannot be written.
pub(crate) async fn commit(dynamo: &Dynamo, writes: Vec<TransactWriteItem>) -> Result<Commit, Failure> {
    let sent = dynamo.0.transact_write_items().set_transact_items(Some(writes)).send().await;
    let Err(error) = sent else { return Ok(Commit::Done) };
    let Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) = error.as_service_error() else {
        return Err(failure(error));
    };
    let reasons: Vec<&str> =
        cancelled.cancellation_reasons().iter().map(|reason| reason.code().unwrap_or("None")).collect();
    let at = |code: &str| -> Vec<usize> {
        reasons.iter().enumerate().filter(|(_, reason)| **reason == code).map(|(position, _)| position).collect()
    };
    let refused = at("ConditionalCheckFailed");
    if !refused.is_empty() {
        Ok(Commit::Refused(refused))
    } else if !at("TransactionConflict").is_empty() {
        Ok(Commit::Conflict)
    } else if ["ThrottlingError", "ProvisionedThroughputExceeded"].iter().any(|code| !at(code).is_empty()) {
        Err(Failure::Unavailable(Box::new(error)))
    } else {
        Err(failure(error))
    }
}

impl Commit {
    /// Whether it was done; a conflict is for the caller to try again.
    ///
    /// # Errors
    /// A conflict.
    pub(crate) fn done(self) -> Result<bool, Failure> {
        match self {
            Self::Done => Ok(true),
            Self::Refused(_) => Ok(false),
            Self::Conflict => Err(Failure::Unavailable("another transaction was at the same item".into())),
        }
    }
}
