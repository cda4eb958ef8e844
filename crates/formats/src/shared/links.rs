//! Where a document leads to: addresses, linked files, field instructions.

use std::collections::BTreeSet;

use item::{Layer, Place, Segment};

use super::percent;
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

/// Returns what an address with escapes reads without them, where that is a text.
fn percent_decoded(target: &str) -> Option<String> {
    let plain = String::from_utf8(percent::decoded(target)).ok();
    plain.filter(|plain| plain != target)
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
