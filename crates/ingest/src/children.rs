//! What a worker yields from a container, digested and kept as it streams in.

use std::collections::{HashMap, HashSet};
use std::io;

use fixity::Digester;
use item::{ChildRecord, Digest, Outcome};
use sandbox::{Child, Ending, Receiver, Spill};

use crate::held::Held;
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

/// Collects the children of one container.
pub(crate) struct Children<'a, F> {
    dossier: &'a std::path::Path,
    more: &'a [item::Algorithm],
    stages: &'a Stages,
    forward: F,
    /// How many children of a name there were, by its digest: names may be long, and many.
    ordinals: HashMap<Digest, u32>,
    current: Option<(Child, Digester, Spill)>,
    records: Vec<ChildRecord>,
    /// The child that was cut last: it may be whole in a second attempt.
    cut: Option<(ChildRecord, Held)>,
    /// Children that an attempt before this one forwarded already: they are recorded again, not forwarded again.
    forwarded: HashSet<(Vec<u8>, u32)>,
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
            ordinals: HashMap::new(),
            current: None,
            records: Vec::new(),
            cut: None,
            forwarded: HashSet::new(),
            earlier: Vec::new(),
        }
    }

    /// Returns the children in the order found; those that only a broken first attempt yielded come last.
    pub(crate) fn finish(mut self) -> (Vec<ChildRecord>, F) {
        self.keep_cut();
        if !self.earlier.is_empty() {
            let named: HashSet<_> = self.records.iter().map(identity).collect();
            self.earlier.retain(|record| !named.contains(&identity(record)));
            self.records.append(&mut self.earlier);
        }
        (self.records, self.forward)
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
        let ordinal = self.ordinals.entry(fixity::key(&[&child.name])).or_insert(0);
        let record = ChildRecord {
            name: child.name,
            ordinal: *ordinal,
            declared: child.declared,
            modified: child.modified,
            digests,
            closed,
        };
        *ordinal += 1;
        record
    }

    fn keep(&mut self, record: ChildRecord, held: Held) {
        if !self.forwarded.contains(&identity(&record)) {
            let held = record.digests.is_some().then_some(held);
            self.forward.forward(&record, held);
        }
        self.records.push(record);
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
        self.cut = None;
        self.ordinals.clear();
        self.forwarded.extend(self.records.iter().map(identity));
        self.earlier.append(&mut self.records);
    }

    fn proceed(&self) -> bool {
        self.forward.proceed()
    }
}
