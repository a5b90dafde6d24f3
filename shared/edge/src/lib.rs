//! What every HTTP function shares, so that no handler repeats it: session, problems, reading of bodies and headers, the
//! request line, serving. The clock, randomness and the environment enter the program here and nowhere else.
//!
//! A handler takes extractors of this crate and answers `Result<_, Problem>`; [`app`] puts around it what every request
//! gets, and [`serve()`] runs it on Lambda. Nothing here knows a database.

mod address;
mod ambient;
mod body;
mod events;
mod guard;
mod headers;
mod line;
mod logging;
mod page;
mod pages;
mod path;
mod problem;
mod query;
mod refusals;
mod request;
mod security;
mod serve;
mod session;
mod stream;

pub mod accounts;
pub mod bulletins;
pub mod calendar;
pub mod compliance;
pub mod students;

#[cfg(test)]
mod testing;

pub use address::CallerAddress;
pub use ambient::{Clock, Entropy, Settings, SettingsError};
pub use body::{Field, FieldErrors, Json};
pub use events::{Handled, serve_events};
pub use headers::{ETag, IdempotencyKey, IfMatch};
pub use logging::log_to;
pub use page::Page;
pub use pages::Limit;
pub use path::Path;
pub use problem::{FieldError, Problem};
pub use query::Query;
pub use refusals::Refusals;
pub use request::CurrentRequest;
pub use serve::{Stopped, app, serve};
pub use session::{NewToken, SessionToken, SetCookie, clear_cookie};
pub use stream::{BatchAnswer, StreamEvent};
