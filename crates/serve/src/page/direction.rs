//! Which way a text reads: by the letters that most of its words are written in, not by the first one, which in a form
//! is often that of a number, nor by their number, as one address outweighs a greeting.

use std::fmt;

use item::is_right_to_left;

/// Which way a text reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Direction {
    /// From left to right.
    #[default]
    LeftToRight,
    /// From right to left: Arabic, Hebrew and their neighbours.
    RightToLeft,
}

impl Direction {
    /// Returns the direction of most words of a text.
    pub(super) fn of(text: &str) -> Self {
        let words = Words::of(text);
        if words.right_to_left > words.left_to_right {
            Self::RightToLeft
        } else {
            Self::LeftToRight
        }
    }

    pub(super) fn is_right_to_left(self) -> bool {
        self == Self::RightToLeft
    }

    /// Returns the direction of a line in a text of this direction.
    ///
    /// A line of a text that reads from right to left does so too unless it is a sentence without any such letter: a
    /// number, an address or a name in Latin letters stands where its neighbours stand.
    fn of_line(self, line: &str) -> Self {
        let words = Words::of(line);
        match self {
            Self::RightToLeft if words.right_to_left > 0 || words.left_to_right < 3 => self,
            Self::RightToLeft => Self::LeftToRight,
            Self::LeftToRight => Self::of(line),
        }
    }

    /// Cuts a text into runs of lines of one direction; together they are the text.
    pub(super) fn runs(text: &str) -> Vec<Run> {
        if text.is_ascii() {
            return vec![Run { end: text.len(), direction: Self::LeftToRight }];
        }
        let whole = Self::of(text);
        let mut runs: Vec<Run> = Vec::new();
        let mut end = 0;
        for line in text.split_inclusive('\n') {
            end += line.len();
            // A line without letters goes on as the line before.
            let direction = match (Words::of(line).is_none(), runs.last()) {
                (true, Some(before)) => before.direction,
                (true, None) => whole,
                (false, _) => whole.of_line(line),
            };
            match runs.last_mut() {
                Some(run) if run.direction == direction => run.end = end,
                _ => runs.push(Run { end, direction }),
            }
        }
        runs
    }
}

/// The value of the attribute `dir`.
impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::LeftToRight => "ltr",
            Self::RightToLeft => "rtl",
        })
    }
}

/// Lines of one direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run {
    /// The byte offset in the text after the last of them.
    pub(super) end: usize,
    pub(super) direction: Direction,
}

/// Tells whether a text has a letter that is written from right to left.
pub(super) fn has_right_to_left(text: &str) -> bool {
    text.chars().any(is_right_to_left)
}

/// How many words of each direction a text has.
#[derive(Default)]
struct Words {
    left_to_right: usize,
    right_to_left: usize,
}

impl Words {
    fn of(text: &str) -> Self {
        let mut words = Self::default();
        for word in text.split_whitespace() {
            if has_right_to_left(word) {
                words.right_to_left += 1;
            } else if word.contains(char::is_alphabetic) {
                words.left_to_right += 1;
            }
        }
        words
    }

    fn is_none(&self) -> bool {
        self.left_to_right + self.right_to_left == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs(text: &str) -> Vec<(&str, Direction)> {
        let mut start = 0;
        let cut = |run: Run| {
            let piece = &text[start..run.end];
            start = run.end;
            (piece, run.direction)
        };
        Direction::runs(text).into_iter().map(cut).collect()
    }

    #[test]
    fn most_words_of_a_text_decide_and_not_the_first() {
        assert_eq!(Direction::of("A-2741/3-2019 بشأن نشرة حمراء"), Direction::RightToLeft);
        assert_eq!(Direction::of("נא לבדוק: A-2741"), Direction::RightToLeft);
        assert_eq!(Direction::of("the word تعميم in English"), Direction::LeftToRight);
        assert_eq!(Direction::of("2019"), Direction::LeftToRight);
    }

    #[test]
    fn a_number_or_address_stands_where_the_lines_around_it_stand() {
        let letter = "السيد الرئيس\nA-2741/3-2019\nncb.moscow@mvd.example\nمع التحية\n";
        assert_eq!(runs(letter), [(letter, Direction::RightToLeft)]);
    }

    #[test]
    fn sentences_of_another_direction_have_their_own() {
        let arabic = "السيد الرئيس يطلب المكتب نشر نشرة حمراء\n";
        let english = "\nThe bureau asks for a red notice\n";
        let text = format!("{arabic}{english}");
        assert_eq!(
            runs(&text),
            [
                (&*format!("{arabic}\n"), Direction::RightToLeft),
                ("The bureau asks for a red notice\n", Direction::LeftToRight)
            ]
        );
        let text = format!("The bureau asks for a red notice and for an arrest\n{arabic}");
        assert_eq!(runs(&text)[1], (arabic, Direction::RightToLeft));
    }
}
