use aws_sdk_s3::primitives::ByteStream;
use domain::access::Role;
use domain::compliance::{
    Author, ContentType, Document, DocumentState, DocumentTarget, FileHash, Part, ProgramInstrument, TICKET,
};
use domain::ids::{DocumentId, ItemId, ReviewId, UserId};
use edge::{Clock, Entropy};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use store::Table;
use store::compliance::review_items;
use testkit::FreeRetries;
use workflows::DOCUMENTS_BUCKET;

use super::emulator::{bucket, loader};
use super::{end, settings};
use crate::crash_points::ground::Ground;
use crate::crash_points::points::{Findings, Outside};

pub(super) const FUNCTION: &str = "accept-document";

/// The bucket, with one file in the quarantine.
struct Bucket {
    s3: aws_sdk_s3::Client,
    document: DocumentId,
    content: &'static [u8],
}

impl Bucket {
    async fn open(document: DocumentId, content: &'static [u8]) -> Self {
        let s3 = bucket(DOCUMENTS_BUCKET).await;
        Self { s3, document, content }
    }
}

impl Outside for Bucket {
    async fn put_back(&self) {
        let clean = format!("clean/{}", self.document);
        let _ = self.s3.delete_object().bucket(DOCUMENTS_BUCKET).key(clean).send().await.unwrap();
        let put = self.s3.put_object().bucket(DOCUMENTS_BUCKET).key(format!("quarantine/{}", self.document));
        let _ = put.content_type("application/pdf").body(ByteStream::from_static(self.content)).send().await.unwrap();
    }

    async fn lines(&self) -> Vec<String> {
        let listed = self.s3.list_objects_v2().bucket(DOCUMENTS_BUCKET).send().await.unwrap();
        let own = self.document.to_string();
        let objects = listed.contents().iter().filter(|object| object.key().is_some_and(|key| key.ends_with(&own)));
        objects.map(|object| format!("storage {} {:?}", object.key().unwrap(), object.size())).collect()
    }
}

fn awaited(ground: &Ground, own: u8, content: &[u8]) -> Document {
    let now = ground.world.now();
    let review = ReviewId::from_bytes([own; 16]);
    Document {
        id: DocumentId::new(review, [1; 8]),
        version: 1,
        target: DocumentTarget::Item(ItemId::new(review, [1; 8])),
        instrument: ProgramInstrument::EnglishLearner,
        file_name: "plan.pdf".parse().unwrap(),
        content_type: ContentType::Pdf,
        size: content.len().try_into().unwrap(),
        sha256: FileHash::from_bytes(Sha256::digest(content).into()),
        uploaded_by: Author {
            user: UserId::from_bytes([1; 16]),
            name: "Ana Ortiz".into(),
            role: Role::LeaReviewCoordinator,
            organization_name: "Poppy Valley Unified".into(),
        },
        uploaded_at: now,
        ticket_ends_at: now + TICKET,
        replaces: None,
        edition: 1,
        state: DocumentState::Awaiting,
    }
}

/// A world in which a file has arrived is examined.
async fn examine(findings: &mut Findings, how: &str, own: u8, content: &'static [u8]) {
    let mut ground = Ground::new().await;
    // The storage looks at its own clock; the last five minutes begun, since pictures tell times to that.
    let begun = Clock::system().now().duration_since(ground.world.now()).as_secs() / 300 * 300;
    ground.world.pass(jiff::SignedDuration::from_secs(begun));
    let files = store::connect_files_with(loader(&ground).timeout_config(store::file_timeouts())).await;
    ground.world.files = files.listened_to_by(FreeRetries);
    let document = awaited(&ground, own, content);
    for item in review_items(&[Part::Document(document.clone())]).unwrap() {
        ground.world.put(Table::Compliance, item).await;
    }
    let bucket = Bucket::open(document.id, content).await;
    let key = format!("quarantine/{}", document.id);
    let event = json!({"Records": [{"eventName": "ObjectCreated:Put", "s3": {"object": {"key": key}}}]});
    let deliver = async || {
        let world = &ground.world;
        let (clock, entropy) = (world.clock(), Entropy::system());
        let deps = accept_document::Deps::new(&settings(world), &world.dynamo, &world.files, clock, entropy).unwrap();
        end(deps.handle(serde_json::from_value(event.clone()).unwrap()).await)
    };
    findings.examine_with(&ground, &format!("{FUNCTION}, {how}"), &bucket, deliver).await;
}

#[tokio::test]
async fn whatever_becomes_of_any_one_call_a_document_is_settled_once_and_kept_where_it_belongs() {
    const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n";
    const PROGRAM: &[u8] = b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0";
    let mut findings = Findings::default();
    examine(&mut findings, "clean", 1, PDF).await;
    examine(&mut findings, "refused", 2, PROGRAM).await;
    findings.assert_nothing(FUNCTION);
}
