//! What may become of a call.

use std::fmt;

use testkit::Fault;

/// What one call meets.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mishap {
    /// What becomes of an attempt at it.
    pub(crate) fault: Fault,
    /// Whether every attempt meets it that the SDK makes, or the first alone.
    pub(crate) lasts: bool,
}

const fn lasting(fault: Fault) -> Mishap {
    Mishap { fault, lasts: true }
}

const fn once(fault: Fault) -> Mishap {
    Mishap { fault, lasts: false }
}

/// Each that a call may meet. A process ends once; one answer that is lost is another thing than all: the SDK asks again, and
/// the service was asked before.
const ALL: [Mishap; 8] = [
    lasting(Fault::Before),
    lasting(Fault::Lost),
    once(Fault::Lost),
    lasting(Fault::Unanswered),
    lasting(Fault::Throttled),
    lasting(Fault::Refused),
    once(Fault::KilledBefore),
    once(Fault::KilledAfter),
];

/// What is tried with `make test`: what stopped short of its effect, and what had it and is not known to have.
const FEW: [Mishap; 2] = [lasting(Fault::Before), lasting(Fault::Lost)];

/// Whether every one is tried: where `OPENTOMS_CRASH_POINTS` is `all`.
#[expect(clippy::disallowed_methods, reason = "the size of the test, for whoever runs it")]
pub(crate) fn all_are_tried() -> bool {
    std::env::var("OPENTOMS_CRASH_POINTS").is_ok_and(|which| which == "all")
}

/// Those that are tried.
pub(crate) fn tried() -> &'static [Mishap] {
    if all_are_tried() { &ALL } else { &FEW }
}

impl fmt::Display for Mishap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let when = if self.lasts { "at every attempt" } else { "once" };
        write!(f, "{:?} {when}", self.fault)
    }
}
