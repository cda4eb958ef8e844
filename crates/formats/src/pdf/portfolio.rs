//! The table in which a portfolio lists its files (ISO 32000-2 §12.3.5), as mailboxes do that were saved as PDF: sender,
//! subject, date, or whatever its columns are.

use item::{Layer, Place, Segment};
use lopdf::{Dictionary, Object};

use super::attached::{self, Embedded};
use super::strings::{date, text_string};
use super::structure::{Objects, as_dictionary};
use crate::{Flow, Sink};

/// How many columns are kept.
const MOST_COLUMNS: usize = 100;

/// Pushes the table, a line for each file, where a document is a portfolio.
pub(super) fn table(objects: &Objects<'_>, sink: &mut dyn Sink) -> Flow {
    let columns = columns(objects);
    if columns.is_empty() {
        return Flow::Continue;
    }
    let headings = columns.iter().map(|column| column.heading.clone());
    let mut table = line(headings);
    for file in attached::embedded(objects) {
        // One long value may stand in every line. What is longer than any stream may be is longer than a text may be, too:
        // the sink reports that it is cut.
        if table.len() > objects.inflated_max {
            break;
        }
        let cells = columns.iter().map(|column| column.value(objects, &file).unwrap_or_default());
        table.extend(["\n", &line(cells)]);
    }
    sink.text(Segment::new(Place::Part("portfolio".to_owned()), Layer::Body, table))
}

fn line(cells: impl Iterator<Item = String>) -> String {
    let cells = cells.map(|cell| cell.split_whitespace().collect::<Vec<_>>().join(" "));
    cells.collect::<Vec<_>>().join("\t")
}

/// A column of the table.
struct Column {
    /// Under which name the values stand with the files.
    key: Vec<u8>,
    /// What its values are: texts, dates, numbers, or a property that each file has.
    kind: Vec<u8>,
    heading: String,
    order: i64,
}

fn columns(objects: &Objects<'_>) -> Vec<Column> {
    let catalog = objects.document.catalog().ok();
    let collection = catalog.and_then(|catalog| objects.dictionary(catalog, b"Collection"));
    let schema = collection.and_then(|collection| objects.dictionary(collection, b"Schema"));
    let fields = schema.into_iter().flat_map(|schema| schema.iter());
    let column = |(key, field): (&Vec<u8>, &Object)| {
        let field = as_dictionary(objects.document.dereference(field).ok()?.1)?;
        let kind = field.get(b"Subtype").ok()?.as_name().ok()?.to_vec();
        let heading = field.get(b"N").ok().and_then(|name| name.as_str().ok()).map(text_string);
        let order = field.get(b"O").and_then(Object::as_i64).unwrap_or(i64::MAX);
        let heading = heading.unwrap_or_else(|| text_string(key));
        Some(Column { key: key.clone(), kind, heading, order })
    };
    let mut columns: Vec<Column> = fields.filter_map(column).take(MOST_COLUMNS).collect();
    columns.sort_by(|one, other| (one.order, &one.key).cmp(&(other.order, &other.key)));
    columns
}

impl Column {
    fn value(&self, objects: &Objects<'_>, file: &Embedded<'_>) -> Option<String> {
        let specification = file.specification;
        let text = |dictionary: &Dictionary, key: &[u8]| {
            let value = objects.document.dereference(dictionary.get(key).ok()?).ok()?.1;
            shown(value)
        };
        let parameter = |key: &[u8]| text(objects.dictionary(&file.stream.dict, b"Params")?, key);
        match self.kind.as_slice() {
            b"F" => text(specification, b"UF").or_else(|| text(specification, b"F")),
            b"Desc" => text(specification, b"Desc"),
            b"ModDate" | b"CreationDate" => parameter(&self.kind).map(|written| date(&written)),
            b"Size" => parameter(b"Size"),
            b"CompressedSize" => None,
            kind => {
                let items = objects.dictionary(specification, b"CI")?;
                let value = objects.document.dereference(items.get(&self.key).ok()?).ok()?.1;
                let value = match value {
                    // A value with a text that is shown before it.
                    Object::Dictionary(parts) => {
                        let [before, value] = [b"P", b"D"].map(|key| text(parts, key));
                        [before, value].into_iter().flatten().collect::<String>()
                    }
                    value => shown(value)?,
                };
                Some(if kind == b"D" { date(&value) } else { value })
            }
        }
    }
}

fn shown(value: &Object) -> Option<String> {
    match value {
        Object::String(bytes, _) => Some(text_string(bytes)),
        Object::Integer(number) => Some(number.to_string()),
        Object::Real(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probe;

    #[test]
    fn a_portfolio_lists_its_files_under_its_columns() {
        let objects = [
            "<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(1) 4 0 R(2) 5 0 R]>>>>/Collection<</Schema<</subj<</Subtype/S/N(Subject)/O 2>>/from<</Subtype/S/N(From)/O 1>>/when<</Subtype/D/N(Date)/O 3>>/name<</Subtype/F/N(Name)/O 4>>>>>>>>",
            "<</Type/Pages/Kids[3 0 R]/Count 1>>",
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
            "<</Type/Filespec/UF(one.txt)/EF<</F 6 0 R>>/CI<</from(Vera\nOstrovnaya)/subj<</D(the list)/P(Re: )>>/when(D:20150314091500Z)>>>>",
            "<</Type/Filespec/UF(two.txt)/EF<</F 7 0 R>>/CI<</from 7/subj null>>>>",
            "<</Length 3>>stream\none\nendstream",
            "<</Length 3>>stream\ntwo\nendstream",
        ];
        let found = probe::of(super::super::extract, &probe::pdf(&objects));
        let is_ours = |segment: &&Segment| segment.place == Place::Part("portfolio".to_owned());
        let table = found.segments.iter().find(is_ours).map(|segment| segment.text.as_str());
        assert_eq!(
            table,
            Some(
                "From\tSubject\tDate\tName\nVera Ostrovnaya\tRe: the list\t2015-03-14T09:15:00Z\tone.txt\n7\t\t\ttwo.txt"
            )
        );
        assert_eq!(found.names(), ["one.txt", "two.txt"]);
    }

    #[test]
    fn a_document_without_columns_is_no_portfolio() {
        let objects = [
            "<</Type/Catalog/Pages 2 0 R/Collection<</View/D>>>>",
            "<</Type/Pages/Kids[3 0 R]/Count 1>>",
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
        ];
        let found = probe::of(super::super::extract, &probe::pdf(&objects));
        assert!(found.segments.is_empty() && found.error.is_none());
    }
}
