//! Many letters on a bad day: records up to three times and out of order, throttling, calls and answers that are lost on
//! the way to SES and to DynamoDB, processes that end between two calls.

mod bulletins;
mod day;
mod notifications;
mod weather;

use day::{BATCH, Day, bad_day, good_day};
use jiff::{SignedDuration, Timestamp};
use weather::Seen;

/// The letters a second of the tests' settings.
const RATE: usize = 100;

/// The letters of a day: 500, or as many as `OPENTOMS_LETTERS` says.
#[expect(clippy::disallowed_methods, reason = "the size of the test, for whoever runs it")]
fn count() -> u32 {
    std::env::var("OPENTOMS_LETTERS").map_or(500, |count| count.parse().expect("OPENTOMS_LETTERS is a number"))
}

/// The most letters handed to SES in any one second.
fn most_in_a_second(times: &[Timestamp]) -> usize {
    let mut times = times.to_vec();
    times.sort_unstable();
    let within = |first: usize| {
        let end = times[first] + SignedDuration::from_secs(1);
        times[first..].iter().take_while(|time| **time < end).count()
    };
    (0..times.len()).map(within).max().unwrap_or(0)
}

/// Nothing is lost, nothing is left open, and SES is never asked for more than it takes. Gives how many messages there were
/// beyond one for each letter.
fn assert_all_arrived(day: &Day, count: u32) -> usize {
    let Seen { ses, dynamo, times, taken, .. } = &day.seen;
    let doubled: usize = day.sent.values().map(|times| times - 1).sum();
    let fastest = most_in_a_second(times);
    #[expect(clippy::print_stdout, reason = "the figures are what the test is run for")]
    {
        let took = day.took.as_secs();
        println!("{count} letters, {} messages, {doubled} of them doubles", taken.len());
        println!("SES: {ses:?}\nDynamoDB: {dynamo:?}");
        println!("at most {fastest} letters in a second of {RATE}; {took} s of the day's time");
    }
    assert_eq!(day.sent.len(), count as usize, "a letter was lost");
    assert_eq!(day.sent.values().sum::<usize>(), taken.len(), "the wire saw every message");
    assert!(day.rows.iter().all(|row| row["state"] == "sent"), "a letter is not settled");
    assert!(fastest <= RATE, "{fastest} letters in a second");
    for met in [ses, dynamo] {
        assert!(met.throttled > 0 && met.before > 0 && met.lost > 0 && met.kills > 1, "the faults did happen: {met:?}");
    }
    doubled
}

#[tokio::test]
async fn without_events_of_ses_every_letter_arrives_and_only_those_are_doubled_that_were_not_written_down() {
    let count = count();
    let day = bad_day("@day.test", count, false).await;
    let doubled = assert_all_arrived(&day, count);
    let Seen { ses, dynamo, taken, answered, recorded, unrecordable, .. } = &day.seen;
    let unrecorded: Vec<_> = taken.iter().filter(|(_, id)| !recorded.contains(id)).collect();
    assert_eq!(doubled, unrecorded.len(), "as many as messages that SES took and nobody wrote down");

    // Nobody wrote them down because the answer was lost, or because nobody could, or because the process ended.
    assert!(taken.iter().all(|(_, id)| answered.contains(id) || !recorded.contains(id)));
    let (unanswered, unwritten): (Vec<_>, Vec<_>) = unrecorded.into_iter().partition(|(_, id)| !answered.contains(id));
    let (forced, ended): (Vec<_>, Vec<_>) =
        unwritten.into_iter().partition(|(letter, _)| unrecordable.contains_key(letter));
    assert!(unanswered.len() >= ses.lost && !forced.is_empty(), "the faults did happen");
    assert!(ended.len() <= (ses.kills + dynamo.kills) * BATCH);
    #[expect(clippy::print_stdout, reason = "the figures are what the test is run for")]
    {
        let (unanswered, forced, ended) = (unanswered.len(), forced.len(), ended.len());
        println!(
            "doubled: {unanswered} not answered, {forced} that could not be written down, {ended} by a process's end"
        );
    }
}

#[tokio::test]
async fn with_events_of_ses_every_letter_arrives_once() {
    let count = count();
    let day = bad_day("@told.test", count, true).await;
    assert_eq!(assert_all_arrived(&day, count), 0);
}

#[tokio::test]
async fn on_a_good_day_the_last_letter_leaves_within_a_tenth_more_than_the_rate_takes() {
    let count = count();
    let day = good_day("@good.test", count).await;
    let floor = SignedDuration::from_secs(i64::from(count)) / 100;
    #[expect(clippy::print_stdout, reason = "the figures are what the test is run for")]
    {
        println!("{count} letters on a good day: {:?}, where the rate alone takes {floor:?}", day.took);
    }
    assert!(day.sent.len() == count as usize && day.sent.values().all(|times| *times == 1), "each once");
    assert!(most_in_a_second(&day.seen.times) <= RATE);
    assert!(day.took <= floor + floor / 10, "{:?}", day.took);
}
