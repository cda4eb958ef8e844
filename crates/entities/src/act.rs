//! What a sentence tells was done to a notice or a person, and whether it was done: what is asked for, refused, denied
//! or feared is an act, and none that happened.
//!
//! The mode is read off the words around the act, in the same sentence. A participle or a past tense tells that it
//! happened, unless a negation or a condition takes that back; a noun or an infinitive takes its mode from the verb that
//! governs it: `asks for the deletion`, `refused to delete`, `decided to delete`.

use std::ops::Range;
use std::sync::LazyLock;

use crate::table;
use crate::words::{Lexicon, Word, words};

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Act {
    /// A notice or diffusion is sent out.
    Published,
    /// Something is sent, which is no act of its own but where it is a diffusion.
    Sent,
    /// It is out of sight for a while.
    Suspended,
    /// It is deleted, cancelled or withdrawn.
    Deleted,
    /// It is sent out once more.
    Reissued,
    /// A person is arrested or stopped.
    Arrested,
    /// A complaint or request goes to the Commission.
    Complained,
}

/// How an act stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mode {
    /// It happened, or was decided.
    Done,
    /// Somebody asks for it.
    Asked,
    /// It was asked for and not granted.
    Refused,
    /// It did not happen.
    Denied,
    /// It may happen, or is a question.
    Conditional,
}

/// An act that a sentence names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// What is done.
    pub act: Act,
    /// How it stands.
    pub mode: Mode,
    /// The words of the act, in bytes of the sentence.
    pub span: Range<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Past,
    Verb,
    Noun,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    Asks,
    Refuses,
    Decides,
    May,
    Must,
    If,
    That,
    Happened,
    Denies,
    Affirms,
    Turns,
    Doubts,
    Wishes,
    Planned,
    /// What may be refused besides a notice.
    Another,
}

/// Within how many words before an act stands what asks for it, refuses or decides it.
const GOVERNED: usize = 14;
/// Within how many words before an act stands what denies the whole sentence: `rien ne permet d'affirmer que`.
const DOUBTED: usize = 20;
/// Within how many words behind an act, names and numbers aside, stands what became of it: `the deletion that he wanted was
/// refused`.
const BEHIND: usize = 10;
/// Within how many words of a refusal stands what is refused where that is another thing than a notice.
const BESIDE: usize = 3;
/// Within how many words before an act stands a negation of it.
const NEGATED: usize = 4;
/// Within how many words before a participle stands `may` or `would`.
const MODAL: usize = 5;
/// Within how many words before an infinitive or a noun stands what is intended: `يعتزم المكتب المركزي الوطني في باكو سحب`.
const INTENDED: usize = 8;

static ACTS: LazyLock<Lexicon<(Act, Form)>> = LazyLock::new(|| {
    let mut acts = Lexicon::default();
    for row in table::rows(include_str!("../data/acts.tsv")) {
        let act = match row[0] {
            "published" => Act::Published,
            "sent" => Act::Sent,
            "suspended" => Act::Suspended,
            "deleted" => Act::Deleted,
            "reissued" => Act::Reissued,
            "arrested" => Act::Arrested,
            _ => Act::Complained,
        };
        let form = match row[1] {
            "past" => Form::Past,
            "verb" => Form::Verb,
            _ => Form::Noun,
        };
        table::phrases(table::cell(&row, 3)).for_each(|phrase| acts.add(phrase, (act, form)));
    }
    acts
});

static USES: LazyLock<Lexicon<Use>> = LazyLock::new(|| {
    let mut uses = Lexicon::default();
    let modes = table::rows(include_str!("../data/act-modes.tsv"));
    for row in modes.chain(table::rows(include_str!("../data/negations.tsv"))) {
        let usage = match row[0] {
            "asks" => Use::Asks,
            "refuses" => Use::Refuses,
            "decides" => Use::Decides,
            "may" => Use::May,
            "must" => Use::Must,
            "if" => Use::If,
            "that" => Use::That,
            "happened" => Use::Happened,
            "denies" => Use::Denies,
            "turns" => Use::Turns,
            "doubts" => Use::Doubts,
            "wishes" => Use::Wishes,
            "planned" => Use::Planned,
            "another" => Use::Another,
            _ => Use::Affirms,
        };
        table::phrases(table::cell(&row, 2)).for_each(|phrase| uses.add(phrase, usage));
    }
    uses
});

/// Reads the acts that one sentence names, in their order.
pub fn acts(sentence: &str) -> Vec<Told> {
    let words = words(sentence);
    let uses = uses(sentence, &words);
    let mut told = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let Some((len, (act, form))) = ACTS.longest(&words, at) else {
            at += 1;
            continue;
        };
        let place = at..at + len;
        let mode = Clause { sentence, words: &words, uses: &uses, act: place.clone(), form }.mode();
        told.push(Told { act, mode, span: words[place.start].start..words[place.end - 1].end });
        at += len;
    }
    told
}

/// Tells whether something is refused that the sentence does not name as an act: `the red notice was refused`.
pub fn is_refused(sentence: &str) -> bool {
    let uses = uses(sentence, &words(sentence));
    let is = |at: usize, usage| uses[at].is_some_and(|(_, found)| found == usage);
    let is_of_another = |at: usize| {
        let near = at.saturating_sub(BESIDE)..uses.len().min(at + 1 + BESIDE);
        near.into_iter().any(|near| is(near, Use::Another))
    };
    (0..uses.len()).any(|at| {
        is(at, Use::Refuses)
            && !(at.saturating_sub(2)..at).any(|before| is(before, Use::Denies))
            && !is_of_another(at)
    })
}

/// Tells whether the words of a state, given in bytes of its sentence, tell that somebody asks, and are no draft: `requested by
/// NCB Minsk`. What is denied, feared or hangs on a condition was not asked.
pub fn is_asked(sentence: &str, state: &Range<usize>) -> bool {
    let words = words(sentence);
    let uses = uses(sentence, &words);
    let start = words.partition_point(|word| word.end <= state.start);
    let end = words.partition_point(|word| word.start < state.end);
    let asks = (start..end).any(|at| uses[at].is_some_and(|(_, usage)| usage == Use::Asks));
    let clause = Clause { sentence, words: &words, uses: &uses, act: start..end, form: Form::Past };
    // `asked whether it had been cancelled`
    if end < words.len() && clause.is(end, Use::If) {
        return false;
    }
    let is_open = clause.is_question() || clause.is_denied() || clause.is_doubted();
    asks && !is_open && !clause.is_conditional(None)
}

/// What a verb does to the act that it governs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Governs {
    /// It asks for it, and neither grants nor refuses it.
    pub(crate) asks: bool,
}

/// Returns what the verb that begins at a word does to the act behind it, where it is one that asks, grants or refuses.
pub(crate) fn governs(words: &[Word], at: usize) -> Option<Governs> {
    match USES.longest(words, at)?.1 {
        Use::Asks => Some(Governs { asks: true }),
        Use::Decides | Use::Refuses => Some(Governs { asks: false }),
        _ => None,
    }
}

/// Returns by word the phrase of a use that begins there, with how many words it has: looked up once, however many acts
/// a sentence names.
fn uses(sentence: &str, words: &[Word]) -> Vec<Option<(usize, Use)>> {
    let surface = |at: usize| words.get(at).map_or("", |word| &sentence[word.start..word.end]);
    let of = |at: usize| {
        let (len, usage) = USES.longest(words, at)?;
        // `No 5` is a number, and `May` a month.
        let is_number = usage == Use::Denies && surface(at + len).starts_with(char::is_numeric);
        (!is_number && surface(at) != "May").then_some((len, usage))
    };
    (0..words.len()).map(of).collect()
}

/// An act in its sentence.
struct Clause<'s> {
    sentence: &'s str,
    words: &'s [Word],
    uses: &'s [Option<(usize, Use)>],
    act: Range<usize>,
    form: Form,
}

impl Clause<'_> {
    fn mode(&self) -> Mode {
        if self.is_question() {
            return Mode::Conditional;
        }
        let is_wished = || self.is_wished() && self.is_behind(Use::Refuses);
        if self.form != Form::Past && self.is_refused() || self.form == Form::Past && is_wished() {
            return Mode::Refused;
        }
        if self.is_denied() || self.is_doubted() {
            return Mode::Denied;
        }
        let decides = self.last_before(Use::Decides, GOVERNED);
        let asks = self.asks();
        match self.form {
            _ if asks > decides => Mode::Asked,
            Form::Verb if decides.is_some() => Mode::Done,
            _ if self.is_conditional(decides) => Mode::Conditional,
            Form::Verb => Mode::Conditional,
            Form::Past | Form::Noun => Mode::Done,
        }
    }

    fn is(&self, at: usize, usage: Use) -> bool {
        self.uses[at].is_some_and(|(_, found)| found == usage)
    }

    fn is_question(&self) -> bool {
        self.sentence.trim_end().ends_with(['?', '؟'])
    }

    /// Tells whether a refusal governs the act, or follows it in the passive.
    fn is_refused(&self) -> bool {
        self.last_before(Use::Refuses, GOVERNED).is_some() || self.is_behind(Use::Refuses)
    }

    /// Tells whether somebody denies that the act came about: `Interpol denied on 4 May that it was deleted`.
    fn is_doubted(&self) -> bool {
        const THAT: &[&str] = &["that", "que", "qu", "что", "أن", "أنه", "أنها"];
        let word = |at: usize| &self.sentence[self.words[at].start..self.words[at].end];
        let denies = self.last_before(Use::Refuses, GOVERNED).filter(|_| self.form == Form::Past);
        let says = denies
            .is_some_and(|denies| (denies + 1..self.act.start).any(|at| THAT.contains(&word(at))));
        // `Сведений о публикации не имеется`
        let is_unknown = || self.form == Form::Noun && self.is_behind(Use::Doubts);
        says || self.last_before(Use::Doubts, DOUBTED).is_some() || is_unknown()
    }

    /// Tells whether a negation stands before the act; `not only` and `but` take it back.
    fn is_denied(&self) -> bool {
        let mut denied = false;
        let mut at = self.clause_start(NEGATED);
        while at < self.act.start {
            let (len, usage) = match self.uses[at] {
                Some((len, usage)) => (len, Some(usage)),
                None => (1, None),
            };
            match usage {
                Some(Use::Denies) => denied = true,
                Some(Use::Turns | Use::Affirms) => denied = false,
                _ => {}
            }
            at += len;
        }
        denied
    }

    /// Tells whether the act may come about only, or hangs on a condition. What was decided hangs on none.
    fn is_conditional(&self, decides: Option<usize>) -> bool {
        let if_before = self.is_inverted() || (0..self.act.start).any(|at| self.is(at, Use::If));
        // What was decided to have to come about does.
        let must =
            self.last_before(Use::Must, MODAL).filter(|must| decides.is_none_or(|at| at > *must));
        let reach = if self.form == Form::Past { MODAL } else { INTENDED };
        let may = self.last_before(Use::May, reach).max(self.last_before(Use::Planned, reach));
        let may = may.max(must);
        // `pending the review, it was suspended`
        let is_parted =
            |may: &usize| self.form == Form::Past && self.has_comma(may + 1, self.act.start);
        let may = may.filter(|may| !is_parted(may));
        let is_planned = self.form == Form::Noun && self.is_behind(Use::Planned);
        // `отменено ли`
        let is_asked = self.act.end < self.words.len() && self.is(self.act.end, Use::If);
        if_before
            || is_planned
            || is_asked
            || may.is_some() && decides < may && !self.is_behind(Use::Happened)
    }

    /// Tells whether the sentence begins with a condition without `if`: `Had it been deleted, he would have travelled`.
    fn is_inverted(&self) -> bool {
        let word = self.words.first().map(|word| &self.sentence[word.start..word.end]);
        matches!(word, Some("Had" | "Were" | "Should"))
    }

    /// Returns where somebody asks for the act. A past tense is asked for only in a clause of what is wanted.
    fn asks(&self) -> Option<usize> {
        let before = self.last_before(Use::Asks, GOVERNED);
        match self.form {
            // Russian parts the two by a comma, so what counts is that none follows.
            Form::Past if self.is_wished() => Some(self.act.start),
            Form::Past => before.filter(|asks| {
                let that = (asks + 1..self.act.start).find(|at| self.is(*at, Use::That));
                that.is_some_and(|that| !self.has_comma(that + 1, self.act.start))
            }),
            _ if self.is_behind(Use::Happened) => None,
            // `decided to delete it at the request of the applicant`
            _ if before.is_none() && self.last_before(Use::Decides, GOVERNED).is_some() => None,
            _ => before.or_else(|| self.behind(Use::Asks).map(|_| self.act.start)),
        }
    }

    /// Tells whether somebody wants what the participle tells: `wants the notice deleted`, `to have it removed`.
    fn is_wished(&self) -> bool {
        const FINITE: &[&str] = &[
            "was", "were", "is", "are", "been", "has", "had", "by", "and", "but", "which", "that",
            "who", "because", "when", "after", "before", "since", "until", "fut", "est", "été",
            "fue",
        ];
        let word = |at: usize| &self.sentence[self.words[at].start..self.words[at].end];
        let wants =
            self.last_before(Use::Asks, GOVERNED).filter(|at| word(*at).starts_with("want"));
        let Some(wish) = self.last_before(Use::Wishes, GOVERNED).max(wants) else { return false };
        let is_apart = (wish + 1..self.act.start).any(|at| FINITE.contains(&word(at)));
        !is_apart && !self.has_comma(wish + 1, self.act.start)
    }

    /// Returns the last word of a use before the act, within reach and in the same clause.
    fn last_before(&self, usage: Use, reach: usize) -> Option<usize> {
        let start = self.clause_start(reach);
        (start..self.act.start).rev().find(|at| self.is(*at, usage))
    }

    fn is_behind(&self, usage: Use) -> bool {
        self.behind(usage).is_some()
    }

    fn behind(&self, usage: Use) -> Option<usize> {
        let mut left = BEHIND;
        let is_near = |at: &usize| {
            left -= usize::from(!self.is_name(*at)).min(left);
            left > 0 && !self.ends_clause(*at)
        };
        (self.act.end..self.words.len()).take_while(is_near).find(|at| self.is(*at, usage))
    }

    /// Tells whether a word is written as names and numbers are.
    fn is_name(&self, at: usize) -> bool {
        let word = &self.sentence[self.words[at].start..self.words[at].end];
        word.starts_with(|first: char| first.is_uppercase() || first.is_numeric())
    }

    fn clause_start(&self, reach: usize) -> usize {
        let low = self.act.start.saturating_sub(reach);
        (low + 1..=self.act.start).rev().find(|at| self.ends_clause(*at)).unwrap_or(low)
    }

    /// Tells whether a clause ends before word `at`.
    fn ends_clause(&self, at: usize) -> bool {
        let Some(gap) = self.gap(at) else { return false };
        gap.contains([';', ':', '؛', '—', '!', '?', '؟'])
    }

    fn has_comma(&self, start: usize, end: usize) -> bool {
        (start..=end).any(|at| self.gap(at).is_some_and(|gap| gap.contains([',', '،'])))
    }

    /// Returns what stands before word `at`.
    fn gap(&self, at: usize) -> Option<&str> {
        let before = self.words.get(at.checked_sub(1)?)?;
        self.sentence.get(before.end..self.words.get(at)?.start)
    }
}
