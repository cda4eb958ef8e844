//! How the code of a number format reads.

use std::iter::Peekable;
use std::str::Chars;

use super::Shape;
use super::words::Named;

/// A part of a section.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    /// Stands there as it is.
    Literal(String),
    /// A place for a digit: `0`, `#` or `?`.
    Digit(char),
    /// The decimal point.
    Point,
    /// A comma: groups digits, or divides by a thousand.
    Comma,
    /// Hundredths.
    Percent,
    /// An exponent, with its sign where it has none of its own.
    Exponent(char),
    /// A part of a date or time and how often its letter stands there.
    Moment(char, usize),
    /// Half days; the first as long as written.
    HalfDay {
        /// Whether it is written `A/P`.
        is_short: bool,
    },
    /// Hours, minutes or seconds that run on.
    Elapsed(char, usize),
    /// The number as it is.
    General,
    /// The text of the cell.
    Text,
    /// The stroke of a fraction with its denominator, which is a number or places for digits.
    Fraction(String),
}

/// When a section is for a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Condition {
    is_less: bool,
    is_equal: bool,
    is_more: bool,
    limit: f64,
}

impl Condition {
    /// Tells whether a number fulfils it.
    pub(super) fn holds(self, number: f64) -> bool {
        self.is_less && number < self.limit
            || self.is_more && number > self.limit
            || self.is_equal && (number - self.limit).abs() < f64::EPSILON
    }

    fn parse(text: &str) -> Option<Self> {
        let number = text.trim_start_matches(['<', '>', '=']);
        let signs = &text[..text.len() - number.len()];
        let limit = number.trim().parse().ok().filter(|_| !signs.is_empty())?;
        let is_unequal = signs == "<>";
        Some(Self {
            is_less: signs.contains('<'),
            is_equal: signs.contains('=') && !is_unequal,
            is_more: signs.contains('>'),
            limit,
        })
    }
}

/// What is for numbers of one kind.
#[derive(Clone, Debug, Default)]
pub(super) struct Section {
    pub(super) tokens: Vec<Token>,
    pub(super) condition: Option<Condition>,
    /// The names of months and days that it shows.
    pub(super) named: Named,
    /// Whether it shows words of a language that is not known here, or what the system prefers.
    pub(super) is_of_another_language: bool,
}

impl Section {
    /// Returns what it makes of a number.
    pub(super) fn shape(&self) -> Shape {
        if self.tokens.iter().any(|token| matches!(token, Token::Elapsed(..))) {
            return Shape::Duration;
        }
        let has = |letters: &[char]| {
            self.tokens
                .iter()
                .any(|token| matches!(token, Token::Moment(letter, _) if letters.contains(letter)))
        };
        let (date, time) = (has(&['y', 'd', 'M']), has(&['h', 's', 'm']));
        if date || time { Shape::Moment { date, time } } else { Shape::Number }
    }
}

/// Reads the sections of a code.
pub(super) fn sections(code: &str) -> Vec<Section> {
    let mut characters = code.chars().peekable();
    let mut sections = vec![Section::default()];
    let mut locale = None;
    while let Some(character) = characters.next() {
        if character == ';' {
            sections.push(Section::default());
            continue;
        }
        let section = sections.last_mut().expect("there is one from the start");
        if character == '[' {
            let inside: String = characters.by_ref().take_while(|next| *next != ']').collect();
            locale = bracket(&inside, section).or(locale);
        } else {
            push(character, &mut characters, section);
        }
    }
    for section in &mut sections {
        tell_minutes(section);
        section.is_of_another_language = is_of_another_language(section, locale);
        section.named = locale.and_then(Named::of).unwrap_or_default();
    }
    sections
}

/// Takes what stands in brackets; returns the locale where it names one.
fn bracket(inside: &str, section: &mut Section) -> Option<u32> {
    if let Some(currency) = inside.strip_prefix('$') {
        let (sign, locale) = currency.rsplit_once('-').unwrap_or((currency, ""));
        push_literal(sign, section);
        return u32::from_str_radix(locale, 16).ok();
    }
    let folded = inside.to_lowercase();
    let letter = folded.chars().next().filter(|letter| matches!(letter, 'h' | 'm' | 's'));
    if let Some(letter) = letter.filter(|letter| folded.chars().all(|other| other == *letter)) {
        section.tokens.push(Token::Elapsed(letter, folded.len()));
    } else if let Some(condition) = Condition::parse(inside) {
        section.condition = Some(condition);
    }
    None
}

fn push(character: char, characters: &mut Peekable<Chars<'_>>, section: &mut Section) {
    let token = match character {
        '"' => {
            let literal: String = characters.by_ref().take_while(|next| *next != '"').collect();
            return push_literal(&literal, section);
        }
        '\\' => {
            return push_literal(&characters.next().map(String::from).unwrap_or_default(), section);
        }
        '_' => {
            characters.next();
            return push_literal(" ", section);
        }
        '*' => {
            characters.next();
            return;
        }
        '0' | '#' | '?' => Token::Digit(character),
        '.' => Token::Point,
        ',' => Token::Comma,
        '%' => Token::Percent,
        '@' => Token::Text,
        '/' if section.tokens.iter().any(|token| matches!(token, Token::Digit(_))) => {
            Token::Fraction(denominator(characters))
        }
        'E' | 'e' if matches!(characters.peek(), Some('+' | '-')) => {
            Token::Exponent(characters.next().unwrap_or('-'))
        }
        'G' | 'g' if takes(characters, "eneral") => Token::General,
        'A' | 'a' if takes(characters, "M/PM") => Token::HalfDay { is_short: false },
        'A' | 'a' if takes(characters, "/P") => Token::HalfDay { is_short: true },
        'y' | 'm' | 'd' | 'h' | 's' | 'e' | 'b' | 'Y' | 'M' | 'D' | 'H' | 'S' => {
            return push_moment(character.to_ascii_lowercase(), characters, section);
        }
        'g' => return,
        other => return push_literal(other.encode_utf8(&mut [0; 4]), section),
    };
    section.tokens.push(token);
}

/// Takes the denominator behind a stroke.
fn denominator(characters: &mut Peekable<Chars<'_>>) -> String {
    let is_of = |next: &char| matches!(next, '?' | '#' | ' ') || next.is_ascii_digit();
    let mut places = String::new();
    while let Some(next) = characters.next_if(is_of) {
        if next == ' ' {
            break;
        }
        places.push(next);
    }
    places
}

fn push_moment(letter: char, characters: &mut Peekable<Chars<'_>>, section: &mut Section) {
    let mut count = 1;
    while characters.next_if(|next| next.to_ascii_lowercase() == letter).is_some() {
        count += 1;
    }
    // The year of an era, or of the Buddhist count, is not told apart: such years are not shown.
    section.is_of_another_language |= matches!(letter, 'e' | 'b');
    let letter = if matches!(letter, 'e' | 'b') { 'y' } else { letter };
    section.tokens.push(Token::Moment(letter, count));
}

fn push_literal(text: &str, section: &mut Section) {
    match section.tokens.last_mut() {
        Some(Token::Literal(last)) => last.push_str(text),
        _ if text.is_empty() => {}
        _ => section.tokens.push(Token::Literal(text.to_owned())),
    }
}

/// Takes a word, in any case, if it follows.
fn takes(characters: &mut Peekable<Chars<'_>>, word: &str) -> bool {
    let ahead: String = characters.clone().take(word.len()).collect();
    let is_it = ahead.eq_ignore_ascii_case(word);
    if is_it {
        characters.by_ref().take(word.len()).for_each(drop);
    }
    is_it
}

/// Turns `m` that is neither after hours nor before seconds into a month, which is written `M` here.
fn tell_minutes(section: &mut Section) {
    let letters: Vec<(usize, char)> = section
        .tokens
        .iter()
        .enumerate()
        .filter_map(|(at, token)| match token {
            Token::Moment(letter, _) | Token::Elapsed(letter, _) => Some((at, *letter)),
            _ => None,
        })
        .collect();
    for (place, (at, _)) in letters.iter().enumerate().filter(|(_, (_, letter))| *letter == 'm') {
        let before = place.checked_sub(1).map(|before| letters[before].1);
        let after = letters.get(place + 1).map(|(_, letter)| *letter);
        if before != Some('h')
            && after != Some('s')
            && let Some(Token::Moment(letter, _)) = section.tokens.get_mut(*at)
        {
            *letter = 'M';
        }
    }
}

/// Tells whether a section shows words that this house does not write: those of a language without a list of names, and
/// whatever the system prefers.
fn is_of_another_language(section: &Section, locale: Option<u32>) -> bool {
    let has_words = section
        .tokens
        .iter()
        .any(|token| matches!(token, Token::Moment('M' | 'd', count) if *count > 2));
    let is_known =
        locale.is_none_or(|locale| Named::of(locale).is_some() || locale.trailing_zeros() >= 16);
    let is_of_system = locale.is_some_and(|locale| matches!(locale & 0xffff, 0xf800 | 0xf400));
    let is_of_other_calendar = locale.is_some_and(|locale| locale >> 16 & 0xff > 1);
    section.is_of_another_language || is_of_system || is_of_other_calendar || has_words && !is_known
}
