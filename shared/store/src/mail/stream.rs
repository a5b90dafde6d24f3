use domain::mail::{CircularId, LetterId};

/// The letter that an item of the mail table belongs to, by its partition key as the table's stream gives it; `None` for
/// items of something else.
#[must_use]
pub fn letter_at(partition_key: &str) -> Option<LetterId> {
    partition_key.strip_prefix("MAIL#")?.parse().ok()
}

/// Likewise the circular.
#[must_use]
pub fn circular_at(partition_key: &str) -> Option<CircularId> {
    partition_key.strip_prefix("CIRCULAR#")?.parse().ok()
}
