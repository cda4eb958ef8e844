//! Who writes to whom.

use crate::Bench;

fn mail(from: &str, to: &str, date: &str) -> String {
    format!("From: {from}\nTo: {to}\nDate: {date}\nSubject: x\n\nText.\n")
}

#[test]
fn the_first_and_the_last_mail_of_two_are_told_by_the_moment_and_not_by_the_zone() {
    let late = mail("a@x.example", "b@x.example", "Wed, 1 Jan 2020 23:30:00 -0500");
    let early = mail("a@x.example", "b@x.example", "Thu, 2 Jan 2020 01:00:00 +0300");
    let bench = Bench::of(&[("late.eml", &late), ("early.eml", &early)]);
    let mails = bench.mails(None).expect("the dossier answers");
    let pair = &mails.pairs[0];
    assert_eq!(pair.mails, 2);
    assert_eq!(pair.first.as_deref(), Some("2020-01-02T01:00:00+03:00"));
    assert_eq!(pair.last.as_deref(), Some("2020-01-01T23:30:00-05:00"));
}

#[test]
fn a_mail_with_many_writers_makes_no_more_pairs_than_sixteen_have() {
    let writers: Vec<String> = (0..40).map(|at| format!("w{at}@x.example")).collect();
    let forged =
        mail(&writers.join(", "), "a@x.example, b@x.example", "Wed, 1 Jan 2020 12:00:00 +0000");
    let mails = Bench::of(&[("forged.eml", &forged)]).mails(None).expect("the dossier answers");
    assert_eq!((mails.people.len(), mails.pairs.len()), (42, 32));
    assert_eq!(mails.counts().values().sum::<usize>(), 32);
    let warned = |warning: &String| warning.starts_with("mails with more than 16 writers: 1");
    assert!(mails.warnings.iter().any(warned), "{:?}", mails.warnings);
}
