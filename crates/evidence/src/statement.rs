//! What is published of a leak, signed and stamped: the roots and counts of a manifest, and when it was stated.

use std::fmt;
use std::str::FromStr;

use fixity::manifest::Manifest;
use item::Digest;

/// The first line, with the version of the form.
const HEAD: &str = "dossier-statement\t1";

/// The roots and counts of a manifest at one moment. It names no file.
///
/// As a text: a line for each field with its name, a tab and its value, behind a line `dossier-statement`, tab, `1`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The root over the files on disk.
    pub files_root: Digest,
    /// How many entries on disk there are.
    pub files: u64,
    /// The root over all items.
    pub items_root: Digest,
    /// How many items there are.
    pub items: u64,
    /// When it was stated, by the clock of the machine: RFC 3339, in UTC.
    pub time: String,
    /// Name and version of the program that made the items.
    pub program: String,
}

/// Why a text is no statement.
#[derive(Debug, thiserror::Error)]
#[error("it is no statement of version 1")]
pub struct NoStatement;

impl Statement {
    /// States a manifest; `time` is that of now, RFC 3339 in UTC.
    pub fn of(manifest: &Manifest, time: String) -> Self {
        Self {
            files_root: manifest.files_root(),
            files: manifest.files().len() as u64,
            items_root: manifest.items_root,
            items: manifest.items,
            time,
            program: item::escape(manifest.program.as_bytes()),
        }
    }

    /// Returns what a signature states besides, so that it can be read without the statement.
    pub fn comment(&self) -> String {
        format!("files-root {} files {} time {}", self.files_root, self.files, self.time)
    }
}

impl fmt::Display for Statement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { files_root, files, items_root, items, time, program } = self;
        writeln!(f, "{HEAD}\nfiles-root\t{files_root}\nfiles\t{files}")?;
        writeln!(f, "items-root\t{items_root}\nitems\t{items}\ntime\t{time}\nprogram\t{program}")
    }
}

impl FromStr for Statement {
    type Err = NoStatement;

    fn from_str(text: &str) -> Result<Self, NoStatement> {
        let mut lines = text.lines();
        let mut value = |name: &str| {
            let value = lines.next().and_then(|line| line.strip_prefix(name)?.strip_prefix('\t'));
            value.ok_or(NoStatement)
        };
        let is_known = value("dossier-statement")? == "1";
        let statement = Self {
            files_root: value("files-root")?.parse().map_err(|_| NoStatement)?,
            files: value("files")?.parse().map_err(|_| NoStatement)?,
            items_root: value("items-root")?.parse().map_err(|_| NoStatement)?,
            items: value("items")?.parse().map_err(|_| NoStatement)?,
            time: value("time")?.to_owned(),
            program: value("program")?.to_owned(),
        };
        // A statement that could be written otherwise would have more than one digest.
        (is_known && statement.to_string() == text).then_some(statement).ok_or(NoStatement)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_is_read_back_and_no_other_text_is_one() {
        let time = "2026-11-28T22:00:00Z".to_owned();
        let statement = Statement::of(&Manifest::new(Vec::new()), time);
        let text = statement.to_string();
        assert_eq!(text.parse::<Statement>().expect("it was just written"), statement);
        for at in 0..text.len() {
            assert!(text[..at].parse::<Statement>().is_err(), "{at}");
        }
        for odd in [text.replace("files\t0", "files\t00"), format!("{text}more\n"), text + "\n"] {
            assert!(odd.parse::<Statement>().is_err(), "{odd}");
        }
    }
}
