//! `extract`: what one file yields, children after their parent, without any dossier.

use std::collections::BTreeMap;
use std::collections::HashMap;
use std::io::Write;
use std::os::unix::ffi::OsStrExt;

use anyhow::Context;
use ingest::{Budget, FamilyLimits};
use item::{Declared, LimitReason, Locator, Outcome, PartialReason, Reason};
use sandbox::{Child, Ending, Job, Pool, Ran, Receiver, Source};
use serde::Serialize;

use crate::args::Extract;
use crate::given::Given;
use crate::{Ended, place, print, workers};

/// How many bytes of the children of one item are kept, as what is packed may be of any size.
const MOST_KEPT: usize = 256 << 20;

#[derive(Serialize)]
struct Line {
    locator: String,
    format: String,
    basis: item::Basis,
    outcome: &'static str,
    reason: Option<&'static str>,
    warnings: Vec<item::Warning>,
    metadata: BTreeMap<item::Key, Vec<String>>,
    segments: Vec<answers::SegmentLine>,
}

pub(crate) fn run(args: &Extract) -> anyhow::Result<Ended> {
    let mut extracting = Extracting {
        pool: workers::pool(args.passwords.as_deref())?,
        out: print::out(),
        json: args.json,
        budget: Budget::new(&FamilyLimits::default(), 0),
    };
    let mut ended = Ended::Done;
    for file in &args.files {
        let given = match Given::open(file) {
            Ok(given) => given,
            Err(error) => {
                print::error(&error);
                ended = Ended::Failed;
                continue;
            }
        };
        let (descriptor, size) = given
            .descriptor()
            .with_context(|| format!("could not read `{}`", place::printed(file)))?;
        let locator = Locator::new("", file.as_os_str().as_bytes());
        let source = Source::Descriptor(descriptor, size);
        extracting.budget = Budget::new(&FamilyLimits::default(), size);
        extracting.item(&locator, source, &Declared::default(), None)?;
    }
    extracting.out.flush()?;
    Ok(ended)
}

struct Extracting<W> {
    pool: Pool,
    out: W,
    json: bool,
    /// What the file may still yield with everything in it, as when it is indexed.
    budget: Budget,
}

impl<W: Write> Extracting<W> {
    /// Prints what an item yields, then what its children yield.
    fn item(
        &mut self,
        locator: &Locator,
        source: Source<'_>,
        declared: &Declared,
        cut: Option<Outcome>,
    ) -> anyhow::Result<()> {
        let limits = sandbox::Limits::default();
        let mut kept = Kept::default();
        let job =
            Job { source, name: locator.name(), declared, limits, volumes: &[], pictures: None };
        let ran = self.pool.run(job, &mut kept)?;
        let outcome = match cut {
            Some(_) if ran.segments.iter().any(item::Segment::has_text) => {
                Outcome::Partial(PartialReason::Truncated)
            }
            Some(cut) => cut,
            None => ran.outcome,
        };
        self.print(locator, ran, outcome)?;
        let mut unlisted = 0_u64;
        for (child, bytes, closed) in kept.children {
            let ordinal = kept.ordinals.entry(child.name.clone()).or_insert(0);
            let place = locator.member(child.name.clone(), *ordinal);
            *ordinal += 1;
            if !self.budget.pay_member() {
                unlisted += 1;
            } else if place.members.len() > self.budget.depth() {
                self.closed(&place, Outcome::LimitReached(LimitReason::Depth))?;
            } else if !self.budget.pay_bytes(bytes.len() as u64) {
                self.closed(&place, Outcome::LimitReached(LimitReason::Inflation))?;
            } else if let (Some(outcome), true) = (closed, bytes.is_empty()) {
                self.closed(&place, outcome)?;
            } else {
                self.item(&place, Source::Inline(&bytes), &child.declared, closed)?;
            }
        }
        if unlisted > 0 {
            print::say(&format!(
                "{unlisted} more members of {locator} are not listed: limit-reached (members)"
            ));
        }
        Ok(())
    }

    fn closed(&mut self, locator: &Locator, outcome: Outcome) -> anyhow::Result<()> {
        let identified = item::Identified {
            format: "unknown".into(),
            basis: item::Basis::None,
            warnings: Vec::new(),
        };
        let ran = Ran {
            identified,
            outcome,
            warnings: Vec::new(),
            metadata: item::Metadata::new(),
            segments: Vec::new(),
            mentions: Vec::new(),
            date: None,
            usage: sandbox::Usage::default(),
        };
        self.print(locator, ran, outcome)
    }

    fn print(&mut self, locator: &Locator, ran: Ran, outcome: Outcome) -> anyhow::Result<()> {
        let mut warnings = ran.identified.warnings;
        warnings.extend(ran.warnings);
        if !self.json {
            return self.print_text(locator, &ran.identified.format, outcome, &ran.segments);
        }
        let line = Line {
            locator: locator.to_string(),
            format: ran.identified.format.into_owned(),
            basis: ran.identified.basis,
            outcome: outcome.status().name(),
            reason: outcome.reason().map(Reason::name),
            warnings,
            metadata: ran.metadata,
            segments: ran.segments.into_iter().map(Into::into).collect(),
        };
        print::json_line(&mut self.out, &line)
    }

    fn print_text(
        &mut self,
        locator: &Locator,
        format: &str,
        outcome: Outcome,
        segments: &[item::Segment],
    ) -> anyhow::Result<()> {
        writeln!(self.out, "== {locator}  {format}  {outcome}")?;
        for segment in segments {
            let place = segment.place.to_string();
            writeln!(self.out, "-- {} {}", segment.layer, print::line(&place))?;
            writeln!(self.out, "{}", print::safe(segment.text.trim_end()))?;
        }
        Ok(())
    }
}

/// Keeps the children of one item in memory.
#[derive(Default)]
pub(crate) struct Kept {
    current: Option<(Child, Vec<u8>)>,
    pub(crate) children: Vec<(Child, Vec<u8>, Option<Outcome>)>,
    ordinals: HashMap<Vec<u8>, u32>,
    /// How many bytes the children have.
    bytes: usize,
    /// Whether the present child has more bytes than are kept.
    is_cut: bool,
}

impl Receiver for Kept {
    fn begin(&mut self, child: Child) {
        self.current = Some((child, Vec::new()));
    }

    fn bytes(&mut self, chunk: &[u8]) {
        let Some((_, bytes)) = &mut self.current else { return };
        let room = MOST_KEPT.saturating_sub(self.bytes);
        let length = chunk.len().min(room);
        self.is_cut |= length < chunk.len();
        self.bytes += length;
        bytes.extend_from_slice(&chunk[..length]);
    }

    fn end(&mut self, ending: Ending) {
        let Some((child, bytes)) = self.current.take() else { return };
        let cut = Outcome::LimitReached(LimitReason::Inflation);
        let ended = if std::mem::take(&mut self.is_cut) { Some(cut) } else { ending.outcome() };
        self.children.push((child, bytes, ended));
    }

    fn restart(&mut self) {
        *self = Self::default();
    }
}
