//! The protocol by which a letter is sent ([adr 15](../../docs/adr/0015-a-letter-is-a-row-first.md)), explored completely: two who
//! send, who may stop anywhere; answers and events of SES that may get lost; time that passes between any two steps.
//!
//! When a letter may be claimed and what an event makes of it is asked of the rules that the functions use. What is assumed: whoever
//! hands a letter to SES does so within 15 seconds of its claim (`send-mail` looks at the clock) and writes down what SES answered
//! within the lease, or never; and an event that is not lost comes within 60 seconds.

use domain::mail::{Claimable, Feedback, LEASE, LetterState};
use jiff::{SignedDuration, Timestamp};
use stateright::{Checker, Model, Property};

/// Time passes in steps of so many seconds.
const STEP: i64 = 15;
/// Within how many steps of its claim a letter may be handed over.
const HANDED_OVER_WITHIN: u8 = 1;
/// Within how many steps of its claim it is written down.
const WRITTEN_WITHIN: u8 = 2;
/// Within how many steps of the message its event comes.
const TOLD_WITHIN: u8 = 4;
/// How many steps after its claim a letter's age makes no difference any more.
const OLD: u8 = 8;

/// What may go wrong, at most.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Bad {
    crashes: u8,
    lost_events: u8,
    lost_answers: u8,
    /// How often SES has no room, or somebody is too slow to hand it over.
    refusals: u8,
}

/// The protocol, and how bad it may get.
struct Protocol {
    worst: Bad,
    /// Whether an event is waited for after the lease: always, but for the control.
    waits_for_events: bool,
}

/// One who sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Sender {
    /// Looks at the letter.
    Looking,
    /// Has claimed it, for this attempt, so many steps ago.
    Claimed { attempt: u8, age: u8 },
    /// Knows that SES took it, and is to write it down.
    Answered { attempt: u8, age: u8 },
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct State {
    letter: LetterState,
    attempts: u8,
    /// How many steps ago it was claimed.
    age: Option<u8>,
    senders: [Sender; 2],
    /// The messages that SES took.
    messages: u8,
    /// Within how many steps the events come that are on their way.
    events: Vec<u8>,
    left: Bad,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Claim(usize),
    /// It is claimed, and whoever claimed it does not learn so.
    ClaimUnanswered(usize),
    HandOver(usize),
    /// SES takes it, and whoever handed it over does not learn so.
    HandOverUnanswered(usize),
    /// SES does not get it, and whoever handed it over does not learn so.
    HandOverLost(usize),
    /// SES has no room, or it is too late to hand it over.
    PutBack(usize),
    WriteDown(usize),
    /// Written down or not, whoever does so does not learn it, and looks again.
    Crash(usize),
    Told(usize),
    EventLost(usize),
    TimePasses,
}

fn at(step: u8) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_secs(STEP * i64::from(step))
}

impl State {
    /// Whether the letter is with whoever claimed it for this attempt.
    fn is_of(&self, attempt: u8) -> bool {
        self.letter == LetterState::Sending && self.attempts == attempt
    }

    /// Whether a step of time may pass: nobody goes past what they keep.
    fn may_wait(&self) -> bool {
        let keeps = |sender: &Sender| match sender {
            Sender::Looking => true,
            Sender::Claimed { age, .. } => *age < HANDED_OVER_WITHIN,
            Sender::Answered { age, .. } => *age < WRITTEN_WITHIN,
        };
        self.senders.iter().all(keeps) && self.events.iter().all(|left| *left > 0)
    }

    fn wait(&mut self) {
        self.age = self.age.map(|age| OLD.min(age + 1));
        for sender in &mut self.senders {
            if let Sender::Claimed { age, .. } | Sender::Answered { age, .. } = sender {
                *age += 1;
            }
        }
        for left in &mut self.events {
            *left -= 1;
        }
    }
}

impl Protocol {
    fn is_claimable(&self, state: &State) -> bool {
        let (claimed_at, now) = (state.age.map(|_| at(0)), at(state.age.unwrap_or_default()));
        if !self.waits_for_events && state.letter == LetterState::Sending {
            return claimed_at.is_none_or(|claimed_at| claimed_at + LEASE <= now);
        }
        state.letter.claimable(claimed_at, now) == Claimable::Now
    }

    fn actions_of(&self, state: &State, sender: usize, steps: &mut Vec<Step>) {
        let left = &state.left;
        match state.senders[sender] {
            Sender::Looking if self.is_claimable(state) => {
                steps.push(Step::Claim(sender));
                if left.lost_answers > 0 {
                    steps.push(Step::ClaimUnanswered(sender));
                }
            }
            Sender::Looking => {}
            Sender::Claimed { .. } => {
                steps.push(Step::HandOver(sender));
                if left.lost_answers > 0 {
                    steps.extend([Step::HandOverUnanswered(sender), Step::HandOverLost(sender)]);
                }
                if left.refusals > 0 {
                    steps.push(Step::PutBack(sender));
                }
            }
            Sender::Answered { .. } => steps.push(Step::WriteDown(sender)),
        }
        if left.crashes > 0 && state.senders[sender] != Sender::Looking {
            steps.push(Step::Crash(sender));
        }
    }
}

impl Model for Protocol {
    type State = State;
    type Action = Step;

    fn init_states(&self) -> Vec<State> {
        vec![State {
            letter: LetterState::Queued,
            attempts: 0,
            age: None,
            senders: [Sender::Looking; 2],
            messages: 0,
            events: Vec::new(),
            left: self.worst.clone(),
        }]
    }

    fn actions(&self, state: &State, steps: &mut Vec<Step>) {
        for sender in 0..state.senders.len() {
            self.actions_of(state, sender, steps);
        }
        for event in 0..state.events.len() {
            steps.push(Step::Told(event));
            if state.left.lost_events > 0 {
                steps.push(Step::EventLost(event));
            }
        }
        if state.may_wait() {
            steps.push(Step::TimePasses);
        }
    }

    fn next_state(&self, state: &State, step: Step) -> Option<State> {
        let mut next = state.clone();
        match step {
            Step::Claim(sender) | Step::ClaimUnanswered(sender) => {
                (next.letter, next.attempts) = (LetterState::Sending, state.attempts + 1);
                next.age = Some(0);
                if matches!(step, Step::Claim(_)) {
                    next.senders[sender] = Sender::Claimed { attempt: next.attempts, age: 0 };
                } else {
                    next.left.lost_answers -= 1;
                }
            }
            Step::HandOver(sender) | Step::HandOverUnanswered(sender) | Step::HandOverLost(sender) => {
                let Sender::Claimed { attempt, age } = state.senders[sender] else { return None };
                next.senders[sender] = Sender::Answered { attempt, age };
                if !matches!(step, Step::HandOver(_)) {
                    next.senders[sender] = Sender::Looking;
                    next.left.lost_answers -= 1;
                }
                if !matches!(step, Step::HandOverLost(_)) {
                    next.messages += 1;
                    next.events.push(TOLD_WITHIN);
                }
            }
            Step::PutBack(sender) => {
                let Sender::Claimed { attempt, .. } = state.senders[sender] else { return None };
                next.left.refusals -= 1;
                if state.is_of(attempt) {
                    (next.letter, next.age) = (LetterState::Queued, None);
                }
                next.senders[sender] = Sender::Looking;
            }
            Step::WriteDown(sender) => {
                let Sender::Answered { attempt, .. } = state.senders[sender] else { return None };
                if state.is_of(attempt) {
                    next.letter = LetterState::Sent;
                }
                next.senders[sender] = Sender::Looking;
            }
            Step::Crash(sender) => {
                next.senders[sender] = Sender::Looking;
                next.left.crashes -= 1;
            }
            Step::Told(event) => {
                let _ = next.events.remove(event);
                if Feedback::Send.after().contains(&state.letter) {
                    next.letter = Feedback::Send.state();
                }
            }
            Step::EventLost(event) => {
                let _ = next.events.remove(event);
                next.left.lost_events -= 1;
            }
            Step::TimePasses => next.wait(),
        }
        Some(next)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always(
                "nothing is lost: where nothing can happen any more, it is sent",
                |protocol: &Self, state: &State| {
                    let mut steps = Vec::new();
                    protocol.actions(state, &mut steps);
                    !steps.is_empty() || (state.letter == LetterState::Sent && state.messages > 0)
                },
            ),
            Property::always("what is said to be sent was taken by SES", |_, state: &State| {
                state.letter != LetterState::Sent || state.messages > 0
            }),
            Property::always("it is doubled only where SES's event was lost", |protocol: &Self, state: &State| {
                state.messages <= 1 + protocol.worst.lost_events - state.left.lost_events
            }),
            Property::always("two never hand it over at the same time", |_, state: &State| {
                state.senders.iter().filter(|sender| matches!(sender, Sender::Claimed { .. })).count() < 2
            }),
            Property::sometimes("it is doubled", |_, state: &State| state.messages > 1),
        ]
    }
}

const WORST: Bad = Bad { crashes: 2, lost_events: 1, lost_answers: 2, refusals: 1 };

/// Explores all of it: the names of what was found, and how many states there are.
fn explore(protocol: Protocol) -> (Vec<&'static str>, usize) {
    let checker = protocol.checker().spawn_bfs().join();
    let states = checker.unique_state_count();
    (checker.discoveries().into_keys().collect(), states)
}

#[test]
fn a_letter_is_never_lost_and_doubled_only_where_neither_answer_nor_event_came() {
    let (found, states) = explore(Protocol { worst: WORST, waits_for_events: true });
    #[expect(clippy::print_stdout, reason = "the figures are what the test is run for")]
    {
        println!("the mail protocol: {states} states, with at worst {WORST:?}");
    }
    assert_eq!(found, ["it is doubled"], "what is never and what is sometimes");
}

#[test]
fn where_no_event_is_lost_it_is_sent_exactly_once() {
    let worst = Bad { lost_events: 0, ..WORST };
    let (found, _) = explore(Protocol { worst, waits_for_events: true });
    assert_eq!(found, Vec::<&str>::new());
}

#[test]
fn one_that_does_not_wait_for_the_event_is_found_to_double() {
    let (found, _) = explore(Protocol { worst: WORST, waits_for_events: false });
    assert!(found.contains(&"it is doubled only where SES's event was lost"), "{found:?}");
}
