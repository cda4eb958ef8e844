//! Who said what of which slide.

use std::collections::BTreeMap;

use crate::shared::ooxml::{Comment, Package, unescape};
use crate::shared::prose::Prose;
use crate::shared::xml::{Element, Event, Xml};

/// Names of comment authors by their ids.
pub(super) struct Authors(BTreeMap<String, String>);

impl Authors {
    /// Reads the author lists of both generations.
    pub(super) fn read(package: &Package<'_>) -> Self {
        let mut authors = BTreeMap::new();
        for part in ["ppt/commentAuthors.xml", "ppt/authors.xml"] {
            package.read(part, |xml| {
                while let Some(event) = xml.next_event() {
                    if let Event::Open(element) = event
                        && let (Some(id), Some(name)) =
                            (element.attribute("id"), element.attribute("name"))
                    {
                        authors.insert(id, name);
                    }
                }
            });
        }
        Self(authors)
    }

    /// Yields every author.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.values().map(String::as_str)
    }

    /// Reads a comments part; replies are comments, too, and stand within the one that they answer.
    pub(super) fn comments(&self, xml: &mut Xml<'_>) -> Vec<Comment> {
        let (mut open, mut comments) = (Vec::<(Comment, Prose)>::new(), Vec::new());
        let mut capturing = false;
        while let Some(event) = xml.next_event() {
            match event {
                Event::Open(element) => match element.name() {
                    "cm" | "reply" => open.push((self.comment(&element), Prose::default())),
                    "t" | "text" => capturing = true,
                    _ => {}
                },
                Event::Close(name) => match (&*name, open.last_mut()) {
                    ("cm" | "reply", _) => comments.extend(open.pop().map(settled)),
                    ("t" | "text", _) => capturing = false,
                    ("p", Some((_, prose))) => prose.end_paragraph(),
                    _ => {}
                },
                Event::Text(text) if capturing => {
                    if let Some((_, prose)) = open.last_mut() {
                        prose.push(&text);
                    }
                }
                Event::Text(_) => {}
            }
        }
        comments.extend(open.into_iter().map(settled));
        comments
    }

    fn comment(&self, element: &Element<'_>) -> Comment {
        let author = element.attribute("authorId").and_then(|id| self.0.get(&id)).cloned();
        let date = element.attribute("dt").or_else(|| element.attribute("created"));
        Comment { author, date, text: String::new() }
    }
}

fn settled((comment, prose): (Comment, Prose)) -> Comment {
    Comment { text: unescape(prose.into_text()).trim_end().to_owned(), ..comment }
}
