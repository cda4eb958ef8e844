//! `recognise`: what is named in a text.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use item::{Layer, Place, Segment};

use crate::Ended;
use crate::args::Recognise;
use crate::given::Given;
use crate::{place, print};

pub(crate) fn run(args: &Recognise) -> anyhow::Result<Ended> {
    let mut out = print::out();
    let mut recogniser = entities::Recogniser::new();
    let mut found = 0;
    let mut has_failed = false;
    let input = [PathBuf::from("-")];
    let files = if args.files.is_empty() { &input[..] } else { &args.files };
    for file in files {
        let text = match text(file) {
            Ok(text) => text,
            Err(error) => {
                print::error(&error);
                has_failed = true;
                continue;
            }
        };
        let segment = Segment::new(Place::Whole, Layer::Body, text);
        for mention in recogniser.mentions(std::slice::from_ref(&segment)) {
            print_mention(&mut out, &mention, args.json)?;
            found += 1;
        }
    }
    out.flush()?;
    Ok(if has_failed { Ended::Failed } else { Ended::found(found > 0) })
}

fn text(file: &Path) -> anyhow::Result<String> {
    let reading = || format!("could not read `{}`", place::printed(file));
    Given::open(file)?.text().with_context(reading)
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
