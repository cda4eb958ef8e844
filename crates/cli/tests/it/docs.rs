//! What the pages show is what the program prints.
//!
//! Each page is tried in a folder of its own, from its first line to its last: `leak` is a copy of the bundled trove,
//! and `leak.dossier` is made first unless the page itself runs `dossier index leak/`. In a block marked `console` a
//! line that begins with `$ ` is typed into a shell, and the lines under it are what must come out, on standard output
//! and error together; none under it, and anything may come out. `…` stands for any words of a line, and alone on a line for any lines. A
//! command must end with status 0, or with the one that a comment beside it names: `# status 1`.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use testkit::Bench;

use crate::readme::root;
use crate::{bench, json};

/// What a page shows of one command.
#[derive(Debug, Default, PartialEq)]
struct Shown {
    typed: String,
    status: i32,
    printed: Vec<String>,
}

impl Shown {
    fn of(line: &str) -> Self {
        let status =
            line.rsplit_once("# status ").and_then(|(_, status)| status.trim().parse().ok());
        Self { typed: line.to_owned(), status: status.unwrap_or(0), printed: Vec::new() }
    }

    /// Tells whether it is tried: what builds or never ends is not.
    fn is_tried(&self) -> bool {
        !["cargo ", "dossier open", "dossier serve", "sudo "]
            .iter()
            .any(|verb| self.typed.starts_with(verb))
    }
}

/// Returns the pages, by their places in the project.
pub(crate) fn pages() -> Vec<(PathBuf, String)> {
    let docs = std::fs::read_dir(root().join("docs")).expect("the pages are part of the project");
    let mut paths: Vec<PathBuf> = docs.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    paths.push(root().join("README.md"));
    paths.sort();
    let read = |path: PathBuf| {
        let page = std::fs::read_to_string(&path).expect("the page is readable");
        (path, page)
    };
    paths.into_iter().map(read).collect()
}

/// Returns what a page shows, in order.
fn shown(page: &str) -> Vec<Shown> {
    let mut shown: Vec<Shown> = Vec::new();
    let mut is_inside = false;
    for line in page.lines() {
        match (is_inside, line.strip_prefix("$ "), shown.last_mut()) {
            _ if line.starts_with("```") => is_inside = line == "```console",
            (true, Some(typed), _) => shown.push(Shown::of(typed)),
            (true, None, Some(last)) => last.printed.push(line.trim_end().to_owned()),
            _ => {}
        }
    }
    shown
}

/// Tells whether lines are those that a page shows.
fn agree(shown: &[String], printed: &[&str]) -> bool {
    match shown {
        [] => printed.is_empty(),
        [any, rest @ ..] if any == "…" => {
            (0..=printed.len()).any(|at| agree(rest, &printed[at..]))
        }
        [line, rest @ ..] => {
            printed.first().is_some_and(|first| agrees(line, first)) && agree(rest, &printed[1..])
        }
    }
}

fn agrees(shown: &str, printed: &str) -> bool {
    let Some((start, rest)) = shown.split_once('…') else { return shown == printed };
    let Some(mut printed) = printed.strip_prefix(start) else { return false };
    let pieces: Vec<&str> = rest.split('…').collect();
    let (last, middle) = pieces.split_last().expect("a split has a piece");
    for piece in middle {
        let Some((_, after)) = printed.split_once(piece) else { return false };
        printed = after;
    }
    printed.ends_with(last)
}

/// Makes the folder in which a page is tried.
fn desk(commands: &[Shown]) -> Bench {
    let bench = bench();
    let copied = Command::new("cp")
        .arg("-a")
        .arg(root().join("fixtures/trove"))
        .arg(bench.folder().join("leak"))
        .status();
    assert!(copied.is_ok_and(|status| status.success()), "the bundled trove can be copied");
    let first_run =
        |shown: &Shown| shown.typed.split('#').next().map(str::trim) == Some("dossier index leak/");
    if !commands.iter().any(first_run) {
        bench.run(["index", "leak"]).done();
    }
    bench
}

/// The search path of the shell, the program first.
fn path_of_programs() -> OsString {
    let program = Path::new(env!("CARGO_BIN_EXE_dossier"));
    let ours = program.parent().expect("the program stands in a folder").to_path_buf();
    let others = std::env::var_os("PATH").unwrap_or_default();
    let all = std::iter::once(ours).chain(std::env::split_paths(&others));
    std::env::join_paths(all).expect("the paths came from such a list")
}

/// Types a command into a shell and returns what came out, with what is wrong with it.
fn wrong(bench: &Bench, shown: &Shown) -> Option<String> {
    let output = Command::new("sh")
        .args(["-c", &format!("{{ {}\n}} 2>&1", shown.typed)])
        .current_dir(bench.folder())
        .env("PATH", path_of_programs())
        .env("NO_COLOR", "1")
        .env("DOSSIER_OCR", "off")
        .env_remove("DOSSIER")
        .output()
        .expect("a shell runs");
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    let lines: Vec<&str> = printed.lines().map(str::trim_end).collect();
    let is_right = output.status.code() == Some(shown.status)
        && (shown.printed.is_empty() || agree(&shown.printed, &lines));
    let ended = output.status;
    (!is_right).then(|| {
        format!(
            "$ {}\n{ended}, printed:\n{printed}\nshown:\n{}\n",
            shown.typed,
            shown.printed.join("\n")
        )
    })
}

#[test]
fn commands_of_the_pages_print_what_the_pages_show() {
    for (path, page) in pages() {
        let commands = shown(&page);
        if commands.is_empty() {
            continue;
        }
        let bench = desk(&commands);
        let tried = commands.iter().filter(|shown| shown.is_tried());
        let wrong: Vec<String> = tried.filter_map(|shown| wrong(&bench, shown)).collect();
        assert!(wrong.is_empty(), "{path:?}\n{}", wrong.join("\n"));
    }
}

#[test]
fn a_page_that_shows_something_else_is_found() {
    let page = "```console\n$ dossier search zzz   # status 1\n0 hits\n$ dossier search Pestrikov\n0 hits\n```";
    let commands = shown(page);
    assert_eq!(
        (commands[0].status, commands[0].printed.as_slice()),
        (1, &["0 hits".to_owned()][..])
    );
    let bench = desk(&commands);
    assert_eq!(wrong(&bench, &commands[0]), None);
    assert!(wrong(&bench, &commands[1]).is_some_and(|wrong| wrong.contains("hits")));
}

#[test]
fn dots_stand_for_what_changes_and_for_nothing_else() {
    let shown = |lines: &[&str]| lines.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert!(
        agrees("3 items in … s", "3 items in 1.2 s") && !agrees("3 items in … s", "4 items in 1 s")
    );
    assert!(agrees("a…b…c", "a1b2c") && !agrees("a…b…c", "a1c") && !agrees("a…b", "a b c"));
    assert!(
        agree(&shown(&["a", "…", "z"]), &["a", "b", "z"]) && agree(&shown(&["a", "…"]), &["a"])
    );
    assert!(!agree(&shown(&["a", "…", "z"]), &["a", "b"]) && !agree(&shown(&["a"]), &["a", "b"]));
}

/// Returns every `dossier …` that stands between backticks, in pages and in the sources of messages.
fn mentioned(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .flat_map(|line| line.split('`').skip(1).step_by(2))
        .filter(|span| span.starts_with("dossier "))
}

/// Returns what is wrong with a command that is named in passing: a verb or a flag that the program does not know.
fn unknown_word(bench: &Bench, command: &str) -> Option<String> {
    let mut words = command.split_whitespace().skip(1);
    let verb =
        words.next().filter(|verb| verb.starts_with(|first: char| first.is_ascii_lowercase()))?;
    if verb == "help" {
        return None;
    }
    let help = bench.run([verb, "--help"]);
    if help.status != 0 {
        return Some(format!("`{command}`: no such command"));
    }
    let flags = words
        .filter(|word| word.starts_with("--"))
        .map(|flag| flag.split('=').next().unwrap_or(flag));
    let mut unknown = flags.filter(|flag| !help.out.contains(*flag));
    unknown.next().map(|flag| format!("`{command}`: no such flag `{flag}`"))
}

#[test]
fn commands_named_in_pages_and_messages_are_known() {
    let bench = bench();
    let sources = [
        "cli/src",
        "cli/src/commands",
        "cli/src/checks",
        "answers/src",
        "ingest/src",
        "ledger/src",
        "index/src",
    ];
    let folders = sources
        .iter()
        .filter_map(|folder| std::fs::read_dir(root().join("crates").join(folder)).ok());
    let files = folders.flatten().flatten().map(|entry| entry.path()).filter(|path| path.is_file());
    let sources = files.map(|path| std::fs::read_to_string(path).expect("sources are readable"));
    let texts: Vec<String> = pages().into_iter().map(|(_, page)| page).chain(sources).collect();
    let commands: std::collections::BTreeSet<&str> =
        texts.iter().flat_map(|text| mentioned(text)).collect();
    assert!(commands.len() > 10, "{commands:?}");
    let wrong: Vec<String> =
        commands.iter().filter_map(|command| unknown_word(&bench, command)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The rows of the manual of queries: the queries between backticks, what they find, and how many hits they have.
fn rows(page: &str) -> Vec<(Vec<&str>, &str)> {
    let rows = page.lines().filter(|line| line.starts_with("| `"));
    let cells = rows.map(|row| row.trim_matches('|').split(" | ").collect::<Vec<_>>());
    cells
        .filter_map(|cells| {
            Some((cells.first()?.split('`').skip(1).step_by(2).collect(), cells.last()?.trim()))
        })
        .collect()
}

#[test]
fn queries_of_the_manual_have_the_hits_that_it_states_and_are_read_without_a_warning() {
    let path = root().join("docs/queries.md");
    let mut page = std::fs::read_to_string(&path).expect("the page is part of the project");
    let bench = desk(&[]);
    let mut wrong = Vec::new();
    for (queries, stated) in rows(&page.clone()) {
        let mut hits = Vec::new();
        for query in &queries {
            let answer = json(&bench.run(["search", "--json", "--", query]).out);
            assert_eq!(answer["warnings"], serde_json::json!([]), "{query}");
            hits.push(answer["total"].to_string());
        }
        let hits = hits.join(", ");
        if hits != stated {
            wrong.push(format!("{queries:?}: {hits}, not {stated}"));
        }
        let row = page.lines().find(|line| line.contains(&format!("`{}`", queries[0])));
        let row = row.expect("it came from the page").to_owned();
        let before = row.rsplit_once(" | ").expect("a row has cells").0;
        page = page.replace(&row, &format!("{before} | {hits} |"));
    }
    if std::env::var_os("DOSSIER_UPDATE").is_some() {
        return std::fs::write(path, page).expect("the page is writable");
    }
    assert!(rows(&page).len() > 30);
    assert!(wrong.is_empty(), "run this test with DOSSIER_UPDATE=1, and look: {wrong:#?}");
}

#[test]
fn every_page_that_a_question_names_is_there() {
    let questions =
        std::fs::read_to_string(root().join("docs/questions.md")).expect("it is a page");
    let named: Vec<&str> =
        questions.split('`').filter(|quoted| quoted.starts_with('/') && quoted.len() > 1).collect();
    assert!(named.len() > 6, "{named:?}");
    let bench = bench().file("a.txt", "A red notice against Ivan Pestrikov, 18 March 2019.");
    bench.run(["index", "trove"]).done();
    let mut command = bench.command();
    command.args(["serve", "--port", "0", "--json"]);
    let server = testkit::serving::Serving::start(command);
    for page in named {
        let reply = server.get(&page.replace(' ', "+"));
        assert_eq!(reply.status, 200, "{page}: {}", reply.body);
    }
}
