//! What is chosen in a field of a form of Word 97 and later (Rich Text Format 1.9.1, "Form Fields"; [MS-DOC] §2.9.78).

/// A list, a box to tick, or a text.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct FormField {
    kind: u16,
    /// What was chosen, and what is unless somebody chooses.
    result: Option<u16>,
    default: u16,
    entries: Vec<String>,
}

const BOX: u16 = 1;
const LIST: u16 = 2;

/// Stands for nothing chosen yet.
const UNDECIDED: u16 = 25;

impl FormField {
    /// Begins a field of a kind.
    pub(crate) fn new(kind: u16) -> Self {
        Self { kind, ..Self::default() }
    }

    /// Tells whether it is a list or a box, of which no text stands in the document.
    pub(crate) fn is_choice(&self) -> bool {
        matches!(self.kind, BOX | LIST)
    }

    /// Tells whether it is a list.
    pub(crate) fn is_list(&self) -> bool {
        self.kind == LIST
    }

    /// Takes what was chosen.
    pub(crate) fn choose(&mut self, result: u16) {
        self.result = Some(result).filter(|result| *result != UNDECIDED);
    }

    /// Takes what is chosen unless somebody chooses.
    pub(crate) fn choose_first(&mut self, default: u16) {
        self.default = default;
    }

    /// Takes an entry of the list.
    pub(crate) fn add(&mut self, entry: &str) {
        self.entries.push(entry.to_owned());
    }

    /// Returns what the field shows; the text of a text field stands in the document itself.
    pub(crate) fn chosen(&self) -> &str {
        let chosen = self.result.unwrap_or(self.default);
        match self.kind {
            BOX if chosen == 1 => "☒",
            BOX => "☐",
            LIST => self.entries.get(usize::from(chosen)).map_or("", String::as_str),
            _ => "",
        }
    }
}
