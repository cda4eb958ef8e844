//! What is kept: tags, notes and lists as they stand on the page of an item, and the forms that change them and decide on
//! names.

use answers::{AnnotationLine, Dossier, Hit};
use axum::http::StatusCode;

use super::links;
use super::safe_text::{Exact, SafeText};
use crate::desk::{Change, LastAct, Step};
use crate::failure::Failure;
use crate::form::Form;
use crate::params::LONGEST_ADDRESS;
use crate::reply::Answer;
use crate::site::Site;

/// What is kept on the page of an item.
const KEPT: &str = "kept";
/// The tag that one click gives and takes.
const STAR: &str = "star";

/// Where forms that change what is kept are sent.
pub(super) const PATH: &str = "/kept";

/// What is kept of an item.
pub(super) struct Kept {
    pub(super) lines: Vec<Line>,
    /// What a click on the star does.
    pub(super) star: Star,
    /// What the forms need; nothing where the dossier is only read.
    pub(super) forms: Option<Forms>,
}

/// What a click on the star of an item does: it is a tag like any other.
pub(super) struct Star {
    pub(super) is_set: bool,
    pub(super) act: &'static str,
    pub(super) tag: &'static str,
}

/// What can be done with a hit where it stands.
pub(super) struct OfHit {
    pub(super) forms: Forms,
    pub(super) star: Star,
    /// The list whose order the hits have, and what is remarked on the hit there.
    pub(super) list: Option<(Exact, Exact)>,
}

/// A tag, a note or a place on a list.
pub(super) struct Line {
    pub(super) what: &'static str,
    pub(super) text: SafeText,
    /// What takes it away: what is done, and with what.
    pub(super) away: (&'static str, Exact),
    /// When it was made.
    pub(super) time: Exact,
}

/// What each form of the page sends besides what is typed.
pub(super) struct Forms {
    pub(super) token: String,
    pub(super) item: Exact,
    /// The page that the browser is sent back to.
    pub(super) to: String,
    pub(super) last: Option<Last>,
    /// Why nothing can be taken back, where that is not known: what is kept can still be read and added to.
    pub(super) refusal: Option<SafeText>,
}

/// What can be taken back.
pub(super) struct Last {
    pub(super) time: i64,
    pub(super) words: SafeText,
}

/// The last that was done, or why that is not known; nothing where nothing is kept.
pub(super) type Before = Option<Result<Option<LastAct>, String>>;

/// Asks what could be taken back.
pub(super) fn before(site: &Site, dossier: &Dossier) -> Before {
    site.desk.as_ref().map(|desk| desk.last(dossier))
}

impl Kept {
    /// Puts together what stands on the page of the item with this id; `to` is the address of that page.
    pub(super) fn of(
        site: &Site,
        before: Before,
        id: &str,
        to: String,
        lines: &[AnnotationLine],
    ) -> Self {
        let star = Star::of(lines);
        let lines = lines.iter().map(Line::of).collect();
        Self { lines, star, forms: Forms::of(site, before, id, to) }
    }
}

impl Star {
    fn of(lines: &[AnnotationLine]) -> Self {
        let is_set = lines.iter().any(|line| line.tag.as_deref() == Some(STAR));
        Self { is_set, act: if is_set { "untag" } else { "tag" }, tag: STAR }
    }
}

impl OfHit {
    /// Puts together what can be done with a hit, on the page of hits at `to`; nothing where nothing is kept.
    pub(super) fn of(
        site: &Site,
        dossier: &Dossier,
        hit: &Hit,
        list: Option<&str>,
        to: &str,
    ) -> Result<Option<Self>, Failure> {
        let Some(forms) =
            Forms::of(site, site.desk.as_ref().map(|_| Ok(None)), &hit.id, to.to_owned())
        else {
            return Ok(None);
        };
        let lines = dossier.annotations_on(&dossier.item_by_id(&hit.id)?)?;
        let remark = hit.remark.as_deref().unwrap_or_default();
        let list = list.map(|list| (Exact::text(list), Exact::text(remark)));
        Ok(Some(Self { forms, star: Star::of(&lines), list }))
    }
}

impl Forms {
    /// Returns what the forms of the page at `to` need, which is that of an item, or of none; nothing where nothing is kept.
    pub(super) fn of(site: &Site, before: Before, item: &str, to: String) -> Option<Self> {
        let (last, refusal) = match before? {
            Ok(last) => (last.as_ref().map(Last::of), None),
            Err(error) => (None, Some(SafeText::sentence(&error))),
        };
        let token = site.form_token.as_str().to_owned();
        Some(Self { token, item: Exact::text(item), to, last, refusal })
    }
}

impl Last {
    fn of(act: &LastAct) -> Self {
        Self { time: act.time, words: SafeText::text(&act.changed.join(" · ")) }
    }
}

impl Line {
    fn of(line: &AnnotationLine) -> Self {
        let by = line.author.as_ref().map(|author| format!(" ({author})")).unwrap_or_default();
        match (&line.tag, &line.list) {
            (Some(tag), _) => Self::new(line, "tag", &format!("{tag}{by}"), ("untag", tag)),
            (_, Some(list)) => {
                let remark = line.remark.as_ref().map(|remark| format!(": {remark}"));
                let text = format!("{list}{}{by}", remark.unwrap_or_default());
                Self::new(line, "list", &text, ("unlist", list))
            }
            (None, None) => {
                let on = line.quote.as_ref().map(|quote| format!("“{quote}” ")).unwrap_or_default();
                let note = line.note.as_deref().unwrap_or_default();
                let number = line.number.unwrap_or_default().to_string();
                Self::new(line, "note", &format!("{on}{note}{by}"), ("remove-note", &number))
            }
        }
    }

    fn new(
        line: &AnnotationLine,
        what: &'static str,
        text: &str,
        (act, with): (&'static str, &str),
    ) -> Self {
        let time = Exact::text(line.time.as_deref().unwrap_or_default());
        Self { what, text: SafeText::text(text), away: (act, Exact::text(with)), time }
    }
}

/// Makes the change that a form asks for, and sends the browser back to its page: so that going back or loading the page
/// again sends nothing twice.
pub(super) fn answer(dossier: &Dossier, site: &Site, form: &Form) -> Result<Answer, Failure> {
    let Some(desk) = &site.desk else {
        let message = "this dossier is only read here: it is served with --read-only";
        return Err(Failure::new(StatusCode::FORBIDDEN, message));
    };
    let unknown = || Failure::bad("the form asks for nothing that is known");
    let (page, change) = if let Some(change) = of_names(form) {
        (links::WHO.to_owned(), change)
    } else {
        let item = dossier.item_by_id(&form.text("item"))?.id.to_string();
        (links::item(&item), of_item(form, item).ok_or_else(unknown)?)
    };
    let to = form.text("to");
    let hits = format!("{}?", links::SEARCH);
    let (to, anchor) = match to {
        // Pages of this server send no other address back.
        to if to.len() > LONGEST_ADDRESS || !to.bytes().all(|byte| byte.is_ascii_graphic()) => {
            (page, KEPT.to_owned())
        }
        to if to.starts_with(&hits) => (to, format!("hit-{}", form.text("item"))),
        to if to.starts_with(&page) => (to, KEPT.to_owned()),
        _ => (page, KEPT.to_owned()),
    };
    desk.make(dossier, &change).map_err(|error| {
        Failure::new(StatusCode::CONFLICT, format!("nothing was changed: {error}"))
    })?;
    Ok(Answer::See(format!("{to}#{anchor}")))
}

/// Reads what a form of the page on names asks for.
fn of_names(form: &Form) -> Option<Change> {
    let names = || ["one", "other"].map(|name| form.text(name));
    match form.text("act").as_str() {
        "same" => Some(Change::Rule(names(), true)),
        "not" => Some(Change::Rule(names(), false)),
        "undo" if form.text("item").is_empty() => undo(form),
        _ => None,
    }
}

/// Reads what a form of the page of an item asks for.
fn of_item(form: &Form, item: String) -> Option<Change> {
    let with = form.text("with");
    Some(match form.text("act").as_str() {
        "tag" => Change::Tag(item, with),
        "untag" => Change::Untag(item, with),
        // A browser ends lines of what is typed with CR and LF (HTML standard, section 4.10.22.4).
        "note" => {
            Change::Note { item, text: with.replace("\r\n", "\n"), quote: form.text("quote") }
        }
        "remove-note" => {
            Change::RemoveNote { item, number: with.parse().ok()?, time: form.text("time") }
        }
        "list" => Change::List(item, with),
        "unlist" => Change::Unlist(item, with),
        "first" => Change::Move(item, with, Step::First),
        "up" => Change::Move(item, with, Step::Up),
        "down" => Change::Move(item, with, Step::Down),
        "remark" => Change::Remark { item, list: with, text: form.text("remark") },
        "undo" => undo(form)?,
        _ => return None,
    })
}

fn undo(form: &Form) -> Option<Change> {
    Some(Change::Undo(form.text("with").parse().ok()?))
}
