use aws_sdk_dynamodb::types::TransactWriteItem;
use domain::Failure;
use domain::mail::{Circular, CircularId, QueuedLetter};

use super::items::{CircularItem, LetterItem};
use crate::item::{Item, create, item};
use crate::keys::{Partition, Sort};

/// The item of a letter in the queue.
///
/// # Errors
/// When it cannot be written as attributes.
pub fn letter_item(letter: &QueuedLetter) -> Result<Item, Failure> {
    item(&Partition::Mail(letter.id), &Sort::Letter, &LetterItem::queued(letter))
}

/// The item of a letter in the queue that is one of `circular`'s.
pub(super) fn letter_item_of(circular: CircularId, letter: &QueuedLetter) -> Result<Item, Failure> {
    let queued = LetterItem { circular: Some(circular), ..LetterItem::queued(letter) };
    item(&Partition::Mail(letter.id), &Sort::Letter, &queued)
}

/// The item of a circular in the queue.
///
/// # Errors
/// When it cannot be written as attributes.
pub fn circular_item(circular: &Circular) -> Result<Item, Failure> {
    item(&Partition::Circular(circular.id), &Sort::Circular, &CircularItem::queued(circular))
}

/// Puts `letter` into the queue, as part of the transaction that is the reason for it. Takes the right to put on the mail
/// table.
pub(crate) fn transact_letter(mail_table: &str, letter: &QueuedLetter) -> Result<TransactWriteItem, Failure> {
    Ok(TransactWriteItem::builder().put(create(mail_table, letter_item(letter)?)?).build())
}

/// Puts `circular` into the queue, as part of the transaction that is the reason for it. Takes the right to put on the mail
/// table.
pub(crate) fn transact_circular(mail_table: &str, circular: &Circular) -> Result<TransactWriteItem, Failure> {
    Ok(TransactWriteItem::builder().put(create(mail_table, circular_item(circular)?)?).build())
}
