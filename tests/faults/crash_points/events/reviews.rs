use domain::compliance::{CommentTarget, DocumentState, ProgramInstrument};
use edge::Entropy;
use jiff::SignedDuration;
use jiff::civil::date;
use remind_reviews::{Deps, Tick};
use testkit::{World, a_review};

use super::{end, settings};
use crate::crash_points::ground::Ground;
use crate::crash_points::points::Findings;

pub(super) const FUNCTION: &str = "remind-reviews";

/// A day after comments and a ticket of which nothing came, a week before something is due, a day after something was.
async fn a_full_day(world: &World) {
    world.pass(SignedDuration::from_hours(-24 * 19));
    for (own, due) in [(1, date(2026, 11, 10)), (2, date(2026, 11, 2))] {
        let review = a_review(own).with_item(ProgramInstrument::EnglishLearner).with_request(due);
        let review = review.with_document(DocumentState::Awaiting);
        let target = CommentTarget::Item(review.item(1));
        let _ = review.with_comment(target, "When are they due?").save(world).await;
    }
}

#[tokio::test]
async fn whatever_becomes_of_any_one_call_a_day_is_done_once() {
    let ground = Ground::new().await;
    a_full_day(&ground.world).await;
    let deliver = async || {
        let world = &ground.world;
        let deps = Deps::new(&settings(world), &world.dynamo, world.clock(), Entropy::system()).unwrap();
        end(deps.handle(Tick {}).await)
    };
    let mut findings = Findings::default();
    findings.examine(&ground, FUNCTION, deliver).await;
    findings.assert_nothing(FUNCTION);
}
