//! Mailboxes that mark off their mails by other signs than envelope lines: MMDF, Emacs, The Bat!, Foxmail, Pegasus.

use std::borrow::Cow;

use memchr::memmem;

use super::{begins_with_header, split_line};
use crate::shared::bytes::{size_at, u16_at};

/// Stands in a line of its own before and after each mail of MMDF.
const MMDF: &[u8] = b"\x01\x01\x01\x01\n";

/// How the mailboxes of Emacs begin (Babyl version 5), and what a mail begins with.
const BABYL: &[u8] = b"BABYL OPTIONS:";
const BABYL_MAIL: &[u8] = b"\n\x1f\x0c\n";

/// Stands between the header as it came and the one that Emacs shows.
const END_OF_HEADER: &[u8] = b"*** EOOH ***\n";

/// How message bases of The Bat! begin, and each record in them.
const BAT: &[u8] = b"\x20\x06\x79\x19";
const BAT_MAIL: &[u8] = b"\x21\x09\x70\x19";
/// Where a record of The Bat! holds the length of its mail.
const BAT_LENGTH: usize = 36;

/// Stands before each mail of Foxmail.
const FOXMAIL: &[u8] = b"\x10\x10\x10\x10\x10\x10\x10\x11\x11\x11\x11\x11\x11S\r\n";

/// How long the head of a folder of Pegasus is, and what ends each mail in it.
const PEGASUS: usize = 128;
const PEGASUS_END: &[u8] = b"\x1a";

type Mails<'a> = Box<dyn Iterator<Item = Cow<'a, [u8]>> + 'a>;

/// Tells whether a text begins as a mailbox does whose mails are marked off by signs.
pub(crate) fn is_marked_off(start: &[u8]) -> bool {
    start.starts_with(MMDF) || start.starts_with(BABYL)
}

/// Tells whether a content that is no text begins as the mailbox of a program does.
pub(crate) fn is_store(bytes: &[u8]) -> bool {
    bytes.starts_with(BAT) || bytes.starts_with(FOXMAIL) || is_of_pegasus(bytes)
}

/// Returns the mails of a mailbox that marks them off by signs.
pub(super) fn mails(bytes: &[u8]) -> Option<Mails<'_>> {
    let is_some = |mail: &&[u8]| !mail.trim_ascii().is_empty();
    let mails: Mails<'_> = match bytes {
        _ if bytes.starts_with(MMDF) => {
            Box::new(parted(bytes, MMDF).filter(is_some).map(Cow::Borrowed))
        }
        _ if bytes.starts_with(BABYL) => {
            Box::new(parted(bytes, BABYL_MAIL).skip(1).map(|mail| Cow::Owned(of_babyl(mail))))
        }
        _ if bytes.starts_with(BAT) => Box::new(of_bat(bytes).map(Cow::Borrowed)),
        _ if bytes.starts_with(FOXMAIL) => {
            Box::new(parted(bytes, FOXMAIL).filter(is_some).map(Cow::Borrowed))
        }
        _ if is_of_pegasus(bytes) => {
            let mails = parted(&bytes[PEGASUS..], PEGASUS_END);
            Box::new(mails.filter(is_some).map(Cow::Borrowed))
        }
        _ => return None,
    };
    Some(mails)
}

fn parted<'a>(bytes: &'a [u8], mark: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
    let mut rest = Some(bytes);
    std::iter::from_fn(move || {
        let whole = rest?;
        let end = memmem::find(whole, mark);
        rest = end.map(|end| &whole[end + mark.len()..]);
        Some(&whole[..end.unwrap_or(whole.len())])
    })
}

/// Puts a mail of Emacs together: a line of labels, the header as it came perhaps, the one that is shown, the text.
fn of_babyl(mail: &[u8]) -> Vec<u8> {
    let mail = mail.strip_suffix(b"\x1f").unwrap_or(mail);
    let mail = split_line(mail).1;
    let Some(mark) = memmem::find(mail, END_OF_HEADER) else { return mail.to_vec() };
    let (came, shown) = (mail[..mark].trim_ascii_end(), &mail[mark + END_OF_HEADER.len()..]);
    if came.is_empty() {
        return shown.to_vec();
    }
    let text = memmem::find(shown, b"\n\n").map_or(&[][..], |end| &shown[end..]);
    [came, if text.is_empty() { b"\n\n" } else { text }].concat()
}

/// Returns the mails of a message base of The Bat!. Where a record is damaged, the next one is looked for.
fn of_bat(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = u16_at(bytes, BAT.len())
        .and_then(|head| bytes.get(usize::from(head)..))
        .unwrap_or_default();
    std::iter::from_fn(move || {
        rest = &rest[memmem::find(rest, BAT_MAIL)?..];
        let head = size_at(rest, BAT_MAIL.len()).filter(|head| *head > BAT_LENGTH);
        let start = head.unwrap_or(BAT_LENGTH + 4).min(rest.len());
        let length = size_at(rest, BAT_LENGTH).unwrap_or(0).min(rest.len() - start);
        let (mail, after) = rest[start..].split_at(length);
        rest = after;
        Some(mail)
    })
}

/// Tells whether a folder of Pegasus begins here, which has no signature: a name that zeros fill up, then a mail.
fn is_of_pegasus(bytes: &[u8]) -> bool {
    let Some((head, mails)) = bytes.split_at_checked(PEGASUS) else { return false };
    let is_named = head[0].is_ascii_graphic() && head.last() == Some(&0);
    is_named && begins_with_header(mails)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{identify, probe};

    fn mails(bytes: &[u8]) -> Vec<String> {
        let found = probe::of(crate::mbox::extract, bytes);
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        found.children.into_iter().map(|(_, bytes)| text(bytes)).collect()
    }

    fn format(bytes: Vec<u8>) -> String {
        identify(&bytes.into(), b"x", &item::Declared::default()).format.into_owned()
    }

    #[test]
    fn mails_that_signs_mark_off_come_out() {
        let mark = "\u{1}\u{1}\u{1}\u{1}\n";
        let mmdf = format!("{mark}Subject: 1\n\nx\n{mark}{mark}Subject: 2\n\ny\n{mark}");
        assert_eq!(mails(mmdf.as_bytes()), ["Subject: 1\n\nx\n", "Subject: 2\n\ny\n"]);
        let babyl = "BABYL OPTIONS: -*- rmail -*-\nVersion: 5\n\u{1f}\u{c}\n1, answered,,\nReceived: z\nSubject: 1\n\n*** EOOH ***\nSubject: 1\n\nx\n\u{1f}\u{c}\n0,,\n*** EOOH ***\nSubject: 2\n\ny\n\u{1f}";
        assert_eq!(mails(babyl.as_bytes()), ["Received: z\nSubject: 1\n\nx", "Subject: 2\n\ny\n"]);
        assert!(!crate::mbox::is_single(babyl.as_bytes()));
    }

    fn bat() -> Vec<u8> {
        let record = |mail: &str| {
            let mut record = [BAT_MAIL, &48_u32.to_le_bytes()].concat();
            record.resize(BAT_LENGTH, 0);
            record.extend(u32::try_from(mail.len()).expect("it is short").to_le_bytes());
            record.resize(48, 0);
            [record, mail.into()].concat()
        };
        let mut head = [BAT, &3084_u16.to_le_bytes()].concat();
        head.resize(3084, 0);
        [head, record("Subject: 1\r\n\r\nx\r\n"), record("Subject: 2\r\n\r\ny\r\n")].concat()
    }

    #[test]
    fn message_bases_of_the_bat_give_their_mails_and_go_on_behind_damage() {
        let mut base = bat();
        let both = ["Subject: 1\r\n\r\nx\r\n", "Subject: 2\r\n\r\ny\r\n"];
        assert_eq!(mails(&base), both);
        assert_eq!(format(base.clone()), "mbox");
        base.splice(3084 + 48..3084 + 48, *b"more");
        assert_eq!(mails(&base)[1], both[1]);
        assert_eq!(mails(&base[..base.len() - 3])[1], "Subject: 2\r\n");
    }

    #[test]
    fn mailboxes_of_foxmail_and_pegasus_give_their_mails() {
        let both = ["From: a@b\r\nSubject: 1\r\n\r\nx\r\n", "From: a@b\r\nSubject: 2\r\n\r\ny\r\n"];
        let foxmail = both.map(|mail| [FOXMAIL, mail.as_bytes()].concat()).concat();
        assert_eq!(mails(&foxmail), both);
        assert_eq!(format(foxmail), "mbox");
        let mut pegasus = b"Sent mail".to_vec();
        pegasus.resize(PEGASUS, 0);
        pegasus.extend(both.join("\u{1a}").into_bytes());
        assert_eq!(mails(&pegasus), both);
        assert_eq!(format(pegasus), "mbox");
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..100), at in 3080_usize..3200) {
            let mut base = bat();
            base.splice(at..(at + bytes.len()).min(base.len()).max(at), bytes);
            mails(&base);
        }
    }
}
