//! How one item is extracted and recognised in a worker, under limits, without harm.
//!
//! A [`Pool`] keeps workers: processes started from a [`Program`] that calls [`worker_main`]. [`Pool::run`] sends one
//! [`Job`] to a worker over a socket pair and takes what comes back: texts, properties, warnings, mentions, and
//! children, which stream into a [`Receiver`]. The parent trusts nothing that a worker sends: every frame is checked
//! and counted against the limits of the job, and a worker that breaks a rule, dies, or takes too much time or memory
//! is killed. What it sent until then counts; the item is tried once more in a fresh worker before the verdict.
//!
//! [`run_here`] does the same without a process, for contents that are trusted.
//!
//! This is the only crate with `unsafe` and the only one that starts processes, so the browser and the pager are started here as well.
//!
//! # Invariant
//!
//! Whatever the bytes of an item are, [`Pool::run`] comes back within the limits, with one outcome, and leaves no
//! process behind that is not in the pool.

mod attempt;
mod browser;
mod budget;
mod confine;
pub mod engine;
mod found;
#[cfg(feature = "mock")]
mod frames;
mod gather;
mod guest;
mod heap;
mod here;
mod intake;
mod job;
mod listing;
mod lock;
pub mod machine;
pub mod memory;
#[cfg(feature = "mock")]
mod mock;
pub mod offers;
mod pager;
mod pool;
mod program;
mod read;
mod recognise;
mod self_test;
mod spent;
mod spill;
mod started;
mod versions;
mod violate;
mod vitals;
mod wire;
mod worker;

pub use browser::open_in_browser;
pub use budget::MOST_KEPT;
pub use formats::{Bytes, Child, Limits, Picture, Portion};
#[cfg(feature = "mock")]
pub use frames::{frames_of, take_frames};
pub use guest::{Bounds, Guest, GuestError};
pub use heap::give_freed_memory_back;
pub use here::run_here;
pub use job::{Ending, Error, Job, Ran, Receiver, Settings, Source, Usage, WorkersUsage};
pub use listing::Listing;
pub use lock::Lock;
pub use pager::Pager;
pub use pool::Pool;
pub use program::Program;
pub use self_test::{ask, lock, self_test};
pub use spent::{Spent, cpu_of_process, cpu_of_thread};
pub use spill::{Spill, Spilled, try_unlinked};
pub use versions::Versions;
pub use wire::Violation;
pub use worker::worker_main;

/// Tells whether there is a character set of that name.
pub fn is_charset(name: &str) -> bool {
    formats::is_charset(name)
}

/// Returns the media type of a format, by its id.
pub fn media_type(format: &str) -> Option<&'static str> {
    formats::Format::by_id(format).map(|format| format.media_type)
}
