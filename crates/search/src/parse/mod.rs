//! How a query is read: contract first, and never a refusal.
//!
//! `or = and (OR and)*`, `and = not+`, `not = (NOT | - | !) not | near`, `near = primary (w/N primary)*`. What cannot
//! be read is taken literally, and a warning says so. Length, depth and number of words are bounded.

mod closed;
mod lexer;
mod literal;
mod scope;
mod value;

use item::Kind;
use item::kind::Matching;

use crate::fields::FieldEntry;
use crate::marks;
use crate::query::{Field, Query, Spans};
use crate::sign::{self, WHOLE};
use crate::warnings::QueryWarnings;
use crate::word::Word;

use lexer::{Lexer, Reach, Token};
use value::Value;

/// The longest query that is read, in bytes; the rest is left out.
const MAX_BYTES: usize = 100_000;
/// How deep brackets may nest; deeper ones are left out.
const MAX_DEPTH: usize = 40;
/// How many words and phrases are looked for.
const MAX_LEAVES: usize = 500;
/// How many words with wildcards, regular expressions and fuzzy words are looked for.
const MAX_PATTERNS: usize = 32;
/// How many `w/N` may be joined in a row.
const MAX_NEAR: usize = 4;
/// The widest window in words.
const MAX_WITHIN: u32 = 100;

/// A query that was read, and what could only be taken literally.
#[derive(Clone, Debug, PartialEq)]
pub struct Parsed {
    /// The query.
    pub query: Query,
    /// What the person who asked should be told.
    pub warnings: Vec<String>,
}

/// Reads a query; none is ever refused.
///
/// A query in which nothing can be read matches no item, and a warning says so; `*` matches every item.
pub fn parse(text: &str) -> Parsed {
    let mut warnings = QueryWarnings::default();
    let kept = crate::terms::cut(text, MAX_BYTES);
    if kept.len() < text.len() {
        warnings.warn(format!("only the first {MAX_BYTES} bytes of the query were read"));
    }
    let mut lexer = Lexer::new(kept);
    let tokens = lexer.tokens(&mut warnings);
    let mut parser =
        Parser { tokens: &tokens, at: 0, depth: 0, budget: Budget::default(), warnings };
    let query = parser.lone_sign(kept).or_else(|| parser.whole());
    let query = query.unwrap_or_else(|| {
        parser.warnings.warn("nothing to search for in the query; `*` finds everything");
        Query::Or(Vec::new())
    });
    Parsed { query: scope::settle(query), warnings: parser.warnings.into_warnings() }
}

/// What of a query may still be read.
#[derive(Debug)]
struct Budget {
    leaves: usize,
    patterns: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self { leaves: MAX_LEAVES, patterns: MAX_PATTERNS }
    }
}

struct Parser<'t> {
    tokens: &'t [Token<'t>],
    at: usize,
    depth: usize,
    budget: Budget,
    warnings: QueryWarnings,
}

type InField = Option<&'static FieldEntry>;

impl<'t> Parser<'t> {
    /// Reads a query that is nothing but a sign as the word that it is written as.
    fn lone_sign(&mut self, text: &str) -> Option<Query> {
        let [Token::And | Token::Or | Token::Not | Token::Near { .. }] = self.tokens else {
            return None;
        };
        self.warnings
            .warn(format!("operator `{}` without operands; searched as a plain word", text.trim()));
        self.leaf(None, &Value::Quoted { text, extra: None })
    }

    fn whole(&mut self) -> Option<Query> {
        let mut parts = Vec::new();
        while self.at < self.tokens.len() {
            parts.extend(self.any_of(None));
            if self.peek() == Some(&Token::Close) {
                self.at += 1;
                self.warnings.warn("ignored closing bracket without an opening one");
            }
        }
        and(parts)
    }

    fn peek(&self) -> Option<&'t Token<'t>> {
        self.tokens.get(self.at)
    }

    fn take(&mut self, wanted: &Token<'_>) -> bool {
        let is_next = self.peek() == Some(wanted);
        self.at += usize::from(is_next);
        is_next
    }

    fn any_of(&mut self, field: InField) -> Option<Query> {
        let mut parts: Vec<Query> = self.all_of(field).into_iter().collect();
        while self.take(&Token::Or) {
            let part = self.all_of(field);
            if parts.is_empty() || part.is_none() {
                self.warn_of_dangling("OR");
            }
            parts.extend(part);
        }
        match parts.len() {
            0 | 1 => parts.pop(),
            _ => Some(Query::Or(parts)),
        }
    }

    fn all_of(&mut self, field: InField) -> Option<Query> {
        let mut parts = Vec::new();
        let mut awaits_part = false;
        while !matches!(self.peek(), None | Some(Token::Close | Token::Or)) {
            if !self.take(&Token::And) {
                parts.extend(self.negated(field));
                awaits_part = false;
                continue;
            }
            if awaits_part || parts.is_empty() {
                self.warn_of_dangling("AND");
            }
            awaits_part = true;
        }
        if awaits_part {
            self.warn_of_dangling("AND");
        }
        and(parts)
    }

    fn warn_of_dangling(&mut self, sign: &str) {
        self.warnings.warn(format!("ignored operator `{sign}` without an operand on one side"));
    }

    fn negated(&mut self, field: InField) -> Option<Query> {
        let first = self.at;
        while self.take(&Token::Not) {}
        let signs = self.at - first;
        let part = self.near(field);
        if part.is_none() && signs > 0 {
            self.warnings.warn("ignored operator `NOT` without an operand");
        }
        let part = part?;
        Some(if signs % 2 == 1 { Query::Not(Box::new(part)) } else { part })
    }

    fn near(&mut self, field: InField) -> Option<Query> {
        let mut query = self.primary(field);
        while let Some(Token::Near { reach, ordered, raw }) = self.peek() {
            self.at += 1;
            let right = match self.peek() {
                None | Some(Token::Close | Token::Or | Token::And | Token::Not) => None,
                Some(_) => self.primary(field),
            };
            let reach = self.narrowed(*reach);
            query = match (query, right) {
                (Some(left), Some(right)) => Some(self.join(left, right, reach, *ordered, raw)),
                (left, right) => {
                    self.warn_of_dangling(raw);
                    left.or(right)
                }
            };
        }
        query
    }

    fn narrowed(&mut self, reach: Reach) -> Reach {
        let Reach::Words(within) = reach else { return reach };
        if within > MAX_WITHIN {
            self.warnings.warn(format!(
                "a distance of {within} words was reduced to {MAX_WITHIN}, the maximum"
            ));
        }
        Reach::Words(within.clamp(1, MAX_WITHIN))
    }

    fn join(&mut self, left: Query, right: Query, reach: Reach, ordered: bool, raw: &str) -> Query {
        for side in [&left, &right] {
            self.warn_of_part(side, raw);
        }
        match (as_spans(&left), as_spans(&right)) {
            (Some((field, left)), Some((other, right)))
                if field == other && nested(&left) + nested(&right) < MAX_NEAR =>
            {
                Query::Words { field, spans: joined(left, right, reach, ordered) }
            }
            _ => {
                self.warnings
                    .warn(format!("`{raw}` works on words of one field, at most {MAX_NEAR} times in a row; replaced by AND"));
                Query::And(vec![left, right])
            }
        }
    }

    /// Warns where only a part of a value is asked for, and mentions of the kind stand beside texts by their whole values.
    fn warn_of_part(&mut self, side: &Query, raw: &str) {
        let Query::Words { field: Field::Mention { kind, .. }, spans } = side else { return };
        let is_known = kind.line().matching == Matching::Person || marks::has_words(*kind);
        let parts = match spans {
            Spans::Any(parts) => &parts[..],
            one => std::slice::from_ref(one),
        };
        let is_part = |part: &Spans| matches!(part, Spans::Word(word) if is_plain(word));
        if !is_known && parts.iter().any(is_part) {
            self.warnings.warn(format!("beside `{raw}` a value of `{kind}:` is meant as a whole"));
        }
    }

    fn primary(&mut self, field: InField) -> Option<Query> {
        let token = self.peek()?;
        if matches!(token, Token::Close | Token::And | Token::Or | Token::Not) {
            return None;
        }
        self.at += 1;
        match token {
            Token::Open => self.group(field),
            Token::Value { value, boost } => {
                let query = self.leaf(field, value);
                query.map(|query| boosted(query, *boost))
            }
            Token::Field { entry, value, boost } => {
                let query = self.leaf(Some(entry), value);
                query.map(|query| boosted(query, *boost))
            }
            Token::FieldGroup(entry) => self.group(Some(entry)),
            Token::Near { raw, .. } => {
                self.warn_of_dangling(raw);
                None
            }
            Token::Boost(boost) => {
                self.warnings.warn(format!("ignored `^{boost}` without a term"));
                None
            }
            Token::Close | Token::And | Token::Or | Token::Not => None,
        }
    }

    fn group(&mut self, field: InField) -> Option<Query> {
        if self.depth >= MAX_DEPTH {
            self.warnings.warn(format!("ignored brackets nested more than {MAX_DEPTH} deep"));
            return self.skip_group();
        }
        self.depth += 1;
        let query = self.any_of(field);
        self.depth -= 1;
        if !self.take(&Token::Close) {
            self.warnings.warn("opening bracket without a closing one; closed at the end");
        }
        match self.peek() {
            Some(Token::Boost(boost)) => {
                self.at += 1;
                query.map(|query| boosted(query, Some(*boost)))
            }
            _ => query,
        }
    }

    fn skip_group(&mut self) -> Option<Query> {
        let mut open = 1;
        while open > 0 && self.at < self.tokens.len() {
            match self.tokens[self.at] {
                Token::Open | Token::FieldGroup(_) => open += 1,
                Token::Close => open -= 1,
                _ => {}
            }
            self.at += 1;
        }
        None
    }

    fn leaf(&mut self, field: InField, value: &Value<'_>) -> Option<Query> {
        if self.budget.leaves == 0 {
            self.warnings.warn(format!("only the first {MAX_LEAVES} words were searched"));
            return None;
        }
        self.budget.leaves -= 1;
        value::read(field, value, &mut self.budget, &mut self.warnings)
    }
}

fn and(mut parts: Vec<Query>) -> Option<Query> {
    match parts.len() {
        0 | 1 => parts.pop(),
        _ => Some(Query::And(parts)),
    }
}

fn boosted(query: Query, boost: Option<f32>) -> Query {
    match boost {
        Some(boost) => Query::Boost(Box::new(query), boost),
        None => query,
    }
}

fn joined(left: Spans, right: Spans, reach: Reach, ordered: bool) -> Spans {
    let (left, right) = (Box::new(left), Box::new(right));
    let part = match reach {
        Reach::Words(within) => return Spans::Near { left, right, within, ordered },
        Reach::Sentence => sign::SENTENCE,
        Reach::Paragraph => sign::PARAGRAPH,
        Reach::Page => sign::SEGMENT,
    };
    Spans::Within { left, right, part: Word::Term(part.to_owned()), ordered }
}

/// Returns what of a mention can stand near something else: the mention in the running text by its value as a whole, or
/// the words of a person's name.
fn in_running_text(kind: Kind, spans: &Spans) -> Option<Spans> {
    let is_person = kind.line().matching == Matching::Person;
    match spans {
        Spans::Word(word) if !is_person || word.literal_prefix().starts_with(WHOLE) => {
            let mark = marks::beginning(kind);
            let begins = match word {
                Word::Term(term) => Word::Term(mark + term),
                word => Word::Marked { mark, word: Box::new(word.clone()) },
            };
            Some(Spans::Mention { begins, ends: Word::Term(marks::end(kind)) })
        }
        Spans::Any(parts) => {
            let parts: Vec<Spans> =
                parts.iter().filter_map(|part| in_running_text(kind, part)).collect();
            (!parts.is_empty()).then_some(Spans::Any(parts))
        }
        words => is_person.then(|| words.clone()),
    }
}

/// Returns what stands in one field alone, if that is all that the query asks for.
fn as_spans(query: &Query) -> Option<(Field, Spans)> {
    match query {
        Query::Words { field: Field::Mention { kind, layers }, spans } => {
            Some((Field::Text(*layers), in_running_text(*kind, spans)?))
        }
        Query::Words { field, spans } => Some((field.clone(), spans.clone())),
        Query::Boost(part, _) => as_spans(part),
        // a name, of which only the text tells what stands near it
        Query::Or(parts) if matches!(&parts[..], [text, mention] if is_of_text(text) && is_of_person(mention)) => {
            as_spans(&parts[0])
        }
        Query::Or(parts) => {
            let parts = parts.iter().map(as_spans).collect::<Option<Vec<_>>>()?;
            let field = parts.first()?.0.clone();
            let is_one_field = parts.iter().all(|part| part.0 == field);
            let spans = parts.into_iter().map(|part| part.1).collect();
            is_one_field.then_some((field, Spans::Any(spans)))
        }
        _ => None,
    }
}

/// Tells whether a word is one of a text, and no mark.
fn is_plain(word: &Word) -> bool {
    !word.literal_prefix().starts_with(char::is_control)
}

fn is_of_text(query: &Query) -> bool {
    matches!(query, Query::Words { field: Field::Text(_), .. })
}

fn is_of_person(query: &Query) -> bool {
    matches!(query, Query::Words { field: Field::Mention { kind: Kind::Person, .. }, .. })
}

fn nested(spans: &Spans) -> usize {
    match spans {
        Spans::Near { left, right, .. } | Spans::Within { left, right, .. } => {
            1 + nested(left) + nested(right)
        }
        Spans::Any(parts) | Spans::Sequence(parts) => parts.iter().map(nested).sum(),
        Spans::Unless { found, .. } | Spans::Without { found, .. } => nested(found),
        Spans::Word(_) | Spans::Window { .. } | Spans::Mention { .. } => 0,
    }
}

#[cfg(test)]
mod tests;
