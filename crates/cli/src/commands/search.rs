//! `search`: what a query finds.

use std::io::Write;
use std::path::PathBuf;

use answers::{AsName, Hit, Order, SearchAnswer, SearchRequest, Snippet};
use anyhow::bail;
use export::{Cell, Csv, Rows};

use crate::args::{Duplicates, Search, Sort};
use crate::screen::Screen;
use crate::terminal::{Layout, Style};
use crate::{Ended, known, place, print};

/// How many hits a page shows.
const PAGE: usize = 20;

pub(crate) fn run(
    dossier: Option<PathBuf>,
    args: &Search,
    is_paged: bool,
) -> anyhow::Result<Ended> {
    known::facets(&args.facets)?;
    let dossier = place::open(dossier)?;
    let is_list = args.form.csv || args.form.jsonl;
    let asked = asked(args, is_list);
    let mut screen = Screen::open(is_paged && !is_list && !args.form.json);
    let (mut answer, hits) = dossier.search_by_hit(&asked)?;
    let mut hits = hits.peekable();
    if asked.skip > 0 && hits.peek().is_none() {
        bail!("there is no page {}: the search has {} hits", args.page, answer.total)
    }
    if args.form.jsonl {
        hits.try_for_each(|hit| print::json_line(&mut screen, &hit?))?;
    } else if args.form.csv {
        let mut csv = Csv::begin(&mut screen)?;
        csv.row(&Cell::texts(COLUMNS))?;
        hits.try_for_each(|hit| anyhow::Ok(csv.row(&cells(&hit?))?))?;
    } else {
        answer.hits = hits.collect::<Result<_, _>>()?;
        if args.form.json {
            print::json_line(&mut screen, &answer)?;
        } else {
            page(&mut screen, &answer, args)?;
        }
    }
    screen.close()?;
    // Messages come when the hits are out, so that they stand under them.
    print_messages(&answer, args, is_list);
    Ok(Ended::found(answer.total > 0 || answer.as_name.is_some()))
}

/// Returns the request for what was typed; lists have all hits unless they are told how many.
fn asked(args: &Search, is_list: bool) -> SearchRequest {
    let limit = args.limit.unwrap_or(if is_list { usize::MAX } else { PAGE });
    SearchRequest {
        query: args.query.join(" "),
        limit,
        after: args.after.clone(),
        skip: (args.page - 1).saturating_mul(limit),
        order: match args.sort {
            Sort::Relevance => Order::Relevance,
            Sort::Date => Order::OldestFirst,
            Sort::NewestFirst => Order::NewestFirst,
            Sort::Locator => Order::Locator,
        },
        facets: args.facets.clone(),
        fold: args.duplicates == Duplicates::Fold,
    }
}

/// Prints what an answer could not do, what may have been meant, and the way to further hits: as far as the answer itself
/// does not state it.
fn print_messages(answer: &SearchAnswer, args: &Search, is_list: bool) {
    print::warnings(&answer.warnings);
    if let Some(name) = answer.as_name.as_ref().filter(|_| is_list) {
        print::say(&as_name(answer.total, name));
    }
    if args.form.json {
        return;
    }
    for meant in &answer.suggestions {
        let (query, items) = (print::line(&meant.query), meant.items);
        print::say(&format!("did you mean: {query} (found in {items})"));
    }
    if let Some(next) = &answer.next {
        let (total, page) = (answer.total, args.page + 1);
        let by_number =
            if args.after.is_none() { format!("--page {page}, or ") } else { String::new() };
        print::say(&format!("not all of the {total} hits; more with {by_number}--after {next}"));
    }
}

fn as_name(typed: u64, name: &AsName) -> String {
    let query = print::line(&name.query);
    format!("{typed} hits as typed, {} as a name in any script: {query}", name.total)
}

const COLUMNS: [&str; 16] = [
    "id",
    "locator",
    "format",
    "size",
    "outcome",
    "title",
    "date",
    "score",
    "blake3",
    "sha256",
    "place",
    "snippet",
    "layer",
    "why",
    "duplicates",
    "date_source",
];

fn cells(hit: &Hit) -> [Cell; COLUMNS.len()] {
    let first = hit.snippets.first();
    [
        Cell::from(hit.id.as_str()),
        Cell::from(hit.locator.as_str()),
        Cell::from(hit.format.as_str()),
        hit.size.map_or_else(|| Cell::from(""), Cell::count),
        Cell::from(hit.outcome.as_str()),
        Cell::some(hit.title.as_ref()),
        Cell::some(hit.date.as_ref()),
        Cell::from(format!("{:.2}", hit.score)),
        Cell::some(hit.blake3.as_ref()),
        Cell::some(hit.sha256.as_ref()),
        Cell::some(first.and_then(|snippet| snippet.place.as_ref())),
        Cell::some(first.map(|snippet| &snippet.text)),
        Cell::some(first.map(|snippet| &snippet.layer)),
        Cell::some(first.and_then(|snippet| snippet.why.as_ref())),
        Cell::count(hit.duplicate_count),
        Cell::some(hit.date_source.as_ref()),
    ]
}

fn page(screen: &mut Screen, answer: &SearchAnswer, args: &Search) -> anyhow::Result<()> {
    let by_name = answer.as_name.as_ref();
    match by_name {
        Some(name) => writeln!(screen, "{}", as_name(answer.total, name))?,
        None => writeln!(screen, "{} hits", answer.total)?,
    }
    for hit in answer.hits.iter().chain(by_name.into_iter().flat_map(|name| &name.hits)) {
        print_hit(screen, hit)?;
    }
    let layout = screen.layout();
    for (facet, values) in answer.facets.iter().filter(|(_, values)| !values.is_empty()) {
        let most = if args.facets.is_empty() { 8 } else { values.len() };
        let values: Vec<_> = values.iter().take(most).map(counted).collect();
        let name = layout.styled(Style::Strong, &format!("{facet}:"));
        screen.line(&format!("{name} {}", values.join(", ")), 2)?;
    }
    Ok(())
}

/// Returns a value of a facet with its count, and what tells it from another person of the same name.
fn counted(value: &answers::FacetValue) -> String {
    let told_by: Vec<String> = value.told_by.iter().map(|told| print::line(told)).collect();
    let told_by =
        if told_by.is_empty() { String::new() } else { format!(" ({})", told_by.join(", ")) };
    format!("{}{told_by} {}", print::line(&value.value), value.items)
}

fn print_hit(screen: &mut Screen, hit: &Hit) -> anyhow::Result<()> {
    let layout = screen.layout();
    let date = hit.date.as_deref().unwrap_or("no date");
    let date = print::line(&answers::date_with_source(date, hit.date_source.as_deref()));
    let what = format!("[{}, {date}, {}]", hit.format, &hit.id[..hit.id.len().min(8)]);
    let locator = layout.styled(Style::Strong, &hit.locator);
    writeln!(screen)?;
    screen.line(&format!("{locator}  {}", layout.styled(Style::Faint, &what)), 2)?;
    if let Some(title) = &hit.title {
        screen.line(&format!("  {}", print::line(title)), 4)?;
    }
    for snippet in &hit.snippets {
        let place = print::line(snippet.place.as_deref().unwrap_or("text"));
        let head = layout.styled(Style::Faint, &format!("{place} ({}):", snippet.layer));
        screen.line(&format!("  {head} {}", marked(snippet, layout)), 4)?;
    }
    for duplicate in &hit.duplicates {
        screen.line(&format!("  also at {duplicate}"), 4)?;
    }
    let unlisted = hit.duplicate_count.saturating_sub(hit.duplicates.len() as u64);
    if unlisted > 0 {
        writeln!(screen, "  and at {unlisted} more places")?;
    }
    Ok(())
}

/// Returns the text of a snippet with its matches in a colour or in brackets.
fn marked(snippet: &Snippet, layout: Layout) -> String {
    let mut marked = String::new();
    let mut at = 0;
    for [start, end] in &snippet.highlights {
        let (Some(before), Some(inside)) =
            (snippet.text.get(at..*start), snippet.text.get(*start..*end))
        else {
            break;
        };
        marked.push_str(&print::line(before));
        marked.push_str(&layout.matched(&print::line(inside)));
        at = *end;
    }
    marked.push_str(&print::line(snippet.text.get(at..).unwrap_or_default()));
    marked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matches_stand_in_brackets_in_every_script() {
        let text = "о розыске Иванова и др.".to_owned();
        let start = text.find("Иванова").expect("it is there");
        let snippet = Snippet {
            place: None,
            layer: "body".into(),
            highlights: vec![[start, start + 14]],
            why: None,
            text,
        };
        assert_eq!(marked(&snippet, Layout::default()), "о розыске [Иванова] и др.");
    }
}
