//! From the sounds of a word to its skeleton: glides and endings dropped, vowels merged, doubles collapsed.

/// Endings of adjectives in `-ский` and `-цкий`, behind `sk` or `Ck`; the longest first.
const ADJECTIVE: &[&str] =
    &["imi", "ogo", "omu", "im", "om", "aa", "oi", "uu", "ig", "a", "e", "i", "u"];

/// Endings of surnames in `-ов`, `-ев`, `-ин`; the longest first.
const SURNAME: &[&str] = &["imi", "im", "om", "oi", "ig", "a", "e", "i", "u"];

/// Endings of other words of three and more sounds; the longest first.
const OTHER: &[&str] = &["om", "em", "oi", "ei", "a", "e", "i", "u"];

/// Endings of [`OTHER`] that are as often the end of a name in the nominative: Керем, Adam, Артём.
const PART_OF_NAME: &[&str] = &["om", "em"];

/// Returns the skeleton of a word from its sounds.
pub(crate) fn skeleton(sounds: &str) -> String {
    merged(&without_ending(without_glides(sounds)))
}

/// Returns the skeleton of a word whose ending is a part of the name itself, if it may be.
pub(crate) fn skeleton_with_ending(sounds: &str) -> Option<String> {
    let whole = without_glides(sounds);
    let is_cut = || without_ending(whole.clone()).len() + 2 == whole.len();
    let may_be_whole = PART_OF_NAME.iter().any(|ending| whole.ends_with(ending)) && is_cut();
    may_be_whole.then(|| merged(&whole))
}

/// Merges vowels that are written for one another, and collapses doubles.
fn merged(stem: &str) -> String {
    let mut skeleton = String::with_capacity(stem.len());
    for sound in stem.chars() {
        let merged = match sound {
            'o' => 'a',
            'i' => 'e',
            _ => sound,
        };
        if !skeleton.ends_with(merged) {
            skeleton.push(merged);
        }
    }
    same_after_hush(skeleton)
}

/// Drops `i` before a vowel and after another `i`, and the `q` that parts a hard `g` or `k` from its vowel.
fn without_glides(sounds: &str) -> String {
    let mut kept = String::with_capacity(sounds.len());
    let mut rest = sounds.chars().peekable();
    while let Some(sound) = rest.next() {
        if sound == 'q' {
            rest.next_if_eq(&'u');
            continue;
        }
        let is_glide = sound == 'i' && rest.peek().is_some_and(|next| is_vowel(*next));
        if !is_glide {
            kept.push(sound);
        }
    }
    kept
}

fn without_ending(mut stem: String) -> String {
    if !stem.ends_with(['a', 'e', 'i', 'o', 'u', 'm', 'g']) {
        return stem;
    }
    let is_adjective =
        |head: &str| head.len() > 2 && (head.ends_with("sk") || head.ends_with("Ck"));
    let is_surname = |head: &str| {
        head.len() > 2 && (head.ends_with("ov") || head.ends_with("ev") || head.ends_with("in"))
    };
    let ending = find(&stem, ADJECTIVE, is_adjective).or_else(|| find(&stem, SURNAME, is_surname));
    if let Some(ending) = ending {
        stem.truncate(stem.len() - ending);
        return stem;
    }
    if is_adjective(&stem) || is_surname(&stem) || stem.len() < 3 {
        return stem;
    }
    if let Some(ending) = find(&stem, OTHER, |head| head.len() > 1) {
        stem.truncate(stem.len() - ending);
    }
    // the a before a glide is no ending: Küçükkaya, Dolunay
    if stem.len() > 3 && stem.ends_with(|sound| is_vowel(sound) && sound != 'a') {
        stem.pop();
    }
    stem
}

/// Returns the length of the first of `endings` that follows a head of the right kind.
fn find(stem: &str, endings: &[&str], is_head: impl Fn(&str) -> bool) -> Option<usize> {
    let fits = |ending: &&&str| stem.strip_suffix(**ending).is_some_and(&is_head);
    endings.iter().find(fits).map(|ending| ending.len())
}

/// Ё and е are one after ж, ч, ш, щ: Горбачёв, Горбачев, Gorbachov.
fn same_after_hush(mut skeleton: String) -> String {
    if skeleton.ends_with("Xav") || skeleton.ends_with("Zav") {
        skeleton.truncate(skeleton.len() - 2);
        skeleton.push_str("ev");
    }
    skeleton
}

fn is_vowel(sound: char) -> bool {
    matches!(sound, 'a' | 'e' | 'i' | 'o' | 'u')
}
