//! How the text of a query is cut into signs, words and values.

use crate::fields::{self, FieldEntry, FieldKind};
use crate::quote::{closes, is_quote};
use crate::warnings::QueryWarnings;

use super::value::Value;

/// A piece of a query.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token<'q> {
    Open,
    Close,
    And,
    Or,
    Not,
    Near { reach: Reach, ordered: bool, raw: &'q str },
    Value { value: Value<'q>, boost: Option<f32> },
    Field { entry: &'static FieldEntry, value: Value<'q>, boost: Option<f32> },
    FieldGroup(&'static FieldEntry),
    Boost(f32),
}

/// How far apart two things may stand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Reach {
    Words(u32),
    Sentence,
    Paragraph,
    Page,
}

/// Cuts a query from left to right.
pub(super) struct Lexer<'q> {
    rest: &'q str,
}

impl<'q> Lexer<'q> {
    pub(super) fn new(text: &'q str) -> Self {
        Self { rest: text }
    }

    pub(super) fn tokens(&mut self, warnings: &mut QueryWarnings) -> Vec<Token<'q>> {
        let mut tokens = Vec::new();
        loop {
            self.rest = self.rest.trim_start();
            let Some(first) = self.rest.chars().next() else { return tokens };
            tokens.extend(self.token(first, warnings));
        }
    }

    fn token(&mut self, first: char, warnings: &mut QueryWarnings) -> Option<Token<'q>> {
        match first {
            '(' => Some(self.sign(1, Token::Open)),
            ')' => Some(self.sign(1, Token::Close)),
            '^' => self.boost().map(Token::Boost).or_else(|| self.unread_boost(warnings)),
            '+' => self.drop_char(first),
            '-' | '!' => self.negation(first),
            _ if is_quote(first) => self.quoted(first, warnings),
            '/' => self.regex().or_else(|| Some(self.word(warnings))),
            _ => Some(self.word(warnings)),
        }
    }

    fn skip(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or("");
    }

    fn sign(&mut self, bytes: usize, token: Token<'q>) -> Token<'q> {
        self.skip(bytes);
        token
    }

    fn drop_char(&mut self, character: char) -> Option<Token<'q>> {
        self.skip(character.len_utf8());
        None
    }

    fn unread_boost(&mut self, warnings: &mut QueryWarnings) -> Option<Token<'q>> {
        warnings.warn("ignored `^` without a number");
        self.drop_char('^')
    }

    /// Reads `-` or `!` right before what is not wanted; one that stands alone is a dash between words.
    fn negation(&mut self, sign: char) -> Option<Token<'q>> {
        self.skip(sign.len_utf8());
        let next = self.rest.chars().next()?;
        (!next.is_whitespace() && next != ')').then_some(Token::Not)
    }

    /// Reads `^2` or `^0.5`, right here or not at all.
    fn boost(&mut self) -> Option<f32> {
        let number = self.rest.strip_prefix('^')?;
        let length = number.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(number.len());
        let boost: f32 = number[..length].parse().ok()?;
        self.rest = &number[length..];
        Some(boost.clamp(0.0, 1_000.0))
    }

    fn quoted(&mut self, open: char, warnings: &mut QueryWarnings) -> Option<Token<'q>> {
        let value = self.quotation(open, warnings)?;
        let boost = self.boost();
        Some(Token::Value { value, boost })
    }

    fn quotation(&mut self, open: char, warnings: &mut QueryWarnings) -> Option<Value<'q>> {
        let inside = &self.rest[open.len_utf8()..];
        let Some(end) = inside.find(|c| closes(open, c)) else {
            warnings.warn(format!(
                "unclosed quotation mark `{open}`; its words were searched one by one"
            ));
            self.skip(open.len_utf8());
            return None;
        };
        let close = inside[end..].chars().next().map_or(0, char::len_utf8);
        self.rest = &inside[end + close..];
        Some(Value::Quoted { text: &inside[..end], extra: self.tilde_number() })
    }

    fn tilde_number(&mut self) -> Option<u32> {
        let number = self.rest.strip_prefix('~')?;
        let length = number.find(|c: char| !c.is_ascii_digit()).unwrap_or(number.len());
        let value = number[..length].parse().ok()?;
        self.rest = &number[length..];
        Some(value)
    }

    /// Reads `/regex/` where the second slash ends the word; anything else is a path.
    fn regex(&mut self) -> Option<Token<'q>> {
        let value = self.regex_value()?;
        let boost = self.boost();
        Some(Token::Value { value, boost })
    }

    fn regex_value(&mut self) -> Option<Value<'q>> {
        let inside = self.rest.strip_prefix('/')?;
        let mut is_escaped = false;
        let end = inside.find(|c| {
            let ends = c == '/' && !is_escaped;
            is_escaped = c == '\\' && !is_escaped;
            ends
        })?;
        let after = &inside[end + 1..];
        let ends_word =
            after.chars().next().is_none_or(|c| c.is_whitespace() || c == ')' || c == '^');
        if end == 0 || !ends_word {
            return None;
        }
        self.rest = after;
        Some(Value::Regex(&inside[..end]))
    }

    fn word(&mut self, warnings: &mut QueryWarnings) -> Token<'q> {
        if let Some(token) = self.field(warnings) {
            return token;
        }
        let length = self.rest.find(ends_word).unwrap_or(self.rest.len());
        let raw = &self.rest[..length];
        self.skip(length);
        if let Some(sign) = operator(raw) {
            return sign;
        }
        if raw.split_once('/').is_some_and(|(sign, _)| !sign.is_empty() && order(sign).is_some()) {
            warnings.warn(format!(
                "`{raw}` is not a distance such as `w/5` or `w/sentence`; searched as plain words"
            ));
        }
        let (word, boost) = split_boost(raw, warnings);
        Token::Value { value: Value::Word(word), boost }
    }

    fn field(&mut self, warnings: &mut QueryWarnings) -> Option<Token<'q>> {
        let length =
            self.rest.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '.'))?;
        let (name, rest) = self.rest.split_at(length);
        let after = rest.strip_prefix(':')?;
        let has_value = after.chars().next().is_some_and(|c| !c.is_whitespace() && c != ')');
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        let Some(entry) = fields::find(name) else {
            let is_host = name.contains('.');
            if has_value && !after.starts_with("//") && !is_host {
                warnings.warn(format!(
                    "unknown field `{name}`; searched as a plain word. Fields: {}",
                    fields::names()
                ));
            }
            return None;
        };
        if !has_value {
            warnings.warn(format!("field `{name}` without a value; searched as a plain word"));
            return None;
        }
        self.rest = after;
        self.field_value(entry, warnings)
    }

    fn field_value(
        &mut self,
        entry: &'static FieldEntry,
        warnings: &mut QueryWarnings,
    ) -> Option<Token<'q>> {
        let first = self.rest.chars().next()?;
        if first == '(' {
            return Some(self.sign(1, Token::FieldGroup(entry)));
        }
        let value = match first {
            '[' | '{' => self.range(),
            '/' if !matches!(entry.kind, FieldKind::Path | FieldKind::Under) => self.regex_value(),
            _ if is_quote(first) => self.quotation(first, warnings),
            _ => None,
        };
        if let Some(value) = value {
            let boost = self.boost();
            return Some(Token::Field { entry, value, boost });
        }
        let length = value_length(self.rest);
        let raw = &self.rest[..length];
        self.skip(length);
        let (word, boost) = split_boost(raw, warnings);
        Some(Token::Field { entry, value: Value::Word(word), boost })
    }

    /// Reads `[a TO b]`, where a brace on either side leaves that end out.
    fn range(&mut self) -> Option<Value<'q>> {
        let end = self.rest.find([']', '}'])?;
        let (low, high) = self.rest[1..end].split_once(" TO ")?;
        let value = Value::Range {
            low: low.trim(),
            high: high.trim(),
            with_low: self.rest.starts_with('['),
            with_high: self.rest[end..].starts_with(']'),
        };
        self.skip(end + 1);
        Some(value)
    }
}

fn ends_word(character: char) -> bool {
    character.is_whitespace() || matches!(character, '(' | ')') || is_quote(character)
}

/// Returns how long the value of a field is: up to a space, or a closing bracket that it did not open.
fn value_length(text: &str) -> usize {
    let mut open = 0_usize;
    for (at, character) in text.char_indices() {
        match character {
            '(' => open += 1,
            ')' if open == 0 => return at,
            ')' => open -= 1,
            _ if character.is_whitespace() => return at,
            _ => {}
        }
    }
    text.len()
}

fn operator(raw: &str) -> Option<Token<'_>> {
    match raw {
        "AND" | "&&" | "&" => Some(Token::And),
        "OR" | "||" | "|" => Some(Token::Or),
        "NOT" => Some(Token::Not),
        _ => near(raw),
    }
}

/// How far apart things may stand that `NEAR` joins without a number.
const NEAR: u32 = 10;

/// Reads a distance: `w/5`, `pre/5`, `w/sentence`, and as other programs have it: `NEAR`, `NEAR/5`, `ONEAR/5`, `/5`, `/s`, `/p`.
fn near(raw: &str) -> Option<Token<'_>> {
    if raw == "NEAR" {
        return Some(Token::Near { reach: Reach::Words(NEAR), ordered: false, raw });
    }
    let (sign, number) = raw.split_once('/')?;
    let is_ordered = order(sign)?;
    let reach = match number.to_ascii_lowercase().as_str() {
        "sentence" | "s" => Reach::Sentence,
        "paragraph" | "p" => Reach::Paragraph,
        "page" if !sign.is_empty() => Reach::Page,
        number => Reach::Words(number.parse().ok().filter(|within| *within > 0)?),
    };
    Some(Token::Near { reach, ordered: is_ordered, raw })
}

/// Tells whether what stands before the slash of `w/5` or `pre/5` wants one order; nothing where it is no such sign.
fn order(sign: &str) -> Option<bool> {
    match sign {
        "" | "w" | "W" | "near" | "NEAR" => Some(false),
        "pre" | "PRE" | "onear" | "ONEAR" => Some(true),
        _ => None,
    }
}

fn split_boost<'q>(raw: &'q str, warnings: &mut QueryWarnings) -> (&'q str, Option<f32>) {
    let Some((word, number)) = raw.rsplit_once('^') else { return (raw, None) };
    let is_number = !word.is_empty()
        && number.starts_with(|c: char| c.is_ascii_digit())
        && number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    match number.parse::<f32>() {
        Ok(boost) if is_number => (word, Some(boost.clamp(0.0, 1_000.0))),
        _ => {
            warnings
                .warn(format!("`^{number}` is not a weight such as `^2`; searched as plain words"));
            (raw, None)
        }
    }
}
