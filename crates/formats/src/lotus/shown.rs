//! How numbers are shown in cells: formats by one byte ("Lotus File Formats", appendix A).

use crate::shared::cell_formats::CellFormats;

/// The formats there are: a byte without the bit that protects the cell.
const FORMATS: u8 = 0x80;
/// The format of cells that are not shown.
const HIDDEN: u8 = 0x76;

/// Tells whether a format hides the cell.
pub(super) fn is_hidden(format: u8) -> bool {
    format & 0x7f == HIDDEN
}

/// The formats of numbers.
pub(super) struct Formats(CellFormats);

impl Formats {
    pub(super) fn new() -> Self {
        let mut formats = CellFormats::default();
        for format in 0..FORMATS {
            let id = code(format).map_or(0, |code| {
                let id = 1_000 + u32::from(format);
                formats.define(id, &code);
                id
            });
            formats.add_style(id);
        }
        Self(formats)
    }

    /// Returns how a number reads in a cell.
    pub(super) fn show(&self, number: f64, format: u8) -> String {
        self.0.show(number, usize::from(format & 0x7f))
    }
}

/// Returns the code of a format as workbooks write it; nothing where numbers are shown as they are.
fn code(format: u8) -> Option<String> {
    let digits = usize::from(format & 15);
    let decimals = if digits == 0 { String::new() } else { format!(".{}", "0".repeat(digits)) };
    Some(match format >> 4 {
        0 => format!("0{decimals}"),
        1 => format!("0{decimals}E+00"),
        2 | 4 => format!("#,##0{decimals};(#,##0{decimals})"),
        3 => format!("0{decimals}%"),
        7 => match digits {
            2 => "d-mmm-yy",
            3 => "d-mmm",
            4 => "mmm-yy",
            7 => "h:mm:ss AM/PM",
            8 => "h:mm AM/PM",
            9 => "mm/dd/yy",
            10 => "mm/dd",
            11 => "hh:mm:ss",
            12 => "hh:mm",
            _ => return None,
        }
        .to_owned(),
        _ => return None,
    })
}
