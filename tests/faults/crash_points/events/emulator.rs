//! Where S3 and SES are.

use std::path::Path;
use std::sync::OnceLock;

use aws_config::ConfigLoader;
use aws_sdk_s3::types::{BucketLocationConstraint, CreateBucketConfiguration};
use testkit::MiniStack;

use crate::crash_points::ground::Ground;

/// The one of this process.
pub(super) fn ministack() -> &'static MiniStack {
    static MINISTACK: OnceLock<MiniStack> = OnceLock::new();
    MINISTACK.get_or_init(|| MiniStack::start(Path::new(env!("CARGO_TARGET_TMPDIR"))))
}

/// How a function on this ground reaches it: over the one wire, with pauses of the world's time.
pub(super) fn loader(ground: &Ground) -> ConfigLoader {
    ministack().loader().http_client(ground.wire.clone()).sleep_impl(ground.world.pauses())
}

/// A connection to it past the wire, once this bucket is there.
pub(super) async fn bucket(name: &str) -> aws_sdk_s3::Client {
    let s3 = store::connect_files_with(ministack().loader()).await.client().clone();
    let place = CreateBucketConfiguration::builder().location_constraint(BucketLocationConstraint::UsWest2).build();
    let made = s3.create_bucket().bucket(name).create_bucket_configuration(place).send().await;
    assert!(made.is_ok() || s3.head_bucket().bucket(name).send().await.is_ok(), "{made:?}");
    s3
}
