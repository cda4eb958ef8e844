//! Words that a hyphen breaks at the end of a line.

/// What splits a word at the end of a line.
const HYPHENS: [char; 3] = ['-', '\u{2010}', SOFT];

/// A hyphen that shows at the end of a line alone.
const SOFT: char = '\u{ad}';

/// Returns where the rest of the word `text[..end]` begins, if a hyphen and the end of a line break it there.
///
/// Marks of quoted lines (`> `) may lead the rest. Both sides must be small letters or both capitals, else the hyphen
/// may well be a part of the name (`Saint-` / `Petersburg`).
///
/// ```
/// assert_eq!(text::broken_word_goes_on("Pestri-\n kov", 6), Some(9));
/// assert_eq!(text::broken_word_goes_on("Saint-\nPetersburg", 5), None);
/// ```
pub fn broken_word_goes_on(text: &str, end: usize) -> Option<usize> {
    // A soft hyphen counts as a part of the word, or stands behind it.
    let head = text[..end].trim_end_matches(SOFT);
    let line_end =
        text[head.len()..].strip_prefix(HYPHENS)?.trim_start_matches([SOFT, ' ', '\t', '\r']);
    let rest = line_end.strip_prefix('\n')?.trim_start_matches([' ', '\t', '>', '\u{a0}']);
    is_same_case(head, rest).then(|| text.len() - rest.len())
}

fn is_same_case(head: &str, rest: &str) -> bool {
    if head.ends_with(char::is_lowercase) {
        return rest.starts_with(char::is_lowercase);
    }
    let are_capitals =
        |letters: [Option<char>; 2]| letters.iter().all(|it| it.is_some_and(char::is_uppercase));
    let (mut before, mut after) = (head.chars().rev(), rest.chars());
    are_capitals([before.next(), before.next()]) && are_capitals([after.next(), after.next()])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rest(text: &str) -> Option<&str> {
        let end = text.find(HYPHENS).expect("the text has a hyphen");
        broken_word_goes_on(text, end).map(|at| &text[at..])
    }

    #[test]
    fn a_hyphen_at_the_end_of_a_line_breaks_a_word() {
        for text in ["poli-\ntical", "poli- \r\n  tical", "poli\u{2010}\n> > tical"] {
            assert_eq!(rest(text), Some("tical"), "{text:?}");
        }
        assert_eq!(rest("ПЕСТРИ-\nКОВ"), Some("КОВ"));
        let soft = "poli\u{ad}\n tical";
        for end in [4, 6] {
            assert_eq!(broken_word_goes_on(soft, end).map(|at| &soft[at..]), Some("tical"));
        }
    }

    #[test]
    fn other_hyphens_break_none() {
        for text in
            ["well-known", "Saint-\nPetersburg", "A-\n1234", "A-\nb", "a -\nb", "a-\n\nb", "X-\nY"]
        {
            assert_eq!(rest(text), None, "{text:?}");
        }
    }
}
