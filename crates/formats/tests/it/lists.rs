//! Numbers of list items in a Word document whose paragraphs state what Word shows before them.

use std::path::Path;

use crate::kept::extract;

/// Beside the project; `testWORD_override_list_numbering.doc` of Apache Tika.
const DOCUMENT: &str = "../../../shared/corpora/tika/tika-parsers/tika-parsers-standard/tika-parsers-standard-modules/tika-parser-microsoft-module/src/test/resources/test-documents/testWORD_override_list_numbering.doc";

#[test]
#[expect(clippy::print_stderr, reason = "whoever runs the tests is to see it")]
fn items_of_lists_begin_with_the_number_that_word_shows() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(DOCUMENT);
    let Ok(bytes) = std::fs::read(&path) else {
        eprintln!("SKIPPED items_of_lists_begin_with_the_number_that_word_shows: no {DOCUMENT}");
        return;
    };
    let kept = extract("doc", bytes);
    let body: String = kept.segments.iter().map(|segment| segment.text.as_str()).collect();
    for line in [
        "0th 0th\n",
        "1st.2 1st.2\n",
        "1st.2.1someText 1st.2.1someText\n",
        "1.a.II 1.a.II\n",
        "1.b 1.b\n",
    ] {
        assert!(body.contains(line), "{line:?} is not in {body}");
    }
}
