//! Words that are in records of one place and nowhere else, and what an answer shows by them.

use std::collections::HashMap;

use crate::oracle::Oracle;
use crate::places::{PLACES, Place, STATE, place};
use crate::relation::seat;
use crate::rows::{Row, Shows};

/// What every word of ours begins with. Nothing that has it may ever be logged.
const STEM: &str = "zqxmark";

/// What a mark is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The organization itself: name and code.
    Place,
    /// A student: name, SSID, id.
    Student,
    /// A user in this role: name, address, id.
    User(&'static str),
    /// A review, or something in it: texts, ids.
    Review,
    /// A notification: its subject, its id.
    Notification,
    /// A bulletin that is not published.
    Draft,
    /// Where to join a training.
    Join,
}

/// The word for `what` of a place: letters only, so that it stands whole in names, addresses and texts.
pub(crate) fn word(place: Place, what: &str) -> String {
    let what: String = what.chars().filter(char::is_ascii_alphanumeric).collect();
    format!("Zqxmark{}{what}", place.name)
}

/// All marks.
#[derive(Default)]
pub(crate) struct Marks(HashMap<String, (Place, Kind)>);

impl Marks {
    /// The names and codes of the places.
    pub(crate) fn of_places() -> Self {
        testkit::keep_secret(STEM);
        testkit::keep_secret("Zqxmark");
        let mut marks = Self::default();
        for place in PLACES {
            marks.add(&word(place, "place"), place, Kind::Place);
            marks.add(place.code, place, Kind::Place);
        }
        marks
    }

    /// From now on `text` says that something of `place` is shown.
    pub(crate) fn add(&mut self, text: &str, place: Place, kind: Kind) {
        self.0.insert(text.to_lowercase(), (place, kind));
    }

    /// What `text` shows.
    pub(crate) fn in_text(&self, text: &str) -> Vec<(Place, Kind)> {
        let text = text.to_lowercase();
        let words = text.split(|c: char| !c.is_ascii_alphanumeric());
        let found: Vec<_> = words.clone().filter_map(|word| self.0.get(word).copied()).collect();
        let stems = words.filter(|word| self.0.contains_key(*word) && word.starts_with(STEM)).count();
        assert_eq!(text.matches(STEM).count(), stems, "a mark that is no whole word: {text}");
        found
    }
}

impl Oracle {
    /// Whether who works in `role` at `seat` may be shown something of a kind of a place by `row`.
    pub(crate) fn may_show(&self, row: &Row, role: &'static str, (of, kind): (Place, Kind)) -> bool {
        let seat = seat(self.level(role));
        let covered = Self::covers(seat, of);
        let shows = |what| row.shows.contains(&what);
        // One's own LEA is above one's school.
        let near = covered || seat.lea == of.code;
        match kind {
            // What the public reads names organizations.
            Kind::Place => near || shows(Shows::PlacesToAll),
            Kind::Student => shows(Shows::Students) && self.gives(role, "find-students") && covered,
            Kind::User(other) => {
                let seen = self.sees(role, other) || shows(Shows::UsersInAnyRole);
                (shows(Shows::Users) && covered && seen) || (shows(Shows::Signed) && near)
            }
            Kind::Review => shows(Shows::Reviews) && self.gives(role, "read-reviews") && covered,
            // The state's people have no notifications of their own.
            Kind::Notification => shows(Shows::Notifications) && near && (seat != STATE || shows(Shows::Posted)),
            Kind::Draft => shows(Shows::Drafts) && self.gives(role, "write-bulletins"),
            Kind::Join => shows(Shows::Join),
        }
    }
}

/// The state's own marks.
pub(crate) fn of_the_state(what: &str) -> String {
    debug_assert_eq!(place("state"), STATE);
    word(STATE, what)
}
