//! What the tests of commands share.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use edge::{Entropy, Settings};
use testkit::World;

use crate::connection::Ambient;
use crate::console::Console;

/// The surroundings of a test: its world's clock and seeded bytes.
pub(crate) fn ambient(world: &World) -> Ambient {
    let none: [(String, String); 0] = [];
    Ambient { clock: world.clock(), entropy: Entropy::seeded(1), settings: Settings::from_pairs(none) }
}

/// Keeps what a console says.
#[derive(Clone, Default)]
pub(crate) struct Said(Arc<Mutex<Vec<u8>>>);

impl Said {
    /// A console that speaks here.
    pub(crate) fn console(&self, json: bool) -> Console {
        Console::to(self.clone(), json)
    }

    /// What was said since the last time.
    pub(crate) fn text(&mut self) -> String {
        String::from_utf8(std::mem::take(&mut *self.0.lock().unwrap())).unwrap()
    }

    /// The same, as JSON.
    pub(crate) fn json(&mut self) -> serde_json::Value {
        serde_json::from_str(&self.text()).unwrap()
    }
}

impl Write for Said {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
