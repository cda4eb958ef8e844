//! What a set of papers could tell of who leaked them, before they are published.

use std::io::Write;

use answers::{Dossier, ItemTraces, Trace};
use anyhow::Context;

use crate::args::Report;
use crate::screen::Screen;
use crate::{Ended, place, print};

pub(super) fn run(dossier: &Dossier, args: &Report, is_paged: bool) -> anyhow::Result<Ended> {
    let query = args.query.as_deref().context("name the papers with --query, such as tag:story")?;
    place::warn_if_incomplete(dossier)?;
    let mut out = Screen::open(is_paged && !args.json && !args.csv);
    if args.csv {
        let heading = ["kind", "of", "value", "place", "locator", "id"];
        super::csv_row(&mut out, "\u{feff}", &heading)?;
    }
    let (mut items, mut all) = (0, Vec::new());
    for item in dossier.source_safety(query)? {
        let item = item?;
        items += 1;
        if args.json {
            print::json_line(&mut out, &item)?;
        } else if args.csv {
            rows(&mut out, &item)?;
        } else {
            out.line(&item.locator, 4)?;
            write_traces(&mut out, &item.traces)?;
        }
        all.extend(item.traces);
    }
    out.close()?;
    for warning in dossier.query_warnings(query)? {
        print::say(&format!("warning: {warning}"));
    }
    let counts = answers::trace_counts(&all);
    let counts: Vec<String> =
        counts.iter().map(|(kind, count)| format!("{count} {}", kind.name())).collect();
    print::say(&format!(
        "{items} items: {}. That nothing is listed proves nothing: {}",
        counts.join(", "),
        answers::UNKNOWN
    ));
    Ok(Ended::found(items > 0))
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

fn rows(out: &mut impl Write, item: &ItemTraces) -> anyhow::Result<()> {
    for trace in &item.traces {
        let place = trace.place.clone().unwrap_or_default();
        super::csv_row(
            out,
            "",
            &[trace.kind.name(), &trace.of, &trace.value, &place, &item.locator, &item.id],
        )?;
    }
    Ok(())
}
