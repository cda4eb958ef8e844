//! What Ctrl-C means, and a request of the system to end: a run finishes what is in flight, a server ends.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};

use serve::Stop;

use crate::print;

/// How often Ctrl-C was pressed while no server was at work.
static PRESSED: AtomicU8 = AtomicU8::new(0);
static IS_LISTENING: AtomicBool = AtomicBool::new(false);
static SERVER: OnceLock<Stop> = OnceLock::new();

/// Listens for Ctrl-C from now on.
pub(crate) fn listen() -> Result<(), ctrlc::Error> {
    if IS_LISTENING.swap(true, Ordering::Relaxed) {
        return Ok(());
    }
    ctrlc::set_handler(|| match SERVER.get() {
        Some(server) => server.stop(),
        None if PRESSED.fetch_add(1, Ordering::Relaxed) == 0 => {
            if print::is_watched() {
                print::over("");
            }
            print::say("finishing what is in flight; press Ctrl-C again to stop at once");
        }
        None => {}
    })
}

/// Lets Ctrl-C end a server from now on.
pub(crate) fn ends(server: Stop) -> Result<(), ctrlc::Error> {
    let _is_first = SERVER.set(server);
    listen()
}

/// Tells how often Ctrl-C was pressed while no server was at work.
pub(crate) fn pressed() -> u8 {
    PRESSED.load(Ordering::Relaxed)
}
