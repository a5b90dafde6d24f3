//! What a program takes from its surroundings: the time, randomness, settings. `clippy.toml` forbids it elsewhere.

mod clock;
mod entropy;
mod settings;

pub use clock::Clock;
pub use entropy::Entropy;
pub use settings::{Settings, SettingsError};
