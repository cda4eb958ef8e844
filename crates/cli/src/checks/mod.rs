//! What a machine must offer, should offer, and offers for later; each found by trying. A new check is a line here.

mod disk;
mod kernel;
mod machine;
mod ocr;
mod scratch;
mod workers;

use std::path::PathBuf;

use sandbox::Program;
use serde::Serialize;

pub(crate) use scratch::Scratch;

/// What is tried, and what it is good for.
pub(crate) struct Check {
    pub(crate) group: &'static str,
    pub(crate) name: &'static str,
    pub(crate) find: fn(&Machine) -> Finding,
    /// What it means for whoever works here if it is not there, or for what it is kept.
    pub(crate) meaning: &'static str,
    /// What to do if it is not there.
    pub(crate) advice: &'static str,
}

/// What the checks are tried with.
pub(crate) struct Machine {
    /// How a worker is started.
    pub(crate) program: Program,
    /// The folder where the dossier is or would be.
    pub(crate) place: PathBuf,
    /// A folder of our own in that place, or why there is none.
    pub(crate) scratch: Result<Scratch, String>,
}

/// What a check came to.
#[derive(Debug, Serialize)]
pub(crate) struct Finding {
    pub(crate) state: State,
    pub(crate) found: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum State {
    /// It is there and it works.
    Ok,
    /// The program works without it, less well.
    Warning,
    /// The program cannot do its main job without it.
    Missing,
    /// Offered or not: this version does not use it.
    Unused,
}

impl State {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Missing => "missing",
            Self::Unused => "unused",
        }
    }
}

impl Finding {
    /// The main job needs what was tried.
    fn must(tried: anyhow::Result<String>) -> Self {
        Self::of(tried, State::Ok, State::Missing)
    }

    /// The main job is done without what was tried, less well.
    fn should(tried: anyhow::Result<String>) -> Self {
        Self::of(tried, State::Ok, State::Warning)
    }

    /// This version does not use what was tried.
    fn unused(tried: anyhow::Result<String>) -> Self {
        Self::of(tried, State::Unused, State::Unused)
    }

    fn of(tried: anyhow::Result<String>, there: State, gone: State) -> Self {
        match tried {
            Ok(found) => Self { state: there, found },
            Err(error) => Self { state: gone, found: format!("{error:#}") },
        }
    }
}

const WORKERS: &str = "workers";
const KERNEL: &str = "kernel";
const DISK: &str = "disk";
const MACHINE: &str = "machine";

/// What to do where a worker is not locked away.
const HOSTILE: &str = "index a hostile leak in a virtual machine without a network; `index --require-sandbox` refuses to go on without these locks";

/// Every check, in the order in which they are tried and shown.
pub(crate) const CHECKS: &[Check] = &[
    Check {
        group: WORKERS,
        name: "worker",
        find: workers::answers,
        meaning: "files are read in a process of their own; without it nothing can be indexed",
        advice: "start the program from a disk that programs may be started from (not mounted noexec), with /proc mounted",
    },
    Check {
        group: WORKERS,
        name: "descriptor passing",
        find: workers::takes_a_descriptor,
        meaning: "large files are handed to a worker by descriptor",
        advice: "run outside of whatever keeps sockets from passing descriptors",
    },
    Check {
        group: WORKERS,
        name: "limit on time",
        find: workers::is_ended_over_time,
        meaning: "a file that makes its reader compute for ever costs that file alone",
        advice: "do not index a hostile leak here; /proc may be closed to this user",
    },
    Check {
        group: WORKERS,
        name: "limit on memory",
        find: workers::is_ended_over_memory,
        meaning: "a file that makes its reader take memory for ever costs that file alone",
        advice: "do not index a hostile leak here; /proc may be closed to this user",
    },
    Check {
        group: WORKERS,
        name: "sudden demands",
        find: workers::is_refused_memory,
        meaning: "a demand for memory beyond the limit is refused before it is granted (RLIMIT_DATA, Linux 4.7)",
        advice: "use a newer kernel for a hostile leak",
    },
    Check {
        group: WORKERS,
        name: "forbidden acts",
        find: workers::is_kept_from_acts,
        meaning: "a worker that a hostile file took over reads, writes, renames and lists no file, opens no connection, starts no program, and outlives nobody",
        advice: HOSTILE,
    },
    Check {
        group: WORKERS,
        name: "Landlock",
        find: workers::is_locked_from_paths,
        meaning: "the kernel keeps a worker from every path and TCP port (Linux 5.13)",
        advice: HOSTILE,
    },
    Check {
        group: WORKERS,
        name: "seccomp",
        find: workers::is_locked_from_calls,
        meaning: "the kernel ends a worker that makes a system call which no reader has a use for",
        advice: HOSTILE,
    },
    Check {
        group: WORKERS,
        name: "namespaces",
        find: workers::has_namespaces,
        meaning: "a worker has users and a network of its own, on top of the other locks; some distributions keep programs from it",
        advice: "nothing need be done where Landlock and seccomp are there",
    },
    Check {
        group: KERNEL,
        name: "sealed memory",
        find: kernel::seals,
        meaning: "what a worker reads is what was digested, and nobody can change it between",
        advice: "use Linux 3.17 or newer, outside of whatever keeps programs from memfd_create",
    },
    Check {
        group: KERNEL,
        name: "no links followed",
        find: kernel::follows_no_link,
        meaning: "a link in the leak leads nowhere",
        advice: "do not index a leak here; tell the makers of this program",
    },
    Check {
        group: KERNEL,
        name: "openat2",
        find: kernel::opens_whole_paths,
        meaning: "a path is opened beneath the leak in one call; else by one call a folder, which is slower",
        advice: "use Linux 5.6 or newer",
    },
    Check {
        group: KERNEL,
        name: "access times",
        find: kernel::leaves_times_alone,
        meaning: "your own files are read without leaving a trace in their access times; those of others, and those of folders and links, change when they are listed: mount the leak read-only",
        advice: "mount the leak read-only, or with noatime",
    },
    Check {
        group: KERNEL,
        name: "pidfd",
        find: kernel::pidfd,
        meaning: "it names a process beyond doubt; this version does not use it yet",
        advice: "",
    },
    Check {
        group: DISK,
        name: "dossier folder",
        find: disk::is_writable,
        meaning: "the dossier is written beside where you work, or in the folder of --dossier",
        advice: "work in a folder that you may write to, or name one with --dossier",
    },
    Check {
        group: DISK,
        name: "ledger and lock",
        find: disk::holds_a_ledger,
        meaning: "two runs at once must not write to one dossier, and what is written must outlive a power cut",
        advice: "put the dossier on a local disk: file systems over a network often cannot lock or share memory",
    },
    Check {
        group: DISK,
        name: "search index",
        find: disk::holds_an_index,
        meaning: "the search index is read through maps of its files",
        advice: "put the dossier on a local disk",
    },
    Check {
        group: DISK,
        name: "unlinked files",
        find: disk::holds_unlinked_files,
        meaning: "members of archives above 4 MiB wait in files that no folder lists (O_TMPFILE)",
        advice: "put the dossier on a local disk: ext4, XFS or Btrfs",
    },
    Check {
        group: DISK,
        name: "disk space",
        find: disk::room,
        meaning: "a run that finds the disk full stops; what was committed is kept, and the next run goes on",
        advice: "make room, or name a folder on another disk with --dossier",
    },
    Check {
        group: MACHINE,
        name: "processors",
        find: machine::processors,
        meaning: "as many items are read at once, unless --jobs sets another number",
        advice: "",
    },
    Check {
        group: MACHINE,
        name: "memory",
        find: machine::memory,
        meaning: "each worker may take up to --item-memory before it is ended; the system may end the program where they take more together than there is",
        advice: "index with fewer --jobs or less --item-memory",
    },
    Check {
        group: MACHINE,
        name: "open files",
        find: machine::descriptors,
        meaning: "every worker and every item at work takes a few descriptors",
        advice: "raise the limit in this terminal: ulimit -n 4096",
    },
    Check {
        group: MACHINE,
        name: "text recognition",
        find: ocr::reads_a_picture,
        meaning: "scans and pictures are read by tesseract, locked away like a worker; without it they end as partial (awaiting-ocr)",
        advice: "install tesseract with the languages of the leak, then index again: apt-get install tesseract-ocr tesseract-ocr-osd tesseract-ocr-eng tesseract-ocr-fra tesseract-ocr-spa tesseract-ocr-rus tesseract-ocr-ara",
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_checks_share_a_name_and_each_says_what_it_means() {
        for (at, check) in CHECKS.iter().enumerate() {
            assert!(CHECKS[..at].iter().all(|other| other.name != check.name), "{}", check.name);
            assert!(
                !check.meaning.is_empty() && check.meaning == crate::print::line(check.meaning)
            );
        }
    }
}
