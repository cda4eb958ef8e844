//! In which columns the cells of a row stand, where cells of rows above reach down or a cell reaches over several columns
//! (HTML Living Standard, 4.9.12.1).

/// The widest and the highest cell.
const WIDEST: usize = 1_000;
const HIGHEST: usize = 65_534;
/// So many cells may reach down at once; others end in their row.
const REACHING: usize = 32;

/// The rows of one table, one after another.
#[derive(Debug, Default)]
pub(super) struct Rows {
    /// Cells that reach into the row.
    reaching: Vec<Reaching>,
    /// The column behind the last cell of the row.
    next: usize,
}

#[derive(Debug)]
struct Reaching {
    from: usize,
    to: usize,
    /// Into how many rows it reaches from this one on.
    rows: usize,
    /// Whether it began in this row.
    is_new: bool,
}

impl Rows {
    /// Begins a row.
    pub(super) fn begin_row(&mut self) {
        self.next = 0;
        for cell in &mut self.reaching {
            cell.rows -= usize::from(!std::mem::take(&mut cell.is_new));
        }
        self.reaching.retain(|cell| cell.rows > 0);
    }

    /// Tells whether no cell of the row was begun.
    pub(super) fn is_at_start(&self) -> bool {
        self.next == 0
    }

    /// Takes the next cell, which reaches over so many columns and rows, 0 for all that follow; returns its column.
    pub(super) fn cell(&mut self, columns: usize, rows: usize) -> usize {
        let mut column = self.next;
        let covering = |column: usize| {
            let mut reaching = self.reaching.iter().filter(|cell| !cell.is_new);
            reaching.find(|cell| (cell.from..cell.to).contains(&column)).map(|cell| cell.to)
        };
        while let Some(free) = covering(column) {
            column = free;
        }
        self.next = column + columns.clamp(1, WIDEST);
        let further = if rows == 0 { HIGHEST } else { rows.min(HIGHEST) - 1 };
        if further > 0 && self.reaching.len() < REACHING {
            let (from, to) = (column, self.next);
            self.reaching.push(Reaching { from, to, rows: further, is_new: true });
        }
        column
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stand_beside_those_that_reach_down() {
        let mut rows = Rows::default();
        let mut row = |cells: &[(usize, usize)]| -> Vec<usize> {
            rows.begin_row();
            cells.iter().map(|(columns, height)| rows.cell(*columns, *height)).collect()
        };
        assert_eq!(row(&[(1, 3), (2, 1), (1, 2)]), [0, 1, 3]);
        assert_eq!(row(&[(1, 1), (1, 1), (1, 1)]), [1, 2, 4]);
        assert_eq!(row(&[(3, 1)]), [1]);
        assert_eq!(row(&[(1, 0), (0, 1)]), [0, 1]);
        assert_eq!(row(&[(1, 1)]), [1]);
    }

    #[test]
    fn a_table_that_reaches_far_is_bounded() {
        let mut rows = Rows::default();
        for _ in 0..1_000 {
            rows.begin_row();
            for _ in 0..100 {
                assert!(rows.cell(usize::MAX, usize::MAX) <= 100 * WIDEST + REACHING * WIDEST);
            }
        }
    }
}
