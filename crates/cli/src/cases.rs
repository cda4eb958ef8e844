//! Examples of every command, and what to do instead of commands that there are not.

use clap::CommandFactory;
use clap::error::{ContextKind, ContextValue};

use crate::args::Cli;
use crate::tables;
use crate::terminal::Layout;

/// An example: what is typed behind `dossier`, and what it does.
type Example = (&'static str, &'static str);

/// By command, examples that the help shows.
const EXAMPLES: &[(&str, &[Example])] = &[
    ("open", &[("open leak/", "index a leak and look at it in the browser")]),
    (
        "index",
        &[
            ("index leak/", "make `leak.dossier` in the current folder, or bring it up to date"),
            ("index leak/ --passwords words.txt", "try passwords on what is locked"),
            (
                "index leak/ --retry failed,limit-reached --item-timeout 600",
                "give hard items longer",
            ),
        ],
    ),
    (
        "search",
        &[
            ("search 'name:\"Ivan Pestrikov\"'", "a person, in any script"),
            ("search 'layer:deleted Secretariat'", "a word in deleted text"),
            ("search 'notice:red-notice date:2019' --page 2", "the second page of hits"),
            ("search 'ncb:ru' --facets person,control", "who and which numbers are named there"),
            ("search 'ncb:ru' --csv", "all hits as a table for a spreadsheet"),
        ],
    ),
    (
        "batch",
        &[
            ("batch names.txt", "which of these people are in the leak"),
            (
                "batch names.xlsx --column Applicant --format csv -o found.csv",
                "the same for a spreadsheet",
            ),
        ],
    ),
    (
        "show",
        &[
            ("show 'mail/a.mbox!/3.eml'", "a mail out of a mailbox"),
            ("show 4f2a --mentions", "what is named in an item, by the beginning of its id"),
            ("show memo.docx --cite", "the line to cite it by"),
            ("show 'mail/a.mbox!/3.eml' --thread", "the mails before and after it"),
        ],
    ),
    (
        "items",
        &[
            ("items --outcome encrypted,failed", "what was not searched"),
            ("items --under mail --format pdf,docx", "papers that came by mail"),
        ],
    ),
    (
        "tag",
        &[
            ("tag memo.docx 'page one'", "mark a paper"),
            ("tag --query 'name:Pestrikov status:deleted' key", "mark all that a query finds"),
        ],
    ),
    (
        "list",
        &[
            ("list story memo.docx --remark 'opens the story'", "put a paper on a list"),
            ("list story mail/3.eml --before memo.docx", "put another before it"),
            ("list story", "print the list in its order"),
        ],
    ),
    ("undo", &[("undo --dry-run", "what would be taken back"), ("undo", "take it back")]),
    (
        "compare",
        &[(
            "compare 'forms/A-1.pdf' 'forms/A-2.pdf'",
            "what was changed when a form was issued again",
        )],
    ),
    (
        "mail",
        &[
            ("mail", "who writes to whom"),
            ("mail --list missing", "mails that are answered and are not in the leak"),
            ("mail --list matrix --format xlsx -o who.xlsx", "the same as a table"),
            ("mail mail/archive.mbox", "the mails of a mailbox"),
        ],
    ),
    (
        "watch",
        &[
            ("watch people.csv", "which of these people and numbers are in the leak"),
            ("watch people.csv --new", "which of them the last run brought"),
        ],
    ),
    (
        "searches",
        &[
            ("searches cyprus --save 'country:cy status:deleted'", "keep a search"),
            ("searches", "what is new of each"),
            ("searches cyprus", "the new items of one"),
        ],
    ),
    (
        "redact",
        &[(
            "redact check page.pdf",
            "whether a file to be published still holds what was blackened",
        )],
    ),
    (
        "export",
        &[
            (
                "export --format xlsx --query 'name:Pestrikov' -o pestrikov.xlsx",
                "what names a man, as a workbook",
            ),
            (
                "export --format bagit --query tag:story -o story.bag --originals",
                "all papers of a story with what it takes to check them",
            ),
            ("export --format ftm -o leak.ftm.json", "entities for Aleph"),
            ("export --format graphml -o leak.graphml", "a graph for Gephi"),
        ],
    ),
    ("untag", &[("untag memo.docx 'page one'", "take the mark off again")]),
    (
        "note",
        &[
            ("note memo.docx 'ask Brandt for the original'", "write a note"),
            ("note memo.docx 'who is this?' --quote 'the man from Limassol'", "on words in it"),
        ],
    ),
    (
        "notes",
        &[
            ("notes", "all tags and notes"),
            ("notes --json > mine.jsonl", "for a colleague, who runs `notes --import mine.jsonl`"),
        ],
    ),
    (
        "entities",
        &[
            ("entities control", "all control numbers, with counts"),
            ("entities person --query 'notice:red-notice'", "who is named beside a red notice"),
        ],
    ),
    ("who", &[("who 'Ivan Pestrikov'", "one person once, with every form of the name")]),
    (
        "same",
        &[
            ("same 'WEN Jialu' 'Вэнь Цзялу'", "what letters cannot compare is one person"),
            ("same 'WEN Jialu' 'Вэнь Цзялу' --undo", "take that back"),
        ],
    ),
    ("not", &[("not 'Ivan Petrov' 'I. Petrov'", "one name that is not the other's")]),
    (
        "matters",
        &[
            ("matters", "all matters, those of most papers first"),
            ("matters --csv -o matters.csv", "as a table for a spreadsheet"),
        ],
    ),
    (
        "matter",
        &[
            ("matter A-2741/3-2019", "what happened to a diffusion, with the sentences"),
            (
                "matter 'Ivan Pestrikov' --html -o pestrikov.html",
                "a page with its timeline, to hand over",
            ),
        ],
    ),
    (
        "timeline",
        &[
            ("timeline", "how many items mention each year"),
            (
                "timeline --by month --query 'name:Pestrikov' --format svg -o years.svg",
                "one man's papers, drawn",
            ),
        ],
    ),
    (
        "pivot",
        &[
            ("pivot country notice", "which countries stand beside which notices"),
            (
                "pivot ncb year --query status:deleted --format csv",
                "bureaus by year, for a spreadsheet",
            ),
            (
                "pivot country year --sheet-of figures.xlsx --sheet Complaints",
                "the numbers of a table that came with the leak",
            ),
        ],
    ),
    (
        "report",
        &[
            ("report coverage", "what was not searched, and why"),
            (
                "report hidden --query 'name:Pestrikov'",
                "what somebody struck out or hid in papers on him",
            ),
            ("report duplicates --csv", "which files are the same"),
            ("report duplicates --near", "which papers are nearly the same, and what varies"),
            ("report source-safety --query tag:story", "what a story could tell of its source"),
        ],
    ),
    ("manifest", &[("manifest --format sha256sum -o leak.sha256", "for `sha256sum --check`")]),
    (
        "verify",
        &[
            ("verify", "whether the leak is still what was indexed"),
            ("verify leak/ --against leak.sha256", "the same by a list alone"),
            ("verify --self", "whether the dossier's own files are as they were written"),
        ],
    ),
    ("repair", &[("repair", "make anew what is damaged in the dossier")]),
    (
        "merge",
        &[
            ("merge one.dossier two.dossier -o both.dossier", "one dossier of two"),
            (
                "merge one.dossier two.dossier --trove leak -o leak.dossier",
                "the same of two folders of one leak",
            ),
        ],
    ),
    ("prove", &[("prove memo.docx -o memo.proof", "a proof to hand over with the file")]),
    (
        "check",
        &[
            ("check memo.proof memo.docx", "whether file and proof belong together"),
            ("check leak.statement --public-key paper.pub", "whether the paper signed this"),
        ],
    ),
    (
        "sign",
        &[(
            "sign --secret-key paper.key -o leak.statement",
            "a statement of what the leak is, and when",
        )],
    ),
    (
        "stamp",
        &[
            ("stamp leak.statement", "a request for a time-stamping authority"),
            ("stamp leak.statement --ots", "a request for a calendar of OpenTimestamps"),
        ],
    ),
    (
        "log",
        &[
            ("log", "what was done to the dossier and with it"),
            ("log --check", "whether the log is whole, and its last hash, to be put elsewhere"),
        ],
    ),
    ("serve", &[("serve --port 0", "the page, on any free port of this machine")]),
    ("extract", &[("extract letter.pdf --json", "what comes out of one file")]),
    ("recognise", &[("recognise letter.txt", "names, dates and notices in a text")]),
    ("names", &[("names compare", "pairs from standard input, a tab between the two")]),
    ("doctor", &[("doctor", "whether the work can be done on this machine")]),
    ("bench", &[("bench --synthetic 1000", "how fast a made-up leak is indexed")]),
    ("completions", &[("completions bash", "what the shell completes")]),
    ("manual", &[("manual man/", "the pages for `man`")]),
    ("help", &[("help query", "how queries are written"), ("help search", "one command")]),
];

/// Commands that other programs have, or that people look for, and what does that here.
const INSTEAD: &[(&str, &str)] = &[
    ("find", "the command is `dossier search`"),
    ("grep", "the command is `dossier search`"),
    ("ls", "the command is `dossier items`"),
    (
        "query",
        "the command is `dossier search`; `dossier help query` shows how queries are written",
    ),
];

/// How wide tables in the help of a command are, in columns: as most terminals.
const WIDTH: usize = 80;

/// Returns the command line as clap knows it, with examples, fields and kinds in its help.
pub(crate) fn command() -> clap::Command {
    let mut command = Cli::command();
    for (name, examples) in EXAMPLES {
        command = command.mut_subcommand(name, |command| {
            let more = command.get_after_help().map(|more| format!("\n\n{more}"));
            let short = format!("{}{}", printed(examples), more.unwrap_or_default());
            let long = format!("{short}{}", tables(name));
            command.after_help(short).after_long_help(long)
        });
    }
    command
}

fn printed(examples: &[Example]) -> String {
    let lines = examples.iter().map(|(typed, about)| format!("  dossier {typed}\n      {about}"));
    format!("Examples:\n{}", lines.collect::<Vec<_>>().join("\n"))
}

/// Returns what the long help of a command lists besides.
fn tables(command: &str) -> String {
    let mut added = String::new();
    let layout = Layout { width: Some(WIDTH), is_coloured: false };
    match command {
        "search" => {
            added.push_str("\n\nFields (`dossier help query` shows the whole language):\n");
            tables::fields(&mut added, layout);
        }
        "entities" => {
            added.push_str("\n\nKinds:\n");
            tables::kinds(&mut added, layout);
        }
        _ => {}
    }
    added
}

/// Returns what to do instead, where a command was typed that there is not.
pub(crate) fn instead(error: &clap::Error) -> Option<&'static str> {
    let Some(ContextValue::String(typed)) = error.get(ContextKind::InvalidSubcommand) else {
        return None;
    };
    INSTEAD.iter().find(|(command, _)| command == typed).map(|(_, instead)| *instead)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the words of a line as a shell gives them to the program: what stands in single quotes is one word, and
    /// where the output goes is none.
    fn shell_words(line: &str) -> Vec<String> {
        let mut is_quoted = false;
        let typed = line.split_once(" > ").map_or(line, |(typed, _)| typed);
        let parted = typed.split(|sign: char| {
            is_quoted ^= sign == '\'';
            sign == ' ' && !is_quoted
        });
        parted.map(|word| word.replace('\'', "")).collect()
    }

    #[test]
    fn every_command_has_examples_and_each_can_be_typed() {
        for subcommand in command().get_subcommands().filter(|command| !command.is_hide_set()) {
            let name = subcommand.get_name();
            let examples = EXAMPLES.iter().find(|(command, _)| *command == name);
            let (_, examples) = examples.unwrap_or_else(|| panic!("no example of {name}"));
            for (typed, _) in *examples {
                let line = std::iter::once("dossier".to_owned()).chain(shell_words(typed));
                let parsed = command().try_get_matches_from(line);
                assert!(parsed.is_ok(), "{typed}: {}", parsed.expect_err("checked"));
                assert_eq!(typed.split(' ').next(), Some(name));
            }
        }
    }

    #[test]
    fn what_to_do_instead_is_told_for_commands_that_there_are_not() {
        for (name, instead_of) in INSTEAD {
            let error = command().try_get_matches_from(["dossier", name]);
            let error = error.expect_err("there is no such command");
            assert_eq!(instead(&error), Some(*instead_of), "{name}");
        }
        let error = command().try_get_matches_from(["dossier", "zzz"]).expect_err("nor this one");
        assert_eq!(instead(&error), None);
    }

    #[test]
    fn the_help_of_search_lists_fields_and_that_of_entities_kinds() {
        let help = |name: &str| {
            let mut command = command();
            let found = command.find_subcommand_mut(name).expect("it is a command");
            found.render_long_help().to_string()
        };
        assert!(help("search").contains("  notice:") && help("search").contains("  subject:"));
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let kinds = words(&help("entities"));
        for kind in item::kind::KINDS {
            assert!(kinds.contains(&words(kind.about)), "{}: {kinds}", kind.id);
        }
    }
}
