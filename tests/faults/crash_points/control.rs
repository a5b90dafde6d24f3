//! That something would be found: programs that do wrong what the functions do right.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::ids::RequestId;
use edge::Entropy;
use store::Table;

use super::ground::Ground;
use super::points::{End, Findings};

/// Puts an item under this key.
async fn put(ground: &Ground, key: &str) -> Result<(), String> {
    let text = |text: &str| AttributeValue::S(text.to_owned());
    let item = HashMap::from([("pk".to_owned(), text(key)), ("sk".to_owned(), text("CONTROL"))]);
    let put = ground.world.dynamo.client().put_item().table_name(ground.world.table(Table::Mail)).set_item(Some(item));
    put.send().await.map(|_| ()).map_err(|error| error.to_string())
}

/// What is found of a program.
async fn found(program: impl AsyncFn(&Ground) -> End) -> String {
    let ground = Ground::new().await;
    let mut findings = Findings::default();
    findings.examine(&ground, "control", async || program(&ground).await).await;
    findings.violations.join("\n")
}

fn end(done: Result<(), String>) -> End {
    done.map_or_else(End::Again, |()| End::Done)
}

fn random() -> String {
    RequestId::from_bytes(Entropy::system().bytes()).to_string()
}

#[tokio::test]
async fn a_program_that_stops_between_two_writes_is_found_to_do_half() {
    let found = found(async |ground| match put(ground, "one").await {
        Ok(()) => end(put(ground, "two").await),
        failed => end(failed),
    });
    let found = found.await;
    assert!(found.contains("neither before nor after"), "{found}");
}

#[tokio::test]
async fn a_program_that_makes_an_id_each_time_is_found_to_do_it_twice() {
    let found = found(async |ground| end(put(ground, &random()).await)).await;
    assert!(found.contains("too much"), "{found}");
}

#[tokio::test]
async fn a_program_that_says_done_before_it_is_is_found_to_lose_it() {
    let found = found(async |ground| {
        let _ = put(ground, "one").await;
        End::Done
    });
    let found = found.await;
    assert!(found.contains("Some(Done)") && found.contains("missing: [\n"), "{found}");
}

#[tokio::test]
async fn a_program_that_does_not_know_its_own_effect_again_is_found_never_to_end() {
    let found = found(async |ground| {
        let table = ground.world.table(Table::Mail);
        match ground.world.dynamo.client().scan().table_name(table).send().await {
            Ok(found) if found.count() == 0 => end(put(ground, "one").await),
            _ => End::Again("there is something already".to_owned()),
        }
    });
    let found = found.await;
    assert!(found.contains("not done after"), "{found}");
}
