//! Mailboxes: mails one after the other, each behind an envelope line (RFC 4155 and its elder kin).

use std::io::{self, Read};

use item::{Declared, Layer, Place, Segment, Warning, WarningCode};
use memchr::memmem;

use crate::shared::lines::with_line_feeds;
use crate::{Child, Content, Error, Flow, Input, Sink};

/// How long an envelope line may be.
const ENVELOPE: usize = 400;

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Pushes every mail as a child `1.eml`, `2.eml`, …, without its envelope line and with one `>` taken from lines such as
/// `>From `; the input is never copied.
#[expect(clippy::unnecessary_wraps, reason = "the signature of every extractor")]
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let bytes = &input.bytes[..];
    // Only envelopes are looked for in this; a mail keeps its own line ends, and its reader knows them.
    let lines = with_line_feeds(bytes);
    let mut starts = envelopes(&lines).peekable();
    let first = starts.peek().copied().unwrap_or(0);
    push_preamble(&bytes[..first], sink);
    if starts.peek().is_none() {
        sink.warn(Warning::bare(WarningCode::MboxWithoutEnvelope));
        let _ = push(bytes, 1, None, sink);
        return Ok(());
    }
    let mut number = 0;
    while let Some(start) = starts.next() {
        let end = starts.peek().copied().unwrap_or(bytes.len());
        let envelope = split_line(&lines[start..end]).0;
        let mail = &bytes[start..end];
        let mail = &mail[mail.len() - split_line(&lines[start..end]).1.len()..];
        number += 1;
        if push(mail, number, envelope_date(envelope), sink) == Flow::Stop {
            break;
        }
    }
    Ok(())
}

/// Tells whether a line is an envelope line: `From `, somebody, and a date with a time.
pub(crate) fn is_envelope(line: &[u8]) -> bool {
    line.starts_with(b"From ") && line.len() < ENVELOPE && is_dated(&line[5..])
}

/// Tells whether a mailbox holds one mail alone.
pub(crate) fn is_single(bytes: &[u8]) -> bool {
    envelopes(&with_line_feeds(bytes)).nth(1).is_none()
}

/// Yields where the envelope lines start. A line counts where a blank line stands before it or a header line after it,
/// so that prose beginning with "From " does not.
fn envelopes(bytes: &[u8]) -> impl Iterator<Item = usize> + '_ {
    let at_start = bytes.starts_with(b"From ").then_some(0);
    let inside = memmem::find_iter(bytes, b"\nFrom ").map(|at| at + 1);
    at_start.into_iter().chain(inside).filter(|start| is_boundary(bytes, *start))
}

fn is_boundary(bytes: &[u8], start: usize) -> bool {
    let head = &bytes[start..bytes.len().min(start + ENVELOPE + 200)];
    let (line, rest) = split_line(head);
    if !is_envelope(line) {
        return false;
    }
    let next = split_line(rest).0;
    let is_followed = next.is_empty() || is_field(next) || next.starts_with(b">From ");
    is_followed || is_blank_before(bytes, start) && !next.contains(&b' ')
}

fn is_blank_before(bytes: &[u8], start: usize) -> bool {
    let before = &bytes[..start];
    let before = before.strip_suffix(b"\n").unwrap_or(before);
    let before = before.strip_suffix(b"\r").unwrap_or(before);
    before.is_empty() || before.ends_with(b"\n")
}

fn is_field(line: &[u8]) -> bool {
    let name = memchr::memchr(b':', line).map(|colon| &line[..colon]);
    name.is_some_and(|name| !name.is_empty() && name.iter().all(u8::is_ascii_graphic))
}

/// Splits off the first line, without its end.
fn split_line(bytes: &[u8]) -> (&[u8], &[u8]) {
    let end = memchr::memchr(b'\n', bytes).unwrap_or(bytes.len());
    let line = &bytes[..end];
    (line.strip_suffix(b"\r").unwrap_or(line), bytes.get(end + 1..).unwrap_or_default())
}

/// Tells whether a time of day and a date with its year stand in the line.
fn is_dated(line: &[u8]) -> bool {
    let Ok(line) = std::str::from_utf8(line) else { return is_dated_bytes(line) };
    let (mut has_time, mut has_date, mut has_year) = (false, false, false);
    for token in line.split_ascii_whitespace() {
        has_time |= is_time(token);
        has_date |= is_month(token) || is_iso_date(token);
        has_year |= is_year(token) || is_iso_date(token);
    }
    has_time && has_date && has_year
}

fn is_dated_bytes(line: &[u8]) -> bool {
    let ascii: Vec<u8> =
        line.iter().map(|byte| if byte.is_ascii() { *byte } else { b'?' }).collect();
    is_dated(&ascii)
}

fn is_time(token: &str) -> bool {
    let parts: Vec<&str> = token.split(':').collect();
    (2..=3).contains(&parts.len())
        && parts.iter().all(|part| {
            (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
        })
}

fn is_year(token: &str) -> bool {
    token.len() == 4
        && (token.starts_with("19") || token.starts_with("20"))
        && token.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_month(token: &str) -> bool {
    token.len() >= 3
        && token.get(..3).is_some_and(|start| MONTHS.contains(&start.to_ascii_lowercase().as_str()))
}

fn is_iso_date(token: &str) -> bool {
    let shape = |byte: u8| if byte.is_ascii_digit() { b'0' } else { byte };
    token.len() >= 10 && token.bytes().take(10).map(shape).eq(*b"0000-00-00")
}

/// Reads the date of an envelope line as C's `asctime` writes it: `Fri Jul  8 12:08:34 2011`.
fn envelope_date(line: &[u8]) -> Option<String> {
    let line = std::str::from_utf8(line).ok()?;
    let tokens: Vec<&str> = line.split_ascii_whitespace().collect();
    let at = tokens.iter().rposition(|token| is_time(token)).filter(|at| *at >= 2)?;
    let month = tokens[at - 2].get(..3)?.to_ascii_lowercase();
    let month = MONTHS.iter().position(|name| *name == month)? + 1;
    let day: u32 = tokens[at - 1].parse().ok().filter(|day| (1..=31).contains(day))?;
    let year = tokens[at + 1..].iter().rev().find(|token| token.len() == 4)?;
    let year: u32 = year.parse().ok()?;
    let time =
        if tokens[at].len() == 5 { format!("{}:00", tokens[at]) } else { tokens[at].to_owned() };
    (time.len() == 8).then(|| format!("{year:04}-{month:02}-{day:02}T{time}"))
}

/// Keeps what stands before the first envelope line.
fn push_preamble(bytes: &[u8], sink: &mut dyn Sink) {
    if !bytes.trim_ascii().is_empty() && bytes.len() < 1 << 20 {
        let text = crate::shared::decode::text(bytes, None).text;
        let _ = sink.text(Segment::new(Place::Part("preamble".into()), Layer::Body, text));
    }
}

fn push(mail: &[u8], number: u64, modified: Option<String>, sink: &mut dyn Sink) -> Flow {
    let mail = without_separator(mail);
    let declared = Declared {
        media_type: Some("message/rfc822".into()),
        charset: None,
        format: Some("eml".into()),
    };
    let child = Child { name: format!("{number}.eml").into_bytes(), declared, modified };
    sink.child(child, Content::Stream(&mut Unquoted { rest: mail, is_line_start: true }))
}

/// Takes away the blank line that a mailbox adds after every mail.
fn without_separator(mail: &[u8]) -> &[u8] {
    let ends = [&b"\r\n\r\n"[..], b"\n\n"];
    let end = ends.into_iter().find(|end| mail.ends_with(end));
    end.map_or(mail, |end| &mail[..mail.len() - end.len() / 2])
}

/// Reads a mail with one `>` taken from every line such as `>From ` or `>>From ` (mboxrd).
struct Unquoted<'a> {
    rest: &'a [u8],
    is_line_start: bool,
}

impl Unquoted<'_> {
    /// Returns how many bytes may be copied before the next quoted line.
    fn plain(&self) -> usize {
        let mut at = 0;
        while let Some(found) = memmem::find(&self.rest[at..], b"\n>") {
            at += found + 1;
            if is_quoted(&self.rest[at..]) {
                return at;
            }
        }
        self.rest.len()
    }
}

fn is_quoted(line: &[u8]) -> bool {
    let marks = line.iter().take_while(|byte| **byte == b'>').count();
    marks > 0 && line[marks..].starts_with(b"From ")
}

impl Read for Unquoted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.is_line_start && is_quoted(self.rest) {
            self.rest = &self.rest[1..];
        }
        let window = self.rest.len().min(buffer.len().saturating_add(1 << 16));
        let count =
            Unquoted { rest: &self.rest[..window], is_line_start: false }.plain().min(buffer.len());
        buffer[..count].copy_from_slice(&self.rest[..count]);
        self.is_line_start = count > 0 && self.rest[count - 1] == b'\n';
        self.rest = &self.rest[count..];
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probe;

    fn mails(bytes: &str) -> Vec<String> {
        let found = probe::of(extract, bytes.as_bytes());
        found
            .children
            .into_iter()
            .map(|(_, bytes)| String::from_utf8_lossy(&bytes).into_owned())
            .collect()
    }

    #[test]
    fn mails_come_out_one_by_one_with_the_date_of_their_envelope() {
        let found = probe::of(
            extract,
            b"From a@b Fri Jul  8 12:08:34 2011\nSubject: 1\n\nx\n\nFrom - Sat Jul 09 01:02:03 2011\r\nSubject: 2\r\n\r\ny\r\n",
        );
        assert_eq!(found.names(), ["1.eml", "2.eml"]);
        assert_eq!(found.children[0].1, b"Subject: 1\n\nx\n");
        assert_eq!(found.children[0].0.modified.as_deref(), Some("2011-07-08T12:08:34"));
        assert_eq!(found.children[1].0.declared.format.as_deref(), Some("eml"));
    }

    #[test]
    fn prose_that_begins_with_from_does_not_split() {
        let text = "From a@b Fri Jul  8 12:08:34 2011\nSubject: 1\n\nFrom now on\n\nFrom Monday at 10:30 we meet in May:\nhere.\n";
        assert_eq!(mails(text).len(), 1);
    }

    #[test]
    fn quoted_from_lines_lose_one_mark() {
        let text = "From a@b Fri Jul  8 12:08:34 2011\nSubject: 1\n\n>From here\n>>From there\n> From\n>Frog\n";
        assert_eq!(mails(text), ["Subject: 1\n\nFrom here\n>From there\n> From\n>Frog\n"]);
    }

    #[test]
    fn lines_may_end_in_carriage_returns() {
        let text = "From a@b Fri Jul  8 12:08:34 2011\rSubject: 1\r\rx\r\rFrom c@d Sat Jul  9 12:08:34 2011\rSubject: 2\r\ry\r";
        assert_eq!(mails(text), ["Subject: 1\r\rx\r\r", "Subject: 2\r\ry\r"]);
    }

    #[test]
    fn a_mailbox_without_envelopes_is_one_mail() {
        assert_eq!(mails("Subject: 1\n\nx\n"), ["Subject: 1\n\nx\n"]);
    }

    #[test]
    fn a_reader_with_a_small_buffer_gets_the_same_bytes() {
        let mut reader = Unquoted { rest: b"a\n>From b\n>>From c\n", is_line_start: true };
        let mut all = Vec::new();
        let mut one = [0];
        while reader.read(&mut one).expect("memory is readable") == 1 {
            all.push(one[0]);
        }
        assert_eq!(all, b"a\nFrom b\n>From c\n");
    }
}
