//! Who writes what a page asks to be kept.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use answers::{AnnotationLine, Dossier};
use anyhow::{Context, ensure};
use ingest::{Annotation, At, Made};
use ledger::ItemRow;
use serve::{Change, Desk, LastAct, Step};

use crate::clock;
use crate::commands::tag::{self, with_index};
use crate::commands::{list, rule};

/// The longest note that a page takes, in bytes.
const LONGEST_NOTE: usize = 100_000;

/// Writes into a dossier in the name of one author, one change after the other.
pub(crate) struct PageDesk {
    folder: PathBuf,
    author: String,
    one_at_a_time: Mutex<()>,
}

impl PageDesk {
    pub(crate) fn new(folder: PathBuf, author: &str) -> Self {
        Self { folder, author: author.to_owned(), one_at_a_time: Mutex::default() }
    }

    fn change(&self, dossier: &Dossier, change: &Change) -> anyhow::Result<()> {
        let _turn = self.one_at_a_time.lock().unwrap_or_else(PoisonError::into_inner);
        let at = |item: &str| Ok::<_, anyhow::Error>(dossier.item_by_id(item)?.locator);
        let annotation = match change {
            Change::Tag(item, tag) => {
                Annotation::Tag(at(item)?, tag::nameable(tag::checked(tag)?)?.to_owned())
            }
            Change::Untag(item, tag) => Annotation::Untag(at(item)?, tag.clone()),
            Change::Note { item, text, quote } => note(dossier, item, text, quote.trim())?,
            Change::RemoveNote { item, number, time } => {
                let on_item = dossier.annotations_on(&dossier.item_by_id(item)?)?;
                let is_shown = |line: &AnnotationLine| {
                    line.number == Some(*number) && line.time.as_ref() == Some(time)
                };
                ensure!(on_item.iter().any(is_shown), "the note is not there any more");
                Annotation::RemoveNote(*number)
            }
            Change::List(item, list) => Annotation::List {
                locator: at(item)?,
                list: tag::nameable(list::checked(list)?)?.to_owned(),
                remark: None,
                at: At::AsItIs,
            },
            Change::Unlist(item, list) => Annotation::Unlist(at(item)?, list.clone()),
            Change::Move(item, list, step) => {
                let item = dossier.item_by_id(item)?;
                let Some(place) = moved(dossier, &item, list, *step)? else { return Ok(()) };
                let locator = item.locator;
                Annotation::List { locator, list: list.clone(), remark: None, at: place }
            }
            Change::Remark { item, list, text } => {
                let item = dossier.item_by_id(item)?;
                place_on(dossier, &item, list)?;
                let locator = item.locator;
                let remark = Some(list::checked_remark(text)?.to_owned());
                Annotation::List { locator, list: list.clone(), remark, at: At::AsItIs }
            }
            Change::Rule(names, is_same) => {
                Annotation::Rule { names: rule::checked(names.each_ref())?, is_same: *is_same }
            }
            Change::Undo(time) => return self.undo(*time),
        };
        let (author, now) = (self.author.as_str(), clock::now());
        let made = [Made { annotation, author: author.to_owned(), time: now }];
        tag::write(&self.folder, &made, author)?;
        Ok(())
    }

    /// Takes the last act back, if it is the one that the page showed.
    fn undo(&self, time: i64) -> anyhow::Result<()> {
        let undone = with_index(&self.folder, |ledger, index, committed| {
            let last = ingest::last_act(&*ledger, &self.author)?;
            if last.is_none_or(|last| last.time != time) {
                return Ok(None);
            }
            ingest::undo(ledger, index, committed, &self.author, clock::now())
        })?;
        let undone = undone.context("something else was done meanwhile; load the page again")?;
        ensure!(
            undone.left.is_empty(),
            "this was changed meanwhile, and is left: {}",
            undone.left.join(", ")
        );
        Ok(())
    }
}

/// Returns the places of a list in their order, and which of them is that of an item: of its place, or else of its content.
fn place_on(
    dossier: &Dossier,
    item: &ItemRow,
    list: &str,
) -> anyhow::Result<(Vec<AnnotationLine>, usize)> {
    let rows = dossier.listed(list)?;
    let digest = item.digests.as_ref().map(|digests| digests.blake3.to_string());
    let locator = item.locator.to_string();
    let at_place = rows.iter().position(|row| row.locator == locator);
    let of_content = || rows.iter().position(|row| digest.is_some() && row.blake3 == digest);
    let at = at_place.or_else(of_content).context("it is not on the list any more")?;
    Ok((rows, at))
}

/// Returns where an item goes by one step on a list; nothing where it stands at that end already.
fn moved(dossier: &Dossier, item: &ItemRow, list: &str, step: Step) -> anyhow::Result<Option<At>> {
    let (rows, at) = place_on(dossier, item, list)?;
    let neighbour = |at: usize| rows.get(at).map(|row| row.locator.parse()).transpose();
    Ok(match step {
        _ if at == 0 && step != Step::Down => None,
        Step::First => Some(At::First),
        Step::Up => neighbour(at - 1)?.map(At::Before),
        Step::Down => neighbour(at + 1)?.map(At::After),
    })
}

/// Returns a note on an item, or on words in it.
fn note(dossier: &Dossier, item: &str, text: &str, quote: &str) -> anyhow::Result<Annotation> {
    let is_one = !text.trim().is_empty() && text.len() <= LONGEST_NOTE;
    ensure!(is_one, "a note holds 1 to {LONGEST_NOTE} bytes");
    let item = dossier.item_by_id(item)?;
    Ok(Annotation::Note {
        place: tag::place_of(dossier, &item, None, quote)?,
        locator: item.locator,
        text: text.trim().to_owned(),
        quote: quote.to_owned(),
    })
}

impl Desk for PageDesk {
    fn make(&self, dossier: &Dossier, change: &Change) -> Result<(), String> {
        self.change(dossier, change).map_err(|error| format!("{error:#}"))
    }

    fn last(&self, dossier: &Dossier) -> Result<Option<LastAct>, String> {
        let last = ingest::last_act(dossier.ledger(), &self.author);
        let last = last.map_err(|error| error.to_string())?;
        Ok(last.map(|act| LastAct { time: act.time, changed: act.taken_back }))
    }
}
