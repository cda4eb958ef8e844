//! Every hot stage on its own, on the bundled trove: `cargo bench -p benches`, or `cargo bench -p benches -- pdf`.

use std::collections::BTreeSet;
use std::path::Path;

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use entities::Recogniser;
use formats::{Bytes, Child, Content, Flow, Format, Input, Limits, Passwords, Sink};
use index::{Folder, Reader, Writer};
use item::{Declared, Extraction, ItemId, Key, Layer, Outcome, Place, Segment, Warning};
use search::{ContentRecord, Engine, IndexWriter, ItemRecord};

fn main() {
    divan::main();
}

/// Notes of the bundled trove, by language.
const NOTES: [&str; 5] = ["en", "fr", "es", "ru", "ar"];

/// Files of the bundled trove, by format.
const FILES: [(&str, &str); 14] = [
    ("text", "notes/notes ru.txt"),
    ("html", "notes/record.html"),
    ("pdf", "ccf/R171.21/decision 104-R171.21.pdf"),
    ("docx", "notes/дело.docx"),
    ("xlsx", "statistics/complaints and annulments.xlsx"),
    ("pptx", "statistics/briefing.pptx"),
    ("csv", "statistics/complaints.csv"),
    ("rtf", "ccf/R287.20/Brandt to CCF.rtf"),
    ("odt", "notes/заметки.odt"),
    ("doc", "ccf/R287.20/versions/decision draft.doc"),
    ("eml", "mail/forward.eml"),
    ("mbox", "mail/registry 2024.mbox"),
    ("msg", "mail/Brandt.msg"),
    ("zip", "mail/backup 2021.zip"),
];

fn read(path: &str) -> Bytes {
    let trove = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/trove");
    std::fs::read(trove.join(path)).expect("the trove is part of the project").into()
}

fn note(language: &str) -> String {
    let bytes = read(&format!("notes/notes {language}.txt"));
    String::from_utf8(bytes.to_vec()).expect("the notes are UTF-8")
}

fn file(format: &str) -> Input {
    let (_, path) = FILES.iter().find(|(id, _)| *id == format).expect("the format is in the list");
    Input {
        bytes: read(path),
        volumes: Vec::new(),
        name: path.rsplit('/').next().unwrap_or_default().into(),
        declared: Declared::default(),
        passwords: Passwords::default(),
        limits: Limits::default(),
    }
}

/// Keeps texts and reads children to their end.
#[derive(Default)]
struct Texts(Vec<Segment>);

impl Sink for Texts {
    fn text(&mut self, segment: Segment) -> Flow {
        self.0.push(segment);
        Flow::Continue
    }

    fn child(&mut self, _: Child, content: Content<'_>) -> Flow {
        if let Content::Stream(stream) = content {
            // A member that is cut is as much work as one that is not.
            drop(std::io::copy(stream, &mut std::io::sink()));
        }
        Flow::Continue
    }

    fn metadata(&mut self, _: Key, _: &str) {}
    fn warn(&mut self, _: Warning) {}
    fn partial(&mut self, _: item::PartialReason) {}
}

/// What the notes of a language yield.
fn extraction(language: &str) -> Extraction {
    let segments = vec![Segment::new(Place::Whole, Layer::Body, note(language))];
    let mentions = Recogniser::new().mentions(&segments);
    Extraction {
        identified: item::Identified {
            format: "text".into(),
            basis: item::Basis::Structure,
            warnings: Vec::new(),
        },
        outcome: Outcome::Extracted,
        warnings: Vec::new(),
        metadata: item::Metadata::new(),
        segments,
        mentions,
        children: Vec::new(),
        date: None,
    }
}

#[divan::bench]
fn digest(bencher: Bencher<'_, '_>) {
    let bytes = vec![7; 1 << 20];
    bencher.counter(BytesCount::of_slice(&bytes)).bench(|| fixity::of(black_box(&bytes), &[]));
}

#[divan::bench(args = FILES.map(|(format, _)| format))]
fn identify(bencher: Bencher<'_, '_>, format: &str) {
    let input = file(format);
    bencher.bench(|| formats::identify(black_box(&input.bytes), &input.name, &input.declared));
}

#[divan::bench(args = FILES.map(|(format, _)| format))]
fn extract(bencher: Bencher<'_, '_>, format: &str) {
    let input = file(format);
    let extract = Format::by_id(format).and_then(|format| format.extract).expect("it has a reader");
    bencher.counter(BytesCount::new(input.bytes.len())).bench(|| {
        let mut texts = Texts::default();
        extract(black_box(&input), &mut texts).expect("the file is sound");
        texts.0
    });
}

#[divan::bench(args = NOTES)]
fn tokenise(bencher: Bencher<'_, '_>, language: &str) {
    let text = note(language);
    bencher.counter(BytesCount::of_str(&text)).bench(|| text::tokens(black_box(&text)).count());
}

#[divan::bench(args = NOTES)]
fn fold(bencher: Bencher<'_, '_>, language: &str) {
    let text = note(language);
    bencher.counter(BytesCount::of_str(&text)).bench(|| text::fold(black_box(&text)));
}

#[divan::bench(args = NOTES)]
fn name_keys(bencher: Bencher<'_, '_>, language: &str) {
    let text = note(language);
    let words: BTreeSet<String> = text::tokens(&text).map(|token| token.folded).collect();
    bencher.bench(|| words.iter().map(|word| names::keys(black_box(word)).len()).sum::<usize>());
}

/// With a recogniser that has seen nothing yet: one that has remembers paragraphs.
#[divan::bench(args = NOTES)]
fn recognise(bencher: Bencher<'_, '_>, language: &str) {
    let segments = [Segment::new(Place::Whole, Layer::Body, note(language))];
    bencher
        .counter(BytesCount::of_str(&segments[0].text))
        .with_inputs(Recogniser::new)
        .bench_local_values(|mut recogniser| recogniser.mentions(black_box(&segments)));
}

#[divan::bench]
fn snippet(bencher: Bencher<'_, '_>) {
    let extraction = extraction("ru");
    let query = search::parse("name:Пестриков уведомление").query;
    bencher.bench(|| {
        let snippets = search::Snippets::new(black_box(&query));
        snippets.of(&extraction.segments, &extraction.mentions, 3)
    });
}

#[divan::bench]
fn store_write(bencher: Bencher<'_, '_>) {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let mut writer = store::Writer::create(folder.path()).expect("the folder is writable");
    let extraction = extraction("ru");
    bencher.bench_local(|| writer.append(black_box(&extraction)).expect("the disk has room"));
}

#[divan::bench]
fn store_read(bencher: Bencher<'_, '_>) {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let mut writer = store::Writer::create(folder.path()).expect("the folder is writable");
    let at = writer.append(&extraction("ru")).expect("the disk has room");
    writer.sync().expect("the disk has room");
    let packs = store::Packs::open(folder.path()).expect("the store was just written");
    bencher.bench(|| packs.read(black_box(&at)).expect("the record was just written"));
}

#[divan::bench]
fn index_add(bencher: Bencher<'_, '_>) {
    let folder = Folder::in_memory();
    let mut writer = Writer::open(&folder, index::Options::default()).expect("memory is enough");
    let extraction = extraction("ru");
    let record = ContentRecord::new(0, &extraction);
    bencher.bench_local(|| writer.add_content(black_box(&record)).expect("memory is enough"));
}

/// Five thousand contents, a thousand of each language, each with an item.
fn filled() -> std::sync::Arc<dyn Engine> {
    let folder = Folder::in_memory();
    let mut writer = Writer::open(&folder, index::Options::default()).expect("memory is enough");
    let extractions = NOTES.map(extraction);
    for ord in 0..5000 {
        let record = ContentRecord::new(ord, &extractions[ord as usize % NOTES.len()]);
        writer.add_content(&record).expect("memory is enough");
        writer.add_item(&thin(ord)).expect("memory is enough");
    }
    writer.commit("").expect("memory is enough");
    Reader::open(&folder).expect("the index was just written").snapshot()
}

fn thin(ord: u32) -> ItemRecord {
    ItemRecord {
        ord,
        content: Some(ord),
        id: ItemId(u128::from(ord).to_be_bytes()),
        locator: format!("notes/{ord}.txt"),
        depth: 0,
        size: Some(1000),
        modified: None,
        outcome: Outcome::Extracted,
        blake3: None,
        sha256: None,
        tags: BTreeSet::new(),
        lists: BTreeSet::new(),
        note_words: BTreeSet::new(),
    }
}

#[divan::bench(args = ["notice", "name:Pestrikov", "\"красное уведомление\"", "date:2019", "уведом*"])]
fn query(bencher: Bencher<'_, '_>, typed: &str) {
    let index = filled();
    bencher.bench(|| {
        let parsed = search::parse(black_box(typed));
        index.count(&parsed.query).expect("memory is enough").items
    });
}
