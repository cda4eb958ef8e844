//! How the model learns: a conditional random field by stochastic gradients with a rate for each weight.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::fs;
use std::io::{self, Write};

use entities::training::{self, LABELS, TRANSITIONS};

use crate::asked::Asked;
use crate::material::{self, Labelled, Name, Part, Sentence};

/// The weights of a feature: one for each label but the first.
const WEIGHTS: usize = LABELS - 1;
/// The seed of every shuffle and choice.
const SEED: u64 = 20_261_128;
/// How fast weights move.
const RATE: f32 = 0.1;
/// A feature that is seen less often is not learned.
const RARE: u32 = 2;
/// One sentence of this many is learned in capitals as well.
const SHOUTED: u64 = 8;
/// One sentence of this many is learned in small letters as well.
const SMALL: u64 = 16;
/// One text of this many has its lines broken.
const BROKEN: u64 = 4;
/// One feature of this many is left out each time a chain is learned, so that names are read by more than their letters.
const LEFT_OUT: u64 = 10;
/// After this many texts some of their persons are learned as a list, one a line, or as fields of a form.
const LISTED: usize = 30;
/// What stands before a name in a form and what follows it there, by language.
const FIELDS: &[(&str, &[&str], &str)] = &[
    ("en", &["Name", "Full name", "Surname, given names", "Subject", "Applicant"], "Date of birth"),
    ("fr", &["Nom", "Nom et prénoms", "Objet", "Requérant"], "Date de naissance"),
    ("es", &["Nombre", "Apellidos y nombre", "Asunto", "Solicitante"], "Fecha de nacimiento"),
    ("de", &["Name", "Name, Vorname", "Betreff"], "Geburtsdatum"),
    ("ru", &["Фамилия, имя, отчество", "Ф.И.О.", "Заявитель", "Подозреваемый"], "Дата рождения"),
    ("ar", &["الاسم", "الاسم الكامل", "اسم العائلة والاسم"], "تاريخ الميلاد"),
];

/// Words to be read together, with their labels.
struct Chain {
    labels: Vec<usize>,
    /// Where each word's features end in `features`.
    ends: Vec<usize>,
    features: Vec<u32>,
}

/// Numbers of features, and how often each was seen.
#[derive(Default)]
struct Index {
    numbers: HashMap<u64, u32>,
    counts: Vec<u32>,
}

/// Draws numbers that are the same on every machine.
pub(crate) struct Draw(u64);

impl Draw {
    pub(crate) fn new() -> Self {
        Self(SEED)
    }

    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        // SplitMix64, Steele, Lea and Flood 2014
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ mixed >> 31) % limit
    }

    fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            let other = self.below(at as u64 + 1);
            list.swap(at, usize::try_from(other).unwrap_or_default());
        }
    }
}

/// Trains a model and writes it.
pub(crate) fn run(asked: &Asked) -> io::Result<()> {
    let out = asked.out.as_ref().ok_or_else(|| io::Error::other("--out FILE is missing"))?;
    let mut draw = Draw::new();
    let mut index = Index::default();
    let mut chains = Vec::new();
    let mut by_hand = 0;
    for (order, folder) in asked.folders.iter().enumerate() {
        for file in material::files(folder)? {
            if asked.without.contains(&material::set_name(&file)) {
                continue;
            }
            let before = chains.len();
            let sentences = material::read(&file)?;
            let name = material::set_name(&file);
            let language = name.rsplit_once('.').map_or("", |(_, language)| language);
            learnable(&sentences, language, &mut draw, |text| read(text, &mut index, &mut chains));
            let count = chains.len() - before;
            writeln!(io::stderr(), "{name}: {count} chains")?;
        }
        if order == 0 {
            by_hand = chains.len();
        }
    }
    for chain in &mut chains {
        drop_rare(chain, &index);
    }
    let taught = chains.split_off(by_hand);
    let weights = train(&chains, &taught, index.counts.len(), asked.passes, &mut draw)?;
    fs::write(out, packed(&weights, &index, asked.lines))
}

/// Yields the texts to learn from: the sentences for training, one to three together, some in other letters as well.
fn learnable(
    sentences: &[Sentence],
    language: &str,
    draw: &mut Draw,
    mut learn: impl FnMut(&Labelled),
) {
    let numbered = sentences.iter().enumerate();
    let kept: Vec<Sentence> = numbered
        .filter(|(number, _)| material::part(*number) == Part::Train)
        .map(|(_, sentence)| sentence.clone())
        .collect();
    let mut rest = kept.as_slice();
    let mut persons: Vec<String> = Vec::new();
    let mut texts = 0;
    while !rest.is_empty() {
        let count = 1 + usize::try_from(draw.below(3)).unwrap_or_default();
        let (together, others) = rest.split_at(count.min(rest.len()));
        let mut text = material::running(together);
        if draw.below(BROKEN) == 0 {
            break_lines(&mut text, 40 + usize::try_from(draw.below(40)).unwrap_or_default());
        }
        learn(&text);
        persons.extend(
            text.names
                .iter()
                .filter(|name| name.kind == 0)
                .map(|name| text.text[name.bytes.clone()].to_owned()),
        );
        texts += 1;
        if texts % LISTED == 0 {
            let names = std::mem::take(&mut persons);
            let fields = FIELDS.iter().find(|(of, ..)| *of == language);
            match fields.filter(|_| draw.below(2) == 0) {
                Some((_, labels, next)) => learn(&form(&names, labels, next, draw)),
                None => learn(&list(&names, draw)),
            }
        }
        for (share, upper) in [(SHOUTED, true), (SMALL, false)] {
            if draw.below(share) == 0 {
                let changed: Vec<Sentence> =
                    together.iter().map(|sentence| material::mangled(sentence, upper)).collect();
                learn(&material::running(&changed));
            }
        }
        rest = others;
    }
}

/// Breaks the lines of a text at the first blank after so many bytes.
fn break_lines(text: &mut Labelled, width: usize) {
    let mut line = 0;
    let broken = text.text.chars().map(|character| {
        line += character.len_utf8();
        if character == ' ' && line > width {
            line = 0;
            return '\n';
        }
        character
    });
    text.text = broken.collect();
}

/// Returns names as a list of which each item is a name of its own.
fn list(names: &[String], draw: &mut Draw) -> Labelled {
    let between =
        [",\n", "\n", "\n- ", "; ", ", "][usize::try_from(draw.below(5)).unwrap_or_default()];
    let mut list = Labelled { text: String::new(), names: Vec::new() };
    for name in names.iter().take(8) {
        let start = list.text.len();
        list.text.push_str(&name.replace('\n', " "));
        list.names.push(Name { bytes: start..list.text.len(), kind: 0 });
        list.text.push_str(between);
    }
    list
}

/// Returns names as fields of forms, each behind a label and before another field.
fn form(names: &[String], labels: &[&str], next: &str, draw: &mut Draw) -> Labelled {
    let mut form = Labelled { text: String::new(), names: Vec::new() };
    for name in names.iter().take(8) {
        let label = labels[usize::try_from(draw.below(labels.len() as u64)).unwrap_or_default()];
        form.text.push_str(label);
        form.text.push_str(": ");
        let start = form.text.len();
        form.text.push_str(&name.replace('\n', " "));
        form.names.push(Name { bytes: start..form.text.len(), kind: 0 });
        let (day, month, year) = (1 + draw.below(28), 1 + draw.below(12), 1940 + draw.below(65));
        let birth = format!("\n{next}: {day:02}.{month:02}.{year}\n\n");
        form.text.push_str(&birth);
    }
    form
}

/// Enters the chains of a text.
fn read(labelled: &Labelled, index: &mut Index, chains: &mut Vec<Chain>) {
    for words in training::words(&labelled.text) {
        let mut chain = Chain { labels: Vec::new(), ends: Vec::new(), features: Vec::new() };
        for word in words {
            if !word.is_read {
                finish(&mut chain, chains);
                continue;
            }
            let after = labelled.names.partition_point(|name| name.bytes.end <= word.bytes.start);
            let name = labelled.names.get(after).filter(|name| name.bytes.start < word.bytes.end);
            let label = name.map_or(0, |name| {
                let first = 2 * name.kind + 1;
                let goes_on =
                    chain.labels.last().is_some_and(|last| *last == first || *last == first + 1);
                if word.bytes.start <= name.bytes.start || !goes_on { first } else { first + 1 }
            });
            chain.labels.push(label);
            chain.features.extend(word.features.iter().map(|feature| index.number(*feature)));
            chain.ends.push(chain.features.len());
        }
        finish(&mut chain, chains);
    }
}

fn finish(chain: &mut Chain, chains: &mut Vec<Chain>) {
    if !chain.labels.is_empty() {
        let empty = Chain { labels: Vec::new(), ends: Vec::new(), features: Vec::new() };
        chains.push(std::mem::replace(chain, empty));
    }
}

impl Index {
    fn number(&mut self, feature: u64) -> u32 {
        let next = u32::try_from(self.counts.len()).unwrap_or(u32::MAX);
        let number = *self.numbers.entry(feature).or_insert(next);
        if number == next {
            self.counts.push(0);
        }
        self.counts[number as usize] += 1;
        number
    }
}

/// Weights that move, each at a rate of its own (`AdaGrad`, Duchi, Hazan and Singer 2011).
struct Weights {
    features: Vec<[f32; WEIGHTS]>,
    moved: Vec<[f32; WEIGHTS]>,
    transitions: Vec<f32>,
    transitions_moved: Vec<f32>,
}

/// Learns from chains labelled by hand and by the teacher together, and in the last pass from those by hand alone.
fn train(
    by_hand: &[Chain],
    taught: &[Chain],
    features: usize,
    passes: usize,
    draw: &mut Draw,
) -> io::Result<Weights> {
    let mut weights = Weights {
        features: vec![[0.0; WEIGHTS]; features],
        moved: vec![[0.0; WEIGHTS]; features],
        transitions: vec![0.0; TRANSITIONS],
        transitions_moved: vec![0.0; TRANSITIONS],
    };
    for pass in 0..passes {
        let is_last = pass + 1 == passes;
        let taught = taught.iter().filter(|_| !is_last);
        let mut chains: Vec<&Chain> = by_hand.iter().chain(taught).collect();
        draw.shuffle(&mut chains);
        // The rate falls so that the last passes settle what the first ones found.
        #[expect(clippy::cast_precision_loss, reason = "a few passes")]
        let rate = RATE * (1.0 - 0.85 * pass as f32 / passes as f32);
        let likelihood: f64 =
            chains.iter().map(|chain| weights.learn(&thinned(chain, draw), rate)).sum();
        writeln!(io::stderr(), "pass {}: {likelihood:.0}", pass + 1)?;
    }
    Ok(weights)
}

/// Returns a chain with some of its features.
fn thinned(chain: &Chain, draw: &mut Draw) -> Chain {
    let mut thin = Chain {
        labels: chain.labels.clone(),
        ends: Vec::with_capacity(chain.ends.len()),
        features: Vec::with_capacity(chain.features.len()),
    };
    let mut start = 0;
    for end in &chain.ends {
        let kept = chain.features[start..*end].iter().filter(|_| draw.below(LEFT_OUT) > 0);
        thin.features.extend(kept);
        thin.ends.push(thin.features.len());
        start = *end;
    }
    thin
}

fn drop_rare(chain: &mut Chain, index: &Index) {
    let mut kept = Vec::with_capacity(chain.features.len());
    let mut start = 0;
    for end in &mut chain.ends {
        let features = &chain.features[start..*end];
        kept.extend(features.iter().filter(|feature| index.counts[**feature as usize] >= RARE));
        start = *end;
        *end = kept.len();
    }
    kept.shrink_to_fit();
    chain.features = kept;
}

impl Weights {
    /// Learns a chain and returns how likely its labels were before.
    fn learn(&mut self, chain: &Chain, rate: f32) -> f64 {
        let mut scores = Vec::with_capacity(chain.ends.len());
        let mut start = 0;
        for end in &chain.ends {
            let mut word = [0.0; LABELS];
            for feature in &chain.features[start..*end] {
                let row = &self.features[*feature as usize];
                word[1..].iter_mut().zip(row).for_each(|(sum, weight)| *sum += weight);
            }
            scores.push(word);
            start = *end;
        }
        let lesson = training::lesson(&self.transitions, &scores, &chain.labels);
        let mut start = 0;
        for ((end, expected), label) in chain.ends.iter().zip(&lesson.words).zip(&chain.labels) {
            let slope: [f32; WEIGHTS] =
                std::array::from_fn(|at| f32::from(u8::from(*label == at + 1)) - expected[at + 1]);
            if slope.iter().any(|slope| slope.abs() > 1e-3) {
                chain.features[start..*end]
                    .iter()
                    .for_each(|feature| self.step(*feature as usize, &slope, rate));
            }
            start = *end;
        }
        self.pass(chain, &lesson.transitions, rate);
        lesson.likelihood
    }

    fn step(&mut self, feature: usize, slope: &[f32; WEIGHTS], rate: f32) {
        let cells = self.features[feature].iter_mut().zip(&mut self.moved[feature]).zip(slope);
        for ((weight, moved), slope) in cells {
            *moved += slope * slope;
            *weight += rate * slope / (1e-4 + *moved).sqrt();
        }
    }

    fn pass(&mut self, chain: &Chain, expected: &[f32], rate: f32) {
        let mut slope: Vec<f32> = expected.iter().map(|value| -value).collect();
        for (at, label) in chain.labels.iter().enumerate() {
            let row = if at == 0 { 0 } else { chain.labels[at - 1] + 1 };
            slope[row * LABELS + label] += 1.0;
        }
        let cells = self.transitions.iter_mut().zip(&mut self.transitions_moved).zip(&slope);
        for ((weight, moved), slope) in cells {
            *moved += slope * slope;
            *weight += rate * slope / (1e-4 + *moved).sqrt();
        }
    }
}

/// Returns the model in whole numbers: of the features those that weigh most where they stand, and stand often.
fn packed(weights: &Weights, index: &Index, lines: usize) -> Vec<u8> {
    let most =
        weights.features.iter().flatten().fold(0.0_f32, |most, weight| most.max(weight.abs()));
    let scale = (most / 127.0).min(0.04);
    let mut features: Vec<(u64, [i8; WEIGHTS])> = index
        .numbers
        .iter()
        .map(|(feature, number)| {
            (*feature, weights.features[*number as usize].map(|weight| whole(weight / scale)))
        })
        .filter(|(_, weights)| weights.iter().any(|weight| *weight != 0))
        .collect();
    let worth = |(feature, weights): &(u64, [i8; WEIGHTS])| {
        let most = weights.iter().map(|weight| u64::from(weight.unsigned_abs())).max();
        let most = most.unwrap_or_default();
        most * most * u64::from(index.counts[index.numbers[feature] as usize])
    };
    features.sort_by_cached_key(|feature| (Reverse(worth(feature)), feature.0));
    features.truncate(lines * 8);
    training::model(scale, &weights.transitions, &features, lines)
}

#[expect(clippy::cast_possible_truncation, reason = "the number is clamped first")]
fn whole(value: f32) -> i8 {
    value.round().clamp(-127.0, 127.0) as i8
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain() -> Chain {
        Chain { labels: vec![1, 2, 0], ends: vec![40, 40, 100], features: (0..100).collect() }
    }

    #[test]
    fn a_thinned_chain_has_the_same_words_with_fewer_features() {
        let chain = chain();
        let thin = thinned(&chain, &mut Draw::new());
        assert_eq!(thin.labels, chain.labels);
        assert!(thin.features.len() < chain.features.len() && thin.features.len() > 70);
        assert_eq!(thin.ends.last(), Some(&thin.features.len()));
        assert!(thin.features[..thin.ends[0]].iter().all(|feature| *feature < 40));
        assert_eq!(thin.ends[0], thin.ends[1]);
    }

    #[test]
    fn what_is_labelled_by_hand_is_learned_last() {
        let (by_hand, taught) = (chain(), Chain { labels: vec![0, 0, 0], ..chain() });
        let weights = |passes| {
            let weights = train(
                std::slice::from_ref(&by_hand),
                std::slice::from_ref(&taught),
                100,
                passes,
                &mut Draw::new(),
            );
            weights.expect("errors can be printed")
        };
        let person =
            |weights: &Weights| weights.features[..40].iter().map(|row| row[0]).sum::<f32>();
        assert!(person(&weights(1)) > 0.0, "a pass alone is the last one");
        assert!(person(&weights(5)) > 0.0);
    }
}
