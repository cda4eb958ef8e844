//! Who said what of which cell: notes and threaded comments.

use std::collections::BTreeMap;

use crate::shared::ooxml::{Comment, unescape};
use crate::shared::xml::{Element, Event, Xml};

/// Names of people by their ids.
pub(super) type People = BTreeMap<String, String>;

/// A comment with its cell.
#[derive(Debug, Default)]
pub(super) struct Noted {
    pub(super) cell: String,
    pub(super) comment: Comment,
}

impl Noted {
    /// Tells whether it is the copy of a threaded comment that older programs are shown.
    pub(super) fn is_copy_of_thread(&self) -> bool {
        self.comment.text.starts_with("[Threaded comment]")
    }
}

/// Reads the list of people.
pub(super) fn people(xml: &mut Xml<'_>) -> People {
    let mut people = People::new();
    while let Some(event) = xml.next_event() {
        if let Event::Open(element) = event
            && let (Some(id), Some(name)) =
                (element.attribute("id"), element.attribute("displayName"))
        {
            people.insert(id, name);
        }
    }
    people
}

/// Reads a part of notes or of threaded comments.
pub(super) fn read(xml: &mut Xml<'_>, people: &People) -> Vec<Noted> {
    let mut reading =
        Reading { people, authors: Vec::new(), comments: Vec::new(), capture: Capture::Nothing };
    while let Some(event) = xml.next_event() {
        match event {
            Event::Open(element) => reading.open(&element),
            Event::Text(text) => reading.text(&text),
            Event::Close(name) => reading.close(&name),
        }
    }
    reading.comments
}

enum Capture {
    Nothing,
    Author,
    /// Within `text`, of which threaded comments fill the element itself and notes fill `t` elements.
    Comment,
    Run,
}

struct Reading<'a> {
    people: &'a People,
    authors: Vec<String>,
    comments: Vec<Noted>,
    capture: Capture,
}

impl Reading<'_> {
    fn open(&mut self, element: &Element<'_>) {
        match (element.name(), &self.capture) {
            ("author", _) => {
                self.capture = Capture::Author;
                self.authors.push(String::new());
            }
            ("comment" | "threadedComment", _) => self.begin(element),
            ("text", _) => self.capture = Capture::Comment,
            ("t", Capture::Comment) => self.capture = Capture::Run,
            _ => {}
        }
    }

    fn begin(&mut self, element: &Element<'_>) {
        let number = element.attribute("authorId").and_then(|id| id.parse::<usize>().ok());
        let noted = number.and_then(|number| self.authors.get(number)).cloned();
        let person = element.attribute("personId").and_then(|id| self.people.get(&id)).cloned();
        let author = person.or(noted).filter(|author| !author.is_empty());
        self.comments.push(Noted {
            cell: element.attribute("ref").unwrap_or_default(),
            comment: Comment { author, date: element.attribute("dT"), text: String::new() },
        });
    }

    fn text(&mut self, text: &str) {
        let target = match self.capture {
            Capture::Nothing => None,
            Capture::Author => self.authors.last_mut(),
            Capture::Comment if text.trim().is_empty() => None,
            Capture::Comment | Capture::Run => {
                self.comments.last_mut().map(|noted| &mut noted.comment.text)
            }
        };
        if let Some(target) = target {
            target.push_str(text);
        }
    }

    fn close(&mut self, name: &str) {
        match (name, &self.capture) {
            ("t", Capture::Run) => self.capture = Capture::Comment,
            ("author", _) => {
                self.capture = Capture::Nothing;
                if let Some(author) = self.authors.last_mut() {
                    undo_escapes(author);
                }
            }
            ("text", _) => {
                self.capture = Capture::Nothing;
                if let Some(noted) = self.comments.last_mut() {
                    undo_escapes(&mut noted.comment.text);
                }
            }
            _ => {}
        }
    }
}

fn undo_escapes(text: &mut String) {
    *text = unescape(std::mem::take(text));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaped_characters_of_comments_are_undone() {
        let part = r#"<comments><authors><author>B_x0041_</author></authors><commentList><comment ref="A1" authorId="0">
            <text><r><t>Brissac:</t></r><r><t>_x000D_
paid</t></r></text></comment></commentList></comments>"#;
        let comments = read(&mut Xml::new(part.as_bytes()), &People::new());
        assert_eq!(comments[0].comment.text, "Brissac:\r\npaid");
        assert_eq!(comments[0].comment.author.as_deref(), Some("BA"));
    }
}
