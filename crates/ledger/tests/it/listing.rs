use item::{EncryptedReason, Layer, LayerSet, Outcome, Status};
use ledger::{Error, Filter, ItemRow};

use super::{at, content, folder, item, put, writer};

fn names(ledger: &ledger::Ledger, filter: Filter) -> Vec<String> {
    ledger.items(filter).map(|item| item.expect("it can be read").locator.to_string()).collect()
}

#[test]
fn lists_are_in_the_order_of_locators_across_pages() {
    let dir = folder();
    let mut writer = writer(&dir);
    let mut locators: Vec<_> =
        (0..1500).map(|number| at(&format!("{}/{number}", number % 7))).collect();
    let rows: Vec<_> = locators.iter().map(|locator| item(&locator.to_string(), 1)).collect();
    let ords = put(&mut writer, &rows);
    let items = writer.dated_items().expect("they can be read");
    let by_rank: Vec<_> = items
        .iter()
        .map(|(ord, _)| {
            locators[ords.iter().position(|known| known == ord).expect("it was put")].clone()
        })
        .collect();
    locators.sort();
    assert_eq!(by_rank, locators);
    let expected: Vec<_> = locators.iter().map(ToString::to_string).collect();
    assert_eq!(names(&writer, Filter::default()), expected);
    let after = Filter { after: Some(locators[700].clone()), ..Filter::default() };
    assert_eq!(names(&writer, after), expected[701..]);
}

#[test]
fn filters_join() {
    let dir = folder();
    let mut writer = writer(&dir);
    let ord = writer
        .transaction(|tx| tx.put_content(&content(1)))
        .map_err(|error: Error| error)
        .expect("it can be put");
    let locked = Outcome::Encrypted(EncryptedReason::NeedsPassword);
    put(
        &mut writer,
        &[
            ItemRow { content: Some(ord), format: "pdf".into(), ..item("a/1", 1) },
            ItemRow { outcome: locked, format: "pdf".into(), ..item("a/2", 1) },
            ItemRow { outcome: locked, ..item("b", 1) },
            item("old", 0),
        ],
    );
    writer
        .transaction(|tx| tx.mark_gone(b"", 1))
        .map_err(|error: Error| error)
        .expect("items can be marked");
    let all = Filter::default();
    assert_eq!(names(&writer, all.clone()), ["a/1", "a/2", "b"]);
    assert_eq!(names(&writer, Filter { with_gone: true, ..all.clone() }).len(), 4);
    assert_eq!(
        names(&writer, Filter { outcomes: vec![Status::Encrypted], ..all.clone() }),
        ["a/2", "b"]
    );
    assert_eq!(
        names(&writer, Filter { formats: vec!["pdf".into()], under: Some(at("a")), ..all.clone() }),
        ["a/1", "a/2"]
    );
    let deleted: LayerSet = [Layer::Deleted].into_iter().collect();
    assert_eq!(names(&writer, Filter { layers: deleted, ..all.clone() }), ["a/1"]);
    let hidden: LayerSet = [Layer::Hidden].into_iter().collect();
    assert!(names(&writer, Filter { layers: hidden, ..all }).is_empty());
    let counts = writer.outcome_counts().expect("they can be read");
    assert_eq!(counts, [(Outcome::Extracted, 1), (locked, 2)]);
    let formats = writer.format_counts().expect("they can be read");
    assert_eq!(formats, [("pdf".into(), 2), ("text".into(), 1)]);
}
