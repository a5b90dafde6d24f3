//! The world of the matrix: everybody and everything, in every place.

mod fixture;
mod moving;
mod stage;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use axum::http::Method;
use serde_json::{Value, json};
use testkit::{Answer, Browser, Copied, Meanwhile, Person, World};
use tokio::runtime::{Builder, Runtime};

use crate::ids::{Cursors, Ids, ReviewIds, Somebody};
use crate::marks::{Kind, Marks, of_the_state, word};
use crate::oracle::{Oracle, Whose};
use crate::people::{makes, moves, signed_in, somebody};
use crate::places::{Place, STATE, place};
use crate::relation::{Relation, seat};
use crate::rows::{Of, Request, Row};

pub(crate) use stage::Stage;

/// Somebody who asks.
pub(crate) struct Caller {
    pub(crate) person: Person,
    /// Signed in a moment ago.
    pub(crate) browser: Browser,
    /// Signed in twelve hours ago, with signs of life ever since.
    old: Browser,
    /// Of who worked elsewhere before; for the state's roles, which are given for no other place, the same.
    moved: Browser,
    session: String,
    cursors: Cursors,
    former_cursors: Cursors,
}

/// Everything.
pub(crate) struct Scene {
    pub(crate) world: World,
    pub(crate) oracle: Oracle,
    pub(crate) operations: BTreeMap<String, (Method, String)>,
    pub(crate) marks: Marks,
    pub(crate) meanwhile: Meanwhile,
    pub(crate) callers: BTreeMap<&'static str, Caller>,
    users: BTreeMap<(&'static str, &'static str), [Somebody; 2]>,
    /// Users who hold a role here and held it elsewhere, and the other way round.
    moved_users: BTreeMap<(&'static str, Relation), Somebody>,
    students: BTreeMap<&'static str, (String, String)>,
    moved_students: BTreeMap<Relation, (String, String)>,
    /// Whom a caller who worked elsewhere saved there, by role.
    former_students: BTreeMap<&'static str, (String, String)>,
    reviews: BTreeMap<&'static str, ReviewIds>,
    review_etags: BTreeMap<&'static str, String>,
    notifications: BTreeMap<&'static str, String>,
    others_sessions: BTreeMap<(&'static str, &'static str), String>,
    others_cursors: BTreeMap<(&'static str, &'static str), Cursors>,
    of_the_state: Ids,
    /// How many students there are.
    number: u32,
    /// All tables, as everything begins.
    base: Option<Copied>,
}

/// A bulletin to be written.
pub(crate) fn bulletin(headline: &str) -> Value {
    json!({
        "headline": headline, "dated": "2026-11-23", "audience": {"roles": ["lea-caaspp-coordinator"]},
        "sections": [{"kind": "reminders", "text": "Order paper tests early."}],
    })
}

/// A downtime to be posted.
pub(crate) fn downtime(effect: &str) -> Value {
    json!({"kind": "downtime", "systems": ["cers"], "from": "2026-12-05T17:00", "to": "2026-12-06T08:00", "effect": effect})
}

/// A training to be entered, for which one registers.
pub(crate) fn meeting(title: &str) -> Value {
    json!({
        "title": title,
        "training": {
            "host": "CDE", "audience": "LEA coordinators", "starts": "2026-12-09T09:30", "ends": "2026-12-09T11:00",
            "place": "Online", "join_address": format!("https://meet.example.org/{}", of_the_state("join")),
            "registration": "own", "capacity": 100,
        },
    })
}

/// An opportunity to be entered.
pub(crate) fn opportunity(title: &str) -> Value {
    json!({
        "title": title,
        "opportunity": {"dates": "March 10, 2027", "closes_on": "2026-12-01", "apply_address": "https://apply.example.org/"},
    })
}

/// Lets a test have the scene, which is made once for all of them: the one after the other. On one thread, so that which call
/// waited for which other is the same each time.
pub(crate) fn on_stage(test: impl AsyncFnOnce(&mut Scene, &[Row])) {
    static TURN: Mutex<Option<(Runtime, Scene)>> = Mutex::new(None);
    // Who failed has put nothing back, which every relation does anyway.
    let mut turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let rows = crate::rows::all();
    let (runtime, scene) = turn.get_or_insert_with(|| {
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        let scene = runtime.block_on(Scene::build(&rows));
        (runtime, scene)
    });
    runtime.block_on(test(scene, &rows));
}

/// Sends `request`.
pub(crate) async fn send(browser: &mut Browser, request: &Request) -> Answer {
    let headers: Vec<_> = request.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    browser.send(request.method.clone(), &request.path, &headers, request.body.as_ref()).await
}

impl Scene {
    /// Which user a request of `role` is about: at the school or LEA of the relation, in a role that this one gives where there
    /// is one.
    pub(crate) fn target_user(&self, role: &'static str, relation: Relation) -> (&'static str, Place) {
        let (school, lea) = relation.about();
        let places = if relation == Relation::OwnLea { [lea, school] } else { [school, lea] };
        let seated = |place: Place| self.oracle.roles.iter().copied().map(move |other| (other, place));
        let mut found = places.into_iter().flat_map(seated);
        let given = found.find(|(other, place)| self.oracle.sees(role, other) && place.seats(self.oracle.level(other)));
        given.unwrap_or(("test-administrator", school))
    }

    /// The organization that a request names.
    fn asked(relation: Relation) -> Place {
        let (school, lea) = relation.about();
        if relation == Relation::OwnLea { lea } else { school }
    }

    /// Whose the record is that a request of `row` is about.
    pub(crate) fn whose(&self, row: &Row, role: &'static str, relation: Relation) -> Whose {
        let (school, lea) = relation.about();
        match row.of {
            Of::Nobody => Whose::Nobodys,
            Of::School => Whose::Of(school),
            Of::Lea => Whose::Of(lea),
            Of::Asked => Whose::Of(Self::asked(relation)),
            Of::User => {
                let (other, place) = self.target_user(role, relation);
                Whose::User(other, place)
            }
            Of::Own if relation.is_anothers() => Whose::Anothers,
            Of::Own => Whose::Own,
        }
    }

    /// Every user of the fixture who has activated the account.
    pub(crate) fn active_users(&self) -> impl Iterator<Item = &Somebody> {
        self.users.values().map(|users| &users[0])
    }

    /// What requests of `role` name in `relation`.
    pub(crate) fn ids(&self, role: &'static str, relation: Relation) -> Ids {
        let (school, lea) = relation.about();
        let (caller, level) = (&self.callers[role], self.oracle.level(role));
        let (given, given_at) = self.target_user(role, relation);
        let users = &self.users[&(given, given_at.name)];
        let moved = self.moved_users.get(&(given, relation));
        let user = moved.unwrap_or(&users[0]);
        let asked = Self::asked(relation);
        let former = self.former_students.get(role).filter(|_| relation == Relation::CallerMoved);
        let student = self.moved_students.get(&relation).or(former);
        let (student, ssid) = student.unwrap_or(&self.students[school.name]).clone();
        let review = &self.reviews[lea.code];
        let [issued, submitted, asked_for_time] = review.findings.clone();
        // In the same role, or nearest to it.
        let other = match level {
            "state" => STATE,
            "lea" => lea,
            _ => school,
        };
        let (session, cursors) = match relation {
            Relation::CallerMoved if level != "state" => (None, Some(&caller.former_cursors)),
            _ if relation.is_anothers() => (None, self.others_cursors.get(&(role, other.name))),
            _ => (Some(&caller.session), Some(&caller.cursors)),
        };
        let session = session.unwrap_or_else(|| &self.others_sessions[&(role, other.name)]).clone();
        Ids {
            role,
            seat: seat(level).code,
            year: if relation == Relation::OtherYear { "2025-26" } else { "2026-27" },
            own_email: caller.person.username.clone(),
            asked: asked.code.to_owned(),
            lea: lea.code.to_owned(),
            student,
            ssid,
            user: user.id.clone(),
            user_etag: if moved.is_some() { "2".to_owned() } else { "1".to_owned() },
            email: user.email.clone(),
            waiting: users[1].id.clone(),
            given,
            given_at: given_at.code.to_owned(),
            new_email: format!("new.{role}@poppy.test"),
            review: review.review.clone(),
            review_etag: self.review_etags.get(lea.code).cloned().unwrap_or_default(),
            item: review.item.clone(),
            request: review.request.clone(),
            document: review.document.clone(),
            issued,
            submitted,
            asked_for_time,
            contributor: self.users[&("lea-compliance-contributor", lea.name)][0].id.clone(),
            notification: self.notifications.get(asked.name).cloned().unwrap_or_default(),
            session,
            cursors: cursors.cloned().unwrap_or_default(),
            key: "key".to_owned(),
            ..self.of_the_state.clone()
        }
    }

    /// The cursors that somebody in `role` gets, by the rows that take one.
    async fn cursors_of(&self, rows: &[Row], role: &'static str, browser: &mut Browser) -> Cursors {
        let mut cursors = Cursors::new();
        for row in rows.iter().filter(|row| row.variant == "by a cursor") {
            let crate::rows::Needs::Right { to_do, .. } = row.needs else { panic!("{}", row.name()) };
            if self.oracle.gives(role, to_do) {
                let request = row.request(&self.operations[row.operation], &Ids::default());
                let page = send(browser, &request).await.expect(200).json();
                if let Some(cursor) = page["next_cursor"].as_str() {
                    cursors.insert(row.operation, cursor.to_owned());
                }
            }
        }
        cursors
    }

    /// All tables as everything begins.
    pub(crate) fn base(&self) -> &Copied {
        self.base.as_ref().expect("the scene is built")
    }
}
