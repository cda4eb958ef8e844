//! In which languages a picture is read: one script at a time, since models of several scripts at once read worse, and
//! Arabic never together with others.

/// A language that the engine may have a model for: the engine's name of it, its ISO 639-1 code, its script by the
/// engine's name.
struct Model {
    name: &'static str,
    code: &'static str,
    script: &'static str,
}

macro_rules! models {
    ($($script:literal: $($name:literal $code:literal),*;)*) => {
        &[$($(Model { name: $name, code: $code, script: $script },)*)*]
    };
}

/// The languages whose script and code are known; the first of a script is tried first where nothing else tells.
const MODELS: &[Model] = models! {
    "Latin": "eng" "en", "fra" "fr", "spa" "es", "deu" "de", "ita" "it", "por" "pt", "tur" "tr", "pol" "pl",
        "nld" "nl", "ron" "ro", "ces" "cs", "hun" "hu", "swe" "sv", "fin" "fi", "aze" "az";
    "Cyrillic": "rus" "ru", "ukr" "uk", "bel" "be", "bul" "bg", "srp" "sr";
    "Arabic": "ara" "ar", "fas" "fa", "urd" "ur";
    "Greek": "ell" "el";
    "Hebrew": "heb" "he";
    "Armenian": "hye" "hy";
    "Georgian": "kat" "ka";
    "Han": "chi_sim" "zh", "chi_tra" "zh";
    "Japanese": "jpn" "ja";
    "Korean": "kor" "ko";
};

fn model(name: &str) -> Option<&'static Model> {
    MODELS.iter().find(|model| model.name == name)
}

/// Languages of one script, in the order in which they are tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Script {
    /// The engine's name of the script; nothing where languages of several are tried together because the user says so.
    name: Option<&'static str>,
    pub(super) languages: Vec<String>,
    /// Whether they are tried all together.
    pub(super) are_together: bool,
}

impl Script {
    /// Tells whether this is the script that the engine names.
    pub(super) fn is(&self, named: &str) -> bool {
        match self.name {
            Some(name) => name == named,
            None => {
                self.languages.iter().any(|name| model(name).is_some_and(|m| m.script == named))
            }
        }
    }

    /// Returns the language of this script with an ISO 639-1 code.
    pub(super) fn with_code(&self, code: &str) -> Option<&str> {
        let is = |name: &&String| model(name).is_some_and(|model| model.code == code);
        self.languages.iter().find(is).map(String::as_str)
    }
}

/// Returns the languages that are installed by their scripts; those of `hints`, ISO 639-1 codes with the likeliest first,
/// come first.
pub(super) fn by_likelihood(installed: &[String], hints: &[String]) -> Vec<Script> {
    let mut known: Vec<&Model> =
        MODELS.iter().filter(|model| installed.iter().any(|name| name == model.name)).collect();
    known.sort_by_key(|model| {
        hints.iter().position(|hint| hint == model.code).unwrap_or(hints.len())
    });
    let mut scripts: Vec<Script> = Vec::new();
    for model in known {
        let language = model.name.to_owned();
        match scripts.iter_mut().find(|script| script.name == Some(model.script)) {
            Some(script) => script.languages.push(language),
            None => scripts.push(Script {
                name: Some(model.script),
                languages: vec![language],
                are_together: false,
            }),
        }
    }
    if scripts.is_empty() && !installed.is_empty() {
        let languages = installed.to_vec();
        scripts.push(Script { name: None, languages, are_together: true });
    }
    scripts
}

/// Returns the languages that the user names, together; those in Arabic script apart from the others.
pub(super) fn as_named(languages: &[String]) -> Vec<Script> {
    let is_arabic = |name: &&String| model(name).is_some_and(|model| model.script == "Arabic");
    let (arabic, others): (Vec<&String>, Vec<&String>) = languages.iter().partition(is_arabic);
    let script = |name, languages: Vec<&String>| Script {
        name,
        languages: languages.into_iter().cloned().collect(),
        are_together: true,
    };
    let all = [script(None, others), script(Some("Arabic"), arabic)];
    all.into_iter().filter(|script| !script.languages.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn languages(scripts: &[Script]) -> Vec<Vec<String>> {
        scripts.iter().map(|script| script.languages.clone()).collect()
    }

    #[test]
    fn the_language_of_the_family_comes_first_with_its_script() {
        let installed = names(&["ara", "eng", "fra", "rus", "spa"]);
        let scripts = by_likelihood(&installed, &names(&["ru", "fr"]));
        assert_eq!(
            languages(&scripts),
            [names(&["rus"]), names(&["fra", "eng", "spa"]), names(&["ara"])]
        );
        assert!(scripts[0].is("Cyrillic") && !scripts[0].is("Latin"));
        assert_eq!(scripts[1].with_code("es"), Some("spa"));
        assert_eq!(scripts[1].with_code("ru"), None);
    }

    #[test]
    fn languages_of_no_table_are_tried_together() {
        let scripts = by_likelihood(&names(&["tlh"]), &[]);
        assert_eq!((languages(&scripts), scripts[0].are_together), (vec![names(&["tlh"])], true));
        assert!(by_likelihood(&[], &[]).is_empty());
    }

    #[test]
    fn arabic_is_never_read_together_with_others() {
        let scripts = as_named(&names(&["rus", "ara", "eng"]));
        assert_eq!(languages(&scripts), [names(&["rus", "eng"]), names(&["ara"])]);
        assert!(scripts[0].is("Latin") && scripts[0].is("Cyrillic") && scripts[1].is("Arabic"));
    }
}
