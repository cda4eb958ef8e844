//! What a subject is without the marks of answers and of forwarding (RFC 5256 §2.1, in more languages).

/// What programs put before the subject of an answer or of what they forward, in lower case.
const MARKS: [&str; 30] = [
    "re",
    "aw",
    "fw",
    "fwd",
    "wg",
    "sv",
    "vs",
    "vb",
    "antw",
    "doorst",
    "rv",
    "res",
    "enc",
    "tr",
    "rép",
    "ref",
    "odp",
    "pd",
    "ha",
    "на",
    "отв",
    "ответ",
    "пер",
    "пересл",
    "відп",
    "השב",
    "رد",
    "回复",
    "答复",
    "转发",
];

/// Returns the subject without marks, in lower case, its blanks made one.
pub(super) fn base(subject: &str) -> String {
    let lower = subject.to_lowercase();
    let mut rest = lower.trim();
    while let Some(after) = without_mark(rest) {
        rest = after.trim_start();
    }
    rest.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Tells whether a subject is that of an answer or of something forwarded.
pub(super) fn is_answer(subject: &str) -> bool {
    without_mark(subject.to_lowercase().trim()).is_some()
}

/// Takes away one mark with its count and its colon: `re:`, `aw[2]:`, `re (3) :`.
fn without_mark(subject: &str) -> Option<&str> {
    let (mark, rest) = subject.split_once([':', '：'])?;
    let mark = mark.split(['[', '(']).next().unwrap_or_default();
    MARKS.contains(&mark.trim()).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_answers_are_no_part_of_a_subject() {
        for subject in
            ["Orders", "Re: Orders", "AW: RE[2]: orders", "Отв: FWD (3) :  ORDERS", "回复：Orders"]
        {
            assert_eq!(base(subject), "orders", "{subject}");
            assert_eq!(is_answer(subject), subject != "Orders", "{subject}");
        }
        assert_eq!(base("Budget: the whole of it"), "budget: the whole of it");
        assert_eq!(base("Re:"), "");
    }
}
