//! What is written, and in which order: store pack, index commit, ledger transaction.

use std::collections::HashMap;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender};
use std::time::{Duration, Instant};

use fixity::Parts;
use item::{Digest, Extraction, Key, LayerSet, Locator, Warning, WarningCode};
use ledger::{ContentRow, ItemRow, PartsRow, ProgressRow, Transaction};
use search::{ContentRecord, IndexWriter};

use crate::Error;
use crate::counts::Progress;
use crate::known::KnownContents;
use crate::record::{record, small};
use crate::row::{Content, Message, Row, Top};
use crate::stages::{Stage, Stages};

/// How long the first batch lasts; each one after it lasts twice as long as the one before, up to the longest. A kill
/// loses the work of one batch at most.
const FIRST_BATCH: Duration = Duration::from_secs(1);
const LONGEST_BATCH: Duration = Duration::from_secs(8);
/// How often whoever watches is told how far the run is.
const TICK: Duration = Duration::from_millis(200);
/// How often the ledger is told while no batch is committed, so that its readers see that the run is alive.
const HEARTBEAT: Duration = Duration::from_secs(5);

/// How many items a run found new, changed, unchanged, gone.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    pub(crate) new: u64,
    pub(crate) changed: u64,
    pub(crate) unchanged: u64,
    pub(crate) gone: u64,
}

/// Writes what the threads send.
pub(crate) struct Committer<'w> {
    pub(crate) ledger: &'w mut ledger::Writer,
    pub(crate) packs: store::Writer,
    pub(crate) index: &'w mut dyn IndexWriter,
    pub(crate) run: u64,
    pub(crate) tally: Tally,
    pub(crate) stages: &'w Stages,
    /// When the run began: by the clock of the caller in nanoseconds since 1970, and by the one that is never set.
    pub(crate) begun: (i64, Instant),
}

impl Committer<'_> {
    /// Writes everything that comes, batch by batch; `tick` is called some five times a second, and tells how far the
    /// run is.
    pub(crate) fn write_all(
        &mut self,
        messages: &Receiver<Message>,
        known: &KnownContents,
        tick: &dyn Fn() -> Progress,
    ) -> Result<(), Error> {
        let mut is_last = false;
        let mut lasts = FIRST_BATCH;
        self.note_progress(&tick())?;
        while !is_last {
            let Some(first) = self.first(messages, tick)? else { break };
            let Self { ledger, packs, index, run, tally, stages, .. } = self;
            let (ended, settling, commit) = ledger.transaction(|tx| {
                let mut batch = Batch {
                    tx,
                    packs,
                    index: *index,
                    run: *run,
                    tally,
                    stages,
                    ords: HashMap::new(),
                    settling: None,
                };
                batch.take(first)?;
                let is_last = batch.take_all(messages, lasts, tick)?;
                batch.seal()?;
                let settling = batch.settling.take();
                Ok::<_, Error>((is_last, settling, stages.begin()))
            })?;
            is_last = ended;
            if let Some(settling) = settling {
                // Whoever waited may be gone.
                let _told = settling.send(());
            }
            commit.end(Stage::Ledger);
            known.forget_pending();
            lasts = LONGEST_BATCH.min(lasts * 2);
            self.note_progress(&tick())?;
        }
        Ok(())
    }

    /// Waits for the first message of a batch, outside any transaction; nothing where none comes any more.
    fn first(
        &mut self,
        messages: &Receiver<Message>,
        tick: &dyn Fn() -> Progress,
    ) -> Result<Option<Message>, Error> {
        let mut noted = Instant::now();
        loop {
            match messages.recv_timeout(TICK) {
                Ok(Message::End) | Err(RecvTimeoutError::Disconnected) => return Ok(None),
                Ok(message) => return Ok(Some(message)),
                Err(RecvTimeoutError::Timeout) => {
                    let progress = tick();
                    if noted.elapsed() >= HEARTBEAT {
                        self.note_progress(&progress)?;
                        noted = Instant::now();
                    }
                }
            }
        }
    }

    fn note_progress(&mut self, progress: &Progress) -> Result<(), Error> {
        let (now, begun) = self.begun;
        let since = i64::try_from(begun.elapsed().as_nanos()).unwrap_or(i64::MAX);
        Ok(self.ledger.put_progress(&ProgressRow {
            run: self.run,
            time: now.saturating_add(since),
            files: progress.files,
            expected_files: progress.expected_files,
            bytes: progress.bytes,
            expected_bytes: progress.expected_bytes,
            items: progress.items,
        })?)
    }

    /// Marks what the run did not see in these troves as gone; what lies beneath entries that could not be listed stays.
    pub(crate) fn mark_gone(
        &mut self,
        labels: &[Vec<u8>],
        unlisted: &[Locator],
    ) -> Result<(), Error> {
        let Self { ledger, index, run, tally, .. } = self;
        ledger.transaction(|tx| {
            for folder in unlisted {
                tx.touch_under(folder, *run)?;
            }
            for label in labels {
                let gone = tx.mark_gone(label, *run)?;
                tally.gone += gone.len() as u64;
                gone.into_iter().try_for_each(|ord| index.delete_item(small(ord)))?;
            }
            seal_index(tx, *index)
        })
    }
}

/// The name under which the ledger keeps the number of the last batch that the index has, too.
const BATCH: &str = "index-batch";

/// Commits the index with the number of a new batch, and notes that number in the transaction of the ledger that
/// follows: where the two differ, one of them was not committed.
pub(crate) fn seal_index(tx: &Transaction<'_>, index: &mut dyn IndexWriter) -> Result<(), Error> {
    let batch = tx.meta(BATCH)?.and_then(|batch| batch.parse::<u64>().ok()).unwrap_or_default() + 1;
    tx.set_meta(BATCH, &batch.to_string())?;
    index.commit(&batch.to_string())?;
    Ok(())
}

/// Returns the number of the batch that the index must have; nothing where no batch was ever committed.
pub(crate) fn expected_batch(ledger: &ledger::Ledger) -> Result<Option<String>, Error> {
    Ok(ledger.meta(BATCH)?)
}

/// One transaction of the ledger with what goes into store and index before it.
struct Batch<'b> {
    tx: &'b Transaction<'b>,
    packs: &'b mut store::Writer,
    index: &'b mut dyn IndexWriter,
    run: u64,
    tally: &'b mut Tally,
    stages: &'b Stages,
    /// Numbers of the contents of this batch.
    ords: HashMap<Digest, u64>,
    /// Who waits until the batch is committed.
    settling: Option<SyncSender<()>>,
}

impl Batch<'_> {
    /// Takes messages until the batch is full; true where nothing more comes.
    fn take_all(
        &mut self,
        messages: &Receiver<Message>,
        lasts: Duration,
        tick: &dyn Fn() -> Progress,
    ) -> Result<bool, Error> {
        let begun = Instant::now();
        let mut ticked = begun;
        loop {
            if self.settling.is_some() {
                return Ok(false);
            }
            match messages.recv_timeout(TICK) {
                Ok(Message::End) | Err(RecvTimeoutError::Disconnected) => return Ok(true),
                Ok(message) => self.take(message)?,
                Err(RecvTimeoutError::Timeout) => {}
            }
            if ticked.elapsed() >= TICK {
                tick();
                ticked = Instant::now();
            }
            if begun.elapsed() >= lasts {
                return Ok(false);
            }
        }
    }

    fn take(&mut self, message: Message) -> Result<(), Error> {
        match message {
            Message::Content(content) => self.content(&content),
            Message::Member(row) => self.item(*row),
            Message::Top(top) => self.top(*top),
            Message::Unchanged(locator) => {
                let touched = || self.tx.touch_family(&locator, self.run);
                self.tally.unchanged += self.stages.time(Stage::Ledger, touched)? as u64;
                Ok(())
            }
            Message::Reread(content) => self.reread(&content),
            Message::Parts(blake3, Parts { length, size, values }) => {
                let chain = values.concat();
                Ok(self.tx.put_parts(&PartsRow { blake3, length, size, chain })?)
            }
            Message::Reading(key, reading) => Ok(self.tx.put_reading(&key, &reading)?),
            Message::Settle(settling) => {
                self.settling = Some(settling);
                Ok(())
            }
            Message::End => Ok(()),
        }
    }

    /// Writes an entry on disk, which comes after all its members: what else was in its family is no more.
    fn top(&mut self, Top { row, members }: Top) -> Result<(), Error> {
        let locator = row.locator.clone();
        self.item(row)?;
        if let Some(members) = members {
            for ord in self.tx.retain_family(&locator, self.run, &members)? {
                self.tally.new = self.tally.new.saturating_sub(1);
                self.index.delete_item(small(ord))?;
            }
        }
        for ord in self.tx.mark_family_gone(&locator, self.run)? {
            self.tally.gone += 1;
            self.index.delete_item(small(ord))?;
        }
        Ok(())
    }

    fn content(&mut self, content: &Content) -> Result<(), Error> {
        let extraction = &content.extraction;
        let at = self.stages.time(Stage::Store, || self.packs.append(extraction))?;
        let mut record = self.stages.time(Stage::Index, || ContentRecord::new(0, extraction));
        let row = ContentRow {
            ord: 0,
            key: content.key,
            digests: content.digests.clone(),
            format: extraction.identified.format.to_string(),
            basis: extraction.identified.basis,
            media_type: sandbox::media_type(&extraction.identified.format).map(str::to_owned),
            location: Some(at),
            outcome: extraction.outcome,
            text_bytes: extraction.text_bytes(),
            title: title(extraction),
            date: extraction.date.as_ref().map(|date| date.date.clone()),
            languages: record.languages.iter().cloned().collect(),
            layers: extraction
                .segments
                .iter()
                .filter(|segment| segment.has_text())
                .map(|segment| segment.layer)
                .collect::<LayerSet>(),
            stamps: content.stamps,
        };
        let ord = self.stages.time(Stage::Ledger, || self.tx.put_content(&row))?;
        self.ords.insert(content.key, ord);
        record.ord = small(ord);
        let first = || self.tx.first_content_of(&row.digests.blake3);
        record.same_bytes_as = small(self.stages.time(Stage::Ledger, first)?.unwrap_or(ord));
        self.stages.time(Stage::Index, || self.index.add_content(&record))?;
        Ok(())
    }

    /// Writes a content that was read again, and what that makes of its items.
    fn reread(&mut self, content: &Content) -> Result<(), Error> {
        let before = self.tx.content_by_key(&content.key)?.map(|before| before.outcome);
        self.content(content)?;
        let Some(ord) = self.ord_of(content.key)? else { return Ok(()) };
        for mut item in self.tx.items_of_content(ord)? {
            if Some(item.outcome) == before {
                item.outcome = content.extraction.outcome;
            }
            item.text_bytes = content.extraction.text_bytes();
            item.warnings.retain(|warning| warning.code != WarningCode::AwaitingOcr);
            let is_new = |warning: &&Warning| !item.warnings.contains(warning);
            let new: Vec<_> = content.extraction.warnings.iter().filter(is_new).cloned().collect();
            item.warnings.extend(new);
            if item.first_run != self.run {
                self.tally.unchanged = self.tally.unchanged.saturating_sub(1);
                self.tally.changed += 1;
            }
            item.last_run = self.run;
            self.tx.put_item(&item)?;
            let record = record(&item, self.tx)?;
            self.stages.time(Stage::Index, || self.index.add_item(&record))?;
        }
        Ok(())
    }

    fn item(&mut self, row: Row) -> Result<(), Error> {
        let ledger = self.stages.begin();
        let content = row.key.map(|key| self.ord_of(key)).transpose()?.flatten();
        let mut item = ItemRow {
            ord: 0,
            id: fixity::item_id(&row.locator),
            parent: row.parent,
            locator: row.locator,
            kind: row.kind.to_owned(),
            size: row.digests.as_ref().map(|digests| digests.size).or(row.size),
            modified: row.modified,
            digests: row.digests,
            content,
            format: row.format,
            basis: row.basis,
            warnings: row.warnings,
            outcome: row.outcome,
            text_bytes: row.text_bytes,
            first_run: self.run,
            last_run: self.run,
            gone_run: None,
        };
        self.compare(&mut item)?;
        item.ord = self.tx.put_item(&item)?;
        ledger.end(Stage::Ledger);
        let record = record(&item, self.tx)?;
        self.stages.time(Stage::Index, || self.index.add_item(&record))?;
        Ok(())
    }

    fn ord_of(&self, key: Digest) -> Result<Option<u64>, Error> {
        if let Some(ord) = self.ords.get(&key) {
            return Ok(Some(*ord));
        }
        Ok(self.tx.content_by_key(&key)?.map(|content| content.ord))
    }

    /// Counts an item by what the ledger has of it, and keeps digests that an earlier run took besides.
    fn compare(&mut self, item: &mut ItemRow) -> Result<(), Error> {
        let before = self.tx.item_by_id(&item.id)?.filter(|before| before.gone_run.is_none());
        let Some(before) = before else {
            self.tally.new += 1;
            return Ok(());
        };
        let is_same = match (&before.digests, &mut item.digests) {
            (Some(before), Some(now)) if before.blake3 == now.blake3 => {
                for (algorithm, digest) in &before.more {
                    now.more.entry(*algorithm).or_insert_with(|| digest.clone());
                }
                true
            }
            (before, now) => before.is_none() && now.is_none(),
        };
        if before.last_run == self.run {
            return Ok(());
        }
        if is_same && before.outcome == item.outcome {
            self.tally.unchanged += 1;
        } else {
            self.tally.changed += 1;
        }
        Ok(())
    }

    /// Makes store and index durable, in this order; the ledger's own commit follows.
    fn seal(&mut self) -> Result<(), Error> {
        self.stages.time(Stage::Store, || self.packs.sync())?;
        self.stages.time(Stage::Index, || seal_index(self.tx, self.index))
    }
}

fn title(extraction: &Extraction) -> Option<String> {
    let title = extraction.first(&Key::TITLE).or_else(|| extraction.first(&Key::SUBJECT))?;
    Some(title.to_owned())
}
