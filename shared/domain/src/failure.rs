/// What any store may answer instead of data. It has an inside, for the log; what the outside is told is decided at the
/// edge.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// A dependency did not answer in time or refused for now: trying again may help.
    #[error("a dependency did not answer")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Stored data, a right or this program is at fault: trying again does not help.
    #[error("stored data or this program is at fault")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}
