//! The terminal that somebody watches: how wide it is, which colours it takes, and how text is laid out on it.

use std::io::IsTerminal;
use std::os::fd::AsFd;

/// Where the system does not tell the width of a terminal, in columns.
const USUAL_WIDTH: usize = 80;
/// Narrower than this, text is laid out as for this width, in columns.
const LEAST_WIDTH: usize = 20;

/// Returns how many columns the terminal behind a stream has now; nothing where it is no terminal.
pub(crate) fn width_of(stream: &(impl AsFd + IsTerminal)) -> Option<usize> {
    if !stream.is_terminal() {
        return None;
    }
    let size = rustix::termios::tcgetwinsize(stream).ok()?;
    let columns = if size.ws_col == 0 { USUAL_WIDTH } else { usize::from(size.ws_col) };
    Some(columns)
}

/// How a piece of a line stands out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// A heading.
    Strong,
    /// What is asked for.
    Match,
    /// What is beside the point.
    Faint,
}

impl Style {
    /// The parameters of the control sequence SGR (ECMA-48, 8.3.117).
    fn code(self) -> &'static str {
        match self {
            Self::Strong => "1",
            Self::Match => "1;33",
            Self::Faint => "2",
        }
    }
}

/// How results are laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Layout {
    /// The columns of the terminal; nothing where results go elsewhere, and lines are as long as they are.
    pub(crate) width: Option<usize>,
    /// Whether colours are wanted.
    pub(crate) is_coloured: bool,
}

impl Layout {
    /// Returns `text` in a style, each word by itself, so that a line may be broken between any two.
    pub(crate) fn styled(self, style: Style, text: &str) -> String {
        if !self.is_coloured || text.is_empty() {
            return text.to_owned();
        }
        let styled = |word: &str| match word {
            "" => String::new(),
            word => format!("\x1b[{}m{word}\x1b[0m", style.code()),
        };
        text.split(' ').map(styled).collect::<Vec<_>>().join(" ")
    }

    /// Returns a match as it is marked: in a colour, or else in brackets.
    pub(crate) fn matched(self, text: &str) -> String {
        if self.is_coloured { self.styled(Style::Match, text) } else { format!("[{text}]") }
    }

    /// Returns `text` in lines of the terminal's width, those after the first begun with `hang` blanks; no word is broken.
    pub(crate) fn wrapped(self, text: &str, hang: usize) -> String {
        match self.width {
            Some(width) => wrap(text, width.max(LEAST_WIDTH), hang.min(LEAST_WIDTH / 2)),
            None => text.to_owned(),
        }
    }
}

fn wrap(text: &str, width: usize, hang: usize) -> String {
    let mut wrapped = String::with_capacity(text.len());
    let mut column = 0;
    // A line that holds no word yet takes the next one, however long.
    let mut has_word = false;
    for (at, word) in text.split(' ').enumerate() {
        let taken = columns(word);
        if has_word && column + 1 + taken > width {
            wrapped.truncate(wrapped.trim_end_matches(' ').len());
            wrapped.push('\n');
            wrapped.push_str(&" ".repeat(hang));
            column = hang;
        } else if at > 0 {
            wrapped.push(' ');
            column += 1;
        }
        wrapped.push_str(word);
        column += taken;
        has_word |= taken > 0;
    }
    wrapped
}

/// Returns the beginning of `text` that fits into so many columns.
pub(crate) fn cut(text: &str, width: usize) -> &str {
    let mut column = 0;
    for (at, letter) in text.char_indices() {
        column += columns_of(letter);
        if column > width {
            return &text[..at];
        }
    }
    text
}

/// Returns how many columns `text` takes, control sequences aside.
pub(crate) fn columns(text: &str) -> usize {
    let mut is_sequence = false;
    let mut columns = 0;
    for letter in text.chars() {
        match letter {
            '\x1b' => is_sequence = true,
            _ if is_sequence => is_sequence = !letter.is_ascii_alphabetic(),
            _ => columns += columns_of(letter),
        }
    }
    columns
}

/// Letters that take no column of their own: marks over and under others, joiners, and what sets a direction.
const NARROWEST: [(char, char); 12] = [
    ('\u{300}', '\u{36f}'),
    ('\u{483}', '\u{489}'),
    ('\u{591}', '\u{5bd}'),
    ('\u{610}', '\u{61a}'),
    ('\u{64b}', '\u{65f}'),
    ('\u{670}', '\u{670}'),
    ('\u{6d6}', '\u{6dc}'),
    ('\u{6df}', '\u{6e4}'),
    ('\u{200b}', '\u{200f}'),
    ('\u{202a}', '\u{202e}'),
    ('\u{20d0}', '\u{20ff}'),
    ('\u{fe00}', '\u{fe0f}'),
];

/// Letters that take two columns: wide and fullwidth ones by Unicode Standard Annex #11.
const WIDEST: [(char, char); 8] = [
    ('\u{1100}', '\u{115f}'),
    ('\u{2e80}', '\u{a4cf}'),
    ('\u{ac00}', '\u{d7a3}'),
    ('\u{f900}', '\u{faff}'),
    ('\u{fe30}', '\u{fe6f}'),
    ('\u{ff00}', '\u{ff60}'),
    ('\u{1f300}', '\u{1faff}'),
    ('\u{20000}', '\u{3fffd}'),
];

fn columns_of(letter: char) -> usize {
    let is_in = |ranges: &[(char, char)]| ranges.iter().any(|(a, z)| (*a..=*z).contains(&letter));
    match letter {
        '\0'..='\u{2ff}' => 1,
        _ if is_in(&NARROWEST) => 0,
        _ if is_in(&WIDEST) => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_go_whole_to_the_next_line_under_a_hanging_indent() {
        assert_eq!(wrap("one two three four", 9, 2), "one two\n  three\n  four");
        assert_eq!(wrap("short", 9, 2), "short");
        assert_eq!(wrap("  a b", 20, 2), "  a b");
    }

    #[test]
    fn a_word_longer_than_a_line_is_left_whole() {
        assert_eq!(wrap("a Donaudampfschiff b", 8, 2), "a\n  Donaudampfschiff\n  b");
        assert_eq!(wrap("Donaudampfschiff b", 8, 2), "Donaudampfschiff\n  b");
    }

    #[test]
    fn colours_and_marks_take_no_column_and_wide_letters_two() {
        assert_eq!(columns("\x1b[1;33mred\x1b[0m"), 3);
        assert_eq!(columns("е\u{301}"), 1);
        assert_eq!(columns("逮捕"), 4);
        assert_eq!(cut("逮捕x", 3), "逮");
    }

    #[test]
    fn no_line_is_longer_than_the_terminal_whatever_the_width() {
        let text = "from NCB Moscow to NCB Nicosia in March of the year";
        for width in 20..60 {
            for line in wrap(text, width, 4).lines() {
                assert!(columns(line) <= width, "{width}: {line:?}");
            }
        }
    }

    #[test]
    fn a_match_is_marked_by_a_colour_or_by_brackets() {
        let coloured = Layout { width: None, is_coloured: true };
        assert_eq!(coloured.matched("red notice"), "\x1b[1;33mred\x1b[0m \x1b[1;33mnotice\x1b[0m");
        assert_eq!(Layout::default().matched("red notice"), "[red notice]");
    }
}
