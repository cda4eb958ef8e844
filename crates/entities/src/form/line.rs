//! What a line of a form holds: labels, each with the value behind it, side by side, in cells, or alone over their values.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use crate::table;

/// The longest label, in bytes.
const LONGEST_LABEL: usize = 120;
/// The longest line without a colon that is a label and its value, in words: `Published on 1 June 2020.`
const SHORT_LINE: usize = 8;
/// The most words of a label that stands before its value without a colon.
const LABEL_WORDS: usize = 5;
/// The shortest label of one word that may have a line of its own, in letters.
const LONE_LABEL: usize = 6;
/// A line of fewer words that ends in a full stop may end in an abbreviation.
const SENTENCE_WORDS: usize = 5;
/// What leads from a label to its value.
const LEADERS: [&str; 4] = ["...", "___", "……", "···"];
/// Dashes that stand between a label and its value.
const DASHES: [&str; 3] = [" - ", " – ", " — "];
/// How many words a label has at most that no table knows.
const UNKNOWN_LABEL: usize = 4;
/// The shortest label inside of a line or in brackets, in letters: `A:` may be anything.
const SHORTEST_INSIDE: usize = 3;
/// How many colons of a cell are looked at for labels inside of it.
const SIGNS_INSIDE: usize = 8;
/// The shortest rule of a form, in signs.
const SHORTEST_RULE: usize = 3;
/// How many signs before a value may be part of its label.
const SIGNS: usize = 3;

/// What stands for a heading that no table knows, in a row of headings.
pub(crate) const UNKNOWN: &str = "";

const LABEL_TABLE: &str = include_str!("../../data/form-labels.tsv");

/// The row of words that stand where nothing is known.
const NOTHING: &str = "nothing";

static LABELS: LazyLock<HashMap<String, &'static str>> =
    LazyLock::new(|| rows(LABEL_TABLE).filter(|(_, field)| *field != NOTHING).collect());

static NOTHINGS: LazyLock<HashSet<String>> = LazyLock::new(|| labels_of(NOTHING).collect());

/// Words before a date that label it without a colon.
static OPENINGS: LazyLock<HashMap<String, &'static str>> =
    LazyLock::new(|| rows(include_str!("../../data/form-openings.tsv")).collect());

/// Yields the labels of a table, folded, each with its field.
fn rows(table: &'static str) -> impl Iterator<Item = (String, &'static str)> {
    let rows = table::rows(table);
    rows.flat_map(|row| {
        table::phrases(table::cell(&row, 2)).map(move |label| (folded(label), row[0]))
    })
}

/// Yields the labels of a field, folded.
pub fn labels_of(field: &'static str) -> impl Iterator<Item = String> {
    rows(LABEL_TABLE).filter(move |(_, of)| *of == field).map(|(label, _)| label)
}

/// Returns the folded words of a text, joined by blanks.
pub(crate) fn folded(text: &str) -> String {
    let words: Vec<String> = text::tokens(text).map(|token| token.folded).collect();
    words.join(" ")
}

/// A label of a line: the field that it is of, and the bytes of its value in the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Labelled {
    pub(crate) name: &'static str,
    pub(crate) value: Range<usize>,
}

/// Returns the labels of a line with their values; nothing where it does not begin with one.
pub(crate) fn labelled(line: &str) -> Vec<Labelled> {
    let cells = with_labels_inside(line, cells(line));
    let heads = heads(line, &cells);
    if !heads.is_empty() {
        return heads;
    }
    let first =
        signed(line).or_else(|| dated(line)).or_else(|| alone(line)).or_else(|| plain(line));
    let Some((name, start)) = first else { return Vec::new() };
    let mut labels = vec![Labelled { name, value: start..line.len() }];
    for cell in cells.into_iter().filter(|cell| cell.start >= start) {
        let text = &line[cell.clone()];
        // What is a label with a colon is none without one: `Name: Subject | …` is a value.
        let before = line[..cell.start].trim_end_matches(' ');
        let behind_border = before.ends_with(|sign| sign == '\t' || is_bar(sign));
        let label = signed(text).or_else(|| behind_border.then(|| whole(text)).flatten());
        if label.is_none() && !is_unknown_label(text) {
            continue;
        }
        if let Some(last) = labels.last_mut() {
            last.value.end = last.value.end.min(cell.start);
        }
        if let Some((name, start)) = label {
            labels.push(Labelled { name, value: cell.start + start..line.len() });
        }
    }
    without_borders(line, &mut labels);
    labels
}

/// Cuts off values what parts them from their labels.
fn without_borders(line: &str, labels: &mut [Labelled]) {
    let count = labels.len();
    for (at, label) in labels.iter_mut().enumerate() {
        let is_last = at + 1 == count;
        let is_border = |sign: char| {
            matches!(sign, '\t' | ' ') || is_bar(sign) || !is_last && matches!(sign, ';' | ',')
        };
        let value = &line[label.value.clone()];
        label.value.end -= value.len() - value.trim_end_matches(is_border).len();
        let value = &line[label.value.clone()];
        label.value.start += value.len() - value.trim_start_matches(is_border).len();
    }
}

/// Returns the labels of a row of headings, whose values stand in the row beneath: of most a table knows what they head, and of two
/// side by side.
fn heads(line: &str, cells: &[Range<usize>]) -> Vec<Labelled> {
    if cells.len() < 2 {
        return Vec::new();
    }
    let names: Vec<Option<&'static str>> =
        cells.iter().map(|cell| whole(&line[cell.clone()]).map(|(name, _)| name)).collect();
    let known = names.iter().flatten().count();
    let has_two_together = names.windows(2).any(|pair| pair.iter().all(Option::is_some));
    let may_head = |at: usize| names[at].is_some() || is_like_heading(&line[cells[at].clone()]);
    let is_row = has_two_together && 2 * known > cells.len() && (0..cells.len()).all(may_head);
    if !is_row {
        return Vec::new();
    }
    let ends = cells[1..].iter().map(|_| None).chain([Some(line.len())]);
    let labels = cells.iter().zip(names).zip(ends).map(|((cell, name), end)| Labelled {
        name: name.unwrap_or(UNKNOWN),
        value: cell.end..end.unwrap_or(cell.end),
    });
    let mut labels: Vec<Labelled> = labels.collect();
    without_borders(line, &mut labels);
    labels
}

/// Tells whether a cell may head a column: a few words without figures.
fn is_like_heading(cell: &str) -> bool {
    cell.split_whitespace().count() <= UNKNOWN_LABEL
        && !cell.contains(|sign: char| sign.is_numeric() || sign == ':')
        && cell.chars().any(char::is_lowercase)
}

/// Returns the labels of a line in which wide blanks alone part label and value, once or twice: `Фамилия     ГРЕМЯЧЕВ`.
pub(crate) fn by_width(line: &str) -> Vec<Labelled> {
    let cells = cells(line);
    let (pairs, rest) = cells.as_chunks::<2>();
    if !matches!(pairs.len(), 1 | 2) || !rest.is_empty() {
        return Vec::new();
    }
    let label = |[label, value]: &[Range<usize>; 2]| {
        let (name, _) = whole(&line[label.clone()])?;
        whole(&line[value.clone()]).is_none().then(|| Labelled { name, value: value.clone() })
    };
    let mut labels: Vec<Labelled> = pairs.iter().map_while(label).collect();
    if labels.len() < pairs.len() {
        return Vec::new();
    }
    if let Some(last) = labels.last_mut() {
        last.value.end = line.len();
    }
    labels
}

/// Tells whether a sign is the border of a cell.
pub(crate) fn is_bar(sign: char) -> bool {
    matches!(sign, '|' | '│' | '┃' | '║' | '¦' | '┆' | '┊')
}

/// Tells whether a cell is a label that no table knows, perhaps with its value: `Sex:`, `Place of issue: Lyon`.
fn is_unknown_label(cell: &str) -> bool {
    let label = cell.split_once(':').map_or("", |(label, _)| label).trim_end();
    let letters = || {
        label.chars().filter(|sign| !matches!(sign, ' ' | '.' | '-' | '(' | ')' | '/' | '№' | '°'))
    };
    (1..=UNKNOWN_LABEL).contains(&label.split_whitespace().count())
        && label.starts_with(|sign: char| sign.is_alphabetic() && !sign.is_lowercase())
        && letters().all(char::is_alphabetic)
}

/// Returns the cells of a line: what tabs, bars and wide blanks part.
pub(crate) fn cells(line: &str) -> Vec<Range<usize>> {
    let is_blank =
        |character: char| matches!(character, ' ' | '\u{a0}' | '\t') || is_bar(character);
    let mut cells = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while let Some(blank) = line[at..].find(is_blank).map(|blank| at + blank) {
        let rest = &line[blank..];
        let wide = &rest[..rest.len() - rest.trim_start_matches(is_blank).len()];
        at = blank + wide.len();
        if wide.contains(|sign| sign == '\t' || is_bar(sign)) || wide.chars().count() > 1 {
            cells.push(start..blank);
            start = at;
        }
    }
    cells.push(start..line.len());
    let trimmed = |cell: Range<usize>| cell.start..cell.start + line[cell.clone()].trim_end().len();
    cells.into_iter().map(trimmed).filter(|cell| !cell.is_empty()).collect()
}

/// Cuts cells where a label with a colon stands inside of one: `Family name: KARIMOV; Forename: Anvar`.
fn with_labels_inside(line: &str, cells: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let mut cut = Vec::with_capacity(cells.len());
    for mut cell in cells {
        while let Some(at) = label_inside(&line[cell.clone()]).map(|at| cell.start + at) {
            cut.push(cell.start..at);
            cell.start = at;
        }
        cut.push(cell);
    }
    cut
}

/// Returns where the first label inside of a text stands, behind another label and its value.
fn label_inside(text: &str) -> Option<usize> {
    let colons = text.match_indices(':').map(|(at, _)| at).take(SIGNS_INSIDE);
    colons.skip(1).find_map(|colon| label_before(text, colon))
}

/// Returns where the longest label begins that ends at a colon and stands behind a value.
fn label_before(text: &str, colon: usize) -> Option<usize> {
    let until = &text[..colon];
    let words = until.trim_end().rmatch_indices(' ').map(|(at, _)| at + 1);
    let near = words.take(LABEL_WORDS).take_while(|at| colon - at <= LONGEST_LABEL);
    let is_label = |at: &usize| {
        let (before, label) = until.split_at(*at);
        let is_behind_value = !before.trim_end_matches([' ', ';', ',']).ends_with(':');
        let is_numbered = label.starts_with(char::is_numeric);
        is_behind_value && !is_numbered && stands_out(label, before) && field(label).is_some()
    };
    near.filter(is_label).last()
}

/// Tells whether a label can be told from the value before it: behind a sign by its capital, else by its length as well.
fn stands_out(label: &str, before: &str) -> bool {
    let letters = label.chars().filter(|sign| sign.is_alphabetic()).count();
    let is_parted = before.trim_end().ends_with([';', ',', '.']);
    let is_in_capitals = !label.chars().any(char::is_lowercase);
    let least = if is_parted || is_in_capitals { SHORTEST_INSIDE } else { LONE_LABEL };
    letters >= least && !label.starts_with(char::is_lowercase)
}

/// Tells whether a value holds something, and is no dash, rule or word for what nobody knows.
pub(crate) fn is_filled_in(value: &str) -> bool {
    let may_be_nothing = value.len() <= LONGEST_LABEL;
    value.contains(char::is_alphanumeric) && !(may_be_nothing && NOTHINGS.contains(&folded(value)))
}

/// Tells whether borders part cells of a line, the first of which holds something.
pub(crate) fn is_row(line: &str) -> bool {
    let is_border = |sign| sign == '\t' || is_bar(sign);
    let begun = line.trim_start_matches(|sign| sign == ' ' || is_bar(sign));
    begun.trim_end().contains(is_border) && !line.starts_with('\t') && !begun.trim().is_empty()
}

/// Tells whether a line is a rule of a form or the border of a table: `______`, `|---|---|`.
pub(crate) fn is_rule(line: &str) -> bool {
    let line = line.trim();
    let is_border = |sign: char| {
        matches!(sign, '_' | '-' | '+' | '=' | ':' | ' ' | '\u{2500}'..='\u{257f}') || is_bar(sign)
    };
    line.len() >= SHORTEST_RULE && line.chars().all(is_border)
}

/// Tells whether a label in brackets has a line of its own, as it has beneath what it labels: `(фамилия)`.
pub(crate) fn is_in_brackets(line: &str) -> bool {
    let line = line.trim();
    line.starts_with('(') && line.ends_with(')')
}

/// Tells whether a line is a sentence, and no name, number or place.
pub(crate) fn is_sentence(line: &str) -> bool {
    let line = line.trim_end();
    line.ends_with('.') && line.split_whitespace().count() >= SENTENCE_WORDS
}

/// Tells whether a line is one of boxes to tick, a numbered heading in capitals, or begins with a label that no table knows: none
/// goes on with a value.
pub(crate) fn is_of_another_field(line: &str) -> bool {
    let line = line.trim_start();
    let is_box =
        ["☐", "☒", "☑", "□", "■", "[ ]", "[x]", "[X]"].iter().any(|mark| line.starts_with(mark));
    let is_short = |label: &str| (1..=UNKNOWN_LABEL).contains(&label.split_whitespace().count());
    let has_label = line.split_once(':').is_some_and(|(label, _)| is_short(label));
    let leader = LEADERS.iter().filter_map(|leader| line.find(leader)).min();
    let is_led = leader.is_some_and(|at| is_short(&line[..at]));
    is_box || has_label || is_led || is_numbered_heading(line)
}

/// Tells whether a line is a heading in capitals behind a number: `IV. SUBMITTED BY`.
fn is_numbered_heading(line: &str) -> bool {
    without_number(line).is_some_and(|heading| {
        heading.chars().any(char::is_uppercase) && !heading.chars().any(char::is_lowercase)
    })
}

/// Returns the field whose label a text is: as it stands, without what is in brackets, or without the number before it.
fn field(label: &str) -> Option<&'static str> {
    let known = LABELS.get(&folded(label)).copied();
    known.or_else(|| of_parts(label))
}

/// Returns the field whose label a text is without what is in brackets, without the number before it, or in one of two languages.
fn of_parts(label: &str) -> Option<&'static str> {
    let bare = || LABELS.get(&folded(&without_brackets(label))).copied();
    let numbered = || without_number(label).and_then(field);
    let bare = label.contains('(').then(bare).flatten();
    bare.or_else(numbered).or_else(|| bilingual(label))
}

/// Returns a label without the number before it: `3. Date of birth`, `b) Given names`, `1.2 Forename`, `II. Forename`, `1- الاسم`.
fn without_number(label: &str) -> Option<&str> {
    let label = label.trim_start();
    let is_number = |part: &str| {
        let is_roman = part.len() <= 4 && part.chars().all(|c| matches!(c, 'I' | 'V' | 'X'));
        part.chars().all(char::is_numeric) || part.chars().count() == 1 || is_roman
    };
    let end = label.find(|c: char| !c.is_alphanumeric()).filter(|end| *end > 0)?;
    let rest = label[end..].strip_prefix(['.', ')', '-', '–', ' ', '\t'])?;
    let is_parted = !label[end..].starts_with(' ')
        || label[..end].chars().all(char::is_numeric) && !rest.starts_with(char::is_numeric);
    (is_number(&label[..end]) && is_parted && !rest.trim().is_empty()).then_some(rest)
}

/// Returns the field of a label in two languages, with a slash between them or in two scripts: `Nom/Name`, `Family name اسم
/// العائلة`. The first of them counts.
fn bilingual(label: &str) -> Option<&'static str> {
    let mut parts: Vec<&str> = label.split('/').collect();
    if let [only] = parts[..] {
        let is_arabic = |c: char| matches!(c, '\u{600}'..='\u{6ff}');
        let first = only.find(char::is_alphabetic)?;
        let begins_arabic = only[first..].starts_with(is_arabic);
        let is_other = |c: char| c.is_alphabetic() && is_arabic(c) != begins_arabic;
        let (one, other) = only.split_at(only.find(is_other)?);
        parts = vec![one, other];
    }
    let fields: Option<Vec<&'static str>> =
        parts.iter().map(|part| LABELS.get(&folded(&without_brackets(part))).copied()).collect();
    fields?.first().copied()
}

/// Returns a label without what stands in brackets: `Forename(s)`, `Family name (present)`.
fn without_brackets(label: &str) -> String {
    let parts = label.split('(').enumerate();
    parts
        .map(
            |(at, part)| {
                if at == 0 { part } else { part.split_once(')').map_or("", |(_, rest)| rest) }
            },
        )
        .collect()
}

/// Tells whether a sign may stand right behind a label.
fn is_end_of_label(sign: char) -> bool {
    matches!(sign, ':' | '\t' | '：' | '=') || is_bar(sign)
}

/// Returns the field of a label before a colon, the border of a cell, a dash, or the dots that lead to its value, and where that
/// begins.
fn signed(text: &str) -> Option<(&'static str, usize)> {
    let ends = text.match_indices(is_end_of_label).take(SIGNS);
    ends.take_while(|(at, _)| *at <= LONGEST_LABEL)
        .find_map(|(at, sign)| Some((field(&text[..at])?, at + sign.len())))
        .or_else(|| led(text))
        .or_else(|| dashed(text))
}

/// Returns the field of a label with a leader behind it, and where its value begins: `Family name ....... KARIMOV`.
fn led(text: &str) -> Option<(&'static str, usize)> {
    let is_leader = |c: char| matches!(c, '.' | '_' | '…' | '·' | ' ' | '\u{a0}');
    let start = LEADERS.iter().filter_map(|leader| text.find(leader)).min()?;
    let rest = &text[start..];
    let value = start + rest.len() - rest.trim_start_matches(is_leader).len();
    (start <= LONGEST_LABEL).then(|| field(&text[..start]))?.map(|name| (name, value))
}

/// Returns the field of a label with a dash between blanks behind it, and where its value begins.
fn dashed(text: &str) -> Option<(&'static str, usize)> {
    let ends = DASHES.iter().filter_map(|dash| Some((text.find(dash)?, dash.len())));
    let (at, len) = ends.min().filter(|(at, _)| *at <= LONGEST_LABEL)?;
    field(&text[..at]).map(|name| (name, at + len))
}

/// Returns the field of a line that is a label and a date and has no colon, and where the date begins.
fn dated(line: &str) -> Option<(&'static str, usize)> {
    let digit = line.find(char::is_numeric).filter(|at| *at <= LONGEST_LABEL)?;
    let name = OPENINGS.get(&folded(&line[..digit]))?;
    (line.split_whitespace().count() <= SHORT_LINE).then_some((*name, digit))
}

/// Returns the field of a text that is a label and nothing else, and where it ends.
fn whole(text: &str) -> Option<(&'static str, usize)> {
    let name = (text.len() <= LONGEST_LABEL).then(|| field(text)).flatten()?;
    Some((name, text.trim_end().len()))
}

/// Returns the field of a label that has a line of its own; a short word there may be anything.
fn alone(line: &str) -> Option<(&'static str, usize)> {
    let label = line.trim();
    let is_in_capitals =
        || label.chars().any(char::is_uppercase) && !label.chars().any(char::is_lowercase);
    let is_long = label.contains(' ')
        || label.chars().count() >= LONE_LABEL
        || is_in_capitals()
        || is_in_brackets(label) && label.chars().count() >= SHORTEST_INSIDE + 2;
    is_long.then(|| whole(line)).flatten()
}

/// Returns the field of a label of several words before its value without a colon, as OCR leaves them: `DATE OF BIRTH 4 May 1970`.
fn plain(line: &str) -> Option<(&'static str, usize)> {
    let words: Vec<text::Token> = text::tokens(line).take(SHORT_LINE + 1).collect();
    let is_short = words.len() <= SHORT_LINE && line.len() <= LONGEST_LABEL && !is_sentence(line);
    let most = LABEL_WORDS.min(words.len().saturating_sub(1));
    let lengths = (2..=most).rev().filter(|_| is_short);
    lengths.into_iter().find_map(|len| {
        let end = words[len - 1].end;
        let rest = &line[end..];
        let value = end + (rest.len() - rest.trim_start_matches(['.', '°', 'º', ' ']).len());
        let begins = line[value..]
            .starts_with(|character: char| character.is_uppercase() || character.is_numeric());
        let field = begins.then(|| field(&line[..end])).flatten()?;
        Some((field, value))
    })
}
