//! What tests build on: an embedded DynamoDB that speaks the real protocol and has the template's own tables, a clock that
//! is set by hand, people and students of the demo's invented county, and a client that calls a router as a browser would.
#![expect(
    clippy::missing_panics_doc,
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test stops at what is wrong"
)]

mod browser;
mod calls;
mod emulator;
mod links;
mod logs;
mod meanwhile;
mod organizations;
mod people;
mod population;
mod retries;
mod reviews;
mod students;
mod tables;
mod template;
mod wire;
mod world;

pub use browser::{Answer, Browser};
pub use calls::{Call, Calls};
pub use emulator::MiniStack;
pub use links::mail_link;
pub use logs::{is_personal, keep_secret};
pub use meanwhile::Meanwhile;
pub use organizations::save_organization;
pub use people::{Person, at_county, at_lea, at_school, at_state};
pub use population::Population;
pub use retries::FreeRetries;
pub use reviews::{ReviewBuilder, a_review};
pub use students::{StudentBuilder, a_student};
pub use tables::{Copied, Kept};
pub use template::Template;
pub use wire::{Fault, Passed, Wire};
pub use world::{NOW, World, secrets};

/// Codes of the invented county that every test uses. Source: the design's demo data.
pub mod places {
    /// Poppy Valley Unified, a district.
    pub const POPPY: &str = "99000010000000";
    /// Alder Elementary of Poppy Valley.
    pub const ALDER: &str = "99000010000101";
    /// Cedar High of Poppy Valley.
    pub const CEDAR: &str = "99000010000103";
    /// Dune High of Poppy Valley.
    pub const DUNE: &str = "99000010000104";
    /// Estuary Charter, directly funded, authorized by Poppy Valley.
    pub const ESTUARY: &str = "99000090000201";
    /// Redwood Coast Unified, another district of the county.
    pub const REDWOOD: &str = "99000020000000";
    /// Grove High of Redwood Coast.
    pub const GROVE: &str = "99000020000102";
    /// Heron Charter, directly funded, with the digits of Poppy Valley, which authorized it.
    pub const HERON: &str = "99000010000202";
    /// The directly funded charters: each is its own LEA, whatever its digits say.
    pub const CHARTERS: [&str; 2] = [ESTUARY, HERON];
}
