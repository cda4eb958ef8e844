//! `recognise`: what is named in a text.

use std::io::{Read, Write};

use anyhow::Context;
use item::{Layer, Place, Segment};

use crate::Ended;
use crate::args::Recognise;
use crate::{place, print};

pub(crate) fn run(args: &Recognise) -> anyhow::Result<Ended> {
    let mut out = print::out();
    let mut recogniser = entities::Recogniser::new();
    let mut found = 0;
    for text in texts(args)? {
        let segment = Segment::new(Place::Whole, Layer::Body, text);
        for mention in recogniser.mentions(std::slice::from_ref(&segment)) {
            print_mention(&mut out, &mention, args.json)?;
            found += 1;
        }
    }
    out.flush()?;
    Ok(Ended::found(found > 0))
}

fn texts(args: &Recognise) -> anyhow::Result<Vec<String>> {
    if args.files.is_empty() {
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes).context("could not read standard input")?;
        return Ok(vec![String::from_utf8_lossy(&bytes).into_owned()]);
    }
    let read = |file: &std::path::PathBuf| {
        let bytes = std::fs::read(file)
            .with_context(|| format!("could not read `{}`", place::printed(file)))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    };
    args.files.iter().map(read).collect()
}

/// Prints one mention, as JSON or as a line of a table.
pub(crate) fn print_mention(
    out: &mut impl Write,
    mention: &item::Mention,
    json: bool,
) -> anyhow::Result<()> {
    if json {
        return print::json_line(out, mention);
    }
    let place = mention.place.to_string();
    writeln!(
        out,
        "{}\t{}\t{}\t{}",
        mention.kind,
        print::line(&mention.normal),
        print::line(&mention.surface),
        print::line(&place)
    )?;
    Ok(())
}
