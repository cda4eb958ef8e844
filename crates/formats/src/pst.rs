//! What a store of Outlook yields ([MS-PST]): each item as a file of its own, under the path of its folder.
//!
//! Folders and items are found by the table of all nodes and not by the lists of each folder, so that what a damaged or
//! emptied list leaves out is there all the same.

mod cipher;
mod file;
mod heap;
mod message;
mod names;

use std::borrow::Cow;
use std::collections::BTreeMap;

use item::{
    Declared, EncryptedReason, Key, Layer, PartialReason, Place, UnreadableReason, Warning,
    WarningCode,
};

use self::file::{File, Node};
use self::heap::{Properties, Property};
use self::names::Names;
use crate::shared::legacy_text::push_text;
use crate::shared::ole::iso_8601;
use crate::{Child, Content, Error, Flow, Input, Sink};

/// The node of the store itself, and of the folder that all folders lie in.
const STORE: u32 = 0x21;
const ROOT: u32 = 0x122;

/// Kinds of nodes (§2.2.2.1).
const FOLDER: u32 = 2;
const ITEM: u32 = 4;
const ASSOCIATED: u32 = 8;

/// Properties that this reader looks at.
const NAME: u16 = 0x3001;
const CHANGED: u16 = 0x3008;

/// Folders within folders that are followed.
const DEPTH: usize = 64;
/// How many bytes of the store one item may take, attachments included.
const MOST_OF_ITEM: usize = 256 << 20;
/// Where items stand whose folder is not in the store.
const LOST: &str = "(no folder)";

/// Pushes every item as a child, and the folders as text.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let file = open(&input.bytes)?;
    let store = Store::read(&file);
    if store.is_empty() {
        return Err(Error::Malformed("no folder and no item is found in it".into()));
    }
    store.push(sink);
    if file.take_damage() {
        sink.partial(PartialReason::Damaged);
    }
    Ok(())
}

/// Opens a store; one that Windows locks for its owner needs the owner's key.
fn open(bytes: &[u8]) -> Result<File<'_>, Error> {
    if !bytes.starts_with(b"!BDN") {
        return Err(Error::Malformed("it does not begin as a store".into()));
    }
    let file = File::open(bytes).ok_or(Error::Truncated)?;
    if file.is_locked() { Err(Error::Encrypted(EncryptedReason::NeedsKey)) } else { Ok(file) }
}

/// A folder with the items in it, in the order in which they were put into the store.
struct Folder {
    path: String,
    items: Vec<Node>,
}

struct Store<'a> {
    file: &'a File<'a>,
    names: Names,
    properties: Properties,
    folders: Vec<Folder>,
    /// How many items a program keeps of its own in folders: views, rules.
    associated: usize,
}

impl<'a> Store<'a> {
    fn read(file: &'a File<'a>) -> Self {
        let (mut folders, mut items) = (BTreeMap::new(), BTreeMap::<u32, Vec<Node>>::new());
        let mut associated = 0;
        file.each_node(&mut |node| match node.id & 0x1f {
            ASSOCIATED => associated += 1,
            FOLDER => drop(folders.insert(node.id, node)),
            ITEM => items.entry(node.parent).or_default().push(node),
            _ => {}
        });
        let properties = file.node(STORE).and_then(|node| message::properties(file, &node));
        Self {
            file,
            names: Names::read(file),
            properties: properties.unwrap_or_default(),
            folders: with_items(&paths(file, &folders), items),
            associated,
        }
    }

    fn is_empty(&self) -> bool {
        self.folders.is_empty() && self.properties.is_empty()
    }

    fn push(&self, sink: &mut dyn Sink) {
        let name = self.properties.get(&NAME).and_then(Property::text);
        sink.metadata(Key::TITLE, name.unwrap_or_default().trim());
        if self.associated > 0 {
            let what =
                format_args!("{} views, rules and other settings of folders", self.associated);
            sink.warn(Warning::new(WarningCode::Unsupported, what));
        }
        let mut flow = self.push_folders(sink);
        for folder in &self.folders {
            for (number, item) in (1..).zip(&folder.items) {
                if flow == Flow::Stop {
                    return;
                }
                flow = self.push_item(item, folder.child(number), sink);
            }
        }
    }

    /// Pushes the paths of the folders, those without an item too, with how many items are in each.
    fn push_folders(&self, sink: &mut dyn Sink) -> Flow {
        let line = |folder: &Folder| format!("{}\t{}\n", folder.path, folder.items.len());
        let text: String = self.folders.iter().map(line).collect();
        push_text(&Place::Part("folders".into()), Layer::Body, &text, sink)
    }

    fn push_item(&self, node: &Node, name: String, sink: &mut dyn Sink) -> Flow {
        self.file.allow(MOST_OF_ITEM);
        let was_damaged = self.file.take_damage();
        let changed = message::properties(self.file, node)
            .and_then(|properties| properties.get(&CHANGED)?.moment())
            .and_then(iso_8601);
        let written = message::written(self.file, &self.names, node);
        if written.is_none() {
            self.file.note_damage();
        }
        if self.file.is_damaged() {
            sink.warn(Warning::new(WarningCode::DamagedPart, &name));
        }
        if was_damaged {
            self.file.note_damage();
        }
        let declared =
            Declared { media_type: None, charset: None, format: Some(Cow::Borrowed("msg")) };
        let child = Child { name: name.into_bytes(), declared, modified: changed };
        match written {
            Some(bytes) => sink.child(child, Content::Stream(&mut &bytes[..])),
            None => sink.child(child, Content::Unreadable(UnreadableReason::ReadError)),
        }
    }
}

impl Folder {
    fn child(&self, number: usize) -> String {
        if self.path.is_empty() {
            format!("{number}.msg")
        } else {
            format!("{}/{number}.msg", self.path)
        }
    }
}

/// Finds the path of each folder.
fn paths(file: &File<'_>, folders: &BTreeMap<u32, Node>) -> BTreeMap<u32, String> {
    let named = |(id, node): (&u32, &Node)| {
        file.allow(MOST_OF_ITEM);
        let properties = message::properties(file, node);
        let name = properties.and_then(|properties| properties.get(&NAME)?.text());
        // A folder whose name is lost keeps the number that nothing else in the store has.
        let name = name.map(|name| name.trim().replace(['/', '\0'], "_"));
        let name = name.filter(|name| !name.is_empty() && *id != ROOT);
        (*id, (node.parent, name.unwrap_or_else(|| nameless(*id))))
    };
    let named: BTreeMap<u32, (u32, String)> = folders.iter().map(named).collect();
    named.keys().map(|id| (*id, path(*id, &named))).collect()
}

fn nameless(id: u32) -> String {
    if id == ROOT { String::new() } else { format!("folder {id:x}") }
}

fn path(id: u32, named: &BTreeMap<u32, (u32, String)>) -> String {
    let mut parts = Vec::new();
    let mut next = Some(id);
    while let Some((parent, name)) = next.and_then(|id| named.get(&id)) {
        parts.push(name.as_str());
        next = Some(*parent).filter(|parent| Some(*parent) != next && parts.len() < DEPTH);
    }
    parts.retain(|part| !part.is_empty());
    parts.reverse();
    parts.join("/")
}

/// Puts items into their folders, in the order of the paths.
fn with_items(paths: &BTreeMap<u32, String>, mut items: BTreeMap<u32, Vec<Node>>) -> Vec<Folder> {
    let folder = |(id, path): (&u32, &String)| Folder {
        path: path.clone(),
        items: items.remove(id).unwrap_or_default(),
    };
    let mut folders: Vec<Folder> = paths.iter().map(folder).collect();
    let lost: Vec<Node> = items.into_values().flatten().collect();
    folders.sort_by(|one, other| one.path.cmp(&other.path));
    folders.retain(|folder| !folder.path.is_empty() || !folder.items.is_empty());
    if !lost.is_empty() {
        folders.push(Folder { path: LOST.to_owned(), items: lost });
    }
    folders
}
