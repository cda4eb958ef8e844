//! What becomes of the parts that no walker asked for: drawings and free XML give text, all else becomes a child.

use item::{Key, Layer, Place, Segment};

use super::drawing::Drawing;
use super::package::Package;
use super::shape_data::ShapeData;
use crate::shared::embedded;
use crate::shared::xml::{Element, Event, Xml};
use crate::{Flow, Sink};

/// Parts that hold settings of looks and behaviour and no text of their authors.
const WITHOUT_TEXT: &[&str] = &[
    "styles",
    "stylesWithEffects",
    "theme",
    "themeOverride",
    "settings",
    "webSettings",
    "fontTable",
    "numbering",
    "itemProps",
    "tableStyles",
    "presProps",
    "viewProps",
    "calcChain",
    "commentsExtended",
    "commentsIds",
    "commentsExtensible",
    "people",
    "persons",
    "person",
    "quickStyle",
    "colors",
    "layout",
    "style",
    "metadata",
    "sheetMetadata",
    "volatileDependencies",
    "rdrichvaluestructure",
    "rdRichValueTypes",
    "sig",
    "origin",
    "xmlMaps",
    "revisionInfo",
    "changesInfo",
    "workbook",
    "activeX",
    "keyMapCustomizations",
    "attachedToolbars",
    "LabelInfo",
    "manifest",
    "themeManager",
];

/// Pushes what no walker has read: texts first, children after.
pub(crate) fn push(package: &Package<'_>, sink: &mut dyn Sink) -> Flow {
    let unread: Vec<String> =
        package.names().filter(|name| !package.was_read(name)).map(str::to_owned).collect();
    let (xml, other): (Vec<_>, Vec<_>) = unread.into_iter().partition(|name| is_xml(package, name));
    for name in xml.iter().filter(|name| has_text(name)) {
        if push_text(package, name, sink) == Flow::Stop {
            return Flow::Stop;
        }
    }
    for name in &other {
        if push_other(package, name, sink) == Flow::Stop {
            return Flow::Stop;
        }
    }
    Flow::Continue
}

/// Pushes texts that are parts of the document, as far as they are not empty.
pub(crate) fn push_parts<const N: usize>(
    parts: [(&str, Layer, String); N],
    sink: &mut dyn Sink,
) -> Flow {
    for (name, layer, text) in parts {
        let segment = Segment::new(Place::Part(name.to_owned()), layer, text);
        if !segment.text.trim().is_empty() && sink.text(segment) == Flow::Stop {
            return Flow::Stop;
        }
    }
    Flow::Continue
}

/// Tells whether a name has this extension, in any case.
pub(crate) fn has_extension(name: &str, extension: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, found)| found.eq_ignore_ascii_case(extension))
}

/// Parts that are XML by name; those embedded as documents of their own (`altChunk`) become children.
fn is_xml(package: &Package<'_>, name: &str) -> bool {
    let content_type = package.content_type(name).unwrap_or_default();
    let named_so = ["xml", "rels", "vml"].iter().any(|extension| has_extension(name, extension));
    named_so && !content_type.contains("xhtml")
}

fn has_text(name: &str) -> bool {
    let stem = stem(name);
    let is_copy = name.contains("diagrams/drawing");
    !is_copy
        && !has_extension(name, "rels")
        && !WITHOUT_TEXT.iter().any(|known| known.eq_ignore_ascii_case(stem))
}

/// Returns the file name without extension and number: `chart` of `word/charts/chart12.xml`.
fn stem(name: &str) -> &str {
    let file = name.rsplit('/').next().unwrap_or(name);
    let stem = file.split('.').next().unwrap_or(file);
    stem.trim_end_matches(|letter: char| letter.is_ascii_digit())
}

/// Returns how a part is cited: `chart 12`.
pub(crate) fn numbered(name: &str) -> String {
    let file = name.rsplit('/').next().unwrap_or(name);
    let whole = file.split('.').next().unwrap_or(file);
    match whole.strip_prefix(stem(name)).filter(|number| !number.is_empty()) {
        Some(number) => format!("{} {number}", stem(name)),
        None => whole.to_owned(),
    }
}

fn push_text(package: &Package<'_>, name: &str, sink: &mut dyn Sink) -> Flow {
    let is_drawing = ["/charts/", "/chartEx/", "/diagrams/", "/drawings/"]
        .iter()
        .any(|folder| name.contains(folder));
    let texts = package.read(name, |xml| {
        if is_drawing && !has_extension(name, "vml") {
            let drawing = Drawing::read(xml, false);
            [(Layer::Hidden, drawing.hidden), (Layer::Body, drawing.body + &drawing.descriptions)]
        } else {
            [(Layer::Hidden, String::new()), (Layer::Body, all_text(xml))]
        }
    });
    for (layer, text) in texts.into_iter().flatten() {
        let place = Place::Part(if is_drawing { numbered(name) } else { name.to_owned() });
        let file = embedded::in_value(&text);
        let is_replaced = file.as_ref().is_some_and(|file| file.replaces(&text));
        let files = file.map(|file| (numbered(name), file)).into_iter().collect();
        if embedded::push(files, sink) == Flow::Stop
            || !is_replaced && push_segment(Segment::new(place, layer, text), sink) == Flow::Stop
        {
            return Flow::Stop;
        }
    }
    Flow::Continue
}

fn push_segment(segment: Segment, sink: &mut dyn Sink) -> Flow {
    if segment.has_text() { sink.text(segment) } else { Flow::Continue }
}

/// Holds where a control or the box of a comment stands and how it behaves (ECMA-376 part 4, 19.4.2.12).
const CONTROL_SETTINGS: &str = "ClientData";

/// Marks of how the letters, the paragraph and the tabs from here on look, in drawings of Visio.
const LOOKS: [&str; 3] = ["cp", "pp", "tp"];

/// Returns all character data but settings of controls, a line for each element that has some, and the data of shapes.
fn all_text(xml: &mut Xml<'_>) -> String {
    let mut text = String::new();
    let mut begun = false;
    let mut settings = 0;
    let mut data = ShapeData::default();
    while let Some(event) = xml.next_event() {
        match &event {
            Event::Open(element) => data.open(element),
            Event::Close(name) => data.close(name),
            Event::Text(_) => {}
        }
        match event {
            Event::Open(element) if settings > 0 || element.name() == CONTROL_SETTINGS => {
                settings += 1;
            }
            Event::Open(element) if told_by_attribute(&element).is_some() => {
                let told = told_by_attribute(&element).unwrap_or_default();
                text.push_str(if begun { "\n" } else { "" });
                begun = false;
                text.push_str(&told);
                text.push('\n');
            }
            Event::Close(_) if settings > 0 => settings -= 1,
            Event::Text(_) if settings > 0 => {}
            Event::Text(piece) if begun || !piece.trim().is_empty() => {
                begun = true;
                text.push_str(&piece);
            }
            Event::Text(_) => {}
            // Marks of looks stand within words of a drawing (MS-VSDX, 2.2.3.2.13).
            Event::Open(element) if LOOKS.contains(&element.name()) => {}
            Event::Close(name) if LOOKS.contains(&name.as_ref()) => {}
            _ if begun => {
                begun = false;
                text.push('\n');
            }
            _ => {}
        }
    }
    text + &data.finish()
}

/// Returns what people see or programs note in an attribute: captions of slicers and timelines, tags of presentations.
fn told_by_attribute(element: &Element<'_>) -> Option<String> {
    let key = match element.name() {
        "slicer" | "timeline" => "caption",
        "tag" | "item" => "val",
        _ => return None,
    };
    element.attribute(key).filter(|told| !told.trim().is_empty())
}

fn push_other(package: &Package<'_>, name: &str, sink: &mut dyn Sink) -> Flow {
    if name.contains("printerSettings") {
        let printer = printer_name(&package.start(name, 64));
        sink.metadata(Key::PRINTER, &printer);
        return Flow::Continue;
    }
    if is_font(name) {
        return Flow::Continue;
    }
    package.push(name, sink)
}

fn is_font(name: &str) -> bool {
    has_extension(name, "odttf") || has_extension(name, "fntdata")
}

/// Reads the device name that a DEVMODEW structure begins with: 32 UTF-16 units.
fn printer_name(start: &[u8]) -> String {
    let units = start.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    let name: Vec<u16> = units.take_while(|unit| *unit != 0).collect();
    let name = String::from_utf16_lossy(&name);
    let is_plausible =
        name.chars().all(|letter| !letter.is_control() && letter != char::REPLACEMENT_CHARACTER);
    if is_plausible { name } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_of_shapes_stands_behind_their_text() {
        let page = r#"<PageContents><Shapes><Shape><Section N="Property"><Row N="Owner"><Cell N="Value" V="Белозеров"/>
            <Cell N="Label" V="Owner"/><Cell N="Type" V="0"/></Row><Row N="Empty"><Cell N="Value" V=""/></Row></Section>
            <Section N="Hyperlink"><Row><Cell N="Address" V="http://x.example/a"/></Row></Section>
            <Section N="Geometry"><Row><Cell N="Value" V="77"/></Row></Section><Text>Account</Text></Shape></Shapes></PageContents>"#;
        assert_eq!(
            all_text(&mut Xml::new(page.as_bytes())),
            "Account\nБелозеров\tOwner\nhttp://x.example/a\n"
        );
        let pages = r#"<Pages><Page ID="0" NameU="Page-1" Name="Schema"/></Pages>"#;
        assert_eq!(all_text(&mut Xml::new(pages.as_bytes())), "Schema\n");
    }

    #[test]
    fn marks_of_looks_part_no_words_of_a_drawing() {
        let page = r#"<Shape><Text><cp IX="0"/>Куба<cp IX="1"/>сова</Text></Shape><Shape><Text>Account</Text></Shape>"#;
        assert_eq!(all_text(&mut Xml::new(page.as_bytes())), "Кубасова\nAccount\n");
    }

    #[test]
    fn parts_are_cited_by_kind_and_number() {
        assert_eq!(numbered("word/charts/chart12.xml"), "chart 12");
        assert_eq!(numbered("word/footnotes.xml"), "footnotes");
    }
}
