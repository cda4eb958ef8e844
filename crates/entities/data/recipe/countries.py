"""Makes countries.tsv and capitals.tsv.

    python countries.py TERRITORIES.jsonl OUT_FOLDER

Reads the territories of rigour (MIT, see LICENSE.rigour) and the names of the Unicode CLDR (Unicode-3.0) as the
PyPI package `Babel` carries them, and writes Russian names as stem and paradigm of endings.tsv.
"""

import json
import re
import sys

from babel import Locale
from babel.core import get_global
from babel.localedata import locale_identifiers

LANGUAGES = ["en", "fr", "es", "ru", "ar"]
VOWELS = "аеёиоуыэюя"
# Names that are no country, or that everyday words collide with.
LEFT_OUT = {"того", "мали", "مالي", "чад", "georgia", "jordan", "chad", "turkey", "guinea", "mali", "niger", "man",
            "jersey", "reunion", "roc", "prc", "drc", "car", "fiji", "الاردن", "oman", "peru", "togo", "benin", "cuba",
            "french", "british", "togolese", "congo", "dominican", "maurice", "india", "chile", "malta", "monaco",
            "macedonia", "réunion", "reunion", "reunión", "mauricio", "cañada", "tunis", "st martin"}
KEEP = {"georgia", "jordan", "chad", "turkey", "guinea", "mali", "niger", "fiji", "oman", "peru", "togo", "benin", "cuba",
        "congo", "india", "chile", "malta", "monaco", "macedonia", "чад", "мали"}


def declined(word, first):
    """Returns one Russian word of a name as stem and paradigm."""
    if first and re.search(r"(ская|цкая|ая)$", word):
        return word[:-2] + "+ая"
    if first and word.endswith("яя"):
        return word[:-2] + "+яя"
    if first and word.endswith("ое"):
        return word[:-2] + "+ое"
    if first and word.endswith("ские"):
        return word[:-2] + "+кие"
    if first and word.endswith("ые"):
        return word[:-2] + "+ые"
    if word.endswith("ия"):
        return word[:-1] + "+ия"
    if word.endswith("ея"):
        return word[:-1] + "+ея"
    if re.search(r"[гкхжшчщ]а$", word):
        return word[:-1] + "+ка"
    if word.endswith("ца"):
        return word[:-1] + "+ца"
    if word.endswith("а"):
        return word[:-1] + "+а"
    if word.endswith("й"):
        return word[:-1] + "+й"
    if word in ("Беларусь", "Русь"):
        return word[:-1] + "+мягж"
    if word.endswith("ь"):
        return word[:-1] + "+мягм"
    if word.endswith("ство"):
        return word[:-1] + "+ство"
    if word.endswith("ды") or word.endswith("ны") or word.endswith("вы") or word.endswith("ты") or word.endswith("мы"):
        return word[:-1] + "+ы"
    if word[-1].lower() not in VOWELS and word[-1].islower():
        return word + "+муж"
    return word


def russian(name):
    words = name.split(" ")
    out, noun_seen = [], False
    for index, word in enumerate(words):
        if noun_seen or "-" in word or not word.isalpha() or word.isupper():
            out.append(word)
            noun_seen = noun_seen or not re.search(r"(ая|яя|ое|ые|ие)$", word)
            continue
        is_adjective = index + 1 < len(words) and bool(re.search(r"(ая|яя|ое|ые|ие|ий|ый)$", word))
        out.append(declined(word, is_adjective))
        noun_seen = not is_adjective
    return " ".join(out)


def wanted(name):
    return (3 <= len(name) <= 48 and not re.search(r"[(),;:/+|&\d]", name)
            and name.lower() not in LEFT_OUT - KEEP)


def script(name):
    if re.fullmatch(r"[A-Za-zÀ-ɏ'’ .\-]+", name):
        return "latin"
    if re.fullmatch(r"[А-Яа-яЁё \-]+", name):
        return "ru"
    if re.fullmatch(r"[\u0621-\u064a ]+", name):
        return "ar"
    return None


EXTRA = {
    "ru": {"en": ["Russian Federation"], "ru": ["РФ", "Российская Федерация"], "ar": ["روسيا الاتحادية", "الاتحاد الروسي"],
           "fr": ["Fédération de Russie"], "es": ["Federación de Rusia", "Federación Rusa"]},
    "us": {"en": ["USA", "U.S.", "U.S.A.", "US", "United States of America"], "fr": ["États-Unis d'Amérique"],
           "es": ["EE.UU.", "EEUU", "EE. UU.", "Estados Unidos de América"], "ru": ["США", "Соединённые Штаты Америки"],
           "ar": ["الولايات المتحدة الأمريكية", "أمريكا"]},
    "gb": {"en": ["UK", "U.K.", "Great Britain", "Britain", "England", "Scotland"], "fr": ["Grande-Bretagne", "Angleterre"],
           "es": ["Gran Bretaña", "Inglaterra"], "ru": ["Великобритания", "Соединённое Королевство", "Англия"],
           "ar": ["بريطانيا", "المملكة المتحدة", "إنجلترا"]},
    "ae": {"en": ["UAE", "U.A.E.", "Emirates"], "ru": ["ОАЭ"],
           "ar": ["الإمارات", "الإمارات العربية المتحدة"]},
    "tr": {"en": ["Turkey", "Türkiye", "Turkiye"], "fr": ["Turquie"], "es": ["Turquía"], "ru": ["Турция"], "ar": ["تركيا"]},
    "sa": {"en": ["KSA"], "ru": ["КСА"], "ar": ["السعودية", "المملكة العربية السعودية"]},
    "by": {"en": ["Byelorussia"], "ru": ["Белоруссия", "Беларусь", "Республика Беларусь"], "fr": ["Bélarus", "Biélorussie"],
           "es": ["Belarús", "Bielorrusia"], "ar": ["بيلاروسيا", "بيلاروس"]},
    "md": {"en": ["Moldova", "Republic of Moldova"], "ru": ["Молдавия", "Молдова"]},
    "kg": {"en": ["Kyrgyz Republic", "Kirghizia"], "ru": ["Киргизия", "Кыргызстан"], "ar": ["قيرغيزستان", "قرغيزستان"]},
    "tm": {"ru": ["Туркмения", "Туркменистан"], "ar": ["تركمانستان"]},
    "kz": {"en": ["Republic of Kazakhstan"], "ru": ["РК", "Республика Казахстан"], "ar": ["كازاخستان"]},
    "uz": {"ar": ["أوزبكستان"]}, "tj": {"ar": ["طاجيكستان"]},
    "cz": {"en": ["Czech Republic", "Czechia"], "fr": ["République tchèque", "Tchéquie"], "es": ["República Checa", "Chequia"],
           "ru": ["Чехия", "Чешская Республика"], "ar": ["جمهورية التشيك", "التشيك"]},
    "kr": {"en": ["South Korea", "Republic of Korea"], "fr": ["Corée du Sud"], "es": ["Corea del Sur"], "ru": ["Южная Корея"],
           "ar": ["كوريا الجنوبية"]},
    "kp": {"en": ["North Korea", "DPRK"], "fr": ["Corée du Nord"], "es": ["Corea del Norte"], "ru": ["КНДР", "Северная Корея"],
           "ar": ["كوريا الشمالية"]},
    "cn": {"en": ["People's Republic of China", "PRC"], "ru": ["КНР"], "fr": ["République populaire de Chine"],
           "es": ["República Popular China"], "ar": ["الصين"]},
    "ir": {"en": ["Islamic Republic of Iran"], "ru": ["Исламская Республика Иран"]},
    "sy": {"en": ["Syrian Arab Republic"], "ru": ["Сирия"]},
    "ve": {"en": ["Bolivarian Republic of Venezuela"]},
    "bo": {"en": ["Plurinational State of Bolivia"]},
    "cd": {"en": ["DR Congo", "DRC", "Democratic Republic of the Congo"], "fr": ["République démocratique du Congo", "RDC"],
           "es": ["República Democrática del Congo"], "ru": ["ДРК", "Демократическая Республика Конго"],
           "ar": ["جمهورية الكونغو الديمقراطية"]},
    "cg": {"en": ["Congo", "Republic of the Congo"], "fr": ["Congo", "République du Congo"], "es": ["República del Congo"],
           "ru": ["Республика Конго"]},
    "ci": {"en": ["Ivory Coast", "Côte d'Ivoire"], "fr": ["Côte d'Ivoire"], "es": ["Costa de Marfil"], "ru": ["Кот-д’Ивуар"],
           "ar": ["ساحل العاج", "كوت ديفوار"]},
    "mk": {"en": ["North Macedonia", "Macedonia"], "fr": ["Macédoine du Nord"], "ru": ["Северная Македония", "Македония"]},
    "nl": {"en": ["Holland", "Netherlands"], "fr": ["Pays-Bas"], "es": ["Países Bajos", "Holanda"],
           "ru": ["Нидерланды", "Голландия"], "ar": ["هولندا"]},
    "cv": {"en": ["Cape Verde", "Cabo Verde"]}, "sz": {"en": ["Swaziland", "Eswatini"]}, "mm": {"en": ["Myanmar", "Burma"]},
    "ps": {"en": ["Palestine", "State of Palestine"], "fr": ["Palestine"], "es": ["Palestina"], "ru": ["Палестина"],
           "ar": ["فلسطين"]},
    "va": {"en": ["Vatican", "Holy See", "Vatican City"], "ru": ["Ватикан"], "ar": ["الفاتيكان"]},
    "hk": {"en": ["Hong Kong"], "fr": ["Hong Kong"], "es": ["Hong Kong"], "ru": ["Гонконг"], "ar": ["هونغ كونغ"]},
    "mo": {"en": ["Macao", "Macau"], "ru": ["Макао"]},
    "tw": {"en": ["Taiwan"], "fr": ["Taïwan"], "es": ["Taiwán"], "ru": ["Тайвань"], "ar": ["تايوان"]},
    "xk": {"en": ["Kosovo"], "fr": ["Kosovo"], "es": ["Kosovo"], "ru": ["Косово"], "ar": ["كوسوفو"]},
    "ge": {"en": ["Georgia"], "fr": ["Géorgie"], "es": ["Georgia"], "ru": ["Грузия"], "ar": ["جورجيا"]},
    "ua": {"ru": ["Украина"], "ar": ["أوكرانيا"]}, "ly": {"ar": ["ليبيا"]}, "mr": {"ru": ["Мавритания"]},
    "tg": {"ru": ["Тоголезская Республика", "Республика Того"]}, "ml": {"ru": ["Мали"], "ar": ["جمهورية مالي"]},
    "mu": {"fr": ["île Maurice"], "es": ["isla Mauricio", "República de Mauricio"]},
    "re": {"fr": ["île de la Réunion", "département de la Réunion"], "en": ["Réunion Island"]}, "cu": {"en": ["Cuba"]}, "jo": {"ar": ["الأردن", "المملكة الأردنية"]},
}

# Names that are usual beside those of the sources, by language.
EXONYMS = {
    "es": """kz Kazajstán,Kazakstán|kg Kirguizistán,Kirguisia,Kirguizia|tj Tadyikistán|tm Turkmenia|az Azerbayán|dj Djibuti
sz Suazilandia,Swazilandia|th Thailandia|la República Democrática Popular Lao|sa Arabia Saudita|md República de Moldova
mm Birmania|fj Islas Fiji|fm Estados Federados de Micronesia|za África del Sur|tz República Unida de Tanzania
tg República Togolesa|ml República de Malí|ir República Islámica del Irán,República Islámica de Irán|tt Trinidad y Tabago
kn Saint Kitts y Nevis|ba Bosnia-Herzegovina,Bosnia|sk República Eslovaca|mv Islas Maldivas
kp República Popular Democrática de Corea|kr República de Corea|ps Estado de Palestina|sy República Árabe Siria
bo Estado Plurinacional de Bolivia|va Vaticano,Santa Sede|in República de la India|ne República del Níger
gn República de Guinea|mt República de Malta|de República Federal de Alemania|nz Nueva Zelandia""",
    "fr": """kz Kazakstan|kg Kirghizistan,Kirghizie|tm Turkménie|sz Souaziland|la République démocratique populaire lao
mm Birmanie|md République de Moldova|tz République-Unie de Tanzanie|ir République islamique d'Iran
sy République arabe syrienne|kp République populaire démocratique de Corée|kr République de Corée
bo État plurinational de Bolivie|ae Émirats|kn Saint-Kitts-et-Nevis|tt Trinidad-et-Tobago|ba Bosnie|mk Macédoine
sk République slovaque|fm États fédérés de Micronésie|fj Îles Fidji|ly Jamahiriya arabe libyenne|bd Bengladesh
lt Lithuanie|va Saint-Siège,Cité du Vatican|om Sultanat d'Oman|ws Samoa occidentales
de République fédérale d'Allemagne""",
    "ar": """kz كازخستان,قازاقستان,قزاقستان,كازاكستان|kg قيرغزستان,قيرقيزستان,قرغيزيا|tj تاجيكستان,طاجكستان|uz أزبكستان
by روسيا البيضاء|md مولدافيا,جمهورية مولدوفا|lt لتوانيا|gb بريطانيا العظمى|us الولايات المتحدة الأميركية,أميركا
nl مملكة هولندا|ir جمهورية إيران الإسلامية|sy سورية,الجمهورية العربية السورية|ps دولة فلسطين|ma المملكة المغربية
tz جمهورية تنزانيا المتحدة|cd الكونغو الديمقراطية|cg الكونغو,جمهورية الكونغو|cf أفريقيا الوسطى|bj بنن|zw زمبابوي
mw مالاوي|mz موزامبيق|sz سوازيلاند|sc سيشيل|cv كابو فيردي|st سان تومي وبرينسيبي|bd بنجلاديش|lk سري لانكا
mv المالديف,ملديف|cn جمهورية الصين الشعبية|kr جمهورية كوريا|th تايلند|vn فييت نام|mm ميانمار,بورما|ph الفليبين
tl تيمور الشرقية|nz نيوزيلاندا|cl شيلي|uy أوروغواي|do الجمهورية الدومينيكية,الدومينيكان|bs الباهاما|gy غويانا
cz الجمهورية التشيكية,تشيكيا|hu المجر|me مونتينيغرو|mk مقدونيا|ba البوسنة|dk الدنمارك,الدانمارك,الدانمرك
lu لكسمبرغ|mt مالطة|va الكرسي الرسولي|ki كيريباس|kn سانت كيتس ونيفس""",
    "ru": """kg Киргизстан|ci Берег Слоновой Кости|cv Острова Зелёного Мыса|mm Мьянма,Бирма|sz Свазиленд
cf Центральноафриканская Республика,ЦАР|za Южная Африка,ЮАР|ae Эмираты|kr Республика Корея|tl Восточный Тимор,Тимор-Лешти
sk Словацкая Республика|va Святой Престол|do Доминиканская Республика|sy Сирийская Арабская Республика
pg Папуа-Новая Гвинея|tr Турецкая Республика|az Азербайджанская Республика|de ФРГ|ps Государство Палестина
uz Республика Узбекистан|tj Республика Таджикистан|td Республика Чад|us Соединённые Штаты""",
    "en": """by Belorussia|kg Kirgizstan|kz Kazakstan|tj Tadzhikistan|ba Bosnia-Herzegovina,Bosnia|kn St Kitts and Nevis
lc St Lucia|vc St Vincent and the Grenadines|gb Northern Ireland""",
}


def exonyms(language):
    """Yields the names of EXONYMS, each with its country."""
    for entry in EXONYMS[language].replace("\n", "|").split("|"):
        for name in entry[3:].split(","):
            yield entry[:2], name


def regional(language):
    """Yields the names that the language has in one country only, each with its country."""
    for identifier in sorted(locale_identifiers()):
        if identifier.split("_")[0] == language:
            for code, name in Locale.parse(identifier).territories.items():
                if script(name):
                    yield code.lower(), name


def main(territories, folder):
    locales = {language: Locale(language) for language in LANGUAGES}
    further = {}
    for language in LANGUAGES:
        for code, name in [*regional(language), *exonyms(language)]:
            further.setdefault((code, language), []).append(name)
    rows = {}
    known = [json.loads(line) for line in open(territories, encoding="utf-8")]
    codes = {place["code"]: place for place in known if re.fullmatch(r"[a-z]{2}", place["code"])}
    for code, place in codes.items():
        if code in ("eu", "un", "zz", "ip", "an", "dg", "cp", "ic", "ac", "ta", "um", "hm", "bv", "tf", "aq", "io", "cq"):
            continue
        names = {language: [] for language in LANGUAGES}
        for language, locale in locales.items():
            if code.upper() in locale.territories:
                names[language].append(locale.territories[code.upper()])
        for name in [place["name"], place.get("full_name", "")] + place.get("names_strong", []):
            kind = script(name)
            if kind and wanted(name) and name[0] == name[0].upper() and len(name) > 4:
                names["en" if kind == "latin" else kind].append(name)
        for language, more in EXTRA.get(code, {}).items():
            names[language] += more
        for language in LANGUAGES:
            names[language] += further.get((code, language), [])
        for language in LANGUAGES:
            forms = []
            for name in names[language]:
                name = re.sub(r"^(the|The|Les|La|la) ", "", name.strip())
                if not wanted(name) and name not in sum(EXTRA.get(code, {}).values(), []):
                    continue
                if name.lower() in LEFT_OUT - KEEP:
                    continue
                form = russian(name) if language == "ru" else name.replace("’", "'")
                if form not in forms:
                    forms.append(form)
            if forms:
                rows[(code, language)] = forms
    with open(f"{folder}/countries.tsv", "w", encoding="utf-8") as out:
        out.write("# Countries and territories: ISO 3166-1 alpha-2, language, names parted by `;`.\n"
                  "# Made by recipe/countries.py from rigour's territories (MIT, recipe/LICENSE.rigour) and Unicode CLDR names\n"
                  "# (Unicode-3.0); lines may be added by hand.\n")
        for (code, language), forms in sorted(rows.items()):
            out.write(f"{code}\t{language}\t{';'.join(forms)}\n")
    capitals(locales, codes, folder)


CAPITALS = """ad Andorra la Vella|ae Abu Dhabi,Abou Dhabi,Abou Dabi,Abu Dabi,Абу-Даби,أبوظبي,أبو ظبي|al Tirana,Тирана|am Yerevan,Erevan,Ереван+муж
ao Luanda|at Vienna,Vienne,Viena,Вен+а,فيينا|au Canberra,Канберр+а,كانبرا|az Baku,Bakou,Bakú,Баку,باكو|ba Sarajevo,Сараево|bd Dhaka,Dacca,Дакк+ка,دكا
be Brussels,Bruxelles,Bruselas,Брюссел+мягм,بروكسل|bg Sofia,Sofía,Софи+ия,صوفيا|bh Manama,Манам+а,المنامة|bi Bujumbura,Gitega|bj Porto-Novo,Cotonou
bo La Paz|br Brasilia,Brasília,Бразилиа,برازيليا|by Minsk,Минск+муж,مينسك|ca Ottawa,Оттав+а,أوتاوا|cd Kinshasa,Киншас+а|cg Brazzaville|cf Bangui
ch Bern,Berne,Berna,Берн+муж,برن|ci Abidjan,Yamoussoukro,أبيدجان|cl Santiago de Chile,Santiago|cm Yaoundé,Yaounde|cn Beijing,Pékin,Pekin,Pekín,Пекин+муж,بكين|co Bogota,Bogotá,Богот+а
cr San José,San Jose|cu Havana,La Havane,La Habana,Гаван+а|cy Nicosia,Nicosie,Никоси+ия,نيقوسيا|cz Prague,Praga,Praha,Праг+ка,براغ|de Wiesbaden,Berlin,Висбаден+муж,Берлин+муж,فيسبادن,برلين
dj Djibouti|dk Copenhagen,Copenhague,Копенгаген+муж,كوبنهاغن|do Santo Domingo,Saint-Domingue|dz Algiers,Alger,Argel,Алжир+муж,الجزائر|ec Quito|ee Tallinn,Tallin,Таллин+муж,Таллинн+муж,تالين
eg Cairo,Le Caire,El Cairo,Каир+муж,القاهرة|er Asmara|es Madrid,Мадрид+муж,مدريد|et Addis Ababa,Addis-Abeba,Аддис-Абеба|fi Helsinki,Хельсинки,هلسنكي|fr Paris,París,Париж+мужич,باريس,Nanterre
ga Libreville|gb Manchester,London,Londres,Манчестер+муж,Лондон+муж,لندن,مانشستر|ge Tbilisi,Tbilissi,Тбилиси,تبليسي|gh Accra|gm Banjul|gn Conakry|gq Malabo|gr Athens,Athènes,Atenas,Афин+ы,أثينا
gt Guatemala City,Ciudad de Guatemala|gw Bissau|hn Tegucigalpa|hr Zagreb,Загреб+муж,زغرب|ht Port-au-Prince|hu Budapest,Будапешт+муж,بودابست|id Jakarta,Djakarta,Джакарт+а,جاكرتا|ie Dublin,Dublín,Дублин+муж,دبلن
il Jerusalem,Jérusalem,Jerusalén,Иерусалим+муж,القدس|in New Delhi,Delhi,Nueva Delhi,Дели,Нью-Дели,نيودلهي|iq Baghdad,Bagdad,Багдад+муж,بغداد|ir Tehran,Téhéran,Teherán,Тегеран+муж,طهران|is Reykjavik,Reykjavík,Рейкьявик+муж
it Rome,Roma,Рим+муж,روما|jm Kingston|jo Amman,Ammán,عمّان,Амман+муж|jp Tokyo,Tokio,Токио,طوكيو|ke Nairobi,Найроби,نيروبي|kg Bishkek,Bichkek,Biskek,Бишкек+муж,بيشكيك|kh Phnom Penh|kp Pyongyang,Пхеньян+муж
kr Seoul,Séoul,Seúl,Сеул+муж,سيول|kw Kuwait City,Koweït|kz Astana,Nur-Sultan,Астан+а,Нур-Султан+муж,أستانا|la Vientiane|lb Beirut,Beyrouth,Бейрут+муж,بيروت|li Vaduz,Вадуц+муж|lk Colombo|lr Monrovia|ls Maseru
lt Vilnius,Vilna,Вильнюс+муж,فيلنيوس|lu Luxembourg|lv Riga,Риг+ка,ريغا|ly Tripoli,Trípoli,Триполи,طرابلس|ma Rabat,Рабат+муж,الرباط|mc Monaco|md Chisinau,Chișinău,Кишинёв+муж,كيشيناو|me Podgorica,Подгориц+ца
mg Antananarivo,Tananarive|mk Skopje,Скопье|ml Bamako,باماكو|mm Nay Pyi Taw,Naypyidaw,Yangon|mn Ulaanbaatar,Oulan-Bator,Ulan Bator,Улан-Батор|mr Nouakchott,نواكشوط|mt Valletta,La Valette|mu Port Louis|mv Malé|mw Lilongwe
mx Mexico City,Ciudad de México,Мехико|my Kuala Lumpur,Куала-Лумпур|mz Maputo|na Windhoek|ne Niamey|ng Abuja,Lagos,Абуджа,أبوجا|ni Managua|nl The Hague,La Haye,La Haya,Zoetermeer,Гааг+ка,لاهاي|no Oslo,Осло,أوسلو
np Kathmandu,Katmandou,Katmandú|nz Wellington,Веллингтон+муж|om Muscat,Mascate,Маскат+муж,مسقط|pa Panama City|pe Lima|ph Manila,Manille,Манил+а,مانيلا|pk Islamabad,Исламабад+муж,إسلام آباد|pl Warsaw,Varsovie,Varsovia,Warszawa,Варшав+а,وارسو
ps Ramallah,رام الله|pt Lisbon,Lisbonne,Lisboa,Лиссабон+муж,لشبونة|py Asuncion,Asunción|qa Doha,Дох+ка,الدوحة|ro Bucharest,Bucarest,București,Бухарест+муж,بوخارست|rs Belgrade,Belgrado,Beograd,Белград+муж,بلغراد
ru Moscow,Moscou,Moscú,Moskva,Moskau,Москв+а,موسكو|rw Kigali|sa Riyadh,Riyad,Riad,Эр-Рияд,الرياض|sd Khartoum,Jartum,Хартум+муж,الخرطوم|se Stockholm,Estocolmo,Стокгольм+муж,ستوكهولم|sg Singapore,Singapour,Singapur,Сингапур+муж
si Ljubljana,Liubliana,Любляна|sk Bratislava,Братислав+а,براتيسلافا|sl Freetown|sm San Marino|sn Dakar,دكار|so Mogadishu,Mogadiscio,مقديشو|ss Juba|sv San Salvador|sy Damascus,Damas,Damasco,Дамаск+муж,دمشق|td N'Djamena,نجامينا
tg Lomé,Lome|th Bangkok,Бангкок+муж,بانكوك|tj Dushanbe,Douchanbé,Dusambé,Душанбе,دوشنبه|tm Ashgabat,Achgabat,Ашхабад+муж,عشق آباد|tn Tunis,Túnez,Тунис+муж,تونس|tr Ankara,Анкар+а,أنقرة|tt Port of Spain|tw Taipei,Тайбэй
tz Dar es Salaam,Dodoma|ua Kyiv,Kiev,Kyïv,Киев+муж,كييف|ug Kampala|us Washington,Вашингтон+муж,واشنطن|uy Montevideo|uz Tashkent,Tachkent,Taskent,Ташкент+муж,طشقند|va Vatican|ve Caracas,Каракас+муж|vn Hanoi,Hanoï,Ханой,هانوي
xk Pristina,Приштин+а|ye Sanaa,Sana'a,صنعاء|za Pretoria,Претори+ия,بريتوريا|zm Lusaka|zw Harare,Хараре|hk Hong Kong|mo Macao|pr San Juan|bs Nassau|bb Bridgetown|bw Gaborone|bz Belmopan|fj Suva|gy Georgetown|km Moroni|sc Victoria|sr Paramaribo|st Sao Tome|sz Mbabane|pg Port Moresby|bt Thimphu|bf Ouagadougou,واغادوغو"""


def capitals(locales, codes, folder):
    zones = get_global("zone_territories")
    by_country = {}
    for line in CAPITALS.split("\n"):
        for entry in line.split("|"):
            code, names = entry[:2], entry[3:].split(",")
            by_country[code] = [name.strip() for name in names]
    for zone, code in zones.items():
        base = zone.split("/")[-1].replace("_", " ")
        if base not in by_country.get(code.lower(), []):
            continue
        for language in LANGUAGES:
            city = locales[language].time_zones.get(zone, {}).get("city")
            if city and wanted(city):
                forms = by_country[code.lower()]
                form = russian(city) if language == "ru" else city
                if form not in forms:
                    forms.append(form)
    with open(f"{folder}/capitals.tsv", "w", encoding="utf-8") as out:
        out.write("# Call names of National Central Bureaus: the country, then the city in the languages of telegrams.\n"
                  "# Made by recipe/countries.py (city names of Unicode CLDR, Unicode-3.0, and a list by hand); lines may be added.\n")
        for code, names in sorted(by_country.items()):
            out.write(f"{code}\t{';'.join(names)}\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
