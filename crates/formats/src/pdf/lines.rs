//! How the glyphs of a page become words, lines and paragraphs.
//!
//! Lines come in the order in which the page draws them, so that columns stay apart; pieces are put in order only
//! inside a line. A line ends in `\n`, a paragraph in an empty line.

use std::collections::HashSet;

use unicode_normalization::UnicodeNormalization;

use super::bidi;
use super::glyphs::{Glyph, Shapes, UNMAPPED, Vector};

/// A gap wider than this share of the font size parts two words.
pub(super) const WORD_GAP: f32 = 0.17;
/// So does a gap that is wider by this share than what is usual between letters of the line, where spaces are drawn.
const NARROW_GAP: f32 = 0.15;
/// The same in a line in which no space is drawn, so that gaps alone part its words.
const GAP_WITHOUT_SPACES: f32 = 0.1;
/// Glyphs whose baselines differ by less than this share of the font size stand in one line: superscripts do.
const BASELINE_SLACK: f32 = 0.5;
/// Runs whose directions differ by more than this (as the cosine between them) stand in different lines.
const SAME_DIRECTION: f32 = 0.98;
/// Two equal glyphs closer than this share of the font size are one, drawn twice to look bold.
const OVERPRINT: f32 = 0.15;
/// Lines further apart than this many font sizes belong to different paragraphs.
const PARAGRAPH_GAP: f32 = 1.75;
/// What splits a word at the end of a line.
const HYPHENS: [char; 2] = ['-', '\u{2010}'];
/// In a line of more pieces than this nobody looks for texts that lie upon each other.
const LAYERED_MAX: usize = 4000;
/// How many compounds are remembered.
const COMPOUNDS_MAX: usize = 10_000;

/// Which words were seen with a hyphen inside a line: at the end of a line they keep it.
#[derive(Debug, Default)]
pub(super) struct Compounds(HashSet<String>);

impl Compounds {
    fn learn(&mut self, line: &str) {
        for word in line.split(|character: char| !(character.is_alphanumeric() || character == '-'))
        {
            let inner = word.trim_matches('-');
            if inner.contains('-') && self.0.len() < COMPOUNDS_MAX {
                self.0.insert(inner.to_lowercase());
            }
        }
    }

    fn knows(&self, head: &str, tail: &str) -> bool {
        let head =
            head.rsplit(|character: char| !character.is_alphanumeric()).next().unwrap_or(head);
        let tail =
            tail.split(|character: char| !character.is_alphanumeric()).next().unwrap_or(tail);
        self.0.contains(&format!("{head}-{tail}").to_lowercase())
    }
}

/// Sets the text of `glyphs`, which are of the page of `shapes`.
pub(super) fn text(shapes: &Shapes, glyphs: &[Glyph], compounds: &mut Compounds) -> String {
    let is_rtl_page = bidi::is_mostly_right_to_left(&shapes.text);
    let lines: Vec<SetLine> =
        lines(glyphs).into_iter().flat_map(|line| set(shapes, &line, is_rtl_page)).collect();
    let lines = stacked(&lines);
    for line in &lines {
        compounds.learn(&line.text);
    }
    join(&lines, compounds)
}

/// Glyphs on one baseline that are drawn one after the other.
struct Line<'g> {
    glyphs: &'g [Glyph],
    /// A point of the baseline.
    base: Vector,
    direction: Vector,
    size: f32,
}

fn lines(glyphs: &[Glyph]) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let mut start = 0;
    while let Some(first) = glyphs.get(start) {
        let mut line =
            Line { glyphs: &[], base: first.origin, direction: first.direction, size: first.size };
        let mut end = start + 1;
        while glyphs.get(end).is_some_and(|glyph| line.takes(glyph)) {
            end += 1;
        }
        line.glyphs = &glyphs[start..end];
        lines.push(line);
        start = end;
    }
    lines
}

impl Line<'_> {
    /// Tells whether `glyph` stands in this line; a bigger glyph moves the line's baseline to its own.
    fn takes(&mut self, glyph: &Glyph) -> bool {
        if glyph.direction.along(self.direction) < SAME_DIRECTION {
            return false;
        }
        let (smaller, bigger) =
            if glyph.size < self.size { (glyph.size, self.size) } else { (self.size, glyph.size) };
        let rise = glyph.origin.minus(self.base).along(self.direction.upwards()).abs();
        if rise > BASELINE_SLACK * bigger.min(2.0 * smaller) {
            return false;
        }
        if glyph.size > self.size {
            self.base = glyph.origin;
            self.size = glyph.size;
        }
        true
    }
}

/// A line as text, with what its neighbours must know of it.
#[derive(Clone)]
struct SetLine {
    text: String,
    base: Vector,
    direction: Vector,
    size: f32,
}

/// So many letters under each other are a word.
const STACK: usize = 5;

/// Joins upright letters that stand under each other, each a line of its own: headings of columns, spines, signboards.
fn stacked(lines: &[SetLine]) -> Vec<SetLine> {
    let mut out: Vec<SetLine> = Vec::with_capacity(lines.len());
    for stack in lines.chunk_by(SetLine::stands_on) {
        if stack.len() < STACK {
            out.extend(stack.iter().cloned());
            continue;
        }
        let text = stack.iter().map(|line| line.text.as_str()).collect();
        out.push(SetLine { text, ..stack[0].clone() });
    }
    out
}

/// A glyph in its place along the line.
#[derive(Clone, Copy)]
struct Piece<'s> {
    text: &'s str,
    start: f32,
    end: f32,
    size: f32,
    rise: f32,
}

/// Sets a line; texts that are drawn over each other become lines of their own.
fn set(shapes: &Shapes, line: &Line<'_>, is_rtl_page: bool) -> Vec<SetLine> {
    let mut pieces: Vec<Piece<'_>> =
        line.glyphs.iter().map(|glyph| piece(shapes, line, glyph)).collect();
    let has_accents = follow_with_accents(&mut pieces);
    let is_rtl = pieces.iter().any(|piece| bidi::is_right_to_left(piece.text));
    if is_rtl {
        lead_with_marks(&mut pieces);
    }
    let layers = if goes_back(&pieces) { layers(&pieces) } else { vec![pieces] };
    let set = |pieces: Vec<Piece<'_>>| {
        let spaced = spaced(&pieces);
        let text = if is_rtl { bidi::logical(&spaced, is_rtl_page) } else { spaced.concat() };
        let text = if has_accents { composed(&text) } else { text };
        SetLine { text: tidy(&text), base: line.base, direction: line.direction, size: line.size }
    };
    layers.into_iter().map(set).filter(|line| !line.text.is_empty()).collect()
}

/// Parts the pieces of a line into layers in which no text lies upon another, each in order from left to right.
fn layers<'s>(pieces: &[Piece<'s>]) -> Vec<Vec<Piece<'s>>> {
    let stretches: Vec<&[Piece<'s>]> =
        pieces.chunk_by(|one, next| !steps_back(one, next)).collect();
    let mut layers: Vec<Vec<Piece<'s>>> = Vec::new();
    if pieces.len() > LAYERED_MAX {
        layers.push(pieces.to_vec());
    } else {
        for stretch in stretches {
            lay(stretch, &mut layers);
        }
    }
    for layer in &mut layers {
        layer.sort_by(|one, other| one.start.total_cmp(&other.start));
        drop_covered_spaces(layer);
    }
    layers
}

/// Drops spaces that lie upon a letter: what is left of a space at the end of a line.
fn drop_covered_spaces(layer: &mut Vec<Piece<'_>>) {
    let is_upon = |space: &Piece<'_>, letter: &Piece<'_>| {
        let middle = f32::midpoint(space.start, space.end);
        letter.text != " " && (letter.start..letter.end).contains(&middle)
    };
    let covered: Vec<bool> = (0..layer.len())
        .map(|index| {
            let near = [index.checked_sub(1), index.checked_add(1)];
            let mut near = near.into_iter().flatten().filter_map(|at| layer.get(at));
            layer[index].text == " " && near.any(|letter| is_upon(&layer[index], letter))
        })
        .collect();
    let mut covered = covered.into_iter();
    layer.retain(|_| !covered.next().unwrap_or(false));
}

fn lay<'s>(stretch: &[Piece<'s>], layers: &mut Vec<Vec<Piece<'s>>>) {
    let drawn =
        |piece: &&Piece<'_>| layers.iter().flatten().any(|other| is_overprint(other, piece));
    let repeated = stretch.iter().filter(drawn).count();
    if repeated * 5 >= stretch.len() * 4 {
        return;
    }
    match layers.iter_mut().find(|layer| !covers(layer, stretch)) {
        Some(layer) => layer.extend_from_slice(stretch),
        None => layers.push(stretch.to_vec()),
    }
}

/// Tells whether the letters of two texts stand upon each other.
fn covers(layer: &[Piece<'_>], stretch: &[Piece<'_>]) -> bool {
    let is_inside = |piece: &Piece<'_>| {
        let middle = f32::midpoint(piece.start, piece.end);
        layer.iter().any(|other| other.text != " " && (other.start..other.end).contains(&middle))
    };
    let letters: Vec<&Piece<'_>> = stretch.iter().filter(|piece| piece.text != " ").collect();
    letters.iter().filter(|piece| is_inside(piece)).count() * 3 > letters.len()
}

fn piece<'s>(shapes: &'s Shapes, line: &Line<'_>, glyph: &Glyph) -> Piece<'s> {
    let start = glyph.origin.minus(line.base).along(line.direction);
    let end = glyph.end.minus(line.base).along(line.direction);
    Piece {
        text: shapes.text_of(glyph),
        start,
        end: end.max(start),
        size: glyph.size,
        rise: glyph.origin.minus(line.base).along(line.direction.upwards()),
    }
}

/// Returns the mark that stands upon a letter for an accent that is a character of its own, as TeX draws both.
fn mark_of(accent: &str) -> Option<&'static str> {
    Some(match accent {
        "`" => "\u{300}",
        "´" => "\u{301}",
        "ˆ" | "^" => "\u{302}",
        "˜" | "~" => "\u{303}",
        "¯" => "\u{304}",
        "˘" => "\u{306}",
        "˙" => "\u{307}",
        "¨" => "\u{308}",
        "˚" => "\u{30a}",
        "˝" => "\u{30b}",
        "ˇ" => "\u{30c}",
        "¸" => "\u{327}",
        "˛" => "\u{328}",
        _ => return None,
    })
}

/// Puts accents that are drawn upon a letter behind it, and tells whether there are any.
fn follow_with_accents(pieces: &mut [Piece<'_>]) -> bool {
    let mut has_accents = false;
    for index in 0..pieces.len() {
        let Some(mark) = mark_of(pieces[index].text) else { continue };
        let middle = f32::midpoint(pieces[index].start, pieces[index].end);
        let neighbours = [Some(index + 1), index.checked_sub(1)];
        let is_base = |near: &usize| {
            pieces.get(*near).is_some_and(|base| {
                base.text.chars().all(char::is_alphabetic)
                    && (base.start..base.end).contains(&middle)
            })
        };
        let Some(base) = neighbours.into_iter().flatten().find(is_base) else { continue };
        let letter = pieces[base];
        pieces[index] = Piece { text: mark, start: letter.start, ..letter };
        pieces.swap(index.min(base), if base > index { base } else { index.min(base) });
        has_accents = true;
    }
    has_accents
}

/// Makes one character of a letter and the mark upon it; a letter without its dot gets it back.
fn composed(text: &str) -> String {
    let dotted = |mark: char| {
        [(format!("ı{mark}"), format!("i{mark}")), (format!("ȷ{mark}"), format!("j{mark}"))]
    };
    let marks = ['\u{300}', '\u{301}', '\u{302}', '\u{303}', '\u{308}', '\u{30c}'];
    let text = marks
        .into_iter()
        .flat_map(dotted)
        .fold(text.to_owned(), |text, (bare, whole)| text.replace(&bare, &whole));
    text.nfc().collect()
}

/// Gives vowel signs the place of the letter that they stand upon, a hair before it: turned around they follow it.
fn lead_with_marks(pieces: &mut [Piece<'_>]) {
    for index in 0..pieces.len() {
        let mark = pieces[index];
        if !bidi::is_mark(mark.text) {
            continue;
        }
        let neighbours = [index.checked_add(1), index.checked_sub(1)];
        let base =
            neighbours.into_iter().flatten().filter_map(|near| pieces.get(near)).find(|base| {
                !bidi::is_mark(base.text)
                    && (base.start - 0.1 * base.size..=base.end).contains(&mark.start)
            });
        if let Some(base) = base {
            let start = base.start - 0.001 * base.size;
            pieces[index].start = start;
            pieces[index].end = start;
        }
    }
}

/// Tells whether a piece begins clearly before the end of the one drawn before it.
fn goes_back(pieces: &[Piece<'_>]) -> bool {
    pieces.windows(2).any(|pair| steps_back(&pair[0], &pair[1]))
}

fn steps_back(one: &Piece<'_>, next: &Piece<'_>) -> bool {
    next.start < one.start - OVERPRINT * one.size
}

/// Tells whether `later` is `earlier`, drawn once more to look bold.
fn is_overprint(earlier: &Piece<'_>, later: &Piece<'_>) -> bool {
    let near = OVERPRINT * later.size;
    earlier.text == later.text
        && (earlier.start - later.start).abs() < near
        && (earlier.rise - later.rise).abs() < near
}

/// Puts spaces where the gaps are.
fn spaced<'s>(pieces: &[Piece<'s>]) -> Vec<&'s str> {
    let gaps = gaps(pieces);
    let narrow = narrow_gap(pieces, &gaps);
    let mut spaced = Vec::with_capacity(pieces.len() + pieces.len() / 4);
    // The size of the letters of the word so far, and how many there are.
    let (mut size, mut letters) = (0.0, 0);
    for (piece, gap) in pieces.iter().zip(gaps) {
        if gap > WORD_GAP || gap > narrow || letters >= WORD && is_reference(piece, size) {
            spaced.push(" ");
        }
        spaced.push(piece.text);
        let is_letter = piece.text.chars().all(char::is_alphabetic);
        (size, letters) = if is_letter { (piece.size, letters + 1) } else { (0.0, 0) };
    }
    spaced
}

/// Behind a word of so many letters a raised figure leads to a note; behind fewer it may be an exponent: `km²`.
const WORD: usize = 4;

/// Tells whether a piece behind a letter of `size` is a figure that stands higher and is smaller.
fn is_reference(piece: &Piece<'_>, size: f32) -> bool {
    let is_figure = piece.text.chars().all(|character| character.is_ascii_digit());
    is_figure && piece.size < 0.85 * size && piece.rise > 0.2 * size
}

/// Returns the gap before each piece, as a share of the font size.
fn gaps(pieces: &[Piece<'_>]) -> Vec<f32> {
    let mut end = f32::INFINITY;
    let gap = |piece: &Piece<'_>| {
        let gap = (piece.start - end) / piece.size;
        end = if end.is_finite() { end.max(piece.end) } else { piece.end };
        gap
    };
    pieces.iter().map(gap).collect()
}

/// Returns the gap, as a share of the font size, from which on words are parted in a line whose letters stand as close
/// as these do; letters that are set apart evenly are one word.
fn narrow_gap(pieces: &[Piece<'_>], gaps: &[f32]) -> f32 {
    if gaps.iter().all(|gap| *gap <= GAP_WITHOUT_SPACES) {
        return WORD_GAP;
    }
    let has_spaces = pieces.iter().any(|piece| piece.text == " ");
    let mut between: Vec<f32> = gaps.iter().copied().filter(|gap| gap.is_finite()).collect();
    between.sort_unstable_by(f32::total_cmp);
    let usual = between.get(between.len() / 2).copied().unwrap_or_default();
    usual.max(0.0) + if has_spaces { NARROW_GAP } else { GAP_WITHOUT_SPACES }
}

/// Leaves one space between words and one stand-in for neighbouring unknown glyphs.
fn tidy(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    let mut last = ' ';
    for character in text.chars() {
        if character == last && matches!(character, ' ' | UNMAPPED) {
            continue;
        }
        tidy.push(character);
        last = character;
    }
    tidy.truncate(tidy.trim_end().len());
    tidy
}

fn join(lines: &[SetLine], compounds: &Compounds) -> String {
    let mut text = String::new();
    let mut last: Option<&SetLine> = None;
    for line in lines {
        let parting = last.map_or("", |last| last.parting(line));
        let rest = if is_split(&text, &line.text) {
            let (tail, rest) = line.text.split_once(' ').unwrap_or((&line.text, ""));
            if !compounds.knows(text.trim_end_matches(HYPHENS), tail) {
                text.truncate(text.trim_end_matches(HYPHENS).len());
            }
            text.push_str(tail);
            rest
        } else {
            &line.text
        };
        if !rest.is_empty() {
            text.push_str(parting);
            text.push_str(rest);
        }
        last = Some(line);
    }
    text
}

/// Tells whether a word is split between what stands so far and the next line.
///
/// Both sides must be lower-case letters, else the hyphen may well be a part of the name (`Saint-/Petersburg`).
fn is_split(text: &str, next: &str) -> bool {
    let Some(head) = text.strip_suffix(HYPHENS) else { return false };
    head.ends_with(char::is_lowercase) && next.starts_with(char::is_lowercase)
}

impl SetLine {
    /// Tells whether both lines are one letter each, the other one right below this one.
    fn stands_on(&self, next: &Self) -> bool {
        let is_letter = |line: &Self| {
            let mut letters = line.text.chars();
            letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none()
        };
        let between = next.base.minus(self.base);
        let fall = -between.along(self.direction.upwards());
        is_letter(self)
            && is_letter(next)
            && next.direction.along(self.direction) >= SAME_DIRECTION
            && between.along(self.direction).abs() < BASELINE_SLACK * self.size
            && (BASELINE_SLACK * self.size..PARAGRAPH_GAP * self.size).contains(&fall)
    }

    fn parting(&self, next: &Self) -> &'static str {
        let fall = -next.base.minus(self.base).along(self.direction.upwards());
        let size = self.size.max(next.size);
        let is_same_way = next.direction.along(self.direction) >= SAME_DIRECTION;
        let is_near = (0.0..PARAGRAPH_GAP * size).contains(&fall);
        if is_same_way && is_near && size < 1.3 * self.size.min(next.size) { "\n" } else { "\n\n" }
    }
}

#[cfg(test)]
mod tests {
    use super::super::canvas::Mark;
    use super::*;

    /// A page on which each line is drawn at its own height, one unit a letter.
    struct Drawn(Shapes);

    impl Drawn {
        fn new() -> Self {
            Self(Shapes::default())
        }

        fn draw(mut self, x: f32, y: f32, size: f32, text: &str) -> Self {
            let mut at = x;
            for character in text.chars() {
                if character != ' ' {
                    self.glyph(at, y, size, character);
                }
                at += 0.5 * size;
            }
            self
        }

        fn glyph(&mut self, x: f32, y: f32, size: f32, character: char) {
            let start = u32::try_from(self.0.text.len()).expect("tests are short");
            self.0.text.push(character);
            let end = u32::try_from(self.0.text.len()).expect("tests are short");
            self.0.glyphs.push(Glyph {
                text: (start, end),
                origin: Vector { x, y },
                end: Vector { x: x + 0.5 * size, y },
                direction: Vector { x: 1.0, y: 0.0 },
                size,
                mark: Mark::default(),
            });
        }

        fn text(&self) -> String {
            text(&self.0, &self.0.glyphs, &mut Compounds::default())
        }
    }

    #[test]
    fn gaps_part_words() {
        assert_eq!(Drawn::new().draw(0.0, 0.0, 10.0, "two words").text(), "two words");
    }

    #[test]
    fn upright_letters_under_each_other_are_a_word() {
        let down = |word: &str| {
            let mut page = Drawn::new().draw(50.0, 20.0, 10.0, "above");
            for (at, letter) in (0_u8..).zip(word.chars()) {
                page = page.draw(0.0, -12.0 * f32::from(at), 10.0, &letter.to_string());
            }
            page.text()
        };
        assert_eq!(down("Kuznetsova"), "above\n\nKuznetsova");
        assert_eq!(down("ABC"), "above\n\nA\nB\nC");
    }

    #[test]
    fn narrow_gaps_part_words_where_letters_stand_closer() {
        let mut page = Drawn::new();
        for (x, word) in [(0.0, "passed"), (31.4, "the"), (47.8, "border")] {
            page = page.draw(x, 0.0, 10.0, word);
        }
        assert_eq!(page.text(), "passed the border");
        let mut apart = Drawn::new();
        for (x, letter) in [(0.0, "P"), (6.4, "e"), (12.8, "s"), (19.2, "t"), (25.6, "r")] {
            apart = apart.draw(x, 0.0, 10.0, letter);
        }
        assert_eq!(apart.text(), "Pestr");
    }

    #[test]
    fn a_word_split_by_a_hyphen_is_joined() {
        let page = Drawn::new().draw(0.0, 24.0, 10.0, "Щерба-").draw(0.0, 12.0, 10.0, "ков пришёл");
        assert_eq!(page.text(), "Щербаков\nпришёл");
    }

    #[test]
    fn a_hyphen_before_a_capital_stays() {
        let page = Drawn::new().draw(0.0, 24.0, 10.0, "Saint-").draw(0.0, 12.0, 10.0, "Petersburg");
        assert_eq!(page.text(), "Saint-\nPetersburg");
    }

    #[test]
    fn a_compound_known_from_the_page_keeps_its_hyphen() {
        let page = Drawn::new()
            .draw(0.0, 36.0, 10.0, "a well-known man")
            .draw(0.0, 24.0, 10.0, "is well-")
            .draw(0.0, 12.0, 10.0, "known here");
        assert_eq!(page.text(), "a well-known man\nis well-known\nhere");
    }

    #[test]
    fn a_word_over_three_lines_is_joined() {
        let page = Drawn::new()
            .draw(0.0, 36.0, 10.0, "ab-")
            .draw(0.0, 24.0, 10.0, "cd-")
            .draw(0.0, 12.0, 10.0, "ef gh");
        assert_eq!(page.text(), "abcdef\ngh");
    }

    #[test]
    fn columns_stay_apart() {
        let page = Drawn::new()
            .draw(0.0, 24.0, 10.0, "left one")
            .draw(0.0, 12.0, 10.0, "left two")
            .draw(100.0, 24.0, 10.0, "right one")
            .draw(100.0, 12.0, 10.0, "right two");
        assert_eq!(page.text(), "left one\nleft two\n\nright one\nright two");
    }

    #[test]
    fn superscripts_stay_in_their_line() {
        let page = Drawn::new()
            .draw(0.0, 0.0, 10.0, "note")
            .draw(20.0, 4.0, 6.0, "1")
            .draw(24.0, 0.0, 10.0, " more");
        assert_eq!(page.text(), "note 1 more");
    }

    #[test]
    fn a_raised_figure_behind_a_short_word_is_an_exponent() {
        let page = Drawn::new().draw(0.0, 0.0, 10.0, "7 km").draw(20.0, 4.0, 6.0, "2");
        assert_eq!(page.text(), "7 km2");
        let page = Drawn::new().draw(0.0, 0.0, 10.0, "acid").draw(20.0, -3.0, 6.0, "4");
        assert_eq!(page.text(), "acid4");
    }

    #[test]
    fn cells_drawn_out_of_order_are_put_in_order() {
        let page = Drawn::new().draw(50.0, 0.0, 10.0, "second").draw(0.0, 0.0, 10.0, "first");
        assert_eq!(page.text(), "first second");
    }

    #[test]
    fn text_drawn_twice_to_look_bold_counts_once() {
        let page = Drawn::new().draw(0.0, 0.0, 10.0, "bold").draw(0.3, 0.0, 10.0, "bold");
        assert_eq!(page.text(), "bold");
    }

    #[test]
    fn texts_drawn_over_each_other_stay_whole() {
        let page = Drawn::new().draw(0.0, 0.0, 10.0, "the first").draw(0.0, 0.0, 10.0, "the other");
        assert_eq!(page.text(), "the first\nthe other");
    }

    #[test]
    fn arabic_is_read_from_right_to_left() {
        let page = Drawn::new().draw(0.0, 0.0, 10.0, "مالسلا");
        assert_eq!(page.text(), "السلام");
    }
}
