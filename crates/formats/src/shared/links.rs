//! Where a document leads to: addresses, linked files, field instructions.

use std::collections::BTreeSet;

use item::{Layer, Place, Segment};

use crate::{Flow, Sink};

/// Addresses in the order found, each once.
#[derive(Default)]
pub(crate) struct Links {
    seen: BTreeSet<String>,
    lines: String,
}

impl Links {
    /// Adds one address; percent-encoded characters are given as they read, too.
    pub(crate) fn add(&mut self, target: &str) {
        let target = target.trim();
        if target.is_empty() || !self.seen.insert(target.to_owned()) {
            return;
        }
        self.lines.push_str(target);
        if let Some(plain) = percent_decoded(target) {
            self.lines.push('\t');
            self.lines.push_str(&plain);
        }
        self.lines.push('\n');
    }

    /// Pushes the addresses as one segment.
    pub(crate) fn push(self, sink: &mut dyn Sink) -> Flow {
        if self.lines.is_empty() {
            return Flow::Continue;
        }
        sink.text(Segment::new(Place::Part("links".into()), Layer::Body, self.lines))
    }
}

fn percent_decoded(target: &str) -> Option<String> {
    if !target.contains('%') {
        return None;
    }
    let mut bytes = Vec::with_capacity(target.len());
    let mut rest = target.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let escaped = after.get(..2).filter(|_| byte == b'%');
        let hex = escaped.and_then(|digits| std::str::from_utf8(digits).ok());
        match hex.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(decoded) => (bytes.push(decoded), rest = &after[2..]).1,
            None => (bytes.push(byte), rest = after).1,
        }
    }
    String::from_utf8(bytes).ok().filter(|plain| plain != target)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_encoding_is_undone() {
        assert_eq!(percent_decoded("a%20%D0%96").as_deref(), Some("a Ж"));
        assert_eq!(percent_decoded("100%"), None);
        assert_eq!(percent_decoded("%ff"), None);
    }
}
