//! Who did what a sentence tells of a notice: the Commission, the organisation itself, or a bureau that the sentence names.
//!
//! Read off the words around the act: what stands behind `by` did it (`deleted by the Commission`), and else the subject of the
//! verb that grants, refuses or tells it (`the Commission decided to delete`, `NCB Minsk withdrew`, `حذفت اللجنة`).

use std::ops::Range;
use std::sync::LazyLock;

use crate::act::{Mode, Told, governs};
use crate::table;
use crate::words::{Lexicon, Word, words};

/// Who did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agent {
    /// The Commission for the Control of INTERPOL's Files.
    Commission,
    /// The organisation, by its General Secretariat.
    Interpol,
    /// The bureau of this number among those given.
    Bureau(usize),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    Body(Agent),
    ByBody(Agent),
    By,
    Article,
    To,
    Passive,
}

/// How many words may stand between `had` and what was had done.
const CAUSED_REACH: usize = 12;
/// Words with which a clause begins that tells of the word before it.
const RELATIVES: [&str; 14] = [
    "which",
    "that",
    "whom",
    "que",
    "qu",
    "laquelle",
    "котором",
    "которое",
    "которую",
    "которая",
    "которой",
    "التي",
    "الذي",
    "cual",
];
/// How many words a phrase before an agent has at most.
const LONGEST_BY: usize = 4;
/// How many words may stand between a subject and the verb that decides: `the Commission, at its session in May, decided`.
const VERB_REACH: usize = 8;
/// How many words may stand between a subject and the act that is its verb: `NCB Minsk a annulé`.
const ACT_REACH: usize = 3;

static USES: LazyLock<Lexicon<Use>> = LazyLock::new(|| {
    let mut uses = Lexicon::default();
    for row in table::rows(include_str!("../data/agents.tsv")) {
        let usage = match row[0] {
            "commission" => Use::Body(Agent::Commission),
            "commission-by" => Use::ByBody(Agent::Commission),
            "interpol" => Use::Body(Agent::Interpol),
            "interpol-by" => Use::ByBody(Agent::Interpol),
            "by" => Use::By,
            "article" => Use::Article,
            "to" => Use::To,
            _ => Use::Passive,
        };
        table::phrases(table::cell(&row, 2)).for_each(|phrase| uses.add(phrase, usage));
    }
    uses
});

/// Returns who did what `told` tells, out of the bodies that the sentence names and of `bureaus`, given in bytes of it. `others`
/// are all acts of the sentence: what is said behind a later one is of that one.
pub fn agent(
    sentence: &str,
    told: &Told,
    others: &[Told],
    bureaus: &[Range<usize>],
) -> Option<Agent> {
    let words = words(sentence);
    let place = |bytes: &Range<usize>| {
        let start = words.partition_point(|word| word.end <= bytes.start);
        start..words.partition_point(|word| word.start < bytes.end).max(start)
    };
    let act = place(&told.span);
    let next = others.iter().map(|other| other.span.start).find(|start| *start > told.span.start);
    let until = next.map_or(words.len(), |start| place(&(start..start + 1)).start);
    let bureaus: Vec<Range<usize>> = bureaus.iter().map(place).collect();
    let is_asked = told.mode == Mode::Asked;
    Reading { sentence, words: &words, act, until, is_asked }.agent(&bureaus)
}

/// One that the sentence names.
struct Named {
    agent: Agent,
    words: Range<usize>,
    /// Whether its own case tells that it is the one by whom.
    is_by: bool,
}

/// A sentence around an act.
struct Reading<'s> {
    sentence: &'s str,
    words: &'s [Word],
    act: Range<usize>,
    /// Where what is said of another act begins.
    until: usize,
    /// Whether somebody only asks for it.
    is_asked: bool,
}

impl Reading<'_> {
    fn agent(&self, bureaus: &[Range<usize>]) -> Option<Agent> {
        let named = self.named(bureaus);
        let is_by = |of: &&Named| of.is_by || self.is_behind_by(of.words.start);
        let behind = named.iter().filter(|of| (self.act.end..self.until).contains(&of.words.start));
        let mut before = named.iter().rev().filter(|of| of.words.end <= self.act.start);
        behind
            .clone()
            .find(is_by)
            .or_else(|| named.iter().find(|of| self.is_right_behind(of)))
            .or_else(|| before.clone().find(|of| self.is_subject(of)))
            .or_else(|| before.find(is_by))
            .map(|of| of.agent)
    }

    fn named(&self, bureaus: &[Range<usize>]) -> Vec<Named> {
        let bureau = |(at, words): (usize, &Range<usize>)| Named {
            agent: Agent::Bureau(at),
            words: words.clone(),
            is_by: false,
        };
        let mut named: Vec<Named> = bureaus.iter().enumerate().map(bureau).collect();
        for at in 0..self.words.len() {
            let is_of_bureau = bureaus.iter().any(|bureau| bureau.contains(&at));
            let body = match USES.longest(self.words, at) {
                Some((len, Use::Body(agent))) => Some((len, agent, false)),
                Some((len, Use::ByBody(agent))) => Some((len, agent, true)),
                _ => None,
            };
            if let Some((len, agent, is_by)) = body.filter(|_| !is_of_bureau) {
                named.push(Named { agent, words: at..at + len, is_by });
            }
        }
        named.sort_by_key(|of| of.words.start);
        named
    }

    fn has(&self, usage: Use, at: usize) -> bool {
        USES.longest(self.words, at).is_some_and(|(_, found)| found == usage)
    }

    fn surface(&self, at: usize) -> &str {
        self.words.get(at).map_or("", |word| &self.sentence[word.start..word.end])
    }

    /// Returns the first word of the articles that stand before a word.
    fn with_articles(&self, at: usize) -> usize {
        (0..at).rev().take_while(|before| self.has(Use::Article, *before)).last().unwrap_or(at)
    }

    /// Tells whether `by` ends right before a word, and is none of `asked by`, unless that is what is told.
    fn is_behind_by(&self, at: usize) -> bool {
        let end = self.with_articles(at);
        let by = (end.saturating_sub(LONGEST_BY)..end).find(|start| {
            let by = USES.longest(self.words, *start);
            by.is_some_and(|(len, usage)| usage == Use::By && start + len == end)
        });
        let asks = |by: &usize| {
            let before = by.checked_sub(1).filter(|before| !self.act.contains(before));
            before
                .is_some_and(|before| governs(self.words, before).is_some_and(|use_of| use_of.asks))
        };
        by.is_some_and(|by| !asks(&by))
    }

    /// Tells whether one stands right behind its verb: Arabic has the subject there, and Russian the one by whom where his
    /// name has no cases (`отменено НЦБ Минска`).
    fn is_right_behind(&self, of: &Named) -> bool {
        let is_arabic = self.surface(of.words.start).starts_with(is_arabic);
        let is_russian_bureau = matches!(of.agent, Agent::Bureau(_))
            && self.surface(of.words.start).starts_with(is_cyrillic);
        let Some(before) = of.words.start.checked_sub(1) else { return false };
        let is_plain = self.between(before + 1).trim().is_empty();
        let is_verb = self.act.contains(&before)
            || is_arabic && before < self.act.start && governs(self.words, before).is_some();
        is_plain && is_verb && (is_arabic && !self.has_preposition(of) || is_russian_bureau)
    }

    /// Tells whether Arabic writes a preposition together with the word: `للجنة`.
    fn has_preposition(&self, of: &Named) -> bool {
        let word = self.surface(of.words.start);
        ["لل", "بال", "وبال"].iter().any(|preposition| word.starts_with(preposition))
    }

    /// Tells whether one is the subject of the act, or of the verb that grants or refuses it.
    fn is_subject(&self, of: &Named) -> bool {
        let start = self.with_articles(of.words.start);
        let is_governed = start.checked_sub(1).is_some_and(|before| self.has(Use::To, before));
        if is_governed || self.has_preposition(of) || self.is_of_clause(start) {
            return false;
        }
        let end = of.words.end;
        let is_passive = |until: usize| (end..until).any(|at| self.has(Use::Passive, at));
        let goes_on = |at: &usize| !self.between(*at).contains([';', ':', '؛', '—', '!', '?']);
        let reach = (end..self.act.start.min(end + VERB_REACH)).take_while(goes_on);
        let verb = reach.into_iter().find(|at| governs(self.words, *at).is_some());
        let is_verb =
            self.act.start - end <= ACT_REACH && (end..=self.act.start).all(|at| goes_on(&at));
        match verb {
            Some(verb) => !is_passive(verb),
            // `asks the Commission to delete`
            None => {
                (is_verb || self.is_caused_by(end)) && !self.is_asked && !is_passive(self.act.start)
            }
        }
    }

    /// Tells whether one whose words end at `end` has the act done: `the Commission had the notice removed`.
    fn is_caused_by(&self, end: usize) -> bool {
        let reach = end..self.act.start.min(end + CAUSED_REACH + 1);
        matches!(self.surface(end), "had" | "has" | "have")
            && reach.end == self.act.start
            && (end..=self.act.start).all(|at| !self.between(at).contains([',', ';', ':', '—']))
    }

    /// Tells whether one is the subject of a clause of its own, which a comma ends before the act: `the notice, which NCB
    /// Minsk had sought, was published`.
    fn is_of_clause(&self, start: usize) -> bool {
        let is_relative = start.checked_sub(1).is_some_and(|before| {
            RELATIVES.contains(&self.surface(before).to_lowercase().as_str())
        });
        is_relative && (start..=self.act.start).any(|at| self.between(at).contains([',', '،']))
    }

    /// Returns what stands before word `at`.
    fn between(&self, at: usize) -> &str {
        let before = at.checked_sub(1).and_then(|before| self.words.get(before));
        let (Some(before), Some(word)) = (before, self.words.get(at)) else { return "" };
        &self.sentence[before.end..word.start]
    }
}

fn is_arabic(character: char) -> bool {
    matches!(character, '\u{620}'..='\u{6ff}')
}

fn is_cyrillic(character: char) -> bool {
    matches!(character, '\u{400}'..='\u{4ff}')
}
