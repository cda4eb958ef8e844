//! What a manifest holds: a file on disk, an item, and the list of all of them.

use item::{Digest, Digests, ItemId, Locator, Outcome, UnreadableReason};

use crate::merkle;

/// What was seen at one path beneath a trove folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileLine {
    /// Where; it has no members.
    pub locator: Locator,
    /// The digests of its bytes, where they were read; those of the target's bytes for a link, where they were taken.
    pub digests: Option<Digests>,
    /// When the content changed last, in nanoseconds since 1970-01-01 UTC.
    pub modified_ns: Option<i64>,
    /// How it ended, where it was not read to the end: unreadable, or skipped.
    pub closed: Option<Outcome>,
}

impl FileLine {
    /// Returns how it ended, where it was not read; a line without digests and without outcome counts as unreadable.
    pub fn unread(&self) -> Option<Outcome> {
        let unreadable = Outcome::Unreadable(UnreadableReason::ReadError);
        self.closed.or(if self.digests.is_none() { Some(unreadable) } else { None })
    }

    /// Yields every digest of the file, to look it up by.
    pub(crate) fn each_digest(&self) -> impl Iterator<Item = &[u8]> {
        self.digests.iter().flat_map(|digests| {
            let more = digests.more.values().map(Vec::as_slice);
            [&digests.blake3.0[..], &digests.sha256.0[..]].into_iter().chain(more)
        })
    }
}

/// What became of one item, with or without members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemLine {
    /// Its id.
    pub id: ItemId,
    /// Where it stands.
    pub locator: Locator,
    /// The digests of its bytes, where they could be had.
    pub digests: Option<Digests>,
    /// The format that it was identified as.
    pub format: String,
    /// How it ended.
    pub outcome: Outcome,
}

/// The list of what was seen under all trove folders of a dossier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// Name and version of the program that made the items; of any content.
    pub program: String,
    /// The settings that made the items; of any content.
    pub settings: String,
    /// What lies under the trove folders, sorted by locator.
    pub(super) files: Vec<FileLine>,
    /// The root over [`Manifest::files`].
    pub(super) files_root: Digest,
    /// How many items there are.
    pub items: u64,
    /// The root over all items, from [`items_root`].
    pub items_root: Digest,
}

impl Manifest {
    /// Makes a manifest of files in any order, without items.
    pub fn new(mut files: Vec<FileLine>) -> Self {
        files.sort_by(|one, other| one.locator.cmp(&other.locator));
        let files_root = merkle::root(files.iter().map(FileLine::leaf_hash));
        let items_root = merkle::root([]);
        let (program, settings) = (String::new(), String::new());
        Self { program, settings, files, files_root, items: 0, items_root }
    }

    /// Returns what lies under the trove folders, sorted by locator.
    pub fn files(&self) -> &[FileLine] {
        &self.files
    }

    /// Returns the root over all files: the one to sign, stamp and publish.
    pub fn files_root(&self) -> Digest {
        self.files_root
    }
}

/// Returns the root over items that come sorted by locator.
pub fn items_root<'a>(items: impl IntoIterator<Item = &'a ItemLine>) -> Digest {
    merkle::root(items.into_iter().map(ItemLine::leaf_hash))
}
