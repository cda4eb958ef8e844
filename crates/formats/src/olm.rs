//! Mails as Outlook for Mac exports them: an XML file each, in a ZIP that holds their attachments beside them.

use item::{Key, Layer, Place, Segment};

use crate::shared::alternatives::SeenWords;
use crate::shared::html::{Page, push_margins};
use crate::shared::legacy_text::push_text;
use crate::shared::xml::{Element, Event, Xml};
use crate::{Error, Flow, Input, Sink};

/// How the elements of a mail begin.
const PREFIX: &str = "OPFMessageCopy";

/// Elements with a property, by the rest of their name.
const TEXTS: &[(&str, Key)] = &[
    ("Subject", Key::SUBJECT),
    ("MessageID", Key::MESSAGE_ID),
    ("InReplyTo", Key::IN_REPLY_TO),
    ("References", Key::REFERENCES),
    ("ThreadTopic", Key::THREAD_TOPIC),
    ("SentTime", Key::SENT),
    ("ReceivedTime", Key::RECEIVED),
    ("ModDate", Key::MODIFIED),
];

/// Elements with addresses.
const PEOPLE: &[(&str, Key)] = &[
    ("FromAddresses", Key::FROM),
    ("SenderAddress", Key::SENDER),
    ("ToAddresses", Key::TO),
    ("CCAddresses", Key::CC),
    ("BCCAddresses", Key::BCC),
    ("ReplyToAddresses", Key::REPLY_TO),
];

/// Pushes the header as properties, the texts, and the names of attachments.
#[expect(clippy::unnecessary_wraps, reason = "the signature of every extractor")]
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let mut mail = Mail::default();
    let mut xml = Xml::new(&input.bytes[..]);
    while let Some(event) = xml.next_event() {
        match event {
            Event::Open(element) => mail.open(&element),
            Event::Text(text) => mail.text.push_str(&text),
            Event::Close(name) => mail.close(&name),
        }
    }
    mail.push(sink);
    if let Some(reason) = xml.damage() {
        sink.partial(reason);
    }
    Ok(())
}

/// What the elements said so far; of several mails in one file, all.
#[derive(Default)]
struct Mail {
    /// The text of the element at hand.
    text: String,
    /// Whose addresses are being read.
    role: Option<Key>,
    properties: Vec<(Key, String)>,
    plain: String,
    html: String,
    attachments: String,
}

impl Mail {
    fn open(&mut self, element: &Element<'_>) {
        self.text.clear();
        let field = element.name().strip_prefix(PREFIX);
        if let Some((_, key)) = PEOPLE.iter().find(|(name, _)| field == Some(name)) {
            self.role = Some(key.clone());
        }
        match element.name() {
            "emailAddress" => self.properties.extend(self.role.clone().zip(person(element))),
            "messageAttachment" => self.attachments.push_str(&attachment(element)),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        let text = std::mem::take(&mut self.text);
        let Some(field) = name.strip_prefix(PREFIX) else { return };
        match field {
            "Body" => self.plain.push_str(&text),
            "HTMLBody" => self.html.push_str(&text),
            _ => {}
        }
        if let Some((_, key)) = TEXTS.iter().find(|(name, _)| field == *name) {
            self.add(key, &text);
        }
    }

    fn add(&mut self, key: &Key, text: &str) {
        let text = text.trim();
        if *key == Key::REFERENCES {
            let ids = text.split_whitespace().map(|id| (Key::REFERENCES, id.to_owned()));
            self.properties.extend(ids);
        } else {
            self.properties.push((key.clone(), text.to_owned()));
        }
    }

    fn push(&self, sink: &mut dyn Sink) {
        for (key, value) in &self.properties {
            sink.metadata(key.clone(), value);
        }
        if self.push_bodies(sink) == Flow::Continue {
            let place = Place::Part("attachments".into());
            let segment = Segment::new(place, Layer::Metadata, &self.attachments[..]);
            if segment.has_text() {
                let _ = sink.text(segment);
            }
        }
    }

    /// Pushes the plain text, and the form of it in HTML where that says more; programs write HTML into both.
    fn push_bodies(&self, sink: &mut dyn Sink) -> Flow {
        let mut said = SeenWords::default();
        for (name, text) in [("body", &self.plain), ("html body", &self.html)] {
            let page = Page::read(text);
            let place = if said.is_empty() { Place::Whole } else { Place::Part(name.to_owned()) };
            let is_html = name == "html body" || text.trim_start().starts_with('<');
            let text = if is_html { &page.body } else { text };
            let more = said.more_in(text);
            said.add(text);
            if push_text(&place, Layer::Body, &more, sink) == Flow::Stop
                || is_html && push_margins(&page, sink) == Flow::Stop
            {
                return Flow::Stop;
            }
        }
        Flow::Continue
    }
}

/// Returns `Name <address>` with what there is of it.
fn person(element: &Element<'_>) -> Option<String> {
    let attribute = |name| element.attribute(name).unwrap_or_default();
    let (name, address) =
        (attribute("OPFContactEmailAddressName"), attribute("OPFContactEmailAddressAddress"));
    match (name.trim(), address.trim()) {
        ("", "") => None,
        ("", address) => Some(address.to_owned()),
        (name, "") => Some(name.to_owned()),
        (name, address) if name == address => Some(address.to_owned()),
        (name, address) => Some(format!("{name} <{address}>")),
    }
}

/// Returns the name of an attachment and where it lies in the archive, on a line.
fn attachment(element: &Element<'_>) -> String {
    let attribute = |name| element.attribute(name).unwrap_or_default();
    let (name, place) = (attribute("OPFAttachmentName"), attribute("OPFAttachmentURL"));
    format!("attachment: {} {}\n", name.trim(), place.trim())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{Bytes, probe};

    const SAMPLE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<emails elementCount="1"><email xml:space="preserve">
<OPFMessageCopySubject>Re: Заказ &amp; more</OPFMessageCopySubject>
<OPFMessageCopyFromAddresses><emailAddress OPFContactEmailAddressAddress="ann@x.example" OPFContactEmailAddressName="Ann"/></OPFMessageCopyFromAddresses>
<OPFMessageCopyToAddresses><emailAddress OPFContactEmailAddressAddress="bob@x.example"/><emailAddress OPFContactEmailAddressName="Carl"/></OPFMessageCopyToAddresses>
<OPFMessageCopySentTime>2011-03-02T10:00:00</OPFMessageCopySentTime>
<OPFMessageCopyMessageID>a@x.example</OPFMessageCopyMessageID>
<OPFMessageCopyReferences>&lt;b@x&gt; &lt;c@x&gt;</OPFMessageCopyReferences>
<OPFMessageGetHasRichText>1E0</OPFMessageGetHasRichText>
<OPFMessageCopyBody>Ostrovnaya stays.</OPFMessageCopyBody>
<OPFMessageCopyHTMLBody>&lt;p&gt;Ostrovnaya stays.&lt;/p&gt;</OPFMessageCopyHTMLBody>
<OPFMessageCopyAttachmentList><messageAttachment OPFAttachmentName="annex.pdf" OPFAttachmentURL="com.microsoft.__Attachments/1"/></OPFMessageCopyAttachmentList>
</email></emails>"#;

    #[test]
    fn header_body_and_the_names_of_attachments_come_out() {
        let bytes = Bytes::from_static(SAMPLE.as_bytes());
        let identified = crate::identify(&bytes, b"message_00001.xml", &item::Declared::default());
        assert_eq!(identified.format, "olm");
        assert!(identified.warnings.is_empty(), "{identified:?}");
        let found = probe::of(extract, SAMPLE.as_bytes());
        assert_eq!(found.first(&Key::SUBJECT), "Re: Заказ & more");
        assert_eq!(found.first(&Key::FROM), "Ann <ann@x.example>");
        assert_eq!(found.metadata[&Key::TO], ["bob@x.example", "Carl"]);
        assert_eq!(found.first(&Key::SENT), "2011-03-02T10:00:00");
        assert_eq!(found.metadata[&Key::REFERENCES], ["<b@x>", "<c@x>"]);
        assert_eq!(found.body(), "Ostrovnaya stays.");
        assert!(found.layer(Layer::Metadata).contains("annex.pdf com.microsoft.__Attachments/1"));
        assert!(found.partial.is_empty(), "{:?}", found.partial);
    }

    #[test]
    fn a_cut_mail_gives_what_stands_before_the_cut() {
        let at = SAMPLE.find("<OPFMessageCopyHTMLBody").expect("it is there");
        let found = probe::of(extract, &SAMPLE.as_bytes()[..at]);
        assert_eq!(found.body(), "Ostrovnaya stays.");
        assert_eq!(found.partial, [item::PartialReason::Truncated]);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..60), at in 0..1200usize) {
            probe::of(extract, &bytes);
            let mut broken = SAMPLE.as_bytes().to_vec();
            let at = at.min(broken.len());
            let end = broken.len().min(at + bytes.len());
            broken.splice(at..end, bytes);
            probe::of(extract, &broken);
        }
    }
}
