//! `compare`: what differs between two items, word by word.

use std::io::Write;
use std::path::PathBuf;

use answers::{ComparedPiece, Comparison, PieceOf};

use crate::args::Compare as Args;
use crate::commands::show::find;
use crate::screen::Screen;
use crate::{Ended, place, print};

/// How many words of what is the same are shown beside what differs.
const BESIDE: usize = 12;

pub(crate) fn run(dossier: Option<PathBuf>, args: &Args, is_paged: bool) -> anyhow::Result<Ended> {
    let dossier = place::open(dossier)?;
    let (one, other) = (find(&dossier, &args.one)?, find(&dossier, &args.other)?);
    let comparison = dossier.compare(&one, &other)?;
    let mut out = Screen::open(is_paged && !args.json);
    if args.json {
        print::json_line(&mut out, &comparison)?;
    } else {
        write(&mut out, &comparison)?;
    }
    out.close()?;
    Ok(Ended::found(!comparison.pieces.is_empty()))
}

fn write(out: &mut Screen, comparison: &Comparison) -> std::io::Result<()> {
    let similarity = comparison.similarity.map(|of| format!(", {:.0} % alike", of * 100.0));
    let words = comparison.words;
    writeln!(out, "- {}", print::line(&comparison.one.locator))?;
    writeln!(out, "+ {}", print::line(&comparison.other.locator))?;
    writeln!(
        out,
        "{} words in both, {} in the first alone, {} in the second alone{}\n",
        words.same,
        words.one,
        words.other,
        similarity.unwrap_or_default()
    )?;
    let count = comparison.pieces.len();
    let shown = |(at, piece): (usize, &ComparedPiece)| shown(piece, at == 0, at + 1 == count);
    let text: String = comparison.pieces.iter().enumerate().map(shown).collect();
    text.lines().try_for_each(|line| out.line(line, 0))
}

/// Returns a piece as it is printed: what one alone has between marks, what is the same and long cut in its middle.
fn shown(piece: &ComparedPiece, is_first: bool, is_last: bool) -> String {
    let text = print::safe(&piece.text);
    let bare = text.trim_end();
    let blanks = &text[bare.len()..];
    match piece.of {
        PieceOf::One => format!("[-{bare}-]{blanks}"),
        PieceOf::Other => format!("{{+{bare}+}}{blanks}"),
        PieceOf::Both => {
            let words: Vec<&str> = bare.split_inclusive(char::is_whitespace).collect();
            let head = if is_first { 0 } else { BESIDE };
            let tail = if is_last { 0 } else { BESIDE };
            if words.len() <= 2 * BESIDE {
                return text;
            }
            let left_out = words.len() - head - tail;
            format!(
                "{}\n… {left_out} words …\n{}{blanks}",
                words[..head].concat().trim_end(),
                words[words.len() - tail..].concat()
            )
        }
    }
}
