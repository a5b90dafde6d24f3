use axum::http::Method;
use domain::accounts::LinkKey;
use domain::ids::UserId;
use testkit::secrets;

use super::{Journey, Step};

/// What everybody may look up, and a reader's way out of bulletins.
pub(super) async fn resources(journey: &mut Journey) {
    for (operation, path) in [
        ("find-second-scoring", "/v1/second-scoring?query=cedar"),
        ("find-answers", "/v1/answers"),
        ("read-contacts", "/v1/contacts"),
        ("list-letter-templates", "/v1/letter-templates"),
        ("read-letter-template", "/v1/letter-templates/caaspp-notice.docx"),
    ] {
        let _ = journey.take(Step::get(operation, path)).await;
    }
    let key = LinkKey::new(secrets::LINK_KEY).expect("a long key");
    let path = format!("/v1/unsubscriptions/{}", key.unsubscription(UserId::from_bytes([7; 16])).reveal());
    let _ = journey.take(Step::new("end-subscription", Method::POST, &path)).await;
    let _ = journey.take(Step::new("renew-subscription", Method::DELETE, &path)).await;
}
