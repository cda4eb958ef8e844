//! Whatever stands in a trove, a page has the same elements, and nothing of it commands or misleads.

use std::collections::BTreeMap;

use ::item::Mention;
use answers::{
    AbsentMail, Again, Apart, AsName, BatchForm, BatchLine, BatchPlace, BatchRow, BatchStatus,
    ComparedPiece, ComparedWords, Comparison, Correspondent, FacetValue, HiddenLine, Hit,
    ItemAnswer, ItemLine, MailLine, MailPair, Mailbox, Mails, Near, NearGroup, NearPaper,
    Neighbours, Part, PartMention, PieceOf, SearchAnswer, Snippet, Sureness, TextPage, Who,
    WhoForm, WhoPerson,
};
use askama::Template;
use proptest::prelude::*;

use super::kept::Before;
use super::{batch, compare, hidden, item, mail, matters, near, search, who};
use crate::desk::LastAct;
use crate::failure::Failure;
use crate::params::{Parameter, Params, address};
use crate::site::{Site, SiteOptions};

/// What could be taken back, and where that is not known, why.
fn before(text: &str) -> [Before; 2] {
    let last = LastAct { time: 1, changed: vec![text.to_owned()] };
    [Some(Ok(Some(last))), Some(Err(text.to_owned()))]
}

fn site(text: &str) -> Site {
    let list = |_: &[u8], _: &str, _: Option<&str>, _| Err(String::new());
    let options = SiteOptions {
        title: text.to_owned(),
        label: |_, _| None,
        list,
        basis: |_| Ok(String::new()),
        about: |_, _| Err("no file is made".into()),
        desk: None,
    };
    Site::new(options).expect("there is randomness")
}

fn texts(text: &str) -> Vec<String> {
    vec![text.to_owned()]
}

fn line(text: &str) -> ItemLine {
    ItemLine {
        id: "0".repeat(32),
        locator: text.replace('/', "-"),
        parent: None,
        format: text.to_owned(),
        basis: text.to_owned(),
        size: Some(12),
        outcome: text.to_owned(),
        reason: Some(text.to_owned()),
        warnings: texts(text),
        text_bytes: 12,
        blake3: Some(text.to_owned()),
        sha256: Some(text.to_owned()),
        digests: BTreeMap::from([(text.to_owned(), text.to_owned())]),
        modified: Some(text.to_owned()),
        gone_run: Some(3),
    }
}

fn found(text: &str) -> SearchAnswer {
    let snippet = Snippet {
        place: Some(text.to_owned()),
        layer: text.to_owned(),
        text: text.to_owned(),
        highlights: vec![[0, text.len()]],
        why: Some(text.to_owned()),
    };
    let hit = Hit {
        id: "0".repeat(32),
        locator: text.replace('/', "-"),
        format: text.to_owned(),
        media_type: text.to_owned(),
        size: None,
        blake3: None,
        sha256: None,
        outcome: text.to_owned(),
        title: Some(format!("t{text}")),
        date: Some(text.to_owned()),
        date_source: Some(text.to_owned()),
        languages: texts(text),
        layers: texts(text),
        score: 1.0,
        duplicate_count: 1,
        duplicates: texts(text),
        snippets: vec![snippet],
        remark: None,
    };
    let value = FacetValue { value: text.to_owned(), items: 1, told_by: vec![text.to_owned()] };
    SearchAnswer {
        list: Some(text.to_owned()),
        suggestions: vec![answers::Suggestion {
            word: text.to_owned(),
            instead: text.to_owned(),
            query: text.to_owned(),
            items: 1,
        }],
        as_name: Some(AsName { query: text.to_owned(), total: 1, items: 1, hits: Vec::new() }),
        query: text.to_owned(),
        warnings: texts(text),
        total: 2,
        items: 3,
        next: Some(text.to_owned()),
        hits: vec![hit],
        facets: BTreeMap::from([("person".to_owned(), vec![value])]),
    }
}

fn hits_page(text: &str) -> String {
    let narrowing = format!("person:v{text}");
    let params = params(&[("q", text), ("f", &narrowing)], search::PARAMETERS);
    let view = search::View::read(&params).expect("person is a field");
    search::page(&site(text), &view, &found(text)).render().expect("it is rendered")
}

fn item_page(text: &str) -> String {
    let mention = PartMention {
        kind: ::item::Kind::Person,
        normal: text.to_owned(),
        start: 0,
        end: text.len(),
    };
    let mark = ::item::Mark {
        start: 0,
        end: text.len(),
        kind: ::item::MarkKind::Deleted,
        author: Some(text.to_owned()),
        date: Some(text.to_owned()),
    };
    let part = Part {
        segment: 0,
        offset: 0,
        place: Some(text.to_owned()),
        layer: text.to_owned(),
        text: text.to_owned(),
        marks: vec![mark],
        mentions: vec![mention],
        highlights: vec![[0, text.len()]],
    };
    let answer = ItemAnswer {
        item: line(text),
        cite: text.to_owned(),
        title: Some(format!("t{text}")),
        media_type: Some(text.to_owned()),
        date: Some(text.to_owned()),
        date_source: Some(text.to_owned()),
        languages: texts(text),
        layers: texts(text),
        metadata: BTreeMap::from([(text.to_owned(), texts(text))]),
        annotations: annotations(text),
        duplicates: vec![line(text)],
    };
    let page = TextPage { page: 2, pages: 3, segments: vec![part] };
    let [last, _] = before(text);
    let known = item::Known {
        answer,
        text: page,
        mentions: vec![mention_of(text)],
        parent: Some(line(text)),
        children: vec![line(text)],
        mailbox: Some(mailbox(text)),
        neighbours: Some(Neighbours {
            number: 2,
            total: 3,
            before: Some(line(text)),
            next: Some(line(text)),
        }),
        before: last,
    };
    let params = params(&[("q", text)], item::PARAMETERS);
    let view = search::View::read(&params).expect("nothing is narrowed");
    item::page(&site(text), &params, &view, known).render().expect("it is rendered")
}

fn annotations(text: &str) -> Vec<answers::AnnotationLine> {
    let line = answers::AnnotationLine::default;
    let text = || Some(text.to_owned());
    vec![
        answers::AnnotationLine { tag: text(), author: text(), ..line() },
        answers::AnnotationLine { list: text(), remark: text(), ..line() },
        answers::AnnotationLine { note: text(), quote: text(), number: Some(3), ..line() },
    ]
}

fn batch_page(text: &str) -> String {
    let snippet = found(text).hits.remove(0).snippets.remove(0);
    let answer = BatchLine {
        query: text.to_owned(),
        status: BatchStatus::Found,
        sure: Some(Sureness::Sure),
        papers: 1,
        items: 1,
        hidden: 1,
        born: Some(1),
        forms: vec![BatchForm { form: text.to_owned(), sure: Sureness::Sure, why: Vec::new() }],
        first: Some(BatchPlace {
            id: "0".repeat(32),
            locator: text.replace('/', "-"),
            blake3: None,
            date: Some(text.to_owned()),
            snippet: Some(snippet),
        }),
        near: texts(text),
        warnings: texts(text),
    };
    let row = BatchRow { line: 1, asked: text.to_owned(), cells: texts(text), answer };
    batch::answered_page(&site("a"), &texts(text), &[row], text).render().expect("it is rendered")
}

fn who_page(text: &str) -> String {
    let form = WhoForm {
        form: text.to_owned(),
        papers: 1,
        mentions: 1,
        sure: Sureness::Sure,
        why: Vec::new(),
    };
    let person = WhoPerson {
        names: texts(text),
        papers: 1,
        born: texts(text),
        passports: texts(text),
        forms: vec![form.clone()],
        of_papers: vec![answers::WhoPaper { id: "1".to_owned(), locator: text.to_owned() }],
        apart: vec![Apart { other: 2, why: "births differ" }],
    };
    let found = Who {
        query: text.to_owned(),
        papers: 1,
        examined: 1,
        unrecognised: 0,
        persons: vec![person],
        unclear: vec![form],
        warnings: texts(text),
    };
    let [last, refused] = before(text);
    let page = |before| who::page(&site(text), text, Some((&found, text, before)));
    [last, refused].map(|before| page(before).render().expect("it is rendered")).concat()
}

fn hidden_page(text: &str) -> String {
    let line = HiddenLine {
        layer: text.to_owned(),
        author: Some(text.to_owned()),
        date: Some(text.to_owned()),
        text: text.to_owned(),
        before: text.to_owned(),
        behind: text.to_owned(),
        place: Some(text.to_owned()),
        id: "0".repeat(32),
        locator: text.replace('/', "-"),
        copies: 1,
        blake3: None,
    };
    let params = params(&[("author", text), ("q", "a")], hidden::PARAMETERS);
    hidden::page(&site(text), &params, &[line], &[("deleted", 1)], text)
        .render()
        .expect("it is rendered")
}

fn near_page(text: &str) -> String {
    let paper = |id: &str| NearPaper {
        id: id.repeat(32),
        locator: text.replace('/', "-"),
        title: Some(text.to_owned()),
        date: Some(text.to_owned()),
        similarity: 0.7,
        copies: 1,
    };
    let again = Again {
        deleted: text.to_owned(),
        deleted_in: text.to_owned(),
        deleted_on: text.to_owned(),
        again_in: text.to_owned(),
        again_on: text.to_owned(),
    };
    let group = NearGroup {
        papers: vec![paper("0"), paper("1")],
        varies: BTreeMap::from([(text.to_owned(), texts(text))]),
        unlisted: BTreeMap::from([(text.to_owned(), 2)]),
        unchecked_numbers: 0,
        again: vec![again],
    };
    let found = Near { compared: 2, too_short: 0, groups: vec![group], warnings: texts(text) };
    let params = params(&[("q", text)], near::PARAMETERS);
    near::page(&site(text), &params, 50, &found, text).render().expect("it is rendered")
}

fn compare_page(text: &str) -> String {
    let piece = |of| ComparedPiece { of, text: text.to_owned() };
    let compared = Comparison {
        one: line(text),
        other: line(text),
        similarity: Some(0.5),
        words: ComparedWords::default(),
        pieces: vec![piece(PieceOf::Both), piece(PieceOf::One), piece(PieceOf::Other)],
    };
    let params = params(&[("a", text), ("b", text)], compare::PARAMETERS);
    compare::page(&site(text), &params, Some(&compared)).render().expect("it is rendered")
}

fn mail_page(text: &str) -> String {
    let person = Correspondent {
        address: text.to_owned(),
        name: Some(text.to_owned()),
        sent: 1,
        received: 1,
    };
    let pair = MailPair {
        from: text.to_owned(),
        to: text.to_owned(),
        mails: 1,
        first: Some(text.to_owned()),
        last: None,
    };
    let absent = AbsentMail { message_id: text.to_owned(), named_by: texts(text) };
    let mails = Mails {
        mails: 1,
        without_recipient: 0,
        people: vec![person],
        pairs: vec![pair],
        absent: vec![absent],
        warnings: texts(text),
    };
    let params = params(&[("q", text)], mail::PARAMETERS);
    mail::page(&site(text), &params, &mails, text).render().expect("it is rendered")
}

fn matter_page(text: &str) -> String {
    let source = answers::MatterSource {
        id: "0".repeat(32),
        locator: text.to_owned(),
        place: Some(text.to_owned()),
        layer: text.to_owned(),
        dated_by: text.to_owned(),
        text: text.to_owned(),
    };
    let event = answers::MatterEvent {
        event: text.to_owned(),
        mode: text.to_owned(),
        detail: Some(text.to_owned()),
        date: Some(text.to_owned()),
        precision: Some(text.to_owned()),
        actor: Some(text.to_owned()),
        after_deletion: true,
        numbers: texts(text),
        sources: vec![source],
    };
    let ground = answers::MatterGround {
        kind: text.to_owned(),
        value: text.to_owned(),
        surface: text.to_owned(),
        place: Some(text.to_owned()),
    };
    let field = answers::RecordField {
        field: text.to_owned(),
        value: text.to_owned(),
        place: Some(text.to_owned()),
    };
    let paper = answers::MatterPaper {
        id: "0".repeat(32),
        locator: text.to_owned(),
        copies: texts(text),
        date: Some(text.to_owned()),
        kind: Some(text.to_owned()),
        grounds: vec![ground],
        people: Vec::new(),
        record: vec![field],
    };
    let suggestion = answers::MatterSuggestion {
        why: text.to_owned(),
        matter: Some(text.to_owned()),
        id: None,
        locator: None,
    };
    let line = answers::MatterLine {
        key: text.to_owned(),
        names: texts(text),
        ..answers::MatterLine::default()
    };
    let matter = answers::Matter {
        line,
        timeline: vec![event],
        conflicts: Vec::new(),
        gaps: Vec::new(),
        of_papers: vec![paper],
        suggestions: vec![suggestion],
        svg: String::new(),
        warnings: texts(text),
    };
    matters::page(&site(text), &matter).render().expect("it is rendered")
}

fn mailbox(text: &str) -> Mailbox {
    let mail = MailLine {
        item: line(text),
        date: Some(text.to_owned()),
        from: Some(text.to_owned()),
        subject: Some(format!("s{text}")),
        attachments: 1,
    };
    Mailbox { page: 1, pages: 2, total: 101, mails: vec![mail] }
}

fn mention_of(text: &str) -> Mention {
    Mention {
        kind: ::item::Kind::Person,
        surface: text.to_owned(),
        normal: text.to_owned(),
        start: 0,
        end: text.len(),
        segment: 0,
        place: ::item::Place::Whole,
        layer: ::item::Layer::Body,
        confidence: 1.0,
        alternatives: Vec::new(),
        keys: Vec::new(),
        role: None,
    }
}

fn params(pairs: &[(&str, &str)], known: &[Parameter]) -> Params {
    let address = address("", pairs.iter().copied());
    Params::read("0".repeat(32), address.trim_start_matches('?'), known, true).expect("it is known")
}

/// Returns the names of the elements of a page, in order.
fn elements(page: &str) -> Vec<&str> {
    let tags = page.split('<').skip(1);
    tags.map(|tag| &tag[..tag.find([' ', '>', '\n']).unwrap_or(tag.len())]).collect()
}

/// Returns a text with the same letters and lines, which decide the direction of its parts, and with nothing else.
fn tame(text: &str) -> String {
    let is_kept = |c: &char| c.is_alphabetic() || matches!(c, '\n' | ' ');
    text.chars().map(|c| Some(c).filter(is_kept).unwrap_or('.')).collect()
}

fn is_tame(page: &str) -> bool {
    let misleads = |c: char| {
        (c.is_control() && !matches!(c, '\n' | '\t'))
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    !page.contains(misleads)
}

proptest! {
    #[test]
    fn nothing_of_the_trove_becomes_an_element(
        text in "([<>&\"'=/ a-c\u{202e}\u{1b}\u{0}אж\n`]|<script>|<img src=x onerror=y>|&lt;|--><!--|\\]\\]>){1,24}",
    ) {
        prop_assume!(!text.trim().is_empty());
        for page in [
            hits_page,
            item_page,
            matter_page,
            batch_page,
            who_page,
            hidden_page,
            near_page,
            compare_page,
            mail_page,
        ] {
            let hostile = page(&text);
            let plain = page(&tame(&text));
            prop_assert_eq!(elements(&hostile), elements(&plain));
            prop_assert!(is_tame(&hostile), "{}", hostile);
        }
    }

    #[test]
    fn a_failure_says_what_was_asked_and_no_more(text in "[<>&\"'a\u{202e}\u{1b}]{0,12}") {
        let page = super::failure(Some("a"), &Failure::missing(text.as_str()));
        let plain = super::failure(Some("a"), &Failure::missing("a"));
        prop_assert_eq!(elements(&page), elements(&plain));
        prop_assert!(is_tame(&page), "{}", page);
    }
}

#[test]
fn who_is_outside_learns_nothing_of_the_dossier() {
    let failure = Failure::new(axum::http::StatusCode::UNAUTHORIZED, "no entry");
    let is_inside = |page: &str| page.contains("Secret matter") || page.contains("<nav");
    assert!(is_inside(&super::failure(Some("Secret matter"), &failure)));
    let page = super::failure(None, &failure);
    assert!(page.contains("no entry") && !is_inside(&page), "{page}");
}
