//! What texts a drawing holds: shapes, tables, charts, diagrams (`DrawingML`).

use super::Alternates;
use super::escapes::unescape;
use crate::shared::prose::Prose;
use crate::shared::xml::{Element, Event, Xml};

/// The texts of a slide, a drawing, a chart or a diagram.
#[derive(Default)]
pub(crate) struct Drawing {
    /// What is seen.
    pub(crate) body: String,
    /// What hidden shapes hold.
    pub(crate) hidden: String,
    /// What stands in placeholders: on a slide its very text, on a layout the prompts.
    pub(crate) placeholders: String,
    /// Descriptions and titles of pictures and shapes, a line each.
    pub(crate) descriptions: String,
    /// Whether it is a slide that is left out when the presentation is shown.
    pub(crate) is_left_out: bool,
}

struct Shape {
    prose: Prose,
    is_hidden: bool,
    placeholder: Option<String>,
}

struct Walk {
    shapes: Vec<Shape>,
    drawing: Drawing,
    capturing: u32,
    alternates: Alternates,
    /// How many texts were put.
    put: usize,
    skipped: u32,
    apart: bool,
}

impl Drawing {
    /// Reads a drawing. With `apart`, text of placeholders is kept apart from the body.
    pub(crate) fn read(xml: &mut Xml<'_>, apart: bool) -> Self {
        let mut walk = Walk {
            shapes: vec![Shape { prose: Prose::default(), is_hidden: false, placeholder: None }],
            drawing: Self::default(),
            capturing: 0,
            alternates: Alternates::default(),
            put: 0,
            skipped: 0,
            apart,
        };
        while let Some(event) = xml.next_event() {
            match event {
                Event::Open(element) => walk.open(&element),
                Event::Close(name) => walk.close(&name),
                Event::Text(text) => walk.text(&text),
            }
        }
        while !walk.shapes.is_empty() {
            walk.end_shape();
        }
        walk.drawing
    }
}

fn is_shape(name: &str) -> bool {
    matches!(name, "sp" | "grpSp" | "graphicFrame" | "pic" | "cxnSp" | "wsp" | "wgp")
}

fn is_text(name: &str) -> bool {
    matches!(name, "t" | "v" | "pt")
}

impl Walk {
    fn open(&mut self, element: &Element<'_>) {
        let name = element.name();
        if self.skipped > 0 {
            self.skipped += 1;
            return;
        }
        match name {
            "AlternateContent" => self.alternates.begin(),
            "Choice" | "Fallback" => self.skipped = self.alternates.leaves_out(self.put).into(),
            "sld" => {
                self.drawing.is_left_out =
                    element.attribute("show").is_some() && !element.says("show");
            }
            "cNvPr" | "docPr" => self.describe(element),
            "hlinkClick" | "hlinkHover" => {
                let hint = element.attribute("tooltip").unwrap_or_default();
                if !hint.trim().is_empty() {
                    self.drawing.descriptions.push_str(hint.trim());
                    self.drawing.descriptions.push('\n');
                }
            }
            "ph" => self.shape().placeholder = Some(element.attribute("type").unwrap_or_default()),
            "tc" => self.shape().prose.begin_cell(),
            "br" => self.put("\n"),
            "tab" => self.put("\t"),
            _ if is_text(name) => self.capturing += 1,
            _ if is_shape(name) => self.begin_shape(),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        match name {
            "Choice" | "Fallback" => self.alternates.end_one(self.put),
            "AlternateContent" => self.alternates.end(),
            "p" => self.shape().prose.end_paragraph(),
            "tc" => self.shape().prose.end_cell(),
            "tr" | "strCache" | "numCache" | "strLit" | "numLit" | "lvl" => {
                self.shape().prose.end_row();
            }
            "v" => {
                self.capturing = self.capturing.saturating_sub(1);
                self.put("\t");
            }
            _ if is_text(name) => self.capturing = self.capturing.saturating_sub(1),
            _ if is_shape(name) && self.shapes.len() > 1 => self.end_shape(),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        let is_indentation = text.contains('\n') && text.trim().is_empty();
        if self.capturing > 0 && self.skipped == 0 && !is_indentation {
            self.put(text);
        }
    }

    fn put(&mut self, text: &str) {
        self.put += 1;
        self.shape().prose.push(text);
    }

    fn describe(&mut self, element: &Element<'_>) {
        if element.says("hidden") {
            self.shape().is_hidden = true;
        }
        for key in ["title", "descr"] {
            if let Some(text) = element.attribute(key).filter(|text| !text.trim().is_empty()) {
                self.drawing.descriptions.push_str(text.trim());
                self.drawing.descriptions.push('\n');
                self.put += 1;
            }
        }
    }

    fn shape(&mut self) -> &mut Shape {
        self.shapes.last_mut().expect("the outermost shape is closed last")
    }

    fn begin_shape(&mut self) {
        let is_hidden = self.shape().is_hidden;
        self.shapes.push(Shape { prose: Prose::default(), is_hidden, placeholder: None });
    }

    fn end_shape(&mut self) {
        let Some(shape) = self.shapes.pop() else { return };
        let text = unescape(shape.prose.into_text());
        if text.trim().is_empty() {
            return;
        }
        let target = if shape.is_hidden {
            &mut self.drawing.hidden
        } else if self.apart && shape.placeholder.is_some() {
            &mut self.drawing.placeholders
        } else {
            &mut self.drawing.body
        };
        target.push_str(text.trim_end_matches(['\t', '\n']));
        target.push('\n');
    }
}
