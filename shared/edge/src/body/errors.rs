use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::Value;

use super::Field;
use crate::{FieldError, Problem};

/// Collects what is wrong with a request's fields, to name it all at once.
#[derive(Debug, Default)]
#[must_use = "call `finish`, or the wrong fields are let through"]
pub struct FieldErrors(Vec<FieldError>);

impl FieldErrors {
    /// Nothing is wrong yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The field's value, if it is there and right. If it is wrong, that is noted.
    pub fn optional<T>(&mut self, pointer: impl Into<String>, field: Field<T>) -> Option<T> {
        match field {
            Field::Missing => None,
            Field::Valid(value) => Some(value),
            Field::Invalid(detail) => {
                self.push(pointer, detail);
                None
            }
        }
    }

    /// The field's value, if it is right. If it is wrong or missing, that is noted.
    pub fn required<T>(&mut self, pointer: impl Into<String>, field: Field<T>) -> Option<T> {
        if let Field::Missing = field {
            self.push(pointer, "must be given");
            return None;
        }
        self.optional(pointer, field)
    }

    /// Notes that the field at `pointer` is wrong.
    pub fn push(&mut self, pointer: impl Into<String>, detail: impl Into<Cow<'static, str>>) {
        self.0.push(FieldError::new(pointer, detail));
    }

    /// Notes each field that the request does not have. `prefix` points to the object they were in, empty for the body.
    pub fn unknown(&mut self, prefix: &str, fields: &BTreeMap<String, Value>) {
        for name in fields.keys() {
            self.push(prefix.to_owned() + &pointer(name), "is not a field of this request; leave it out");
        }
    }

    /// Whether nothing is wrong so far.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Goes on only if nothing is wrong.
    ///
    /// # Errors
    /// One problem, `request.invalid`, that names every wrong field.
    pub fn finish(self) -> Result<(), Problem> {
        if self.is_empty() { Ok(()) } else { Err(self.into_problem()) }
    }

    /// The problem that names every wrong field, for where a missing value already says that something is wrong:
    /// `let Some(id) = id else { return Err(errors.into_problem()) };`
    #[must_use]
    pub fn into_problem(self) -> Problem {
        Problem::invalid(self.0)
    }
}

/// The JSON pointer to the field `name`.
pub(crate) fn pointer(name: &str) -> String {
    format!("/{}", name.replace('~', "~0").replace('/', "~1"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_wrong_lets_the_request_pass() {
        let mut errors = FieldErrors::new();
        assert_eq!(errors.required("/a", Field::Valid(1)), Some(1));
        assert_eq!(errors.optional::<u8>("/b", Field::Missing), None);
        assert!(errors.finish().is_ok());
    }

    #[test]
    fn a_missing_field_that_must_be_there_is_named() {
        let mut errors = FieldErrors::new();
        assert_eq!(errors.required::<u8>("/a", Field::Missing), None);
        assert_eq!(errors.0, [FieldError::new("/a", "must be given")]);
    }

    #[test]
    fn unknown_fields_are_named_inside_their_object() {
        let mut errors = FieldErrors::new();
        errors.unknown("/changes/0", &BTreeMap::from([("x".to_owned(), Value::Null)]));
        assert_eq!(errors.0[0].pointer, "/changes/0/x");
    }
}
