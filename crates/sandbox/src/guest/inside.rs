//! What a worker does to become a guest.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use rustix::process::{Signal, set_parent_process_death_signal};

use super::Order;
use crate::confine;
use crate::lock::Lock;

/// Where a guest finds the programs that it may start.
const PATH: &str = "/usr/local/bin:/usr/bin:/bin";

/// Locks this process away and makes it the guest that `argument` orders; never comes back.
#[expect(clippy::exit, reason = "a guest that cannot be started has nobody to return to")]
pub(crate) fn become_guest(argument: &OsStr) -> ! {
    if let Some(order) = Order::read(argument.as_bytes()) {
        let error = order.obey();
        // The parent reads it from there.
        let _written =
            std::io::Write::write_all(&mut std::io::stderr(), error.to_string().as_bytes());
    }
    std::process::exit(1)
}

impl Order {
    /// Becomes the guest; returns why that failed.
    #[expect(clippy::disallowed_methods, reason = "this crate alone starts programs")]
    fn obey(self) -> std::io::Error {
        let program = OsString::from_vec(self.program);
        confine::bound_guest(self.memory, self.cpu_seconds);
        // When the parent is killed, its guest ends with it.
        let _asked = set_parent_process_death_signal(Some(Signal::KILL));
        let _lock = Lock::close_for_guest(Path::new(&program), self.may_fork);
        Command::new(&program)
            .args(self.args.into_iter().map(OsString::from_vec))
            .env_clear()
            .envs([("PATH", PATH), ("LANG", "C.UTF-8"), ("OMP_THREAD_LIMIT", "1")])
            .exec()
    }
}
