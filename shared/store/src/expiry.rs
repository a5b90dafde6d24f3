use jiff::Timestamp;

/// The attribute by which DynamoDB removes what has expired: seconds since 1970. Removal may come days late, so every
/// reader checks the time itself.
pub(crate) const TTL: &str = "ttl";

/// The value of [`TTL`] for something that ends at `end`.
pub(crate) fn ttl(end: Timestamp) -> i64 {
    end.as_second()
}
