//! How many papers of a person are found: by his name typed in any spelling, and by a click on any of his names.
//!
//! Seven persons who do not exist, in five languages, in all cases, orders and initials, in prose, forms, registers and
//! mails; beside them namesakes, relatives and their papers. The forms come from the grammars of the languages, written
//! down here, and not from what the program knows. Five sets: one to work with, and four that were asked for the first
//! time when rules stood, and by which rules were mended since. What each found at first is in the recorded run.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use item::{Extraction, Kind, Layer};
use search::{Engine, Memory, Request, parse};

use crate::{extraction, index};

/// A person: given name, patronymic and family name in the cases of Russian, and full names in other languages.
struct Person {
    /// Given name in six cases: nominative, genitive, dative, accusative, instrumental, prepositional.
    given: [&'static str; 6],
    /// Patronymic in six cases; empty where there is none.
    patronymic: [&'static str; 6],
    family: [&'static str; 6],
    /// Given names and family names: English, French, Spanish, German.
    latin: [(&'static str, &'static str); 4],
    arabic: (&'static str, &'static str),
    /// Names of others that are near. Where a patronymic alone tells them apart, they count as wrong for names with one.
    others: &'static [&'static str],
}

const NONE: [&str; 6] = [""; 6];

/// The persons with whom rules are tried.
const WORKED_WITH: &[Person] = &[
    Person {
        given: ["Тимофей", "Тимофея", "Тимофею", "Тимофея", "Тимофеем", "Тимофее"],
        patronymic: [
            "Аркадьевич",
            "Аркадьевича",
            "Аркадьевичу",
            "Аркадьевича",
            "Аркадьевичем",
            "Аркадьевиче",
        ],
        family: [
            "Вережников",
            "Вережникова",
            "Вережникову",
            "Вережникова",
            "Вережниковым",
            "Вережникове",
        ],
        latin: [
            ("Timofey", "Verezhnikov"),
            ("Timofeï", "Verejnikov"),
            ("Timoféi", "Verézhnikov"),
            ("Timofej", "Wereschnikow"),
        ],
        arabic: ("تيموفي", "فيريجنيكوف"),
        others: &[
            "Gleb Verezhnikov",
            "Тимофей Вениаминович Вережников",
            "Timofey Lapin",
            "Timofey Verezhinsky",
        ],
    },
    Person {
        given: ["Лариса", "Ларисы", "Ларисе", "Ларису", "Ларисой", "Ларисе"],
        patronymic: ["Глебовна", "Глебовны", "Глебовне", "Глебовну", "Глебовной", "Глебовне"],
        family: [
            "Сухомесова",
            "Сухомесовой",
            "Сухомесовой",
            "Сухомесову",
            "Сухомесовой",
            "Сухомесовой",
        ],
        latin: [
            ("Larisa", "Sukhomesova"),
            ("Larissa", "Soukhomessova"),
            ("Larisa", "Sujomésova"),
            ("Larissa", "Suchomesowa"),
        ],
        arabic: ("لاريسا", "سوخوميسوفا"),
        others: &["Inna Sukhomesova", "Лариса Павловна Сухомесова", "Larisa Sukhorukova"],
    },
    Person {
        given: ["Захар", "Захара", "Захару", "Захара", "Захаром", "Захаре"],
        patronymic: ["Ильич", "Ильича", "Ильичу", "Ильича", "Ильичом", "Ильиче"],
        family: [
            "Лапин-Дубровинский",
            "Лапина-Дубровинского",
            "Лапину-Дубровинскому",
            "Лапина-Дубровинского",
            "Лапиным-Дубровинским",
            "Лапине-Дубровинском",
        ],
        latin: [
            ("Zakhar", "Lapin-Dubrovinsky"),
            ("Zakhar", "Lapine-Doubrovinski"),
            ("Zajar", "Lapin-Dubrovinski"),
            ("Sachar", "Lapin-Dubrowinski"),
        ],
        arabic: ("زاخار", "لابين دوبروفينسكي"),
        others: &["Zakhar Lapin", "Fyodor Lapin-Dubrovinsky"],
    },
    Person {
        given: ["Алексей", "Алексея", "Алексею", "Алексея", "Алексеем", "Алексее"],
        patronymic: [
            "Михайлович",
            "Михайловича",
            "Михайловичу",
            "Михайловича",
            "Михайловичем",
            "Михайловиче",
        ],
        family: ["Пшеничук", "Пшеничука", "Пшеничуку", "Пшеничука", "Пшеничуком", "Пшеничуке"],
        latin: [
            ("Oleksii", "Pshenychuk"),
            ("Oleksiy", "Pchenytchouk"),
            ("Oleksí", "Pshenichuk"),
            ("Oleksij", "Pschenytschuk"),
        ],
        arabic: ("أوليكسي", "بشينيتشوك"),
        others: &["Ostap Pshenychuk", "Oleksii Pshenko"],
    },
    Person {
        given: ["Набиль", "Набиля", "Набилю", "Набиля", "Набилем", "Набиле"],
        patronymic: NONE,
        family: ["аль-Хатвани"; 6],
        latin: [
            ("Nabil", "al-Khatwani"),
            ("Nabil", "El Khatouani"),
            ("Nabil", "al Jatuani"),
            ("Nabil", "al-Chatwani"),
        ],
        arabic: ("نبيل", "الخطواني"),
        others: &["Samir al-Khatwani", "Nabil al-Khatib", "Nabil Khatun"],
    },
    Person {
        given: ["Беатрис"; 6],
        patronymic: NONE,
        family: ["Аризменди"; 6],
        latin: [
            ("Beatriz Elena", "Arizmendi Pineda"),
            ("Beatriz", "Arizmendi"),
            ("Beatriz Elena", "Arizmendi Pineda"),
            ("Beatriz", "Arizmendi Pineda"),
        ],
        arabic: ("بياتريس", "أريزمندي"),
        others: &["Camila Arizmendi Pineda", "Beatriz Pinedo"],
    },
    Person {
        given: ["Волкан", "Волкана", "Волкану", "Волкана", "Волканом", "Волкане"],
        patronymic: NONE,
        family: ["Шекердаг", "Шекердага", "Шекердагу", "Шекердага", "Шекердагом", "Шекердаге"],
        latin: [
            ("Volkan", "Şekerdağ"),
            ("Volkan", "Sekerdag"),
            ("Volkan", "Şekerdağ"),
            ("Volkan", "Şekerdağ"),
        ],
        arabic: ("فولكان", "شكرداغ"),
        others: &["Emre Şekerdağ", "Volkan Şeker"],
    },
];

/// The persons by whom those rules were tried first, and mended.
const TRIED_ON: &[Person] = &[
    Person {
        given: ["Мирон", "Мирона", "Мирону", "Мирона", "Мироном", "Мироне"],
        patronymic: [
            "Савельевич",
            "Савельевича",
            "Савельевичу",
            "Савельевича",
            "Савельевичем",
            "Савельевиче",
        ],
        family: ["Толкунов", "Толкунова", "Толкунову", "Толкунова", "Толкуновым", "Толкунове"],
        latin: [
            ("Miron", "Tolkunov"),
            ("Miron", "Tolkounov"),
            ("Mirón", "Tolkunov"),
            ("Miron", "Tolkunow"),
        ],
        arabic: ("ميرون", "تولكونوف"),
        others: &["Saveliy Tolkunov", "Мирон Петрович Толкунов", "Miron Tolkachev"],
    },
    Person {
        given: ["Зоя", "Зои", "Зое", "Зою", "Зоей", "Зое"],
        patronymic: ["Тарасовна", "Тарасовны", "Тарасовне", "Тарасовну", "Тарасовной", "Тарасовне"],
        family: [
            "Чеботарёва",
            "Чеботарёвой",
            "Чеботарёвой",
            "Чеботарёву",
            "Чеботарёвой",
            "Чеботарёвой",
        ],
        latin: [
            ("Zoya", "Chebotareva"),
            ("Zoïa", "Tchebotareva"),
            ("Zoya", "Chebotariova"),
            ("Soja", "Tschebotarjowa"),
        ],
        arabic: ("زويا", "تشيبوتاريوفا"),
        others: &["Rimma Chebotareva", "Зоя Львовна Чеботарёва", "Zoya Chebanova"],
    },
    Person {
        given: ["Платон", "Платона", "Платону", "Платона", "Платоном", "Платоне"],
        patronymic: [
            "Яковлевич",
            "Яковлевича",
            "Яковлевичу",
            "Яковлевича",
            "Яковлевичем",
            "Яковлевиче",
        ],
        family: [
            "Грязнов-Жилинский",
            "Грязнова-Жилинского",
            "Грязнову-Жилинскому",
            "Грязнова-Жилинского",
            "Грязновым-Жилинским",
            "Грязнове-Жилинском",
        ],
        latin: [
            ("Platon", "Gryaznov-Zhilinsky"),
            ("Platon", "Griaznov-Jilinski"),
            ("Platón", "Griaznov-Zhilinski"),
            ("Platon", "Grjasnow-Schilinski"),
        ],
        arabic: ("بلاتون", "غريازنوف جيلينسكي"),
        others: &["Platon Gryaznov", "Kirill Gryaznov-Zhilinsky"],
    },
    Person {
        given: ["Сергей", "Сергея", "Сергею", "Сергея", "Сергеем", "Сергее"],
        patronymic: [
            "Викторович",
            "Викторовича",
            "Викторовичу",
            "Викторовича",
            "Викторовичем",
            "Викторовиче",
        ],
        family: ["Лищинюк", "Лищинюка", "Лищинюку", "Лищинюка", "Лищинюком", "Лищинюке"],
        latin: [
            ("Serhii", "Lishchyniuk"),
            ("Serhiy", "Lichtchyniouk"),
            ("Serguéi", "Lishchiniuk"),
            ("Serhij", "Lischtschynjuk"),
        ],
        arabic: ("سيرغي", "ليشتشينيوك"),
        others: &["Taras Lishchyniuk", "Serhii Lishchenko"],
    },
    Person {
        given: ["Хишам", "Хишама", "Хишаму", "Хишама", "Хишамом", "Хишаме"],
        patronymic: NONE,
        family: ["аз-Заркани"; 6],
        latin: [
            ("Hisham", "az-Zarqani"),
            ("Hicham", "Ez-Zarkani"),
            ("Hisham", "al Zarkani"),
            ("Hischam", "az-Zarqani"),
        ],
        arabic: ("هشام", "الزرقاني"),
        others: &["Talal az-Zarqani", "Hisham az-Zahrani", "Hisham Zarour"],
    },
    Person {
        given: ["Игнасио"; 6],
        patronymic: NONE,
        family: ["Олабарриета"; 6],
        latin: [
            ("Ignacio Javier", "Olabarrieta Montes"),
            ("Ignacio", "Olabarrieta"),
            ("Ignacio Javier", "Olabarrieta Montes"),
            ("Ignacio", "Olabarrieta Montes"),
        ],
        arabic: ("إغناسيو", "أولاباريتا"),
        others: &["Gonzalo Olabarrieta Montes", "Ignacia Olabarrieta Montes", "Ignacio Montero"],
    },
    Person {
        given: ["Онур", "Онура", "Онуру", "Онура", "Онуром", "Онуре"],
        patronymic: NONE,
        family: ["Четинбаш", "Четинбаша", "Четинбашу", "Четинбаша", "Четинбашем", "Четинбаше"],
        latin: [
            ("Onur", "Çetinbaş"),
            ("Onur", "Cetinbas"),
            ("Onur", "Çetinbaş"),
            ("Onur", "Çetinbaş"),
        ],
        arabic: ("أونور", "تشيتينباش"),
        others: &["Burak Çetinbaş", "Onur Çetin"],
    },
];

/// The persons of the report: no rule was written after they were asked for.
const REPORTED: &[Person] = &[
    Person {
        given: ["Родион", "Родиона", "Родиону", "Родиона", "Родионом", "Родионе"],
        patronymic: [
            "Макарович",
            "Макаровича",
            "Макаровичу",
            "Макаровича",
            "Макаровичем",
            "Макаровиче",
        ],
        family: [
            "Белозубов",
            "Белозубова",
            "Белозубову",
            "Белозубова",
            "Белозубовым",
            "Белозубове",
        ],
        latin: [
            ("Rodion", "Belozubov"),
            ("Rodion", "Belozoubov"),
            ("Rodión", "Belozúbov"),
            ("Rodion", "Belosubow"),
        ],
        arabic: ("روديون", "بيلوزوبوف"),
        others: &["Makar Belozubov", "Родион Семёнович Белозубов", "Rodion Belozerov"],
    },
    Person {
        given: ["Маргарита", "Маргариты", "Маргарите", "Маргариту", "Маргаритой", "Маргарите"],
        patronymic: ["Львовна", "Львовны", "Львовне", "Львовну", "Львовной", "Львовне"],
        family: [
            "Щегловитова",
            "Щегловитовой",
            "Щегловитовой",
            "Щегловитову",
            "Щегловитовой",
            "Щегловитовой",
        ],
        latin: [
            ("Margarita", "Shcheglovitova"),
            ("Margarita", "Chtcheglovitova"),
            ("Margarita", "Scheglovítova"),
            ("Margarita", "Schtscheglowitowa"),
        ],
        arabic: ("مارغريتا", "شيغلوفيتوفا"),
        others: &["Alla Shcheglovitova", "Маргарита Андреевна Щегловитова", "Margarita Shcheglova"],
    },
    Person {
        given: ["Кирилл", "Кирилла", "Кириллу", "Кирилла", "Кириллом", "Кирилле"],
        patronymic: [
            "Фёдорович",
            "Фёдоровича",
            "Фёдоровичу",
            "Фёдоровича",
            "Фёдоровичем",
            "Фёдоровиче",
        ],
        family: [
            "Вершинин-Залужский",
            "Вершинина-Залужского",
            "Вершинину-Залужскому",
            "Вершинина-Залужского",
            "Вершининым-Залужским",
            "Вершинине-Залужском",
        ],
        latin: [
            ("Kirill", "Vershinin-Zaluzhsky"),
            ("Kirill", "Verchinine-Zaloujski"),
            ("Kirill", "Vershinin-Zaluzhski"),
            ("Kirill", "Werschinin-Saluschski"),
        ],
        arabic: ("كيريل", "فيرشينين زالوجسكي"),
        others: &["Kirill Vershinin", "Gleb Vershinin-Zaluzhsky"],
    },
    Person {
        given: ["Тарас", "Тараса", "Тарасу", "Тараса", "Тарасом", "Тарасе"],
        patronymic: [
            "Богданович",
            "Богдановича",
            "Богдановичу",
            "Богдановича",
            "Богдановичем",
            "Богдановиче",
        ],
        family: [
            "Корнийчук",
            "Корнийчука",
            "Корнийчуку",
            "Корнийчука",
            "Корнийчуком",
            "Корнийчуке",
        ],
        latin: [
            ("Taras", "Korniichuk"),
            ("Taras", "Korniïtchouk"),
            ("Tarás", "Korniychuk"),
            ("Taras", "Kornijtschuk"),
        ],
        arabic: ("تاراس", "كورنييتشوك"),
        others: &["Ostap Korniichuk", "Taras Kornienko"],
    },
    Person {
        given: ["Фуад", "Фуада", "Фуаду", "Фуада", "Фуадом", "Фуаде"],
        patronymic: NONE,
        family: ["аш-Шамрани"; 6],
        latin: [
            ("Fouad", "ash-Shamrani"),
            ("Fouad", "El Chamrani"),
            ("Fuad", "al Shamrani"),
            ("Fuad", "asch-Schamrani"),
        ],
        arabic: ("فؤاد", "الشمراني"),
        others: &["Talal ash-Shamrani", "Fouad ash-Shammari", "Fouad Omran"],
    },
    Person {
        given: ["Консуэло"; 6],
        patronymic: NONE,
        family: ["Сабалеги"; 6],
        latin: [
            ("Consuelo Inés", "Zabalegui Roldán"),
            ("Consuelo", "Zabalegui"),
            ("Consuelo Inés", "Zabalegui Roldán"),
            ("Consuelo", "Zabalegui Roldán"),
        ],
        arabic: ("كونسويلو", "زاباليغي"),
        others: &["Paloma Zabalegui Roldán", "Consuelo Roldán Vega", "Consuelo Zabala"],
    },
    Person {
        given: ["Бюлент", "Бюлента", "Бюленту", "Бюлента", "Бюлентом", "Бюленте"],
        patronymic: NONE,
        family: ["Караташлы"; 6],
        latin: [
            ("Bülent", "Karataşlı"),
            ("Bulent", "Karatasli"),
            ("Bülent", "Karataşlı"),
            ("Bülent", "Karataşlı"),
        ],
        arabic: ("بولنت", "كاراتاشلي"),
        others: &["Orhan Karataşlı", "Bülent Karatay"],
    },
];

/// The persons whose names showed most that rules for pairs of letters do not carry over.
const MENDED_BY: &[Person] = &[
    Person {
        given: ["Ермолай", "Ермолая", "Ермолаю", "Ермолая", "Ермолаем", "Ермолае"],
        patronymic: [
            "Савельевич",
            "Савельевича",
            "Савельевичу",
            "Савельевича",
            "Савельевичем",
            "Савельевиче",
        ],
        family: [
            "Дрожжинов",
            "Дрожжинова",
            "Дрожжинову",
            "Дрожжинова",
            "Дрожжиновым",
            "Дрожжинове",
        ],
        latin: [
            ("Ermolay", "Drozhzhinov"),
            ("Iermolaï", "Drojjinov"),
            ("Yermolái", "Drozhzhínov"),
            ("Jermolai", "Droschschinow"),
        ],
        arabic: ("يرمولاي", "دروججينوف"),
        others: &["Vlas Drozhzhinov", "Ермолай Петрович Дрожжинов", "Ermolay Drozdov"],
    },
    Person {
        given: ["Агния", "Агнии", "Агнии", "Агнию", "Агнией", "Агнии"],
        patronymic: ["Романовна", "Романовны", "Романовне", "Романовну", "Романовной", "Романовне"],
        family: [
            "Тишкевичева",
            "Тишкевичевой",
            "Тишкевичевой",
            "Тишкевичеву",
            "Тишкевичевой",
            "Тишкевичевой",
        ],
        latin: [
            ("Agniya", "Tishkevicheva"),
            ("Agnia", "Tichkevitcheva"),
            ("Agnia", "Tishkevícheva"),
            ("Agnija", "Tischkewitschewa"),
        ],
        arabic: ("أغنيا", "تيشكيفيتشيفا"),
        others: &["Yana Tishkevicheva", "Агния Львовна Тишкевичева", "Agniya Tishchenko"],
    },
    Person {
        given: ["Матвей", "Матвея", "Матвею", "Матвея", "Матвеем", "Матвее"],
        patronymic: [
            "Орестович",
            "Орестовича",
            "Орестовичу",
            "Орестовича",
            "Орестовичем",
            "Орестовиче",
        ],
        family: [
            "Кулиш-Озерский",
            "Кулиша-Озерского",
            "Кулишу-Озерскому",
            "Кулиша-Озерского",
            "Кулишем-Озерским",
            "Кулише-Озерском",
        ],
        latin: [
            ("Matvey", "Kulish-Ozersky"),
            ("Matveï", "Koulich-Ozerski"),
            ("Matvéi", "Kulish-Ozerski"),
            ("Matwej", "Kulisch-Oserski"),
        ],
        arabic: ("ماتفي", "كوليش أوزيرسكي"),
        others: &["Matvey Kulish", "Gordey Kulish-Ozersky"],
    },
    Person {
        given: ["Назар", "Назара", "Назару", "Назара", "Назаром", "Назаре"],
        patronymic: [
            "Степанович",
            "Степановича",
            "Степановичу",
            "Степановича",
            "Степановичем",
            "Степановиче",
        ],
        family: ["Журавчук", "Журавчука", "Журавчуку", "Журавчука", "Журавчуком", "Журавчуке"],
        latin: [
            ("Nazar", "Zhuravchuk"),
            ("Nazar", "Jouravtchouk"),
            ("Nazar", "Zhuravchuk"),
            ("Nasar", "Schurawtschuk"),
        ],
        arabic: ("نازار", "جورافتشوك"),
        others: &["Levko Zhuravchuk", "Nazar Zhuravlev"],
    },
    Person {
        given: ["Мунир", "Мунира", "Муниру", "Мунира", "Муниром", "Мунире"],
        patronymic: NONE,
        family: [
            "ас-Сархади",
            "ас-Сархади",
            "ас-Сархади",
            "ас-Сархади",
            "ас-Сархади",
            "ас-Сархади",
        ],
        latin: [
            ("Munir", "as-Sarhadi"),
            ("Mounir", "Es-Sarhadi"),
            ("Munir", "al Sarhadi"),
            ("Munir", "as-Sarhadi"),
        ],
        arabic: ("منير", "السرحدي"),
        others: &["Bassam as-Sarhadi", "Munir as-Sarraf"],
    },
    Person {
        given: ["Леокадио", "Леокадио", "Леокадио", "Леокадио", "Леокадио", "Леокадио"],
        patronymic: NONE,
        family: ["Уррисола", "Уррисола", "Уррисола", "Уррисола", "Уррисола", "Уррисола"],
        latin: [
            ("Leocadio", "Urrizola Peñalba"),
            ("Leocadio", "Urrizola"),
            ("Leocadio Andrés", "Urrizola Peñalba"),
            ("Leocadio", "Urrizola Peñalba"),
        ],
        arabic: ("ليوكاديو", "أوريزولا"),
        others: &["Abundio Urrizola Peñalba", "Leocadio Peñalba Soto", "Leocadio Urrutia"],
    },
    Person {
        given: ["Керем", "Керема", "Керему", "Керема", "Керемом", "Кереме"],
        patronymic: NONE,
        family: ["Гюнешчи", "Гюнешчи", "Гюнешчи", "Гюнешчи", "Гюнешчи", "Гюнешчи"],
        latin: [
            ("Kerem", "Güneşçi"),
            ("Kerem", "Gunesci"),
            ("Kerem", "Güneşçi"),
            ("Kerem", "Güneşçi"),
        ],
        arabic: ("كيريم", "غونيشجي"),
        others: &["Halil Güneşçi", "Kerem Günay"],
    },
];

/// The persons who were asked for last: their first answers are on record, and rules were mended by them, too.
const UNHEARD_OF: &[Person] = &[
    Person {
        given: ["Прохор", "Прохора", "Прохору", "Прохора", "Прохором", "Прохоре"],
        patronymic: [
            "Иннокентьевич",
            "Иннокентьевича",
            "Иннокентьевичу",
            "Иннокентьевича",
            "Иннокентьевичем",
            "Иннокентьевиче",
        ],
        family: ["Шумейко", "Шумейко", "Шумейко", "Шумейко", "Шумейко", "Шумейко"],
        latin: [
            ("Prokhor", "Shumeiko"),
            ("Prokhor", "Choumeïko"),
            ("Prójor", "Shumeiko"),
            ("Prochor", "Schumejko"),
        ],
        arabic: ("بروخور", "شوميكو"),
        others: &["Yefim Shumeiko", "Прохор Львович Шумейко", "Prokhor Shumilov"],
    },
    Person {
        given: ["Василиса", "Василисы", "Василисе", "Василису", "Василисой", "Василисе"],
        patronymic: ["Денисовна", "Денисовны", "Денисовне", "Денисовну", "Денисовной", "Денисовне"],
        family: [
            "Ягужинская",
            "Ягужинской",
            "Ягужинской",
            "Ягужинскую",
            "Ягужинской",
            "Ягужинской",
        ],
        latin: [
            ("Vasilisa", "Yaguzhinskaya"),
            ("Vassilissa", "Iagoujinskaïa"),
            ("Vasilisa", "Yaguzhínskaya"),
            ("Wassilissa", "Jaguschinskaja"),
        ],
        arabic: ("فاسيليسا", "ياغوجينسكايا"),
        others: &["Polina Yaguzhinskaya", "Василиса Юрьевна Ягужинская", "Vasilisa Yagoda"],
    },
    Person {
        given: ["Аркадий", "Аркадия", "Аркадию", "Аркадия", "Аркадием", "Аркадии"],
        patronymic: ["Юльевич", "Юльевича", "Юльевичу", "Юльевича", "Юльевичем", "Юльевиче"],
        family: [
            "Цветов-Хмельницкий",
            "Цветова-Хмельницкого",
            "Цветову-Хмельницкому",
            "Цветова-Хмельницкого",
            "Цветовым-Хмельницким",
            "Цветове-Хмельницком",
        ],
        latin: [
            ("Arkady", "Tsvetov-Khmelnitsky"),
            ("Arkadi", "Tsvetov-Khmelnitski"),
            ("Arkadi", "Tsvetov-Jmelnitski"),
            ("Arkadi", "Zwetow-Chmelnizki"),
        ],
        arabic: ("أركادي", "تسفيتوف خميلنيتسكي"),
        others: &["Arkady Tsvetov", "Leonid Tsvetov-Khmelnitsky"],
    },
    Person {
        given: ["Вахтанг", "Вахтанга", "Вахтангу", "Вахтанга", "Вахтангом", "Вахтанге"],
        patronymic: ["Отарович", "Отаровича", "Отаровичу", "Отаровича", "Отаровичем", "Отаровиче"],
        family: ["Гелашвили", "Гелашвили", "Гелашвили", "Гелашвили", "Гелашвили", "Гелашвили"],
        latin: [
            ("Vakhtang", "Gelashvili"),
            ("Vakhtang", "Guelachvili"),
            ("Vajtang", "Guelashvili"),
            ("Wachtang", "Gelaschwili"),
        ],
        arabic: ("فاختانغ", "غيلاشفيلي"),
        others: &["Shota Gelashvili", "Vakhtang Gelovani"],
    },
    Person {
        given: ["Юсри", "Юсри", "Юсри", "Юсри", "Юсри", "Юсри"],
        patronymic: NONE,
        family: [
            "аль-Мадхун",
            "аль-Мадхун",
            "аль-Мадхун",
            "аль-Мадхун",
            "аль-Мадхун",
            "аль-Мадхун",
        ],
        latin: [
            ("Yusri", "al-Madhoun"),
            ("Yousri", "El Madhoun"),
            ("Yusri", "al Madhun"),
            ("Yusri", "al-Madhun"),
        ],
        arabic: ("يسري", "المدهون"),
        others: &["Bilal al-Madhoun", "Yusri al-Masri"],
    },
    Person {
        given: ["Грасиэла", "Грасиэла", "Грасиэла", "Грасиэла", "Грасиэла", "Грасиэла"],
        patronymic: NONE,
        family: ["Эчеверри", "Эчеверри", "Эчеверри", "Эчеверри", "Эчеверри", "Эчеверри"],
        latin: [
            ("Graciela Noemí", "Etcheverry Lucero"),
            ("Graciela", "Etcheverry"),
            ("Graciela Noemí", "Etcheverry Lucero"),
            ("Graciela", "Etcheverry Lucero"),
        ],
        arabic: ("غراسييلا", "إتشيفيري"),
        others: &["Marta Etcheverry Lucero", "Graciela Lucero Paz", "Graciela Etchegaray"],
    },
    Person {
        given: ["Бахадыр", "Бахадыра", "Бахадыру", "Бахадыра", "Бахадыром", "Бахадыре"],
        patronymic: NONE,
        family: ["Кючюккая", "Кючюккая", "Кючюккая", "Кючюккая", "Кючюккая", "Кючюккая"],
        latin: [
            ("Bahadır", "Küçükkaya"),
            ("Bahadir", "Kucukkaya"),
            ("Bahadır", "Küçükkaya"),
            ("Bahadır", "Küçükkaya"),
        ],
        arabic: ("بهادر", "كوتشوكايا"),
        others: &["Selda Küçükkaya", "Bahadır Küçük"],
    },
];

/// What comes of a set of persons.
struct Trove {
    /// Whose each paper is: the number of the person, or nothing where it is another's.
    owners: Vec<Option<usize>>,
    papers: Vec<Extraction>,
    index: Memory,
}

impl Trove {
    fn new(persons: &[Person]) -> Self {
        let mut texts: Vec<(Option<usize>, String)> = Vec::new();
        for (at, person) in persons.iter().enumerate() {
            texts.extend(papers(person).into_iter().map(|text| (Some(at), text)));
            let others = person.others.iter().flat_map(|other| papers_of_other(other));
            texts.extend(others.map(|text| (None, text)));
        }
        let papers: Vec<Extraction> = texts.iter().map(|(_, text)| read(text)).collect();
        let index = index(&papers);
        Self { owners: texts.into_iter().map(|(owner, _)| owner).collect(), papers, index }
    }

    fn of(&self, person: usize) -> BTreeSet<usize> {
        (0..self.owners.len()).filter(|at| self.owners[*at] == Some(person)).collect()
    }

    fn ask(&self, query: &str) -> BTreeSet<usize> {
        let request = Request { limit: self.papers.len(), ..Request::default() };
        let found = self.index.search(&parse(query).query, &request).expect("memory");
        found.hits.iter().map(|hit| hit.item as usize).collect()
    }
}

fn read(text: &str) -> Extraction {
    let mut paper = extraction(&[(Layer::Body, text)]);
    paper.mentions = entities::recognise(text);
    paper
}

/// Writes the papers that name a person.
fn papers(person: &Person) -> Vec<String> {
    let [english, french, spanish, german] = person.latin;
    let mut papers = in_russian(person);
    papers.extend(in_english(english));
    papers.extend(in_french(french));
    papers.extend(in_spanish(spanish));
    papers.push(format!("Das Büro bat um die Festnahme von {} {} in Wien.", german.0, german.1));
    papers.extend(in_arabic(person.arabic));
    papers
}

fn first(name: &str) -> char {
    name.chars().next().expect("a name has letters")
}

fn in_russian(person: &Person) -> Vec<String> {
    let [nominative, genitive, dative, accusative, instrumental, prepositional] =
        [0, 1, 2, 3, 4, 5];
    let full = |case: usize| {
        let names = [person.family[case], person.given[case], person.patronymic[case]];
        names.into_iter().filter(|name| !name.is_empty()).collect::<Vec<_>>().join(" ")
    };
    let short = |case: usize| format!("{} {}", person.given[case], person.family[case]);
    let initials = |case: usize| match person.patronymic[0] {
        "" => format!("{}. {}", first(person.given[0]), person.family[case]),
        patronymic => {
            format!("{}. {}. {}", first(person.given[0]), first(patronymic), person.family[case])
        }
    };
    let fields = match person.patronymic[0] {
        "" => format!("Фамилия: {}\nИмя: {}\n", person.family[0].to_uppercase(), person.given[0]),
        patronymic => format!(
            "Фамилия: {}\nИмя: {}\nОтчество: {patronymic}\n",
            person.family[0].to_uppercase(),
            person.given[0]
        ),
    };
    vec![
        format!("{} объявлен в розыск.", full(nominative)),
        format!("Бюро просит об аресте {}.", full(genitive)),
        format!("Письмо было направлено {} в марте.", short(dative)),
        format!("Полиция задержала {} на границе.", short(accusative)),
        format!("Жалоба подана {}.", full(instrumental)),
        format!("Сведения о {} удалены.", short(prepositional)),
        format!("Уведомление на {} отменено.", initials(accusative)),
        format!("{fields}Дата рождения: 12.03.1974\n"),
        format!("1. Зимин Пётр\n2. {} {}\n3. Котова Анна\n", person.family[0], person.given[0]),
    ]
}

fn in_english((given, family): (&str, &str)) -> Vec<String> {
    let upper = family.to_uppercase();
    vec![
        format!("The bureau asked for the arrest of {given} {family} in Vienna."),
        format!("Subject: {upper}, {given}\n\nNothing new."),
        format!(
            "Present family name: {upper}\nForename(s): {given}\nDate of birth: 12 March 1974\n"
        ),
        format!("{upper} {given}\tMinsk\t2019\nKOTOVA Anna\tMinsk\t2018\n"),
        format!("Mr {}. {family} denies the charges.", first(given)),
        format!(
            "From: {given} {family} <someone@example.org>\nTo: office@example.org\n\nDear colleagues,\n"
        ),
    ]
}

fn in_french((given, family): (&str, &str)) -> Vec<String> {
    vec![
        format!("La plainte de M. {given} {family} a été transmise."),
        format!("Nom : {}\nPrénoms : {given}\nSexe : M\n", family.to_uppercase()),
        format!("{} {given}, né le 12 mars 1974 à Minsk", family.to_uppercase()),
    ]
}

fn in_spanish((given, family): (&str, &str)) -> Vec<String> {
    let short = |name: &str| name.split(' ').next().expect("a name has a word").to_owned();
    let is_double = family.split(' ').count() == 2 && !family.starts_with("al ");
    let daily = if is_double { short(family) } else { family.to_owned() };
    vec![
        format!("Se solicita la detención de {given} {family}."),
        format!("Ayer {} {daily} presentó una queja.", short(given)),
        format!("Apellidos: {}\nNombre: {given}\nSexo: F\n", family.to_uppercase()),
    ]
}

fn in_arabic((given, family): (&str, &str)) -> Vec<String> {
    vec![
        format!("أرسلت شكوى {given} {family} إلى المكتب المركزي الوطني."),
        format!("تم إشعار السيد {given} {family} بالقرار."),
        format!("قدم المحامي طلبا ل{given} {family} أمس."),
        format!("اللقب: {family}\nالاسم الأول: {given}\n"),
    ]
}

fn papers_of_other(name: &str) -> Vec<String> {
    vec![
        format!("The bureau asked for the arrest of {name} in Vienna."),
        format!("1. Anna Kotova\n2. {name}\n3. Pavel Zimin\n"),
        format!("{name} denies the charges."),
    ]
}

/// How much is found of what there is, on average over the questions, and how many items of others come with it.
#[derive(Default)]
struct Measure {
    questions: f64,
    recall: f64,
    worst: Option<(f64, String)>,
    wrong: Vec<String>,
}

impl Measure {
    fn add(&mut self, question: &str, trove: &Trove, person: usize) {
        let (found, own) = (trove.ask(question), trove.of(person));
        let count = |items: &BTreeSet<usize>| items.iter().map(|_| 1.0).sum::<f64>();
        let recall = count(&found.intersection(&own).copied().collect()) / count(&own);
        self.questions += 1.0;
        self.recall += recall;
        if self.worst.as_ref().is_none_or(|(worst, _)| recall < *worst) {
            self.worst = Some((recall, question.to_owned()));
        }
        let others =
            found.difference(&own).map(|item| trove.papers[*item].segments[0].text.clone());
        let others = others.filter(|text| has_patronymic(question) || !has_patronymic(text));
        self.wrong.extend(others.map(|text| format!("{question}: {text}")));
    }

    fn mean(&self) -> f64 {
        self.recall / self.questions
    }
}

/// Tells whether a patronymic or two initials stand in a text.
fn has_patronymic(text: &str) -> bool {
    let endings =
        ["вич", "вича", "вичу", "вичем", "виче", "вна", "вны", "вне", "вну", "вной", "ьич"];
    let is_patronymic = |word: &str| endings.iter().any(|ending| word.ends_with(ending));
    text.split(|letter: char| !letter.is_alphabetic()).any(is_patronymic)
        || text.matches(". ").count() > 1 && text.starts_with("name")
}

/// Returns the spellings in which a reporter types a name.
fn typed(person: &Person) -> Vec<String> {
    let latin = person.latin.iter().map(|(given, family)| format!("{given} {family}"));
    let mut typed: Vec<String> = latin.collect();
    typed.push(format!("{} {}", person.given[0], person.family[0]));
    typed.push(format!("{} {}", person.arabic.0, person.arabic.1));
    typed
}

/// Asks for every person of a set in each way; the name of the way leads.
fn measured(persons: &[Person]) -> BTreeMap<&'static str, Measure> {
    let trove = Trove::new(persons);
    let mut measures: BTreeMap<&'static str, Measure> = BTreeMap::new();
    let mut add = |way, question: String, person| {
        measures.entry(way).or_default().add(&question, &trove, person);
    };
    for (at, person) in persons.iter().enumerate() {
        for name in typed(person) {
            add("name:, typed", format!("name:\"{name}\""), at);
            add("plain words, typed", name.replace('-', " "), at);
        }
        for name in named(&trove, at, person) {
            add("name:, clicked", format!("name:\"{name}\""), at);
            add("person:, clicked", format!("person:\"{name}\""), at);
        }
    }
    measures
}

/// Returns the names of two words and more that are recognised in the papers of a person.
fn named(trove: &Trove, at: usize, person: &Person) -> BTreeSet<String> {
    let papers = trove.of(at).into_iter().map(|paper| &trove.papers[paper]);
    let persons =
        papers.flat_map(|paper| &paper.mentions).filter(|mention| mention.kind == Kind::Person);
    let whole = persons.filter(|mention| is_of(person, &mention.normal));
    whole.map(|mention| mention.normal.clone()).collect()
}

/// Tells whether a recognised name holds a given name and a family name of the person, as any language writes them.
fn is_of(person: &Person, name: &str) -> bool {
    let latin = |of: fn(&(&'static str, &'static str)) -> &'static str| person.latin.iter().map(of);
    let given = latin(|names| names.0).chain(person.given).chain([person.arabic.0]);
    let family = latin(|names| names.1).chain(person.family).chain([person.arabic.1]);
    let words: BTreeSet<String> = text::tokens(name).map(|token| token.folded).collect();
    let holds = |names: &str| text::tokens(names).any(|token| words.contains(&token.folded));
    given.into_iter().any(holds) && family.into_iter().any(holds)
}

#[test]
fn a_name_finds_the_papers_of_its_person_in_every_spelling_and_nobody_elses() {
    for (set, persons, aim, most_wrong) in [
        ("worked with", WORKED_WITH, 0.95, 0),
        ("tried on", TRIED_ON, 0.95, 0),
        ("reported", REPORTED, 0.95, 0),
        ("mended by", MENDED_BY, 0.95, 0),
        ("unheard-of", UNHEARD_OF, 0.98, 3),
    ] {
        let measures = measured(persons);
        for (way, measure) in &measures {
            report(set, way, measure);
        }
        for way in ["name:, typed", "name:, clicked"] {
            assert!(measures[way].mean() >= aim, "{set}, {way}: {:.3}", measures[way].mean());
            assert!(
                measures[way].wrong.len() <= most_wrong,
                "{set}, {way}: {:#?}",
                measures[way].wrong
            );
        }
    }
}

fn report(set: &str, way: &str, measure: &Measure) {
    let (worst, question) = measure.worst.clone().unwrap_or_default();
    let (mean, wrong) = (measure.mean(), measure.wrong.len());
    let line = format!(
        "{set} | {way} | {} | {mean:.3} | {wrong} | {worst:.2} {question}\n",
        measure.questions
    );
    std::io::stderr().write_all(line.as_bytes()).expect("standard error is open");
}
