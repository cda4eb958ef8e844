//! A linear chain of labels: which are likeliest, and how likely each is.
//!
//! Labels are `O`, then the first and the other words of a person, a body and a place.

/// How many labels there are.
pub const LABELS: usize = 7;
/// The scores of a word, one for each label.
pub(crate) type Scores = [f32; LABELS];

/// What it costs to pass from one label to the next.
pub(crate) struct Transitions {
    /// The scores of the labels of a first word.
    first: Scores,
    /// `scores[before][label]`.
    scores: [Scores; LABELS],
    first_factors: Scores,
    factors: [Scores; LABELS],
}

/// Tells whether `label` may stand behind `before`: another word of a name stands behind a word of it.
pub(crate) fn may_follow(before: usize, label: usize) -> bool {
    !is_inside(label) || before == label || before + 1 == label
}

/// Tells whether a label is that of a name's second or later word.
pub(crate) fn is_inside(label: usize) -> bool {
    label > 0 && label.is_multiple_of(2)
}

impl Transitions {
    /// Reads the scores of first labels, then those of passing from each label to each.
    pub(crate) fn new(weights: &[f32]) -> Self {
        let mut rows = weights.as_chunks::<LABELS>().0.iter().copied();
        let mut next = || rows.next().unwrap_or_default();
        let mut first = next();
        let mut scores: [Scores; LABELS] = std::array::from_fn(|_| next());
        for label in (0..LABELS).filter(|label| is_inside(*label)) {
            first[label] = f32::NEG_INFINITY;
        }
        for (before, row) in scores.iter_mut().enumerate() {
            for (label, score) in row.iter_mut().enumerate() {
                if !may_follow(before, label) {
                    *score = f32::NEG_INFINITY;
                }
            }
        }
        Self {
            first,
            scores,
            first_factors: first.map(f32::exp),
            factors: scores.map(|row| row.map(f32::exp)),
        }
    }

    /// Returns the likeliest labels of words with these scores.
    pub(crate) fn best(&self, words: &[Scores]) -> Vec<usize> {
        let Some((first, rest)) = words.split_first() else { return Vec::new() };
        let mut totals: Scores = std::array::from_fn(|label| self.first[label] + first[label]);
        let mut backs: Vec<[u8; LABELS]> = Vec::with_capacity(words.len());
        for word in rest {
            let mut back = [0_u8; LABELS];
            let mut next = [f32::NEG_INFINITY; LABELS];
            for (before, row) in self.scores.iter().enumerate() {
                for (label, score) in row.iter().enumerate() {
                    let total = totals[before] + score;
                    if total > next[label] {
                        next[label] = total;
                        back[label] = u8::try_from(before).unwrap_or_default();
                    }
                }
            }
            totals = std::array::from_fn(|label| next[label] + word[label]);
            backs.push(back);
        }
        let mut label = (0..LABELS)
            .fold(0, |best, label| if totals[label] > totals[best] { label } else { best });
        let mut labels = vec![label];
        for back in backs.iter().rev() {
            label = usize::from(back[label]);
            labels.push(label);
        }
        labels.reverse();
        labels
    }

    /// Returns the score of one labelling.
    pub(crate) fn score(&self, words: &[Scores], labels: &[usize]) -> f64 {
        let mut score = 0.0;
        for (at, (word, label)) in words.iter().zip(labels).enumerate() {
            let passed =
                if at == 0 { self.first[*label] } else { self.scores[labels[at - 1]][*label] };
            score += f64::from(passed) + f64::from(word[*label]);
        }
        score
    }

    /// Returns how likely everything about words with these scores is.
    pub(crate) fn lattice(&self, words: &[Scores]) -> Lattice<'_> {
        let mut lattice = Lattice {
            transitions: self,
            factors: Vec::with_capacity(words.len()),
            forward: Vec::with_capacity(words.len()),
            backward: vec![[1.0; LABELS]; words.len()],
            norms: Vec::with_capacity(words.len()),
            likelihood: 0.0,
        };
        for word in words {
            let most = word.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let factors = word.map(|score| (score - most).exp());
            let reached =
                lattice.forward.last().map_or(self.first_factors, |before| self.step(before));
            let ahead: Scores = std::array::from_fn(|label| reached[label] * factors[label]);
            let norm = ahead.iter().sum::<f32>().max(f32::MIN_POSITIVE);
            lattice.likelihood += f64::from(norm.ln()) + f64::from(most);
            lattice.forward.push(ahead.map(|value| value / norm));
            lattice.factors.push(factors);
            lattice.norms.push(norm);
        }
        for at in (1..words.len()).rev() {
            let behind: Scores = std::array::from_fn(|label| {
                lattice.factors[at][label] * lattice.backward[at][label] / lattice.norms[at]
            });
            lattice.backward[at - 1] = std::array::from_fn(|before| {
                let row = &self.factors[before];
                (0..LABELS).map(|label| row[label] * behind[label]).sum()
            });
        }
        lattice
    }

    fn step(&self, before: &Scores) -> Scores {
        let mut reached = [0.0; LABELS];
        for (value, row) in before.iter().zip(&self.factors) {
            for (sum, factor) in reached.iter_mut().zip(row) {
                *sum += value * factor;
            }
        }
        reached
    }
}

/// The probabilities of labels along a chain.
pub(crate) struct Lattice<'t> {
    transitions: &'t Transitions,
    factors: Vec<Scores>,
    forward: Vec<Scores>,
    backward: Vec<Scores>,
    norms: Vec<f32>,
    /// The logarithm of the sum over all labellings.
    pub(crate) likelihood: f64,
}

impl Lattice<'_> {
    /// Returns the probability of each label of a word.
    pub(crate) fn word(&self, at: usize) -> Scores {
        std::array::from_fn(|label| self.forward[at][label] * self.backward[at][label])
    }

    /// Returns the probability of each pair of labels of a word and the one before it.
    pub(crate) fn pair(&self, at: usize) -> [Scores; LABELS] {
        std::array::from_fn(|before| {
            std::array::from_fn(|label| {
                self.forward[at - 1][before]
                    * self.transitions.factors[before][label]
                    * self.factors[at][label]
                    * self.backward[at][label]
                    / self.norms[at]
            })
        })
    }

    /// Returns the probability that a name with this first label stands at exactly these words.
    pub(crate) fn name(&self, words: std::ops::Range<usize>, first: usize) -> f32 {
        let inside = first + 1;
        let mut probability = self.forward[words.start][first];
        let mut before = first;
        for at in words.start + 1..words.end {
            probability *= self.transitions.factors[before][inside] * self.factors[at][inside]
                / self.norms[at];
            before = inside;
        }
        let Some(factors) = self.factors.get(words.end) else { return probability };
        let after = (0..LABELS).filter(|label| *label != inside).map(|label| {
            self.transitions.factors[before][label]
                * factors[label]
                * self.backward[words.end][label]
        });
        probability * after.sum::<f32>() / self.norms[words.end]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small(number: usize) -> f32 {
        f32::from(u8::try_from(number).expect("a small number"))
    }

    fn transitions() -> Transitions {
        let weights: Vec<f32> =
            (0..LABELS * (LABELS + 1)).map(|at| small(at % 5) / 4.0 - 0.5).collect();
        Transitions::new(&weights)
    }

    fn words() -> Vec<Scores> {
        (0..4)
            .map(|at| std::array::from_fn(|label| small((at * 7 + label * 3) % 11) / 5.0))
            .collect()
    }

    /// Yields every labelling with the exponential of its score.
    fn all(transitions: &Transitions, words: &[Scores]) -> Vec<(Vec<usize>, f64)> {
        let count = LABELS.pow(u32::try_from(words.len()).expect("few words"));
        (0..count)
            .map(|number| {
                let labels: Vec<usize> = (0..words.len())
                    .map(|at| number / LABELS.pow(u32::try_from(at).expect("few words")) % LABELS)
                    .collect();
                let weight = transitions.score(words, &labels).exp();
                (labels, weight)
            })
            .collect()
    }

    #[test]
    fn the_lattice_adds_up_all_labellings() {
        let (transitions, words) = (transitions(), words());
        let all = all(&transitions, &words);
        let total: f64 = all.iter().map(|(_, weight)| weight).sum();
        let lattice = transitions.lattice(&words);
        assert!((lattice.likelihood - total.ln()).abs() < 1e-4);
        let share = |fits: &dyn Fn(&[usize]) -> bool| {
            all.iter().filter(|(labels, _)| fits(labels)).map(|(_, weight)| weight).sum::<f64>()
                / total
        };
        assert!((f64::from(lattice.word(2)[3]) - share(&|labels| labels[2] == 3)).abs() < 1e-4);
        assert!(
            (f64::from(lattice.pair(2)[1][2]) - share(&|labels| labels[1] == 1 && labels[2] == 2))
                .abs()
                < 1e-4
        );
        let name = share(&|labels| labels[1..3] == [1, 2] && labels[3] != 2);
        assert!((f64::from(lattice.name(1..3, 1)) - name).abs() < 1e-4);
    }

    #[test]
    fn the_best_labelling_weighs_most() {
        let (transitions, words) = (transitions(), words());
        let best = all(&transitions, &words)
            .into_iter()
            .max_by(|a, b| a.1.total_cmp(&b.1))
            .expect("labellings");
        assert_eq!(transitions.best(&words), best.0);
    }
}
