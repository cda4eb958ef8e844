//! What a request asks for: the id in its path and its parameters, checked against those that a route knows.

use std::fmt::Write;

use crate::failure::Failure;

/// The longest path with its query part, in bytes.
pub(crate) const LONGEST_ADDRESS: usize = 32 << 10;
/// The longest value of a parameter, in bytes.
const LONGEST: usize = 16 << 10;

/// A parameter that a route knows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Parameter {
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
    pub(crate) shape: Shape,
}

/// Which values a parameter takes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Shape {
    /// Any text.
    Text,
    /// Any text, and the route has no answer without.
    Needed,
    /// Any text, any number of times.
    Texts,
    /// A whole number from 1 to a highest one.
    Number(usize),
    /// A whole number from 0.
    Count,
    /// One of these words.
    Word(&'static [&'static str]),
    /// The name of a layer.
    Layer,
    /// Words with commas between, each the name of an outcome.
    Outcomes,
    /// Words with commas between.
    List,
}

/// The parameters of a request, all of them known and of the right shape.
#[derive(Clone, Debug, Default)]
pub(crate) struct Params {
    pub(crate) id: String,
    pairs: Vec<(String, String)>,
}

impl Params {
    /// Reads the query part of an address, which may be that of a form.
    pub(crate) fn read(
        id: String,
        query: &str,
        known: &[Parameter],
        is_form: bool,
    ) -> Result<Self, Failure> {
        let mut pairs: Vec<(String, String)> = Vec::new();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let Some(parameter) = known.iter().find(|parameter| parameter.name == name) else {
                return Err(Failure::bad(unknown(&name, known)));
            };
            let is_again = pairs.iter().any(|(before, _)| *before == name);
            if is_again && !matches!(parameter.shape, Shape::Texts) {
                return Err(Failure::bad(format!("`{}` is given twice", parameter.name)));
            }
            if value.len() > LONGEST {
                let message = format!("`{}` is longer than {LONGEST} bytes", parameter.name);
                return Err(Failure::bad(message));
            }
            // A field of a form that was left empty is one that was not filled in.
            if is_form
                && value.is_empty()
                && !matches!(parameter.shape, Shape::Needed | Shape::Text)
            {
                continue;
            }
            check(parameter, &value)?;
            pairs.push((name.into_owned(), value.into_owned()));
        }
        let params = Self { id, pairs };
        let is_missing = |parameter: &&Parameter| {
            matches!(parameter.shape, Shape::Needed) && params.text(parameter.name).is_none()
        };
        match known.iter().find(is_missing) {
            Some(missing) => Err(Failure::bad(format!("`{}` is missing", missing.name))),
            None => Ok(params),
        }
    }

    /// Returns the value of a parameter.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.texts(name).next()
    }

    /// Returns the values of a parameter that may be given several times.
    pub(crate) fn texts<'g>(&'g self, name: &str) -> impl Iterator<Item = &'g str> {
        let of_name = self.pairs.iter().filter(move |(known, _)| known == name);
        of_name.map(|(_, value)| value.as_str())
    }

    /// Returns the words of a list.
    pub(crate) fn list(&self, name: &str) -> Vec<String> {
        let words = self.text(name).into_iter().flat_map(|list| list.split(','));
        words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
    }

    /// Returns the value of a parameter that is a number.
    pub(crate) fn number(&self, name: &str) -> Option<usize> {
        self.text(name)?.parse().ok()
    }
}

fn unknown(name: &str, known: &[Parameter]) -> String {
    let mut message = format!("`{}` is no parameter here; ", item::escape(name.as_bytes()));
    if known.is_empty() {
        message.push_str("there are none");
        return message;
    }
    let names: Vec<&str> = known.iter().map(|parameter| parameter.name).collect();
    let _written = write!(message, "parameters are {}", names.join(", "));
    message
}

fn check(parameter: &Parameter, value: &str) -> Result<(), Failure> {
    let name = parameter.name;
    match parameter.shape {
        Shape::Text | Shape::Needed | Shape::Texts | Shape::List => Ok(()),
        Shape::Number(most) => match value.parse::<usize>() {
            Ok(number) if (1..=most).contains(&number) => Ok(()),
            _ => Err(Failure::bad(format!("`{name}` is a number from 1 to {most}"))),
        },
        Shape::Count => match value.parse::<usize>() {
            Ok(_) => Ok(()),
            Err(_) => Err(Failure::bad(format!("`{name}` is a number"))),
        },
        Shape::Word(words) if words.contains(&value) => Ok(()),
        Shape::Word(words) => Err(Failure::bad(format!("`{name}` is one of {}", words.join(", ")))),
        Shape::Layer => match value.parse::<item::Layer>() {
            Ok(_) => Ok(()),
            Err(()) => Err(Failure::bad(answers::Error::Layer(value.to_owned()).to_string())),
        },
        Shape::Outcomes => match value.split(',').find(|word| outcome(word).is_none()) {
            None => Ok(()),
            Some(_) => Err(Failure::bad(format!("`{name}` is one or more of {}", outcomes()))),
        },
    }
}

/// Returns the outcome of a name.
pub(crate) fn outcome(name: &str) -> Option<item::Status> {
    name.parse().ok()
}

fn outcomes() -> String {
    item::Status::ALL.iter().map(|status| status.name()).collect::<Vec<_>>().join(", ")
}

/// Writes the query part of an address.
pub(crate) fn address<'v>(
    path: &str,
    pairs: impl IntoIterator<Item = (&'v str, &'v str)>,
) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    let pairs: Vec<_> = pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect();
    if pairs.is_empty() {
        return path.to_owned();
    }
    format!("{path}?{}", query.extend_pairs(pairs).finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: &[Parameter] = &[
        Parameter { name: "q", about: "", shape: Shape::Needed },
        Parameter { name: "limit", about: "", shape: Shape::Number(100) },
        Parameter { name: "sort", about: "", shape: Shape::Word(&["date", "-date"]) },
        Parameter { name: "outcome", about: "", shape: Shape::Outcomes },
    ];

    fn message(query: &str) -> String {
        Params::read(String::new(), query, KNOWN, false)
            .map_or_else(|failure| failure.message, |_| String::new())
    }

    #[test]
    fn what_is_not_known_is_named() {
        assert_eq!(
            message("q=a&offset=2"),
            "`offset` is no parameter here; parameters are q, limit, sort, outcome"
        );
        assert_eq!(message("q=a&%00=2").split(';').next(), Some("`\\x00` is no parameter here"));
    }

    #[test]
    fn values_of_another_shape_are_refused() {
        assert_eq!(message(""), "`q` is missing");
        assert_eq!(message("q=a&q=b"), "`q` is given twice");
        assert_eq!(message("q=a&limit=0"), "`limit` is a number from 1 to 100");
        assert_eq!(message("q=a&sort=size"), "`sort` is one of date, -date");
        assert!(message("q=a&outcome=partial,lost").starts_with("`outcome` is one or more of"));
        assert_eq!(message("q=a&limit=100&sort=-date&outcome=partial,failed"), "");
    }

    #[test]
    fn an_empty_field_of_a_form_is_one_that_was_not_filled_in() {
        let of_form = Params::read(String::new(), "q=a&limit=&sort=", KNOWN, true);
        assert_eq!(of_form.expect("they may be left empty").number("limit"), None);
        assert_eq!(message("q=a&limit="), "`limit` is a number from 1 to 100");
    }

    #[test]
    fn addresses_are_read_back() {
        let address = address("/search", [("q", "a&b=c d%«»"), ("after", "")]);
        let query = address.strip_prefix("/search?").expect("it has a query part");
        let known = &KNOWN[..1];
        let params = Params::read(String::new(), query, known, true).expect("q is known");
        assert_eq!(params.text("q"), Some("a&b=c d%«»"));
    }
}
