//! A sink that keeps everything.

use std::io::Read;

use formats::{Bytes, Child, Content, Error, Flow, Format, Input, Limits, Sink, identify};
use item::{Declared, Identified, Key, Metadata, PartialReason, Segment, Warning};

/// What came out of one content.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) segments: Vec<Segment>,
    pub(crate) metadata: Metadata,
    pub(crate) warnings: Vec<Warning>,
    pub(crate) partial: Vec<PartialReason>,
    pub(crate) children: Vec<(Child, Vec<u8>)>,
    pub(crate) error: Option<Error>,
}

impl Found {
    /// Tells whether a letter or digit stands in a layer other than `metadata`.
    pub(crate) fn has_text(&self) -> bool {
        self.segments.iter().any(|segment| segment.is_content() && segment.has_text())
    }

    pub(crate) fn text_bytes(&self) -> usize {
        self.segments.iter().map(|segment| segment.text.len()).sum()
    }
}

impl Sink for Found {
    fn text(&mut self, segment: Segment) -> Flow {
        self.segments.push(segment);
        Flow::Continue
    }

    fn child(&mut self, child: Child, content: Content<'_>) -> Flow {
        let mut bytes = Vec::new();
        if let Content::Stream(stream) = content {
            // A member that breaks off counts with what was read of it.
            drop(stream.take(64 << 20).read_to_end(&mut bytes));
        }
        self.children.push((child, bytes));
        Flow::Continue
    }

    fn metadata(&mut self, key: Key, value: &str) {
        self.metadata.entry(key).or_default().push(value.to_owned());
    }

    fn warn(&mut self, warning: Warning) {
        self.warnings.push(warning);
    }

    fn partial(&mut self, reason: PartialReason) {
        self.partial.push(reason);
    }
}

/// Identifies bytes under a name.
pub(crate) fn identified(bytes: &[u8], name: &str) -> Identified {
    identify(&Bytes::copy_from_slice(bytes), name.as_bytes(), &Declared::default())
}

/// Extracts bytes as one format.
pub(crate) fn extracted(format: &str, bytes: &[u8]) -> Found {
    let extract =
        Format::by_id(format).and_then(|format| format.extract).expect("format has a reader");
    let input = Input {
        bytes: Bytes::copy_from_slice(bytes),
        volumes: Vec::new(),
        name: Vec::new(),
        declared: Declared::default(),
        passwords: formats::Passwords::default(),
        limits: Limits::default(),
    };
    let mut found = Found::default();
    found.error = extract(&input, &mut found).err();
    found
}
