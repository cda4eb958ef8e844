//! Evidence in process: a ledger that is written by hand, a trove beside it, and workers for members.
#![allow(clippy::disallowed_methods, reason = "tests write the trove that is audited")]

mod audits;
mod edits;
mod originals;
mod proofs;

use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use item::{Basis, Locator, Outcome};
use ledger::{ItemRow, Ledger, RunRow, TroveRow};

/// A trove in a temporary folder with a ledger beside it.
pub(crate) struct Bench {
    folder: tempfile::TempDir,
}

impl Bench {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        fs::create_dir(folder.path().join("trove")).expect("the folder is writable");
        let bench = Self { folder };
        let trove = TroveRow {
            label: Vec::new(),
            path: bench.trove().as_os_str().as_bytes().to_vec(),
            added_run: 1,
        };
        let run = RunRow {
            number: 0,
            started: 0,
            ended: None,
            program: "test".to_owned(),
            settings: String::new(),
            summary: None,
            is_finished: false,
        };
        bench.transaction(|tx| {
            tx.begin_run(&run)?;
            tx.put_trove(&trove)
        });
        bench
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn trove(&self) -> PathBuf {
        self.folder().join("trove")
    }

    /// Writes a file of the trove and records it.
    pub(crate) fn file(&self, name: &str, content: &[u8]) -> ItemRow {
        let path = self.trove().join(name);
        fs::write(&path, content).expect("the trove is writable");
        let stat = walk::Stat::from(&fs::metadata(&path).expect("it was just written"));
        self.record(ItemRow { modified: Some(stat.modified_ns), ..row(name, Some(content)) })
    }

    /// Records a file of the trove and, as a run does, the parts of it.
    pub(crate) fn file_with_parts(&self, name: &str, content: &[u8]) {
        let stat = fs::metadata(self.trove().join(name)).expect("it was just written");
        let mut digester = fixity::Digester::new(&[]);
        digester.update(content);
        let (digests, parts) = digester.finish_with_parts();
        let blake3 = digests.blake3;
        let modified = Some(walk::Stat::from(&stat).modified_ns);
        self.record(ItemRow { modified, ..row(name, Some(content)) });
        if let Some(fixity::Parts { length, size, values }) = parts {
            let chain = values.concat();
            let parts = ledger::PartsRow { blake3, length, size, chain };
            self.transaction(|tx| tx.put_parts(&parts));
        }
    }

    /// Records a member with the bytes that it shall have.
    pub(crate) fn member(&self, printed: &str, content: &[u8]) -> ItemRow {
        self.record(row(printed, Some(content)))
    }

    pub(crate) fn record(&self, row: ItemRow) -> ItemRow {
        self.transaction(|tx| tx.put_item(&row));
        row
    }

    pub(crate) fn ledger(&self) -> Ledger {
        ledger::open_read(self.folder()).expect("the ledger was made")
    }

    fn transaction<T>(
        &self,
        write: impl FnOnce(&ledger::Transaction<'_>) -> Result<T, ledger::Error>,
    ) {
        let mut writer = ledger::open_write(self.folder()).expect("nobody else writes");
        writer.transaction(write).expect("the ledger is writable");
    }
}

/// Returns the row of an item; without content it was never read.
pub(crate) fn row(printed: &str, content: Option<&[u8]>) -> ItemRow {
    let locator: Locator = printed.parse().expect("it is a locator");
    let unread = Outcome::Unreadable(item::UnreadableReason::ReadError);
    ItemRow {
        ord: 0,
        id: fixity::item_id(&locator),
        parent: locator.parent().map(|parent| fixity::item_id(&parent)),
        kind: "file".to_owned(),
        size: None,
        modified: None,
        digests: content.map(|content| fixity::of(content, &[])),
        content: None,
        format: "text".to_owned(),
        basis: Basis::None,
        warnings: Vec::new(),
        outcome: if content.is_some() { Outcome::Extracted } else { unread },
        text_bytes: 0,
        first_run: 1,
        last_run: 1,
        gone_run: None,
        locator,
    }
}
