//! What the tests of documents build on: S3, documents that are awaited, what a browser sends, what the storage tells.

use std::io::{Cursor, Write as _};
use std::path::Path;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU8, Ordering};

use accept_document::Deps;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{
    BucketLocationConstraint, BucketVersioningStatus, CreateBucketConfiguration, DefaultRetention,
    ObjectLockConfiguration, ObjectLockEnabled, ObjectLockRetentionMode, ObjectLockRule, VersioningConfiguration,
};
use domain::Failure;
use domain::access::Role;
use domain::compliance::{
    Author, ContentType, Document, DocumentState, DocumentTarget, FileHash, Part, ProgramInstrument, TICKET,
};
use domain::ids::{DocumentId, ItemId, ReviewId, UserId};
use edge::{Clock, Entropy, Settings};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use store::compliance::{Downloads, UploadTickets, review_items};
use store::{Files, Table};
use testkit::{MiniStack, Wire, World};
use ureq::http::Request;
use workflows::{DOCUMENTS_BUCKET, PORTAL_BUCKET, SEALS_BUCKET};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A world with the bucket of documents in it. Each has documents of its own in the one bucket of this process.
pub(crate) struct Storage {
    pub(crate) world: World,
    review: ReviewId,
    documents: AtomicU8,
}

/// What came back to a browser.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: ureq::http::HeaderMap,
    pub(crate) body: Vec<u8>,
}

fn ministack() -> &'static MiniStack {
    static MINISTACK: OnceLock<MiniStack> = OnceLock::new();
    MINISTACK.get_or_init(|| MiniStack::start(Path::new(env!("CARGO_TARGET_TMPDIR"))))
}

pub(crate) async fn files() -> Files {
    static BUCKET: tokio::sync::OnceCell<()> = tokio::sync::OnceCell::const_new();
    let files = store::connect_files_with(ministack().loader()).await;
    BUCKET.get_or_init(|| async { make_bucket(files.client()).await }).await;
    files
}

async fn make_bucket(s3: &aws_sdk_s3::Client) {
    let place = CreateBucketConfiguration::builder().location_constraint(BucketLocationConstraint::UsWest2).build();
    s3.create_bucket().bucket(DOCUMENTS_BUCKET).create_bucket_configuration(place).send().await.unwrap();
    let place = CreateBucketConfiguration::builder().location_constraint(BucketLocationConstraint::UsWest2).build();
    s3.create_bucket().bucket(PORTAL_BUCKET).create_bucket_configuration(place).send().await.unwrap();
    let place = CreateBucketConfiguration::builder().location_constraint(BucketLocationConstraint::UsWest2).build();
    let seals = s3.create_bucket().bucket(SEALS_BUCKET).create_bucket_configuration(place);
    seals.object_lock_enabled_for_bucket(true).send().await.unwrap();
    let kept = DefaultRetention::builder().mode(ObjectLockRetentionMode::Compliance).days(1).build();
    let rule = ObjectLockRule::builder().default_retention(kept).build();
    let lock = ObjectLockConfiguration::builder().object_lock_enabled(ObjectLockEnabled::Enabled).rule(rule).build();
    s3.put_object_lock_configuration().bucket(SEALS_BUCKET).object_lock_configuration(lock).send().await.unwrap();
    let versioning = VersioningConfiguration::builder().status(BucketVersioningStatus::Enabled).build();
    s3.put_bucket_versioning().bucket(DOCUMENTS_BUCKET).versioning_configuration(versioning).send().await.unwrap();
}

pub(crate) fn pdf() -> Vec<u8> {
    b"%PDF-1.7\n1 0 obj\n".to_vec()
}

/// An archive of these parts.
pub(crate) fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

impl Storage {
    pub(crate) async fn open() -> Self {
        Self::over(World::start().await).await
    }

    /// With the calls to DynamoDB going over `wire`.
    pub(crate) async fn open_on(wire: &Wire) -> Self {
        Self::over(World::start_on(wire).await).await
    }

    async fn over(mut world: World) -> Self {
        static REVIEWS: AtomicU8 = AtomicU8::new(1);
        world.files = files().await.listened_to_by(world.calls.clone());
        // The storage looks at its own clock.
        world.pass(Clock::system().now().duration_since(world.now()));
        let review = ReviewId::from_bytes([REVIEWS.fetch_add(1, Ordering::Relaxed); 16]);
        Self { world, review, documents: AtomicU8::new(1) }
    }

    /// The function on this world.
    pub(crate) fn deps(&self) -> Deps {
        let settings = Settings::from_pairs(workflows::settings(&self.world));
        Deps::new(&settings, &self.world.dynamo, &self.world.files, self.world.clock(), Entropy::system()).unwrap()
    }

    /// A document to be, that nobody knows of yet.
    pub(crate) fn announced(&self, file_name: &str, content_type: ContentType, content: &[u8]) -> Document {
        let now = self.world.now();
        let own = [self.documents.fetch_add(1, Ordering::Relaxed); 8];
        Document {
            id: DocumentId::new(self.review, own),
            version: 1,
            target: DocumentTarget::Item(ItemId::new(self.review, own)),
            instrument: ProgramInstrument::EnglishLearner,
            file_name: file_name.parse().unwrap(),
            content_type,
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

    /// Writes the row of a document.
    pub(crate) async fn write(&self, document: &Document) {
        let items = review_items(&[Part::Document(document.clone())]).unwrap();
        for item in items {
            self.world.put(Table::Compliance, item).await;
        }
    }

    /// A document whose ticket was given.
    pub(crate) async fn awaited(&self, file_name: &str, content_type: ContentType, content: &[u8]) -> Document {
        let document = self.announced(file_name, content_type, content);
        self.write(&document).await;
        document
    }

    /// Sends `content` as the ticket of `document` says, with some headers or the address changed.
    pub(crate) async fn send_changed(
        &self,
        document: &Document,
        content: &[u8],
        headers: &[(&str, Option<&str>)],
        change: impl Fn(&str) -> String,
    ) -> Answer {
        let tickets = UploadTickets::new(&self.world.files, DOCUMENTS_BUCKET.into());
        let ticket = tickets.ticket(document).await.unwrap();
        let mut request = Request::builder().method(ticket.method.as_str()).uri(change(&ticket.url));
        for (name, value) in &ticket.headers {
            let changed = headers.iter().find(|(other, _)| other == name);
            if let Some(value) = changed.map_or(Some(value.as_str()), |(_, value)| *value) {
                request = request.header(name, value);
            }
        }
        run(request.body(content.to_vec()).unwrap()).await
    }

    /// Sends `content` as the ticket of `document` says.
    pub(crate) async fn send(&self, document: &Document, content: &[u8]) -> Answer {
        self.send_changed(document, content, &[], str::to_owned).await
    }

    /// Opens the link to `document`, changed by `change`.
    pub(crate) async fn download(&self, document: &Document, change: impl Fn(&str) -> String) -> Answer {
        let downloads = Downloads::new(&self.world.files, DOCUMENTS_BUCKET.into());
        let link = downloads.link(document, self.world.now()).await.unwrap();
        run(Request::get(change(&link.url)).body(Vec::new()).unwrap()).await
    }

    /// Puts an object past the tickets, as nobody but an operator can.
    pub(crate) async fn put(&self, document: &Document, content_type: &str, content: &[u8]) {
        let key = format!("quarantine/{}", document.id);
        let put = self.world.files.client().put_object().bucket(DOCUMENTS_BUCKET).key(key).content_type(content_type);
        put.body(ByteStream::from(content.to_vec())).send().await.unwrap();
    }

    /// Tells the function of the file of `document`, as the storage does.
    pub(crate) async fn deliver(&self, document: &Document) -> Result<String, Failure> {
        self.deliver_key(&format!("quarantine/{}", document.id)).await
    }

    pub(crate) async fn deliver_key(&self, key: &str) -> Result<String, Failure> {
        let event = json!({"Records": [{"eventName": "ObjectCreated:Put", "s3": {"object": {"key": key}}}]});
        let event = serde_json::from_value(event).unwrap();
        self.deps().handle(event).await.map(|handled| handled.outcome)
    }

    /// What is stored of `document`.
    pub(crate) async fn row(&self, document: &Document) -> Value {
        let key = format!("DOCUMENT#{}", document.id);
        let rows = self.world.items(Table::Compliance).await;
        rows.into_iter().find(|row| row["sk"] == key.as_str()).unwrap()
    }

    /// Whether there is an object of `document` under a prefix.
    pub(crate) async fn lies_in(&self, prefix: &str, document: &Document) -> bool {
        let key = format!("{prefix}/{}", document.id);
        self.world.files.client().get_object().bucket(DOCUMENTS_BUCKET).key(key).send().await.is_ok()
    }

    /// The states that the trail tells of.
    pub(crate) async fn audited(&self) -> Vec<String> {
        let rows = self.world.items(Table::Audit).await;
        rows.iter().map(|row| row["change"]["state"].as_str().unwrap().to_owned()).collect()
    }

    /// The letters.
    pub(crate) async fn letters(&self) -> Vec<Value> {
        self.world.items(Table::Mail).await
    }
}

async fn run(request: Request<Vec<u8>>) -> Answer {
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    tokio::task::spawn_blocking(move || {
        let mut answer = agent.run(request).expect("the storage answers");
        let body = answer.body_mut().with_config().limit(1 << 30).read_to_vec().unwrap();
        Answer { status: answer.status().as_u16(), headers: answer.headers().clone(), body }
    })
    .await
    .unwrap()
}
