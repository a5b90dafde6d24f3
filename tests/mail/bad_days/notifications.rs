//! A notification on a bad day: on its first day, one circular to its readers.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use domain::access::Placement;
use domain::bulletins::Notification;
use domain::ids::NotificationId;
use domain::year::day_in_california;
use jiff::{SignedDuration, ToSpan};
use serde_json::json;
use store::Table;
use store::bulletins::notification_items;
use testkit::places::POPPY;
use testkit::{Fault, Wire, World};

use super::bulletins::publish_due;

/// Puts in a notification that is to be mailed tomorrow.
fn for_tomorrow(world: &World, own: u8) -> Notification {
    let tomorrow = day_in_california(world.now()).saturating_add(1.day());
    let notification = Notification {
        id: NotificationId::from_bytes([own; 16]),
        version: 1,
        subject: "Training".parse().unwrap(),
        text: "It is on Tuesday.".parse().unwrap(),
        place: Placement {
            county: "99".parse().unwrap(),
            lea: POPPY[..7].parse().unwrap(),
            school: POPPY.parse().unwrap(),
        },
        whole_lea: true,
        organization_name: "Poppy Valley Unified".into(),
        roles: [].into(),
        starts: tomorrow,
        ends: tomorrow.saturating_add(7.days()),
        mail: true,
        mailed_at: None,
        withdrawn_at: None,
        posted_at: world.now(),
        changed_by: "Lee Romero, LEA CAASPP coordinator, Poppy Valley Unified".into(),
        changed_at: world.now(),
    };
    world.load(Table::Bulletins, notification_items(&notification).unwrap());
    notification
}

#[tokio::test]
async fn whatever_becomes_of_any_one_call_a_notification_is_mailed_by_one_circular_on_its_first_day() {
    let world = World::start().await;
    let mut rounds = 0;
    for fault in [Fault::KilledBefore, Fault::KilledAfter, Fault::Lost, Fault::Before, Fault::Throttled, Fault::Refused]
    {
        for at in 0.. {
            rounds += 1;
            let notification = for_tomorrow(&world, rounds);
            let early = publish_due(&world, &Wire::new(|_| Fault::None)).await;
            assert_eq!(early, Some(Ok("published=0 mailed=0 overtaken=0".into())));
            world.pass(SignedDuration::from_hours(24));
            let calls = Arc::new(AtomicUsize::new(0));
            let counted = Arc::clone(&calls);
            let wire = Wire::new(move |_| match counted.fetch_add(1, Ordering::SeqCst) {
                call if call == at => fault,
                _ => Fault::None,
            });
            for runs in 0.. {
                assert!(runs < 5, "{fault:?} at call {at}: it never ends");
                if publish_due(&world, &wire).await.is_some_and(|outcome| outcome.is_ok()) {
                    break;
                }
            }
            let stored = world.items(Table::Bulletins).await;
            let key = format!("NOTIFICATION#{}", notification.id);
            let now = stored.iter().find(|item| item["pk"] == key.as_str()).unwrap();
            assert_eq!((&now["version"], now["mailed_at"].is_string()), (&json!(2), true), "{fault:?} at call {at}");
            assert!(!stored.iter().any(|item| item["pk"] == "NOTIFICATIONS#DUE"), "{fault:?} at call {at}");
            let circulars = world.items(Table::Mail).await.len();
            assert_eq!(circulars, usize::from(rounds), "{fault:?} at call {at}");
            if calls.load(Ordering::SeqCst) <= at {
                assert!(at > 3, "there were calls");
                break;
            }
        }
    }
}
