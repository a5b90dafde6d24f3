use std::sync::atomic::{AtomicUsize, Ordering};

use domain::mail::{Letter, LetterId, QueuedLetter, Recipient};
use send_mail::{Deps, Post, Sleep};
use serde_json::{Value, json};
use store::Table;
use store::mail::letter_item;
use testkit::Person;

use super::emulator::{loader, ministack};
use super::{end_of_batch, settings};
use crate::crash_points::ground::Ground;
use crate::crash_points::points::{Findings, Outside};

pub(super) const FUNCTION: &str = "send-mail";

/// To whom it is.
const READER: &str = "reader@crash.test";

/// What SES took, from a moment on: it forgets nothing.
struct Taken(AtomicUsize);

impl Taken {
    fn all() -> usize {
        let path = format!("{}/_ministack/ses/messages", ministack().endpoint);
        let all: Value = ureq::get(&path).call().unwrap().body_mut().with_config().limit(1 << 30).read_json().unwrap();
        let sent = all["messages"].as_object().unwrap().values().flat_map(|sent| sent.as_array().unwrap());
        sent.filter(|message| message["To"][0] == READER).count()
    }
}

impl Outside for Taken {
    async fn put_back(&self) {
        self.0.store(Self::all(), Ordering::SeqCst);
    }

    async fn lines(&self) -> Vec<String> {
        vec!["a message that SES took".to_owned(); Self::all() - self.0.load(Ordering::SeqCst)]
    }
}

#[tokio::test]
async fn whatever_becomes_of_any_one_call_a_letter_is_sent_and_doubled_only_where_nobody_knew_that_it_was() {
    let ground = Ground::new().await;
    let mut reader = Person::named(READER);
    reader.save(&ground.world).await;
    let letter = QueuedLetter {
        id: LetterId::from_bytes([9; 16]),
        to: Recipient::User(reader.id),
        letter: Letter::PasswordResetRequested,
        queued_at: ground.world.now(),
    };
    ground.world.put(Table::Mail, letter_item(&letter).unwrap()).await;
    let ses = aws_sdk_ses::Client::new(&ministack().loader().load().await);
    let _ = ses.verify_email_identity().email_address(workflows::MAIL_FROM).send().await.unwrap();
    let post = Post::connect_with(loader(&ground).timeout_config(Post::timeouts())).await;
    let event = json!({"Records": [{"eventName": "INSERT", "dynamodb": {
        "Keys": {"pk": {"S": format!("MAIL#{}", letter.id)}, "sk": {"S": "LETTER"}}, "SequenceNumber": "1",
    }}]});
    let deliver = async || {
        let world = &ground.world;
        let sleep = Sleep::from_fn(world.sleep());
        let deps = Deps::new(&settings(world), &world.dynamo, post.clone(), world.clock(), sleep).unwrap();
        end_of_batch(deps.handle(serde_json::from_value(event.clone()).unwrap()).await)
    };
    let mut findings = Findings::default();
    findings.examine_with(&ground, FUNCTION, &Taken(AtomicUsize::new(0)), deliver).await;
    findings.assert_nothing(FUNCTION);
}
