"""How much of a page is read off its picture, by language, on clean, scanned and turned pages.

Makes pages of the Universal Declaration of Human Rights, indexes them with OCR, and compares the words. See README.md.
"""

import argparse
import json
import random
import re
import subprocess
import tempfile
import time
import xml.etree.ElementTree as xml
from collections import Counter
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter, ImageFont

LANGUAGES = {"eng": "eng", "fra": "fra", "spa": "spa", "rus": "rus", "ara": "arb"}
KINDS = ["clean", "scan", "turned", "pdf"]
DOTS = 200
PAGE = (int(8.27 * DOTS), int(11.69 * DOTS))
MARGIN = DOTS
WORDS = 190
LETTERS = re.compile(r"[^\W_]+")


def words_of(path):
    text = " ".join("".join(part.itertext()) for part in xml.parse(path).iter() if part.tag.endswith("para"))
    return text.split()


def pages(path, count):
    words = words_of(path)
    return [" ".join(words[at : at + WORDS]) for at in range(0, len(words), WORDS)][:count]


def drawn(text, font, is_arabic):
    page = Image.new("L", PAGE, 255)
    draw = ImageDraw.Draw(page)
    line, at = [], MARGIN
    options = {"direction": "rtl", "language": "ar"} if is_arabic else {}

    def put():
        nonlocal at
        words = " ".join(line)
        x = PAGE[0] - MARGIN if is_arabic else MARGIN
        draw.text((x, at), words, font=font, fill=0, anchor="ra" if is_arabic else "la", **options)
        at += int(font.size * 1.6)

    for word in text.split():
        if draw.textlength(" ".join([*line, word]), font=font, **options) > PAGE[0] - 2 * MARGIN:
            put()
            line = []
        line.append(word)
    put()
    return page


def scanned(page, chance):
    page = page.rotate(chance.uniform(-1, 1), fillcolor=255, resample=Image.Resampling.BICUBIC)
    page = page.filter(ImageFilter.GaussianBlur(0.8))
    noise = Image.effect_noise(page.size, 40)
    return Image.blend(page, noise, 0.12)


def make(folder, udhr, font, count):
    chance, truth = random.Random(1948), {}
    for language, name in LANGUAGES.items():
        for number, text in enumerate(pages(udhr / f"udhr_{name}.xml", count), 1):
            page = drawn(text, font, language == "ara")
            for kind in KINDS:
                suffix = {"clean": "png", "pdf": "pdf"}.get(kind, "jpg")
                path = folder / kind / language / f"{number}.{suffix}"
                path.parent.mkdir(parents=True, exist_ok=True)
                if kind == "clean":
                    page.save(path, dpi=(DOTS, DOTS))
                elif kind == "scan":
                    scanned(page, chance).save(path, quality=35, dpi=(DOTS, DOTS))
                elif kind == "turned":
                    turned = page.rotate(90 * chance.randint(1, 3), expand=True)
                    turned.save(path, quality=80, dpi=(DOTS, DOTS))
                else:
                    scanned(page, chance).save(path, resolution=DOTS, quality=50)
                truth[f"{kind}/{language}/{number}.{suffix}"] = text
    return truth


def bag(text):
    return Counter(LETTERS.findall(text.lower()))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("udhr", type=Path, help="the folder with udhr_eng.xml and its like")
    parser.add_argument("--dossier", type=Path, default=Path("target/release/dossier"))
    parser.add_argument("--font", default="DejaVuSans.ttf")
    parser.add_argument("--pages", type=int, default=9)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        trove, dossier = Path(folder) / "trove", Path(folder) / "dossier"
        truth = make(trove, options.udhr, ImageFont.truetype(options.font, 30), options.pages)
        run = lambda *words: subprocess.run(
            [options.dossier.resolve(), *words, "-d", dossier], capture_output=True, text=True, check=True
        ).stdout
        begun = time.monotonic()
        summary = json.loads(run("index", trove, "--ocr", "auto", "--json"))
        took = time.monotonic() - begun
        found = {}
        for locator, text in truth.items():
            shown = run("show", locator, "--text")
            right, read = bag(text), bag(shown)
            kind, language = locator.split("/")[:2]
            sums = found.setdefault((language, kind), [0, 0, 0])
            sums[0] += (right & read).total()
            sums[1] += right.total()
            sums[2] += read.total()
        print(f"{len(truth)} pages in {took:.0f} s: {len(truth) / took:.2f} a second; {summary['outcomes']}")
        print("| language | " + " | ".join(KINDS) + " |\n|---|" + "---|" * len(KINDS))
        for language in LANGUAGES:
            sums = [found[language, kind] for kind in KINDS]
            print(f"| {language} | " + " | ".join(f"{s[0] / s[1]:.3f}" for s in sums) + " |")


main()
