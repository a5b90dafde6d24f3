//! One row for each operation, some with several: who may call it, whose record it is about, how a request is filled, and what
//! its answer may show.

mod accounts;
mod bulletins;
mod calendar;
mod compliance;
mod public;
mod students;
mod users;

use axum::http::Method;
use serde_json::Value;

use crate::ids::Ids;

/// What a caller needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Needs {
    /// Nothing: the public.
    Nothing,
    /// An open session.
    Session,
    /// The terms accepted and a role in force.
    Work,
    /// A right to know that such records exist, and one to do this.
    Right { to_know: &'static str, to_do: &'static str },
}

/// Whose record a request is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Of {
    /// Nobody's, or everybody's.
    Nobody,
    /// The relation's school's.
    School,
    /// The relation's LEA's.
    Lea,
    /// The organization asked for: the school, or the LEA where that is the relation.
    Asked,
    /// A user there, in a role that the caller's gives where there is one.
    User,
    /// The caller's own, or somebody else's.
    Own,
}

/// What an answer may show, if the caller may see it at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shows {
    Students,
    Users,
    /// Of those within the caller's place also who holds a role that the caller does not give: who registered, who acted.
    UsersInAnyRole,
    Reviews,
    /// A notification shows who signed it: a coordinator of the place or of its LEA.
    Signed,
    Notifications,
    /// Notifications to those who post them, the state's administrator among them.
    Posted,
    Drafts,
    Join,
    /// What is public names schools and LEAs.
    PlacesToAll,
}

/// What a request has beside its method and path.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fill {
    id: String,
    query: String,
    etag: Option<String>,
    key: Option<String>,
    body: Option<Value>,
}

/// About the record of this id.
pub(crate) fn about(id: &str) -> Fill {
    Fill { id: id.to_owned(), ..Fill::default() }
}

/// About no record in particular.
pub(crate) fn plain() -> Fill {
    Fill::default()
}

impl Fill {
    fn asking(mut self, query: String) -> Self {
        self.query = query;
        self
    }

    fn read_as(mut self, etag: &str) -> Self {
        self.etag = Some(format!("\"{etag}\""));
        self
    }

    fn once(mut self, ids: &Ids) -> Self {
        self.key = Some(ids.key.clone());
        self
    }

    fn with(mut self, body: Value) -> Self {
        self.body = Some(body);
        self
    }
}

/// A request, ready to be sent.
pub(crate) struct Request {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Option<Value>,
}

/// A row.
pub(crate) struct Row {
    /// The id of the operation.
    pub(crate) operation: &'static str,
    /// In what the row differs from others of the operation.
    pub(crate) variant: &'static str,
    pub(crate) needs: Needs,
    pub(crate) of: Of,
    /// What a request is answered that nothing about access speaks against.
    pub(crate) answers: &'static [u16],
    pub(crate) shows: &'static [Shows],
    /// Whether an answer of those says that it was done.
    pub(crate) is_done: fn(&Value) -> bool,
    /// Whether all it writes is in the row of the session it is asked in, or of what that session was asked: without a check
    /// of the account, since nothing reads it again once the session is closed.
    pub(crate) is_of_the_session: bool,
    fill: fn(&Ids) -> Fill,
}

/// A row for an operation.
pub(crate) fn row(operation: &'static str, needs: Needs, answers: &'static [u16], fill: fn(&Ids) -> Fill) -> Row {
    Row {
        operation,
        variant: "",
        needs,
        of: Of::Nobody,
        answers,
        shows: &[],
        is_done: |_| true,
        is_of_the_session: false,
        fill,
    }
}

/// A right to know of records that is the right to do it too.
pub(crate) const fn right(right: &'static str) -> Needs {
    Needs::Right { to_know: right, to_do: right }
}

/// A right to know of records and another one to do it.
pub(crate) const fn rights(to_know: &'static str, to_do: &'static str) -> Needs {
    Needs::Right { to_know, to_do }
}

impl Row {
    fn of(mut self, of: Of) -> Self {
        self.of = of;
        self
    }

    fn shows(mut self, shows: &'static [Shows]) -> Self {
        self.shows = shows;
        self
    }

    fn when(mut self, variant: &'static str) -> Self {
        self.variant = variant;
        self
    }

    fn done_if(mut self, is_done: fn(&Value) -> bool) -> Self {
        self.is_done = is_done;
        self
    }

    fn of_the_session(mut self) -> Self {
        self.is_of_the_session = true;
        self
    }

    /// `operation` or `operation (variant)`.
    pub(crate) fn name(&self) -> String {
        if self.variant.is_empty() {
            self.operation.to_owned()
        } else {
            format!("{} ({})", self.operation, self.variant)
        }
    }

    /// Whether its requests name what they make by a key.
    pub(crate) fn is_keyed(&self, ids: &Ids) -> bool {
        (self.fill)(ids).key.is_some()
    }

    /// The request about what `ids` name.
    pub(crate) fn request(&self, (method, path): &(Method, String), ids: &Ids) -> Request {
        let fill = (self.fill)(ids);
        let parameter = path.split(['{', '}']).nth(1).map_or_else(String::new, |name| format!("{{{name}}}"));
        assert!(parameter.is_empty() == fill.id.is_empty(), "{}: the id of {path}", self.operation);
        let path = if parameter.is_empty() { path.clone() } else { path.replace(&parameter, &fill.id) };
        let headers = [("if-match", fill.etag), ("idempotency-key", fill.key)];
        Request {
            method: method.clone(),
            path: format!("{path}{}", fill.query),
            headers: headers.into_iter().filter_map(|(name, value)| Some((name, value?))).collect(),
            body: fill.body,
        }
    }
}

/// All rows.
pub(crate) fn all() -> Vec<Row> {
    let wings = [
        accounts::rows(),
        users::rows(),
        students::rows(),
        compliance::rows(),
        bulletins::rows(),
        calendar::rows(),
        public::rows(),
    ];
    wings.into_iter().flatten().collect()
}
