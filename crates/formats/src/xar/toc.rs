//! The table of contents of a XAR archive.

use std::io::Read;

use item::PartialReason;

use crate::Limits;
use crate::shared::base64;
use crate::shared::xml::{Element, Event, Xml};

/// The longest name with its folders; in bytes.
const LONGEST_NAME: usize = 4096;

/// What an archive lists.
#[derive(Debug, Default)]
pub(super) struct Toc {
    /// When the archive was made, ISO 8601.
    pub(super) created: String,
    pub(super) files: Vec<File>,
    pub(super) damage: Option<PartialReason>,
    /// Whether folders lie deeper in each other than is read, so that what follows is not listed.
    pub(super) is_too_deep: bool,
}

/// A member as the table lists it.
#[derive(Clone, Debug, Default)]
pub(super) struct File {
    /// Its name with its folders.
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) modified: Option<String>,
    /// The media type of the method by which it is packed; nothing where it is empty.
    pub(super) encoding: String,
    /// How its unpacked bytes are digested, and the digest.
    pub(super) checksum: (String, String),
    /// The folder that it stands in, by its number.
    folder: Option<usize>,
    /// Where its packed bytes begin in the heap, and how many they are.
    offset: Option<usize>,
    length: usize,
    has_data: bool,
}

/// What a member is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Kind {
    #[default]
    File,
    Folder,
    Link,
    Device,
    Fifo,
    Socket,
}

impl Kind {
    fn named(name: &str) -> Self {
        match name {
            "directory" => Self::Folder,
            "symlink" | "hardlink" => Self::Link,
            "character special" | "block special" => Self::Device,
            "fifo" => Self::Fifo,
            "socket" => Self::Socket,
            _ => Self::File,
        }
    }
}

impl File {
    /// Returns the packed bytes, as many as are there; nothing where they begin beyond the end.
    pub(super) fn place<'h>(&self, heap: &'h [u8]) -> Option<&'h [u8]> {
        if !self.has_data {
            return Some(b"");
        }
        let rest = heap.get(self.offset?..)?;
        let is_lost = rest.is_empty() && self.length > 0;
        (!is_lost).then(|| &rest[..rest.len().min(self.length)])
    }

    /// Tells whether its packed bytes do not all stand in a heap of this length.
    pub(super) fn is_cut(&self, heap: usize) -> bool {
        let end = self.offset.and_then(|offset| offset.checked_add(self.length));
        self.has_data && end.is_none_or(|end| end > heap)
    }
}

impl Toc {
    /// Reads the table as far as it goes.
    pub(super) fn read(source: impl Read, limits: &Limits) -> Self {
        let mut reading = Reading::default();
        let mut xml = Xml::new(source);
        while let Some(event) = xml.next_event() {
            match event {
                Event::Open(element) => reading.open(&element),
                Event::Text(text) => reading.text.push_str(&text),
                Event::Close(_) => reading.close(),
            }
            reading.toc.is_too_deep = reading.path.len() as u64 > u64::from(limits.nesting);
            if reading.toc.is_too_deep || reading.toc.files.len() as u64 > limits.members {
                break;
            }
        }
        reading.toc.damage = xml.damage();
        reading.toc.add_folders();
        reading.toc
    }
}

impl Toc {
    /// Puts the names of folders before those of what they hold; a folder stands before it in the list.
    fn add_folders(&mut self) {
        for at in 0..self.files.len() {
            let folder = self.files[at].folder.map(|folder| self.files[folder].name.as_str());
            let Some(folder) = folder.filter(|name| !name.is_empty()) else { continue };
            let mut name = format!("{folder}/{}", self.files[at].name);
            name.truncate(name.floor_char_boundary(LONGEST_NAME));
            self.files[at].name = name;
        }
    }
}

/// The table, as far as it was read.
#[derive(Default)]
struct Reading {
    toc: Toc,
    /// The elements that are open.
    path: Vec<String>,
    /// The files that are open, a folder with what it holds, by their numbers.
    open: Vec<usize>,
    text: String,
    is_base64: bool,
}

impl Reading {
    fn open(&mut self, element: &Element<'_>) {
        self.text.clear();
        let style = || element.attribute("style").unwrap_or_default();
        match (element.name(), self.parent()) {
            ("file", _) => {
                let folder = self.open.last().copied();
                self.open.push(self.toc.files.len());
                self.toc.files.push(File { folder, ..File::default() });
            }
            ("name", "file") => {
                self.is_base64 = element.attribute("enctype").as_deref() == Some("base64");
            }
            ("data", "file") => self.set(|file| file.has_data = true),
            ("encoding", "data") => self.set(|file| file.encoding = style()),
            ("extracted-checksum", "data") => self.set(|file| file.checksum.0 = style()),
            _ => {}
        }
        self.path.push(element.name().to_owned());
    }

    fn close(&mut self) {
        let Some(element) = self.path.pop() else { return };
        let text = std::mem::take(&mut self.text);
        let text = text.trim();
        let place = || text.parse().ok();
        match (element.as_str(), self.parent()) {
            ("file", _) => drop(self.open.pop()),
            ("name", "file") => self.name(text),
            ("type", "file") => self.set(|file| file.kind = Kind::named(text)),
            ("mtime", "file") => self.set(|file| file.modified = Some(text.to_owned())),
            ("offset", "data") => self.set(|file| file.offset = place()),
            ("length", "data") => self.set(|file| file.length = place().unwrap_or(usize::MAX)),
            ("extracted-checksum", "data") => {
                self.set(|file| text.clone_into(&mut file.checksum.1));
            }
            ("creation-time", "toc") => text.clone_into(&mut self.toc.created),
            _ => {}
        }
    }

    fn parent(&self) -> &str {
        self.path.last().map_or("", String::as_str)
    }

    fn set(&mut self, set: impl FnOnce(&mut File)) {
        if let Some(file) = self.open.last().and_then(|at| self.toc.files.get_mut(*at)) {
            set(file);
        }
    }

    fn name(&mut self, text: &str) {
        let name = if self.is_base64 {
            String::from_utf8_lossy(&base64::decode(text.as_bytes()).bytes).into_owned()
        } else {
            text.to_owned()
        };
        self.set(|file| file.name = name);
    }
}
