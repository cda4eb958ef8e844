//! Whether a text is a mail or a mailbox, by its first lines.

use crate::mbox::{is_envelope, is_marked_off, is_undated_envelope};
use crate::shared::lines::with_line_feeds;
use crate::table::{Id, known};

/// How many lines of a header block are looked at.
const LINES: usize = 400;

/// Fields that mails have and other texts hardly.
const STRONG: &[&str] = &[
    "received",
    "return-path",
    "message-id",
    "mime-version",
    "delivered-to",
    "x-mailer",
    "x-originating-ip",
    "dkim-signature",
    "in-reply-to",
    "references",
    "reply-to",
    "content-transfer-encoding",
    "x-received",
    "newsgroups",
    "x-original-to",
    "x-mimeole",
    "thread-topic",
    "x-gmail-labels",
    "x-mozilla-status",
    "list-id",
    "authentication-results",
];

/// Fields that mails have and other texts may have.
const WEAK: &[&str] =
    &["from", "to", "cc", "bcc", "subject", "date", "sent", "content-type", "sender", "importance"];

/// Fields that programs write when they send or deliver a mail, and people never.
const SENT: &[&str] = &[
    "received",
    "message-id",
    "mime-version",
    "return-path",
    "delivered-to",
    "x-received",
    "dkim-signature",
    "x-originating-ip",
];

/// Returns `eml`, `mbox` or `mhtml` where `head`, the first part of a text, is one.
pub(super) fn of(head: &str, says: &dyn Fn(&str) -> bool) -> Option<Id> {
    let head = &*with_line_feeds(head.as_bytes());
    let head = std::str::from_utf8(head).unwrap_or_default();
    let head = head.trim_start_matches(['\u{feff}', '\r', '\n', ' ', '\t']);
    let first = head.lines().next().unwrap_or_default();
    let rest = head.split_once('\n').map_or("", |(_, rest)| rest);
    if is_marked_off(head.as_bytes()) {
        return Some(known!("mbox"));
    }
    if is_envelope(first.as_bytes()) || is_undated_envelope(first.as_bytes(), rest.as_bytes()) {
        return mailbox(head, says);
    }
    let mail = skip_first_line_of_emlx(head);
    let headers = Headers::read(mail);
    let is_named = says("eml") || says("mhtml");
    // Messages of other networks begin with a line of their own and go on like a mail.
    if !is_named && !begins_with_field(mail) || says("text") && !headers.is_sent() {
        return None;
    }
    let enough = if is_named { 1 } else { 3 };
    let is_mail = headers.weak + headers.strong * 2 >= enough
        && headers.weak + headers.strong >= enough.min(2);
    let is_page = says("mhtml") && !says("eml") || headers.is_page();
    is_mail.then_some(if is_page { known!("mhtml") } else { known!("eml") })
}

/// Whether one mail alone is a mailbox is told later, by the whole content.
fn mailbox(head: &str, says: &dyn Fn(&str) -> bool) -> Option<Id> {
    let rest = head.split_once('\n').map_or("", |(_, rest)| rest);
    let headers = Headers::read(rest);
    let has_more = rest.lines().any(|line| is_envelope(line.as_bytes()));
    if headers.weak + headers.strong == 0 && !(says("mbox") || has_more) {
        return None;
    }
    Some(known!("mbox"))
}

/// Apple Mail's files begin with the length of the mail.
fn skip_first_line_of_emlx(head: &str) -> &str {
    match head.split_once('\n') {
        Some((first, rest)) if is_number(first.trim()) => rest,
        _ => head,
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.len() < 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn begins_with_field(mail: &str) -> bool {
    let first = mail.lines().next().unwrap_or_default();
    field_name(first).is_some() || first.starts_with(">From ")
}

/// What a header block holds.
#[derive(Default)]
struct Headers {
    strong: usize,
    weak: usize,
    is_related: bool,
    has_location: bool,
    has_correspondent: bool,
    /// Fields that only programs write.
    traces: usize,
    /// Dates with a time.
    times: usize,
    /// Senders with an address.
    addresses: usize,
}

impl Headers {
    fn read(text: &str) -> Self {
        let mut headers = Self::default();
        let mut odd = 0;
        for line in text.lines().take(LINES).take_while(|line| !line.trim().is_empty()) {
            match field_name(line) {
                Some(name) => headers.count(&name.to_ascii_lowercase(), line),
                None if line.starts_with([' ', '\t']) => headers.fold(line),
                None if line.starts_with(">From ") || line.starts_with("From ") => {}
                None => odd += 1,
            }
            // One stray line (a banner, a broken fold) is tolerated in a mail's header, but not in prose.
            if odd > 1 + (headers.strong + headers.weak) / 4 {
                return Self::default();
            }
        }
        headers
    }

    fn count(&mut self, name: &str, line: &str) {
        self.strong += usize::from(STRONG.contains(&name));
        self.weak += usize::from(WEAK.contains(&name));
        self.traces += usize::from(SENT.contains(&name));
        self.times += usize::from(name == "date" && has_time(line));
        self.addresses += usize::from(name == "from" && line.contains('@'));
        self.has_correspondent |=
            matches!(name, "to" | "received" | "return-path" | "delivered-to");
        self.has_location |= matches!(name, "snapshot-content-location" | "content-location");
        self.is_related |=
            name == "content-type" && line.to_ascii_lowercase().contains("multipart/related");
    }

    fn fold(&mut self, line: &str) {
        self.has_location |= line.contains("type=\"text/html\"") && self.is_related;
    }

    /// Tells whether a program wrote this header, not a person who set a text out like a mail.
    fn is_sent(&self) -> bool {
        self.traces > 0 || self.times > 0 && self.addresses > 0
    }

    /// A web page saved as one file is a mail that was never sent.
    fn is_page(&self) -> bool {
        self.is_related && !self.has_correspondent
    }
}

/// Returns the name of the field that a line begins (RFC 5322 §2.2), with blanks before the colon allowed.
fn field_name(line: &str) -> Option<&str> {
    let (name, _) = line.split_once(':')?;
    let name = name.trim_end_matches([' ', '\t']);
    let is_name =
        (1..=76).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_graphic());
    is_name.then_some(name)
}

/// Tells whether a date field has a time of day, as RFC 5322 §3.3 asks for and letters rarely have.
fn has_time(line: &str) -> bool {
    let is_figures = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_time = |token: &str| token.split(':').count() >= 2 && token.split(':').all(is_figures);
    line.split_ascii_whitespace().skip(1).any(is_time)
}
