//! What a worker yields from a container, digested and kept as it streams in.

use std::collections::HashSet;
use std::io;

use fixity::Digester;
use item::{ChildRecord, Outcome};
use sandbox::{Child, Ending, Receiver, Spill};

use crate::held::Held;
use crate::listed::{Listed, Names};
use crate::stages::{Stage, Stages};

/// What becomes of a child whose bytes are whole.
pub(crate) trait Forward {
    /// Takes a child, to be extracted in its turn if its bytes could be had; may take long. A child with bytes that is
    /// `closed` all the same was cut: its container gave an error after these bytes.
    fn forward(&mut self, record: &ChildRecord, held: Option<Held>);
    /// Takes note that the dossier's disk gave an error.
    fn fail(&mut self, error: io::Error);
    /// Tells whether to go on.
    fn proceed(&self) -> bool;
}

/// Passes the children of one container on, and lists them as far as a list is kept: of the others, which may be
/// millions, only the names are remembered, in a few bytes each.
pub(crate) struct Children<'a, F> {
    dossier: &'a std::path::Path,
    more: &'a [item::Algorithm],
    stages: &'a Stages,
    forward: F,
    names: Names,
    current: Option<(Child, Digester, Spill)>,
    listed: Listed,
    /// The child that was cut last: it may be whole in a second attempt.
    cut: Option<(ChildRecord, Held)>,
    /// Children that an attempt before this one forwarded already: they are listed again, not forwarded again.
    forwarded: Names,
    earlier: Vec<ChildRecord>,
}

impl<'a, F: Forward> Children<'a, F> {
    pub(crate) fn new(
        dossier: &'a std::path::Path,
        more: &'a [item::Algorithm],
        stages: &'a Stages,
        forward: F,
    ) -> Self {
        Self {
            dossier,
            more,
            stages,
            forward,
            names: Names::default(),
            current: None,
            listed: Listed::default(),
            cut: None,
            forwarded: Names::default(),
            earlier: Vec::new(),
        }
    }

    /// Returns the children that are listed in the order found; those that only a broken first attempt yielded come last.
    pub(crate) fn finish(mut self) -> (Vec<ChildRecord>, F) {
        self.keep_cut();
        let named: HashSet<_> = self.listed.records().iter().map(identity).collect();
        self.earlier.retain(|record| !named.contains(&identity(record)));
        for record in self.earlier {
            self.listed.push(record);
        }
        (self.listed.into_records(), self.forward)
    }

    fn keep_cut(&mut self) {
        if let Some((record, held)) = self.cut.take() {
            self.keep(record, held);
        }
    }

    fn record(
        &mut self,
        child: Child,
        digests: Option<item::Digests>,
        closed: Option<Outcome>,
    ) -> ChildRecord {
        ChildRecord {
            ordinal: self.names.count(&child.name),
            name: child.name,
            declared: child.declared,
            modified: child.modified,
            digests,
            closed,
        }
    }

    fn keep(&mut self, record: ChildRecord, held: Held) {
        if !self.forwarded.contains(&record.name, record.ordinal) {
            let held = record.digests.is_some().then_some(held);
            self.forward.forward(&record, held);
        }
        self.listed.push(record);
    }
}

fn identity(record: &ChildRecord) -> (Vec<u8>, u32) {
    (record.name.clone(), record.ordinal)
}

impl<F: Forward> Receiver for Children<'_, F> {
    fn begin(&mut self, child: Child) {
        self.keep_cut();
        self.current = Some((child, Digester::new(self.more), Spill::default()));
    }

    fn bytes(&mut self, chunk: &[u8]) {
        let Some((_, digester, spill)) = &mut self.current else { return };
        let kept = self.stages.time(Stage::Members, || {
            digester.update(chunk);
            spill.push(chunk, self.dossier)
        });
        if let Err(error) = kept {
            self.forward.fail(error);
        }
    }

    fn end(&mut self, ending: Ending) {
        let Some((child, digester, spill)) = self.current.take() else { return };
        let closed = ending.outcome();
        let held = Held::from(spill.finish());
        // What was read before an error is no whole content, but it can be told apart from others and extracted.
        let is_cut = matches!(ending, Ending::Unreadable(_) | Ending::Limited(_)) && held.len() > 0;
        let digests = (closed.is_none() || is_cut)
            .then(|| self.stages.time(Stage::Members, || digester.finish()));
        let record = self.record(child, digests, closed);
        if is_cut {
            self.cut = Some((record, held));
        } else {
            self.keep(record, held);
        }
    }

    fn restart(&mut self) {
        self.current = None;
        if let Some((record, _)) = self.cut.take() {
            self.names.uncount(&record.name);
        }
        self.forwarded.add(std::mem::take(&mut self.names));
        self.earlier.append(&mut std::mem::take(&mut self.listed).into_records());
    }

    fn proceed(&self) -> bool {
        self.forward.proceed()
    }
}

#[cfg(test)]
mod tests {
    use item::{Declared, UnreadableReason};

    use super::*;

    /// Takes note of what is forwarded: the name, how many of it stood before, and how many bytes came.
    #[derive(Default)]
    struct Taken(Vec<(String, u32, u64)>);

    impl Forward for Taken {
        fn forward(&mut self, record: &ChildRecord, held: Option<Held>) {
            let name = String::from_utf8_lossy(&record.name).into_owned();
            self.0.push((name, record.ordinal, held.map_or(0, |held| held.len())));
        }

        fn fail(&mut self, error: io::Error) {
            panic!("the folder is writable: {error}");
        }

        fn proceed(&self) -> bool {
            true
        }
    }

    fn push(children: &mut Children<'_, Taken>, name: &str, bytes: &str, ending: Ending) {
        let (name, declared) = (name.as_bytes().to_vec(), Declared::default());
        children.begin(Child { name, declared, modified: None });
        children.bytes(bytes.as_bytes());
        children.end(ending);
    }

    #[test]
    fn a_second_attempt_forwards_what_the_first_one_did_not_and_lists_the_children_of_both() {
        let (folder, stages) = (tempfile::tempdir().expect("it can be made"), Stages::default());
        let mut children = Children::new(folder.path(), &[], &stages, Taken::default());
        for name in ["a", "b", "a", "lost"] {
            push(&mut children, name, name, Ending::Whole);
        }
        push(&mut children, "a", "cu", Ending::Unreadable(UnreadableReason::Truncated));
        children.restart();
        for name in ["a", "b", "a", "a", "new"] {
            push(&mut children, name, "whole", Ending::Whole);
        }
        let (records, Taken(taken)) = children.finish();
        let taken: Vec<_> =
            taken.iter().map(|(name, at, len)| (name.as_str(), *at, *len)).collect();
        let first = [("a", 0, 1), ("b", 0, 1), ("a", 1, 1), ("lost", 0, 4)];
        assert_eq!(taken, [first.as_slice(), &[("a", 2, 5), ("new", 0, 5)]].concat());
        let names: Vec<_> =
            records.iter().map(|record| (&record.name[..], record.ordinal)).collect();
        let expected: [(&[u8], u32); 6] =
            [(b"a", 0), (b"b", 0), (b"a", 1), (b"a", 2), (b"new", 0), (b"lost", 0)];
        assert_eq!(names, expected);
    }
}
