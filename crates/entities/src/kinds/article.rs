//! Articles of Interpol's rules and of the Russian Criminal Code.

use std::ops::Range;
use std::sync::LazyLock;

use item::Kind;

use crate::finding::{Cue, Finding, Found, Need};
use crate::lexicon::{Words, role};
use crate::phrase::{self, Phrases};
use crate::table;
use crate::tokenized::{Gap, TokenizedBlock};

use super::notice::WINDOW;

/// How many words may stand between the last number and the name of the rule.
const FILLERS: usize = 8;
/// How many references in a row may have their rule behind the last: `ч. 1 ст. 210, ч. 4 ст. 159 УК РФ`.
const CHAINED: usize = 4;
/// How many articles one reference may list.
const MOST_NUMBERS: usize = 24;

/// A body of rules.
#[derive(Clone, Copy)]
struct Law {
    id: &'static str,
    /// Whether its name is so common that an anchor or a notice must stand near.
    needs_anchor: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Usage {
    /// `article`, `ст.`
    Head,
    /// `part`, `ч.`
    Part,
    /// Small words between number and rule.
    Filler,
}

static LAWS: LazyLock<Phrases<Law>> = LazyLock::new(|| {
    let mut laws = Phrases::default();
    for row in table::rows(include_str!("../../data/laws.tsv")) {
        let law = Law { id: row[0], needs_anchor: table::cell(&row, 1) == "near" };
        table::phrases(table::cell(&row, 2)).for_each(|phrase| laws.add(phrase, law));
    }
    laws
});

static ARTICLE_WORDS: LazyLock<Phrases<Usage>> = LazyLock::new(|| {
    let mut words = Phrases::default();
    for row in table::rows(include_str!("../../data/article-words.tsv")) {
        let usage = match row[0] {
            "head" => Usage::Head,
            "part" => Usage::Part,
            _ => Usage::Filler,
        };
        table::phrases(table::cell(&row, 1)).for_each(|phrase| words.add(phrase, usage));
    }
    words
});

/// Enters the words of articles and rules.
pub(crate) fn learn(words: &mut Words) {
    phrase::learn(words, role::LAW, &LAWS);
    phrase::learn(words, role::ARTICLE, &ARTICLE_WORDS);
}

/// Finds articles.
pub(crate) fn find(block: &TokenizedBlock, found: &mut Found) {
    let mut at = 0;
    while at < block.words.len() {
        if usage(block, at).is_none_or(|(_, usage)| usage != Usage::Head) {
            at += 1;
            continue;
        }
        at = reference(block, found, at).unwrap_or(at + 1).max(at + 1);
    }
}

fn usage(block: &TokenizedBlock, at: usize) -> Option<(usize, Usage)> {
    block.word(at).filter(|word| word.has(role::ARTICLE))?;
    ARTICLE_WORDS.longest(block, at).map(|(len, usage)| (len, *usage))
}

/// An article with its part, and the words that tell them.
struct Number {
    words: Range<usize>,
    text: String,
    part: Option<u32>,
}

/// Reads the reference whose head stands at `at` and returns where it ends.
fn reference(block: &TokenizedBlock, found: &mut Found, at: usize) -> Option<usize> {
    let mut from = at;
    // «ст. ст. 159, 160»
    while let Some((len, Usage::Head)) = usage(block, from).filter(|_| from < at + 2) {
        from += len;
    }
    let (mut numbers, mut end) = numbers(block, from)?;
    let (start, part) = part_before(block, at);
    let law = law_after(block, &mut numbers, end, CHAINED)
        .or_else(|| law_before(block, start).map(|(start, law)| (start..end, law)));
    let (span, law) = law?;
    end = span.end.max(end);
    if let [only] = numbers.as_mut_slice() {
        only.part = only.part.or(part);
    }
    for (place, number) in numbers.iter().enumerate() {
        let words = if place == 0 { start.min(span.start)..end } else { number.words.start..end };
        enter(block, found, &words, number, law);
    }
    Some(end)
}

/// Reads the list of numbers from word `at` on.
fn numbers(block: &TokenizedBlock, at: usize) -> Option<(Vec<Number>, usize)> {
    let mut numbers = vec![number(block, at)?];
    while numbers.len() < MOST_NUMBERS {
        let end = numbers.last().map_or(at, |last| last.words.end);
        let listed =
            matches!(block.gap(end), Gap::Comma | Gap::Dash | Gap::Slash) || is_joiner(block, end);
        let next = end + usize::from(is_joiner(block, end));
        match number(block, next).filter(|_| listed) {
            Some(number) => numbers.push(number),
            None => break,
        }
    }
    let end = numbers.last().map_or(at, |last| last.words.end);
    Some((numbers, end))
}

fn is_joiner(block: &TokenizedBlock, at: usize) -> bool {
    block.word(at).is_some_and(|word| {
        word.gap.is_blank()
            && matches!(
                block.folded(at),
                "and" | "et" | "y" | "и" | "و" | "to" | "a" | "or" | "ou" | "или"
            )
    })
}

/// Reads `159`, `207.3`, `159(4)`.
fn number(block: &TokenizedBlock, at: usize) -> Option<Number> {
    let word = block.number(at).filter(|word| word.len() <= 3 && word.number > 0)?;
    let near = matches!(
        word.gap,
        Gap::Space | Gap::Line | Gap::DotSpace | Gap::Dot | Gap::None | Gap::Comma | Gap::Dash
    );
    if !near && !block.gap_text(at).contains(['№', '°', 'º', '.', '/']) {
        return None;
    }
    let mut text = block.folded(at).to_owned();
    let mut end = at + 1;
    if let Some(tail) = block.number(end).filter(|tail| tail.gap == Gap::Dot && tail.len() <= 2) {
        text = format!("{text}.{}", tail.number);
        end += 1;
    }
    let bracketed = block
        .number(end)
        .filter(|part| part.gap == Gap::Open && part.len() <= 2)
        .map(|part| part.number);
    end += usize::from(bracketed.is_some());
    Some(Number { words: at..end, text, part: bracketed })
}

/// Reads `ч. 4` right before the head.
fn part_before(block: &TokenizedBlock, head: usize) -> (usize, Option<u32>) {
    let before =
        head.checked_sub(2).and_then(|at| block.number(at + 1).map(|number| (at, number.number)));
    let is_part = |at: usize| usage(block, at).is_some_and(|(_, usage)| usage == Usage::Part);
    match before.filter(|(at, _)| is_part(*at) && block.gap(head).is_blank()) {
        Some((at, part)) => (at, Some(part)),
        None => (head, None),
    }
}

/// Looks for the rule after the numbers, beyond small words and the part of the last article.
fn law_after(
    block: &TokenizedBlock,
    numbers: &mut [Number],
    from: usize,
    chained: usize,
) -> Option<(Range<usize>, Law)> {
    let mut at = from;
    let (mut after_part, mut part) = (false, None);
    for _ in 0..=FILLERS {
        let gap = block.gap(at);
        if !(gap.joins()
            || matches!(gap, Gap::Comma | Gap::DotSpace | Gap::Close | Gap::Open | Gap::Quote))
        {
            return None;
        }
        if let Some((len, law)) = law_at(block, at) {
            if let Some(last) = numbers.last_mut() {
                last.part = last.part.or(part);
            }
            return Some((from..at + len, law));
        }
        if let Some(number) = block.number(at).filter(|number| after_part && number.len() <= 2) {
            part = part.or(Some(number.number));
            (at, after_part) = (at + 1, false);
            continue;
        }
        let (len, usage) = usage(block, at)?;
        if usage == Usage::Head {
            let (mut others, end) = self::numbers(block, at + len)?;
            let (_, law) = law_after(block, &mut others, end, chained.checked_sub(1)?)?;
            return Some((from..from, law));
        }
        after_part = usage == Usage::Part;
        at += len;
    }
    None
}

/// Looks for the rule right before the reference: `RPD, Article 83`, `УК РФ ст. 159`.
fn law_before(block: &TokenizedBlock, start: usize) -> Option<(usize, Law)> {
    let close = matches!(block.gap(start), Gap::Space | Gap::Line | Gap::Comma | Gap::Open);
    let mut starts = (start.saturating_sub(4)..start).filter(|_| close);
    let fits = |at: usize| law_at(block, at).filter(|(len, _)| at + len == start);
    starts.find_map(|at| fits(at).map(|(_, law)| (at, law)))
}

fn law_at(block: &TokenizedBlock, at: usize) -> Option<(usize, Law)> {
    block.word(at).filter(|word| word.has(role::LAW))?;
    let (len, law) = LAWS.longest(block, at)?;
    let foreign = law.needs_anchor
        && super::country::country_at(block, skip_small(block, at + len)).is_some();
    (!foreign).then_some((len, *law))
}

/// Skips `of the` before the country that a constitution belongs to.
fn skip_small(block: &TokenizedBlock, from: usize) -> usize {
    let is_small = |at: &usize| usage(block, *at).is_some_and(|(_, usage)| usage == Usage::Filler);
    (from..from + 3).take_while(is_small).last().map_or(from, |last| last + 1)
}

fn enter(
    block: &TokenizedBlock,
    found: &mut Found,
    words: &Range<usize>,
    number: &Number,
    law: Law,
) {
    if found.is_taken(words) {
        return;
    }
    let part =
        number.part.filter(|_| law.id == "uk-rf").map_or(String::new(), |part| format!("/{part}"));
    let normal = format!("{}-{}{part}", law.id, number.text);
    let mut finding = Finding::new(Kind::Article, block.span(words), normal, 0.95);
    let is_near = || block.anchor_near(words, WINDOW, true) || found.notice_near(words, WINDOW);
    if law.needs_anchor && !is_near() {
        finding.need = Some(Need::new(Cue::Subject, WINDOW, words, block));
        finding.confidence = 0.8;
    }
    found.touch(words);
    found.add(finding);
}
