//! Events: what a stream, a topic, the storage or a schedule hands over, and hands over again until it is done.

mod accepting;
mod circulars;
mod emulator;
mod feedback;
mod letters;
mod publishing;
mod reviews;
mod seals;
mod status;
mod trainings;

use std::collections::BTreeSet;

use domain::Failure;
use edge::{BatchAnswer, Handled, Settings};
use testkit::World;
use workflows::EVENT_FUNCTIONS;

use super::points::End;

/// Every function that events are handed to: each is examined by the test of its file.
const EXAMINED: [&str; 9] = [
    accepting::FUNCTION,
    circulars::FUNCTION,
    feedback::FUNCTION,
    letters::FUNCTION,
    publishing::FUNCTION,
    reviews::FUNCTION,
    seals::FUNCTION,
    status::FUNCTION,
    trainings::FUNCTION,
];

#[test]
fn every_function_that_events_are_handed_to_is_examined() {
    let functions: &[workflows::EventFunction] = &EVENT_FUNCTIONS;
    let functions: BTreeSet<_> = functions.iter().map(|function| function.name).collect();
    assert_eq!(functions, EXAMINED.into());
}

fn settings(world: &World) -> Settings {
    Settings::from_pairs(workflows::settings(world))
}

/// What came of an event as a whole.
fn end(handled: Result<Handled<()>, Failure>) -> End {
    match handled {
        Ok(_) => End::Done,
        Err(failure) => End::Again(failure.to_string()),
    }
}

/// What came of an event of which records may come again.
fn end_of_batch(handled: Result<Handled<BatchAnswer>, Failure>) -> End {
    match handled {
        Ok(handled) if handled.again == 0 => End::Done,
        Ok(handled) => End::Again(handled.outcome),
        Err(failure) => End::Again(failure.to_string()),
    }
}
