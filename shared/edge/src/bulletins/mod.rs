//! How the status of the systems is shown: the same in the API's answer and in its copy among the portal's files.

mod status;

pub use status::StatusBody;
