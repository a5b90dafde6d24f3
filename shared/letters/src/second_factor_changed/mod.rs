use serde::Serialize;

use crate::context::{Context, Files, files};

/// Something about your second factor changed.
#[derive(Serialize)]
pub(crate) struct SecondFactorChanged {
    pub(crate) at: String,
    pub(crate) what: &'static str,
    /// How many recovery codes are left, after one was used.
    pub(crate) left: Option<u8>,
}

impl Context for SecondFactorChanged {
    const FILES: Files = files!("second_factor_changed");

    fn sample() -> Self {
        Self {
            at: "November 22, 2026, 12:00 PM Pacific Time".into(),
            what: "a recovery code was used to sign in",
            left: Some(3),
        }
    }
}
