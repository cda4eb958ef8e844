//! Inside a room, modules import each other one way; where they do not, and what may never import what, stands in
//! `docs/architecture.md`.

use std::collections::{BTreeMap, BTreeSet};

use crate::sources::{Modules, joined, rooms, root};

/// Which modules a module imports, by what it names of them.
type Arrows = BTreeMap<String, BTreeSet<String>>;

#[test]
fn modules_that_import_each_other_are_those_of_the_page() {
    let found = rooms().into_iter();
    let found = found.flat_map(|(room, modules)| circles(&room, &arrows(&modules)));
    let found: Vec<BTreeSet<String>> = found.collect();
    let page = page();
    let rows = rows(&page, "| modules in a circle |");
    let listed: Vec<BTreeSet<String>> = rows.iter().map(|row| words(row[0])).collect();
    let is_of = |circle: &BTreeSet<String>, row: &BTreeSet<String>| {
        circle.iter().all(|module| row.iter().any(|rule| is_within(module, rule)))
            && row.iter().all(|rule| circle.iter().any(|module| is_within(module, rule)))
    };
    let unlisted: Vec<_> =
        found.iter().filter(|circle| !listed.iter().any(|row| is_of(circle, row))).collect();
    assert!(unlisted.is_empty(), "circles that the page does not list: {unlisted:#?}");
    let cured: Vec<_> =
        listed.iter().filter(|row| !found.iter().any(|circle| is_of(circle, row))).collect();
    assert!(cured.is_empty(), "circles that the page lists and that are none: {cured:#?}");
}

#[test]
fn no_module_imports_what_the_page_forbids_it() {
    let page = page();
    let rules = rows(&page, "| modules | import nothing of |");
    assert!(!rules.is_empty(), "the page has rules");
    let rooms = rooms();
    let mut broken = Vec::new();
    for rule in rules {
        let (from, to) = (words(rule[0]), words(rule[1]));
        for (room, modules) in &rooms {
            for (module, imported) in arrows(modules) {
                let module = full(room, &module);
                let imported = imported.iter().map(|imported| full(room, imported));
                let forbidden = imported.filter(|imported| {
                    from.iter().any(|rule| is_within(&module, rule) && !is_within(imported, rule))
                        && to.iter().any(|rule| is_within(imported, rule))
                });
                broken.extend(forbidden.map(|imported| format!("{module} -> {imported}")));
            }
        }
        let is_there = |rule: &String| {
            let all = rooms
                .iter()
                .flat_map(|(room, modules)| modules.keys().map(move |module| full(room, module)));
            all.into_iter().any(|module| is_within(&module, rule))
        };
        assert!(from.iter().chain(&to).all(is_there), "{from:?} and {to:?} are modules");
    }
    assert_eq!(broken, [""; 0]);
}

#[test]
fn imports_are_found_in_every_form() {
    let modules = Modules::from(
        [
            ("", "mod a; mod b; mod c; mod d; mod e; pub use d::Deep; pub struct Root;"),
            ("a", "use crate::{Deep, Root, b::{self, B as Other}}; // crate::e\n"),
            ("b", "fn f() { let it: super::c::C = \"crate::a\"; }"),
            ("c", "pub(crate) use crate::a::A; use super::*;"),
            ("d", "mod one; fn f() { one::g() }"),
            ("d::one", "use super::super::e::E;"),
            ("e", "use std::{fmt, a::x}; /* crate::a */"),
        ]
        .map(|(module, source)| (module.to_owned(), source.to_owned())),
    );
    let arrows = arrows(&modules);
    let of = |module: &str| arrows[module].iter().map(String::as_str).collect::<Vec<_>>();
    assert_eq!(of("a"), ["", "b", "d"]);
    assert_eq!(of("b"), ["c"]);
    assert_eq!(of("c"), [""]);
    assert_eq!(of("d"), ["d::one"]);
    assert_eq!(of("d::one"), ["e"]);
    assert_eq!((of("").len(), of("e").len()), (0, 0));
}

#[test]
fn a_circle_is_found_whole() {
    let arrows = [("a", "b"), ("b", "c"), ("c", "a"), ("d", "a"), ("e", "f"), ("f", "e")];
    let mut all = Arrows::new();
    for (from, to) in arrows {
        all.entry(from.to_owned()).or_default().insert(to.to_owned());
    }
    let found = circles("room", &all);
    let expected = [["room::a", "room::b", "room::c"].as_slice(), &["room::e", "room::f"]];
    let expected =
        expected.map(|circle| circle.iter().map(|module| (*module).to_owned()).collect());
    assert_eq!(found, expected);
}

fn page() -> String {
    let page = std::fs::read_to_string(root().join("docs/architecture.md"));
    page.expect("the page is part of the project")
}

/// The rows of the table that begins with `head`, as cells.
fn rows<'p>(page: &'p str, head: &str) -> Vec<Vec<&'p str>> {
    let rows = page.lines().skip_while(|line| !line.starts_with(head)).skip(2);
    let rows = rows.take_while(|line| line.starts_with('|'));
    rows.map(|row| row.trim_matches('|').split('|').map(str::trim).collect()).collect()
}

fn words(cell: &str) -> BTreeSet<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// Tells whether `module` is what a rule names: a module with all beneath it, or with `::*` only what is beneath it.
fn is_within(module: &str, rule: &str) -> bool {
    let (above, is_whole) = match rule.strip_suffix("::*") {
        Some(above) => (above, false),
        None => (rule, true),
    };
    (is_whole && module == above)
        || module.strip_prefix(above).is_some_and(|rest| rest.starts_with("::"))
}

/// The groups of modules of which each reaches each other.
fn circles(room: &str, arrows: &Arrows) -> Vec<BTreeSet<String>> {
    let reached: BTreeMap<&String, BTreeSet<String>> =
        arrows.keys().map(|module| (module, reach(module, arrows))).collect();
    let mut found = Vec::new();
    for (module, beyond) in &reached {
        let mutual = beyond
            .iter()
            .filter(|other| reached.get(other).is_some_and(|back| back.contains(module.as_str())));
        let circle: BTreeSet<String> = mutual.map(|other| full(room, other)).collect();
        if circle.len() > 1 && !found.contains(&circle) {
            found.push(circle);
        }
    }
    found
}

fn full(room: &str, module: &str) -> String {
    if module.is_empty() { room.to_owned() } else { joined(room, module) }
}

fn reach(from: &str, arrows: &Arrows) -> BTreeSet<String> {
    let (mut seen, mut next) = (BTreeSet::new(), vec![from.to_owned()]);
    while let Some(module) = next.pop() {
        for imported in arrows.get(&module).into_iter().flatten() {
            if seen.insert(imported.clone()) {
                next.push(imported.clone());
            }
        }
    }
    seen
}

/// What each module imports of its own room. A `pub use` that hands on a name is no arrow: who names it means the
/// module where it is defined.
fn arrows(modules: &Modules) -> Arrows {
    let tokens: BTreeMap<&str, Vec<Token>> =
        modules.iter().map(|(module, source)| (module.as_str(), tokens(source))).collect();
    let mut handed = BTreeMap::new();
    for (module, tokens) in &tokens {
        for (name, path) in handed_on(module, tokens, modules) {
            handed.insert((module.to_string(), name), path);
        }
    }
    let named = |module: &str| {
        let paths = paths(module, &tokens[module], modules, false);
        let targets = paths.into_iter().map(|path| defining(&path, modules, &handed));
        targets.filter(|target| target != module).collect()
    };
    modules.keys().map(|module| (module.clone(), named(module))).collect()
}

/// The module in which the item of `path` is defined, behind all that hand it on.
fn defining(
    path: &[String],
    modules: &Modules,
    handed: &BTreeMap<(String, String), Vec<String>>,
) -> String {
    let mut path = path.to_vec();
    // Names are handed on a few times at most; a circle of `pub use` does not compile.
    for _ in 0..8 {
        let depth =
            (0..=path.len()).rev().find(|depth| modules.contains_key(&path[..*depth].join("::")));
        let module = path[..depth.unwrap_or(0)].join("::");
        let Some(name) = path.get(depth.unwrap_or(0)) else { return module };
        match handed.get(&(module.clone(), name.clone())) {
            Some(further) => path.clone_from(further),
            None => return module,
        }
    }
    path.join("::")
}

/// The names that a module hands on, with the paths that they stand for.
fn handed_on(module: &str, tokens: &[Token], modules: &Modules) -> Vec<(String, Vec<String>)> {
    let mut found = Vec::new();
    for at in 0..tokens.len() {
        let is_public = tokens[at] == Token::word("use")
            && at > 0
            && (tokens[at - 1] == Token::word("pub") || tokens[at - 1] == Token::Sign(')'));
        if is_public {
            let mut tree = Vec::new();
            branch(tokens, &mut (at + 1), &[], &mut tree);
            for (path, name) in tree {
                if let Some(path) = resolved(module, &path, modules) {
                    found.push((name, path));
                }
            }
        }
    }
    found
}

/// The paths into its own room that a module names, without those that it only hands on.
fn paths(module: &str, tokens: &[Token], modules: &Modules, with_handed: bool) -> Vec<Vec<String>> {
    let (mut found, mut at) = (Vec::new(), 0);
    while at < tokens.len() {
        let is_path = matches!(&tokens[at], Token::Word(_))
            && tokens.get(at + 1) == Some(&Token::Path)
            && (at == 0 || tokens[at - 1] != Token::Path);
        let is_use = tokens[at] == Token::word("use");
        let is_handed = is_use
            && at > 0
            && (tokens[at - 1] == Token::word("pub") || tokens[at - 1] == Token::Sign(')'));
        let mut tree = Vec::new();
        if is_use {
            at += 1;
            branch(tokens, &mut at, &[], &mut tree);
        } else if is_path {
            branch(tokens, &mut at, &[], &mut tree);
        } else {
            at += 1;
        }
        if !is_handed || with_handed {
            found.extend(tree.iter().filter_map(|(path, _)| resolved(module, path, modules)));
        }
    }
    found
}

/// Reads one branch of a tree of paths: `a::{self, b::C as D}`; yields paths with the names that they are given.
fn branch(
    tokens: &[Token],
    at: &mut usize,
    before: &[String],
    found: &mut Vec<(Vec<String>, String)>,
) {
    let mut path = before.to_vec();
    while let Some(token) = tokens.get(*at) {
        *at += 1;
        match token {
            Token::Word(word) if word == "self" && !path.is_empty() => {}
            Token::Word(word) => path.push(word.clone()),
            Token::Sign('{') if tokens.get(at.wrapping_sub(2)) == Some(&Token::Path) => {
                while !matches!(tokens.get(*at), None | Some(Token::Sign('}'))) {
                    branch(tokens, at, &path, found);
                    if tokens.get(*at) == Some(&Token::Sign(',')) {
                        *at += 1;
                    }
                }
                *at += 1;
                return;
            }
            Token::Sign('*') => {}
            _ => *at -= 1,
        }
        if tokens.get(*at) != Some(&Token::Path) {
            break;
        }
        *at += 1;
    }
    let mut name = path.last().cloned().unwrap_or_default();
    if tokens.get(*at) == Some(&Token::word("as")) {
        if let Some(Token::Word(given)) = tokens.get(*at + 1) {
            name.clone_from(given);
        }
        *at += 2;
    }
    // What is no branch is stepped over, so that reading comes to an end.
    if path.len() == before.len()
        && matches!(tokens.get(*at), Some(Token::Sign(sign)) if *sign != ',' && *sign != '}')
    {
        *at += 1;
    }
    found.push((path, name));
}

/// A path from the root of the room; nothing for one into another room or library.
fn resolved(module: &str, path: &[String], modules: &Modules) -> Option<Vec<String>> {
    let own: Vec<String> =
        module.split("::").filter(|part| !part.is_empty()).map(str::to_owned).collect();
    let (first, rest) = path.split_first()?;
    match first.as_str() {
        "crate" => Some(rest.to_vec()),
        "self" => Some([own.as_slice(), rest].concat()),
        "super" => {
            let ups = path.iter().take_while(|part| *part == "super").count();
            let above = own.len().checked_sub(ups)?;
            Some([&own[..above], &path[ups..]].concat())
        }
        child if modules.contains_key(&joined(module, child)) => {
            Some([own.as_slice(), path].concat())
        }
        _ => None,
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Word(String),
    /// `::`
    Path,
    Sign(char),
}

impl Token {
    fn word(word: &str) -> Self {
        Self::Word(word.to_owned())
    }
}

/// Cuts a source into words and signs, without comments, strings and characters.
fn tokens(source: &str) -> Vec<Token> {
    let (mut found, mut rest) = (Vec::new(), source);
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |at| at + 2),
            '"' => string(rest),
            'r' if raw_string(rest).is_some() => raw_string(rest).unwrap_or(1),
            '\'' => character(rest),
            _ if first.is_alphabetic() || first == '_' => {
                let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
                let length = rest.find(|letter| !is_part(letter)).unwrap_or(rest.len());
                found.push(Token::word(&rest[..length]));
                length
            }
            ':' if rest.starts_with("::") => {
                found.push(Token::Path);
                2
            }
            _ if first.is_whitespace() => first.len_utf8(),
            _ => {
                found.push(Token::Sign(first));
                first.len_utf8()
            }
        };
        rest = &rest[length..];
    }
    found
}

fn string(rest: &str) -> usize {
    let mut is_escaped = false;
    for (at, letter) in rest.char_indices().skip(1) {
        match letter {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

fn raw_string(rest: &str) -> Option<usize> {
    let hashes = rest[1..].bytes().take_while(|byte| *byte == b'#').count();
    let body = rest[1 + hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    Some(body.find(&end).map_or(rest.len(), |at| 2 + hashes + at + end.len()))
}

/// The length of a character literal, or of the apostrophe of a lifetime.
fn character(rest: &str) -> usize {
    let mut letters = rest.char_indices().skip(1);
    match letters.next() {
        Some((_, '\\')) => rest[2..]
            .char_indices()
            .skip(1)
            .find(|(_, letter)| *letter == '\'')
            .map_or(rest.len(), |(at, _)| at + 3),
        Some(_) => match letters.next() {
            Some((at, '\'')) => at + 1,
            _ => 1,
        },
        None => 1,
    }
}
