//! A list of names or queries, asked line by line: what is found, as what, and how sure.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use serde::Serialize;

use crate::hidden::in_hidden;
use crate::shapes::{Hit, Snippet};
use crate::{Dossier, Error, SearchRequest};

/// From how many of its best hits a line takes the ways in which a name is written.
const EXAMINED: usize = 10;
/// How many digits a telephone number has.
const FEWEST_OF_PHONE: usize = 7;
const MOST_OF_PHONE: usize = 15;
/// How far apart the words of one name stand in a text, in bytes between them.
const MOST_BETWEEN: usize = 3;

/// One line of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// A person, or what is known by a number or an address.
    Name {
        /// The name and other names of the same person; any of them is looked for. What holds no word of a name, such as
        /// a control number, is looked for as it is written.
        names: Vec<String>,
        /// A date of birth, as a query writes dates.
        born: Option<String>,
    },
    /// A query as in a search.
    Query(String),
}

/// How a line of a list ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum BatchStatus {
    /// Some item has it.
    Found,
    /// No item that was searched has it.
    Absent,
    /// The line asks for nothing.
    Blank,
}

/// How sure it is that a found name is the name that was asked for. Whether it is the same person, it cannot state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Sureness {
    /// By an initial, by one word alone, or with words left out.
    Possible,
    /// In another script, spelling or inflection.
    Likely,
    /// In the same words, in whatever order.
    Sure,
}

impl BatchStatus {
    /// Returns the name that answers use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Found => "found",
            Self::Absent => "absent",
            Self::Blank => "blank",
        }
    }
}

impl Sureness {
    /// Returns the name that answers use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Possible => "possible",
            Self::Likely => "likely",
            Self::Sure => "sure",
        }
    }
}

/// What a line of a list found.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BatchLine {
    /// The query that was asked.
    pub query: String,
    /// How it ended.
    pub status: BatchStatus,
    /// How sure the surest of the best hits is; nothing for a query. The counts are of all hits, whatever their sureness.
    pub sure: Option<Sureness>,
    /// How many different contents have it.
    pub papers: u64,
    /// How many items have it, copies included.
    pub items: u64,
    /// In how many items it stands in text that is deleted, hidden or under a box, or in a comment.
    pub hidden: u64,
    /// How many items mention the date of birth, too, whatever it is the date of; nothing where none was given that can be
    /// read.
    pub born: Option<u64>,
    /// How the name is written in the best hits, the surest first.
    pub forms: Vec<BatchForm>,
    /// Where it stands first.
    pub first: Option<BatchPlace>,
    /// Words of the texts that are one letter off, where it is absent.
    pub near: Vec<String>,
    /// What could not be read in the query.
    pub warnings: Vec<String>,
}

/// A way in which a name that was asked for is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BatchForm {
    /// As the text has it.
    pub form: String,
    /// How sure it is that this is the name that was asked for.
    pub sure: Sureness,
    /// What that rests on, as `names compare` gives it.
    pub why: Vec<&'static str>,
}

/// Where a line of a list is found.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BatchPlace {
    /// The id of the item.
    pub id: String,
    /// Its printed locator.
    pub locator: String,
    /// BLAKE3 of its content.
    pub blake3: Option<String>,
    /// The date that it bears.
    pub date: Option<String>,
    /// The text around it.
    pub snippet: Option<Snippet>,
}

impl Asked {
    /// Returns the query that asks for it; nothing where the line is blank.
    pub fn query(&self) -> Option<String> {
        match self {
            Self::Query(query) => (!query.trim().is_empty()).then(|| query.trim().to_owned()),
            Self::Name { names, .. } => {
                let plain = names.iter().map(|name| plain(name)).filter(|name| !name.is_empty());
                let terms: Vec<String> = plain.map(|name| term(&name)).collect();
                match &terms[..] {
                    [] => None,
                    [term] => Some(term.clone()),
                    terms => Some(format!("({})", terms.join(" OR "))),
                }
            }
        }
    }
}

/// Returns the query for a name of a list, or for a number or an address in the place of one.
fn term(plain: &str) -> String {
    if !is_number(plain) {
        return format!("name:{}", search::quoted(plain));
    }
    let is_of_phone = |c: char| c.is_ascii_digit() || "+-(). ".contains(c);
    let digits = plain.chars().filter(char::is_ascii_digit).count();
    if plain.chars().all(is_of_phone) && (FEWEST_OF_PHONE..=MOST_OF_PHONE).contains(&digits) {
        return format!("(\"{plain}\" OR phone:\"{plain}\")");
    }
    format!("\"{plain}\"")
}

/// Tells whether a cell of a list holds a number or an address: no word in it could be one of a name.
fn is_number(plain: &str) -> bool {
    let is_of_name = |word: &&str| {
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        letters > 1 && !word.contains(|c: char| c.is_numeric() || matches!(c, '@' | '/'))
    };
    let has_sign = plain.contains(|c: char| c.is_numeric() || matches!(c, '@'));
    let is_address = plain.contains("://") || plain.starts_with("www.");
    let is_one_word = !plain.contains(' ');
    (is_address && is_one_word) || (has_sign && !plain.split(' ').any(|word| is_of_name(&word)))
}

/// Returns a name without what would end its quotation, on one line.
fn plain(name: &str) -> String {
    let words = name.split(|c: char| c.is_whitespace() || c == '\\' || search::is_quote(c));
    let words: Vec<&str> = words.filter(|word| word.contains(char::is_alphanumeric)).collect();
    words.join(" ")
}

impl Dossier {
    /// Answers lines of a list, in their order.
    pub fn batch_lines(&self, asked: &[&Asked]) -> Result<Vec<BatchLine>, Error> {
        let lines = asked.iter().map(|asked| self.batch_line(asked));
        let mut lines: Vec<BatchLine> = lines.collect::<Result<_, _>>()?;
        self.add_near_words(&mut lines)?;
        Ok(lines)
    }

    /// Answers one line of a list, without the words that are near those that are absent.
    fn batch_line(&self, asked: &Asked) -> Result<BatchLine, Error> {
        let Some(query) = asked.query() else { return Ok(BatchLine::blank()) };
        let request = SearchRequest::new(query.clone());
        let (parsed, found) = self.find(&request, EXAMINED, Vec::new())?;
        let mut line = BatchLine {
            query,
            papers: found.hit_total,
            items: found.total,
            warnings: [parsed.warnings, found.warnings].concat(),
            ..BatchLine::blank()
        };
        if found.total == 0 {
            line.status = BatchStatus::Absent;
            return Ok(line);
        }
        line.status = BatchStatus::Found;
        line.hidden = self.count_of(&in_hidden(&line.query))?;
        let snippets = search::Snippets::new(&parsed.query);
        let hits = found.hits.iter().filter_map(|hit| self.hit(&snippets, hit).transpose());
        let hits: Vec<Hit> = hits.collect::<Result<_, _>>()?;
        if let Asked::Name { names, born } = asked {
            let names = names.iter().filter(|name| !is_number(&plain(name))).cloned();
            line.forms = forms(&names.collect::<Vec<_>>(), &hits);
            line.sure = line.forms.first().map(|form| form.sure);
            self.add_births(&mut line, born.as_deref())?;
        }
        line.first = first_place(line.forms.first(), hits);
        Ok(line)
    }

    /// Counts the items of a line that mention a date of birth; nothing where it cannot be read, which is a warning.
    fn add_births(&self, line: &mut BatchLine, born: Option<&str>) -> Result<(), Error> {
        let Some(born) = born.map(plain).filter(|born| !born.is_empty()) else { return Ok(()) };
        let date = format!("date:{}", search::quoted(&born));
        line.warnings.extend(search::parse(&date).warnings);
        if line.warnings.is_empty() {
            line.born = Some(self.count_of(&format!("{} {date}", line.query))?);
        }
        Ok(())
    }

    fn count_of(&self, query: &str) -> Result<u64, Error> {
        Ok(self.engine.count(&search::parse(query).query)?.items)
    }

    /// Adds to lines that are absent the words of the texts that may have been meant.
    fn add_near_words(&self, lines: &mut [BatchLine]) -> Result<(), Error> {
        let mut absent: Vec<&mut BatchLine> =
            lines.iter_mut().filter(|line| line.status == BatchStatus::Absent).collect();
        let queries: Vec<&str> = absent.iter().map(|line| line.query.as_str()).collect();
        let near = search::suggestions_for_each(&*self.engine, &queries)?;
        for (line, near) in absent.iter_mut().zip(near) {
            line.near = near.into_iter().map(|near| near.instead).collect();
        }
        Ok(())
    }
}

impl BatchLine {
    fn blank() -> Self {
        Self {
            query: String::new(),
            status: BatchStatus::Blank,
            sure: None,
            papers: 0,
            items: 0,
            hidden: 0,
            born: None,
            forms: Vec::new(),
            first: None,
            near: Vec::new(),
            warnings: Vec::new(),
        }
    }
}

/// Returns where the surest form stands first among the best hits.
fn first_place(surest: Option<&BatchForm>, hits: Vec<Hit>) -> Option<BatchPlace> {
    let surest = surest.map(|form| form.form.to_lowercase());
    let has_surest = |hit: &Hit| {
        let mut forms = hit.snippets.iter().flat_map(forms_in);
        surest.as_ref().is_none_or(|surest| forms.any(|form| form.to_lowercase() == *surest))
    };
    let at = hits.iter().position(has_surest).unwrap_or(0);
    hits.into_iter().nth(at).map(place)
}

fn place(hit: Hit) -> BatchPlace {
    BatchPlace {
        id: hit.id,
        locator: hit.locator,
        blake3: hit.blake3,
        date: hit.date,
        snippet: hit.snippets.into_iter().next(),
    }
}

/// Returns the ways in which hits write any of the names, each once, the surest first.
fn forms(names: &[String], hits: &[Hit]) -> Vec<BatchForm> {
    if names.is_empty() {
        return Vec::new();
    }
    let mut known = BTreeSet::new();
    let written = hits.iter().flat_map(|hit| &hit.snippets).flat_map(forms_in);
    let new = written.filter(|form| known.insert(form.to_lowercase()));
    let mut forms: Vec<BatchForm> = new.map(|form| graded(names, form)).collect();
    forms.sort_by_key(|form| Reverse(form.sure));
    forms
}

/// Grades a form by the name that it is nearest to.
pub(crate) fn graded(names: &[String], form: String) -> BatchForm {
    let compared = names.iter().map(|name| (name, names::compare(name, &form)));
    let nearest = compared.max_by(|(_, one), (_, other)| one.score.total_cmp(&other.score));
    let sure = nearest.as_ref().map_or(Sureness::Possible, |(name, found)| sureness(name, found));
    BatchForm { form, sure, why: nearest.map(|(_, nearest)| nearest.why).unwrap_or_default() }
}

/// Returns how sure it is that a form is the name that was asked for, by how the two compare.
pub(crate) fn sureness(asked: &str, compared: &names::Comparison) -> Sureness {
    // One word alone may be the name of many.
    let is_one_word = !plain(asked).contains(' ');
    let has = |reasons: &[&str]| compared.why.iter().any(|why| reasons.contains(why));
    if is_one_word || !compared.same || has(&["initials", "one word only", "words left out"]) {
        Sureness::Possible
    } else if has(&["spelling", "transliteration", "nickname", "one letter", "sound"]) {
        Sureness::Likely
    } else {
        Sureness::Sure
    }
}

/// Returns the names in a snippet: matches that stand side by side are one.
fn forms_in(snippet: &Snippet) -> Vec<String> {
    let mut joined: Vec<[usize; 2]> = Vec::new();
    for [start, end] in &snippet.highlights {
        let between = |last: &[usize; 2]| snippet.text.get(last[1]..*start);
        match joined.last_mut() {
            Some(last)
                if between(last).is_some_and(|gap| {
                    gap.len() <= MOST_BETWEEN && !gap.contains(char::is_alphanumeric)
                }) =>
            {
                last[1] = *end;
            }
            _ => joined.push([*start, *end]),
        }
    }
    joined
        .iter()
        .filter_map(|[start, end]| Some(snippet.text.get(*start..*end)?.to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(names: &[&str]) -> Option<String> {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        Asked::Name { names, born: None }.query()
    }

    #[test]
    fn a_name_cannot_leave_its_quotation() {
        assert_eq!(name(&["Ivan \"x\" OR y\\"]).as_deref(), Some("name:\"Ivan x OR y\""));
        assert_eq!(
            name(&["Ivan Petrov", " ", "Иван  Петров"]).as_deref(),
            Some("(name:\"Ivan Petrov\" OR name:\"Иван Петров\")")
        );
        assert_eq!(name(&["Ivan＂ OR „y"]).as_deref(), Some("name:\"Ivan OR y\""));
        assert_eq!(name(&["", " – "]), None);
    }

    #[test]
    fn what_cannot_be_a_name_is_looked_for_as_it_is_written() {
        for number in [
            "A-7731/6-2020",
            "A 7731/6 2020",
            "CCF/110/R123.19",
            "2019/114539",
            "boris@mvd.example",
            "www.example.org",
            "DE89 3704 0044 0532 0130 00",
            "AB123456",
        ] {
            assert_eq!(name(&[number]), Some(format!("\"{number}\"")), "{number}");
        }
        let phone = "+49 (30) 1234567";
        assert_eq!(name(&[phone]), Some(format!("(\"{phone}\" OR phone:\"{phone}\")")));
        for person in ["Ivan Petrov", "Petrov 1974", "王", "И. Петров (2)", "O'Neil"] {
            assert!(name(&[person]).is_some_and(|query| query.starts_with("name:")), "{person}");
        }
        assert_eq!(
            name(&["Ivan Petrov", "AB123456"]).as_deref(),
            Some("(name:\"Ivan Petrov\" OR \"AB123456\")")
        );
    }

    #[test]
    fn words_of_a_name_that_stand_side_by_side_are_one_form() {
        let snippet = Snippet {
            place: None,
            layer: "body".into(),
            text: "Pestrikov, Ivan met Ivan and Pestrikov".into(),
            highlights: vec![[0, 9], [11, 15], [20, 24], [29, 38]],
            why: None,
        };
        assert_eq!(forms_in(&snippet), ["Pestrikov, Ivan", "Ivan", "Pestrikov"]);
    }

    #[test]
    fn the_same_words_are_surer_than_another_script_and_that_is_surer_than_an_initial() {
        let names = ["Oleg Terekhin".to_owned(), "Терехин Олег".to_owned()];
        let sure = |form: &str| graded(&names, form.to_owned()).sure;
        assert_eq!(sure("TEREKHIN Oleg Petrovich"), Sureness::Sure);
        assert_eq!(sure("Терехин Олег"), Sureness::Sure);
        assert_eq!(sure("Терехина Олега Петровича"), Sureness::Likely);
        assert_eq!(sure("O. Terekhin"), Sureness::Possible);
        assert_eq!(sure("Terekhin"), Sureness::Possible);
        assert_eq!(
            graded(&["Terekhin".to_owned()], "Terekhin".to_owned()).sure,
            Sureness::Possible
        );
        let longer = ["Oleg Terekhin Sidorov Ivanov".to_owned()];
        assert_eq!(graded(&longer, "Oleg Terekhin".to_owned()).sure, Sureness::Possible);
    }
}
