//! Matters as a page.

use answers::{Matter, MatterEvent, MatterList};
use export::escape as text;

use crate::basis::Basis;
use crate::commands::matter::{grounds, remarks};
use crate::commands::matters::{dates, names, numbers};
use crate::html::{foot, head, push};

/// Makes the page of one matter. Whatever comes from the trove is text in it and nothing else.
pub(crate) fn of(matter: &Matter, basis: &Basis) -> String {
    let mut page = head(&format!("Matter {}", matter.line.key));
    push(&mut page, format_args!("<p dir=auto>{}\n{}", text(&names(&matter.line)), matter.svg));
    for conflict in &matter.conflicts {
        let dates = conflict.dates.join(" or ");
        push(
            &mut page,
            format_args!(
                "<p>contradicts: {} {} on {}",
                text(&conflict.number),
                text(&conflict.event),
                text(&dates)
            ),
        );
    }
    for gap in &matter.gaps {
        let (after, before) = (text(&gap.after), text(&gap.before));
        push(
            &mut page,
            format_args!("<p>nothing known for {} days: {after} to {before}", gap.days),
        );
    }
    page.push_str(
        "\n<h2>Events</h2>\n<table>\n<tr><th>date<th>event<th>remarks<th>sentence<th>paper",
    );
    matter.timeline.iter().for_each(|event| event_row(&mut page, event));
    page.push_str(
        "\n</table>\n<h2>Papers</h2>\n<table>\n<tr><th>date<th>kind<th>paper<th>joined by",
    );
    for paper in &matter.of_papers {
        let cell = |value: &Option<String>| text(value.as_deref().unwrap_or_default());
        let (date, kind) = (cell(&paper.date), cell(&paper.kind));
        let (locator, why) = (text(&paper.locator), text(&grounds(paper)));
        push(
            &mut page,
            format_args!("\n<tr><td>{date}<td>{kind}<td dir=auto>{locator}<td dir=auto>{why}"),
        );
    }
    page.push_str("\n</table>\n<h2>May belong to it, and is not joined</h2>\n<table>\n<tr><th>matter or paper<th>why");
    for suggestion in &matter.suggestions {
        let what = suggestion.matter.as_ref().or(suggestion.locator.as_ref());
        let what = text(what.map_or("", String::as_str));
        push(
            &mut page,
            format_args!("\n<tr><td dir=auto>{what}<td dir=auto>{}", text(&suggestion.why)),
        );
    }
    foot(page, &basis.line())
}

/// Makes the page of all matters.
pub(crate) fn of_list(list: &MatterList, basis: &Basis) -> String {
    let mut page = head("Matters");
    page.push_str("<table>\n<tr><th>key<th>person<th>dates<th>control<th>ccf<th>papers<th>events");
    for matter in &list.matters {
        let [key, person, dates, control, ccf] = [
            matter.key.clone(),
            names(matter),
            dates(matter),
            numbers(matter, "control"),
            numbers(matter, "ccf"),
        ]
        .map(|cell| text(&cell));
        push(
            &mut page,
            format_args!(
                "\n<tr><td dir=auto>{key}<td dir=auto>{person}<td>{dates}<td>{control}<td>{ccf}<td class=n>{}<td class=n>{}",
                matter.papers, matter.events
            ),
        );
    }
    foot(page, &basis.line())
}

fn event_row(page: &mut String, event: &MatterEvent) {
    for (number, source) in event.sources.iter().enumerate() {
        // What all papers of an event have in common stands once.
        let (date, what, remarks) = if number == 0 {
            (event.date.as_deref().unwrap_or("no date"), event.event.as_str(), remarks(event))
        } else {
            ("", "", String::new())
        };
        let place = source.place.as_ref().map_or_else(String::new, |place| format!(", {place}"));
        push(
            page,
            format_args!(
                "\n<tr><td>{}<td>{}<td>{}<td dir=auto>{}<td dir=auto>{}{}",
                text(date),
                text(what),
                text(&remarks),
                text(&source.text),
                text(&source.locator),
                text(&place)
            ),
        );
    }
}
