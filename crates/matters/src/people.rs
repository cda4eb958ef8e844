//! Who is who in a paper: whom it is about, and the lawyers, officers, judges and others whom it names as such.

use entities::is_of_paper;
use item::{Kind, Mention, Place, Segment};

use crate::record::Record;
use crate::role::{self, Role};
use crate::subject::{Subject, Unit, are_one};

/// A paper that names more persons than this is a register, and lists nobody's part in it.
const MOST: usize = 100;

/// A person with what he is in a paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bearer {
    /// His name, as it stands where he is first named so.
    pub name: String,
    /// What he is.
    pub role: Role,
    /// Where that stands.
    pub place: Place,
}

/// Lists whom a paper is about, by its units, and whom it names as something else, in the order of the text.
pub(crate) fn people(
    segments: &[Segment],
    mentions: &[Mention],
    record: &Record,
    units: &[Unit],
) -> Vec<Bearer> {
    let subjects: Vec<&Subject> = units.iter().filter_map(|unit| unit.subject.as_ref()).collect();
    if subjects.len() > MOST {
        return Vec::new();
    }
    let whole_names = record.whole_names();
    let mut known: Vec<(Subject, Role)> = Vec::new();
    let mut people = Vec::new();
    for mention in mentions.iter().filter(|mention| mention.kind == Kind::Person) {
        let segment = segments.get(mention.segment as usize).filter(|segment| is_of_paper(segment));
        let Some(segment) = segment else { continue };
        let at = record.place_around(mention);
        let of_fields = at.and_then(|at| whole_names[at].clone());
        let name = of_fields.unwrap_or_else(|| mention.normal.clone());
        let one = Subject { names: [(name.clone(), 1)].into(), ..Subject::default() };
        let field = at.map(|at| record.fields[at].name);
        let role = if subjects.iter().any(|subject| are_one(subject, &one)) {
            Role::Subject
        } else {
            let beside = role::beside(&segment.text, mention.start..mention.end);
            let Some(role) = beside.or_else(|| of_field(field?)) else { continue };
            role
        };
        if !known.iter().any(|(other, of)| *of == role && are_one(other, &one)) {
            known.push((one, role));
            people.push(Bearer { name, role, place: mention.place.clone() });
        }
        if people.len() > MOST {
            return Vec::new();
        }
    }
    people
}

/// Returns what stands behind a label of a form.
fn of_field(field: &str) -> Option<Role> {
    match field {
        "counsel" => Some(Role::Lawyer),
        "officer" => Some(Role::Officer),
        "from" => Some(Role::Writer),
        "to" => Some(Role::Addressee),
        _ => None,
    }
}
