//! What a person sees on a terminal, and what a pipe does not.

use std::fs;

use testkit::Bench;
use testkit::terminal::{Terminal, rows};

use crate::bench;
use crate::readme::root;

/// Returns what a terminal of so many columns was sent until the program ended; nothing without `script`.
fn sent(bench: &Bench, columns: u16, arguments: &str) -> Option<String> {
    Some(Terminal::start(bench, columns, arguments)?.end().1)
}

/// Returns a text without the control sequences of colours.
fn plain(text: &str) -> String {
    let mut pieces = text.split("\x1b[");
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |all, piece| all + piece.split_once('m').map_or(piece, |(_, rest)| rest))
}

#[test]
fn progress_stays_on_one_row_of_any_width_and_is_gone_at_the_end() {
    let leak = root().join("fixtures/trove");
    for columns in [40, 80, 200] {
        let bench = bench();
        let leak = leak.to_str().expect("the path is UTF-8");
        let typed = format!("index '{leak}' -d d.dossier --jobs 1");
        let Some(sent) = sent(&bench, columns, &typed) else { return };
        let frames: Vec<&str> = sent.split('\r').filter_map(|f| f.strip_prefix("\x1b[K")).collect();
        assert!(frames.iter().any(|frame| frame.contains(" %")), "{columns}: {sent:?}");
        let width = usize::from(columns);
        for frame in frames.iter().filter(|frame| frame.contains(" %")) {
            assert!(frame.chars().count() < width && !frame.contains('\n'), "{columns}: {frame:?}");
        }
        let rows = rows(&sent, width);
        assert!(!rows.iter().any(|row| row.contains(" left")), "{columns}: {rows:#?}");
        assert!(rows[0].contains("318 items in"), "{columns}: {rows:#?}");
    }
}

#[test]
fn a_message_is_laid_out_in_whole_words() {
    let leak = root().join("fixtures/trove");
    let bench = bench();
    let typed = format!("index '{}' -d d.dossier", leak.to_str().expect("the path is UTF-8"));
    let Some(sent) = sent(&bench, 40, &typed) else { return };
    let rows = rows(&sent, 40);
    let hint: Vec<&String> =
        rows.iter().skip_while(|row| !row.contains("items are locked")).collect();
    assert!(hint[0].ends_with("with") && hint[1].starts_with("  `dossier"), "{rows:#?}");
}

fn searched() -> Bench {
    let words = "Interpol ".repeat(12);
    let text = format!("{words}published a notice against Иван Пестриков in Vilnius. {words}\n");
    let bench = bench();
    for number in 0..45 {
        bench.write(format!("in/paper {number:02}.txt"), format!("{number} {text}"));
    }
    bench.run(["index", "trove"]).done();
    bench
}

#[test]
fn hits_are_coloured_and_laid_out_by_width_on_a_terminal_and_plain_in_a_pipe() {
    let bench = searched();
    let piped = bench.command().env_remove("NO_COLOR").args(["search", "Пестриков"]).output();
    let piped = testkit::Printed::from(piped.expect("the program starts"));
    assert!(!piped.out.contains('\x1b') && piped.out.contains("[Пестриков]"), "{piped:?}");
    for columns in [40, 80, 200] {
        let Some(sent) = sent(&bench, columns, "search Пестриков --no-pager") else {
            return;
        };
        assert!(sent.contains("\x1b[1;33mПестриков\x1b[0m"), "{sent}");
        let words: Vec<String> = plain(&piped.out).split_whitespace().map(str::to_owned).collect();
        let sent = plain(&sent);
        let (hits, _message) = sent.split_once("not all of").expect("there are more pages");
        for line in hits.lines() {
            assert!(line.chars().count() <= usize::from(columns), "{columns}: {line:?}");
            for word in line.split_whitespace() {
                let is_whole = words.iter().any(|known| known.trim_matches(['[', ']']) == word)
                    || words.iter().any(|known| known == word)
                    || word == "Пестриков";
                assert!(is_whole, "{columns}: {word:?} in {line:?}");
            }
        }
    }
}

#[test]
fn colours_are_left_out_where_they_are_not_wanted() {
    let bench = searched();
    let typed = "search Пестриков --no-pager";
    let Some(quiet) = Terminal::start_with(&bench, 80, typed, &[("NO_COLOR", "1")]) else { return };
    let (status, sent) = quiet.end();
    assert!(status.success() && !sent.contains('\x1b'), "{sent:?}");
    assert!(sent.contains("[Пестриков]"), "{sent}");
}

#[test]
fn long_results_go_through_the_pager_of_the_environment_on_a_terminal_alone() {
    let bench = searched();
    let paged = |arguments: &str| {
        let pager = [("PAGER", "tee paged")];
        Some(Terminal::start_with(&bench, 80, arguments, &pager)?.end().1)
    };
    let Some(sent) = paged("search Пестриков") else { return };
    let read = fs::read_to_string(bench.folder().join("paged")).expect("the pager wrote it");
    assert!(read.starts_with("45 hits") && sent.contains("45 hits"), "{sent}");
    assert!(!read.contains("not all of"), "messages stand under the results: {read}");
    for arguments in ["search Пестриков --no-pager", "search Пестриков --json"] {
        fs::remove_file(bench.folder().join("paged")).ok();
        paged(arguments);
        assert!(!bench.folder().join("paged").exists(), "{arguments}");
    }
}

#[test]
fn pages_are_turned_by_number_as_by_cursor() {
    let bench = searched();
    let page = |number: &str| {
        bench.run(["search", "Пестриков", "--sort", "locator", "--page", number]).done()
    };
    let locators = |printed: &str| -> Vec<String> {
        printed.lines().filter(|line| line.starts_with("in/")).map(str::to_owned).collect()
    };
    let all: Vec<String> =
        ["1", "2", "3"].iter().flat_map(|number| locators(&page(number))).collect();
    assert_eq!(all.len(), 45);
    assert!(all.is_sorted());
    let first = bench.run(["search", "Пестриков", "--page", "1"]);
    assert!(first.err.contains("more with --page 2, or --after "), "{first:?}");
    let refused = bench.run(["search", "Пестриков", "--page", "4"]).failed(2);
    assert!(refused.contains("no page 4: the search has 45 hits"), "{refused}");
    assert!(bench.run(["search", "x", "--page", "0"]).failed(2).contains("counted from 1"));
}

#[test]
fn a_manifest_with_names_that_command_a_terminal_is_not_printed_on_one() {
    let typed = "manifest --format sha256sum";
    let harmless = bench().file("a.txt", "a");
    harmless.run(["index", "trove"]).done();
    let Some(printed) = sent(&harmless, 80, typed) else { return };
    assert!(printed.contains("  a.txt"), "{printed}");
    let hostile = bench().file("a\x1b[2J.txt", "a");
    hostile.run(["index", "trove"]).done();
    let Some(printed) = sent(&hostile, 80, typed) else { return };
    assert!(!printed.contains("\x1b[2J"), "{printed:?}");
    let words = printed.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("could command the terminal"), "{printed}");
}
