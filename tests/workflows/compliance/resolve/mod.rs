//! Findings: issued, resolved, and given more time.

mod agreements;
mod clocks;
mod issue;
mod resolutions;

use axum::http::Method;
use jiff::SignedDuration;
use serde_json::{Value, json};
use testkit::{Answer, Browser};

use super::manage::{Scene, about, items, make, new_review, post};

/// A world with one finding, issued on the last day of the review.
pub(crate) struct Found {
    pub(crate) scene: Scene,
    pub(crate) finding: String,
}

impl Found {
    /// Of a review that ended on `last_day`, some time after the beginning of tests.
    pub(crate) async fn later(passed: SignedDuration, last_day: &str) -> Self {
        let mut review = new_review();
        (review["first_day"], review["last_day"]) = (json!(last_day), json!(last_day));
        let mut scene = Scene::later(passed, review).await;
        let item = scene.item("I-EL 01").await;
        let page = issue(&mut scene, "issued", &item, last_day).await.expect(201).json();
        let finding = page["findings"][0]["id"].as_str().unwrap().to_owned();
        let _ = scene.world.calls.take();
        Self { scene, finding }
    }

    pub(crate) async fn issued() -> Self {
        Self::later(SignedDuration::ZERO, "2026-11-20").await
    }

    pub(crate) fn path(&self, rest: &str) -> String {
        format!("/v1/compliance/findings/{}/{rest}", self.finding)
    }

    pub(crate) async fn by_lea(&mut self, rest: &str, version: u64, body: Value) -> Answer {
        let path = self.path(rest);
        about(&mut self.scene.coordinator, Method::POST, &path, version, body).await
    }

    pub(crate) async fn by_cde(&mut self, rest: &str, version: u64, body: Value) -> Answer {
        let path = self.path(rest);
        about(&mut self.scene.monitor, Method::POST, &path, version, body).await
    }
}

/// Makes a review and issues a finding in it; the finding's id.
pub(crate) async fn issue_one(reviewer: &mut Browser) -> String {
    let review = make(reviewer, "found", new_review()).await.expect(201).json();
    let path = |rest: &str| format!("/v1/compliance/reviews/{}/{rest}", review["id"].as_str().unwrap());
    let page = post(reviewer, &path("items"), "one", items(&["I-EL 01"])).await.expect(201).json();
    let item = page["items"][0]["id"].as_str().unwrap();
    let page = post(reviewer, &path("findings"), "one", findings("2026-11-20", &[item])).await.expect(201).json();
    page["findings"][0]["id"].as_str().unwrap().to_owned()
}

pub(crate) async fn issue(scene: &mut Scene, key: &str, item: &str, notified_on: &str) -> Answer {
    let path = scene.path("/findings");
    post(&mut scene.monitor, &path, key, findings(notified_on, &[item])).await
}

pub(crate) fn findings(notified_on: &str, items: &[&str]) -> Value {
    let finding = |item: &&str| json!({"item": item, "text": "No letters were sent."});
    json!({"notified_on": notified_on, "findings": items.iter().map(finding).collect::<Vec<_>>()})
}

pub(crate) fn agreement(until: &str) -> Value {
    json!({"until": until, "actions": "Letters will be sent.", "justification": "The printer is new."})
}

/// The only finding of a page.
pub(crate) fn finding(page: &Answer) -> Value {
    page.json()["findings"][0].clone()
}

/// Sends to `browser` what `version` of a finding is to become.
pub(crate) async fn send(browser: &mut Browser, path: &str, version: u64, body: Value) -> Answer {
    about(browser, Method::POST, path, version, body).await
}
