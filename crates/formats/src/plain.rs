//! Plain text in any encoding.

use item::{Layer, Place, Segment};

use crate::shared::decode::{self, Choice, report_charset, report_replaced};
use crate::shared::segments::SIZE;
use crate::shared::{binhex, dump, embedded, shell_archive};
use crate::{Child, Content, Error, Flow, Input, Sink, eml};

/// Pushes the text in segments of at most 1 MiB, cut where lines end.
///
/// One segment stands at [`Place::Whole`]; several at parts named by their lines, counted from 1.
#[expect(clippy::unnecessary_wraps, reason = "the signature of every extractor")]
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let choice = decode::choose(&input.bytes, input.declared.charset.as_deref());
    report_charset(choice, input, sink);
    if push_text(&input.bytes[choice.bom..], choice, sink) == Flow::Continue
        && choice.charset.unit() == 1
    {
        push_files(&input.bytes, sink);
    }
    Ok(())
}

/// Pushes files that stand in the text: by uuencode, yEnc, `BinHex` or Base64, in shell archives, as dumps and in addresses.
fn push_files(text: &[u8], sink: &mut dyn Sink) {
    let files = eml::files_in(text);
    let files = files.chain(binhex::file(text).map(|file| (file.name, file.bytes)));
    let files = files.chain(shell_archive::files(text));
    let mut is_found = false;
    for (name, bytes) in files {
        is_found = true;
        let name = name.into_iter().map(|byte| if byte == b'/' { b'_' } else { byte }).collect();
        let child = Child { name, ..Child::default() };
        if sink.child(child, Content::Stream(&mut &bytes[..])) == Flow::Stop {
            return;
        }
    }
    for (number, bytes) in (1..).zip(dump::files(text)) {
        let child = Child { name: format!("dump-{number}.bin").into_bytes(), ..Child::default() };
        if sink.child(child, Content::Stream(&mut &bytes[..])) == Flow::Stop {
            return;
        }
    }
    if is_found {
        return;
    }
    let Ok(text) = std::str::from_utf8(text) else { return };
    let named = |name: &str, file| (name.to_owned(), file);
    let whole = embedded::in_value(text).map(|file| named("content", file));
    let addresses = embedded::in_text(text).into_iter().map(|file| named("address", file));
    let _ = embedded::push(whole.into_iter().chain(addresses).collect(), sink);
}

/// Pushes what `bytes` say in the chosen encoding.
pub(crate) fn push_text(bytes: &[u8], choice: Choice, sink: &mut dyn Sink) -> Flow {
    let mut flow = Flow::Continue;
    let mut rest = bytes;
    let mut line = 1;
    let mut had_errors = false;
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(choice.charset.cut(rest, SIZE));
        let (text, errors) = choice.charset.decode(piece);
        had_errors |= errors;
        let lines = memchr::memchr_iter(b'\n', text.as_bytes()).count();
        let is_whole = line == 1 && after.is_empty();
        let place = if is_whole { Place::Whole } else { lines_place(line, lines, &text) };
        line += lines;
        rest = after;
        if !text.trim().is_empty() {
            flow = sink.text(Segment::new(place, Layer::Body, text));
        }
        if flow == Flow::Stop {
            break;
        }
    }
    if had_errors {
        report_replaced(sink);
    }
    flow
}

fn lines_place(first: usize, line_ends: usize, text: &str) -> Place {
    let last = if text.ends_with('\n') { first + line_ends - 1 } else { first + line_ends };
    Place::Part(format!("lines {first}–{last}"))
}

#[cfg(test)]
mod tests {
    use item::{Key, Warning, WarningCode};

    use super::*;
    use crate::probe;

    #[test]
    fn a_short_text_is_one_segment_with_its_charset() {
        let found = probe::of(extract, "Ответ из НЦБ\n".as_bytes());
        assert_eq!(found.body(), "Ответ из НЦБ\n");
        assert_eq!(found.segments[0].place, Place::Whole);
        assert_eq!(found.first(&Key::CHARSET), "UTF-8");
    }

    #[test]
    fn a_long_text_is_cut_where_lines_end_and_nothing_is_lost() {
        let text: String = (0..200_000)
            .fold(String::new(), |text, number| text + "line " + &number.to_string() + "\n");
        let found = probe::of(extract, text.as_bytes());
        assert!(found.segments.iter().all(|segment| segment.text.len() <= SIZE));
        assert_eq!(
            found.segments.iter().map(|segment| segment.text.as_str()).collect::<String>(),
            text
        );
        let places: Vec<_> =
            found.segments.iter().map(|segment| segment.place.to_string()).collect();
        assert_eq!(places.first().map(String::as_str), Some("lines 1–96335"));
        assert!(places.last().is_some_and(|place| place.ends_with("–200000")), "{places:?}");
    }

    #[test]
    fn files_that_stand_in_a_text_are_children() {
        let uuencoded = b"see\nbegin 644 a.txt\n#0V%T\n`\nend\n";
        let found = probe::of(extract, uuencoded);
        assert_eq!((found.names(), &found.children[0].1[..]), (vec!["a.txt".into()], &b"Cat"[..]));
        let base64 =
            b"SXJpbmEgS3V6bmV0c292YSBhc2tlZCBmb3IgdGhlIHJlZCBub3Rp\nY2UgdG8gYmUgZGVsZXRlZC4=\n";
        assert_eq!(probe::of(extract, base64).names(), ["content-1.txt"]);
        assert!(probe::of(extract, b"begin with this, and end\n").names().is_empty());
    }

    #[test]
    fn a_limit_in_the_sink_stops_the_reading() {
        let text = "x".repeat(5 * SIZE);
        let found = probe::stopped_after(2, extract, text.as_bytes());
        assert_eq!(found.segments.len(), 2);
    }

    #[test]
    fn a_refused_charset_is_warned_of() {
        let bytes = b"\xcf\xf0\xe8\xe2\xe5\xf2 \xe8\xe7 \xcc\xee\xf1\xea\xe2\xfb";
        let found = probe::declared(extract, bytes, None, Some("utf-8"));
        assert_eq!(found.body(), "Привет из Москвы");
        assert_eq!(
            found.warnings,
            [Warning::new(WarningCode::CharsetMismatch, "declared utf-8, read as windows-1251")]
        );
    }
}
