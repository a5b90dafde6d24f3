//! Who may do what: every operation in every role about records of every kind of place, compared with a model that knows
//! nothing of the code; and what becomes of a request whose right is taken away while it is under way.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops at what is wrong")]

mod api;
mod conferral;
#[expect(dead_code, reason = "what the tests of passkeys alone use")]
#[path = "../workflows/accounts/device.rs"]
mod device;
mod ids;
mod keys;
mod marks;
mod matrix;
mod oracle;
mod people;
mod places;
mod relation;
mod revocation;
mod rows;
mod scene;
mod second_factors;

/// A number that whoever runs the test sets in the environment.
#[expect(clippy::disallowed_methods, reason = "the size of the test, for whoever runs it")]
fn number(name: &str, otherwise: usize) -> usize {
    std::env::var(name).map_or(otherwise, |number| number.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}
