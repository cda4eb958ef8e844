//! Mails.

use std::fmt::Write;

use super::escaped;
use crate::synthetic::paper::Paper;
use crate::synthetic::random::Random;

/// A file that goes with a mail.
pub(crate) struct Attached {
    pub(crate) name: String,
    pub(crate) media_type: &'static str,
    pub(crate) content: Vec<u8>,
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const BOUNDARY: &str = "=_part_of_a_made_up_mail";

/// Writes a mail with its attachment, if there is one.
pub(crate) fn mail(paper: &Paper, attached: Option<&Attached>, random: &mut Random) -> Vec<u8> {
    let mut head = head(paper, random);
    let body = body(paper, random);
    let Some(attached) = attached else {
        head.push_str(&body);
        return head.into_bytes();
    };
    let Attached { name, media_type, content } = attached;
    _ = write!(
        head,
        "Content-Type: multipart/mixed; boundary=\"{BOUNDARY}\"\r\n\r\n--{BOUNDARY}\r\n{body}\r\n--{BOUNDARY}\r\n\
         Content-Type: {media_type}; name=\"{name}\"\r\nContent-Disposition: attachment; filename=\"{name}\"\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n"
    );
    head.push_str(&base64(content));
    _ = write!(head, "\r\n--{BOUNDARY}--\r\n");
    head.into_bytes()
}

/// Returns the line that begins a message in a mailbox.
pub(crate) fn envelope(random: &mut Random) -> String {
    format!("From office{}@example.org Mon Mar 12 10:00:00 2018\n", random.below(1000))
}

fn head(paper: &Paper, random: &mut Random) -> String {
    let (day, month) = (random.between(1, 28), MONTHS[random.below(12)]);
    let (year, hour) = (random.between(2012, 2025), random.below(24));
    let (from, to) = (random.below(500), random.below(500));
    let letters: Vec<char> = paper.title.chars().collect();
    // A word of RFC 2047 is no longer than 75 characters and holds whole letters.
    let words: Vec<String> = letters
        .chunks(12)
        .map(|some| format!("=?utf-8?B?{}?=", base64(some.iter().collect::<String>().as_bytes())))
        .collect();
    format!(
        "Received: from mail.example.org by mx.example.net; {day} {month} {year} {hour:02}:00:01 +0000\r\n\
         From: Office {from} <office{from}@example.org>\r\nTo: Office {to} <office{to}@example.net>\r\n\
         Subject: {}\r\nDate: {day} {month} {year} {hour:02}:00:00 +0000\r\n\
         Message-ID: <{:016x}@example.org>\r\nMIME-Version: 1.0\r\n",
        words.join("\r\n "),
        random.next()
    )
}

/// A plain or an HTML body, encoded in one of the ways that are in use.
fn body(paper: &Paper, random: &mut Random) -> String {
    let lines: Vec<String> = paper.lines().collect();
    let (kind, text) = if random.chance(350) {
        let lines: Vec<String> =
            lines.iter().map(|line| format!("<p>{}</p>", escaped(line))).collect();
        ("html", format!("<html><body>\r\n{}\r\n</body></html>", lines.join("\r\n")))
    } else {
        ("plain", lines.join("\r\n\r\n"))
    };
    let (encoding, encoded) = match random.below(3) {
        0 => ("base64", base64(text.as_bytes())),
        1 => ("quoted-printable", quoted(text.as_bytes())),
        _ => ("8bit", text),
    };
    format!(
        "Content-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n{encoded}\r\n"
    )
}

/// Quoted-printable (RFC 2045 §6.7).
fn quoted(bytes: &[u8]) -> String {
    let (mut out, mut column) = (String::new(), 0);
    for byte in bytes {
        if *byte == b'\n' || *byte == b'\r' {
            out.push(char::from(*byte));
            column = 0;
            continue;
        }
        if column > 70 {
            out.push_str("=\r\n");
            column = 0;
        }
        if matches!(byte, b' '..=b'~') && *byte != b'=' {
            out.push(char::from(*byte));
            column += 1;
        } else {
            _ = write!(out, "={byte:02X}");
            column += 3;
        }
    }
    out
}

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Base64 in lines of 76 characters.
fn base64(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 4 / 3 + bytes.len() / 28 + 8);
    for line in bytes.chunks(57) {
        if !out.is_empty() {
            out.push_str("\r\n");
        }
        for three in line.chunks(3) {
            let byte = |at: usize| u32::from(three.get(at).copied().unwrap_or(0));
            let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
            for place in 0..4 {
                let letter = LETTERS[(bits >> (18 - 6 * place) & 63) as usize];
                out.push(if place > three.len() { '=' } else { char::from(letter) });
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_those_of_their_standards() {
        assert_eq!(base64(b"any carnal pleas"), "YW55IGNhcm5hbCBwbGVhcw==");
        assert_eq!(base64(b"sure."), "c3VyZS4=");
        assert_eq!(quoted("a=é\r\n".as_bytes()), "a=3D=C3=A9\r\n");
    }
}
