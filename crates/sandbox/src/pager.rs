//! The pager of the person at the machine, through which long results are read.

use std::io::{self, Write};
use std::process::{Child, Command, Stdio};

/// A pager that is running; it is waited for when this is dropped.
#[derive(Debug)]
pub struct Pager {
    child: Child,
}

impl Pager {
    /// Starts a pager by its command line, a program and its arguments parted by blanks; it prints to our standard output.
    ///
    /// `less` is asked to keep no history (less(1), `LESSHISTFILE`): it would write every name that was searched for in
    /// the results into the home folder, where it outlives the dossier.
    #[expect(clippy::disallowed_methods, reason = "the pager is no worker, and runs for a person")]
    pub fn start(command_line: &str) -> io::Result<Self> {
        let mut words = command_line.split_whitespace();
        let program = words.next().ok_or(io::ErrorKind::InvalidInput)?;
        let mut command = Command::new(program);
        command.args(words).env("LESSHISTFILE", "-").stdin(Stdio::piped());
        Ok(Self { child: command.spawn()? })
    }
}

impl Write for Pager {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.child.stdin.as_mut().ok_or(io::ErrorKind::BrokenPipe)?.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.child.stdin.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl Drop for Pager {
    fn drop(&mut self) {
        // The end of its input is what it waits for; how it ends is for the person who reads.
        drop(self.child.stdin.take());
        let _ended = self.child.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pager_takes_everything_before_it_is_left() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let path = folder.path().join("read");
        let mut pager = Pager::start(&format!("tee {}", path.to_str().expect("it is UTF-8")))
            .expect("tee is part of every Debian");
        pager.write_all(b"results\n").expect("it reads");
        drop(pager);
        assert_eq!(std::fs::read(path).expect("it was written"), b"results\n");
    }

    #[test]
    fn a_pager_is_asked_to_keep_no_history_of_searches() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let path = folder.path().join("environment");
        let copy = format!("cp /proc/self/environ {}", path.to_str().expect("it is UTF-8"));
        drop(Pager::start(&copy).expect("cp is part of every Debian"));
        let environment = std::fs::read(path).expect("it was copied");
        assert!(environment.split(|byte| *byte == 0).any(|line| line == b"LESSHISTFILE=-"));
    }

    #[test]
    fn what_is_no_program_is_an_error() {
        assert!(Pager::start("").is_err());
        assert!(Pager::start("/nonexistent/pager -F").is_err());
    }
}
