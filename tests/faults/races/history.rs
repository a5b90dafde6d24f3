//! Histories: who asks what, at random, and whether what was answered has an order.

use std::sync::{Arc, Mutex};

use edge::Entropy;
use stateright::semantics::{ConsistencyTester, LinearizabilityTester};

use super::record::{Answered, Asked, Code, Record, Save, State};

/// How many are at it, and how often each asks.
pub(super) const PEOPLE: usize = 3;
const REQUESTS: u64 = 3;

/// A record that people reach, each from a browser of their own.
pub(super) trait Shared: Clone + Send + Sync + 'static {
    /// Asks it; `who` is one of [`PEOPLE`].
    fn ask(&self, who: usize, asked: Asked) -> impl Future<Output = Answered> + Send;
}

/// What came out of histories.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    histories: usize,
    requests: usize,
    saved: usize,
    stale: usize,
    busy: usize,
    repeated: usize,
    /// Those without an order.
    pub(super) disordered: Vec<String>,
}

impl Tally {
    pub(super) fn add(&mut self, other: Self) {
        self.histories += other.histories;
        self.requests += other.requests;
        self.saved += other.saved;
        self.stale += other.stale;
        self.busy += other.busy;
        self.repeated += other.repeated;
        self.disordered.extend(other.disordered);
    }

    pub(super) fn print(&self, place: &str) {
        let Self { histories, requests, saved, stale, busy, repeated, disordered } = self;
        #[expect(clippy::print_stdout, reason = "the figures are what the test is run for")]
        {
            println!(
                "{place}: {histories} histories, {requests} requests: {saved} saves, {stale} stale, {busy} busy, {repeated} \
                 repeats; {} not linearizable",
                disordered.len()
            );
        }
    }

    pub(super) fn assert_linearizable(&self) {
        assert!(self.saved > self.histories && self.stale > 0 && self.repeated > 0, "they did race: {self:?}");
        assert!(self.disordered.is_empty(), "{}", self.disordered.join("\n"));
    }
}

/// What has happened so far, in order.
type Recorder = Arc<Mutex<(LinearizabilityTester<usize, Record>, Tally)>>;

/// Lets everybody ask `record` at once, as the dice of this number fall.
pub(super) async fn run(record: &impl Shared, number: u64) -> Tally {
    let tally = Tally { histories: 1, ..Tally::default() };
    let recorder: Recorder = Arc::new(Mutex::new((LinearizabilityTester::new(Record::new()), tally)));
    let mut people = tokio::task::JoinSet::new();
    for who in 0..PEOPLE {
        people.spawn(ask(record.clone(), who, Entropy::seeded(number * 10 + who as u64), Arc::clone(&recorder)));
    }
    let _ = people.join_all().await;
    let (tester, tally) = &*recorder.lock().unwrap();
    let mut tally = tally.clone();
    if !tester.is_consistent() {
        tally.disordered.push(format!("history {number}: {tester:?}"));
    }
    tally
}

/// One of the people.
async fn ask(record: impl Shared, who: usize, entropy: Entropy, recorder: Recorder) {
    let dice = |sides: u8| entropy.bytes::<1>()[0] % sides;
    let mut seen = 1;
    let mut last: Option<Save> = None;
    for key in 0..REQUESTS {
        let code: Code = [Some("PGE"), Some("NTE")][usize::from(dice(2))];
        let asked = match (dice(10), &last) {
            (0..3, _) => Asked::Read,
            (3..5, Some(save)) => Asked::Save(save.clone()),
            _ => Asked::Save(Save { key: (who, key), version: seen, code }),
        };
        let is_repeat = matches!(&asked, Asked::Save(save) if last.as_ref() == Some(save));
        let _ = recorder.lock().unwrap().0.on_invoke(who, asked.clone()).unwrap();
        let answered = record.ask(who, asked.clone()).await;
        let mut so_far = recorder.lock().unwrap();
        let _ = so_far.0.on_return(who, answered).unwrap();
        so_far.1.count(&asked, answered, is_repeat);
        if let Answered::Shown(State { version, .. }) | Answered::Stale(State { version, .. }) = answered {
            seen = version;
        }
        if let Asked::Save(save) = asked {
            last = Some(save);
        }
    }
}

impl Tally {
    fn count(&mut self, asked: &Asked, answered: Answered, is_repeat: bool) {
        self.requests += 1;
        self.repeated += usize::from(is_repeat);
        match answered {
            Answered::Shown(_) => self.saved += usize::from(*asked != Asked::Read && !is_repeat),
            Answered::Stale(_) => self.stale += 1,
            Answered::Busy => self.busy += 1,
        }
    }
}
