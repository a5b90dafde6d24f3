use serde::Serialize;

use crate::context::{Context, Files, files};

/// A notification of an LEA's coordinators.
#[derive(Serialize)]
pub(crate) struct Notification {
    pub(crate) organization_name: String,
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) by: String,
    pub(crate) unsubscribe: String,
}

impl Context for Notification {
    const FILES: Files = files!("notification");

    fn sample() -> Self {
        Self {
            organization_name: "Poppy Valley Unified".into(),
            subject: "Training of test administrators".into(),
            text: "The training is on Tuesday at 3 p.m. in the library of Cedar High.\nBring your device.".into(),
            by: "Lee Romero, LEA CAASPP coordinator, Poppy Valley Unified".into(),
            unsubscribe: "https://toms.example.org/unsubscribe#x".into(),
        }
    }
}
