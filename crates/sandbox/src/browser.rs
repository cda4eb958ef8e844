//! The one program that is started besides workers: the browser of the person at the machine.

use std::io;
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};

/// Asks the desktop to open `url`, and does not wait for it.
///
/// The browser is in a process group of its own, so that Ctrl-C in the terminal does not end it.
#[expect(clippy::disallowed_methods, reason = "the browser is the one program besides workers")]
pub fn open_in_browser(url: &str) -> io::Result<()> {
    let mut desktop = Command::new("xdg-open");
    desktop.arg(url).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    // It ends when it has told the browser; nothing is left of it but its entry until this program ends.
    drop(desktop.process_group(0).spawn()?);
    Ok(())
}
