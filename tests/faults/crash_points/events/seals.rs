use seal_trail::Deps;
use serde_json::json;
use testkit::FreeRetries;
use workflows::SEALS_BUCKET;

use super::emulator::{bucket, loader};
use super::{end, settings};
use crate::crash_points::ground::Ground;
use crate::crash_points::points::{Findings, Outside};

pub(super) const FUNCTION: &str = "seal-trail";

/// The bucket of seals, where there is none yet.
struct Bucket(aws_sdk_s3::Client);

impl Bucket {
    async fn names(&self) -> Vec<String> {
        let list = self.0.list_objects_v2().bucket(SEALS_BUCKET).send().await.unwrap();
        list.contents().iter().map(|object| object.key().unwrap().to_owned()).collect()
    }
}

impl Outside for Bucket {
    async fn put_back(&self) {
        for name in self.names().await {
            let _ = self.0.delete_object().bucket(SEALS_BUCKET).key(name).send().await.unwrap();
        }
    }

    async fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for name in self.names().await {
            let found = self.0.get_object().bucket(SEALS_BUCKET).key(&name).send().await.unwrap();
            let content = String::from_utf8(found.body.collect().await.unwrap().to_vec()).unwrap();
            lines.push(format!("{name}: {content}"));
        }
        lines
    }
}

#[tokio::test]
async fn whatever_becomes_of_any_one_call_the_rows_are_sealed_once() {
    let mut ground = Ground::new().await;
    let files = store::connect_files_with(loader(&ground).timeout_config(store::file_timeouts())).await;
    ground.world.files = files.listened_to_by(FreeRetries);
    let keys = json!({"pk": {"S": "STUDENT#a"}, "sk": {"S": "2026-11-22T20:00:00.000Z#b"}});
    let event = json!({"Records": [
        {"eventName": "INSERT", "dynamodb": {"Keys": keys, "NewImage": keys}},
        {"eventName": "REMOVE", "dynamodb": {"Keys": keys}},
    ]});
    let s3 = bucket(SEALS_BUCKET).await;
    let deliver = async || {
        let deps = Deps::new(&settings(&ground.world), &ground.world.files, ground.world.clock()).unwrap();
        end(deps.handle(serde_json::from_value(event.clone()).unwrap()).await)
    };
    let mut findings = Findings::default();
    findings.examine_with(&ground, FUNCTION, &Bucket(s3), deliver).await;
    findings.assert_nothing(FUNCTION);
}
