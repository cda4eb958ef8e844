//! The matters of a leak: papers joined by strong keys, and what happened in each.
//!
//! All is computed from the store: nothing of the trove is opened. What joins is in the room `matters`; here papers are
//! taken from the store, and what comes out gets its places, copies and grounds.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError};

use item::{DateSource, Extraction, Location};
use ledger::Filter;
use matters::{Joined, Paper, Told, Unit};
use store::Packs;

use crate::joined::{self, Known, Papers, Read, ReadPaper};
use crate::matter_shapes::{
    Matter, MatterConflict, MatterGap, MatterLine, MatterList, MatterSuggestion,
};
use crate::{Asked, Dossier, Error, printed_place};

/// How many papers that only name the person are listed.
const MOST_SUGGESTED: usize = 100;

impl Dossier {
    /// Lists the matters: papers that strong keys join.
    pub fn matters(&self) -> Result<MatterList, Error> {
        let read = self.read_matters()?;
        let mut matters: Vec<MatterLine> = read.shown().map(|matter| read.line(matter)).collect();
        matters.sort_by(|one, other| {
            other.papers.cmp(&one.papers).then_with(|| one.key.cmp(&other.key))
        });
        let papers: HashSet<usize> =
            read.shown().flat_map(|matter| matter.nodes.iter().map(|(paper, _)| *paper)).collect();
        let warnings = self.incomplete()?.into_iter().collect();
        Ok(MatterList { matters, papers: papers.len(), warnings })
    }

    /// Returns the matter that has a number, or whose person bears a name.
    pub fn matter(&self, key: &str) -> Result<Matter, Error> {
        let read = self.read_matters()?;
        let at = Self::meant(&read, key.trim())?;
        self.matter_at(&read, at)
    }

    /// Returns all matters that have a number, which may have been used twice; else the one whose person bears a name.
    pub fn matters_called(&self, key: &str) -> Result<Vec<Matter>, Error> {
        let read = self.read_matters()?;
        let found = read.numbered(key.trim());
        if found.is_empty() {
            return Ok(vec![self.matter(key)?]);
        }
        found.into_iter().map(|at| self.matter_at(&read, at)).collect()
    }

    fn matter_at(&self, read: &Read, at: usize) -> Result<Matter, Error> {
        let matter = &read.joined.matters[at];
        let papers = self.papers_of_matter(read, matter)?;
        let timeline = matters::timeline(joined::events(matter, &papers));
        let mut suggestions = read.suggested(at);
        let (naming, unlisted) = self.naming(read, matter)?;
        suggestions.extend(naming);
        let unlisted = (unlisted > 0).then(|| {
            format!("{unlisted} more papers that only name the person are not listed; search for the name")
        });
        Ok(Matter {
            line: read.line(matter),
            timeline: timeline.entries.iter().map(|entry| read.event(entry)).collect(),
            conflicts: timeline
                .conflicts
                .iter()
                .map(|conflict| MatterConflict {
                    event: conflict.what.name().to_owned(),
                    number: conflict.number.value().to_owned(),
                    dates: conflict.dates.iter().map(|date| (*date).to_owned()).collect(),
                })
                .collect(),
            gaps: timeline
                .gaps
                .iter()
                .map(|gap| MatterGap {
                    after: gap.after.to_owned(),
                    before: gap.before.to_owned(),
                    days: gap.days,
                })
                .collect(),
            of_papers: read.listed(matter, &papers),
            suggestions,
            svg: matters::svg(&timeline.entries),
            warnings: self.incomplete()?.into_iter().chain(unlisted).collect(),
        })
    }

    fn meant(read: &Read, key: &str) -> Result<usize, Error> {
        let found = read.called(key);
        match found[..] {
            [] => Err(Error::NoMatter(item::escape(key.as_bytes()))),
            [at] => Ok(at),
            _ => {
                let lines = found.iter().map(|at| read.line(&read.joined.matters[*at]));
                let keys = lines.map(|line| format!("`{}`", item::escape(line.key.as_bytes())));
                let keys: Vec<String> = keys.collect();
                Err(Error::SeveralMatters(item::escape(key.as_bytes()), keys.join(", ")))
            }
        }
    }

    /// Lists the papers that name the person in full and are in no matter, and returns how many more there are.
    fn naming(
        &self,
        read: &Read,
        matter: &Joined,
    ) -> Result<(Vec<MatterSuggestion>, usize), Error> {
        let is_whole = |name: &&String| name.split_whitespace().nth(1).is_some();
        let names: Vec<String> = matter.subject.names.keys().filter(is_whole).cloned().collect();
        let Some(query) = (Asked::Name { names, born: None }).query() else {
            return Ok((Vec::new(), 0));
        };
        let joined: HashSet<u64> = read
            .joined
            .matters
            .iter()
            .flat_map(|matter| matter.nodes.iter().map(|(paper, _)| read.papers[*paper].content))
            .collect();
        let mut seen = HashSet::new();
        let (mut suggestions, mut unlisted) = (Vec::new(), 0);
        for ord in self.items_found(&query)? {
            let Some(row) = self.ledger.item(ord)? else { continue };
            let is_new = row
                .content
                .is_some_and(|content| !joined.contains(&content) && seen.insert(content));
            if is_new && suggestions.len() == MOST_SUGGESTED {
                unlisted += 1;
            } else if is_new {
                suggestions.push(MatterSuggestion {
                    why: "names the person, without a number of the matter".to_owned(),
                    matter: None,
                    id: Some(row.id.to_string()),
                    locator: Some(row.locator.to_string()),
                });
            }
        }
        Ok((suggestions, unlisted))
    }

    /// Reads all papers that have a key, once for all readers of the dossier.
    fn read_matters(&self) -> Result<Arc<Read>, Error> {
        let mut known = self.matters.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(read) = known.as_ref() {
            return Ok(Arc::clone(read));
        }
        let read = Arc::new(self.join_papers()?);
        *known = Some(Arc::clone(&read));
        Ok(read)
    }

    fn join_papers(&self) -> Result<Read, Error> {
        let mut having = self.contents_with_keys()?;
        let (mut units, mut papers) = (Vec::new(), Vec::new());
        let mut known: HashMap<u64, usize> = HashMap::new();
        for row in self.ledger.items(Filter::default()) {
            let row = row?;
            let Some(content) = row.content.filter(|_| row.text_bytes > 0) else { continue };
            if let Some((of, told)) = having.remove(&content) {
                known.insert(content, papers.len());
                units.push(of);
                papers.push(Known {
                    id: row.id.to_string(),
                    locator: row.locator.to_string(),
                    content,
                    copies: Vec::new(),
                    told,
                });
            } else if let Some(at) = known.get(&content) {
                let paper: &mut Known = &mut papers[*at];
                paper.copies.push(row.locator.to_string());
            }
        }
        Ok(Read { joined: matters::join(units), papers })
    }

    /// Reads the contents in which a number or a birth is named, on as many threads as there are processors, and returns by
    /// number what those have that may be of a matter.
    fn contents_with_keys(&self) -> Result<HashMap<u64, (Vec<Unit>, Told)>, Error> {
        let numbers = matters::NUMBERS.map(search::Query::naming);
        let parts = numbers.into_iter().chain([search::Query::naming_birth()]).collect();
        let wanted = self.engine.contents(&search::Query::Or(parts))?;
        let is_wanted =
            |ord: u64| u32::try_from(ord).is_ok_and(|ord| wanted.binary_search(&ord).is_ok());
        let mut contents: Vec<(u64, Location)> = Vec::new();
        self.ledger.each_content(|row| -> Result<(), Error> {
            let location = row.location.filter(|_| is_wanted(row.ord));
            contents.extend(location.map(|at| (row.ord, at)));
            Ok(())
        })?;
        read_all(&self.packs, &contents)
    }

    /// Reads the papers of a matter in full.
    fn papers_of_matter(&self, read: &Read, matter: &Joined) -> Result<Papers, Error> {
        let mut papers = Papers::new();
        for at in joined::papers_of(matter) {
            let extraction = self.extraction_of(read.papers[at].content)?;
            let Some(extraction) = &extraction else { continue };
            papers.extend(read_paper(extraction).map(|read| {
                let people = read.paper.people(&extraction.segments, &extraction.mentions);
                (at, ReadPaper { people, ..read })
            }));
        }
        Ok(papers)
    }
}

fn read_all(
    packs: &Packs,
    contents: &[(u64, Location)],
) -> Result<HashMap<u64, (Vec<Unit>, Told)>, Error> {
    let next = AtomicUsize::new(0);
    let read = || -> Result<Vec<_>, Error> {
        let mut found = Vec::new();
        while let Some((ord, at)) = contents.get(next.fetch_add(1, Ordering::Relaxed)) {
            found.extend(read_paper(&packs.read(at)?).map(|read| {
                let Paper { units, told, .. } = read.paper;
                (*ord, (units, told.without_words()))
            }));
        }
        Ok(found)
    };
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get);
    let found: Vec<_> = std::thread::scope(|scope| {
        let readers: Vec<_> = (0..threads).map(|_| scope.spawn(read)).collect();
        let ended = readers
            .into_iter()
            .map(|reader| reader.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        ended.collect()
    });
    let mut all = HashMap::new();
    for of_thread in found {
        all.extend(of_thread?);
    }
    Ok(all)
}

/// Reads a paper that has something by which it may be joined with others.
fn read_paper(extraction: &Extraction) -> Option<ReadPaper> {
    // When a file was made or changed is not when a paper was written.
    let is_of_paper = |source: DateSource| matches!(source, DateSource::Text | DateSource::Sent);
    let date = extraction.date.as_ref().filter(|date| is_of_paper(date.source));
    // The time of day tells nothing that papers have in common.
    let date = date.map(|date| date.date.split('T').next().unwrap_or_default().to_owned());
    let paper = Paper::read(&extraction.segments, &extraction.mentions, date.as_deref());
    if paper.units.is_empty() {
        return None;
    }
    let mut surfaces = BTreeMap::new();
    for (unit, of) in paper.units.iter().enumerate() {
        for (key, at) in &of.keys {
            let mention = &extraction.mentions[*at];
            let surface = (mention.surface.clone(), printed_place(&mention.place));
            surfaces.insert((unit, key.clone()), surface);
        }
    }
    Some(ReadPaper { paper, date, surfaces, people: Vec::new() })
}
