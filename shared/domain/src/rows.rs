//! Rows of a delimited file on their way to typed records: which columns a file has, and what is wrong with a row. A row is
//! taken whole or refused with all that is wrong with it.

use std::borrow::Cow;
use std::fmt;

use crate::Malformed;

/// The columns of a kind of file, by the names in its header.
pub trait Column: Copy + 'static {
    /// Every column that is read.
    const ALL: &'static [Self];

    /// Its name in the header.
    fn name(self) -> &'static str;
}

/// Declares the columns of a kind of file.
macro_rules! columns {
    ($(#[$meta:meta])* pub enum $name:ident, $what:literal { $($(#[$doc:meta])* $variant:ident = $code:literal),+ $(,)? }) => {
        codes! { $(#[$meta])* pub enum $name, $what { $($(#[$doc])* $variant = $code),+ } }

        impl $crate::rows::Column for $name {
            const ALL: &'static [Self] = Self::ALL;

            fn name(self) -> &'static str {
                self.code()
            }
        }
    };
}

/// What is wrong with one field of a row, and what to do about it. The value may be personal: it goes into the report
/// beside the file and never into a log, so `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct RowError {
    /// The column, or nothing when it is the row as a whole.
    pub column: &'static str,
    /// What stood there.
    pub value: String,
    /// What is wrong, without the value: the same words for the same fault.
    pub problem: Cow<'static, str>,
    /// What to do.
    pub remedy: &'static str,
    /// Whether the row is taken all the same.
    pub taken: bool,
}

impl RowError {
    /// A fault of `column` for which the row is refused.
    #[must_use]
    pub fn new(column: impl Column, value: &str, problem: impl Into<Cow<'static, str>>, remedy: &'static str) -> Self {
        Self { column: column.name(), value: value.to_owned(), problem: problem.into(), remedy, taken: false }
    }

    /// Something of `column` that was left out; the rest of the row is taken.
    #[must_use]
    pub fn left_out(column: impl Column, value: &str, problem: &'static str, remedy: &'static str) -> Self {
        Self { column: column.name(), value: value.to_owned(), problem: problem.into(), remedy, taken: true }
    }
}

impl fmt::Debug for RowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RowError({}: {})", self.column, self.problem)
    }
}

/// Reads the fields of one row and collects everything that is wrong with them.
pub(crate) struct Fields<F> {
    field: F,
    pub(crate) errors: Vec<RowError>,
}

impl<'a, F> Fields<F> {
    /// `field` gives the text of a column.
    pub(crate) fn new(field: F) -> Self {
        Self { field, errors: Vec::new() }
    }

    /// The text of `column`, without blanks around it.
    pub(crate) fn text<C: Column>(&self, column: C) -> &'a str
    where
        F: Fn(C) -> &'a str,
    {
        (self.field)(column).trim()
    }

    /// Notes that `column` is wrong.
    pub(crate) fn wrong<C: Column>(&mut self, column: C, problem: impl Into<Cow<'static, str>>, remedy: &'static str)
    where
        F: Fn(C) -> &'a str,
    {
        let error = RowError::new(column, self.text(column), problem, remedy);
        self.errors.push(error);
    }

    /// Reads `column` with `read`; what is malformed is noted with `remedy`.
    pub(crate) fn read<C: Column, T>(
        &mut self,
        column: C,
        remedy: &'static str,
        read: impl FnOnce(&'a str) -> Result<T, Malformed>,
    ) -> Option<T>
    where
        F: Fn(C) -> &'a str,
    {
        match read(self.text(column)) {
            Ok(value) => Some(value),
            Err(Malformed(problem)) => {
                self.wrong(column, problem, remedy);
                None
            }
        }
    }

    /// As [`Self::read`], where a blank field is no value.
    #[expect(clippy::option_option, reason = "outside: malformed or not; inside: blank or not")]
    pub(crate) fn optional<C: Column, T>(
        &mut self,
        column: C,
        remedy: &'static str,
        read: impl FnOnce(&'a str) -> Result<T, Malformed>,
    ) -> Option<Option<T>>
    where
        F: Fn(C) -> &'a str,
    {
        if self.text(column).is_empty() { Some(None) } else { self.read(column, remedy, read).map(Some) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directory::public_directory::PublicDirectoryColumn;

    #[test]
    fn a_value_never_stands_in_a_debug_text() {
        let error =
            RowError::new(PublicDirectoryColumn::Cds, "9000000001", "a CDS code must be 14 digits", "Export again");
        assert_eq!(format!("{error:?}"), "RowError(CDSCode: a CDS code must be 14 digits)");
    }
}
