//! How far a letter came.
//!
//! `queued` → `sending` → `sent` → `delivered`, `bounced` or `complained`; beside the road `dropped` and `failed`.
//!
//! SES takes no key by which it would know a letter again, so whoever did not get its answer cannot know whether it sent.
//! Such a letter stays `sending`. It is sent again only when its lease is over and then for [`SETTLE`] no *Send* event of
//! SES came. So nothing is lost, and a letter is doubled only if SES took it and both its answer and its event were lost.

use jiff::{SignedDuration, Timestamp};

codes! {
    /// How far a letter came.
    pub enum LetterState, "a letter's state" {
        /// To be sent.
        Queued = "queued",
        /// Somebody is at it, or nobody knows whether SES took it.
        Sending = "sending",
        /// SES has it.
        Sent = "sent",
        /// The recipient's mail server has it.
        Delivered = "delivered",
        /// It came back.
        Bounced = "bounced",
        /// The recipient called it spam.
        Complained = "complained",
        /// Not to be sent: see [`Reason`].
        Dropped = "dropped",
        /// SES does not take it; an operator may send it again.
        Failed = "failed",
    }
}

codes! {
    /// Why a letter was dropped.
    pub enum Reason, "a reason" {
        /// There is nobody to send it to, or nothing to tell them.
        Nobody = "nobody",
        /// The address bounced or complained before.
        Suppressed = "suppressed",
        /// A later letter carries the link that counts, or its own was used.
        Superseded = "superseded",
        /// The addressee wants no bulletins by mail.
        Unsubscribed = "unsubscribed",
    }
}

/// How long whoever claims a letter has for sending it and writing that down. Longer than every time-out on the way.
pub const LEASE: SignedDuration = SignedDuration::from_secs(30);
/// How long after that SES's *Send* event is waited for. Our choice; they come within seconds.
pub const SETTLE: SignedDuration = SignedDuration::from_secs(60);

/// What SES tells of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Feedback {
    /// SES took it and will try to deliver it.
    Send,
    /// SES found a virus in it.
    Reject,
    /// The recipient's mail server took it.
    Delivery,
    /// It came back for good; `permanent` when the address itself does not take mail.
    Bounce {
        /// Whether nothing will ever be delivered there.
        permanent: bool,
    },
    /// The recipient called it spam.
    Complaint,
}

impl Feedback {
    /// The state it leads to.
    #[must_use]
    pub const fn state(self) -> LetterState {
        match self {
            Self::Send => LetterState::Sent,
            Self::Reject => LetterState::Failed,
            Self::Delivery => LetterState::Delivered,
            Self::Bounce { .. } => LetterState::Bounced,
            Self::Complaint => LetterState::Complained,
        }
    }

    /// The states it leads there from. Events come in any order and more than once, so what is further on stays.
    #[must_use]
    pub const fn after(self) -> &'static [LetterState] {
        use LetterState::{Bounced, Delivered, Failed, Queued, Sending, Sent};
        match self {
            Self::Send => &[Queued, Sending, Failed],
            Self::Reject | Self::Delivery => &[Queued, Sending, Sent],
            Self::Bounce { .. } => &[Queued, Sending, Sent, Delivered],
            Self::Complaint => &[Queued, Sending, Sent, Delivered, Bounced],
        }
    }

    /// Whether no letter shall go to the address any more.
    #[must_use]
    pub const fn suppresses(self) -> bool {
        matches!(self, Self::Bounce { permanent: true } | Self::Complaint)
    }
}

/// Whether a letter may be claimed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claimable {
    /// Yes.
    Now,
    /// Not before this time: somebody is at it, or SES's event may still come.
    At(Timestamp),
    /// There is nothing to do any more.
    Never,
}

impl LetterState {
    /// Whether it has not left, so that an operator may want to know.
    #[must_use]
    pub const fn is_unsent(self) -> bool {
        matches!(self, Self::Queued | Self::Sending | Self::Failed)
    }

    /// Whether a letter in this state, claimed at `claimed_at` if it was, may be claimed at `now`.
    #[must_use]
    pub fn claimable(self, claimed_at: Option<Timestamp>, now: Timestamp) -> Claimable {
        match (self, claimed_at) {
            (Self::Queued, _) | (Self::Sending, None) => Claimable::Now,
            (Self::Sending, Some(claimed_at)) => {
                let settled = claimed_at + LEASE + SETTLE;
                if settled <= now { Claimable::Now } else { Claimable::At(settled) }
            }
            _ => Claimable::Never,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Feedback; 6] = [
        Feedback::Send,
        Feedback::Reject,
        Feedback::Delivery,
        Feedback::Bounce { permanent: true },
        Feedback::Bounce { permanent: false },
        Feedback::Complaint,
    ];

    fn after(events: &[Feedback]) -> LetterState {
        let step = |state, event: &Feedback| if event.after().contains(&state) { event.state() } else { state };
        events.iter().fold(LetterState::Sending, step)
    }

    #[test]
    fn the_order_and_the_number_of_events_do_not_change_what_became_of_a_letter() {
        use Feedback::{Complaint, Delivery, Send};
        for events in [[Send, Delivery, Complaint], [Complaint, Send, Delivery], [Delivery, Complaint, Send]] {
            let twice: Vec<_> = events.iter().chain(&events).copied().collect();
            assert_eq!(after(&twice), LetterState::Complained);
        }
        for bounce in [Feedback::Bounce { permanent: true }, Feedback::Bounce { permanent: false }] {
            assert_eq!(after(&[bounce, Send]), after(&[Send, bounce]));
        }
    }

    #[test]
    fn no_event_puts_a_letter_back_to_where_it_would_be_sent() {
        for event in ALL {
            assert!(!matches!(event.state(), LetterState::Queued | LetterState::Sending));
            assert!(!event.after().contains(&LetterState::Dropped));
        }
    }

    #[test]
    fn a_letter_that_somebody_is_at_is_claimed_only_after_lease_and_settling() {
        let at: Timestamp = "2026-11-22T20:00:00Z".parse().unwrap();
        let settled = at + LEASE + SETTLE;
        let second = SignedDuration::from_secs(1);
        assert_eq!(LetterState::Sending.claimable(Some(at), settled - second), Claimable::At(settled));
        assert_eq!(LetterState::Sending.claimable(Some(at), settled), Claimable::Now);
        assert_eq!(LetterState::Queued.claimable(Some(at), at), Claimable::Now);
        for done in [LetterState::Sent, LetterState::Dropped, LetterState::Failed, LetterState::Bounced] {
            assert_eq!(done.claimable(Some(at), settled), Claimable::Never);
        }
    }
}
