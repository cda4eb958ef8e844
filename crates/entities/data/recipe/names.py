"""Makes given-names.tsv, family-names.tsv and common-words.tsv.

    python names.py PERSON_NAMES.txt NER_FOLDER OUT_FOLDER

Given names are those of the PyPI package `Faker` (MIT, LICENSE.faker) and the spellings that rigour's person names (MIT, from
Wikidata, CC0; see LICENSE.rigour) hold of them; family names are Faker's and rigour's of Russian shape left out, as
their endings tell them. Common words are those that stand in lower case in annotated texts of open licence.
"""

import collections
import glob
import importlib
import os
import re
import sys

import faker.providers.person as person

GIVEN_LOCALES = ("en_US en_GB en_IE fr_FR es_ES es_MX es_AR es_CO es_CL ru_RU uk_UA ar_AA ar_SA ar_PS az_AZ hy_AM ka_GE uz_UZ tr_TR "
                 "de_DE it_IT pl_PL pt_PT pt_BR ro_RO bg_BG cs_CZ sk_SK hr_HR hu_HU el_GR lt_LT lv_LV et_EE sv_SE da_DK "
                 "no_NO fi_FI nl_NL fa_IR en_IN id_ID fr_DZ en_PK en_NG").split()
FAMILY_LOCALES = GIVEN_LOCALES
SCRIPTS = re.compile(r"[a-zà-ɏ'’\-]{2,}|[а-яёіїєґ\-]{3,}|[\u0621-\u064a]{3,}")
SLAVIC = re.compile(r"(ов|ев|ёв|ин|ын|ский|цкий|ская|цкая|ова|ева|ина|енко|чук|швили|дзе|ян|ко|ov|ev|eva|ova|sky|skiy|skij|ski|enko|shvili|dze|yan|ian|chuk)$")
RU_EXTRA = ("Иван Пётр Сергей Алексей Андрей Дмитрий Николай Василий Юрий Григорий Евгений Геннадий Анатолий Виталий Валерий Аркадий "
            "Арсений Тимофей Матвей Игорь Лазарь Рамзан Аслан Мурат Рустам Тимур Руслан Ильдар Рашид Фарид Нурлан Арсен Азамат Бекзат "
            "Алихан Магомед Ахмед Шамиль Заур Вагиф Эльдар Армен Гарик Левон Георгий Гиорги Зураб Вахтанг Бахтиёр Шерзод Улугбек "
            "Мария Наталья Ольга Елена Татьяна Анна Ирина Светлана Екатерина Юлия Евгения Ксения Дарья Софья Любовь Надежда Вера "
            "Людмила Галина Валентина Зинаида Тамара Нина Лидия Раиса Айгуль Динара Гульнара Алия Мадина Фатима Зарина Лейла").split()
EN_EXTRA = ("Bob Bill Jim Tom Phil Rob Joe Mike Steve Dave Dan Ben Sam Ted Tim Ken Ron Don Jack Mark Dick Chuck Greg Jeff Matt Nick Pete Ray "
            "Rick Tony Andy Barack Hillary Vladimir Dmitry Sergey Sergei Alexey Alexei Yuri Igor Oleg Ivan Mikhail Nikolai Boris Viktor").split()
AR_EXTRA = ("محمد أحمد محمود علي حسن حسين عمر عثمان خالد يوسف إبراهيم عبدالله عبد مصطفى كريم سعيد سالم ناصر فيصل سلطان طارق "
            "زياد بلال هاني وليد ياسر رامي سمير جمال كمال نبيل فؤاد مروان عماد إسماعيل سليمان داود موسى عيسى يحيى زكريا أنور "
            "فاطمة عائشة خديجة مريم زينب ليلى نادية سعاد هدى منى رانيا دينا سارة نور ياسمين هند أسماء إيمان حنان سلمى").split()
# Given names that are everyday words above all.
NOT_GIVEN = set("may art van june april august hope faith joy page so do an son su man mi la le de da el al in is my she he no you "
                "can long young king case major prince duke baron guy rich chase lane field early love price "
                "ко ли на не из за мы ты он да но тут там кто том рим юг нил мир роза".split())


def names_of(locale, what):
    try:
        provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
    except ImportError:
        return set()
    found = set()
    for attribute in dir(provider):
        if what in attribute and "format" not in attribute and "prefix" not in attribute:
            value = getattr(provider, attribute)
            if isinstance(value, dict):
                value = list(value)
            if isinstance(value, (tuple, list)):
                found |= {name for name in value if isinstance(name, str)}
    return {piece for name in found for piece in [name.strip()] if piece and " " not in piece}


def paradigm(name):
    """Returns a Russian given name as stem and paradigm."""
    if name.endswith("ия"):
        return name[:-1] + "+ия"
    if name.endswith("я"):
        return name[:-1] + "+ея"
    if re.search(r"[гкхжшчщ]а$", name):
        return name[:-1] + "+ка"
    if name.endswith("а"):
        return name[:-1] + "+а"
    if name.endswith("й"):
        return name[:-1] + "+й"
    if name == "Любовь":
        return "Любов+мягж"
    if name.endswith("ь"):
        return name[:-1] + "+мягм"
    if name == "Пётр":
        return "Пётр|Петра|Петру|Петром|Петре"
    if name == "Павел":
        return "Павел|Павла|Павлу|Павлом|Павле"
    if name == "Лев":
        return "Льва|Льву|Львом"
    if name[-1].lower() not in "аеёиоуыэюя":
        return name + "+муж"
    return name


def main(person_names, ner, out):
    lower, upper = collections.Counter(), collections.Counter()
    for path in glob.glob(os.path.join(ner, "*.bio")):
        if "wikiann" in path or "uner" in path:
            continue
        for line in open(path, encoding="utf-8"):
            token, _, label = line.rstrip("\n").partition("\t")
            if label == "O" and token.isalpha():
                if token.islower():
                    lower[token] += 1
            elif "PER" in label:
                upper[token.lower()] += 1
    seeds, families = set(RU_EXTRA) | set(AR_EXTRA) | set(EN_EXTRA), set()
    for locale in GIVEN_LOCALES:
        seeds |= names_of(locale, "first_names")
        families |= names_of(locale, "last_names")
    seeds_lower = {name.lower() for name in seeds}
    families_lower = {name.lower() for name in families}
    russian = {name.lower(): name for name in seeds if re.fullmatch(r"[А-Яа-яЁё]{3,}", name)}
    given, family = set(), set()
    for line in open(person_names, encoding="utf-8"):
        forms = [form.strip() for form in line.split("=>")[0].split(",")]
        forms = [form for form in forms if SCRIPTS.fullmatch(form)]
        if any(form in seeds_lower for form in forms) and not any(SLAVIC.search(form) and form not in seeds_lower for form in forms[:1]):
            given |= set(forms)
        elif any(form in families_lower for form in forms):
            family |= set(forms)
    given |= {name for name in seeds_lower if SCRIPTS.fullmatch(name)}
    family |= {name for name in families_lower if SCRIPTS.fullmatch(name)}
    given = {name for name in given if len(name) > 2 and name not in NOT_GIVEN and name not in russian
             and not (lower[name] > 3 and lower[name] > 20 * upper[name])}
    family = {name for name in family - given if len(name) > 2 and not SLAVIC.search(name)}
    common = {word for word, count in lower.items() if len(word) > 1 and count >= 2 and count > 2 * upper[word]}
    notice = ("# Made by recipe/names.py from PyPI's Faker (MIT) and rigour's person names (MIT, recipe/LICENSE.rigour; names of\n"
              "# Wikidata, CC0). Lines may be added by hand.\n")
    write(out, "given-names.tsv", "# Given names in Latin, Cyrillic and Arabic script, parted by `;`.\n" + notice,
          sorted(given) + sorted(paradigm(name) for name in russian.values() if name.lower() not in NOT_GIVEN))
    write(out, "family-names.tsv", "# Family names whose endings do not tell them, parted by `;`.\n" + notice, sorted(family))
    write(out, "common-words.tsv",
          "# Words that stand in lower case in running text; no name is read from them alone, parted by `;`.\n"
          "# Made by recipe/names.py from WikiGold, re3d, CrossNER, Broad Twitter, WNUT17, NEREL, factRuEval and Europeana.\n",
          sorted(common))


def write(folder, name, head, words):
    with open(os.path.join(folder, name), "w", encoding="utf-8") as out:
        out.write(head)
        for first in range(0, len(words), 24):
            out.write(";".join(words[first:first + 24]) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:4])
