//! Encodings of one byte that the WHATWG Encoding Standard leaves out, as mails and old programs name them.
//!
//! The characters are those of the GNU C library's tables.

use unicode_normalization::UnicodeNormalization;

/// An encoding whose lower half is ASCII.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Table {
    /// The name that metadata gives.
    pub(super) name: &'static str,
    /// What labels call it, in lower case.
    labels: &'static [&'static str],
    /// Letters that stand where ASCII has controls.
    lower: &'static [(u8, char)],
    /// The characters of the bytes from 0x80 on.
    upper: &'static str,
}

impl Table {
    /// Finds a table by a label in lower case.
    pub(super) fn by_label(label: &str) -> Option<&'static Self> {
        TABLES.iter().find(|table| table.labels.contains(&label))
    }

    /// Finds the table in which Armenian or Vietnamese is meant, by its letters alone.
    pub(super) fn without_label(sample: &[u8]) -> Option<&'static Self> {
        let sample = &sample[..sample.len().min(SAMPLE)];
        if sample.iter().filter(|byte| **byte >= 0x80).count() < ENOUGH {
            return None;
        }
        [(&TABLES[0], is_vietnamese as fn(&str) -> bool), (&TABLES[1], is_armenian)]
            .into_iter()
            .find_map(|(table, is_meant)| is_meant(&table.decode(sample)).then_some(table))
    }

    pub(super) fn decode(&self, bytes: &[u8]) -> String {
        let upper: Vec<char> = self.upper.chars().collect();
        let character = |byte: &u8| match usize::from(*byte).checked_sub(0x80) {
            None => {
                let letter = self.lower.iter().find(|(code, _)| code == byte);
                letter.map_or(char::from(*byte), |(_, letter)| *letter)
            }
            Some(place) => upper.get(place).copied().unwrap_or(char::REPLACEMENT_CHARACTER),
        };
        bytes.iter().map(character).collect()
    }
}

/// How many bytes are looked at.
const SAMPLE: usize = 16 << 10;
/// From so many letters on a text is told.
const ENOUGH: usize = 16;
/// One letter in so many may stand where none belongs.
const TOLERATED: usize = 20;
/// The commonest letters of Armenian, which make most of its texts.
const ARMENIAN: &str = "աեինորտսկմւյլվհ";

/// Tells whether a text is in Armenian: its small letters alternate with the capitals by their codes, so that no other
/// script comes out as small letters alone.
fn is_armenian(text: &str) -> bool {
    let (mut small, mut common, mut misplaced) = (0, 0, 0);
    let mut before = ' ';
    for letter in text.chars() {
        match letter {
            'ա'..='և' => small += 1,
            'Ա'..='Ֆ' => misplaced += usize::from(before.is_lowercase()),
            '՚'..='՟' | '։' | '֊' | '«' | '»' | '—' | '…' | '\u{a0}' => {}
            _ => misplaced += usize::from(!letter.is_ascii()),
        }
        common += usize::from(ARMENIAN.contains(letter));
        before = letter;
    }
    small >= ENOUGH && common * 3 >= small * 2 && misplaced * TOLERATED <= small
}

/// Tells whether a text is in Vietnamese: words of one syllable, in many of which a letter with two marks stands, and no
/// capital within one.
fn is_vietnamese(text: &str) -> bool {
    // Half the letters have no mark: a text in another script has hardly one in ASCII.
    let plain = text.bytes().filter(u8::is_ascii_alphabetic).count();
    if plain < text.chars().filter(|letter| !letter.is_ascii()).count() {
        return false;
    }
    let (mut words, mut marked, mut twice, mut misplaced) = (0, 0, 0, 0);
    let words_of_letters = text.split(|letter: char| !letter.is_alphabetic());
    for word in words_of_letters.filter(|word| !word.is_empty()) {
        words += 1;
        misplaced += usize::from(syllables(word) > 1);
        if word.is_ascii() {
            continue;
        }
        marked += 1;
        twice += usize::from(word.contains(|letter| matches!(letter, 'Ạ'..='ỹ' | 'ơ' | 'ư' | 'đ')));
        let pairs = word.chars().zip(word.chars().skip(1));
        let mut turned =
            pairs.filter(|(before, after)| before.is_lowercase() && after.is_uppercase());
        misplaced += usize::from(turned.next().is_some());
    }
    marked >= ENOUGH / 2
        && marked * 3 > words
        && twice * 2 > marked
        && misplaced * TOLERATED <= 2 * words
}

/// Counts the groups of vowels in a word.
fn syllables(word: &str) -> usize {
    let is_vowel = |letter: char| matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
    let letters = word.nfd().filter(|letter| letter.is_alphabetic()).flat_map(char::to_lowercase);
    let vowels: Vec<bool> = letters.map(is_vowel).collect();
    vowels.chunk_by(|one, next| one == next).filter(|group| group[0]).count()
}

const TABLES: &[Table] = &[
    Table {
        name: "VISCII",
        labels: &["viscii", "csviscii", "viscii1.1-1", "x-viscii"],
        lower: &[(0x02, 'Ẳ'), (0x05, 'Ẵ'), (0x06, 'Ẫ'), (0x14, 'Ỷ'), (0x19, 'Ỹ'), (0x1e, 'Ỵ')],
        upper: "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ",
    },
    Table {
        name: "ARMSCII-8",
        labels: &["armscii-8", "armscii8", "armscii_8", "x-armscii-8"],
        lower: &[],
        upper: "\u{80}\u{81}\u{82}\u{83}\u{84}\u{85}\u{86}\u{87}\u{88}\u{89}\u{8a}\u{8b}\u{8c}\u{8d}\u{8e}\u{8f}\u{90}\u{91}\u{92}\u{93}\u{94}\u{95}\u{96}\u{97}\u{98}\u{99}\u{9a}\u{9b}\u{9c}\u{9d}\u{9e}\u{9f}\u{a0}\u{fffd}և։)(»«—.՝,-֊…՜՛՞ԱաԲբԳգԴդԵեԶզԷէԸըԹթԺժԻիԼլԽխԾծԿկՀհՁձՂղՃճՄմՅյՆնՇշՈոՉչՊպՋջՌռՍսՎվՏտՐրՑցՒւՓփՔքՕօՖֆ՚\u{fffd}",
    },
    Table {
        name: "Georgian-PS",
        labels: &["georgian-ps"],
        lower: &[],
        upper: "\u{80}\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}\u{8e}\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}\u{9e}Ÿ\u{a0}¡¢£¤¥¦§¨©ª«¬\u{ad}®¯°±²³´µ¶·¸¹º»¼½¾¿აბგდევზჱთიკლმნჲოპჟრსტჳუფქღყშჩცძწჭხჴჯჰჵæçèéêëìíîïðñòóôõö÷øùúûüýþÿ",
    },
    Table {
        name: "Georgian-Academy",
        labels: &["georgian-academy"],
        lower: &[],
        upper: "\u{80}\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}\u{8e}\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}\u{9e}Ÿ\u{a0}¡¢£¤¥¦§¨©ª«¬\u{ad}®¯°±²³´µ¶·¸¹º»¼½¾¿აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰჱჲჳჴჵჶçèéêëìíîïðñòóôõö÷øùúûüýþÿ",
    },
    Table {
        name: "KOI8-T",
        labels: &["koi8-t"],
        lower: &[],
        upper: "қғ‚Ғ„…†‡\u{fffd}‰ҳ‹ҲҷҶ\u{fffd}Қ‘’“”•–—\u{fffd}™\u{fffd}›\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}ӯӮё¤ӣ¦§\u{fffd}\u{fffd}\u{fffd}«¬\u{ad}®\u{fffd}°±²Ё\u{fffd}Ӣ¶·\u{fffd}№\u{fffd}»\u{fffd}\u{fffd}\u{fffd}©юабцдефгхийклмнопярстужвьызшэщчъЮАБЦДЕФГХИЙКЛМНОПЯРСТУЖВЬЫЗШЭЩЧЪ",
    },
    Table {
        name: "IBM737",
        labels: &["cp737", "ibm737", "737"],
        lower: &[],
        upper: "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρσςτυφχψ░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀ωάέήϊίόύϋώΆΈΉΊΌΎΏ±≥≤ΪΫ÷≈°∙·√ⁿ²■\u{a0}",
    },
    Table {
        name: "IBM775",
        labels: &["cp775", "ibm775", "775"],
        lower: &[],
        upper: "ĆüéāäģåćłēŖŗīŹÄÅÉæÆōöĢ¢ŚśÖÜø£Ø×¤ĀĪóŻżź”¦©®¬½¼Ł«»░▒▓│┤ĄČĘĖ╣║╗╝ĮŠ┐└┴┬├─┼ŲŪ╚╔╩╦╠═╬Žąčęėįšųūž┘┌█▄▌▐▀ÓßŌŃõÕµńĶķĻļņĒŅ’\u{ad}±“¾¶§÷„°∙·¹³²■\u{a0}",
    },
    Table {
        name: "IBM857",
        labels: &["cp857", "ibm857", "857"],
        lower: &[],
        upper: "ÇüéâäàåçêëèïîıÄÅÉæÆôöòûùİÖÜø£ØŞşáíóúñÑĞğ¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ºªÊËÈ\u{fffd}ÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµ\u{fffd}×ÚÛÙìÿ¯´\u{ad}±\u{fffd}¾¶§÷¸°¨·¹³²■\u{a0}",
    },
    Table {
        name: "IBM862",
        labels: &["cp862", "ibm862", "862"],
        lower: &[],
        upper: "אבגדהוזחטיךכלםמןנסעףפץצקרשת¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}",
    },
    Table {
        name: "x-mac-ce",
        labels: &["x-mac-ce", "x-mac-centraleurroman", "mac-centraleurope", "maccentraleurope"],
        lower: &[],
        upper: "ÄĀāÉĄÖÜáąČäčĆćéŹźĎíďĒēĖóėôöõúĚěü†°Ę£§•¶ß®©™ę¨≠ģĮįĪ≤≥īĶ∂∑łĻļĽľĹĺŅņŃ¬√ńŇ∆«»…\u{a0}ňŐÕőŌ–—“”‘’÷◊ōŔŕŘ‹›řŖŗŠ‚„šŚśÁŤťÍŽžŪÓÔūŮÚůŰűŲųÝýķŻŁżĢˇ",
    },
    Table {
        name: "x-mac-greek",
        labels: &["x-mac-greek", "macgreek"],
        lower: &[],
        upper: "Ä¹²É³ÖÜ΅àâä΄¨çéèêë£™îï•½‰ôö¦€ùûü†ΓΔΘΛΞΠß®©ΣΪ§≠°·Α±≤≥¥ΒΕΖΗΙΚΜΦΫΨΩάΝ¬ΟΡ≈Τ«»…\u{a0}ΥΧΆΈœ–―“”‘’÷ΉΊΌΎέήίόΏύαβψδεφγηιξκλμνοπώρστθωςχυζϊϋΐΰ\u{ad}",
    },
    Table {
        name: "x-mac-turkish",
        labels: &["x-mac-turkish", "macturkish"],
        lower: &[],
        upper: "ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø¿¡¬√ƒ≈∆«»…\u{a0}ÀÃÕŒœ–—“”‘’÷◊ÿŸĞğİıŞş‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\u{f8ff}ÒÚÛÙ\u{f8a0}ˆ˜¯˘˙˚¸˝˛ˇ",
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::decode;

    const VIETNAMESE: &str =
        "Bà Nguyễn Thị Hạnh đã chuyển số tiền đó cho ông Trần Văn Đức ở Hà Nội vào ngày hôm qua";
    const ARMENIAN: &str = "Վերա Օստրովնայան ստացավ գումարը Երևանում և հեռացավ քաղաքից";

    fn in_table(table: &Table, text: &str) -> Vec<u8> {
        let upper: Vec<char> = table.upper.chars().collect();
        let byte = |letter: char| match upper.iter().position(|other| *other == letter) {
            Some(at) => u8::try_from(at + 0x80).expect("the table has 128 characters"),
            None => u8::try_from(letter).expect("the letter is in the table"),
        };
        text.chars().map(byte).collect()
    }

    #[test]
    fn every_table_has_all_characters_and_is_found_by_its_labels() {
        for table in TABLES {
            assert_eq!(table.upper.chars().count(), 128, "{}", table.name);
            for label in table.labels {
                assert_eq!(Table::by_label(label), Some(table), "{label}");
                assert!(decode::is_charset(label), "{label}");
            }
        }
    }

    #[test]
    fn vietnamese_and_armenian_are_read_with_and_without_their_label() {
        let cases = [(&TABLES[0], VIETNAMESE, "VISCII"), (&TABLES[1], ARMENIAN, "ARMSCII-8")];
        for (table, text, label) in cases {
            let bytes = in_table(table, text);
            for declared in [Some(label), None] {
                let read = decode::text(&bytes, declared);
                assert_eq!((read.text.as_str(), read.charset), (text, label), "{declared:?}");
            }
        }
        let short = in_table(&TABLES[0], "đã chuyển");
        assert_eq!(decode::text(&short, Some("viscii")).text, "đã chuyển");
    }

    #[test]
    fn texts_of_others_are_in_no_table() {
        for (text, labels) in [
            (
                "Пестриков Иван Викторович прибыл в Лион, о чём сообщило бюро, и уехал обратно.",
                &["windows-1251", "koi8-r", "ibm866", "iso-8859-5", "x-mac-cyrillic"][..],
            ),
            (
                "La décision à Genève a été reçue: où était-il? Là, près du château, l’été passé, né à Orléans, côté été",
                &["windows-1252", "macintosh"],
            ),
            (
                "información según el señor Muñoz, él pagó más de lo que había en la cuenta; también salió después, quizás así",
                &["windows-1252", "macintosh"],
            ),
            (
                "النشرة الحمراء صدرت بناء على طلب المكتب المركزي الوطني في القاهرة",
                &["windows-1256"],
            ),
            ("국제 형사 경찰 기구는 어제 제네바에서 적색 수배를 발부하였다고 말했다", &["euc-kr"]),
            ("红色通缉令 国际刑警组织 发布 了 通知 在 日内瓦", &["gbk"]),
            (
                "Źródło podało, że prokuratura zażądała wydania świadka; łączność została przerwana późną nocą",
                &["windows-1250"],
            ),
            ("החלטת הוועדה בעניין קוזנצובה נמסרה אתמול", &["windows-1255"]),
            ("Η απόφαση της επιτροπής δημοσιεύθηκε χθες στη Γενεύη", &["windows-1253"]),
        ] {
            for label in labels {
                let encoding =
                    encoding_rs::Encoding::for_label(label.as_bytes()).expect("it is known");
                let bytes = encoding.encode(text).0;
                assert_eq!(Table::without_label(&bytes), None, "{label}");
            }
        }
        let dos = b"informaci\xa2n seg\xa3n el se\xa4or Mu\xa4oz, m\xa0s de lo que hab\xa1a, tambi\x82n sali\xa2 despu\x82s, quiz\xa0s as\xa1, \x82l pag\xa2";
        assert_eq!(Table::without_label(dos), None);
    }
}
