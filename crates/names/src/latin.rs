//! Latin graphemes as classes of sounds, in the spellings of all the usual romanisations at once: ICAO 9303, GOST,
//! BGN/PCGN, ISO 9, the French of old passports, German, Polish, Czech, Dutch, Spanish, Baltic.

use crate::english;
use crate::forms::Forms;

/// A grapheme with its readings, the likeliest first.
type Grapheme = (&'static str, &'static [&'static str]);

/// Returns the graphemes of several letters that begin with `first`, with their readings; the longest ones first.
fn graphemes(first: char) -> &'static [Grapheme] {
    match first {
        'X' => &[("XtX", &["X"]), ("XX", &["X"])],
        'a' => &[("ausk", &["ausk", "ovsk"]), ("ae", &["ae", "a"])],
        'c' => &[("chtch", &["X"]), ("cs", &["X"]), ("cz", &["X"]), ("ch", &["X", "g"])],
        'd' => {
            &[("dsch", &["Z"]), ("dzj", &["Z"]), ("dzh", &["Z"]), ("dj", &["Z"]), ("dZ", &["Z"])]
        }
        'g' => &[("gh", &["g"])],
        'i' => &[("iou", &["u"]), ("iov", &["iov", "iev"])],
        'j' => &[("jou", &["u", "Zu"]), ("jo", &["io", "ie", "go", "Zo"])],
        'k' => &[("kh", &["g"])],
        'o' => &[
            ("ousk", &["usk", "ovsk"]),
            ("ou", &["u", "ou"]),
            ("oo", &["u", "o"]),
            ("oe", &["u", "o"]),
        ],
        'p' => &[("ph", &["f"])],
        'r' => &[("rzh", &["rZ"]), ("rz", &["Z", "rz"])],
        's' => &[
            ("schtsch", &["X"]),
            ("shtsh", &["X"]),
            ("stsch", &["X"]),
            ("shch", &["X"]),
            ("szcz", &["X"]),
            ("stch", &["X"]),
            ("sch", &["X", "Z"]),
            ("sz", &["X", "s"]),
            ("sh", &["X"]),
            ("sj", &["X", "s"]),
        ],
        't' => &[
            ("tsch", &["X"]),
            ("tch", &["X"]),
            ("tsh", &["X"]),
            ("tsj", &["X"]),
            ("tj", &["X", "t"]),
            ("tX", &["X"]),
            ("tx", &["X", "tks"]),
            ("tz", &["C", "tz"]),
            ("ts", &["C"]),
            ("th", &["t", "tg"]),
        ],
        'u' => &[("ue", &["ue", "u"])],
        'y' => &[("you", &["u"]), ("yo", &["io", "ie"])],
        'z' => &[("zsch", &["X"]), ("zj", &["Z", "z"]), ("zh", &["Z"]), ("zs", &["Z"])],
        _ => &[],
    }
}

/// Letters of Belarusian in Latin ones, told by the `ou` before a consonant, whose `ts` and `dz` are Russian т and д before i:
/// Tsikhanouskaya and Tikhanovskaya.
const BELARUSIAN: &[Grapheme] = &[("ts", &["C", "t"]), ("dz", &["dz", "d"])];

/// Graphemes that are read in their own way at the end of a word: Belarusian -аў, -оў, -еў; Polish -cka.
/// South Slavic -ić without its mark: Vukmirovic is Вукмирович, and Melnic Мельник.
const FINAL: &[Grapheme] = &[
    ("au", &["au", "ov"]),
    ("ou", &["u", "ov"]),
    ("eu", &["eu", "ev"]),
    ("cka", &["ka", "Cka"]),
    ("ic", &["ik", "iX", "iC"]),
];

/// Returns the readings of a Latin word: letter by letter, and as English sounds.
pub(crate) fn forms(word: &str) -> Forms {
    let plain = plain(word);
    let tongue = tongue(word, &plain);
    let by_sound = english::by_sound(&plain)
        .filter(|_| !matches!(tongue, Some(Tongue::Spanish | Tongue::Turkish)));
    let by_sound = by_sound.map(|sound| spelled(sound, tongue));
    let forms = spelled(plain, tongue);
    match by_sound {
        Some(other) => forms.or(other),
        None => forms,
    }
}

/// A language whose letters are read in its own way, told by its accents and endings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tongue {
    Belarusian,
    French,
    German,
    Spanish,
    Turkish,
}

fn tongue(word: &str, plain: &str) -> Option<Tongue> {
    let has = |letters: &[char]| word.contains(letters);
    let ends_spanish = ["ez", "oz", "iz", "az"].iter().any(|ending| plain.ends_with(ending));
    // g and k before a soft vowel
    let has_silent_u = ["gui", "gue", "qui", "que"].iter().any(|part| plain.contains(part));
    if plain.contains("ousk") && (plain.contains("tsi") || plain.contains("dzi")) {
        Some(Tongue::Belarusian)
    } else if plain.contains('w') || plain.contains("sch") {
        Some(Tongue::German)
    } else if has(&['ı', 'İ', 'ş', 'Ş', 'ğ', 'Ğ', 'ü', 'Ü', 'ö', 'Ö', 'ə', 'Ə']) {
        Some(Tongue::Turkish)
    } else if has(&['á', 'é', 'í', 'ó', 'ú', 'ñ', 'Á', 'É', 'Í', 'Ó', 'Ú', 'Ñ']) || ends_spanish
    {
        Some(Tongue::Spanish)
    } else if plain.contains("ou") && plain.contains('j') {
        Some(Tongue::French)
    } else if has_silent_u {
        Some(Tongue::Spanish)
    } else {
        None
    }
}

/// Returns the readings of a word letter by letter.
fn spelled(plain: String, tongue: Option<Tongue>) -> Forms {
    let letters = modern_ending(plain);
    let mut forms = Forms::default();
    let mut at = 0;
    while at < letters.len() {
        let (readings, length) = step(&letters, at, tongue);
        forms.push(readings);
        at += length;
    }
    forms
}

/// Returns the readings of the grapheme at `at`, and how many bytes it takes.
fn step(letters: &str, at: usize, tongue: Option<Tongue>) -> (&'static [&'static str], usize) {
    let rest = &letters[at..];
    if let Some((grapheme, readings)) =
        FINAL.iter().find(|(grapheme, _)| rest == *grapheme && at > 1)
    {
        return (readings, grapheme.len());
    }
    let mut following = rest.chars();
    let letter = following.next().unwrap_or(' ');
    // u is ou where j is ж
    if tongue == Some(Tongue::French) && rest.starts_with("ou") {
        return (&["u"], "ou".len());
    }
    let is_soft = |grapheme: &&Grapheme| rest[grapheme.0.len().min(rest.len())..].starts_with('i');
    let belarusian = BELARUSIAN.iter().filter(|_| tongue == Some(Tongue::Belarusian));
    let soft = belarusian.filter(|(grapheme, _)| rest.starts_with(grapheme)).find(is_soft);
    if let Some((grapheme, readings)) = soft {
        return (readings, grapheme.len());
    }
    let known = graphemes(letter).iter().find(|(grapheme, _)| rest.starts_with(grapheme));
    if let Some((grapheme, readings)) = known {
        return (readings, grapheme.len());
    }
    let around = Around {
        before: letters[..at].chars().next_back(),
        next: following.next(),
        after: following.next(),
        tongue,
    };
    (single(letter, &around), letter.len_utf8())
}

/// What stands around a letter.
struct Around {
    before: Option<char>,
    next: Option<char>,
    after: Option<char>,
    tongue: Option<Tongue>,
}

fn single(letter: char, around: &Around) -> &'static [&'static str] {
    let is_soft = |letter| matches!(letter, Some('e' | 'i' | 'y'));
    match letter {
        'c' if around.next == Some('k') => match around.after {
            Some('i' | 'y') => &["C"],
            _ => &[],
        },
        'c' if around.tongue == Some(Tongue::Turkish) => &["Z", "k"],
        // Azerbaijani, in whose letters alone Turkic names have these
        'q' if around.tongue == Some(Tongue::Turkish) => &["g", "k"],
        'x' if around.tongue == Some(Tongue::Turkish) => &["g", "ks"],
        'c' if is_soft(around.next) => &["C", "s"],
        'h' if around.tongue == Some(Tongue::Spanish) && around.before.is_none() => &["g", ""],
        'q' if around.next == Some('u') && is_soft(around.after) => &["kq"],
        'z' if around.tongue == Some(Tongue::Spanish) => &["s", "z"],
        'c' => &["k", "C"],
        'g' if around.next == Some('u') && is_soft(around.after) => &["gq", "gu"],
        'j' if around.tongue == Some(Tongue::French) => &["Z", "i"],
        'j' => jot(around),
        's' if around.tongue == Some(Tongue::German) => german_s(around),
        's' if stands_between_vowels(around) => &["s", "z"],
        'z' => &["z", "C"],
        _ => plain_letter(letter),
    }
}

/// J is a glide in most spellings, ж in French, х in Spanish.
fn jot(around: &Around) -> &'static [&'static str] {
    let stands_behind_vowel = around.before.is_none_or(is_vowel);
    match around.next {
        Some(next) if stands_behind_vowel && is_vowel(next) => &["i", "Z", "g"],
        Some(_) if stands_behind_vowel => &["i", "g", "Z"],
        _ => &["i"],
    }
}

/// Tells whether a letter stands between vowels, where s is з in German and French: Oserski, Kosakov.
fn stands_between_vowels(around: &Around) -> bool {
    around.before.is_some_and(is_vowel) && around.next.is_some_and(is_vowel)
}

fn german_s(around: &Around) -> &'static [&'static str] {
    match around.next {
        Some('t' | 'p') if around.before.is_none() => &["s", "X"],
        // З is S in German
        _ => &["s", "z"],
    }
}

fn plain_letter(letter: char) -> &'static [&'static str] {
    match letter {
        'ç' => &["X", "s"],
        'x' => &["ks", "g"],
        'ë' => &["e", "o"],
        'đ' => &["d", "Z"],
        // Ўткир is Oʻtkir
        'õ' => &["o", "u"],
        'ə' => &["e", "a"],
        'ą' => &["a", "om", "on"],
        'ę' => &["e", "en", "em"],
        'ś' => &["s", "X"],
        'a' => &["a"],
        'b' => &["b"],
        'd' => &["d"],
        'e' => &["e"],
        'f' => &["f"],
        'g' | 'h' => &["g"],
        'i' | 'y' => &["i"],
        'k' | 'q' => &["k"],
        'l' => &["l"],
        'm' => &["m"],
        'n' => &["n"],
        'o' => &["o"],
        'p' => &["p"],
        'r' => &["r"],
        's' => &["s"],
        't' => &["t"],
        'u' => &["u"],
        'v' | 'w' => &["v"],
        'C' => &["C"],
        'X' => &["X"],
        'Z' => &["Z"],
        _ => &[],
    }
}

fn is_vowel(letter: char) -> bool {
    matches!(letter, 'a' | 'e' | 'i' | 'o' | 'õ' | 'u' | 'y' | 'j' | 'ə')
}

/// Returns the word in lower-case ASCII, but for hushing letters with a mark, which become their class, and for
/// letters whose mark leaves them several readings.
pub(crate) fn plain(word: &str) -> String {
    let mut plain = String::with_capacity(word.len());
    for letter in word.chars().flat_map(char::to_lowercase) {
        match letter {
            'õ' => plain.push('o'),
            'ç' | 'ë' | 'ą' | 'ę' | 'ś' | 'ə' | 'đ' => plain.push(letter),
            '\u{2bb}' | '\u{2018}' if plain.ends_with('o') => replace_last(&mut plain, 'õ'),
            'č' | 'ć' | 'ĉ' | 'š' | 'ŝ' | 'ş' | 'ș' => plain.push('X'),
            'ž' | 'ż' | 'ĵ' => plain.push('Z'),
            'ț' | 'ţ' => plain.push('C'),
            '\u{30c}' | '\u{302}' | '\u{307}' | '\u{327}' => mark(&mut plain, letter),
            '\u{308}' if plain.ends_with('e') => replace_last(&mut plain, 'ë'),
            _ => push_ascii(letter, &mut plain),
        }
    }
    plain
}

/// Applies a combining caron, circumflex, dot or cedilla.
fn mark(plain: &mut String, mark: char) {
    let marked = match (plain.chars().next_back(), mark) {
        (Some('c'), '\u{30c}' | '\u{302}') | (Some('s'), '\u{30c}' | '\u{302}' | '\u{327}') => 'X',
        (Some('z'), '\u{30c}' | '\u{307}') => 'Z',
        (Some('c'), '\u{327}') => 'ç',
        _ => return,
    };
    replace_last(plain, marked);
}

fn replace_last(plain: &mut String, letter: char) {
    plain.pop();
    plain.push(letter);
}

fn push_ascii(letter: char, plain: &mut String) {
    if letter.is_ascii_alphabetic() {
        return plain.push(letter);
    }
    let folded = text::fold(letter.encode_utf8(&mut [0; 4]));
    if folded.bytes().all(|byte| byte.is_ascii_lowercase()) {
        plain.push_str(&folded);
    }
}

/// Brings foreign endings of Russian names to `-ov`, `-ev`, `-in`, `-ski`.
fn modern_ending(mut plain: String) -> String {
    const ENDINGS: &[(&str, &str)] = &[
        // -ович, which the genitive of the plural is not: Popovich, Popovych
        ("ovich", "oviX"),
        ("evich", "eviX"),
        ("ovic", "oviX"),
        ("evic", "eviX"),
        ("ovych", "oviX"),
        ("evych", "eviX"),
        ("ovas", "ov"),
        ("evas", "ev"),
        ("inas", "in"),
        ("ovs", "ov"),
        ("evs", "ev"),
        ("ovy", "ov"),
        ("off", "ov"),
        ("eff", "ev"),
        ("ine", "in"),
        ("ff", "v"),
        ("skis", "ski"),
        ("skas", "ski"),
        ("ckis", "cki"),
    ];
    let ending = ENDINGS
        .iter()
        .find(|(ending, _)| plain.ends_with(ending) && plain.len() > ending.len() + 1);
    if let Some((ending, modern)) = ending {
        plain.truncate(plain.len() - ending.len());
        plain.push_str(modern);
    }
    plain
}
