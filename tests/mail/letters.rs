use domain::accounts::{AccountState, LinkHash, LinkToken};
use domain::compliance::ReviewNotice;
use domain::ids::ReviewId;
use domain::mail::{FactorChange, Letter, Recipient};
use edge::Settings;
use record_mail_feedback::TopicEvent;
use serde_json::{Value, json};
use store::Table;
use testkit::{Fault, Wire, World};

use crate::office::{add, deps, event, put, queued, row, ses, user};

/// Sends letters to accounts of a domain of the test's own, one after the other, and gives what SES got and the rows.
async fn send(world: &World, domain: &str, letters: Vec<(Recipient, Letter)>) -> (Vec<Value>, Vec<Value>) {
    let deps = deps(world, &world.dynamo, ses().post(&Wire::new(|_| Fault::None)).await);
    let letters: Vec<_> = (1..).zip(letters).map(|(number, (to, letter))| queued(world, number, to, letter)).collect();
    put(world, &letters);
    let ids: Vec<_> = letters.iter().map(|letter| letter.id).collect();
    let wires = [];
    let handled = tokio::select! {
        handled = deps.handle(event(&ids)) => handled.unwrap(),
        () = world.pass_when_idle(&wires) => unreachable!("it never ends"),
    };
    assert_eq!(handled.again, 0);
    let mut rows = Vec::new();
    for id in ids {
        rows.push(row(world, id).await);
    }
    (ses().sent_to(domain), rows)
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
    let changed = || Letter::PasswordChanged { by_link: false };
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
async fn the_event_of_the_stream_is_one_the_function_reads() {
    let world = World::start().await;
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../events/send-mail.json");
    let event = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let deps = deps(&world, &world.dynamo, ses().post(&Wire::new(|_| Fault::None)).await);
    assert_eq!(deps.handle(event).await.unwrap().outcome, "before=1");
}
