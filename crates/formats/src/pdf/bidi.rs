//! In which order the pieces of a line were written that stand side by side in it.
//!
//! A page shows Arabic and Hebrew in visual order. This turns a line back into logical order: the rules of UAX #9
//! backwards, as far as the eye leaves them reversible.

use unicode_bidi::BidiClass::{self, AL, AN, CS, EN, ES, ET, L, NSM, R};
use unicode_bidi::bidi_class;

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
/// says which way a line goes that begins and ends in different ways.
pub(super) fn logical(pieces: &[&str], is_rtl_page: bool) -> String {
    let classes: Vec<BidiClass> = pieces.iter().map(|piece| class(piece)).collect();
    let is_rtl_line = goes_right_to_left(&classes).unwrap_or(is_rtl_page);
    let levels = if is_rtl_line { rtl_levels(&classes) } else { ltr_levels(&classes) };
    let order = reordered(&levels);
    let text = joined(pieces, &levels, &order, true);
    // Some programs note for a bracket what was typed, others what is seen.
    if closes_before_it_opens(&text) { joined(pieces, &levels, &order, false) } else { text }
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

/// The way that both ends of a line go, if it is the same.
fn goes_right_to_left(classes: &[BidiClass]) -> Option<bool> {
    let mut strong = classes.iter().filter(|class| matches!(class, L | R | AL));
    let left = *strong.next()? != L;
    let right = strong.next_back().map_or(left, |class| *class != L);
    (left == right).then_some(left)
}

/// Levels in a line that goes from right to left: 2 for Latin words and numbers, 1 for all else.
fn rtl_levels(classes: &[BidiClass]) -> Vec<u8> {
    let is_arabic = classes.contains(&AL);
    let mut levels: Vec<u8> =
        classes.iter().map(|class| if matches!(class, L | EN | AN) { 2 } else { 1 }).collect();
    fill_between(classes, &mut levels, 2, |between, left, right| match (left, right) {
        // Everything between two Latin words belongs to them (rule N1), digits at their ends too (W7).
        (L, L | EN) | (EN, L) => true,
        (EN, EN) | (AN, AN) => {
            between.len() == 1 && (between[0] == CS || between[0] == ES && !is_arabic)
        }
        _ => false,
    });
    if !is_arabic {
        raise_signs(classes, &mut levels);
    }
    levels
}

/// Raises percent and currency signs beside a number to its level (rule W5).
fn raise_signs(classes: &[BidiClass], levels: &mut [u8]) {
    let mut raise = |index: usize, beside: usize| {
        if classes[index] == ET && levels[beside] == 2 && matches!(classes[beside], EN | ET) {
            levels[index] = 2;
        }
    };
    (1..classes.len()).for_each(|index| raise(index, index - 1));
    (1..classes.len()).rev().for_each(|index| raise(index - 1, index));
}

/// Levels in a line that goes from left to right: 1 for right-to-left words with what stands between them, 2 for
/// numbers inside of those, 0 for all else.
fn ltr_levels(classes: &[BidiClass]) -> Vec<u8> {
    let mut levels: Vec<u8> =
        classes.iter().map(|class| u8::from(matches!(class, R | AL | AN))).collect();
    fill_between(classes, &mut levels, 1, |between, left, right| {
        matches!((left, right), (R | AL | AN, R | AL | AN)) && !between.contains(&L)
    });
    for (level, class) in levels.iter_mut().zip(classes) {
        if *level == 1 && matches!(class, EN | AN) {
            *level = 2;
        }
    }
    levels
}

/// Raises what stands between two pieces at `level` to it where `belongs` says so.
fn fill_between(
    classes: &[BidiClass],
    levels: &mut [u8],
    level: u8,
    belongs: impl Fn(&[BidiClass], BidiClass, BidiClass) -> bool,
) {
    let mut last: Option<usize> = None;
    for index in 0..classes.len() {
        if levels[index] != level {
            continue;
        }
        if let Some(left) = last
            && left + 1 < index
            && belongs(&classes[left + 1..index], classes[left], classes[index])
        {
            levels[left + 1..index].fill(level);
        }
        last = Some(index);
    }
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

fn closes_before_it_opens(text: &str) -> bool {
    let mut brackets = text.chars().filter(|character| matches!(character, '(' | ')'));
    brackets.next() == Some(')') && brackets.next() == Some('(')
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

    /// What a reader's program shows of `logical` in a line from right to left.
    fn shown(logical: &str) -> String {
        let bidi = unicode_bidi::BidiInfo::new(logical, Some(unicode_bidi::Level::rtl()));
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
}
