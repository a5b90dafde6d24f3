//! What the tests of letters build on: SES, people, rows, events.

use std::path::Path;
use std::sync::OnceLock;

use domain::access::Epoch;
use domain::accounts::{AccountState, User};
use domain::ids::UserId;
use domain::mail::{Letter, LetterId, QueuedLetter, Recipient};
use edge::{Settings, StreamEvent};
use send_mail::{Deps, Post, Sleep};
use serde_json::{Value, json};
use store::accounts::{CredentialItem, ProfileItem};
use store::mail::letter_item;
use store::{Dynamo, Partition, Sort, Table, item};
use testkit::{MiniStack, Wire, World};

/// A `MiniStack` of which only SES is used.
pub(crate) struct Ses(MiniStack);

/// The one of this process.
pub(crate) fn ses() -> &'static Ses {
    static SES: OnceLock<Ses> = OnceLock::new();
    SES.get_or_init(|| Ses(MiniStack::start(Path::new(env!("CARGO_TARGET_TMPDIR")))))
}

impl Ses {
    /// A connection, over `wire`, from an address that SES knows as ours.
    pub(crate) async fn post(&self, wire: &Wire) -> Post {
        let client = aws_sdk_ses::Client::new(&self.0.loader().load().await);
        client.verify_email_identity().email_address(workflows::MAIL_FROM).send().await.unwrap();
        Post::connect_with(self.0.loader().http_client(wire.clone())).await
    }

    /// What was sent to addresses of this domain.
    pub(crate) fn sent_to(&self, domain: &str) -> Vec<Value> {
        let path = format!("{}/_ministack/ses/messages", self.0.endpoint);
        let all: Value = ureq::get(&path).call().unwrap().body_mut().with_config().limit(1 << 30).read_json().unwrap();
        let sent = all["messages"].as_object().unwrap().values().flat_map(|sent| sent.as_array().unwrap());
        sent.filter(|message| message["To"][0].as_str().unwrap().ends_with(domain)).cloned().collect()
    }
}

/// The function on `world`, with its own connections.
pub(crate) fn deps(world: &World, dynamo: &Dynamo, post: Post) -> Deps {
    let settings = Settings::from_pairs(workflows::settings(world));
    Deps::new(&settings, dynamo, post, world.clock(), Sleep::from_fn(world.sleep())).unwrap()
}

/// Somebody.
pub(crate) fn user(number: u32, username: &str, state: AccountState) -> User {
    let mut id = [7; 16];
    id[..4].copy_from_slice(&number.to_be_bytes());
    User {
        id: UserId::from_bytes(id),
        username: username.parse().unwrap(),
        first_name: "Ana".into(),
        last_name: "Ortiz".into(),
        telephone: None,
        state,
        epoch: Epoch(1),
        version: 1,
        roles: Vec::new(),
        affidavits: Vec::new(),
        second_factors: Vec::new(),
        terms_accepted: None,
    }
}

/// Adds accounts.
pub(crate) fn add(world: &World, users: &[User]) {
    let items = users.iter().flat_map(|user| {
        let login = world.login_key().hash(&user.username);
        let credential = CredentialItem {
            user: user.id,
            password_hash: None,
            state: user.state,
            epoch: user.epoch,
            second_factors: Vec::new(),
        };
        [
            item(&Partition::User(user.id), &Sort::Profile, &ProfileItem::from(user)).unwrap(),
            item(&Partition::Login(login), &Sort::Credential, &credential).unwrap(),
        ]
    });
    world.load(Table::Accounts, items.collect());
}

/// A letter of this number.
pub(crate) fn queued(world: &World, number: u32, to: Recipient, letter: Letter) -> QueuedLetter {
    let mut id = [9; 16];
    id[..4].copy_from_slice(&number.to_be_bytes());
    QueuedLetter { id: LetterId::from_bytes(id), to, letter, queued_at: world.now() }
}

/// Puts letters into the queue.
pub(crate) fn put(world: &World, letters: &[QueuedLetter]) {
    world.load(Table::Mail, letters.iter().map(|letter| letter_item(letter).unwrap()).collect());
}

/// What the stream tells of them: each under its place as sequence number.
pub(crate) fn event(ids: &[LetterId]) -> StreamEvent {
    let record = |(number, id): (usize, &LetterId)| {
        json!({"eventName": "INSERT", "dynamodb": {
            "Keys": {"pk": {"S": format!("MAIL#{id}")}, "sk": {"S": "LETTER"}},
            "SequenceNumber": number.to_string(),
        }})
    };
    serde_json::from_value(json!({"Records": ids.iter().enumerate().map(record).collect::<Vec<_>>()})).unwrap()
}

/// The row of a letter.
pub(crate) async fn row(world: &World, id: LetterId) -> Value {
    let key = format!("MAIL#{id}");
    world.items(Table::Mail).await.into_iter().find(|item| item["pk"] == key.as_str()).unwrap()
}
