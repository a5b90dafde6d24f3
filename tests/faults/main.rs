//! What goes wrong between two calls: every call of every function fails in every way, and many save at the same moment.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test stops at what is wrong")]

mod crash_points;
#[expect(dead_code, reason = "what the tests of passkeys alone use")]
#[path = "../workflows/accounts/device.rs"]
mod device;
mod protocol;
mod races;
