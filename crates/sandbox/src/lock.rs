//! What locks a worker away from everything but the bytes that it is given: layers of the kernel, each in force or not.

mod calls;
mod guests;
mod namespaces;
mod paths;

use std::fmt;
use std::path::Path;

use serde::{Deserialize, Serialize};

/// Which layers are in force on a worker.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lock {
    /// No path can be opened, made or changed, and no TCP port reached (Landlock).
    pub paths: bool,
    /// A system call that readers have no use for ends the worker (seccomp).
    pub calls: bool,
    /// The worker has users and a network of its own, without any device (namespaces).
    pub namespaces: bool,
}

impl Lock {
    /// Puts every layer in force that the kernel grants; called before any other thread is started, since what it sets
    /// holds for this thread and those that it starts later.
    pub(crate) fn close() -> Self {
        // In this order: the call list forbids the calls that set up the other layers.
        let namespaces = namespaces::enter();
        let paths = paths::forbid();
        let calls = calls::forbid();
        Self { paths, calls, namespaces }
    }

    /// Puts in force what holds for a program of another: it reads the files of the system and of its own folder, and
    /// reaches no network. Called likewise.
    pub(crate) fn close_for_guest(program: &Path, may_fork: bool) -> Self {
        let namespaces = namespaces::enter();
        let paths = guests::keep_from_paths(program);
        let calls = guests::keep_from_calls(may_fork);
        Self { paths, calls, namespaces }
    }

    /// Tells whether a worker can reach nothing but its bytes and its parent: neither paths nor system calls are open.
    /// Namespaces come on top and are not needed for it.
    pub fn is_whole(self) -> bool {
        self.paths && self.calls
    }

    /// Returns what holds for both of two workers.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            paths: self.paths && other.paths,
            calls: self.calls && other.calls,
            namespaces: self.namespaces && other.namespaces,
        }
    }
}

impl fmt::Display for Lock {
    /// Writes the layers in force, or `none`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let layers =
            [(self.paths, "landlock"), (self.calls, "seccomp"), (self.namespaces, "namespaces")];
        let names: Vec<&str> =
            layers.iter().filter(|(is_there, _)| *is_there).map(|(_, name)| *name).collect();
        f.write_str(if names.is_empty() { "none".to_owned() } else { names.join(", ") }.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_are_listed_and_two_workers_have_what_both_have() {
        let all = Lock { paths: true, calls: true, namespaces: true };
        assert_eq!(all.to_string(), "landlock, seccomp, namespaces");
        let some = Lock { namespaces: false, ..all };
        assert_eq!(all.and(some), some);
        assert!(some.is_whole() && !Lock { calls: false, ..all }.is_whole());
        assert_eq!(Lock::default().to_string(), "none");
    }
}
