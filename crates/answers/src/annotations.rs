//! What people put on items, tags, notes and lists, and what they decided on names.

use item::Digest;
use ledger::{ItemRow, ListedRow, NoteRow, RulingRow, TagRow};
use serde::{Deserialize, Serialize};

use crate::items::moment;
use crate::{Dossier, Error};

/// A tag, a note, an item on a list or a decision on names, as it is listed, exported and imported: one of `tag`, `note`,
/// `list`, `same` and `not` is there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AnnotationLine {
    /// The tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    /// The note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The number of the note in this dossier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<u64>,
    /// The list that the item is on; the lines of a list come in its order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<String>,
    /// What is remarked on an item of a list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
    /// The place in the item that a note is on, as printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// The words that a note is on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
    /// Two names that are decided to be those of one person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same: Option<[String; 2]>,
    /// Two names that are decided to be those of two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not: Option<[String; 2]>,
    /// The printed locator of the item; empty for a decision on names.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub locator: String,
    /// BLAKE3 of its content; nothing where nothing could be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blake3: Option<String>,
    /// By whom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// When, ISO 8601.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<String>,
}

impl AnnotationLine {
    /// Returns it in words, as it stands beneath an item: `tag: story`, `note: …`, `list story: …`.
    pub fn in_words(&self) -> String {
        let remark = self.remark.as_ref().map(|remark| format!(": {remark}")).unwrap_or_default();
        let tag = self.tag.as_ref().map(|tag| format!("tag: {tag}"));
        let list = || self.list.as_ref().map(|list| format!("list {list}{remark}"));
        let note = || self.note.as_ref().map(|note| format!("note: {note}"));
        tag.or_else(list).or_else(note).unwrap_or_default()
    }
}

impl Dossier {
    /// Lists all tags by tag, then all notes in the order in which they were written, then lists by name, each in its
    /// order, then decisions on names.
    pub fn annotations(&self) -> Result<Vec<AnnotationLine>, Error> {
        let tags = self.ledger.tags()?.into_iter().map(of_tag);
        let notes = self.ledger.notes()?.into_iter().map(of_note);
        let rulings = self.ledger.rulings()?.into_iter().map(of_ruling);
        let mut lists = Vec::new();
        for (list, _) in self.ledger.lists()? {
            lists.extend(self.listed(&list)?);
        }
        Ok(tags.chain(notes).chain(lists).chain(rulings).collect())
    }

    /// Returns the names of all lists with how many items each has, by name.
    pub fn lists(&self) -> Result<Vec<(String, u64)>, Error> {
        Ok(self.ledger.lists()?)
    }

    /// Lists what is on a list, in its order.
    pub fn listed(&self, list: &str) -> Result<Vec<AnnotationLine>, Error> {
        Ok(self.ledger.list(list)?.into_iter().map(of_listed).collect())
    }

    /// Lists the tags, notes and lists on an item: on its content, wherever that stands, and on its place.
    pub fn annotations_on(&self, item: &ItemRow) -> Result<Vec<AnnotationLine>, Error> {
        let digest = item.digests.as_ref().map(|digests| digests.blake3).unwrap_or_default();
        let tags = self.ledger.tags_on(&digest, &item.locator)?.into_iter().map(of_tag);
        let notes = self.ledger.notes_on(&digest, &item.locator)?.into_iter().map(of_note);
        let lists = self.ledger.lists_with(&digest, &item.locator)?.into_iter().map(of_listed);
        Ok(tags.chain(notes).chain(lists).collect())
    }

    /// Finds the item that an annotation of another dossier of the same leak is on: what stands at the place, if it has
    /// that content, or else any item that has it; where no content is named, what stands at the place.
    pub fn annotated(&self, line: &AnnotationLine) -> Result<Option<ItemRow>, Error> {
        let at_place = self.ledger.item_by_locator(&line.locator.parse()?)?;
        let Some(wanted) = line.blake3.as_deref() else { return Ok(at_place) };
        let has_content = |item: &ItemRow| {
            item.digests.as_ref().is_some_and(|digests| digests.blake3.to_string() == wanted)
        };
        if at_place.as_ref().is_some_and(has_content) {
            return Ok(at_place);
        }
        let Ok(digest) = wanted.parse::<Digest>() else { return Ok(None) };
        Ok(self.ledger.items_by_blake3(&digest)?.into_iter().next())
    }
}

fn of_tag(row: TagRow) -> AnnotationLine {
    AnnotationLine {
        tag: Some(row.tag),
        locator: row.locator.to_string(),
        blake3: known(row.blake3),
        author: some(row.author),
        time: moment(row.time),
        ..AnnotationLine::default()
    }
}

fn of_note(row: NoteRow) -> AnnotationLine {
    AnnotationLine {
        note: Some(row.text),
        number: Some(row.seq),
        place: some(row.place),
        quote: some(row.quote),
        locator: row.locator.to_string(),
        blake3: known(row.blake3),
        author: some(row.author),
        time: moment(row.time),
        ..AnnotationLine::default()
    }
}

fn of_listed(row: ListedRow) -> AnnotationLine {
    AnnotationLine {
        list: Some(row.list),
        remark: some(row.remark),
        locator: row.locator.to_string(),
        blake3: known(row.blake3),
        author: some(row.author),
        time: moment(row.time),
        ..AnnotationLine::default()
    }
}

fn of_ruling(row: RulingRow) -> AnnotationLine {
    let names = [row.one, row.other];
    let (same, not) = if row.is_same { (Some(names), None) } else { (None, Some(names)) };
    let (author, time) = (some(row.author), moment(row.time));
    AnnotationLine { same, not, author, time, ..AnnotationLine::default() }
}

fn known(digest: Digest) -> Option<String> {
    (digest != Digest::default()).then(|| digest.to_string())
}

fn some(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}
