//! Which entries the user's rules leave out.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::Error;

/// Rules in gitignore syntax, relative to the trove folder.
#[derive(Clone, Debug)]
pub struct Ignore(Gitignore);

impl Ignore {
    /// Leaves nothing out.
    pub fn none() -> Self {
        Self(Gitignore::empty())
    }

    /// Reads rules, one a line; a line that is no rule is an error, since it would leave out too little or too much.
    pub fn from_lines(lines: &str) -> Result<Self, Error> {
        let mut builder = GitignoreBuilder::new("");
        let lines = lines.strip_prefix('\u{feff}').unwrap_or(lines);
        for (at, line) in lines.lines().enumerate() {
            let added = builder.add_line(None, line);
            added.map_err(|source| Error::Rule { line: at + 1, source })?;
        }
        let last = lines.lines().count();
        builder.build().map(Self).map_err(|source| Error::Rule { line: last, source })
    }

    /// Tells whether a rule names `path` or a folder that holds it.
    pub fn covers(&self, path: &[u8]) -> bool {
        let path = std::path::Path::new(OsStr::from_bytes(path));
        !self.0.is_empty()
            && !path.has_root()
            && self.0.matched_path_or_any_parents(path, false).is_ignore()
    }

    /// Tells whether a rule names `path` itself; what lies in an ignored folder is the walk's affair.
    pub(crate) fn names(&self, path: &[u8], is_folder: bool) -> bool {
        !self.0.is_empty() && self.0.matched(OsStr::from_bytes(path), is_folder).is_ignore()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn rules_follow_gitignore() {
        let rules = Ignore::from_lines("# note\n*.tmp\n!keep.tmp\n/top\nfolder/\n").expect("valid");
        assert!(rules.names(b"a/b.tmp", false));
        assert!(!rules.names(b"a/keep.tmp", false));
        assert!(rules.names(b"top", false));
        assert!(!rules.names(b"a/top", false));
        assert!(rules.names(b"a/folder", true));
        assert!(!rules.names(b"a/folder", false));
        assert!(rules.names(b"\xff.tmp", false));
    }

    #[test]
    fn a_broken_rule_is_named_by_its_line() {
        let error = Ignore::from_lines("fine\n[z-a]\n").expect_err("the range runs backwards");
        assert_eq!(error.to_string(), "line 2 is no rule for what to ignore");
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(lines: String, path: Vec<u8>) {
            if let Ok(rules) = Ignore::from_lines(&lines) {
                rules.names(&path, false);
            }
        }
    }
}
