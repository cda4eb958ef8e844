//! Which engine for text recognition is installed, found by running it, and what it reads off pictures.

mod table;

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use formats::Picture;

use crate::guest::{Bounds, Guest, GuestError};
use crate::memory::Sealed;
use crate::program::Program;

pub use table::{Reading, Word};

/// How long the program may take to print what it is.
const PATIENCE: Duration = Duration::from_secs(10);
/// What it may take for one picture: some ten times what the densest page of a newspaper does.
const BOUNDS: Bounds = Bounds {
    cpu_time: Duration::from_mins(2),
    wall_time: Duration::from_mins(10),
    memory: 2 << 30,
    output: 16 << 20,
};
/// From here on the engine's verdict on a script is believed; on short texts it names one script or another below that.
const SURE: f32 = 1.5;
/// How often it is looked at.
const STEP: Duration = Duration::from_millis(5);

/// The engine for text recognition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Engine {
    /// Its name and version, as it prints them.
    pub name: String,
    /// The languages that it has models for, by the names that it gives them.
    pub languages: Vec<String>,
    /// Whether it has the model by which it finds out how a page is turned, and in which script it is written.
    pub finds_direction: bool,
    /// The folder of its models, where it prints that.
    pub models: Option<PathBuf>,
    program: PathBuf,
}

/// Runs `tesseract` from where the system keeps its programs, and returns its name and languages.
pub fn tesseract() -> io::Result<Engine> {
    let program = Guest::find(Path::new("tesseract")).ok_or(io::ErrorKind::NotFound)?;
    let ask = |flag| answer(&program, flag, PATIENCE);
    let version = printed(&ask("--version")?);
    let name = version.lines().next().unwrap_or("tesseract").trim().to_owned();
    let list = printed(&ask("--list-langs")?);
    let (languages, finds_direction) = languages(&list);
    Ok(Engine { name, languages, finds_direction, models: models(&list), program })
}

impl Engine {
    /// Reads the text of a picture in these languages, upright whichever way it is turned; `launcher` is the program of
    /// the workers, and `proceed` is asked some twenty times a second whether to go on.
    pub fn read(
        &self,
        picture: &Picture,
        languages: &[&str],
        launcher: &Program,
        proceed: &dyn Fn() -> bool,
    ) -> Result<Reading, GuestError> {
        // 1 finds out how the page is turned, which needs its model; 3 takes it as it is.
        let mode = if self.finds_direction { "1" } else { "3" };
        let languages = languages.join("+");
        let args = ["--psm", mode, "-l", &languages, "-c", "tessedit_create_tsv=1"];
        let printed = self.run(picture, &args, launcher, proceed)?;
        Ok(Reading::of_table(&String::from_utf8_lossy(&printed)))
    }

    /// Returns the script in which a picture is written, by the name that the engine gives it; nothing where there is too
    /// little text to tell.
    pub fn script(
        &self,
        picture: &Picture,
        launcher: &Program,
        proceed: &dyn Fn() -> bool,
    ) -> Result<Option<String>, GuestError> {
        if !self.finds_direction {
            return Ok(None);
        }
        match self.run(picture, &["--psm", "0"], launcher, proceed) {
            Ok(printed) => Ok(named_script(&String::from_utf8_lossy(&printed))),
            // It ends so where there are too few letters.
            Err(GuestError::Failed(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn run(
        &self,
        picture: &Picture,
        args: &[&str],
        launcher: &Program,
        proceed: &dyn Fn() -> bool,
    ) -> Result<Vec<u8>, GuestError> {
        let input = Sealed::from_bytes(&picture.bytes)?.into_descriptor();
        let all = ["stdin", "stdout"].iter().chain(args).map(OsString::from).collect();
        let guest = Guest { program: self.program.clone(), args: all, may_fork: false };
        guest.run(launcher, input, &BOUNDS, proceed)
    }
}

/// Returns the script that the engine names, if it is sure enough of it.
fn named_script(printed: &str) -> Option<String> {
    let field =
        |name: &str| printed.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    let is_sure = field("Script confidence")?.trim().parse::<f32>().ok()? >= SURE;
    field("Script").map(str::trim).filter(|_| is_sure).map(str::to_owned)
}

/// Runs a program that prints little; one that is not done in time is killed.
#[expect(clippy::disallowed_methods, reason = "this crate alone starts processes")]
fn answer(program: &Path, flag: &str, patience: Duration) -> io::Result<Output> {
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

/// Returns the languages of a list that begins with a line of heading, and whether `osd` is among them, which finds
/// directions and is no language.
fn languages(list: &str) -> (Vec<String>, bool) {
    let names = list.lines().skip(1).map(str::trim).filter(|name| !name.is_empty());
    let (directions, languages): (Vec<&str>, Vec<&str>) = names.partition(|name| *name == "osd");
    (languages.into_iter().map(str::to_owned).collect(), !directions.is_empty())
}

/// Returns the folder that the heading of a list names.
fn models(list: &str) -> Option<PathBuf> {
    let (_, named) = list.lines().next()?.split_once('"')?;
    Some(PathBuf::from(named.split_once('"')?.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_goes_on_is_ended() {
        let ask = |seconds| {
            answer(Path::new("/bin/sleep"), seconds, Duration::from_millis(200))
                .map(|output| output.status.success())
                .map_err(|error| error.kind())
        };
        assert_eq!(ask("0"), Ok(true));
        assert_eq!(ask("1000"), Err(io::ErrorKind::TimedOut));
    }

    #[test]
    fn a_script_is_named_where_the_engine_is_sure() {
        let printed = "Rotate: 90\nScript: Cyrillic\nScript confidence: 5.55\n";
        assert_eq!(named_script(printed).as_deref(), Some("Cyrillic"));
        assert_eq!(named_script("Script: Cyrillic\nScript confidence: 0.48\n"), None);
        assert_eq!(named_script(""), None);
    }

    #[test]
    fn languages_are_listed_without_heading_and_without_what_is_none() {
        let list = "List of available languages in \"/usr/share/tessdata/\" (3):\neng\nosd\nrus\n";
        assert_eq!(languages(list), (vec!["eng".to_owned(), "rus".to_owned()], true));
        assert_eq!(models(list), Some(PathBuf::from("/usr/share/tessdata/")));
        assert_eq!((languages(""), models("")), ((Vec::new(), false), None));
    }
}
