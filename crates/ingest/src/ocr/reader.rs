//! One content: its pictures are drawn in portions, read at once, and what was read is kept by picture.

use std::sync::Arc;

use item::{Digest, Place, Status, Warning, WarningCode};
use sandbox::{Child, Ending, GuestError, Job, Picture, Portion, Ran, Receiver};

use super::Ocr;
use super::language::{Script, as_named, by_likelihood};
use super::result::{self, Kept, Page};
use crate::Error;
use crate::cap::Cap;
use crate::fetch::{Found, Waiting};
use crate::row::{Content, Message};
use crate::tools::Shared;

/// How many pictures of a content are held at once.
const AT_ONCE: u32 = 8;
/// From here on, in percent, a reading is taken to be in the right script.
const CONFIDENT: u8 = 75;
/// How many items of a family are asked for their languages.
const ASKED: u32 = 200;

/// Reads the pictures of contents.
pub(super) struct Reader<'r, 's> {
    shared: &'r Shared<'s>,
    ocr: &'r Ocr,
    /// What tells this engine with its models from others.
    identity: Digest,
    /// The languages of the dossier, ISO 639-1, the most frequent first.
    languages: Vec<String>,
    /// How many pictures are read at once.
    at_once: Arc<Cap>,
}

impl<'r, 's> Reader<'r, 's> {
    pub(super) fn new(shared: &'r Shared<'s>, ocr: &'r Ocr) -> Result<Self, Error> {
        let counted = shared.reuse.known.ask(ledger::Ledger::languages)?;
        let languages = counted.iter().flat_map(|(all, _)| all.split(' ').map(str::to_owned));
        Ok(Self {
            shared,
            ocr,
            identity: identity(ocr),
            languages: languages.collect(),
            at_once: Arc::new(Cap::new(shared.tools.options.jobs as u64)),
        })
    }

    /// Reads the pictures of one content and sends what came out; nothing where the run is stopped meanwhile.
    pub(super) fn content(&self, waiting: &Waiting, found: &Found<'_>) {
        let known = &self.shared.reuse.known;
        let Some(extraction) = waiting.content.location.and_then(|at| known.read(&at)) else {
            return;
        };
        let scripts = self.scripts(waiting);
        let Some((pages, warnings)) = self.pages(waiting, found, &scripts) else { return };
        let read = result::with_pages(extraction, pages, warnings, &self.ocr.engine.name);
        let proceed = || !self.shared.flow.must_stop_now();
        match self.shared.tools.pool.recognise(read, &proceed) {
            Ok(extraction) => {
                self.shared.flow.send(Message::Reread(Box::new(Content {
                    key: waiting.content.key,
                    digests: waiting.content.digests.clone(),
                    stamps: waiting.content.stamps,
                    _waiting: self.shared.flow.text(extraction.text_bytes()),
                    extraction: Arc::new(extraction),
                })));
            }
            Err(error) => self.shared.flow.fail(error.into()),
        }
    }

    /// Draws and reads all pictures, portion after portion; nothing where the run is stopped.
    fn pages(
        &self,
        waiting: &Waiting,
        found: &Found<'_>,
        scripts: &[Script],
    ) -> Option<(Vec<Page>, Vec<Warning>)> {
        let (mut pages, mut warnings) = (Vec::new(), Vec::new());
        let mut from = 1;
        loop {
            let (pictures, ran) = self.draw(waiting, found, from)?;
            let is_broken = is_broken(&ran);
            warnings.extend(ran.warnings);
            let last = pictures.last().map(|(place, _)| number(place));
            let count = pictures.len();
            for (place, kept) in self.read_all(pictures, scripts) {
                match kept {
                    Ok(kept) => pages.push(Page { place, kept }),
                    Err(GuestError::Stopped) => return None,
                    Err(error) => {
                        let about = format!("{place} {error}");
                        warnings.push(Warning::new(WarningCode::OcrFailed, about.trim()));
                    }
                }
            }
            match last {
                Some(last) if is_broken || count as u64 == u64::from(AT_ONCE) => from = last + 1,
                None if is_broken => {
                    let about = format_args!("page {from} and all after it: {}", ran.outcome);
                    warnings.push(Warning::new(WarningCode::OcrFailed, about));
                    return Some((pages, warnings));
                }
                _ => return Some((pages, warnings)),
            }
        }
    }

    fn draw(
        &self,
        waiting: &Waiting,
        found: &Found<'_>,
        from: u32,
    ) -> Option<(Vec<(Place, Picture)>, Ran)> {
        let job = Job {
            source: found.held.source(),
            name: waiting.locator.name(),
            declared: found.declared,
            limits: self.shared.tools.limits(found.held.len(), false),
            volumes: &[],
            pictures: Some(Portion { from, most: AT_ONCE }),
        };
        let mut pictures = Pictures { shared: self.shared, all: Vec::new() };
        match self.shared.tools.pool.run(job, &mut pictures) {
            Ok(ran) => Some((pictures.all, ran)),
            Err(error) => {
                self.shared.flow.fail(error.into());
                None
            }
        }
    }

    fn read_all(
        &self,
        pictures: Vec<(Place, Picture)>,
        scripts: &[Script],
    ) -> Vec<(Place, Result<Kept, GuestError>)> {
        std::thread::scope(|threads| {
            let reading = pictures.into_iter().map(|(place, picture)| {
                let read = move || {
                    let _turn = self.at_once.wait(1);
                    self.picture(&picture, scripts)
                };
                (place, threads.spawn(read))
            });
            let reading: Vec<_> = reading.collect();
            let broke = |_| Err(GuestError::Failed("the thread broke".to_owned()));
            reading
                .into_iter()
                .map(|(place, read)| (place, read.join().unwrap_or_else(broke)))
                .collect()
        })
    }

    /// Reads a picture, unless the same one was read by the same engine in the same languages before.
    fn picture(&self, picture: &Picture, scripts: &[Script]) -> Result<Kept, GuestError> {
        let key = self.key(picture, scripts);
        let kept = self.shared.reuse.known.ask(|ledger| ledger.reading(&key));
        let kept = kept.ok().flatten().and_then(|kept| serde_json::from_slice(&kept).ok());
        if let Some(kept) = kept {
            return Ok(kept);
        }
        let kept = self.read(picture, scripts)?;
        self.shared.flow.counts.picture();
        let written = serde_json::to_vec(&kept).unwrap_or_default();
        self.shared.flow.send(Message::Reading(key, written));
        Ok(kept)
    }

    fn key(&self, picture: &Picture, scripts: &[Script]) -> Digest {
        let languages: Vec<String> =
            scripts.iter().map(|script| script.languages.join("+")).collect();
        let pixels = fixity::of(&picture.bytes, &[]).blake3;
        fixity::key(&[&pixels.0, &self.identity.0, languages.join(" ").as_bytes()])
    }

    /// Reads a picture in the likeliest script, and where that is not convincing, in the one that the engine names: a
    /// page in the wrong script is read with little confidence, and most pages are in the likeliest one.
    fn read(&self, picture: &Picture, scripts: &[Script]) -> Result<Kept, GuestError> {
        let Some((first, others)) = scripts.split_first() else {
            return Err(GuestError::Failed("it has no language".to_owned()));
        };
        let mut best = self.in_script(picture, first)?;
        if others.is_empty() || is_enough(&best) {
            return Ok(best);
        }
        for script in self.likely(picture, first, others)? {
            let kept = self.in_script(picture, script)?;
            let is_last = is_enough(&kept);
            if best.worth() < kept.worth() {
                best = kept;
            }
            if is_last {
                break;
            }
        }
        Ok(best)
    }

    /// Returns the scripts to try after the first one: the one that the engine names, or all where it names none of them.
    fn likely<'l>(
        &self,
        picture: &Picture,
        first: &Script,
        others: &'l [Script],
    ) -> Result<Vec<&'l Script>, GuestError> {
        let proceed = || !self.shared.flow.must_stop_soon();
        let launcher = &self.shared.tools.options.program;
        let named = self.ocr.engine.script(picture, launcher, &proceed)?;
        let Some(named) = named else { return Ok(others.iter().collect()) };
        if first.is(&named) {
            return Ok(Vec::new());
        }
        let is_named: Vec<&Script> = others.iter().filter(|script| script.is(&named)).collect();
        Ok(if is_named.is_empty() { others.iter().collect() } else { is_named })
    }

    /// Reads a picture in the likeliest language of a script, and again where the text turns out to be in another one.
    fn in_script(&self, picture: &Picture, script: &Script) -> Result<Kept, GuestError> {
        let all: Vec<&str> = script.languages.iter().map(String::as_str).collect();
        if script.are_together {
            return self.in_languages(picture, &all);
        }
        let first = self.in_languages(picture, &all[..1])?;
        let told = text::language(&first.text).and_then(|code| script.with_code(code));
        let Some(told) = told.filter(|told| *told != all[0]) else { return Ok(first) };
        let second = self.in_languages(picture, &[told])?;
        Ok(if second.confidence >= first.confidence { second } else { first })
    }

    fn in_languages(&self, picture: &Picture, languages: &[&str]) -> Result<Kept, GuestError> {
        let proceed = || !self.shared.flow.must_stop_soon();
        let launcher = &self.shared.tools.options.program;
        let reading = self.ocr.engine.read(picture, languages, launcher, &proceed)?;
        Ok(Kept::of(reading, languages))
    }

    /// Returns the languages to try for the pictures of an item: those that the user names, or else those that are
    /// installed, the languages of its family first.
    fn scripts(&self, waiting: &Waiting) -> Vec<Script> {
        if !self.ocr.languages.is_empty() {
            return as_named(&self.ocr.languages);
        }
        let mut hints = self.shared.reuse.known.ask(|ledger| languages_of_family(ledger, waiting));
        hints.extend(self.languages.iter().cloned());
        by_likelihood(&self.ocr.engine.languages, &hints)
    }
}

fn languages_of_family(ledger: &ledger::Ledger, waiting: &Waiting) -> Vec<String> {
    let family = ledger.family(&waiting.locator, ASKED).unwrap_or_default();
    let contents = family.iter().filter_map(|row| row.content);
    let contents = contents.filter_map(|content| ledger.content(content).ok()?);
    contents.flat_map(|content| content.languages).collect()
}

/// Digests what an engine's reading depends on: its version and its models.
fn identity(ocr: &Ocr) -> Digest {
    let models = ocr.engine.models.iter().flat_map(|folder| {
        let file = |language: &String| folder.join(format!("{language}.traineddata"));
        ocr.engine.languages.iter().map(file)
    });
    let digests: Vec<Digest> = models
        .filter_map(|model| std::fs::read(model).ok())
        .map(|model| fixity::of(&model, &[]).blake3)
        .collect();
    let parts = digests.iter().map(|digest| &digest.0[..]);
    fixity::key(&std::iter::once(ocr.engine.name.as_bytes()).chain(parts).collect::<Vec<_>>())
}

/// Tells whether a reading leaves no reason to try another script: it is convincing, or there is nothing to read.
fn is_enough(kept: &Kept) -> bool {
    kept.words.is_empty() || kept.confidence >= CONFIDENT
}

/// Tells whether a worker broke over the drawing.
fn is_broken(ran: &Ran) -> bool {
    !matches!(ran.outcome.status(), Status::Empty | Status::Extracted | Status::Partial)
}

/// Returns the number of a page; of a whole item, which has one, 1.
fn number(place: &Place) -> u32 {
    if let Place::Page(number) = place { *number } else { 1 }
}

/// Keeps pictures.
struct Pictures<'p, 's> {
    shared: &'p Shared<'s>,
    all: Vec<(Place, Picture)>,
}

impl Receiver for Pictures<'_, '_> {
    fn begin(&mut self, _child: Child) {}
    fn bytes(&mut self, _chunk: &[u8]) {}
    fn end(&mut self, _ending: Ending) {}

    fn picture(&mut self, place: Place, picture: Picture) {
        self.all.push((place, picture));
    }

    fn restart(&mut self) {
        self.all.clear();
    }

    fn proceed(&self) -> bool {
        !self.shared.flow.must_stop_now()
    }
}
