//! The mails of a mailbox in order of date, with what a reader chooses by.

use item::{Extraction, Key};
use ledger::ItemRow;
use serde::Serialize;

use crate::{Dossier, Error, ItemLine};

/// The formats of files that hold mails, and hardly anything else.
const MAILBOXES: [&str; 2] = ["mbox", "pst"];
/// How many mails a page holds.
const PAGE: usize = 100;

/// A page of the mails of a mailbox.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Mailbox {
    /// Which page this is, counted from 1.
    pub page: usize,
    /// How many pages there are.
    pub pages: usize,
    /// How many mails there are.
    pub total: usize,
    /// The mails of the page, the oldest first, those without a date last.
    pub mails: Vec<MailLine>,
}

/// One mail of a mailbox.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MailLine {
    /// The mail.
    pub item: ItemLine,
    /// When it was sent, ISO 8601.
    pub date: Option<String>,
    /// From whom it comes.
    pub from: Option<String>,
    /// What it is about.
    pub subject: Option<String>,
    /// How many attachments it has.
    pub attachments: usize,
}

impl Dossier {
    /// Returns a page of a mailbox, counted from 1; nothing for an item that is none. A page beyond the last is the last.
    pub fn mailbox(&self, item: &ItemRow, page: usize) -> Result<Option<Mailbox>, Error> {
        if !MAILBOXES.contains(&item.format.as_str()) {
            return Ok(None);
        }
        let mut mails = Vec::new();
        for mail in self.children(item)? {
            let date = self.content(mail.content)?.and_then(|content| content.date);
            mails.push((date.is_none(), date, mail));
        }
        // Mails of one date stay in the order of their locators.
        mails.sort_by(|(is_undated, date, _), (other, later, _)| {
            (is_undated, date).cmp(&(other, later))
        });
        let (total, pages) = (mails.len(), mails.len().div_ceil(PAGE).max(1));
        let page = page.clamp(1, pages);
        let of_page = mails.into_iter().skip((page - 1) * PAGE).take(PAGE);
        let mails = of_page.map(|(_, date, mail)| self.mail_line(mail, date));
        Ok(Some(Mailbox { page, pages, total, mails: mails.collect::<Result<_, _>>()? }))
    }

    fn mail_line(&self, mail: ItemRow, date: Option<String>) -> Result<MailLine, Error> {
        let extraction = self.extraction(&mail)?;
        let first = |key: &Key| {
            let values = extraction.as_ref().and_then(|one: &Extraction| one.metadata.get(key));
            values.and_then(|values| values.first().cloned())
        };
        Ok(MailLine {
            date: first(&Key::SENT).or(date),
            from: first(&Key::FROM),
            subject: first(&Key::SUBJECT),
            attachments: self.children(&mail)?.len(),
            item: mail.into(),
        })
    }
}
