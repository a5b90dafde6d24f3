//! Students, reached through the routers by several coordinators.

use std::sync::Arc;

use axum::http::Method;
use domain::access::Role;
use domain::ids::StudentId;
use serde_json::{Value, json};
use testkit::places::POPPY;
use testkit::{Answer, Browser, MiniStack, Person, Template, World, a_student, at_lea};

use super::history::{PEOPLE, Shared};
use super::record::{Answered, Asked, Code, Save, State};

/// Coordinators at work, each with a browser.
pub(super) struct Office {
    world: World,
    browsers: Arc<Vec<Browser>>,
}

/// A student of theirs.
#[derive(Clone)]
pub(super) struct Student {
    id: StudentId,
    browsers: Arc<Vec<Browser>>,
}

impl Office {
    pub(super) async fn open() -> Self {
        Self::over(World::start().await).await
    }

    /// On the DynamoDB of the local stack.
    pub(super) async fn open_on(ministack: &MiniStack) -> Self {
        let mut world = World::start().await;
        world.dynamo = store::connect_with(ministack.loader()).await;
        world.operator = world.dynamo.clone();
        world.behind = world.dynamo.client().clone();
        Template::read().create_tables(&world.behind).await;
        Self::over(world).await
    }

    async fn over(world: World) -> Self {
        let mut browsers = Vec::new();
        for who in 0..PEOPLE {
            let person = Person::named(&format!("coordinator{who}@poppy.test"));
            let mut person = person.with(Role::LeaCaasppCoordinator, at_lea(POPPY));
            person.save(&world).await;
            let mut browser = workflows::browser(&world);
            let body = json!({"username": person.username, "password": Person::PASSWORD});
            let _ = browser.post("/v1/session", body).await.expect(200);
            browsers.push(browser);
        }
        Self { world, browsers: Arc::new(browsers) }
    }

    /// A student whom nobody changed.
    pub(super) async fn student(&self, number: u64) -> Student {
        let id = a_student(&format!("9{number:09}")).save(&self.world).await;
        // What was called is of no interest, and there will be much of it.
        let _ = self.world.calls.take();
        Student { id, browsers: Arc::clone(&self.browsers) }
    }
}

impl Shared for Student {
    async fn ask(&self, who: usize, asked: Asked) -> Answered {
        let mut browser = self.browsers[who].clone();
        let page = format!("/v1/students/{}", self.id);
        match asked {
            Asked::Read => {
                let answer = browser.get(&page).await.expect(200);
                Answered::Shown(state(answer.header("etag").unwrap(), &answer.json()))
            }
            Asked::Save(save) => answered(&send(&mut browser, &page, &save).await),
        }
    }
}

async fn send(browser: &mut Browser, page: &str, save: &Save) -> Answer {
    let change = |program: &str| match save.code {
        Some("PGE") => json!({"program": program, "condition_code": "PGE", "request_received_on": "2026-11-20"}),
        code => json!({"program": program, "condition_code": code}),
    };
    let body = json!({"changes": [change("sb-ela"), change("sb-math")]});
    let (etag, key) = (format!("\"1-{}\"", save.version), format!("save-{}", save.key.1));
    let headers = [("if-match", etag.as_str()), ("idempotency-key", key.as_str())];
    browser.send(Method::PATCH, &format!("{page}/test-assignments"), &headers, Some(&body)).await
}

fn answered(answer: &Answer) -> Answered {
    let body = answer.json();
    match answer.status.as_u16() {
        200 => Answered::Shown(state(answer.header("etag").unwrap(), &body)),
        412 => Answered::Stale(state(body["etag"].as_str().unwrap(), &body["current"])),
        503 => Answered::Busy,
        _ => unreachable!("{}", answer.text),
    }
}

fn state(etag: &str, page: &Value) -> State {
    let version = etag.trim_matches('"').strip_prefix("1-").unwrap().parse().unwrap();
    let code = |program: &str| -> Code {
        let tests = page["test_assignments"].as_array().unwrap();
        let code = tests.iter().find(|test| test["program"] == program).unwrap()["condition_code"].as_str();
        code.map(|code| if code == "PGE" { "PGE" } else { "NTE" })
    };
    State { version, codes: [code("sb-ela"), code("sb-math")] }
}
