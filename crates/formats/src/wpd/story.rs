//! The texts of a document, by layer.

/// The texts of a document, by layer and place.
#[derive(Default)]
pub(super) struct Story {
    /// What is printed.
    pub(super) body: String,
    /// Notes, headers, footers and boxes, a paragraph each.
    pub(super) beside: String,
    /// Comments, a paragraph each.
    pub(super) comments: String,
    /// What was deleted and is kept for undo.
    pub(super) deleted: String,
    /// What an outline hides.
    pub(super) hidden: String,
}

/// Adds a paragraph that is not empty.
pub(super) fn add_paragraph(paragraphs: &mut String, text: &str) {
    if !text.trim().is_empty() {
        paragraphs.extend([text.trim(), "\n"]);
    }
}
