//! The frames of a job without a worker, for tests alone: those that a sound worker sends, and what the parent keeps
//! of those that one sends that was taken over.

use entities::Recogniser;
use formats::{Input, Limits};
use item::{FailedReason, Outcome, UnreadableReason};

use crate::intake::{Fault, Finish, Intake};
use crate::job::{Ran, Receiver, Usage};
use crate::read::read;
use crate::wire::{Incoming, Outgoing};

/// Returns the frames that a worker sends of an item.
pub fn frames_of(input: &Input) -> Vec<u8> {
    let (mut bytes, mut recogniser) = (Vec::new(), Recogniser::new());
    let mut outgoing = Outgoing::new(&mut bytes);
    let (found, end) = read(input, &mut |segments| recogniser.mentions(segments), &mut outgoing);
    outgoing.done(end, found.spent).expect("a vector takes any bytes");
    bytes
}

/// Takes frames as the parent does, and returns what it keeps of them. Where they end early, their worker died.
pub fn take_frames(frames: &[u8], limits: &Limits, receiver: &mut dyn Receiver) -> Ran {
    let mut intake = Intake::new(limits, receiver);
    let verdict = match take_each(frames, &mut intake) {
        Ok(Some(Finish::Done(end))) => Ok(end),
        Ok(Some(Finish::Unreadable)) => Err(Outcome::Unreadable(UnreadableReason::ReadError)),
        Ok(None) => Err(Outcome::Failed(FailedReason::Exited)),
        Err(Fault::Protocol(_)) => Err(Outcome::Failed(FailedReason::WorkerProtocol)),
        Err(Fault::Limit(reason)) => Err(Outcome::LimitReached(reason)),
    };
    let found = intake.close(verdict.err());
    let outcome = verdict.map_or_else(|failed| failed, |end| found.outcome(end));
    found.into_ran(outcome, Usage::default())
}

fn take_each(frames: &[u8], intake: &mut Intake<'_>) -> Result<Option<Finish>, Fault> {
    let (mut incoming, mut rest) = (Incoming::default(), frames);
    while !rest.is_empty() {
        let room = incoming.room();
        let came = rest.len().min(room.len());
        room[..came].copy_from_slice(&rest[..came]);
        incoming.came(came);
        rest = &rest[came..];
        while let Some(frame) = incoming.next()? {
            if let Some(finish) = intake.take(&frame)? {
                return Ok(Some(finish));
            }
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run_here;
    use formats::{Bytes, Child, Passwords};
    use item::{Declared, LimitReason};

    use crate::job::Ending;

    struct Ignore;

    impl Receiver for Ignore {
        fn begin(&mut self, _child: Child) {}
        fn bytes(&mut self, _chunk: &[u8]) {}
        fn end(&mut self, _ending: Ending) {}
        fn restart(&mut self) {}
    }

    fn letter() -> Input {
        Input {
            bytes: Bytes::from_static(b"Subject: list\n\nNCB Moscow asked for a Red Notice."),
            volumes: Vec::new(),
            name: b"letter.eml".to_vec(),
            declared: Declared::default(),
            passwords: Passwords::default(),
            limits: Limits::default(),
        }
    }

    #[test]
    fn the_parent_keeps_of_sound_frames_what_reading_here_yields() {
        let here = run_here(&letter(), &mut Ignore);
        let taken = take_frames(&frames_of(&letter()), &Limits::default(), &mut Ignore);
        assert!(!taken.mentions.is_empty());
        assert_eq!((taken.outcome, &taken.segments), (here.outcome, &here.segments));
        assert_eq!((taken.metadata, taken.mentions), (here.metadata, here.mentions));
    }

    #[test]
    fn frames_beyond_a_limit_and_frames_that_end_early_are_told_apart() {
        let frames = frames_of(&letter());
        let tight = Limits { text_bytes: 1, ..Limits::default() };
        let ended = |frames, limits| take_frames(frames, limits, &mut Ignore).outcome;
        assert_eq!(ended(&frames, &tight), Outcome::LimitReached(LimitReason::Output));
        let early = &frames[..frames.len() - 1];
        assert_eq!(ended(early, &Limits::default()), Outcome::Failed(FailedReason::Exited));
    }
}
