//! Text as it stands in HTML and XML.

/// Returns text for a place between tags or quotation marks of HTML or XML: nothing of it is markup, and what commands or
/// misleads is a visible escape. U+FFFE and U+FFFF, which XML cannot hold (XML 1.0, section 2.2), are replaced.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in item::visible(text).chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            other => escaped.push(other),
        }
    }
    escaped
}

/// Returns how a page begins that needs nothing else: to hand over, to print, to open years later. It runs no script and
/// loads nothing.
pub fn page_head(title: &str, style: &str) -> String {
    let title = escape(title);
    format!(
        "<!doctype html>\n<html lang=en><meta charset=utf-8>\n<meta http-equiv=Content-Security-Policy content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<title>{title}</title>\n<style>{style}</style>\n<h1 dir=auto>{title}</h1>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_a_trove_is_no_markup() {
        assert_eq!(
            escape("<img src=\"x\"> & \u{202e}"),
            "&lt;img src=&quot;x&quot;&gt; &amp; \\u{202e}"
        );
    }
}
