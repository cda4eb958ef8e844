//! What an export rests on, as it stands in each file that is handed over.

use serde::Serialize;

/// What an export rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct About {
    /// The query that chose the items; nothing where all are exported.
    pub query: Option<String>,
    /// How many items the dossier has.
    pub items: u64,
    /// How many of them were not searched to their end.
    pub not_searched: u64,
    /// The root of the files of the trove.
    pub files_root: String,
    /// The program and its version.
    pub program: String,
    /// When it was exported, ISO 8601.
    pub exported_at: String,
    /// What of the query could not be read, or was not searched.
    pub warnings: Vec<String>,
}

impl About {
    /// Returns it as names and values, in reading order.
    pub fn rows(&self) -> Vec<(&'static str, String)> {
        let warnings = (!self.warnings.is_empty()).then(|| ("warnings", self.warnings.join("; ")));
        let rows = [
            ("query", self.query.clone().unwrap_or_else(|| "all items".to_owned())),
            ("items in the dossier", self.items.to_string()),
            ("not searched to their end", self.not_searched.to_string()),
            ("files root", self.files_root.clone()),
            ("program", self.program.clone()),
            ("exported at", self.exported_at.clone()),
        ];
        rows.into_iter().chain(warnings).collect()
    }

    /// Returns it as a sentence.
    pub fn line(&self) -> String {
        let rows = self.rows();
        let part = |(name, value): &(&str, String)| format!("{name}: {value}");
        rows.iter().map(part).collect::<Vec<_>>().join("; ")
    }
}
