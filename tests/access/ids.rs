//! What requests name, in each relation; and the same of what is not there.

use std::collections::BTreeMap;

use crate::places::Place;

/// Cursors, by operation.
pub(crate) type Cursors = BTreeMap<&'static str, String>;

/// Everything that a request may name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ids {
    /// The caller's own role, its organization and year, and their address.
    pub(crate) role: &'static str,
    pub(crate) seat: &'static str,
    pub(crate) year: &'static str,
    pub(crate) own_email: String,
    /// The organization asked for, and the LEA.
    pub(crate) asked: String,
    pub(crate) lea: String,
    pub(crate) student: String,
    pub(crate) ssid: String,
    pub(crate) user: String,
    pub(crate) user_etag: String,
    pub(crate) email: String,
    /// A user who has not activated the account.
    pub(crate) waiting: String,
    /// A role to be given or taken, and where.
    pub(crate) given: &'static str,
    pub(crate) given_at: String,
    /// The address of whom there is no account.
    pub(crate) new_email: String,
    pub(crate) review: String,
    pub(crate) review_etag: String,
    pub(crate) item: String,
    pub(crate) request: String,
    pub(crate) document: String,
    /// Findings: issued, submitted, with more time asked for.
    pub(crate) issued: String,
    pub(crate) submitted: String,
    pub(crate) asked_for_time: String,
    pub(crate) contributor: String,
    pub(crate) notification: String,
    pub(crate) session: String,
    pub(crate) cursors: Cursors,
    pub(crate) key: String,
    /// Of the state alone.
    pub(crate) draft: String,
    pub(crate) scheduled: String,
    pub(crate) published: String,
    pub(crate) meeting: String,
    pub(crate) opportunity: String,
    pub(crate) notice: String,
}

impl Ids {
    /// The cursor of an operation's list; none where the list had one page.
    pub(crate) fn cursor(&self, operation: &str) -> Option<&str> {
        self.cursors.get(operation).map(String::as_str)
    }

    /// The same as a part of a query.
    pub(crate) fn cursor_in_query(&self, operation: &str) -> String {
        self.cursor(operation).map_or_else(String::new, |cursor| format!("&cursor={cursor}"))
    }

    /// In place of every record that may be somebody else's one that does not exist.
    pub(crate) fn absent(&self) -> Self {
        const NOBODY: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaa";
        const NOTHING: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
        const NOWHERE: &str = "99000070000000";
        let (nobody, nothing, nowhere) = (|| NOBODY.to_owned(), || NOTHING.to_owned(), || NOWHERE.to_owned());
        Self {
            asked: nowhere(),
            lea: nowhere(),
            student: nobody(),
            ssid: "9999999999".to_owned(),
            user: nobody(),
            email: "nobody@poppy.test".to_owned(),
            waiting: nobody(),
            given_at: nowhere(),
            review: nobody(),
            item: nothing(),
            request: nothing(),
            document: nothing(),
            issued: nothing(),
            submitted: nothing(),
            asked_for_time: nothing(),
            contributor: nobody(),
            notification: nobody(),
            session: "0".repeat(64),
            cursors: self.cursors.keys().map(|operation| (*operation, "made-up".to_owned())).collect(),
            ..self.clone()
        }
    }
}

/// What lies in an LEA's review.
#[derive(Clone, Debug, Default)]
pub(crate) struct ReviewIds {
    pub(crate) review: String,
    pub(crate) item: String,
    pub(crate) request: String,
    pub(crate) document: String,
    pub(crate) findings: [String; 3],
}

/// A user of the fixture.
#[derive(Clone, Debug)]
pub(crate) struct Somebody {
    pub(crate) id: String,
    pub(crate) email: String,
    pub(crate) role: &'static str,
    pub(crate) place: Place,
}
