//! The walk and the opening of files, against real trees.
//!
//! - `tree`: what is found, in which order, however odd the tree
//! - `opening`: what is opened, and what becomes of files that are swapped for something else

mod opening;
mod tree;

use std::path::Path;

use walk::{Found, Ignore, Kind, Root};

/// Walks `folder` without rules.
fn found(folder: &Path) -> Vec<Found> {
    let root = Root::open(folder).expect("the folder was just made");
    root.found(&Ignore::none()).collect()
}

/// Returns path and kind of everything under `folder`, paths in printed form.
fn listed(folder: &Path) -> Vec<(String, Kind)> {
    found(folder).into_iter().map(|found| (item::escape(&found.path), found.kind)).collect()
}

/// Writes a file of a few bytes, and the folders above it.
fn file(folder: &Path, path: &str) {
    let path = folder.join(path);
    std::fs::create_dir_all(path.parent().expect("a path beneath a folder")).expect("new folder");
    std::fs::write(path, "text").expect("new file");
}

/// Runs `test` on a thread whose rights are those of the owner of the files alone, even for root.
///
/// Returns nothing, loudly, where the system keeps the thread from giving up rights.
fn without_privilege<T: Send>(test: impl FnOnce() -> T + Send) -> Option<T> {
    std::thread::scope(|scope| {
        let thread = scope.spawn(|| give_up_privilege().then(test));
        thread.join().expect("the test on the thread passes")
    })
}

fn give_up_privilege() -> bool {
    use rustix::thread::{CapabilitySet, capabilities, set_capabilities};
    let privilege = CapabilitySet::DAC_OVERRIDE | CapabilitySet::DAC_READ_SEARCH;
    let given_up = capabilities(None).and_then(|mut sets| {
        sets.effective -= privilege;
        set_capabilities(None, sets)
    });
    if let Err(error) = given_up {
        skipped(&format!("the thread cannot give up its rights: {error}"));
    }
    given_up.is_ok()
}

#[expect(clippy::print_stderr, reason = "a test that was not run says so")]
fn skipped(why: &str) {
    eprintln!("SKIPPED: {why}");
}
