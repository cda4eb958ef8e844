//! Files that newsreaders write into the text byte by byte (yEnc 1.3, 2002).

use super::mime::line_at;
use super::uuencode::File;

/// What is added to each byte, and once more to those that a sign stands before.
const SHIFT: u8 = 42;
const ESCAPED: u8 = 64;

/// Finds the files in a text, in order; one without its end goes on to the end of the text.
pub(super) fn files(text: &[u8]) -> Vec<File> {
    let at_start = text.starts_with(b"=ybegin ").then_some(0);
    let starts =
        at_start.into_iter().chain(memchr::memmem::find_iter(text, b"\n=ybegin ").map(|at| at + 1));
    let mut files: Vec<File> = Vec::new();
    let mut searched = 0;
    for start in starts {
        if start >= searched
            && let Some(file) = file(text, start)
        {
            searched = file.range.end;
            files.push(file);
        }
    }
    files
}

fn file(text: &[u8], start: usize) -> Option<File> {
    let (line, mut at) = line_at(text, start);
    let name = name(line)?;
    let mut bytes = Vec::new();
    while at < text.len() {
        let (line, next) = line_at(text, at);
        at = next;
        if line.starts_with(b"=yend ") {
            break;
        }
        if !line.starts_with(b"=ypart ") {
            decode_line(line, &mut bytes);
        }
    }
    Some(File { name, bytes, range: start..at })
}

/// Reads `=ybegin line=128 size=123456 name=a name.txt`: the name goes to the end of the line.
fn name(line: &[u8]) -> Option<Vec<u8>> {
    let place = memchr::memmem::find(line, b" name=")?;
    let has_size = memchr::memmem::find(&line[..place], b" size=").is_some();
    let name = line[place + b" name=".len()..].trim_ascii();
    (has_size && !name.is_empty()).then(|| name.to_vec())
}

fn decode_line(line: &[u8], bytes: &mut Vec<u8>) {
    // The way of news and mail doubles a dot that a line begins with.
    let line = line.strip_prefix(b".").filter(|rest| rest.starts_with(b".")).unwrap_or(line);
    let mut escaped = false;
    for &byte in line {
        if byte == b'=' && !escaped {
            escaped = true;
            continue;
        }
        let byte = if escaped { byte.wrapping_sub(ESCAPED) } else { byte };
        bytes.push(byte.wrapping_sub(SHIFT));
        escaped = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_found_with_its_part_of_the_text() {
        // "Cat", a NUL behind a sign, and the end.
        let text = b"Here\n=ybegin part=1 line=128 size=4 name=a cat.txt\n=ypart begin=1 end=4\nm\x8b\x9e*\n=yend size=4\nbye\n";
        let found = files(text);
        assert_eq!(found.len(), 1);
        assert_eq!((&found[0].name[..], &found[0].bytes[..]), (&b"a cat.txt"[..], &b"Cat\0"[..]));
        assert_eq!(&text[found[0].range.end..], b"bye\n");
    }

    #[test]
    fn signs_and_doubled_dots_are_undone() {
        let mut bytes = Vec::new();
        decode_line(b"..=}=n", &mut bytes);
        assert_eq!(bytes, [b'.'.wrapping_sub(42), b'='.wrapping_sub(42), b'.'.wrapping_sub(42)]);
    }

    #[test]
    fn prose_that_begins_like_one_is_none_and_a_cut_one_gives_what_it_has() {
        assert!(files(b"=ybegin is a word of yEnc\n").is_empty());
        assert_eq!(files(b"=ybegin line=9 size=9 name=a\nm\x8b")[0].bytes, b"Ca");
    }
}
