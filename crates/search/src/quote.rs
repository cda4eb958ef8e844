//! Which characters quote in a query, and how words are put into it that nothing of them ends the quotation.

/// Tells whether a character opens or closes a quotation in a query.
pub fn is_quote(character: char) -> bool {
    matches!(character, '"' | '“' | '”' | '„' | '«' | '»' | '‟' | '＂')
}

/// Tells whether a character closes the quotation that `open` opened.
pub(crate) fn closes(open: char, character: char) -> bool {
    match open {
        '"' | '＂' => matches!(character, '"' | '＂'),
        '«' => character == '»',
        '»' => character == '«',
        _ => matches!(character, '“' | '”' | '"' | '‟'),
    }
}

/// Returns the words of a text as a quotation for a query; blanks stand for what would end it.
pub fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace(is_quote, " "))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn nothing_leaves_its_quotation(text in "([a-c] |[\"“”„«»‟＂()*:\\\\]){0,20}") {
            let parsed = crate::parse(&format!("path:{}", quoted(&text)));
            prop_assert!(parsed.warnings.iter().all(|warning| !warning.contains("unclosed")));
            let is_empty = !text.contains(char::is_alphanumeric);
            let read = format!("{:?}", parsed.query);
            prop_assert!(is_empty || read.contains("Path") && !read.contains("Text"), "{read}");
        }
    }
}
