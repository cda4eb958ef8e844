//! What a value asks for in its field.

use item::kind::Matching;
use item::{Kind, Layer, LayerSet};

use crate::days::Days;
use crate::fields::{FieldEntry, FieldKind};
use crate::query::{Field, Query, Spans};
use crate::sign::WHOLE;
use crate::terms::{self, keyword};
use crate::warnings::QueryWarnings;
use crate::word::Word;

use super::closed::{self, Verdict};
use super::literal::Place;
use super::{Budget, literal};
use crate::typed_name::family_in_capitals;

/// How much another form of a word counts for relevance.
const OTHER_FORM: f32 = 0.3;

/// How much a family name that stands alone counts beside the whole name: it may be another's.
const FAMILY_ALONE: f32 = 0.02;

/// The longest pattern for locators, in characters.
const MAX_PATH: usize = 300;

/// Hex digits of BLAKE3 and of SHA-256.
const DIGEST_DIGITS: usize = 64;

/// A value as written.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value<'q> {
    Word(&'q str),
    Quoted { text: &'q str, extra: Option<u32> },
    Regex(&'q str),
    Range { low: &'q str, high: &'q str, with_low: bool, with_high: bool },
}

impl<'q> Value<'q> {
    /// Returns the text of a value that is one.
    fn text(&self) -> Option<&'q str> {
        match self {
            Self::Word(text) | Self::Quoted { text, .. } => Some(text),
            Self::Regex(_) | Self::Range { .. } => None,
        }
    }

    /// Returns the text that is looked for where the value makes no sense in its field.
    fn literal_text(&self) -> String {
        match self {
            Self::Word(text) | Self::Quoted { text, .. } | Self::Regex(text) => (*text).to_owned(),
            Self::Range { low, high, .. } => format!("{low} {high}"),
        }
    }

    /// Returns the pattern, where the value is a word with wildcards.
    fn pattern(&self) -> Option<&'q str> {
        match self {
            Self::Word(text) if text.contains(['*', '?']) => Some(text),
            _ => None,
        }
    }
}

/// Reads a value in a field, or in the running text where there is none.
pub(super) fn read(
    field: Option<&'static FieldEntry>,
    value: &Value<'_>,
    budget: &mut Budget,
    warnings: &mut QueryWarnings,
) -> Option<Query> {
    let Some(entry) = field else {
        if *value == Value::Word("*") {
            return Some(Query::All);
        }
        return in_text(value, budget, warnings);
    };
    let verdict = match (value.pattern(), value.text()) {
        (None, Some(text)) => closed::verdict(entry, text),
        _ => Verdict::Words,
    };
    let values = match verdict {
        Verdict::Nothing(values) if *value != Value::Word("*") => values,
        verdict => {
            let query = in_field(entry, value, &verdict, budget, warnings);
            if query.is_some() {
                return query;
            }
            closed::examples(entry)
        }
    };
    warnings.warn(format!(
        "`{}` is not a value of `{}:`; searched as plain words. Values: {values}",
        value.literal_text(),
        entry.name
    ));
    literal::phrase(&value.literal_text()).map(|spans| words(in_any_layer(), spans))
}

fn in_text(value: &Value<'_>, budget: &mut Budget, warnings: &mut QueryWarnings) -> Option<Query> {
    let spans = spans(value, budget, warnings);
    if spans.is_none() {
        warnings.warn(format!("ignored `{}`, which holds no word", value.literal_text()));
    }
    let forms = match (value, &spans) {
        (Value::Word(raw), Some(Spans::Word(Word::Term(term)))) if !raw.contains('~') => {
            Word::inflected(term)
        }
        _ => None,
    };
    let exact = words(in_any_layer(), spans?);
    if let Some(items) = of_whole_digest(value) {
        return Some(Query::Or(std::iter::once(exact).chain(items).collect()));
    }
    let Some(forms) = forms else { return Some(exact) };
    let others = words(in_any_layer(), Spans::Word(forms));
    Some(Query::Or(vec![exact, Query::Boost(Box::new(others), OTHER_FORM)]))
}

fn in_field(
    entry: &'static FieldEntry,
    value: &Value<'_>,
    verdict: &Verdict,
    budget: &mut Budget,
    warnings: &mut QueryWarnings,
) -> Option<Query> {
    let name = entry.name.to_owned();
    let days = |field: Field| days(value).map(|days| words(field, Spans::Word(Word::Days(days))));
    match entry.kind {
        FieldKind::Name => name_in_text(value, budget, warnings),
        FieldKind::Mention(kind) if *verdict == Verdict::Value => Some(words(
            of_mention(kind),
            Spans::term(terms::whole(closed::code(kind, value.text()?))),
        )),
        FieldKind::Mention(kind) => mention(kind, value, budget, warnings),
        FieldKind::Property(keys) => property(keys, value, budget, warnings),
        FieldKind::DatedProperty => days(Field::Property(vec![name])),
        FieldKind::Dated => days(Field::ContentAttribute(name)),
        FieldKind::Modified => {
            let either =
                [Field::ItemAttribute(name.clone()), Field::Property(vec![name])].map(days);
            either.into_iter().collect::<Option<Vec<_>>>().map(Query::Or)
        }
        FieldKind::ContentAttribute => {
            attribute(Field::ContentAttribute(name), value, budget, warnings)
        }
        FieldKind::ItemAttribute => attribute(Field::ItemAttribute(name), value, budget, warnings),
        FieldKind::Digest => digest(name, value),
        FieldKind::Layer => layer(value.text()?),
        FieldKind::Has => Some(has(value.text()?)),
        FieldKind::Path => path(value, budget, warnings),
        FieldKind::Under => Some(under(value.text()?)),
        FieldKind::Size => size(value),
        FieldKind::Percent(keys) => percent(keys, value),
    }
}

fn words(field: Field, spans: Spans) -> Query {
    Query::Words { field, spans }
}

/// The running text before its layers are settled.
fn in_any_layer() -> Field {
    Field::Text(LayerSet::default())
}

fn of_mention(kind: Kind) -> Field {
    Field::Mention { kind, layers: LayerSet::default() }
}

fn spans(value: &Value<'_>, budget: &mut Budget, warnings: &mut QueryWarnings) -> Option<Spans> {
    match value {
        Value::Word(raw) => literal::word(raw, budget, warnings),
        Value::Quoted { text, extra } => literal::quoted(text, *extra, budget, warnings),
        Value::Regex(pattern) => {
            literal::regex(pattern, budget, warnings).or_else(|| literal::phrase(pattern))
        }
        Value::Range { .. } => None,
    }
}

fn name_in_text(
    value: &Value<'_>,
    budget: &mut Budget,
    warnings: &mut QueryWarnings,
) -> Option<Query> {
    let name = value.text().filter(|text| value.pattern().is_none() && !text.contains('~'));
    let Some(name) = name else {
        return Some(words(in_any_layer(), spans(value, budget, warnings)?));
    };
    let in_text = words(in_any_layer(), literal::name(name, Place::Text, warnings)?);
    if text::tokens(name).nth(1).is_none() || literal::is_initials(name) {
        return Some(in_text);
    }
    // a form names a person in several fields, which the recogniser puts together
    let in_mentions =
        words(of_mention(Kind::Person), literal::name(name, Place::Mention, warnings)?);
    let mut any = vec![in_text, in_mentions];
    let alone = family_in_capitals(name).and_then(|family| literal::family_alone(&family));
    any.extend(
        alone.map(|spans| Query::Boost(Box::new(words(in_any_layer(), spans)), FAMILY_ALONE)),
    );
    Some(Query::Or(any))
}

fn mention(
    kind: Kind,
    value: &Value<'_>,
    budget: &mut Budget,
    warnings: &mut QueryWarnings,
) -> Option<Query> {
    if *value == Value::Word("*") {
        return Some(words(of_mention(kind), Spans::term(WHOLE)));
    }
    let matching = kind.line().matching;
    if matching == Matching::Days {
        return days(value).map(|days| words(of_mention(kind), Spans::Word(Word::Days(days))));
    }
    let (None, Some(text)) = (value.pattern(), value.text()) else {
        return spans(value, budget, warnings).map(|spans| words(of_mention(kind), spans));
    };
    let unmasked = terms::without_look_alikes(kind, text);
    let text = unmasked.as_ref();
    let value = &Value::Quoted { text, extra: None };
    let whole = terms::whole(text);
    if whole.len() == WHOLE.len() {
        return None;
    }
    let mut any = vec![Spans::term(whole)];
    any.extend(spans(value, budget, warnings));
    match matching {
        Matching::Person => any.extend(literal::name(text, Place::Mention, warnings)),
        Matching::Phone if !text.starts_with('+') => {
            any.extend(terms::phone_tail(text).map(Spans::term));
        }
        _ => any.extend(terms::designation(kind, text).and_then(literal::designation)),
    }
    Some(words(of_mention(kind), Spans::Any(any)))
}

fn property(
    keys: &[&str],
    value: &Value<'_>,
    budget: &mut Budget,
    warnings: &mut QueryWarnings,
) -> Option<Query> {
    let field = Field::Property(keys.iter().map(|key| (*key).to_owned()).collect());
    let spans = match value {
        Value::Word("*") => Spans::term(WHOLE),
        _ => spans(value, budget, warnings)?,
    };
    Some(words(field, spans))
}

fn attribute(
    field: Field,
    value: &Value<'_>,
    budget: &mut Budget,
    warnings: &mut QueryWarnings,
) -> Option<Query> {
    if let Some(pattern) = value.pattern().filter(|_| budget.allows_pattern(warnings)) {
        return Some(words(field, Spans::Word(Word::Glob(literal::folded_glob(pattern)))));
    }
    let wanted = keyword(value.text()?.trim_start_matches('.'));
    (!wanted.is_empty()).then(|| words(field, Spans::term(wanted)))
}

fn digest(name: String, value: &Value<'_>) -> Option<Query> {
    let digits = value.text()?.to_ascii_lowercase();
    let is_hex = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hex.then(|| words(Field::ItemAttribute(name), Spans::Word(Word::Prefix(digits))))
}

/// Reads a whole digest that names no algorithm as one of those that every item has.
fn of_whole_digest(value: &Value<'_>) -> Option<[Query; 2]> {
    let text = value.text().filter(|text| text.len() == DIGEST_DIGITS)?;
    let of = |name: &str| digest(name.to_owned(), &Value::Word(text));
    Some([of("blake3")?, of("sha256")?])
}

fn layer(name: &str) -> Option<Query> {
    let folded = name.to_lowercase();
    let layer = match folded.as_str() {
        "comments" => Layer::Comment,
        other => other.parse().ok()?,
    };
    Some(words(Field::ContentAttribute("layer".to_owned()), Spans::term(layer.name())))
}

fn has(what: &str) -> Query {
    let folded = keyword(what);
    let wanted = match folded.as_str() {
        "duplicate" | "duplicates" => return Query::Duplicates,
        "attachment" => "attachments",
        "comment" => "comments",
        other => other,
    };
    words(Field::ContentAttribute("has".to_owned()), Spans::term(wanted))
}

/// Reads words that follow one another in the locator, or a pattern that fits whole components of it.
fn path(value: &Value<'_>, budget: &mut Budget, warnings: &mut QueryWarnings) -> Option<Query> {
    let Some(pattern) = value.pattern().filter(|pattern| pattern.chars().count() <= MAX_PATH)
    else {
        return Some(words(Field::Path, literal::phrase(value.text()?)?));
    };
    if !budget.allows_pattern(warnings) {
        return Some(words(Field::Path, literal::phrase(pattern)?));
    }
    let regex = format!("(?:.*/)?{}(?:[/!].*)?", regex_of_glob(&literal::folded_glob(pattern)));
    Some(words(Field::ItemAttribute("path".to_owned()), Spans::Word(Word::Regex(regex))))
}

fn regex_of_glob(glob: &str) -> String {
    let mut regex = String::new();
    for part in glob.split_inclusive(['*', '?']) {
        let literal = part.trim_end_matches(['*', '?']);
        regex.push_str(&regex::escape(literal));
        match &part[literal.len()..] {
            "*" => regex.push_str(".*"),
            "?" => regex.push('.'),
            _ => {}
        }
    }
    regex
}

fn under(locator: &str) -> Query {
    let locator = locator.trim_end_matches('/');
    if locator.is_empty() {
        return Query::All;
    }
    let beneath = |sign: &str| Spans::Word(Word::Prefix(format!("{locator}{sign}")));
    let spans = Spans::Any(vec![Spans::term(locator), beneath("/"), beneath("!/")]);
    words(Field::Locator, spans)
}

fn days(value: &Value<'_>) -> Option<Days> {
    let (first, last) = match value {
        Value::Range { low, high, with_low, with_high } => {
            (lower_day(low, *with_low)?, upper_day(high, *with_high)?)
        }
        Value::Regex(_) => return None,
        Value::Word(text) | Value::Quoted { text, .. } => days_of_text(text)?,
    };
    (first <= last).then_some(Days { first, last })
}

fn days_of_text(text: &str) -> Option<(i32, i32)> {
    if text == "*" {
        return Some((Days::FIRST, Days::LAST));
    }
    if let Some((low, high)) = text.split_once("..") {
        return Some((lower_day(low, true)?, upper_day(high, true)?));
    }
    for (sign, with_end) in [(">=", true), (">", false)] {
        if let Some(low) = text.strip_prefix(sign) {
            return Some((lower_day(low, with_end)?, Days::LAST));
        }
    }
    for (sign, with_end) in [("<=", true), ("<", false)] {
        if let Some(high) = text.strip_prefix(sign) {
            return Some((Days::FIRST, upper_day(high, with_end)?));
        }
    }
    Days::read(text).map(|days| (days.first, days.last))
}

fn is_open(end: &str) -> bool {
    matches!(end, "" | "*")
}

fn lower_day(text: &str, with_end: bool) -> Option<i32> {
    if is_open(text) {
        return Some(Days::FIRST);
    }
    let days = Days::read(text)?;
    Some(if with_end { days.first } else { days.last + 1 })
}

fn upper_day(text: &str, with_end: bool) -> Option<i32> {
    if is_open(text) {
        return Some(Days::LAST);
    }
    let days = Days::read(text)?;
    Some(if with_end { days.last } else { days.first - 1 })
}

fn size(value: &Value<'_>) -> Option<Query> {
    let (min, max) = numbers(value, bytes)?;
    Some(Query::Size { min, max })
}

/// Reads a percentage or a range of them: the values of the property that lie in it, one by one.
fn percent(keys: &[&str], value: &Value<'_>) -> Option<Query> {
    let (min, max) = match value {
        Value::Word("*") => (0, 100),
        value => numbers(value, hundredths)?,
    };
    let within = (min..=max.min(100)).map(|number| Spans::term(terms::whole(&number.to_string())));
    let field = Field::Property(keys.iter().map(|key| (*key).to_owned()).collect());
    Some(words(field, Spans::Any(within.collect())))
}

/// Reads a number or a range of them, of which `read` reads each end; both ends are part of what it returns.
fn numbers(value: &Value<'_>, read: fn(&str) -> Option<u64>) -> Option<(u64, u64)> {
    let text = match value {
        Value::Range { low, high, with_low, with_high } => {
            return Some((lower(low, *with_low, read)?, upper(high, *with_high, read)?));
        }
        Value::Regex(_) => return None,
        Value::Word(text) | Value::Quoted { text, .. } => text,
    };
    if let Some((low, high)) = text.split_once("..") {
        return Some((lower(low, true, read)?, upper(high, true, read)?));
    }
    for (sign, with_end) in [(">=", true), (">", false)] {
        if let Some(low) = text.strip_prefix(sign) {
            return Some((lower(low, with_end, read)?, u64::MAX));
        }
    }
    for (sign, with_end) in [("<=", true), ("<", false)] {
        if let Some(high) = text.strip_prefix(sign) {
            return Some((0, upper(high, with_end, read)?));
        }
    }
    read(text).map(|number| (number, number))
}

fn lower(text: &str, with_end: bool, read: fn(&str) -> Option<u64>) -> Option<u64> {
    if is_open(text) {
        return Some(0);
    }
    read(text).map(|number| if with_end { number } else { number.saturating_add(1) })
}

fn upper(text: &str, with_end: bool, read: fn(&str) -> Option<u64>) -> Option<u64> {
    if is_open(text) {
        return Some(u64::MAX);
    }
    let number = read(text)?;
    if with_end { Some(number) } else { number.checked_sub(1) }
}

/// Reads a number of percent: `60` or `60%`.
fn hundredths(text: &str) -> Option<u64> {
    text.trim().trim_end_matches('%').parse().ok()
}

/// Reads a number of bytes: `1000`, `10k`, `5MB`, `2GiB`; without `i` a unit is a power of 1,000.
fn bytes(text: &str) -> Option<u64> {
    let text = text.trim().replace(['_', ','], "").to_ascii_lowercase();
    let length = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let number: u64 = text[..length].parse().ok()?;
    let unit = match text[length..].trim() {
        "" | "b" => 1,
        "k" | "kb" => 1_000,
        "m" | "mb" => 1_000_000,
        "g" | "gb" => 1_000_000_000,
        "kib" => 1 << 10,
        "mib" => 1 << 20,
        "gib" => 1 << 30,
        _ => return None,
    };
    number.checked_mul(unit)
}
