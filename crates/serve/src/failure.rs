//! Why a question has no answer, as HTTP says it.

use axum::http::StatusCode;

/// A status and a sentence for the one who asked.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) status: StatusCode,
    pub(crate) message: String,
}

impl Failure {
    pub(crate) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, message: message.into() }
    }

    pub(crate) fn bad(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    pub(crate) fn missing(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, message)
    }

    pub(crate) fn broken(error: &(dyn std::error::Error + 'static)) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, chain(error))
    }
}

impl From<answers::Error> for Failure {
    fn from(error: answers::Error) -> Self {
        match error {
            answers::Error::NoItem(id) => Self::missing(format!("there is no item `{id}`")),
            answers::Error::NoMatter(key) => Self::missing(format!("there is no matter `{key}`")),
            answers::Error::SeveralMatters(..)
            | answers::Error::Ambiguous(_)
            | answers::Error::Locator(_)
            | answers::Error::Cursor(_)
            | answers::Error::OtherSearch(_)
            | answers::Error::Layer(_)
            | answers::Error::Sheet(..) => Self::bad(error.to_string()),
            _ => Self::broken(&error),
        }
    }
}

impl From<export::Error> for Failure {
    fn from(error: export::Error) -> Self {
        match error {
            export::Error::TooMany { .. } | export::Error::TooLarge { .. } => {
                Self::bad(error.to_string())
            }
            export::Error::Answers(error) => error.into(),
            export::Error::Write(_) => Self::broken(&error),
        }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::broken(&error)
    }
}

impl From<askama::Error> for Failure {
    fn from(error: askama::Error) -> Self {
        Self::broken(&error)
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self::broken(&error)
    }
}

/// Returns an error with its causes, each said once.
fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut message = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let said = error.to_string();
        if !message.ends_with(&said) {
            message.push_str(": ");
            message.push_str(&said);
        }
        cause = error.source();
    }
    message
}
