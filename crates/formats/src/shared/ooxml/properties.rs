//! What a package says of itself: core, extended and custom properties.

use item::Key;

use super::escapes::unescape;
use super::package::Package;
use crate::Sink;
use crate::shared::xml::Event;

/// Reports every property.
pub(crate) fn report(package: &Package<'_>, sink: &mut dyn Sink) {
    let names: Vec<String> = package.names().map(str::to_owned).collect();
    for name in names {
        match kind(package, &name) {
            Some(Kind::Core) => report_values(package, &name, core_key, sink),
            Some(Kind::Extended) => report_values(package, &name, extended_key, sink),
            Some(Kind::Custom) => report_custom(package, &name, sink),
            None => {}
        }
    }
}

enum Kind {
    Core,
    Extended,
    Custom,
}

fn kind(package: &Package<'_>, name: &str) -> Option<Kind> {
    let content_type = package.content_type(name).unwrap_or_default();
    if content_type.ends_with("core-properties+xml") || name == "docProps/core.xml" {
        Some(Kind::Core)
    } else if content_type.ends_with("extended-properties+xml") || name == "docProps/app.xml" {
        Some(Kind::Extended)
    } else if content_type.ends_with("custom-properties+xml") || name == "docProps/custom.xml" {
        Some(Kind::Custom)
    } else {
        None
    }
}

/// Returns the property that an element of the core properties states.
pub(crate) fn core_key(element: &str) -> Option<Key> {
    Some(match element {
        "title" => Key::TITLE,
        "creator" => Key::AUTHOR,
        "lastModifiedBy" => Key::LAST_AUTHOR,
        "created" => Key::CREATED,
        "modified" => Key::MODIFIED,
        "lastPrinted" => Key::PRINTED,
        "subject" => Key::SUBJECT,
        "keywords" => Key::KEYWORDS,
        "description" => Key::DESCRIPTION,
        "language" => Key::LANGUAGE,
        "category" => Key::CATEGORY,
        "contentStatus" => Key::STATUS,
        "identifier" => Key::IDENTIFIER,
        "revision" => Key::REVISION,
        "version" => Key::VERSION,
        _ => return None,
    })
}

/// Returns the property that an element of the extended properties states.
pub(crate) fn extended_key(element: &str) -> Option<Key> {
    Some(match element {
        "Application" => Key::GENERATOR,
        "AppVersion" => Key::GENERATOR_VERSION,
        "Company" => Key::COMPANY,
        "Manager" => Key::MANAGER,
        "Template" => Key::TEMPLATE,
        "Pages" | "Slides" => Key::PAGES,
        "TotalTime" => Key::EDITING_MINUTES,
        "HyperlinkBase" => Key::HYPERLINK_BASE,
        _ => return None,
    })
}

/// Reports the text of each element that has a key.
fn report_values(
    package: &Package<'_>,
    name: &str,
    key: fn(&str) -> Option<Key>,
    sink: &mut dyn Sink,
) {
    package.read(name, |xml| {
        let mut open: Option<(Key, String)> = None;
        while let Some(event) = xml.next_event() {
            match event {
                Event::Open(element) => {
                    open = key(element.name()).map(|key| (key, String::new())).or(open);
                }
                Event::Text(text) => {
                    if let Some((_, value)) = &mut open {
                        value.push_str(&text);
                    }
                }
                Event::Close(closed) => {
                    if key(&closed).is_some()
                        && let Some((key, value)) = open.take()
                    {
                        sink.metadata(key, unescape(value).trim());
                    }
                }
            }
        }
    });
}

fn report_custom(package: &Package<'_>, name: &str, sink: &mut dyn Sink) {
    package.read(name, |xml| {
        let (mut key, mut value) = (None, String::new());
        while let Some(event) = xml.next_event() {
            match event {
                Event::Open(element) if element.name() == "property" => {
                    key = element.attribute("name");
                    value.clear();
                }
                Event::Text(text) => value.push_str(&text),
                Event::Close(closed) if closed == "property" => {
                    let name = key.take().unwrap_or_default();
                    let value = unescape(std::mem::take(&mut value));
                    sink.metadata(Key::custom(&name), value.trim());
                }
                _ => {}
            }
        }
    });
}
