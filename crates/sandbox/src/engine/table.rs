//! What the engine prints of a picture: a table with a row for each block, paragraph, line and word.

use std::ops::Range;

/// The text of a picture, as it was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// The text: words of a line parted by blanks, lines by line ends, paragraphs by empty lines.
    pub text: String,
    /// The words, in order.
    pub words: Vec<Word>,
}

/// A word of a reading.
#[derive(Clone, Debug, PartialEq)]
pub struct Word {
    /// The bytes of the text that it is.
    pub range: Range<usize>,
    /// How sure the engine is of it, in percent.
    pub confidence: u8,
}

impl Reading {
    /// Reads a table; rows without the columns of a word are passed over.
    pub(super) fn of_table(table: &str) -> Self {
        let mut reading = Self::default();
        let mut before: Option<Row<'_>> = None;
        for row in table.lines().filter_map(Row::read) {
            let part = before.as_ref().map_or("", |before| before.parted_from(&row));
            reading.text.push_str(part);
            let start = reading.text.len();
            reading.text.push_str(row.word);
            let range = start..reading.text.len();
            reading.words.push(Word { range, confidence: row.confidence });
            before = Some(row);
        }
        reading
    }

    /// Returns how sure the engine is of the words, on average and by their length, in percent.
    pub fn confidence(&self) -> u8 {
        let length = |word: &Word| word.range.len() as u64;
        let all: u64 = self.words.iter().map(length).sum();
        let sure: u64 =
            self.words.iter().map(|word| length(word) * u64::from(word.confidence)).sum();
        u8::try_from(sure.checked_div(all).unwrap_or(0)).unwrap_or(100)
    }
}

/// A row of a word.
struct Row<'t> {
    paragraph: [&'t str; 3],
    line: &'t str,
    confidence: u8,
    word: &'t str,
}

impl<'t> Row<'t> {
    fn read(row: &'t str) -> Option<Self> {
        /// The level of rows that are words.
        const WORD: &str = "5";
        let columns: Vec<&str> = row.split('\t').collect();
        let [WORD, page, block, paragraph, line, _, _, _, _, _, confidence, word] = columns[..]
        else {
            return None;
        };
        let word = word.trim();
        let confidence: f32 = confidence.parse().ok()?;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "it is clamped to what fits"
        )]
        let confidence = confidence.clamp(0.0, 100.0) as u8;
        let paragraph = [page, block, paragraph];
        (!word.is_empty()).then_some(Self { paragraph, line, confidence, word })
    }

    /// Returns what parts this word from the one after it.
    fn parted_from(&self, next: &Self) -> &'static str {
        if self.paragraph != next.paragraph {
            "\n\n"
        } else if self.line != next.line {
            "\n"
        } else {
            " "
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lines_and_paragraphs_are_parted() {
        let table = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n\
            4\t1\t1\t1\t1\t0\t0\t0\t9\t9\t-1\t\n\
            5\t1\t1\t1\t1\t1\t0\t0\t9\t9\t96.5\tКрасное\n\
            5\t1\t1\t1\t1\t2\t0\t0\t9\t9\t90\tуведомление\n\
            5\t1\t1\t1\t2\t1\t0\t0\t9\t9\t30\tA-12\n\
            5\t1\t2\t1\t1\t1\t0\t0\t9\t9\t0\t \n\
            5\t1\t2\t1\t1\t2\t0\t0\t9\t9\t-7\tend\n";
        let reading = Reading::of_table(table);
        assert_eq!(reading.text, "Красное уведомление\nA-12\n\nend");
        let words: Vec<_> =
            reading.words.iter().map(|word| &reading.text[word.range.clone()]).collect();
        assert_eq!(words, ["Красное", "уведомление", "A-12", "end"]);
        let confidences: Vec<u8> = reading.words.iter().map(|word| word.confidence).collect();
        assert_eq!(confidences, [96, 90, 30, 0]);
        assert_eq!(reading.confidence(), 80);
    }

    #[test]
    fn what_is_no_table_holds_no_word() {
        for table in ["", "5\t1", "Tesseract\n\n5\t1\t1\t1\t1\t1\t0\t0\t9\t9\tsure\tword"] {
            assert_eq!(Reading::of_table(table), Reading::default());
        }
        assert_eq!(Reading::default().confidence(), 0);
    }
}
