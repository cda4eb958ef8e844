//! The small files of `tests/small` give the words that stand in them, through whatever holds them.

use std::path::Path;

use formats::{Bytes, Format, Input, Limits, identify};
use item::Declared;

use crate::sink::Found;

/// Words of each file, in its text or its properties.
const WORDS: [(&str, &str); 112] = [
    ("$IAB17.docx", "D:\\Riga\\list of Belozerov.docx"),
    ("AndroidManifest.xml", "android.permission.READ_SMS"),
    ("AndroidManifest.xml", "Курьер Белозеров"),
    ("accents.pdf", "Décision"),
    ("accounts.apxl", "Belozerov\t4650"),
    ("agents.slk", "Белозеров Павел\t4650\tNarva; Riga"),
    ("agents.mdb", "Belozerov"),
    ("agents.mdb", "Вера Островная"),
    ("articles.pdf", "Article on Belozerov"),
    ("boats.wk4", "Kuznetsova pays the harbour"),
    ("boats.wk4", "Терещенко\t99.5"),
    ("border.ar", "Belozerov crossed the border"),
    ("border.arj", "Ostrovnaya crossed the border"),
    ("border.arj", "Pestrikov Ostrovnaya crossed"),
    ("border.cab", "Kuznetsova crossed the border"),
    ("border.cpio", "Ostrovnaya crossed the border"),
    ("border.lzh", "Belozerov crossed the border"),
    ("border.lzh", "Терещенко везёт второй паспорт"),
    ("border.pem", "Вера Островная"),
    ("border.rar", "Tereshchenko crossed the border"),
    ("border.tar.Z", "Pestrikov crossed the border"),
    ("border.tar.lz4", "Ostrovnaya crossed the border"),
    ("border.tar.lzma", "Kuznetsova crossed the border"),
    ("border.txt.lz", "Pestrikov crossed the border"),
    ("border.warc", "Belozerov crossed the border"),
    ("cache.zlib", "Ostrovnaya crossed the border"),
    ("call.mp3", "Kuznetsova names the courier"),
    ("caption.pdf", "Ask Belozerov"),
    ("chart.emf", "Островная получила перевод"),
    ("chat.sqlite", "the passport is in the safe"),
    ("courier.apk", "Kuznetsova"),
    ("courier.rpm", "Ostrovnaya crossed the border"),
    ("courier.rpm", "Pavel Belozerov"),
    ("crossing.mp4", "Crossing filmed by Pestrikov"),
    ("disc.iso", "Tereshchenko crossed the border"),
    ("elements.pdf", "Case: Belozerov KZ-17"),
    ("entries.rtf", "Belozerov entry"),
    ("floor.vsd", "Kuznetsova guards the second floor"),
    ("floor.vsd", "Касса: Терещенко"),
    ("floppy.ima", "Ostrovnaya keeps the second passport"),
    ("floppy.ima", "Белозеров стёр этот список"),
    ("folder.DS_Store", "Список Островной.xlsx"),
    ("friends.msg", "Pavel Belozerov <pavel@x.example.org>"),
    ("hearing.ass", "Vera: Première ligne\nKuznetsova, puis rien."),
    ("hearing.smi", "Légende sur\nPestrikov."),
    ("hearing.srt", "Свидетель Терещенко\nпокинул город"),
    ("hearing.ttml", ">> Ostrovnaya and\nBelozerov left."),
    ("hearing.vtt", "the deal with\nBelozerov: R&D budget of Riga."),
    ("hearing.vtt", "heard by Ostrovnaya"),
    ("hints.pptx", "Show for Narva"),
    ("hints.pptx", "letter of Belozerov"),
    ("inbox.dbx", "Kuznetsova has the keys"),
    ("inbox.dbx", "Pestrikov crossed the border on Monday"),
    ("inbox.dbx", "Терещенко везёт второй паспорт"),
    ("installer.pkg", "Pestrikov installed the program"),
    ("installer.pkg", "Островная хранит ключ"),
    ("leak.torrent", "border-leak/Riga/Список Островной.xlsx"),
    ("leak.torrent", "Bank papers of Белозеров"),
    ("leaflet.pub", "Ostrovnaya invites"),
    ("lease.wpd", "Karin Meyer: Take the name of the driver out"),
    ("lease.wpd", "in cash by the courier Tereshchenko"),
    ("lease.wpd", "seen with V. Ostrovnaya"),
    ("lease.wpd", "Павел Белозеров) leases the warehouse"),
    ("ledger.as", "Ostrovnaya paid on a Mac"),
    ("ledger.bin", "Belozerov was paid on a Mac"),
    ("ledger.wk1", "Островная Вера\t4,650.50 [4650.5]\t1989-04-02"),
    ("letter.wps", "Tereshchenko paid the notary"),
    ("letters.mobi", "Kuznetsova wrote from Narva that the courier waits"),
    ("letters.mobi", "Вера Островная"),
    ("manual.chm", "Belozerov holds the second key"),
    ("manual.chm", "Ostrovnaya guards the northern crossing"),
    ("meeting.iwa", "Kuznetsova answers"),
    ("meeting.jpg", "55.75"),
    ("meeting.jpg", "Kamera Werke"),
    ("message.typed", "Belozerov ждёт в Нарве"),
    ("message_00001.xml", "Kuznetsova signed for the courier"),
    ("messages.db-journal", "Tereshchenko owes the courier"),
    ("messages.db-wal", "burn the second passport"),
    ("messages.db-wal", "встреча в шесть у моста"),
    ("minutes.wp", "Belozerov sent his excuses"),
    ("minutes.wp", "Ostrovnaya (Островная) and the notary"),
    ("note.pb", "Belozerov has the passport"),
    ("notes.one", "Pestrikov waits at the harbour"),
    ("open.pgp", "Belozerov signed this"),
    ("opened.automaticDestinations-ms", "List of Belozerov"),
    ("people.dbf", "Белозеров Павел"),
    ("people.fpt", "Ostrovnaya keeps the register of cars"),
    ("people.fpt", "Белозеров П. А., задержан на границе"),
    ("placeholders.odt", "name of Riga"),
    ("plan.lnk", "List of Ostrovnaya"),
    ("plan.pages", "Belozerov speaks last"),
    ("plugin.jar", "Belozerov keeps the second set of books"),
    ("poster.psd", "caption of Ostrovnaya"),
    ("poster.psd", "Слой Белозеров"),
    ("press.jpg", "taken from the car"),
    ("printed.xps", "Printed for Ostrovnaya"),
    ("prompts.ods", "Title of Riga"),
    ("receipt.djvu", "Receipts of the courier"),
    ("receipt.djvu", "V. Ostrovnaya"),
    ("receipt.djvu", "Белозеров holds the"),
    ("revised.pdf", "old title of Riga"),
    ("revised.pdf", "remark of Ostrovnaya"),
    ("route.kmz", "Ostrovnaya safe house"),
    ("schedule.mpp", "Move Pestrikov before May"),
    ("screen.png", "снимок экрана из дела"),
    ("settings.plist", "Vera Ostrovnaya"),
    ("stamp.wmf", "Belozerov approved"),
    ("travelled.msg", "2019-03-12T10:00:00+03:00"),
    ("two.pdf", "Belozerov second"),
    ("undelivered.msg", "550 mailbox of Ostrovnaya full"),
    ("vera.asc", "vera@example.org"),
    ("~$list.docx", "Вера Островная"),
];

/// Returns all text and all properties of a content and of what it holds.
fn all_words(name: &[u8], bytes: Bytes, depth: usize) -> String {
    let declared = Declared::default();
    let format = Format::by_id(&identify(&bytes, name, &declared).format);
    let Some(extract) = format.and_then(|format| format.extract) else { return String::new() };
    let input = Input {
        bytes,
        volumes: Vec::new(),
        name: name.to_vec(),
        declared,
        passwords: formats::Passwords::default(),
        limits: Limits::default(),
    };
    let mut found = Found::default();
    extract(&input, &mut found).unwrap_or_else(|error| panic!("{}: {error}", name.escape_ascii()));
    let mut words: Vec<String> =
        found.segments.iter().map(|segment| segment.text.clone()).collect();
    words.extend(found.metadata.values().flatten().cloned());
    if depth > 0 {
        let children = found.children.into_iter();
        words
            .extend(children.map(|(child, bytes)| all_words(&child.name, bytes.into(), depth - 1)));
    }
    words.join("\n")
}

#[test]
fn small_files_give_their_words() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/small");
    for (name, words) in WORDS {
        let bytes = std::fs::read(folder.join(name)).expect("the file is part of the project");
        let found = all_words(name.as_bytes(), bytes.into(), 3);
        assert!(found.contains(words), "{name}: {found}");
    }
}
