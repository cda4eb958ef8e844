//! How a trove becomes a dossier: order, parallelism, limits, resume.
//!
//! [`prepare`] opens and locks a dossier; [`Prepared::index`] walks the troves, reads and digests every file once, has new contents extracted in workers, and writes
//! store, index and ledger in that order. Run again, it does only what is new or changed; run after a kill, it goes on
//! and ends in the same dossier as an unbroken run.
//!
//! # Invariants
//!
//! As many outcomes as items. The trove is never written to. The row of a file on disk is in the ledger only if the
//! rows of all its members are.

mod annotate;
mod at_work;
mod budget;
mod cap;
mod charsets;
mod children;
mod commit;
mod counts;
mod dossier;
mod external;
mod family;
mod fetch;
mod file;
mod finish;
mod flow;
mod held;
mod known;
mod listed;
mod merge;
mod moved;
mod ocr;
mod on_list;
mod plan;
mod private;
mod rebuild;
mod recognise;
mod record;
mod reuse;
mod row;
mod run;
mod stages;
mod tools;
mod undo;
mod visit;
mod volumes;

use std::time::Instant;

use serde::{Serialize, Serializer};

pub use annotate::{Act, Annotation, Made, annotate};
pub use budget::{Budget, FamilyLimits};
pub use charsets::Charsets;
pub use counts::Progress;
pub use dossier::{INDEX, MANIFEST, OPTIONS, PACKS, PLACE, Prepared, prepare};
pub use external::Reader;
pub use merge::{Draft, MergeOptions, Merged, Refusal, Source, check_alike, merge};
pub use moved::move_trove;
pub use ocr::Ocr;
pub use on_list::At;
pub use private::close_to_others;
pub use rebuild::{refill, unreadable_items};
pub use stages::{FormatTook, Spent, Stage, Took};
pub use undo::{Undone, last_act, undo};

/// What an index run is told.
#[derive(Debug)]
pub struct Options {
    /// How many items are read at once.
    pub jobs: usize,
    /// Digests to take besides BLAKE3 and SHA-256.
    pub digests: Vec<item::Algorithm>,
    /// Limits of workers, and passwords.
    pub settings: sandbox::Settings,
    /// What a file on disk may yield with everything in it.
    pub family: FamilyLimits,
    /// By which versions of the program's parts contents are made.
    pub versions: sandbox::Versions,
    /// How a worker is started.
    pub program: sandbox::Program,
    /// What to leave out.
    pub ignore: walk::Ignore,
    /// A line on what is left out and by which rules, for the log.
    pub ignore_note: String,
    /// Whether files with the size and time of the last run are not read.
    pub trust_times: bool,
    /// Whether everything is redone.
    pub full: bool,
    /// Character sets that the user names.
    pub charsets: Charsets,
    /// What reads pictures; nothing where no OCR is run.
    pub ocr: Option<Ocr>,
    /// Programs of the user for formats that no reader is built in for.
    pub readers: Vec<Reader>,
    /// Outcomes to redo.
    pub retry: Vec<item::Outcome>,
    /// Whether troves that the dossier does not hold yet are added.
    pub add_trove: bool,
    /// What the user asked for, in a form of the caller's: the dossier keeps it under [`OPTIONS`], for runs to come.
    pub kept: String,
    /// The version of the program, for the record; [`Self::versions`] decide what is done again.
    pub version: String,
    /// The time of the run, in nanoseconds since 1970.
    pub now: i64,
}

/// Whether the person at the keyboard wants the run to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// Go on.
    No,
    /// Finish and commit what is in flight.
    Soon,
    /// Drop what is in flight, commit what is done.
    Now,
}

/// Who watches a run.
pub trait Watch: Sync {
    /// Takes how far the run is, some five times a second.
    fn progress(&self, progress: &Progress);
    /// Tells whether the run is to end.
    fn stop(&self) -> Stop;
}

/// How a run ended.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Summary {
    /// Items in the dossier.
    pub items: u64,
    /// How they ended.
    pub outcomes: std::collections::BTreeMap<&'static str, u64>,
    /// Items that were not there before.
    pub new: u64,
    /// Items that had another content or another outcome before.
    pub changed: u64,
    /// Items that are as they were.
    pub unchanged: u64,
    /// Items that are there no more.
    pub gone: u64,
    /// Bytes of files on disk.
    pub bytes: u64,
    /// Bytes of text in layers other than `metadata`, over all items.
    pub text_bytes: u64,
    /// How long the run took.
    pub seconds: f64,
    /// Files on disk for each second.
    pub files_per_second: f64,
    /// Megabytes (10^6) on disk for each second.
    pub megabytes_per_second: f64,
    /// The Merkle root over the files on disk.
    pub files_root: String,
    /// The Merkle root over all items.
    pub items_root: String,
    /// The dossier, as given.
    pub dossier: String,
    /// Whether the run was broken off before the walk was done.
    pub interrupted: bool,
    /// Files that were at work when the run before was ended from outside, as locators; this run read them with half the
    /// limits.
    pub at_work_before: Vec<String>,
    /// Pictures that were read by OCR in this run.
    pub pictures_read: u64,
    /// What the workers took.
    pub workers: Workers,
    /// What each stage took, for those who measure.
    #[serde(skip)]
    pub spent: Spent,
}

/// What the workers of a run took.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Workers {
    /// Workers started.
    pub started: u64,
    /// Workers that died or were killed over an item.
    pub lost: u64,
    /// The highest resident size of any worker that was seen, in bytes.
    pub peak_resident: u64,
    /// Processor seconds over all jobs.
    pub cpu_seconds: f64,
    /// The locks that were in force on every worker, in words; nothing where none was started.
    #[serde(serialize_with = "in_words")]
    pub sandbox: Option<sandbox::Lock>,
}

#[expect(
    clippy::ref_option,
    clippy::trivially_copy_pass_by_ref,
    reason = "the shape that serde calls"
)]
fn in_words<S: Serializer>(lock: &Option<sandbox::Lock>, out: S) -> Result<S::Ok, S::Error> {
    lock.map(|lock| lock.to_string()).serialize(out)
}

/// Why a run ended before its time.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The folder for the dossier is not empty and holds no dossier.
    #[error("`{0}` is not empty and holds no dossier; name another folder with --dossier")]
    NoDossier(String),
    /// The dossier would lie inside the trove.
    #[error(
        "the dossier `{0}` lies inside the trove, which is never written to; name a folder outside it"
    )]
    InsideTrove(String),
    /// What is named as a trove is a dossier.
    #[error(
        "`{0}` is a dossier, and no folder of files to index; `dossier serve --dossier {0}` opens it"
    )]
    IsDossier(String),
    /// A dossier that is made of others would lie inside one of them.
    #[error("`{0}` lies inside a dossier that is merged; name a folder outside it")]
    InsideDossier(String),
    /// The dossier belongs to other troves.
    #[error(
        "the dossier does not hold the trove `{0}`; add it with --add-trove, or name another dossier with --dossier"
    )]
    OtherTrove(String),
    /// The dossier holds no trove that could have been moved from there.
    #[error("the dossier holds no trove at `{path}`; it holds {known}")]
    NoTroveAt {
        /// Where the trove is said to have been.
        path: String,
        /// Where those of the dossier are.
        known: String,
    },
    /// One trove lies in another.
    #[error("the trove `{0}` lies inside another trove of the same dossier")]
    NestedTrove(String),
    /// A trove cannot be walked.
    #[error(transparent)]
    Trove(#[from] walk::Error),
    /// A file or folder of the dossier cannot be made, read or written.
    #[error("could not use the dossier at `{path}`")]
    Dossier {
        /// Which.
        path: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// A file of the trove could not be read because this machine had no memory, descriptor or room left.
    #[error("could not read `{locator}`: out of memory, file descriptors or disk space")]
    Short {
        /// Which.
        locator: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// What a child is spilled to cannot be written.
    #[error("could not keep a member of a container in the dossier's folder")]
    Spill(#[from] std::io::Error),
    /// The ledger cannot be used.
    #[error(transparent)]
    Ledger(#[from] ledger::Error),
    /// The ledger is not what was sealed.
    #[error(transparent)]
    Seal(#[from] evidence::Error),
    /// The store cannot be used.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The index cannot be used.
    #[error(transparent)]
    Index(#[from] search::Error),
    /// Workers cannot be started.
    #[error(transparent)]
    Sandbox(#[from] sandbox::Error),
    /// Threads cannot be started.
    #[error("could not start threads")]
    Threads(#[source] rayon::ThreadPoolBuildError),
    /// The index lacks what the ledger has, or the other way round.
    #[error("the search index is not up to date with the ledger; run `dossier index` once more")]
    IndexBehind,
    /// No item stands there.
    #[error("there is no item `{0}`")]
    NoItem(String),
    /// Something lies where a new dossier is to be made.
    #[error("`{0}` is there already; name a new folder")]
    NotNew(String),
    /// A trove does not lie in the folder that all are to lie in.
    #[error("the trove `{0}` does not lie in `{1}`")]
    NotWithin(String, String),
    /// A dossier cannot become a part of another.
    #[error("`{dossier}` cannot be merged: {refusal}")]
    Unmergeable {
        /// Which.
        dossier: String,
        /// Why, and what to do.
        refusal: Refusal,
    },
    /// A list does not hold the item beside which another is to stand.
    #[error("`{locator}` is not on the list `{list}`")]
    NotListed {
        /// The list.
        list: String,
        /// The item.
        locator: String,
    },
    /// What an act changed cannot be understood.
    #[error(
        "what the last act changed cannot be understood; it was done by another version of the program"
    )]
    Act,
    /// No note has this number.
    #[error("there is no note {0}; `dossier notes` lists them")]
    NoNote(u64),
    /// Whoever watches wanted it to end.
    #[error("stopped before the end")]
    Stopped,
    /// A thread of the run panicked.
    #[error(
        "a thread of the run broke; this is a fault of the program, and nothing that was committed is lost"
    )]
    Worker,
}

impl Prepared {
    /// Brings the dossier up to date with its troves. Returns besides its lock, for whoever finishes the index and seals
    /// the dossier before anybody else writes.
    ///
    /// `index` writes the search index in [`INDEX`]; `committed` is what its last commit carried, or nothing for a
    /// fresh index, which is then filled from the store.
    pub fn index(
        mut self,
        index: &mut dyn search::IndexWriter,
        committed: Option<&str>,
        options: &Options,
        watch: &dyn Watch,
    ) -> Result<(Summary, ledger::Lock), Error> {
        let begun = Instant::now();
        let packs = self.dossier.join(PACKS);
        let known = known::KnownContents::new(
            ledger::open_read(&self.dossier)?,
            store::Packs::open(&packs)?,
        );
        // A kill between the two commits, or a part of the dossier that was restored from elsewhere.
        let expected = commit::expected_batch(&self.ledger)?;
        if expected.as_deref() != committed.filter(|batch| !batch.is_empty()) {
            for content in rebuild::refill_from(&self.ledger, &store::Packs::open(&packs)?, index)?
            {
                for row in self.ledger.items_of_content(content)? {
                    self.redo.add(row.locator);
                }
            }
        }
        let stages = stages::Stages::default();
        let mut writer = commit::Committer {
            ledger: &mut self.ledger,
            packs: store::Writer::create(&packs)?,
            index,
            run: self.run,
            tally: commit::Tally::default(),
            stages: &stages,
            begun: (options.now, begun),
        };
        let (flow, results) = flow::Flow::new(watch);
        let note = at_work::AtWork::begin(&self.dossier)
            .map_err(|source| Error::dossier(&self.dossier, source))?;
        let tools = tools::Tools::new(&self.dossier, options, &stages, note, self.suspects);
        let reuse = reuse::Reuse::new(known, options, &stages, self.redo)?;
        let shared = tools::Shared { tools, reuse, flow };
        let is_whole = run::go(&shared, &self.troves, results, &mut writer)?;
        if is_whole {
            let labels: Vec<_> = self.troves.iter().map(|trove| trove.label.clone()).collect();
            writer.mark_gone(&labels, &shared.flow.unlisted())?;
        }
        let tally = writer.tally;
        let manifest = stages.time(Stage::Manifest, || {
            let manifest = evidence::manifest(&self.ledger)?;
            finish::write_manifest(&manifest, &self.dossier)?;
            Ok::<_, Error>(manifest)
        })?;
        let summary =
            finish::summary(&self.ledger, &shared, tally, &manifest, begun.elapsed(), is_whole)?;
        if is_whole {
            finish::close(&mut self.ledger, self.run, options.now, begun.elapsed(), &summary)?;
        }
        drop(shared);
        Ok((summary, self.ledger.close()))
    }
}
