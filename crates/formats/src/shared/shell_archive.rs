//! Files that stand in a shell archive (`shar`): lines behind a command of the shell, each behind an `X`.

use memchr::memmem;

/// What takes the `X` away again.
const COMMAND: &[u8] = b"s/^X//";

/// Returns names and contents of the files.
pub(crate) fn files(text: &[u8]) -> Vec<(Vec<u8>, Vec<u8>)> {
    let mut files = Vec::new();
    if memmem::find(text, COMMAND).is_none() {
        return files;
    }
    let mut lines = text.split(|byte| *byte == b'\n').map(without_return);
    while let Some(line) = lines.next() {
        let Some((name, end)) = opened(line) else { continue };
        let mut content = Vec::new();
        for line in lines.by_ref().take_while(|line| *line != end) {
            content.extend_from_slice(line.strip_prefix(b"X").unwrap_or(line));
            content.push(b'\n');
        }
        files.push((name.to_vec(), content));
    }
    files
}

fn without_return(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// Returns the name of the file that a command writes, and the line that ends it.
fn opened(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let line = line.trim_ascii_start();
    let behind = &line[memmem::find(line, COMMAND).filter(|_| line.starts_with(b"sed"))?..];
    let end = word(behind, b"<<")?;
    let name = word(behind, b">")?;
    Some((name, end))
}

/// Returns the word behind a sign, without quotes.
fn word<'a>(line: &'a [u8], sign: &[u8]) -> Option<&'a [u8]> {
    let rest = line[memmem::find(line, sign)? + sign.len()..].trim_ascii_start();
    let rest = rest.strip_prefix(b"\\").unwrap_or(rest);
    let (quote, rest) = match rest {
        [quote @ (b'\'' | b'"'), rest @ ..] => (Some(*quote), rest),
        _ => (None, rest),
    };
    let ends = |byte: &u8| quote.map_or(byte.is_ascii_whitespace(), |quote| *byte == quote);
    let word = rest.split(ends).next().unwrap_or_default();
    (!word.is_empty()).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_come_without_their_marks() {
        let archive = b"#!/bin/sh\nsed 's/^X//' >note.txt <<'SHAR_EOF'\nXKestrel\nX\nXX sailed\nSHAR_EOF\nsed \"s/^X//\" << \\END > 'sub/two.txt'\nXHeron\nEND\nexit 0\n";
        let found = files(archive);
        let texts: Vec<(&[u8], &[u8])> =
            found.iter().map(|(name, text)| (&name[..], &text[..])).collect();
        assert_eq!(
            texts,
            [(&b"note.txt"[..], &b"Kestrel\n\nX sailed\n"[..]), (b"sub/two.txt", b"Heron\n")]
        );
    }

    #[test]
    fn scripts_hold_no_files_and_a_cut_archive_gives_what_it_has() {
        assert!(files(b"sed 's/^X//' in > out\ncat <<END\nx\nEND\n").is_empty());
        assert_eq!(files(b"sed 's/^X//' >a <<E\nXone")[0].1, b"one\n");
    }
}
