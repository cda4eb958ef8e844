//! Mailboxes: mails one after the other, each behind an envelope line (RFC 4155 and its elder kin), or marked off by signs.

mod marked;

use std::io::{self, Read};

use item::{Declared, Layer, Place, Segment, Warning, WarningCode};
use memchr::memmem;

use crate::shared::lines::with_line_feeds;
use crate::{Child, Content, Error, Flow, Input, Sink};

pub(crate) use marked::{is_marked_off, is_store};

/// How long an envelope line may be.
const ENVELOPE: usize = 400;

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Fields of which a header has several and prose none.
const FIELDS: &[&str] = &[
    "from",
    "to",
    "cc",
    "subject",
    "date",
    "message-id",
    "received",
    "return-path",
    "delivered-to",
    "reply-to",
    "mime-version",
    "content-type",
    "status",
    "x-status",
    "x-uidl",
    "x-mozilla-status",
    "x-mozilla-status2",
    "x-account-key",
    "x-gm-thrid",
    "x-gmail-labels",
];

/// How many bytes of a header are looked at.
const HEADER: usize = 64 << 10;

/// The date that git writes into the first line of every patch.
const PATCH_DATE: &[u8] = b" Mon Sep 17 00:00:00 2001";

/// Pushes every mail as a child `1.eml`, `2.eml`, …, without its envelope line and with one `>` taken from lines such as
/// `>From `; the input is never copied.
#[expect(clippy::unnecessary_wraps, reason = "the signature of every extractor")]
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let bytes = without_mark(&input.bytes);
    if let Some(mails) = marked::mails(bytes) {
        for (number, mail) in (1..).zip(mails) {
            if push(&mail, number, None, false, sink) == Flow::Stop {
                break;
            }
        }
        return Ok(());
    }
    // Only envelopes are looked for in this; a mail keeps its own line ends, and its reader knows them.
    let lines = with_line_feeds(bytes);
    let mailbox = Mailbox::new(&lines);
    let mut next = mailbox.envelope_from(0);
    push_preamble(&bytes[..next.unwrap_or(0)], sink);
    if next.is_none() {
        sink.warn(Warning::bare(WarningCode::MboxWithoutEnvelope));
        let _ = push(bytes, 1, None, true, sink);
        return Ok(());
    }
    let mut number = 0;
    while let Some(start) = next {
        let after = mailbox.envelope_from(start + 1).unwrap_or(bytes.len());
        let end = mailbox.end_by_length(start).filter(|end| *end > after).unwrap_or(after);
        let (envelope, rest) = split_line(&lines[start..end]);
        number += 1;
        // Where a length tells the end, lines that begin with "From " are not quoted.
        let is_quoted = end == after;
        let mail = &bytes[end - rest.len()..end];
        if push(mail, number, envelope_date(envelope), is_quoted, sink) == Flow::Stop {
            break;
        }
        next = mailbox.envelope_from(end);
    }
    Ok(())
}

/// Tells whether a line is an envelope line: `From `, somebody, and a date with a time.
pub(crate) fn is_envelope(line: &[u8]) -> bool {
    line.starts_with(b"From ") && line.len() < ENVELOPE && is_dated(&line[5..])
}

/// Tells whether a line is an envelope line without a date, by the header that follows it.
pub(crate) fn is_undated_envelope(line: &[u8], rest: &[u8]) -> bool {
    line.starts_with(b"From ") && line.len() < ENVELOPE && begins_with_header(rest)
}

/// Tells whether a mailbox holds one mail alone.
pub(crate) fn is_single(bytes: &[u8]) -> bool {
    let bytes = without_mark(bytes);
    if marked::is_marked_off(bytes) {
        return false;
    }
    let lines = with_line_feeds(bytes);
    let mailbox = Mailbox::new(&lines);
    let first = mailbox.envelope_from(0);
    first.and_then(|first| mailbox.envelope_from(first + 1)).is_none()
}

/// Takes away the byte order mark that editors put before the first mail.
fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

/// The bytes of a mailbox, in which envelope lines are looked for.
struct Mailbox<'a> {
    bytes: &'a [u8],
    /// Whether it consists of patches, each with a first line that others quote.
    is_of_patches: bool,
}

impl<'a> Mailbox<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, is_of_patches: split_line(bytes).0.ends_with(PATCH_DATE) }
    }

    /// Returns where the next envelope line starts.
    fn envelope_from(&self, from: usize) -> Option<usize> {
        let at_start = (from == 0 && self.bytes.starts_with(b"From ")).then_some(0);
        let search = from.saturating_sub(1);
        let inside = memmem::find_iter(self.bytes.get(search..)?, b"\nFrom ");
        let mut starts = at_start.into_iter().chain(inside.map(|at| search + at + 1));
        starts.find(|start| self.is_boundary(*start))
    }

    /// Tells whether the line parts mails. It counts where a blank line stands before it or a header line after it, so
    /// that prose beginning with "From " does not; without a date, only before a header.
    fn is_boundary(&self, start: usize) -> bool {
        let (line, rest) = split_line(&self.bytes[start..]);
        if line.len() >= ENVELOPE || line.ends_with(PATCH_DATE) && !self.is_of_patches {
            return false;
        }
        if !is_envelope(line) {
            return is_blank_before(self.bytes, start) && is_undated_envelope(line, rest);
        }
        let next = split_line(rest).0;
        let is_followed = next.is_empty() || is_field(next) || next.starts_with(b">From ");
        is_followed || is_blank_before(self.bytes, start) && !next.contains(&b' ')
    }

    /// Returns where a mail ends by the length that its header states, if another mail or nothing follows there.
    fn end_by_length(&self, start: usize) -> Option<usize> {
        let (_, mail) = split_line(&self.bytes[start..]);
        let header = &mail[..mail.len().min(HEADER)];
        let body = memmem::find(header, b"\n\n").map(|at| at + 2);
        let body = body.or_else(|| memmem::find(header, b"\r\n\r\n").map(|at| at + 4))?;
        let mut lines = header[..body].split(|byte| *byte == b'\n');
        let length = lines.find_map(stated_length)?;
        let end = (self.bytes.len() - mail.len()).checked_add(body)?.checked_add(length)?;
        let rest = self.bytes.get(end..)?;
        let gap = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let is_end =
            rest.len() == gap || rest[gap..].starts_with(b"From ") && self.is_boundary(end + gap);
        is_end.then_some(end + gap)
    }
}

/// Reads `Content-Length: 123`.
fn stated_length(line: &[u8]) -> Option<usize> {
    let (name, value) = line.split_at_checked(15)?;
    let value = std::str::from_utf8(value.trim_ascii()).ok()?;
    name.eq_ignore_ascii_case(b"content-length:").then(|| value.parse().ok())?
}

/// Tells whether a header of a mail begins here: nothing but fields, two of them known ones.
fn begins_with_header(bytes: &[u8]) -> bool {
    let mut known = 0;
    for line in bytes[..bytes.len().min(HEADER)].split(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.starts_with(b" ") || line.starts_with(b"\t") {
            continue;
        }
        let colon = memchr::memchr(b':', line).unwrap_or(0);
        let name = &line[..colon];
        known +=
            usize::from(FIELDS.iter().any(|field| name.eq_ignore_ascii_case(field.as_bytes())));
        if known == 2 || !is_field(line) {
            break;
        }
    }
    known == 2
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

fn push(
    mail: &[u8],
    number: u64,
    modified: Option<String>,
    is_quoted: bool,
    sink: &mut dyn Sink,
) -> Flow {
    let mail = without_separator(mail);
    let declared = Declared {
        media_type: Some("message/rfc822".into()),
        charset: None,
        format: Some("eml".into()),
    };
    let child = Child { name: format!("{number}.eml").into_bytes(), declared, modified };
    if is_quoted {
        let mut unquoted = Unquoted { rest: mail, is_line_start: true };
        return sink.child(child, Content::Stream(&mut unquoted));
    }
    sink.child(child, Content::Stream(&mut &*mail))
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
    fn a_byte_order_mark_before_the_first_mail_is_passed_over() {
        let text = "From a@b Fri Jul  8 12:08:34 2011\nSubject: 1\n\nx\n";
        assert_eq!(mails(&format!("\u{feff}{text}\n{text}")), ["Subject: 1\n\nx\n"; 2]);
        assert!(is_single(format!("\u{feff}{text}").as_bytes()));
    }

    #[test]
    fn prose_that_begins_with_from_does_not_split() {
        let text = "From a@b Fri Jul  8 12:08:34 2011\nSubject: 1\n\nFrom now on\n\nFrom Monday at 10:30 we meet in May:\nhere.\n";
        assert_eq!(mails(text).len(), 1);
    }

    #[test]
    fn separators_without_a_date_count_before_a_header() {
        let text = "From - \nFrom: a@b\nSubject: 1\n\nFrom here\nTo: nobody\n\nFrom 1@xxx\nTo: a\nDate: b\n\ny\n";
        let mails = mails(text);
        assert_eq!(mails.len(), 2, "{mails:?}");
        assert_eq!(mails[0], "From: a@b\nSubject: 1\n\nFrom here\nTo: nobody\n");
    }

    #[test]
    fn a_stated_length_leaves_lines_of_the_body_alone() {
        let body = "x\n\nFrom a@b Fri Jul  8 12:08:34 2011\nSubject: quoted\n\n>From z\n";
        let mail = format!("Subject: 1\nContent-Length: {}\n\n{body}", body.len());
        let text = format!(
            "From a@b Fri Jul  8 12:08:34 2011\n{mail}\nFrom c@d Sat Jul  9 12:08:34 2011\nSubject: 2\n\ny\n"
        );
        assert_eq!(mails(&text), [mail.as_str(), "Subject: 2\n\ny\n"]);
        let wrong = text.replace(&body.len().to_string(), "7");
        assert_eq!(mails(&wrong).len(), 3);
    }

    #[test]
    fn a_patch_inside_a_mail_is_none_of_the_mailbox() {
        let patch = "From 0123456789abcdef0123456789abcdef01234567 Mon Sep 17 00:00:00 2001\nFrom: a\nSubject: p\n\n-x\n";
        let text = format!("From a@b Fri Jul  8 12:08:34 2011\nSubject: 1\n\nsee\n\n{patch}");
        assert_eq!(mails(&text).len(), 1);
        assert_eq!(mails(&format!("{patch}\n{patch}")).len(), 2);
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
