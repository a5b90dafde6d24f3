//! Anything as what a stream, a topic or the storage hands over: it is read or refused.
#![no_main]

use accept_document::StorageEvent;
use edge::StreamEvent;
use libfuzzer_sys::fuzz_target;
use record_mail_feedback::TopicEvent;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(event) = serde_json::from_slice::<StreamEvent>(bytes) {
        let _ = event.told(store::mail::letter_at);
    }
    if let Ok(event) = serde_json::from_slice::<TopicEvent>(bytes) {
        let _ = event.told();
    }
    let _ = serde_json::from_slice::<StorageEvent>(bytes);
});
