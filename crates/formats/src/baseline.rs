//! What the libraries alone make of a content: the baseline that a benchmark compares with.
//!
//! A line of [`BASELINE`] is the quickest call that the library offers for the whole content of its format, without what
//! an extractor adds: no layers, places, marks, properties, members, no care for damage. Formats that no library here
//! reads have no line.

use std::io::{self, Cursor, Read};
use std::sync::Arc;

use bytes::Bytes;
use calamine::Reader as _;
use hayro_interpret::font::GlyphRun;
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::kurbo::{Affine, BezPath, Rect};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps,
    InterpreterCache, InterpreterSettings, SoftMask, interpret_page,
};
use html5ever::TokenizerResult;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

/// No stream is inflated further than this.
const MOST: u64 = 1 << 30;

/// What a library does with one format.
#[derive(Clone, Copy, Debug)]
pub struct Bare {
    /// The ids of the formats.
    pub formats: &'static [&'static str],
    /// What is called.
    pub library: &'static str,
    /// Reads a content; returns a count of what came out, so that no part of the work can be left out.
    pub read: fn(&Bytes) -> u64,
}

/// The formats that a library reads.
pub const BASELINE: &[Bare] = &[
    Bare { formats: &["text"], library: "encoding_rs: decode", read: text },
    Bare { formats: &["html", "mhtml"], library: "html5ever: tokens", read: html },
    Bare {
        formats: &["xml", "svg", "word-xml", "excel-xml"],
        library: "quick-xml: events",
        read: |bytes| xml(bytes),
    },
    Bare { formats: &["json"], library: "serde_json: value", read: json },
    Bare { formats: &["csv"], library: "csv: records", read: csv },
    Bare { formats: &["pdf"], library: "hayro: glyphs of every page", read: pdf },
    Bare {
        formats: &["docx", "pptx", "odt", "ods", "odp", "odg", "epub", "vsdx"],
        library: "zip and quick-xml: events of every XML part",
        read: parts,
    },
    Bare { formats: &["xlsx"], library: "calamine: cells", read: xlsx },
    Bare { formats: &["xls"], library: "calamine: cells", read: xls },
    Bare { formats: &["eml"], library: "mail-parser: message", read: mail },
    Bare { formats: &["mbox"], library: "memchr: lines that begin a message", read: mbox },
    Bare { formats: &["zip"], library: "zip: inflate", read: zip },
    Bare { formats: &["tar"], library: "tar: entries", read: tar },
    Bare { formats: &["gzip"], library: "flate2: inflate", read: gzip },
    Bare { formats: &["bz2"], library: "bzip2: decompress", read: bz2 },
    Bare { formats: &["xz"], library: "lzma-rust2: decompress", read: xz },
    Bare { formats: &["zstd"], library: "zstd: decompress", read: zstandard },
];

/// Returns what a library does with a format, by its id.
pub fn bare(format: &str) -> Option<&'static Bare> {
    BASELINE.iter().find(|bare| bare.formats.contains(&format))
}

fn text(bytes: &Bytes) -> u64 {
    encoding_rs::UTF_8.decode(bytes).0.len() as u64
}

fn html(bytes: &Bytes) -> u64 {
    let tokenizer = Tokenizer::new(Tokens::default(), TokenizerOpts::default());
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from_slice(&String::from_utf8_lossy(bytes)));
    while !matches!(tokenizer.feed(&queue), TokenizerResult::Done) {}
    tokenizer.end();
    tokenizer.sink.0.get()
}

#[derive(Default)]
struct Tokens(std::cell::Cell<u64>);

impl TokenSink for Tokens {
    type Handle = ();

    fn process_token(&self, _: Token, _: u64) -> TokenSinkResult<()> {
        self.0.set(self.0.get() + 1);
        TokenSinkResult::Continue
    }
}

fn xml(bytes: &[u8]) -> u64 {
    let mut reader = quick_xml::Reader::from_reader(bytes);
    let mut events = 0;
    while !matches!(reader.read_event(), Ok(quick_xml::events::Event::Eof) | Err(_)) {
        events += 1;
    }
    events
}

fn json(bytes: &Bytes) -> u64 {
    u64::from(serde_json::from_slice::<serde_json::Value>(bytes).is_ok())
}

fn csv(bytes: &Bytes) -> u64 {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes.as_ref());
    let mut record = csv::ByteRecord::new();
    let mut fields = 0;
    while matches!(reader.read_byte_record(&mut record), Ok(true)) {
        fields += record.len() as u64;
    }
    fields
}

fn pdf(bytes: &Bytes) -> u64 {
    let Ok(pdf) = hayro_syntax::Pdf::new(Arc::new(bytes.clone())) else { return 0 };
    let cache = InterpreterCache::new();
    let mut glyphs = Glyphs(0);
    for page in pdf.pages().iter() {
        let mut context = Context::new(
            Affine::IDENTITY,
            Rect::new(0.0, 0.0, 1.0, 1.0),
            &cache,
            page.xref(),
            InterpreterSettings::default(),
        );
        interpret_page(page, &mut context, &mut glyphs);
    }
    glyphs.0
}

/// Counts the characters of all glyphs and draws nothing.
struct Glyphs(u64);

impl<'a> Device<'a> for Glyphs {
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}

    fn push_clip_path(&mut self, _: &ClipPath) {}

    fn push_clip_rect(&mut self, _: &Rect) {}

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, _: DrawProps<'a>, _: &DrawMode) {
        for glyph in run.glyphs() {
            self.0 += match glyph.as_unicode() {
                Some(BfString::Char(_)) => 1,
                Some(BfString::String(string)) => string.len() as u64,
                None => 0,
            };
        }
    }

    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {}

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {}

    fn draw_rect(&mut self, _: &Rect, _: DrawProps<'a>, _: &DrawMode) {}
}

fn parts(bytes: &Bytes) -> u64 {
    let is_xml = |name: &str| {
        [".xml", ".rels", ".xhtml", ".html"].iter().any(|extension| name.ends_with(extension))
    };
    each_member(bytes, |name, member| {
        let mut part = Vec::new();
        let read = member.take(MOST).read_to_end(&mut part);
        if read.is_ok() && is_xml(name) { xml(&part) } else { part.len() as u64 }
    })
}

fn zip(bytes: &Bytes) -> u64 {
    each_member(bytes, |_, member| drain(member))
}

fn each_member(bytes: &Bytes, mut take: impl FnMut(&str, &mut dyn Read) -> u64) -> u64 {
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else { return 0 };
    let mut sum = 0;
    for at in 0..archive.len() {
        let Ok(mut member) = archive.by_index(at) else { continue };
        let name = member.name().unwrap_or_default().to_string();
        sum += take(&name, &mut member);
    }
    sum
}

fn xlsx(bytes: &Bytes) -> u64 {
    calamine::Xlsx::new(Cursor::new(bytes)).map_or(0, cells)
}

fn xls(bytes: &Bytes) -> u64 {
    calamine::Xls::new(Cursor::new(bytes)).map_or(0, cells)
}

fn cells<R: calamine::Reader<Cursor<B>>, B: AsRef<[u8]>>(mut book: R) -> u64
where
    Cursor<B>: Read + io::Seek,
{
    book.worksheets().iter().map(|(_, range)| range.used_cells().count() as u64).sum()
}

fn mail(bytes: &Bytes) -> u64 {
    let message = mail_parser::MessageParser::default().parse(bytes.as_ref());
    message.map_or(0, |message| message.parts.len() as u64)
}

fn mbox(bytes: &Bytes) -> u64 {
    memchr::memmem::find_iter(bytes, b"\nFrom ").count() as u64
}

fn tar(bytes: &Bytes) -> u64 {
    let mut archive = tar::Archive::new(bytes.as_ref());
    let Ok(entries) = archive.entries() else { return 0 };
    entries.map_while(Result::ok).map(|mut entry| drain(&mut entry)).sum()
}

fn gzip(bytes: &Bytes) -> u64 {
    drain(&mut flate2::read::MultiGzDecoder::new(bytes.as_ref()))
}

fn bz2(bytes: &Bytes) -> u64 {
    drain(&mut bzip2::read::MultiBzDecoder::new(bytes.as_ref()))
}

fn xz(bytes: &Bytes) -> u64 {
    drain(&mut lzma_rust2::XzReader::new(bytes.as_ref(), true))
}

fn zstandard(bytes: &Bytes) -> u64 {
    zstd::Decoder::new(bytes.as_ref()).map_or(0, |mut decoder| drain(&mut decoder))
}

fn drain(from: &mut dyn Read) -> u64 {
    io::copy(&mut from.take(MOST), &mut io::sink()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_names_formats_of_the_table_and_each_format_once() {
        let mut named: Vec<&str> = BASELINE.iter().flat_map(|bare| bare.formats).copied().collect();
        assert!(named.iter().all(|format| crate::Format::by_id(format).is_some()));
        let all = named.len();
        named.sort_unstable();
        named.dedup();
        assert_eq!(named.len(), all);
    }

    #[test]
    fn the_libraries_do_their_work() {
        let count = |format: &str, bytes: &'static [u8]| {
            bare(format).map_or(0, |bare| (bare.read)(&Bytes::from_static(bytes)))
        };
        assert_eq!(count("text", "слово".as_bytes()), 10);
        assert!(count("html", b"<p>a<b>c</b>") >= 5);
        assert_eq!(count("xml", b"<a>b</a>"), 3);
        assert_eq!(count("csv", b"a,b\nc,d\n"), 4);
        assert_eq!(count("mbox", b"From a\n\nb\n\nFrom c\n\nd\n"), 1);
        assert_eq!(count("eml", b"From: a@example.org\n\ntext\n"), 1);
        assert!(bare("rtf").is_none());
    }

    #[test]
    fn garbage_is_read_by_all_without_harm() {
        let garbage = Bytes::from_static(b"\x00\xff<a PK\x03\x04 %PDF-1.7 \x1f\x8b From ");
        for bare in BASELINE {
            let _ = (bare.read)(&garbage);
        }
    }
}
