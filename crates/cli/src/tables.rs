//! Tables of the help: what can be asked for, as the tables of the code have it.

use std::fmt::Write;

use item::kind::KINDS;

use crate::terminal::Layout;

/// Adds every field with what it finds.
pub(crate) fn fields(help: &mut String, layout: Layout) {
    for (name, about) in answers::fields() {
        row(help, layout, &format!("{name}:"), about);
    }
}

/// Adds every kind of mention with what it is.
pub(crate) fn kinds(help: &mut String, layout: Layout) {
    for kind in KINDS {
        row(help, layout, kind.id, kind.about);
    }
}

/// Where the second column of a table begins, in columns.
const SECOND: usize = 18;

/// Adds a row: what is typed, and what it finds.
pub(crate) fn row(help: &mut String, layout: Layout, name: &str, about: &str) {
    let line = if name.chars().count() + 4 > SECOND {
        format!("  {name}\n{:SECOND$}{about}", "")
    } else {
        format!("  {name:<width$}{about}", width = SECOND - 2)
    };
    for line in line.lines() {
        let _infallible = writeln!(help, "{}", layout.wrapped(line, SECOND));
    }
}
