//! A sink that keeps what it is given, and builders of small archives.

use std::io::{Cursor, Read, Write};

use formats::{Bytes, Child, Content, Error, FORMATS, Flow, Input, Limits, Sink};
use item::{Declared, Key, Layer, PartialReason, Place, Segment, Warning};

/// How the bytes of a child ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Bytewise {
    Whole(Vec<u8>),
    /// An error came after these.
    Broken(Vec<u8>),
    Encrypted,
    Closed(item::Outcome),
}

/// Everything that an extractor pushed.
#[derive(Default)]
pub(crate) struct Kept {
    pub(crate) segments: Vec<Segment>,
    pub(crate) children: Vec<(Child, Bytewise)>,
    pub(crate) metadata: Vec<(Key, String)>,
    pub(crate) warnings: Vec<Warning>,
    pub(crate) partial: Vec<PartialReason>,
    pub(crate) error: Option<Error>,
    pub(crate) inflated: u64,
}

impl Sink for Kept {
    fn text(&mut self, segment: Segment) -> Flow {
        for mark in &segment.marks {
            assert!(
                segment.text.get(mark.start..mark.end).is_some(),
                "{mark:?} in {:?}",
                segment.text
            );
        }
        self.segments.push(segment);
        Flow::Continue
    }

    fn child(&mut self, child: Child, content: Content<'_>) -> Flow {
        assert!(!child.name.is_empty(), "a child needs a name");
        let kept = match content {
            Content::Stream(stream) => self.drain(stream),
            Content::Encrypted => Bytewise::Encrypted,
            Content::Unreadable(reason) => Bytewise::Closed(reason.into()),
            Content::Limited(reason) => Bytewise::Closed(reason.into()),
            Content::Unsupported(reason) => Bytewise::Closed(reason.into()),
            Content::Skipped(reason) => Bytewise::Closed(reason.into()),
        };
        self.children.push((child, kept));
        Flow::Continue
    }

    fn metadata(&mut self, key: Key, value: &str) {
        if !value.is_empty() {
            self.metadata.push((key, value.to_owned()));
        }
    }

    fn warn(&mut self, warning: Warning) {
        self.warnings.push(warning);
    }

    fn partial(&mut self, reason: PartialReason) {
        self.partial.push(reason);
    }
}

impl Kept {
    fn drain(&mut self, stream: &mut dyn Read) -> Bytewise {
        let (mut kept, mut buffer) = (Vec::new(), vec![0; 64 << 10]);
        loop {
            match stream.read(&mut buffer) {
                Ok(0) => return Bytewise::Whole(kept),
                Ok(length) => {
                    self.inflated += length as u64;
                    let room = (1_usize << 20).saturating_sub(kept.len());
                    kept.extend(&buffer[..length.min(room)]);
                }
                Err(_) => return Bytewise::Broken(kept),
            }
        }
    }

    /// All text of a layer.
    pub(crate) fn layer(&self, layer: Layer) -> String {
        self.segments
            .iter()
            .filter(|segment| segment.layer == layer)
            .map(|segment| segment.text.as_str())
            .collect()
    }

    /// The first text at a place in a layer.
    pub(crate) fn at(&self, place: &Place, layer: Layer) -> Option<&str> {
        let found = self.segments.iter().find(|one| one.place == *place && one.layer == layer);
        found.map(|segment| segment.text.as_str())
    }

    /// The values of a property.
    pub(crate) fn values(&self, key: &str) -> Vec<&str> {
        self.metadata
            .iter()
            .filter(|(found, _)| found.name() == key)
            .map(|(_, value)| value.as_str())
            .collect()
    }

    /// Names of children, printed.
    pub(crate) fn names(&self) -> Vec<String> {
        self.children.iter().map(|(child, _)| item::escape(&child.name)).collect()
    }

    /// Tells whether there is a letter or digit outside the metadata layer.
    pub(crate) fn has_text(&self) -> bool {
        self.segments.iter().any(|segment| segment.is_content() && segment.has_text())
    }

    /// What must be the same however often the bytes are read.
    pub(crate) fn fingerprint(&self) -> String {
        let (segments, children) = (&self.segments, &self.children);
        format!("{segments:?}{children:?}{:?}{:?}{:?}", self.metadata, self.warnings, self.error)
    }
}

/// Extracts `bytes` as the format of this id.
pub(crate) fn extract(format: &str, bytes: impl Into<Bytes>) -> Kept {
    extract_with(format, bytes, "sample", &[], Limits::default())
}

/// Extracts with a name, passwords and limits.
pub(crate) fn extract_with(
    format: &str,
    bytes: impl Into<Bytes>,
    name: &str,
    passwords: &[&str],
    limits: Limits,
) -> Kept {
    let input = Input {
        bytes: bytes.into(),
        volumes: Vec::new(),
        name: name.as_bytes().to_vec(),
        declared: Declared::default(),
        passwords: passwords.iter().map(ToString::to_string).collect(),
        limits,
    };
    let line = FORMATS.iter().find(|line| line.id == format).expect("the format is in the table");
    let mut kept = Kept::default();
    kept.error = line.extract.expect("the format has a reader")(&input, &mut kept).err();
    kept
}

/// Packs members into a ZIP archive.
pub(crate) fn zipped<B: AsRef<[u8]>>(members: &[(&str, B)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for (name, content) in members {
        writer.start_file(*name, options).expect("a name that is not used twice");
        writer.write_all(content.as_ref()).expect("memory takes every byte");
    }
    writer.finish().expect("memory takes every byte").into_inner()
}
