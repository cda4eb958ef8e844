//! Who writes to whom, and which mails are answered and are not in the leak.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use item::Key;
use jiff::Timestamp;
use serde::Serialize;

use crate::thread::{Linked, moment};
use crate::{AbsentMail, Dossier, Error};

/// The mails of a dossier by who writes to whom.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Mails {
    /// How many mails there are; copies of one mail are one.
    pub mails: usize,
    /// How many of them name nobody whom they go to.
    pub without_recipient: usize,
    /// Who writes and is written to, those with most mails first.
    pub people: Vec<Correspondent>,
    /// Who writes to whom, the pairs with most mails first; of the writers of one mail the first sixteen.
    pub pairs: Vec<MailPair>,
    /// The mails that these answer or refer to and that are not in the dossier, those that most name first.
    pub absent: Vec<AbsentMail>,
    /// What could not be read in the query.
    pub warnings: Vec<String>,
}

/// Somebody who writes or is written to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Correspondent {
    /// The address in lower case; where there is none, the name as it stands.
    pub address: String,
    /// The name that most mails give with it.
    pub name: Option<String>,
    /// How many mails come from there.
    pub sent: usize,
    /// How many go there.
    pub received: usize,
}

/// One who writes to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MailPair {
    /// The address of who writes.
    pub from: String,
    /// The address of who is written to, as `To`, `Cc` or `Bcc`.
    pub to: String,
    /// How many mails.
    pub mails: usize,
    /// The date of the first, where any is dated.
    pub first: Option<String>,
    /// The date of the last.
    pub last: Option<String>,
}

/// How many writers of one mail make pairs with those that it goes to: a mail has one, seldom a few, and a forged one any
/// number.
const MOST_WRITERS: usize = 16;

/// What is gathered mail by mail.
#[derive(Default)]
struct Gathered {
    /// How many mails have more writers than make pairs.
    with_many_writers: usize,
    mails: usize,
    without_recipient: usize,
    people: BTreeMap<String, Counted>,
    pairs: BTreeMap<(String, String), Pair>,
    named: BTreeMap<String, BTreeSet<String>>,
}

#[derive(Default)]
struct Counted {
    names: HashMap<String, usize>,
    sent: usize,
    received: usize,
}

#[derive(Default)]
struct Pair {
    mails: usize,
    first: Option<Sent>,
    last: Option<Sent>,
}

/// When a mail was sent: the moment, and the date as the mail has it; where no moment can be read from that, it has none.
type Sent = (Timestamp, String);

impl Dossier {
    /// Returns who writes to whom in the mails that a query finds, or in all.
    pub fn mails(&self, query: Option<&str>) -> Result<Mails, Error> {
        let asked: Option<HashSet<u64>> =
            query.map(|query| self.items_found(query)).transpose()?.map(HashSet::from_iter);
        let mut gathered = Gathered::default();
        let mut present = HashSet::new();
        let mut seen = HashSet::new();
        for ord in self.items_found("from:* OR thread:*")? {
            let Some(row) = self.ledger.item(ord)? else { continue };
            let Some(mail) = self.linked(row, false)? else { continue };
            present.extend(mail.ids_of(&Key::MESSAGE_ID).map(str::to_owned));
            // A mail lies in the boxes of all who got it.
            let id = mail.message_id().map_or_else(|| mail.row.id.to_string(), str::to_owned);
            let is_asked = asked.as_ref().is_none_or(|asked| asked.contains(&ord));
            if is_asked && seen.insert(id) {
                gathered.add(&mail);
            }
        }
        let warnings = query.map(|query| self.query_warnings(query)).transpose()?;
        Ok(gathered.into_mails(&present, warnings.unwrap_or_default()))
    }
}

impl Mails {
    /// Returns by who writes and who is written to how many mails there are.
    pub fn counts(&self) -> HashMap<(&str, &str), usize> {
        let pairs = self.pairs.iter();
        pairs.map(|pair| ((pair.from.as_str(), pair.to.as_str()), pair.mails)).collect()
    }
}

impl Gathered {
    fn add(&mut self, mail: &Linked) {
        self.mails += 1;
        let from = people(mail, &[Key::FROM]);
        let to = people(mail, &[Key::TO, Key::CC, Key::BCC]);
        self.without_recipient += usize::from(to.is_empty());
        for (address, name) in &from {
            self.counted(address, name.as_ref()).sent += 1;
        }
        for (address, name) in &to {
            self.counted(address, name.as_ref()).received += 1;
        }
        let sent = mail.date().and_then(|date| Some((moment(date)?, date.to_owned())));
        self.with_many_writers += usize::from(from.len() > MOST_WRITERS);
        for writer in from.keys().take(MOST_WRITERS) {
            for reader in to.keys() {
                let pair = self.pairs.entry((writer.clone(), reader.clone())).or_default();
                pair.add(sent.as_ref());
            }
        }
        for id in mail.named() {
            let by = self.named.entry(id.to_owned()).or_default();
            by.insert(mail.row.locator.to_string());
        }
    }

    fn counted(&mut self, address: &str, name: Option<&String>) -> &mut Counted {
        let counted = self.people.entry(address.to_owned()).or_default();
        if let Some(name) = name {
            *counted.names.entry(name.clone()).or_default() += 1;
        }
        counted
    }

    fn into_mails(self, present: &HashSet<String>, mut warnings: Vec<String>) -> Mails {
        if self.with_many_writers > 0 {
            let mails = self.with_many_writers;
            warnings.push(format!("mails with more than {MOST_WRITERS} writers: {mails}; the first {MOST_WRITERS} of each are counted by whom they write to"));
        }
        let mut people: Vec<Correspondent> =
            self.people.into_iter().map(|(address, counted)| counted.person(address)).collect();
        people.sort_by_key(|person| std::cmp::Reverse(person.sent + person.received));
        let mut pairs: Vec<MailPair> = self
            .pairs
            .into_iter()
            .map(|((from, to), pair)| MailPair {
                from,
                to,
                mails: pair.mails,
                first: pair.first.map(|(_, date)| date),
                last: pair.last.map(|(_, date)| date),
            })
            .collect();
        pairs.sort_by_key(|pair| std::cmp::Reverse(pair.mails));
        let absent = self.named.into_iter().filter(|(id, _)| !present.contains(id));
        let mut absent: Vec<AbsentMail> = absent
            .map(|(message_id, by)| AbsentMail { message_id, named_by: by.into_iter().collect() })
            .collect();
        absent.sort_by_key(|mail| std::cmp::Reverse(mail.named_by.len()));
        Mails {
            mails: self.mails,
            without_recipient: self.without_recipient,
            people,
            pairs,
            absent,
            warnings,
        }
    }
}

impl Pair {
    fn add(&mut self, sent: Option<&Sent>) {
        self.mails += 1;
        let Some(sent) = sent else { return };
        if self.first.as_ref().is_none_or(|first| sent < first) {
            self.first = Some(sent.clone());
        }
        if self.last.as_ref().is_none_or(|last| sent > last) {
            self.last = Some(sent.clone());
        }
    }
}

impl Counted {
    fn person(self, address: String) -> Correspondent {
        let usual = self
            .names
            .into_iter()
            .max_by(|(one, times), (other, most)| times.cmp(most).then_with(|| other.cmp(one)));
        Correspondent {
            address,
            name: usual.map(|(name, _)| name),
            sent: self.sent,
            received: self.received,
        }
    }
}

/// Returns whom properties of a mail name: each address once, with the name beside it.
fn people(mail: &Linked, keys: &[Key]) -> BTreeMap<String, Option<String>> {
    let values = keys.iter().filter_map(|key| mail.properties.get(key)).flatten();
    values.map(|value| person(value)).filter(|(address, _)| !address.is_empty()).collect()
}

/// Cuts `Name <address>` into both; what has no address is a name that stands for one.
fn person(value: &str) -> (String, Option<String>) {
    let quotes = |c: char| c.is_whitespace() || matches!(c, '"' | '\'');
    let Some((name, rest)) = value.rsplit_once('<') else {
        return (value.trim_matches(quotes).to_lowercase(), None);
    };
    let address = rest.split('>').next().unwrap_or(rest).trim().to_lowercase();
    let name = name.trim_matches(quotes);
    match (address.is_empty(), name.is_empty()) {
        (true, _) => (name.to_lowercase(), None),
        (false, true) => (address, None),
        (false, false) => (address, Some(name.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_the_same_with_and_without_a_name() {
        assert_eq!(person("Lena <L@x.org>"), ("l@x.org".to_owned(), Some("Lena".to_owned())));
        assert_eq!(person("<L@x.org>"), ("l@x.org".to_owned(), None));
        assert_eq!(person(" L@X.org "), ("l@x.org".to_owned(), None));
        assert_eq!(person("\"Brandt\" <>"), ("brandt".to_owned(), None));
    }
}
