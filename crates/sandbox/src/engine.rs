//! Which engine for text recognition is installed, found by running it.

use std::io;
use std::process::{Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How long the program may take to print what it is.
const PATIENCE: Duration = Duration::from_secs(10);
/// How often it is looked at.
const STEP: Duration = Duration::from_millis(5);

/// The engine for text recognition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Engine {
    /// Its name and version, as it prints them.
    pub name: String,
    /// The languages that it has models for, by the names that it gives them.
    pub languages: Vec<String>,
}

/// Runs `tesseract` from where the system keeps its programs, and returns its name and languages.
pub fn tesseract() -> io::Result<Engine> {
    let ask = |flag| answer("tesseract", flag, PATIENCE);
    let version = printed(&ask("--version")?);
    let name = version.lines().next().unwrap_or("tesseract").trim().to_owned();
    Ok(Engine { name, languages: languages(&printed(&ask("--list-langs")?)) })
}

/// Runs a program that prints little; one that is not done in time is killed.
#[expect(clippy::disallowed_methods, reason = "this crate alone starts processes")]
fn answer(program: &str, flag: &str, patience: Duration) -> io::Result<Output> {
    let mut command = Command::new(program);
    command.arg(flag).env_clear().current_dir("/").stdin(Stdio::null());
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let begun = Instant::now();
    while child.try_wait()?.is_none() {
        if begun.elapsed() > patience {
            child.kill()?;
            child.wait()?;
            return Err(io::ErrorKind::TimedOut.into());
        }
        sleep(STEP);
    }
    child.wait_with_output()
}

/// Versions before 5 speak to standard error.
fn printed(output: &Output) -> String {
    let spoken = if output.stdout.is_empty() { &output.stderr } else { &output.stdout };
    String::from_utf8_lossy(spoken).into_owned()
}

/// Returns the languages of a list that begins with a line of heading; `osd` finds directions and is none.
fn languages(list: &str) -> Vec<String> {
    let names = list.lines().skip(1).map(str::trim);
    names.filter(|name| !name.is_empty() && *name != "osd").map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_goes_on_is_ended() {
        let ask = |seconds| {
            answer("/bin/sleep", seconds, Duration::from_millis(200))
                .map(|output| output.status.success())
                .map_err(|error| error.kind())
        };
        assert_eq!(ask("0"), Ok(true));
        assert_eq!(ask("1000"), Err(io::ErrorKind::TimedOut));
    }

    #[test]
    fn languages_are_listed_without_heading_and_without_what_is_none() {
        let list = "List of available languages in \"/usr/share/tessdata/\" (3):\neng\nosd\nrus\n";
        assert_eq!(languages(list), ["eng", "rus"]);
        assert!(languages("").is_empty());
    }
}
