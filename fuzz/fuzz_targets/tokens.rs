//! Any text as a cursor or as the token of a link: only what was given out opens.
#![no_main]

use domain::accounts::{LinkKey, LinkToken};
use libfuzzer_sys::fuzz_target;
use store::CursorKey;

fuzz_target!(|text: &str| {
    let cursors = CursorKey::new("the cursor key of the fuzzer and of nothing else").expect("a long key");
    assert_eq!(cursors.open::<serde_json::Value>(text, "user scope criteria"), None);
    let links = LinkKey::new("the link key of the fuzzer and of nothing else").expect("a long key");
    if let Ok(token) = text.parse::<LinkToken>() {
        assert_eq!(token.reveal(), text, "a token is written in one way");
        assert!(!links.unsubscribes(&token), "a token was made up");
    }
});
