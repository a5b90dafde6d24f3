//! How the world is made.

use domain::accounts::AccountState;
use domain::compliance::{
    Agreement, AgreementState, Author, CommentTarget, DocumentState, FindingState, ProgramInstrument,
};
use domain::ids::UserId;
use domain::students::Elas;
use jiff::SignedDuration;
use jiff::civil::date;
use testkit::{ReviewBuilder, a_review, a_student};

use super::moving::{former_name, session_of};
use super::{
    BTreeMap, Caller, Cursors, Ids, Kind, Marks, Meanwhile, Oracle, Place, Relation, ReviewIds, STATE, Scene, Somebody,
    World, bulletin, downtime, json, makes, meeting, of_the_state, opportunity, place, seat, signed_in, somebody, word,
};
use crate::places::PLACES;
use crate::rows::Row;

const SUBJECT: ProgramInstrument = ProgramInstrument::EnglishLearner;
pub(super) const CONTRIBUTOR: &str = "lea-compliance-contributor";

impl Scene {
    /// Makes everybody and everything, for these rows.
    pub(crate) async fn build(rows: &[Row]) -> Self {
        let mut world = World::start().await;
        let meanwhile = Meanwhile::default();
        world.dynamo = world.dynamo.listened_to_by(meanwhile.clone());
        let mut scene = Self {
            world,
            oracle: Oracle::read(),
            operations: crate::api::operations(),
            marks: Marks::of_places(),
            meanwhile,
            callers: BTreeMap::new(),
            users: BTreeMap::new(),
            moved_users: BTreeMap::new(),
            students: BTreeMap::new(),
            moved_students: BTreeMap::new(),
            former_students: BTreeMap::new(),
            reviews: BTreeMap::new(),
            review_etags: BTreeMap::new(),
            notifications: BTreeMap::new(),
            others_sessions: BTreeMap::new(),
            others_cursors: BTreeMap::new(),
            of_the_state: Ids::default(),
            number: 0,
            base: None,
        };
        crate::places::save(&scene.world).await;
        scene.enter_callers().await;
        scene.enter_users().await;
        scene.enter_students().await;
        scene.enter_reviews().await;
        scene.enter_notifications().await;
        scene.enter_what_is_the_states().await;
        scene.enter_moved_users().await;
        scene.sign_others_in(rows).await;
        scene.move_callers(rows).await;
        let mut administrator = scene.callers["compliance-administrator"].browser.clone();
        for (lea, review) in &scene.reviews {
            let page = administrator.get(&format!("/v1/compliance/reviews/{}", review.review)).await.expect(200);
            scene.review_etags.insert(lea, page.header("etag").unwrap().trim_matches('"').to_owned());
        }
        scene.base = Some(scene.world.copy());
        scene
    }

    async fn enter_callers(&mut self) {
        let world = &self.world;
        world.pass(SignedDuration::from_hours(-12));
        let mut callers = Vec::new();
        for role in self.oracle.roles.clone() {
            let level = self.oracle.level(role);
            let mut person = somebody(&format!("{role}@poppy.test"), role, level, seat(level));
            person.save(world).await;
            let old = signed_in(world, &person).await;
            callers.push((role, person, old));
        }
        for _ in 0..24 {
            world.pass(SignedDuration::from_mins(29));
            for (_, _, old) in &mut callers {
                let _ = old.post("/v1/session/extension", json!({})).await.expect(200);
            }
        }
        world.pass(SignedDuration::from_mins(24));
        for (role, person, old) in callers {
            let mut browser = signed_in(world, &person).await;
            let _ = signed_in(world, &person).await;
            let session = session_of(&mut browser, false).await;
            let (moved, cursors) = (browser.clone(), Cursors::new());
            let caller = Caller { person, browser, old, moved, session, former_cursors: cursors.clone(), cursors };
            self.callers.insert(role, caller);
        }
    }

    /// Two users for each role and place: one active, one not activated yet.
    async fn enter_users(&mut self) {
        for role in self.oracle.roles.clone() {
            let level = self.oracle.level(role);
            for of in PLACES.into_iter().chain([STATE]).filter(|place| place.seats(level)) {
                let mut both = Vec::new();
                for (which, state) in [("a", AccountState::Active), ("b", AccountState::Added)] {
                    both.push(self.enter_user(&format!("{role}{which}"), role, of, state).await);
                }
                self.users.insert((role, of.name), both.try_into().expect("two users"));
            }
        }
    }

    pub(super) async fn enter_user(
        &mut self,
        name: &str,
        role: &'static str,
        of: Place,
        state: AccountState,
    ) -> Somebody {
        let mark = word(of, name);
        let email = format!("{}@poppy.test", mark.to_lowercase());
        let person = somebody(&email, role, self.oracle.level(role), of).called("Noor", &mark);
        let id = person.in_state(state).save(&self.world).await.id.to_string();
        self.marks.add(&mark, of, Kind::User(role));
        self.marks.add(&id, of, Kind::User(role));
        Somebody { id, email, role, place: of }
    }

    /// Two students for each school, those who moved, and one for each role that somebody had elsewhere.
    async fn enter_students(&mut self) {
        for of in PLACES.into_iter().filter(|place| place.is.0) {
            let first = self.enter_student(of, of, "studenta").await;
            self.enter_student(of, of, "studentb").await;
            self.students.insert(of.name, first);
        }
        for (relation, from, to) in [(Relation::MovedHere, "grove", "cedar"), (Relation::MovedAway, "cedar", "grove")] {
            let moved = self.enter_student(place(from), place(to), "studentmoved").await;
            self.moved_students.insert(relation, moved);
        }
        let (school, _) = Relation::CallerMoved.about();
        for role in self.oracle.roles.clone() {
            let student = self.enter_student(school, school, &format!("student{role}")).await;
            self.former_students.insert(role, student);
        }
    }

    /// A student who was enrolled in one place and is now in another, or the same.
    async fn enter_student(&mut self, from: Place, to: Place, name: &str) -> (String, String) {
        self.number += 1;
        let (ssid, mark) = (format!("9{:09}", self.number), word(to, name));
        let student = |at: Place| a_student(&ssid).named(&mark, "Ana").at(at.code).with_elas(Elas::El);
        student(from).save(&self.world).await;
        let id = student(to).save(&self.world).await.to_string();
        for mark in [&ssid, &mark, &id] {
            self.marks.add(mark, to, Kind::Student);
        }
        (id, ssid)
    }

    /// Two reviews of each LEA; contributors are let in.
    async fn enter_reviews(&mut self) {
        for (number, of) in (1..).zip(PLACES.into_iter().filter(|place| place.is.1)) {
            let mark = word(of, "review");
            let fixture = somebody(&self.users[&(CONTRIBUTOR, of.name)][0].email, CONTRIBUTOR, "lea", of);
            let caller = match of.name {
                "poppy" => Some(self.callers[CONTRIBUTOR].person.clone()),
                "lake" => Some(somebody(&former_name(CONTRIBUTOR), CONTRIBUTOR, "lea", of)),
                _ => None,
            };
            let build = |own: u8| {
                let review = a_review(own).of(of.code).called(&mark).in_instruments(&[SUBJECT]);
                let review = review.with_contributor(&fixture);
                caller.iter().fold(review, ReviewBuilder::with_contributor)
            };
            let review = filled(build(number), &mark);
            let ids = ReviewIds {
                review: review.save(&self.world).await.to_string(),
                item: review.item(1).to_string(),
                request: review.request(1).to_string(),
                document: review.document(1).to_string(),
                findings: [1, 2, 3].map(|place| review.finding(place).to_string()),
            };
            let second = build(number + 100).save(&self.world).await.to_string();
            let parts = [&mark, &ids.review, &ids.item, &ids.request, &ids.document, &second];
            for mark in parts.into_iter().chain(&ids.findings) {
                self.marks.add(mark, of, Kind::Review);
            }
            self.reviews.insert(of.code, ids);
        }
    }

    /// For each LEA and each of its schools one, posted by the LEA's coordinator.
    async fn enter_notifications(&mut self) {
        for of in PLACES {
            let lea = PLACES.into_iter().find(|place| place.code == of.lea).unwrap();
            let role = "lea-caaspp-coordinator";
            let poster = &self.users[&(role, lea.name)][0];
            let mut browser = signed_in(&self.world, &somebody(&poster.email, role, "lea", lea)).await;
            let mark = word(of, "notification");
            let body = json!({
                "subject": mark, "text": "On Monday.", "organization": of.code, "starts": "2026-11-22", "ends": "2026-11-29",
            });
            let id = makes(&mut browser, "/v1/notifications", of.name, &body).await;
            self.marks.add(&mark, of, Kind::Notification);
            self.marks.add(&id, of, Kind::Notification);
            self.notifications.insert(of.name, id);
        }
    }

    /// Bulletins, the calendar, a downtime; somebody registers for the training.
    async fn enter_what_is_the_states(&mut self) {
        let mut editor = self.callers["bulletin-editor"].browser.clone();
        let mark = of_the_state("draft");
        let mut drafted = Vec::new();
        for which in ["draft", "scheduled", "published"] {
            let headline = if which == "published" { "CAASPP Communication" } else { &mark };
            let id = makes(&mut editor, "/v1/bulletins", which, &bulletin(headline)).await;
            let when = if which == "scheduled" { json!({"at": "2026-12-01T09:00"}) } else { json!({}) };
            if which != "draft" {
                let path = format!("/v1/bulletins/{id}/publication");
                let headers = [("if-match", "\"1\"")];
                let _ = editor.send(axum::http::Method::POST, &path, &headers, Some(&when)).await.expect(200);
            }
            drafted.push(id);
        }
        let [draft, scheduled, published] = drafted.try_into().expect("three bulletins");
        for draft in [&mark, &draft, &scheduled] {
            self.marks.add(draft, STATE, Kind::Draft);
        }
        self.marks.add(&of_the_state("join"), STATE, Kind::Join);
        let meeting = makes(&mut editor, "/v1/calendar", "meeting", &meeting("A meeting")).await;
        let opportunity = makes(&mut editor, "/v1/calendar", "opportunity", &opportunity("A review")).await;
        let notice = makes(&mut editor, "/v1/status/notices", "notice", &downtime("Nothing can be read.")).await;
        let registered = &self.users[&("test-examiner", "grove")][0];
        let registered = somebody(&registered.email, "test-examiner", "school", registered.place);
        let mut browser = signed_in(&self.world, &registered).await;
        let _ = browser.put(&format!("/v1/calendar/{meeting}/registration"), json!({})).await.expect(200);
        self.of_the_state = Ids { draft, scheduled, published, meeting, opportunity, notice, ..Ids::default() };
    }
}

/// An item with an evidence request, a clean document, a thread of two comments, and a finding in each state that is asked for.
fn filled(review: ReviewBuilder, mark: &str) -> ReviewBuilder {
    let (by, at) = (author(), "2026-11-20T17:00:00Z".parse().unwrap());
    let agreement = Agreement {
        until: date(2027, 3, 1),
        actions: "Letters will be sent.".parse().unwrap(),
        justification: "The printer is new.".parse().unwrap(),
        requested_by: by,
        requested_at: at,
        state: AgreementState::Requested,
    };
    let review = review.with_item(SUBJECT).with_request(date(2026, 12, 1)).with_document(DocumentState::Clean);
    let review = [1, 2].into_iter().fold(review, |review, number| {
        review.with_comment(CommentTarget::Instrument(SUBJECT), &format!("{mark} {number}"))
    });
    let notified = date(2026, 11, 16);
    let review = review.with_finding(notified, FindingState::Issued).with_finding(notified, FindingState::Submitted);
    review.with_finding(notified, FindingState::Issued).with_agreement(agreement)
}

fn author() -> Author {
    Author {
        user: UserId::from_bytes([200; 16]),
        name: "Mei Chen".to_owned(),
        role: domain::access::Role::LeaReviewCoordinator,
        organization_name: "An LEA".to_owned(),
    }
}
