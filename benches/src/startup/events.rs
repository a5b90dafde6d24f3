//! The events of `events/`, made to fit the scene.

use std::path::Path;

use serde_json::{Value, json};

use super::scene::Scene;

/// The event of this name, as the person of the scene would send it now.
pub(crate) async fn event(name: &str, scene: &mut Scene) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../events/{name}.json"));
    let text = std::fs::read_to_string(path).expect("every function has its event");
    let mut event: Value = serde_json::from_str(&text).expect("an event in JSON");
    if event.get("cookies").is_some() {
        event["cookies"] = json!([scene.browser.cookie]);
    }
    if let Some(invented) = event["pathParameters"]["id"].as_str() {
        let path = event["rawPath"].as_str().unwrap_or_default().replace(invented, &scene.student.to_string());
        event["requestContext"]["http"]["path"] = path.as_str().into();
        event["rawPath"] = path.into();
        event["pathParameters"]["id"] = scene.student.to_string().into();
    }
    if event["headers"].get("if-match").is_some() {
        change(&mut event, scene).await;
    }
    event
}

/// A save of the record as it is now: the other of two condition codes.
async fn change(event: &mut Value, scene: &mut Scene) {
    let page = scene.browser.get(&format!("/v1/students/{}", scene.student)).await.expect(200);
    let etag = page.header("etag").expect("a record has an ETag");
    event["headers"]["if-match"] = etag.into();
    event["headers"]["idempotency-key"] = etag.trim_matches('"').into();
    let has_one = page.json()["test_assignments"][0]["condition_code"] == "PGE";
    let day = scene.world.clock().today();
    let change = if has_one {
        json!({"program": "sb-ela", "condition_code": "NTE"})
    } else {
        json!({"program": "sb-ela", "condition_code": "PGE", "request_received_on": day})
    };
    event["body"] = json!({"changes": [change]}).to_string().into();
}
