//! The figures, in the shape in which they are printed.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::synthetic::Check;

/// The figures of one run.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The version of the program.
    pub version: String,
    /// The troves.
    pub troves: Vec<String>,
    /// How many items were read at once.
    pub jobs: usize,
    /// Entries on disk.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Items, members of containers among them.
    pub items: u64,
    /// Items by how they ended.
    pub outcomes: BTreeMap<String, u64>,
    /// Bytes of text.
    pub text_bytes: u64,
    /// Wall time from the first file to a dossier that answers.
    pub seconds: f64,
    /// Files on disk for each second of wall time.
    pub files_per_second: f64,
    /// Megabytes (10^6) on disk for each second of wall time.
    pub megabytes_per_second: f64,
    /// Processor time.
    pub cpu: Cpu,
    /// Memory.
    pub memory: MemoryReport,
    /// By stage.
    pub stages: Vec<StageLine>,
    /// By format, the dearest first.
    pub formats: Vec<FormatLine>,
    /// The throw-away dossier.
    pub dossier: DossierSize,
    /// The baseline, unless it was not asked for.
    pub baseline: Option<BaselineReport>,
    /// Whether what is known of a made-up trove was found.
    pub check: Option<Check>,
}

/// Processor time in seconds.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Cpu {
    /// This process, with the threads of the search index.
    pub parent: f64,
    /// All workers, from their start to their end.
    pub workers: f64,
    /// Both.
    pub all: f64,
    /// Both, in milliseconds for each item.
    pub milliseconds_per_item: f64,
}

/// Memory in bytes.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct MemoryReport {
    /// Resident memory of this process with no file behind it, the highest of a hundred looks a second.
    pub parent_peak: u64,
    /// The same, before the run.
    pub parent_before: u64,
    /// The system's own record for this process, with pages of files that it could take back at any time.
    pub parent_high_water: u64,
    /// Resident memory of the largest worker with no file behind it, looked at during and after items.
    pub worker_peak: u64,
    /// Workers started.
    pub workers_started: u64,
}

/// What a stage took.
#[derive(Clone, Debug, Serialize)]
pub struct StageLine {
    /// Which.
    pub stage: &'static str,
    /// What passed through it: entries, files, members, contents.
    pub items: u64,
    /// Bytes that passed through it, where that means something.
    pub bytes: Option<u64>,
    /// Processor seconds over all threads and workers.
    pub cpu_seconds: f64,
    /// Seconds of wall time over all threads, waiting included; nothing for what happens in workers and in threads of
    /// the search index.
    pub wall_seconds: Option<f64>,
    /// Share of all processor time.
    pub share: f64,
    /// Items for each processor second.
    pub items_per_cpu_second: Option<f64>,
    /// Megabytes (10^6) for each processor second.
    pub megabytes_per_cpu_second: Option<f64>,
}

/// What a format took.
#[derive(Clone, Debug, Serialize)]
pub struct FormatLine {
    /// The id of the format.
    pub format: String,
    /// Items that have it.
    pub items: u64,
    /// Contents that were extracted; copies are not among them.
    pub contents: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Bytes of text that came out.
    pub text_bytes: u64,
    /// Processor seconds of workers.
    pub cpu_seconds: f64,
    /// Of these, by stage, as the workers say.
    pub identify_seconds: f64,
    /// See `identify_seconds`.
    pub extract_seconds: f64,
    /// See `identify_seconds`.
    pub recognise_seconds: f64,
    /// Contents for each processor second.
    pub contents_per_cpu_second: Option<f64>,
    /// Megabytes (10^6) for each processor second.
    pub megabytes_per_cpu_second: Option<f64>,
    /// The library of the baseline; nothing where there is none.
    pub baseline_library: Option<&'static str>,
    /// Processor seconds of that library alone.
    pub baseline_seconds: Option<f64>,
}

/// How large the throw-away dossier was, in bytes.
#[derive(Clone, Debug, Serialize)]
pub struct DossierSize {
    /// Where it was; it is removed.
    pub folder: String,
    /// All of it.
    pub bytes: u64,
    /// The store.
    pub store_bytes: u64,
    /// The search index.
    pub index_bytes: u64,
    /// Ledger and manifest.
    pub ledger_bytes: u64,
}

/// The baseline.
#[derive(Clone, Debug, Serialize)]
pub struct BaselineReport {
    /// Its parts.
    pub stages: Vec<BaselineStage>,
    /// Processor seconds of all parts.
    pub cpu_seconds: f64,
    /// Wall seconds that those would take if every processor that was used were used to the full.
    pub seconds: f64,
    /// Processor time of the run for each second of the baseline.
    pub ratio: f64,
    /// Wall time of the run for each second of the baseline's.
    pub wall_ratio: f64,
    /// The same as `ratio` without recognition, which the baseline has not.
    pub ratio_without_recognition: f64,
    /// Formats that were met and that no library of the baseline reads.
    pub formats_without: Vec<String>,
}

/// A part of the baseline.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct BaselineStage {
    /// Which.
    pub stage: &'static str,
    /// Processor seconds.
    pub cpu_seconds: f64,
}
