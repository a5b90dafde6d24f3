//! How those concerned are told of a change.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::{Audience, Change, Review};
use crate::mail::{Circular, CircularId, Letter, LetterId, QueuedLetter, Readership, Recipient};

impl Change {
    /// What is mailed of this change of `review`, as it is after the change: a letter to each user who is told, a circular to
    /// each audience. Each takes its id from `random`. Monitors of several instruments who are told the same share one
    /// circular, so that nobody gets it twice.
    #[must_use]
    pub fn mailing(
        &self,
        review: &Review,
        mut random: impl FnMut() -> [u8; 16],
        now: Timestamp,
    ) -> (Vec<QueuedLetter>, Vec<Circular>) {
        let (mut letters, mut circulars): (Vec<QueuedLetter>, Vec<Circular>) = Default::default();
        for (audience, notice) in &self.notices {
            let letter = Letter::ReviewNotice {
                review: review.id,
                organization_name: review.organization_name.clone(),
                notice: notice.clone(),
            };
            let to = match audience {
                Audience::User(user) => {
                    let id = LetterId::from_bytes(random());
                    letters.push(QueuedLetter { id, to: Recipient::User(*user), letter, queued_at: now });
                    continue;
                }
                Audience::Lea => Readership::lea_of(review),
                Audience::Monitors(instrument) => {
                    let same = circulars.iter_mut().filter(|circular| circular.letter == letter);
                    let shared = same.map(|circular| &mut circular.to).find_map(|to| match to {
                        Readership::Monitors { instruments } => Some(instruments),
                        Readership::ReviewedLea { .. }
                        | Readership::Bulletin { .. }
                        | Readership::School { .. }
                        | Readership::Notification { .. } => None,
                    });
                    if let Some(instruments) = shared {
                        instruments.insert(*instrument);
                        continue;
                    }
                    Readership::Monitors { instruments: BTreeSet::from([*instrument]) }
                }
            };
            circulars.push(Circular { id: CircularId::from_bytes(random()), to, letter, queued_at: now });
        }
        (letters, circulars)
    }
}
