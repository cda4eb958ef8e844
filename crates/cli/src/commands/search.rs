//! `search`: what a query finds.

use std::io::Write;
use std::path::PathBuf;

use answers::{Asked, Hit, Order, SearchAnswer, Snippet};

use crate::args::{Duplicates, Search, Sort};
use crate::{Ended, place, print};

/// How many hits a page shows.
const PAGE: usize = 20;

pub(crate) fn run(dossier: Option<PathBuf>, args: &Search) -> anyhow::Result<Ended> {
    let dossier = place::open(dossier)?;
    let is_list = args.form.csv || args.form.jsonl;
    let page_size = if is_list { usize::MAX } else { PAGE };
    let asked = Asked {
        query: args.query.join(" "),
        limit: args.limit.unwrap_or(page_size),
        after: args.after.clone(),
        order: match args.sort {
            Sort::Relevance => Order::Relevance,
            Sort::Date => Order::OldestFirst,
            Sort::NewestFirst => Order::NewestFirst,
            Sort::Locator => Order::Locator,
        },
        facets: args.facets.clone(),
        fold: args.duplicates == Duplicates::Fold,
    };
    let mut out = print::out();
    let (mut answer, mut hits) = dossier.search_by_hit(&asked)?;
    if args.form.jsonl {
        hits.try_for_each(|hit| print::json_line(&mut out, &hit?))?;
    } else if args.form.csv {
        csv(&mut out, hits)?;
    } else {
        answer.hits = hits.collect::<Result<_, _>>()?;
        if args.form.json {
            print::json_line(&mut out, &answer)?;
        } else {
            page(&mut out, &answer, args)?;
        }
    }
    out.flush()?;
    for warning in &answer.warnings {
        print::say(&format!("warning: {warning}"));
    }
    // Said when the hits are out, so that it stands under them.
    if let Some(next) = answer.next.as_ref().filter(|_| !args.form.json) {
        let total = answer.total;
        print::say(&format!("not all of the {total} hits; more with --after {next}"));
    }
    Ok(Ended::found(answer.total > 0))
}

fn csv(
    out: &mut impl Write,
    hits: impl Iterator<Item = Result<Hit, answers::Error>>,
) -> anyhow::Result<()> {
    let columns = "id,locator,format,size,outcome,title,date,score,blake3,sha256,place,snippet,layer,why,duplicates";
    writeln!(out, "{columns}")?;
    for hit in hits {
        let hit = hit?;
        let first = hit.snippets.first();
        let cells = [
            hit.id.clone(),
            hit.locator.clone(),
            hit.format.clone(),
            hit.size.map(|size| size.to_string()).unwrap_or_default(),
            hit.outcome.clone(),
            hit.title.clone().unwrap_or_default(),
            hit.date.clone().unwrap_or_default(),
            format!("{:.2}", hit.score),
            hit.blake3.clone().unwrap_or_default(),
            hit.sha256.clone().unwrap_or_default(),
            first.and_then(|snippet| snippet.place.clone()).unwrap_or_default(),
            first.map(|snippet| snippet.text.clone()).unwrap_or_default(),
            first.map(|snippet| snippet.layer.clone()).unwrap_or_default(),
            first.and_then(|snippet| snippet.why.clone()).unwrap_or_default(),
            hit.duplicate_count.to_string(),
        ];
        writeln!(out, "{}", cells.map(|cell| print::csv_cell(&cell)).join(","))?;
    }
    Ok(())
}

fn page(out: &mut impl Write, answer: &SearchAnswer, args: &Search) -> anyhow::Result<()> {
    writeln!(out, "{} hits", answer.total)?;
    for hit in &answer.hits {
        print_hit(out, hit)?;
    }
    for (facet, values) in answer.facets.iter().filter(|(_, values)| !values.is_empty()) {
        let most = if args.facets.is_empty() { 8 } else { values.len() };
        let counted: Vec<_> = values
            .iter()
            .take(most)
            .map(|value| format!("{} {}", print::line(&value.value), value.items))
            .collect();
        writeln!(out, "{facet}: {}", counted.join(", "))?;
    }
    Ok(())
}

fn print_hit(out: &mut impl Write, hit: &Hit) -> anyhow::Result<()> {
    let date = hit.date.as_deref().unwrap_or("no date");
    writeln!(
        out,
        "\n{}  [{}, {}, {}]",
        hit.locator,
        hit.format,
        print::line(date),
        &hit.id[..hit.id.len().min(8)]
    )?;
    if let Some(title) = &hit.title {
        writeln!(out, "  {}", print::line(title))?;
    }
    for snippet in &hit.snippets {
        let place = snippet.place.as_deref().unwrap_or("text");
        writeln!(out, "  {} ({}): {}", print::line(place), snippet.layer, marked(snippet))?;
    }
    for duplicate in &hit.duplicates {
        writeln!(out, "  also at {duplicate}")?;
    }
    let unlisted = hit.duplicate_count.saturating_sub(hit.duplicates.len() as u64);
    if unlisted > 0 {
        writeln!(out, "  and at {unlisted} more places")?;
    }
    Ok(())
}

/// Returns the text of a snippet with its matches in brackets.
fn marked(snippet: &Snippet) -> String {
    let mut marked = String::new();
    let mut at = 0;
    for [start, end] in &snippet.highlights {
        let (Some(before), Some(inside)) =
            (snippet.text.get(at..*start), snippet.text.get(*start..*end))
        else {
            break;
        };
        marked.extend([&print::line(before), "[", &print::line(inside), "]"]);
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
        assert_eq!(marked(&snippet), "о розыске [Иванова] и др.");
    }
}
