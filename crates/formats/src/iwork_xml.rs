//! What the XML of Pages, Numbers and Keynote of 2009 and before yields (`index.xml`, `index.apxl`): running texts, tables
//! row by row, notes, comments, names of tables and charts.
//!
//! The format is not published: what elements mean is seen in files that those programs wrote.

mod table;

use item::{Key, Layer, Place};

use crate::shared::legacy_text::push_text;
use crate::shared::links::Links;
use crate::shared::spreadsheet::push_line;
use crate::shared::xml::{Element, Event, Xml};
use crate::{Error, Flow, Input, Sink};
use table::Table;

/// Pushes the texts of a document, each sheet, slide, header, note and comment by itself.
#[expect(clippy::unnecessary_wraps, reason = "the signature of every extractor")]
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let mut xml = Xml::new(&input.bytes[..]);
    let mut walk = Walk::new(sink);
    while let Some(event) = xml.next_event() {
        walk.take(event);
        if walk.flow == Flow::Stop {
            return Ok(());
        }
    }
    let damage = xml.damage();
    walk.finish();
    if let Some(reason) = damage {
        sink.partial(reason);
    }
    Ok(())
}

/// A text in the making.
struct Target {
    place: Place,
    layer: Layer,
    text: String,
    /// How many elements are open around it.
    depth: usize,
}

struct Walk<'s> {
    sink: &'s mut dyn Sink,
    /// Targets within one another; the document itself is the first.
    targets: Vec<Target>,
    table: Option<Table>,
    links: Links,
    /// What else could be chosen in menus, a line each.
    choices: String,
    depth: usize,
    slides: u32,
    /// How many paragraphs are open.
    paragraphs: usize,
    /// The list of strings that is open: names of rows of a chart, a property.
    strings: Option<Strings>,
    /// A row of numbers or names of a chart.
    row: Vec<String>,
    flow: Flow,
}

/// What a list of strings is.
#[derive(Clone, Debug)]
enum Strings {
    Property(Key),
    /// A property that is not listed.
    Nothing,
    Chart,
}

impl<'s> Walk<'s> {
    fn new(sink: &'s mut dyn Sink) -> Self {
        let document =
            Target { place: Place::Whole, layer: Layer::Body, text: String::new(), depth: 0 };
        Self {
            sink,
            targets: vec![document],
            table: None,
            links: Links::default(),
            choices: String::new(),
            depth: 0,
            slides: 0,
            paragraphs: 0,
            strings: None,
            row: Vec::new(),
            flow: Flow::Continue,
        }
    }

    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Open(element) => {
                self.depth += 1;
                self.open(&element);
            }
            Event::Close(name) => {
                self.close(&name);
                self.depth = self.depth.saturating_sub(1);
            }
            Event::Text(text) if self.paragraphs > 0 => self.push(&text),
            Event::Text(_) => {}
        }
    }

    fn open(&mut self, element: &Element<'_>) {
        if let Some((place, layer)) = self.target_of(element) {
            self.targets.push(Target { place, layer, text: String::new(), depth: self.depth });
        }
        match element.name() {
            "p" => self.paragraphs += 1,
            "tab" if self.paragraphs > 0 => self.push("\t"),
            "br" | "lnbr" | "crbr" | "pgbr" if self.paragraphs > 0 => self.push("\n"),
            "link" => self.links.add(&element.attribute("href").unwrap_or_default()),
            "tabular-model" => self.line(&element.attribute("name").unwrap_or_default()),
            "grid" => self.table = Some(Table::new(element)),
            "chart-name" => self.line(&element.attribute("string").unwrap_or_default()),
            "chart-row_names" | "chart-column_names" | "chart-data" => {
                self.strings = Some(Strings::Chart);
            }
            "string" => self.string(&element.attribute("string").unwrap_or_default()),
            "number" if matches!(self.strings, Some(Strings::Chart)) => {
                self.row.extend(element.attribute("number").map(|number| table::number(&number)));
            }
            name => self.property(name),
        }
        if let Some(table) = &mut self.table {
            table.open(element, self.depth);
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "p" if self.paragraphs > 0 => {
                self.paragraphs -= 1;
                self.push("\n");
            }
            "grid" => self.end_table(),
            "chart-row_names" | "chart-column_names" | "chart-data" => {
                self.end_row();
                self.strings = None;
            }
            "mutable-array" | "array" => self.end_row(),
            "metadata" => self.strings = None,
            _ => {}
        }
        if let Some(line) = self.table.as_mut().and_then(|table| table.close(name, self.depth)) {
            self.line(&line);
        }
        while let Some(done) = self.targets.pop_if(|target| target.depth >= self.depth) {
            self.push_target(&done);
        }
    }

    /// Returns the place and the layer of an element whose text stands by itself.
    fn target_of(&mut self, element: &Element<'_>) -> Option<(Place, Layer)> {
        let part = |name: &str| Place::Part(name.to_owned());
        let around = self
            .targets
            .last()
            .map_or((Place::Whole, Layer::Body), |target| (target.place.clone(), target.layer));
        let found = match element.name() {
            "workspace" => {
                (Place::Sheet(element.attribute("workspace-name").unwrap_or_default()), Layer::Body)
            }
            "slide" => {
                self.slides = self.slides.saturating_add(1);
                let layer = if element.says("hidden") { Layer::Hidden } else { Layer::Body };
                (Place::Slide(self.slides), layer)
            }
            "notes" => (Place::Part(format!("notes {}", self.slides)), around.1),
            "sticky-note" | "annotation" => (around.0, Layer::Comment),
            name @ ("header" | "footer" | "footnotes") => (part(name), around.1),
            "master-slides" | "section-prototypes" => (part("templates"), Layer::Hidden),
            _ => return None,
        };
        Some(found)
    }

    /// Begins a property of the document; its values are strings within it.
    fn property(&mut self, name: &str) {
        let property = match name {
            "metadata" => Strings::Nothing,
            _ if !matches!(self.strings, Some(Strings::Nothing | Strings::Property(_))) => return,
            "title" => Strings::Property(Key::TITLE),
            "authors" => Strings::Property(Key::AUTHOR),
            "keywords" => Strings::Property(Key::KEYWORDS),
            "comment" => Strings::Property(Key::DESCRIPTION),
            "copyright" | "projects" => Strings::Nothing,
            _ => return,
        };
        self.strings = Some(property);
    }

    fn string(&mut self, text: &str) {
        match self.strings.clone() {
            Some(Strings::Property(key)) => self.sink.metadata(key, text),
            Some(Strings::Chart) => self.row.push(text.to_owned()),
            Some(Strings::Nothing) | None => {}
        }
    }

    fn end_row(&mut self) {
        let row = std::mem::take(&mut self.row).join("\t");
        self.line(row.trim());
    }

    fn end_table(&mut self) {
        if let Some((line, choices)) = self.table.take().map(Table::finish) {
            self.line(&line);
            for choice in &choices {
                push_line(&mut self.choices, choice);
            }
        }
    }

    /// Appends characters of a paragraph, which may stand in a cell.
    fn push(&mut self, text: &str) {
        match (self.table.as_mut().and_then(Table::cell), self.targets.last_mut()) {
            (Some(cell), _) => cell.push_str(text),
            (None, Some(target)) => target.text.push_str(text),
            (None, None) => {}
        }
    }

    fn line(&mut self, line: &str) {
        if let Some(target) = self.targets.last_mut() {
            push_line(&mut target.text, line);
        }
    }

    fn push_target(&mut self, target: &Target) {
        if self.flow == Flow::Continue {
            self.flow = push_text(&target.place, target.layer, &target.text, self.sink);
        }
    }

    fn finish(mut self) {
        self.end_table();
        while let Some(target) = self.targets.pop() {
            self.push_target(&target);
        }
        let choices = std::mem::take(&mut self.choices);
        let place = Place::Part("choices".into());
        if self.flow == Flow::Continue
            && push_text(&place, Layer::Hidden, &choices, self.sink) == Flow::Continue
        {
            let _ = self.links.push(self.sink);
        }
    }
}

#[cfg(test)]
mod tests {
    use item::PartialReason;
    use proptest::prelude::*;

    use super::*;
    use crate::probe;

    const BOOK: &str = r#"<ls:document xmlns:ls="http://developer.apple.com/namespaces/ls" xmlns:sf="sf" xmlns:sfa="sfa">
        <ls:workspace ls:workspace-name="Касса"><sf:tabular-model sf:name="Payments"><sf:grid sf:numcols="3"><sf:datasource>
        <sf:t><sf:ct sfa:s="Payee"/></sf:t><sf:t><sf:ct sfa:s="Sum"/></sf:t><sf:g/>
        <sf:pm><sf:menu-choices><sf:t sfa:ID="a"><sf:ct sfa:s="Ann"/></sf:t><sf:t sfa:ID="b"><sf:ct sfa:s="Bob"/></sf:t></sf:menu-choices>
        <sf:proxied-cell-ref sfa:IDREF="b"/></sf:pm><sf:n sf:v="0.10000000000000001"/><sf:d sf:cell-date="276048000"/>
        <sf:g/><sf:f><sf:fo sf:fs="=1+1"/><sf:r><sf:rn sf:v="2"/></sf:r></sf:f><sf:cb sf:v="1"/>
        <sf:t><sf:so><sf:text-body><sf:p>two<sf:br/>lines</sf:p></sf:text-body></sf:so></sf:t>
        </sf:datasource></sf:grid></sf:tabular-model>
        <sf:chart-row_names><sf:string sfa:string="Region"/><sf:string sfa:string="Zone"/></sf:chart-row_names>
        <sf:sticky-note><sf:text-body><sf:p>ask Ann</sf:p></sf:text-body></sf:sticky-note></ls:workspace></ls:document>"#;

    const SHOW: &str = r#"<key:presentation xmlns:key="http://developer.apple.com/namespaces/keynote2" xmlns:sf="sf" xmlns:sfa="sfa">
        <key:master-slides><key:master-slide><sf:text-body><sf:p>click here</sf:p></sf:text-body></key:master-slide></key:master-slides>
        <key:slide><sf:text-body><sf:p>one<sf:tab/><sf:link href="http://x.example"><sf:span>two</sf:span></sf:link></sf:p></sf:text-body>
        <key:notes><sf:text-body><sf:p>aside</sf:p></sf:text-body></key:notes></key:slide>
        <key:slide key:hidden="true"><sf:text-body><sf:p>unseen</sf:p></sf:text-body></key:slide>
        <key:metadata><key:title><key:string sfa:string="Hearing"/></key:title><key:authors><key:string sfa:string="Ann"/></key:authors></key:metadata>
        </key:presentation>"#;

    fn at(found: &probe::Found, place: &str, layer: Layer) -> String {
        let fits = |one: &&item::Segment| one.place.to_string() == place && one.layer == layer;
        found.segments.iter().filter(fits).map(|one| one.text.as_str()).collect()
    }

    #[test]
    fn tables_are_rows_on_their_sheet() {
        let found = probe::of(extract, BOOK.as_bytes());
        assert_eq!(
            at(&found, "sheet \"Касса\"", Layer::Body),
            "Payments\nPayee\tSum\nBob\t0.1\t2009-10-01\n\t2\tTRUE\ntwo lines\nRegion\tZone"
        );
        assert_eq!(at(&found, "sheet \"Касса\"", Layer::Comment), "ask Ann");
        assert_eq!(at(&found, "choices", Layer::Hidden), "Ann");
        assert!(found.partial.is_empty());
    }

    #[test]
    fn slides_have_notes_and_templates_are_hidden() {
        let found = probe::of(extract, SHOW.as_bytes());
        assert_eq!(at(&found, "slide 1", Layer::Body), "one\ttwo");
        assert_eq!(at(&found, "notes 1", Layer::Body), "aside");
        assert_eq!(at(&found, "slide 2", Layer::Hidden), "unseen");
        assert_eq!(at(&found, "templates", Layer::Hidden), "click here");
        assert_eq!(at(&found, "links", Layer::Body), "http://x.example\n");
        assert_eq!((found.first(&Key::TITLE), found.first(&Key::AUTHOR)), ("Hearing", "Ann"));
    }

    #[test]
    fn a_cut_document_gives_what_it_has() {
        let found = probe::of(extract, &BOOK.as_bytes()[..BOOK.find("<sf:f>").expect("there")]);
        assert!(at(&found, "sheet \"Касса\"", Layer::Body).ends_with("2009-10-01"));
        assert_eq!(found.partial, [PartialReason::Truncated]);
    }

    proptest! {
        #[test]
        fn no_markup_makes_it_panic(
            pieces in prop::collection::vec(
                prop::sample::select(vec![
                    "<slide>", "</slide>", "<grid numcols='2'>", "</grid>", "<datasource>", "</datasource>", "<t>", "</t>",
                    "<ct s='a'/>", "<n v='1e999'/>", "<d cell-date='9e18'/>", "<pm>", "</pm>", "<menu-choices>",
                    "</menu-choices>", "<proxied-cell-ref IDREF='x'/>", "<text-body>", "</text-body>", "<p>", "</p>", "text",
                    "<notes>", "</notes>", "<chart-data>", "</chart-data>", "<number number='2'/>", "<metadata>", "<title>",
                    "<string string='x'/>", "</metadata>", "<header>", "</header>",
                ]),
                0..60,
            )
        ) {
            probe::of(extract, pieces.concat().as_bytes());
        }
    }
}
