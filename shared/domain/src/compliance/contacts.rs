//! Changing whom an LEA asks about a program.

use jiff::Timestamp;

use super::ProgramContact;
use crate::Malformed;
use crate::access::{AccessError, Caller, Right};
use crate::year::AdministrationYear;

/// The longest name of an office, in characters. Our choice.
const OFFICE_MAX: usize = 100;

/// An office's name, checked.
///
/// # Errors
/// What is wrong with it.
pub fn office(text: &str) -> Result<String, Malformed> {
    let text = text.trim();
    let fits = !text.is_empty() && text.chars().count() <= OFFICE_MAX && !text.chars().any(char::is_control);
    if fits { Ok(text.to_owned()) } else { Err(Malformed::because("an office must have 1 to 100 characters")) }
}

/// What is to be changed of a contact. What is `None` stays.
#[derive(Clone, Debug, Default)]
pub struct ContactChange {
    /// The office, as [`office`] checked it.
    pub office: Option<String>,
    /// The telephone number, as [`crate::accounts::manage::telephone`] checked it.
    pub telephone: Option<String>,
}

/// Decides `change`. `None` when everything is so already.
///
/// # Errors
/// The role does not allow it.
pub fn change_contact(
    caller: &Caller,
    before: &ProgramContact,
    change: ContactChange,
    now: Timestamp,
) -> Result<Option<ProgramContact>, AccessError> {
    caller.has(Right::ChangeProgramContacts, AdministrationYear::at(now))?;
    let mut after = before.clone();
    after.office = change.office.unwrap_or_else(|| before.office.clone());
    after.telephone = change.telephone.unwrap_or_else(|| before.telephone.clone());
    after.version += 1;
    let changed = (&after.office, &after.telephone) != (&before.office, &before.telephone);
    Ok(changed.then_some(after))
}
