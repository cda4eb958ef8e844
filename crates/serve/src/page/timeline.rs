//! Items by the dates that they mention, drawn along time.

use answers::{Dossier, Period};
use askama::Template;

use super::frame::Frame;
use super::links;
use super::pivot::narrowing;
use super::safe_text::{Exact, SafeText};
use crate::failure::Failure;
use crate::params::{Parameter, Params, Shape};
use crate::requests::present;
use crate::site::Site;

const PERIODS: &[&str] = &["year", "month", "day"];
/// How many periods a page draws.
const MOST: usize = 1_500;
/// How high the picture is, and how wide a period, in units of its own.
const HEIGHT: u64 = 100;
const WIDTH: usize = 10;

pub(super) const PARAMETERS: &[Parameter] = &[
    Parameter { name: "by", about: "the period", shape: Shape::Word(PERIODS) },
    Parameter { name: "q", about: "only in what this query finds", shape: Shape::Text },
];

#[derive(Template)]
#[template(path = "timeline.html")]
struct TimelinePage {
    frame: Frame,
    periods: Vec<(&'static str, bool)>,
    query: Exact,
    width: usize,
    bars: Vec<Bar>,
    left_out: SafeText,
    has_more: bool,
    foot: SafeText,
}

/// A period as a bar and as a row.
struct Bar {
    period: SafeText,
    link: String,
    x: usize,
    y: u64,
    height: u64,
    items: SafeText,
    contents: SafeText,
}

pub(super) fn show(dossier: &Dossier, site: &Site, params: &Params) -> Result<String, Failure> {
    let by = present(params.text("by")).unwrap_or("year");
    let query = present(params.text("q"));
    let timeline = dossier.timeline(by, query)?;
    let typed = query.unwrap_or_default();
    let shown = &timeline.periods[..timeline.periods.len().min(MOST)];
    let left_out = timeline.periods.len() - shown.len();
    Ok(TimelinePage {
        frame: Frame::new(&site.title, "Timeline").at("start").warned(&timeline.warnings),
        periods: PERIODS.iter().map(|name| (*name, *name == by)).collect(),
        query: Exact::text(typed),
        width: WIDTH * shown.len(),
        bars: bars(shown, by, typed),
        left_out: SafeText::number(left_out as u64),
        has_more: left_out > 0,
        foot: SafeText::sentence(&site.basis(dossier)?),
    }
    .render()?)
}

fn bars(periods: &[Period], by: &str, typed: &str) -> Vec<Bar> {
    let most = periods.iter().map(|period| period.items).max().unwrap_or(1).max(1);
    let bar = |(at, period): (usize, &Period)| {
        // What is there at all is seen.
        let height = (period.items * HEIGHT / most).max(1);
        Bar {
            period: SafeText::text(&period.period),
            link: links::search(typed, &[narrowing(by, &period.period)]),
            x: at * WIDTH,
            y: HEIGHT - height,
            height,
            items: SafeText::number(period.items),
            contents: SafeText::number(period.contents),
        }
    };
    periods.iter().enumerate().map(bar).collect()
}
