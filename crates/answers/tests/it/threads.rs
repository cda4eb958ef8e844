//! The mails of a thread, and those that are missing from it.

use answers::Thread;

use crate::Bench;

fn mail(id: &str, day: u8, subject: &str, more: &str) -> String {
    format!(
        "From: Ann <ann@x.example>\nDate: {day} Mar 2020 10:00:00 +0000\nSubject: {subject}\nMessage-ID: <{id}@x.example>\n{more}\nText of {id}.\n"
    )
}

fn thread(bench: &Bench, locator: &str) -> Thread {
    let item = bench.item(locator).expect("the mail is there");
    bench.thread(&item).expect("the dossier can be read").expect("it is a mail")
}

fn locators(thread: &Thread) -> Vec<&str> {
    thread.mails.iter().map(|mail| mail.item.locator.as_str()).collect()
}

fn bench() -> Bench {
    let mails = [
        ("first.eml", mail("a.1", 1, "Transfer", "")),
        (
            "second.eml",
            mail(
                "a.2",
                2,
                "Re: Transfer",
                "In-Reply-To: <a.1@x.example>\nReferences: <a.1@x.example>\n",
            ),
        ),
        (
            "fourth.eml",
            mail(
                "a.4",
                4,
                "other words",
                "In-Reply-To: <a.3@x.example>\nReferences: <a.1@x.example> <a.3@x.example>\n",
            ),
        ),
        (
            "copy/second.eml",
            mail(
                "a.2",
                2,
                "Re: Transfer",
                "In-Reply-To: <a.1@x.example>\nReferences: <a.1@x.example>\n",
            ),
        ),
        // Another id of the same words.
        ("apart.eml", mail("a-1", 5, "Lunch", "")),
        ("loose.eml", mail("b.1", 6, "AW: TRANSFER", "")),
        ("plain.eml", mail("c.1", 7, "Lunch", "")),
        ("note.txt", "Transfer".to_owned()),
    ];
    let files: Vec<(&str, &str)> = mails.iter().map(|(name, text)| (*name, &text[..])).collect();
    Bench::of(&files)
}

#[test]
fn a_thread_is_the_same_from_whichever_of_its_mails_it_is_asked() {
    let bench = bench();
    let all = ["first.eml", "copy/second.eml", "fourth.eml", "loose.eml"];
    for start in ["first.eml", "copy/second.eml", "fourth.eml", "loose.eml"] {
        let found = thread(&bench, start);
        assert_eq!(locators(&found), all, "{start}");
        assert!(found.mails[3].by_subject || start == "loose.eml");
    }
}

#[test]
fn a_mail_that_is_answered_and_missing_is_named_with_those_that_answer_it() {
    let found = thread(&bench(), "first.eml");
    let absent: Vec<_> =
        found.absent.iter().map(|mail| (&mail.message_id[..], &mail.named_by[..])).collect();
    assert_eq!(absent, [("a.3@x.example", &["fourth.eml".to_owned()][..])]);
}

#[test]
fn mails_of_one_subject_are_no_thread_where_none_of_them_is_an_answer() {
    assert_eq!(locators(&thread(&bench(), "plain.eml")), ["plain.eml"]);
}

#[test]
fn mails_of_a_thread_stand_in_the_order_in_which_they_were_sent_whatever_their_zones() {
    let at = |id: &str, date: &str, more: &str| {
        format!(
            "From: Ann <a@x.example>\nDate: {date}\nSubject: Orders\nMessage-ID: <{id}@x>\n{more}\nx\n"
        )
    };
    let question = at("q", "Mon, 2 Mar 2020 23:30:00 +1100", "");
    let answer = at("r", "Mon, 2 Mar 2020 09:00:00 -0500", "In-Reply-To: <q@x>\n");
    let bench = Bench::of(&[("a-answer.eml", &answer), ("b-question.eml", &question)]);
    assert_eq!(locators(&thread(&bench, "a-answer.eml")), ["b-question.eml", "a-answer.eml"]);
}

#[test]
fn what_is_no_mail_has_no_thread() {
    let bench = bench();
    let note = bench.item("note.txt").expect("it is there");
    assert!(bench.thread(&note).expect("the dossier can be read").is_none());
}
