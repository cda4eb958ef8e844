//! How well names are read: exact spans and types in running text.

use std::collections::HashSet;
use std::fs;
use std::io::{self, Write};
use std::time::Instant;

use entities::{Recogniser, training};
use item::{Kind, Layer, Place, Segment};

use crate::asked::Asked;
use crate::material::{self, Labelled, Name, Part, Sentence};

/// How many sentences stand together in a text.
pub(crate) const TOGETHER: usize = 3;

/// Names found and missed.
#[derive(Clone, Copy, Default)]
struct Count {
    right: usize,
    found: usize,
    expected: usize,
}

/// A set with the sentences of it that are measured.
pub(crate) struct Set {
    pub(crate) name: String,
    pub(crate) sentences: Vec<Sentence>,
}

/// Returns the sets that are measured: of all the part that nothing was learned from, or those that were left out whole.
pub(crate) fn sets(asked: &Asked) -> io::Result<Vec<Set>> {
    let mut sets = Vec::new();
    for folder in &asked.folders {
        for file in material::files(folder)? {
            let name = material::set_name(&file);
            let whole = asked.without.contains(&name);
            if whole || asked.without.is_empty() {
                let sentences = kept(&material::read(&file)?, asked.tune, whole);
                sets.push(Set { name, sentences });
            }
        }
    }
    Ok(sets)
}

/// Returns the recogniser of the program, or one with the model that is asked for.
pub(crate) fn recogniser(asked: &Asked) -> io::Result<Recogniser> {
    let Some(path) = &asked.model else { return Ok(Recogniser::new()) };
    let recogniser = training::recogniser(fs::read(path)?.leak());
    recogniser.ok_or_else(|| io::Error::other("no model"))
}

/// Prints a row for each set.
pub(crate) fn run(asked: &Asked) -> io::Result<()> {
    let mut recogniser = recogniser(asked)?;
    let mut out = io::stdout().lock();
    writeln!(
        out,
        "| set | PER P / R / F1 | ORG P / R / F1 | LOC P / R / F1 | tokens/s |\n|---|---|---|---|---|"
    )?;
    let mut all = [Count::default(); 3];
    let mut shouted = [Count::default(); 3];
    for Set { name, sentences } in sets(asked)? {
        let upper: Vec<Sentence> =
            sentences.iter().map(|sentence| material::mangled(sentence, true)).collect();
        add(&mut all, &row(&name, &sentences, asked, &mut recogniser, &mut out)?);
        let (_, language) = name.rsplit_once('.').unwrap_or_default();
        if language != "ar" {
            let name = format!("{name} in capitals");
            add(&mut shouted, &row(&name, &upper, asked, &mut recogniser, &mut out)?);
        }
    }
    writeln!(out, "| all | {} | |", cells(&all))?;
    writeln!(out, "| all in capitals | {} | |", cells(&shouted))
}

/// Returns the sentences to measure: a part, or all of a set that was left out.
fn kept(sentences: &[Sentence], tune: bool, whole: bool) -> Vec<Sentence> {
    let numbered = sentences.iter().enumerate();
    let kept = numbered.filter(|(number, _)| match (material::part(*number), tune) {
        (Part::Report, tune) => !tune,
        (Part::Tune, tune) => whole || tune,
        (Part::Train, _) => whole,
    });
    kept.map(|(_, sentence)| sentence.clone()).collect()
}

fn row(
    name: &str,
    sentences: &[Sentence],
    asked: &Asked,
    recogniser: &mut Recogniser,
    out: &mut impl Write,
) -> io::Result<[Count; 3]> {
    let texts: Vec<Labelled> = sentences.chunks(TOGETHER).map(material::running).collect();
    let tokens: usize = sentences.iter().map(|sentence| sentence.words.len()).sum();
    let begin = Instant::now();
    let found: Vec<Vec<Name>> = texts.iter().map(|text| names(&text.text, recogniser)).collect();
    #[expect(clippy::cast_precision_loss, reason = "a rate needs no more digits")]
    let rate = tokens as f64 / begin.elapsed().as_secs_f64();
    let mut counts = [Count::default(); 3];
    for (text, found) in texts.iter().zip(&found) {
        for name in found {
            counts[name.kind].found += 1;
        }
        let expected: HashSet<&Name> = text.names.iter().collect();
        let found: HashSet<&Name> = found.iter().collect();
        for name in &text.names {
            counts[name.kind].expected += 1;
        }
        if asked.show {
            show(text, &expected, &found, out)?;
        }
        expected.intersection(&found).for_each(|name| counts[name.kind].right += 1);
    }
    writeln!(out, "| {name} | {} | {rate:.0} |", cells(&counts))?;
    Ok(counts)
}

fn add(sums: &mut [Count; 3], counts: &[Count; 3]) {
    for (sum, count) in sums.iter_mut().zip(counts) {
        sum.right += count.right;
        sum.found += count.found;
        sum.expected += count.expected;
    }
}

fn cells(counts: &[Count; 3]) -> String {
    counts.iter().map(Count::cell).collect::<Vec<_>>().join(" | ")
}

/// Prints a text in which names were missed or found wrongly.
fn show(
    text: &Labelled,
    expected: &HashSet<&Name>,
    found: &HashSet<&Name>,
    out: &mut impl Write,
) -> io::Result<()> {
    let listed = |names: &HashSet<&Name>, others: &HashSet<&Name>| {
        let mut wrong: Vec<&&Name> = names.difference(others).collect();
        wrong.sort_by_key(|name| name.bytes.start);
        let named = wrong.iter().map(|name| {
            format!("{} {:?}", material::TYPES[name.kind], &text.text[name.bytes.clone()])
        });
        named.collect::<Vec<_>>().join(", ")
    };
    let (missed, wrong) = (listed(expected, found), listed(found, expected));
    if missed.is_empty() && wrong.is_empty() {
        return Ok(());
    }
    writeln!(out, "{}\n    missed {missed}\n    wrong {wrong}", text.text)
}

/// Returns the names that are read in a text.
pub(crate) fn names(text: &str, recogniser: &mut Recogniser) -> Vec<Name> {
    let mentions = recogniser.mentions(&[Segment::new(Place::Whole, Layer::Body, text)]);
    let names = mentions.iter().filter_map(|mention| {
        let kind = [Kind::Person, Kind::Org, Kind::Location]
            .iter()
            .position(|kind| *kind == mention.kind)?;
        let mut bytes = mention.start..mention.end;
        material::trim(text, &mut bytes).then_some(Name { bytes, kind })
    });
    names.collect()
}

impl Count {
    fn cell(&self) -> String {
        let share = |part: usize, whole: usize| {
            #[expect(clippy::cast_precision_loss, reason = "a share needs no more digits")]
            let share = 100.0 * part as f64 / whole.max(1) as f64;
            share
        };
        let f1 = share(2 * self.right, self.found + self.expected);
        format!(
            "{:.1} / {:.1} / {f1:.1}",
            share(self.right, self.found),
            share(self.right, self.expected)
        )
    }
}
