//! What a paper tells that happened, was asked for or was refused, with its sentence and its date.

use std::ops::Range;

use entities::{Act, Agent, Mode, Told, is_of_paper};
use item::{DateRole, Kind, Layer, Mention, Place, Segment};

use crate::record::{PaperKind, Record, letterhead};
use crate::subject::{self, Key};

/// The longest sentence that is kept, in bytes.
const LONGEST: usize = 400;

/// How far from an act or a state of a sentence its words are read, in bytes: a list without a full stop may hold thousands.
const REACH: usize = 400;

/// Within how many bytes of the verb what is sent stands.
const SENT_REACH: usize = 100;

/// What an event is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum What {
    /// A warrant was issued.
    Warrant,
    /// A bureau asked for a notice or diffusion.
    Requested,
    /// A notice was published.
    Published,
    /// A diffusion was sent.
    Diffused,
    /// A notice or diffusion was sent out once more.
    Reissued,
    /// The form was brought up to date.
    Updated,
    /// A message or letter was sent.
    Message,
    /// A complaint or request went to the Commission.
    Complaint,
    /// A notice or diffusion was blocked for a while.
    Suspended,
    /// The Commission decided.
    Decision,
    /// A notice or diffusion was deleted, cancelled or withdrawn.
    Deleted,
    /// The person was arrested or stopped.
    Arrested,
}

impl What {
    /// Returns the name that answers use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Warrant => "warrant",
            Self::Requested => "requested",
            Self::Published => "published",
            Self::Diffused => "diffused",
            Self::Reissued => "re-issued",
            Self::Updated => "updated",
            Self::Message => "message",
            Self::Complaint => "complaint",
            Self::Suspended => "suspended",
            Self::Decision => "decision",
            Self::Deleted => "deleted",
            Self::Arrested => "arrested",
        }
    }
}

/// Returns the name of a mode that answers use.
pub fn mode_name(mode: Mode) -> &'static str {
    match mode {
        Mode::Done => "done",
        Mode::Asked => "asked",
        Mode::Refused => "refused",
        Mode::Denied => "denied",
        Mode::Conditional => "conditional",
    }
}

/// Where the date of an event stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DatedBy {
    /// In the sentence.
    Sentence,
    /// It is the date of the paper, and the paper is the event: a form sent, a message, a decision.
    Paper,
    /// It is the date of a paper that tells of the event: it came about no later.
    Later,
}

impl DatedBy {
    /// Returns the name that answers use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sentence => "sentence",
            Self::Paper => "paper",
            Self::Later => "no-later-than",
        }
    }
}

/// An event as one paper tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// What it is.
    pub what: What,
    /// Whether it was done, asked for, refused, denied, or may come about.
    pub mode: Mode,
    /// The finding of a decision, or how else the paper calls it.
    pub detail: Option<&'static str>,
    /// When, ISO 8601, as precise as written; a range has a slash.
    pub date: Option<String>,
    /// Where that date stands.
    pub dated_by: DatedBy,
    /// By whom: the country of a bureau, `ccf`, or `interpol` for the organisation itself.
    pub actor: Option<String>,
    /// The sentence, or the labelled line.
    pub text: String,
    /// In which segment it stands.
    pub segment: u32,
    /// Where the segment stands.
    pub place: Place,
    /// The layer of the segment.
    pub layer: Layer,
    /// The numbers of notices and references that the sentence names.
    pub numbers: Vec<Key>,
}

/// What stands near an act or a state of a sentence.
struct Near<'s> {
    text: &'s str,
    start: usize,
}

impl<'s> Near<'s> {
    fn of(sentence: &'s str, span: &Range<usize>) -> Self {
        let start = sentence.floor_char_boundary(span.start.saturating_sub(REACH));
        let end = sentence.ceil_char_boundary((span.end + REACH).min(sentence.len()));
        Self { text: &sentence[start..end], start }
    }

    /// Returns the place of a span of the sentence, if it stands near.
    fn place(&self, span: &Range<usize>) -> Option<Range<usize>> {
        let place = span.start.checked_sub(self.start)?..span.end.checked_sub(self.start)?;
        (place.end <= self.text.len()).then_some(place)
    }

    fn told(&self, told: &Told) -> Option<Told> {
        Some(Told { span: self.place(&told.span)?, ..told.clone() })
    }
}

/// A paper whose events are read.
struct Teller<'p> {
    segments: &'p [Segment],
    mentions: &'p [Mention],
    record: &'p Record,
    date: Option<&'p str>,
}

/// The notice that a sentence may take up from those before.
#[derive(Default)]
struct Topic {
    is_notice: bool,
    is_diffusion: bool,
    /// Its numbers; nothing where several notices were named at once.
    numbers: Vec<Key>,
}

impl Topic {
    /// Returns what the next sentence may take up.
    fn after(self, sentence: &str, within: &[&Mention]) -> Self {
        let is_notice = |mention: &&Mention| matches!(mention.kind, Kind::Notice | Kind::Control);
        if within.iter().copied().any(|mention| is_notice(&mention)) {
            let numbers = numbers(within);
            let controls = numbers.iter().filter(|key| matches!(key, Key::Control(_))).count();
            Self {
                is_notice: true,
                is_diffusion: is_diffusion(within),
                numbers: if controls > 1 { Vec::new() } else { numbers },
            }
        } else if entities::goes_on(sentence) {
            self
        } else {
            Self::default()
        }
    }
}

/// Reads the events of a paper; `date` is the date of the paper itself.
pub(crate) fn events(
    segments: &[Segment],
    mentions: &[Mention],
    record: &Record,
    date: Option<&str>,
) -> Vec<Event> {
    let teller = Teller { segments, mentions, record, date };
    let mut events: Vec<Event> = teller.of_the_paper().into_iter().collect();
    events.extend(teller.of_warrant());
    for (number, segment) in (0..).zip(segments).filter(|(_, segment)| is_of_paper(segment)) {
        let mut topic = Topic::default();
        for range in text::sentences(&segment.text) {
            let within = teller.within(number, &range);
            let sentence = &segment.text[range.clone()];
            events.extend(teller.of_sentence(number, segment, range, &within, &topic));
            topic = topic.after(sentence, &within);
        }
    }
    let own = teller.own_numbers();
    for event in events.iter_mut().filter(|event| event.numbers.is_empty()) {
        event.numbers.clone_from(&own);
    }
    let mut seen = std::collections::HashSet::new();
    events.retain(|event| {
        seen.insert((event.what, event.mode, event.date.clone(), event.segment, event.text.clone()))
    });
    events
}

impl Teller<'_> {
    /// Returns the event that the paper itself is: a form sent, a message, a complaint, a decision.
    fn of_the_paper(&self) -> Option<Event> {
        let kind = self.record.kind?;
        let (what, mode) = match kind {
            PaperKind::Diffusion => (What::Diffused, Mode::Done),
            PaperKind::Notice => (What::Published, Mode::Done),
            PaperKind::Request => (What::Requested, Mode::Asked),
            PaperKind::Message | PaperKind::Letter => (What::Message, Mode::Done),
            PaperKind::Complaint => (What::Complaint, Mode::Done),
            // What the Commission found stands in a sentence of the decision.
            PaperKind::Decision => return None,
            PaperKind::Warrant => (What::Warrant, Mode::Done),
        };
        // `Last updated` on a form is not when it was sent.
        let is_form = matches!(kind, PaperKind::Diffusion | PaperKind::Notice);
        let is_updated =
            is_form && self.record.date().is_none() && self.record.field("updated").is_some();
        let what = if is_updated { What::Updated } else { what };
        let field = self.record.date().or_else(|| self.record.field("updated"));
        let at = field.map_or(0, |field| field.segment);
        let segment = self.segments.get(at as usize)?;
        let of_field = field.and_then(|field| {
            self.dates().find(|date| field.holds(date)).map(|date| date.normal.clone())
        });
        let text = field.map(|field| {
            let start = segment.text[..field.start].rfind('\n').map_or(0, |at| at + 1);
            cut(&segment.text[start..field.end])
        });
        Some(Event {
            what,
            mode,
            detail: None,
            date: of_field.or_else(|| self.date.map(str::to_owned)),
            dated_by: DatedBy::Paper,
            actor: self.sender(),
            text: text.unwrap_or_else(|| cut(segment.text.trim_start())),
            segment: at,
            place: segment.place.clone(),
            layer: segment.layer,
            numbers: Vec::new(),
        })
    }

    /// Returns the warrant that a form names with its date.
    fn of_warrant(&self) -> Option<Event> {
        let field = self.record.field("warrant")?;
        let of = [Some(field), self.record.date_of_warrant()];
        let date = of
            .into_iter()
            .flatten()
            .find_map(|field| self.dates().find(|date| field.holds(date)))?;
        Some(Event {
            what: What::Warrant,
            mode: Mode::Done,
            detail: None,
            date: Some(date.normal.clone()),
            dated_by: DatedBy::Sentence,
            actor: None,
            text: cut(&field.value),
            segment: field.segment,
            place: field.place.clone(),
            layer: field.layer,
            numbers: Vec::new(),
        })
    }

    /// Returns what is named in a sentence.
    fn within(&self, segment: u32, range: &Range<usize>) -> Vec<&Mention> {
        let place = |mention: &Mention| (mention.segment, mention.start);
        let first = self.mentions.partition_point(|known| place(known) < (segment, range.start));
        let behind = &self.mentions[first..];
        behind.iter().take_while(|known| place(known) < (segment, range.end)).collect()
    }

    fn of_sentence(
        &self,
        number: u32,
        segment: &Segment,
        range: Range<usize>,
        within: &[&Mention],
        topic: &Topic,
    ) -> Vec<Event> {
        let has = |kinds: &[Kind]| within.iter().any(|mention| kinds.contains(&mention.kind));
        let names_notice = has(&[Kind::Notice, Kind::Control]);
        let is_of_notice = names_notice || has(&[Kind::Status]);
        let is_of_person = has(&[Kind::Person]);
        let sentence = &segment.text[range.clone()];
        let is_of_person = is_of_person || subject::is_named_in(sentence);
        if !is_of_notice && !is_of_person && !topic.is_notice {
            return Vec::new();
        }
        let acts = entities::acts(sentence);
        let mut told: Vec<(What, Option<&'static str>, Told)> = Vec::new();
        let mut takes_up = false;
        for act in &acts {
            let is_of_topic =
                !names_notice && topic.is_notice && entities::takes_up(sentence, &act.span);
            let is_of_notice = (is_of_notice || is_of_topic)
                && (names_notice || !entities::is_of_press(sentence, &act.span))
                && !is_of_another(sentence, act, &range, within);
            let is_diffusion = is_diffusion(within) || is_of_topic && topic.is_diffusion;
            let what = match act.act {
                Act::Arrested if (is_of_person || names_notice) && act.mode == Mode::Done => {
                    What::Arrested
                }
                Act::Complained if act.mode == Mode::Done => What::Complaint,
                Act::Arrested | Act::Complained => continue,
                Act::Sent if !(is_of_notice && sends_diffusion(act, &range, within)) => continue,
                _ if !is_of_notice => continue,
                Act::Deleted => What::Deleted,
                Act::Suspended => What::Suspended,
                Act::Reissued => What::Reissued,
                Act::Published if act.mode == Mode::Asked => What::Requested,
                Act::Published | Act::Sent if is_diffusion => What::Diffused,
                Act::Sent => continue,
                Act::Published => What::Published,
            };
            takes_up |= is_of_topic;
            told.push((what, None, act.clone()));
        }
        let of_status: Vec<_> =
            within.iter().filter_map(|status| of_status(sentence, &range, status, &told)).collect();
        told.extend(of_status);
        let mut numbers = numbers(within);
        if numbers.is_empty() && takes_up {
            numbers.clone_from(&topic.numbers);
        }
        if numbers.is_empty() && told.iter().all(|(what, ..)| *what == What::Decision) {
            numbers = self.number_of_line(number, segment, range.start);
        }
        let events = told.into_iter().map(|(what, detail, told)| {
            let of_sentence = Self::nearest_date(segment, within, range.start + told.span.start);
            let is_decision =
                what == What::Decision && self.record.kind == Some(PaperKind::Decision);
            Event {
                what,
                // What was struck out of a draft was not to be.
                mode: if segment.layer == Layer::Deleted { Mode::Conditional } else { told.mode },
                detail,
                dated_by: match of_sentence {
                    Some(_) => DatedBy::Sentence,
                    None if is_decision => DatedBy::Paper,
                    None => DatedBy::Later,
                },
                date: of_sentence.or_else(|| self.date.map(str::to_owned)),
                actor: self.actor(sentence, range.start, within, what, &told, &acts),
                text: cut(sentence),
                segment: number,
                place: segment.place.clone(),
                layer: segment.layer,
                numbers: numbers.clone(),
            }
        });
        events.collect()
    }

    /// Returns the one number that a line names before a sentence of it, as the items of minutes do: `CCF/130/R1.24 – KARIMOV.
    /// Decided on 21 October 2024: not compliant.`
    fn number_of_line(&self, number: u32, segment: &Segment, start: usize) -> Vec<Key> {
        let line = segment.text[..start].rfind('\n').map_or(0, |at| at + 1);
        let numbers = numbers(&self.within(number, &(line..start)));
        if numbers.len() == 1 { numbers } else { Vec::new() }
    }

    /// Returns the numbers that the form has in its head: what it tells without a number is of them.
    fn own_numbers(&self) -> Vec<Key> {
        let fields =
            ["control", "reference"].into_iter().filter_map(|name| self.record.field(name));
        let within: Vec<&Mention> = fields
            .flat_map(|field| self.mentions.iter().filter(move |mention| field.holds(mention)))
            .collect();
        numbers(&within)
    }

    fn dates(&self) -> impl Iterator<Item = &Mention> {
        self.mentions
            .iter()
            .filter(|mention| mention.kind == Kind::Date && mention.role != Some(DateRole::Birth))
    }

    /// Returns the date of the sentence that stands nearest to a word: on its line before elsewhere, as logs and tables
    /// have a date in each line.
    fn nearest_date(segment: &Segment, within: &[&Mention], at: usize) -> Option<String> {
        let is_of_line = |date: &Mention| {
            let between = segment.text.get(date.start.min(at)..date.start.max(at));
            between.is_some_and(|between| !between.contains('\n'))
        };
        let dates = within
            .iter()
            .filter(|mention| mention.kind == Kind::Date && mention.role != Some(DateRole::Birth));
        dates
            .min_by_key(|date| (!is_of_line(date), date.start.abs_diff(at)))
            .map(|date| date.normal.clone())
    }

    /// Returns who did it: the Commission where it decided, whom the sentence names as the one who did, else the bureau of the
    /// sentence that can have, or the sender of what was sent.
    fn actor(
        &self,
        sentence: &str,
        start: usize,
        within: &[&Mention],
        what: What,
        told: &Told,
        acts: &[Told],
    ) -> Option<String> {
        let bureaus: Vec<&Mention> =
            within.iter().copied().filter(|mention| mention.kind == Kind::Ncb).collect();
        let bureau = bureaus.first().map(|bureau| bureau.normal.clone());
        let of_sentence = || {
            let near = Near::of(sentence, &told.span);
            let place = |bureau: &&Mention| near.place(&(bureau.start - start..bureau.end - start));
            let (near_by, places): (Vec<&Mention>, Vec<_>) =
                bureaus.iter().filter_map(|bureau| Some((*bureau, place(bureau)?))).unzip();
            let acts: Vec<Told> = acts.iter().filter_map(|act| near.told(act)).collect();
            Some(match entities::agent(near.text, &near.told(told)?, &acts, &places)? {
                Agent::Commission => "ccf".to_owned(),
                Agent::Interpol => "interpol".to_owned(),
                Agent::Bureau(at) => near_by[at].normal.clone(),
            })
        };
        match what {
            What::Decision => Some("ccf".to_owned()),
            What::Requested | What::Diffused => of_sentence().or(bureau).or_else(|| self.sender()),
            What::Arrested => bureau,
            What::Complaint => None,
            // Nobody did what did not come about.
            _ if matches!(told.mode, Mode::Denied | Mode::Conditional) => None,
            _ => of_sentence(),
        }
    }

    /// Returns the bureau that a labelled line names as the sender or the requesting one, or that stands over a message.
    fn sender(&self) -> Option<String> {
        let fields = ["from", "country"].into_iter().filter_map(|name| self.record.field(name));
        let mut named = fields.filter_map(|field| {
            let of_field = |mention: &&Mention| {
                matches!(mention.kind, Kind::Ncb | Kind::Country) && field.holds(mention)
            };
            self.mentions.iter().find(of_field).map(|mention| mention.normal.clone())
        });
        let over = || letterhead(self.mentions, &self.record.fields);
        named.next().or_else(|| over().map(|bureau| bureau.normal.clone()))
    }
}

/// Returns what a state tells that no act of its sentence does: a finding, a refusal of the notice itself, a request for it.
fn of_status(
    sentence: &str,
    range: &Range<usize>,
    status: &Mention,
    told: &[(What, Option<&'static str>, Told)],
) -> Option<(What, Option<&'static str>, Told)> {
    let is_state = status.kind == Kind::Status && status.end <= range.end;
    let span = is_state.then(|| status.start - range.start..status.end - range.start)?;
    let near = Near::of(sentence, &span);
    let place = near.place(&span)?;
    let is_asked =
        || told.iter().any(|(.., told)| matches!(told.mode, Mode::Asked | Mode::Refused));
    let (what, mode, detail) = match status.normal.as_str() {
        "compliant" => (What::Decision, Mode::Done, Some("compliant")),
        "not-compliant" => (What::Decision, Mode::Done, Some("not compliant")),
        // A refusal of no act is that of the notice itself.
        "refused"
            if told.is_empty()
                && entities::is_refused(sentence)
                && !entities::is_of_another(near.text, &place) =>
        {
            (What::Published, Mode::Refused, None)
        }
        // So is a request for nothing else.
        "requested"
            if !is_asked()
                && entities::is_asked(near.text, &place)
                && !entities::is_request_of_another(near.text, &place) =>
        {
            (What::Requested, Mode::Asked, None)
        }
        _ => return None,
    };
    Some((what, detail, Told { act: Act::Published, mode, span }))
}

/// Tells whether an act is done to another thing than a notice: to that which its clause begins with or has for its object, or
/// to what somebody wrote about a notice that the sentence names behind it only.
fn is_of_another(sentence: &str, act: &Told, range: &Range<usize>, within: &[&Mention]) -> bool {
    let near = Near::of(sentence, &act.span);
    let Some(place) = near.place(&act.span) else { return false };
    let is_notice = |mention: &&&Mention| matches!(mention.kind, Kind::Notice | Kind::Control);
    let first = within.iter().find(is_notice).map(|notice| notice.start - range.start);
    let is_written_about = |first: usize| {
        let until = first.saturating_sub(near.start).min(near.text.len());
        first >= act.span.end && entities::is_before_words_about(&near.text[..until], &place)
    };
    entities::is_of_another(near.text, &place) || first.is_some_and(is_written_about)
}

/// Tells whether what is sent is a diffusion: it stands right behind the verb, the sender and the addressees aside, or is what
/// stands first before it.
fn sends_diffusion(act: &Told, range: &Range<usize>, within: &[&Mention]) -> bool {
    let mut diffusions = within
        .iter()
        .filter(|mention| mention.kind == Kind::Notice && mention.normal.ends_with("-diffusion"));
    let verb = range.start + act.span.start..range.start + act.span.end;
    diffusions.any(|diffusion| {
        let between = verb.end.min(diffusion.end)..verb.start.max(diffusion.start);
        between.end.saturating_sub(between.start) <= SENT_REACH
    })
}

fn is_diffusion(within: &[&Mention]) -> bool {
    let notice = within.iter().find(|mention| mention.kind == Kind::Notice);
    notice.is_some_and(|notice| notice.normal.ends_with("-diffusion"))
}

fn numbers(within: &[&Mention]) -> Vec<Key> {
    let keys = within.iter().filter_map(|mention| match mention.kind {
        Kind::Control => Some(Key::Control(mention.normal.clone())),
        Kind::Ccf => Some(Key::Ccf(mention.normal.clone())),
        Kind::NoticeId => Some(Key::Notice(mention.normal.clone())),
        _ => None,
    });
    let keys: std::collections::BTreeSet<Key> = keys.collect();
    keys.into_iter().collect()
}

/// Returns a sentence on one line, cut where it is long.
fn cut(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    let end = line.floor_char_boundary(LONGEST);
    if end < line.len() { format!("{}…", &line[..end]) } else { line }
}
