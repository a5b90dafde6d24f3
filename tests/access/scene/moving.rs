//! Who moved from place to place, and what others hold.

use domain::accounts::AccountState;
use domain::ids::UserId;

use super::fixture::CONTRIBUTOR;
use super::{BTreeSet, Browser, Kind, Relation, Scene, json, moves, place, seat, send, signed_in, somebody, word};
use crate::rows::{Needs, Row};

impl Scene {
    pub(super) async fn enter_moved_users(&mut self) {
        let mut administrator = self.callers["state-administrator"].browser.clone();
        for role in self.oracle.roles.clone() {
            let level = self.oracle.level(role);
            let (here, away) = if level == "school" { ("cedar", "grove") } else { ("poppy", "redwood") };
            if level == "state" {
                continue;
            }
            for (relation, from, to) in [(Relation::MovedHere, away, here), (Relation::MovedAway, here, away)] {
                let (from, to) = (place(from), place(to));
                let mut user =
                    self.enter_user(&format!("{role}movedto{}", to.name), role, from, AccountState::Active).await;
                moves(&mut administrator, &user.id, role, from, to).await;
                user.place = to;
                self.marks.add(&word(from, &format!("{role}movedto{}", to.name)), to, Kind::User(role));
                self.marks.add(&user.id, to, Kind::User(role));
                self.moved_users.insert((role, relation), user);
            }
        }
    }

    /// Sessions and cursors of somebody else, in each role and place; and the callers' own cursors.
    pub(super) async fn sign_others_in(&mut self, rows: &[Row]) {
        let others: Vec<_> = self.users.iter().map(|(key, users)| (*key, users[0].clone())).collect();
        for (key, other) in others {
            let person = somebody(&other.email, other.role, self.oracle.level(other.role), other.place);
            let mut browser = signed_in(&self.world, &person).await;
            self.others_sessions.insert(key, session_of(&mut browser, true).await);
            let cursors = self.cursors_of(rows, other.role, &mut browser).await;
            self.others_cursors.insert(key, cursors);
        }
        for role in self.oracle.roles.clone() {
            let mut browser = self.callers[role].browser.clone();
            let cursors = self.cursors_of(rows, role, &mut browser).await;
            self.callers.get_mut(role).unwrap().cursors = cursors;
        }
    }

    /// People who worked elsewhere, made something there under a key, and work here now.
    pub(super) async fn move_callers(&mut self, rows: &[Row]) {
        for role in self.oracle.roles.clone().into_iter().filter(|role| self.oracle.level(role) != "state") {
            let level = self.oracle.level(role);
            let (school, lea) = Relation::CallerMoved.about();
            let (from, to) = (if level == "school" { school } else { lea }, seat(level));
            let mut person = somebody(&former_name(role), role, level, from);
            let user = person.save(&self.world).await.id;
            let mut browser = signed_in(&self.world, &person).await;
            let cursors = self.cursors_of(rows, role, &mut browser).await;
            self.make_once(rows, role, &mut browser).await;
            let mut administrator = self.callers["state-administrator"].browser.clone();
            moves(&mut administrator, &user.to_string(), role, from, to).await;
            if role == CONTRIBUTOR {
                self.let_in(user).await;
            }
            let moved = signed_in(&self.world, &person).await;
            let caller = self.callers.get_mut(role).unwrap();
            (caller.moved, caller.former_cursors) = (moved, cursors);
        }
    }

    /// Sends each request that names what it makes by a key, one for an operation.
    async fn make_once(&self, rows: &[Row], role: &'static str, browser: &mut Browser) {
        let ids = self.ids(role, Relation::CallerMoved);
        let mut made = BTreeSet::new();
        for row in rows.iter().filter(|row| row.is_keyed(&ids)) {
            let Needs::Right { to_do, .. } = row.needs else { panic!("{}", row.name()) };
            if self.oracle.gives(role, to_do) && made.insert(row.operation) {
                let answer = send(browser, &row.request(&self.operations[row.operation], &ids)).await;
                assert!(row.answers.contains(&answer.status.as_u16()), "{role}, {}: {}", row.name(), answer.text);
            }
        }
    }

    /// Into the review of where the callers work.
    async fn let_in(&self, user: UserId) {
        let mut coordinator = self.callers["lea-review-coordinator"].browser.clone();
        let path = format!("/v1/compliance/reviews/{}", self.reviews[place("poppy").code].review);
        let etag = coordinator.get(&path).await.expect(200).header("etag").unwrap().to_owned();
        let (path, body) = (format!("{path}/contributors"), json!({"add": [user.to_string()]}));
        let headers = [("if-match", etag.as_str())];
        let _ = coordinator.send(axum::http::Method::PATCH, &path, &headers, Some(&body)).await.expect(200);
    }
}

/// The user name of who worked elsewhere before.
pub(super) fn former_name(role: &str) -> String {
    format!("moved.{role}@poppy.test")
}

/// The id of the browser's own session, or of another one of the same person.
pub(super) async fn session_of(browser: &mut Browser, current: bool) -> String {
    let listed = browser.get("/v1/account/sessions").await.expect(200).json();
    let found = listed["sessions"].as_array().unwrap().iter().rev().find(|session| session["current"] == current);
    found.expect("such a session")["id"].as_str().unwrap().to_owned()
}
