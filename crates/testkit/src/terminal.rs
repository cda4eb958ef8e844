//! A program on a terminal of its own, typed to and read as a person would.

use std::io::{Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::Bench;

/// How long something may take to appear before the test fails.
const PATIENCE: Duration = Duration::from_mins(1);

/// A program that runs on a pseudo-terminal; it is ended when this is dropped.
#[derive(Debug)]
pub struct Terminal {
    child: Child,
    seen: Arc<Mutex<Vec<u8>>>,
    reader: Option<JoinHandle<()>>,
}

impl Terminal {
    /// Starts the program of `bench` in its folder on a terminal of so many columns; nothing, and a loud word, where the
    /// system has no `script` (Debian's bsdutils).
    pub fn start(bench: &Bench, columns: u16, arguments: &str) -> Option<Self> {
        Self::start_with(bench, columns, arguments, &[])
    }

    /// Starts it likewise, with more in its environment.
    #[allow(clippy::disallowed_methods, reason = "tests start the program as a user would")]
    pub fn start_with(
        bench: &Bench,
        columns: u16,
        arguments: &str,
        environment: &[(&str, &str)],
    ) -> Option<Self> {
        let program = bench.program.display();
        let typed = format!("stty rows 24 cols {columns}; exec '{program}' {arguments}");
        let mut command = Command::new("script");
        command.args(["--quiet", "--return", "--flush", "--command", &typed, "/dev/null"]);
        command.current_dir(bench.folder()).env("TERM", "xterm").env("SHELL", "/bin/sh");
        command.env("DOSSIER_OCR", "off");
        for name in ["DOSSIER", "NO_COLOR", "PAGER", "LESS", "DISPLAY", "WAYLAND_DISPLAY"] {
            command.env_remove(name);
        }
        command.envs(environment.iter().copied());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let Ok(mut child) = command.spawn() else {
            crate::announce(&format!("SKIPPED: `dossier {arguments}`: there is no `script`"));
            return None;
        };
        let mut out = child.stdout.take().expect("it was asked to be piped");
        let seen = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&seen);
        let reader = std::thread::spawn(move || {
            let mut chunk = [0; 4096];
            while let Ok(length @ 1..) = out.read(&mut chunk) {
                kept.lock().unwrap_or_else(PoisonError::into_inner).extend(&chunk[..length]);
            }
        });
        Some(Self { child, seen, reader: Some(reader) })
    }

    /// Presses keys.
    pub fn press(&mut self, keys: &str) {
        let stdin = self.child.stdin.as_mut().expect("it was asked to be piped");
        stdin.write_all(keys.as_bytes()).and_then(|()| stdin.flush()).expect("it still runs");
    }

    /// Returns what the terminal was sent so far.
    pub fn seen(&self) -> String {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&seen).into_owned()
    }

    /// Waits until `text` was sent so many times.
    pub fn wait_for(&self, text: &str, times: usize) {
        let begun = Instant::now();
        while self.seen().matches(text).count() < times {
            assert!(begun.elapsed() < PATIENCE, "no {times} × {text:?}: {:?}", self.seen());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Waits until the program ends; returns how, and everything that the terminal was sent.
    pub fn end(mut self) -> (ExitStatus, String) {
        let status = self.child.wait().expect("it was started");
        if let Some(reader) = self.reader.take() {
            reader.join().expect("the reader does not panic");
        }
        (status, self.seen())
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // It has mostly ended already.
        let _killed = self.child.kill();
        let _waited = self.child.wait();
    }
}

/// Returns the rows that a terminal of so many columns shows after it was sent `sent`, those that scrolled away too.
///
/// Knows line feed, carriage return, the clearing of a line's rest (`CSI K`) and colours (`CSI m`, which it drops).
pub fn rows(sent: &str, columns: usize) -> Vec<String> {
    let mut rows: Vec<Vec<char>> = vec![Vec::new()];
    let (mut row, mut column) = (0, 0);
    let mut letters = sent.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\r' => column = 0,
            '\n' => row += 1,
            '\x1b' => {
                let sequence: String = take_sequence(&mut letters);
                if sequence.ends_with('K') {
                    rows[row].truncate(column);
                }
            }
            _ => {
                if column == columns {
                    (row, column) = (row + 1, 0);
                }
                rows.resize(rows.len().max(row + 1), Vec::new());
                let line = &mut rows[row];
                line.resize(line.len().max(column + 1), ' ');
                line[column] = letter;
                column += 1;
            }
        }
        rows.resize(rows.len().max(row + 1), Vec::new());
    }
    rows.into_iter().map(|row| row.into_iter().collect()).collect()
}

fn take_sequence(letters: &mut std::str::Chars<'_>) -> String {
    let mut sequence = String::new();
    for letter in letters.by_ref() {
        sequence.push(letter);
        if letter.is_ascii_alphabetic() {
            break;
        }
    }
    sequence
}
