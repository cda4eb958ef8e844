//! How a block of text is cut into words once, for every kind to read.

use std::ops::Range;

use crate::fold;
use crate::lexicon::{self, Role, Words};

/// A block of text with its words.
pub(crate) struct TokenizedBlock<'t> {
    pub(crate) text: &'t str,
    pub(crate) words: Vec<Word>,
    /// Byte offsets of `@`.
    pub(crate) at_signs: Vec<usize>,
    /// Byte offsets of `://`.
    pub(crate) schemes: Vec<usize>,
    /// Byte offsets of `:`.
    pub(crate) colons: Vec<usize>,
    /// Words that speak of Interpol or of wanted persons.
    pub(crate) anchors: Vec<Anchor>,
    folded: String,
    /// The words that the roles come from.
    known: Option<&'static Words>,
}

/// A run of letters, or a run of digits.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Word {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) hash: u64,
    pub(crate) roles: Role,
    pub(crate) shape: Shape,
    /// What stands between the word before and this one.
    pub(crate) gap: Gap,
    /// The value of a run of up to nine digits.
    pub(crate) number: u32,
    folded_start: usize,
    folded_end: usize,
}

/// How a word is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Number,
    Lower,
    Title,
    Upper,
    Mixed,
    /// Letters of a script without case.
    Caseless,
}

/// What stands between two words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gap {
    /// The text begins here.
    Edge,
    /// Nothing: letters and digits meet.
    None,
    Space,
    /// Blanks with one or more line breaks.
    Line,
    Dash,
    Slash,
    /// A full stop without blanks.
    Dot,
    /// A full stop and a blank.
    DotSpace,
    Apostrophe,
    Comma,
    Colon,
    Open,
    Close,
    Quote,
    Other,
}

impl Gap {
    /// Tells whether a phrase may run across the gap.
    pub(crate) fn joins(self) -> bool {
        matches!(
            self,
            Self::None | Self::Space | Self::Line | Self::Dash | Self::Apostrophe | Self::Dot
        )
    }

    /// Tells whether the gap is blank.
    pub(crate) fn is_blank(self) -> bool {
        matches!(self, Self::Space | Self::Line)
    }
}

/// A word or phrase that tells the subject.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Anchor {
    pub(crate) at: usize,
    pub(crate) len: usize,
    /// Interpol, its bodies and extradition are strong; wanted persons alone are not.
    pub(crate) strong: bool,
}

impl Word {
    pub(crate) fn has(&self, role: Role) -> bool {
        self.roles & role != 0
    }

    pub(crate) fn is_number(&self) -> bool {
        self.shape == Shape::Number
    }

    pub(crate) fn is_capitalised(&self) -> bool {
        matches!(self.shape, Shape::Title | Shape::Upper)
    }

    /// How many bytes of folded text the word has: for a number, how many digits.
    pub(crate) fn len(&self) -> usize {
        self.folded_end - self.folded_start
    }
}

impl<'t> TokenizedBlock<'t> {
    /// Cuts `text` without looking anything up.
    pub(crate) fn cut(text: &'t str) -> Self {
        let mut cutter = Cutter::new(text);
        cutter.run();
        cutter.block
    }

    /// Gives every word the roles that `known` has for it.
    ///
    /// An Arabic word is looked up without its conjunction, preposition and article where it is not known with them.
    pub(crate) fn look_up(&mut self, known: &'static Words) {
        self.known = Some(known);
        for at in 0..self.words.len() {
            if !self.words[at].is_number() {
                let (hash, roles) = self.known(at, known);
                self.words[at].hash = hash;
                self.words[at].roles = roles;
            }
        }
    }

    /// Returns the roles of a word exactly as it stands, whether or not the block holds it.
    pub(crate) fn roles_of(&self, word: &str) -> Role {
        let roles = self.known.and_then(|known| known.get(&lexicon::hash(&fold::fold(word))));
        roles.copied().unwrap_or(0)
    }

    /// Returns the hash under which a word is known, and its roles.
    fn known(&self, at: usize, known: &Words) -> (u64, Role) {
        let word = &self.words[at];
        if let Some(roles) = known.get(&word.hash) {
            return (word.hash, *roles);
        }
        if word.shape != Shape::Caseless {
            return (word.hash, 0);
        }
        let mut bare = text::without_clitics(self.folded(at)).map(lexicon::hash);
        let found = bare.find_map(|hash| known.get(&hash).map(|roles| (hash, *roles)));
        found.unwrap_or((word.hash, 0))
    }

    /// Returns the folded form of a word.
    pub(crate) fn folded(&self, at: usize) -> &str {
        let word = &self.words[at];
        &self.folded[word.folded_start..word.folded_end]
    }

    pub(crate) fn word(&self, at: usize) -> Option<&Word> {
        self.words.get(at)
    }

    pub(crate) fn number(&self, at: usize) -> Option<&Word> {
        self.words.get(at).filter(|word| word.is_number())
    }

    /// Returns what stands before the word, or the edge.
    pub(crate) fn gap(&self, at: usize) -> Gap {
        self.words.get(at).map_or(Gap::Edge, |word| word.gap)
    }

    /// Returns the text between the word before `at` and that word; nothing behind the end.
    pub(crate) fn gap_text(&self, at: usize) -> &'t str {
        let end_of = |at: usize| self.words.get(at).map_or(self.text.len(), |word| word.end);
        let start = at.checked_sub(1).map_or(0, end_of);
        let end = self.words.get(at).map_or(self.text.len(), |word| word.start);
        &self.text[start..end]
    }

    /// Returns the byte range of a range of words, which must not be empty.
    pub(crate) fn span(&self, words: &Range<usize>) -> Range<usize> {
        self.words[words.start].start..self.words[words.end - 1].end
    }

    pub(crate) fn surface(&self, words: &Range<usize>) -> &'t str {
        &self.text[self.span(words)]
    }

    /// Returns the index of the first word that ends after byte `offset`.
    pub(crate) fn word_at(&self, offset: usize) -> usize {
        self.words.partition_point(|word| word.end <= offset)
    }

    /// Tells whether an anchor stands among `words` or within `window` words of them.
    pub(crate) fn anchor_near(&self, words: &Range<usize>, window: usize, strong: bool) -> bool {
        let low = words.start.saturating_sub(window);
        let first = self.anchors.partition_point(|anchor| anchor.at + anchor.len <= low);
        let near = self.anchors[first..].iter().take_while(|anchor| anchor.at < words.end + window);
        near.into_iter().any(|anchor| anchor.strong || !strong)
    }

    /// Tells whether a word of `role` stands within `window` words of `words`, outside of them.
    pub(crate) fn role_near(&self, words: &Range<usize>, window: usize, role: Role) -> bool {
        let low = words.start.saturating_sub(window);
        let high = (words.end + window).min(self.words.len());
        self.words[low..words.start]
            .iter()
            .chain(&self.words[words.end..high])
            .any(|word| word.has(role))
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    Digit,
    Mark,
    Other,
}

fn class(character: char) -> Class {
    match character {
        'a'..='z' | 'A'..='Z' | 'а'..='я' | 'А'..='Я' | 'ё' | 'Ё' => Class::Letter,
        '0'..='9' => Class::Digit,
        '\0'..='\x7f' | '\u{a0}' | '«' | '»' | '\u{2010}'..='\u{2027}' => Class::Other,
        _ if fold::digit(character).is_some() => Class::Digit,
        _ if fold::is_mark(character) => Class::Mark,
        _ if is_everyday(character) || character.is_alphanumeric() => Class::Letter,
        _ => Class::Other,
    }
}

/// Tells quickly of the usual letters of French, Spanish and Arabic that they are letters.
fn is_everyday(character: char) -> bool {
    matches!(character, 'à'..='ö' | 'À'..='Ö' | '\u{621}'..='\u{63a}' | '\u{641}'..='\u{64a}')
}

struct Cutter<'t> {
    block: TokenizedBlock<'t>,
    at: usize,
    last_end: usize,
}

impl<'t> Cutter<'t> {
    fn new(text: &'t str) -> Self {
        let block = TokenizedBlock {
            text,
            words: Vec::with_capacity(text.len() / 7),
            at_signs: Vec::new(),
            schemes: Vec::new(),
            colons: Vec::new(),
            anchors: Vec::new(),
            folded: String::with_capacity(text.len()),
            known: None,
        };
        Self { block, at: 0, last_end: 0 }
    }

    fn run(&mut self) {
        while let Some(character) = self.block.text[self.at..].chars().next() {
            match class(character) {
                Class::Letter => self.letters(),
                Class::Digit => self.digits(),
                Class::Mark | Class::Other => self.skip(character),
            }
        }
    }

    fn skip(&mut self, character: char) {
        match character {
            '@' => self.block.at_signs.push(self.at),
            ':' => {
                self.block.colons.push(self.at);
                if self.block.text.as_bytes()[self.at..].starts_with(b"://") {
                    self.block.schemes.push(self.at);
                }
            }
            _ => {}
        }
        self.at += character.len_utf8();
    }

    fn letters(&mut self) {
        let (start, folded_start) = (self.at, self.block.folded.len());
        let mut case = Case::default();
        let mut end = start;
        while let Some(character) = self.block.text[self.at..].chars().next() {
            match class(character) {
                Class::Letter => case.see(character),
                Class::Mark => {}
                Class::Digit => break,
                Class::Other => match self.continuation(character, &case) {
                    Some(skipped) => {
                        self.at += skipped;
                        continue;
                    }
                    None => break,
                },
            }
            fold::push(character, &mut self.block.folded);
            self.at += character.len_utf8();
            if !is_bidi(character) {
                end = self.at;
            }
        }
        self.push(start, end, folded_start, case.shape(), 0);
    }

    /// Returns how many bytes part the halves of a word that a hyphen breaks at the end of a line.
    fn continuation(&self, character: char, case: &Case) -> Option<usize> {
        let is_broken =
            matches!(character, '-' | '\u{2010}') || self.block.text[..self.at].ends_with('\u{ad}');
        if !is_broken || case.letters < 2 {
            return None;
        }
        text::broken_word_goes_on(self.block.text, self.at).map(|rest| rest - self.at)
    }

    fn digits(&mut self) {
        let (start, folded_start) = (self.at, self.block.folded.len());
        let (mut number, mut count) = (0_u32, 0);
        while let Some(character) = self.block.text[self.at..].chars().next() {
            let Some(value) = fold::digit(character) else { break };
            count += 1;
            if count <= 9 {
                number = number * 10 + u32::from(value);
            }
            self.block.folded.push(char::from(b'0' + value));
            self.at += character.len_utf8();
        }
        self.push(start, self.at, folded_start, Shape::Number, number);
    }

    fn push(&mut self, start: usize, end: usize, folded_start: usize, shape: Shape, number: u32) {
        let first = self.block.words.is_empty();
        let between = &self.block.text[self.last_end..start];
        let gap = if first { Gap::Edge } else { gap_of(between) };
        let folded_end = self.block.folded.len();
        let hash = lexicon::hash(&self.block.folded[folded_start..]);
        self.last_end = end;
        self.block.words.push(Word {
            start,
            end,
            hash,
            roles: 0,
            shape,
            gap,
            number,
            folded_start,
            folded_end,
        });
    }
}

fn is_bidi(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{61c}')
}

#[derive(Default)]
struct Case {
    letters: usize,
    upper: usize,
    lower: usize,
    first_upper: bool,
}

impl Case {
    fn see(&mut self, character: char) {
        match character {
            'a'..='z' | 'а'..='я' => self.lower += 1,
            '\u{621}'..='\u{64a}' => {}
            _ if character.is_lowercase() => self.lower += 1,
            _ if character.is_uppercase() => {
                self.upper += 1;
                self.first_upper |= self.letters == 0;
            }
            _ => {}
        }
        self.letters += 1;
    }

    fn shape(&self) -> Shape {
        match (self.upper, self.lower) {
            (0, 0) => Shape::Caseless,
            (0, _) => Shape::Lower,
            (_, 0) => Shape::Upper,
            (1, _) if self.first_upper => Shape::Title,
            _ => Shape::Mixed,
        }
    }
}

fn gap_of(between: &str) -> Gap {
    match between {
        " " => return Gap::Space,
        "" => return Gap::None,
        "\n" => return Gap::Line,
        _ => {}
    }
    let blank = |character: char| {
        character.is_whitespace() || is_bidi(character) || fold::is_mark(character)
    };
    let core = between.trim_matches(blank);
    let spaced = core.len() < between.len();
    match core {
        "" if between.contains('\n') => Gap::Line,
        "" if between.chars().any(char::is_whitespace) => Gap::Space,
        "" => Gap::None,
        "-" | "\u{2010}" | "\u{2011}" | "\u{2012}" | "\u{2013}" | "\u{2014}" | "\u{2212}"
        | "\u{ff0d}" => Gap::Dash,
        "/" | "\u{2044}" | "\u{2215}" | "\u{ff0f}" => Gap::Slash,
        "." if spaced => Gap::DotSpace,
        "." => Gap::Dot,
        "'" | "’" | "`" | "\u{2b9}" | "\u{2bc}" => Gap::Apostrophe,
        "," | "،" => Gap::Comma,
        ":" => Gap::Colon,
        "(" | "[" => Gap::Open,
        ")" | "]" => Gap::Close,
        "\"" | "«" | "»" | "“" | "”" | "„" | "‘" => Gap::Quote,
        _ => Gap::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn surfaces(text: &str) -> Vec<&str> {
        let block = TokenizedBlock::cut(text);
        block.words.iter().map(|word| &text[word.start..word.end]).collect()
    }

    #[test]
    fn letters_and_digits_are_words_of_their_own() {
        assert_eq!(surfaces("l'A-1234/5-2020г."), ["l", "A", "1234", "5", "2020", "г"]);
    }

    #[test]
    fn a_word_broken_at_the_end_of_a_line_is_one_word() {
        let block = TokenizedBlock::cut("уведом-\nления");
        assert_eq!(block.folded(0), "уведомления");
        assert_eq!(block.words.len(), 1);
        assert_eq!(surfaces("Petrov-\nVodkin").len(), 2);
    }

    #[test]
    fn gaps_are_told_apart() {
        let block = TokenizedBlock::cut("a - b. c’d, e");
        let gaps: Vec<Gap> = block.words.iter().map(|word| word.gap).collect();
        assert_eq!(gaps, [Gap::Edge, Gap::Dash, Gap::DotSpace, Gap::Apostrophe, Gap::Comma]);
    }

    #[test]
    fn offsets_of_marked_words_are_bytes_of_the_original() {
        let text = "النَّشرةُ ١٢";
        let block = TokenizedBlock::cut(text);
        assert_eq!(block.words[0].end, "النَّشرةُ".len());
        assert_eq!(block.words[1].number, 12);
    }
}
