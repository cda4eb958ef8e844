//! A timeline as an SVG picture (SVG 1.1): a lane for each sort of event, years from left to right. It holds names of
//! events and dates alone, and no word of a paper.

use std::fmt::Write;

use entities::Mode;

use crate::event::{What, mode_name};
use crate::timeline::{Entry, first_day};

const LANES: [(&str, &[What]); 6] = [
    ("request", &[What::Requested, What::Warrant]),
    ("notice", &[What::Published, What::Diffused, What::Reissued, What::Updated]),
    ("message", &[What::Message]),
    ("CCF", &[What::Complaint, What::Decision]),
    ("outcome", &[What::Deleted, What::Suspended]),
    ("arrest", &[What::Arrested]),
];
const WIDTH: i64 = 900;
const LEFT: i64 = 90;
const RIGHT: i64 = 20;
const LANE: i64 = 26;
const TOP: i64 = 12;

/// Draws the events that have a date.
pub fn svg(entries: &[Entry<'_>]) -> String {
    let dated: Vec<(&Entry<'_>, i64)> =
        entries.iter().filter_map(|entry| Some((entry, first_day(entry.date?)?))).collect();
    let (Some(first), Some(last)) =
        (dated.iter().map(|(_, day)| *day).min(), dated.iter().map(|(_, day)| *day).max())
    else {
        return String::new();
    };
    let span = (last - first).max(1);
    let x = |day: i64| LEFT + (WIDTH - LEFT - RIGHT) * (day - first) / span;
    let bottom = TOP + LANE * i64::try_from(LANES.len()).unwrap_or(0);
    let height = bottom + 24;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" font-family=\"sans-serif\" font-size=\"12\" role=\"img\" aria-label=\"timeline\">\n"
    );
    for year in years(&dated) {
        let Some(day) = first_day(&year.to_string()).filter(|day| *day >= first) else { continue };
        let x = x(day);
        push(
            &mut svg,
            format_args!(
                "<line x1=\"{x}\" x2=\"{x}\" y1=\"{TOP}\" y2=\"{bottom}\" stroke=\"#999\" stroke-opacity=\".4\"/><text x=\"{x}\" y=\"{}\" fill=\"currentColor\" text-anchor=\"middle\">{year}</text>\n",
                bottom + 16
            ),
        );
    }
    for (y, (name, whats)) in (TOP..).step_by(26).zip(LANES) {
        let y = y + LANE / 2;
        push(
            &mut svg,
            format_args!(
                "<text x=\"4\" y=\"{}\" fill=\"currentColor\">{name}</text><line x1=\"{LEFT}\" x2=\"{}\" y1=\"{y}\" y2=\"{y}\" stroke=\"#999\" stroke-opacity=\".4\"/>\n",
                y + 4,
                WIDTH - RIGHT
            ),
        );
        for (entry, day) in dated.iter().filter(|(entry, _)| whats.contains(&entry.what)) {
            dot(&mut svg, entry, x(*day), y);
        }
    }
    svg + "</svg>\n"
}

/// Draws one event: full where it was done, hollow where not; red where it came after a deletion.
fn dot(svg: &mut String, entry: &Entry<'_>, x: i64, y: i64) {
    let colour = if entry.is_after_deletion { "#d00" } else { "#0072b2" };
    let fill = if entry.mode == Mode::Done { colour } else { "none" };
    push(
        svg,
        format_args!(
            "<circle cx=\"{x}\" cy=\"{y}\" r=\"6\" fill=\"{fill}\" stroke=\"{colour}\" stroke-width=\"2\"><title>{} {} {}</title></circle>\n",
            entry.date.unwrap_or_default(),
            entry.what.name(),
            mode_name(entry.mode)
        ),
    );
}

fn years(dated: &[(&Entry<'_>, i64)]) -> std::ops::RangeInclusive<i64> {
    let years = dated.iter().filter_map(|(entry, _)| entry.date?.get(..4)?.parse::<i64>().ok());
    let (first, last) =
        years.fold((i64::MAX, i64::MIN), |(low, high), year| (low.min(year), high.max(year)));
    // A date far off must not draw a line for each of a thousand years.
    first.max(last.saturating_sub(60))..=last
}

fn push(svg: &mut String, what: std::fmt::Arguments<'_>) {
    // Writing into a string cannot fail.
    let _ = svg.write_fmt(what);
}
