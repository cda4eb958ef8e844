//! Tables of values: comma, semicolon, tab or bar between them.

use std::io::BufRead;

use item::Layer;

use crate::shared::decode::{self, Utf8, report_charset, report_replaced};
use crate::shared::segments::Lines;
use crate::{Error, Flow, Input, Sink};

/// How many bytes the delimiter is guessed from.
const SAMPLE: usize = 64 << 10;

/// Pushes one line a row, with tabs between the values.
#[expect(clippy::unnecessary_wraps, reason = "the signature of every extractor")]
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let choice = decode::choose(&input.bytes, input.declared.charset.as_deref());
    report_charset(choice, input, sink);
    let mut text = Utf8::new(&input.bytes, choice);
    let delimiter = delimiter(text.fill_buf().unwrap_or_default());
    let mut rows = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .has_headers(false)
        .from_reader(&mut text);
    let mut lines = Lines::new(sink, Layer::Body, "rows");
    let mut row = csv::ByteRecord::new();
    while rows.read_byte_record(&mut row).unwrap_or(false) {
        let values: Vec<_> = row.iter().map(value).collect();
        if lines.line(&values.join("\t")) == Flow::Stop {
            break;
        }
    }
    let _ = lines.finish();
    if text.had_errors() {
        report_replaced(sink);
    }
    Ok(())
}

/// Returns a value on one line: a line end or a tab in it would part the row. What an open quote swallows keeps its lines.
fn value(cell: &[u8]) -> String {
    let cell = String::from_utf8_lossy(cell);
    if cell.ends_with('\n') {
        return cell.into_owned();
    }
    let parts = cell.split(['\n', '\r', '\t']);
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Guesses the delimiter: the one that stands on most lines the same number of times, outside quotes.
fn delimiter(sample: &[u8]) -> u8 {
    let sample = &sample[..sample.len().min(SAMPLE)];
    let stated = sample.strip_prefix(b"sep=").and_then(|rest| rest.first());
    if let Some(delimiter) = stated.filter(|byte| byte.is_ascii_punctuation() || **byte == b'\t') {
        return *delimiter;
    }
    let score = |delimiter: &u8| {
        let counts = counts(sample, *delimiter);
        let most = counts.iter().copied().max().unwrap_or(0);
        let common = (1..=most.min(1000))
            .map(|wanted| counts.iter().filter(|count| **count == wanted).count())
            .max();
        (common.unwrap_or(0), most)
    };
    [b'|', b'\t', b';', b','].into_iter().max_by_key(score).unwrap_or(b',')
}

/// Counts a delimiter on the first lines.
fn counts(sample: &[u8], delimiter: u8) -> Vec<usize> {
    let (mut counts, mut count, mut is_quoted) = (Vec::new(), 0, false);
    for byte in sample {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'\n' if !is_quoted => counts.push(std::mem::take(&mut count)),
            byte if *byte == delimiter && !is_quoted => count += 1,
            _ => {}
        }
        if counts.len() == 100 {
            return counts;
        }
    }
    counts.push(count);
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probe;

    fn body(bytes: &[u8]) -> String {
        probe::of(extract, bytes).body()
    }

    #[test]
    fn values_are_parted_by_tabs_whatever_parts_them_in_the_file() {
        assert_eq!(body(b"a,b\n\"c, d\",\"e \"\"f\"\"\"\n"), "a\tb\nc, d\te \"f\"\n");
        assert_eq!(body(b"a;1,5\nb;2,5;x\nc;3\n"), "a\t1,5\nb\t2,5\tx\nc\t3\n");
        assert_eq!(body(b"a\tb\nc\td"), "a\tb\nc\td\n");
        assert_eq!(body(b"sep=|\na|b,c\n"), "sep=\t\na\tb,c\n");
    }

    #[test]
    fn a_table_in_an_old_encoding_is_read() {
        assert_eq!(body(b"\xd4\xe0\xec\xe8\xeb\xe8\xff;\xc8\xec\xff\n"), "Фамилия\tИмя\n");
    }

    #[test]
    fn a_line_end_in_a_cell_parts_no_row() {
        assert_eq!(body(b"a,\"b\r\nc\",d\n1,2,3\n"), "a\tb c\td\n1\t2\t3\n");
    }

    #[test]
    fn an_open_quote_loses_nothing() {
        assert_eq!(body(b"a,\"b\nc,d\n"), "a\tb\nc,d\n\n");
    }
}
