//! Which engine for text recognition is installed, found by running it.

use std::io;
use std::process::{Command, Output, Stdio};

/// The engine for text recognition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Engine {
    /// What it calls itself, with its version.
    pub name: String,
    /// The languages that it has models for, by the names that it gives them.
    pub languages: Vec<String>,
}

/// Runs `tesseract` from where the system keeps its programs, and returns what it says of itself.
pub fn tesseract() -> io::Result<Engine> {
    let version = said(&answer("--version")?);
    let name = version.lines().next().unwrap_or("tesseract").trim().to_owned();
    Ok(Engine { name, languages: languages(&said(&answer("--list-langs")?)) })
}

#[expect(clippy::disallowed_methods, reason = "this crate alone starts processes")]
fn answer(flag: &str) -> io::Result<Output> {
    Command::new("tesseract").arg(flag).env_clear().current_dir("/").stdin(Stdio::null()).output()
}

/// Versions before 5 speak to standard error.
fn said(output: &Output) -> String {
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
    fn languages_are_listed_without_heading_and_without_what_is_none() {
        let list = "List of available languages in \"/usr/share/tessdata/\" (3):\neng\nosd\nrus\n";
        assert_eq!(languages(list), ["eng", "rus"]);
        assert!(languages("").is_empty());
    }
}
