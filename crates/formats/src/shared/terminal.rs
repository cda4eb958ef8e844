//! What programs write for a terminal between the letters: colours, moves, letters struck twice; and looks in chats of IRC.

use std::borrow::Cow;

/// Begins a control sequence (ECMA-48 §5.4).
const ESCAPE: char = '\u{1b}';
/// Ends a control string as terminals have it, beside ECMA-48's string terminator.
const BELL: char = '\u{7}';
/// Goes back by one letter, to strike it again or to underline it.
const BACKSPACE: char = '\u{8}';

/// Returns a text as a terminal shows it: without colours and other looks, a blank for each move, and one letter for one
/// that is struck twice.
pub(crate) fn shown(text: &str) -> Cow<'_, str> {
    if has_colours(text) {
        return Cow::Owned(without_looks(text));
    }
    let is_plain = memchr::memchr2(0x1b, 0x08, text.as_bytes()).is_none();
    if is_plain {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find([ESCAPE, BACKSPACE]) {
        let (before, mark) = rest.split_at(at);
        out.push_str(before);
        rest = if mark.starts_with(ESCAPE) {
            sequence(&mark[1..], &mut out)
        } else {
            struck(&mark[1..], &mut out)
        };
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Begins a colour in chats of IRC: its number follows, perhaps a comma and that of the ground.
const COLOUR: char = '\u{3}';
/// Begin and end other looks there. Elsewhere they part fields, so that they are looks beside colours alone.
const LOOKS: [char; 6] = ['\u{2}', '\u{f}', '\u{16}', '\u{1d}', '\u{1e}', '\u{1f}'];

/// How many figures a colour has at most.
const FIGURES: usize = 2;

/// Tells whether colours of IRC stand in the text, and nothing that is to be read is taken for one: no number that is longer
/// than a colour, and no messages of a device, each begun by a control character and ended by the one that begins a colour.
fn has_colours(text: &str) -> bool {
    let bytes = text.as_bytes();
    let figures = |at: usize| bytes[at + 1..].iter().take_while(|it| it.is_ascii_digit()).count();
    let numbers = || memchr::memchr_iter(3, bytes).map(figures).filter(|figures| *figures > 0);
    numbers().next().is_some() && numbers().all(|figures| figures <= FIGURES) && !is_framed(bytes)
}

/// Tells whether the start and the end of a text (ISO 646) take turns.
fn is_framed(bytes: &[u8]) -> bool {
    let mut marks = memchr::memchr2_iter(2, 3, bytes).map(|at| bytes[at]);
    let mut turns = [2, 3].into_iter().cycle();
    marks.all(|mark| Some(mark) == turns.next())
}

/// Takes colours and other looks of IRC away.
fn without_looks(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(|it| it == COLOUR || LOOKS.contains(&it)) {
        out.push_str(&rest[..at]);
        let mark = &rest[at..];
        rest = if mark.starts_with(COLOUR) { behind_colour(&mark[1..]) } else { &mark[1..] };
    }
    out.push_str(rest);
    out
}

fn behind_colour(text: &str) -> &str {
    let ground = behind_number(text)
        .strip_prefix(',')
        .filter(|ground| behind_number(ground).len() < ground.len());
    ground.map_or_else(|| behind_number(text), behind_number)
}

/// Returns what stands behind a number of two figures at most.
fn behind_number(text: &str) -> &str {
    let figures = text.bytes().take(FIGURES).take_while(u8::is_ascii_digit).count();
    &text[figures..]
}

/// Passes what follows an escape, and returns the rest.
fn sequence<'a>(text: &'a str, out: &mut String) -> &'a str {
    let Some(kind) = text.chars().next() else { return text };
    let after = &text[kind.len_utf8()..];
    match kind {
        '[' => control(after, out),
        // Commands to the system, as links and titles of windows: their words stay.
        ']' | 'P' | '_' | '^' | 'X' => string(after, out),
        ' '..='/' => {
            let last = after.trim_start_matches(|c: char| (' '..='/').contains(&c));
            last.strip_prefix(|c: char| ('0'..='~').contains(&c)).unwrap_or(last)
        }
        '0'..='~' => after,
        _ => text,
    }
}

/// Passes parameters, intermediates and the final letter (ECMA-48 §5.4); any but a look and an erasure of what follows moves.
fn control<'a>(text: &'a str, out: &mut String) -> &'a str {
    let end = text.find(|c: char| !(' '..='?').contains(&c)).unwrap_or(text.len());
    let (parameters, rest) = text.split_at(end);
    match rest.chars().next() {
        Some('m' | 'h' | 'l') => &rest[1..],
        // To the end of the line or page (ECMA-48 §8.3.39 and §8.3.41): programs end colours so.
        Some('K' | 'J') if matches!(parameters, "" | "0") => &rest[1..],
        Some('@'..='~') => {
            out.push(' ');
            &rest[1..]
        }
        _ => rest,
    }
}

/// Keeps the words of a control string, apart from those around it.
fn string<'a>(text: &'a str, out: &mut String) -> &'a str {
    let end = text.find([BELL, ESCAPE, '\n']).unwrap_or(text.len());
    let (words, rest) = text.split_at(end);
    let words = words.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';');
    if !words.is_empty() {
        out.push(' ');
        out.push_str(words);
        out.push(' ');
    }
    rest.strip_prefix(BELL).or_else(|| rest.strip_prefix("\u{1b}\\")).unwrap_or(rest)
}

/// Takes the last letter back where the next stands upon it; an underline gives way to the letter.
fn struck<'a>(text: &'a str, out: &mut String) -> &'a str {
    // A letter that was typed and taken back: a blank was written over it.
    if let Some(rest) = text.strip_prefix(" \u{8}") {
        if !out.ends_with('\n') {
            out.pop();
        }
        return rest;
    }
    match text.chars().next() {
        Some('_') if out.ends_with(char::is_alphanumeric) => &text[1..],
        Some(next) if !next.is_control() => {
            if out.ends_with(['_', next]) {
                out.pop();
            }
            text
        }
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn colours_of_chats_are_taken_away_and_parted_fields_stay() {
        let chat = "\u{3}04Kestrel\u{3} \u{2}sai\u{2}led \u{3}12,04Petrel\u{f} \u{3}5,x";
        assert_eq!(shown(chat), "Kestrel sailed Petrel ,x");
        for text in [
            "a\u{1f}b\u{2}c\u{3}d",
            "\u{2}KESTREL 17\u{3}3F\n\u{2}PETREL 18\u{3}40\n",
            "paid\u{3}45000 EUR",
        ] {
            assert_eq!(shown(text), text);
        }
    }

    #[test]
    fn letters_that_were_taken_back_are_gone() {
        assert_eq!(shown("Belozz\u{8} \u{8}erov\n\u{8} \u{8}x"), "Belozerov\nx");
    }

    #[test]
    fn colours_are_no_part_of_a_word() {
        assert_eq!(
            shown("\u{1b}[31mPest\u{1b}[1;38;5;9mrikov\u{1b}[0m in \u{1b}[mLyon"),
            "Pestrikov in Lyon"
        );
        assert_eq!(shown("\u{1b}(BPestrikov\u{1b}7"), "Pestrikov");
        assert_eq!(shown("\u{1b}[01;31m\u{1b}[KPest\u{1b}[m\u{1b}[Krikov"), "Pestrikov");
        assert_eq!(shown("Pest\u{1b}[?25l\u{1b}[0Jrikov"), "Pestrikov");
    }

    #[test]
    fn moves_part_words_and_links_are_kept() {
        assert_eq!(shown("one\u{1b}[2;40Htwo\u{1b}[2Kthree"), "one two three");
        let link = "\u{1b}]8;;http://example.org/a\u{7}here\u{1b}]8;;\u{1b}\\ now";
        assert_eq!(shown(link), " http://example.org/a here now");
    }

    #[test]
    fn letters_struck_twice_or_underlined_count_once() {
        assert_eq!(shown("P\u{8}Pe\u{8}es\u{8}s _\u{8}i_\u{8}n a\u{8}_"), "Pes in a");
        assert_eq!(shown("ab\u{8}c"), "abc");
    }

    proptest! {
        #[test]
        fn letters_are_kept_whatever_stands_between(text in "[a-z\u{1b}\u{8}\u{7}\\[\\];0-9m\nж]{0,60}") {
            let shown = shown(&text);
            prop_assert!(shown.matches('ж').count() <= text.matches('ж').count());
            prop_assert_eq!(shown.matches('\n').count(), text.matches('\n').count());
        }
    }
}
