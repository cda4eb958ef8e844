//! How the model learns: a conditional random field by stochastic gradients with a rate for each weight.

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
/// After this many texts some of their persons are learned as a list, one a line.
const LISTED: usize = 30;

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
    for folder in &asked.folders {
        for file in material::files(folder)? {
            if asked.without.contains(&material::set_name(&file)) {
                continue;
            }
            let before = chains.len();
            let sentences = material::read(&file)?;
            learnable(&sentences, &mut draw, |text| read(text, &mut index, &mut chains));
            let (name, count) = (material::set_name(&file), chains.len() - before);
            writeln!(io::stderr(), "{name}: {count} chains")?;
        }
    }
    let weights = train(&mut chains, &index, asked.passes, &mut draw)?;
    fs::write(out, packed(&weights, &index, asked.lines))
}

/// Yields the texts to learn from: the sentences for training, one to three together, some in other letters as well.
fn learnable(sentences: &[Sentence], draw: &mut Draw, mut learn: impl FnMut(&Labelled)) {
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
            learn(&list(&std::mem::take(&mut persons), draw));
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

fn train(
    chains: &mut [Chain],
    index: &Index,
    passes: usize,
    draw: &mut Draw,
) -> io::Result<Weights> {
    let count = index.counts.len();
    let mut weights = Weights {
        features: vec![[0.0; WEIGHTS]; count],
        moved: vec![[0.0; WEIGHTS]; count],
        transitions: vec![0.0; TRANSITIONS],
        transitions_moved: vec![0.0; TRANSITIONS],
    };
    for chain in chains.iter_mut() {
        drop_rare(chain, index);
    }
    for pass in 0..passes {
        draw.shuffle(chains);
        // The rate falls so that the last passes settle what the first ones found.
        #[expect(clippy::cast_precision_loss, reason = "a few passes")]
        let rate = RATE * (1.0 - 0.85 * pass as f32 / passes as f32);
        let likelihood: f64 = chains.iter().map(|chain| weights.learn(chain, rate)).sum();
        writeln!(io::stderr(), "pass {}: {likelihood:.0}", pass + 1)?;
    }
    Ok(weights)
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

/// Returns the model: the heaviest features, in whole numbers.
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
    let heft = |weights: &[i8; WEIGHTS]| {
        weights.iter().map(|weight| u32::from(weight.unsigned_abs())).max()
    };
    features.sort_by(|a, b| heft(&b.1).cmp(&heft(&a.1)).then(a.0.cmp(&b.0)));
    features.truncate(lines * 8);
    training::model(scale, &weights.transitions, &features, lines)
}

#[expect(clippy::cast_possible_truncation, reason = "the number is clamped first")]
fn whole(value: f32) -> i8 {
    value.round().clamp(-127.0, 127.0) as i8
}
