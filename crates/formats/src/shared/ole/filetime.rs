//! When something was done, in the clocks of these formats.

use mail_parser::DateTime;

/// Seconds from 1601 to 1970.
const TO_1970: u64 = 11_644_473_600;

/// Seconds from 1601 to 2200, after which no clock is believed.
const TO_2200: u64 = 18_902_592_000;

/// Turns a count of 100 nanoseconds since 1601 into ISO 8601; nothing where it is unset or absurd.
pub(crate) fn iso_8601(filetime: u64) -> Option<String> {
    let seconds = filetime / 10_000_000;
    if !(TO_1970..TO_2200).contains(&seconds) {
        return None;
    }
    let since_1970 = i64::try_from(seconds - TO_1970).ok()?;
    Some(DateTime::from_timestamp(since_1970).to_rfc3339())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_given_in_iso_8601_and_an_unset_one_not_at_all() {
        assert_eq!(iso_8601(0x01d9_0000_0000_0000).as_deref(), Some("2022-11-24T12:26:38Z"));
        assert_eq!(iso_8601(0), None);
        assert_eq!(iso_8601(u64::MAX), None);
    }
}
