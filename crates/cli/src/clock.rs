//! What time it is: read here and nowhere else.

use std::time::{SystemTime, UNIX_EPOCH};

/// Returns the time in nanoseconds since 1970.
#[allow(clippy::disallowed_methods, reason = "this is the one place that reads the clock")]
pub(crate) fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_nanos()).unwrap_or(i64::MAX)
}

/// Returns a time in nanoseconds since 1970 as ISO 8601 in UTC, to the second.
pub(crate) fn printed(nanoseconds: i64) -> String {
    let seconds = nanoseconds.div_euclid(1_000_000_000);
    jiff::Timestamp::from_second(seconds).map(|time| time.to_string()).unwrap_or_default()
}

/// Returns the time as ISO 8601 in UTC, to the second.
pub(crate) fn stamp() -> String {
    printed(now())
}
