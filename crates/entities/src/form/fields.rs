//! How the lines of a form are read as fields: a value goes on over lines, rules and pages, or stands above or beneath its label.

use std::ops::Range;

use item::{Layer, Mention, Place, Segment};

use super::line::{self, Labelled};

/// The longest value that is kept, in bytes.
const LONGEST_VALUE: usize = 600;
/// How many lines of a page may stand before what goes on from the page before.
const PAGE_HEAD: usize = 4;
/// The field of somebody whom the form is not about.
const OTHER: &str = "relative";
/// The fields that describe a person.
const OF_PERSONS: [&str; 8] = [
    "family",
    "given",
    "patronymic",
    "birth-name",
    "born",
    "birthplace",
    "nationality",
    "passport",
];
/// How many labels, each alone on its line, are a column of labels whose values stand beneath them.
const SHORTEST_COLUMN: usize = 3;
/// Words before the number of a page, folded.
const PAGES: [&str; 6] = ["page", "pagina", "p", "страница", "стр", "صفحة"];

/// One labelled field of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// What it is, as the first column of the table of labels has it.
    pub name: &'static str,
    /// What stands behind the label, up to 600 bytes.
    pub value: String,
    /// In which segment it stands.
    pub segment: u32,
    /// The bytes of its value in the text of the segment.
    pub start: usize,
    /// The byte after it.
    pub end: usize,
    /// Where the segment stands.
    pub place: Place,
    /// The layer of the segment.
    pub layer: Layer,
}

impl Field {
    /// Tells whether a mention stands in the value.
    pub fn holds(&self, mention: &Mention) -> bool {
        (self.start..self.end).contains(&mention.start) && self.segment == mention.segment
    }

    pub(crate) fn is_filled_in(&self) -> bool {
        line::is_filled_in(&self.value)
    }
}

/// Tells whether a segment is what the paper itself has to read.
pub fn is_of_paper(segment: &Segment) -> bool {
    !matches!(segment.layer, Layer::Metadata | Layer::EarlierRevision)
        && !matches!(segment.place, Place::Field(_))
}

/// Returns the fields of the form that segments hold, in the order of the text; those of a dash or a rule, where nothing is filled
/// in, are none.
pub fn fields(segments: &[Segment]) -> Vec<Field> {
    let readable = (0..).zip(segments).filter(|(_, segment)| is_of_paper(segment));
    let mut fields: Vec<Field> = Vec::new();
    for (number, segment) in readable {
        let mut of_segment = fields_of(number, segment, 0..segment.text.len());
        over_page(&mut fields, number, segment, of_segment.first());
        fields.append(&mut of_segment);
    }
    fields.retain(Field::is_filled_in);
    fields
}

/// Gives the last label of a page its value at the top of the next one, where a page number may stand before it and no label.
fn over_page(fields: &mut [Field], number: u32, segment: &Segment, first: Option<&Field>) {
    let Some(last) =
        fields.last_mut().filter(|last| last.value.is_empty() && last.layer == segment.layer)
    else {
        return;
    };
    let mut at = 0;
    for line in segment.text.split_inclusive('\n').take(PAGE_HEAD) {
        let start = at;
        at += line.len();
        if first.is_some_and(|first| first.start <= at) || line::is_sentence(line) {
            return;
        }
        if !line.trim().is_empty() && line.contains(char::is_alphabetic) && !is_page_number(line) {
            (last.segment, last.place) = (number, segment.place.clone());
            let blank = line.len() - line.trim_start().len();
            (last.start, last.end) = (start + blank, start + line.trim_end().len());
            segment.text[last.start..last.end].clone_into(&mut last.value);
            return;
        }
    }
}

/// Tells whether a line is the head or the foot of a page.
fn begins_page(line: &str) -> bool {
    line.starts_with('\u{c}') || is_page_number(line)
}

/// Tells whether a line is the number of a page: `Page 2 of 3`, `- 2 -`.
fn is_page_number(line: &str) -> bool {
    let words = line.split_whitespace().count();
    let bare = line.trim().trim_matches(['-', '–', '—', ' ']);
    let is_bare = bare.len() < line.trim().len() && bare.chars().all(char::is_numeric);
    is_bare && !bare.is_empty()
        || words <= 4
            && line.contains(char::is_numeric)
            && PAGES.contains(&line::folded(line).split(' ').next().unwrap_or_default())
}

/// Reads the fields that begin in `lines`, bytes of a segment's text that begin and end where lines do.
pub(crate) fn fields_of(number: u32, segment: &Segment, lines: Range<usize>) -> Vec<Field> {
    let mut reader = Reader {
        number,
        segment,
        fields: Vec::new(),
        heads: 0..0,
        column: 0..0,
        over: 0..0,
        read: lines.start,
    };
    let mut at = lines.start;
    for line in segment.text[lines].split_inclusive('\n') {
        if at >= reader.read {
            reader.line(line, at);
        }
        at += line.len();
    }
    reader.finish()
}

/// A form while its lines are read.
struct Reader<'s> {
    number: u32,
    segment: &'s Segment,
    fields: Vec<Field>,
    /// The labels of a row that wait for their values in the row beneath.
    heads: Range<usize>,
    /// The labels right before, each alone on its line: their values may stand beneath all of them.
    column: Range<usize>,
    /// The bytes of the last line without a label.
    over: Range<usize>,
    /// Up to where lines are read.
    read: usize,
}

impl Reader<'_> {
    fn line(&mut self, line: &str, start: usize) {
        let end = start + line.len();
        if line::is_rule(line) {
            go_over(&mut self.fields, self.segment, start..end);
            return;
        }
        let labels = self.labels(line, start);
        let row = std::mem::replace(&mut self.heads, 0..0);
        if labels.is_empty() && fill(&mut self.fields[row.clone()], line, start) {
            self.over = 0..0;
            return;
        }
        take_from_above(&mut self.fields, row, self.segment, &self.over);
        if !labels.is_empty() {
            self.enter(labels, line, start);
        } else if line.trim().is_empty() || !self.fill_column(start) {
            go_on(&mut self.fields, self.segment, line, start);
            self.over = start..end;
        }
    }

    /// Gives the labels of a column the lines from `start` on, where each of them can be the value of its label.
    fn fill_column(&mut self, start: usize) -> bool {
        let labels = std::mem::replace(&mut self.column, 0..0);
        if labels.len() < SHORTEST_COLUMN {
            return false;
        }
        let mut at = start;
        let mut values = Vec::new();
        for line in self.segment.text[start..].split_inclusive('\n') {
            if values.len() == labels.len() || line.trim().is_empty() && !values.is_empty() {
                break;
            }
            values.push(at..at + line.trim_end().len());
            at += line.len();
        }
        let may_be = |(field, value): (&Field, &Range<usize>)| {
            may_be_value(field.name, &self.segment.text[value.clone()])
        };
        let fields = &mut self.fields[labels];
        let fits = values.len() == fields.len() && fields.iter().zip(&values).all(may_be);
        if fits {
            for (field, value) in fields.iter_mut().zip(values) {
                (field.start, field.end) = (value.start, value.end);
            }
            self.read = at;
        }
        fits
    }

    /// Returns the labels of a line; wide blanks alone part a label from its value where the line before or behind has a label, too.
    fn labels(&self, line: &str, start: usize) -> Vec<Labelled> {
        let labels = line::labelled(line);
        if !labels.is_empty() {
            return labels;
        }
        let by_width = line::by_width(line);
        let has_label =
            |line: &str| !line::labelled(line).is_empty() || !line::by_width(line).is_empty();
        let is_in_form = || {
            let mut behind = self.segment.text[start + line.len()..].lines();
            let mut before = self.segment.text[..start].lines();
            behind.next().is_some_and(has_label) || before.next_back().is_some_and(has_label)
        };
        if by_width.is_empty() || !is_in_form() { Vec::new() } else { by_width }
    }

    fn enter(&mut self, labels: Vec<Labelled>, line: &str, start: usize) {
        let is_head = |label: &Labelled| line[label.value.clone()].trim().is_empty();
        let are_heads = labels.iter().all(is_head);
        let row = self.fields.len()..self.fields.len() + labels.len();
        let field = |label: Labelled| Field {
            name: label.name,
            value: String::new(),
            segment: self.number,
            start: start + label.value.start,
            end: start + label.value.end,
            place: self.segment.place.clone(),
            layer: self.segment.layer,
        };
        self.fields.extend(labels.into_iter().map(field));
        self.extend_column(row.clone(), are_heads && !line::is_in_brackets(line));
        if are_heads && line::is_in_brackets(line) {
            take_from_above(&mut self.fields, row, self.segment, &self.over);
        } else if are_heads && row.len() > 1 {
            self.heads = row;
        }
        // what has a colon labels nothing over it
        if self.heads.is_empty() || line.contains(':') {
            self.over = 0..0;
        }
    }

    /// Adds the label of a line to the column of labels, where it is alone there and none of them has its name.
    fn extend_column(&mut self, row: Range<usize>, is_bare: bool) {
        let is_new = || {
            let name = self.fields[row.start].name;
            self.fields[self.column.clone()].iter().all(|field| field.name != name)
        };
        let goes_on = self.column.end == row.start && is_new();
        self.column = match (is_bare && row.len() == 1, goes_on) {
            (true, true) => self.column.start..row.end,
            (true, false) => row,
            (false, _) => 0..0,
        };
    }

    fn finish(mut self) -> Vec<Field> {
        take_from_above(&mut self.fields, self.heads, self.segment, &self.over);
        for field in &mut self.fields {
            // the border of a table and what a line to write on has left are no part of it
            let is_border = |sign: char| sign.is_whitespace() || sign == '_' || line::is_bar(sign);
            let value = &self.segment.text[field.start..field.end];
            field.end = field.start + value.trim_end_matches(is_border).len();
            let value = &self.segment.text[field.start..field.end];
            field.start = field.end - value.trim_start_matches(is_border).len();
            self.segment.text[field.start..field.end].clone_into(&mut field.value);
        }
        part_others(&mut self.fields, &self.segment.text);
        // The last one may have its value on the next page.
        let last = self.fields.len().saturating_sub(1);
        let mut place = 0;
        self.fields.retain(|field| {
            place += 1;
            (!field.value.is_empty() || place > last) && field.name != line::UNKNOWN
        });
        self.fields
    }
}

/// Makes the fields beneath a heading for somebody else (`III. THE FATHER`) fields of that one. Where a sign stands behind the
/// word (`Father:`), it is a field that was left open.
fn part_others(fields: &mut [Field], text: &str) {
    let mut is_of_other = false;
    for field in fields {
        let is_of_person = OF_PERSONS.contains(&field.name);
        let is_heading = || text[..field.start].ends_with(char::is_alphanumeric);
        is_of_other = field.name == OTHER && field.value.is_empty() && is_heading()
            || is_of_other && is_of_person;
        if is_of_other {
            field.name = OTHER;
        }
    }
}

/// Tells whether a line may be the value of a label: numbers and dates have figures, names have none.
fn may_be_value(field: &str, line: &str) -> bool {
    let has_figures = line.contains(char::is_numeric);
    match field {
        "control" | "file" | "case" | "born" | "date" | "updated" | "passport" => has_figures,
        "family" | "given" | "patronymic" | "subject" | "nationality" | "birthplace" => {
            !has_figures && !line::is_sentence(line)
        }
        _ => true,
    }
}

/// Gives labels that stand beneath their values the cells of the line over them, which the field before them then has not.
fn take_from_above(
    fields: &mut [Field],
    row: Range<usize>,
    segment: &Segment,
    over: &Range<usize>,
) {
    let line = &segment.text[over.clone()];
    let (before, labels) = fields.split_at_mut(row.start);
    let is_value = !line.trim().is_empty() && !line::is_sentence(line);
    if is_value
        && fill(&mut labels[..row.len()], line, over.start)
        && let Some(last) = before.last_mut().filter(|last| last.end == over.end)
    {
        last.end = over.start.max(last.start);
    }
}

/// Lets a value begin behind a rule, or go on over it where it is told in sentences.
fn go_over(fields: &mut [Field], segment: &Segment, rule: Range<usize>) {
    let Some(last) = fields.last_mut().filter(|last| last.end == rule.start) else { return };
    if segment.text[last.start..last.end].trim().is_empty() {
        (last.start, last.end) = (rule.end, rule.end);
    } else if is_told_in_sentences(last.name) {
        last.end = rule.end;
    }
}

/// Gives labels of a row the values of the row beneath, where it has as many cells.
fn fill(heads: &mut [Field], line: &str, start: usize) -> bool {
    let cells = line::cells(line);
    let fits = !heads.is_empty() && cells.len() == heads.len();
    if fits {
        for (field, cell) in heads.iter_mut().zip(cells) {
            (field.start, field.end) = (start + cell.start, start + cell.end);
        }
    }
    fits
}

/// Lets the last value go on over a line that has no label: up to a blank line, or a sentence that is none.
fn go_on(fields: &mut [Field], segment: &Segment, line: &str, start: usize) {
    let Some(last) = fields.last_mut().filter(|last| last.end == start) else { return };
    let is_empty = segment.text[last.start..start].trim().is_empty();
    if is_empty && is_page_number(line) {
        (last.start, last.end) = (start + line.len(), start + line.len());
        return;
    }
    let is_more = !line.trim().is_empty() || is_empty;
    let is_another = line::is_sentence(line)
        || line::is_of_another_field(line)
        || line::is_row(line)
        || begins_page(line);
    let is_another = is_another && !is_told_in_sentences(last.name);
    if is_more && !is_another && start + line.len() - last.start <= LONGEST_VALUE {
        last.end = start + line.len();
    }
}

/// Tells whether the value of a field is told in sentences.
fn is_told_in_sentences(field: &str) -> bool {
    matches!(
        field,
        "facts" | "charge" | "law" | "warrant" | "penalty" | "action" | "visit" | "case"
    )
}
