//! Items, how they are named, and lists of them.

use answers::{Error, ItemFilter};
use item::Status;

use crate::Bench;

fn listed(bench: &Bench, filter: ItemFilter) -> Vec<String> {
    let lines = bench.items(filter).expect("the filter is right");
    lines.map(|line| line.expect("the ledger can be read").locator).collect()
}

#[test]
fn items_are_listed_in_the_order_of_their_locators_with_members() {
    let bench = Bench::new();
    let all = listed(&bench, ItemFilter::default());
    assert_eq!(all.len(), 9);
    assert!(all[0] == "box.mbox" && all[1].starts_with("box.mbox!/"), "{all:?}");
    assert_eq!(all.last().map(String::as_str), Some("nothing.txt"));
}

#[test]
fn items_are_chosen_by_outcome_format_and_place() {
    let bench = Bench::new();
    let empty = ItemFilter { outcomes: vec![Status::Empty], ..ItemFilter::default() };
    assert_eq!(listed(&bench, empty), ["nothing.txt"]);
    let mailboxes = ItemFilter { formats: vec!["mbox".to_owned()], ..ItemFilter::default() };
    assert_eq!(listed(&bench, mailboxes), ["box.mbox"]);
    let under = ItemFilter { under: Some("letters".to_owned()), ..ItemFilter::default() };
    assert_eq!(listed(&bench, under).len(), 4);
}

#[test]
fn a_layer_that_is_none_is_an_error_that_names_those_that_are() {
    let bench = Bench::new();
    let filter = ItemFilter { layer: Some("cellar".to_owned()), ..ItemFilter::default() };
    let Err(error) = bench.items(filter).map(drop) else { panic!("there is no such layer") };
    assert!(error.to_string().contains("`cellar`") && error.to_string().contains("body"));
}

#[test]
fn a_list_goes_on_behind_its_last_line() {
    let bench = Bench::new();
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page = bench.item_list(ItemFilter::default(), after.as_deref(), 4);
        let page = page.expect("the ledger can be read");
        assert!(page.items.len() <= 4);
        seen.extend(page.items.into_iter().map(|line| line.locator));
        match page.next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    assert_eq!(seen, listed(&bench, ItemFilter::default()));
}

#[test]
fn an_item_is_found_by_locator_by_id_and_by_the_beginning_of_its_id() {
    let bench = Bench::new();
    let item = bench.at("letters/denial.txt");
    let id = item.id.to_string();
    assert_eq!(bench.at(&id).id, item.id);
    assert_eq!(bench.at(&id[..12]).id, item.id);
    assert_eq!(bench.item_by_id(&id[..12]).expect("it is unique").id, item.id);
}

#[test]
fn what_names_no_item_is_refused() {
    let bench = Bench::new();
    for named in ["", "letters/none.txt", "ffffffffffff"] {
        assert!(matches!(bench.item(named), Err(Error::NoItem(_))), "{named}");
    }
    assert!(matches!(bench.item_by_id(""), Err(Error::NoItem(_))));
}

#[test]
fn an_item_is_found_by_the_path_of_its_file() {
    let bench = Bench::new();
    let trove = bench.trove().canonicalize().expect("the trove is there");
    let found = bench.item_at(&trove.join("letters/plain.txt")).expect("the ledger can be read");
    assert_eq!(found.map(|item| item.locator.to_string()), Some("letters/plain.txt".to_owned()));
    let elsewhere = bench.item_at(&trove.join("none")).expect("the ledger can be read");
    assert!(elsewhere.is_none());
}

#[test]
fn parents_children_and_families_hold_together() {
    let bench = Bench::new();
    let mailbox = bench.at("box.mbox");
    let mails = bench.children(&mailbox).expect("the ledger can be read");
    assert_eq!(mails.len(), 2);
    for mail in &mails {
        let parent = bench.parent(mail).expect("the ledger can be read");
        assert_eq!(parent.map(|parent| parent.id), Some(mailbox.id));
        let family = bench.family(mail).expect("the ledger can be read");
        assert_eq!(family.len(), 4, "the mailbox, two mails, an annex");
        assert_eq!(family[0].id, mailbox.id);
    }
    assert!(bench.parent(&mailbox).expect("the ledger can be read").is_none());
}

#[test]
fn a_citation_of_a_member_names_the_file_that_holds_it() {
    let bench = Bench::new();
    let mailbox = bench.at("box.mbox");
    let mail = bench.children(&mailbox).expect("the ledger can be read").remove(0);
    let cited = bench.cite(&mail).expect("the ledger can be read");
    let of_mailbox = bench.cite(&mailbox).expect("the ledger can be read");
    assert!(cited.ends_with(&format!("; in {of_mailbox}")), "{cited}");
    assert!(cited.starts_with(&mail.locator.to_string()), "{cited}");
}

#[test]
fn other_items_with_the_same_content_stand_beside_an_item() {
    let bench = Bench::new();
    let answer = bench.item_answer(&bench.at("letters/notice.txt")).expect("it can be read");
    let others: Vec<_> = answer.duplicates.iter().map(|line| line.locator.as_str()).collect();
    assert_eq!(others, ["letters/copy.txt"]);
    assert_eq!(answer.date.as_deref(), Some("2019-03-18"));
    let empty = bench.item_answer(&bench.at("nothing.txt")).expect("it can be read");
    assert_eq!((empty.duplicates.len(), empty.metadata.len()), (0, 0));
}
