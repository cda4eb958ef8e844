//! `show`: one item.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};

use answers::{AnnotationLine, Dossier, ItemLine, SegmentLine, ThreadMail};
use anyhow::anyhow;
use item::{Key, Kind, Mark, Mention, Metadata, Segment};
use serde::Serialize;

use crate::args::{Show, View};
use crate::commands::tag;
use crate::harm::Harm;
use crate::screen::Screen;
use crate::terminal::{Style, columns};
use crate::{Ended, commands, place, print, workers};

#[derive(Serialize)]
struct Whole {
    #[serde(flatten)]
    item: ItemLine,
    cite: String,
    annotations: Vec<AnnotationLine>,
    metadata: BTreeMap<Key, Vec<String>>,
    segments: Vec<SegmentLine>,
}

pub(crate) fn run(dossier: Option<PathBuf>, args: &Show, is_paged: bool) -> anyhow::Result<Ended> {
    let folder = place::to_read(dossier)?;
    let dossier = place::open_at(&folder)?;
    let item = find(&dossier, &args.item)?;
    if let Some(run) = item.gone_run {
        print::say(&format!("`{}` is gone since run {run}", item.locator));
    }
    let view = &args.view;
    let is_text = !(args.json || view.original || view.cite);
    let mut out = Screen::open(is_paged && is_text);
    if view.original {
        original(&folder, &dossier, &item, args.passwords.as_deref(), &mut out)?;
    } else if view.cite {
        writeln!(out, "{}", dossier.cite(&item)?)?;
    } else if view.family {
        family(&dossier, &item, args.json, &mut out)?;
    } else if view.thread {
        return thread(&dossier, &item, args.json, out);
    } else if args.json {
        as_json(&dossier, item, view, &mut out)?;
    } else {
        as_text(&dossier, item, view, &mut out)?;
    }
    out.close()?;
    Ok(Ended::Done)
}

/// Returns properties, texts and mentions of an item; all empty where it was never opened.
fn came_out(
    dossier: &Dossier,
    item: &ledger::ItemRow,
) -> anyhow::Result<(Metadata, Vec<Segment>, Vec<Mention>)> {
    let extraction = dossier.extraction(item)?;
    Ok(extraction
        .map(|extraction| (extraction.metadata, extraction.segments, extraction.mentions))
        .unwrap_or_default())
}

fn as_json(
    dossier: &Dossier,
    item: ledger::ItemRow,
    view: &View,
    out: &mut Screen,
) -> anyhow::Result<()> {
    let cite = dossier.cite(&item)?;
    let (metadata, segments, mentions) = came_out(dossier, &item)?;
    let lines = || segments.iter().cloned().map(SegmentLine::from).collect::<Vec<_>>();
    if view.mentions {
        mentions.iter().try_for_each(|mention| print::json_line(out, mention))
    } else if view.metadata {
        print::json_line(out, &metadata)
    } else if view.text {
        print::json_line(out, &lines())
    } else {
        let annotations = dossier.annotations_on(&item)?;
        print::json_line(
            out,
            &Whole { item: item.into(), cite, annotations, segments: lines(), metadata },
        )
    }
}

fn as_text(
    dossier: &Dossier,
    item: ledger::ItemRow,
    view: &View,
    out: &mut Screen,
) -> anyhow::Result<()> {
    let cite = dossier.cite(&item)?;
    let (metadata, segments, mentions) = came_out(dossier, &item)?;
    if view.mentions {
        return print_mentions(out, &mentions);
    }
    if view.metadata {
        return print_metadata(out, &metadata, &[]);
    }
    if view.text {
        return print_text(out, &segments, true);
    }
    print_letterhead(out, &metadata)?;
    for line in dossier.annotations_on(&item)? {
        out.line(&tag::shown(&line), 4)?;
    }
    print_item(out, &item.into(), &cite)?;
    print_metadata(out, &metadata, &LETTERHEAD)?;
    print_text(out, &segments, false)
}

/// Finds an item by what was typed: a locator, an id, or else the path of its file.
pub(crate) fn find(dossier: &Dossier, typed: &OsStr) -> anyhow::Result<ledger::ItemRow> {
    let printed = place::printed(Path::new(typed));
    let error = match dossier.item(typed.to_str().unwrap_or(&printed)) {
        Ok(item) => return Ok(item),
        Err(error) => error,
    };
    if typed.is_empty() {
        return Err(error.into());
    }
    let path = place::whole(Path::new(typed))?;
    match dossier.item_at(&path)? {
        Some(item) => Ok(item),
        None => Err(with_like(dossier, &printed, error)),
    }
}

/// Adds to the error for an item that is not there what is called so elsewhere.
fn with_like(dossier: &Dossier, typed: &str, error: answers::Error) -> anyhow::Error {
    const MOST: usize = 3;
    let name = typed.rsplit('/').next().unwrap_or_default();
    let like = dossier.called(name, MOST).unwrap_or_default();
    if like.is_empty() || !matches!(error, answers::Error::NoItem(_)) {
        return error.into();
    }
    anyhow!("there is no item `{}`; called so are `{}`", print::line(typed), like.join("`, `"))
}

/// Writes the bytes of an item; `passwords` is a file of them for what is locked.
fn original(
    folder: &Path,
    dossier: &Dossier,
    item: &ledger::ItemRow,
    passwords: Option<&Path>,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let (pool, scratch) = (workers::pool(passwords)?, place::scratch(folder));
    let tools = evidence::Tools { pool: &pool, scratch: &scratch };
    let mut original = evidence::original(dossier.ledger(), item, tools)?;
    if print::is_terminal() {
        let mut harm = Harm::default();
        original.read(|chunk| {
            harm.take(chunk);
            Ok(())
        })?;
        harm.refuse(&item.locator)?;
    }
    Ok(original.read(|chunk| out.write_all(chunk))?)
}

/// What stands at the head of a mail, in the order of its readers.
const LETTERHEAD: [Key; 5] = [Key::FROM, Key::TO, Key::CC, Key::SENT, Key::SUBJECT];

/// Prints the head of a mail before everything else; nothing for what was not sent.
fn print_letterhead(out: &mut Screen, metadata: &Metadata) -> anyhow::Result<()> {
    if !metadata.contains_key(&Key::FROM) {
        return Ok(());
    }
    for key in LETTERHEAD {
        let values: Vec<_> =
            metadata.get(&key).into_iter().flatten().map(|value| print::line(value)).collect();
        if !values.is_empty() {
            property(out, key.name(), &values.join(", "))?;
        }
    }
    Ok(writeln!(out)?)
}

fn print_item(out: &mut Screen, item: &ItemLine, cite: &str) -> anyhow::Result<()> {
    let reason = item.reason.as_ref().map(|reason| format!(" ({reason})")).unwrap_or_default();
    property(out, "locator", &item.locator)?;
    property(out, "id", &item.id)?;
    property(out, "format", &format!("{} (by {})", item.format, item.basis))?;
    property(out, "outcome", &format!("{}{reason}", item.outcome))?;
    if let Some(run) = item.gone_run {
        property(out, "gone", &format!("since run {run}"))?;
    }
    item.warnings.iter().try_for_each(|warning| property(out, "warning", &print::line(warning)))?;
    property(out, "cite", cite)
}

/// Prints one property, a long value under itself.
fn property(out: &mut Screen, name: &str, value: &str) -> anyhow::Result<()> {
    let name = out.layout().styled(Style::Strong, &format!("{name:<9}"));
    Ok(out.line(&format!("{name} {value}"), 10)?)
}

/// Prints the properties but those that stand above.
fn print_metadata(out: &mut Screen, metadata: &Metadata, above: &[Key]) -> anyhow::Result<()> {
    let is_mail = metadata.contains_key(&Key::FROM);
    for (key, values) in metadata.iter().filter(|(key, _)| !(is_mail && above.contains(key))) {
        for value in values {
            property(out, &print::line(key.name()), &print::line(value))?;
        }
    }
    Ok(())
}

/// Prints the texts with their places; all layers, or all but the properties where these were printed already.
fn print_text(out: &mut Screen, segments: &[Segment], is_only_text: bool) -> anyhow::Result<()> {
    let texts = segments.iter().filter(|segment| segment.is_content());
    let is_alone = is_only_text && texts.clone().count() == 1;
    let layout = out.layout();
    for segment in texts {
        if !is_alone {
            let head = format!("-- {} {}", segment.layer, print::line(&segment.place.to_string()));
            writeln!(out, "{}", layout.styled(Style::Faint, head.trim_end()))?;
        }
        print::safe(segment.text.trim_end()).split('\n').try_for_each(|line| out.line(line, 0))?;
        if !is_only_text {
            segment.marks.iter().try_for_each(|mark| print_mark(out, &segment.text, mark))?;
        }
    }
    Ok(())
}

/// How much of a marked text is repeated beside who marked it, in letters.
const MARKED: usize = 80;

/// Prints who changed or commented, when, and which words where these are not the whole text above.
fn print_mark(out: &mut Screen, text: &str, mark: &Mark) -> anyhow::Result<()> {
    let by = mark.author.as_deref().map(|author| format!(" by {}", print::line(author)));
    let on = mark.date.as_deref().map(|date| format!(", {}", print::line(date)));
    if by.is_none() && on.is_none() {
        return Ok(());
    }
    let marked = text.get(mark.start..mark.end).unwrap_or_default();
    let words = if marked.trim() == text.trim() { String::new() } else { beginning(marked) };
    let (by, on) = (by.unwrap_or_default(), on.unwrap_or_default());
    Ok(out.line(&format!("   ^ {}{by}{on}{words}", mark.kind.name()), 5)?)
}

/// Returns how a marked text begins, behind a colon.
fn beginning(marked: &str) -> String {
    let words = print::line(marked);
    let cut: String = words.chars().take(MARKED).collect();
    let more = if cut.len() < words.len() { " …" } else { "" };
    format!(": {cut}{more}")
}

/// Prints each value that is named once, with how often, as it is written first, and where that is.
fn print_mentions(out: &mut Screen, mentions: &[Mention]) -> anyhow::Result<()> {
    let mut counts: BTreeMap<(Kind, &str), (u64, &Mention)> = BTreeMap::new();
    for mention in mentions {
        counts.entry((mention.kind, &mention.normal)).or_insert((0, mention)).0 += 1;
    }
    let width = counts.keys().map(|(_, normal)| columns(&print::line(normal))).max();
    let width = width.unwrap_or_default().clamp(11, 40);
    let head =
        format!("{:<12} {:>5}  {:<width$}  as written first", "kind", "times", "normal form");
    writeln!(out, "{}", out.layout().styled(Style::Strong, &head))?;
    for ((kind, normal), (count, first)) in counts {
        let normal = print::line(normal);
        let blanks = " ".repeat(width.saturating_sub(columns(&normal)));
        let place = first.place.to_string();
        let place = if place.is_empty() { place } else { format!(" ({})", print::line(&place)) };
        let surface = print::line(&first.surface);
        out.line(&format!("{kind:<12} {count:>5}  {normal}{blanks}  {surface}{place}"), 20)?;
    }
    Ok(())
}

fn family(
    dossier: &Dossier,
    item: &ledger::ItemRow,
    json: bool,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    for row in dossier.family(item)? {
        let line = ItemLine::from(row);
        if json {
            print::json_line(out, &line)?;
        } else {
            commands::items::print_line(out, &line)?;
        }
    }
    Ok(())
}

/// Lists the mails of a thread, then those that are named in it and are not there.
fn thread(
    dossier: &Dossier,
    item: &ledger::ItemRow,
    json: bool,
    mut out: Screen,
) -> anyhow::Result<Ended> {
    let Some(thread) = dossier.thread(item)? else {
        print::say(&format!("`{}` is no mail", item.locator));
        return Ok(Ended::found(false));
    };
    if json {
        print::json_line(&mut out, &thread)?;
    } else {
        thread.mails.iter().try_for_each(|mail| print_mail(&mut out, mail))?;
        for absent in &thread.absent {
            let id = print::line(&absent.message_id);
            let by = absent.named_by.iter().map(|by| print::line(by)).collect::<Vec<_>>();
            out.line(&format!("missing: <{id}>, named by {}", by.join(", ")), 9)?;
        }
        if thread.is_cut {
            print::say(
                "there may be more mails in this thread: of very many, not all are looked at",
            );
        }
    }
    out.close()?;
    Ok(Ended::Done)
}

fn print_mail(out: &mut Screen, mail: &ThreadMail) -> anyhow::Result<()> {
    let text = |text: &Option<String>| print::line(text.as_deref().unwrap_or("-"));
    let note = if mail.by_subject { " (by its subject)" } else { "" };
    let head = format!("{}  {}  {}{note}", text(&mail.date), text(&mail.from), text(&mail.subject));
    out.line(&head, 4)?;
    Ok(out.line(&format!("    {}", print::line(&mail.item.locator)), 4)?)
}
