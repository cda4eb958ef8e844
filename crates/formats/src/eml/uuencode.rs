//! Files that old mailers wrote into the text (uuencode, POSIX).

use super::mime::line_at;

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

/// Finds the files in a text, in order. One without its `end` line is none.
pub(super) fn files(text: &[u8]) -> Vec<File> {
    let mut files: Vec<File> = Vec::new();
    let at_start = text.starts_with(b"begin ").then_some(0);
    let starts =
        at_start.into_iter().chain(memchr::memmem::find_iter(text, b"\nbegin ").map(|at| at + 1));
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
    let (line, mut at) = line_at(text, start);
    let name = name(line)?;
    let mut bytes = Vec::new();
    while at < text.len() {
        let (line, next) = line_at(text, at);
        *searched = next;
        at = next;
        if line.trim_ascii_end() == b"end" {
            return Some(File { name, bytes, range: start..next });
        }
        decode_line(line, &mut bytes)?;
    }
    None
}

/// Reads `begin 644 name`.
fn name(line: &[u8]) -> Option<Vec<u8>> {
    let rest = line.strip_prefix(b"begin ")?;
    let space = memchr::memchr(b' ', rest)?;
    let (mode, name) = (&rest[..space], rest[space..].trim_ascii());
    let is_mode =
        (3..=4).contains(&mode.len()) && mode.iter().all(|byte| matches!(byte, b'0'..=b'7'));
    (is_mode && !name.is_empty()).then(|| name.to_vec())
}

/// Adds the bytes of one line: its length, then four characters for three bytes.
fn decode_line(line: &[u8], bytes: &mut Vec<u8>) -> Option<()> {
    let Some((&first, rest)) = line.split_first() else { return Some(()) };
    let value = |byte: u8| (b' '..=b'`').contains(&byte).then(|| (byte - b' ') & 0x3f);
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
    fn prose_that_begins_like_one_is_none() {
        assert!(files(b"begin 644 lines of prose\nthat never end.\n").is_empty());
        assert!(files(b"begin now\nend\n").is_empty());
    }
}
