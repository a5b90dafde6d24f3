use address_circulars::Deps;
use domain::access::Role;
use domain::compliance::{ProgramInstrument, ReviewNotice};
use domain::ids::ReviewId;
use domain::mail::{Circular, CircularId, Letter, Readership};
use serde_json::json;
use store::Table;
use store::mail::circular_item;
use testkit::{Person, at_state};

use super::{end_of_batch, settings};
use crate::crash_points::ground::Ground;
use crate::crash_points::points::Findings;

pub(super) const FUNCTION: &str = "address-circulars";

#[tokio::test]
async fn whatever_becomes_of_any_one_call_each_reader_gets_one_letter() {
    let ground = Ground::new().await;
    for name in ["one", "two", "three"] {
        let monitor = Person::named(&format!("{name}@cde.test")).with(Role::ComplianceMonitor, at_state());
        monitor.for_instruments(&[ProgramInstrument::EnglishLearner]).save(&ground.world).await;
    }
    let circular = Circular {
        id: CircularId::from_bytes([1; 16]),
        to: Readership::Monitors { instruments: [ProgramInstrument::EnglishLearner].into() },
        letter: Letter::ReviewNotice {
            review: ReviewId::from_bytes([1; 16]),
            organization_name: "Poppy Valley Unified".into(),
            notice: ReviewNotice::Opened,
        },
        queued_at: ground.world.now(),
    };
    ground.world.put(Table::Mail, circular_item(&circular).unwrap()).await;
    let event = json!({"Records": [{"eventName": "INSERT", "dynamodb": {
        "Keys": {"pk": {"S": format!("CIRCULAR#{}", circular.id)}, "sk": {"S": "CIRCULAR"}}, "SequenceNumber": "1",
    }}]});
    let deliver = async || {
        let world = &ground.world;
        let deps = Deps::new(&settings(world), &world.dynamo, world.clock()).unwrap();
        end_of_batch(deps.handle(serde_json::from_value(event.clone()).unwrap()).await)
    };
    let mut findings = Findings::default();
    findings.examine(&ground, FUNCTION, deliver).await;
    findings.assert_nothing(FUNCTION);
}
