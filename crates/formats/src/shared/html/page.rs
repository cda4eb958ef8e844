//! What stands in a page, layer by layer.

use std::borrow::Cow;
use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use html5ever::{LocalName, TokenizerResult};

use super::layout::Layout;
use super::style::{self, Style};
use crate::shared::escapes::{TURN, TURN_BACK};
use crate::shared::percent;

/// How many bytes the tokenizer is fed at a time.
const PIECE: usize = 32 << 10;

/// How many open elements are remembered, and how far back an end tag is matched.
const OPEN: usize = 256;

/// How many attributes a tag may have: the tokenizer compares each with all before it.
const ATTRIBUTES: usize = 2048;

const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "br",
    "caption",
    "center",
    "dd",
    "desc",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "frame",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "iframe",
    "legend",
    "li",
    "listing",
    "main",
    "menu",
    "nav",
    // Stands for a script: what is around it belongs to other readers.
    "noscript",
    "ol",
    "optgroup",
    "option",
    "p",
    "plaintext",
    "pre",
    "section",
    "select",
    "summary",
    "table",
    "tbody",
    "text",
    "textarea",
    "tfoot",
    "thead",
    "title",
    "tr",
    "ul",
    "xmp",
];

const VOID: &[&str] = &[
    "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input",
    "link", "meta", "param", "source", "track", "wbr",
];

/// Elements with a vocabulary of their own, in which `<![CDATA[` begins text, and those within that hold HTML again.
const FOREIGN: &[&str] = &["svg", "math"];
const HTML_WITHIN: &[&str] = &["foreignobject", "desc", "annotation-xml"];

/// Parts of a ruby, each of which ends the one before: what is read, its reading, brackets for old browsers.
const RUBY: &[&str] = &["rb", "rt", "rp", "rtc"];

/// Elements that a start tag of the same name ends.
const SELF_ENDING: &[&str] = &["p", "li", "dt", "dd", "tr", "td", "th", "option"];

/// What stands in a page.
#[derive(Debug, Default)]
pub(crate) struct Page {
    /// What a reader sees.
    pub(crate) body: String,
    /// What the markup hides.
    pub(crate) hidden: String,
    /// What is marked as deleted.
    pub(crate) deleted: String,
    /// Comments, one after the other.
    pub(crate) comments: String,
    /// Targets of links and the texts that show when the mouse rests, one a line.
    pub(crate) links: String,
    /// How the letters below them are read (ruby), an element a line.
    pub(crate) readings: String,
    /// Titles.
    pub(crate) titles: Vec<String>,
    /// `meta` elements: name in lower case, content.
    pub(crate) metas: Vec<(String, String)>,
    /// Pictures in `data:image/` URLs, without that prefix.
    pub(crate) pictures: Vec<String>,
    /// Other `data:` URLs.
    pub(crate) data: Vec<String>,
    /// Whether the page ends inside a tag.
    pub(crate) is_cut: bool,
}

impl Page {
    /// Reads a page.
    pub(crate) fn read(html: &str) -> Self {
        Self::read_with(State::default(), html)
    }

    fn read_with(state: State, html: &str) -> Self {
        let reading = Reading(RefCell::new(state));
        let tokenizer = Tokenizer::new(reading, TokenizerOpts::default());
        let queue = BufferQueue::default();
        let fed = with_short_tags(html);
        let mut rest = fed.as_ref();
        while !rest.is_empty() {
            let (piece, after) =
                rest.split_at(rest.floor_char_boundary(PIECE.max(4).min(rest.len())));
            queue.push_back(StrTendril::from_slice(piece));
            while !matches!(tokenizer.feed(&queue), TokenizerResult::Done) {}
            rest = after;
        }
        tokenizer.end();
        tokenizer.sink.0.into_inner().finish(html)
    }
}

/// Ends tags after so many attributes; what follows becomes text.
fn with_short_tags(html: &str) -> Cow<'_, str> {
    let mut cuts = Vec::new();
    let (mut is_tag, mut quote, mut attributes) = (false, None, 0);
    for (at, byte) in html.bytes().enumerate() {
        match byte {
            b'<' if !is_tag => (is_tag, quote, attributes) = (true, None, 0),
            _ if !is_tag => {}
            b'>' if quote.is_none() => is_tag = false,
            b'"' | b'\'' if quote.is_none() => quote = Some(byte),
            _ if quote == Some(byte) => (quote, attributes) = (None, attributes + 1),
            b' ' | b'\t' | b'\n' | b'\r' | b'/' if quote.is_none() => attributes += 1,
            _ => {}
        }
        if is_tag && attributes > ATTRIBUTES {
            cuts.push(at);
            is_tag = false;
        }
    }
    if cuts.is_empty() { Cow::Borrowed(html) } else { Cow::Owned(with_ends(html, &cuts)) }
}

fn with_ends(html: &str, cuts: &[usize]) -> String {
    let mut text = String::with_capacity(html.len() + cuts.len());
    let mut start = 0;
    for cut in cuts {
        // Every cut stands before an ASCII character.
        text.push_str(&html[start..*cut]);
        text.push('>');
        start = *cut;
    }
    text + &html[start..]
}

/// Takes tokens; the tokenizer wants a shared reference.
struct Reading(RefCell<State>);

impl TokenSink for Reading {
    type Handle = ();

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<()> {
        self.0.borrow_mut().token(token, line)
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.0.borrow().is_in_drawing()
    }
}

/// An element that is open.
struct Open {
    name: LocalName,
    is_hidden: bool,
    /// Whether it turns its letters.
    is_turned: bool,
    is_deleted: bool,
}

#[derive(Default)]
struct State {
    page: Page,
    body: Layout,
    hidden: Layout,
    deleted: Layout,
    readings: Layout,
    /// How many open elements tell how others are read.
    reading: usize,
    /// Open elements, and whether each hides what is in it.
    open: Vec<Open>,
    /// How many of them hide.
    hiding: usize,
    /// How many of them mark what is deleted.
    deleting: usize,
    style: Style,
    /// Whether the page stands in an attribute of another one.
    is_inner: bool,
    preformatted: usize,
    title: Option<String>,
    /// Text of a script or style that is open, and whether it is data.
    raw: Option<String>,
    is_data: bool,
    /// The line of the last token, and whether the page ended within one.
    last_line: u64,
    is_cut: bool,
}

impl State {
    fn token(&mut self, token: Token, line: u64) -> TokenSinkResult<()> {
        match token {
            Token::TagToken(tag) => {
                self.last_line = line;
                return match tag.kind {
                    TagKind::StartTag => self.start(&tag),
                    TagKind::EndTag => self.end(&tag.name),
                };
            }
            Token::CharacterTokens(text) => {
                self.last_line = line;
                self.text(&text);
            }
            Token::CommentToken(text) => self.comment(&text),
            Token::ParseError(error) => self.is_cut |= error.contains("EOF"),
            Token::DoctypeToken(_) | Token::NullCharacterToken | Token::EOFToken => {}
        }
        TokenSinkResult::Continue
    }

    fn layout(&mut self) -> &mut Layout {
        match (self.hiding, self.deleting) {
            (0, 0) if self.reading > 0 => &mut self.readings,
            (0, 0) => &mut self.body,
            (0, _) => &mut self.deleted,
            _ => &mut self.hidden,
        }
    }

    /// Tells whether the innermost of the open elements that decide it belongs to a drawing or a formula.
    fn is_in_drawing(&self) -> bool {
        let mut names = self.open.iter().rev().map(|open| &*open.name);
        let deciding = names.find(|name| FOREIGN.contains(name) || HTML_WITHIN.contains(name));
        deciding.is_some_and(|name| FOREIGN.contains(&name))
    }

    fn text(&mut self, text: &str) {
        let is_bracket = |letter: char| !letter.is_alphanumeric();
        if self.open.last().is_some_and(|open| &*open.name == "rp") && text.chars().all(is_bracket)
        {
            return;
        }
        if let Some(raw) = &mut self.raw {
            raw.push_str(text);
        } else if let Some(title) = &mut self.title {
            title.push_str(text);
        } else if self.preformatted > 0 {
            self.layout().verbatim(text);
        } else {
            self.layout().words(text);
        }
    }

    /// Keeps comments, but for XML declarations and the instructions that word processors put there for browsers.
    fn comment(&mut self, text: &str) {
        let text = text.trim();
        let is_conditional =
            text.starts_with("[if") || text.starts_with("[endif") || text == "StartFragment";
        let is_instruction = is_conditional
            && (text.contains("<xml") || text.contains("<style") || !text.contains("</"));
        if is_instruction {
            self.page.metas.extend(office_properties(text));
        }
        let is_declaration = text.starts_with("?xml ") && text.ends_with('?');
        if !text.is_empty() && !is_instruction && !is_declaration && text != "EndFragment" {
            self.page.comments.push_str(text);
            self.page.comments.push('\n');
        }
    }

    fn start(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        let name: &str = &tag.name;
        self.begin_line(tag);
        if is_block_by_style(tag) {
            self.layout().block_in_row();
        }
        self.push_open(tag);
        self.attributes(name, tag);
        if tag.self_closing {
            return TokenSinkResult::Continue;
        }
        match name {
            "script" | "style" => {
                self.raw = Some(String::new());
                self.is_data = attribute(tag, "type").is_some_and(is_of_data);
                TokenSinkResult::RawData(if name == "script" {
                    RawKind::ScriptData
                } else {
                    RawKind::Rawtext
                })
            }
            "title" if !self.open.iter().any(|open| &*open.name == "svg") => {
                self.title = Some(String::new());
                TokenSinkResult::RawData(RawKind::Rcdata)
            }
            "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
            "xmp" => TokenSinkResult::RawData(RawKind::Rawtext),
            _ => TokenSinkResult::Continue,
        }
    }

    fn begin_line(&mut self, tag: &Tag) {
        let name: &str = &tag.name;
        let span = |name| attribute(tag, name).and_then(|span| span.trim().parse().ok());
        match name {
            "td" | "th" => {
                let (columns, rows) = (span("colspan").unwrap_or(1), span("rowspan").unwrap_or(1));
                self.layout().cell(columns, rows);
            }
            "tr" => self.layout().row(),
            "table" => self.layout().begin_table(),
            "tbody" => self.layout().block(),
            _ if BLOCKS.contains(&name) => self.layout().block_in_row(),
            _ => {}
        }
    }

    fn push_open(&mut self, tag: &Tag) {
        let name: &str = &tag.name;
        if VOID.contains(&name) || tag.self_closing || self.open.len() >= OPEN {
            return;
        }
        if SELF_ENDING.contains(&name) && self.open.last().is_some_and(|open| open.name == tag.name)
        {
            self.pop();
        }
        if RUBY.contains(&name) && self.open.last().is_some_and(|open| RUBY.contains(&&*open.name))
        {
            self.pop();
        }
        let is_hidden = is_hidden(tag) || self.style.hides(tag);
        let is_deleted = name == "del";
        self.deleting += usize::from(is_deleted);
        self.hiding += usize::from(is_hidden);
        self.preformatted += usize::from(name == "pre");
        self.reading += usize::from(is_reading(name));
        let is_turned = is_turned(tag);
        if is_turned {
            self.layout().words(&TURN.to_string());
        }
        self.open.push(Open { name: tag.name.clone(), is_hidden, is_turned, is_deleted });
    }

    fn pop(&mut self) {
        if let Some(open) = self.open.pop() {
            if open.is_turned {
                self.layout().words(&TURN_BACK.to_string());
            }
            if open.is_hidden {
                self.hidden.block();
            }
            if open.is_deleted {
                self.deleted.block();
            }
            self.deleting -= usize::from(open.is_deleted);
            self.hiding -= usize::from(open.is_hidden);
            self.preformatted -= usize::from(&*open.name == "pre");
            self.reading -= usize::from(is_reading(&open.name));
            if &*open.name == "ruby" {
                self.readings.block();
            }
        }
    }

    fn end(&mut self, name: &LocalName) -> TokenSinkResult<()> {
        match &**name {
            "style" => self.end_style(),
            "script" => self.end_raw(),
            "title" => self.end_title(),
            _ => {}
        }
        match &**name {
            "td" | "th" => {}
            "tr" => self.layout().block(),
            "table" => self.layout().end_table(),
            block if BLOCKS.contains(&block) => self.layout().block_in_row(),
            _ => {}
        }
        if let Some(depth) = self.open.iter().rev().position(|open| open.name == *name) {
            (0..=depth).for_each(|_| self.pop());
        }
        TokenSinkResult::Continue
    }

    /// Keeps what a style shows and what it hides.
    fn end_style(&mut self) {
        let sheet = self.raw.take().unwrap_or_default();
        for text in self.style.read(&sheet) {
            self.margin(&text);
        }
    }

    /// Drops a script; data for one or in one, which may name persons, is hidden text.
    fn end_raw(&mut self) {
        let Some(raw) = self.raw.take() else { return };
        let data = if self.is_data { vec![Cow::Borrowed(raw.as_str())] } else { data_in(&raw) };
        for data in data {
            self.hidden.words(&data);
            self.hidden.block();
        }
    }

    fn end_title(&mut self) {
        let title = self.title.take().unwrap_or_default();
        let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
        // A drawing in a page has a title of its own.
        if !title.is_empty() {
            self.page.titles.push(title);
        }
    }

    fn attributes(&mut self, element: &str, tag: &Tag) {
        for attribute in &tag.attrs {
            let value = attribute.value.trim();
            if self.style.shows(&attribute.name.local) {
                self.margin(value);
            }
            match &*attribute.name.local {
                "srcdoc" if !self.is_inner => self.page_within(value),
                "href" if element == "link" && !leads_elsewhere(tag) => {}
                // A drawing in a page has its links in a namespace that older readers need (SVG 1.1, XLink).
                "href" | "xlink:href" | "action" | "formaction" | "cite" | "longdesc" => {
                    self.link(value);
                }
                "src" | "background" | "data" | "poster" => self.source(value),
                "title" | "aria-label" | "placeholder" | "summary" => self.margin(value),
                "alt" | "label" => self.layout().words(&format!(" {value} ")),
                "value" if element == "input" => self.input(value, tag),
                "value" if element == "option" && value.contains(char::is_alphabetic) => {
                    self.swallowed(value);
                }
                "data-cfemail" => {
                    let address = protected_address(value).unwrap_or_default();
                    self.margin(&address);
                }
                name if name.starts_with("on") => self.handler(value),
                name if name.starts_with("data-") && is_address(value) => self.link(value),
                _ if value.contains('<') || value.contains("\":") => self.swallowed(value),
                _ => {}
            }
        }
        if element == "meta" {
            self.meta(tag);
        }
    }

    /// Reads the page that a frame has in its attribute; one within that stays as it is written.
    fn page_within(&mut self, html: &str) {
        let inner = Page::read_with(State { is_inner: true, ..State::default() }, html);
        for (layout, text) in [(&mut self.body, &inner.body), (&mut self.hidden, &inner.hidden)] {
            layout.block();
            layout.verbatim(text);
        }
        self.page.links.push_str(&inner.links);
    }

    /// Keeps markup and data in an attribute: an open quote swallows text up to the next one.
    fn swallowed(&mut self, markup: &str) {
        self.hidden.words(markup);
        self.hidden.block();
    }

    fn link(&mut self, target: &str) {
        if target.starts_with("mailto:") && target.contains('%') {
            let address = String::from_utf8_lossy(&percent::decoded(target)).into_owned();
            return self.margin(&address);
        }
        if !target.starts_with('#')
            && !target.starts_with("javascript:void")
            && !self.keeps_data(target)
        {
            self.margin(target);
        }
    }

    /// Keeps where the program behind an element leads: the addresses between quotes in it.
    fn handler(&mut self, program: &str) {
        for text in program.split(['\'', '"', '`']).filter(|text| is_address(text)) {
            self.link(text);
        }
    }

    /// Keeps what an address holds, if it holds something.
    fn keeps_data(&mut self, address: &str) -> bool {
        let is_data = address.starts_with("data:");
        match address.strip_prefix("data:image/") {
            Some(picture) => self.page.pictures.push(picture.to_owned()),
            None if is_data => self.page.data.push(address.to_owned()),
            None => {}
        }
        is_data
    }

    fn source(&mut self, target: &str) {
        if !self.keeps_data(target) && target.contains("://") {
            self.margin(target);
        }
    }

    fn margin(&mut self, text: &str) {
        if !text.is_empty() {
            self.page.links.push_str(text);
            self.page.links.push('\n');
        }
    }

    fn input(&mut self, value: &str, tag: &Tag) {
        let is_hidden =
            attribute(tag, "type").is_some_and(|kind| kind.eq_ignore_ascii_case("hidden"));
        if is_hidden {
            self.hidden.words(value);
            self.hidden.block();
        } else {
            self.layout().words(&format!(" {value} "));
        }
    }

    fn meta(&mut self, tag: &Tag) {
        if let (Some(_), Some(content)) = (attribute(tag, "itemprop"), attribute(tag, "content")) {
            self.swallowed(content);
        }
        let name =
            ["name", "property", "http-equiv"].into_iter().find_map(|name| attribute(tag, name));
        if let (Some(name), Some(content)) = (name, attribute(tag, "content")) {
            if name.eq_ignore_ascii_case("refresh") {
                self.link(target_of_refresh(content));
            }
            self.page.metas.push((name.to_ascii_lowercase(), content.trim().to_owned()));
        }
    }

    fn finish(mut self, html: &str) -> Page {
        if let Some(raw) = self.raw.take() {
            self.hidden.words(&raw);
        }
        let swallowed = self.split_title();
        self.end_title();
        if self.is_cut && self.page.comments.is_empty() {
            self.keep_cut_tag(html);
        }
        self.page.body = self.body.finish();
        self.page.hidden = self.hidden.finish();
        self.page.deleted = self.deleted.finish();
        self.page.readings = self.readings.finish();
        if let Some(rest) = swallowed {
            let rest = Page::read(&rest);
            self.page.body.push_str(&rest.body);
            self.page.hidden.push_str(&rest.hidden);
            self.page.links.push_str(&rest.links);
        }
        self.page
    }

    /// Takes off a title that nothing ends what follows the first tag in it: it swallows the page.
    fn split_title(&mut self) -> Option<String> {
        let title = self.title.as_mut()?;
        let at = title.find('<')?;
        // One within another would be read again and again.
        let is_sole = !title[at..].to_ascii_lowercase().contains("<title");
        is_sole.then(|| title.split_off(at))
    }

    /// An open quote in a tag swallows the rest of the page: it is kept as hidden text from that line on.
    fn keep_cut_tag(&mut self, html: &str) {
        let lines = usize::try_from(self.last_line.saturating_sub(1)).unwrap_or(usize::MAX);
        let start = memchr::memchr_iter(b'\n', html.as_bytes())
            .nth(lines.wrapping_sub(1))
            .map_or(0, |at| at + 1);
        let rest = &html[start.min(html.len())..];
        if let Some(tag) = rest.rfind('<').filter(|tag| rest.len() - tag > 1) {
            let first = rest.find('<').unwrap_or(tag);
            self.page.is_cut = true;
            self.hidden.words(&rest[first..]);
        }
    }
}

/// Returns the address in `0; url='https://…'`.
fn target_of_refresh(content: &str) -> &str {
    let target = content
        .split_once(['='])
        .filter(|(before, _)| before.to_ascii_lowercase().trim_end().ends_with("url"));
    target.map_or("", |(_, target)| target.trim().trim_matches(['\'', '"']))
}

/// Returns the properties that Office programs write into pages, which only they read: name, value.
fn office_properties(comment: &str) -> Vec<(String, String)> {
    let Some(start) = comment.find("<o:DocumentProperties>") else { return Vec::new() };
    let properties = comment[start..].split("<o:").filter_map(|element| {
        let (name, rest) = element.split_once('>')?;
        let (value, _) = rest.split_once("</o:")?;
        Some((name.to_ascii_lowercase(), value.trim().to_owned()))
    });
    properties.filter(|(_, value)| !value.is_empty()).collect()
}

/// Tells whether a value is an address and nothing else.
fn is_address(value: &str) -> bool {
    const SCHEMES: [&str; 5] = ["http://", "https://", "ftp://", "mailto:", "tel:"];
    SCHEMES.iter().any(|scheme| value.starts_with(scheme)) && !value.contains(char::is_whitespace)
}

/// Tells whether an element of a ruby holds no word of the text.
fn is_reading(name: &str) -> bool {
    RUBY.contains(&name) && name != "rb"
}

fn attribute<'a>(tag: &'a Tag, name: &str) -> Option<&'a str> {
    let attribute = tag.attrs.iter().find(|attribute| &*attribute.name.local == name);
    attribute.map(|attribute| &*attribute.value)
}

/// Tells whether a link in the head leads to a page or a person, and not to what the page is shown with.
fn leads_elsewhere(tag: &Tag) -> bool {
    const KINDS: [&str; 5] = ["canonical", "alternate", "author", "shortlink", "me"];
    let relation = attribute(tag, "rel").unwrap_or_default();
    relation.split_whitespace().any(|word| KINDS.iter().any(|kind| kind.eq_ignore_ascii_case(word)))
}

/// Tells whether a script of a type is no program: data, or a part of a page that programs put in.
fn is_of_data(kind: &str) -> bool {
    const KINDS: [&str; 6] = ["json", "template", "html", "tmpl", "handlebars", "mustache"];
    KINDS.iter().any(|part| kind.contains(part))
}

/// How often data is looked for in one script.
const TRIED: usize = 200;

/// Data in a script that is shorter sets an option.
const SHORTEST: usize = 24;

/// Returns objects and arrays in JSON that a script assigns or hands on.
fn data_in(script: &str) -> Vec<Cow<'_, str>> {
    let mut found: Vec<Cow<'_, str>> = quoted_data(script).map(Cow::Owned).collect();
    let mut after = 0;
    for at in memchr::memchr2_iter(b'{', b'[', script.as_bytes()).take(TRIED) {
        let before = script[..at].trim_end();
        if at < after || !before.ends_with(['=', '(', ':', ',']) {
            continue;
        }
        let mut values =
            serde_json::Deserializer::from_str(&script[at..]).into_iter::<serde::de::IgnoredAny>();
        match values.next() {
            Some(Ok(_)) => {
                after = at + values.byte_offset();
                let data = &script[at..after.min(script.len())];
                let is_data = data.len() >= SHORTEST && data.contains('"');
                found.extend(is_data.then_some(Cow::Borrowed(data)));
            }
            // What is cut off is cut off for what stands in it, too.
            Some(Err(error)) if error.is_eof() => break,
            _ => {}
        }
    }
    found
}

/// Returns data that a script keeps as a text: `JSON.parse("{\"name\":…}")`.
fn quoted_data(script: &str) -> impl Iterator<Item = String> + '_ {
    const CALL: &str = "JSON.parse(";
    let starts = memchr::memmem::find_iter(script.as_bytes(), CALL).take(TRIED);
    starts.filter_map(|at| {
        let text = &script[at + CALL.len()..];
        let data = if let Some(quoted) = text.strip_prefix('\'') {
            quoted.split_once("')").map(|(data, _)| data.replace("\\'", "'").replace("\\\\", "\\"))
        } else {
            let mut values = serde_json::Deserializer::from_str(text).into_iter::<String>();
            values.next().and_then(Result::ok)
        };
        data.filter(|data| data.len() >= SHORTEST && data.starts_with(['{', '[']))
    })
}

/// Reads an address that a server hides from collectors: each byte is changed by the first one.
fn protected_address(code: &str) -> Option<String> {
    let byte = |at: usize| u8::from_str_radix(code.get(at..at + 2)?, 16).ok();
    let key = byte(0)?;
    let bytes = (2..code.len()).step_by(2).map(|at| Some(byte(at)? ^ key));
    let address = String::from_utf8(bytes.collect::<Option<Vec<u8>>>()?).ok()?;
    address.contains('@').then_some(address)
}

/// Tells whether a style makes an element a block that is none by its name.
fn is_block_by_style(tag: &Tag) -> bool {
    const BLOCK: [&str; 5] = [
        "display:block",
        "display:table-row",
        "display:table-cell",
        "display:list-item",
        "display:flex",
    ];
    attribute(tag, "style").is_some_and(|style| {
        let style: String = style.to_ascii_lowercase().split_whitespace().collect();
        style.split(';').any(|declaration| BLOCK.contains(&declaration))
    })
}

/// Tells whether an element shows its letters in the other direction, as pages do that guard addresses from collectors.
fn is_turned(tag: &Tag) -> bool {
    let is_of_element = &*tag.name == "bdo"
        && attribute(tag, "dir").is_some_and(|dir| dir.eq_ignore_ascii_case("rtl"));
    let is_of_style = || {
        let style = attribute(tag, "style").unwrap_or_default().to_ascii_lowercase();
        let style: String = style.split_whitespace().collect();
        style.contains("unicode-bidi:bidi-override") && style.contains("direction:rtl")
    };
    is_of_element || is_of_style()
}

fn is_hidden(tag: &Tag) -> bool {
    if attribute(tag, "hidden").is_some() || &*tag.name == "template" {
        return true;
    }
    attribute(tag, "style").is_some_and(style::is_hiding)
}
