use aws_sdk_s3::operation::get_object::GetObjectError;
use copy_status::{Deps, Tick};
use domain::accounts::System;
use domain::bulletins::{StatusNotice, StatusNoticeKind};
use domain::ids::StatusNoticeId;
use store::Table;
use store::bulletins::notice_item;
use testkit::FreeRetries;
use workflows::PORTAL_BUCKET;

use super::emulator::{bucket, loader};
use super::{end, settings};
use crate::crash_points::ground::Ground;
use crate::crash_points::points::{Findings, Outside};

pub(super) const FUNCTION: &str = "copy-status";

/// The portal's bucket, where there is no copy yet.
struct Bucket(aws_sdk_s3::Client);

impl Outside for Bucket {
    async fn put_back(&self) {
        let _ = self.0.delete_object().bucket(PORTAL_BUCKET).key("status.json").send().await.unwrap();
    }

    async fn lines(&self) -> Vec<String> {
        match self.0.get_object().bucket(PORTAL_BUCKET).key("status.json").send().await {
            Ok(found) => vec![String::from_utf8(found.body.collect().await.unwrap().to_vec()).unwrap()],
            Err(error) => {
                assert!(error.as_service_error().is_some_and(GetObjectError::is_no_such_key), "{error:?}");
                Vec::new()
            }
        }
    }
}

#[tokio::test]
async fn whatever_becomes_of_any_one_call_the_status_is_copied_whole() {
    let mut ground = Ground::new().await;
    let files = store::connect_files_with(loader(&ground).timeout_config(store::file_timeouts())).await;
    ground.world.files = files.listened_to_by(FreeRetries);
    let notice = StatusNotice {
        id: StatusNoticeId::from_bytes([1; 16]),
        version: 1,
        kind: StatusNoticeKind::KnownIssue,
        systems: [System::Cers].into(),
        from: ground.world.now(),
        to: None,
        effect: "Rosters uploaded today may appear tomorrow.".into(),
        closed_at: None,
    };
    ground.world.put(Table::Bulletins, notice_item(&notice).unwrap()).await;
    let s3 = bucket(PORTAL_BUCKET).await;
    let deliver = async || {
        let world = &ground.world;
        let deps = Deps::new(&settings(world), &world.dynamo, &world.files, world.clock()).unwrap();
        end(deps.handle(Tick {}).await)
    };
    let mut findings = Findings::default();
    findings.examine_with(&ground, FUNCTION, &Bucket(s3), deliver).await;
    findings.assert_nothing(FUNCTION);
}
