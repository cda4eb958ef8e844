//! How the numbers in the cells of a workbook read: their values with what is shown of them.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::shared::number_format::{NumberFormat, Shape, duration, moment, plain};
use crate::shared::shown;

/// The number formats of a workbook by cell style.
#[derive(Default)]
pub(crate) struct CellFormats {
    custom: BTreeMap<u32, Rc<NumberFormat>>,
    by_style: Vec<Option<Rc<NumberFormat>>>,
    /// Whether days are counted from 1904.
    pub(crate) from_1904: bool,
}

impl CellFormats {
    /// Defines a format.
    pub(crate) fn define(&mut self, id: u32, code: &str) {
        self.custom.insert(id, Rc::new(NumberFormat::parse(code)));
    }

    /// Adds the next cell style, which has the format of this id.
    pub(crate) fn add_style(&mut self, id: u32) {
        let format = self.custom.get(&id).cloned();
        let built_in = || (id > 0).then(|| Rc::new(NumberFormat::built_in(id)));
        self.by_style.push(format.or_else(built_in));
    }

    /// Returns how a number reads in a cell of a style.
    pub(crate) fn show(&self, number: f64, style: usize) -> String {
        let Some(format) = self.by_style.get(style).and_then(Option::as_ref) else {
            return plain(number);
        };
        let shown = format.show(number, self.from_1904).unwrap_or_default();
        match format.shape() {
            Shape::Number => shown::number(&plain(number), &shown),
            Shape::Duration => shown::date(&duration(number), &shown),
            Shape::Moment { date, time } => match self.moment(number, date, time) {
                Some(value) => shown::date(&value, &shown),
                None => plain(number),
            },
        }
    }

    /// Returns how a text reads in a cell of a style.
    pub(crate) fn show_text(&self, text: &str, style: usize) -> String {
        let format = self.by_style.get(style).and_then(Option::as_ref);
        let shown = format.filter(|_| !text.trim().is_empty()).and_then(|it| it.show_text(text));
        shown.map_or_else(|| text.to_owned(), |shown| shown::number(text, &shown))
    }

    /// Writes a serial number as ISO 8601. A time that is not midnight is kept even where only the date is shown.
    fn moment(&self, serial: f64, date: bool, time: bool) -> Option<String> {
        let (day, clock) = moment(serial, self.from_1904)?;
        Some(match (date, time || clock != "00:00:00") {
            (false, _) => clock,
            (true, true) => format!("{day} {clock}"),
            (true, false) => day,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(number: f64, code: &str) -> String {
        let mut formats = CellFormats::default();
        formats.define(164, code);
        formats.add_style(164);
        formats.show(number, 0)
    }

    #[test]
    fn dates_are_written_in_iso_form_with_what_is_shown() {
        assert_eq!(shown(45_352.0, "dd.mm.yyyy"), "2024-03-01");
        assert_eq!(shown(45_365.0, "dd.mm.yyyy"), "2024-03-14 [14.03.2024]");
        assert_eq!(shown(45_352.5, "yyyy\\-mm\\-dd hh:mm"), "2024-03-01 12:00:00");
        assert_eq!(shown(45_352.25, "[$-409]d-mmm-yy;@"), "2024-03-01 06:00:00 [1-Mar-24]");
        assert_eq!(shown(0.75, "h:mm AM/PM"), "18:00:00 [6:00 PM]");
        assert_eq!(shown(1.5, "[h]:mm:ss"), "36:00:00");
        assert_eq!(shown(1.0, "yyyy-mm-dd"), "1900-01-01");
        assert_eq!(shown(61.0, "yyyy-mm-dd"), "1900-03-01");
        assert_eq!(shown(-5.0, "m/d/yy"), "-5");
        let mut old_mac = CellFormats { from_1904: true, ..CellFormats::default() };
        old_mac.add_style(14);
        assert_eq!(old_mac.show(0.0, 0), "1904-01-01");
    }

    #[test]
    fn numbers_stand_as_shown_and_with_their_value_where_that_is_not_in_it() {
        assert_eq!(shown(1_234_567.5, "#,##0.00\" EUR\""), "1,234,567.50 EUR [1234567.5]");
        assert_eq!(shown(12.0, "0.00\" EUR\""), "12.00 EUR");
        assert_eq!(shown(0.25, "0%"), "25% [0.25]");
        assert_eq!(shown(123.0, "00000"), "00123 [123]");
        assert_eq!(shown(2.5, "# ?/?"), "2 1/2 [2.5]");
        assert_eq!(shown(79_161_234_567.0, "General"), "79161234567");
    }
}
