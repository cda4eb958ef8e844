//! What is chosen in a field of a form, and what else could be (ISO/IEC 29500-1, 17.16.17).

use crate::shared::xml::Element;

/// The data of a field: a list, a box to tick, or a text.
#[derive(Debug, Default)]
pub(super) struct Choice {
    entries: Vec<String>,
    /// What was chosen from the list, else what is chosen unless somebody chooses.
    result: Option<usize>,
    default: Option<usize>,
    /// Whether a box is ticked, else whether it is unless somebody changes that.
    is_box: bool,
    is_ticked: Option<bool>,
    is_ticked_first: bool,
    /// Whether it is a text, which stands in the document; what it begins with may not.
    is_text: bool,
    /// Names and explanations.
    hints: Vec<String>,
}

impl Choice {
    /// Takes the next element of the data.
    pub(super) fn take(&mut self, element: &Element<'_>) {
        let value = element.attribute("val");
        match element.name() {
            "listEntry" => self.entries.extend(value),
            "result" => self.result = value.and_then(|number| number.parse().ok()),
            "checkBox" => self.is_box = true,
            "checked" => self.is_ticked = Some(element.is_on()),
            "default" if self.is_box => self.is_ticked_first = element.is_on(),
            "textInput" => self.is_text = true,
            "default" if self.is_text => self.hints.extend(value),
            "default" => self.default = value.and_then(|number| number.parse().ok()),
            "statusText" | "helpText" => self.hints.extend(value),
            _ => {}
        }
    }

    fn chosen_entry(&self) -> usize {
        self.result.or(self.default).unwrap_or(0)
    }

    /// Returns what the field shows; the text of a text field stands in the document itself.
    pub(super) fn chosen(&self) -> String {
        if self.is_box {
            let is_ticked = self.is_ticked.unwrap_or(self.is_ticked_first);
            return if is_ticked { "☒" } else { "☐" }.to_owned();
        }
        self.entries.get(self.chosen_entry()).cloned().unwrap_or_default()
    }

    /// Returns what else could be chosen and what explains the field, a line each.
    pub(super) fn others(&self) -> String {
        let chosen = self.chosen_entry();
        let entries = self.entries.iter().enumerate().filter(|(number, _)| *number != chosen);
        let lines = entries.map(|(_, entry)| entry).chain(&self.hints);
        lines
            .filter(|line| !line.trim().is_empty())
            .fold(String::new(), |all, line| all + line + "\n")
    }
}
