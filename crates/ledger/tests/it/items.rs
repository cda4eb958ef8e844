use item::{Digest, FailedReason, Outcome};
use ledger::{Changes, Error, ItemRow, RunRow, TroveRow};

use super::{at, content, folder, id, item, put, writer};

#[test]
fn an_item_is_read_back_as_it_was_put() {
    let dir = folder();
    let mut writer = writer(&dir);
    let mut put_one = ItemRow {
        digests: Some(content(1).digests),
        content: Some(9),
        ..item("a\\xff/b.zip!/c\\#2", 1)
    };
    put_one.outcome = Outcome::Failed(FailedReason::Malformed);
    let ord = put(&mut writer, std::slice::from_ref(&put_one))[0];
    let expected = ItemRow { ord, ..put_one };
    assert_eq!(writer.item(ord).expect("it can be read"), Some(expected.clone()));
    assert_eq!(writer.item_by_id(&expected.id).expect("it can be read"), Some(expected.clone()));
    assert_eq!(writer.item_by_locator(&expected.locator).expect("it can be read"), Some(expected));
}

#[test]
fn putting_an_item_again_changes_only_the_run_that_saw_it() {
    let dir = folder();
    let mut writer = writer(&dir);
    let mut row = item("a", 1);
    (row.digests, row.size) = (Some(content(1).digests), None);
    let first = put(&mut writer, std::slice::from_ref(&row));
    row.last_run = 2;
    assert_eq!(put(&mut writer, &[row]), first);
    let found = writer.item(first[0]).expect("it can be read").expect("it is there");
    assert_eq!((found.first_run, found.last_run, found.gone_run), (1, 2, None));
    assert!(writer.history(first[0]).expect("it can be read").is_empty());
}

#[test]
fn a_changed_item_keeps_its_number_and_its_past() {
    let dir = folder();
    let mut writer = writer(&dir);
    let ord = put(&mut writer, &[item("a", 1)])[0];
    let changed = ItemRow { size: Some(4), ..item("a", 2) };
    assert_eq!(put(&mut writer, &[changed]), [ord]);
    let found = writer.item(ord).expect("it can be read").expect("it is there");
    assert_eq!((found.size, found.first_run, found.last_run), (Some(4), 1, 2));
    let past = writer.history(ord).expect("it can be read");
    assert_eq!(past, [ItemRow { ord, ..item("a", 1) }]);
}

#[test]
fn what_a_run_does_not_see_is_gone_in_that_trove_alone() {
    let dir = folder();
    let mut writer = writer(&dir);
    let ords =
        put(&mut writer, &["a", "b.zip", "b.zip!/c", "//second/a"].map(|printed| item(printed, 1)));
    let gone = writer.transaction(|tx| {
        assert_eq!(tx.touch_family(&at("b.zip"), 2)?, 2);
        tx.mark_gone(b"", 2)
    });
    assert_eq!(gone.map_err(|error: Error| error).expect("items can be marked"), [ords[0]]);
    assert_eq!(writer.totals().expect("they can be read"), (3, 9));
    let back = put(&mut writer, &[item("a", 3)]);
    assert_eq!(back, [ords[0]]);
    assert_eq!(writer.history(ords[0]).expect("it can be read")[0].gone_run, Some(2));
    assert_eq!(writer.item(ords[0]).expect("it can be read").and_then(|item| item.gone_run), None);
}

#[test]
fn a_member_that_is_gone_does_not_come_back_with_its_container() {
    let dir = folder();
    let mut writer = writer(&dir);
    put(&mut writer, &["b.zip", "b.zip!/old"].map(|printed| item(printed, 1)));
    put(&mut writer, &[item("b.zip", 2)]);
    let touched = writer.transaction(|tx| {
        tx.mark_gone(b"", 2)?;
        tx.touch_family(&at("b.zip"), 3)
    });
    assert_eq!(touched.map_err(|error: Error| error).expect("items can be touched"), 1);
}

#[test]
fn a_content_is_found_by_key_and_digest_and_keeps_its_number() {
    let dir = folder();
    let mut writer = writer(&dir);
    let one = content(1);
    let ord = writer
        .transaction(|tx| tx.put_content(&one))
        .map_err(|error: Error| error)
        .expect("it can be put");
    let mut again = ledger::ContentRow { title: None, location: None, ..one.clone() };
    again.digests.more.clear();
    let same = writer.transaction(|tx| tx.put_content(&again)).map_err(|error: Error| error);
    assert_eq!(same.expect("it can be put"), ord);
    let found = writer.content_by_key(&one.key).expect("it can be read").expect("it is there");
    let expected = ledger::ContentRow { ord, title: None, location: None, ..one.clone() };
    assert_eq!(found, expected);
    assert_eq!(
        writer.contents_by_blake3(&one.digests.blake3).expect("it can be read"),
        std::slice::from_ref(&expected)
    );
    assert_eq!(writer.contents(0, 10).expect("it can be read"), [expected]);
    assert_eq!(writer.content_by_key(&Digest([9; 32])).expect("it can be read"), None);
}

#[test]
fn families_children_and_copies_are_found() {
    let dir = folder();
    let mut writer = writer(&dir);
    let ord = writer
        .transaction(|tx| tx.put_content(&content(1)))
        .map_err(|error: Error| error)
        .expect("it can be put");
    let with_content = |printed| ItemRow { content: Some(ord), ..item(printed, 1) };
    put(
        &mut writer,
        &[
            with_content("z"),
            item("b.zip!/c!/d", 1),
            item("b.zip", 1),
            with_content("b.zip!/c"),
            item("b.zip2", 1),
        ],
    );
    let names = |items: Result<Vec<ItemRow>, Error>| {
        let items = items.expect("they can be read");
        items.iter().map(|item| item.locator.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(names(writer.children(&id("b.zip"))), ["b.zip!/c"]);
    assert_eq!(names(writer.family(&at("b.zip!/c"), 99)), ["b.zip", "b.zip!/c", "b.zip!/c!/d"]);
    assert_eq!(names(writer.items_of_content(ord)), ["b.zip!/c", "z"]);
    assert_eq!(names(writer.items_by_blake3(&content(1).digests.blake3)), ["b.zip!/c", "z"]);
}

#[test]
fn an_id_is_found_by_any_unique_beginning() {
    let dir = folder();
    let mut writer = writer(&dir);
    put(&mut writer, &["a", "b"].map(|printed| item(printed, 1)));
    let hex = id("a").to_string();
    for length in 3..=32 {
        let found = writer.items_by_id_prefix(&hex[..length]).expect("it can be read");
        assert_eq!(found.iter().map(|item| item.id).collect::<Vec<_>>(), [id("a")], "{length}");
    }
    assert_eq!(writer.items_by_id_prefix("").expect("it can be read").len(), 2);
    for wrong in ["x", "é", &"0".repeat(33)] {
        assert!(writer.items_by_id_prefix(wrong).expect("it can be read").is_empty(), "{wrong}");
    }
}

#[test]
fn runs_and_troves_are_kept() {
    let dir = folder();
    let mut writer = writer(&dir);
    let run = RunRow {
        number: 0,
        started: 5,
        ended: None,
        program: "1.0".into(),
        settings: "jobs=2".into(),
        summary: None,
        is_finished: false,
    };
    let trove = TroveRow { label: b"\xff".to_vec(), path: b"/mnt/leak".to_vec(), added_run: 1 };
    let number = writer.transaction(|tx| {
        tx.put_trove(&trove)?;
        tx.put_trove(&TroveRow { path: b"/new".to_vec(), added_run: 7, ..trove.clone() })?;
        tx.begin_run(&run)
    });
    let number = number.map_err(|error: Error| error).expect("a run can begin");
    assert_eq!(writer.runs().expect("it can be read"), [RunRow { number, ..run.clone() }]);
    writer
        .transaction(|tx| tx.end_run(number, 9, "{}"))
        .map_err(|error: Error| error)
        .expect("a run can end");
    let ended =
        RunRow { number, ended: Some(9), summary: Some("{}".into()), is_finished: true, ..run };
    assert_eq!(writer.runs().expect("it can be read"), [ended]);
    assert_eq!(
        writer.troves().expect("it can be read"),
        [TroveRow { path: b"/new".to_vec(), ..trove }]
    );
}

#[test]
fn a_run_is_summed_up_by_what_it_changed() {
    let dir = folder();
    let mut writer = writer(&dir);
    put(&mut writer, &["gone", "same", "touched", "changed"].map(|printed| item(printed, 1)));
    put(
        &mut writer,
        &[item("same", 2), item("new", 2), ItemRow { size: Some(9), ..item("changed", 2) }],
    );
    let marked = writer.transaction(|tx| {
        tx.touch_items(&[id("touched")], 2)?;
        tx.mark_gone(b"", 2)
    });
    marked.map_err(|error: Error| error).expect("items can be marked");
    let first = writer.changes(1).expect("they can be counted");
    assert_eq!(first, Changes { new: 4, ..Changes::default() });
    let second = writer.changes(2).expect("they can be counted");
    assert_eq!(second, Changes { new: 1, changed: 1, unchanged: 2, gone: 1 });
}

#[test]
fn copies_are_counted_and_contents_without_items_are_named() {
    let dir = folder();
    let mut writer = writer(&dir);
    let ords = writer
        .transaction(|tx| [1, 2].map(|byte| tx.put_content(&content(byte))).into_iter().collect());
    let ords: Vec<u64> = ords.map_err(|error: Error| error).expect("they can be put");
    put(
        &mut writer,
        &["a", "b"].map(|printed| ItemRow { content: Some(ords[0]), ..item(printed, 1) }),
    );
    assert_eq!(writer.duplicates().expect("they can be counted"), [(content(1).digests.blake3, 2)]);
    assert_eq!(writer.contents_without_items().expect("they can be read"), [ords[1]]);
}

#[test]
fn a_copied_item_keeps_its_runs_and_its_past() {
    let (from, to) = (folder(), folder());
    let mut source = writer(&from);
    let ord = put(&mut source, &[item("a", 1)])[0];
    put(&mut source, &[ItemRow { size: Some(4), ..item("a", 2) }]);
    let gone = source.transaction(|tx| tx.mark_gone(b"", 3)).map_err(|error: Error| error);
    assert_eq!(gone.expect("items can be marked"), [ord]);
    put(&mut source, &[ItemRow { size: Some(5), ..item("a", 4) }]);
    let row = source.item(ord).expect("it can be read").expect("it is there");
    let replaced = source.replaced(ord).expect("it can be read");
    assert_eq!(replaced.iter().map(|(_, by)| *by).collect::<Vec<_>>(), [2, 4]);
    let mut target = writer(&to);
    put(&mut target, &[item("b", 1)]);
    let copied = target.transaction(|tx| tx.copy_item(&row, &replaced));
    let copied = copied.map_err(|error: Error| error).expect("it can be put");
    let expected = Some(ItemRow { ord: copied, ..row });
    assert_eq!(target.item(copied).expect("it can be read"), expected);
    let past = replaced.into_iter().map(|(row, by)| (ItemRow { ord: copied, ..row }, by));
    assert_eq!(target.replaced(copied).expect("it can be read"), past.collect::<Vec<_>>());
}
