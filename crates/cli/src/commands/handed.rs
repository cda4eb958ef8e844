//! What leaves a dossier as a table, a page or a file stands in its log.

use std::fmt::Debug;

use crate::args::{AnyTable, BatchForm, Command, MatterOut, TableForm, TableOut};

/// Returns in words what a command hands out; nothing for one that answers on the screen or to a program, and for those that
/// note by themselves how much it was. What was asked for is left out: whom a newsroom asks for is nobody's business to whom the
/// dossier is handed on.
pub(crate) fn words(command: &Command) -> Option<String> {
    match command {
        Command::Search(args) if args.form.csv => Some(form("hits of a search", &TableForm::Csv)),
        Command::Search(args) if args.form.jsonl => Some("hits of a search as jsonl".to_owned()),
        Command::Show(args) if args.view.original => Some("an original".to_owned()),
        Command::Entities(args) if args.csv => Some(form("values of a kind", &TableForm::Csv)),
        Command::Batch(args) => {
            let is_list = !matches!(args.form(), BatchForm::Table | BatchForm::Json);
            let is_handed_out = is_list || args.output.is_some();
            is_handed_out.then(|| form("a list, asked line by line,", &args.form()))
        }
        Command::Watch(args) => table("what is new of a list", &args.out),
        Command::Timeline(args) => table("a timeline", &args.out),
        Command::Pivot(args) => table("counts", &args.out),
        Command::Mail(args) => table("mails", &args.out),
        Command::Matters(args) => matter("matters", &args.out),
        Command::Matter(args) => matter("a matter", &args.out),
        Command::Report(args) if args.csv => Some(form("a report", &TableForm::Csv)),
        _ => None,
    }
}

fn table<F: AnyTable>(what: &str, out: &TableOut<F>) -> Option<String> {
    let is_list = ![TableForm::Table, TableForm::Json].map(F::of).contains(&out.form());
    (is_list || out.output.is_some()).then(|| form(what, &out.form()))
}

fn matter(what: &str, out: &MatterOut) -> Option<String> {
    let kind = match out {
        MatterOut { csv: true, .. } => "csv",
        MatterOut { html: true, .. } => "html",
        MatterOut { json: true, output: Some(_), .. } => "json",
        MatterOut { output: Some(_), .. } => "text",
        _ => return None,
    };
    Some(format!("{what} as {kind}"))
}

fn form(what: &str, form: &impl Debug) -> String {
    format!("{what} as {form:?}").to_lowercase()
}
