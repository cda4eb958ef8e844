//! Files in Base64 that stand in a text with nothing that marks them but their lines: mails that a server sends back as text,
//! recorded dialogues, letters that were copied with their parts.

use super::mime::line_at;
use super::uuencode::File;
use crate::shared::{base64, embedded, encoded_words};

/// Lines of Base64 are so long at least (RFC 2045 §6.8 has 76).
const LINE: usize = 60;

/// In so many bytes before a file its name is looked for.
const BEFORE: usize = 600;

/// Finds the files in a text, in order.
pub(super) fn files(text: &[u8]) -> Vec<File> {
    let mut files = Vec::new();
    let (mut at, mut is_armoured) = (0, false);
    while at < text.len() {
        let (line, next) = line_at(text, at);
        // Keys, certificates and messages of OpenPGP have readers of their own.
        is_armoured =
            line.starts_with(b"-----BEGIN ") || is_armoured && !line.starts_with(b"-----END ");
        let end = if is_armoured { at } else { end_of_block(text, at) };
        if end > at
            && let Some(file) = embedded::of_bytes(base64::decode(&text[at..end]).bytes)
        {
            let number = files.len() + 1;
            let (extension, bytes) = file.into_parts();
            let name = name_before(&text[at.saturating_sub(BEFORE)..at]);
            let name = name.unwrap_or_else(|| format!("content-{number}.{extension}"));
            files.push(File { name: name.into_bytes(), bytes, range: at..end });
        }
        at = end.max(next);
    }
    files
}

/// Returns where lines of Base64 end that begin at `start`: two at least, all of one length but the last.
fn end_of_block(text: &[u8], start: usize) -> usize {
    let length = line_at(text, start).0.len();
    if length < LINE || !length.is_multiple_of(4) {
        return start;
    }
    let (mut at, mut lines) = (start, 0);
    while at < text.len() {
        let (line, next) = line_at(text, at);
        if line.is_empty() || line.len() > length || !is_base64(line) {
            break;
        }
        (at, lines) = (next, lines + 1);
        if line.len() < length || line.ends_with(b"=") {
            break;
        }
    }
    if lines > 1 { at } else { start }
}

fn is_base64(line: &[u8]) -> bool {
    let body = line.strip_suffix(b"=").unwrap_or(line);
    let body = body.strip_suffix(b"=").unwrap_or(body);
    line.len().is_multiple_of(4)
        && body.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'))
}

/// Returns the name in the fields right before a file: `filename="list.pdf"`.
fn name_before(text: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(text);
    let fields = text.trim_end().rsplit("\n\n").next()?.rsplit("\r\n\r\n").next()?;
    let (_, name) = fields.rsplit_once("name=")?;
    let name = match name.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next()?,
        None => name.split([';', '\r', '\n']).next()?,
    };
    let name = encoded_words::decoded(name.trim()).replace(['/', '\0'], "_");
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: &str = "QmVsb3plcm92IGNyb3NzZWQgYXQgTmFydmEsIGFuZCBPc3Ryb3ZuYXlhIHBhaWQgdGhlIGxhd3ll\nciBpbiBSaWdhLg==\n";

    #[test]
    fn a_file_between_words_is_found_with_its_name() {
        let text = format!(
            "It came back:\n\nContent-Type: text/plain; name=\"a.txt\"\nContent-Transfer-Encoding: base64\n\n{LINES}--end\n"
        );
        let found = files(text.as_bytes());
        assert_eq!(found.len(), 1);
        assert_eq!((&found[0].name[..], &found[0].bytes[..9]), (&b"a.txt"[..], &b"Belozerov"[..]));
        assert!(text[found[0].range.end..].starts_with("--end"));
        assert_eq!(files(LINES.as_bytes())[0].name, b"content-1.txt");
    }

    #[test]
    fn keys_and_words_are_no_files() {
        let armoured = format!("-----BEGIN PGP MESSAGE-----\n\n{LINES}-----END PGP MESSAGE-----\n");
        assert!(files(armoured.as_bytes()).is_empty());
        assert!(files("a".repeat(60).as_bytes()).is_empty());
        let noise = format!("{}\n{}\n", "MIIBIjANBgkq".repeat(6), "hkiG9w0BAQEF".repeat(6));
        assert!(files(noise.as_bytes()).is_empty());
    }
}
