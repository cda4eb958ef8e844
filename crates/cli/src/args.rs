//! What a user may type: commands and their flags. Doc comments are the help text.

use std::ffi::OsString;
use std::fmt::Debug;
use std::path::PathBuf;
use std::sync::LazyLock;

use clap::builder::PossibleValue;
use clap::{Args, Parser, Subcommand, ValueEnum};

/// Turns leaked files into something that can be searched, cited and defended.
#[derive(Debug, Parser)]
#[command(name = "dossier", version = crate::version::LONG, disable_help_subcommand = true)]
#[command(after_help = "exit status: 0 done; 1 found nothing, or the audit differs; 2 error")]
pub(crate) struct Cli {
    /// The dossier folder; else $DOSSIER, else the one `*.dossier` in the current folder
    #[arg(short, long, global = true, value_name = "DIR")]
    pub(crate) dossier: Option<PathBuf>,
    /// Print long results on the terminal as they are, not through $PAGER
    #[arg(long, global = true)]
    pub(crate) no_pager: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Open(Open),
    Index(Index),
    Search(Search),
    Batch(Batch),
    Show(Show),
    Items(Items),
    /// Put a tag on items; it is found by `tag:`
    Tag(Tag),
    /// Take a tag off items
    Untag(Tag),
    Note(Note),
    Notes(Notes),
    List(List),
    Undo(Undo),
    Entities(Entities),
    Who(Who),
    /// Decide that two names are those of one person
    Same(Ruling),
    /// Decide that two names are those of two persons
    Not(Ruling),
    Matters(Matters),
    Matter(Matter),
    Timeline(Timeline),
    Pivot(Pivot),
    Compare(Compare),
    Mail(Mail),
    Watch(Watch),
    Searches(Searches),
    Redact(Redact),
    Export(Export),
    Report(Report),
    Manifest(Manifest),
    Verify(Verify),
    Repair(Repair),
    Merge(Merge),
    Prove(Prove),
    Check(Check),
    Sign(Sign),
    Stamp(Stamp),
    Log(Log),
    Serve(Serve),
    Extract(Extract),
    Recognise(Recognise),
    Names(Names),
    Doctor(Doctor),
    Bench(Bench),
    Completions(Completions),
    Manual(Manual),
    Help(Help),
    #[command(hide = true)]
    Worker(Worker),
}

/// Runs as a worker of another `dossier`; not for people
#[derive(Debug, Args)]
pub(crate) struct Worker {
    /// What to become in the place of a worker
    pub(crate) order: Option<OsString>,
}

/// Walk, digest, identify, extract, recognise and index a trove; again: only what is new or changed
#[derive(Debug, Args)]
#[allow(clippy::struct_excessive_bools, reason = "one flag for each wish, as typed")]
pub(crate) struct Index {
    /// Trove folders, or single files
    #[arg(required = true, value_name = "TROVE")]
    pub(crate) troves: Vec<PathBuf>,
    /// How many items to read at once [default: one for each processor]
    #[arg(short, long, value_name = "N")]
    pub(crate) jobs: Option<usize>,
    /// Whether text is read off pictures, once all else can be searched; needs tesseract [default: auto]
    #[arg(long, value_enum, env = "DOSSIER_OCR", hide_env = true)]
    pub(crate) ocr: Option<Ocr>,
    /// The languages of the pictures, as tesseract names them: rus+eng [default: found out]
    #[arg(long, value_name = "LIST", value_delimiter = '+')]
    pub(crate) ocr_languages: Vec<String>,
    /// The character set of files or folders whose label lies; a pattern as in gitignore
    #[arg(long, value_name = "GLOB=NAME")]
    pub(crate) charset: Vec<String>,
    /// A program of yours for a format that is not read: it gets the file and prints its text
    #[arg(long, value_name = "EXT=COMMAND")]
    pub(crate) reader: Vec<String>,
    /// A file of such programs, one a line
    #[arg(long, value_name = "FILE")]
    pub(crate) readers: Option<PathBuf>,
    /// A file of passwords, one a line, to try on encrypted items
    #[arg(long, value_name = "FILE")]
    pub(crate) passwords: Option<PathBuf>,
    /// Digests to take besides BLAKE3 and SHA-256: md5, sha1, sha512
    #[arg(long, value_name = "LIST", value_delimiter = ',', value_parser = algorithm)]
    pub(crate) digests: Vec<item::Algorithm>,
    /// Processor seconds that one item may take, besides one for each MiB of it [default: 60]
    #[arg(long, value_name = "SECONDS")]
    pub(crate) item_timeout: Option<u64>,
    /// Memory that one item may take, in MiB [default: 1024]
    #[arg(long, value_name = "MIB")]
    pub(crate) item_memory: Option<u64>,
    /// Text that may come out of one item, in MiB [default: 64]
    #[arg(long, value_name = "MIB")]
    pub(crate) item_text: Option<u64>,
    /// Members that one container may have, besides one for each 256 bytes of it [default: 100000]
    #[arg(long, value_name = "N")]
    pub(crate) item_members: Option<u64>,
    /// Bytes that one container may hold when unpacked, in MiB, besides four for each byte of it [default: 4096]
    #[arg(long, value_name = "MIB")]
    pub(crate) item_unpacked: Option<u64>,
    /// Containers that may stand in one another [default: 16]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=64))]
    pub(crate) depth: Option<u8>,
    /// Take the usual options, and not those that the dossier keeps of the run before
    #[arg(long)]
    pub(crate) usual: bool,
    /// Refuse to go on where the kernel cannot lock workers away (Landlock and seccomp; see `dossier doctor`)
    #[arg(long)]
    pub(crate) require_sandbox: bool,
    /// Do not read files whose size and time are those of the last run
    #[arg(long)]
    pub(crate) trust_times: bool,
    /// A file of rules, in gitignore syntax, for what to leave out
    #[arg(long, value_name = "FILE")]
    pub(crate) ignore: Option<PathBuf>,
    /// Redo everything
    #[arg(long)]
    pub(crate) full: bool,
    /// Process again items with these outcomes, or with these reasons, such as ocr-failed
    #[arg(long, value_name = "OUTCOME,…", value_delimiter = ',', value_parser = outcomes)]
    pub(crate) retry: Vec<Outcomes>,
    /// Previous location of the trove, as recorded
    #[arg(long, value_name = "OLDPLACE", conflicts_with = "add_trove")]
    pub(crate) moved_from: Option<PathBuf>,
    /// Add troves that the dossier does not hold yet
    #[arg(long)]
    pub(crate) add_trove: bool,
    /// End with status 1 if an item could not be read
    #[arg(long)]
    pub(crate) strict: bool,
    /// Print the summary as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Index a trove, then serve its dossier and open the page: the one command to begin with
#[derive(Debug, Args)]
pub(crate) struct Open {
    #[command(flatten)]
    pub(crate) index: Index,
    #[command(flatten)]
    pub(crate) listen: Listen,
}

/// Serve the dossier as a web page and an HTTP API, on this machine alone
#[derive(Debug, Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    pub(crate) listen: Listen,
    /// Print link and key as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Listen {
    /// The port on 127.0.0.1; 0 is any that is free [default: 7878, or any if that is in use]
    #[arg(long, value_name = "N")]
    pub(crate) port: Option<u16>,
    /// Keep no tag, note, list or decision on names from a page
    #[arg(long)]
    pub(crate) read_only: bool,
    #[command(flatten)]
    pub(crate) author: Author,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Ocr {
    /// Where tesseract is installed
    Auto,
    /// Never
    Off,
}

/// Search texts and mentions
#[derive(Debug, Args)]
pub(crate) struct Search {
    /// The query; several words are joined by AND
    #[arg(required = true, value_name = "QUERY")]
    pub(crate) query: Vec<String>,
    /// How many hits [default: 20; with --csv or --jsonl all]
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<usize>,
    /// Go on after a page of hits, by the cursor it gave
    #[arg(long, value_name = "CURSOR")]
    pub(crate) after: Option<String>,
    /// Which page of hits, counted from 1
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = page, hide_default_value = true)]
    pub(crate) page: usize,
    /// In which order
    #[arg(long, value_enum, default_value_t = Sort::Relevance, allow_hyphen_values = true)]
    pub(crate) sort: Sort,
    /// Kinds and fields to count over all hits
    #[arg(long, value_name = "KIND,…", value_delimiter = ',')]
    pub(crate) facets: Vec<String>,
    /// One hit for each content, or one for each item
    #[arg(long, value_enum, default_value_t = Duplicates::Fold)]
    pub(crate) duplicates: Duplicates,
    #[command(flatten)]
    pub(crate) form: Form,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Sort {
    /// Best first
    Relevance,
    /// Oldest first
    Date,
    /// Newest first
    #[value(name = "-date")]
    NewestFirst,
    /// By place in the trove
    Locator,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Duplicates {
    /// One hit for each content, its other places listed
    Fold,
    /// One hit for each item
    Show,
}

#[derive(Debug, Args)]
#[group(multiple = false)]
pub(crate) struct Form {
    /// One JSON value
    #[arg(long)]
    pub(crate) json: bool,
    /// Comma-separated lines in UTF-8 with a byte order mark, as spreadsheets take it
    #[arg(long)]
    pub(crate) csv: bool,
    /// One JSON value a hit
    #[arg(long)]
    pub(crate) jsonl: bool,
}

/// Ask for a list of names or queries, line by line: which are there, how they are written, how sure
#[derive(Debug, Args)]
pub(crate) struct Batch {
    /// The list: a text with a name a line, or a table in any format that is read; `-` is standard input
    #[arg(value_name = "LIST")]
    pub(crate) list: PathBuf,
    /// The column to ask for, by heading or number [default: the one whose heading is that of names, or `query`]
    #[arg(long, value_name = "HEADING")]
    pub(crate) column: Option<String>,
    /// The lines are queries, and no names
    #[arg(long)]
    pub(crate) queries: bool,
    /// In which form
    #[arg(long, value_enum, default_value_t = BatchForm::Table)]
    format: BatchForm,
    #[command(flatten)]
    short: ShortForm,
    /// Into a file instead of to standard output
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

impl Batch {
    /// Returns the form that was asked for.
    pub(crate) fn form(&self) -> BatchForm {
        match self.short {
            ShortForm { json: true, .. } => BatchForm::Json,
            ShortForm { csv: true, .. } => BatchForm::Csv,
            _ => self.format,
        }
    }
}

/// The usual forms, as other commands are asked for them.
#[derive(Debug, Args)]
struct ShortForm {
    /// The same as `--format json`
    #[arg(long, conflicts_with_all = ["format", "csv"])]
    json: bool,
    /// The same as `--format csv`
    #[arg(long, conflicts_with = "format")]
    csv: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum BatchForm {
    /// For the eye
    Table,
    /// The list with columns added, for a spreadsheet
    Csv,
    /// The same as a workbook
    Xlsx,
    /// One JSON value
    Json,
    /// One page that needs nothing else
    Html,
    /// A row for each hit, in the columns of Datashare's batch search
    Datashare,
}

/// Show one item, by locator, by id or the beginning of an id, or by the path of its file
#[derive(Debug, Args)]
#[allow(clippy::struct_excessive_bools, reason = "one flag for each view, as typed")]
pub(crate) struct Show {
    /// The item
    #[arg(value_name = "ITEM", allow_hyphen_values = true)]
    pub(crate) item: OsString,
    #[command(flatten)]
    pub(crate) view: View,
    /// A file of passwords, one a line, to try on encrypted items, for --original
    #[arg(long, value_name = "FILE")]
    pub(crate) passwords: Option<PathBuf>,
    /// Print as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
#[group(multiple = false)]
#[allow(clippy::struct_excessive_bools, reason = "one flag for each view, as typed")]
pub(crate) struct View {
    /// Its text
    #[arg(long)]
    pub(crate) text: bool,
    /// Its properties
    #[arg(long)]
    pub(crate) metadata: bool,
    /// What is named in it
    #[arg(long)]
    pub(crate) mentions: bool,
    /// The items that it came with
    #[arg(long)]
    pub(crate) family: bool,
    /// The mails of its thread, and those that they answer and that are missing
    #[arg(long)]
    pub(crate) thread: bool,
    /// Its bytes, to standard output
    #[arg(long)]
    pub(crate) original: bool,
    /// One line to cite it by
    #[arg(long)]
    pub(crate) cite: bool,
}

/// List items
#[derive(Debug, Args)]
pub(crate) struct Items {
    /// Only those with these outcomes
    #[arg(long, value_name = "OUTCOME,…", value_delimiter = ',', value_parser = status)]
    pub(crate) outcome: Vec<item::Status>,
    /// Only those of these formats
    #[arg(long, value_name = "FORMAT,…", value_delimiter = ',')]
    pub(crate) format: Vec<String>,
    /// Only what lies in a folder or container
    #[arg(long, value_name = "LOCATOR")]
    pub(crate) under: Option<String>,
    /// Only those with text in a layer
    #[arg(long, value_name = "LAYER")]
    pub(crate) layer: Option<String>,
    /// One JSON value a line
    #[arg(long)]
    pub(crate) json: bool,
}

/// List the values of a kind of mention with their counts
#[derive(Debug, Args)]
pub(crate) struct Entities {
    /// The kind: person, notice, control, date, country …
    #[arg(value_name = "KIND")]
    pub(crate) kind: String,
    /// Only in what a query finds
    #[arg(long)]
    pub(crate) query: Option<String>,
    /// Only values that contain these letters
    #[arg(long, value_name = "LETTERS")]
    pub(crate) containing: Option<String>,
    /// Each form of the name of a person by itself, and not each person once
    #[arg(long)]
    pub(crate) forms: bool,
    /// How many values
    #[arg(long, default_value_t = 50)]
    pub(crate) limit: usize,
    /// Print as JSON
    #[arg(long, conflicts_with = "csv")]
    pub(crate) json: bool,
    /// Print a table for a spreadsheet
    #[arg(long)]
    pub(crate) csv: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Tag {
    /// Items, by locator, id or path; last the tag
    #[arg(value_name = "ITEM… TAG", required = true)]
    pub(crate) names: Vec<OsString>,
    /// All items that a query finds, instead of those named
    #[arg(long, value_name = "QUERY")]
    pub(crate) query: Option<String>,
    #[command(flatten)]
    pub(crate) author: Author,
}

/// Write a note on an item or on words in it, or take one away; its words are found by `note:`
#[derive(Debug, Args)]
pub(crate) struct Note {
    /// The item, by locator, id or path
    #[arg(value_name = "ITEM", allow_hyphen_values = true, required_unless_present = "remove")]
    pub(crate) item: Option<OsString>,
    /// The note
    #[arg(value_name = "TEXT", required_unless_present = "remove")]
    pub(crate) text: Option<String>,
    /// The place in the item that it is on, as `show --text` prints it
    #[arg(long, value_name = "PLACE")]
    pub(crate) place: Option<String>,
    /// The words that it is on, as they stand there
    #[arg(long, value_name = "WORDS")]
    pub(crate) quote: Option<String>,
    /// Take away the note with this number instead
    #[arg(long, value_name = "N", conflicts_with_all = ["item", "text"])]
    pub(crate) remove: Option<u64>,
    #[command(flatten)]
    pub(crate) author: Author,
}

/// List tags, notes and lists, of one item or of all, or take over those of a colleague
#[derive(Debug, Args)]
pub(crate) struct Notes {
    /// The item, by locator, id or path
    #[arg(value_name = "ITEM", allow_hyphen_values = true)]
    pub(crate) item: Option<OsString>,
    /// Take over what `notes --json` listed of another dossier of the same leak
    #[arg(long, value_name = "FILE", conflicts_with = "item")]
    pub(crate) import: Option<PathBuf>,
    /// One JSON value a line
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) author: Author,
}

/// Keep items on a list in an order, each with a remark; print a list, or the names of all; found by `list:`
#[derive(Debug, Args)]
pub(crate) struct List {
    /// The list
    #[arg(value_name = "LIST")]
    pub(crate) name: Option<String>,
    /// Items to put on it or to move, by locator, id or path, in their order
    #[arg(value_name = "ITEM")]
    pub(crate) items: Vec<OsString>,
    /// All items that a query finds, instead of those named
    #[arg(long, value_name = "QUERY", requires = "name")]
    pub(crate) query: Option<String>,
    /// What is remarked on them
    #[arg(long, value_name = "TEXT")]
    pub(crate) remark: Option<String>,
    /// Before all others, instead of at the end
    #[arg(long, conflicts_with_all = ["before", "after"])]
    pub(crate) first: bool,
    /// Before this item of the list
    #[arg(long, value_name = "ITEM", conflicts_with = "after")]
    before: Option<OsString>,
    /// Behind this item of the list
    #[arg(long, value_name = "ITEM")]
    after: Option<OsString>,
    /// Take them off the list instead
    #[arg(long, conflicts_with_all = ["remark", "first", "before", "after"])]
    pub(crate) remove: bool,
    /// One JSON value a line
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) author: Author,
}

impl List {
    /// Returns beside which item others go, and whether before it.
    pub(crate) fn place(&self) -> Option<(bool, &OsString)> {
        let before = self.before.as_ref().map(|item| (true, item));
        before.or_else(|| self.after.as_ref().map(|item| (false, item)))
    }
}

/// Take back the last that somebody did with tags, notes, lists and names; once more, the one before
#[derive(Debug, Args)]
pub(crate) struct Undo {
    /// List what would be taken back, and leave it
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Print as JSON
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) author: Author,
}

#[derive(Debug, Args)]
pub(crate) struct Author {
    /// Whose it is, as others shall read it; nobody is named without
    #[arg(long = "as", value_name = "NAME", env = "DOSSIER_AUTHOR", hide_env_values = true)]
    pub(crate) author: Option<String>,
}

/// List the persons who bear a name, each once, with every form of it in any script
#[derive(Debug, Args)]
pub(crate) struct Who {
    /// The name, in any script and order
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// Print as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Ruling {
    /// A name, in any form that is listed
    #[arg(value_name = "NAME")]
    pub(crate) one: String,
    /// Another name
    #[arg(value_name = "OTHER")]
    pub(crate) other: String,
    /// Take back what was decided on these two
    #[arg(long)]
    pub(crate) undo: bool,
    #[command(flatten)]
    pub(crate) author: Author,
}

/// List the matters: papers that a number or a name with its date of birth joins
#[derive(Debug, Args)]
pub(crate) struct Matters {
    /// One of them, as `matter` shows it
    #[arg(value_name = "KEY", allow_hyphen_values = true)]
    pub(crate) key: Option<String>,
    #[command(flatten)]
    pub(crate) out: MatterOut,
}

/// Show one matter: its events in order of time with their sentences, its papers, and what joins them
#[derive(Debug, Args)]
pub(crate) struct Matter {
    /// A control number, a reference of the CCF, another number of the matter, or the name of the person
    #[arg(value_name = "KEY", allow_hyphen_values = true)]
    pub(crate) key: String,
    #[command(flatten)]
    pub(crate) out: MatterOut,
}

#[derive(Debug, Args)]
pub(crate) struct MatterOut {
    /// Print as JSON
    #[arg(long, conflicts_with_all = ["csv", "html"])]
    pub(crate) json: bool,
    /// Print a table for a spreadsheet
    #[arg(long, conflicts_with = "html")]
    pub(crate) csv: bool,
    /// Print a page that needs nothing else
    #[arg(long)]
    pub(crate) html: bool,
    /// Into a file instead of to standard output
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// Count items by the dates that they mention
#[derive(Debug, Args)]
pub(crate) struct Timeline {
    /// By what
    #[arg(long, value_enum, default_value_t = By::Year)]
    pub(crate) by: By,
    /// Over what a query finds, instead of over all items
    #[arg(long, value_name = "QUERY")]
    pub(crate) query: Option<String>,
    #[command(flatten)]
    pub(crate) out: TableOut<PlotForm>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum By {
    Year,
    Month,
    Day,
}

/// Count items by two kinds, fields or periods at once, or the rows of a sheet of the leak
#[derive(Debug, Args)]
pub(crate) struct Pivot {
    /// What the rows are: a kind, a field, or `year`, `month`, `day` of the dates mentioned; of a sheet also a heading
    #[arg(value_name = "ROWS")]
    pub(crate) rows: String,
    /// What the columns are
    #[arg(value_name = "COLUMNS")]
    pub(crate) columns: String,
    /// Over what a query finds, instead of over all items
    #[arg(long, value_name = "QUERY", conflicts_with = "sheet_of")]
    pub(crate) query: Option<String>,
    /// What is counted
    #[arg(long, value_enum, default_value_t = Counted::Items, conflicts_with = "sheet_of")]
    pub(crate) measure: Counted,
    /// How many values of each, the most frequent ones
    #[arg(long, value_name = "N", default_value_t = 20, conflicts_with = "sheet_of")]
    pub(crate) limit: usize,
    /// Count the rows of this table of the leak instead of items
    #[arg(long, value_name = "ITEM")]
    pub(crate) sheet_of: Option<String>,
    /// Which sheet of it, where it has several
    #[arg(long, value_name = "NAME", requires = "sheet_of")]
    pub(crate) sheet: Option<String>,
    /// The heading whose numbers are summed; words of it, where headings have years
    #[arg(long, value_name = "HEADING", requires = "sheet_of")]
    pub(crate) sum: Option<String>,
    #[command(flatten)]
    pub(crate) out: TableOut<PlotForm>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Counted {
    /// Items, copies included
    Items,
    /// Different contents
    Contents,
}

/// Where a table goes, and in which of the forms `F`.
#[derive(Debug, Args)]
pub(crate) struct TableOut<F: AnyTable> {
    /// In which form
    #[arg(long, value_enum, default_value = "table")]
    format: F,
    #[command(flatten)]
    short: ShortForm,
    /// Into a file instead of to standard output
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

impl<F: AnyTable> TableOut<F> {
    /// Returns the form that was asked for.
    pub(crate) fn form(&self) -> F {
        match self.short {
            ShortForm { json: true, .. } => F::of(TableForm::Json),
            ShortForm { csv: true, .. } => F::of(TableForm::Csv),
            _ => self.format,
        }
    }
}

/// The forms of an answer that is a table.
pub(crate) trait AnyTable:
    ValueEnum + PartialEq + Copy + Debug + Send + Sync + 'static
{
    /// Returns the form that is this one of a table.
    fn of(form: TableForm) -> Self;
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TableForm {
    /// For the eye
    Table,
    /// For a spreadsheet
    Csv,
    /// The same as a workbook
    Xlsx,
    /// One JSON value
    Json,
}

impl AnyTable for TableForm {
    fn of(form: TableForm) -> Self {
        form
    }
}

/// The forms of a table of numbers, which can be drawn, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum PlotForm {
    /// For the eye
    Table,
    /// For a spreadsheet
    Csv,
    /// The same as a workbook
    Xlsx,
    /// One JSON value
    Json,
    /// A plot with bars
    Svg,
}

impl AnyTable for PlotForm {
    fn of(form: TableForm) -> Self {
        match form {
            TableForm::Table => Self::Table,
            TableForm::Csv => Self::Csv,
            TableForm::Xlsx => Self::Xlsx,
            TableForm::Json => Self::Json,
        }
    }
}

/// Show what differs between two items, word by word
#[derive(Debug, Args)]
pub(crate) struct Compare {
    /// The first item, by locator, id or path
    #[arg(value_name = "A", allow_hyphen_values = true)]
    pub(crate) one: OsString,
    /// The second item
    #[arg(value_name = "B", allow_hyphen_values = true)]
    pub(crate) other: OsString,
    /// Print as JSON, whole
    #[arg(long)]
    pub(crate) json: bool,
}

/// List who writes to whom, mails that are answered and are missing, or the mails of a mailbox
#[derive(Debug, Args)]
pub(crate) struct Mail {
    /// The mailbox whose mails are listed instead, by locator, id or path
    #[arg(value_name = "MAILBOX", allow_hyphen_values = true, conflicts_with_all = ["query", "list"])]
    pub(crate) mailbox: Option<OsString>,
    /// In the mails that a query finds, instead of in all
    #[arg(long, value_name = "QUERY")]
    pub(crate) query: Option<String>,
    /// What is listed
    #[arg(long, value_enum, default_value_t = MailList::Pairs)]
    pub(crate) list: MailList,
    /// How many, those with most mails
    #[arg(long, value_name = "N", default_value_t = 30)]
    pub(crate) limit: usize,
    #[command(flatten)]
    pub(crate) out: TableOut<TableForm>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum MailList {
    /// Who writes to whom, how often, from when to when
    Pairs,
    /// Who writes and is written to
    People,
    /// The same as a table: a row for each who writes, a column for each who is written to
    Matrix,
    /// Mails that others answer or refer to and that are not in the leak
    Missing,
}

/// Hold a list of people, numbers or digests against what is new since a run, in one pass
#[derive(Debug, Args)]
pub(crate) struct Watch {
    /// The list: a text with a line each, a table in any format that is read, or entities of `FollowTheMoney`
    #[arg(value_name = "LIST")]
    pub(crate) list: PathBuf,
    /// The column to ask for, by heading or number [default: the one whose heading is that of names, or `query`]
    #[arg(long, value_name = "HEADING")]
    pub(crate) column: Option<String>,
    /// The lines are queries, such as phrases, and no names
    #[arg(long)]
    pub(crate) queries: bool,
    /// Only items that a run after this one saw first or saw changed [default: all]
    #[arg(long, value_name = "RUN", conflicts_with = "new")]
    pub(crate) since: Option<u64>,
    /// Only items that are new by the last run
    #[arg(long)]
    pub(crate) new: bool,
    #[command(flatten)]
    pub(crate) out: TableOut<TableForm>,
}

/// List the searches that are kept and what is new of each; keep one, or look at one
#[derive(Debug, Args)]
pub(crate) struct Searches {
    /// The name of a search
    #[arg(value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// Keep this query under the name
    #[arg(long, value_name = "QUERY", requires = "name")]
    pub(crate) save: Option<String>,
    /// Keep it no longer
    #[arg(long, requires = "name", conflicts_with = "save")]
    pub(crate) forget: bool,
    /// What is new stays new: do not note that it was looked at
    #[arg(long, requires = "name", conflicts_with_all = ["save", "forget"])]
    pub(crate) keep: bool,
    /// One JSON value a line
    #[arg(long)]
    pub(crate) json: bool,
}

/// Try files that are about to be published
#[derive(Debug, Args)]
pub(crate) struct Redact {
    #[command(subcommand)]
    pub(crate) command: RedactCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum RedactCommand {
    /// List what files still hold beneath boxes, struck out, hidden, or in properties; status 1 where they hold any
    Check {
        /// The files, or folders of them
        #[arg(value_name = "FILE", required = true)]
        files: Vec<PathBuf>,
        /// One JSON value a line
        #[arg(long)]
        json: bool,
    },
}

/// Hand over what a query finds: tables, entities, a graph, a bundle, one page
#[derive(Debug, Args)]
pub(crate) struct Export {
    /// In which form
    #[arg(long, value_enum)]
    pub(crate) format: ExportForm,
    /// What to export; all items without
    #[arg(long, value_name = "QUERY")]
    pub(crate) query: Option<String>,
    /// Into a file, of a bundle into a folder, that is not there yet
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Put the originals into the bundle, too, which may tell who leaked them
    #[arg(long)]
    pub(crate) originals: bool,
    /// A file of passwords, one a line, to try on encrypted originals
    #[arg(long, value_name = "FILE", requires = "originals")]
    pub(crate) passwords: Option<PathBuf>,
}

/// What is handed over: one file, or a bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ExportForm {
    File(export::Form),
    Bag,
}

impl ExportForm {
    /// Returns the name by which it is asked for.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::File(form) => form.name(),
            Self::Bag => "bagit",
        }
    }
}

impl ValueEnum for ExportForm {
    fn value_variants<'a>() -> &'a [Self] {
        static ALL: LazyLock<Vec<ExportForm>> = LazyLock::new(|| {
            export::Form::ALL.into_iter().map(ExportForm::File).chain([ExportForm::Bag]).collect()
        });
        &ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let about = match self {
            Self::File(form) => form.about(),
            Self::Bag => {
                "A bundle that others can check (RFC 8493): texts, citations, notes, coverage"
            }
        };
        Some(PossibleValue::new(self.name()).help(about))
    }
}

/// Report on the dossier as a whole
#[derive(Debug, Args)]
pub(crate) struct Report {
    /// What to report
    #[arg(value_enum)]
    pub(crate) subject: Subject,
    /// Of what is hidden, one layer: deleted, comment, hidden, under-redaction, earlier-revision
    #[arg(long, value_name = "LAYER")]
    pub(crate) layer: Option<String>,
    /// Of what is hidden, what an author hid whose name holds these letters
    #[arg(long, value_name = "NAME")]
    pub(crate) author: Option<String>,
    /// Of what is hidden or nearly the same, what stands in items that a query finds
    #[arg(long, value_name = "QUERY")]
    pub(crate) query: Option<String>,
    /// Of duplicates, papers that are nearly the same: forms filled in again, drafts, papers issued again
    #[arg(long)]
    pub(crate) near: bool,
    /// From which share of common runs of three words on two papers are nearly the same
    #[arg(long, value_name = "PERCENT", default_value_t = 50, value_parser = clap::value_parser!(u8).range(10..=100), requires = "near")]
    pub(crate) similarity: u8,
    /// As a table for a spreadsheet; not of the coverage
    #[arg(long, conflicts_with = "json")]
    pub(crate) csv: bool,
    /// Print as JSON; of what is hidden and of copies one value a line
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Subject {
    /// What was searched, what was not, and why
    Coverage,
    /// What was struck out, hidden, covered or commented, text by text
    Hidden,
    /// Which items are the same, byte by byte
    Duplicates,
    /// What the items that a query finds could tell of who leaked them
    SourceSafety,
}

/// Print the list of what was seen, with digests
#[derive(Debug, Args)]
pub(crate) struct Manifest {
    /// In which form
    #[arg(long, value_enum, default_value_t = ManifestForm::Dossier)]
    pub(crate) format: ManifestForm,
    /// Into a file instead of to standard output
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ManifestForm {
    /// The program's own, with both Merkle roots
    Dossier,
    /// As `b3sum` prints and checks
    B3sum,
    /// As `sha256sum` prints and checks
    Sha256sum,
    /// As `hashdeep` prints and audits
    Hashdeep,
    /// One SHA-256 a line
    Hashset,
}

/// Audit the trove against the dossier's manifest, or another
#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// Where the troves stand now, if they were moved
    #[arg(value_name = "TROVE")]
    pub(crate) troves: Vec<PathBuf>,
    /// A manifest, or a list of digests that another tool made: `sha256sum`, `hashdeep`, CSV, JSON, XML and others; or a bag
    /// (`BagIt`), by its folder
    #[arg(long, value_name = "FILE")]
    pub(crate) against: Option<PathBuf>,
    /// Audit the dossier's own files instead of the trove, by the seal of its last run
    #[arg(long = "self", conflicts_with_all = ["troves", "against"])]
    pub(crate) own: bool,
    /// Print as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Make one dossier of several, equal to a run over all their troves; nothing is read again
#[derive(Debug, Args)]
pub(crate) struct Merge {
    /// The dossiers, which are only read; what they hold contrarily is left as the first has it
    #[arg(required = true, num_args = 2.., value_name = "DOSSIER")]
    pub(crate) dossiers: Vec<PathBuf>,
    /// The new dossier
    #[arg(short, long, value_name = "DIR")]
    pub(crate) output: PathBuf,
    /// The folder that all troves lie in: it becomes the one trove
    #[arg(long, value_name = "DIR")]
    pub(crate) trove: Option<PathBuf>,
    /// Print as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Make anew what is damaged in the dossier: the search index from the store, the store from the trove
#[derive(Debug, Args)]
pub(crate) struct Repair {
    /// How many items to read at once [default: one for each processor]
    #[arg(short, long, value_name = "N")]
    pub(crate) jobs: Option<usize>,
    /// A file of passwords, one a line, to try on encrypted items
    #[arg(long, value_name = "FILE")]
    pub(crate) passwords: Option<PathBuf>,
}

/// Prove that an item stands under the root of the dossier, without naming any other
#[derive(Debug, Args)]
pub(crate) struct Prove {
    /// The item, as in `show`
    #[arg(value_name = "ITEM", allow_hyphen_values = true)]
    pub(crate) item: OsString,
    /// Into a file instead of to standard output
    #[arg(short, long, value_name = "PROOF")]
    pub(crate) output: Option<PathBuf>,
}

/// Check a proof against a file, or who signed and stamped a statement; without any dossier
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// What `prove` or `sign` wrote
    #[arg(value_name = "PROOF")]
    pub(crate) proof: PathBuf,
    /// Of a proof: the file, or what `show --original` gave of the item
    #[arg(value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
    /// Of a statement: the key of who signed it, as minisign writes it; the signature stands beside it
    #[arg(long, value_name = "FILE")]
    pub(crate) public_key: Option<PathBuf>,
    /// Of a statement: the reply of a time-stamping authority
    #[arg(long, value_name = "FILE")]
    pub(crate) reply: Option<PathBuf>,
    /// Of a statement: its proof of OpenTimestamps
    #[arg(long, value_name = "FILE")]
    pub(crate) ots: Option<PathBuf>,
    /// What you know of a block of Bitcoin that the proof names: its merkle root or its whole header, from somebody whom you
    /// trust; again for more
    #[arg(long, value_name = "HEIGHT=HEX", requires = "ots")]
    pub(crate) block: Vec<evidence::Block>,
    /// Print as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// State the roots of the dossier, and sign the statement as minisign does
#[derive(Debug, Args)]
pub(crate) struct Sign {
    /// The secret key, as `minisign -G` makes it
    #[arg(long, value_name = "FILE")]
    pub(crate) secret_key: PathBuf,
    /// A file whose first line is the password of the key [default: it is asked for]
    #[arg(long, value_name = "FILE")]
    pub(crate) password: Option<PathBuf>,
    /// Where the statement goes; its signature goes beside it, with `.minisig` behind its name
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: PathBuf,
}

/// Write the request for a time stamp on a statement (RFC 3161 or OpenTimestamps), to be sent to who stamps
#[derive(Debug, Args)]
pub(crate) struct Stamp {
    /// What `sign` wrote
    #[arg(value_name = "STATEMENT")]
    pub(crate) statement: PathBuf,
    /// The request to a calendar of OpenTimestamps instead of one to an authority: a digest, to be posted as it is
    #[arg(long)]
    pub(crate) ots: bool,
    /// What a calendar replied to it: make the proof of it
    #[arg(long, value_name = "FILE", requires = "ots")]
    pub(crate) reply: Option<PathBuf>,
}

/// List what was done to the dossier and with it: runs, audits, lists handed out, tags
#[derive(Debug, Args)]
pub(crate) struct Log {
    /// Check that each line follows from the one before
    #[arg(long)]
    pub(crate) check: bool,
    /// A hash that was put elsewhere: of a line that must be there
    #[arg(long, value_name = "HASH", requires = "check")]
    pub(crate) expect: Option<item::Digest>,
    /// Print as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Show what files yield, without any dossier
#[derive(Debug, Args)]
pub(crate) struct Extract {
    /// The files; - is standard input
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// A file of passwords, one a line, to try on encrypted items
    #[arg(long, value_name = "FILE")]
    pub(crate) passwords: Option<PathBuf>,
    /// One JSON value an item
    #[arg(long)]
    pub(crate) json: bool,
}

/// Recognise names, dates and notices in text, without any dossier
#[derive(Debug, Args)]
pub(crate) struct Recognise {
    /// Text files; none, or - among them, is standard input
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// One JSON value a mention
    #[arg(long)]
    pub(crate) json: bool,
}

/// Measure how fast indexing is, by stage and by format, on a throw-away dossier
#[derive(Debug, Args)]
pub(crate) struct Bench {
    /// Trove folders, or single files
    #[arg(value_name = "TROVE", required_unless_present = "synthetic")]
    pub(crate) troves: Vec<PathBuf>,
    /// Make up a trove of so many files with known content, and check that it is found
    #[arg(long, value_name = "N", conflicts_with = "troves")]
    pub(crate) synthetic: Option<u64>,
    /// Keep the made-up trove, and what is known of it, in this folder
    #[arg(long, value_name = "DIR", requires = "synthetic")]
    pub(crate) keep: Option<PathBuf>,
    /// The folder for the throw-away dossier [default: the system's for temporary files]
    #[arg(long, value_name = "DIR")]
    pub(crate) scratch: Option<PathBuf>,
    /// How many items to read at once [default: one for each processor]
    #[arg(short, long, value_name = "N")]
    pub(crate) jobs: Option<usize>,
    /// Do not measure what the libraries alone would take
    #[arg(long)]
    pub(crate) no_baseline: bool,
    /// Print as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Compare names across scripts
#[derive(Debug, Args)]
pub(crate) struct Names {
    #[command(subcommand)]
    pub(crate) command: NamesCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum NamesCommand {
    /// Compare two names, or pairs of names as tab-separated lines on standard input; JSON lines out
    Compare {
        /// The one name
        #[arg(value_name = "A", requires = "b")]
        a: Option<String>,
        /// The other name
        #[arg(value_name = "B")]
        b: Option<String>,
        /// JSON lines, which is the only form
        #[arg(long)]
        json: bool,
    },
}

/// Check what this machine supports, by testing it
#[derive(Debug, Args)]
pub(crate) struct Doctor {
    /// Print as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Print help on a command, or on `query`: how queries are written
#[derive(Debug, Args)]
pub(crate) struct Help {
    /// A command, or `query`
    #[arg(value_name = "TOPIC")]
    pub(crate) topic: Vec<String>,
}

/// Print the completion script of a shell
#[derive(Debug, Args)]
#[command(
    after_help = "bash: dossier completions bash > ~/.local/share/bash-completion/completions/dossier"
)]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub(crate) shell: clap_complete::Shell,
}

/// Write the manual pages into a folder
#[derive(Debug, Args)]
#[command(after_help = "then: man FOLDER/dossier.1")]
pub(crate) struct Manual {
    /// The folder; it is made where there is none
    #[arg(value_name = "FOLDER")]
    pub(crate) folder: PathBuf,
}

fn algorithm(name: &str) -> Result<item::Algorithm, String> {
    let known = item::Algorithm::KEPT;
    let found = known.iter().find(|(known, _)| *known == name).map(|(_, algorithm)| *algorithm);
    found.ok_or_else(|| format!("not one of {}", known.map(|(name, _)| name).join(", ")))
}

fn page(number: &str) -> Result<usize, String> {
    number
        .parse()
        .ok()
        .filter(|page| *page > 0)
        .ok_or_else(|| "pages are counted from 1".to_owned())
}

fn status(name: &str) -> Result<item::Status, String> {
    let all =
        || item::Status::ALL.iter().map(|status| status.name()).collect::<Vec<_>>().join(", ");
    name.parse().map_err(|()| format!("not one of {}", all()))
}

/// The outcomes that a status or a reason names.
#[derive(Clone, Debug)]
pub(crate) struct Outcomes(pub(crate) Vec<item::Outcome>);

fn outcomes(name: &str) -> Result<Outcomes, String> {
    let is_named = |outcome: &item::Outcome| {
        let reason = outcome.reason().map(item::Reason::name);
        outcome.status().name() == name || reason == Some(name)
    };
    let named: Vec<_> = item::Outcome::all().filter(is_named).collect();
    if named.is_empty() {
        return Err(format!("{}, or a reason of one", status(name).err().unwrap_or_default()));
    }
    Ok(Outcomes(named))
}
