//! Trying every crash point of one thing that a function does.

use std::collections::BTreeMap;

use testkit::Kept;

use super::exceptions::Exceptions;
use super::ground::Ground;
use super::mishap::{Mishap, all_are_tried, tried};
use super::picture::{Picture, Words, words};

/// How often something is delivered before it counts as never ending.
const DELIVERIES: usize = 6;

/// What came of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// It was answered as done.
    Done,
    /// It was answered that it could not be done now.
    Again(String),
    /// It was answered that it is not to be done, by this status.
    Refused(u16),
}

/// What a function changes outside the tables.
pub(crate) trait Outside {
    /// Makes it as it was before.
    async fn put_back(&self);
    /// What is there, a line for each.
    async fn lines(&self) -> Vec<String>;
}

/// Of a function that changes nothing there.
pub(crate) struct Nothing;

impl Outside for Nothing {
    async fn put_back(&self) {}

    async fn lines(&self) -> Vec<String> {
        Vec::new()
    }
}

/// What a function is to do, and where.
struct Subject<'a, O, D> {
    name: &'a str,
    ground: &'a Ground,
    outside: &'a O,
    deliver: D,
}

/// What was found so far.
#[derive(Default)]
pub(crate) struct Findings {
    pub(crate) points: usize,
    pub(crate) violations: Vec<String>,
    /// How many things were examined.
    pub(crate) subjects: usize,
    /// What may differ, by operation.
    exceptions: BTreeMap<String, Exceptions>,
}

/// What an undisturbed run begins and ends with.
struct Expected {
    kept: Kept,
    known: Words,
    before: Picture,
    after: Picture,
    calls: usize,
}

impl Findings {
    /// Tries each mishap at each call of what `deliver` delivers, and puts everything back as it was.
    pub(crate) async fn examine(&mut self, ground: &Ground, name: &str, deliver: impl AsyncFn() -> End) {
        self.examine_with(ground, name, &Nothing, deliver).await;
    }

    /// The same of what changes something outside the tables too.
    pub(crate) async fn examine_with(
        &mut self,
        ground: &Ground,
        name: &str,
        outside: &impl Outside,
        deliver: impl AsyncFn() -> End,
    ) {
        let subject = Subject { name, ground, outside, deliver };
        let expected = subject.undisturbed().await;
        self.subjects += 1;
        let operation = name.split(',').next().unwrap_or_default();
        let exceptions = self.exceptions.entry(operation.to_owned()).or_insert_with(|| Exceptions::of(operation));
        for at in 0..expected.calls {
            for mishap in tried() {
                self.points += 1;
                subject.put_back(&expected.kept).await;
                if let Err(what) = subject.point(&expected, exceptions, (at, *mishap)).await {
                    self.violations.push(format!("{name}, call {} of {}, {mishap}: {what}", at + 1, expected.calls));
                }
            }
        }
        subject.put_back(&expected.kept).await;
    }

    /// Fails where something was found.
    pub(crate) fn assert_nothing(mut self, wing: &str) {
        if all_are_tried() {
            let unneeded = self.exceptions.iter().flat_map(|(name, exceptions)| {
                exceptions.unneeded().map(move |exception| format!("{name}: nothing needs the exception {exception}"))
            });
            self.violations.extend(unneeded.collect::<Vec<_>>());
        }
        #[expect(clippy::print_stdout, reason = "the figures are what the test is run for")]
        {
            let Self { subjects, points, .. } = self;
            println!("{wing}: {subjects} subjects, {points} crash points, {} violations", self.violations.len());
        }
        assert!(self.violations.is_empty(), "{}", self.violations.join("\n"));
    }
}

impl<O: Outside, D: AsyncFn() -> End> Subject<'_, O, D> {
    async fn put_back(&self, kept: &Kept) {
        self.ground.world.go_back(kept);
        self.outside.put_back().await;
    }

    /// Delivers it once. Boxed: what a function holds is large.
    async fn attempt(&self, mishap: Option<(usize, Mishap)>) -> (Option<End>, usize) {
        self.ground.attempt(Box::pin((self.deliver)()), mishap).await
    }

    async fn picture(&self, kept: &Kept, known: &Words) -> Picture {
        Picture::of(kept, &self.outside.lines().await, known)
    }

    /// Runs it twice without mishaps: what is not the same both times is random.
    async fn undisturbed(&self) -> Expected {
        let Self { name, ground, .. } = self;
        let kept = ground.world.keep();
        self.outside.put_back().await;
        let lines_before = self.outside.lines().await;
        let (end, calls) = self.attempt(None).await;
        assert_eq!(end, Some(End::Done), "{name}");
        let (one, lines_of_one) = (ground.world.keep(), self.outside.lines().await);
        self.put_back(&kept).await;
        let (end, calls_again) = self.attempt(None).await;
        assert_eq!((end, calls_again), (Some(End::Done), calls), "{name}");
        let (two, lines_of_two) = (ground.world.keep(), self.outside.lines().await);
        let both = words(&one, &lines_of_one).intersection(&words(&two, &lines_of_two)).cloned().collect::<Words>();
        let known = words(&kept, &lines_before).into_iter().chain(both).collect();
        let before = Picture::of(&kept, &lines_before, &known);
        let after = Picture::of(&one, &lines_of_one, &known);
        assert_eq!(after, Picture::of(&two, &lines_of_two, &known), "{name}: two undisturbed runs are the same");
        Expected { kept, known, before, after, calls }
    }

    /// One crash point: the mishap, then as many deliveries as it takes.
    async fn point(
        &self,
        expected: &Expected,
        exceptions: &Exceptions,
        (at, mishap): (usize, Mishap),
    ) -> Result<(), String> {
        let mut met = Some((at, mishap));
        for delivery in 1..=DELIVERIES {
            let (end, _) = self.attempt(met.take()).await;
            let now = self.picture(&self.ground.world.keep(), &expected.known).await;
            let is_done = exceptions.hold(&now, &expected.after);
            let told = |what| format!("{end:?} (delivery {delivery}), {what}");
            match end {
                Some(End::Done) => return is_done.map_err(told),
                Some(End::Refused(status)) if exceptions.answer(status) => return is_done.map_err(told),
                Some(End::Refused(_)) => return Err(told(String::new())),
                None | Some(End::Again(_)) if is_done.is_ok() => {}
                None | Some(End::Again(_)) if exceptions.hold(&now, &expected.before).is_ok() => {}
                None | Some(End::Again(_)) => {
                    exceptions.are_parts(&now, &expected.before, &expected.after).map_err(told)?;
                }
            }
        }
        Err(format!("not done after {DELIVERIES} deliveries"))
    }
}
