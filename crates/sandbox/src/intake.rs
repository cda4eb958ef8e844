//! The parent's side of a job: every frame of a worker is checked and counted before it counts.

use std::borrow::Cow;

use formats::{Bytes, Child, EMPTY, Format, Limits, Picture, UNKNOWN};
use item::{
    Declared, Identified, Key, LimitReason, Outcome, Place, Segment, UnreadableReason, Warning,
};

use crate::budget::{Budget, cost_of_mention};
use crate::found::{End, Found};
use crate::gather::{
    MAX_MARK_WORDS, MAX_MARKS, MAX_MENTION, MAX_NAME, MAX_PICTURE, MAX_PLACE, MAX_SEGMENT,
    MAX_SIDE, MAX_VALUE, MAX_WARNING, MAX_WARNINGS, MAX_WORD, is_sound,
};
use crate::job::{Ending, Receiver};
use crate::recognise::Named;
use crate::spent::Spent;
use crate::wire::{Begun, Frame, Message, PictureHead, ProtocolError};

/// Why the worker is to be killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It broke the rules of the protocol.
    Protocol(ProtocolError),
    /// It yields more than the job allows.
    Limit(LimitReason),
}

impl From<ProtocolError> for Fault {
    fn from(error: ProtocolError) -> Self {
        Self::Protocol(error)
    }
}

/// How a worker ended a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Finish {
    Done(End),
    Unreadable,
}

/// Takes the frames of one attempt.
#[allow(clippy::struct_excessive_bools, reason = "one for each thing that comes once")]
pub(crate) struct Intake<'a> {
    found: Found,
    budget: Budget,
    receiver: &'a mut dyn Receiver,
    is_identified: bool,
    is_child_open: bool,
    /// A picture of which bytes are missing, and what came.
    picture: Option<(PictureHead, Vec<u8>)>,
    are_properties_appended: bool,
    /// Whether the worker asked for passwords.
    has_asked: bool,
}

impl<'a> Intake<'a> {
    pub(crate) fn new(limits: &Limits, receiver: &'a mut dyn Receiver) -> Self {
        Self {
            found: Found::default(),
            budget: Budget::new(limits),
            receiver,
            is_identified: false,
            is_child_open: false,
            picture: None,
            are_properties_appended: false,
            has_asked: false,
        }
    }

    /// Takes up what an earlier attempt left, to which only mentions can be added.
    pub(crate) fn resume(found: Found, receiver: &'a mut dyn Receiver) -> Self {
        let budget = Budget::of_mentions(&found.segments);
        Self {
            found,
            budget,
            receiver,
            is_identified: true,
            is_child_open: false,
            picture: None,
            are_properties_appended: true,
            has_asked: false,
        }
    }

    /// Returns the texts so far.
    pub(crate) fn segments(&self) -> &[Segment] {
        &self.found.segments
    }

    /// Tells whether the worker asked for passwords.
    pub(crate) fn has_asked(&self) -> bool {
        self.has_asked
    }

    /// Takes one frame; returns how the job ended, if it did.
    pub(crate) fn take(&mut self, frame: &Frame<'_>) -> Result<Option<Finish>, Fault> {
        if let Frame::Raw(bytes) = frame {
            return self.bytes(bytes).map(|()| None);
        }
        rule(self.picture.is_none(), "a message amid a picture")?;
        match frame.message()? {
            Message::Identified(identified) => self.identified(identified)?,
            Message::Text(segment) => self.text(segment)?,
            Message::Metadata(key, value) => self.metadata(key, value)?,
            Message::Warning(warning) => self.warning(warning)?,
            Message::Partial(reason) => {
                self.found.partial.get_or_insert(reason);
            }
            Message::Picture(head) => self.picture(head)?,
            Message::Begin(begun) => self.begin(begun)?,
            Message::End(ending) => self.end(ending)?,
            Message::Mentions(named) => self.mentions(named)?,
            Message::Locked => self.locked()?,
            Message::Done(end, spent) => return self.done(end, spent).map(Some),
            Message::Unreadable => return Ok(Some(Finish::Unreadable)),
            Message::Ready(..) => return Err(ProtocolError("ready twice").into()),
        }
        Ok(None)
    }

    /// Tells whether the user wants to go on.
    pub(crate) fn proceed(&self) -> bool {
        self.receiver.proceed()
    }

    /// Adds a warning of the parent's own.
    pub(crate) fn warn(&mut self, warning: Warning) {
        self.found.warnings.push(warning);
    }

    /// Ends a child that the worker left open, as `outcome` makes it end, and returns what was found.
    pub(crate) fn close(mut self, outcome: Option<Outcome>) -> Found {
        if self.is_child_open {
            self.receiver.end(ending_of_open_child(outcome));
        }
        self.append_properties();
        self.found
    }

    fn identified(&mut self, identified: Identified) -> Result<(), Fault> {
        let is_bounded = identified.warnings.len() <= MAX_WARNINGS
            && identified.warnings.iter().all(|warning| length(warning) <= 4 * MAX_WARNING);
        rule(!self.is_identified && is_bounded, "a second or boundless identification")?;
        let format = match Format::by_id(&identified.format) {
            Some(format) => Cow::Borrowed(format.id),
            None if identified.format == EMPTY => Cow::Borrowed(EMPTY),
            None => Cow::Borrowed(UNKNOWN),
        };
        self.found.identified = Identified { format, ..identified };
        self.is_identified = true;
        Ok(())
    }

    fn text(&mut self, segment: Segment) -> Result<(), Fault> {
        rule(self.is_open() && !self.is_child_open, "a text out of turn")?;
        rule(is_bounded(&segment), "a text without bytes or bounds")?;
        let marks = &segment.marks;
        rule(marks.iter().all(|mark| is_sound(mark, &segment.text)), "a mark off its text")?;
        self.budget.segment(&segment).map_err(Fault::Limit)?;
        self.found.segments.push(segment);
        Ok(())
    }

    fn metadata(&mut self, key: Key, value: String) -> Result<(), Fault> {
        let is_key = (1..=MAX_WORD).contains(&key.name().len());
        let is_value = (1..=MAX_VALUE).contains(&value.len());
        rule(self.is_open() && is_key && is_value, "a property without bounds")?;
        self.budget.property(&key, &value).map_err(Fault::Limit)?;
        self.found.metadata.entry(key).or_default().push(value);
        Ok(())
    }

    fn warning(&mut self, warning: Warning) -> Result<(), Fault> {
        let is_bounded =
            self.found.warnings.len() < MAX_WARNINGS && length(&warning) <= MAX_WARNING;
        rule(is_bounded, "warnings without bounds")?;
        self.found.warnings.push(warning);
        Ok(())
    }

    fn begin(&mut self, begun: Begun) -> Result<(), Fault> {
        rule(self.is_open() && !self.is_child_open, "a child within a child")?;
        rule(is_bounded_child(&begun), "a child without a name or bounds")?;
        let Begun { name, declared, modified } = begun;
        let child = Child { name, declared, modified };
        self.budget.member(&child).map_err(Fault::Limit)?;
        self.found.children += 1;
        self.is_child_open = true;
        self.receiver.begin(child);
        Ok(())
    }

    fn picture(&mut self, head: PictureHead) -> Result<(), Fault> {
        rule(self.is_open() && !self.is_child_open, "a picture out of turn")?;
        rule(is_bounded_head(&head), "a picture without bytes or bounds")?;
        self.budget.picture(head.length).map_err(Fault::Limit)?;
        self.picture = Some((head, Vec::new()));
        Ok(())
    }

    fn picture_bytes(&mut self, chunk: &[u8]) -> Result<(), Fault> {
        let Some((head, mut bytes)) = self.picture.take() else { return Ok(()) };
        rule(bytes.len() + chunk.len() <= head.length, "more of a picture than there is")?;
        bytes.extend_from_slice(chunk);
        if bytes.len() < head.length {
            self.picture = Some((head, bytes));
            return Ok(());
        }
        let PictureHead { place, media_type, width, height, .. } = head;
        let bytes = Bytes::from(bytes);
        self.receiver.picture(place, Picture { media_type, width, height, bytes });
        Ok(())
    }

    fn bytes(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        if self.picture.is_some() {
            return self.picture_bytes(bytes);
        }
        rule(self.is_child_open, "bytes of no child")?;
        self.budget.inflated(bytes.len()).map_err(Fault::Limit)?;
        self.receiver.bytes(bytes);
        Ok(())
    }

    fn end(&mut self, ending: Ending) -> Result<(), Fault> {
        rule(self.is_child_open, "the end of no child")?;
        self.is_child_open = false;
        self.receiver.end(ending);
        Ok(())
    }

    fn mentions(&mut self, all: Vec<Named>) -> Result<(), Fault> {
        rule(self.is_identified && !self.is_child_open, "mentions out of turn")?;
        self.append_properties();
        for named in all {
            rule(
                cost_of_mention(&named, &self.found.segments) <= MAX_MENTION,
                "a boundless mention",
            )?;
            self.budget.mention(&named, &self.found.segments).map_err(Fault::Limit)?;
            let mention = named.into_mention(&self.found.segments);
            let mention = mention.ok_or(ProtocolError("a mention off its text"))?;
            self.found.mentions.push(mention);
        }
        Ok(())
    }

    fn locked(&mut self) -> Result<(), Fault> {
        rule(self.is_identified && !self.has_asked, "passwords asked for out of turn")?;
        self.has_asked = true;
        Ok(())
    }

    fn done(&mut self, end: End, spent: Spent) -> Result<Finish, Fault> {
        self.found.spent.add(spent);
        let is_whole = self.is_identified || end == End::Panicked;
        rule(is_whole && !self.is_child_open, "an end out of turn")?;
        Ok(Finish::Done(end))
    }

    fn append_properties(&mut self) {
        if !self.are_properties_appended {
            self.are_properties_appended = true;
            self.found.append_properties();
        }
    }

    /// Tells whether texts, properties and children may come.
    fn is_open(&self) -> bool {
        self.is_identified && !self.are_properties_appended
    }
}

fn ending_of_open_child(outcome: Option<Outcome>) -> Ending {
    match outcome {
        Some(Outcome::LimitReached(reason)) => Ending::Limited(reason),
        _ => Ending::Unreadable(UnreadableReason::ReadError),
    }
}

fn rule(is_kept: bool, what: &'static str) -> Result<(), Fault> {
    if is_kept { Ok(()) } else { Err(ProtocolError(what).into()) }
}

fn is_bounded(segment: &Segment) -> bool {
    let is_short = |words: &Option<String>| is_within(words.as_ref(), MAX_MARK_WORDS);
    is_bounded_place(&segment.place)
        && (1..=MAX_SEGMENT).contains(&segment.text.len())
        && segment.marks.len() <= MAX_MARKS
        && segment.marks.iter().all(|mark| is_short(&mark.author) && is_short(&mark.date))
}

fn is_bounded_head(head: &PictureHead) -> bool {
    let is_side = |side: u32| (1..=MAX_SIDE).contains(&side);
    is_bounded_place(&head.place)
        && is_side(head.width)
        && is_side(head.height)
        && (1..=MAX_WORD).contains(&head.media_type.len())
        && (1..=MAX_PICTURE).contains(&head.length)
}

fn is_bounded_place(place: &Place) -> bool {
    match place {
        Place::Sheet(name) | Place::Field(name) | Place::Part(name) => name.len() <= MAX_PLACE,
        Place::Whole | Place::Page(_) | Place::Slide(_) => true,
    }
}

fn is_bounded_child(child: &Begun) -> bool {
    let Declared { media_type, charset, format } = &child.declared;
    (1..=MAX_NAME).contains(&child.name.len())
        && is_within(media_type.as_ref(), MAX_WORD)
        && is_within(charset.as_ref(), MAX_WORD)
        && is_within(child.modified.as_ref(), MAX_WORD)
        && format.as_ref().is_none_or(|format| format.len() <= MAX_WORD)
}

/// Returns how many bytes a worker chose of a warning.
fn length(warning: &Warning) -> usize {
    warning.about.as_ref().map_or(0, String::len)
}

fn is_within(words: Option<&String>, most: usize) -> bool {
    words.is_none_or(|words| words.len() <= most)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gather::Out;
    use crate::wire::{Incoming, Outgoing, push_message, push_raw};
    use item::{Basis, Layer, Mark, MarkKind, SkippedReason, UnsupportedReason, WarningCode};
    use proptest::prelude::*;

    struct Ignore;

    impl Receiver for Ignore {
        fn begin(&mut self, _child: Child) {}
        fn bytes(&mut self, _chunk: &[u8]) {}
        fn end(&mut self, _ending: Ending) {}
        fn restart(&mut self) {}
    }

    fn plain() -> Identified {
        Identified { format: "text".into(), basis: Basis::None, warnings: Vec::new() }
    }

    /// Takes all frames of `bytes` within tight limits; returns the first fault or the finish.
    fn take_all(bytes: &[u8]) -> Result<Option<Finish>, Fault> {
        let limits = Limits { text_bytes: 1_000, members: 2, inflated_bytes: 10, nesting: 1 };
        take_within(&limits, bytes)
    }

    fn take_within(limits: &Limits, bytes: &[u8]) -> Result<Option<Finish>, Fault> {
        let (mut receiver, mut incoming) = (Ignore, Incoming::default());
        let mut intake = Intake::new(limits, &mut receiver);
        for chunk in bytes.chunks(64 << 10) {
            incoming.room()[..chunk.len()].copy_from_slice(chunk);
            incoming.came(chunk.len());
            while let Some(frame) = incoming.next()? {
                if let Some(finish) = intake.take(&frame)? {
                    return Ok(Some(finish));
                }
            }
        }
        let _found = intake.close(None);
        Ok(None)
    }

    fn sent(send: impl FnOnce(&mut Outgoing<&mut Vec<u8>>)) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut outgoing = Outgoing::new(&mut bytes);
        outgoing.identified(&plain());
        send(&mut outgoing);
        outgoing.done(End::Finished, Spent::default()).expect("a vector takes any bytes");
        bytes
    }

    fn child(name: &[u8]) -> Child {
        Child { name: name.to_vec(), ..Child::default() }
    }

    fn breaks_protocol(bytes: &[u8]) -> bool {
        matches!(take_all(bytes), Err(Fault::Protocol(_)))
    }

    #[test]
    fn a_sound_job_is_taken() {
        let bytes = sent(|out| {
            out.begin(child(b"a"));
            out.bytes(b"123");
            out.end(Ending::Whole);
            out.text(&Segment::new(Place::Whole, Layer::Body, "text"));
        });
        assert_eq!(take_all(&bytes), Ok(Some(Finish::Done(End::Finished))));
    }

    #[test]
    fn marks_off_their_text_break_the_protocol() {
        let mut segment = Segment::new(Place::Whole, Layer::Body, "я");
        let mark = Mark { start: 0, end: 1, kind: MarkKind::Hidden, author: None, date: None };
        segment.marks.push(mark);
        assert!(breaks_protocol(&sent(|out| out.text(&segment))));
    }

    #[test]
    fn children_out_of_turn_break_the_protocol() {
        assert!(breaks_protocol(&sent(|out| out.begin(child(b"")))));
        assert!(breaks_protocol(&sent(|out| out.bytes(b"1"))));
        assert!(breaks_protocol(&sent(|out| out.end(Ending::Whole))));
        assert!(breaks_protocol(&sent(|out| {
            out.begin(child(b"a"));
            out.begin(child(b"b"));
        })));
        assert!(breaks_protocol(&sent(|out| out.begin(child(b"open")))));
    }

    fn picture(length: usize) -> Picture {
        let bytes = Bytes::from(vec![0xa7; length]);
        Picture { media_type: "image/png".into(), width: 3, height: 2, bytes }
    }

    #[test]
    fn pictures_out_of_bounds_or_turn_break_the_protocol() {
        let flat = Picture { width: 0, ..picture(1) };
        assert!(breaks_protocol(&sent(|out| out.picture(Place::Whole, flat))));
        let nameless = Picture { media_type: String::new(), ..picture(1) };
        assert!(breaks_protocol(&sent(|out| out.picture(Place::Whole, nameless))));
        assert!(breaks_protocol(&sent(|out| out.picture(Place::Whole, picture(0)))));
        assert!(breaks_protocol(&sent(|out| {
            out.begin(child(b"a"));
            out.picture(Place::Page(1), picture(1));
        })));
        let cut = sent(|out| out.picture(Place::Whole, picture(1)));
        let raw = cut.iter().position(|byte| *byte == 0xa7).expect("the picture is there");
        let take = |frames: [&[u8]; 2]| take_within(&Limits::default(), &frames.concat());
        assert!(take([&cut, &[]]).is_ok());
        let amid = Fault::Protocol(ProtocolError("a message amid a picture"));
        assert_eq!(take([&cut[..raw - 5], &cut[raw + 1..]]), Err(amid));
        let more = Fault::Protocol(ProtocolError("bytes of no child"));
        assert_eq!(take([&cut[..=raw], &cut[raw - 5..]]), Err(more));
    }

    #[test]
    fn pictures_count_as_inflated_bytes() {
        let many = sent(|out| out.picture(Place::Whole, picture(1)));
        assert_eq!(take_all(&many), Err(Fault::Limit(LimitReason::Inflation)));
    }

    #[test]
    fn a_worker_that_ignores_the_limits_is_stopped() {
        let text = sent(|out| out.text(&Segment::new(Place::Whole, Layer::Body, "x".repeat(999))));
        assert_eq!(take_all(&text), Err(Fault::Limit(LimitReason::Output)));
        let bytes = sent(|out| {
            out.begin(child(b"a"));
            out.bytes(&[0; 10]);
        });
        assert_eq!(take_all(&bytes), Err(Fault::Limit(LimitReason::Inflation)));
        let members = sent(|out| {
            for _ in 0..3 {
                out.begin(child(b"a"));
                out.end(Ending::Encrypted);
            }
        });
        assert_eq!(take_all(&members), Err(Fault::Limit(LimitReason::Members)));
    }

    #[test]
    fn a_format_that_is_not_in_the_table_is_recorded_as_unknown() {
        let (mut receiver, limits) = (Ignore, Limits::default());
        let mut intake = Intake::new(&limits, &mut receiver);
        let odd = Identified { format: "evil".into(), ..plain() };
        assert_eq!(intake.identified(odd), Ok(()));
        let found = intake.close(None);
        assert_eq!(found.identified.format, UNKNOWN);
        let unknown = Outcome::Unsupported(UnsupportedReason::UnknownFormat);
        assert_eq!(found.outcome(End::UnknownFormat), unknown);
    }

    /// Sees that children and their bytes come in turn.
    #[derive(Default)]
    struct InTurn {
        is_open: bool,
        bytes: usize,
    }

    impl Receiver for InTurn {
        fn begin(&mut self, child: Child) {
            assert!(!self.is_open && !child.name.is_empty() && child.name.len() <= MAX_NAME);
            self.is_open = true;
        }
        fn bytes(&mut self, chunk: &[u8]) {
            assert!(self.is_open);
            self.bytes += chunk.len();
        }
        fn end(&mut self, _ending: Ending) {
            assert!(self.is_open);
            self.is_open = false;
        }
        fn picture(&mut self, _place: Place, picture: Picture) {
            self.bytes += picture.bytes.len();
        }
        fn restart(&mut self) {}
    }

    fn words() -> impl Strategy<Value = String> {
        prop_oneof![3 => "[a-zа-я ]{0,12}", 1 => Just("x".repeat(MAX_PLACE + 1))]
    }

    fn place() -> impl Strategy<Value = Place> {
        prop_oneof![
            Just(Place::Whole),
            any::<u32>().prop_map(Place::Page),
            words().prop_map(Place::Part)
        ]
    }

    fn segment() -> impl Strategy<Value = Segment> {
        let mark = (0_usize..20, 0_usize..20, prop::option::of(words()));
        let mark = mark.prop_map(|(start, end, author)| Mark {
            start,
            end,
            kind: MarkKind::Inserted,
            date: author.clone(),
            author,
        });
        (place(), words(), prop::collection::vec(mark, 0..3)).prop_map(|(place, text, marks)| {
            Segment { marks, ..Segment::new(place, Layer::Body, text) }
        })
    }

    fn named() -> impl Strategy<Value = Named> {
        let at = prop_oneof![9 => 0_u32..8, 1 => any::<u32>()];
        let confidence = prop_oneof![Just(0.5), any::<f32>()];
        (at.clone(), at.clone(), at, confidence, words()).prop_map(
            |(segment, start, end, confidence, normal)| Named {
                kind: item::Kind::Person,
                segment: segment / 4,
                start,
                end,
                confidence,
                keys: vec![normal.clone()],
                alternatives: Vec::new(),
                normal,
                role: None,
            },
        )
    }

    /// What a worker that was taken over may send as a message.
    fn message() -> impl Strategy<Value = Message> {
        let format = prop_oneof![Just("text".to_owned()), words()];
        let identified = format.prop_map(|format| Identified { format: format.into(), ..plain() });
        let child = (words(), prop::option::of(words())).prop_map(|(name, modified)| Begun {
            name: name.into_bytes(),
            declared: Declared::default(),
            modified,
        });
        let head = (place(), words(), any::<u32>(), 0_usize..9);
        let head = head.prop_map(|(place, media_type, width, length)| PictureHead {
            place,
            media_type,
            width,
            height: 1,
            length,
        });
        prop_oneof![
            4 => identified.prop_map(Message::Identified),
            4 => segment().prop_map(Message::Text),
            2 => words().prop_map(|words| Message::Metadata(Key::TITLE, words)),
            1 => words().prop_map(|words| Message::Warning(Warning::new(WarningCode::Malformed, words))),
            1 => Just(()).prop_map(|()| Message::Partial(item::PartialReason::Damaged)),
            1 => head.prop_map(Message::Picture),
            2 => child.prop_map(Message::Begin),
            2 => Just(()).prop_map(|()| Message::End(Ending::Whole)),
            4 => prop::collection::vec(named(), 0..4).prop_map(Message::Mentions),
            1 => Just(()).prop_map(|()| Message::Locked),
            1 => Just(()).prop_map(|()| Message::Done(End::Finished, Spent::default())),
        ]
    }

    /// One frame: a message, raw bytes, or a claim of more than comes.
    fn frame() -> impl Strategy<Value = Vec<u8>> {
        let message = message().prop_map(|message| {
            let mut bytes = Vec::new();
            push_message(&mut bytes, &message);
            bytes
        });
        let raw = prop::collection::vec(any::<u8>(), 0..9).prop_map(|raw| {
            let mut bytes = Vec::new();
            push_raw(&mut bytes, &raw);
            bytes
        });
        let claim = any::<u32>().prop_map(|length| [&length.to_le_bytes()[..], &[0]].concat());
        prop_oneof![40 => message, 6 => raw, 1 => claim]
    }

    /// Fails where what was taken is not what an item may be.
    fn see_that_it_is_sound(found: &Found, limits: &Limits) {
        let format = found.identified.format.as_ref();
        assert!(Format::by_id(format).is_some() || [EMPTY, UNKNOWN].contains(&format));
        for segment in &found.segments {
            assert!(segment.marks.iter().all(|mark| is_sound(mark, &segment.text)));
        }
        for mention in &found.mentions {
            let segment = &found.segments[mention.segment as usize];
            assert_eq!(
                segment.text.get(mention.start..mention.end),
                Some(mention.surface.as_str())
            );
            assert_eq!((&segment.place, segment.layer), (&mention.place, mention.layer));
        }
        let length: usize = found.segments.iter().map(|segment| segment.text.len()).sum();
        assert!(length as u64 <= 2 * limits.text_bytes && found.children <= limits.members);
    }

    proptest! {
        #[test]
        fn whatever_a_worker_sends_the_item_is_sound_or_the_worker_is_lost(
            begun in any::<bool>(),
            frames in prop::collection::vec(frame(), 0..30),
        ) {
            let limits = Limits { text_bytes: 500, members: 2, inflated_bytes: 200_000, nesting: 1 };
            let mut receiver = InTurn::default();
            let mut incoming = Incoming::default();
            let mut intake = Intake::new(&limits, &mut receiver);
            if begun {
                intake.identified(plain()).expect("it is the first");
            }
            let bytes = frames.concat();
            incoming.room()[..bytes.len()].copy_from_slice(&bytes);
            incoming.came(bytes.len());
            while let Ok(Some(frame)) = incoming.next() {
                if !matches!(intake.take(&frame), Ok(None)) {
                    break;
                }
            }
            see_that_it_is_sound(&intake.close(None), &limits);
            prop_assert!(!receiver.is_open && receiver.bytes as u64 <= limits.inflated_bytes);
        }

        #[test]
        fn random_bytes_are_never_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            let _ = take_all(&bytes);
        }

        #[test]
        fn random_frames_are_never_a_panic(
            payloads in prop::collection::vec((0_u8..3, prop::collection::vec(any::<u8>(), 0..60)), 0..20)
        ) {
            let mut bytes = sent(|_| {});
            bytes.clear();
            for (kind, payload) in payloads {
                let length = u32::try_from(payload.len()).expect("payloads are short");
                bytes.extend(length.to_le_bytes());
                bytes.push(kind);
                bytes.extend(payload);
            }
            let _ = take_all(&bytes);
        }

        #[test]
        fn one_changed_byte_is_never_a_panic(at in 0_usize..200, value: u8) {
            let mut bytes = sent(|out| {
                out.text(&Segment::new(Place::Sheet("Q1".into()), Layer::Hidden, "слово и дело"));
                out.metadata(&Key::TITLE, "title");
                out.warning(&Warning::bare(WarningCode::LinkTarget));
                out.begin(child(b"a"));
                out.bytes(b"12");
                out.end(Ending::Skipped(SkippedReason::Link));
            });
            let at = at % bytes.len();
            bytes[at] = value;
            let _ = take_all(&bytes);
        }
    }
}
