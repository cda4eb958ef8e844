//! Names of months and days in the languages that a number format may ask for ([MS-LCID]), as Excel writes them.

/// The names of one language, each list parted by strokes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Words {
    /// Locales, or languages where no more than the lower ten bits are set.
    locales: &'static [u32],
    months: &'static str,
    /// Months as they stand behind a day, where the language has another form for that.
    behind_day: &'static str,
    short_months: &'static str,
    /// From Sunday on.
    days: &'static str,
    short_days: &'static str,
}

/// The lower bits of a locale are its language.
const LANGUAGE: u32 = 0x3ff;
/// What stands in the place of a country where months stand behind days.
const BEHIND_DAY: u32 = 0xfc00;

pub(super) const ENGLISH: &Words = &Words {
    locales: &[0x09],
    months: "January|February|March|April|May|June|July|August|September|October|November|December",
    behind_day: "",
    short_months: "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec",
    days: "Sunday|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday",
    short_days: "Sun|Mon|Tue|Wed|Thu|Fri|Sat",
};

/// Arabic has other months in the Levant and in the Maghreb.
const ALL: &[&Words] = &[
    ENGLISH,
    &Words {
        locales: &[0x19],
        months: "Январь|Февраль|Март|Апрель|Май|Июнь|Июль|Август|Сентябрь|Октябрь|Ноябрь|Декабрь",
        behind_day: "января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря",
        short_months: "янв|фев|мар|апр|май|июн|июл|авг|сен|окт|ноя|дек",
        days: "воскресенье|понедельник|вторник|среда|четверг|пятница|суббота",
        short_days: "Вс|Пн|Вт|Ср|Чт|Пт|Сб",
    },
    &Words {
        locales: &[0x22],
        months: "Січень|Лютий|Березень|Квітень|Травень|Червень|Липень|Серпень|Вересень|Жовтень|Листопад|Грудень",
        behind_day: "січня|лютого|березня|квітня|травня|червня|липня|серпня|вересня|жовтня|листопада|грудня",
        short_months: "січ|лют|бер|кві|тра|чер|лип|сер|вер|жов|лис|гру",
        days: "неділя|понеділок|вівторок|середа|четвер|п'ятниця|субота",
        short_days: "Нд|Пн|Вт|Ср|Чт|Пт|Сб",
    },
    &Words {
        locales: &[0x0c],
        months: "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre",
        behind_day: "",
        short_months: "janv.|févr.|mars|avr.|mai|juin|juil.|août|sept.|oct.|nov.|déc.",
        days: "dimanche|lundi|mardi|mercredi|jeudi|vendredi|samedi",
        short_days: "dim.|lun.|mar.|mer.|jeu.|ven.|sam.",
    },
    &Words {
        locales: &[0x0a],
        months: "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre",
        behind_day: "",
        short_months: "ene|feb|mar|abr|may|jun|jul|ago|sep|oct|nov|dic",
        days: "domingo|lunes|martes|miércoles|jueves|viernes|sábado",
        short_days: "dom|lun|mar|mié|jue|vie|sáb",
    },
    &Words {
        locales: &[0x07],
        months: "Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember",
        behind_day: "",
        short_months: "Jan|Feb|Mrz|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez",
        days: "Sonntag|Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag",
        short_days: "So|Mo|Di|Mi|Do|Fr|Sa",
    },
    &Words {
        locales: &[0x401, 0xc01, 0x3801],
        months: "يناير|فبراير|مارس|أبريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر",
        behind_day: "",
        short_months: "يناير|فبراير|مارس|أبريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر",
        days: "الأحد|الاثنين|الثلاثاء|الأربعاء|الخميس|الجمعة|السبت",
        short_days: "الأحد|الاثنين|الثلاثاء|الأربعاء|الخميس|الجمعة|السبت",
    },
];

/// The names that a locale asks for, and whether months stand behind days.
#[derive(Clone, Copy, Debug)]
pub(super) struct Named {
    words: &'static Words,
    is_behind_day: bool,
}

impl Default for Named {
    fn default() -> Self {
        Self { words: ENGLISH, is_behind_day: false }
    }
}

impl Named {
    /// Finds the names for a locale; nothing for languages that are not known here.
    pub(super) fn of(locale: u32) -> Option<Self> {
        let fits = |words: &&&Words| {
            words.locales.iter().any(|known| *known == locale || *known == locale & LANGUAGE)
        };
        let is_behind_day = locale & BEHIND_DAY == BEHIND_DAY;
        ALL.iter().find(fits).map(|words| Self { words, is_behind_day })
    }

    /// Returns the name of a month, counted from 0, as long as its code asks for.
    pub(super) fn month(self, number: usize, count: usize) -> String {
        let words = self.words;
        let is_other = self.is_behind_day && !words.behind_day.is_empty();
        let long = if is_other { words.behind_day } else { words.months };
        sized(long, words.short_months, number, count)
    }

    /// Returns the name of a day, Sunday being 0, as long as its code asks for.
    pub(super) fn day(self, number: usize, count: usize) -> String {
        sized(self.words.days, self.words.short_days, number, count)
    }
}

/// Three letters of a code ask for the short name, five for its first letter.
fn sized(long: &str, short: &str, number: usize, count: usize) -> String {
    let list = if count == 3 { short } else { long };
    let name = list.split('|').nth(number).unwrap_or_default();
    if count == 5 { name.chars().take(1).collect() } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_is_whole() {
        for words in ALL {
            let count = |list: &str| list.split('|').filter(|name| !name.is_empty()).count();
            let months = [words.months, words.short_months].map(count);
            assert_eq!((months, [words.days, words.short_days].map(count)), ([12, 12], [7, 7]));
            assert!(matches!(count(words.behind_day), 0 | 12), "{words:?}");
        }
    }
}
