//! What a set of papers could tell of who leaked them, before they are published.

use std::collections::BTreeMap;

use answers::{Dossier, ItemTraces, Trace};
use anyhow::Context;
use export::{Cell, Csv, Rows};

use crate::args::Report;
use crate::screen::Screen;
use crate::{Ended, place, print};

pub(super) fn run(dossier: &Dossier, args: &Report, is_paged: bool) -> anyhow::Result<Ended> {
    let query = args.query.as_deref().context("name the papers with --query, such as tag:story")?;
    place::warn_if_incomplete(dossier)?;
    let mut out = Screen::open(is_paged && !args.json && !args.csv);
    let (mut items, mut counts) = (0, BTreeMap::<_, usize>::new());
    let mut found = dossier.source_safety(query)?.inspect(|item| {
        items += 1;
        for (kind, count) in item.iter().flat_map(|item| answers::trace_counts(&item.traces)) {
            *counts.entry(kind).or_default() += count;
        }
    });
    if args.json {
        found.try_for_each(|item| print::json_line(&mut out, &item?))?;
    } else if args.csv {
        let mut csv = Csv::begin(&mut out)?;
        csv.row(&Cell::texts(["kind", "of", "value", "place", "locator", "id"]))?;
        found.try_for_each(|item| anyhow::Ok(rows(&mut csv, &item?)?))?;
    } else {
        found.try_for_each(|item| anyhow::Ok(write(&mut out, &item?)?))?;
    }
    out.close()?;
    print::warnings(&dossier.query_warnings(query)?);
    let counts: Vec<String> =
        counts.iter().map(|(kind, count)| format!("{count} {}", kind.name())).collect();
    print::say(&format!(
        "{items} items: {}. That nothing is listed proves nothing: {}",
        counts.join(", "),
        answers::UNKNOWN
    ));
    Ok(Ended::found(items > 0))
}

fn write(out: &mut Screen, item: &ItemTraces) -> std::io::Result<()> {
    out.line(&item.locator, 4)?;
    write_traces(out, &item.traces)
}

/// Prints what an item or a file holds, a line each.
pub(crate) fn write_traces(out: &mut Screen, traces: &[Trace]) -> std::io::Result<()> {
    for trace in traces {
        let place = trace.place.as_ref().map(|place| format!(", {}", print::line(place)));
        out.line(
            &format!(
                "    {:<12} {}: {}{}",
                trace.kind.name(),
                print::line(&trace.of),
                print::line(&trace.value),
                place.unwrap_or_default()
            ),
            17,
        )?;
    }
    Ok(())
}

fn rows(csv: &mut impl Rows, item: &ItemTraces) -> std::io::Result<()> {
    item.traces.iter().try_for_each(|trace| {
        csv.row(&[
            Cell::from(trace.kind.name()),
            Cell::from(trace.of.as_str()),
            Cell::from(trace.value.as_str()),
            Cell::some(trace.place.as_ref()),
            Cell::from(item.locator.as_str()),
            Cell::from(item.id.as_str()),
        ])
    })
}
