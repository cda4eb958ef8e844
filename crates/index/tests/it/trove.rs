//! Random contents, items and questions from a seed.

use std::collections::{BTreeMap, BTreeSet};

use item::{
    Basis, DateRole, DateSource, Digest, DocumentDate, Extraction, Identified, ItemId, Key, Kind,
    Layer, Locator, Mention, Outcome, Place, Segment,
};
use search::ItemRecord;

const WORDS: &[&str] = &[
    "notice",
    "Notices",
    "Ivanov",
    "Иванов",
    "Иванова",
    "иванов",
    "красное",
    "уведомление",
    "и",
    "the",
    "of",
    "interpol",
    "Interpol",
    "Петров",
    "I.",
    "П.",
    "П",
    "été",
    "ETE",
    "محمد",
    "محكمة",
    "المحكمة",
    "وللمحكمة",
    "Ивановым",
    "李雷",
    "Ελλάς",
    "a-b",
    "x1",
    "2019",
    "Straße",
    "STRASSE",
    "red",
    "green",
    "Müller",
];
const FORMATS: &[&str] = &["pdf", "docx", "eml"];
const LAYERS: &[Layer] =
    &[Layer::Body, Layer::Body, Layer::Deleted, Layer::Comment, Layer::Metadata];
const DATES: &[&str] = &["2018", "2019-05", "2019-05-17", "2020-02-29", "2021-06-01/2021-07-01"];
const PEOPLE: &[&str] = &["Ivan Ivanov", "Иван Иванов", "П. Петров", "Anna Müller"];
const NOTICES: &[&str] =
    &["red-notice", "green-notice", "red-diffusion", "red-notice-or-diffusion"];
const PHONES: &[&str] = &["+79161234567", "+4930123456"];
const FOLDERS: &[&str] = &["mail", "Почта", "a b"];
const NAMES: &[&str] = &["Annex.pdf", "письмо.eml", "x1.docx", "notes!"];

/// A generator of numbers (xorshift64*), so that a failing seed can be run again.
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn outcome(&mut self) -> Outcome {
        let all: Vec<Outcome> = Outcome::all().collect();
        all[self.below(all.len())]
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(number).expect("31 bits fit") % limit
    }

    pub(crate) fn of<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.below(choices.len())]
    }

    pub(crate) fn word(&mut self) -> &'static str {
        // a few words are common, as in real texts
        let near = if self.below(2) == 0 { 8 } else { WORDS.len() };
        WORDS[self.below(near)]
    }

    fn text(&mut self, most: usize) -> String {
        let mut text = String::new();
        for _ in 0..self.below(most) {
            text.push_str(self.word());
            text.push_str([" ", " ", " ", ". ", "\n", ".\n\n"][self.below(6)]);
        }
        text
    }

    fn mention(&mut self, kind: Kind, normal: &str) -> Mention {
        Mention {
            kind,
            surface: normal.to_owned(),
            normal: normal.to_owned(),
            start: 0,
            end: 0,
            segment: 0,
            place: Place::Whole,
            layer: LAYERS[self.below(LAYERS.len())],
            confidence: 1.0,
            alternatives: Vec::new(),
            keys: Vec::new(),
            role: None,
        }
    }

    /// Lays a mention over some words of a segment, if there is one.
    fn place(&mut self, mention: &mut Mention, segments: &[Segment]) {
        let at = self.below(4);
        let Some(segment) = segments.get(at) else { return };
        let text = &segment.text;
        let mut cut = || text.floor_char_boundary(self.below(text.len() + 1));
        let (one, other) = (cut(), cut());
        (mention.start, mention.end) = (one.min(other), one.max(other).min(one.min(other) + 20));
        mention.end = text.floor_char_boundary(mention.end);
        mention.segment = u32::try_from(at).expect("few segments");
        mention.layer = segment.layer;
    }

    fn mentions(&mut self) -> Vec<Mention> {
        let mut mentions = Vec::new();
        for _ in 0..self.below(5) {
            let (kind, normals) = [
                (Kind::Date, DATES),
                (Kind::Person, PEOPLE),
                (Kind::Notice, NOTICES),
                (Kind::Phone, PHONES),
            ][self.below(4)];
            let normal = self.of(normals);
            let mut mention = self.mention(kind, normal);
            if kind == Kind::Date && self.below(3) == 0 {
                mention.role = Some(DateRole::Birth);
            }
            if self.below(3) == 0 {
                mention.alternatives.push(self.of(normals).to_owned());
            }
            mentions.push(mention);
        }
        mentions
    }

    pub(crate) fn extraction(&mut self) -> Extraction {
        let format = self.of(FORMATS).to_owned();
        let identified =
            Identified { format: format.into(), basis: Basis::Signature, warnings: Vec::new() };
        let mut extraction = Extraction::nothing(identified, Outcome::Extracted);
        for page in 1..=self.below(4) {
            let layer = LAYERS[self.below(LAYERS.len())];
            let place = Place::Page(u32::try_from(page).expect("few pages"));
            extraction.segments.push(Segment::new(place, layer, self.text(40)));
        }
        let values = |key: Key, value: String| (key, vec![value]);
        extraction.metadata = BTreeMap::from([
            values(Key::AUTHOR, self.of(PEOPLE).to_owned()),
            values(Key::TITLE, self.text(5)),
            values(Key::CREATED, format!("{}T10:00:00Z", self.of(&DATES[..4]))),
            values(Key::LANGUAGE, self.of(&["ru", "en-GB", "de"]).to_owned()),
            values(Key::OCR_CONFIDENCE, self.below(101).to_string()),
        ]);
        extraction.mentions = self.mentions();
        for mention in &mut extraction.mentions {
            self.place(mention, &extraction.segments);
        }
        extraction.date = (self.below(4) > 0)
            .then(|| DocumentDate { date: self.of(DATES).to_owned(), source: DateSource::Text });
        extraction
    }

    pub(crate) fn item(&mut self, ord: u32, contents: u32) -> ItemRecord {
        let at = self.below(contents as usize + 2);
        let content = u32::try_from(at).ok().filter(|content| *content < contents);
        let folder = self.of(FOLDERS);
        let name = self.of(NAMES);
        let mut locator = Locator::new("", format!("{folder}/{name}"));
        if self.below(3) == 0 {
            locator = locator.member(self.of(NAMES).as_bytes().to_vec(), 0);
        }
        let byte = u8::try_from(self.below(256)).expect("below 256");
        let tags: BTreeSet<String> =
            (0..self.below(3)).map(|_| self.of(&["Look", "важно", "a b"]).to_owned()).collect();
        ItemRecord {
            ord,
            id: ItemId([byte; 16]),
            content,
            depth: u32::try_from(locator.members.len()).expect("few"),
            locator: locator.to_string(),
            size: content.map(|_| self.below(2_000) as u64),
            modified: Some(self.of(&DATES[..4]).to_owned()),
            outcome: self.outcome(),
            blake3: Some(Digest([byte; 32])),
            sha256: None,
            lists: BTreeSet::new(),
            note_words: BTreeSet::new(),
            tags,
        }
    }

    /// Makes a question of any shape, `depth` brackets deep at most.
    pub(crate) fn question(&mut self, depth: usize) -> String {
        if depth == 0 || self.below(3) == 0 {
            return self.leaf();
        }
        let (one, other) = (self.question(depth - 1), self.question(depth - 1));
        match self.below(7) {
            0 => format!("({one}) OR ({other})"),
            1 => format!("({one}) -({other})"),
            2 => format!("NOT ({one})"),
            3 => format!("layer:{} ({one})", self.of(&["deleted", "comment", "body"])),
            4 => format!("({one})^3 ({other})"),
            _ => format!("({one}) ({other})"),
        }
    }

    fn leaf(&mut self) -> String {
        let (a, b, c) = (self.word(), self.word(), self.word());
        let near = 1 + self.below(6);
        let stem: String = a.chars().take(2).collect();
        let pattern = self.of(&["i*", "*ов", "и?анов*", "*e*", "re?", "*", "n*s"]);
        let date = self.of(&[
            "2019",
            "2019-05",
            "2019..2020",
            "[2018-01 TO 2019-05-17]",
            "{2018 TO 2021}",
            ">2019",
            "<=2019-05-17",
        ]);
        let part = self.of(&["sentence", "paragraph", "page"]);
        let named = self.of(&["person:*", "date:2019", "notice:red", "notice:*", "phone:49*"]);
        match self.below(35) {
            29 => format!("{a} w/{part} {b}"),
            30 => format!("{a} pre/{part} \"{b} {c}\""),
            31 => format!("{a} w/{near} {named}"),
            32 => format!("{named} pre/{near} ({a} OR {b})"),
            33 => format!("({a} OR {b}) w/{part} {named}"),
            28 => format!("dated:{date}"),
            34 => format!("born:{date}"),
            0..=3 => a.to_owned(),
            4 => format!("\"{a} {b}\""),
            5 => format!("«{a} {b} {c}»"),
            6 => format!("\"{a} {b}\"~{near}"),
            7 => format!("\"{a} {b} {a}\"~{near}"),
            8 => format!("{a} w/{near} {b}"),
            9 => format!("({a} OR {b}) pre/{near} {c}"),
            10 => format!("{a} w/{near} {b} w/2 {c}"),
            11 => format!("{stem}~{}", 1 + self.below(2)),
            12 => pattern.to_owned(),
            13 => format!("/{}/", self.of(&["[a-z]{3,5}", r"\d+", "и.*", ".*ov"])),
            14 => format!(
                "name:\"{}\"",
                self.of(&["Ivan Ivanov", "Иванов", "П. Петров", "Petrov Ivanov", "I."])
            ),
            15 => format!(
                "person:\"{}\"",
                self.of(&["Ivanov", "Иван Иванов", "Müller Anna", "П. П."])
            ),
            16 => format!(
                "notice:{}",
                self.of(&["red", "red-notice", "\"green notice\"", "diffusion", "*"])
            ),
            17 => format!("date:{date}"),
            18 => format!("created:{date}"),
            19 => format!("modified:{date}"),
            20 => format!("phone:{}", self.of(&["+79161234567", "\"8 (916) 123-45-67\"", "49*"])),
            21 => format!("title:{a}"),
            22 => format!("author:\"{}\"", self.of(PEOPLE)),
            23 => format!("format:{}", self.of(&["pdf", "*", "d*", "eml"])),
            24 => format!(
                "path:{}",
                self.of(&["Annex", "*.pdf", "mail", "почта/*", "\"письмо eml\"", "notes"])
            ),
            25 => format!(
                "under:\"{}\"",
                self.of(&["mail", "a b/Annex.pdf", "Почта/письмо.eml", "mail/Ann"])
            ),
            26 => self
                .of(&[
                    "has:duplicates",
                    "has:comments",
                    "has:deleted",
                    "lang:ru",
                    "layer:deleted",
                    "outcome:failed",
                    "tag:look",
                    "tag:*",
                    "tag:\"a b\"",
                    "blake3:0",
                    "blake3:ff",
                ])
                .to_owned(),
            27 => format!("ocr.conf:{}", self.of(&["<60", ">=90", "20..40", "7", ">100", "*"])),
            _ => format!("size:{}", self.of(&[">1000", "<500", "100..900", "{1 TO 1kB]", "5"])),
        }
    }
}
