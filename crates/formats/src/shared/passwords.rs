//! Passwords to try on what is locked.

use std::fmt;
use std::sync::{Arc, OnceLock};

/// Passwords to try on what is locked, asked for when the first of them is needed: a reader of an item that is not locked
/// holds none.
#[derive(Clone, Default)]
pub struct Passwords {
    known: OnceLock<Vec<String>>,
    ask: Option<Arc<dyn Fn() -> Vec<String> + Send + Sync>>,
}

impl Passwords {
    /// Makes a list that is asked for at most once, when the first password is to be tried.
    pub fn on_demand(ask: impl Fn() -> Vec<String> + Send + Sync + 'static) -> Self {
        Self { known: OnceLock::new(), ask: Some(Arc::new(ask)) }
    }

    /// Yields the passwords in the order in which they are to be tried. They are asked for with the first of them, not
    /// before.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        let known =
            || self.known.get_or_init(|| self.ask.as_ref().map_or_else(Vec::new, |ask| ask()));
        std::iter::once_with(known).flatten().map(String::as_str)
    }
}

impl<S: Into<String>> FromIterator<S> for Passwords {
    fn from_iter<I: IntoIterator<Item = S>>(passwords: I) -> Self {
        let known: Vec<String> = passwords.into_iter().map(Into::into).collect();
        Self { known: OnceLock::from(known), ask: None }
    }
}

/// Shows none of them: they are secrets.
impl fmt::Debug for Passwords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passwords")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[test]
    fn passwords_are_asked_for_once_and_not_before_the_first_is_tried() {
        let asked = Arc::new(AtomicU32::new(0));
        let count = Arc::clone(&asked);
        let passwords = Passwords::on_demand(move || {
            count.fetch_add(1, Ordering::Relaxed);
            vec!["one".to_owned(), "two".to_owned()]
        });
        let mut candidates = std::iter::once("").chain(passwords.iter());
        assert_eq!((candidates.next(), asked.load(Ordering::Relaxed)), (Some(""), 0));
        assert_eq!(candidates.collect::<Vec<_>>(), ["one", "two"]);
        assert_eq!((passwords.iter().count(), asked.load(Ordering::Relaxed)), (2, 1));
        assert_eq!(format!("{passwords:?}"), "Passwords");
        assert_eq!(Passwords::default().iter().count(), 0);
    }
}
