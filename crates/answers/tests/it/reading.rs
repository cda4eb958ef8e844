//! Texts page by page, what is named in them, and mailboxes.

use crate::{Bench, DENIAL};

#[test]
fn a_page_of_text_marks_what_a_query_asks_for_and_what_is_named() {
    let bench = Bench::new();
    let item = bench.at("letters/denial.txt");
    let page = bench.text_page(&item, Some("charges"), None).expect("the text can be read");
    assert_eq!((page.page, page.pages), (1, 1));
    let [part] = &page.segments[..] else { panic!("{:?}", page.segments) };
    assert_eq!(part.text, DENIAL);
    let marked: Vec<&str> =
        part.highlights.iter().map(|[start, end]| &part.text[*start..*end]).collect();
    assert_eq!(marked, ["charges"]);
    let person = part.mentions.iter().find(|mention| mention.kind == item::Kind::Person);
    let person = person.expect("he is named");
    assert_eq!(&part.text[person.start..person.end], "Ivan Pestrikov");
}

#[test]
fn a_long_text_opens_on_the_first_page_that_holds_what_is_asked_for() {
    let text = format!("{}needle\n{}", "straw in a line\n".repeat(6_000), "hay\n".repeat(20_000));
    let bench = Bench::of(&[("long.txt", &text)]);
    let item = bench.at("long.txt");
    let page = bench.text_page(&item, Some("needle"), None).expect("the text can be read");
    assert!(page.page > 1 && page.pages > page.page, "{} of {}", page.page, page.pages);
    assert!(page.segments.iter().any(|part| part.text.contains("needle")));
    let first = bench.text_page(&item, None, None).expect("the text can be read");
    assert_eq!((first.page, first.pages), (1, page.pages));
    let last = bench.text_page(&item, None, Some(9_999)).expect("the text can be read");
    assert_eq!(last.page, page.pages, "a page beyond the last is the last");
}

#[test]
fn the_pages_of_a_text_are_the_whole_text() {
    let text = "a line of the text\n".repeat(8_000);
    let bench = Bench::of(&[("long.txt", &text)]);
    let item = bench.at("long.txt");
    let pages = bench.text_page(&item, None, None).expect("the text can be read").pages;
    let of_page = |page| bench.text_page(&item, None, Some(page)).expect("it can be read");
    let parts = (1..=pages).flat_map(|page| of_page(page).segments);
    assert_eq!(parts.map(|part| part.text).collect::<String>(), text);
}

#[test]
fn what_has_no_text_has_no_page() {
    let bench = Bench::new();
    let page = bench.text_page(&bench.at("nothing.txt"), None, None).expect("it can be read");
    assert_eq!((page.page, page.pages, page.segments.len()), (1, 0, 0));
}

#[test]
fn mentions_are_listed_by_kind_and_page_by_page() {
    let bench = Bench::new();
    let item = bench.at("letters/denial.txt");
    let all = bench.mentions(&item, None, 0, 100).expect("they can be read");
    assert_eq!((all.mentions.len(), all.next), (all.total, None));
    let first = bench.mentions(&item, None, 0, 1).expect("they can be read");
    assert_eq!((first.total, first.next), (all.total, Some(1)));
    let kind = item::Kind::Control;
    let controls = bench.mentions(&item, Some(kind), 0, 100).expect("they can be read");
    let values: Vec<_> = controls.mentions.iter().map(|mention| mention.normal.as_str()).collect();
    assert_eq!(values, ["A-2741/3-2019"]);
}

#[test]
fn a_mailbox_lists_its_mails_in_order_of_date_with_their_attachments() {
    let bench = Bench::new();
    let mailbox = bench.mailbox(&bench.at("box.mbox"), 1).expect("it can be read");
    let mailbox = mailbox.expect("it is a mailbox");
    assert_eq!((mailbox.page, mailbox.pages, mailbox.total), (1, 1, 2));
    let lines = mailbox
        .mails
        .iter()
        .map(|mail| (mail.subject.as_deref(), mail.from.as_deref(), mail.attachments));
    let expected = [
        (Some("earlier"), Some("early@example.org"), 1),
        (Some("later"), Some("late@example.org"), 0),
    ];
    assert_eq!(lines.collect::<Vec<_>>(), expected);
}

#[test]
fn a_page_beyond_the_last_of_a_mailbox_is_the_last_and_a_letter_is_no_mailbox() {
    let bench = Bench::new();
    let beyond = bench.mailbox(&bench.at("box.mbox"), 9).expect("it can be read");
    assert_eq!(beyond.map(|mailbox| mailbox.page), Some(1));
    let letter = bench.mailbox(&bench.at("letters/plain.txt"), 1).expect("it can be read");
    assert!(letter.is_none());
}
