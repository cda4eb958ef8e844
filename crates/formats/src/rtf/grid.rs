//! Over how many columns the cells of a table reach, by where they end on the page (`\cellx`).

/// Edges that lie as near as this are one, in twips: programs round them.
const NEAR: i32 = 30;
/// The most cells of a row (Word has 63).
const MOST: usize = 256;

/// The edges of the cells of a table.
#[derive(Debug, Default)]
pub(super) struct Grid {
    /// Of the row with the most cells so far: where they end, in twips.
    edges: Vec<i32>,
    /// Of the row in the making.
    row: Vec<i32>,
    /// Which cell of it comes next.
    cell: usize,
    /// The column behind the last cell.
    column: usize,
}

impl Grid {
    /// Begins the definition of a row.
    pub(super) fn define(&mut self) {
        self.row.clear();
    }

    /// Adds where a cell of the row ends.
    pub(super) fn edge(&mut self, edge: i32) {
        if self.row.len() < MOST {
            self.row.push(edge);
        }
    }

    /// Ends a cell; returns over how many columns it reaches.
    pub(super) fn end_cell(&mut self) -> usize {
        let edge = self.row.get(self.cell).copied();
        self.cell += 1;
        let is_same =
            |other: &i32| edge.is_some_and(|edge| other.abs_diff(edge) <= NEAR.unsigned_abs());
        let reaches = self.edges.iter().position(is_same).map_or(self.column + 1, |at| at + 1);
        let columns = reaches.saturating_sub(self.column).max(1);
        self.column += columns;
        columns
    }

    /// Ends a row.
    pub(super) fn end_row(&mut self) {
        let is_of_table = self
            .row
            .last()
            .zip(self.edges.last())
            .is_some_and(|(one, other)| one.abs_diff(*other) <= NEAR.unsigned_abs());
        if !is_of_table || self.row.len() > self.edges.len() {
            self.edges.clone_from(&self.row);
        }
        (self.cell, self.column) = (0, 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_reaches_to_the_column_at_whose_edge_it_ends() {
        let mut grid = Grid::default();
        let mut row = |edges: &[i32]| -> Vec<usize> {
            grid.define();
            for edge in edges {
                grid.edge(*edge);
            }
            let columns = edges.iter().map(|_| grid.end_cell()).collect();
            grid.end_row();
            columns
        };
        assert_eq!(row(&[1000, 2000, 3000]), [1, 1, 1]);
        assert_eq!(row(&[2010, 3000]), [2, 1]);
        assert_eq!(row(&[1000, 3000]), [1, 2]);
        assert_eq!(row(&[1500, 3000]), [1, 2]);
        assert_eq!(row(&[500, 5000]), [1, 1]);
        assert_eq!(row(&[i32::MIN, i32::MAX]), [1, 1]);
        assert_eq!(row(&[]), [0; 0]);
    }
}
