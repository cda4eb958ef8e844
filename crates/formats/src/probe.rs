//! A sink that keeps everything, for tests.

use std::io::{Cursor, Write};

use item::{Declared, Key, Metadata, PartialReason, Segment, Warning};

use crate::{Bytes, Child, Content, Error, Extract, Flow, Input, Limits, Sink};

/// What an extractor pushed.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) segments: Vec<Segment>,
    pub(crate) metadata: Metadata,
    pub(crate) warnings: Vec<Warning>,
    pub(crate) partial: Vec<PartialReason>,
    /// Children with their bytes, in the order pushed.
    pub(crate) children: Vec<(Child, Vec<u8>)>,
    pub(crate) error: Option<Error>,
    stop_after: Option<usize>,
}

/// Extracts bytes without a name.
pub(crate) fn of(extract: Extract, bytes: &[u8]) -> Found {
    declared(extract, bytes, None, None)
}

/// Extracts bytes of which a container says something.
pub(crate) fn declared(
    extract: Extract,
    bytes: &[u8],
    media_type: Option<&str>,
    charset: Option<&str>,
) -> Found {
    let declared = Declared {
        media_type: media_type.map(str::to_owned),
        charset: charset.map(str::to_owned),
        format: None,
    };
    run(extract, bytes, declared, Found::default())
}

/// Extracts bytes into a sink that says stop after some segments and children.
pub(crate) fn stopped_after(pushes: usize, extract: Extract, bytes: &[u8]) -> Found {
    run(extract, bytes, Declared::default(), Found { stop_after: Some(pushes), ..Found::default() })
}

/// Extracts volumes that were laid together.
pub(crate) fn of_volumes(extract: Extract, volumes: &[Vec<u8>]) -> Found {
    let lengths = volumes.iter().map(|volume| volume.len() as u64).collect();
    extracted(extract, &Input { volumes: lengths, ..input(&volumes.concat()) }, Found::default())
}

fn run(extract: Extract, bytes: &[u8], declared: Declared, found: Found) -> Found {
    extracted(extract, &Input { declared, ..input(bytes) }, found)
}

fn extracted(extract: Extract, input: &Input, mut found: Found) -> Found {
    found.error = extract(input, &mut found).err();
    found
}

fn input(bytes: &[u8]) -> Input {
    Input {
        bytes: Bytes::copy_from_slice(bytes),
        volumes: Vec::new(),
        name: Vec::new(),
        declared: Declared::default(),
        passwords: crate::Passwords::default(),
        limits: Limits::default(),
    }
}

/// Makes a compound file of streams.
pub(crate) fn compound(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("memory takes it");
    for (name, content) in streams {
        let mut stream = file.create_stream(format!("/{name}")).expect("name is new");
        stream.write_all(content).expect("memory takes it");
    }
    file.flush().expect("memory takes it");
    file.into_inner().into_inner()
}

/// Makes a PDF of objects, numbered from 1 on; the first is the catalogue.
pub(crate) fn pdf(objects: &[&str]) -> Vec<u8> {
    let mut file = "%PDF-1.7\n".to_owned();
    let mut offsets = Vec::new();
    for (number, object) in (1..).zip(objects) {
        offsets.push(format!("{:010} 00000 n \n", file.len()));
        file.extend([&format!("{number} 0 obj\n"), *object, "\nendobj\n"]);
    }
    let (start, size) = (file.len(), objects.len() + 1);
    file.extend([&format!("xref\n0 {size}\n"), "0000000000 65535 f \n", &offsets.concat()]);
    let end = format!("trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n");
    (file + &end).into_bytes()
}

impl Found {
    /// Returns the text of the body layer.
    pub(crate) fn body(&self) -> String {
        self.layer(item::Layer::Body)
    }

    /// Returns the text of a layer, segment after segment.
    pub(crate) fn layer(&self, layer: item::Layer) -> String {
        let segments = self.segments.iter().filter(|segment| segment.layer == layer);
        segments.map(|segment| segment.text.as_str()).collect()
    }

    /// Returns the first value of a property, or nothing.
    pub(crate) fn first(&self, key: &Key) -> &str {
        self.metadata.get(key).and_then(|values| values.first()).map_or("", String::as_str)
    }

    /// Returns the names of the children.
    pub(crate) fn names(&self) -> Vec<String> {
        self.children
            .iter()
            .map(|(child, _)| String::from_utf8_lossy(&child.name).into_owned())
            .collect()
    }

    fn flow(&self) -> Flow {
        let pushes = self.segments.len() + self.children.len();
        if self.stop_after.is_some_and(|most| pushes >= most) { Flow::Stop } else { Flow::Continue }
    }
}

impl Sink for Found {
    fn text(&mut self, segment: Segment) -> Flow {
        self.segments.push(segment);
        self.flow()
    }

    fn child(&mut self, child: Child, content: Content<'_>) -> Flow {
        let mut bytes = Vec::new();
        if let Content::Stream(stream) = content {
            // A damaged member gives what stood before the damage.
            drop(stream.read_to_end(&mut bytes));
        }
        self.children.push((child, bytes));
        self.flow()
    }

    fn metadata(&mut self, key: Key, value: &str) {
        if !value.is_empty() {
            self.metadata.entry(key).or_default().push(value.to_owned());
        }
    }

    fn warn(&mut self, warning: Warning) {
        self.warnings.push(warning);
    }

    fn partial(&mut self, reason: PartialReason) {
        self.partial.push(reason);
    }
}
