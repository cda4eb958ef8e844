//! What a store of Outlook Express 5 and 6 yields: its mails, those that no folder lists any more too. The format is not
//! published; it is read as Arne Schloh and Zvonko Tešić describe it (*OE dbx file format*).

use std::collections::{BTreeMap, BTreeSet};

use item::{Declared, Layer, PartialReason, Place};

use crate::shared::bytes::{fitting, size_at, u32_at};
use crate::shared::decode;
use crate::shared::legacy_text::push_text;
use crate::{Child, Content, Error, Flow, Input, Sink};

/// The kinds of a store, behind the first four bytes: mails, and the list of folders.
const MAILS: &[u8] = b"\xc5\xfd\x74\x6f";
const FOLDERS: &[u8] = b"\xc6\xfd\x74\x6f";
/// Where the pointer to the tree of all entries stands.
const TREE: usize = 0xe4;

/// The parts of a node: where the node beside it, the number of its entries and the entries stand, and how long one is.
const BESIDE: usize = 8;
const COUNT: usize = 0x11;
const ENTRIES: usize = 0x18;
const ENTRY: usize = 12;
/// The most nodes and entries that wait to be visited or were: what lies behind them is found by its blocks.
const MOST_STEPS: usize = 1 << 22;

/// The parts of an entry: where its fields are counted, and where they begin.
const FIELD_COUNT: usize = 10;
const FIELDS: usize = 12;
/// The field that leads to a mail, and that with the name of a folder.
const MAIL: u32 = 4;
const FOLDER: u32 = 2;
/// The bit of a field that holds its value itself.
const DIRECT: u32 = 0x80;

/// A mail lies in blocks: a head with its own place, this length, how much of it is used, the next block; then the bytes.
const BLOCK: usize = 0x200;
const BLOCK_HEAD: usize = 16;

/// Pushes the mails, in the order of the list, and then those that stand in none; or the names of folders.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let bytes = &input.bytes[..];
    match bytes.get(4..8) {
        Some(MAILS) => mails(bytes, sink),
        Some(FOLDERS) => folders(bytes, input, sink),
        Some(_) => return Err(Error::Unsupported("a store without mails".into())),
        None => return Err(Error::Truncated),
    }
    Ok(())
}

fn mails(bytes: &[u8], sink: &mut dyn Sink) {
    let listed: Vec<usize> =
        entries(bytes).into_iter().filter_map(|entry| value(bytes, entry, MAIL)).collect();
    let mut blocks = Blocks::find(bytes);
    let mut is_damaged = false;
    for (number, start) in (1..).zip(listed) {
        let Some(mail) = blocks.take(bytes, start) else {
            is_damaged = true;
            continue;
        };
        is_damaged |= mail.is_cut;
        if push(&format!("{number:06}.eml"), &mail.bytes, sink) == Flow::Stop {
            return;
        }
    }
    // Chains that turn have no start: they begin at the first block that is left.
    let mut starts = blocks.starts().into_iter();
    let mut number = 0;
    while let Some(start) = starts.next().or_else(|| blocks.first()) {
        let Some(mail) = blocks.take(bytes, start) else { continue };
        number += 1;
        is_damaged |= mail.is_cut;
        if push(&format!("unlisted-{number:06}.eml"), &mail.bytes, sink) == Flow::Stop {
            return;
        }
    }
    if is_damaged {
        sink.partial(PartialReason::Damaged);
    }
}

fn push(name: &str, mail: &[u8], sink: &mut dyn Sink) -> Flow {
    let declared = Declared { format: Some("eml".into()), ..Declared::default() };
    let child = Child { name: name.as_bytes().to_vec(), declared, modified: None };
    sink.child(child, Content::Stream(&mut &mail[..]))
}

fn folders(bytes: &[u8], input: &Input, sink: &mut dyn Sink) {
    let name = |entry: usize| {
        let at = place(bytes, entry, FOLDER)?;
        let name = bytes.get(at..)?;
        Some(&name[..name.iter().position(|byte| *byte == 0)?])
    };
    let all: Vec<&[u8]> = entries(bytes).into_iter().filter_map(name).collect();
    let fitting = fitting(bytes.len(), all.iter().map(|name| name.len()));
    if fitting < all.len() {
        sink.partial(PartialReason::Damaged);
    }
    let names = all[..fitting].join(&b'\n');
    let charset = decode::choose(&names, decode::label(input, None)).charset;
    let place = Place::Part("folders".to_owned());
    // A stop has been noted by the sink, and there is nothing behind it.
    let _ = push_text(&place, Layer::Body, &charset.decode(&names).0, sink);
}

/// Lists the places of the entries that the tree leads to, in its order.
fn entries(bytes: &[u8]) -> Vec<usize> {
    let mut entries = Vec::new();
    let mut seen = BTreeSet::new();
    let mut waiting = vec![Step::Node(size_at(bytes, TREE).unwrap_or(0))];
    while let Some(step) = waiting.pop() {
        let node = match step {
            Step::Entry(entry) => {
                entries.push(entry);
                continue;
            }
            Step::Node(node) => node,
        };
        let steps = waiting.len() + entries.len() + seen.len();
        if node == 0 || steps >= MOST_STEPS || !seen.insert(node) {
            continue;
        }
        let Some(node) = bytes.get(node..) else { continue };
        let count = node.get(COUNT).map_or(0, |count| usize::from(*count));
        // What a node leads to stands before its first entry, and behind each of them.
        let mut steps = vec![Step::Node(size_at(node, BESIDE).unwrap_or(0))];
        for at in (0..count).map(|number| ENTRIES + number * ENTRY) {
            let (Some(entry), Some(child)) = (size_at(node, at), size_at(node, at + 4)) else {
                break;
            };
            steps.extend([Step::Entry(entry), Step::Node(child)]);
        }
        waiting.extend(steps.into_iter().rev());
    }
    entries
}

/// What is to be visited of a tree.
enum Step {
    Node(usize),
    Entry(usize),
}

/// Returns the number in a field of an entry.
fn value(bytes: &[u8], entry: usize, field: u32) -> Option<usize> {
    let (kind, found) = self::field(bytes, entry, field)?;
    match kind {
        Kind::Direct => Some(found),
        Kind::Placed => size_at(bytes, found),
    }
}

/// Returns where the value of a field stands that is not in the field itself.
fn place(bytes: &[u8], entry: usize, field: u32) -> Option<usize> {
    let (kind, found) = self::field(bytes, entry, field)?;
    matches!(kind, Kind::Placed).then_some(found)
}

enum Kind {
    Direct,
    Placed,
}

fn field(bytes: &[u8], entry: usize, wanted: u32) -> Option<(Kind, usize)> {
    let rest = bytes.get(entry..)?;
    let count = usize::from(*rest.get(FIELD_COUNT)?);
    let fields = (0..count).map_while(|number| u32_at(rest, FIELDS + 4 * number));
    let found = fields.into_iter().find(|field| field & 0x7f == wanted)?;
    let number = usize::try_from(found >> 8).ok()?;
    if found & DIRECT != 0 {
        return Some((Kind::Direct, number));
    }
    Some((Kind::Placed, entry + FIELDS + 4 * count + number))
}

/// The bytes of a mail.
#[derive(Default)]
struct Mail {
    bytes: Vec<u8>,
    /// Whether it goes on where there is no block, or none that it alone leads to.
    is_cut: bool,
}

/// The blocks of a store that no mail has taken yet: where each lies, how much of it is used, which comes next.
struct Blocks {
    left: BTreeMap<usize, (usize, usize)>,
}

impl Blocks {
    /// Finds the blocks by what they state of themselves.
    fn find(bytes: &[u8]) -> Self {
        let block = |at: usize| {
            let head = bytes.get(at..at + BLOCK_HEAD)?;
            let is_block = size_at(head, 0) == Some(at) && size_at(head, 4) == Some(BLOCK);
            let used = size_at(head, 8).filter(|used| is_block && (1..=BLOCK).contains(used))?;
            Some((at, (used, size_at(head, 12)?)))
        };
        Self { left: (0..bytes.len()).step_by(4).filter_map(block).collect() }
    }

    /// Takes the mail that begins at a place; nothing where there is no block.
    fn take(&mut self, bytes: &[u8], start: usize) -> Option<Mail> {
        self.left.get(&start)?;
        let mut mail = Mail::default();
        let mut at = start;
        // A block is taken once: chains that meet or turn end.
        while let Some((used, next)) = self.left.remove(&at) {
            let start = at + BLOCK_HEAD;
            let block = bytes.get(start..(start + used).min(bytes.len())).unwrap_or_default();
            mail.bytes.extend(block);
            mail.is_cut |= block.len() < used;
            at = next;
        }
        mail.is_cut |= at != 0;
        Some(mail)
    }

    /// Returns the first block.
    fn first(&self) -> Option<usize> {
        self.left.keys().next().copied()
    }

    /// Lists the blocks that no other one leads to.
    fn starts(&self) -> Vec<usize> {
        let next: BTreeSet<usize> = self.left.values().map(|(_, next)| *next).collect();
        self.left.keys().filter(|at| !next.contains(at)).copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::probe;

    fn put(file: &mut [u8], at: usize, number: usize) {
        let number = u32::try_from(number).expect("tests are short").to_le_bytes();
        file[at..at + 4].copy_from_slice(&number);
    }

    /// A store of mails; those that are not listed lie in it all the same.
    fn store(kind: &[u8], mails: &[(&[u8], bool)]) -> Vec<u8> {
        let mut file = vec![0; 0x24bc];
        file[..4].copy_from_slice(b"\xcf\xad\x12\xfe");
        file[4..8].copy_from_slice(kind);
        let mut starts = Vec::new();
        for (mail, is_listed) in mails {
            let pieces: Vec<&[u8]> = mail.chunks(BLOCK).collect();
            if *is_listed {
                starts.push(file.len());
            }
            for (number, piece) in pieces.iter().enumerate() {
                let at = file.len();
                file.resize(at + BLOCK_HEAD + BLOCK, 0);
                let next = if number + 1 < pieces.len() { file.len() } else { 0 };
                for (place, value) in [(0, at), (4, BLOCK), (8, piece.len()), (12, next)] {
                    put(&mut file, at + place, value);
                }
                file[at + BLOCK_HEAD..][..piece.len()].copy_from_slice(piece);
            }
        }
        let entries: Vec<usize> =
            starts.iter().map(|start| entry(&mut file, MAIL, &start.to_le_bytes()[..4])).collect();
        tree(&mut file, &entries);
        file
    }

    /// An entry with one field whose value stands behind it.
    fn entry(file: &mut Vec<u8>, field: u32, value: &[u8]) -> usize {
        let at = file.len();
        file.resize(at + FIELDS + 4, 0);
        put(file, at, at);
        file[at + FIELD_COUNT] = 1;
        put(file, at + FIELDS, field as usize);
        file.extend(value);
        file.resize(file.len().next_multiple_of(4), 0);
        at
    }

    /// A root with the last entry, and all others in a node before it.
    fn tree(file: &mut Vec<u8>, entries: &[usize]) {
        let Some((last, before)) = entries.split_last() else { return };
        let mut node = |entries: &[usize], beside: usize| {
            let at = file.len();
            file.resize(at + ENTRIES + ENTRY * entries.len(), 0);
            put(file, at + BESIDE, beside);
            file[at + COUNT] = u8::try_from(entries.len()).expect("tests are short");
            for (number, entry) in entries.iter().enumerate() {
                put(file, at + ENTRIES + ENTRY * number, *entry);
            }
            at
        };
        let inner = node(before, 0);
        let root = node(&[*last], inner);
        put(file, TREE, root);
    }

    #[test]
    fn mails_come_in_their_order_and_those_without_an_entry_last() {
        let long = [b"Subject: long\r\n\r\n".to_vec(), vec![b'x'; 2000]].concat();
        let file = store(
            MAILS,
            &[
                (&long, true),
                (b"Subject: gone\r\n\r\nold", false),
                (b"Subject: two\r\n\r\n2", true),
            ],
        );
        let found = probe::of(extract, &file);
        assert_eq!(found.names(), ["000001.eml", "000002.eml", "unlisted-000001.eml"]);
        assert_eq!(found.children[0].1, long);
        assert_eq!(found.children[2].1, b"Subject: gone\r\n\r\nold");
        assert!(found.partial.is_empty() && found.error.is_none());
    }

    #[test]
    fn the_list_of_folders_gives_their_names() {
        let mut file = store(FOLDERS, &[]);
        let names =
            [&b"Inbox\0"[..], b"\xc2\xf5\xee\xe4\xff\xf9\xe8\xe5 \xef\xe8\xf1\xfc\xec\xe0\0"];
        let entries: Vec<usize> = names.iter().map(|name| entry(&mut file, FOLDER, name)).collect();
        tree(&mut file, &entries);
        assert_eq!(probe::of(extract, &file).body(), "Inbox\nВходящие письма");
    }

    #[test]
    fn names_that_lie_in_each_other_are_no_more_bytes_than_there_are() {
        let mut file = store(FOLDERS, &[]);
        let long = [vec![b'x'; 5_000], vec![0]].concat();
        let one = entry(&mut file, FOLDER, &long);
        tree(&mut file, &[one; 200]);
        let found = probe::of(extract, &file);
        assert!((5_000..20_000).contains(&found.body().len()), "{}", found.body().len());
        assert_eq!(found.partial, [PartialReason::Damaged]);
    }

    #[test]
    fn a_chain_that_turns_ends_and_is_reported() {
        let mut file = store(MAILS, &[(b"Subject: one\r\n\r\n1", false)]);
        put(&mut file, 0x24bc + 12, 0x24bc);
        let found = probe::of(extract, &file);
        assert_eq!(found.names(), ["unlisted-000001.eml"]);
        assert_eq!(found.partial, [PartialReason::Damaged]);
    }

    #[test]
    fn a_mail_that_goes_on_where_nothing_is_keeps_its_beginning_and_is_reported() {
        let long = [b"Subject: long\r\n\r\n".to_vec(), vec![b'x'; 1000]].concat();
        let mut file = store(MAILS, &[(&long, true)]);
        put(&mut file, 0x24bc + 12, 8);
        let found = probe::of(extract, &file);
        assert_eq!(found.names(), ["000001.eml", "unlisted-000001.eml"]);
        assert_eq!(found.children[0].1, long[..BLOCK]);
        assert_eq!(found.partial, [PartialReason::Damaged]);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..60), at in 4..11_000_usize) {
            let mut file = store(MAILS, &[(b"Subject: one\r\n\r\n1", true), (b"Subject: two\r\n\r\n2", true)]);
            let at = at.min(file.len());
            let end = file.len().min(at + bytes.len());
            file.splice(at..end, bytes);
            probe::of(extract, &file);
            probe::of(extract, &file[..at]);
        }

        #[test]
        fn every_mail_of_any_length_comes_out_whole(mails in proptest::collection::vec("[ -~]{1,1600}", 1..5), listed in proptest::collection::vec(any::<bool>(), 5)) {
            let each: Vec<(&[u8], bool)> = mails.iter().zip(&listed).map(|(mail, is_listed)| (mail.as_bytes(), *is_listed)).collect();
            let found = probe::of(extract, &store(MAILS, &each));
            let mut got: Vec<Vec<u8>> = found.children.into_iter().map(|child| child.1).collect();
            let mut wanted: Vec<Vec<u8>> = mails.into_iter().map(String::into_bytes).collect();
            got.sort();
            wanted.sort();
            prop_assert_eq!(got, wanted);
        }
    }
}
