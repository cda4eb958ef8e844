//! What a Word document yields: its text as it reads with all changes accepted, and beside it what was deleted,
//! hidden, commented upon or moved (`WordprocessingML`).

mod choices;
mod numbering;
mod settings;
mod story;
mod styles;
mod walk;

use std::collections::BTreeMap;

use item::{Key, Layer, PartialReason, Place};

use crate::shared::links::Links;
use crate::shared::numbering::Numbering;
use crate::shared::ooxml::{self, Package, has_extension};
use crate::shared::xml::Event;
use crate::{Error, Flow, Input, Sink};
use settings::Settings;
use story::Story;
use styles::Styles;
use walk::{Found, Noted, Walk};

/// Pushes the texts of a document, then the objects in it.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let package = Package::open(input)?;
    ooxml::report_properties(&package, sink);
    let flow = Document::new(&package).push(sink);
    if flow == Flow::Continue && ooxml::push_other_parts(&package, sink) == Flow::Continue {
        return package.close(sink);
    }
    Ok(())
}

/// Kinds of parts that hold running text, in the order in which they are pushed, with how they are cited.
const STORIES: [(&str, &str); 6] = [
    ("footnotes", "footnotes"),
    ("endnotes", "endnotes"),
    ("header", "header"),
    ("footer", "footer"),
    ("document.glossary", "glossary"),
    ("document.main", "document"),
];

/// How a package begins.
const ZIP: &[u8] = b"PK\x03\x04";

struct Document<'a> {
    package: &'a Package<'a>,
    styles: Styles,
    numbering: Numbering,
    comments: BTreeMap<String, Noted>,
    /// What was deleted from comments or hidden in them.
    beside_comments: Vec<Story>,
    found: Found,
    links: Links,
}

impl<'a> Document<'a> {
    fn new(package: &'a Package<'a>) -> Self {
        let styles = package.read("word/styles.xml", Styles::read).unwrap_or_default();
        let numbering = package.read("word/numbering.xml", numbering::read).unwrap_or_default();
        Self {
            package,
            styles,
            numbering,
            comments: BTreeMap::new(),
            beside_comments: Vec::new(),
            found: Found::default(),
            links: Links::default(),
        }
    }

    fn push(mut self, sink: &mut dyn Sink) -> Flow {
        let settings = self.read_settings(sink);
        let comments = self.read_comments();
        if self.push_main(sink) == Flow::Stop
            || self.push_stories(sink) == Flow::Stop
            || push_comments(comments, sink) == Flow::Stop
            || self.push_beside_comments(sink) == Flow::Stop
            || ooxml::push_parts(settings.into_parts(), sink) == Flow::Stop
        {
            return Flow::Stop;
        }
        self.push_found(sink)
    }

    fn push_main(&mut self, sink: &mut dyn Sink) -> Flow {
        if let Some(main) = self.package.main_part(&["word/document.xml"]) {
            return self.push_story(&main, &Place::Whole, sink);
        }
        self.package.note("word/document.xml", PartialReason::Damaged);
        Flow::Continue
    }

    fn push_stories(&mut self, sink: &mut dyn Sink) -> Flow {
        for (kind, cited) in STORIES {
            for name in self.parts_of(kind) {
                if self.push_story(&name, &Place::Part(cited.into()), sink) == Flow::Stop {
                    return Flow::Stop;
                }
            }
        }
        Flow::Continue
    }

    /// Finds the parts of a kind by content type, or by name where the types are gone. A document that is brought in whole
    /// (`altChunk`) has the type of its own main part, and is none.
    fn parts_of(&self, kind: &str) -> Vec<String> {
        let ending = format!("{kind}+xml");
        let is_of = |name: &&str| {
            let content_type = self.package.content_type(name).unwrap_or_default();
            let file = name.strip_prefix("word/").unwrap_or_default();
            content_type.ends_with(&ending) && content_type.contains("wordprocessingml")
                || file.starts_with(kind) && has_extension(file, "xml") && !file.contains('/')
        };
        let is_package = |name: &&str| self.package.start(name, 4) == ZIP;
        let parts = self.package.names().filter(is_of).filter(|name| !is_package(name));
        parts.map(str::to_owned).collect()
    }

    fn push_story(&mut self, name: &str, place: &Place, sink: &mut dyn Sink) -> Flow {
        ooxml::link_relations(&mut self.links, &self.package.relations(name));
        let story = self.package.read(name, |xml| {
            let mut walk = Walk::new(&self.styles, &self.numbering, &self.comments);
            walk.read(xml);
            walk.finish()
        });
        let Some((story, found, _)) = story else { return Flow::Continue };
        self.found.add(found);
        story.push(place, sink)
    }

    fn read_comments(&mut self) -> Vec<Noted> {
        let mut all = Vec::new();
        for name in self.parts_of("comments") {
            ooxml::link_relations(&mut self.links, &self.package.relations(&name));
            let read = self.package.read(&name, |xml| {
                let mut walk = Walk::new(&self.styles, &self.numbering, &self.comments);
                walk.read(xml);
                walk.finish()
            });
            if let Some((story, found, comments)) = read {
                self.beside_comments.push(story);
                self.found.add(found);
                all.extend(comments);
            }
        }
        self.comments = all.iter().map(|noted| (noted.id.clone(), noted.clone())).collect();
        all
    }

    fn push_beside_comments(&mut self, sink: &mut dyn Sink) -> Flow {
        let place = Place::Part("comments".into());
        let mut stories = std::mem::take(&mut self.beside_comments).into_iter();
        let is_stopped = stories.any(|story| story.push(&place, sink) == Flow::Stop);
        if is_stopped { Flow::Stop } else { Flow::Continue }
    }

    /// Reads the settings and reports the template, whose path may name a user or a server.
    fn read_settings(&mut self, sink: &mut dyn Sink) -> Settings {
        let mut settings =
            self.package.read("word/settings.xml", Settings::read).unwrap_or_default();
        for relation in self.package.relations("word/settings.xml") {
            if relation.kind == "attachedTemplate" {
                sink.metadata(Key::TEMPLATE, &relation.target);
            } else if relation.is_external {
                settings.add_source(&relation);
            }
        }
        self.package.read("word/people.xml", |xml| {
            while let Some(event) = xml.next_event() {
                if let Event::Open(element) = event {
                    for name in ["author", "userId"] {
                        sink.metadata(Key::REVIEWER, &element.attribute(name).unwrap_or_default());
                    }
                }
            }
        });
        settings
    }

    fn push_found(mut self, sink: &mut dyn Sink) -> Flow {
        for person in &self.found.people {
            sink.metadata(Key::REVIEWER, person);
        }
        for instruction in &self.found.instructions {
            self.links.add(instruction);
        }
        if self.links.push(sink) == Flow::Stop {
            return Flow::Stop;
        }
        let texts = [
            ("readings", Layer::Body, self.found.readings),
            ("descriptions", Layer::Body, self.found.descriptions),
            ("choices", Layer::Hidden, self.found.choices),
        ];
        ooxml::push_parts(texts, sink)
    }
}

fn push_comments(comments: Vec<Noted>, sink: &mut dyn Sink) -> Flow {
    for Noted { comment, .. } in comments.into_iter().filter(|noted| noted.comment.has_text()) {
        if sink.text(comment.into_segment(Place::Part("comments".into()), "")) == Flow::Stop {
            return Flow::Stop;
        }
    }
    Flow::Continue
}
