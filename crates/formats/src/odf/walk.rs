//! How the elements of a part become texts, properties and links.

use std::collections::{BTreeMap, BTreeSet};

use item::{Key, Layer, MarkKind, Place, Segment};

use super::grid::{self, Grid};
use super::lists::Lists;
use super::meta;
use super::stream::Stream;
use super::styles::Styles;
use super::written::Active;
use crate::shared::base64;
use crate::shared::hidden_cells::Merged;
use crate::shared::links::Links;
use crate::shared::shown;
use crate::shared::tracked::Change;
use crate::shared::xml::{Element, Event, Xml};

/// How deep texts may stand in one another; what stands deeper goes with the text around it.
const STREAMS: usize = 40;

/// How many changes and comments may be upon one text.
const ACTIVE: usize = 16;

/// How often a cell that is written once for many is told again.
const COPIES_MAX: usize = 1024;

/// Shapes that may hold text.
const SHAPES: &[&str] = &[
    "text-box",
    "custom-shape",
    "rect",
    "line",
    "circle",
    "ellipse",
    "polygon",
    "polyline",
    "path",
    "connector",
    "caption",
    "measure",
    "regular-polygon",
];

/// Elements whose `href` may lead out of the document.
const LEADING: &[&str] = &[
    "a",
    "section-source",
    "cell-range-source",
    "table-source",
    "image",
    "object",
    "object-ole",
    "plugin",
    "event-listener",
    "floating-frame",
    "fill-image",
    "sound",
    "applet",
];

/// An element that is open: what is to be done when it ends.
#[derive(Debug)]
enum Node {
    Plain,
    Skipped,
    Body,
    Spreadsheet,
    Paragraph {
        hides: bool,
    },
    Hiding,
    Shape,
    /// A text that is put into the text around it.
    Box,
    /// A text that stands apart.
    Apart,
    Note,
    /// How letters before it are read, in a line apart.
    Reading,
    Master,
    /// Who and when stand in it: a comment, or the description of a change.
    Signed,
    Deleted,
    Region {
        id: String,
        is_insertion: bool,
    },
    Row {
        hides: bool,
    },
    Cell(Cell),
    Style,
    List,
    Meta,
    Forms,
    Capture(Field),
}

/// A text that was deleted.
#[derive(Debug)]
struct Deletion {
    change: Change,
    segment: Segment,
    /// Whether its place was found.
    is_placed: bool,
}

/// A cell that is open.
#[derive(Debug)]
struct Cell {
    hides: bool,
    column: usize,
    /// In how many columns it stands.
    repeated: usize,
    value: Option<Value>,
    /// How long the seen and the hidden text were at its begin.
    at: (usize, usize),
}

/// The value that a cell keeps beside what it shows.
#[derive(Debug)]
enum Value {
    /// A day or a moment, ISO 8601.
    Date(String),
    Number(String),
    Other(String),
}

impl Value {
    fn of(element: &Element<'_>) -> Option<Self> {
        let attribute = |name: &str| element.attribute(name);
        let other =
            || ["string-value", "time-value", "boolean-value"].into_iter().find_map(attribute);
        let date = attribute("date-value").map(|date| Self::Date(date.replace('T', " ")));
        date.or_else(|| other().map(Self::Other)).or_else(|| attribute("value").map(Self::Number))
    }

    /// Returns what a cell reads that shows `text`.
    fn beside(self, text: &str) -> String {
        match self {
            Self::Date(value) => shown::date(&value, text),
            Self::Number(value) => shown::number(&value, text),
            Self::Other(value) if text.is_empty() => value,
            Self::Other(_) => text.to_owned(),
        }
    }
}

/// What the characters of an element are.
#[derive(Clone, Debug)]
enum Field {
    Author,
    Date,
    Description,
    Declared,
    Binary,
    Property(Key),
    /// A field that shows a day, ISO 8601 (`OpenDocument` 1.3 part 3, 7.3.2, 7.5).
    Day(String),
}

/// A walk through the parts of a document.
pub(super) struct Walk {
    /// Links in all parts.
    pub(super) links: Links,
    /// Descriptions of pictures and labels of controls, a line each.
    pub(super) descriptions: String,
    /// Properties of the document.
    pub(super) properties: Vec<(Key, String)>,
    /// Who changed the text or commented upon it.
    pub(super) people: BTreeSet<String>,
    /// Files that stand in the markup.
    pub(super) binaries: Vec<Vec<u8>>,
    /// Whether there was more text than allowed.
    pub(super) is_over: bool,
    room: u64,
    styles: Styles,
    lists: Lists,
    /// The number of the paragraph that is open, until its first text.
    number: Option<String>,
    nodes: Vec<Node>,
    streams: Vec<Stream>,
    notes: Vec<Stream>,
    prefix: Option<String>,
    done: Vec<Segment>,
    insertions: BTreeMap<String, Change>,
    /// Texts that were deleted, by the ids under which their places stand in the text.
    deletions: BTreeMap<String, Deletion>,
    active: Vec<Active>,
    change: Change,
    captured: String,
    grid: Grid,
    hiding: usize,
    masters: usize,
    pages: u32,
    is_show: bool,
    class: String,
}

impl Walk {
    /// Begins a walk that takes so many bytes of text.
    pub(super) fn new(room: u64) -> Self {
        Self {
            links: Links::default(),
            descriptions: String::new(),
            properties: Vec::new(),
            people: BTreeSet::new(),
            binaries: Vec::new(),
            is_over: false,
            room,
            styles: Styles::default(),
            lists: Lists::default(),
            number: None,
            nodes: Vec::new(),
            streams: Vec::new(),
            notes: Vec::new(),
            prefix: None,
            done: Vec::new(),
            insertions: BTreeMap::new(),
            deletions: BTreeMap::new(),
            active: Vec::new(),
            change: Change::new(MarkKind::Inserted),
            captured: String::new(),
            grid: Grid::default(),
            hiding: 0,
            masters: 0,
            pages: 0,
            is_show: false,
            class: String::new(),
        }
    }

    /// Reads a part and returns its texts. Those of an embedded object are cited by its name.
    pub(super) fn read(
        &mut self,
        place: Place,
        object: Option<String>,
        xml: &mut Xml<'_>,
    ) -> Vec<Segment> {
        (self.prefix, self.pages) = (object, 0);
        self.streams.push(Stream::new(place, Layer::Body));
        while let Some(event) = xml.next_event() {
            match event {
                Event::Open(element) => {
                    let node = self.open(&element);
                    self.nodes.push(node);
                }
                Event::Close(_) => self.close_last(),
                Event::Text(text) => self.text(&text),
            }
        }
        while !self.nodes.is_empty() {
            self.close_last();
        }
        self.keep_unplaced();
        for note in std::mem::take(&mut self.notes) {
            self.keep(note.finish());
        }
        while let Some(stream) = self.streams.pop() {
            self.keep(stream.finish());
        }
        (self.hiding, self.masters) = (0, 0);
        self.active.clear();
        std::mem::take(&mut self.done)
    }

    fn stream(&mut self) -> &mut Stream {
        self.streams.last_mut().expect("the outermost text is closed last")
    }

    /// Keeps finished texts until the one around them ends.
    fn keep(&mut self, segments: Vec<Segment>) {
        match self.streams.last_mut() {
            Some(stream) => stream.keep(segments),
            None => self.done.extend(segments),
        }
    }

    fn open(&mut self, element: &Element<'_>) -> Node {
        match self.nodes.last() {
            Some(Node::Skipped) => return Node::Skipped,
            Some(Node::Meta) => return self.property(element),
            Some(Node::Forms) => return self.control(element),
            Some(Node::Style) => {
                self.styles.property(element);
                return Node::Plain;
            }
            Some(Node::Signed) if matches!(element.name(), "creator" | "author") => {
                return self.capture(Field::Author);
            }
            Some(Node::Signed) if element.name() == "date" => return self.capture(Field::Date),
            Some(Node::Shape | Node::Box) if matches!(element.name(), "title" | "desc") => {
                return self.capture(Field::Description);
            }
            _ => {}
        }
        self.lead(element);
        self.open_text(element)
    }

    fn open_text(&mut self, element: &Element<'_>) -> Node {
        match element.name() {
            "p" | "h" => self.begin_paragraph(element),
            "list" => {
                self.lists.begin_list(element);
                Node::List
            }
            "list-item" | "list-header" => {
                self.lists.begin_item(element);
                Node::Plain
            }
            "span" => self.hide_if(element, "text", false),
            "s" => self.spaces(element),
            "tab" | "tab-stop" => self.put("\t"),
            "line-break" => self.put("\n"),
            "section" => {
                let is_hidden =
                    element.attribute("display").is_some_and(|display| display == "none");
                self.hide_if(element, "section", is_hidden)
            }
            "hidden-text" => self.hidden_text(element),
            "hidden-paragraph" => self.hide_paragraph(element),
            "placeholder" => {
                self.put_hidden(&element.attribute("description").unwrap_or_default());
                Node::Plain
            }
            "help-message" | "error-message" => {
                self.put(&element.attribute("title").map(|title| title + "\n").unwrap_or_default());
                self.open_apart(element)
            }
            "content-validation" => {
                self.put_hidden(&element.attribute("condition").unwrap_or_default());
                self.open_apart(element)
            }
            "user-field-decl" => {
                self.put_hidden(&element.attribute("string-value").unwrap_or_default());
                Node::Plain
            }
            "conditional-text" => {
                self.put_hidden(&element.attribute("string-value-if-true").unwrap_or_default());
                self.put_hidden(&element.attribute("string-value-if-false").unwrap_or_default());
                Node::Plain
            }
            "change-start" => self.begin_insertion(element),
            "change" => self.place_deletion(element),
            "change-end" => self.end_active(&element.attribute("change-id").unwrap_or_default()),
            "annotation-end" => self.end_active(&element.attribute("name").unwrap_or_default()),
            "ruby-text" => self.ruby(),
            "date" | "creation-date" | "modification-date" | "print-date" => self.day(element),
            _ => self.open_apart(element),
        }
    }

    /// Opens what stands apart from the text around it.
    fn open_apart(&mut self, element: &Element<'_>) -> Node {
        match element.name() {
            "note-citation" | "footnote-citation" | "endnote-citation" => Node::Skipped,
            "note" | "footnote" | "endnote" => self.begin_note(element),
            "annotation" => self.begin_annotation(element),
            "frame" | "g" | "control" | "page-thumbnail" => Node::Shape,
            name if SHAPES.contains(&name) => self.begin_shape(element),
            "page" => self.begin_page(element),
            "notes" => self.begin_notes(),
            "table-row" => self.begin_row(element),
            "table-cell" | "covered-table-cell" => self.begin_cell(element),
            "table-column" => {
                self.grid.declare(element);
                Node::Plain
            }
            "table" if matches!(self.nodes.last(), Some(Node::Spreadsheet)) => {
                self.begin_sheet(element)
            }
            _ => self.open_change(element),
        }
    }

    fn open_change(&mut self, element: &Element<'_>) -> Node {
        match element.name() {
            "changed-region" => {
                self.change = Change::new(MarkKind::Inserted);
                Node::Region {
                    id: element.attribute("id").unwrap_or_default(),
                    is_insertion: false,
                }
            }
            "insertion" => {
                if let Some(Node::Region { is_insertion, .. }) = self.nodes.last_mut() {
                    *is_insertion = true;
                }
                self.change = Change::new(MarkKind::Inserted);
                Node::Plain
            }
            "cell-content-change" => {
                self.change = Change::new(MarkKind::Deleted);
                Node::Plain
            }
            "deletion" => {
                self.change = Change::new(MarkKind::Deleted);
                self.begin_apart(None, Layer::Deleted, Node::Deleted)
            }
            "previous" => self.begin_apart(None, Layer::Deleted, Node::Deleted),
            "change-info" => {
                let place = Place::Part("comments".into());
                self.begin_apart(Some(place), Layer::Comment, Node::Signed)
            }
            _ => self.open_frame(element),
        }
    }

    /// Opens what belongs to the document as a whole.
    fn open_frame(&mut self, element: &Element<'_>) -> Node {
        match element.name() {
            "document-content" | "document" => {
                self.class = element.attribute("class").unwrap_or_default();
                Node::Plain
            }
            "body" if self.class == "spreadsheet" => Node::Spreadsheet,
            "body" => {
                self.is_show = self.class == "presentation";
                Node::Body
            }
            "spreadsheet" if matches!(self.nodes.last(), Some(Node::Body)) => Node::Spreadsheet,
            "presentation" if matches!(self.nodes.last(), Some(Node::Body)) => {
                self.is_show = true;
                Node::Plain
            }
            "style" => {
                self.styles.begin(element);
                Node::Style
            }
            "list-style" | "outline-style" => {
                self.lists.begin_style(element);
                Node::Plain
            }
            "list-level-style-number" | "outline-level-style" => {
                self.lists.level(element);
                Node::Plain
            }
            "master-page" | "handout-master" => self.begin_master(element),
            "header" | "header-left" | "header-first" if self.is_in_master() => {
                self.begin_apart(Some(Place::Part("header".into())), Layer::Body, Node::Apart)
            }
            "footer" | "footer-left" | "footer-first" if self.is_in_master() => {
                self.begin_apart(Some(Place::Part("footer".into())), Layer::Body, Node::Apart)
            }
            "header-decl" | "footer-decl" | "date-time-decl" => self.capture(Field::Declared),
            "meta" => Node::Meta,
            "forms" => Node::Forms,
            "binary-data" => self.capture(Field::Binary),
            _ => Node::Plain,
        }
    }

    fn is_in_master(&self) -> bool {
        matches!(self.nodes.last(), Some(Node::Master))
    }

    fn close_last(&mut self) {
        match self.nodes.pop() {
            Some(Node::Paragraph { hides }) => self.end_paragraph(hides),
            Some(Node::Hiding) => self.hiding -= 1,
            Some(Node::List) => self.lists.end_list(),
            Some(Node::Box) => self.end_box(),
            Some(Node::Apart) => self.end_apart(),
            Some(Node::Master) => {
                self.masters -= 1;
                self.end_apart();
            }
            Some(Node::Note) => self.end_note(),
            Some(Node::Reading) => {
                self.end_paragraph(false);
                self.end_note();
            }
            Some(Node::Signed) => self.end_signed(),
            Some(Node::Deleted) => self.end_deleted(),
            Some(Node::Region { id, is_insertion: true }) => {
                self.insertions.insert(id, self.change.clone());
            }
            Some(Node::Row { hides }) => self.end_row(hides),
            Some(Node::Cell(cell)) => self.end_cell(cell),
            Some(Node::Capture(field)) => self.end_capture(field),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        let is_captured = matches!(self.nodes.last(), Some(Node::Capture(_)));
        let is_text =
            !matches!(self.nodes.last(), Some(Node::Skipped)) && self.stream().paragraphs > 0;
        if !is_captured && !is_text || !self.take_room(text.len()) {
            return;
        }
        if is_captured {
            return self.captured.push_str(text);
        }
        if !text.trim().is_empty() {
            self.put_number();
        }
        let is_hidden = self.hiding > 0;
        let active = std::mem::take(&mut self.active);
        self.stream().push_words(text, is_hidden, &active);
        self.active = active;
    }

    fn take_room(&mut self, length: usize) -> bool {
        let left = self.room.checked_sub(length as u64);
        self.is_over |= left.is_none();
        self.room = left.unwrap_or(0);
        left.is_some()
    }

    /// Appends text as it stands to what is seen or hidden here.
    fn put(&mut self, text: &str) -> Node {
        if self.take_room(text.len()) {
            let is_hidden = self.hiding > 0;
            let active = std::mem::take(&mut self.active);
            self.stream().push(text, is_hidden, &active);
            self.active = active;
        }
        Node::Plain
    }

    /// Puts the number of a list item or heading before its first text; what was deleted has none.
    fn put_number(&mut self) {
        if self.hiding > 0 || self.stream().layer == Layer::Deleted {
            return;
        }
        if let Some(number) = self.number.take().filter(|number| self.take_room(number.len() + 1)) {
            self.stream().push(&format!("{number} "), false, &[]);
        }
    }

    /// Puts text that nobody sees, in a line of its own.
    fn put_hidden(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        self.hiding += 1;
        self.put(text);
        self.put("\n");
        self.hiding -= 1;
    }

    fn begin_paragraph(&mut self, element: &Element<'_>) -> Node {
        let style = element.attribute("style-name").unwrap_or_default();
        let hides = self.styles.hides("paragraph", &style);
        self.hiding += usize::from(hides);
        self.number = match self.stream().layer {
            Layer::Deleted => None,
            _ => self.lists.count(element),
        };
        self.stream().paragraphs += 1;
        Node::Paragraph { hides }
    }

    fn end_paragraph(&mut self, hides: bool) {
        self.number = None;
        let is_hidden = self.hiding > 0;
        let is_end_inserted = self.active.iter().any(|(_, change)| change.is_addition());
        self.stream().end_paragraph(is_hidden, is_end_inserted);
        self.hiding -= usize::from(hides);
    }

    fn hide_if(&mut self, element: &Element<'_>, family: &str, is_hidden: bool) -> Node {
        let style = element.attribute("style-name").unwrap_or_default();
        if !is_hidden && !element.says("is-hidden") && !self.styles.hides(family, &style) {
            return Node::Plain;
        }
        self.hiding += 1;
        Node::Hiding
    }

    /// Hides the rest of the paragraph that a field hides (`OpenDocument` 1.3 part 3, 7.7.11): it stands at its begin.
    fn hide_paragraph(&mut self, element: &Element<'_>) -> Node {
        let around = self.nodes.iter_mut().rev().find_map(|node| match node {
            Node::Paragraph { hides } => Some(hides),
            _ => None,
        });
        if let Some(hides) = around.filter(|hides| element.says("is-hidden") && !**hides) {
            *hides = true;
            self.hiding += 1;
        }
        Node::Plain
    }

    fn hidden_text(&mut self, element: &Element<'_>) -> Node {
        if let Some(text) = element.attribute("string-value") {
            self.put_hidden(&text);
            return Node::Skipped;
        }
        self.hide_if(element, "text", false)
    }

    fn spaces(&mut self, element: &Element<'_>) -> Node {
        let count = grid::repeated(element, "c").min(64);
        self.put(&" ".repeat(count))
    }

    /// Takes what a field shows of a day that it keeps.
    fn day(&mut self, element: &Element<'_>) -> Node {
        match element.attribute("date-value") {
            Some(moment) => {
                let day = moment.split('T').next().unwrap_or_default().to_owned();
                self.capture(Field::Day(day))
            }
            None => Node::Plain,
        }
    }

    /// Begins what stands above characters to tell how they are read: the characters stay one word.
    fn ruby(&mut self) -> Node {
        let node =
            self.begin_apart(Some(Place::Part("readings".into())), Layer::Body, Node::Reading);
        self.stream().paragraphs += usize::from(matches!(node, Node::Reading));
        node
    }

    fn begin_insertion(&mut self, element: &Element<'_>) -> Node {
        let id = element.attribute("change-id").unwrap_or_default();
        if let Some(change) = self.insertions.get(&id).cloned() {
            self.begin_active(id, change);
        }
        Node::Plain
    }

    fn begin_active(&mut self, id: String, change: Change) {
        if self.active.len() < ACTIVE {
            self.active.push((id, change));
        }
    }

    fn end_active(&mut self, id: &str) -> Node {
        self.active.retain(|(active, _)| active != id);
        Node::Plain
    }

    /// Begins a text that stands apart, at the place of the text around it where none is given.
    fn begin_apart(&mut self, place: Option<Place>, layer: Layer, node: Node) -> Node {
        if self.streams.len() >= STREAMS {
            return Node::Plain;
        }
        let around = self.stream();
        let place = place.unwrap_or_else(|| around.place.clone());
        let is_hidden = layer == Layer::Body && around.layer == Layer::Hidden;
        let layer = if is_hidden { Layer::Hidden } else { layer };
        self.streams.push(Stream::new(place, layer));
        node
    }

    fn end_apart(&mut self) {
        if let Some(stream) = self.pop_stream() {
            self.keep(stream.finish());
        }
    }

    /// Takes the innermost text; the outermost one stays.
    fn pop_stream(&mut self) -> Option<Stream> {
        if self.streams.len() > 1 { self.streams.pop() } else { None }
    }

    fn begin_shape(&mut self, element: &Element<'_>) -> Node {
        if self.masters > 0 && element.says("placeholder") {
            return Node::Skipped;
        }
        self.begin_apart(None, Layer::Body, Node::Box)
    }

    fn end_box(&mut self) {
        if let Some(stream) = self.pop_stream() {
            self.stream().take_box(stream);
        }
    }

    fn begin_note(&mut self, element: &Element<'_>) -> Node {
        let class = element.attribute("note-class").unwrap_or_else(|| element.name().to_owned());
        let name = if class == "endnote" { "endnotes" } else { "footnotes" };
        self.begin_apart(Some(Place::Part(name.into())), Layer::Body, Node::Note)
    }

    fn end_note(&mut self) {
        let Some(note) = self.pop_stream() else { return };
        match self
            .notes
            .iter_mut()
            .find(|notes| notes.place == note.place && notes.layer == note.layer)
        {
            Some(notes) => notes.join(note),
            None => self.notes.push(note),
        }
    }

    fn begin_annotation(&mut self, element: &Element<'_>) -> Node {
        let is_text = self.stream().place == Place::Whole;
        let place = is_text.then(|| Place::Part("comments".into()));
        let mut change = Change::new(MarkKind::Commented);
        change.author = element.attribute("author");
        change.date = element.attribute("create-date");
        let node = self.begin_apart(place, Layer::Comment, Node::Signed);
        if matches!(node, Node::Signed) {
            let stream = self.stream();
            stream.change = Some(change);
            stream.formulas = element.attribute("name").unwrap_or_default();
        }
        node
    }

    /// Ends a comment, whose range begins here where it has a name, or the description of a change.
    fn end_signed(&mut self) {
        let Some(mut stream) = self.pop_stream() else { return };
        let name = std::mem::take(&mut stream.formulas);
        if let Some(change) = &stream.change {
            self.people.extend(change.author.clone());
            if !name.is_empty() {
                self.begin_active(name, change.clone());
            }
        } else {
            self.people.extend(self.change.author.clone());
            stream.change = Some(Change { kind: MarkKind::Commented, ..self.change.clone() });
        }
        self.keep(stream.finish());
    }

    /// Ends a deleted text: its place in the text comes later, where it has an id.
    fn end_deleted(&mut self) {
        let Some(mut stream) = self.pop_stream() else { return };
        let change = Change { kind: MarkKind::Deleted, ..self.change.clone() };
        stream.change = Some(change.clone());
        let mut segments = stream.finish();
        if let Some(Node::Region { id, .. }) = self.nodes.last()
            && segments.first().is_some_and(|first| first.layer == Layer::Deleted)
        {
            let deletion = Deletion { change, segment: segments.remove(0), is_placed: false };
            self.deletions.insert(id.clone(), deletion);
        }
        self.keep(segments);
    }

    /// Puts a deleted text at its place in what the paragraph read before.
    fn place_deletion(&mut self, element: &Element<'_>) -> Node {
        let id = element.attribute("change-id").unwrap_or_default();
        if let (Some(deletion), Some(stream)) =
            (self.deletions.get_mut(&id), self.streams.last_mut())
        {
            deletion.is_placed = true;
            let text = deletion.segment.text.trim_end_matches('\n');
            stream.push_deleted(text, &deletion.change);
        }
        Node::Plain
    }

    /// Keeps the deleted texts whose place was not found.
    fn keep_unplaced(&mut self) {
        let deletions = std::mem::take(&mut self.deletions).into_values();
        let unplaced = deletions.filter(|deletion| !deletion.is_placed);
        let segments = unplaced.map(|deletion| deletion.segment).collect();
        self.keep(segments);
    }

    fn begin_page(&mut self, element: &Element<'_>) -> Node {
        self.pages += 1;
        let place = if self.is_show { Place::Slide(self.pages) } else { Place::Page(self.pages) };
        let style = element.attribute("style-name").unwrap_or_default();
        let is_hidden = self.styles.hides("drawing-page", &style);
        let place = self.cited(place);
        let layer = if is_hidden { Layer::Hidden } else { Layer::Body };
        self.begin_apart(Some(place), layer, Node::Apart)
    }

    fn begin_notes(&mut self) -> Node {
        if self.masters > 0 {
            return Node::Plain;
        }
        let place = self.cited(Place::Part(format!("notes {}", self.pages)));
        self.begin_apart(Some(place), Layer::Body, Node::Apart)
    }

    fn begin_master(&mut self, element: &Element<'_>) -> Node {
        let name = element.attribute("name").unwrap_or_default();
        let place = Place::Part(format!("master page {name}").trim_end().to_owned());
        let node = self.begin_apart(Some(place), Layer::Body, Node::Master);
        self.masters += usize::from(matches!(node, Node::Master));
        node
    }

    fn begin_sheet(&mut self, element: &Element<'_>) -> Node {
        self.grid = Grid::default();
        let name = element.attribute("name").unwrap_or_default();
        let style = element.attribute("style-name").unwrap_or_default();
        let is_hidden = self.styles.hides("table", &style);
        let place = self.cited(Place::Sheet(name));
        let layer = if is_hidden { Layer::Hidden } else { Layer::Body };
        let node = self.begin_apart(Some(place), layer, Node::Apart);
        if matches!(node, Node::Apart) {
            self.stream().become_sheet();
        }
        node
    }

    /// Names the object that a place stands in.
    fn cited(&self, place: Place) -> Place {
        match &self.prefix {
            Some(object) => Place::Part(format!("{object}, {place}")),
            None => place,
        }
    }

    fn begin_row(&mut self, element: &Element<'_>) -> Node {
        let row = self.grid.begin_row(grid::repeated(element, "number-rows-repeated"));
        if let Some(cells) = self.stream().hidden_cells() {
            cells.begin_row(row);
        }
        let hides = grid::is_collapsed(element);
        self.hiding += usize::from(hides);
        Node::Row { hides }
    }

    fn end_row(&mut self, hides: bool) {
        self.hiding -= usize::from(hides);
        self.stream().end_row();
    }

    fn begin_cell(&mut self, element: &Element<'_>) -> Node {
        let repeated = grid::repeated(element, "number-columns-repeated");
        let (column, hides) = self.grid.begin_cell(repeated);
        self.hiding += usize::from(hides);
        self.merge(element, column);
        let formula = element.attribute("formula").filter(|formula| formula.contains('"'));
        if let Some(formula) = formula.filter(|formula| self.take_room(formula.len())) {
            self.stream().formulas += &(formula + "\n");
        }
        let stream = self.stream();
        stream.begin_cell();
        Node::Cell(Cell {
            hides,
            column,
            repeated,
            value: Value::of(element),
            at: stream.lengths(),
        })
    }

    /// Notes the cells that are shown as one with this.
    fn merge(&mut self, element: &Element<'_>, column: usize) {
        let [rows, columns] = ["number-rows-spanned", "number-columns-spanned"]
            .map(|name| grid::repeated(element, name));
        let row = self.grid.row();
        if let Some(cells) = self.stream().hidden_cells().filter(|_| rows > 1 || columns > 1) {
            let (last_row, last_column) =
                (row.saturating_add(rows - 1), column.saturating_add(columns - 1));
            cells.merge(Merged { rows: row..=last_row, columns: column..=last_column });
        }
    }

    /// Ends a cell: it reads as it is shown, with its value. What is repeated stands there as often, up to a bound.
    fn end_cell(&mut self, cell: Cell) {
        let Cell { hides, column, repeated, value, at } = cell;
        let is_hidden = self.hiding > 0;
        let shown = self.stream().since(at, is_hidden).to_owned();
        if let Some(text) = value.map(|value| value.beside(&shown)).filter(|text| *text != shown) {
            self.stream().take_back(&shown, is_hidden);
            self.put(&text);
        }
        let shown = self.stream().since(at, is_hidden).to_owned();
        let copies = if shown.is_empty() { 0 } else { (repeated - 1).min(COPIES_MAX) };
        self.stream().settle_cell(column, at, is_hidden);
        for copy in 1..=copies {
            self.stream().end_cell(1);
            self.stream().begin_cell();
            let at = self.stream().lengths();
            self.put(&shown);
            self.stream().settle_cell(column + copy, at, is_hidden);
        }
        self.hiding -= usize::from(hides);
        self.stream().end_cell(repeated - copies);
    }

    fn property(&mut self, element: &Element<'_>) -> Node {
        self.properties.extend(meta::stated(element));
        match meta::key(element) {
            Some(key) => self.capture(Field::Property(key)),
            None if element.name() == "keywords" => Node::Meta,
            None => Node::Skipped,
        }
    }

    /// Takes what a control shows.
    fn control(&mut self, element: &Element<'_>) -> Node {
        if matches!(element.name(), "p" | "h") {
            return self.begin_paragraph(element);
        }
        for name in ["label", "current-value", "value", "title"] {
            let text = element.attribute(name).unwrap_or_default();
            self.describe(&text);
        }
        Node::Forms
    }

    fn describe(&mut self, text: &str) {
        let text = text.trim();
        if !text.is_empty() && self.take_room(text.len()) {
            self.descriptions.push_str(text);
            self.descriptions.push('\n');
        }
    }

    /// Keeps where an element leads to, unless it is a part of this document.
    fn lead(&mut self, element: &Element<'_>) {
        if !LEADING.contains(&element.name()) {
            return;
        }
        let target = element.attribute("href").unwrap_or_default();
        let is_outside = element.name() == "a" || target.contains(':') || target.starts_with("../");
        if is_outside && !target.starts_with('#') && self.take_room(target.len()) {
            self.links.add(&target);
        }
        // What shows when the mouse rests on it.
        let hint = element.attribute("title").filter(|_| element.name() == "a").unwrap_or_default();
        if self.take_room(hint.len()) {
            self.links.add(&hint);
        }
    }

    fn capture(&mut self, field: Field) -> Node {
        self.captured.clear();
        Node::Capture(field)
    }

    fn end_capture(&mut self, field: Field) {
        let text = std::mem::take(&mut self.captured);
        match field {
            Field::Author => self.signature().author = Some(text),
            Field::Date => self.signature().date = Some(text),
            Field::Description => self.describe(&text),
            Field::Declared => {
                self.stream().push(text.trim(), false, &[]);
                self.stream().end_paragraph(false, false);
            }
            Field::Binary => {
                let bytes = base64::decode(text.as_bytes()).bytes;
                self.binaries.extend(Some(bytes).filter(|bytes| !bytes.is_empty()));
            }
            Field::Property(key) => self.properties.push((key, text.trim().to_owned())),
            Field::Day(day) => {
                self.put_number();
                self.put(&shown::day(&day, &text));
            }
        }
    }

    /// The change or comment that the innermost text belongs to.
    fn signature(&mut self) -> &mut Change {
        let stream = self.streams.last_mut().expect("the outermost text is closed last");
        stream.change.as_mut().unwrap_or(&mut self.change)
    }
}
