//! The matters, and one of them with its timeline.

use answers::{Dossier, Matter, MatterEvent, MatterLine, MatterPaper, MatterSuggestion};
use askama::Template;

use super::frame::Frame;
use super::links;
use super::safe_text::SafeText;
use crate::failure::Failure;
use crate::params::{Parameter, Params, Shape, address};
use crate::site::Site;

pub(super) const PARAMETERS: &[Parameter] =
    &[Parameter { name: "key", about: "a number of the matter, or a name", shape: Shape::Needed }];

#[derive(Template)]
#[template(path = "matters.html")]
struct Matters {
    frame: Frame,
    papers: SafeText,
    rows: Vec<Row>,
}

struct Row {
    link: String,
    key: SafeText,
    person: SafeText,
    born: SafeText,
    numbers: SafeText,
    first: SafeText,
    last: SafeText,
    papers: SafeText,
    events: SafeText,
}

#[derive(Template)]
#[template(path = "matter.html")]
pub(super) struct OneMatter {
    frame: Frame,
    key: SafeText,
    names: Vec<SafeText>,
    facts: Vec<(&'static str, SafeText)>,
    /// The timeline as SVG: names of events and dates alone, which the program wrote.
    svg: String,
    notes: Vec<SafeText>,
    events: Vec<EventRow>,
    papers: Vec<PaperRow>,
    suggestions: Vec<SuggestionRow>,
}

struct EventRow {
    date: SafeText,
    what: SafeText,
    remarks: SafeText,
    is_after_deletion: bool,
    sources: Vec<(SafeText, String, SafeText)>,
}

struct PaperRow {
    date: SafeText,
    kind: SafeText,
    link: String,
    locator: SafeText,
    grounds: SafeText,
    record: Vec<(SafeText, SafeText)>,
}

struct SuggestionRow {
    link: String,
    what: SafeText,
    why: SafeText,
}

pub(super) fn show_all(dossier: &Dossier, site: &Site, _: &Params) -> Result<String, Failure> {
    let list = dossier.matters()?;
    Ok(Matters {
        frame: Frame::new(&site.title, "Matters").at("matters").warned(&list.warnings),
        papers: number(list.papers),
        rows: list.matters.iter().map(Row::of).collect(),
    }
    .render()?)
}

pub(super) fn show(dossier: &Dossier, site: &Site, params: &Params) -> Result<String, Failure> {
    let matter = dossier.matter(params.text("key").unwrap_or_default())?;
    Ok(page(site, &matter).render()?)
}

pub(super) fn page(site: &Site, matter: &Matter) -> OneMatter {
    let line = &matter.line;
    let kinds = [
        ("born", "born"),
        ("control", "control"),
        ("notice-id", "file"),
        ("ccf", "CCF"),
        ("case-number", "case"),
    ];
    let facts = kinds.iter().map(|(kind, label)| (*label, numbers(line, &[*kind])));
    let contradicts = matter.conflicts.iter().map(|conflict| {
        let dates = conflict.dates.join(" or ");
        format!("contradicts: {} {} on {dates}", conflict.number, conflict.event)
    });
    let gaps = matter
        .gaps
        .iter()
        .map(|gap| format!("nothing known for {} days: {} to {}", gap.days, gap.after, gap.before));
    OneMatter {
        frame: Frame::new(&site.title, &line.key).at("matters").warned(&matter.warnings),
        key: SafeText::text(&line.key),
        names: line.names.iter().map(|name| SafeText::text(name)).collect(),
        facts: facts.filter(|(_, values)| !values.as_str().is_empty()).collect(),
        svg: matter.svg.clone(),
        notes: contradicts.chain(gaps).map(|note| SafeText::text(&note)).collect(),
        events: matter.timeline.iter().map(EventRow::of).collect(),
        papers: matter.of_papers.iter().map(PaperRow::of).collect(),
        suggestions: matter.suggestions.iter().map(SuggestionRow::of).collect(),
    }
}

fn number(number: usize) -> SafeText {
    SafeText::number(number.try_into().unwrap_or(u64::MAX))
}

fn some(text: Option<&String>) -> SafeText {
    text.map(|text| SafeText::text(text)).unwrap_or_default()
}

fn numbers(line: &MatterLine, kinds: &[&str]) -> SafeText {
    let of_kind = line.numbers.iter().filter(|number| kinds.contains(&number.kind.as_str()));
    let values: Vec<&str> = of_kind.map(|number| number.value.as_str()).collect();
    SafeText::text(&values.join(" · "))
}

fn link(key: &str) -> String {
    address("/matter", [("key", key)])
}

impl Row {
    fn of(line: &MatterLine) -> Self {
        Self {
            link: link(&line.key),
            key: SafeText::text(&line.key),
            person: some(line.names.first()),
            born: SafeText::text(&line.born.join(" · ")),
            numbers: numbers(line, &["control", "ccf", "notice-id", "case-number"]),
            first: some(line.first.as_ref()),
            last: some(line.last.as_ref()),
            papers: number(line.papers),
            events: number(line.events),
        }
    }
}

impl EventRow {
    fn of(event: &MatterEvent) -> Self {
        let mut remarks = Vec::new();
        if event.mode != "done" {
            remarks.push(event.mode.clone());
        }
        remarks.extend(event.detail.clone());
        remarks.extend(event.actor.as_ref().map(|actor| format!("by {actor}")));
        remarks.extend(event.numbers.iter().cloned());
        let source = |source: &answers::MatterSource| {
            let place =
                source.place.as_ref().map_or_else(String::new, |place| format!(", {place}"));
            let layer =
                if source.layer == "body" { String::new() } else { format!(", {}", source.layer) };
            let date = if source.dated_by == "no-later-than" { ", no later than that" } else { "" };
            let paper = SafeText::text(&format!("{}{place}{layer}{date}", source.locator));
            (SafeText::text(&source.text), links::item(&source.id), paper)
        };
        Self {
            date: event
                .date
                .as_ref()
                .map_or_else(|| SafeText::text("no date"), |date| SafeText::text(date)),
            what: SafeText::text(&event.event),
            remarks: SafeText::text(&remarks.join(", ")),
            is_after_deletion: event.after_deletion,
            sources: event.sources.iter().map(source).collect(),
        }
    }
}

impl PaperRow {
    fn of(paper: &MatterPaper) -> Self {
        let ground = |ground: &answers::MatterGround| {
            let place =
                ground.place.as_ref().map_or_else(String::new, |place| format!(", {place}"));
            format!("{} {} (“{}”{place})", ground.kind, ground.value, ground.surface)
        };
        let grounds: Vec<String> = paper.grounds.iter().map(ground).collect();
        let field = |field: &answers::RecordField| {
            (SafeText::text(&field.field), SafeText::text(&field.value))
        };
        Self {
            date: some(paper.date.as_ref()),
            kind: some(paper.kind.as_ref()),
            link: links::item(&paper.id),
            locator: SafeText::text(&paper.locator),
            grounds: SafeText::text(&grounds.join("; ")),
            record: paper.record.iter().map(field).collect(),
        }
    }
}

impl SuggestionRow {
    fn of(suggestion: &MatterSuggestion) -> Self {
        let (link, what) = match (&suggestion.matter, &suggestion.id, &suggestion.locator) {
            (Some(matter), ..) => (link(matter), matter.as_str()),
            (None, Some(id), Some(locator)) => (links::item(id), locator.as_str()),
            _ => (String::new(), ""),
        };
        Self { link, what: SafeText::text(what), why: SafeText::text(&suggestion.why) }
    }
}
