//! Forms as they are printed: labels side by side, in rows of a table, numbered, on lines of their own.

use item::{Layer, Place, Segment};
use matters::{PaperKind, Record};

fn record(text: &str) -> Record {
    let segments = [Segment::new(Place::Whole, Layer::Body, text)];
    Record::read(&segments, &entities::recognise(text))
}

/// Returns the fields of a form as the table writes them.
fn fields(text: &str) -> String {
    let record = record(text);
    let fields: Vec<String> =
        record.fields.iter().map(|field| format!("{}={}", field.name, field.value)).collect();
    if fields.is_empty() { "-".to_owned() } else { fields.join("|") }
}

#[test]
fn nearly_all_forms_have_their_fields() {
    let rows = include_str!("forms.tsv").lines().filter(|line| !line.starts_with('#'));
    let rows: Vec<Vec<&str>> = rows.map(|row| row.split('\t').collect()).collect();
    for (half, least) in [("tuning", 95), ("reporting", 85)] {
        let of_half: Vec<_> = rows.iter().filter(|row| row[0] == half).collect();
        let wrong: Vec<String> = of_half
            .iter()
            .filter_map(|row| {
                let found = fields(
                    &row[2].replace("\\n", "\n").replace("\\t", "\t").replace("\\f", "\u{c}"),
                );
                let expected = row[1].replace("\\n", "\n");
                (found != expected).then(|| format!("{}: {expected}\n    found {found}", row[2]))
            })
            .collect();
        let (all, right) = (of_half.len(), of_half.len() - wrong.len());
        assert!(right * 100 >= all * least, "{half}: {right} of {all}\n{}", wrong.join("\n"));
    }
}

#[test]
fn a_bureau_over_an_addressee_sends_a_message() {
    let text = "NCB TASHKENT\nTo: NCB VIENNA\nDate: 3 June 2020\nSubject: KARIMOV Anvar, control number A-4410/2-2020\n";
    assert_eq!(record(text).kind, Some(PaperKind::Message));
}

#[test]
fn only_a_heading_makes_a_paper_a_warrant() {
    let letter =
        "The arrest warrant of 3 May 2018 was sent to us by the court of Tashkent in June.\n";
    assert_eq!(record(letter).kind, None);
    assert_eq!(record("ARREST WARRANT\nTashkent city court\n").kind, Some(PaperKind::Warrant));
}

#[test]
fn values_stand_where_their_bytes_say() {
    let text = "Family name: KARIMOV    Forename: Anvar\nControl No.\tFile No.\nA-4410/2-2020\t2020/41872\n";
    for field in record(text).fields {
        assert_eq!(text[field.start..field.end].trim(), field.value, "{}", field.name);
    }
}
