//! How a mail falls into parts (RFC 2046), however broken.

/// How long a boundary may be (RFC 2046 §5.1.1 has 70).
const BOUNDARY: usize = 200;

/// A body that names no boundary is searched for one in so many lines that begin with two dashes.
const DELIMITERS_TRIED: usize = 1000;

/// A header block and what follows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part<'a> {
    /// The header block with its line ends; empty where there is none.
    pub(super) header: &'a [u8],
    /// What follows the blank line.
    pub(super) body: &'a [u8],
}

impl<'a> Part<'a> {
    /// Splits at the first blank line, or where lines are no header any more; blank lines before the fields that
    /// describe the body do not end the header, nor do those before all fields.
    pub(super) fn read(bytes: &'a [u8]) -> Self {
        let part = Self::read_block(bytes, 0);
        let gap = part.body.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        if has_field(part.header, b"content-type") {
            return part;
        }
        let rest = Self::read_block(&part.body[gap..], 0);
        // A part of a digest has no header of its own, and a whole mail as its body (RFC 2046 §5.1.5).
        let is_mail = part.header.is_empty() && has_field(rest.header, b"from");
        if is_mail || !has_field(rest.header, b"content-type") {
            return part;
        }
        let end = bytes.len() - rest.body.len();
        Self { header: &bytes[..end], body: rest.body }
    }

    fn read_block(bytes: &'a [u8], mut at: usize) -> Self {
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
    // The delimiter of a part, with the blank line before it missing.
    if line.starts_with(b"--") {
        return false;
    }
    if line.trim_ascii().is_empty() {
        return !line.is_empty() && is_field(after_folds(after));
    }
    line.starts_with(b" ") || line.starts_with(b"\t") || is_field(next) || next.starts_with(b"\t")
}

/// Returns the first line that continues no other.
fn after_folds(bytes: &[u8]) -> &[u8] {
    let mut at = 0;
    loop {
        let (line, next) = line_at(bytes, at);
        let is_fold = line.starts_with(b" ") || line.starts_with(b"\t");
        if !is_fold || next >= bytes.len() {
            return line;
        }
        at = next;
    }
}

/// Tells whether a line begins a field: a name of printable characters, perhaps blanks, a colon (RFC 5322 §2.2, §4.5).
pub(super) fn is_field(line: &[u8]) -> bool {
    let Some(colon) = memchr::memchr(b':', &line[..line.len().min(200)]) else { return false };
    let name = line[..colon].trim_ascii_end();
    !name.is_empty() && name.iter().all(u8::is_ascii_graphic)
}

/// Tells whether a block has a field of this name in lower case.
pub(super) fn has_field(block: &[u8], name: &[u8]) -> bool {
    block.split(|byte| *byte == b'\n').any(|line| {
        let colon = memchr::memchr(b':', line).unwrap_or(0);
        line[..colon].trim_ascii_end().eq_ignore_ascii_case(name)
    })
}

/// Returns the boundary of the first delimiter line in a body that fields of a part follow.
pub(super) fn boundary_in(body: &[u8]) -> Option<&[u8]> {
    let mut candidates = delimiter_candidates(body).take(DELIMITERS_TRIED);
    candidates.find_map(|dash| {
        let (line, next) = line_at(body, dash);
        let boundary = line[2..].trim_ascii_end();
        let is_boundary = (1..=BOUNDARY).contains(&boundary.len())
            && boundary.iter().any(u8::is_ascii_alphanumeric);
        let follows = line_at(body, next).0;
        let name = follows.get(..8).unwrap_or_default();
        (is_boundary && is_field(follows) && name.eq_ignore_ascii_case(b"content-"))
            .then_some(boundary)
    })
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
    let (mut start, mut last_part) = (None, None);
    for dash in delimiter_candidates(body) {
        let (line, next) = line_at(body, dash);
        let Some(is_last) = delimiter(line, boundary) else { continue };
        let part = &body[start.unwrap_or(0)..dash];
        match start {
            Some(_) => split.parts.push(without_line_end(part)),
            None => split.preamble = part,
        }
        start = Some(next);
        if is_last && *last_part.get_or_insert_with(|| last_start(body, boundary)) < next {
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

/// Returns where the last delimiter stands that fields of a part follow: one may stand behind a closing delimiter that came
/// too early, or that is of an inner multipart with the same boundary.
fn last_start(body: &[u8], boundary: &[u8]) -> usize {
    let is_start = |dash: &usize| {
        let (line, next) = line_at(body, *dash);
        let follows = line_at(body, next).0.get(..8).unwrap_or_default();
        delimiter(line, boundary) == Some(false) && follows.eq_ignore_ascii_case(b"content-")
    };
    delimiter_candidates(body).filter(is_start).last().unwrap_or(0)
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
        assert_eq!(header(b"A: b\n--x\nC: d\n\ny"), (&b"A: b\n"[..], &b"--x\nC: d\n\ny"[..]));
    }

    #[test]
    fn blank_lines_before_the_type_of_the_body_do_not_end_the_header() {
        let mail = b"A: b\n\n \nContent-Type: text/html\n\nbody";
        assert_eq!(header(mail), (&b"A: b\n\n \nContent-Type: text/html\n\n"[..], &b"body"[..]));
        let quoted = b"A: b\nContent-type: text/plain\n\nContent-Type: text/html\n\nbody";
        assert_eq!(header(quoted).0, b"A: b\nContent-type: text/plain\n");
        let late = b"\r\n\r\nContent-Type: text/html\r\n\r\nbody";
        assert_eq!(header(late).1, b"body");
        assert_eq!(header(b"\nNote: of\n\nbody").1, b"Note: of\n\nbody");
        let mail = b"\nFrom: a@b.org\nContent-Type: text/html\n\nbody";
        assert_eq!(header(mail).1, &mail[1..]);
    }

    #[test]
    fn a_line_of_blanks_within_a_folded_field_does_not_end_the_header() {
        let folded = b"Subject: one\r\n \r\n two\r\nA: b\r\n\r\nbody";
        assert_eq!(header(folded).1, b"body");
        assert_eq!(
            header(b"A: b\n \n  indented text\nand more").1,
            b" \n  indented text\nand more"
        );
    }

    #[test]
    fn a_boundary_is_found_in_the_body() {
        assert_eq!(
            boundary_in(b"x\n-- \nname\n--=_1 \nContent-Type: text/plain\n\n"),
            Some(&b"=_1"[..])
        );
        assert_eq!(boundary_in(b"x\n--\nContent-Type: is a field\n--a\nb"), None);
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
