//! Files that old mailers wrote into the text (uuencode, POSIX).

use super::mime::line_at;
use crate::shared::base64;

/// A file in the text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct File {
    /// Its name.
    pub(super) name: Vec<u8>,
    /// Its bytes.
    pub(super) bytes: Vec<u8>,
    /// Where it stands in the text.
    pub(super) range: std::ops::Range<usize>,
}

/// Finds the files in a text, in order. One without its `end` line ends where lines are no longer as long as they state.
pub(super) fn files(text: &[u8]) -> Vec<File> {
    let mut files: Vec<File> = Vec::new();
    let at_start = text.starts_with(b"begin").then_some(0);
    let starts =
        at_start.into_iter().chain(memchr::memmem::find_iter(text, b"\nbegin").map(|at| at + 1));
    let mut searched = 0;
    for start in starts {
        if start >= searched
            && let Some(file) = file(text, start, &mut searched)
        {
            files.push(file);
        }
    }
    files
}

/// Reads the file that begins at `start`, and notes how far it looked.
fn file(text: &[u8], start: usize, searched: &mut usize) -> Option<File> {
    let (line, at) = line_at(text, start);
    if let Some(rest) = line.strip_prefix(b"begin-base64 ") {
        return base64_file(text, name(rest)?, start..at, searched);
    }
    let name = name(line.strip_prefix(b"begin ")?)?;
    let mut bytes = Vec::new();
    let (mut at, mut exact) = (at, None);
    let mut is_exact = true;
    while at < text.len() {
        let (line, next) = line_at(text, at);
        *searched = next;
        if line.trim_ascii_end() == b"end" {
            return Some(File { name, bytes, range: start..next });
        }
        is_exact &= is_as_long_as_stated(line);
        if decode_line(line, &mut bytes).is_none() {
            *searched = at;
            break;
        }
        at = next;
        if is_exact && !line.is_empty() {
            exact = Some((bytes.len(), at));
        }
    }
    let (length, end) = exact?;
    bytes.truncate(length);
    Some(File { name, bytes, range: start..end })
}

/// Reads a file in Base64 up to the line that ends it.
fn base64_file(
    text: &[u8],
    name: Vec<u8>,
    head: std::ops::Range<usize>,
    searched: &mut usize,
) -> Option<File> {
    let mut at = head.end;
    while at < text.len() {
        let (line, next) = line_at(text, at);
        *searched = next;
        if line.starts_with(b"====") {
            let bytes = base64::decode(&text[head.end..at]).bytes;
            return Some(File { name, bytes, range: head.start..next });
        }
        at = next;
    }
    None
}

/// Reads `644 name`.
fn name(rest: &[u8]) -> Option<Vec<u8>> {
    let space = memchr::memchr(b' ', rest)?;
    let (mode, name) = (&rest[..space], rest[space..].trim_ascii());
    let is_mode =
        (3..=4).contains(&mode.len()) && mode.iter().all(|byte| matches!(byte, b'0'..=b'7'));
    (is_mode && !name.is_empty()).then(|| name.to_vec())
}

fn value(byte: u8) -> Option<u8> {
    (b' '..=b'`').contains(&byte).then(|| (byte - b' ') & 0x3f)
}

/// Tells whether a line has as many characters as its length asks for, which prose has by chance alone.
fn is_as_long_as_stated(line: &[u8]) -> bool {
    let stated = line.first().and_then(|first| value(*first)).map_or(0, usize::from);
    line.is_empty() || line.len() == 1 + stated.div_ceil(3) * 4
}

/// Adds the bytes of one line: its length, then four characters for three bytes.
fn decode_line(line: &[u8], bytes: &mut Vec<u8>) -> Option<()> {
    let Some((&first, rest)) = line.split_first() else { return Some(()) };
    let end = bytes.len() + usize::from(value(first)?);
    for group in rest.chunks(4) {
        let mut bits = 0u32;
        for at in 0..4 {
            bits = bits << 6 | u32::from(value(group.get(at).copied().unwrap_or(b' '))?);
        }
        bytes.extend_from_slice(&bits.to_be_bytes()[1..]);
    }
    bytes.resize(end, 0);
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_in_the_text_is_found() {
        let text = b"Here:\nbegin 644 cat.txt\n#0V%T\n`\nend\nbye\n";
        let found = files(text);
        assert_eq!(
            found,
            [File { name: b"cat.txt".to_vec(), bytes: b"Cat".to_vec(), range: 6..36 }]
        );
    }

    #[test]
    fn a_file_without_its_end_ends_where_lines_are_not_as_long_as_they_state() {
        let line = "M4&5S=')I:V]V(&AA<R!P86ED(&)Y('1R86YS9F5R+R!A;F0@:&%S(&=O;F4N\n";
        let text = format!("Here:\nbegin 644 memo.txt\n{line}{line}\nGOOD BYE, says Vera.\n");
        let found = files(text.as_bytes());
        assert_eq!((found.len(), found[0].bytes.len()), (1, 90));
        assert!(found[0].bytes.starts_with(b"Pestrikov has paid"));
        assert!(text[found[0].range.end..].contains("GOOD BYE"));
        let cut = format!("begin 644 memo.txt\n{line}");
        assert_eq!(files(cut.as_bytes())[0].bytes.len(), 45);
    }

    #[test]
    fn a_file_in_base64_is_found() {
        let found = files(b"x\nbegin-base64 644 a.txt\nQ2F0\n====\ny\n");
        assert_eq!((&found[0].bytes[..], found[0].range.clone()), (&b"Cat"[..], 2..35));
        assert!(files(b"begin-base64 644 a.txt\nQ2F0\n").is_empty());
    }

    #[test]
    fn prose_that_begins_like_one_is_none() {
        assert!(files(b"begin 644 lines of prose\nthat never end.\n").is_empty());
        assert!(files(b"begin now\nend\n").is_empty());
    }
}
