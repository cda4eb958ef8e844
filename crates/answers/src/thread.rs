//! The mails of a thread: by the Message-IDs that they bear and name (RFC 5322 §3.6.4), then by their subject.

mod subject;

use std::collections::{BTreeMap, BTreeSet, HashSet};

use item::{Key, Locator, Metadata};
use ledger::ItemRow;
use serde::Serialize;

use crate::{Dossier, Error, ItemLine, Order, SearchRequest};
use subject::{base, is_answer};

/// How many mails of a thread are listed; a thread that is longer is cut.
const MOST: usize = 10_000;

/// A thread.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Thread {
    /// Its mails, the oldest first, those without a date last; of copies of one mail, one.
    pub mails: Vec<ThreadMail>,
    /// The mails that others answer or refer to and that are not in the dossier.
    pub absent: Vec<AbsentMail>,
    /// Whether there may be more mails than are listed: of very many, not all are looked at.
    pub is_cut: bool,
}

/// A mail of a thread.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ThreadMail {
    /// The mail.
    pub item: ItemLine,
    /// When it was sent, ISO 8601.
    pub date: Option<String>,
    /// From whom it comes.
    pub from: Option<String>,
    /// What it is about.
    pub subject: Option<String>,
    /// Its Message-ID.
    pub message_id: Option<String>,
    /// The Message-ID of the mail that it answers.
    pub answers: Option<String>,
    /// Whether it belongs here by its subject alone: it names no other mail.
    pub by_subject: bool,
}

/// A mail that others name and that is not in the dossier.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AbsentMail {
    /// Its Message-ID.
    pub message_id: String,
    /// The locators of the mails that answer or name it.
    pub named_by: Vec<String>,
}

/// A mail with what links it to others.
pub(crate) struct Linked {
    pub(crate) row: ItemRow,
    pub(crate) properties: Metadata,
    by_subject: bool,
}

impl Dossier {
    /// Returns the thread of a mail; nothing for an item that is none.
    pub fn thread(&self, item: &ItemRow) -> Result<Option<Thread>, Error> {
        let Some(start) = self.linked(item.clone(), false)? else { return Ok(None) };
        let mut gathering =
            Gathering { dossier: self, mails: Vec::new(), seen: HashSet::new(), is_cut: false };
        gathering.add(start);
        gathering.follow_ids(0)?;
        gathering.follow_subjects()?;
        Ok(Some(gathering.into_thread()))
    }

    /// Reads what links an item to others; nothing where it is no mail.
    pub(crate) fn linked(&self, row: ItemRow, by_subject: bool) -> Result<Option<Linked>, Error> {
        let properties = self.extraction(&row)?.map(|extraction| extraction.metadata);
        let is_mail = |properties: &Metadata| {
            [Key::FROM, Key::MESSAGE_ID].iter().any(|key| properties.contains_key(key))
        };
        let mail = properties.filter(is_mail);
        Ok(mail.map(|properties| Linked { row, properties, by_subject }))
    }

    /// Finds the mails that a query finds, one of those of the same content; and whether there are more than are looked at.
    fn mails_found(&self, query: String, by_subject: bool) -> Result<(Vec<Linked>, bool), Error> {
        let asked = SearchRequest { order: Order::Locator, ..SearchRequest::new(query) };
        let (total, items) = self.found_items(&asked, MOST)?;
        let is_cut = total > MOST as u64;
        let mut mails = Vec::new();
        for item in items {
            if let Some(row) = self.ledger.item(item.into())? {
                mails.extend(self.linked(row, by_subject)?);
            }
        }
        Ok((mails, is_cut))
    }
}

impl Linked {
    fn first(&self, key: &Key) -> Option<&str> {
        self.properties.get(key)?.first().map(String::as_str)
    }

    pub(crate) fn ids_of(&self, key: &Key) -> impl Iterator<Item = &str> {
        let values = self.properties.get(key).into_iter().flatten();
        values.map(|value| bare(value)).filter(|id| !id.is_empty())
    }

    pub(crate) fn message_id(&self) -> Option<&str> {
        self.ids_of(&Key::MESSAGE_ID).next()
    }

    /// The mails that it names: the one that it answers, and those before that.
    pub(crate) fn named(&self) -> impl Iterator<Item = &str> {
        self.ids_of(&Key::IN_REPLY_TO).chain(self.ids_of(&Key::REFERENCES))
    }

    /// The mail that it answers: the one that it says, else the last that it refers to.
    fn answers(&self) -> Option<&str> {
        self.ids_of(&Key::IN_REPLY_TO).next().or_else(|| self.ids_of(&Key::REFERENCES).last())
    }

    fn subject(&self) -> &str {
        self.first(&Key::SUBJECT).unwrap_or_default()
    }

    pub(crate) fn date(&self) -> Option<&str> {
        self.first(&Key::SENT).or_else(|| self.first(&Key::RECEIVED))
    }

    /// Sorts mails by when they were sent, whatever the zone of their dates; those without a date last.
    fn order(&self) -> (bool, Option<jiff::Timestamp>, &Locator) {
        let moment = self.date().and_then(moment);
        (moment.is_none(), moment, &self.row.locator)
    }

    fn mail(&self) -> ThreadMail {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        ThreadMail {
            item: self.row.clone().into(),
            date: owned(self.date()),
            from: owned(self.first(&Key::FROM)),
            subject: owned(self.first(&Key::SUBJECT)),
            message_id: owned(self.message_id()),
            answers: owned(self.answers()),
            by_subject: self.by_subject,
        }
    }
}

/// Reads a date as mails have it; one without a zone is taken for universal time.
pub(crate) fn moment(date: &str) -> Option<jiff::Timestamp> {
    date.parse().ok().or_else(|| {
        let civil: jiff::civil::DateTime = date.parse().ok()?;
        civil.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
    })
}

/// Takes away the brackets that a Message-ID stands in.
fn bare(id: &str) -> &str {
    id.trim().trim_start_matches('<').trim_end_matches('>').trim()
}

/// The mails of a thread so far.
struct Gathering<'a> {
    dossier: &'a Dossier,
    mails: Vec<Linked>,
    /// Contents and items that are in it: copies of one mail are one.
    seen: HashSet<(Option<u64>, String)>,
    is_cut: bool,
}

impl Gathering<'_> {
    /// Adds a mail; false where it, or a copy of it, is there already.
    fn add(&mut self, mail: Linked) -> bool {
        let key = match mail.row.content {
            Some(content) => (Some(content), String::new()),
            None => (None, mail.row.id.to_string()),
        };
        let is_new = self.seen.insert(key);
        if is_new && self.mails.len() == MOST {
            self.is_cut = true;
            return false;
        }
        if is_new {
            self.mails.push(mail);
        }
        is_new
    }

    /// Finds the mails with a value in a field.
    fn found(&mut self, field: &str, value: &str, by_subject: bool) -> Result<Vec<Linked>, Error> {
        let (mails, is_cut) =
            self.dossier.mails_found(format!("{field}:{}", search::quoted(value)), by_subject)?;
        self.is_cut |= is_cut;
        Ok(mails)
    }

    /// Adds what the mails from one on name, and what names them, until nothing is new.
    fn follow_ids(&mut self, from: usize) -> Result<(), Error> {
        let (mut asked, mut at) = (BTreeSet::new(), from);
        while let Some(mail) = self.mails.get(at) {
            let ids: Vec<String> =
                mail.message_id().into_iter().chain(mail.named()).map(str::to_owned).collect();
            for id in ids {
                if !asked.insert(id.clone()) {
                    continue;
                }
                for found in self.found("thread", &id, false)? {
                    // The index finds the words of an id; only the whole of it counts.
                    let is_it = found.message_id() == Some(&id) || found.named().any(|it| it == id);
                    if is_it {
                        self.add(found);
                    }
                }
            }
            at += 1;
        }
        Ok(())
    }

    /// Adds mails of the same subject that name no other, where one of the two is an answer that names none; and what is
    /// linked to them. Until nothing is new, so that the thread is the same from whichever of its mails it is asked.
    fn follow_subjects(&mut self) -> Result<(), Error> {
        let mut asked = BTreeSet::new();
        loop {
            let mut subjects = self.subjects();
            subjects.retain(|subject| !asked.contains(subject));
            if subjects.is_empty() {
                return Ok(());
            }
            for (subject, has_answer) in subjects {
                self.follow_subject(&subject, has_answer)?;
                asked.insert((subject, has_answer));
            }
        }
    }

    /// The subjects so far, and whether an answer that names no other mail has it.
    fn subjects(&self) -> BTreeSet<(String, bool)> {
        let subject = |mail: &Linked| {
            (base(mail.subject()), is_answer(mail.subject()) && mail.named().next().is_none())
        };
        self.mails.iter().map(subject).filter(|(subject, _)| !subject.is_empty()).collect()
    }

    fn follow_subject(&mut self, subject: &str, has_answer: bool) -> Result<(), Error> {
        for found in self.found("subject", subject, true)? {
            let is_same = base(found.subject()) == subject && found.named().next().is_none();
            if is_same && (has_answer || is_answer(found.subject())) {
                let at = self.mails.len();
                if self.add(found) {
                    self.follow_ids(at)?;
                }
            }
        }
        Ok(())
    }

    fn into_thread(mut self) -> Thread {
        let absent = self.absent();
        self.mails.sort_by(|one, other| one.order().cmp(&other.order()));
        let mails = self.mails.iter().map(Linked::mail).collect();
        Thread { mails, absent, is_cut: self.is_cut }
    }

    fn absent(&self) -> Vec<AbsentMail> {
        let present: HashSet<&str> =
            self.mails.iter().flat_map(|mail| mail.ids_of(&Key::MESSAGE_ID)).collect();
        let mut absent: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        for mail in &self.mails {
            for id in mail.named().filter(|id| !present.contains(id)) {
                absent.entry(id).or_default().insert(mail.row.locator.to_string());
            }
        }
        let absent = absent.into_iter();
        absent
            .map(|(id, by)| AbsentMail {
                message_id: id.to_owned(),
                named_by: by.into_iter().collect(),
            })
            .collect()
    }
}
