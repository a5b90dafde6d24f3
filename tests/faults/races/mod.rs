//! Races: coordinators who read and save one student at the same moment. Each history of what was asked and answered, and when, is
//! checked for linearizability: there is an order of all of it, true to who came before whom, in which one record by itself
//! would have answered the same.

mod control;
mod history;
mod office;
mod record;

use std::path::Path;

use testkit::MiniStack;
use tokio::task::JoinSet;

use history::{Tally, run};
use office::Office;

/// How many histories: few, or those of the proof where `OPENTOMS_RACES` is `all`.
#[expect(clippy::disallowed_methods, reason = "the size of the test, for whoever runs it")]
fn count(few: u64, all: u64) -> u64 {
    if std::env::var("OPENTOMS_RACES").is_ok_and(|which| which == "all") { all } else { few }
}

/// As many histories, several at a time: each is of a student of its own.
async fn race(office: &Office, histories: u64) -> Tally {
    const SIDE_BY_SIDE: usize = 4;
    let (mut tally, mut running) = (Tally::default(), JoinSet::new());
    for number in 0..histories {
        let student = office.student(number).await;
        running.spawn(async move { run(&student, number).await });
        if running.len() == SIDE_BY_SIDE {
            tally.add(running.join_next().await.unwrap().unwrap());
        }
    }
    running.join_all().await.into_iter().for_each(|other| tally.add(other));
    tally
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_saves_beside_whom_there_is_an_order_in_which_each_answer_is_right() {
    let office = Office::open().await;
    let tally = race(&office, count(150, 10_000)).await;
    tally.print("embedded DynamoDB");
    tally.assert_linearizable();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn so_there_is_on_the_dynamodb_of_the_local_stack() {
    let ministack = MiniStack::start(&Path::new(env!("CARGO_TARGET_TMPDIR")).join("races"));
    let office = Office::open_on(&ministack).await;
    let tally = race(&office, count(10, 500)).await;
    tally.print("MiniStack's DynamoDB");
    tally.assert_linearizable();
}
