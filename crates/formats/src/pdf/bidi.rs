//! In which order the pieces of a line were written that stand side by side in it.
//!
//! A page shows Arabic and Hebrew in visual order. This turns a line back into logical order: the rules of UAX #9
//! backwards, as far as the eye leaves them reversible.

use std::ops::Range;

use unicode_bidi::BidiClass::{self, AL, AN, CS, EN, ES, ET, L, NSM, R};
use unicode_bidi::bidi_class;

/// Brackets that may come in pairs.
const BRACKETS: [[&str; 2]; 3] = [["(", ")"], ["[", "]"], ["{", "}"]];

/// Tells whether `text` holds a character that is written from right to left.
pub(super) fn is_right_to_left(text: &str) -> bool {
    text.chars().any(|character| character >= '\u{590}' && matches!(bidi_class(character), R | AL))
}

/// Tells whether `text` is made of marks that stand upon other characters.
pub(super) fn is_mark(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|character| bidi_class(character) == NSM)
}

/// Tells whether more letters of `text` are written from right to left than from left to right.
pub(super) fn is_mostly_right_to_left(text: &str) -> bool {
    let (mut rtl, mut ltr) = (0_usize, 0_usize);
    for character in text.chars() {
        match bidi_class(character) {
            R | AL => rtl += 1,
            L => ltr += 1,
            _ => {}
        }
    }
    rtl > ltr
}

/// Returns the text of a line whose pieces stand in visual order, from left to right.
///
/// A piece is what one glyph means and stays whole, so that the letters of a ligature keep their order. `is_rtl_page`
/// says which way a line goes that does not say so itself.
pub(super) fn logical(pieces: &[&str], is_rtl_page: bool) -> String {
    let classes: Vec<BidiClass> = pieces.iter().map(|piece| class(piece)).collect();
    turned(pieces, classes.clone(), goes_right_to_left(&classes, is_rtl_page))
}

fn turned(pieces: &[&str], mut classes: Vec<BidiClass>, is_rtl_line: bool) -> String {
    let pairs = pairs(pieces);
    let words = words_before(&classes);
    settle_brackets(&mut classes, &pairs, is_rtl_line);
    let mut levels = if is_rtl_line {
        rtl_levels(&classes, &pairs, &words)
    } else {
        ltr_levels(&classes, &pairs)
    };
    raise_in_numbers(&classes, &mut levels, &words);
    let order = reordered(&levels);
    let seen = joined(pieces, &levels, &order, true);
    // Some programs note for a bracket what was typed, others what is seen.
    let typed = joined(pieces, &levels, &order, false);
    if strays(&typed) < strays(&seen) { typed } else { seen }
}

fn joined(pieces: &[&str], levels: &[u8], order: &[usize], mirrors: bool) -> String {
    let mut text = String::new();
    for &index in order {
        if mirrors && levels[index] == 1 {
            text.extend(pieces[index].chars().map(mirrored));
        } else {
            text.push_str(pieces[index]);
        }
    }
    text
}

/// The class that decides for a piece: its first strong one, else its first.
fn class(piece: &str) -> BidiClass {
    let mut classes = piece.chars().map(bidi_class);
    let strong = classes.clone().find(|class| matches!(class, L | R | AL));
    strong.or_else(|| classes.next()).unwrap_or(BidiClass::ON)
}

/// Tells which way a line goes: the page's, unless both its ends and most of its letters go the other way.
fn goes_right_to_left(classes: &[BidiClass], is_rtl_page: bool) -> bool {
    let is_other = |class: &&BidiClass| (**class == L) == is_rtl_page;
    let mut strong = classes.iter().filter(|class| matches!(class, L | R | AL));
    let all = strong.clone().count();
    let others = strong.clone().filter(is_other).count();
    let begins = strong.next().is_some_and(|class| is_other(&class));
    let ends = strong.next_back().is_none_or(|class| is_other(&class));
    is_rtl_page != (begins && ends && others * 2 > all)
}

/// Returns the places of brackets that belong together: the next of a kind closes the one before, whichever way the two
/// are turned.
fn pairs(pieces: &[&str]) -> Vec<(usize, usize)> {
    let mut open = [None; BRACKETS.len()];
    let mut pairs = Vec::new();
    for (index, piece) in pieces.iter().enumerate() {
        let Some(kind) = BRACKETS.iter().position(|kind| kind.contains(piece)) else { continue };
        match open[kind].take() {
            Some(start) => pairs.push((start, index)),
            None => open[kind] = Some(index),
        }
    }
    pairs
}

/// Brackets around a word that goes the line's way go that way too (rule N0).
fn settle_brackets(classes: &mut [BidiClass], pairs: &[(usize, usize)], is_rtl_line: bool) {
    for &(start, end) in pairs {
        let inside = &classes[start + 1..end];
        let is_turned = inside.iter().copied().any(is_right) || stands_apart(&classes[..start]);
        if is_rtl_line && is_turned {
            (classes[start], classes[end]) = (R, R);
        } else if !is_rtl_line && inside.contains(&L) {
            (classes[start], classes[end]) = (L, L);
        }
    }
}

/// Tells whether no Latin word leads the words at the end of `before`: brackets behind one would belong to it, and a
/// number that stands there was written behind them.
fn stands_apart(before: &[BidiClass]) -> bool {
    let near = before.iter().rev().take_while(|class| !is_right(**class));
    near.filter(|class| matches!(class, L | EN)).last() != Some(&L)
}

fn is_right(class: BidiClass) -> bool {
    matches!(class, R | AL | AN)
}

/// Levels in a line that goes from right to left: 2 for Latin words and numbers, 1 for all else.
fn rtl_levels(
    classes: &[BidiClass],
    pairs: &[(usize, usize)],
    words: &[Option<BidiClass>],
) -> Vec<u8> {
    let mut levels: Vec<u8> =
        classes.iter().map(|class| if matches!(class, L | EN | AN) { 2 } else { 1 }).collect();
    for stretch in stretches(classes, |class| is_right(*class)) {
        // Behind a Latin word in brackets its numbers are Latin too.
        let follows_latin = stretch.end > 0 && words[stretch.end - 1] == Some(L);
        if follows_latin || classes[stretch.clone()].contains(&L) {
            raise_latin(classes, &mut levels, stretch);
        }
    }
    close_brackets(&mut levels, classes, pairs, 2);
    levels
}

/// Everything from the first to the last word or number beside a Latin word belongs to it (rules W7 and N1), signs
/// behind its last number too (W5).
fn raise_latin(classes: &[BidiClass], levels: &mut [u8], stretch: Range<usize>) {
    let is_word = |index: &usize| matches!(classes[*index], L | EN);
    let (first, last) = (stretch.clone().find(is_word), stretch.clone().rfind(is_word));
    let (Some(first), Some(last)) = (first, last) else { return };
    levels[first..=last].fill(2);
    let signs = classes[last + 1..stretch.end].iter().take_while(|class| **class == ET).count();
    if classes[last] == EN {
        levels[last + 1..=last + signs].fill(2);
    }
}

/// Levels in a line that goes from left to right: 1 for right-to-left words with what stands between them, 2 for
/// numbers inside of those, 0 for all else.
fn ltr_levels(classes: &[BidiClass], pairs: &[(usize, usize)]) -> Vec<u8> {
    let mut levels = vec![0; classes.len()];
    for mut stretch in stretches(classes, |class| *class == L) {
        let is_word = |index: &usize| is_right(classes[*index]);
        if let (Some(first), Some(last)) = (stretch.clone().find(is_word), stretch.rfind(is_word)) {
            levels[first..=last].fill(1);
        }
    }
    close_brackets(&mut levels, classes, pairs, 1);
    for (level, class) in levels.iter_mut().zip(classes) {
        if *level == 1 && matches!(class, EN | AN) {
            *level = 2;
        }
    }
    levels
}

/// Returns the stretches between pieces of which `parts` holds.
fn stretches(classes: &[BidiClass], parts: impl Fn(&BidiClass) -> bool) -> Vec<Range<usize>> {
    let mut start = 0;
    let mut stretches = Vec::new();
    for stretch in classes.split(parts) {
        stretches.push(start..start + stretch.len());
        start += stretch.len() + 1;
    }
    stretches
}

/// Raises the second of two brackets to the level of the first (rule N0).
fn close_brackets(levels: &mut [u8], classes: &[BidiClass], pairs: &[(usize, usize)], level: u8) {
    for &(start, end) in pairs {
        let is_settled = matches!(classes[start], L | R);
        if !is_settled && (levels[start] == level) != (levels[end] == level) {
            levels[start..=end].fill(level);
        }
    }
}

/// Raises what holds a number together to its level: a separator (rule W4), a sign (W5).
fn raise_in_numbers(classes: &[BidiClass], levels: &mut [u8], words: &[Option<BidiClass>]) {
    for index in 1..classes.len().saturating_sub(1) {
        let sides = (classes[index - 1], classes[index + 1]);
        let is_inside = levels[index - 1] == 2 && levels[index + 1] == 2;
        if is_inside && holds_together(classes[index], sides, words[index] == Some(AL)) {
            levels[index] = 2;
        }
    }
    let mut raise = |index: usize, beside: usize| {
        let is_number = levels[beside] == 2 && matches!(classes[beside], EN | ET);
        if classes[index] == ET && is_number && words[index] != Some(AL) {
            levels[index] = 2;
        }
    };
    (1..classes.len()).for_each(|index| raise(index, index - 1));
    (1..classes.len()).rev().for_each(|index| raise(index - 1, index));
}

/// Tells whether a separator makes one number of those at its sides; behind Arabic letters European digits are as
/// Arabic ones (rule W2), and a hyphen parts them.
fn holds_together(
    separator: BidiClass,
    sides: (BidiClass, BidiClass),
    follows_arabic: bool,
) -> bool {
    match (separator, sides) {
        (CS, (EN, EN) | (AN, AN)) => true,
        (CS, (EN, AN) | (AN, EN)) => follows_arabic,
        (ES, (EN, EN)) => !follows_arabic,
        _ => false,
    }
}

/// Returns for each piece which way the next word at its right goes: in a right-to-left line, the word before it.
fn words_before(classes: &[BidiClass]) -> Vec<Option<BidiClass>> {
    let mut word = None;
    let mut words: Vec<Option<BidiClass>> = Vec::with_capacity(classes.len());
    for class in classes.iter().rev() {
        words.push(word);
        if matches!(class, L | R | AL) {
            word = Some(*class);
        }
    }
    words.reverse();
    words
}

/// The order in which pieces with these levels are read (rule L2, which is its own inverse on positions).
fn reordered(levels: &[u8]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..levels.len()).collect();
    for level in [2, 1] {
        let mut start = 0;
        while start < order.len() {
            let mut end = start;
            while end < order.len() && levels[order[end]] >= level {
                end += 1;
            }
            order[start..end].reverse();
            start = end.max(start + 1);
        }
    }
    order
}

/// Counts brackets that close what was not opened.
fn strays(text: &str) -> usize {
    let mut open = [0_usize; BRACKETS.len()];
    let mut strays = 0;
    for character in text.chars() {
        for (open, [opens, closes]) in open.iter_mut().zip(BRACKETS) {
            match character {
                _ if opens.starts_with(character) => *open += 1,
                _ if closes.starts_with(character) && *open == 0 => strays += 1,
                _ if closes.starts_with(character) => *open -= 1,
                _ => {}
            }
        }
    }
    strays
}

fn mirrored(character: char) -> char {
    match character {
        '(' => ')',
        ')' => '(',
        '[' => ']',
        ']' => '[',
        '{' => '}',
        '}' => '{',
        '<' => '>',
        '>' => '<',
        '«' => '»',
        '»' => '«',
        '‹' => '›',
        '›' => '‹',
        _ => character,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Puts the characters of `visual` in logical order.
    fn read(visual: &str) -> String {
        let pieces: Vec<String> = visual.chars().map(String::from).collect();
        logical(&pieces.iter().map(String::as_str).collect::<Vec<_>>(), true)
    }

    /// Puts the characters of `visual` in logical order, in a line that goes as stated.
    fn turned(visual: &str, is_rtl_line: bool) -> String {
        let pieces: Vec<String> = visual.chars().map(String::from).collect();
        let pieces: Vec<&str> = pieces.iter().map(String::as_str).collect();
        super::turned(&pieces, pieces.iter().map(|piece| class(piece)).collect(), is_rtl_line)
    }

    /// What a reader's program shows of `logical` in a line from right to left.
    fn shown(logical: &str) -> String {
        shown_at(logical, unicode_bidi::Level::rtl())
    }

    fn shown_at(logical: &str, level: unicode_bidi::Level) -> String {
        let bidi = unicode_bidi::BidiInfo::new(logical, Some(level));
        let paragraph = &bidi.paragraphs[0];
        let (levels, runs) = bidi.visual_runs(paragraph, paragraph.range.clone());
        let mut visual = String::new();
        for run in runs {
            let text = &logical[run.clone()];
            if levels[run.start].is_rtl() {
                visual.extend(text.chars().rev().map(mirrored));
            } else {
                visual.push_str(text);
            }
        }
        visual
    }

    #[test]
    fn lines_are_read_back_as_they_were_written() {
        for line in [
            "السلام عليكم",
            "قال (نعم) ثم مضى",
            "في عام 2019 وصل",
            "بتاريخ 12/05/2020 الساعة 10:30",
            "شركة Acme Holdings Ltd في دبي",
            "الرقم ٣٤٥ والرقم 678",
            "שלום עולם",
            "בשנת 1948-1949 היה",
            "מחיר 50% בלבד",
            "البريد a.b@example.org هنا",
            "Acme شركة في دبي",
            "رقم المراقبة: A-2741/3-2019",
            "تم نشر النشرة رقم A-6127/8-2017 بتاريخ 7 نوفمبر 2018، وهو يخص",
            "رقم A-2741/3-2019 وكذلك A-11903/12-2019 بتاريخ 07/03/2019.",
            "بتاريخ 7-8-2017 قال",
            "بتاريخ 2019-03-07 قال",
            "شركة Acme (UK) في دبي",
            "شركة (Acme Ltd) في دبي",
            "شركة (Acme) 2019-03-07 قال",
            "النشرة (رقم A-2741/3-2019) الحمراء",
            "المرجع: CCF/114/R287.20 (نسخة)",
            "رقم الملف: ٢٠١٩/٤١٨٧٢ أو 2019/41872",
            "السيد Ivan Pestrikov [مطلوب] المولود 1974",
            "السعر A 50% في",
            "INTERPOL I-24/7",
        ] {
            assert_eq!(read(&shown(line)), line);
        }
    }

    #[test]
    fn hebrew_inside_a_latin_line_is_turned_alone() {
        let hebrew: String = "שלום עולם".chars().rev().collect();
        assert_eq!(read(&format!("he said {hebrew} to all")), "he said שלום עולם to all");
    }

    #[test]
    fn a_ligature_keeps_the_order_of_its_letters() {
        assert_eq!(logical(&["م", "لا", "س"], true), "سلام");
    }

    #[test]
    fn brackets_that_were_noted_as_typed_are_left_alone() {
        assert_eq!(read("ىضم )معن( لاق"), "قال (نعم) مضى");
        assert_eq!(read("ىضم (معن) لاق"), "قال (نعم) مضى");
    }

    #[test]
    fn a_line_goes_the_way_of_its_page_unless_it_says_otherwise() {
        let line = "Acme اشترت شركة كبيرة من Brown";
        assert_eq!(read(&shown(line)), line);
        let hebrew: String = "שלום".chars().rev().collect();
        assert_eq!(read(&format!("he said {hebrew} to all")), "he said שלום to all");
    }

    #[test]
    fn brackets_noted_as_typed_around_several_scripts_are_left_alone() {
        let typed = "قال (نعم) من Acme (UK) مضى";
        let swapped = shown(typed).replace("(معن)", ")معن(");
        assert_eq!(read(&swapped), typed);
    }

    /// Words of a line; what stands in brackets beside a number can be read in several ways.
    const WORDS: &[&str] = &[
        "السلام",
        "عليكم،",
        "رقم:",
        "في",
        "A-2741/3-2019",
        "Acme",
        "Ltd",
        "a@b.example",
        "CCF/114/R287.20",
        "-",
        "م.",
        "07/03/2019",
        "2019-03-07",
        "7",
        "18",
        "12.5",
        "50%",
    ];

    /// How many of them are no numbers.
    const PLAIN: usize = 11;

    proptest::proptest! {
        #[test]
        fn what_was_read_looks_as_what_was_drawn(
            words in proptest::collection::vec(proptest::sample::select(WORDS), 1..9),
        ) {
            let drawn = shown(&words.join(" "));
            proptest::prop_assert_eq!(shown(&turned(&drawn, true)), drawn);
        }

        // A number beside an Arabic word in a Latin line may have been written before or behind it.
        #[test]
        fn what_was_read_in_a_latin_line_looks_as_what_was_drawn(
            words in proptest::collection::vec(proptest::sample::select(&WORDS[..PLAIN]), 1..9),
        ) {
            let level = unicode_bidi::Level::ltr();
            let drawn = shown_at(&words.join(" "), level);
            proptest::prop_assert_eq!(shown_at(&turned(&drawn, false), level), drawn);
        }

        #[test]
        fn no_letter_is_lost(pieces in proptest::collection::vec("[ -~א-תء-ي٠-٩]{0,2}", 0..30), is_rtl_page: bool) {
            let pieces: Vec<&str> = pieces.iter().map(String::as_str).collect();
            let sorted = |text: &str| {
                let mut letters: Vec<char> = text.chars().map(|letter| mirrored(letter).min(letter)).collect();
                letters.sort_unstable();
                letters
            };
            proptest::prop_assert_eq!(sorted(&logical(&pieces, is_rtl_page)), sorted(&pieces.concat()));
        }
    }
}
