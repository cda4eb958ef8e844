//! One file for each command.

pub(crate) mod batch;
mod bench;
mod blocks;
mod check;
mod compare;
mod completions;
mod desk;
mod doctor;
mod entities;
pub(crate) mod export;
pub(crate) mod extract;
pub(crate) mod handed;
mod help;
mod import;
mod index;
mod items;
mod list;
pub(crate) mod log;
mod mail;
mod manifest;
mod manual;
pub(crate) mod matter;
pub(crate) mod matters;
mod merge;
mod names;
mod open;
mod pivot;
mod prove;
mod recognise;
mod redact;
mod repair;
pub(crate) mod report;
mod rule;
mod search;
mod searches;
mod serve;
mod show;
mod sign;
mod tag;
#[cfg(test)]
mod template;
mod timeline;
mod undo;
mod verify;
mod watch;
mod who;

use std::path::PathBuf;

use evidence::Deed;

use crate::args::{Cli, Command};
use crate::{Ended, place};

/// Runs the command that was typed, and notes in the log of its dossier what it handed out.
pub(crate) fn run(cli: Cli) -> anyhow::Result<Ended> {
    let dossier = cli.dossier.or_else(place::from_environment);
    let handed_out = handed::words(&cli.command);
    let ended = of_typed(dossier.clone(), cli.command, !cli.no_pager);
    // Also of what was broken off, a part may have left.
    if let (Some(words), Ok(dossier)) = (handed_out, place::to_read(dossier)) {
        let broken_off = if ended.is_err() { ", broken off" } else { "" };
        log::note(&dossier, Deed::Exported, &format!("{words}{broken_off}"));
    }
    ended
}

fn of_typed(dossier: Option<PathBuf>, command: Command, is_paged: bool) -> anyhow::Result<Ended> {
    match command {
        Command::Open(args) => open::run(dossier, &args),
        Command::Index(args) => index::run(dossier, &args),
        Command::Batch(args) => batch::run(dossier, &args, is_paged),
        Command::Search(args) => search::run(dossier, &args, is_paged),
        Command::Show(args) => show::run(dossier, &args, is_paged),
        Command::Items(args) => items::run(dossier, &args, is_paged),
        Command::Tag(args) => tag::tag(dossier, &args),
        Command::Untag(args) => tag::untag(dossier, &args),
        Command::Note(args) => tag::note(dossier, &args),
        Command::Notes(args) => tag::notes(dossier, &args, is_paged),
        Command::List(args) => list::run(dossier, &args, is_paged),
        Command::Undo(args) => undo::run(dossier, &args),
        Command::Entities(args) => entities::run(dossier, &args, is_paged),
        Command::Who(args) => who::run(dossier, &args, is_paged),
        Command::Same(args) => rule::same(dossier, &args),
        Command::Not(args) => rule::not(dossier, &args),
        Command::Matters(args) => matters::run(dossier, &args, is_paged),
        Command::Matter(args) => matter::run(dossier, &args, is_paged),
        Command::Timeline(args) => timeline::run(dossier, &args, is_paged),
        Command::Pivot(args) => pivot::run(dossier, &args, is_paged),
        Command::Compare(args) => compare::run(dossier, &args, is_paged),
        Command::Mail(args) => mail::run(dossier, &args, is_paged),
        Command::Watch(args) => watch::run(dossier, &args, is_paged),
        Command::Searches(args) => searches::run(dossier, &args, is_paged),
        Command::Redact(args) => redact::run(&args),
        Command::Export(args) => export::run(dossier, &args),
        Command::Report(args) => report::run(dossier, &args, is_paged),
        Command::Merge(args) => merge::run(&args),
        Command::Repair(args) => repair::run(dossier, &args),
        Command::Manifest(args) => manifest::run(dossier, &args),
        Command::Verify(args) => verify::run(dossier, &args),
        Command::Prove(args) => prove::run(dossier, &args),
        Command::Check(args) => check::run(&args),
        Command::Sign(args) => sign::sign(dossier, &args),
        Command::Stamp(args) => sign::stamp(&args),
        Command::Log(args) => log::run(dossier, &args),
        Command::Serve(args) => serve::run(dossier, &args),
        Command::Extract(args) => extract::run(&args),
        Command::Recognise(args) => recognise::run(&args),
        Command::Doctor(args) => doctor::run(dossier.as_deref(), &args),
        Command::Bench(args) => bench::run(&args),
        Command::Completions(args) => completions::run(&args),
        Command::Manual(args) => manual::run(&args),
        Command::Names(args) => names::run(&args),
        Command::Help(args) => help::run(&args, is_paged),
        Command::Worker(_) => Ok(Ended::Done),
    }
}
