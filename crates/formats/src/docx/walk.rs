//! How the elements of a part of running text become a story.

use std::collections::{BTreeMap, BTreeSet};

use item::MarkKind;

use super::choices::Choice;
use super::numbering;
use super::story::{ParagraphMark, Story};
use super::styles::Styles;
use crate::shared::numbering::{Counters, InList, Numbering};
use crate::shared::ooxml::{Alternates, Comment};
use crate::shared::spreadsheet::push_line;
use crate::shared::symbols;
use crate::shared::tracked::Change;
use crate::shared::xml::{Element, Event, Xml};

/// A comment with its id in the document.
#[derive(Clone, Debug)]
pub(super) struct Noted {
    pub(super) id: String,
    pub(super) comment: Comment,
}

/// What was found beside the running text.
#[derive(Default)]
pub(super) struct Found {
    /// Descriptions of pictures, a line each.
    pub(super) descriptions: String,
    /// Field instructions.
    pub(super) instructions: Vec<String>,
    /// What could be chosen in fields of forms, a line each.
    pub(super) choices: String,
    /// How letters are read, a line each.
    pub(super) readings: String,
    /// Who changed the text or commented upon it.
    pub(super) people: BTreeSet<String>,
}

impl Found {
    /// Adds what was found elsewhere.
    pub(super) fn add(&mut self, other: Self) {
        self.descriptions.push_str(&other.descriptions);
        self.choices.push_str(&other.choices);
        self.readings.push_str(&other.readings);
        self.instructions.extend(other.instructions);
        self.people.extend(other.people);
    }
}

#[derive(Default)]
struct Paragraph {
    is_hidden: bool,
    mark: ParagraphMark,
    is_initial: bool,
    style: Option<String>,
    in_list: InList,
    /// Whether its number was given.
    is_counted: bool,
}

impl Paragraph {
    /// Tells whether it stands when all changes are accepted.
    fn stands(&self) -> bool {
        !self.is_hidden && !matches!(self.mark, ParagraphMark::Deleted(_))
    }
}

/// A change that stands around the text.
struct Around {
    removes: bool,
    change: Change,
}

/// What the characters that come next are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Capture {
    Nothing,
    Text,
    DeletedText,
    Instruction,
}

/// How many fields within fields are told apart.
const FIELDS: usize = 64;

/// A walk through one part.
pub(super) struct Walk<'a> {
    styles: &'a Styles,
    numbering: &'a Numbering,
    counters: Counters,
    comments: &'a BTreeMap<String, Noted>,
    story: Story,
    found: Found,
    read_comments: Vec<Noted>,
    paragraphs: Vec<Paragraph>,
    changes: Vec<Around>,
    commented: BTreeMap<String, Change>,
    alternates: Alternates,
    /// How many texts were put.
    put: usize,
    skipped: u32,
    capture: Capture,
    instruction: String,
    in_paragraph_properties: bool,
    in_run: bool,
    run_is_hidden: bool,
    /// The text that tells how other letters are read, where it is open.
    reading: Option<String>,
    /// For each field around in this paragraph: whether what comes is its result, and not its instruction.
    fields: Vec<bool>,
    /// The choice that a field of a form is being read of.
    choice: Option<Choice>,
    /// For each control around: the day that it keeps and has not shown yet.
    days: Vec<Option<String>>,
    equation: Equation,
}

/// Where a part of an equation ended.
#[derive(Default)]
struct Equation {
    /// Whether what follows stands above, below or behind what was put last.
    is_parted: bool,
    /// With how many letters the last text ended.
    letters: usize,
}

impl<'a> Walk<'a> {
    /// Begins a walk.
    pub(super) fn new(
        styles: &'a Styles,
        numbering: &'a Numbering,
        comments: &'a BTreeMap<String, Noted>,
    ) -> Self {
        Self {
            styles,
            numbering,
            counters: Counters::default(),
            comments,
            story: Story::new(),
            found: Found::default(),
            read_comments: Vec::new(),
            paragraphs: Vec::new(),
            changes: Vec::new(),
            commented: BTreeMap::new(),
            alternates: Alternates::default(),
            put: 0,
            skipped: 0,
            capture: Capture::Nothing,
            instruction: String::new(),
            in_paragraph_properties: false,
            in_run: false,
            run_is_hidden: false,
            reading: None,
            fields: Vec::new(),
            choice: None,
            days: Vec::new(),
            equation: Equation::default(),
        }
    }

    /// Reads to the end of the part.
    pub(super) fn read(&mut self, xml: &mut Xml<'_>) {
        while let Some(event) = xml.next_event() {
            match event {
                Event::Open(element) if self.skipped == 0 => self.open(&element),
                Event::Open(_) => self.skipped += 1,
                Event::Close(name) if self.skipped == 0 => self.close(&name),
                Event::Close(_) => self.skipped -= 1,
                Event::Text(text) if self.skipped == 0 => self.text(&text),
                Event::Text(_) => {}
            }
        }
    }

    /// Returns what came together.
    pub(super) fn finish(mut self) -> (Story, Found, Vec<Noted>) {
        self.end_instruction();
        (self.story, self.found, self.read_comments)
    }

    fn open(&mut self, element: &Element<'_>) {
        match element.name() {
            "p" => self.paragraphs.push(Paragraph::default()),
            "pPr" => self.in_paragraph_properties = true,
            "pStyle" => self.paragraph_style(element),
            "numId" | "ilvl" => self.place_in_list(element),
            "r" => self.begin_run(),
            "rStyle" | "vanish" => self.run_property(element),
            "ins" | "moveTo" | "del" | "moveFrom" => self.begin_change(element),
            "tc" => self.story.begin_cell(),
            "txbxContent" => self.story.begin_frame(),
            "comment" => self.begin_comment(element),
            "commentRangeStart" => self.begin_commented(element),
            "commentRangeEnd" => self.end_commented(element),
            "AlternateContent" => self.alternates.begin(),
            "Choice" | "Fallback" => self.skipped = self.alternates.leaves_out(self.put).into(),
            "fldSimple" => self.simple_field(element),
            "fldChar" => self.field(element),
            "docPr" | "cNvPr" | "shape" | "imagedata" | "textpath" | "hyperlink" => {
                self.describe(element);
            }
            "ffData" => self.choice = Some(Choice::default()),
            "sdt" => self.days.push(None),
            "tabs" => self.skipped = 1,
            name if name.ends_with("Change") => self.skipped = 1,
            name => self.open_content(name, element),
        }
    }

    fn open_content(&mut self, name: &str, element: &Element<'_>) {
        if let Some(choice) = &mut self.choice {
            return choice.take(element);
        }
        match name {
            "gridBefore" => self.story.skip_columns(count(element)),
            "gridSpan" => self.story.widen_cell(count(element)),
            "date" => self.take_day(element),
            "alias" => self.take_choice(element, "val"),
            "listItem" => self.take_choice(element, "displayText"),
            "framePr" => self.begin_initial(element),
            "t" => self.capture = Capture::Text,
            "delText" => self.capture = Capture::DeletedText,
            "instrText" | "delInstrText" => self.capture = Capture::Instruction,
            "tab" | "ptab" if self.in_run => self.put("\t"),
            "br" | "cr" => self.put("\n"),
            "noBreakHyphen" => self.put("-"),
            "sym" => self.symbol(element),
            "rt" => self.reading = Some(String::new()),
            "sub" | "sup" | "deg" | "lim" => self.equation.is_parted = true,
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "t" | "delText" | "instrText" | "delInstrText" => self.capture = Capture::Nothing,
            "p" => self.end_paragraph(),
            "pPr" => self.in_paragraph_properties = false,
            "r" => self.in_run = false,
            "ins" | "moveTo" | "del" | "moveFrom" => drop(self.changes.pop()),
            "tc" => self.story.end_cell(),
            "tr" => self.story.end_row(),
            "txbxContent" => self.story.end_box(),
            "ffData" => self.end_choice(),
            "sdtContent" => self.put_day(),
            "sdt" => drop(self.days.pop()),
            "comment" => self.end_comment(),
            "Choice" | "Fallback" => self.alternates.end_one(self.put),
            "AlternateContent" => self.alternates.end(),
            "rt" => {
                let reading = self.reading.take().unwrap_or_default();
                push_line(&mut self.found.readings, &reading);
            }
            "num" => self.put("/"),
            "e" | "den" | "sub" | "sup" | "deg" | "lim" => self.equation.is_parted = true,
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(reading) = self.reading.as_mut().filter(|_| self.capture != Capture::Nothing) {
            return reading.push_str(text);
        }
        match self.capture {
            Capture::Nothing => {}
            Capture::Instruction => self.instruction.push_str(text),
            Capture::Text if self.fields.contains(&false) => self.story.push_hidden(text),
            Capture::Text | Capture::DeletedText => {
                self.part(text);
                if text.contains('\u{ad}') {
                    self.put(&text.replace('\u{ad}', ""));
                } else {
                    self.put(text);
                }
            }
        }
    }

    /// Parts words that only their place in an equation parts; `x` with `i` below, and H₂O, stay whole.
    fn part(&mut self, text: &str) {
        let letters = text.chars().take_while(|letter| letter.is_alphabetic()).count();
        if std::mem::take(&mut self.equation.is_parted) && self.equation.letters.min(letters) > 1 {
            self.put(" ");
        }
        self.equation.letters =
            text.chars().rev().take_while(|letter| letter.is_alphabetic()).count();
    }

    /// Appends text to the layer that it belongs to.
    fn put(&mut self, text: &str) {
        self.put += 1;
        let removal = self.changes.iter().rev().find(|change| change.removes);
        let is_passing = removal.is_some() && self.changes.iter().any(|change| !change.removes);
        if let Some(removal) = removal.filter(|_| is_passing) {
            self.story.push_passing(text, &removal.change);
        } else if let Some(removal) = removal {
            self.story.push_deleted(text, &removal.change);
        } else if self.capture == Capture::DeletedText {
            self.story.push_deleted(text, &Change::new(MarkKind::Deleted));
        } else if self.run_is_hidden {
            self.story.push_hidden(text);
        } else {
            self.put_number();
            let changes = self.changes.iter().map(|around| &around.change);
            let all: Vec<&Change> = changes.chain(self.commented.values()).collect();
            self.story.push_seen(text, &all);
        }
    }

    fn end_paragraph(&mut self) {
        self.put_day();
        // Of a field that is damaged, or that holds paragraphs, nothing is taken for unseen.
        self.fields.clear();
        if self.paragraphs.last().is_some_and(Paragraph::stands) {
            self.count_paragraph();
        }
        let paragraph = self.paragraphs.pop().unwrap_or_default();
        if paragraph.is_initial && matches!(paragraph.mark, ParagraphMark::Kept) {
            self.story.end_initial();
        } else {
            self.story.end_paragraph(&paragraph.mark);
        }
        self.run_is_hidden = self.paragraphs.last().is_some_and(|around| around.is_hidden);
    }

    /// Notes that a paragraph is the large initial of the next one (ISO/IEC 29500-1, 17.3.1.11).
    fn begin_initial(&mut self, element: &Element<'_>) {
        let is_initial = element.attribute("dropCap").is_some_and(|kind| kind != "none");
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.is_initial = is_initial;
        }
    }

    /// Keeps the day of a control, of which its text may show a part (ISO/IEC 29500-1, 17.5.2.7).
    fn take_day(&mut self, element: &Element<'_>) {
        let day = element.attribute("fullDate");
        if let (Some(around), Some(day)) = (self.days.last_mut(), day) {
            *around = Some(day.split('T').next().unwrap_or_default().to_owned());
        }
    }

    /// Puts the day of a control behind what it shows.
    fn put_day(&mut self) {
        if let Some(day) = self.days.last_mut().and_then(Option::take) {
            self.put(&format!(" [{day}]"));
        }
    }

    /// Keeps what a control is called, and what could be chosen in it (ISO/IEC 29500-1, 17.5.2.1, 17.5.2.21).
    fn take_choice(&mut self, element: &Element<'_>, key: &str) {
        push_line(&mut self.found.choices, element.attribute(key).unwrap_or_default().trim());
    }

    /// Puts what is chosen in the field of a form, and keeps what else could be.
    fn end_choice(&mut self) {
        let Some(choice) = self.choice.take() else { return };
        self.found.choices.push_str(&choice.others());
        self.put(&choice.chosen());
    }

    fn paragraph_style(&mut self, element: &Element<'_>) {
        let style = element.attribute("val");
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.is_hidden = style.as_deref().is_some_and(|id| self.styles.hides(id));
            paragraph.style = style;
        }
    }

    fn place_in_list(&mut self, element: &Element<'_>) {
        if let Some(paragraph) = self.paragraphs.last_mut().filter(|_| self.in_paragraph_properties)
        {
            numbering::take(&mut paragraph.in_list, element);
        }
    }

    /// Puts the number of a list item before its first text.
    fn put_number(&mut self) {
        if let Some(number) = self.count_paragraph() {
            self.story.push_number(&number);
        }
    }

    /// Counts a paragraph of a list, once, and returns its number.
    fn count_paragraph(&mut self) -> Option<String> {
        let paragraph = self.paragraphs.last_mut().filter(|paragraph| !paragraph.is_counted)?;
        paragraph.is_counted = true;
        let by_style = paragraph.style.as_deref().and_then(|id| self.styles.in_list(id));
        let mut in_list = std::mem::take(&mut paragraph.in_list);
        if let Some((_, style)) = by_style {
            in_list = in_list.or(style);
        }
        self.numbering.count(&in_list, by_style.map(|(id, _)| id), &mut self.counters)
    }

    fn begin_run(&mut self) {
        self.in_run = true;
        self.run_is_hidden = self.paragraphs.last().is_some_and(|paragraph| paragraph.is_hidden);
    }

    fn run_property(&mut self, element: &Element<'_>) {
        if self.in_paragraph_properties {
            return;
        }
        match element.name() {
            "vanish" => self.run_is_hidden = element.is_on(),
            _ => {
                self.run_is_hidden |=
                    element.attribute("val").is_some_and(|id| self.styles.hides(&id));
            }
        }
    }

    fn begin_change(&mut self, element: &Element<'_>) {
        let removes = matches!(element.name(), "del" | "moveFrom");
        let author = element.attribute("author");
        self.found.people.extend(author.clone());
        let kind = match element.name() {
            "ins" => MarkKind::Inserted,
            "del" => MarkKind::Deleted,
            _ => MarkKind::Moved,
        };
        let change = Change { kind, author, date: element.attribute("date") };
        if self.in_paragraph_properties
            && let Some(paragraph) = self.paragraphs.last_mut()
        {
            paragraph.mark = if removes {
                ParagraphMark::Deleted(change.clone())
            } else {
                ParagraphMark::Inserted
            };
        }
        self.changes.push(Around { removes, change });
    }

    fn begin_comment(&mut self, element: &Element<'_>) {
        let author = element.attribute("author");
        self.found.people.extend(author.clone());
        let date = element.attribute("date");
        self.read_comments.push(Noted {
            id: element.attribute("id").unwrap_or_default(),
            comment: Comment { author, date, text: String::new() },
        });
        self.story.begin_frame();
    }

    fn end_comment(&mut self) {
        if let (Some(frame), Some(noted)) = (self.story.take_frame(), self.read_comments.last_mut())
        {
            frame.into_text().trim_end().clone_into(&mut noted.comment.text);
        }
    }

    fn begin_commented(&mut self, element: &Element<'_>) {
        let Some(noted) = element.attribute("id").and_then(|id| self.comments.get(&id)) else {
            return;
        };
        let Comment { author, date, .. } = noted.comment.clone();
        self.commented.insert(noted.id.clone(), Change { kind: MarkKind::Commented, author, date });
    }

    fn end_commented(&mut self, element: &Element<'_>) {
        if let Some(id) = element.attribute("id") {
            self.commented.remove(&id);
        }
    }

    /// Notes where a field begins, shows its result and ends: within the instruction of another one, which nobody sees, it
    /// may have a result of its own.
    fn field(&mut self, element: &Element<'_>) {
        self.end_instruction();
        match element.attribute("fldCharType").as_deref() {
            Some("begin") if self.fields.len() < FIELDS => self.fields.push(false),
            Some("separate") => {
                if let Some(is_shown) = self.fields.last_mut() {
                    *is_shown = true;
                }
            }
            Some("end") => drop(self.fields.pop()),
            _ => {}
        }
    }

    fn simple_field(&mut self, element: &Element<'_>) {
        self.instruction = element.attribute("instr").unwrap_or_default();
        self.end_instruction();
    }

    /// Keeps a field's instruction, unless it is one of those that only count or refer.
    fn end_instruction(&mut self) {
        const PLAIN: &[&str] = &[
            "PAGE",
            "NUMPAGES",
            "SECTIONPAGES",
            "SECTION",
            "TOC",
            "REF",
            "PAGEREF",
            "NOTEREF",
            "SEQ",
            "STYLEREF",
            "TC",
            "DATE",
            "TIME",
            "SYMBOL",
            "FORMTEXT",
            "FORMCHECKBOX",
            "FORMDROPDOWN",
            "PRIVATE",
            "INDEX",
        ];
        let instruction = std::mem::take(&mut self.instruction);
        let instruction = instruction.trim();
        let name = instruction.split_whitespace().next().unwrap_or_default();
        if !PLAIN.iter().any(|plain| plain.eq_ignore_ascii_case(name)) && !instruction.is_empty() {
            self.found.instructions.push(instruction.to_owned());
        }
    }

    fn describe(&mut self, element: &Element<'_>) {
        if element.name() == "textpath" {
            self.put(&element.attribute("string").unwrap_or_default());
            return;
        }
        for key in ["title", "descr", "alt", "tooltip"] {
            if let Some(text) = element.attribute(key).filter(|text| !text.trim().is_empty()) {
                self.found.descriptions.push_str(text.trim());
                self.found.descriptions.push('\n');
                self.put += 1;
            }
        }
    }

    fn symbol(&mut self, element: &Element<'_>) {
        let code = element.attribute("char").and_then(|hex| u32::from_str_radix(&hex, 16).ok());
        let font = element.attribute("font").unwrap_or_default();
        if let Some(character) = code.and_then(|code| symbols::character(&font, code)) {
            self.put(character.encode_utf8(&mut [0; 4]));
        }
    }
}

/// Returns the number of columns that an element states.
fn count(element: &Element<'_>) -> usize {
    element.attribute("val").and_then(|count| count.parse().ok()).unwrap_or(0)
}
