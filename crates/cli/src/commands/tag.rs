//! `tag`, `untag`, `note`, `notes`: what people put on items.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use answers::{AnnotationLine, Dossier, Order, SearchRequest};
use anyhow::{Context, bail, ensure};
use ingest::{Act, Annotation, Made};
use item::Locator;

use crate::args::{Author, Note, Notes, Tag};
use crate::commands::index::seal;
use crate::commands::show::find;
use crate::commands::{import, list};
use crate::screen::Screen;
use crate::{Ended, clock, place, print};

/// The longest tag, in bytes: a word or two, and no text.
const LONGEST_TAG: usize = 200;

pub(crate) fn tag(dossier: Option<PathBuf>, args: &Tag) -> anyhow::Result<Ended> {
    let tag = nameable(typed_tag(args)?)?;
    change_tags(dossier, args, |item| Annotation::Tag(item, tag.to_owned()), "tagged")
}

pub(crate) fn untag(dossier: Option<PathBuf>, args: &Tag) -> anyhow::Result<Ended> {
    let tag = typed_tag(args)?;
    change_tags(dossier, args, |item| Annotation::Untag(item, tag.to_owned()), "untagged")
}

/// Returns the tag, which is typed behind the items.
fn typed_tag(args: &Tag) -> anyhow::Result<&str> {
    let tag = args.names.last().context("there is no tag")?;
    checked(tag.to_str().context("a tag is UTF-8")?)
}

fn change_tags(
    dossier: Option<PathBuf>,
    args: &Tag,
    change: impl Fn(Locator) -> Annotation,
    done: &str,
) -> anyhow::Result<Ended> {
    let folder = place::to_read(dossier)?;
    let items = args.names.split_last().map_or(&[][..], |(_, items)| items);
    let items = chosen(&place::open_at(&folder)?, items, args.query.as_deref())?;
    let made: Vec<Made> =
        items.into_iter().map(|item| made_by(&args.author, change(item))).collect();
    let changed = write(&folder, &made, put_down_by(&args.author))?;
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
    let changed = write(&folder, &[made_by(&args.author, annotation)], put_down_by(&args.author))?;
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
        return import::run(&folder, &dossier, file, put_down_by(&args.author));
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
pub(super) fn ruling_of(line: &AnnotationLine) -> Option<(&'static str, &[String; 2])> {
    let same = line.same.as_ref().map(|names| ("same", names));
    same.or(line.not.as_ref().map(|names| ("not", names)))
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
pub(crate) fn put_down_by(author: &Author) -> &str {
    author.author.as_deref().unwrap_or_default()
}

/// Returns an annotation as made now by whoever is named.
pub(crate) fn made_by(author: &Author, annotation: Annotation) -> Made {
    Made { annotation, author: put_down_by(author).to_owned(), time: clock::now() }
}
