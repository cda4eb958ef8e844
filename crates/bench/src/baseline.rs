//! The baseline: the least that indexing a trove could take with the libraries at hand.
//!
//! Three parts, measured in the same run on the same bytes: every file read and digested; every content given to the
//! library of its format alone ([`formats::baseline`]), in workers like those of the real run, and timed by them; every
//! text given to tantivy alone, cut into the same words, with the same memory ([`index::baseline`]).
//!
//! Not in it: recognition, for which there is no library to compare with; identification; store and ledger; workers'
//! starts and the way between processes. A format that no library reads counts nothing.

use std::collections::{BTreeMap, HashSet};
use std::fs::File;
use std::io::Read;
use std::os::fd::AsFd;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use ingest::{Options, Stop, Watch};
use item::{Declared, Digest};
use rayon::prelude::*;
use sandbox::{Child, Ending, Job, Pool, Receiver, Settings, Source, cpu_of_thread};
use walk::{Kind, Root};

use crate::spent::{Moment, Passed};
use crate::{Error, contents};

/// Read at once.
const CHUNK: usize = 256 << 10;
/// Members that are larger are left out.
const MOST_MEMBER: usize = 64 << 20;
/// Containers within containers.
const MOST_DEPTH: usize = 16;
/// Entries that are handed out to threads at once.
const AT_ONCE: usize = 512;
/// Contents that are read from the ledger at once.
const CONTENTS_AT_ONCE: u32 = 1000;

/// What the library of one format took.
#[derive(Clone, Copy, Debug, Default)]
pub struct Parsed {
    /// Contents, each once.
    pub contents: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Processor time.
    pub cpu: Duration,
}

/// Takes the baseline of some troves.
pub(crate) struct Baseline<'f> {
    pub(crate) roots: &'f [Root],
    pub(crate) options: &'f Options,
    pub(crate) watch: &'f dyn Watch,
}

impl Baseline<'_> {
    /// Reads and digests every file.
    pub(crate) fn digests(&self) -> Result<Passed, Error> {
        let begun = Moment::now();
        self.each_file(|_, file, _| {
            let mut digester = fixity::Digester::new(&self.options.digests);
            let mut chunk = vec![0; CHUNK];
            while let Ok(length @ 1..) = file.read(&mut chunk) {
                digester.update(&chunk[..length]);
            }
            std::hint::black_box(digester.finish());
            Ok(())
        })?;
        Ok(begun.passed())
    }

    /// Gives every content to the library of its format; `containers` are the formats whose members are looked for.
    pub(crate) fn parsers(
        &self,
        containers: &HashSet<String>,
    ) -> Result<BTreeMap<String, Parsed>, Error> {
        let settings = &self.options.settings;
        let parsing = Parsing {
            bare: Pool::new(
                self.options.program.clone(),
                Settings { bare: true, ..settings.clone() },
            ),
            whole: Pool::new(self.options.program.clone(), settings.clone()),
            options: self.options,
            watch: self.watch,
            containers,
            seen: Mutex::default(),
            formats: Mutex::default(),
        };
        self.each_file(|name, file, size| {
            if size <= MOST_MEMBER as u64 {
                let mut bytes = Vec::new();
                // A file that cannot be read is none that a library could read quicker.
                if file.read_to_end(&mut bytes).is_err() {
                    return Ok(());
                }
                return parsing.content(Source::Inline(&bytes), name, &Declared::default(), 0);
            }
            parsing.content(Source::Descriptor(file.as_fd(), size), name, &Declared::default(), 0)
        })?;
        Ok(parsing.formats.into_inner().unwrap_or_else(PoisonError::into_inner))
    }

    /// Opens every file, on as many threads as the run has, until the watch wants it to end.
    fn each_file(
        &self,
        look: impl Fn(&[u8], &mut File, u64) -> Result<(), Error> + Sync,
    ) -> Result<(), Error> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(self.options.jobs).build()?;
        for root in self.roots {
            let mut found = root.found(&self.options.ignore);
            loop {
                let some: Vec<_> = found.by_ref().take(AT_ONCE).collect();
                if some.is_empty() {
                    break;
                }
                pool.install(|| {
                    some.par_iter().filter(|found| found.kind == Kind::File).try_for_each(|found| {
                        if self.watch.stop() != Stop::No {
                            return Err(Error::Stopped);
                        }
                        let Ok(mut opened) = root.open_file(&found.path) else { return Ok(()) };
                        let name = last(&found.path);
                        look(name, &mut opened.file, opened.stat.size)
                    })
                })?;
            }
        }
        Ok(())
    }
}

struct Parsing<'p> {
    /// Workers that call the library alone.
    bare: Pool,
    /// Workers that read whole contents, for the members.
    whole: Pool,
    options: &'p Options,
    watch: &'p dyn Watch,
    containers: &'p HashSet<String>,
    /// Contents that were given to a library before, with what tells them apart from others.
    seen: Mutex<HashSet<(Digest, Vec<u8>)>>,
    formats: Mutex<BTreeMap<String, Parsed>>,
}

impl Parsing<'_> {
    fn content(
        &self,
        source: Source<'_>,
        name: &[u8],
        declared: &Declared,
        depth: usize,
    ) -> Result<(), Error> {
        let size = match source {
            Source::Inline(bytes) => {
                if !self.is_new(bytes, name) {
                    return Ok(());
                }
                bytes.len() as u64
            }
            Source::Descriptor(_, size) => size,
        };
        let job = Job {
            source,
            name,
            declared,
            limits: self.options.settings.limits,
            volumes: &[],
            pictures: None,
        };
        let ran = self.bare.run(job, &mut Members::none(self.watch))?;
        let format = ran.identified.format.to_string();
        if formats::baseline::bare(&format).is_some() {
            self.count(&format, size, Duration::from_nanos(ran.usage.spent.extract));
        }
        if depth < MOST_DEPTH && self.containers.contains(&format) {
            let mut members = Members::none(self.watch);
            self.whole.run(job, &mut members)?;
            for (child, bytes) in members.whole {
                let name = last(&child.name);
                self.content(Source::Inline(&bytes), name, &child.declared, depth + 1)?;
            }
        }
        Ok(())
    }

    fn is_new(&self, bytes: &[u8], name: &[u8]) -> bool {
        let extension = name.rsplit(|byte| *byte == b'.').next().unwrap_or_default();
        let key = (fixity::of(bytes, &[]).blake3, extension.to_vec());
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).insert(key)
    }

    fn count(&self, format: &str, bytes: u64, cpu: Duration) {
        let mut formats = self.formats.lock().unwrap_or_else(PoisonError::into_inner);
        let parsed = formats.entry(format.to_owned()).or_default();
        parsed.contents += 1;
        parsed.bytes += bytes;
        parsed.cpu += cpu;
    }
}

/// Keeps the members of a container in memory.
struct Members<'w> {
    watch: &'w dyn Watch,
    open: Option<(Child, Vec<u8>)>,
    whole: Vec<(Child, Vec<u8>)>,
    held: usize,
}

impl<'w> Members<'w> {
    fn none(watch: &'w dyn Watch) -> Self {
        Self { watch, open: None, whole: Vec::new(), held: 0 }
    }
}

impl Receiver for Members<'_> {
    fn begin(&mut self, child: Child) {
        self.open = Some((child, Vec::new()));
    }

    fn bytes(&mut self, chunk: &[u8]) {
        if self.held + chunk.len() > MOST_MEMBER {
            self.open = None;
        }
        if let Some((_, bytes)) = &mut self.open {
            bytes.extend_from_slice(chunk);
            self.held += chunk.len();
        }
    }

    fn end(&mut self, ending: Ending) {
        self.whole.extend(self.open.take().filter(|_| ending == Ending::Whole));
    }

    fn restart(&mut self) {
        *self = Self::none(self.watch);
    }

    fn proceed(&self) -> bool {
        self.watch.stop() != Stop::Now
    }
}

/// Gives every text of a dossier to tantivy alone, in `folder`, which is empty.
pub(crate) fn tantivy(
    ledger: &ledger::Ledger,
    packs: &store::Packs,
    folder: &Path,
    options: index::Options,
    watch: &dyn Watch,
) -> Result<Passed, Error> {
    let begun = Moment::now();
    let mut reading = (Duration::ZERO, Duration::ZERO);
    let mut bare = index::baseline::Bare::create(folder, options)?;
    let mut since = (cpu_of_thread(), Instant::now());
    contents::each(ledger, packs, CONTENTS_AT_ONCE, |_, extraction| {
        reading.0 += cpu_of_thread().saturating_sub(since.0);
        reading.1 += since.1.elapsed();
        if watch.stop() != Stop::No {
            return Err(Error::Stopped);
        }
        bare.add(&extraction.segments)?;
        since = (cpu_of_thread(), Instant::now());
        Ok(())
    })?;
    bare.finish()?;
    let passed = begun.passed();
    Ok(Passed {
        cpu: passed.cpu.saturating_sub(reading.0),
        wall: passed.wall.saturating_sub(reading.1),
        ..passed
    })
}

/// Returns the last component of a path.
fn last(path: &[u8]) -> &[u8] {
    path.rsplit(|byte| *byte == b'/').next().unwrap_or_default()
}
