//! A dossier that is merged: only read, and looked at before anything is made of it.

use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use item::{Stamps, escape_path};
use ledger::{Ledger, RunRow, TroveRow};

use crate::Error;
use crate::dossier::{OPTIONS, PACKS, lies_in, part};

/// The settings that decide what comes out of a trove, by their names in the line of a run.
const DECIDING: [&str; 5] = ["ocr=", "readers=", "charsets=", "limits=", "ignore="];

/// Why a dossier cannot become a part of another: what came out would not be what one run yields.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A run is at work on it.
    #[error("a run is at work on it; wait for it to end, or stop it")]
    AtWork,
    /// Its last run did not come to its end.
    #[error("its last run did not come to its end; finish it: dossier index TROVE --dossier '{0}'")]
    Unfinished(String),
    /// Its seal is broken.
    #[error(
        "it is under no whole seal, so what decayed in it would be believed; check and seal it: dossier repair --dossier '{0}'"
    )]
    Unsealed(String),
    /// One of its files is not what was sealed.
    #[error(
        "its file `{file}` is not what was sealed; mend it: dossier repair --dossier '{dossier}'"
    )]
    Damaged {
        /// The file.
        file: String,
        /// The dossier.
        dossier: String,
    },
    /// A line of its log does not follow from the one before.
    #[error("its log was altered: line {0} does not follow from the one before")]
    LogAltered(u64),
    /// It was changed while it was read.
    #[error("it was changed while it was read; merge again once nobody writes to it")]
    Changed,
    /// It was read with other options than another.
    #[error(
        "it was read with {here}, and `{other}` with {there}; read it with the options of the other: dossier index TROVE --dossier '{dossier}' with them, or --usual for none"
    )]
    Options {
        /// Those of the dossier.
        here: String,
        /// The other dossier.
        other: String,
        /// Those of the other.
        there: String,
        /// The dossier.
        dossier: String,
    },
    /// Contents of a format were read by another version than in another dossier.
    #[error(
        "its items of the format `{format}` were read by another version of the program than those of `{other}`; bring both up to date: dossier index TROVE --dossier '{dossier}'"
    )]
    Versions {
        /// The format.
        format: String,
        /// The other dossier.
        other: String,
        /// The dossier.
        dossier: String,
    },
    /// The same bytes came out otherwise than in a dossier before.
    #[error(
        "`{locator}` has bytes that came out otherwise in another of the dossiers, as by a limit of time; read them again in both: dossier index TROVE --retry failed,limit-reached,partial"
    )]
    Content {
        /// An item with these bytes.
        locator: String,
    },
    /// An item of a trove that both hold is not the same in both.
    #[error(
        "`{0}` is not what another of the dossiers holds at the same place; bring both up to date: dossier index TROVE"
    )]
    Item(String),
    /// An item stands in no trove of it.
    #[error("`{0}` stands in no trove of it: its ledger was altered")]
    Nowhere(String),
}

/// A dossier that is to be merged.
#[derive(Debug)]
pub struct Source {
    pub(crate) folder: PathBuf,
    pub(crate) ledger: Ledger,
    pub(crate) packs: store::Packs,
    pub(crate) troves: Vec<TroveRow>,
    revision: u64,
    run: RunRow,
}

impl Source {
    /// Opens a dossier for reading, after comparing every byte of it with its seal; ends with [`Error::Stopped`] once `go_on`
    /// gives false.
    pub fn open(folder: &Path, go_on: &dyn Fn() -> bool) -> Result<Self, Error> {
        let folder = fs::canonicalize(folder).map_err(|source| Error::dossier(folder, source))?;
        let refused = |refusal| refuse(&folder, refusal);
        if !folder.join(ledger::FILE).is_file() {
            return Err(Error::NoDossier(escape_path(&folder)));
        }
        if ledger::is_being_written(&folder)? {
            return Err(refused(Refusal::AtWork));
        }
        let ledger = ledger::open_unchanging(&folder)?;
        let run = ledger.last_run()?.filter(|run| run.is_finished);
        let run = run.ok_or_else(|| refused(Refusal::Unfinished(escape_path(&folder))))?;
        check_seal(&folder, go_on)?;
        if let Some(line) = evidence::check_log(&ledger, None)?.broken_at {
            return Err(refused(Refusal::LogAltered(line)));
        }
        Ok(Self {
            packs: store::Packs::open(&folder.join(PACKS))?,
            troves: ledger.troves()?,
            revision: ledger.revision()?,
            run,
            ledger,
            folder,
        })
    }

    /// Returns its folder, as the system knows it.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Returns its ledger.
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    pub(crate) fn refuse(&self, refusal: Refusal) -> Error {
        refuse(&self.folder, refusal)
    }

    /// Fails where somebody wrote to it since it was opened.
    pub(crate) fn check_unchanged(&self) -> Result<(), Error> {
        if ledger::open_unchanging(&self.folder)?.revision()? == self.revision {
            return Ok(());
        }
        Err(self.refuse(Refusal::Changed))
    }

    /// Fails where a new dossier at `place` would lie in this one or in a trove of it.
    pub(crate) fn check_outside(&self, place: &Path) -> Result<(), Error> {
        let troves = self.troves.iter().map(|trove| std::ffi::OsStr::from_bytes(&trove.path));
        for trove in troves.map(PathBuf::from) {
            let trove = fs::canonicalize(&trove).unwrap_or(trove);
            if lies_in(place, &trove) {
                return Err(Error::InsideTrove(escape_path(place)));
            }
        }
        if lies_in(place, &self.folder) {
            return Err(Error::InsideDossier(escape_path(place)));
        }
        Ok(())
    }

    /// Describes it for the log: which troves, what of them, and the last line of its own log.
    pub(crate) fn in_words(&self) -> Result<String, Error> {
        let manifest = evidence::manifest(&self.ledger)?;
        let last = self.ledger.last_log()?;
        let (lines, hash) =
            last.map_or((0, String::new()), |line| (line.seq, line.hash.to_string()));
        Ok(format!(
            "a dossier of {} items, files-root {} items-root {}, its log of {lines} lines up to {hash}",
            manifest.items,
            manifest.files_root(),
            manifest.items_root,
        ))
    }

    /// Returns the settings that decide what came out, with the digests that were taken besides.
    fn deciding(&self) -> Result<Vec<String>, Error> {
        let of_run = DECIDING.iter().filter_map(|key| part(&self.run.settings, key));
        let mut deciding: Vec<String> = of_run.map(str::to_owned).collect();
        let kept = self.ledger.meta(OPTIONS)?.unwrap_or_default();
        let kept: serde_json::Value = serde_json::from_str(&kept).unwrap_or_default();
        deciding.push(format!("digests={}", kept.get("digests").unwrap_or(&"none".into())));
        Ok(deciding)
    }

    /// Returns by which versions the contents of each format were made that some item has.
    fn stamps(&self) -> Result<Vec<(String, Stamps)>, Error> {
        let mut stamps = self.ledger.stamps()?;
        let mut is_used = Vec::new();
        for (format, made_by) in &stamps {
            is_used.push(!self.ledger.files_made_by(format, made_by)?.is_empty());
        }
        let mut is_used = is_used.into_iter();
        stamps.retain(|_| is_used.next() == Some(true));
        Ok(stamps)
    }
}

/// Fails where the dossiers were not read in the same way, so that what they hold together would come out of no run.
pub fn check_alike(sources: &[Source]) -> Result<(), Error> {
    let Some(first) = sources.first() else { return Ok(()) };
    let deciding = first.deciding()?;
    let mut known: Vec<(String, Stamps, &Source)> = Vec::new();
    for source in sources {
        check_options(source, first, &deciding)?;
        for (format, stamps) in source.stamps()? {
            let differs = |(of, there, _): &&(String, Stamps, &Source)| {
                let is_otherwise_made = there.identification != stamps.identification
                    || there.recognition != stamps.recognition;
                is_otherwise_made || (*of == format && *there != stamps)
            };
            if let Some((.., other)) = known.iter().find(differs) {
                let (dossier, other) = (escape_path(&source.folder), escape_path(&other.folder));
                return Err(source.refuse(Refusal::Versions { format, other, dossier }));
            }
            known.push((format, stamps, source));
        }
    }
    Ok(())
}

fn check_options(source: &Source, first: &Source, deciding: &[String]) -> Result<(), Error> {
    let here = source.deciding()?;
    let differing = |one: &[String], other: &[String]| {
        let only: Vec<&str> =
            one.iter().filter(|part| !other.contains(part)).map(String::as_str).collect();
        only.join(" ")
    };
    if here == deciding {
        return Ok(());
    }
    Err(source.refuse(Refusal::Options {
        here: differing(&here, deciding),
        there: differing(deciding, &here),
        other: escape_path(&first.folder),
        dossier: escape_path(&source.folder),
    }))
}

/// Returns the settings of a run over all sources: those of the first, with passwords where any had some.
pub(crate) fn settings_of_all(sources: &[Source]) -> String {
    let has_passwords =
        |source: &&Source| part(&source.run.settings, "passwords=") == Some("passwords=given");
    let with = sources.iter().find(has_passwords).or(sources.first());
    with.map(|source| source.run.settings.clone()).unwrap_or_default()
}

fn refuse(folder: &Path, refusal: Refusal) -> Error {
    Error::Unmergeable { dossier: escape_path(folder), refusal }
}

fn check_seal(folder: &Path, go_on: &dyn Fn() -> bool) -> Result<(), Error> {
    let seal = match evidence::check_seal(folder, go_on) {
        Err(evidence::Error::Stopped) => return Err(Error::Stopped),
        seal => seal?,
    };
    let dossier = escape_path(folder);
    if !seal.sealed {
        return Err(refuse(folder, Refusal::Unsealed(dossier)));
    }
    match seal.damaged.into_iter().chain(seal.missing).next() {
        Some(file) => Err(refuse(folder, Refusal::Damaged { file, dossier })),
        None => Ok(()),
    }
}
