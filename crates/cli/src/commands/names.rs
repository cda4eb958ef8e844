//! `names compare`: how pairs of names relate.

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
    let NamesCommand::Compare { .. } = args.command;
    let mut out = print::out();
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
        let compared = names::compare(a, b);
        print::json_line(
            &mut out,
            &Line {
                a,
                b,
                score: compared.score,
                same: compared.band() == Band::Same,
                band: compared.band().name(),
                why: compared.why,
            },
        )?;
    }
    out.flush()?;
    Ok(ended)
}
