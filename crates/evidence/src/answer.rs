//! The answer of `verify`, as its JSON has it.

use fixity::audit::Audit;
use fixity::manifest::Manifest;
use item::Locator;
use serde::Serialize;

use crate::Change;

/// What an audit found. Locators stand in their printed form, sorted.
#[derive(Clone, Debug, Serialize)]
pub struct AuditAnswer {
    /// Whether the trove is as recorded.
    pub ok: bool,
    /// How many entries are as recorded.
    pub matched: u64,
    /// Same place, other content.
    pub changed: Vec<String>,
    /// In which bytes the changed ones differ, where that can be told.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
    /// Same content, other place.
    pub moved: Vec<Move>,
    /// Found and not recorded.
    pub new: Vec<String>,
    /// Recorded and found nowhere.
    pub missing: Vec<String>,
    /// There, and not to be read.
    pub unreadable: Vec<String>,
    /// There, and recorded with no digest that was taken.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_comparable: Vec<String>,
    /// Which digests the manifest has of those that are not comparable.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_taken: Vec<String>,
    /// Not one digest that the manifest gives without the name of its algorithm fits any file: the files have changed, or the
    /// list is of another algorithm than those that are taken.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub algorithm_in_doubt: bool,
    /// Same content, another time of change.
    pub times_only: Vec<String>,
    /// Digests that a manifest without paths lists and no file has.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing_contents: Vec<String>,
    /// Links, devices and the like that the form of the manifest does not list, and files that it cannot name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_covered: Vec<String>,
    /// How many of those not covered are files whose names the manifest cannot hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub names_not_covered: Option<u64>,
    /// The Merkle root over the files that are there now.
    pub files_root: String,
    /// The digests that the comparison rests on, of each line the strongest.
    pub compared_by: Vec<&'static str>,
    /// In which ways lines of the manifest were read, where their paths are not those of the trove byte by byte.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub read_as: Vec<String>,
    /// The numbers of the lines of the manifest that have no digest, as titles and totals: they were passed over.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub passed_over: Vec<usize>,
    /// Whether the last run of the dossier came to its end; nothing where no dossier was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub complete: Option<bool>,
}

/// A content that lies at another place than recorded.
#[derive(Clone, Debug, Serialize)]
pub struct Move {
    /// The place that was recorded.
    pub from: String,
    /// The place of now.
    pub to: String,
}

impl AuditAnswer {
    /// Puts an audit into words; `seen` is what is there now.
    pub(crate) fn new(
        audit: Audit,
        seen: &Manifest,
        compared_by: Vec<&'static str>,
        complete: Option<bool>,
    ) -> Self {
        let ok = audit.is_ok();
        let printed = |locators: Vec<Locator>| locators.iter().map(ToString::to_string).collect();
        let moved = audit.moved.iter();
        let moved =
            moved.map(|moved| Move { from: moved.from.to_string(), to: moved.to.to_string() });
        Self {
            ok,
            matched: audit.matched,
            moved: moved.collect(),
            changed: printed(audit.changed),
            new: printed(audit.new),
            missing: printed(audit.missing),
            unreadable: printed(audit.unreadable),
            not_comparable: printed(audit.not_comparable),
            not_taken: Vec::new(),
            algorithm_in_doubt: false,
            times_only: printed(audit.times_only),
            missing_contents: audit.missing_contents.iter().map(ToString::to_string).collect(),
            not_covered: printed(audit.not_covered),
            names_not_covered: (audit.names_not_covered > 0).then_some(audit.names_not_covered),
            files_root: seen.files_root().to_string(),
            compared_by,
            changes: Vec::new(),
            read_as: Vec::new(),
            passed_over: Vec::new(),
            complete,
        }
    }

    /// Yields the digests of the comparison that can be forged.
    pub fn weak_digests(&self) -> impl Iterator<Item = &'static str> {
        self.compared_by.iter().copied().filter(|name| matches!(*name, "crc32" | "md5" | "sha1"))
    }
}
