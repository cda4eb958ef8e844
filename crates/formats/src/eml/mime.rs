//! How a mail falls into parts (RFC 2046), however broken.

/// A header block and what follows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part<'a> {
    /// The header block with its line ends; empty where there is none.
    pub(super) header: &'a [u8],
    /// What follows the blank line.
    pub(super) body: &'a [u8],
}

impl<'a> Part<'a> {
    /// Splits at the first blank line, or where lines are no header any more.
    pub(super) fn read(bytes: &'a [u8]) -> Self {
        let mut at = 0;
        while at < bytes.len() {
            let (line, next) = line_at(bytes, at);
            if line.is_empty() {
                return Self { header: &bytes[..at], body: &bytes[next..] };
            }
            let is_header = is_field(line) || at > 0 && belongs_to_header(line, &bytes[next..]);
            if !is_header {
                return Self { header: &bytes[..at], body: &bytes[at..] };
            }
            at = next;
        }
        Self { header: bytes, body: &[] }
    }
}

/// Tells whether a line that begins no field continues one: it is folded, or a field follows it (a broken fold).
fn belongs_to_header(line: &[u8], after: &[u8]) -> bool {
    let next = line_at(after, 0).0;
    if line.trim_ascii().is_empty() {
        return is_field(next);
    }
    line.starts_with(b" ") || line.starts_with(b"\t") || is_field(next) || next.starts_with(b"\t")
}

/// Tells whether a line begins a field: a name of printable characters, perhaps blanks, a colon (RFC 5322 §2.2, §4.5).
pub(super) fn is_field(line: &[u8]) -> bool {
    let Some(colon) = memchr::memchr(b':', &line[..line.len().min(200)]) else { return false };
    let name = line[..colon].trim_ascii_end();
    !name.is_empty() && name.iter().all(u8::is_ascii_graphic)
}

/// Returns the line at `at` without its end, and where the next begins.
pub(super) fn line_at(bytes: &[u8], at: usize) -> (&[u8], usize) {
    let rest = &bytes[at..];
    let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
    let mut line = &rest[..end];
    while let Some(shorter) = line.strip_suffix(b"\r") {
        line = shorter;
    }
    (line, (at + end + 1).min(bytes.len()))
}

/// A multipart body, split.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Split<'a> {
    /// What stands before the first part.
    pub(super) preamble: &'a [u8],
    /// The parts, each with its header.
    pub(super) parts: Vec<&'a [u8]>,
    /// What stands after the last part.
    pub(super) epilogue: &'a [u8],
    /// Whether the closing delimiter is missing.
    pub(super) is_open: bool,
}

/// Splits a multipart body at the delimiter lines of `boundary` (RFC 2046 §5.1.1).
pub(super) fn split<'a>(body: &'a [u8], boundary: &[u8]) -> Split<'a> {
    let mut split = Split { is_open: true, ..Split::default() };
    let mut start = None;
    for dash in delimiter_candidates(body) {
        let (line, next) = line_at(body, dash);
        let Some(is_last) = delimiter(line, boundary) else { continue };
        let part = &body[start.unwrap_or(0)..dash];
        match start {
            Some(_) => split.parts.push(without_line_end(part)),
            None => split.preamble = part,
        }
        start = Some(next);
        if is_last {
            split.epilogue = &body[next..];
            split.is_open = false;
            return split;
        }
    }
    match start {
        Some(start) => split.parts.push(&body[start..]),
        None => split.preamble = body,
    }
    split
}

/// Yields where lines begin with two dashes.
fn delimiter_candidates(body: &[u8]) -> impl Iterator<Item = usize> + '_ {
    let at_start = body.starts_with(b"--").then_some(0);
    at_start.into_iter().chain(memchr::memmem::find_iter(body, b"\n--").map(|at| at + 1))
}

/// Tells whether a line is a delimiter of `boundary`, and whether the closing one.
fn delimiter(line: &[u8], boundary: &[u8]) -> Option<bool> {
    let rest = line.strip_prefix(b"--")?.strip_prefix(boundary)?.trim_ascii_end();
    match rest {
        b"" => Some(false),
        b"--" => Some(true),
        _ => None,
    }
}

fn without_line_end(part: &[u8]) -> &[u8] {
    let part = part.strip_suffix(b"\n").unwrap_or(part);
    part.strip_suffix(b"\r").unwrap_or(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(bytes: &[u8]) -> (&[u8], &[u8]) {
        let part = Part::read(bytes);
        (part.header, part.body)
    }

    #[test]
    fn the_header_ends_at_the_blank_line_or_where_it_is_none() {
        assert_eq!(header(b"A: b\r\n c\r\n\r\nbody"), (&b"A: b\r\n c\r\n"[..], &b"body"[..]));
        assert_eq!(
            header(b"A: b\nno field here\nnor here\n"),
            (&b"A: b\n"[..], &b"no field here\nnor here\n"[..])
        );
        assert_eq!(header(b"A: b\nbroken fold\nC: d\n\nx").0, b"A: b\nbroken fold\nC: d\n");
        assert_eq!(header(b"\nbody"), (&b""[..], &b"body"[..]));
        assert_eq!(header(b"A: b"), (&b"A: b"[..], &b""[..]));
    }

    #[test]
    fn parts_are_split_at_their_own_boundary_only() {
        let found = split(b"pre\r\n--b\r\none\r\n--bc\r\n\r\n--b \r\ntwo\r\n--b--\r\npost", b"b");
        assert_eq!(found.preamble, b"pre\r\n");
        assert_eq!(found.parts, [&b"one\r\n--bc\r\n"[..], b"two"]);
        assert_eq!(found.epilogue, b"post");
        assert!(!found.is_open);
    }

    #[test]
    fn a_missing_end_keeps_the_last_part() {
        let found = split(b"--b\none\n--b\ntwo", b"b");
        assert_eq!(found.parts, [&b"one"[..], b"two"]);
        assert!(found.is_open);
        assert_eq!(split(b"nothing", b"b").preamble, b"nothing");
    }
}
