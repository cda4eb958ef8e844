//! `names compare`: how pairs of names relate.

use std::io::{BufRead, Write};

use serde::Serialize;

use crate::Ended;
use crate::args::{Names, NamesCommand};
use crate::print;

#[derive(Serialize)]
struct Line<'a> {
    a: &'a str,
    b: &'a str,
    score: f64,
    same: bool,
    why: Vec<&'static str>,
}

pub(crate) fn run(args: &Names) -> anyhow::Result<Ended> {
    let NamesCommand::Compare { .. } = args.command;
    let mut out = print::out();
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let Some((a, b)) = line.split_once('\t') else {
            anyhow::ensure!(
                line.trim().is_empty(),
                "`{}` is no pair of names with a tab between",
                print::line(&line)
            );
            continue;
        };
        let compared = names::compare(a, b);
        print::json_line(
            &mut out,
            &Line { a, b, score: compared.score, same: compared.same, why: compared.why },
        )?;
    }
    out.flush()?;
    Ok(Ended::Done)
}
