//! What the package document of a book says: properties, members, reading order (EPUB 3.3, section 5).

use std::collections::BTreeMap;

use item::Key;

use crate::shared::percent;
use crate::shared::reference;
use crate::shared::xml::{Element, Event, Xml};

/// What a book is made of.
#[derive(Debug, Default)]
pub(super) struct Book {
    /// Properties in the order found.
    pub(super) properties: Vec<(Key, String)>,
    /// Members in the order of the manifest: name in the package, media type.
    pub(super) members: Vec<(String, String)>,
    /// Names of the members in reading order.
    pub(super) spine: Vec<String>,
}

impl Book {
    /// Reads the package document that stands in `folder`.
    pub(super) fn read(folder: &str, xml: &mut Xml<'_>) -> Self {
        let mut book = Self::default();
        let mut by_id = BTreeMap::new();
        let mut open: Option<(Key, String)> = None;
        while let Some(event) = xml.next_event() {
            match event {
                Event::Open(element) => match element.name() {
                    "item" => book.member(folder, &element, &mut by_id),
                    "itemref" => {
                        let id = element.attribute("idref").unwrap_or_default();
                        book.spine.extend(by_id.get(&id).cloned());
                    }
                    _ => open = book.property(&element).map(|key| (key, String::new())).or(open),
                },
                Event::Text(text) => {
                    if let Some((_, value)) = &mut open {
                        value.push_str(&text);
                    }
                }
                Event::Close(_) => {
                    let property = open.take().map(|(key, value)| (key, value.trim().to_owned()));
                    book.properties.extend(property);
                }
            }
        }
        book
    }

    fn member(
        &mut self,
        folder: &str,
        element: &Element<'_>,
        by_id: &mut BTreeMap<String, String>,
    ) {
        let Some(target) = element.attribute("href") else { return };
        let name = resolved(folder, &target);
        let media_type = element.attribute("media-type").unwrap_or_default();
        by_id.insert(element.attribute("id").unwrap_or_default(), name.clone());
        self.members.push((name, media_type.to_lowercase()));
    }

    /// Returns the property that the text of an element is; keeps the one that stands in its attributes.
    fn property(&mut self, element: &Element<'_>) -> Option<Key> {
        Some(match element.name() {
            "title" => Key::TITLE,
            "creator" => Key::AUTHOR,
            "subject" => Key::SUBJECT,
            "description" => Key::DESCRIPTION,
            "date" => Key::CREATED,
            "language" => Key::LANGUAGE,
            "publisher" => Key::PUBLISHER,
            "contributor" => Key::CONTRIBUTOR,
            "identifier" => Key::IDENTIFIER,
            "rights" => Key::RIGHTS,
            "source" => Key::SOURCE,
            "meta" => return self.meta(element),
            _ => return None,
        })
    }

    fn meta(&mut self, element: &Element<'_>) -> Option<Key> {
        if element.attribute("property").is_some_and(|property| property == "dcterms:modified") {
            return Some(Key::MODIFIED);
        }
        let name = element.attribute("name")?;
        if name == "generator" || name == "Sigil version" {
            let content = element.attribute("content").unwrap_or_default();
            self.properties.push((Key::GENERATOR, content));
        }
        None
    }
}

/// Resolves a reference against the folder of the file that it stands in.
pub(super) fn resolved(folder: &str, target: &str) -> String {
    let target = target.split('#').next().unwrap_or(target);
    reference::resolved(folder, &percent_decoded(target))
}

fn percent_decoded(target: &str) -> String {
    String::from_utf8(percent::decoded(target)).unwrap_or_else(|_| target.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_resolved_against_their_folder() {
        assert_eq!(resolved("OEBPS", "text/a%20b.xhtml#x"), "OEBPS/text/a b.xhtml");
        assert_eq!(resolved("a/b", "../c.png"), "a/c.png");
        assert_eq!(resolved("", "./100%.html"), "100%.html");
    }
}
