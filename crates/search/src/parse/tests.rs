use item::{Layer, LayerSet};

use super::*;
use crate::days::Days;
use crate::word::Word;

fn text(spans: Spans) -> Query {
    Query::Words { field: Field::Text(LayerSet::SEARCHED), spans }
}

fn term(term: &str) -> Query {
    text(Spans::term(term))
}

fn sequence(terms: &[&str]) -> Spans {
    Spans::Sequence(terms.iter().map(|term| Spans::term(*term)).collect())
}

/// Reads a query that must give no warning.
fn read(query: &str) -> Query {
    let parsed = parse(query);
    assert_eq!(parsed.warnings, [""; 0], "{query}");
    parsed.query
}

#[test]
fn words_are_joined_by_and_which_binds_closer_than_or() {
    assert_eq!(
        read("a b OR NOT c"),
        Query::Or(vec![Query::And(vec![term("a"), term("b")]), Query::Not(Box::new(term("c")))])
    );
    assert_eq!(
        read("a (b OR -c)"),
        Query::And(vec![term("a"), Query::Or(vec![term("b"), Query::Not(Box::new(term("c")))])])
    );
}

#[test]
fn all_kinds_of_quotes_make_phrases() {
    for query in ["\"a b\"", "«a b»", "“a b”", "„a b“", "„a b”", "»a b«"] {
        assert_eq!(read(query), text(sequence(&["a", "b"])), "{query}");
    }
    let slots = vec![vec![Word::Term("a".into())], vec![Word::Term("b".into())]];
    assert_eq!(read("\"a b\"~5"), text(Spans::Window { slots, extra: 5 }));
}

#[test]
fn a_word_of_several_tokens_is_a_phrase() {
    assert_eq!(read("a-b"), text(sequence(&["a", "b"])));
    assert_eq!(read("a/b"), text(sequence(&["a", "b"])));
}

#[test]
fn nearness_joins_words_phrases_and_alternatives() {
    let near = |left, right, within, ordered| {
        text(Spans::Near { left: Box::new(left), right: Box::new(right), within, ordered })
    };
    assert_eq!(read("a w/5 b"), near(Spans::term("a"), Spans::term("b"), 5, false));
    assert_eq!(
        read("(a OR b) pre/3 «c d»"),
        near(Spans::Any(vec![Spans::term("a"), Spans::term("b")]), sequence(&["c", "d"]), 3, true)
    );
}

#[test]
fn patterns_stand_for_many_terms() {
    let word = |word| text(Spans::Word(word));
    assert_eq!(read("Pre*"), word(Word::Prefix("pre".into())));
    assert_eq!(read("*fix"), word(Word::Glob("*fix".into())));
    assert_eq!(read("te?t"), word(Word::Glob("te?t".into())));
    assert_eq!(read("term~"), word(Word::Fuzzy { term: "term".into(), distance: 1 }));
    assert_eq!(read("term~2"), word(Word::Fuzzy { term: "term".into(), distance: 2 }));
    assert_eq!(read(r"/a\d+/"), word(Word::Regex(r"a\d+".into())));
    assert_eq!(read("*"), Query::All);
}

#[test]
fn a_whole_digest_is_that_of_an_item_as_well() {
    let digest = "AB".repeat(32);
    let of = |name: &str| Query::Words {
        field: Field::ItemAttribute(name.to_owned()),
        spans: Spans::Word(Word::Prefix(digest.to_lowercase())),
    };
    for query in [digest.clone(), format!("\"{digest}\"")] {
        let found = read(&query);
        assert_eq!(
            found,
            Query::Or(vec![term(&digest.to_lowercase()), of("blake3"), of("sha256")])
        );
    }
    assert!(!format!("{:?}", read(&digest[1..])).contains("ItemAttribute"));
}

#[test]
fn initials_alone_are_no_name() {
    for (query, terms) in [("name:x", &["x"][..]), ("name:\"И. В.\"", &["и", "в"])] {
        let parsed = parse(query);
        let spans = if terms.len() == 1 { Spans::term(terms[0]) } else { sequence(terms) };
        assert_eq!(parsed.query, text(spans), "{query}");
        assert!(parsed.warnings[0].contains("initials alone"), "{:?}", parsed.warnings);
    }
    assert!(parse("name:王").warnings.is_empty());
}

#[test]
fn a_path_is_no_regular_expression() {
    assert_eq!(read("/etc/passwd"), text(sequence(&["etc", "passwd"])));
}

#[test]
fn date_ranges_are_read_in_every_notation() {
    let days = Days::read("2019/2021-06").expect("a range");
    let wanted = Query::Words {
        field: Field::Mention { kind: item::Kind::Date, layers: LayerSet::SEARCHED },
        spans: Spans::Word(Word::Days(days)),
    };
    for query in ["date:2019..2021-06", "date:[2019 TO 2021-06]", "date:2019/2021-06"] {
        assert_eq!(read(query), wanted, "{query}");
    }
    assert_eq!(read("date:{2018 TO 2021-07}"), wanted);
}

#[test]
fn sizes_compare() {
    assert_eq!(read("size:>1000000"), Query::Size { min: 1_000_001, max: u64::MAX });
    assert_eq!(read("size:<=5MB"), Query::Size { min: 0, max: 5_000_000 });
    assert_eq!(read("size:[1 TO 2}"), Query::Size { min: 1, max: 1 });
}

#[test]
fn the_confidence_of_ocr_compares() {
    let between = |numbers: std::ops::RangeInclusive<u32>| Query::Words {
        field: Field::Property(vec!["ocr-confidence".to_owned()]),
        spans: Spans::Any(
            numbers.map(|number| Spans::term(crate::terms::whole(&number.to_string()))).collect(),
        ),
    };
    for (typed, numbers) in [
        ("ocr.conf:<60", 0..=59),
        ("ocr.conf:0..60", 0..=60),
        ("OCR.conf:>=90%", 90..=100),
        ("ocr.conf:{59 TO 61}", 60..=60),
        ("ocr.conf:60", 60..=60),
        ("ocr.conf:*", 0..=100),
    ] {
        assert_eq!(read(typed), between(numbers), "{typed}");
    }
    assert_eq!(
        read("ocr.conf:>100"),
        Query::Words {
            field: Field::Property(vec!["ocr-confidence".to_owned()]),
            spans: Spans::Any(Vec::new()),
        }
    );
}

#[test]
fn a_host_with_its_port_is_no_field() {
    assert!(parse("server.example.com:8080").warnings.is_empty());
}

#[test]
fn a_layer_scopes_the_words_beside_it() {
    let deleted = LayerSet::from_iter([Layer::Deleted]);
    let Query::And(parts) = read("layer:deleted (Foo OR Bar)") else { panic!("no AND") };
    let scoped =
        |term: &str| Query::Words { field: Field::Text(deleted), spans: Spans::term(term) };
    assert_eq!(parts[1], Query::Or(vec![scoped("foo"), scoped("bar")]));

    let Query::Or(parts) = read("layer:deleted OR Foo") else { panic!("no OR") };
    assert_eq!(parts[1], term("foo"));
}

#[test]
fn boosts_bind_to_what_stands_before() {
    assert_eq!(read("a^2"), Query::Boost(Box::new(term("a")), 2.0));
    assert_eq!(
        read("(a OR b)^0.5"),
        Query::Boost(Box::new(Query::Or(vec![term("a"), term("b")])), 0.5)
    );
}

#[test]
fn what_cannot_be_read_is_taken_literally_with_a_warning() {
    for (query, literal) in [
        ("foo:bar", text(sequence(&["foo", "bar"]))),
        ("date:now", term("now")),
        ("(a", term("a")),
        ("a)", term("a")),
        ("\"a", term("a")),
        ("/a(/", term("a")),
        ("cc: ", term("cc")),
        ("a w/5", term("a")),
    ] {
        let parsed = parse(query);
        assert_eq!(parsed.query, literal, "{query}");
        assert!(!parsed.warnings.is_empty(), "{query}");
    }
}

#[test]
fn a_query_without_anything_to_look_for_matches_nothing() {
    for query in [
        "",
        " \n",
        "/[/",
        "...",
        "~",
        "\"\"",
        "«»",
        "()",
        "-",
        "+",
        "^2",
        "^",
        "NOT NOT",
        "-/[/",
        "name:\"\"",
        "&&",
        "OR OR",
        "( OR )",
    ] {
        let parsed = parse(query);
        assert_eq!(parsed.query, Query::Or(Vec::new()), "{query}");
        assert!(!parsed.warnings.is_empty(), "{query}");
    }
}

#[test]
fn a_sign_that_stands_alone_is_a_word() {
    for (query, word) in [("OR", "or"), ("AND", "and"), ("NOT", "not")] {
        let parsed = parse(query);
        assert_eq!(parsed.query, term(word), "{query}");
        assert!(!parsed.warnings.is_empty(), "{query}");
    }
}

#[test]
fn signs_that_join_nothing_are_left_out_with_a_warning() {
    for query in ["a AND", "AND a", "a OR", "OR a", "a NOT", "(a NOT)", "a ^", "^ a", "(AND a)"] {
        let parsed = parse(query);
        assert_eq!(parsed.query, term("a"), "{query}");
        assert_eq!(parsed.warnings.len(), 1, "{query}: {:?}", parsed.warnings);
    }
    for query in ["a AND AND b", "a w/ b", "a w/0 b", "a~x", "a^x", "~x", "^x"] {
        assert!(!parse(query).warnings.is_empty(), "{query}");
    }
}

#[test]
fn other_forms_are_looked_for_but_never_ruled_out() {
    let forms = Word::inflected("notices").expect("a word with forms");
    let others = Query::Boost(Box::new(text(Spans::Word(forms))), 0.3);
    assert_eq!(read("notices"), Query::Or(vec![term("notices"), others]));
    assert_eq!(read("«notices»"), term("notices"));
    assert_eq!(read("-notices"), Query::Not(Box::new(Query::Or(vec![term("notices")]))));
}

#[test]
fn look_alike_letters_in_a_control_number_are_read_as_latin() {
    // Cyrillic, Greek, and small letters of both
    for pasted in ["А-1234/5-2020", "Α-1234/5-2020", "а-1234/5-2020", "α-1234/5-2020"] {
        assert_eq!(
            read(&format!("control:{}", pasted.to_uppercase())),
            read("control:A-1234/5-2020")
        );
        assert_eq!(whole_of(pasted), whole_of("a-1234/5-2020"));
    }
}

/// Returns the first thing that is looked for in the field of control numbers: the whole value.
fn whole_of(number: &str) -> Spans {
    match read(&format!("control:{number}")) {
        Query::Words { spans: Spans::Any(parts), .. } => parts[0].clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn web_addresses_and_times_are_words_without_warning() {
    assert_eq!(read("http://a.b"), text(sequence(&["http", "a", "b"])));
    assert_eq!(read("10:30"), text(sequence(&["10", "30"])));
    assert_eq!(read("a - b"), Query::And(vec![term("a"), term("b")]));
}

#[test]
fn distances_of_other_programs_are_read() {
    for (typed, same) in [
        ("a NEAR/5 b", "a w/5 b"),
        ("a near/5 b", "a w/5 b"),
        ("a NEAR b", "a w/10 b"),
        ("a ONEAR/5 b", "a pre/5 b"),
        ("a /5 b", "a w/5 b"),
        ("a /s b", "a w/sentence b"),
        ("a w/p b", "a w/paragraph b"),
    ] {
        let parsed = parse(typed);
        assert_eq!((parsed.query, parsed.warnings), (read(same), Vec::new()), "{typed}");
    }
    assert!(matches!(read("near a"), Query::And(parts) if parts[1] == term("a")));
    assert_eq!(read("ab/5"), text(sequence(&["ab", "5"])));
    assert_eq!(read("/letters/a"), text(sequence(&["letters", "a"])));
}

#[test]
fn words_of_a_phrase_may_have_wildcards_and_edits() {
    let literal = |words: &[&str]| Spans::Any(vec![sequence(words)]);
    let with = |literal: Spans, pattern: Spans| {
        let Spans::Any(mut parts) = literal else { panic!("no alternatives") };
        parts.push(pattern);
        text(Spans::Any(parts))
    };
    let prefix = |prefix: &str| Spans::Word(Word::Prefix(prefix.to_owned()));
    assert_eq!(
        read("\"red not*\""),
        with(literal(&["red", "not"]), Spans::Sequence(vec![Spans::term("red"), prefix("not")]))
    );
    let edited = Spans::Word(Word::Fuzzy { term: "notce".to_owned(), distance: 1 });
    assert_eq!(
        read("\"red notce~1\""),
        with(literal(&["red", "notce", "1"]), Spans::Sequence(vec![Spans::term("red"), edited]))
    );
    assert_eq!(
        read("\"the * red notice\""),
        with(
            literal(&["the", "red", "notice"]),
            Spans::Near {
                left: Box::new(Spans::term("the")),
                right: Box::new(sequence(&["red", "notice"])),
                within: 2,
                ordered: true
            }
        )
    );
    let near = |left, right, within| Spans::Near {
        left: Box::new(left),
        right: Box::new(right),
        within,
        ordered: true,
    };
    let [a, b, c] = ["aa", "bb", "cc"].map(Spans::term);
    assert_eq!(
        read("\"* aa * bb * * cc\""),
        with(literal(&["aa", "bb", "cc"]), near(near(a, b, 2), c, 3))
    );
    assert_eq!(
        read("\"not* red\"~3"),
        text(Spans::Window {
            slots: vec![vec![Word::Prefix("not".to_owned())], vec![Word::Term("red".to_owned())]],
            extra: 3
        })
    );
}

#[test]
fn the_mark_behind_a_question_and_that_in_an_address_are_no_wildcards_alone() {
    for (typed, literal) in
        [("firmó?", &["firmo"][..]), ("http://a.b/c?d=1", &["http", "a", "b", "c", "d", "1"])]
    {
        let Query::Words { spans: Spans::Any(parts), .. } = read(typed) else { panic!("{typed}") };
        let literal = if literal.len() > 1 { sequence(literal) } else { Spans::term(literal[0]) };
        assert_eq!(parts[0], literal, "{typed}");
        assert_eq!(parts.len(), 2, "{typed}");
    }
}

#[test]
fn huge_and_deep_queries_are_bounded() {
    for query in [
        "(".repeat(1_000_000),
        "a ".repeat(500_000),
        "-".repeat(1_000_000),
        "\"".repeat(1_000_000),
        "*a ".repeat(300_000),
        "name:(".repeat(100_000),
        "a w/5 ".repeat(100_000),
    ] {
        assert!(!parse(&query).warnings.is_empty());
    }
}

proptest::proptest! {
    #[test]
    fn reading_never_fails_and_is_deterministic(query in "[a-c \"«»~*?/:()\\[\\]{}^0-9w>-]{0,60}|.{0,80}|((name|date|layer|path|size|foo):[a-z0-9.*(\"]{0,8} ?){0,6}") {
        proptest::prop_assert_eq!(parse(&query), parse(&query));
    }
}

#[test]
fn a_value_of_few_means_itself_alone() {
    for typed in ["status:compliant", "status:Not-Compliant", "notice:red-notice", "country:RU"] {
        let parsed = parse(typed);
        assert!(parsed.warnings.is_empty(), "{typed}: {:?}", parsed.warnings);
        let Query::Words { spans: Spans::Word(Word::Term(_)), .. } = &parsed.query else {
            panic!("{typed} is looked for as {:?}", parsed.query);
        };
    }
    assert!(parse("notice:red").warnings.is_empty());
    assert!(parse("has:attachment").warnings.is_empty());
}

#[test]
fn a_value_that_no_item_can_have_is_told() {
    for (typed, told) in [
        ("country:Russia", "two letters"),
        ("status:canceled", "cancelled"),
        ("notice:\"красное уведомление\"", "red"),
        ("outcome:locked", "encrypted"),
        ("has:foo", "attachments"),
        ("lang:russian", "two letters"),
    ] {
        let warnings = parse(typed).warnings;
        assert!(warnings.iter().any(|warning| warning.contains(told)), "{typed}: {warnings:?}");
    }
    assert!(parse("country:*").warnings.is_empty());
}

#[test]
fn a_warning_states_what_would_be_read() {
    for (typed, stated) in [
        ("foo:bar", "unknown field `foo`; searched as a plain word. Fields: notice, person"),
        ("status:a", "`a` is not a value of `status:`; searched as plain words. Values: requested"),
        (
            "date:march 2019",
            "`march` is not a value of `date:`; searched as plain words. Values: `2019`",
        ),
        ("dated:yesterday", "Values: `2019`, `2019-03`"),
        ("size:big", ">5MB"),
        ("ocr.conf:bad", "`60`, `<60`, `60..80`"),
        ("layer:secret", "deleted"),
        ("a OR", "ignored operator `OR` without an operand on one side"),
        ("(^2)", "ignored `^2` without a term"),
    ] {
        let warnings = parse(typed).warnings;
        assert!(warnings.iter().any(|warning| warning.contains(stated)), "{typed}: {warnings:?}");
    }
}

#[test]
fn a_letter_before_a_number_is_looked_for_in_every_script() {
    let Query::Words { spans: Spans::Sequence(latin), .. } = parse("A-2741/3").query else {
        panic!("a number is a phrase");
    };
    assert_eq!(latin[0], Spans::Any(["a", "а", "α"].map(Spans::term).into()));
    let Query::Words { spans: Spans::Sequence(plain), .. } = parse("\"Plan B is 5\"").query else {
        panic!("a phrase is one");
    };
    assert_eq!(plain, ["plan", "b", "is", "5"].map(Spans::term));
}
