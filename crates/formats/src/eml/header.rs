//! What a header block says.

use item::Key;
use mail_parser::{
    Addr, Address, ContentType, HeaderName, HeaderValue, Message, MessageParser, MimeHeaders,
};

use super::{date, parameter};
use crate::shared::{decode, encoded_words};

/// How many bytes of a field are parsed; the text of the header has all of it.
const FIELD: usize = 64 << 10;

/// The field in which browsers keep the address of a page that they save.
const SAVED_FROM: &str = "Snapshot-Content-Location";

/// A header block, decoded once to UTF-8 so that raw eight-bit fields are read too.
pub(super) struct Header {
    /// The block with a blank line after it.
    block: String,
    /// The block with fields beyond [`FIELD`] cut, where there are any.
    cut: Option<String>,
    charset: &'static str,
}

/// What a header says of the body that follows.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Shape {
    /// `type/subtype` in lower case; empty where none is stated.
    pub(super) media_type: String,
    pub(super) charset: Option<String>,
    pub(super) boundary: Option<String>,
    /// The name of the file, decoded.
    pub(super) name: Option<String>,
    pub(super) is_attachment: bool,
    pub(super) encoding: String,
    /// Whether lines flow (RFC 3676), and whether the blank at a soft break is to go.
    pub(super) is_flowed: bool,
    pub(super) deletes_blank: bool,
    /// What an S/MIME part is: `enveloped-data`, `signed-data`.
    pub(super) smime_type: String,
    /// Which part of a longer mail it is (RFC 2046 §5.2.2): its number, how many there are, the id of the whole.
    pub(super) part_of: Option<String>,
    /// When the file was changed last, ISO 8601.
    pub(super) modified: Option<String>,
    /// Where the part stood before it was put into the mail (RFC 2557 §4).
    pub(super) location: Option<String>,
    /// Where the body stands that is not in the mail, a line for each parameter.
    pub(super) external: String,
}

impl Header {
    /// Reads a block; fields in no stated encoding are read in the one that is detected.
    pub(super) fn read(block: &[u8]) -> Self {
        let decoded = decode::text(block, None);
        let mut text = decoded.text;
        if text.contains("\r\r") {
            text = text.replace("\r\r", "\r");
        }
        let text_of_fields = parameter::joined(&parameter::mended(&mended(&text)));
        let mut text = encoded_words::normalised(&text_of_fields);
        text.push_str("\r\n");
        let cut = (text.len() > FIELD).then(|| with_short_fields(&text));
        Self { block: text, cut, charset: decoded.charset }
    }

    /// Returns the encoding that the block was read in.
    pub(super) fn charset(&self) -> &'static str {
        self.charset
    }

    fn parsed(&self) -> Option<Message<'_>> {
        MessageParser::default().parse_headers(self.fields().as_bytes())
    }

    fn fields(&self) -> &str {
        self.cut.as_deref().unwrap_or(&self.block)
    }

    /// Returns the properties that the fields state, in a fixed order.
    pub(super) fn properties(&self) -> Vec<(Key, String)> {
        let Some(message) = self.parsed() else { return Vec::new() };
        let mut properties = Vec::new();
        for header in message.headers() {
            let raw = self.fields().get(header.offset_start as usize..header.offset_end as usize);
            let raw = unfold(raw.unwrap_or_default());
            push_field(&header.name, &header.value, &raw, &mut properties);
        }
        properties
    }

    /// Returns the fields as text, unfolded and decoded, one a line.
    pub(super) fn text(&self) -> String {
        let mut text = String::with_capacity(self.block.len());
        for line in unfold_block(&self.block).lines().filter(|line| !line.trim().is_empty()) {
            text.push_str(&encoded_words::decoded(line));
            text.push('\n');
        }
        text
    }

    /// Returns what is said of the body.
    pub(super) fn shape(&self) -> Shape {
        let Some(message) = self.parsed() else { return Shape::default() };
        let mut shape = Shape::default();
        let Some(part) = message.parts.first() else { return shape };
        if let Some(kind) = part.content_type() {
            read_type(kind, &mut shape);
        }
        if let Some(disposition) = part.content_disposition() {
            shape.is_attachment = disposition.is_attachment();
            shape.modified = disposition.attribute("modification-date").and_then(date::rfc_5322);
        }
        let name = part.attachment_name().filter(|name| !name.trim().is_empty());
        let place = part.content_location().and_then(last_component);
        shape.location = message
            .header_raw(SAVED_FROM)
            .or(message.header_raw(HeaderName::ContentLocation))
            .map(|location| location.split_ascii_whitespace().collect());
        let is_text = ["text/", "multipart/", "message/"]
            .iter()
            .any(|kind| shape.media_type.is_empty() || shape.media_type.starts_with(kind));
        let described = part.content_description().filter(|_| !is_text);
        let name = name.or(place).or(described);
        let name = name.map(encoded_words::decoded).map(parameter::without_percents);
        shape.name = name.map(parameter::without_references);
        part.content_transfer_encoding().unwrap_or_default().clone_into(&mut shape.encoding);
        shape
    }
}

/// Returns the properties that the fields of a header state.
pub(crate) fn properties_of(header: &str) -> Vec<(Key, String)> {
    Header::read(header.as_bytes()).properties()
}

/// Takes the blank lines out of a block, which parsers end at, and puts the parameters of a `Content-` field into one line.
fn mended(block: &str) -> String {
    let mut text = String::with_capacity(block.len() + 2);
    let mut is_content = false;
    for line in block.lines().map(|line| line.trim_end_matches('\r')) {
        let is_folded = line.starts_with([' ', '\t']);
        if line.trim().is_empty() {
            continue;
        }
        if !is_folded {
            is_content = line.get(..8).is_some_and(|name| name.eq_ignore_ascii_case("content-"));
        }
        let end = text.trim_end_matches([' ', '\t', '\r', '\n']).len();
        if is_folded && is_content {
            text.truncate(end);
            if !text.ends_with('=') {
                text.push(' ');
            }
            text.push_str(line.trim_start());
        } else if is_folded {
            text.push_str(line);
        } else {
            push_with_bare_name(line, &mut text);
        }
        text.push_str("\r\n");
    }
    text
}

/// Adds the first line of a field, without the blanks that old senders put before its colon (RFC 5322 §4.5).
fn push_with_bare_name(line: &str, text: &mut String) {
    let field = line.split_once(':').map(|(name, value)| (name.trim_end(), value));
    match field.filter(|(name, _)| name.bytes().all(|byte| byte.is_ascii_graphic())) {
        Some((name, value)) => text.extend([name, ":", value]),
        None => text.push_str(line),
    }
}

/// Cuts every field after [`FIELD`] bytes.
fn with_short_fields(block: &str) -> String {
    let mut text = String::new();
    let mut length = 0;
    for line in block.split_inclusive('\n') {
        length = if line.starts_with([' ', '\t']) { length + line.len() } else { line.len() };
        if length <= FIELD {
            text.push_str(line);
        } else if length == line.len() {
            text.push_str(&line[..line.floor_char_boundary(FIELD)]);
            text.push_str("\r\n");
        }
    }
    text
}

/// Returns the file name in a Content-Location, as web pages saved as mails give it.
fn last_component(location: &str) -> Option<&str> {
    let path = location.split(['?', '#']).next().unwrap_or_default();
    let name = path.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    (name.contains('.') && path.len() > name.len()).then_some(name)
}

fn read_type(kind: &ContentType<'_>, shape: &mut Shape) {
    let subtype = kind.subtype().unwrap_or_default();
    shape.media_type =
        format!("{}/{subtype}", kind.ctype()).trim_end_matches('/').to_ascii_lowercase();
    if shape.media_type == "multipart" {
        shape.media_type.push_str("/mixed");
    }
    let attribute = |name: &str| kind.attribute(name).map(str::to_owned);
    shape.charset = attribute("charset").map(|label| bare_label(&label).to_owned());
    shape.boundary = attribute("boundary").filter(|boundary| !boundary.is_empty());
    shape.is_flowed =
        attribute("format").is_some_and(|format| format.eq_ignore_ascii_case("flowed"));
    shape.deletes_blank = attribute("delsp").is_some_and(|value| value.eq_ignore_ascii_case("yes"));
    if shape.media_type == "message/partial" {
        let [number, total, id] =
            ["number", "total", "id"].map(|name| attribute(name).unwrap_or_else(|| "?".into()));
        shape.part_of = Some(format!("{number} of {total}, {id}"));
    }
    if shape.media_type == "message/external-body" {
        let parameters = kind.attributes().unwrap_or_default().iter();
        let lines =
            parameters.map(|one| format!("{}: {}\n", one.name, encoded_words::decoded(&one.value)));
        shape.external = lines.collect();
    }
    shape.smime_type = attribute("smime-type").unwrap_or_default().to_ascii_lowercase();
}

/// Takes from a label what senders put around it: `_iso-8859-5$ESC`.
fn bare_label(label: &str) -> &str {
    let label = label.split(['$', ';']).next().unwrap_or_default();
    label.trim_matches(|letter: char| !letter.is_ascii_alphanumeric())
}

fn push_field(
    name: &HeaderName<'_>,
    value: &HeaderValue<'_>,
    raw: &str,
    properties: &mut Vec<(Key, String)>,
) {
    let address = |key: Key, properties: &mut Vec<(Key, String)>| {
        let found = value.as_address().map(addresses).unwrap_or_default();
        let found = if found.is_empty() { vec![encoded_words::decoded(raw.trim())] } else { found };
        properties.extend(found.into_iter().map(|address| (key.clone(), address)));
    };
    match name {
        HeaderName::From => address(Key::FROM, properties),
        HeaderName::To => address(Key::TO, properties),
        HeaderName::Cc => address(Key::CC, properties),
        HeaderName::Bcc => address(Key::BCC, properties),
        HeaderName::ReplyTo => address(Key::REPLY_TO, properties),
        HeaderName::Sender => address(Key::SENDER, properties),
        HeaderName::ResentFrom => address(Key::RESENT_FROM, properties),
        HeaderName::ResentTo => address(Key::RESENT_TO, properties),
        // The parser puts a blank before an encoded word that stands right behind a text.
        HeaderName::Subject => {
            properties.push((Key::SUBJECT, encoded_words::decoded(raw.trim()).trim().to_owned()));
        }
        HeaderName::Date => push_date(raw, properties),
        HeaderName::MessageId => properties.extend(ids(value, raw).map(|id| (Key::MESSAGE_ID, id))),
        HeaderName::InReplyTo => {
            properties.extend(ids(value, raw).map(|id| (Key::IN_REPLY_TO, id)));
        }
        HeaderName::References => {
            properties.extend(ids(value, raw).map(|id| (Key::REFERENCES, id)));
        }
        HeaderName::Received => properties.extend(received(value)),
        HeaderName::Keywords => {
            properties.push((Key::KEYWORDS, encoded_words::decoded(raw.trim())));
        }
        HeaderName::ContentLanguage => {
            properties.push((Key::LANGUAGE, encoded_words::decoded(raw.trim())));
        }
        HeaderName::Organization => {
            properties.push((Key::COMPANY, encoded_words::decoded(raw.trim())));
        }
        other => push_other(&other.as_str().to_ascii_lowercase(), raw, properties),
    }
}

fn push_other(name: &str, raw: &str, properties: &mut Vec<(Key, String)>) {
    let key = match name {
        "x-mailer" | "user-agent" | "x-newsreader" => Key::GENERATOR,
        "organization" | "organisation" => Key::COMPANY,
        "x-originating-ip" => Key::ORIGINATING_IP,
        "newsgroups" => Key::NEWSGROUPS,
        "sent" => Key::DATE_RAW,
        _ => return,
    };
    properties.push((key, encoded_words::decoded(raw.trim()).trim_matches(['[', ']']).to_owned()));
}

/// Returns addresses as `Name <address>`, groups taken apart.
fn addresses(address: &Address<'_>) -> Vec<String> {
    let mut list: Vec<String> = Vec::new();
    let mut family: Option<String> = None;
    for address in address.iter() {
        let printed = printed(address);
        let is_whole = address.name().is_some() && address.address().is_some();
        match family.take() {
            // A comma that no quotes enclose: `Belozerov, Pavel <pavel@x.org>`.
            Some(family) if is_whole => {
                list.push(format!("{family}, {printed}"));
                continue;
            }
            family => list.extend(family),
        }
        if is_bare_name(&printed) {
            family = Some(printed);
        } else if !printed.is_empty() {
            list.push(printed);
        }
    }
    list.extend(family);
    list
}

/// Tells whether an address is a word with a capital and nothing else.
fn is_bare_name(address: &str) -> bool {
    address.starts_with(char::is_uppercase)
        && address.chars().all(|letter| letter.is_alphabetic() || "-'’ ".contains(letter))
}

fn printed(address: &Addr<'_>) -> String {
    let name = address.name().unwrap_or_default().trim();
    match address.address().unwrap_or_default().trim() {
        "" => name.to_owned(),
        mailbox if name.is_empty() || name == mailbox => mailbox.to_owned(),
        mailbox => format!("{name} <{mailbox}>"),
    }
}

/// Keeps the date as written where it cannot be read.
fn push_date(raw: &str, properties: &mut Vec<(Key, String)>) {
    properties.push(match date::rfc_5322(raw).or_else(|| date::lenient(raw)) {
        Some(date) => (Key::SENT, date),
        None => (Key::DATE_RAW, raw.trim().to_owned()),
    });
}

fn ids<'a>(value: &'a HeaderValue<'_>, raw: &'a str) -> impl Iterator<Item = String> + 'a {
    let list = value.as_text_list().unwrap_or_default();
    let fallback = list.is_empty().then(|| raw.trim().trim_matches(['<', '>']).to_owned());
    list.iter().map(|id| id.trim().to_owned()).chain(fallback)
}

/// Returns the addresses of the machines that handed the mail on.
fn received(value: &HeaderValue<'_>) -> Option<(Key, String)> {
    let hop = value.as_received()?;
    let written = match &hop.from {
        Some(mail_parser::Host::IpAddr(address)) => Some(*address),
        _ => None,
    };
    hop.from_ip.or(written).map(|address| (Key::RECEIVED_IP, address.to_string()))
}

fn unfold(text: &str) -> String {
    text.split(['\r', '\n'])
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Joins folded lines with the line that they continue.
fn unfold_block(block: &str) -> String {
    let mut text = String::with_capacity(block.len());
    for line in block.lines() {
        if line.starts_with([' ', '\t']) && !text.is_empty() {
            text.truncate(text.trim_end_matches('\n').len());
            text.push(' ');
        }
        text.push_str(line.trim());
        text.push('\n');
    }
    text
}
