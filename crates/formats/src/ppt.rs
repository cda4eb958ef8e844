//! `PowerPoint` presentations of 1997 to 2003 ([MS-PPT]): slides in order, notes, comments, and slides that later saves
//! replaced.

mod page;
mod persist;
mod record;

use std::collections::HashSet;
use std::io::Read;

use item::{EncryptedReason, Layer, PartialReason, Place, Warning, WarningCode};

use crate::shared::bytes::size_at;
use crate::shared::legacy_text::push_text;
use crate::shared::links::Links;
use crate::shared::ole::{Compound, push_pictures, push_whole, report_properties};
use crate::{Error, Flow, Input, Sink};
use page::{Listed, Outline, Page};
use persist::Persist;
use record::Walk;

/// Kinds of records that stand in no other ([MS-PPT] §2.13.24).
const DOCUMENT: u16 = 0x03e8;
const SLIDE: u16 = 0x03ee;
const NOTES: u16 = 0x03f0;
const MASTER: u16 = 0x03f8;
const OBJECT: u16 = 0x1011;
const LOCK: u16 = 0x2f14;

/// How much one object may inflate to.
const INFLATED: u64 = 256 << 20;

/// Pushes properties, texts, links, objects and pictures.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let file = Compound::open(&input.bytes)
        .ok_or_else(|| Error::Malformed("it does not begin as a Compound File".into()))?;
    report_properties(&file, sink);
    let home = home(&file);
    let stream = |name: &str| file.find(&home, name).map(|id| file.stream(id));
    let Some(main) = stream("PowerPoint Document") else {
        return Err(Error::Unsupported("PowerPoint 95 and older".into()));
    };
    let user = stream("Current User").unwrap_or_default();
    let tops = record::tops(&main);
    if persist::is_locked(&user) || tops.iter().any(|top| top.kind == LOCK) {
        return Err(Error::Encrypted(EncryptedReason::NeedsPassword));
    }
    if tops.is_empty() {
        return Err(Error::Malformed("no presentation is in it".into()));
    }
    let persist = Persist::read(&main, &user);
    let mut show = Show {
        main: &main,
        tops,
        persist,
        used: HashSet::new(),
        texts: HashSet::new(),
        links: Links::default(),
    };
    if show.push(sink) == Flow::Continue
        && show.push_objects(&stream("Pictures").unwrap_or_default(), input, sink) == Flow::Continue
    {
        let is_cut = show.tops.last().is_some_and(|top| top.is_cut);
        if file.is_damaged() || is_cut {
            sink.partial(PartialReason::Damaged);
        }
    }
    Ok(())
}

/// Returns the streams of the presentation: in a file for `PowerPoint` 95 too, the newer ones stand in a storage.
fn home(file: &Compound<'_>) -> Vec<usize> {
    let root = file.root();
    let newer = file.find(&root, "PP97_DUALSTORAGE").filter(|id| file.is_storage(*id));
    newer.map_or(root, |storage| file.children(storage))
}

struct Show<'a> {
    main: &'a [u8],
    tops: Vec<record::Record>,
    persist: Option<Persist>,
    /// Where the records stand that were read.
    used: HashSet<usize>,
    /// Texts that were pushed.
    texts: HashSet<String>,
    links: Links,
}

impl Show<'_> {
    fn push(&mut self, sink: &mut dyn Sink) -> Flow {
        if self.push_current(sink) == Flow::Stop || self.push_masters(sink) == Flow::Stop {
            return Flow::Stop;
        }
        if self.push_earlier(sink) == Flow::Stop {
            return Flow::Stop;
        }
        std::mem::take(&mut self.links).push(sink)
    }

    /// Pushes the slides that the presentation lists, each with its notes.
    fn push_current(&mut self, sink: &mut dyn Sink) -> Flow {
        let outline = self.outline();
        let Some(outline) = outline else {
            sink.warn(Warning::new(
                WarningCode::SlideListMissing,
                "slides stand in the order of the file",
            ));
            sink.partial(PartialReason::Damaged);
            return self.push_as_found(sink);
        };
        for target in &outline.links {
            self.links.add(target);
        }
        for (at, listed) in outline.slides.iter().enumerate() {
            let number = u32::try_from(at + 1).unwrap_or(u32::MAX);
            if self.push_slide(listed, number, &outline, sink) == Flow::Stop {
                return Flow::Stop;
            }
        }
        for listed in &outline.notes {
            let Some(page) = self.page(listed.persist, NOTES) else { continue };
            if self.push_page(&page, &part("notes"), Layer::Body, sink) == Flow::Stop {
                return Flow::Stop;
            }
        }
        self.push_once(&part("headers and footers"), Layer::Body, &outline.margins, sink)
    }

    fn outline(&mut self) -> Option<Outline> {
        let persist = self.persist.as_ref()?;
        let at = persist.places.get(&persist.document).copied()?;
        let record = Walk::record(self.main, at).filter(|record| record.kind == DOCUMENT)?;
        self.used.insert(at);
        Some(Outline::read(self.main, &record))
    }

    fn push_slide(
        &mut self,
        listed: &Listed,
        number: u32,
        outline: &Outline,
        sink: &mut dyn Sink,
    ) -> Flow {
        let page = self.page(listed.persist, SLIDE).unwrap_or_default();
        let layer = if page.is_hidden { Layer::Hidden } else { Layer::Body };
        let page = Page { text: listed.text.clone() + &page.text, ..page };
        if self.push_page(&page, &Place::Slide(number), layer, sink) == Flow::Stop {
            return Flow::Stop;
        }
        let notes = outline.notes.iter().find(|notes| page.notes != 0 && notes.id == page.notes);
        let Some(notes) = notes.and_then(|notes| self.page(notes.persist, NOTES)) else {
            return Flow::Continue;
        };
        self.push_page(&notes, &part(&format!("notes {number}")), layer, sink)
    }

    /// Reads a slide or notes page; nothing where it was read before.
    fn page(&mut self, persist: u32, kind: u16) -> Option<Page> {
        let at = self.persist.as_ref()?.places.get(&persist).copied()?;
        let record = Walk::record(self.main, at).filter(|record| record.kind == kind)?;
        self.used.insert(at).then(|| Page::read(self.main, &record))
    }

    fn push_page(&mut self, page: &Page, place: &Place, layer: Layer, sink: &mut dyn Sink) -> Flow {
        page.links.iter().for_each(|target| self.links.add(target));
        self.texts.insert(page.text.clone());
        if push_text(place, layer, &page.text, sink) == Flow::Stop {
            return Flow::Stop;
        }
        push_text(place, Layer::Comment, &page.comments, sink)
    }

    fn push_once(&mut self, place: &Place, layer: Layer, text: &str, sink: &mut dyn Sink) -> Flow {
        if text.trim().is_empty() || !self.texts.insert(text.to_owned()) {
            return Flow::Continue;
        }
        push_text(place, layer, text, sink)
    }

    /// Pushes slides and notes in the order in which they stand in the file.
    fn push_as_found(&mut self, sink: &mut dyn Sink) -> Flow {
        let mut number = 0;
        for top in self.of_kind(&[DOCUMENT, SLIDE, NOTES]) {
            self.used.insert(top.at);
            let page = Page::read(self.main, &top);
            let place = match top.kind {
                SLIDE => {
                    number += 1;
                    Place::Slide(number)
                }
                NOTES => part("notes"),
                _ => part("outline"),
            };
            if self.push_page(&page, &place, Layer::Body, sink) == Flow::Stop {
                return Flow::Stop;
            }
        }
        Flow::Continue
    }

    fn push_masters(&mut self, sink: &mut dyn Sink) -> Flow {
        for top in self.of_kind(&[MASTER]) {
            let text = Page::read_master(self.main, &top);
            if self.push_once(&part("master"), Layer::Body, &text, sink) == Flow::Stop {
                return Flow::Stop;
            }
        }
        Flow::Continue
    }

    /// Pushes what stands in the file and no list names any more.
    fn push_earlier(&mut self, sink: &mut dyn Sink) -> Flow {
        for (number, top) in self.of_kind(&[DOCUMENT, SLIDE, NOTES]).into_iter().enumerate() {
            if !self.used.insert(top.at) {
                continue;
            }
            let page = Page::read(self.main, &top);
            let noun = match top.kind {
                SLIDE => "earlier slide",
                NOTES => "earlier notes",
                _ => "earlier outline",
            };
            let place = part(&format!("{noun} {}", number + 1));
            let text = page.text + &page.comments;
            if self.push_once(&place, Layer::EarlierRevision, &text, sink) == Flow::Stop {
                return Flow::Stop;
            }
        }
        Flow::Continue
    }

    fn of_kind(&self, kinds: &[u16]) -> Vec<record::Record> {
        self.tops.iter().copied().filter(|top| kinds.contains(&top.kind)).collect()
    }

    fn push_objects(&self, pictures: &[u8], input: &Input, sink: &mut dyn Sink) -> Flow {
        let mut left = input.limits.inflated_bytes;
        for (at, top) in self.of_kind(&[OBJECT]).iter().enumerate() {
            let content = &self.main[top.start..top.end];
            let inflated = (top.instance == 1).then(|| inflate(content, left.min(INFLATED)));
            if let Some(inflated) = &inflated {
                left -= (inflated.len() as u64).min(left);
                if size_at(content, 0).is_none_or(|stated| inflated.len() < stated) {
                    sink.partial(PartialReason::Damaged);
                }
            }
            if push_whole(inflated.as_deref().unwrap_or(content), at + 1, sink) == Flow::Stop {
                return Flow::Stop;
            }
        }
        push_pictures(pictures, &mut 0, sink)
    }
}

/// Inflates an object behind its length, as far as it goes: some programs leave the checksum out.
fn inflate(content: &[u8], most: u64) -> Vec<u8> {
    let mut inflated = Vec::new();
    let packed = content.get(4..).unwrap_or_default();
    drop(flate2::read::ZlibDecoder::new(packed).take(most).read_to_end(&mut inflated));
    inflated
}

fn part(name: &str) -> Place {
    Place::Part(name.to_owned())
}
