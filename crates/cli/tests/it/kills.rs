//! A kill at any moment loses nothing that was acknowledged.

use crate::bench;

#[test]
fn killed_runs_end_in_the_same_dossier_as_an_unbroken_one() {
    let bench = bench();
    for number in 0..150 {
        let annex = format!("annex {number} on the Red Notice A-{number}/5-2020 of Interpol");
        bench.write(
            format!("{}/{number}.txt", number % 7),
            format!("file {number}, Interpol, 12 May 2020"),
        );
        bench.write(
            format!("mail/{number}.eml"),
            format!("From: s{number}@example.org\nSubject: mail {number}\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nbody {number}\n--b\nContent-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\n{annex}\n--b--\n"),
        );
    }
    let report = testkit::kills::kill(&bench, 25, 7);
    assert_eq!(report.lost.len(), 0, "{report:?}");
    assert!(report.is_equal, "{report:?}");
    assert!(report.killed > 5, "the kills came too late to tell anything: {report:?}");
}
