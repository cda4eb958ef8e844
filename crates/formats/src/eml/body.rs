//! The text of a mail and what hangs on it.

use std::borrow::Cow;

use item::{Declared, Key, Layer, PartialReason, Place, Segment, Warning, WarningCode};

use super::header::{Header, Shape};
use super::mime::{self, Part, Split};
use super::{block, enriched, transfer, uuencode, yenc};
use crate::shared::alternatives::SeenWords;
use crate::shared::cms::{self, Kind};
use crate::shared::decode::{self, Choice};
use crate::shared::html::{Page, push_margins};
use crate::{Child, Content, FORMATS, Flow, Sink};

/// A page consists of fewer others.
const SOURCES: usize = 64;

/// Gathers the texts of a mail and pushes its attachments.
pub(super) struct Bodies<'a> {
    by_hand: Option<&'a str>,
    sink: &'a mut dyn Sink,
    depth: u32,
    texts: Vec<String>,
    /// Plain text around bodies in Base64: where it stands, and what it says.
    beside: Vec<(&'static str, String)>,
    pages: Vec<Page>,
    margins: Vec<(&'static str, Layer, String)>,
    children: usize,
    parts: usize,
    charsets: Vec<&'static str>,
    /// Addresses of web pages that were saved as this mail.
    sources: Vec<String>,
    /// Whether the mail as a whole is encrypted.
    is_locked: bool,
    flow: Flow,
}

impl<'a> Bodies<'a> {
    /// Begins a mail in which multiparts may stand `depth` deep.
    ///
    /// Where the user names a charset, parts are read in that one, whatever they state.
    pub(super) fn new(sink: &'a mut dyn Sink, depth: u32, by_hand: Option<&'a str>) -> Self {
        Self {
            by_hand,
            sink,
            depth,
            texts: Vec::new(),
            beside: Vec::new(),
            pages: Vec::new(),
            margins: Vec::new(),
            children: 0,
            parts: 0,
            charsets: Vec::new(),
            sources: Vec::new(),
            is_locked: false,
            flow: Flow::Continue,
        }
    }

    /// Takes a part and those within it.
    pub(super) fn walk(&mut self, header: &Header, body: &[u8]) {
        if self.flow == Flow::Stop {
            return;
        }
        let shape = header.shape();
        let opened = whole_multipart(&shape, body);
        let body = opened.as_deref().unwrap_or(body);
        match self.split(&shape, body) {
            Some(split) if self.depth > 0 => self.multipart(&shape, split),
            Some(_) => {
                self.sink.partial(PartialReason::Depth);
                self.attachment(&shape, body);
            }
            None if shape.media_type.starts_with("multipart/") => {
                let shape = Shape { media_type: String::new(), boundary: None, ..shape };
                self.leaf(&shape, body);
            }
            None => self.leaf(&shape, body),
        }
    }

    /// Splits a body at the boundary that its header names; where that does not occur, at the one that does.
    fn split<'b>(&mut self, shape: &Shape, body: &'b [u8]) -> Option<Split<'b>> {
        let is_stated = shape.media_type.starts_with("multipart/");
        let is_text = matches!(shape.media_type.as_str(), "" | "text" | "text/plain")
            && shape.name.is_none()
            && !shape.is_attachment;
        if !(is_stated || is_text && begins_with_delimiter(body)) {
            return None;
        }
        let declared = shape.boundary.as_deref().unwrap_or_default();
        let split = mime::split(body, declared.as_bytes());
        if !declared.is_empty() && !split.parts.is_empty() {
            if split.is_open {
                self.sink.warn(Warning::new(WarningCode::BoundaryUnclosed, declared));
            }
            return Some(split);
        }
        self.sink.warn(match declared {
            "" => Warning::bare(WarningCode::BoundaryMissing),
            declared => Warning::new(WarningCode::BoundaryMissing, declared),
        });
        Some(mime::split(body, mime::boundary_in(body)?))
    }

    fn multipart(&mut self, shape: &Shape, split: Split<'_>) {
        if shape.media_type == "multipart/encrypted" {
            self.note_encrypted("OpenPGP");
        }
        self.note_source(shape);
        self.margin("preamble", split.preamble);
        self.depth -= 1;
        for part in split.parts {
            let part = Part::read(part);
            let header = Header::read(part.header);
            if shape.media_type == "multipart/digest" && header.shape().media_type.is_empty() {
                self.attachment(
                    &Shape { media_type: "message/rfc822".into(), ..Shape::default() },
                    part.body,
                );
            } else {
                self.walk(&header, part.body);
            }
        }
        self.depth += 1;
        self.margin("epilogue", split.epilogue);
    }

    /// Keeps what stands before the header or around the parts, where no reader program shows it.
    pub(super) fn margin(&mut self, name: &'static str, bytes: &[u8]) {
        let text = decode::text(bytes, None).text;
        let folded = text.to_ascii_lowercase();
        let is_notice = text.len() < 600
            && ["multi-part", "multipart", "mime", "mehrteilige"]
                .iter()
                .any(|word| folded.contains(word));
        if !is_notice && text.chars().any(char::is_alphanumeric) {
            self.margins.push((name, Layer::Hidden, text));
        }
    }

    fn leaf(&mut self, shape: &Shape, body: &[u8]) {
        self.parts += 1;
        if let Some(part) = &shape.part_of {
            self.sink.warn(Warning::new(WarningCode::MailInParts, part));
            self.sink.partial(PartialReason::Truncated);
        }
        let is_sole = self.parts == 1;
        let is_named = shape.name.is_some() && !is_sole;
        let is_inline = !shape.is_attachment && !is_named;
        match shape.media_type.as_str() {
            "" | "text" | "text/plain" if is_inline => self.plain(shape, body),
            "text/html" | "text/enriched" | "text/richtext" | "application/xhtml+xml"
                if is_inline =>
            {
                self.page(shape, body);
            }
            "application/pkcs7-mime" | "application/x-pkcs7-mime" => self.pkcs7(shape, body),
            "message/external-body" => self.external(shape, body),
            _ => self.attachment(shape, body),
        }
    }

    /// Keeps where a part stands that is not in the mail (RFC 2046 §5.2.3).
    fn external(&mut self, shape: &Shape, body: &[u8]) {
        self.children += 1;
        let text = decode::text(&self.opened(shape, body), self.by_hand).text;
        let place = format!("{}\n{text}", shape.external);
        self.margins.push(("external body", Layer::Body, place));
        self.sink.warn(Warning::new(WarningCode::AttachmentsApart, 1));
    }

    fn pkcs7(&mut self, shape: &Shape, body: &[u8]) {
        let is_locked = match shape.smime_type.as_str() {
            "signed-data" | "certs-only" | "compressed-data" => false,
            "enveloped-data" | "authenveloped-data" => true,
            _ => {
                let bytes = transfer::decode(body, &shape.encoding).bytes;
                !matches!(cms::open(&bytes), Some((Kind::Signed | Kind::Compressed, _)))
            }
        };
        if is_locked {
            self.note_encrypted("S/MIME");
        }
        self.attachment(shape, body);
    }

    fn note_encrypted(&mut self, method: &str) {
        self.sink.metadata(Key::ENCRYPTION, method);
        self.is_locked |= self.texts.is_empty() && self.pages.is_empty() && self.children == 0;
        self.sink.partial(PartialReason::PartEncrypted);
    }

    /// Undoes the transfer encoding; what a gateway or mailing list put around it is a text of its own.
    fn opened<'b>(&mut self, shape: &Shape, body: &'b [u8]) -> Cow<'b, [u8]> {
        let opened = transfer::decode(body, &shape.encoding);
        for (place, text) in [("banner", opened.banner), ("footer", opened.footer)] {
            let text = decode::text(text, None).text;
            if !text.trim().is_empty() {
                self.beside.push((place, text));
            }
        }
        if opened.had_errors {
            self.sink.warn(Warning::new(WarningCode::TransferEncodingBroken, &shape.encoding));
        }
        opened.bytes
    }

    /// Undoes the transfer encoding of a text, and Base64 that no field states.
    fn text_of<'b>(&mut self, shape: &Shape, body: &'b [u8]) -> Cow<'b, [u8]> {
        match transfer::undeclared(body, &shape.encoding) {
            Some(undone) => {
                self.sink
                    .warn(Warning::new(WarningCode::TransferEncodingBroken, "base64, not stated"));
                undone.bytes
            }
            None => self.opened(shape, body),
        }
    }

    fn plain(&mut self, shape: &Shape, body: &[u8]) {
        let mut bytes = self.text_of(shape, body);
        if is_page(&bytes) {
            return self.page(shape, body);
        }
        let files = files(&bytes);
        if !files.is_empty() {
            bytes = Cow::Owned(without(&bytes, &files));
        }
        let choice = decode::choose(&bytes, self.by_hand.or(shape.charset.as_deref()));
        let (text, had_errors) = choice.charset.decode(&bytes[choice.bom..]);
        self.note_charset(choice, had_errors, shape);
        if text.contains("-----BEGIN PGP MESSAGE-----") {
            self.sink.metadata(Key::ENCRYPTION, "OpenPGP");
            self.sink.partial(PartialReason::PartEncrypted);
        }
        let text = if shape.is_flowed { unflowed(&text, shape.deletes_blank) } else { text };
        self.texts.push(text);
        for file in files {
            let named = String::from_utf8_lossy(&file.name).into_owned();
            self.push(named, Declared::default(), None, &file.bytes);
        }
    }

    fn page(&mut self, shape: &Shape, body: &[u8]) {
        self.note_source(shape);
        let bytes = self.text_of(shape, body);
        let choice = decode::choose_markup(&bytes, self.by_hand.or(shape.charset.as_deref()));
        let (text, had_errors) = choice.charset.decode(&bytes[choice.bom..]);
        self.note_charset(choice, had_errors, shape);
        let is_enriched = matches!(shape.media_type.as_str(), "text/enriched" | "text/richtext");
        let text = if is_enriched { enriched::as_html(&text) } else { text };
        self.pages.push(Page::read(&text));
    }

    /// Keeps where a web page stood before it was saved (RFC 2557 §4.2).
    fn note_source(&mut self, shape: &Shape) {
        let is_one_more = self.sources.len() < SOURCES;
        let stated = shape.location.as_deref();
        let stated = stated.filter(|location| is_one_more && location.contains(":/"));
        if let Some(location) = stated.filter(|it| !self.sources.iter().any(|seen| seen == it)) {
            self.sources.push(location.to_owned());
            self.sink.metadata(Key::SOURCE, location);
        }
    }

    fn note_charset(&mut self, choice: Choice, had_errors: bool, shape: &Shape) {
        let charset = choice.charset.name();
        if !self.charsets.contains(&charset) {
            self.charsets.push(charset);
            self.sink.metadata(Key::CHARSET, charset);
        }
        decode::report_beside(choice.charset, self.sink);
        if choice.is_declared_refused {
            let declared = shape.charset.as_deref().unwrap_or_default();
            let about = format_args!("declared {declared}, read as {charset}");
            self.sink.warn(Warning::new(WarningCode::CharsetMismatch, about));
        }
        if had_errors {
            decode::report_replaced(self.sink);
        }
    }

    fn attachment(&mut self, shape: &Shape, body: &[u8]) {
        let is_mail = matches!(
            shape.media_type.as_str(),
            "message/rfc822" | "message/global" | "message/news"
        );
        let bytes = self.opened(shape, body);
        let name = shape.name.as_deref().map(str::trim).filter(|name| !name.is_empty());
        let number = self.children + 1;
        let name = match name {
            Some(name) => name.replace(['/', '\0'], "_"),
            None if is_mail => format!("{number}.eml"),
            None => format!("attachment-{number}.{}", extension(&shape.media_type)),
        };
        let declared = Declared {
            media_type: (!shape.media_type.is_empty()).then(|| shape.media_type.clone()),
            charset: shape.charset.clone(),
            format: is_mail.then_some(Cow::Borrowed("eml")),
        };
        self.push(name, declared, shape.modified.clone(), &bytes);
    }

    fn push(
        &mut self,
        name: String,
        declared: Declared,
        modified: Option<String>,
        mut bytes: &[u8],
    ) {
        if self.flow == Flow::Stop {
            return;
        }
        self.children += 1;
        let child = Child { name: name.into_bytes(), declared, modified };
        self.flow = self.sink.child(child, Content::Stream(&mut bytes));
    }

    /// Pushes the texts and tells whether the mail as a whole is encrypted.
    pub(super) fn finish(mut self) -> bool {
        let said = SeenWords::of(self.texts.iter().map(String::as_str));
        for (number, text) in std::mem::take(&mut self.texts).into_iter().enumerate() {
            let place = if number == 0 {
                Place::Whole
            } else {
                Place::Part(format!("text {}", number + 1))
            };
            self.text(&place, Layer::Body, &text);
        }
        for (number, page) in std::mem::take(&mut self.pages).into_iter().enumerate() {
            self.push_page(&page, number, &said);
        }
        for (place, text) in std::mem::take(&mut self.beside) {
            self.text(&Place::Part(place.into()), Layer::Body, &text);
        }
        for (name, layer, text) in std::mem::take(&mut self.margins) {
            self.text(&Place::Part(name.into()), layer, &text);
        }
        self.is_locked
    }

    /// Pushes a page: its body only where it says more than the plain text, the other layers always.
    fn push_page(&mut self, page: &Page, number: usize, said: &SeenWords) {
        let name =
            if number == 0 { "html body".to_owned() } else { format!("html body {}", number + 1) };
        let is_first = said.is_empty() && number == 0;
        let place = if is_first { Place::Whole } else { Place::Part(name.clone()) };
        self.text(&place, Layer::Body, &said.more_in(&page.body));
        self.text(&Place::Part(name), Layer::Hidden, &page.hidden);
        if self.flow == Flow::Continue {
            self.flow = push_margins(page, self.sink);
        }
    }

    /// Pushes a text in pieces of at most a segment's size.
    fn text(&mut self, place: &Place, layer: Layer, text: &str) {
        if text.trim().is_empty() {
            return;
        }
        let mut rest = text;
        while !rest.is_empty() && self.flow == Flow::Continue {
            let cut = decode::Charset::Utf8.cut(rest.as_bytes(), crate::shared::segments::SIZE);
            let (piece, after) = rest.split_at(cut);
            self.flow = self.sink.text(Segment::new(place.clone(), layer, piece));
            rest = after;
        }
    }
}

/// Undoes the encoding of a multipart as a whole, which only some senders apply (RFC 2045 §6.4 forbids it).
fn whole_multipart(shape: &Shape, body: &[u8]) -> Option<Vec<u8>> {
    let boundary =
        shape.boundary.as_deref().filter(|_| shape.media_type.starts_with("multipart/"))?;
    let delimiter = format!("--{boundary}");
    let has_boundary = |bytes: &[u8]| memchr::memmem::find(bytes, delimiter.as_bytes()).is_some();
    if has_boundary(body) {
        return None;
    }
    let opened = transfer::decode(body, &shape.encoding).bytes;
    has_boundary(&opened).then(|| opened.into_owned())
}

/// Tells whether a text that is not said to be a web page is one from its first tag on.
fn is_page(text: &[u8]) -> bool {
    let start = text.trim_ascii_start();
    [&b"<html"[..], b"<!doctype html"]
        .iter()
        .any(|tag| start.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag)))
}

/// Finds the files that stand in a text as lines of it, in order.
pub(super) fn files(text: &[u8]) -> Vec<uuencode::File> {
    let mut files = yenc::files(text);
    files.extend(uuencode::files(text));
    files.extend(block::files(text));
    files.sort_by_key(|file| file.range.start);
    let mut end = 0;
    files.retain(|file| {
        let is_apart = file.range.start >= end;
        end = end.max(if is_apart { file.range.end } else { 0 });
        is_apart
    });
    files
}

/// Takes files out of the text that they stand in.
fn without(text: &[u8], files: &[uuencode::File]) -> Vec<u8> {
    let starts = std::iter::once(0).chain(files.iter().map(|file| file.range.end));
    let ends = files.iter().map(|file| file.range.start).chain([text.len()]);
    starts.zip(ends).flat_map(|(start, end)| &text[start..end]).copied().collect()
}

/// Tells whether a body that is not said to have parts begins with a delimiter and the fields of one.
fn begins_with_delimiter(body: &[u8]) -> bool {
    let start = body.trim_ascii_start();
    let first = mime::line_at(start, 0).0;
    mime::boundary_in(start).is_some_and(|boundary| {
        first.strip_prefix(b"--").is_some_and(|line| line.trim_ascii_end() == boundary)
    })
}

/// Joins lines that flow (RFC 3676 §4): a blank at the end means that the paragraph goes on.
fn unflowed(text: &str, deletes_blank: bool) -> String {
    let mut joined = String::with_capacity(text.len());
    let mut quoted_before = None;
    for line in text.lines() {
        let quotes = line.bytes().take_while(|byte| *byte == b'>').count();
        let content = line[quotes..].strip_prefix(' ').unwrap_or(&line[quotes..]);
        if quoted_before == Some(quotes) {
            joined.push_str(content);
        } else {
            if quoted_before.is_some() {
                joined.push('\n');
            }
            joined.push_str(&line[..line.len() - content.len()]);
            joined.push_str(content);
        }
        let is_soft = content.ends_with(' ') && content != "-- ";
        if is_soft && deletes_blank {
            joined.pop();
        }
        quoted_before = is_soft.then_some(quotes);
        if !is_soft {
            joined.push('\n');
        }
    }
    joined
}

/// Returns the extension that goes with a media type.
fn extension(media_type: &str) -> &'static str {
    let line = FORMATS.iter().find(|format| format.media_type == media_type);
    match media_type {
        "" | "text/plain" | "message/delivery-status" | "message/disposition-notification" => "txt",
        "text/rfc822-headers" => "eml",
        "application/pkcs7-signature" | "application/x-pkcs7-signature" => "p7s",
        "application/x-pkcs7-mime" => "p7m",
        "application/pgp-signature" => "asc",
        _ => match line.and_then(|format| format.extensions.first()) {
            Some(extension) => extension,
            None if media_type.starts_with("text/") => "txt",
            None => "bin",
        },
    }
}
