//! Content that is written twice or more, for older and newer programs: `mc:AlternateContent` (ISO/IEC 29500-3, 10.2).

/// The alternatives around the place that a walk is at.
#[derive(Debug, Default)]
pub(crate) struct Alternates(Vec<Option<usize>>);

impl Alternates {
    /// Begins a group of alternatives.
    pub(crate) fn begin(&mut self) {
        self.0.push(None);
    }

    /// Ends the group.
    pub(crate) fn end(&mut self) {
        self.0.pop();
    }

    /// Begins an alternative where `put` texts have been put so far, and tells whether it is to be left out, because one
    /// before it had text.
    pub(crate) fn leaves_out(&mut self, put: usize) -> bool {
        match self.0.last_mut() {
            Some(Some(_)) => true,
            Some(taken) => {
                *taken = Some(put);
                false
            }
            None => false,
        }
    }

    /// Ends an alternative; one without a text leaves the next one its place.
    pub(crate) fn end_one(&mut self, put: usize) {
        if let Some(taken) = self.0.last_mut().filter(|taken| **taken == Some(put)) {
            *taken = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_alternative_with_text_counts() {
        let mut alternates = Alternates::default();
        assert!(!alternates.leaves_out(0), "there is no group");
        alternates.begin();
        assert!(!alternates.leaves_out(7));
        alternates.end_one(7);
        assert!(!alternates.leaves_out(7));
        alternates.end_one(8);
        assert!(alternates.leaves_out(8));
        alternates.end();
        assert!(!alternates.leaves_out(8));
    }
}
