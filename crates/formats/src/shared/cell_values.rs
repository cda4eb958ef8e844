//! How binary workbooks store the values of cells ([MS-XLS] §2.5, [MS-XLSB] §2.5).

/// Returns the number in an `RkNumber` ([MS-XLS] §2.5.217): an integer or the upper bits of a float, perhaps hundredths.
pub(crate) fn rk_number(rk: u32) -> f64 {
    let number = if rk & 2 == 0 {
        f64::from_bits(u64::from(rk & !3) << 32)
    } else {
        f64::from(rk.cast_signed() >> 2)
    };
    if rk & 1 == 0 { number } else { number / 100.0 }
}

/// Returns how a truth value reads.
pub(crate) fn truth(value: u8) -> &'static str {
    if value == 0 { "FALSE" } else { "TRUE" }
}

/// Returns how an error reads (`BErr`, [MS-XLS] §2.5.10); nothing for an unknown one.
pub(crate) fn error(code: u8) -> &'static str {
    match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0f => "#VALUE!",
        0x17 => "#REF!",
        0x1d => "#NAME?",
        0x24 => "#NUM!",
        0x2a => "#N/A",
        0x2b => "#GETTING_DATA",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_numbers_are_integers_hundredths_or_floats() {
        let numbers = [0x3ff0_0000, 0x0000_0006, 0x0000_04d3, 0xffff_fffe].map(rk_number);
        assert_eq!(numbers.map(|number| number.to_string()), ["1", "1", "3.08", "-1"]);
    }
}
