//! What a document says of itself.

use item::Key;

use crate::shared::xml::Element;

/// Returns the property that the text of an element of the metadata is.
pub(super) fn key(element: &Element<'_>) -> Option<Key> {
    Some(match element.name() {
        "title" => Key::TITLE,
        "subject" => Key::SUBJECT,
        "description" => Key::DESCRIPTION,
        "keyword" => Key::KEYWORDS,
        "initial-creator" => Key::AUTHOR,
        "creator" => Key::LAST_AUTHOR,
        "creation-date" => Key::CREATED,
        "date" => Key::MODIFIED,
        "print-date" => Key::PRINTED,
        "printed-by" => Key::PRINTED_BY,
        "generator" => Key::GENERATOR,
        "language" => Key::LANGUAGE,
        "editing-cycles" => Key::REVISION,
        "editing-duration" => Key::EDITING_TIME,
        "user-defined" => Key::custom(&element.attribute("name")?),
        _ => return None,
    })
}

/// Returns the property that stands in attributes of an element of the metadata.
pub(super) fn stated(element: &Element<'_>) -> Option<(Key, String)> {
    match element.name() {
        "template" => {
            let title = element.attribute("title").filter(|title| !title.is_empty());
            Some((Key::TEMPLATE, title.or_else(|| element.attribute("href"))?))
        }
        "document-statistic" => Some((Key::PAGES, element.attribute("page-count")?)),
        _ => None,
    }
}
