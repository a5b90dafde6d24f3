//! Cursors: where the next page begins, sealed to who asked for what.

use domain::access::Caller;
use edge::{FieldError, Problem};

use crate::Deps;

impl Deps {
    /// The place that `cursor` names in `list`, if one was given.
    pub(crate) fn place(&self, caller: &Caller, list: &str, cursor: Option<&str>) -> Result<Option<String>, Problem> {
        let open = |sealed| self.cursor_key.open(sealed, &binding(caller, list)).ok_or_else(wrong_cursor);
        cursor.map(open).transpose()
    }

    /// The cursor for what comes after `place` in `list`.
    pub(crate) fn cursor(&self, caller: &Caller, list: &str, place: &str) -> String {
        self.cursor_key.seal(&place, &binding(caller, list), self.entropy.bytes())
    }
}

/// What must be the same when a cursor comes back: who, in which role, and what was listed.
fn binding(caller: &Caller, list: &str) -> String {
    let role = &caller.role;
    format!("{} {} {} {} {list}", caller.user, role.role, role.organization, role.year)
}

/// A cursor that was not given for this list, or was tampered with: one answer.
fn wrong_cursor() -> Problem {
    Problem::invalid(vec![FieldError::new(
        "/cursor",
        "is not one that was given for this list; begin again without a cursor",
    )])
}
