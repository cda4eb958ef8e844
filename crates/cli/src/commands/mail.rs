//! `mail`: who writes to whom, which mails are missing, and the mails of a mailbox.

use std::ffi::OsStr;
use std::io::Write;
use std::path::PathBuf;

use answers::{Dossier, MailLine, Mails};
use anyhow::{Context, bail};
use export::{Cell, Csv, Rows};

use crate::args::{Mail as Args, MailList, TableForm};
use crate::basis::Basis;
use crate::commands::export::workbook;
use crate::commands::show::find;
use crate::{Ended, place, print};

/// A table: its heading, and its rows.
type Table = Vec<Vec<Cell>>;

pub(crate) fn run(dossier: Option<PathBuf>, args: &Args, is_paged: bool) -> anyhow::Result<Ended> {
    let dossier = place::open(dossier)?;
    place::warn_if_incomplete(&dossier)?;
    let mut out = args.out.open(&dossier, is_paged)?;
    let (mut notes, mut warnings) = (Vec::new(), Vec::new());
    let count = if let Some(mailbox) = &args.mailbox {
        let mails = mailbox_mails(&dossier, mailbox)?;
        match args.out.form() {
            TableForm::Json => print::json_line(&mut out, &mails)?,
            _ => write(&mut out, &dossier, args, &of_mailbox(&mails))?,
        }
        mails.len()
    } else {
        let mut mails = dossier.mails(args.query.as_deref())?;
        notes.extend(shorten(&mut mails, args));
        notes.push(told(&mails));
        match args.out.form() {
            TableForm::Json => print::json_line(&mut out, &mails)?,
            _ => write(&mut out, &dossier, args, &table(&mails, args.list))?,
        }
        warnings = mails.warnings;
        mails.mails
    };
    out.flush()?;
    drop(out);
    for note in &notes {
        print::say(note);
    }
    print::warnings(&warnings);
    Ok(Ended::found(count > 0))
}

fn told(mails: &Mails) -> String {
    format!(
        "{} mails, copies of one counted once; {} name nobody whom they go to; {} that are answered are missing",
        mails.mails,
        mails.without_recipient,
        mails.absent.len()
    )
}

/// Leaves what has fewer mails out, and returns how many that are.
fn shorten(mails: &mut Mails, args: &Args) -> Option<String> {
    let (listed, of) = match args.list {
        MailList::Pairs => (mails.pairs.len(), "pairs"),
        MailList::People | MailList::Matrix => (mails.people.len(), "people"),
        MailList::Missing => return None,
    };
    mails.people.truncate(args.limit);
    if args.list == MailList::Pairs {
        mails.pairs.truncate(args.limit);
    }
    let left_out = listed.saturating_sub(args.limit);
    (left_out > 0).then(|| {
        format!("{left_out} {of} with fewer mails are left out; --limit sets how many are listed")
    })
}

fn mailbox_mails(dossier: &Dossier, mailbox: &OsStr) -> anyhow::Result<Vec<MailLine>> {
    let item = find(dossier, mailbox)?;
    let mut mails = Vec::new();
    for page in 1.. {
        let Some(found) = dossier.mailbox(&item, page)? else {
            bail!("`{}` is no mailbox; `dossier show` shows a mail", item.locator);
        };
        mails.extend(found.mails);
        if page >= found.pages {
            break;
        }
    }
    Ok(mails)
}

fn of_mailbox(mails: &[MailLine]) -> Table {
    let head = Cell::texts(["date", "from", "subject", "attachments", "locator", "id"]);
    let row = |mail: &MailLine| {
        vec![
            Cell::some(mail.date.as_ref()),
            Cell::some(mail.from.as_ref()),
            Cell::some(mail.subject.as_ref()),
            Cell::count(mail.attachments as u64),
            Cell::from(mail.item.locator.as_str()),
            Cell::from(mail.item.id.as_str()),
        ]
    };
    std::iter::once(head).chain(mails.iter().map(row)).collect()
}

fn table(mails: &Mails, list: MailList) -> Table {
    let mut table = Table::new();
    let count = |count: usize| Cell::count(count as u64);
    match list {
        MailList::Pairs => {
            table.push(Cell::texts(["from", "to", "mails", "first", "last"]));
            table.extend(mails.pairs.iter().map(|pair| {
                vec![
                    Cell::from(pair.from.as_str()),
                    Cell::from(pair.to.as_str()),
                    count(pair.mails),
                    Cell::some(pair.first.as_ref()),
                    Cell::some(pair.last.as_ref()),
                ]
            }));
        }
        MailList::People => {
            table.push(Cell::texts(["address", "name", "sent", "received"]));
            table.extend(mails.people.iter().map(|person| {
                vec![
                    Cell::from(person.address.as_str()),
                    Cell::some(person.name.as_ref()),
                    count(person.sent),
                    count(person.received),
                ]
            }));
        }
        MailList::Matrix => {
            let counts = mails.counts();
            let between = |from, to| counts.get(&(from, to)).copied().unwrap_or(0);
            let people = || mails.people.iter().map(|person| person.address.as_str());
            table.push(Cell::texts(std::iter::once("from").chain(people())));
            table.extend(people().map(|from| {
                let cells = people().map(|to| count(between(from, to)));
                std::iter::once(Cell::from(from)).chain(cells).collect()
            }));
        }
        MailList::Missing => {
            table.push(Cell::texts(["message_id", "named_in", "times"]));
            table.extend(mails.absent.iter().map(|mail| {
                vec![
                    Cell::from(mail.message_id.as_str()),
                    Cell::Text(mail.named_by.join("; ")),
                    count(mail.named_by.len()),
                ]
            }));
        }
    }
    table
}

fn write(
    out: &mut impl Write,
    dossier: &Dossier,
    args: &Args,
    table: &Table,
) -> anyhow::Result<()> {
    let all = |rows: &mut dyn FnMut(&[Cell]) -> std::io::Result<()>| {
        table.iter().try_for_each(|row| rows(row))
    };
    match args.out.form() {
        TableForm::Csv => {
            let mut csv = Csv::begin(out)?;
            all(&mut |row| csv.row(row))?;
        }
        TableForm::Xlsx => {
            let about = Basis::of(dossier)?.about(dossier, args.query.as_deref())?;
            workbook(out, "mail", &about, |book| Ok(all(&mut |row| book.row(row))?))?;
        }
        TableForm::Table | TableForm::Json => print_table(out, table)?,
    }
    Ok(())
}

/// Prints a table for the eye, columns side by side.
fn print_table(out: &mut impl Write, table: &Table) -> anyhow::Result<()> {
    let shown = |cell: &Cell| match cell {
        Cell::Text(text) => print::line(text),
        Cell::Number(number) => number.to_string(),
    };
    let rows: Vec<Vec<String>> = table.iter().map(|row| row.iter().map(shown).collect()).collect();
    let width = |at: usize| rows.iter().map(|row| row[at].chars().count()).max().unwrap_or(0);
    let columns = rows.first().context("a table has a heading")?.len();
    let widths: Vec<usize> = (0..columns).map(width).collect();
    for row in rows {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        writeln!(out, "{}", cells.collect::<Vec<_>>().join("  ").trim_end())?;
    }
    Ok(())
}
