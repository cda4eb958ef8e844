//! `names compare`: how two names relate, or pairs of them.

use std::io::{BufRead, Write};

use names::Band;
use serde::Serialize;

use crate::args::{Names, NamesCommand};
use crate::{Ended, print};

#[derive(Serialize)]
struct Line<'a> {
    a: &'a str,
    b: &'a str,
    score: f64,
    same: bool,
    band: &'static str,
    why: Vec<&'static str>,
}

pub(crate) fn run(args: &Names) -> anyhow::Result<Ended> {
    let mut out = print::out();
    let NamesCommand::Compare { a, b, .. } = &args.command;
    let ended = match (a, b) {
        (Some(a), Some(b)) => {
            print::json_line(&mut out, &Line::of(a, b))?;
            Ended::Done
        }
        _ => pairs(&mut out)?,
    };
    out.flush()?;
    Ok(ended)
}

/// Compares the pairs of standard input.
fn pairs(out: &mut impl Write) -> anyhow::Result<Ended> {
    let mut ended = Ended::Done;
    for (number, line) in (1..).zip(std::io::stdin().lock().split(b'\n')) {
        let line = line?;
        let line = line.strip_suffix(b"\r").unwrap_or(&line);
        if line.trim_ascii().is_empty() {
            continue;
        }
        let pair = std::str::from_utf8(line).ok().and_then(|line| line.split_once('\t'));
        let Some((a, b)) = pair else {
            let line = item::escape(line);
            print::say(&format!("line {number}: `{line}` is no pair of names with a tab between"));
            ended = Ended::Failed;
            continue;
        };
        print::json_line(out, &Line::of(a, b))?;
    }
    Ok(ended)
}

impl<'a> Line<'a> {
    fn of(a: &'a str, b: &'a str) -> Self {
        let compared = names::compare(a, b);
        let band = compared.band();
        Self {
            a,
            b,
            score: compared.score,
            same: band == Band::Same,
            band: band.name(),
            why: compared.why,
        }
    }
}
