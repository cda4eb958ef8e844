//! `text/enriched` (RFC 1896) and `text/richtext` (RFC 1341), which mailers of the nineties wrote, as HTML.

/// Turns a text into HTML that says the same: parameters of its commands are no text, two signs `<` are one.
pub(super) fn as_html(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + text.len() / 8);
    let mut rest = text;
    while let Some(at) = rest.find(['<', '&', '\n']) {
        html.push_str(&rest[..at]);
        rest = &rest[at..];
        rest = if let Some(after) = rest.strip_prefix("<<") {
            html.push_str("&lt;");
            after
        } else if let Some(after) = rest.strip_prefix('&') {
            html.push_str("&amp;");
            after
        } else if let Some(after) = rest.strip_prefix('\n') {
            line_end(after, &mut html)
        } else {
            command(rest, &mut html)
        };
    }
    html + rest
}

/// One line end is a blank; behind it each further one ends a line (RFC 1896 §3).
fn line_end<'a>(after: &'a str, html: &mut String) -> &'a str {
    let rest = after.trim_start_matches(['\r', '\n']);
    html.push_str(if after[..after.len() - rest.len()].contains('\n') { "<br>" } else { "\n" });
    rest
}

fn command<'a>(rest: &'a str, html: &mut String) -> &'a str {
    let end = rest.find('>').map_or(rest.len(), |end| end + 1);
    let (tag, after) = rest.split_at(end);
    match tag.to_ascii_lowercase().as_str() {
        "<param>" => {
            let end = after.to_ascii_lowercase().find("</param>");
            end.map_or("", |end| &after[end + "</param>".len()..])
        }
        "<nl>" | "<np>" | "<paragraph>" | "</paragraph>" => {
            html.push_str("<br>");
            after
        }
        "<lt>" => {
            html.push_str("&lt;");
            after
        }
        _ => {
            html.push_str(tag);
            after
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::html::Page;

    #[test]
    fn parameters_are_no_text_and_words_stay_whole() {
        let body = |text: &str| Page::read(&as_html(text)).body;
        let text =
            "<bold>Ostr</bold>ovnaya\r\npaid <color><param>red</param>R&D</color> << 5\r\n\r\nend";
        assert_eq!(body(text), "Ostrovnaya paid R&D < 5\nend\n");
        assert_eq!(body("Ostrovnaya<nl>3 <lt> 4"), "Ostrovnaya\n3 < 4\n");
        assert_eq!(body("a <param>open"), "a\n");
    }
}
