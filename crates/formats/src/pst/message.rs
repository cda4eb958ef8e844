//! An item of a store as a file of its own ([MS-OXMSG]), the form in which Outlook hands out single items: all
//! properties as they stand in the store, the recipients, the attachments, the items attached.

use std::io::{self, Cursor, Write};
use std::time::UNIX_EPOCH;

use super::file::{File, Node};
use super::heap::{Heap, OBJECT, Properties, Property};
use super::names::{Names, Used};
use crate::shared::bytes::u32_at;

/// The node with the table of recipients.
const RECIPIENTS: u32 = 0x692;
/// The kind of node that is an attachment.
const ATTACHMENT: u32 = 5;

/// Properties that the writer looks at: how an attachment is kept, and its content.
const METHOD: u16 = 0x3705;
const CONTENT: u16 = 0x3701;
const SUBJECT: u16 = 0x0037;
/// The method of an attachment that is an item.
const EMBEDDED: u32 = 5;

const BINARY: u16 = 0x0102;
const STRING_8: u16 = 0x001e;
const UNICODE: u16 = 0x001f;

/// How deep items may be attached to items.
const DEPTH: usize = 16;

/// Reads an item; nothing where its properties are lost.
pub(super) fn properties(file: &File<'_>, node: &Node) -> Option<Properties> {
    Heap::read(file, node)?.properties()
}

/// Writes an item as a file of its own; nothing where its properties are lost.
pub(super) fn written(file: &File<'_>, names: &Names, node: &Node) -> Option<Vec<u8>> {
    let mut made = cfb::CompoundFile::create(Cursor::new(Vec::new())).ok()?;
    made.set_created_time("/", UNIX_EPOCH).ok()?;
    made.set_modified_time("/", UNIX_EPOCH).ok()?;
    let mut writer = Writer { file, names: Used::new(names), made };
    writer.message(node, "", DEPTH)?;
    writer.name_streams().ok()?;
    Some(writer.made.into_inner().into_inner())
}

struct Writer<'a> {
    file: &'a File<'a>,
    names: Used<'a>,
    made: cfb::CompoundFile<Cursor<Vec<u8>>>,
}

impl Writer<'_> {
    fn message(&mut self, node: &Node, path: &str, depth: usize) -> Option<()> {
        let heap = Heap::read(self.file, node)?;
        let mut properties = heap.properties()?;
        properties.entry(SUBJECT).and_modify(without_prefix);
        let recipients = heap.inner_node(RECIPIENTS).and_then(|table| self.recipients(&table));
        let recipients = recipients.unwrap_or_default();
        let attachments: Vec<Node> =
            heap.inner().iter().filter(|node| node.id & 0x1f == ATTACHMENT).copied().collect();
        let counts = counts(recipients.len(), attachments.len(), path.is_empty());
        self.store(path, &properties, counts).ok()?;
        for (at, recipient) in recipients.iter().enumerate() {
            let path = format!("{path}/__recip_version1.0_#{at:08X}");
            self.storage(&path).and_then(|()| self.store(&path, recipient, vec![0; 8])).ok()?;
        }
        for (at, attachment) in attachments.iter().enumerate() {
            let path = format!("{path}/__attach_version1.0_#{at:08X}");
            self.attachment(attachment, &path, depth).ok()?;
        }
        Some(())
    }

    fn recipients(&self, table: &Node) -> Option<Vec<Properties>> {
        let rows = Heap::read(self.file, table).and_then(|heap| heap.rows());
        if rows.is_none() {
            self.file.note_damage();
        }
        rows
    }

    /// Writes an attachment; one whose properties are lost stands there without any, so that it is not overlooked.
    fn attachment(&mut self, node: &Node, path: &str, depth: usize) -> io::Result<()> {
        self.storage(path)?;
        let heap = Heap::read(self.file, node);
        let properties = heap.as_ref().and_then(Heap::properties);
        let (Some(heap), Some(mut properties)) = (heap, properties) else {
            self.file.note_damage();
            return self.store(path, &Properties::new(), vec![0; 8]);
        };
        let inner = properties.remove(&CONTENT).map(|content| match content.kind {
            OBJECT => (content, true),
            _ => (content, false),
        });
        let method = properties.get(&METHOD).and_then(Property::number);
        match inner {
            Some((content, false)) => drop(properties.insert(CONTENT, content)),
            Some((content, true)) => {
                let id = u32_at(&content.value, 0).unwrap_or(0);
                match heap.inner_node(id) {
                    Some(inner) if method == Some(EMBEDDED) => {
                        self.embedded(&inner, path, depth)?;
                    }
                    Some(inner) => {
                        let value = self.file.data(inner.data).concat();
                        properties.insert(CONTENT, Property { id: CONTENT, kind: BINARY, value });
                    }
                    None => self.file.note_damage(),
                }
            }
            None => {}
        }
        self.store(path, &properties, vec![0; 8])
    }

    fn embedded(&mut self, node: &Node, path: &str, depth: usize) -> io::Result<()> {
        let path = format!("{path}/__substg1.0_3701000D");
        self.storage(&path)?;
        if depth == 0 || self.message(node, &path, depth - 1).is_none() {
            self.file.note_damage();
        }
        Ok(())
    }

    /// Writes the properties of an item, a recipient or an attachment.
    fn store(&mut self, path: &str, properties: &Properties, head: Vec<u8>) -> io::Result<()> {
        let mut rows = head;
        let numbered = self.names.renumbered(properties);
        if numbered.len() < properties.len() {
            self.file.note_damage();
        }
        for property in numbered.values() {
            rows.extend(property.kind.to_le_bytes());
            rows.extend(property.id.to_le_bytes());
            // Readable and writable.
            rows.extend(6u32.to_le_bytes());
            rows.extend(in_row(property));
            self.streams(path, property)?;
        }
        self.stream(&format!("{path}/__properties_version1.0"), &rows)
    }

    /// Writes the streams of a property that does not fit into its row.
    fn streams(&mut self, path: &str, property: &Property) -> io::Result<()> {
        let name = format!("{path}/__substg1.0_{:04X}{:04X}", property.id, property.kind);
        match property.kind {
            STRING_8 | UNICODE | BINARY | 0x0048 => self.stream(&name, &property.value),
            0x101e | 0x101f | 0x1102 => {
                let values = property.several();
                let lengths = values.iter().flat_map(|value| length(value).to_le_bytes());
                self.stream(&name, &lengths.collect::<Vec<_>>())?;
                for (at, value) in values.into_iter().enumerate() {
                    self.stream(&format!("{name}-{at:08X}"), value)?;
                }
                Ok(())
            }
            0x1000.. => self.stream(&name, &property.value),
            _ => Ok(()),
        }
    }

    fn name_streams(&mut self) -> io::Result<()> {
        const FOLDER: &str = "/__nameid_version1.0";
        self.storage(FOLDER)?;
        let streams = self.names.streams();
        for (id, content) in (2..).zip(streams) {
            self.stream(&format!("{FOLDER}/__substg1.0_{id:04X}0102"), &content)?;
        }
        Ok(())
    }

    fn storage(&mut self, path: &str) -> io::Result<()> {
        self.made.create_storage(path)?;
        self.made.set_created_time(path, UNIX_EPOCH)?;
        self.made.set_modified_time(path, UNIX_EPOCH)
    }

    fn stream(&mut self, path: &str, content: &[u8]) -> io::Result<()> {
        self.made.create_new_stream(path)?.write_all(content)
    }
}

/// Makes what stands before the rows of an item: how many recipients and attachments there are, twice.
fn counts(recipients: usize, attachments: usize, is_outermost: bool) -> Vec<u8> {
    let mut counts = vec![0; 8];
    for _ in 0..2 {
        for count in [recipients, attachments] {
            counts.extend(u32::try_from(count).unwrap_or(u32::MAX).to_le_bytes());
        }
    }
    counts.resize(if is_outermost { 32 } else { 24 }, 0);
    counts
}

/// Makes the eight bytes of a row: the value, or how long it is with the zero that texts end with.
fn in_row(property: &Property) -> [u8; 8] {
    let mut row = [0; 8];
    let end = match property.kind {
        UNICODE => 2,
        STRING_8 => 1,
        _ => 0,
    };
    if matches!(property.kind, STRING_8 | UNICODE | BINARY | 0x0048 | OBJECT | 0x1000..) {
        row[..4].copy_from_slice(&length(&property.value).saturating_add(end).to_le_bytes());
    } else {
        let count = property.value.len().min(8);
        row[..count].copy_from_slice(&property.value[..count]);
    }
    row
}

fn length(value: &[u8]) -> u32 {
    u32::try_from(value.len()).unwrap_or(u32::MAX)
}

/// Takes away the mark before a subject that states how long its `Re: ` is ([MS-PST] §2.5.3.1.1.1).
fn without_prefix(subject: &mut Property) {
    let mark = match subject.kind {
        UNICODE if subject.value.starts_with(&[1, 0]) => 4,
        STRING_8 if subject.value.starts_with(&[1]) => 2,
        _ => return,
    };
    subject.value.drain(..mark.min(subject.value.len()));
}
