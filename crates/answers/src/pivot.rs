//! How many items there are by the values of one kind, or of two at once.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{Dossier, Error};

/// What is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    /// Items, copies included.
    #[default]
    Items,
    /// Different contents.
    Contents,
}

/// A table of counts.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Pivot {
    /// What the rows are: a kind, a field, or `year`, `month`, `day` of the dates mentioned.
    pub rows: String,
    /// What the columns are.
    pub columns: String,
    /// What is counted.
    pub measure: String,
    /// Over which items; nothing for all.
    pub query: Option<String>,
    /// The values of the rows: periods in order of time, others with the largest sum first.
    pub row_values: Vec<String>,
    /// The values of the columns, in the same order.
    pub column_values: Vec<String>,
    /// By row, the counts of its columns; nothing where a sheet has no number. An item may stand in several of them.
    pub cells: Vec<Vec<Option<f64>>>,
    /// How many values of rows are left out, the least frequent ones.
    pub rows_left_out: usize,
    /// How many values of columns are left out.
    pub columns_left_out: usize,
    /// What could not be done as asked.
    pub warnings: Vec<String>,
}

/// Counts along the time that items mention.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Timeline {
    /// `year`, `month` or `day`.
    pub by: String,
    /// Over which items; nothing for all.
    pub query: Option<String>,
    /// The periods that any item mentions, the earliest first. A range of dates counts where it begins and where it ends.
    pub periods: Vec<Period>,
    /// What could not be done as asked.
    pub warnings: Vec<String>,
}

/// A period with its counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Period {
    /// A year, a month or a day, ISO 8601.
    pub period: String,
    /// How many items mention it, copies included.
    pub items: u64,
    /// How many different contents.
    pub contents: u64,
}

/// Yields what a table can be counted by: kinds and fields with values, and periods of the dates mentioned.
pub fn dimensions() -> impl Iterator<Item = &'static str> {
    search::periods().chain(search::FIELDS.iter().map(|field| field.name))
}

impl Dossier {
    /// Counts the items of a query by two [`dimensions`], with at most `limit` values of each.
    pub fn pivot(
        &self,
        rows: &str,
        columns: &str,
        query: Option<&str>,
        measure: Measure,
        limit: usize,
    ) -> Result<Pivot, Error> {
        let (parsed, mut warnings) = self.over(query)?;
        let cross = self.engine.cross(rows, columns, &parsed, limit)?;
        warnings.extend(cross.warnings);
        let count = |cell: &search::CrossCount| match measure {
            Measure::Items => cell.items,
            Measure::Contents => cell.folded,
        };
        #[expect(clippy::cast_precision_loss, reason = "no dossier has 2^53 items")]
        let entries = cross
            .cells
            .iter()
            .map(|cell| ((cell.row.as_str(), cell.column.as_str()), count(cell) as f64));
        let entries: BTreeMap<_, _> = entries.collect();
        let mut pivot = Pivot::of(rows, columns, &entries, Some(0.0));
        measure.name().clone_into(&mut pivot.measure);
        pivot.query = query.map(str::to_owned);
        pivot.rows_left_out = cross.rows.saturating_sub(limit);
        pivot.columns_left_out = cross.columns.saturating_sub(limit);
        pivot.warnings = warnings;
        Ok(pivot)
    }

    /// Counts the items of a query by the dates that they mention.
    pub fn timeline(&self, by: &str, query: Option<&str>) -> Result<Timeline, Error> {
        let (parsed, mut warnings) = self.over(query)?;
        let tally = self.engine.tally(by, &parsed)?;
        warnings.extend(tally.warnings);
        let period = |count: search::TallyCount| Period {
            period: count.value,
            items: count.items,
            contents: count.folded,
        };
        Ok(Timeline {
            by: by.to_owned(),
            query: query.map(str::to_owned),
            periods: tally.counts.into_iter().map(period).collect(),
            warnings,
        })
    }

    /// Reads the query that an analysis goes over, all items without one.
    pub(crate) fn over(&self, query: Option<&str>) -> Result<(search::Query, Vec<String>), Error> {
        let mut warnings: Vec<String> = self.incomplete()?.into_iter().collect();
        let Some(query) = query else { return Ok((search::Query::All, warnings)) };
        let parsed = search::parse(query);
        warnings.extend(parsed.warnings);
        Ok((parsed.query, warnings))
    }
}

impl Measure {
    /// Returns the name that answers use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Items => "items",
            Self::Contents => "contents",
        }
    }
}

impl Pivot {
    /// Makes a table of what is counted by row and column; `absent` stands where nothing is.
    pub(crate) fn of(
        rows: &str,
        columns: &str,
        entries: &BTreeMap<(&str, &str), f64>,
        absent: Option<f64>,
    ) -> Self {
        let row_values = ordered(rows, entries.iter().map(|((row, _), count)| (*row, *count)));
        let column_values =
            ordered(columns, entries.iter().map(|((_, column), count)| (*column, *count)));
        let cell = |row: &str, column: &str| entries.get(&(row, column)).copied().or(absent);
        let cells = row_values
            .iter()
            .map(|row| column_values.iter().map(|column| cell(row, column)).collect())
            .collect();
        Self {
            rows: rows.to_owned(),
            columns: columns.to_owned(),
            measure: String::new(),
            query: None,
            row_values,
            column_values,
            cells,
            rows_left_out: 0,
            columns_left_out: 0,
            warnings: Vec::new(),
        }
    }
}

/// Returns each value once: periods in order of time, others by the sum of their counts.
fn ordered<'v>(dimension: &str, counted: impl Iterator<Item = (&'v str, f64)>) -> Vec<String> {
    let mut sums: BTreeMap<&str, f64> = BTreeMap::new();
    counted.for_each(|(value, count)| *sums.entry(value).or_default() += count);
    let mut values: Vec<_> = sums.into_iter().collect();
    if !search::periods().chain(["date", "dated"]).any(|period| period == dimension) {
        values.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    }
    values.into_iter().map(|(value, _)| value.to_owned()).collect()
}
