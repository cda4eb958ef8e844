//! Which files there are, and what each of them holds.

use std::path::Path;

use rayon::prelude::*;

use super::facts::Named;
use super::paper::{Paper, Writers};
use super::random::Random;
use super::truth::{Truth, counts};
use super::write::{Attached, WRITERS, Writer, envelope, mail, writer, zipped};
use crate::Error;

/// Files in one folder.
const FOLDER: u64 = 250;
/// How many of a thousand files are copies of an earlier one.
const COPIES: usize = 60;
/// How many words that stand in one content alone are to be looked for, about.
const NEEDLES: u64 = 100;

/// What a file is, and how many of a thousand are so.
const KINDS: [(usize, Kind); 13] = [
    (170, Kind::Paper("text")),
    (90, Kind::Paper("html")),
    (140, Kind::Paper("pdf")),
    (150, Kind::Paper("docx")),
    (70, Kind::Paper("xlsx")),
    (40, Kind::Paper("csv")),
    (30, Kind::Paper("rtf")),
    (30, Kind::Paper("odt")),
    (30, Kind::Paper("pptx")),
    (200, Kind::Mail),
    (15, Kind::Mailbox),
    (25, Kind::Archive),
    (10, Kind::Empty),
];

const NAMES: [&str; 12] = [
    "memo",
    "letter",
    "note verbale",
    "annex",
    "réponse",
    "demande",
    "solicitud",
    "informe",
    "справка",
    "письмо",
    "запрос",
    "رسالة",
];

#[derive(Clone, Copy)]
enum Kind {
    Paper(&'static str),
    Mail,
    Mailbox,
    Archive,
    Empty,
}

/// A file, and what is known of it and its members.
struct Made {
    extension: &'static str,
    content: Vec<u8>,
    entries: Vec<Entry>,
}

/// An item: the file itself where it is no member.
struct Entry {
    member: Option<String>,
    format: &'static str,
    named: Named,
    needle: String,
}

/// Writes the trove of `count` files into `folder`, which exists, and returns what is in it.
pub fn write(folder: &Path, count: u64) -> Result<Truth, Error> {
    let writers = Writers::new();
    for at in 0..count.div_ceil(FOLDER) {
        let path = folder.join(folder_name(at));
        std::fs::create_dir_all(&path).map_err(|source| Error::file(&path, source))?;
    }
    let step = (count / NEEDLES).max(1);
    (0..count)
        .into_par_iter()
        .map(|number| {
            let origin = origin(number);
            let made = made(&writers, origin);
            let name = name(number, made.extension);
            let path = folder.join(&name);
            std::fs::write(&path, &made.content).map_err(|source| Error::file(&path, source))?;
            Ok(truth(&made, &name, origin.is_multiple_of(step)))
        })
        .try_reduce(Truth::default, |one, other| Ok(one.and(other)))
}

/// Returns the number of the file that this one is a copy of, or its own.
fn origin(number: u64) -> u64 {
    let mut random = Random::of("origin", number);
    if number == 0 || !random.chance(COPIES) {
        return number;
    }
    origin(random.next() % number)
}

fn folder_name(at: u64) -> String {
    let mut random = Random::of("folder", at);
    format!("{at:04} {}", random.pick(&NAMES))
}

fn name(number: u64, extension: &str) -> String {
    let mut random = Random::of("name", number);
    format!("{}/{} {number}{extension}", folder_name(number / FOLDER), random.pick(&NAMES))
}

/// Returns a word that no other content has.
fn needle(random: &mut Random) -> String {
    let letters = (0..14).map(|_| char::from(b'a' + u8::try_from(random.below(26)).unwrap_or(0)));
    std::iter::once('x').chain(letters).collect()
}

fn made(writers: &Writers, number: u64) -> Made {
    let mut random = Random::of("file", number);
    let mut drawn = random.below(1000);
    let kind = KINDS.iter().find(|(share, _)| {
        let is_it = drawn < *share;
        drawn = drawn.saturating_sub(*share);
        is_it
    });
    match kind.map_or(Kind::Empty, |(_, kind)| *kind) {
        Kind::Paper(format) => single(writers, writer(format), &mut random),
        Kind::Mail => one_mail(writers, &mut random),
        Kind::Mailbox => mailbox(writers, &mut random),
        Kind::Archive => archive(writers, &mut random),
        Kind::Empty => Made {
            extension: ".txt",
            content: Vec::new(),
            entries: vec![Entry {
                member: None,
                format: formats::EMPTY,
                named: Named::default(),
                needle: String::new(),
            }],
        },
    }
}

fn paper(writers: &Writers, median: usize, random: &mut Random) -> Paper {
    let length = random.size(median).clamp(60, 400_000);
    let needle = needle(random);
    writers.paper(random, length, needle)
}

/// Writes a paper in a format; Arabic goes to PDF only through a shaper, so another language is drawn.
fn written(
    writers: &Writers,
    writer: &Writer,
    median: usize,
    random: &mut Random,
) -> (Paper, Vec<u8>) {
    let mut paper = paper(writers, median, random);
    while writer.format == "pdf" && paper.language == "ar" {
        paper = self::paper(writers, median, random);
    }
    let content = (writer.write)(&paper, random);
    (paper, content)
}

fn entry(member: Option<String>, format: &'static str, paper: Paper) -> Entry {
    Entry { member, format, named: paper.named, needle: paper.needle }
}

fn single(writers: &Writers, writer: &Writer, random: &mut Random) -> Made {
    let (paper, content) = written(writers, writer, writer.median, random);
    Made { extension: writer.extension, content, entries: vec![entry(None, writer.format, paper)] }
}

fn one_mail(writers: &Writers, random: &mut Random) -> Made {
    let paper = paper(writers, 1800, random);
    let mut entries = Vec::new();
    let attached = random.chance(350).then(|| {
        let writer = random.pick(WRITERS);
        let (paper, content) = written(writers, writer, writer.median, random);
        let name = format!("annex{}", writer.extension);
        entries.push(entry(Some(name.clone()), writer.format, paper));
        Attached { name, media_type: "application/octet-stream", content }
    });
    let content = mail(&paper, attached.as_ref(), random);
    entries.push(entry(None, "eml", paper));
    Made { extension: ".eml", content, entries }
}

fn mailbox(writers: &Writers, random: &mut Random) -> Made {
    let mut content = Vec::new();
    let mut entries = vec![Entry::container("mbox")];
    for number in 1..=random.between(3, 20) {
        let paper = paper(writers, 1500, random);
        content.extend(envelope(random).into_bytes());
        content.extend(in_mailbox(mail(&paper, None, random)));
        entries.push(entry(Some(format!("{number}.eml")), "eml", paper));
    }
    Made { extension: ".mbox", content, entries }
}

/// Returns a message as it stands in a mailbox: bare line ends, `From ` at the beginning of a line quoted, an empty line
/// at the end.
fn in_mailbox(mut message: Vec<u8>) -> Vec<u8> {
    message.retain(|byte| *byte != b'\r');
    let mut quoted = Vec::with_capacity(message.len() + 8);
    for line in message.split_inclusive(|byte| *byte == b'\n') {
        if line.starts_with(b"From ") {
            quoted.push(b'>');
        }
        quoted.extend(line);
    }
    quoted.push(b'\n');
    quoted
}

fn archive(writers: &Writers, random: &mut Random) -> Made {
    let mut entries = vec![Entry::container("zip")];
    let mut members = Vec::new();
    for number in 1..=random.between(2, 8) {
        let writer = random.pick(WRITERS);
        let (paper, content) = written(writers, writer, writer.median / 2, random);
        let name = format!("{}/{number}{}", random.pick(&NAMES), writer.extension);
        entries.push(entry(Some(name.clone()), writer.format, paper));
        members.push((name, content));
    }
    Made { extension: ".zip", content: zipped(&members), entries }
}

impl Entry {
    fn container(format: &'static str) -> Self {
        Self { member: None, format, named: Named::default(), needle: String::new() }
    }
}

fn truth(made: &Made, name: &str, is_sampled: bool) -> Truth {
    let mut truth = Truth { files: 1, bytes: made.content.len() as u64, ..Truth::default() };
    for entry in &made.entries {
        truth.items += 1;
        let status = if entry.format == formats::EMPTY { "empty" } else { "extracted" };
        *truth.outcomes.entry(status.to_owned()).or_default() += 1;
        *truth.formats.entry(entry.format.to_owned()).or_default() += 1;
        truth.name(name.to_owned(), &counts(&entry.named));
    }
    let mut needles = made.entries.iter().rev().filter(|entry| !entry.needle.is_empty());
    if let Some(entry) = needles.next().filter(|_| is_sampled) {
        let locator = match &entry.member {
            Some(member) => format!("{name}!/{member}"),
            None => name.to_owned(),
        };
        truth.needles.insert(entry.needle.clone(), vec![locator]);
    }
    truth
}
