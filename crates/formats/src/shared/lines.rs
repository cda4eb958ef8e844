//! How lines end.

use std::borrow::Cow;

/// Returns bytes whose lines end in carriage returns alone, as programs of Mac OS 9 wrote, with line feeds in their
/// place, and all others as they are. The length stays.
pub(crate) fn with_line_feeds(bytes: &[u8]) -> Cow<'_, [u8]> {
    if memchr::memchr(b'\n', bytes).is_some() || memchr::memchr(b'\r', bytes).is_none() {
        return Cow::Borrowed(bytes);
    }
    bytes.iter().map(|byte| if *byte == b'\r' { b'\n' } else { *byte }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn carriage_returns_are_line_ends_only_where_there_are_no_others() {
        assert_eq!(&*with_line_feeds(b"a\rb\r\rc"), b"a\nb\n\nc");
        assert_eq!(&*with_line_feeds(b"a\rb\n"), b"a\rb\n");
    }
}
