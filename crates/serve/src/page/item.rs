//! One item: its text with what is named in it, where it comes from, and how to cite it.

use std::collections::BTreeMap;

use answers::{Dossier, ItemAnswer, ItemLine, MailLine, Mailbox, Neighbours, Part, TextPage};
use askama::Template;
use item::kind::{KINDS, KindLine};
use item::{Key, Kind, Mention};

use super::frame::Frame;
use super::items::Row;
use super::kept::{self, Before, Kept};
use super::links::{self, Title, Trail};
use super::pieces::{self, Lines, tone};
use super::safe_text::SafeText;
use super::search::{self, NUMBER, View};
use crate::failure::Failure;
use crate::params::{Parameter, Params, Shape, address};
use crate::requests::search_request;
use crate::site::Site;

/// How many members of a family the page lists.
const FAMILY: usize = 200;
/// How many values of a kind are shown before the rest is folded away.
const FEW: usize = 8;
/// How many mentions are counted for the lists beside the text.
const MENTIONS: usize = 100_000;
/// How many matches have a link of their own.
const MATCHES: usize = 30;

pub(super) const PARAMETERS: &[Parameter] = &[
    Parameter { name: "q", about: "a query whose words are marked", shape: Shape::Text },
    Parameter { name: "f", about: "`field:value` that narrows the query", shape: Shape::Texts },
    search::SORT,
    search::FOLDING,
    NUMBER,
    Parameter { name: "page", about: "which page of its text", shape: Shape::Number(1_000_000) },
    Parameter { name: "plain", about: "the text without marks", shape: Shape::Word(&["yes"]) },
];

#[derive(Template)]
#[template(path = "item.html")]
pub(super) struct ItemPage {
    frame: Frame,
    title: Title,
    trail: Trail,
    item: Row,
    about: &'static str,
    gone: Option<u64>,
    /// The citation as far as it fits a line, and the whole of it.
    cite_short: SafeText,
    cite: SafeText,
    facts: Vec<(&'static str, SafeText)>,
    kept: Kept,
    digests: Vec<(SafeText, SafeText)>,
    metadata: Vec<(SafeText, Vec<SafeText>)>,
    /// What a mail or its like begins with.
    header: Vec<(&'static str, Vec<SafeText>)>,
    advice: Option<SafeText>,
    named: Vec<NamedKind>,
    legend: Vec<Legend>,
    hit: Option<HitPlace>,
    /// The numbers of the matches on this page of the text.
    matches: Vec<usize>,
    more_matches: usize,
    mails: Vec<MailView>,
    mail_pages: Option<Pages>,
    parent: Option<Row>,
    children: Vec<Row>,
    more_children: usize,
    copies: Vec<Row>,
    listing: String,
    parts: Vec<PartView>,
    pages: Option<Pages>,
    is_plain: bool,
    other_view: String,
    back: Option<String>,
}

/// What an item names of one kind.
struct NamedKind {
    kind: SafeText,
    label: &'static str,
    tone: &'static str,
    few: Vec<NamedValue>,
    rest: Vec<NamedValue>,
}

struct NamedValue {
    normal: SafeText,
    count: usize,
    link: String,
}

/// A colour and line with the kinds that it stands for.
struct Legend {
    tone: &'static str,
    kinds: String,
}

/// Which hit of the search an item is, and the ways to the ones around it.
struct HitPlace {
    number: SafeText,
    total: SafeText,
    before: Option<String>,
    next: Option<String>,
}

/// A mail in the list of a mailbox.
struct MailView {
    date: SafeText,
    from: SafeText,
    subject: Title,
    link: String,
    attachments: usize,
    outcome: Option<SafeText>,
}

struct PartView {
    place: Option<SafeText>,
    layer: SafeText,
    is_body: bool,
    is_continued: bool,
    runs: Vec<Lines>,
}

struct Pages {
    page: usize,
    of: usize,
    before: Option<String>,
    next: Option<String>,
    last: String,
}

/// What is known of an item.
pub(super) struct Known {
    pub(super) answer: ItemAnswer,
    pub(super) text: TextPage,
    pub(super) mentions: Vec<Mention>,
    pub(super) parent: Option<ItemLine>,
    pub(super) children: Vec<ItemLine>,
    pub(super) mailbox: Option<Mailbox>,
    pub(super) neighbours: Option<Neighbours>,
    pub(super) before: Before,
}

pub(super) fn show(dossier: &Dossier, site: &Site, params: &Params) -> Result<String, Failure> {
    let row = dossier.item_by_id(&params.id)?;
    let view = View::read(params)?;
    let query = view.whole();
    let around = query.as_ref().zip(view.number()).map(|(query, number)| {
        let asked = search_request(params, query.clone(), 0);
        dossier.neighbours(&asked, number, &row.id.to_string())
    });
    let known = Known {
        answer: dossier.item_answer(&row)?,
        text: dossier.text_page(&row, query.as_deref(), params.number("page"))?,
        mentions: dossier.mentions(&row, None, 0, MENTIONS)?.mentions,
        parent: dossier.parent(&row)?.map(ItemLine::from),
        children: dossier.children(&row)?.into_iter().map(ItemLine::from).collect(),
        mailbox: dossier.mailbox(&row, params.number("page").unwrap_or(1))?,
        neighbours: around.transpose()?.flatten(),
        before: kept::before(site, dossier),
    };
    Ok(page(site, params, &view, known).render()?)
}

pub(super) fn page(site: &Site, params: &Params, view: &View<'_>, known: Known) -> ItemPage {
    let Known { answer, text, mentions, parent, children, mailbox, neighbours, before } = known;
    let is_plain = params.text("plain").is_some();
    let to_page = |page: usize, is_plain: bool| {
        let (page, plain) = (page.to_string(), if is_plain { "yes" } else { "" });
        view.item(&answer.item.id, view.number(), &[("page", page.as_str()), ("plain", plain)])
    };
    let mut parts: Vec<PartView> =
        text.segments.iter().map(|part| part_view(part, is_plain)).collect();
    let matches = number_matches(&mut parts);
    let named = named(mentions, site);
    let frame = Frame::new(&site.title, title(&answer).text.as_str()).asking(view.typed());
    let trail = Trail::of(&answer.item.locator);
    let is_mailbox = mailbox.is_some();
    let of_mailbox = |pages: usize, page: usize| {
        let other_page = |page: usize| to_page(page, false);
        pages_of(page, pages, other_page)
    };
    let mail_pages = mailbox.as_ref().and_then(|mailbox| of_mailbox(mailbox.pages, mailbox.page));
    let asked = ["page", "plain"].map(|name| (name, params.text(name).unwrap_or_default()));
    let here = view.item(&answer.item.id, view.number(), &asked);
    ItemPage {
        frame: Frame { kept: view.kept(), ..frame },
        title: title(&answer),
        trail,
        about: status(&answer.item).map_or("", super::coverage::about),
        gone: answer.item.gone_run,
        cite_short: cite_short(&answer),
        cite: SafeText::text(&answer.cite),
        header: header(&answer),
        advice: reason(&answer.item).and_then(advice),
        facts: facts(&answer),
        kept: Kept::of(site, before, &answer.item.id, here, &answer.annotations),
        digests: digests(&answer.item),
        metadata: metadata(&answer),
        legend: if is_plain || parts.is_empty() { Vec::new() } else { legend(&named) },
        named,
        hit: neighbours.map(|around| hit_place(&around, view)),
        more_matches: matches.saturating_sub(MATCHES),
        matches: (1..=matches.min(MATCHES)).collect(),
        mails: mailbox.iter().flat_map(|mailbox| &mailbox.mails).map(mail_view).collect(),
        mail_pages,
        parent: parent.as_ref().map(Row::of),
        more_children: if is_mailbox { 0 } else { children.len().saturating_sub(FAMILY) },
        children: children.iter().take(if is_mailbox { 0 } else { FAMILY }).map(Row::of).collect(),
        copies: answer.duplicates.iter().map(Row::of).collect(),
        listing: address("/items", [("under", answer.item.locator.as_str())]),
        parts,
        pages: pages_of(text.page, text.pages, |page| to_page(page, is_plain)),
        is_plain,
        other_view: to_page(text.page, !is_plain),
        back: view.whole().map(|_| view.first_page()),
        item: Row::of(&answer.item),
    }
}

fn title(answer: &ItemAnswer) -> Title {
    Title::of(answer.title.as_deref(), &Trail::of(&answer.item.locator))
}

fn reason(item: &ItemLine) -> Option<item::Reason> {
    item.reason.as_deref()?.parse().ok()
}

/// Returns why not all of an item can be searched and what to do about it, where somebody can do something.
fn advice(reason: item::Reason) -> Option<SafeText> {
    let step = answers::next_step(reason)?;
    Some(SafeText::sentence(&format!("{} What to do: {step}.", reason.sentence())))
}

/// Returns where an item lies and the first digits of its digest; the whole citation has all of them.
fn cite_short(answer: &ItemAnswer) -> SafeText {
    const DIGITS: usize = 16;
    let digits = answer.item.sha256.as_deref().and_then(|digest| digest.get(..DIGITS));
    let digest = digits.map(|digits| format!(", sha256:{digits}…")).unwrap_or_default();
    SafeText::text(&format!("{}{digest}", answer.item.locator))
}

/// Returns what stands above a mail; nothing for what was not sent.
fn header(answer: &ItemAnswer) -> Vec<(&'static str, Vec<SafeText>)> {
    const LINES: [(&str, &Key); 6] = [
        ("From", &Key::FROM),
        ("To", &Key::TO),
        ("Cc", &Key::CC),
        ("Bcc", &Key::BCC),
        ("Date", &Key::SENT),
        ("Subject", &Key::SUBJECT),
    ];
    let is_sent = |key: &Key| answer.metadata.contains_key(key.name());
    if !is_sent(&Key::FROM) && !is_sent(&Key::TO) {
        return Vec::new();
    }
    let line = |(name, key): (&'static str, &Key)| {
        let values = answer.metadata.get(key.name())?;
        Some((name, values.iter().map(|value| SafeText::text(value)).collect()))
    };
    LINES.into_iter().filter_map(line).collect()
}

/// Returns the colours that occur, each with the kinds of this item that have it.
fn legend(named: &[NamedKind]) -> Vec<Legend> {
    let mut legend: Vec<Legend> = Vec::new();
    for kind in named {
        match legend.iter_mut().find(|line| line.tone == kind.tone) {
            Some(line) => line.kinds = format!("{}, {}", line.kinds, kind.label),
            None => legend.push(Legend { tone: kind.tone, kinds: kind.label.to_owned() }),
        }
    }
    legend
}

fn hit_place(around: &Neighbours, view: &View<'_>) -> HitPlace {
    let number = around.number;
    let link = |line: &ItemLine, number: usize| view.item(&line.id, Some(number), &[]);
    HitPlace {
        number: SafeText::number(number as u64),
        total: SafeText::number(around.total),
        before: around.before.as_ref().map(|line| link(line, number - 1)),
        next: around.next.as_ref().map(|line| link(line, number + 1)),
    }
}

fn mail_view(mail: &MailLine) -> MailView {
    let text = |value: &Option<String>| value.as_deref().map(SafeText::text).unwrap_or_default();
    let is_whole = mail.item.outcome == item::Status::Extracted.name();
    MailView {
        date: mail.date.as_deref().map(|date| SafeText::text(&minute(date))).unwrap_or_default(),
        from: text(&mail.from),
        subject: Title::of(mail.subject.as_deref(), &Trail::of(&mail.item.locator)),
        link: links::item(&mail.item.id),
        attachments: mail.attachments,
        outcome: (!is_whole).then(|| SafeText::text(&mail.item.outcome)),
    }
}

/// Returns a moment to the minute.
fn minute(date: &str) -> String {
    const TO_THE_MINUTE: usize = "2019-03-18T09:12".len();
    date.get(..TO_THE_MINUTE).unwrap_or(date).replace('T', " ")
}

/// Numbers the matches of a page of text and returns how many there are; what only blanks part is one match.
fn number_matches(parts: &mut [PartView]) -> usize {
    let mut count = 0;
    for part in parts {
        let mut is_inside = false;
        for piece in part.runs.iter_mut().flat_map(|lines| &mut lines.pieces) {
            if piece.is_hit && !is_inside {
                count += 1;
                piece.number = Some(count);
            }
            is_inside = piece.is_hit || (is_inside && piece.text.as_str().trim().is_empty());
        }
    }
    count
}

fn status(item: &ItemLine) -> Option<item::Status> {
    item.outcome.parse().ok()
}

fn facts(answer: &ItemAnswer) -> Vec<(&'static str, SafeText)> {
    let item = &answer.item;
    let size = item.size.map(|size| {
        let said = SafeText::size(size);
        if size < 1_000 { said } else { SafeText::text(&format!("{said} ({size} bytes)")) }
    });
    let listed = |list: &[String]| (!list.is_empty()).then(|| SafeText::text(&list.join(", ")));
    let text = |value: &Option<String>| value.as_deref().map(SafeText::text);
    let facts = [
        ("format", Some(SafeText::text(&format!("{} (by {})", item.format, item.basis)))),
        ("media type", text(&answer.media_type)),
        ("size", size),
        ("date", super::search::dated(answer.date.as_deref(), answer.date_source.as_deref())),
        ("changed on disk", text(&item.modified)),
        ("languages", listed(&answer.languages)),
        ("layers", listed(&answer.layers)),
        ("id", Some(SafeText::text(&item.id))),
    ];
    facts.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

fn digests(item: &ItemLine) -> Vec<(SafeText, SafeText)> {
    let known = [("sha256", &item.sha256), ("blake3", &item.blake3)];
    let known = known.into_iter().filter_map(|(name, digest)| Some((name, digest.as_deref()?)));
    let more = item.digests.iter().map(|(name, digest)| (name.as_str(), digest.as_str()));
    known.chain(more).map(|(name, digest)| (SafeText::text(name), SafeText::text(digest))).collect()
}

fn metadata(answer: &ItemAnswer) -> Vec<(SafeText, Vec<SafeText>)> {
    let values = |values: &Vec<String>| values.iter().map(|value| SafeText::text(value)).collect();
    answer.metadata.iter().map(|(key, all)| (SafeText::text(key), values(all))).collect()
}

/// Counts what the item names, by kind in the order of the kinds, the most frequent first.
fn named(mentions: Vec<Mention>, site: &Site) -> Vec<NamedKind> {
    let mut counts: BTreeMap<(Kind, String), usize> = BTreeMap::new();
    for mention in mentions {
        *counts.entry((mention.kind, mention.normal)).or_default() += 1;
    }
    let of_kind = |kind: &KindLine| {
        let of_kind = counts.iter().filter(|((known, _), _)| *known == kind.kind);
        let mut values: Vec<(&str, usize)> =
            of_kind.map(|((_, normal), count)| (normal.as_str(), *count)).collect();
        values.sort_by(|(one, few), (other, more)| more.cmp(few).then_with(|| one.cmp(other)));
        let value = |(normal, count): (&str, usize)| NamedValue {
            normal: SafeText::text(&site.named(kind.id, normal)),
            count,
            link: links::of_value(kind.id, normal),
        };
        let mut few: Vec<NamedValue> = values.into_iter().map(value).collect();
        let rest = few.split_off(few.len().min(FEW));
        NamedKind {
            kind: SafeText::text(kind.id),
            label: kind.label,
            tone: tone(Some(kind)),
            few,
            rest,
        }
    };
    let kinds = KINDS.iter().map(of_kind);
    kinds.filter(|kind| !kind.few.is_empty()).collect()
}

fn part_view(part: &Part, is_plain: bool) -> PartView {
    let mut runs = pieces::of_part(part);
    if is_plain {
        for piece in runs.iter_mut().flat_map(|lines| &mut lines.pieces) {
            piece.mention = None;
        }
    }
    PartView {
        place: part.place.as_deref().map(SafeText::text),
        layer: SafeText::text(&part.layer),
        is_body: part.layer == item::Layer::Body.name(),
        is_continued: part.offset > 0,
        runs,
    }
}

fn pages_of(page: usize, of: usize, to: impl Fn(usize) -> String) -> Option<Pages> {
    (of > 1).then(|| Pages {
        page,
        of,
        before: (page > 1).then(|| to(page - 1)),
        next: (page < of).then(|| to(page + 1)),
        last: to(of),
    })
}
