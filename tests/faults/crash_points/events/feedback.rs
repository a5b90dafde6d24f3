use domain::ids::UserId;
use domain::mail::{Letter, LetterId, QueuedLetter, Recipient};
use record_mail_feedback::Deps;
use serde_json::json;
use store::Table;
use store::mail::letter_item;

use super::{end, settings};
use crate::crash_points::ground::Ground;
use crate::crash_points::points::Findings;

pub(super) const FUNCTION: &str = "record-mail-feedback";

#[tokio::test]
async fn whatever_becomes_of_any_one_call_what_ses_tells_is_recorded_once() {
    let mut findings = Findings::default();
    for kind in ["Send", "Delivery", "Bounce", "Complaint"] {
        let ground = Ground::new().await;
        let letter = QueuedLetter {
            id: LetterId::from_bytes([9; 16]),
            to: Recipient::User(UserId::from_bytes([7; 16])),
            letter: Letter::PasswordChanged { by_link: true },
            queued_at: ground.world.now(),
        };
        ground.world.put(Table::Mail, letter_item(&letter).unwrap()).await;
        let message = json!({
            "eventType": kind,
            "mail": {"messageId": "m", "tags": {"letter": [letter.id.to_string()]}},
            "bounce": {"bounceType": "Permanent", "bouncedRecipients": [{"emailAddress": "ana@poppy.test"}]},
            "complaint": {"complainedRecipients": [{"emailAddress": "ana@poppy.test"}]},
        });
        let event = json!({"Records": [{"Sns": {"Message": message.to_string()}}]});
        let deliver = async || {
            let world = &ground.world;
            let deps = Deps::new(&settings(world), &world.dynamo, world.clock()).unwrap();
            end(deps.handle(serde_json::from_value(event.clone()).unwrap()).await)
        };
        findings.examine(&ground, &format!("{FUNCTION}, {kind}"), deliver).await;
    }
    findings.assert_nothing(FUNCTION);
}
