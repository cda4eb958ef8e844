//! The coverage page: what was searched, what was not, and why, with the way to the items.

use answers::{Coverage, CoverageTier, Dossier};
use askama::Template;

use super::frame::Frame;
use super::links::{self, Narrowing};
use super::safe_text::SafeText;
use crate::failure::Failure;
use crate::params::{Params, address};
use crate::site::Site;

/// The tier of what surely holds no text.
const NO_TEXT: &str = "no-text";

#[derive(Template)]
#[template(path = "coverage.html")]
struct CoveragePage {
    frame: Frame,
    items: SafeText,
    on_disk: SafeText,
    members: SafeText,
    with_text: SafeText,
    bars: Vec<Bar>,
    tiers: Vec<TierView>,
    /// What the run is doing that did not come to its end, or how it was stopped.
    unfinished: Option<SafeText>,
    adds_up: bool,
}

/// An outcome with its share of all items.
pub(super) struct Bar {
    pub(super) outcome: &'static str,
    pub(super) about: &'static str,
    pub(super) items: SafeText,
    /// In thousandths of the longest bar.
    pub(super) length: u64,
    pub(super) link: String,
}

/// What was not searched to its end and means the same to a reader.
struct TierView {
    label: &'static str,
    items: SafeText,
    contents: SafeText,
    lines: Vec<Line>,
    /// Whether its lines are shown without being asked for: what surely holds no text is folded away.
    is_open: bool,
}

struct Line {
    contents: SafeText,
    next_step: SafeText,
    outcome: SafeText,
    reason: SafeText,
    format: SafeText,
    items: SafeText,
    link: String,
}

pub(super) fn show(dossier: &Dossier, site: &Site, _: &Params) -> Result<String, Failure> {
    let coverage = dossier.coverage()?;
    let line = |line: &answers::TierLine| {
        let reason = line.reason.as_deref().map(|reason| narrowing("reason", reason));
        let wanted = [narrowing("outcome", &line.outcome), narrowing("format", &line.format)];
        let wanted: Vec<Narrowing> = wanted.into_iter().chain(reason).collect();
        Line {
            outcome: SafeText::text(&line.outcome),
            reason: SafeText::text(line.reason.as_deref().unwrap_or("–")),
            format: SafeText::text(&line.format),
            items: SafeText::number(line.items),
            contents: SafeText::number(line.contents),
            next_step: SafeText::sentence(line.next_step),
            link: links::search("", &wanted),
        }
    };
    let tier = |tier: &CoverageTier| TierView {
        label: tier.label,
        items: SafeText::number(tier.items),
        contents: SafeText::number(tier.contents),
        lines: tier.lines.iter().map(line).collect(),
        is_open: tier.tier != NO_TEXT,
    };
    Ok(CoveragePage {
        frame: Frame::new(&site.title, "Coverage").at("coverage").refreshing(dossier.is_at_work()?),
        items: SafeText::number(coverage.items),
        on_disk: SafeText::number(coverage.on_disk),
        members: SafeText::number(coverage.members),
        with_text: SafeText::number(coverage.with_text),
        bars: bars(&coverage),
        tiers: coverage.tiers.iter().filter(|tier| tier.items > 0).map(tier).collect(),
        unfinished: dossier.incomplete()?.map(|state| SafeText::sentence(&state)),
        adds_up: coverage.adds_up,
    }
    .render()?)
}

fn narrowing(field: &str, value: &str) -> Narrowing {
    Narrowing { field: field.to_owned(), value: value.to_owned() }
}

/// Returns the outcomes that occur, in the order in which answers list them.
pub(super) fn bars(coverage: &Coverage) -> Vec<Bar> {
    let longest = coverage.outcomes.values().copied().max().unwrap_or(1).max(1);
    let bar = |status: &item::Status| {
        let items = *coverage.outcomes.get(status.name())?;
        Some(Bar {
            outcome: status.name(),
            about: about(*status),
            items: SafeText::number(items),
            length: (items.saturating_mul(1_000) / longest).max(4),
            link: address("/items", [("outcome", status.name())]),
        })
    };
    item::Status::ALL.iter().filter_map(bar).collect()
}

/// Says what an outcome means, in a few words.
pub(super) fn about(status: item::Status) -> &'static str {
    match status {
        item::Status::Extracted => "text or members came out",
        item::Status::Partial => "something came out, and something is missing",
        item::Status::Empty => "read to the end; there is no text in it",
        item::Status::Encrypted => "locked by a password or key",
        item::Status::Unsupported => "no reader for this format",
        item::Status::LimitReached => "a limit on time, memory or output was reached",
        item::Status::Failed => "damaged beyond reading, or its reader broke",
        item::Status::Unreadable => "the bytes could not be had",
        item::Status::Skipped => "a link, a device, or left out by rule",
    }
}
