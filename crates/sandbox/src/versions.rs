//! By which versions of the program's parts a content is made.

use std::collections::BTreeMap;

use item::Stamps;

/// The versions of the parts of the program on which it depends what comes out of a content. Each is raised by hand when
/// what comes out changes, so that a change of the program has only that done again which would come out otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Versions {
    /// Of how formats are recognised.
    pub identification: u32,
    /// Of how names, dates and numbers are recognised.
    pub recognition: u32,
    /// Of how each format is read, by its id.
    pub readers: BTreeMap<String, u32>,
}

impl Versions {
    /// Returns the versions of this program.
    pub fn of_this_program() -> Self {
        let readers = formats::FORMATS.iter();
        Self {
            identification: u32::from(formats::IDENTIFICATION),
            recognition: u32::from(entities::VERSION),
            readers: readers
                .map(|format| (format.id.to_owned(), u32::from(format.version)))
                .collect(),
        }
    }

    /// Returns the versions that make a content of a format; one that is in no table is read by version 0.
    pub fn stamps_of(&self, format: &str) -> Stamps {
        Stamps {
            identification: self.identification,
            reader: self.readers.get(format).copied().unwrap_or_default(),
            recognition: self.recognition,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_is_read_by_a_version_that_is_newer_than_none() {
        let versions = Versions::of_this_program();
        assert!(versions.identification > 0 && versions.recognition > 0);
        for format in formats::FORMATS {
            assert!(versions.stamps_of(format.id).reader > 0, "{}", format.id);
        }
        assert_eq!(versions.stamps_of("of no table").reader, 0);
    }
}
