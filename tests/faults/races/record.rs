//! What one record by itself would answer.

use std::collections::BTreeMap;

use stateright::semantics::SequentialSpec;

/// A code as it stands at a test: `PGE`, `NTE` or none.
pub(super) type Code = Option<&'static str>;

/// What is asked of the record.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Asked {
    /// How it stands.
    Read,
    /// That both tests have this code from now on.
    Save(Save),
}

/// A save.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Save {
    /// By whom, and under which idempotency key.
    pub(super) key: (usize, u64),
    /// The version it is about.
    pub(super) version: u64,
    pub(super) code: Code,
}

/// The version, and the codes of both tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct State {
    pub(super) version: u64,
    pub(super) codes: [Code; 2],
}

/// What is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Answered {
    /// How it stands: after the save, if one was asked for.
    Shown(State),
    /// That nothing was saved, since it was changed before; and how it stands.
    Stale(State),
    /// That nothing was saved, since somebody is at it.
    Busy,
}

/// A record with a version, which knows the saves it made by their keys.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Record {
    pub(super) state: State,
    made: BTreeMap<(usize, u64), Save>,
}

impl Record {
    /// One that nobody saved.
    pub(super) const fn new() -> Self {
        Self { state: State { version: 1, codes: [None; 2] }, made: BTreeMap::new() }
    }
}

impl SequentialSpec for Record {
    type Op = Asked;
    type Ret = Answered;

    fn invoke(&mut self, asked: &Asked) -> Answered {
        let Asked::Save(save) = asked else { return Answered::Shown(self.state) };
        if self.made.contains_key(&save.key) {
            return Answered::Shown(self.state);
        }
        if save.version != self.state.version {
            return Answered::Stale(self.state);
        }
        self.state = State { version: save.version + 1, codes: [save.code; 2] };
        self.made.insert(save.key, save.clone());
        Answered::Shown(self.state)
    }

    fn is_valid_step(&mut self, asked: &Asked, answered: &Answered) -> bool {
        // It may always say so, and then nothing was saved.
        *answered == Answered::Busy || self.invoke(asked) == *answered
    }
}
