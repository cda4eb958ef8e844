//! What a query found as one page that needs nothing else: to hand over, to print, to open years later.

use std::io::Write;

use answers::{Dossier, Hit, SearchRequest};

use crate::Error;
use crate::about::About;
use crate::markup::{escape, page_head};
use crate::most::{Most, Written};

const STYLE: &str = "body{font:15px/1.45 sans-serif;margin:2em auto;max-width:60em;padding:0 1em;color:#222}h2{font-size:1.05em;margin:1.6em 0 .2em}p,blockquote{margin:.3em 0}blockquote{border-left:3px solid #ccc;padding-left:.8em}code,small{color:#555;overflow-wrap:anywhere}mark{background:#ffe58a}footer,dl{border-top:1px solid #ccc;margin-top:2em;padding-top:.5em}dt{color:#555}dd{margin:0 0 .4em;overflow-wrap:anywhere}";

/// Writes the page of what a query finds, all items without one. Whatever comes from
/// the trove is text in it and nothing else; it runs no script and loads nothing.
pub(crate) fn report(
    dossier: &Dossier,
    about: &About,
    most: Most,
    out: &mut impl Write,
) -> Result<Written, Error> {
    let query = about.query.as_deref().unwrap_or("*");
    let request = SearchRequest {
        limit: usize::MAX,
        order: dossier.report_order(query)?,
        facets: vec!["outcome".to_owned()],
        ..SearchRequest::new(query)
    };
    let (answer, hits) = dossier.search_by_hit(&request)?;
    most.check(answer.items)?;
    let about = &About { warnings: answer.warnings.clone(), ..about.clone() };
    let title = about.query.as_deref().unwrap_or("All items");
    out.write_all(page_head(title, STYLE).as_bytes())?;
    let mut count = 0;
    for hit in hits {
        let hit = hit?;
        let row = dossier.item_by_id(&hit.id)?;
        count += 1;
        item(out, count, &hit, &dossier.cite(&row)?)?;
        for line in dossier.annotations_on(&row)? {
            writeln!(out, "<p dir=auto><strong>{}</strong>", escape(&line.in_words()))?;
        }
    }
    writeln!(out, "<dl>")?;
    for (name, value) in about.rows() {
        writeln!(out, "<dt>{name}<dd>{}", escape(&value))?;
    }
    writeln!(out, "</dl>")?;
    Ok(Written { count, warnings: answer.warnings, ..Written::default() })
}

fn item(out: &mut impl Write, number: u64, hit: &Hit, cite: &str) -> std::io::Result<()> {
    let title = hit.title.as_deref().unwrap_or(&hit.locator);
    writeln!(out, "<h2 dir=auto>{number}. {}</h2>", escape(title))?;
    let date = hit.date.as_deref().unwrap_or("no date");
    let source =
        hit.date_source.as_deref().map(|source| format!(" ({source})")).unwrap_or_default();
    writeln!(out, "<p>{} · {} · {}", escape(date), escape(&hit.format), escape(&source))?;
    for snippet in &hit.snippets {
        let place = snippet.place.as_deref().unwrap_or_default();
        write!(out, "<blockquote dir=auto>")?;
        for (text, is_marked) in snippet.pieces() {
            let text = escape(text);
            if is_marked {
                write!(out, "<mark>{text}</mark>")?;
            } else {
                write!(out, "{text}")?;
            }
        }
        writeln!(out, " <small>{} {}</small></blockquote>", escape(place), escape(&snippet.layer))?;
    }
    writeln!(out, "<p><code>{}</code>", escape(cite))?;
    if hit.duplicate_count > 0 {
        writeln!(out, "<p><small>the same content in {} more places</small>", hit.duplicate_count)?;
    }
    Ok(())
}
