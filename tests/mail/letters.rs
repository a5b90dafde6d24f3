use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use domain::accounts::{AccountState, LinkHash, LinkToken, User};
use domain::compliance::ReviewNotice;
use domain::ids::ReviewId;
use domain::mail::{FactorChange, Letter, LetterId, LetterState, Recipient};
use edge::{BatchAnswer, Handled, Settings};
use jiff::SignedDuration;
use record_mail_feedback::TopicEvent;
use send_mail::Deps;
use serde_json::{Value, json};
use store::Table;
use store::mail::{Desk, Subscriptions};
use testkit::{Fault, Wire, World};

use crate::office::{add, deps, event, put, queued, row, ses, user};

/// Sends letters to accounts of a domain of the test's own, one after the other, and gives what SES got and the rows.
async fn send(world: &World, domain: &str, letters: Vec<(Recipient, Letter)>) -> (Vec<Value>, Vec<Value>) {
    send_over(&Wire::new(|_| Fault::None), world, domain, letters).await
}

/// The same, over `wire` to SES.
async fn send_over(
    wire: &Wire,
    world: &World,
    domain: &str,
    letters: Vec<(Recipient, Letter)>,
) -> (Vec<Value>, Vec<Value>) {
    let deps = deps(world, &world.dynamo, ses().post(wire).await);
    let letters: Vec<_> = (1..).zip(letters).map(|(number, (to, letter))| queued(world, number, to, letter)).collect();
    put(world, &letters);
    let ids: Vec<_> = letters.iter().map(|letter| letter.id).collect();
    let handled = handle(world, &deps, &ids).await;
    assert_eq!(handled.again, 0);
    let mut rows = Vec::new();
    for id in ids {
        rows.push(row(world, id).await);
    }
    (ses().sent_to(domain), rows)
}

fn changed() -> Letter {
    Letter::PasswordChanged { by_link: false }
}

/// Hands letters to the function, and lets time pass while it waits for its slots.
async fn handle(world: &World, deps: &Deps, ids: &[LetterId]) -> Handled<BatchAnswer> {
    let wires = [];
    tokio::select! {
        handled = deps.handle(event(ids)) => handled.unwrap(),
        () = world.pass_when_idle(&wires) => unreachable!("it never ends"),
    }
}

#[tokio::test]
async fn every_letter_reaches_whom_it_is_for_and_says_what_it_is_about() {
    let world = World::start().await;
    let ana = user(1, "ana@every.test", AccountState::Active);
    add(&world, std::slice::from_ref(&ana));
    let by = "Luz Nguyen".to_owned();
    let letters = vec![
        Letter::PasswordResetRequested,
        Letter::ActivationRequested,
        Letter::PasswordChanged { by_link: true },
        Letter::SecondFactorChanged { change: FactorChange::PasskeyAdded },
        Letter::RolesChanged {
            by: by.clone(),
            given: vec!["test examiner, Cedar High, 2026-27".into()],
            taken: vec![],
        },
        Letter::AccessStopped { by: by.clone() },
        Letter::AccessRestored { by },
        Letter::ReviewNotice {
            review: ReviewId::from_bytes([0; 16]),
            organization_name: "Poppy Valley Unified".into(),
            notice: ReviewNotice::FindingResolved,
        },
    ];
    let to = Recipient::User(ana.id);
    let (sent, rows) =
        send(&world, "@every.test", letters.into_iter().map(|letter| (to.clone(), letter)).collect()).await;
    let mut subjects: Vec<_> = sent.iter().map(|message| message["Subject"].as_str().unwrap()).collect();
    subjects.sort_unstable();
    let expected = [
        "Poppy Valley Unified: a finding is resolved",
        "You have access to OpenTOMS again",
        "Your OpenTOMS account is already active",
        "Your OpenTOMS password was changed",
        "Your OpenTOMS sign-in: a passkey was added",
        "Your OpenTOMS user name, and a link to reset the password",
        "Your access to OpenTOMS was stopped",
        "Your roles in OpenTOMS were changed",
    ];
    assert_eq!(subjects, expected);
    assert!(sent.iter().all(|message| message["To"] == json!(["ana@every.test"])));
    assert!(rows.iter().all(|row| row["state"] == "sent" && row.get("unsent").is_none()));
    let stored = format!("{rows:?}");
    assert!(!stored.contains("every.test"), "a row holds no address");
}

#[tokio::test]
async fn the_link_in_a_letter_opens_what_is_stored_by_its_hash_alone() {
    let world = World::start().await;
    let (ana, new) = (user(1, "ana@link.test", AccountState::Active), user(2, "new@link.test", AccountState::Added));
    add(&world, &[ana.clone(), new.clone()]);
    let login = Recipient::Login(world.login_key().hash(&ana.username));
    let letters = vec![(login, Letter::PasswordResetRequested), (Recipient::User(new.id), Letter::Activation)];
    let (sent, _) = send(&world, "@link.test", letters).await;
    assert_eq!(sent.len(), 2);
    let links: Vec<_> =
        world.items(Table::Accounts).await.into_iter().filter(|item| item.get("requested_at").is_some()).collect();
    for message in sent {
        let text = message["BodyText"].as_str().unwrap();
        let link = text.lines().find(|line| line.contains('#')).unwrap();
        let token: LinkToken = link.split_once('#').unwrap().1.trim().parse().unwrap();
        let hash = LinkHash::of(&token.secret);
        let stored = links.iter().find(|item| item["pk"] == format!("USER#{}", token.user)).unwrap();
        assert_eq!(stored["hash"], hash.as_str());
        assert!(!links.iter().any(|item| item.to_string().contains(&token.reveal()[27..])), "no secret is stored");
    }
}

#[tokio::test]
async fn a_notification_reaches_whoever_did_not_end_such_letters() {
    let world = World::start().await;
    let (ana, ben) =
        (user(1, "ana@notified.test", AccountState::Active), user(2, "ben@notified.test", AccountState::Active));
    add(&world, &[ana.clone(), ben.clone()]);
    let subscriptions = Subscriptions::new(&world.operator, world.table(Table::Mail));
    subscriptions.end(ben.id, world.now()).await.unwrap();
    let notification = || Letter::Notification {
        organization_name: "Poppy Valley Unified".into(),
        subject: "Training".into(),
        text: "It is on Tuesday.".into(),
        by: "Lee Romero, LEA CAASPP coordinator, Poppy Valley Unified".into(),
    };
    let letters = [ana.id, ben.id].map(|id| (Recipient::User(id), notification()));
    let (sent, rows) = send(&world, "@notified.test", letters.into()).await;
    let [message] = sent.as_slice() else { panic!("one letter: {sent:?}") };
    assert_eq!(message["To"], json!(["ana@notified.test"]));
    assert_eq!(message["Subject"], "Poppy Valley Unified: Training");
    let text = message["BodyText"].as_str().unwrap();
    assert!(text.contains("It is on Tuesday.") && text.contains("/unsubscribe#"), "{text}");
    assert_eq!(rows[0]["state"], "sent");
    assert_eq!((&rows[1]["state"], &rows[1]["reason"]), (&json!("dropped"), &json!("unsubscribed")));
}

#[tokio::test]
async fn nobody_is_written_to_who_is_not_there_or_not_to_be() {
    let world = World::start().await;
    let former = user(1, "former@nobody.test", AccountState::Deactivated);
    add(&world, std::slice::from_ref(&former));
    let login = |name: &str| Recipient::Login(world.login_key().hash(&name.parse().unwrap()));
    let letters = vec![
        (login("absent@nobody.test"), Letter::PasswordResetRequested),
        (login("former@nobody.test"), Letter::PasswordResetRequested),
        (login("former@nobody.test"), Letter::ActivationRequested),
        (Recipient::User(former.id), Letter::Activation),
    ];
    let (sent, rows) = send(&world, "@nobody.test", letters).await;
    assert_eq!(sent, Vec::<Value>::new());
    assert!(rows.iter().all(|row| row["state"] == "dropped" && row["reason"] == "nobody"), "{rows:?}");
}

#[tokio::test]
async fn an_address_that_bounced_for_good_gets_no_letter_any_more() {
    let world = World::start().await;
    let gone = user(1, "gone@poppy.test", AccountState::Active);
    add(&world, std::slice::from_ref(&gone));
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../events/record-mail-feedback.json");
    let bounce: TopicEvent = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let settings = Settings::from_pairs(workflows::settings(&world));
    let feedback = record_mail_feedback::Deps::new(&settings, &world.dynamo, world.clock()).unwrap();
    assert_eq!(feedback.handle(bounce).await.unwrap().outcome, "bounced=1");
    let letters = vec![(Recipient::User(gone.id), Letter::PasswordChanged { by_link: false })];
    let (sent, rows) = send(&world, "gone@poppy.test", letters).await;
    assert_eq!((sent.len(), &rows[0]["reason"]), (0, &json!("suppressed")));
}

#[tokio::test]
async fn a_letter_that_ses_will_never_take_is_marked_and_holds_up_nobody() {
    let world = World::start().await;
    let (odd, fine) =
        (user(1, "a,b@poison.test", AccountState::Active), user(2, "c@poison.test", AccountState::Active));
    add(&world, &[odd.clone(), fine.clone()]);
    let letters = vec![(Recipient::User(odd.id), changed()), (Recipient::User(fine.id), changed())];
    let (sent, rows) = send(&world, "@poison.test", letters).await;
    assert_eq!(sent.len(), 1);
    assert_eq!(
        (&rows[0]["state"], &rows[0]["reason"], &rows[0]["unsent"]),
        (&json!("failed"), &json!("address"), &json!("failed"))
    );
    assert_eq!(rows[1]["state"], "sent");
}

#[tokio::test]
async fn a_letter_that_ses_refuses_for_good_is_marked_and_holds_up_nobody() {
    let world = World::start().await;
    let (odd, fine) =
        (user(1, "odd@refused.test", AccountState::Active), user(2, "c@refused.test", AccountState::Active));
    add(&world, &[odd.clone(), fine.clone()]);
    let tag = format!("Tags.member.1.Value={}", queued(&world, 1, Recipient::User(odd.id), changed()).id);
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    let wire = Wire::new(move |request| {
        let is_odd = std::str::from_utf8(request.body().bytes().unwrap()).unwrap().contains(&tag);
        counted.fetch_add(usize::from(is_odd), Ordering::SeqCst);
        if is_odd { Fault::Refused } else { Fault::None }
    });
    let letters = vec![(Recipient::User(odd.id), changed()), (Recipient::User(fine.id), changed())];
    let (sent, rows) = send_over(&wire, &world, "@refused.test", letters).await;
    assert_eq!((sent.len(), &sent[0]["To"]), (1, &json!(["c@refused.test"])));
    assert_eq!(
        (&rows[0]["state"], &rows[0]["reason"], &rows[0]["unsent"]),
        (&json!("failed"), &json!("MessageRejected"), &json!("failed"))
    );
    assert_eq!(rows[1]["state"], "sent");
    assert_eq!(calls.load(Ordering::SeqCst), 1, "it is asked once");
}

#[tokio::test]
async fn of_two_letters_with_a_link_the_later_ones_counts_in_whichever_order_they_are_sent() {
    for domain in ["in-order.test", "reversed.test"] {
        let world = World::start().await;
        let ana = user(1, &format!("ana@{domain}"), AccountState::Active);
        add(&world, std::slice::from_ref(&ana));
        let to = Recipient::User(ana.id);
        let first = queued(&world, 1, to.clone(), Letter::PasswordResetRequested);
        world.pass(SignedDuration::from_mins(1));
        let second = queued(&world, 2, to, Letter::PasswordResetRequested);
        put(&world, &[first.clone(), second.clone()]);
        let reversed = domain == "reversed.test";
        let order = if reversed { [second.id, first.id] } else { [first.id, second.id] };
        let deps = deps(&world, &world.dynamo, ses().post(&Wire::new(|_| Fault::None)).await);
        for id in order {
            assert_eq!(handle(&world, &deps, &[id]).await.again, 0);
        }
        let mut answers = Vec::new();
        for message in ses().sent_to(domain) {
            let text = message["BodyText"].as_str().unwrap();
            let token = text.lines().find_map(|line| line.split_once('#')).unwrap().1.trim().to_owned();
            let path = format!("/v1/password-resets/{token}");
            let body = json!({"new_password": "seven herons over the poppies"});
            answers.push(workflows::browser(&world).put(&path, body).await.status.as_u16());
        }
        answers.sort_unstable();
        let first_row = row(&world, first.id).await;
        if reversed {
            assert_eq!(answers, [204], "the first letter does not leave any more");
            assert_eq!((&first_row["state"], &first_row["reason"]), (&json!("dropped"), &json!("superseded")));
        } else {
            assert_eq!(answers, [204, 404], "the first link ended with the second");
            assert_eq!(first_row["state"], "sent");
        }
        assert_eq!(row(&world, second.id).await["state"], "sent");
    }
}

#[tokio::test]
async fn a_letter_that_failed_is_sent_once_its_cause_is_mended_and_an_operator_replays_it() {
    let world = World::start().await;
    let odd = user(1, "a,b@replay.test", AccountState::Active);
    add(&world, std::slice::from_ref(&odd));
    let letters = vec![(Recipient::User(odd.id), changed())];
    let (sent, rows) = send(&world, "@replay.test", letters).await;
    assert_eq!((sent.len(), &rows[0]["state"]), (0, &json!("failed")));
    add(&world, &[User { username: "ab@replay.test".parse().unwrap(), ..odd }]);

    let desk = Desk::new(&world.operator, world.table(Table::Mail));
    let failed = desk.list(LetterState::Failed).await.unwrap();
    assert_eq!((failed.len(), failed[0].reason.as_deref()), (1, Some("address")));
    assert!(desk.replay(failed[0].id, world.now()).await.unwrap());
    let deps = deps(&world, &world.dynamo, ses().post(&Wire::new(|_| Fault::None)).await);
    assert_eq!(handle(&world, &deps, &[failed[0].id]).await.outcome, "sent=1");
    assert_eq!(ses().sent_to("ab@replay.test").len(), 1);
    let row = row(&world, failed[0].id).await;
    assert_eq!((&row["state"], row.get("unsent"), row.get("reason")), (&json!("sent"), None, None));
    assert!(!desk.replay(failed[0].id, world.now()).await.unwrap());
}

#[tokio::test]
async fn the_event_of_the_stream_is_one_the_function_reads() {
    let world = World::start().await;
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../events/send-mail.json");
    let event = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let deps = deps(&world, &world.dynamo, ses().post(&Wire::new(|_| Fault::None)).await);
    assert_eq!(deps.handle(event).await.unwrap().outcome, "before=1");
}
