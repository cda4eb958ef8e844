//! The program `dossier`: flags, printing, exit codes.

mod args;
mod basis;
mod batch_page;
mod cases;
mod checks;
mod clock;
mod commands;
mod given;
mod harm;
mod html;
mod interrupt;
mod known;
mod list;
mod matter_page;
mod place;
mod plot;
mod print;
mod progress;
mod readers;
mod reading;
mod screen;
mod tables;
mod terminal;
mod version;
mod workers;

use std::process::ExitCode;

use clap::FromArgMatches;

use args::{Cli, Command};

/// The allocator of musl takes one lock for all threads.
#[cfg(target_env = "musl")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How a command ended, apart from errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    /// Exit status 0.
    Done,
    /// Exit status 1: found nothing, or the audit differs.
    Differs,
    /// Exit status 2: a part of what was asked could not be done, and was said.
    Failed,
}

impl Ended {
    /// Done if `found`, else exit status 1.
    pub(crate) fn found(found: bool) -> Self {
        if found { Self::Done } else { Self::Differs }
    }
}

fn main() -> ExitCode {
    let parsed = cases::command().try_get_matches().and_then(|typed| Cli::from_arg_matches(&typed));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(error) => return refuse(&error),
    };
    if let Command::Worker(worker) = &cli.command {
        sandbox::worker_main(worker.order.as_deref());
    }
    sandbox::give_freed_memory_back();
    match commands::run(cli) {
        Ok(Ended::Done) => ExitCode::SUCCESS,
        Ok(Ended::Differs) => ExitCode::from(1),
        Ok(Ended::Failed) => ExitCode::from(2),
        Err(error) if print::is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            print::error(&error);
            ExitCode::from(2)
        }
    }
}

/// Prints what is wrong with what was typed, and what to do instead; help and version are no errors.
fn refuse(error: &clap::Error) -> ExitCode {
    // Where it cannot be printed, nobody reads.
    let _printed = error.print();
    if let Some(instead) = cases::instead(error) {
        print::say(&format!("hint: {instead}"));
    }
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
}
