//! Sent mail, as the local stack shows it.

use serde_json::Value;

use crate::http::Client;
use crate::stack::{Stack, wait_for};

/// A letter that was sent.
pub(crate) struct Letter {
    pub(crate) subject: String,
    pub(crate) text: String,
    /// The link with a token, if there is one.
    link: Option<String>,
}

impl Letter {
    fn read(message: &Value) -> Self {
        let text = |name: &str| message[name].as_str().expect("text").to_owned();
        assert_eq!(message["from"], "no-reply@opentoms.example");
        let link = message["links"][0].as_str().map(str::to_owned);
        assert!(link.iter().all(|link| text("html").contains(link.split_once('#').expect("a token").1)));
        Self { subject: text("subject"), text: text("text"), link }
    }

    /// The token of the link, which must lead to this page of the portal.
    pub(crate) fn token(&self, stack: &Stack, page: &str) -> String {
        let link = self.link.as_ref().expect("a link");
        let token = link.strip_prefix(&format!("{}/{page}#", stack.url()));
        token.expect("a link to the page").to_owned()
    }
}

/// The letters to `address`, the newest first.
pub(crate) fn letters_to(stack: &Stack, address: &str) -> Vec<Letter> {
    let sent = Client::at(stack.url()).send("GET", "/dev/mail.json", &[], None).expect(200);
    let sent = sent["messages"].as_array().expect("messages").iter();
    sent.filter(|message| message["to"][0] == address).map(Letter::read).collect()
}

/// The letter to `address` that is the `number`th, once it is there.
pub(crate) fn letter_to(stack: &Stack, address: &str, number: usize) -> Letter {
    wait_for("a letter", || {
        let mut letters = letters_to(stack, address);
        (letters.len() >= number).then(|| letters.swap_remove(letters.len() - number))
    })
}
