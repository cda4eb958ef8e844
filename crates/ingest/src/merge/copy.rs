//! What is taken over from each dossier: row by row, and record by record.

use std::collections::{BTreeMap, HashMap};

use item::{Extraction, Locator};
use ledger::{
    ContentRow, Filter, ItemRow, ListedRow, NoteRow, RulingRow, TagRow, Transaction, TroveRow,
};
use search::{ContentRecord, IndexWriter};
use serde_json::Value;

use crate::Error;
use crate::commit::seal_index;
use crate::merge::places::Places;
use crate::merge::{Merged, Refusal, Source};
use crate::record::{record, small};
use crate::undo::{is_same_note, is_same_pair};

/// Where the ledger keeps searches under a name, as a JSON list of objects with a `name` and a `seen_run`.
const SEARCHES: &str = "searches";

/// Copies sources into one dossier.
pub(crate) struct Copier<'c> {
    tx: &'c Transaction<'c>,
    packs: store::Writer,
    index: &'c mut dyn IndexWriter,
    go_on: &'c dyn Fn() -> bool,
    merged: Merged,
}

/// What of one source has which number in the merged dossier.
#[derive(Debug, Default)]
struct Numbers {
    runs: BTreeMap<u64, u64>,
    contents: HashMap<u64, u64>,
}

impl<'c> Copier<'c> {
    pub(crate) fn new(
        tx: &'c Transaction<'c>,
        packs: store::Writer,
        index: &'c mut dyn IndexWriter,
        go_on: &'c dyn Fn() -> bool,
    ) -> Self {
        Self { tx, packs, index, go_on, merged: Merged::default() }
    }

    /// Copies what people wrote before all items, since an item is indexed with what is on its copies anywhere; and all
    /// contents before all items.
    pub(crate) fn copy_all(&mut self, sources: &[Source], places: &Places) -> Result<(), Error> {
        let mut numbers = Vec::new();
        for (number, source) in sources.iter().enumerate() {
            let runs = self.runs(source)?;
            evidence::append_lines(self.tx, &source.ledger.log()?)?;
            self.annotations(source, &|locator| {
                let at = places.locator(number, locator);
                at.ok_or_else(|| source.refuse(Refusal::Nowhere(locator.to_string())))
            })?;
            self.searches(source, &runs, number == 0)?;
            numbers.push(Numbers { runs, ..Numbers::default() });
        }
        for (source, numbers) in sources.iter().zip(&mut numbers) {
            numbers.contents = self.contents(source)?;
            source.ledger.each_parts(|row| Ok::<_, Error>(self.tx.put_parts(&row)?))?;
            source.ledger.each_reading(|key, reading| {
                Ok::<_, Error>(self.tx.put_reading(&key, &reading)?)
            })?;
        }
        for (number, (source, numbers)) in sources.iter().zip(&numbers).enumerate() {
            let everything = Filter { with_gone: true, ..Filter::default() };
            for item in source.ledger.items(everything) {
                self.check_stop()?;
                self.item(source, numbers, &item?, &|locator| places.locator(number, locator))?;
            }
        }
        Ok(())
    }

    pub(crate) fn add_troves(&self, places: &Places, run: u64) -> Result<(), Error> {
        for trove in &places.troves {
            self.tx.put_trove(&TroveRow { added_run: run, ..trove.clone() })?;
        }
        Ok(())
    }

    /// Brings store and index to the disk, before the ledger is committed.
    pub(crate) fn commit(mut self) -> Result<Merged, Error> {
        self.packs.sync()?;
        seal_index(self.tx, self.index)?;
        Ok(self.merged)
    }

    fn check_stop(&self) -> Result<(), Error> {
        if (self.go_on)() { Ok(()) } else { Err(Error::Stopped) }
    }

    /// Adds the runs of a source behind those that are there; returns their new numbers.
    fn runs(&self, source: &Source) -> Result<BTreeMap<u64, u64>, Error> {
        let mut numbers = BTreeMap::new();
        for run in source.ledger.runs()? {
            let number = self.tx.begin_run(&run)?;
            if let Some(ended) = run.ended {
                self.tx.end_run(number, ended, run.summary.as_deref().unwrap_or_default())?;
            }
            numbers.insert(run.number, number);
        }
        Ok(numbers)
    }

    fn annotations(
        &mut self,
        source: &Source,
        place: &dyn Fn(&Locator) -> Result<Locator, Error>,
    ) -> Result<(), Error> {
        for row in source.ledger.tags()? {
            self.tx.tag(&TagRow { locator: place(&row.locator)?, ..row })?;
        }
        for row in source.ledger.notes()? {
            let row = NoteRow { seq: 0, locator: place(&row.locator)?, ..row };
            let known = self.tx.notes_on(&row.blake3, &row.locator)?;
            if !known.iter().any(|known| is_same_note(known, &row)) {
                self.tx.note(&row)?;
            }
        }
        for (list, _) in source.ledger.lists()? {
            self.list(source, &list, place)?;
        }
        source.ledger.rulings()?.iter().try_for_each(|row| self.ruling(row))
    }

    /// Adds what a list of a source holds behind what one of the same name holds already.
    fn list(
        &mut self,
        source: &Source,
        list: &str,
        place: &dyn Fn(&Locator) -> Result<Locator, Error>,
    ) -> Result<(), Error> {
        let mut rows = self.tx.list(list)?;
        for row in source.ledger.list(list)? {
            let row = ListedRow { locator: place(&row.locator)?, ..row };
            match rows.iter().find(|known| known.locator == row.locator) {
                None => rows.push(row),
                Some(known) if known.remark == row.remark => {}
                Some(_) => {
                    let conflict = format!("list {list}  {}: {}", row.locator, row.remark);
                    self.merged.conflicts.push(conflict);
                }
            }
        }
        Ok(self.tx.put_list(list, &rows)?)
    }

    fn ruling(&mut self, row: &RulingRow) -> Result<(), Error> {
        let names = [row.one.as_str(), row.other.as_str()];
        match self.tx.rulings()?.into_iter().find(|known| is_same_pair(known, names)) {
            None => Ok(self.tx.rule(row)?),
            Some(known) if known.is_same == row.is_same => Ok(()),
            Some(_) => {
                let what = if row.is_same { "same" } else { "not" };
                let conflict = format!("{what} {} · {}", row.one, row.other);
                self.merged.conflicts.push(conflict);
                Ok(())
            }
        }
    }

    /// Keeps the searches of a source. Those of the first have seen what its runs brought; to those of another everything is
    /// new, since what the others hold was never looked at.
    fn searches(
        &mut self,
        source: &Source,
        runs: &BTreeMap<u64, u64>,
        is_first: bool,
    ) -> Result<(), Error> {
        let read = |kept: Option<String>| {
            let kept: Option<Vec<Value>> = serde_json::from_str(&kept?).ok();
            kept
        };
        let mut all = read(self.tx.meta(SEARCHES)?).unwrap_or_default();
        for mut search in read(source.ledger.meta(SEARCHES)?).unwrap_or_default() {
            let seen = search["seen_run"].as_u64().filter(|_| is_first);
            search["seen_run"] = seen.and_then(|run| runs.get(&run).copied()).unwrap_or(0).into();
            match all.iter().find(|known| known["name"] == search["name"]) {
                None => all.push(search),
                Some(known) if known["query"] == search["query"] => {}
                Some(_) => {
                    let word = |of: &str| search[of].as_str().unwrap_or_default().to_owned();
                    let conflict = format!("search {}: {}", word("name"), word("query"));
                    self.merged.conflicts.push(conflict);
                }
            }
        }
        all.sort_by(|one, other| one["name"].as_str().cmp(&other["name"].as_str()));
        if all.is_empty() {
            return Ok(());
        }
        Ok(self.tx.set_meta(SEARCHES, &Value::from(all).to_string())?)
    }

    /// Copies the contents of a source; returns their new numbers.
    fn contents(&mut self, source: &Source) -> Result<HashMap<u64, u64>, Error> {
        let mut numbers = HashMap::new();
        source.ledger.each_content(|content| -> Result<(), Error> {
            self.check_stop()?;
            numbers.insert(content.ord, self.content(source, &content)?);
            Ok(())
        })?;
        Ok(numbers)
    }

    fn content(&mut self, source: &Source, content: &ContentRow) -> Result<u64, Error> {
        if let Some(known) = self.tx.content_by_key(&content.key)? {
            self.merged.shared_contents += 1;
            if is_same_outcome(&known, content) {
                return Ok(known.ord);
            }
            let items = source.ledger.items_of_content(content.ord)?;
            let Some(item) = items.first() else { return Ok(known.ord) };
            return Err(source.refuse(Refusal::Content { locator: item.locator.to_string() }));
        }
        self.merged.contents += 1;
        let Some(at) = content.location else { return Ok(self.tx.put_content(content)?) };
        let (copied, extraction) = source.packs.read_record(&at)?;
        let location = Some(self.packs.append_record(&copied)?);
        let ord = self.tx.put_content(&ContentRow { location, ..content.clone() })?;
        self.index_content(ord, content, &extraction)?;
        Ok(ord)
    }

    fn index_content(
        &mut self,
        ord: u64,
        content: &ContentRow,
        extraction: &Extraction,
    ) -> Result<(), Error> {
        let mut record = ContentRecord::new(small(ord), extraction);
        let first = self.tx.first_content_of(&content.digests.blake3)?;
        record.same_bytes_as = small(first.unwrap_or(ord));
        Ok(self.index.add_content(&record)?)
    }

    fn item(
        &mut self,
        source: &Source,
        numbers: &Numbers,
        item: &ItemRow,
        place: &dyn Fn(&Locator) -> Option<Locator>,
    ) -> Result<(), Error> {
        let nowhere = || source.refuse(Refusal::Nowhere(item.locator.to_string()));
        let run = |run: u64| numbers.runs.get(&run).copied().unwrap_or(run);
        let moved = |row: &ItemRow| -> Result<ItemRow, Error> {
            let locator = place(&row.locator).ok_or_else(nowhere)?;
            Ok(ItemRow {
                ord: 0,
                id: fixity::item_id(&locator),
                parent: locator.parent().as_ref().map(fixity::item_id),
                content: row.content.and_then(|ord| numbers.contents.get(&ord).copied()),
                first_run: run(row.first_run),
                last_run: run(row.last_run),
                gone_run: row.gone_run.map(run),
                locator,
                ..row.clone()
            })
        };
        let mut row = moved(item)?;
        if let Some(known) = self.tx.item_by_id(&row.id)? {
            let is_same =
                known.says_the_same(&row) && known.gone_run.is_some() == row.gone_run.is_some();
            return if is_same {
                Ok(())
            } else {
                Err(source.refuse(Refusal::Item(item.locator.to_string())))
            };
        }
        let replaced = source.ledger.replaced(item.ord)?;
        let replaced = replaced.iter().map(|(before, by)| Ok((moved(before)?, run(*by))));
        row.ord = self.tx.copy_item(&row, &replaced.collect::<Result<Vec<_>, Error>>()?)?;
        if row.gone_run.is_some() {
            return Ok(());
        }
        Ok(self.index.add_item(&record(&row, self.tx)?)?)
    }
}

/// Tells whether the same came out of the same bytes, wherever the store keeps it.
fn is_same_outcome(one: &ContentRow, other: &ContentRow) -> bool {
    let ContentRow { ord, location, stamps, .. } = *one;
    *one == ContentRow { ord, location, stamps, ..other.clone() }
}
