//! What a presentation yields: its slides in their order, notes, comments, hidden slides, and what layouts and masters
//! add of their own (`PresentationML`).

mod comments;

use item::{Key, Layer, PartialReason, Place, Segment};

use crate::shared::links::Links;
use crate::shared::ooxml::{self, Comment, Drawing, Package, Relation};
use crate::shared::xml::{Event, Xml};
use crate::{Error, Flow, Input, Sink};
use comments::Authors;

/// Pushes the texts of a presentation, then the objects in it.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let package = Package::open(input)?;
    ooxml::report_properties(&package, sink);
    let flow = Show::open(&package).push(sink);
    if flow == Flow::Continue && ooxml::push_other_parts(&package, sink) == Flow::Continue {
        return package.close(sink);
    }
    Ok(())
}

struct Show<'a> {
    package: &'a Package<'a>,
    slides: Vec<String>,
    /// The names of the sections that the slides are grouped in, a line each.
    sections: String,
    authors: Authors,
    links: Links,
}

impl<'a> Show<'a> {
    fn open(package: &'a Package<'a>) -> Self {
        let main = package.main_part(&["ppt/presentation.xml"]).unwrap_or_default();
        let (ids, sections) = package.read(&main, ids_and_sections).unwrap_or_else(|| {
            package.note("ppt/presentation.xml", PartialReason::Damaged);
            (Vec::new(), String::new())
        });
        let relations = package.relations(&main);
        let target = |id: &String| {
            relations.iter().find(|relation| relation.id == *id).map(|found| found.target.clone())
        };
        let slides = ids.iter().filter_map(target).collect();
        let authors = Authors::read(package);
        Self { package, slides, sections, authors, links: Links::default() }
    }

    fn push(mut self, sink: &mut dyn Sink) -> Flow {
        for (slide, number) in std::mem::take(&mut self.slides).iter().zip(1..) {
            if self.push_slide(slide, number, sink) == Flow::Stop {
                return Flow::Stop;
            }
        }
        if self.push_unlisted(sink) == Flow::Stop || self.push_backgrounds(sink) == Flow::Stop {
            return Flow::Stop;
        }
        let sections = [("sections", Layer::Body, std::mem::take(&mut self.sections))];
        if ooxml::push_parts(sections, sink) == Flow::Stop {
            return Flow::Stop;
        }
        for author in self.authors.names() {
            sink.metadata(Key::REVIEWER, author);
        }
        self.links.push(sink)
    }

    fn push_slide(&mut self, part: &str, number: u32, sink: &mut dyn Sink) -> Flow {
        let drawing = self.package.read(part, |xml| Drawing::read(xml, false));
        if drawing.is_none() && !self.package.was_read(part) {
            self.package.note(part, PartialReason::Damaged);
        }
        let drawing = drawing.unwrap_or_default();
        let layer = if drawing.is_left_out { Layer::Hidden } else { Layer::Body };
        let flow = push_drawing(drawing, &Place::Slide(number), layer, sink);
        if flow == Flow::Stop {
            return Flow::Stop;
        }
        let relations = self.package.relations(part);
        ooxml::link_relations(&mut self.links, &relations);
        self.push_related(&relations, number, layer, sink)
    }

    /// Pushes what belongs to a slide: charts and diagrams, notes, comments.
    fn push_related(
        &mut self,
        relations: &[Relation],
        number: u32,
        layer: Layer,
        sink: &mut dyn Sink,
    ) -> Flow {
        for relation in relations.iter().filter(|relation| !relation.is_external) {
            let flow = match relation.kind.as_str() {
                "chart" | "chartEx" | "diagramData" => {
                    let drawing =
                        self.package.read(&relation.target, |xml| Drawing::read(xml, false));
                    push_drawing(drawing.unwrap_or_default(), &Place::Slide(number), layer, sink)
                }
                "notesSlide" => self.push_notes(&relation.target, number, layer, sink),
                "comments" => self.push_comments(&relation.target, number, sink),
                _ => Flow::Continue,
            };
            if flow == Flow::Stop {
                return Flow::Stop;
            }
        }
        Flow::Continue
    }

    fn push_notes(&mut self, part: &str, number: u32, layer: Layer, sink: &mut dyn Sink) -> Flow {
        ooxml::link_relations(&mut self.links, &self.package.relations(part));
        let notes = self.package.read(part, |xml| Drawing::read(xml, false));
        push_drawing(
            notes.unwrap_or_default(),
            &Place::Part(format!("notes {number}")),
            layer,
            sink,
        )
    }

    fn push_comments(&self, part: &str, number: u32, sink: &mut dyn Sink) -> Flow {
        let comments = self.package.read(part, |xml| self.authors.comments(xml));
        for comment in comments.unwrap_or_default().into_iter().filter(Comment::has_text) {
            if sink.text(comment.into_segment(Place::Slide(number), "")) == Flow::Stop {
                return Flow::Stop;
            }
        }
        Flow::Continue
    }

    /// Pushes slides and notes that the presentation does not list: left over, or their list is damaged.
    fn push_unlisted(&mut self, sink: &mut dyn Sink) -> Flow {
        for name in self.unread(&["ppt/slides/", "ppt/notesSlides/"]) {
            let Some(drawing) = self.package.read(&name, |xml| Drawing::read(xml, false)) else {
                continue;
            };
            let place = Place::Part(format!("unlisted {}", ooxml::numbered(&name)));
            if push_drawing(drawing, &place, Layer::Hidden, sink) == Flow::Stop {
                return Flow::Stop;
            }
        }
        Flow::Continue
    }

    /// Pushes what layouts and masters show; their placeholders hold prompts that no slide shows.
    fn push_backgrounds(&mut self, sink: &mut dyn Sink) -> Flow {
        let folders =
            ["ppt/slideLayouts/", "ppt/slideMasters/", "ppt/notesMasters/", "ppt/handoutMasters/"];
        for name in self.unread(&folders) {
            let Some(mut drawing) = self.package.read(&name, |xml| Drawing::read(xml, true)) else {
                continue;
            };
            drawing.placeholders.clear();
            let place = Place::Part(ooxml::numbered(&name));
            if push_drawing(drawing, &place, Layer::Body, sink) == Flow::Stop {
                return Flow::Stop;
            }
        }
        Flow::Continue
    }

    fn unread(&self, folders: &[&str]) -> Vec<String> {
        let is_in = |name: &&str| {
            ooxml::has_extension(name, "xml")
                && folders.iter().any(|folder| name.starts_with(folder))
                && !self.package.was_read(name)
        };
        self.package.names().filter(is_in).map(str::to_owned).collect()
    }
}

fn ids_and_sections(xml: &mut Xml<'_>) -> (Vec<String>, String) {
    let (mut ids, mut sections) = (Vec::new(), String::new());
    while let Some(event) = xml.next_event() {
        let Event::Open(element) = event else { continue };
        match element.name() {
            "sldId" => ids.extend(element.prefixed("id")),
            // A show of some of the slides has a name, too.
            "section" | "custShow" => {
                sections.extend(element.attribute("name").map(|name| name + "\n"));
            }
            _ => {}
        }
    }
    (ids, sections)
}

fn push_drawing(drawing: Drawing, place: &Place, layer: Layer, sink: &mut dyn Sink) -> Flow {
    let texts = [
        (layer, drawing.body + &drawing.placeholders),
        (Layer::Hidden, drawing.hidden),
        (layer, drawing.descriptions),
    ];
    for (layer, text) in texts {
        let segment = Segment::new(place.clone(), layer, text);
        if !segment.text.trim().is_empty() && sink.text(segment) == Flow::Stop {
            return Flow::Stop;
        }
    }
    Flow::Continue
}
