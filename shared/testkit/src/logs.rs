//! Watches every log line and every URL of a test run for what must never stand there.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, Once};

/// Parts of names, user names and the password that the tests use.
const PERSONAL: [&str; 8] = ["lvarez", "O'Neil", "Angelo", "Nguy", "Ortiz", "Garcia", "poppies", "poppy.test"];

/// The same as they stand in keys: without accents, case, apostrophes and spaces. Long enough not to come by chance.
const FOLDED: [&str; 4] = ["alvarez", "dangelosmith", "nguyen", "garcia"];

/// What tests made and must not be logged either, as the tokens of links.
static SECRETS: Mutex<Vec<String>> = Mutex::new(Vec::new());

static LEAKED: AtomicBool = AtomicBool::new(false);

/// Whether `text` holds an SSID of the tests (`9` and nine digits), a name, a user name or the password.
#[must_use]
pub fn is_personal(text: &str) -> bool {
    let is_ssid = |word: &str| word.len() == 10 && word.starts_with('9') && word.bytes().all(|c| c.is_ascii_digit());
    // Words, not runs of digits: an id of Lambda's may hold any ten digits among its letters.
    let ssid = text.split(|c: char| !c.is_ascii_alphanumeric()).any(is_ssid);
    let folded = domain::names::FoldedName::whole(text);
    ssid || PERSONAL.iter().any(|part| text.contains(part)) || FOLDED.iter().any(|part| folded.contains(part))
}

/// From now on `secret` must not be logged.
pub fn keep_secret(secret: &str) {
    SECRETS.lock().expect("no test thread stopped here").push(secret.to_owned());
}

fn is_secret(text: &str) -> bool {
    SECRETS.lock().expect("no test thread stopped here").iter().any(|secret| text.contains(secret))
}

struct Watch;

impl io::Write for Watch {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(line);
        if is_personal(&text) || is_secret(&text) {
            LEAKED.store(true, Ordering::Relaxed);
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Begins to watch, at the finest level there is.
pub(crate) fn watch() {
    static START: Once = Once::new();
    START.call_once(|| edge::log_to("TRACE", || Watch));
}

/// Fails if anything personal was logged by this process so far.
pub(crate) fn assert_nothing_leaked() {
    assert!(
        !LEAKED.load(Ordering::Relaxed),
        "an SSID, a name, a user name, a password or a token was written to the log"
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ssids_names_and_the_password_are_noticed_and_ids_and_times_are_not() {
        for personal in [
            "ssid=9000000001",
            "/v1/students/9000000001",
            "for Álvarez",
            "alvarez#ana#x",
            "D ANGELO SMITH",
            "lea.coordinator@poppy.test",
        ] {
            assert!(is_personal(personal), "{personal}");
        }
        for harmless in [
            "2026-11-22T20:00:00.000Z",
            "m2sogx37annurwktm6aqia7hbe",
            "b626-4e9494379474",
            "/v1/students/{id}",
            "99000010000103",
        ] {
            assert!(!is_personal(harmless), "{harmless}");
        }
    }

    #[test]
    fn a_line_that_was_logged_is_looked_at() {
        io::Write::write_all(&mut Watch, b"{\"ssid\":\"9000000001\"}").unwrap();
        assert!(LEAKED.swap(false, Ordering::Relaxed));
        keep_secret("ju5tAT0ken");
        io::Write::write_all(&mut Watch, b"{\"operation\":\"PUT /v1/activations/u.ju5tAT0ken\"}").unwrap();
        assert!(LEAKED.swap(false, Ordering::Relaxed));
    }
}
