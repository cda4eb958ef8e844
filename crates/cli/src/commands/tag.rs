//! `tag`, `untag`, `note`, `notes`: what people put on items.

use std::collections::HashMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use answers::{AnnotationLine, Dossier, Order, SearchRequest};
use anyhow::{Context, bail, ensure};
use ingest::{Act, Annotation, At, Made};
use item::Locator;

use crate::args::{Note, Notes, Tag, Who};
use crate::commands::index::seal;
use crate::commands::show::find;
use crate::commands::{list, rule};
use crate::screen::Screen;
use crate::{Ended, clock, given::Given, place, print};

/// The longest tag, in bytes: a word or two, and no text.
const LONGEST_TAG: usize = 200;

/// What is done to items that get a tag.
const TAGGED: &str = "tagged";

pub(crate) fn tag(dossier: Option<PathBuf>, args: &Tag) -> anyhow::Result<Ended> {
    change_tags(dossier, args, Annotation::Tag, TAGGED)
}

pub(crate) fn untag(dossier: Option<PathBuf>, args: &Tag) -> anyhow::Result<Ended> {
    change_tags(dossier, args, Annotation::Untag, "untagged")
}

fn change_tags(
    dossier: Option<PathBuf>,
    args: &Tag,
    change: fn(Locator, String) -> Annotation,
    done: &str,
) -> anyhow::Result<Ended> {
    let (tag, items) = args.names.split_last().context("there is no tag")?;
    let tag = checked(tag.to_str().context("a tag is UTF-8")?)?;
    if done == TAGGED {
        nameable(tag)?;
    }
    let folder = place::to_read(dossier)?;
    let items = chosen(&place::open_at(&folder)?, items, args.query.as_deref())?;
    let made: Vec<Made> =
        items.into_iter().map(|item| made_by(&args.who, change(item, tag.to_owned()))).collect();
    let changed = write(&folder, &made, put_down_by(&args.who))?;
    print::say(&format!("{changed} of {} items {done}", made.len()));
    Ok(Ended::found(!made.is_empty()))
}

/// Returns a tag without blanks around it, if it is one.
pub(crate) fn checked(tag: &str) -> anyhow::Result<&str> {
    let tag = tag.trim();
    let is_plain =
        !tag.is_empty() && tag.len() <= LONGEST_TAG && !tag.chars().any(char::is_control);
    ensure!(is_plain, "a tag is a line of at most {LONGEST_TAG} bytes that is not empty");
    Ok(tag)
}

/// Returns the name of a new tag or list, if a query can name it.
pub(crate) fn nameable(name: &str) -> anyhow::Result<&str> {
    ensure!(
        !name.contains(search::is_quote),
        "the name of a tag or a list holds no quotes: no query could name it"
    );
    Ok(name)
}

/// Returns where the items stand that were typed, or that a query finds.
pub(crate) fn chosen(
    dossier: &Dossier,
    items: &[OsString],
    query: Option<&str>,
) -> anyhow::Result<Vec<Locator>> {
    let Some(query) = query else {
        ensure!(!items.is_empty(), "name items, or a query with --query");
        let of_typed = |typed: &OsString| Ok(find(dossier, typed)?.locator);
        return items.iter().map(of_typed).collect();
    };
    ensure!(items.is_empty(), "name items or a query, not both");
    let asked = SearchRequest {
        limit: usize::MAX,
        order: Order::Locator,
        facets: vec!["outcome".to_owned()],
        fold: false,
        ..SearchRequest::new(query)
    };
    let (answer, hits) = dossier.search_by_hit(&asked)?;
    print::warnings(&answer.warnings);
    hits.map(|hit| Ok(hit?.locator.parse()?)).collect()
}

pub(crate) fn note(dossier: Option<PathBuf>, args: &Note) -> anyhow::Result<Ended> {
    let folder = place::to_read(dossier)?;
    let annotation = match (args.remove, &args.item, &args.text) {
        (Some(number), ..) => Annotation::RemoveNote(number),
        (None, Some(item), Some(text)) if !text.trim().is_empty() => {
            let dossier = place::open_at(&folder)?;
            let item = find(&dossier, item)?;
            let quote = args.quote.clone().unwrap_or_default();
            Annotation::Note {
                place: place_of(&dossier, &item, args.place.as_deref(), &quote)?,
                locator: item.locator,
                text: text.clone(),
                quote,
            }
        }
        _ => bail!("a note needs an item and a text"),
    };
    let changed = write(&folder, &[made_by(&args.who, annotation)], put_down_by(&args.who))?;
    Ok(Ended::found(changed > 0))
}

/// Returns the place of quoted words, after checking that they stand there.
pub(crate) fn place_of(
    dossier: &Dossier,
    item: &ledger::ItemRow,
    place: Option<&str>,
    quote: &str,
) -> anyhow::Result<String> {
    if quote.is_empty() && place.is_none() {
        return Ok(String::new());
    }
    let segments =
        dossier.extraction(item)?.map(|extraction| extraction.segments).unwrap_or_default();
    let is_there = |segment: &&item::Segment| {
        place.is_none_or(|place| segment.place.to_string() == place) && segment.text.contains(quote)
    };
    let found = segments.iter().find(is_there);
    let found = found.context(
        "these words do not stand there; `dossier show ITEM --text` prints places and words",
    )?;
    Ok(found.place.to_string())
}

pub(crate) fn notes(
    dossier: Option<PathBuf>,
    args: &Notes,
    is_paged: bool,
) -> anyhow::Result<Ended> {
    let folder = place::to_read(dossier)?;
    let dossier = place::open_at(&folder)?;
    if let Some(file) = &args.import {
        return import(&folder, &dossier, file, args);
    }
    let lines = match &args.item {
        Some(item) => dossier.annotations_on(&find(&dossier, item)?)?,
        None => dossier.annotations()?,
    };
    let mut out = Screen::open(is_paged && !args.json);
    for line in &lines {
        if args.json {
            print::json_line(&mut out, line)?;
        } else {
            out.line(&shown(line), 4)?;
        }
    }
    out.close()?;
    Ok(Ended::found(!lines.is_empty()))
}

/// Returns an annotation on one line.
pub(crate) fn shown(line: &AnnotationLine) -> String {
    let by =
        line.author.as_ref().map(|author| format!(", {}", print::line(author))).unwrap_or_default();
    let day = line.time.as_deref().and_then(|time| time.get(..10)).unwrap_or_default();
    if let Some((what, names)) = ruling_of(line) {
        let [one, other] = names.each_ref().map(|name| print::line(name));
        return format!("{what:<4} {one} · {other}  ({day}{by})");
    }
    let locator = &line.locator;
    if let Some(list) = &line.list {
        return format!("list {}  {}  ({day}{by})", print::line(list), list::shown(line));
    }
    match (&line.tag, &line.note) {
        (Some(tag), _) => format!("tag  {}  {locator}  ({day}{by})", print::line(tag)),
        (None, note) => {
            let quote = line
                .quote
                .as_ref()
                .map(|quote| format!("“{}” ", print::line(quote)))
                .unwrap_or_default();
            let place = line
                .place
                .as_ref()
                .map(|place| format!(" {}", print::line(place)))
                .unwrap_or_default();
            let number = line.number.unwrap_or_default();
            let note = print::line(note.as_deref().unwrap_or_default());
            format!("note {number}  {locator}{place}: {quote}{note}  ({day}{by})")
        }
    }
}

/// Returns what a line decides on which names; nothing where it is a tag or a note.
fn ruling_of(line: &AnnotationLine) -> Option<(&'static str, &[String; 2])> {
    let same = line.same.as_ref().map(|names| ("same", names));
    same.or(line.not.as_ref().map(|names| ("not", names)))
}

/// Reads a decision of a colleague; nothing where the contrary was decided here, which is reported.
fn imported_ruling(dossier: &Dossier, line: &AnnotationLine) -> anyhow::Result<Option<Annotation>> {
    let (Some(names), is_same) = (line.same.as_ref().or(line.not.as_ref()), line.same.is_some())
    else {
        return Ok(None);
    };
    let names = rule::checked(names.each_ref())?;
    if dossier.is_ruled(&names)?.is_some_and(|known| known != is_same) {
        print::say(&format!("decided otherwise here, and left so: {}", shown(line)));
        return Ok(None);
    }
    Ok(Some(Annotation::Rule { names, is_same }))
}

/// What the lists of a dossier remark on their items, each list read once.
struct Remarks<'d> {
    dossier: &'d Dossier,
    read: HashMap<String, HashMap<String, Option<String>>>,
}

impl Remarks<'_> {
    /// Returns the remarks of a list by the locators of its items.
    fn on(&mut self, list: &str) -> anyhow::Result<&HashMap<String, Option<String>>> {
        if !self.read.contains_key(list) {
            let listed = self.dossier.listed(list)?.into_iter();
            let remarks = listed.map(|known| (known.locator, known.remark)).collect();
            self.read.insert(list.to_owned(), remarks);
        }
        Ok(&self.read[list])
    }
}

/// Puts an item on a list as a colleague did, at its end; nothing where it stands there with another remark, which is reported.
fn imported_place(
    remarks: &mut Remarks<'_>,
    locator: Locator,
    list: &str,
    line: &AnnotationLine,
) -> anyhow::Result<Option<Annotation>> {
    let known = remarks.on(list)?.get(&locator.to_string());
    if known.is_some_and(|known| *known != line.remark) {
        print::say(&format!("remarked otherwise here, and left so: {}", shown(line)));
        return Ok(None);
    }
    let (list, remark) = (list.to_owned(), line.remark.clone());
    Ok(Some(Annotation::List { locator, list, remark, at: At::AsItIs }))
}

/// Takes over annotations of another dossier of the same leak, as `notes --json` lists them.
fn import(folder: &Path, dossier: &Dossier, file: &Path, args: &Notes) -> anyhow::Result<Ended> {
    let text = Given::open(file)?.text()?;
    let (mut made, mut without, mut contrary) = (Vec::new(), 0, 0);
    let mut remarks = Remarks { dossier, read: HashMap::new() };
    for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        let wrong = || {
            format!(
                "line {number} of `{}` is no tag, no note, no item of a list and no decision on names",
                place::printed(file)
            )
        };
        let line: AnnotationLine = serde_json::from_str(line).with_context(wrong)?;
        let time = match &line.time {
            Some(time) => time.parse::<jiff::Timestamp>().with_context(wrong)?.as_nanosecond(),
            None => clock::now().into(),
        };
        let time = i64::try_from(time).with_context(wrong)?;
        if ruling_of(&line).is_some() {
            match imported_ruling(dossier, &line).with_context(wrong)? {
                Some(annotation) => {
                    let author = line.author.unwrap_or_default();
                    made.push(Made { annotation, author, time });
                }
                None => contrary += 1,
            }
            continue;
        }
        let Some(item) = dossier.annotated(&line)? else {
            print::say(&format!("no such item: {}", print::line(&line.locator)));
            without += 1;
            continue;
        };
        let annotation = match (&line.tag, &line.note, &line.list) {
            (None, None, Some(name)) => {
                let name = list::checked(name).with_context(wrong)?;
                let Some(placed) = imported_place(&mut remarks, item.locator, name, &line)? else {
                    contrary += 1;
                    continue;
                };
                placed
            }
            (Some(tag), None, None) => {
                Annotation::Tag(item.locator, checked(tag).with_context(wrong)?.to_owned())
            }
            (None, Some(text), None) if !text.trim().is_empty() => {
                let quote = line.quote.unwrap_or_default();
                let place = line.place.as_deref();
                let place = place_of(dossier, &item, place, &quote).with_context(wrong)?;
                Annotation::Note { locator: item.locator, text: text.clone(), place, quote }
            }
            _ => bail!(wrong()),
        };
        let author = line.author.unwrap_or_default();
        made.push(Made { annotation, author, time });
    }
    let changed = write(folder, &made, put_down_by(&args.who))?;
    print::say(&format!(
        "{changed} taken over, {} there already, {without} on items that this dossier does not have",
        made.len() - changed
    ));
    Ok(Ended::found(without == 0 && contrary == 0))
}

/// Writes annotations into the dossier, as made there by `author`, and seals it anew where it was under a whole seal.
pub(crate) fn write(folder: &Path, made: &[Made], author: &str) -> anyhow::Result<usize> {
    with_index(folder, |ledger, index, committed| {
        ingest::annotate(ledger, index, committed, Act { made, author, now: clock::now() })
    })
}

/// Lets `change` change the dossier and its search index, and seals it anew where it was under a whole seal. It is given what
/// the last commit of the index carried.
pub(crate) fn with_index<T>(
    folder: &Path,
    change: impl FnOnce(
        &mut ledger::Writer,
        &mut index::Writer,
        Option<&str>,
    ) -> Result<T, ingest::Error>,
) -> anyhow::Result<T> {
    let lock = ledger::lock(folder)?;
    let is_sealed = evidence::check_ledger(&lock)?;
    let mut ledger = lock.open_write()?;
    let opened = index::open_for_writing(
        &folder.join(ingest::INDEX),
        index::Options { threads: 1, ..index::Options::default() },
    )?;
    let (mut writer, committed) = (opened.writer, opened.payload);
    let changed = change(&mut ledger, &mut writer, committed.as_deref());
    writer.finish()?;
    let lock = ledger.close();
    // Also after an error, which undoes everything and leaves the seal broken.
    if is_sealed {
        seal(&lock)?;
    }
    Ok(changed?)
}

/// Returns by whom something is done here; empty where nobody is named.
pub(crate) fn put_down_by(who: &Who) -> &str {
    who.author.as_deref().unwrap_or_default()
}

/// Returns an annotation as made now by whoever is named.
pub(crate) fn made_by(who: &Who, annotation: Annotation) -> Made {
    Made { annotation, author: put_down_by(who).to_owned(), time: clock::now() }
}
