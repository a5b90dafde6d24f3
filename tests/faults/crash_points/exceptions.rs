//! Where a repeat does not leave everything as if the first time had been the only one: all such places, each with its reason.

use std::cell::Cell;

use super::picture::Picture;

/// What may differ.
#[derive(Clone, Copy, Debug)]
enum Exception {
    /// A repeat of what had its effect is answered by this status.
    Answer(u16),
    /// With each repeat there may be one more of the rows that hold this text.
    More(&'static str),
    /// Rows that hold the text may have counted each attempt, in the fields of these names.
    Counts(&'static str, &'static [&'static str]),
    /// Rows that hold this text are written beside the rest, sooner or later.
    Beside(&'static str),
    /// It is done row by row, each as before or as it is to be, and a repeat does those that are left.
    Parts,
    /// A row with this text is on the way from one to the other.
    Between(&'static str),
    /// A row with this text says that it ended otherwise.
    Otherwise(&'static str),
}

use Exception::{Answer, Beside, Between, Counts, More, Otherwise, Parts};

/// What, where, and why.
const ALL: [(Exception, &[&str], &str); 28] = [
    (
        Answer(412),
        &[
            "assign-contributors",
            "change-bulletin",
            "change-event",
            "change-evidence-request",
            "change-notification",
            "change-program-contact",
            "change-review",
            "change-status-notice",
            "change-user",
            "correct-bulletin",
            "decide-resolution-agreement",
            "publish-bulletin",
            "request-resolution-agreement",
            "resolve-finding",
            "submit-resolution",
            "unschedule-bulletin",
            "withdraw-event",
            "withdraw-notification",
        ],
        "The version that the repeat names is the one before: it changes nothing and is shown how things stand, as the \
         first time left them.",
    ),
    (
        Answer(401),
        &[
            "add-passkey",
            "change-password",
            "choose-role",
            "confirm-totp",
            "end-sessions",
            "remove-passkey",
            "remove-totp",
            "renew-recovery-codes",
            "verify-session",
        ],
        "What changes who is trusted gives the session a new token, or ends it. The new token was in the answer that nobody \
         got, and the old one opens nothing: the owner signs in anew.",
    ),
    (
        Answer(404),
        &["activate-account", "reset-password"],
        "A link is good once, and one that was used is like one that never was. The password is set: the owner signs in.",
    ),
    (Answer(404), &["close-status-notice", "end-one-session"], "What was ended is not there any more to be ended."),
    (Answer(409), &["sign-affidavit"], "What was signed says so."),
    (Answer(429), &["send-activation"], "The letter is in the queue, and the next may be sent in a minute."),
    (
        More("\"sk\":\"SESSION#"),
        &["sign-in"],
        "A session was opened whose cookie nobody got. It opens nothing, stands in the owner's list and ends by itself.",
    ),
    (More("\"action\":\"signed-in\""), &["sign-in"], "That session is in the trail."),
    (
        More("\"action\":\"link-requested\""),
        &["request-activation", "request-password-reset"],
        "Whoever asks again asks twice: there is no account yet of which one could know that it is the same request. ",
    ),
    (
        More("\"sk\":\"LETTER\""),
        &["request-activation", "request-password-reset"],
        "So there is a second letter, as for somebody who asks twice. The link in the newest one is good.",
    ),
    (
        Counts("LINK-THROTTLE", &["requests"]),
        &["request-activation", "request-password-reset"],
        "And both count. Three are free.",
    ),
    (
        Beside("\"sk\":\"WINDOW#"),
        &["request-activation", "request-password-reset"],
        "Attempts of a network are counted beside, and one may count twice: of 300 in ten minutes.",
    ),
    (More("\"action\":\"terms-accepted\""), &["accept-terms"], "Each time that somebody accepts is in the trail."),
    (
        More("\"action\":\"sessions-ended\""),
        &["end-user-sessions"],
        "Somebody who ends them again may end others: it is done, and in the trail, each time.",
    ),
    (
        Counts("\"epoch\":", &["epoch", "version"]),
        &["end-user-sessions"],
        "Each raises the epoch, which only has to be higher.",
    ),
    (
        More("\"what\":\"document-opened\""),
        &["read-document"],
        "Each link to a document is in the trail, whether or not somebody got it.",
    ),
    (
        More("\"action\":\"viewed\""),
        &["read-student", "save-test-assignments"],
        "Each look at a record is in the trail, whether or not somebody saw it; a repeat of a save is a look at what it left.",
    ),
    (More("\"action\":\"history-viewed\""), &["read-student-history"], "So is each look at who looked."),
    (
        More("\"action\":\"searched\""),
        &["find-students"],
        "So is each search, whatever came of it: its row is written while the lists are read.",
    ),
    (
        Parts,
        &[
            "accept-document",
            "address-circulars",
            "publish-due-bulletins",
            "record-mail-feedback",
            "remind-reviews",
            "remind-trainings",
            "send-mail",
        ],
        "A day, a list or a letter is more than one transaction. Each row has an id of its own or a condition, so a repeat \
         finds what is done.",
    ),
    (
        Between("\"state\":\"checking\""),
        &["accept-document"],
        "A document that arrived and could not be settled says so, until the event comes again.",
    ),
    (More("\"state\":\"checking\""), &["accept-document"], "And that it did is in the trail."),
    (Counts("\"state\":", &["version"]), &["accept-document"], "Each of the two is a version."),
    (
        Between("\"state\":\"sending\""),
        &["send-mail"],
        "A letter is claimed before it is sent (adr 15), and nobody else takes it up before the lease is over.",
    ),
    (
        More("a message that SES took"),
        &["send-mail"],
        "What SES took and nobody wrote down is sent again where SES does not tell of it either (adr 15). Here it never does.",
    ),
    (Beside("\"pk\":\"PACE\""), &["send-mail"], "Slots are given out before they are used, and some are not."),
    (
        Counts("\"sk\":\"LETTER\"", &["attempts", "in_doubt"]),
        &["send-mail"],
        "A letter says how often it was claimed, and whether it once was in doubt.",
    ),
    (
        Otherwise("\"state\":\"failed\""),
        &["send-mail"],
        "What SES refuses for good is not sent; an operator sees it (`coord mail`).",
    ),
];

/// Those of one function's event or of one operation, and whether each was needed.
pub(crate) struct Exceptions(Vec<(Exception, Cell<bool>)>);

impl Exceptions {
    pub(crate) fn of(name: &str) -> Self {
        let of_it = ALL.iter().filter(|(_, subjects, _)| subjects.contains(&name));
        Self(of_it.map(|(exception, ..)| (*exception, Cell::new(false))).collect())
    }

    /// Those that nothing needed.
    pub(crate) fn unneeded(&self) -> impl Iterator<Item = String> {
        self.0.iter().filter(|(_, needed)| !needed.get()).map(|(exception, _)| format!("{exception:?}"))
    }

    /// Whether a repeat may be answered by this status.
    pub(crate) fn answer(&self, status: u16) -> bool {
        self.allow(|exception| matches!(exception, Answer(allowed) if *allowed == status))
    }

    /// Whether `now` is on the way from `before` to `after`, where it is done in parts.
    pub(crate) fn are_parts(&self, now: &Picture, before: &Picture, after: &Picture) -> Result<(), String> {
        let new = now.beyond(before);
        let wrong = |line: &&str| {
            let is_done = after.lines().any(|other| other == *line || self.is_recount(line, other));
            let allows = |exception: &Exception| match exception {
                More(text) | Beside(text) | Between(text) => line.contains(text),
                _ => false,
            };
            !is_done && !self.allow(allows)
        };
        let wrong: Vec<_> = new.into_iter().filter(wrong).collect();
        // What was before is gone only where it is to go, or something stands in its place.
        let stays = |line: &&str| after.lines().any(|other| other == *line);
        let gone: Vec<_> = before.beyond(now).into_iter().filter(stays).collect();
        if wrong.is_empty() && gone.is_empty() && self.allow(|exception| matches!(exception, Parts)) {
            return Ok(());
        }
        Err(format!("neither before nor after: {wrong:#?}, gone: {gone:#?}"))
    }

    fn allow(&self, does: impl Fn(&Exception) -> bool) -> bool {
        let found = self.0.iter().find(|(exception, _)| does(exception));
        found.inspect(|(_, needed)| needed.set(true)).is_some()
    }

    /// Whether `now` is `expected`, but for what may differ.
    ///
    /// # Errors
    /// What is there too much or too little.
    pub(crate) fn hold(&self, now: &Picture, expected: &Picture) -> Result<(), String> {
        let (mut more, mut missing) = (now.beyond(expected), expected.beyond(now));
        for lines in [&mut more, &mut missing] {
            lines.retain(|line| !self.allow(|exception| matches!(exception, Beside(text) if line.contains(text))));
        }
        more.retain(|line| {
            let counted = missing.iter().position(|other| self.is_recount(line, other));
            counted.map(|place| missing.swap_remove(place)).is_none()
        });
        more.retain(|line| !self.allow(|exception| matches!(exception, More(text) if line.contains(text))));
        if more.is_empty() && missing.is_empty() {
            return Ok(());
        }
        if now.lines().any(|line| self.allow(|exception| matches!(exception, Otherwise(text) if line.contains(text)))) {
            return Ok(());
        }
        Err(format!("too much: {more:#?}, missing: {missing:#?}"))
    }

    /// Whether two rows differ only in what counts attempts.
    fn is_recount(&self, line: &str, other: &str) -> bool {
        let is_same_but_for = |exception: &Exception| match exception {
            Counts(text, fields) if line.contains(text) => {
                let plain = |line: &str| fields.iter().fold(line.to_owned(), |line, field| without_count(&line, field));
                plain(line) == plain(other)
            }
            _ => false,
        };
        self.allow(is_same_but_for)
    }
}

/// A line without what fields of this name count, or say is so.
fn without_count(line: &str, field: &str) -> String {
    let name = format!("\"{field}\":");
    let mut parts = line.split(&name);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |line, part| line + &name + part.trim_start_matches(|c: char| c.is_ascii_alphanumeric()))
}
