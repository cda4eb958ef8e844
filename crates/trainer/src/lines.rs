//! Texts with their names as lines, so that other programs read the same texts and are counted in the same way.

use std::io::{self, BufRead, Write};

use crate::asked::Asked;
use crate::material::{self, Labelled, Name};
use crate::measure;

/// Prints the texts that are measured, one a line: its set, its number of words, its names, the text.
pub(crate) fn texts(asked: &Asked) -> io::Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    for set in measure::sets(asked)? {
        for sentences in set.sentences.chunks(measure::TOGETHER) {
            let words: usize = sentences.iter().map(|sentence| sentence.words.len()).sum();
            let Labelled { text, names } = material::running(sentences);
            writeln!(out, "{}\t{words}\t{}\t{text}", set.name, printed(&names))?;
        }
    }
    out.flush()
}

/// Prints the names that are read in each line of standard input.
pub(crate) fn names(asked: &Asked) -> io::Result<()> {
    let mut recogniser = measure::recogniser(asked)?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        writeln!(out, "{}", printed(&measure::names(&line?, &mut recogniser)))?;
    }
    out.flush()
}

/// Returns names with blanks between them, each as its first byte, the byte behind it and its type: `12-20-PER`.
fn printed(names: &[Name]) -> String {
    let name = |name: &Name| {
        format!("{}-{}-{}", name.bytes.start, name.bytes.end, material::TYPES[name.kind])
    };
    names.iter().map(name).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_printed_by_their_bytes_and_type() {
        let names = [Name { bytes: 0..5, kind: 0 }, Name { bytes: 9..14, kind: 2 }];
        assert_eq!(printed(&names), "0-5-PER 9-14-LOC");
        assert_eq!(printed(&[]), "");
    }
}
