//! What a web archive yields (WARC, ISO 28500): what servers sent as children, and the heads of records as text.

use item::{Declared, Layer, LimitReason, PartialReason, Place, Segment};

use crate::{Child, Content, Error, Flow, Input, Sink};

/// A longer head of a record is none; in bytes.
const MOST_HEAD: usize = 1 << 20;
/// Names of children are made of addresses as long as this; in bytes.
const MOST_NAME: usize = 240;

/// Pushes the records in their order.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let mut rest = &input.bytes[..];
    let mut number = 0;
    while let Some(record) = Record::read(&mut rest) {
        if number == input.limits.members {
            return Err(Error::Limit(LimitReason::Members));
        }
        number += 1;
        if record.push(number, sink) == Flow::Stop {
            return Ok(());
        }
        if record.is_cut {
            sink.partial(PartialReason::Truncated);
        }
    }
    match (number, rest.trim_ascii().is_empty()) {
        (0, _) => Err(Error::malformed("no record")),
        (_, true) => Ok(()),
        (_, false) => {
            sink.partial(PartialReason::Damaged);
            Ok(())
        }
    }
}

/// A record: its head, and what it holds.
struct Record<'a> {
    head: Head,
    body: &'a [u8],
    is_cut: bool,
}

/// The lines `Name: value` at the start of a record or of an answer of a server.
struct Head {
    text: String,
}

impl Head {
    /// Splits off the lines up to the first empty one.
    fn split(bytes: &[u8]) -> Option<(Self, &[u8])> {
        let end = memchr::memmem::find(&bytes[..bytes.len().min(MOST_HEAD)], b"\r\n\r\n");
        let (text, rest) = bytes.split_at(end? + 4);
        Some((Self { text: crate::shared::decode::text(text, None).text }, rest))
    }

    fn value(&self, name: &str) -> Option<&str> {
        let pairs = self.text.lines().skip(1).filter_map(|line| line.split_once(':'));
        let mut values = pairs.filter(|pair| pair.0.trim().eq_ignore_ascii_case(name));
        values.next().map(|pair| pair.1.trim())
    }
}

impl<'a> Record<'a> {
    fn read(rest: &mut &'a [u8]) -> Option<Self> {
        let bytes = rest.trim_ascii_start();
        let (head, after) = Head::split(bytes).filter(|_| bytes.starts_with(b"WARC/"))?;
        let length: usize = head.value("Content-Length")?.parse().ok()?;
        let (body, left) = after.split_at(length.min(after.len()));
        *rest = left;
        Some(Self { head, body, is_cut: body.len() < length })
    }

    fn push(&self, number: u64, sink: &mut dyn Sink) -> Flow {
        let kind = self.head.value("WARC-Type").unwrap_or_default();
        let is_http =
            self.head.value("Content-Type").is_some_and(|it| it.contains("application/http"));
        let answer = Head::split(self.body).filter(|_| is_http);
        let (heads, body) = match (&answer, kind) {
            (Some((head, body)), _) => (self.head.text.clone() + &head.text, *body),
            (None, "warcinfo" | "metadata") => {
                let body = crate::shared::decode::text(self.body, None).text;
                (self.head.text.clone() + &body, &b""[..])
            }
            _ => (self.head.text.clone(), self.body),
        };
        let place = Place::Part(format!("record {number}"));
        if sink.text(Segment::new(place, Layer::Metadata, heads)) == Flow::Stop {
            return Flow::Stop;
        }
        if body.is_empty() {
            return Flow::Continue;
        }
        let head = answer.as_ref().map_or(&self.head, |(head, _)| head);
        let is_chunked = head.value("Transfer-Encoding").is_some_and(|it| it.contains("chunked"));
        let joined = is_chunked.then(|| joined(body)).flatten();
        let child = Child {
            name: self.name(number),
            declared: declared(head.value("Content-Type").unwrap_or_default()),
            modified: self.head.value("WARC-Date").map(str::to_owned),
        };
        sink.child(child, Content::Stream(&mut joined.as_deref().unwrap_or(body)))
    }

    /// Makes the name of a child of the address that it was fetched from.
    fn name(&self, number: u64) -> Vec<u8> {
        let address = self.head.value("WARC-Target-URI").unwrap_or_default();
        let path = address.trim_matches(['<', '>']);
        let path = path.split_once("://").map_or(path, |(_, path)| path);
        let path = path.split('#').next().unwrap_or_default();
        let parts = path.split('/').filter(|part| !matches!(*part, "" | "." | ".."));
        let mut name = parts.collect::<Vec<_>>().join("/");
        if path.ends_with('/') {
            name += "/index.html";
        }
        let name = name.as_bytes();
        if name.is_empty() {
            format!("record-{number}").into_bytes()
        } else {
            name[..name.len().min(MOST_NAME)].to_vec()
        }
    }
}

fn declared(content_type: &str) -> Declared {
    let mut parts = content_type.split(';').map(str::trim);
    let media_type = parts.next().filter(|it| !it.is_empty()).map(str::to_ascii_lowercase);
    let charset = parts.find_map(|part| part.strip_prefix("charset="));
    let charset = charset.map(|charset| charset.trim_matches('"').to_owned());
    Declared { media_type, charset, ..Declared::default() }
}

/// Joins the chunks that a server sent (RFC 9112 §7.1); nothing where they are none.
fn joined(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut all = Vec::new();
    loop {
        let end = memchr::memmem::find(&body[..body.len().min(1_000)], b"\r\n")?;
        let line = std::str::from_utf8(&body[..end]).ok()?;
        let figures = line.split(';').next().unwrap_or_default().trim();
        let length = usize::from_str_radix(figures, 16).ok()?;
        body = &body[end + 2..];
        let (chunk, rest) = body.split_at(length.min(body.len()));
        all.extend_from_slice(chunk);
        body = rest.strip_prefix(b"\r\n").unwrap_or(rest);
        if length == 0 || body.is_empty() {
            return Some(all);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::probe;

    fn record(kind: &str, address: &str, content_type: &str, body: &str) -> String {
        format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {address}\r\nContent-Type: {content_type}\r\n\
             Content-Length: {}\r\n\r\n{body}\r\n\r\n",
            body.len()
        )
    }

    fn archive() -> String {
        let answer = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=UTF-8\r\nTransfer-Encoding: chunked\r\n\r\n\
                      4\r\n<p>H\r\n6\r\nallo</\r\n0\r\n\r\n";
        let http = "application/http; msgtype=response";
        record("warcinfo", "", "application/warc-fields", "operator: Vera\r\n")
            + &record("response", "https://example.org/a/?q=1", http, answer)
            + &record("resource", "ftp://example.org/list.txt", "text/plain", "list")
    }

    #[test]
    fn answers_are_children_and_heads_are_text() {
        let found = probe::of(extract, archive().as_bytes());
        assert_eq!(found.names(), ["example.org/a/?q=1", "example.org/list.txt"]);
        assert_eq!(found.children[0].1, b"<p>Hallo</");
        let declared = &found.children[0].0.declared;
        assert_eq!(declared.media_type.as_deref(), Some("text/html"));
        assert_eq!(declared.charset.as_deref(), Some("UTF-8"));
        assert!(found.layer(Layer::Metadata).contains("operator: Vera"));
    }

    #[test]
    fn a_cut_archive_gives_what_it_has() {
        let whole = archive();
        let found = probe::of(extract, &whole.as_bytes()[..whole.len() - 6]);
        assert_eq!(found.partial, [PartialReason::Truncated]);
        assert_eq!(found.children[1].1, b"li");
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..60), at in 0..600_usize) {
            probe::of(extract, &bytes);
            let mut broken = archive().into_bytes();
            let at = at.min(broken.len());
            let end = broken.len().min(at + bytes.len());
            broken.splice(at..end, bytes);
            probe::of(extract, &broken);
        }
    }
}
