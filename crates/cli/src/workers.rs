//! How workers are started, and what holds for them.

use std::path::Path;

use anyhow::Context;
use sandbox::{Pool, Program, Settings};

use crate::place;

/// Returns how many processors this program may use.
pub(crate) fn processors() -> usize {
    std::thread::available_parallelism().map_or(2, std::num::NonZero::get)
}

/// Returns the usual settings of workers; `passwords` is a file of them for what is locked.
pub(crate) fn settings(passwords: Option<&Path>) -> anyhow::Result<Settings> {
    let mut settings = Settings::default();
    if let Some(path) = passwords {
        let lines = std::fs::read_to_string(path).with_context(|| {
            format!("could not read the passwords in `{}`", place::printed(path))
        })?;
        settings.passwords =
            lines.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect();
    }
    Ok(settings)
}

/// Returns how a worker is started: this program, by its hidden command.
pub(crate) fn program() -> anyhow::Result<Program> {
    let path = std::env::current_exe().context("could not find the program's own file")?;
    Ok(Program { path, args: vec!["worker".into()] })
}

/// Returns workers with the usual limits; `passwords` is a file of them for what is locked.
pub(crate) fn pool(passwords: Option<&Path>) -> anyhow::Result<Pool> {
    Ok(Pool::new(program()?, settings(passwords)?))
}
