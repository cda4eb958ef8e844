//! What style sheets in a page hide, and the texts that they add to it (CSS 2.2).

use std::collections::HashSet;

use html5ever::tokenizer::Tag;

/// So many classes and names are remembered.
const SELECTORS: usize = 4096;

/// What the style sheets read so far say of what is shown.
#[derive(Debug, Default)]
pub(super) struct Style {
    /// Selectors of one class, one name or one element (`.x`, `#x`, `x`) whose elements are hidden.
    hidden: HashSet<String>,
    /// Attributes whose values are shown (`content: attr(x)`).
    shown: HashSet<String>,
}

impl Style {
    /// Reads a sheet and returns the texts that it adds. Rules for other media, as for print, are passed over.
    pub(super) fn read(&mut self, sheet: &str) -> Vec<String> {
        let sheet = without_comments(sheet);
        let mut texts = Vec::new();
        for (selectors, declarations) in rules(&sheet) {
            texts.extend(self.contents(declarations));
            let hides = is_hiding(declarations);
            if !hides && !declarations.contains("display") {
                continue;
            }
            for selector in
                selectors.split(',').map(str::trim).filter(|selector| is_simple(selector))
            {
                if !hides {
                    self.hidden.remove(selector);
                } else if self.hidden.len() < SELECTORS {
                    self.hidden.insert(selector.to_owned());
                }
            }
        }
        texts
    }

    /// Tells whether a sheet hides an element.
    pub(super) fn hides(&self, tag: &Tag) -> bool {
        if self.hidden.is_empty() {
            return false;
        }
        let is_listed = |mark: &str, name: &str| self.hidden.contains(&format!("{mark}{name}"));
        self.hidden.contains(&*tag.name)
            || tag.attrs.iter().any(|attribute| match &*attribute.name.local {
                "class" => attribute.value.split_whitespace().any(|class| is_listed(".", class)),
                "id" => is_listed("#", attribute.value.trim()),
                _ => false,
            })
    }

    /// Tells whether a sheet shows the value of an attribute.
    pub(super) fn shows(&self, attribute: &str) -> bool {
        !self.shown.is_empty() && self.shown.contains(attribute)
    }

    /// Returns the texts that `content` adds, and notes the attributes that it shows.
    fn contents(&mut self, declarations: &str) -> Option<String> {
        let (_, value) = declarations.split_once("content")?;
        let value = value.trim_start().strip_prefix(':')?.trim_start();
        if let Some((name, _)) = value.strip_prefix("attr(").and_then(|value| value.split_once(')'))
        {
            if self.shown.len() < SELECTORS {
                self.shown.insert(name.trim().to_ascii_lowercase());
            }
            return None;
        }
        let text = quoted(value)?;
        let letters = text.chars().filter(|letter| letter.is_alphabetic()).count();
        (letters > 2).then_some(text)
    }
}

/// Tells whether declarations hide what they are for.
pub(super) fn is_hiding(declarations: &str) -> bool {
    let plain: String = declarations.to_ascii_lowercase().split_whitespace().collect();
    plain.split(';').any(|declaration| {
        matches!(
            declaration.trim_end_matches("!important"),
            "display:none"
                | "visibility:hidden"
                | "visibility:collapse"
                | "opacity:0"
                | "mso-hide:all"
                | "font-size:0"
                | "font-size:0px"
                | "font-size:0pt"
                | "font-size:0em"
        )
    })
}

fn without_comments(sheet: &str) -> String {
    let mut out = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some((before, comment)) = rest.split_once("/*") {
        out.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    out + rest
}

/// Yields the rules that stand in no other: selectors, declarations.
fn rules(sheet: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = sheet;
    std::iter::from_fn(move || {
        loop {
            let (selectors, after) = rest.split_once('{')?;
            let end = end_of_block(after);
            let declarations = &after[..end];
            rest = after.get(end + 1..).unwrap_or_default();
            let selectors = selectors.rsplit([';', '>']).next().unwrap_or_default().trim();
            if !selectors.starts_with('@') {
                return Some((selectors, declarations));
            }
        }
    })
}

/// Returns where the brace stands that ends a block.
fn end_of_block(text: &str) -> usize {
    let mut depth = 0_usize;
    for at in memchr::memchr2_iter(b'{', b'}', text.as_bytes()) {
        match (text.as_bytes()[at], depth) {
            (b'{', _) => depth += 1,
            (_, 0) => return at,
            _ => depth -= 1,
        }
    }
    text.len()
}

fn is_simple(selector: &str) -> bool {
    let name = selector.strip_prefix(['.', '#']).unwrap_or(selector);
    !name.is_empty() && name.chars().all(|it| it.is_alphanumeric() || it == '-' || it == '_')
}

/// Reads a text in quotes with its escapes: `"\41f "` is a letter by its number (CSS 2.2 §4.1.3).
fn quoted(value: &str) -> Option<String> {
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let mut letters = value[1..].chars().peekable();
    let mut text = String::new();
    while let Some(letter) = letters.next() {
        if letter == quote {
            return Some(text);
        }
        if letter != '\\' {
            text.push(letter);
            continue;
        }
        let mut digits = String::new();
        while digits.len() < 6
            && let Some(digit) = letters.next_if(char::is_ascii_hexdigit)
        {
            digits.push(digit);
        }
        if digits.is_empty() {
            text.extend(letters.next());
            continue;
        }
        let _ = letters.next_if(char::is_ascii_whitespace);
        let code = u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32);
        text.extend(code.filter(|letter| !letter.is_control()));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_a_sheet_adds_are_read() {
        let mut style = Style::default();
        let sheet = "p{color:red} /* .x{content:'no'} */ .n::before { content: \"Belozerov \\41f\\435 x\" } i::after{content:'»'}";
        assert_eq!(style.read(sheet), ["Belozerov Пеx"]);
        assert!(style.read("p::after{content:attr(data-who)}").is_empty());
        assert!(style.shows("data-who") && !style.shows("data-x"));
    }

    #[test]
    fn what_a_sheet_hides_is_known_but_for_other_media() {
        let mut style = Style::default();
        style.read("@media print{.p{display:none}} .a, #b c{ Display : none !important } .d{display:none} .d{display:block}");
        let hidden: Vec<&str> = style.hidden.iter().map(String::as_str).collect();
        assert_eq!(hidden, [".a"]);
    }

    #[test]
    fn sheets_without_an_end_take_no_long_time() {
        for piece in ["a{", "}", "/*", "a{content:\"", "@x{"] {
            assert!(Style::default().read(&piece.repeat(100_000)).len() < 2, "{piece}");
        }
    }
}
