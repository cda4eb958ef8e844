//! How control words and text become texts, properties and objects.

use std::collections::HashMap;

use item::{Key, Layer, MarkKind};

use super::grid::Grid;
use super::objects::Object;
use super::words::{self, Field, Goal};
use crate::shared::form_field::FormField;
use crate::shared::html::Page;
use crate::shared::legacy_story::Story;
use crate::shared::legacy_text::{CodePage, leads_out, target};
use crate::shared::links::Links;
use crate::shared::symbols;
use crate::shared::time;
use crate::shared::tracked::Change;
use crate::shared::xml;

/// How deep groups are told apart; those deeper take the state of the one around them.
const DEPTH: usize = 10_000;

/// A Rich Text document.
#[derive(Default)]
pub(crate) struct Document {
    /// The running text.
    pub(crate) body: Story,
    /// Headers and footers.
    pub(crate) margins: Story,
    /// Footnotes and endnotes.
    pub(crate) notes: Story,
    /// Comments, each after its author.
    pub(crate) comments: Story,
    /// Where it leads to.
    pub(crate) links: Links,
    /// Properties in the order found.
    pub(crate) properties: Vec<(Key, String)>,
    /// Pictures and embedded objects.
    pub(crate) objects: Vec<Object>,
    /// The code page that it states.
    pub(crate) code_page: CodePage,
    /// Whether a group was still open at the end.
    pub(crate) is_open: bool,
    /// Whether the reading ended at the limit of text.
    pub(crate) is_full: bool,
    /// Where it ends.
    pub(crate) end: usize,
}

/// Reads a document up to `most` bytes of text; nothing where it does not begin as one.
pub(crate) fn read(bytes: &[u8], most: usize) -> Option<Document> {
    let without_mark = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let start = bytes.len() - without_mark.trim_ascii_start().len();
    if !bytes[start..].starts_with(b"{\\rt") {
        return None;
    }
    let mut reader = Reader::new(bytes, start);
    reader.run(most);
    Some(reader.document)
}

/// What a group hands down to those within it.
#[derive(Clone, Copy)]
struct State {
    goal: Goal,
    /// Where the text of the group around goes.
    outer: Goal,
    /// Whether the goal began with this group.
    owns_goal: bool,
    /// How much was written when what a field shows began with this group.
    result_from: Option<usize>,
    is_starred: bool,
    /// How many bytes stand for a Unicode character besides it.
    fallback: usize,
    code_page: Option<CodePage>,
    look: Look,
    /// Whether this is there for readers of Rich Text alone, in a page that was turned into it.
    is_padding: bool,
}

/// What characters look like, as far as it decides who sees them.
#[derive(Clone, Copy, Default)]
struct Look {
    is_hidden: bool,
    inserted: Revision,
    deleted: Revision,
}

/// A tracked change: whether it is one, by which of the people of the document, and when ([MS-DOC] §2.9.70).
#[derive(Clone, Copy, Default)]
struct Revision {
    is_on: bool,
    author: usize,
    moment: u32,
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    state: State,
    stack: Vec<State>,
    /// Open groups beyond [`DEPTH`].
    deeper: usize,
    /// Bytes of text that are not decoded yet.
    pending: Vec<u8>,
    /// The first half of a surrogate pair.
    half: Option<u16>,
    to_skip: usize,
    fonts: HashMap<i32, CodePage>,
    font: i32,
    usual_font: i32,
    /// Text that is no running text.
    aside: String,
    instruction: String,
    form: FormField,
    name: String,
    author: String,
    /// Who took part in tracked changes, in the order of the table.
    people: Vec<String>,
    moment: [i32; 6],
    picture: &'static str,
    binary: Vec<u8>,
    nibble: Option<u8>,
    written: usize,
    grid: Grid,
    /// Whether letters beyond ASCII stand in it as UTF-8, against the rules.
    is_utf_8: bool,
    document: Document,
}

impl<'a> Reader<'a> {
    fn new(bytes: &'a [u8], at: usize) -> Self {
        let state = State {
            goal: Goal::Body,
            outer: Goal::Body,
            owns_goal: false,
            result_from: None,
            is_starred: false,
            fallback: 1,
            code_page: None,
            look: Look::default(),
            is_padding: false,
        };
        Self {
            bytes,
            at,
            state,
            stack: Vec::new(),
            deeper: 0,
            pending: Vec::new(),
            half: None,
            to_skip: 0,
            fonts: HashMap::new(),
            font: 0,
            usual_font: 0,
            aside: String::new(),
            instruction: String::new(),
            form: FormField::default(),
            name: String::new(),
            author: String::new(),
            people: Vec::new(),
            moment: [0; 6],
            picture: "",
            binary: Vec::new(),
            nibble: None,
            written: 0,
            grid: Grid::default(),
            is_utf_8: !bytes.is_ascii() && std::str::from_utf8(bytes).is_ok(),
            document: Document { is_open: true, ..Document::default() },
        }
    }

    fn run(&mut self, most: usize) {
        while let Some(byte) = self.bytes.get(self.at).copied() {
            self.at += 1;
            match byte {
                b'{' => self.open_group(),
                b'}' => {
                    self.close_group();
                    if self.stack.is_empty() {
                        self.document.is_open = false;
                        break;
                    }
                }
                b'\\' => self.control(),
                b'\r' | b'\n' | 0 => {}
                _ => self.byte(byte),
            }
            if self.written > most {
                self.document.is_full = true;
                break;
            }
        }
        self.close_all();
        self.document.end = self.at;
    }

    /// Ends what a cut left open, so that what was gathered counts.
    fn close_all(&mut self) {
        self.deeper = 0;
        while !self.stack.is_empty() {
            self.close_group();
        }
    }

    fn open_group(&mut self) {
        self.flush();
        self.to_skip = 0;
        if self.stack.len() >= DEPTH {
            self.deeper += 1;
            return;
        }
        self.stack.push(self.state);
        self.state.outer = self.state.goal;
        self.state.owns_goal = false;
        self.state.result_from = None;
        self.state.is_starred = false;
    }

    fn close_group(&mut self) {
        self.flush();
        self.to_skip = 0;
        if self.deeper > 0 {
            self.deeper -= 1;
            return;
        }
        if self.state.goal == Goal::Fonts {
            self.end_font();
        }
        // Name and value of a variable, a group each.
        if self.state.goal == Goal::Variable && !self.state.owns_goal {
            self.aside.push(' ');
        }
        if self.state.owns_goal {
            self.finish(self.state.goal);
        }
        if let Some(from) = self.state.result_from {
            self.finish_result(from);
        }
        if let Some(state) = self.stack.pop() {
            self.state = state;
        }
    }

    fn control(&mut self) {
        let rest = &self.bytes[self.at..];
        let letters = rest.iter().take(64).take_while(|byte| byte.is_ascii_alphabetic()).count();
        if letters == 0 {
            return self.symbol();
        }
        let word = &rest[..letters];
        let (number, length) = parameter(&rest[letters..]);
        self.at += letters + length;
        self.word(word, number);
    }

    fn symbol(&mut self) {
        let Some(symbol) = self.bytes.get(self.at).copied() else { return };
        self.at += 1;
        match symbol {
            b'\'' => {
                let digits = self.bytes.get(self.at..self.at + 2).unwrap_or_default();
                if let [high, low] = *digits
                    && let (Some(high), Some(low)) = (nibble(high), nibble(low))
                {
                    self.at += 2;
                    self.code(high << 4 | low);
                }
            }
            b'*' => self.state.is_starred = true,
            b'~' => self.byte(b' '),
            b'_' => self.byte(b'-'),
            b'\r' | b'\n' => self.sign("\n"),
            b'{' | b'}' | b'\\' => self.byte(symbol),
            _ => {}
        }
    }

    fn word(&mut self, word: &[u8], number: Option<i32>) {
        if word == b"u" {
            return self.unicode(number.unwrap_or(0));
        }
        self.flush();
        self.to_skip = 0;
        let is_on = number != Some(0);
        match word {
            b"uc" => self.state.fallback = size(number).min(64),
            b"bin" => self.raw(size(number)),
            b"f" => self.set_font(number.unwrap_or(0)),
            b"fcharset" => self.note_font(CodePage::by_charset(unsigned(number))),
            b"cpg" => self.note_font(Some(CodePage::by_number(unsigned(number)))),
            b"deff" => self.usual_font = number.unwrap_or(0),
            b"ansicpg" if unsigned(number) > 0 => {
                self.document.code_page = CodePage::by_number(unsigned(number));
            }
            b"mac" => self.document.code_page = CodePage::by_number(10000),
            b"pc" | b"pca" => self.document.code_page = CodePage::by_number(850),
            b"v" => self.state.look.is_hidden = is_on,
            b"deleted" => self.state.look.deleted.is_on = is_on,
            b"revauthdel" => self.state.look.deleted.author = size(number),
            b"revdttmdel" => self.state.look.deleted.moment = bits(number),
            b"revised" => self.state.look.inserted.is_on = is_on,
            b"revauth" => self.state.look.inserted.author = size(number),
            b"revdttm" => self.state.look.inserted.moment = bits(number),
            b"plain" => self.set_plain(),
            b"htmlrtf" => self.state.is_padding = is_on,
            b"trowd" => self.grid.define(),
            b"cellx" => self.grid.edge(number.unwrap_or(0)),
            b"cell" => {
                let columns = self.grid.end_cell();
                self.end_cell(columns);
            }
            b"row" => {
                self.grid.end_row();
                self.end_row();
            }
            // The edges of a table within a cell are listed behind its rows.
            b"nestcell" => self.end_cell(1),
            b"nestrow" => self.end_row(),
            b"yr" => self.moment[0] = number.unwrap_or(0),
            b"mo" => self.moment[1] = number.unwrap_or(0),
            b"dy" => self.moment[2] = number.unwrap_or(0),
            b"hr" => self.moment[3] = number.unwrap_or(0),
            b"min" => self.moment[4] = number.unwrap_or(0),
            b"sec" => self.moment[5] = number.unwrap_or(0),
            b"fftype" => self.form = FormField::new(choice(number)),
            b"ffres" => self.form.choose(choice(number)),
            b"ffdefres" => self.form.choose_first(choice(number)),
            b"fldrslt" => self.begin_result(),
            b"ud" => self.state.goal = self.state.outer_of(&self.stack),
            b"upr" => self.state.goal = Goal::Nowhere,
            _ => self.other_word(word),
        }
    }

    fn begin_result(&mut self) {
        self.state.is_starred = false;
        if self.state.goal != Goal::Nowhere && self.deeper == 0 {
            self.state.result_from = Some(self.written);
        }
    }

    fn other_word(&mut self, word: &[u8]) {
        if let Some(sign) = words::sign(word) {
            return self.sign(sign);
        }
        if let Some(picture) = words::picture(word) {
            self.picture = picture;
            return;
        }
        let is_sealed =
            self.state.goal == Goal::Nowhere && !matches!(word, b"propname" | b"staticval");
        let is_starred = std::mem::take(&mut self.state.is_starred);
        if is_sealed || self.deeper > 0 {
            return;
        }
        if let Some(goal) = words::goal(word, self.state.goal) {
            self.begin(goal);
        } else if is_starred && !words::is_text_group(word) {
            self.state.goal = Goal::Nowhere;
            self.state.owns_goal = false;
        }
    }

    fn begin(&mut self, goal: Goal) {
        self.state.goal = goal;
        self.state.owns_goal = true;
        match goal {
            Goal::Comment if !self.author.is_empty() => {
                let author = std::mem::take(&mut self.author) + ": ";
                self.document.comments.push(Layer::Body, &author);
            }
            Goal::Moment(_) => self.moment = [0; 6],
            Goal::Picture | Goal::Object => {
                self.binary.clear();
                self.nibble = None;
                self.picture = "bin";
            }
            _ => {}
        }
    }

    fn finish(&mut self, goal: Goal) {
        match goal {
            Goal::Margin => self.document.margins.push(Layer::Body, "\n"),
            Goal::Note => self.document.notes.push(Layer::Body, "\n"),
            Goal::Comment => self.document.comments.push(Layer::Body, "\n"),
            Goal::CommentAuthor => self.author = self.take_aside(),
            Goal::Property(field) => {
                let value = self.take_aside();
                self.document.properties.push((field.key(), value));
            }
            Goal::CustomName | Goal::ShapeName => self.name = self.take_aside(),
            Goal::CustomValue => {
                let value = self.take_aside();
                self.document.properties.push((Key::custom(&self.name), value));
            }
            Goal::Moment(field) => self.finish_moment(field),
            Goal::Instruction => self.finish_instruction(),
            Goal::Picture => self.finish_object(Some(self.picture)),
            Goal::Object => self.finish_object(None),
            Goal::People => self.finish_people(),
            Goal::ShapeValue => self.finish_shape(),
            Goal::Markup => self.finish_markup(),
            Goal::FieldHint | Goal::Choice | Goal::Variable => {
                let hint = self.take_aside();
                if goal == Goal::Choice {
                    self.form.add(&hint);
                }
                if !hint.is_empty() {
                    self.document.body.push(Layer::Hidden, &(hint + "\n"));
                }
            }
            Goal::Fonts => self.aside.clear(),
            Goal::Body | Goal::Nowhere | Goal::Properties => {}
        }
    }

    fn take_aside(&mut self) -> String {
        std::mem::take(&mut self.aside).trim().trim_end_matches(';').to_owned()
    }

    fn finish_moment(&mut self, field: Field) {
        let [year, month, day, hour, minute, second] = self.moment;
        let is_moment = (1970..2200).contains(&year)
            && (1..=12).contains(&month)
            && (1..=31).contains(&day)
            && (0..24).contains(&hour)
            && (0..60).contains(&minute)
            && (0..60).contains(&second);
        if is_moment {
            let value = format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}");
            self.document.properties.push((field.key(), value));
        }
    }

    fn finish_instruction(&mut self) {
        let instruction = std::mem::take(&mut self.instruction);
        if let Some(symbol) = symbols::of_field(&instruction) {
            let instruction = std::mem::replace(&mut self.state.goal, self.state.outer);
            self.put(symbol.encode_utf8(&mut [0; 4]), false);
            self.state.goal = instruction;
        }
        if leads_out(&instruction) {
            self.document.links.add(target(&instruction));
        }
    }

    /// Puts what is chosen in a form where the field does not show it: most programs leave that to readers.
    fn finish_result(&mut self, from: usize) {
        let form = std::mem::take(&mut self.form);
        if self.written == from {
            self.put(form.chosen(), false);
        }
    }

    fn finish_object(&mut self, picture: Option<&'static str>) {
        let bytes = std::mem::take(&mut self.binary);
        if !bytes.is_empty() {
            self.document.objects.push(Object { picture, bytes });
        }
    }

    fn finish_people(&mut self) {
        let names = std::mem::take(&mut self.aside);
        self.people = names.split(';').map(|name| name.trim().to_owned()).collect();
        for name in self.people.iter().filter(|name| is_known(name)) {
            self.document.properties.push((Key::REVISION_AUTHOR, name.clone()));
        }
    }

    /// Keeps the text that a shape shows by itself, and what describes it.
    fn finish_shape(&mut self) {
        let value = self.take_aside();
        if matches!(self.name.as_str(), "wzDescription" | "gtextUNICODE" | "wzTooltip") {
            self.document.body.push(Layer::Body, &(value + "\n"));
        }
    }

    /// Keeps where the markup of a page leads to, and what it says in the place of pictures.
    fn finish_markup(&mut self) {
        let markup = std::mem::take(&mut self.aside);
        for (_, rest) in
            markup.match_indices("href=\"").map(|(at, mark)| markup.split_at(at + mark.len()))
        {
            self.document.links.add(rest.split('"').next().unwrap_or_default());
        }
        // What a page writes as an entity stands in its markup alone; the letter beside it is padding.
        if let Some(letter) = letter_of(markup.trim()) {
            self.document.body.push(Layer::Body, letter.encode_utf8(&mut [0; 4]));
        }
        if markup.contains("alt=") {
            let page = Page::read(&markup);
            let said = page.body.trim();
            if !said.is_empty() {
                self.document.body.push(Layer::Body, &format!(" {said} "));
            }
        }
    }

    fn set_font(&mut self, font: i32) {
        if self.state.goal == Goal::Fonts {
            self.end_font();
        }
        self.font = font;
        if self.state.goal != Goal::Fonts {
            self.state.code_page = self.fonts.get(&font).copied();
        }
    }

    fn note_font(&mut self, code_page: Option<CodePage>) {
        if let Some(code_page) = code_page.filter(|_| self.state.goal == Goal::Fonts) {
            self.fonts.insert(self.font, code_page);
        }
    }

    /// Notes the font whose name was read to its end.
    fn end_font(&mut self) {
        let name = self.take_aside();
        self.note_font(CodePage::of_font(&name));
    }

    fn set_plain(&mut self) {
        self.state.look = Look::default();
        self.state.code_page = self.fonts.get(&self.usual_font).copied();
    }

    /// Returns the change of a kind that the text to come belongs to.
    fn change(&self, kind: MarkKind, revision: Revision) -> Option<Change> {
        let author = self.people.get(revision.author).filter(|name| is_known(name)).cloned();
        let date = time::dttm(revision.moment);
        revision.is_on.then(|| Change { author, date, ..Change::new(kind) })
    }

    /// Appends text to a story, as it looks.
    fn tell(&mut self, text: &str) -> bool {
        let Look { is_hidden, inserted, deleted } = self.state.look;
        let deleted = self.change(MarkKind::Deleted, deleted);
        let inserted = self.change(MarkKind::Inserted, inserted);
        let Some(story) = self.story() else { return false };
        match (deleted, inserted) {
            (Some(change), None) => story.push_deleted(text, &change),
            (Some(change), Some(_)) => story.push_passing(text, &change),
            (None, _) if is_hidden => story.push(Layer::Hidden, text),
            (None, inserted) => story.push_seen(text, inserted.as_ref()),
        }
        true
    }

    fn story(&mut self) -> Option<&mut Story> {
        Some(match self.state.goal {
            Goal::Body => &mut self.document.body,
            Goal::Margin => &mut self.document.margins,
            Goal::Note => &mut self.document.notes,
            Goal::Comment => &mut self.document.comments,
            _ => return None,
        })
    }

    fn sign(&mut self, sign: &str) {
        self.flush();
        self.put(sign, true);
    }

    fn end_cell(&mut self, columns: usize) {
        if let Some(story) = self.story() {
            story.end_cell(columns);
        }
    }

    fn end_row(&mut self) {
        if let Some(story) = self.story() {
            story.end_row();
        }
    }

    /// Takes a byte of text, or a hex digit of a picture or object.
    fn byte(&mut self, byte: u8) {
        if !matches!(self.state.goal, Goal::Picture | Goal::Object) {
            return self.code(byte);
        }
        let Some(digit) = nibble(byte) else { return };
        match self.nibble.take() {
            Some(high) => self.binary.push(high << 4 | digit),
            None => self.nibble = Some(digit),
        }
    }

    /// Takes a byte of text in a code page.
    fn code(&mut self, byte: u8) {
        if self.to_skip > 0 {
            self.to_skip -= 1;
            return;
        }
        self.half = None;
        self.pending.push(byte);
    }

    fn raw(&mut self, length: usize) {
        let end = self.at.saturating_add(length).min(self.bytes.len());
        if matches!(self.state.goal, Goal::Picture | Goal::Object) {
            self.binary.extend_from_slice(&self.bytes[self.at..end]);
        }
        self.at = end;
    }

    fn unicode(&mut self, number: i32) {
        self.flush();
        let half = self.half.take();
        self.to_skip = self.state.fallback;
        let number = if number < 0 { number + 0x1_0000 } else { number };
        let Ok(number) = u32::try_from(number) else { return };
        let unit = u16::try_from(number).unwrap_or_default();
        let character = match (half, unit) {
            (_, 0xd800..=0xdbff) => {
                self.half = Some(unit);
                return;
            }
            (Some(high), 0xdc00..=0xdfff) => {
                char::decode_utf16([high, unit]).next().and_then(Result::ok)
            }
            // Signs of symbol fonts stand in a private range.
            (_, 0xf020..=0xf0ff) => self.symbol_of(number),
            _ => char::from_u32(number),
        };
        if let Some(character) = character.filter(|character| *character != '\0') {
            self.put(character.encode_utf8(&mut [0; 4]), false);
        }
    }

    /// Returns the character of a private code, where the font is one that is known.
    fn symbol_of(&self, code: u32) -> Option<char> {
        let letter =
            char::from_u32(code).filter(|_| self.state.code_page == Some(CodePage::Symbol))?;
        Some(symbols::in_symbol(letter)).filter(|shown| *shown != letter)
    }

    /// Decodes the bytes that wait.
    fn flush(&mut self) {
        if self.pending.is_empty() {
            return;
        }
        let mut pending = std::mem::take(&mut self.pending);
        let is_symbol = self.state.code_page == Some(CodePage::Symbol);
        if pending.is_ascii() && !(is_symbol && self.story().is_some()) {
            self.put(std::str::from_utf8(&pending).unwrap_or_default(), false);
        } else {
            let code_page = self.state.code_page.unwrap_or(self.document.code_page);
            if self.is_utf_8 {
                for chunk in pending.utf8_chunks() {
                    self.put(chunk.valid(), false);
                    self.put(&code_page.decode(chunk.invalid()), false);
                }
            } else {
                self.put(&code_page.decode(&pending), false);
            }
        }
        pending.clear();
        self.pending = pending;
    }

    fn put(&mut self, text: &str, is_break: bool) {
        if self.state.is_padding && !is_break {
            return;
        }
        self.written += text.len();
        match self.state.goal {
            Goal::Instruction => self.instruction.push_str(text),
            Goal::Nowhere | Goal::Properties | Goal::Moment(_) | Goal::Picture | Goal::Object => {}
            _ => {
                if !self.tell(text) {
                    self.aside.push_str(text);
                }
            }
        }
    }
}

impl State {
    /// Returns where the text went before a group of two versions began.
    fn outer_of(&self, stack: &[State]) -> Goal {
        stack.last().map_or(self.outer, |around| around.outer)
    }
}

/// Reads the number behind a control word and the blank that ends it, and tells how many bytes they take.
fn parameter(rest: &[u8]) -> (Option<i32>, usize) {
    let sign = usize::from(rest.first() == Some(&b'-'));
    let digits = rest[sign..].iter().take(20).take_while(|byte| byte.is_ascii_digit()).count();
    let end = if digits == 0 { 0 } else { sign + digits };
    let number = std::str::from_utf8(&rest[..end]).ok().filter(|digits| !digits.is_empty());
    let number = number.map(|digits| {
        let number = digits.parse::<i64>().unwrap_or(i64::MAX).clamp(-0x8000_0000, 0x7fff_ffff);
        i32::try_from(number).unwrap_or_default()
    });
    (number, end + usize::from(rest.get(end) == Some(&b' ')))
}

/// Returns the bits of a number that may be signed.
fn bits(number: Option<i32>) -> u32 {
    number.unwrap_or(0).cast_unsigned()
}

/// Tells whether a name of the people is one: the first stands for nobody.
fn is_known(name: &str) -> bool {
    !matches!(name, "" | "Unknown")
}

fn nibble(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

fn size(number: Option<i32>) -> usize {
    usize::try_from(number.unwrap_or(0)).unwrap_or(0)
}

/// Returns the number of a kind or choice of a field; one that cannot be stands for none.
fn choice(number: Option<i32>) -> u16 {
    u16::try_from(number.unwrap_or(0)).unwrap_or(u16::MAX)
}

fn unsigned(number: Option<i32>) -> u32 {
    u32::try_from(number.unwrap_or(0)).unwrap_or(0)
}

/// Returns the letter that an entity of HTML stands for, where the markup is one.
fn letter_of(markup: &str) -> Option<char> {
    let name = markup.strip_prefix('&')?.strip_suffix(';')?;
    if name == "nbsp" { Some(' ') } else { xml::entity(name)?.chars().next() }
}
