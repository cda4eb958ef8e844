//! Where the items of each source stand in the merged dossier.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use item::{Locator, escape_path};
use ledger::TroveRow;

use crate::Error;
use crate::dossier::label;
use crate::merge::Source;

/// Where the items of a trove stand: under which label, and in which folder of the trove.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Place {
    label: Vec<u8>,
    folder: Vec<u8>,
}

/// The troves of the merged dossier, and where those of each source lie in them.
#[derive(Debug)]
pub(crate) struct Places {
    pub(crate) troves: Vec<TroveRow>,
    /// By source, the place of each label.
    of_sources: Vec<BTreeMap<Vec<u8>, Place>>,
}

impl Places {
    /// Gives the troves the labels that a run over all of them would; or, where `whole` is the folder that they lie in, the
    /// paths that they have in it.
    pub(crate) fn of(sources: &[Source], whole: Option<&Path>) -> Result<Self, Error> {
        match whole {
            None => Self::side_by_side(sources),
            Some(whole) => Self::within(sources, whole),
        }
    }

    fn side_by_side(sources: &[Source]) -> Result<Self, Error> {
        let mut troves: Vec<TroveRow> = Vec::new();
        let mut of_sources = Vec::new();
        for source in sources {
            let mut places = BTreeMap::new();
            for trove in &source.troves {
                let path = path_of(trove);
                for row in label(&[&path], &troves, true)? {
                    let place = Place { label: row.label.clone(), folder: Vec::new() };
                    places.insert(trove.label.clone(), place);
                    if !troves.contains(&row) {
                        troves.push(row);
                    }
                }
            }
            of_sources.push(places);
        }
        Ok(Self { troves, of_sources })
    }

    fn within(sources: &[Source], whole: &Path) -> Result<Self, Error> {
        let place = |trove: &TroveRow| {
            let path = path_of(trove);
            let folder = match path.strip_prefix(whole) {
                // A file as a trove of one stands there by its own name.
                Ok(folder) if path.is_file() => folder.parent().unwrap_or(Path::new("")),
                Ok(folder) => folder,
                Err(_) => return Err(Error::NotWithin(escape_path(&path), escape_path(whole))),
            };
            let folder = folder.as_os_str().as_bytes().to_vec();
            Ok((trove.label.clone(), Place { label: Vec::new(), folder }))
        };
        let of = |source: &Source| source.troves.iter().map(place).collect();
        let path = whole.as_os_str().as_bytes().to_vec();
        Ok(Self {
            troves: vec![TroveRow { label: Vec::new(), path, added_run: 0 }],
            of_sources: sources.iter().map(of).collect::<Result<_, Error>>()?,
        })
    }

    /// Returns where an item of the source with a number stands; nothing where the source has no such trove.
    pub(crate) fn locator(&self, source: usize, locator: &Locator) -> Option<Locator> {
        let place = self.of_sources.get(source)?.get(&locator.trove)?;
        let mut path = place.folder.clone();
        if !path.is_empty() {
            path.push(b'/');
        }
        path.extend(&locator.path);
        let moved = Locator::new(place.label.clone(), path);
        Some(Locator { members: locator.members.clone(), ..moved })
    }
}

fn path_of(trove: &TroveRow) -> PathBuf {
    PathBuf::from(OsStr::from_bytes(&trove.path))
}
