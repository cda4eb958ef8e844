//! The readings of a word, written side by side.

/// How many readings are followed; more than are kept in the end, since some turn out to be the same.
const MAX_FORMS: usize = 12;

/// How long most readings become, in bytes.
const LENGTH: usize = 24;

/// The readings of a word so far, the likeliest first.
#[derive(Clone, Debug)]
pub(crate) struct Forms(Vec<String>);

impl Default for Forms {
    fn default() -> Self {
        Self(vec![String::with_capacity(LENGTH)])
    }
}

impl Forms {
    /// Goes on with each of `readings`, the likeliest first.
    pub(crate) fn push(&mut self, readings: &[&str]) {
        let Some((first, others)) = readings.split_first() else { return };
        let before = self.0.len();
        for other in others {
            for at in 0..before.min(MAX_FORMS.saturating_sub(self.0.len())) {
                let mut form = String::with_capacity(LENGTH);
                form.push_str(&self.0[at]);
                form.push_str(other);
                self.0.push(form);
            }
        }
        for form in &mut self.0[..before] {
            form.push_str(first);
        }
    }

    pub(crate) fn of(readings: Vec<String>) -> Self {
        Self(readings)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &String> {
        self.0.iter()
    }

    /// Changes every reading.
    pub(crate) fn map(self, change: impl Fn(String) -> String) -> Self {
        Self(self.0.into_iter().map(change).collect())
    }

    /// Adds the readings of another way to read the whole word.
    pub(crate) fn or(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    pub(crate) fn into_vec(self) -> Vec<String> {
        self.0
    }
}
