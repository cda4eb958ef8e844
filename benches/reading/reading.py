"""Compares what Dossier reads of every file with what other programs read. See README.md beside this."""

import argparse
import collections
import json
import multiprocessing
import multiprocessing.pool
import re
import subprocess
import sys
import tempfile
import unicodedata
from pathlib import Path

HERE = Path(__file__).resolve().parent
PYTHON = ["iscc-tika==0.6.0", "pymupdf==2.0", "pypdfium2==5.15.2"]
WORD, NUMBER = re.compile(r"[^\W\d_]+"), re.compile(r"\d+")
BROKEN = re.compile(r"([^\W\d_]+)[-\u00ad\u2010]\s*\n\s*([^\W\d_]+)")
SHOWN = {"body", "note"}
UNCOUNTED = {"raw", "name", "metadata"}
LONGEST = 64 << 20
PATIENCE = 120


def install(environment):
    subprocess.run(["apt-get", "install", "-qy", "--no-install-recommends", "poppler-utils"], check=True, stdout=subprocess.DEVNULL)
    subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    subprocess.run([environment / "bin/pip", "install", "-q", *PYTHON], check=True)


def plain(text):
    """Lower case without marks, so that spelling by composed or separate marks is one."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c) and c != "\u0640").lower()


def count(text):
    text = plain(text.replace("\u00ad", ""))
    return collections.Counter(WORD.findall(text)), collections.Counter(NUMBER.findall(text))


def broken(text):
    """Words that a hyphen breaks at the end of a line, in their two parts."""
    return [list(parts) for parts in BROKEN.findall(plain(text))]


# -- references ------------------------------------------------------------------------------------------------------


def start():
    global extractor
    from iscc_tika import Extractor, PdfOcrStrategy, PdfParserConfig, TesseractOcrConfig

    extractor = (
        Extractor()
        .set_ocr_config(TesseractOcrConfig().set_skip_ocr(True))
        .set_pdf_config(PdfParserConfig().set_ocr_strategy(PdfOcrStrategy.NO_OCR))
        .set_extract_string_max_length(LONGEST)
    )


def by_tika(path):
    try:
        return extractor.extract_file_to_string(path)[0] or ""
    except BaseException:  # a panic in the library is no Exception
        return ""


def by_poppler(path):
    done = subprocess.run(["pdftotext", "-q", "-enc", "UTF-8", path, "-"], capture_output=True, timeout=PATIENCE)
    return done.stdout.decode(errors="replace")


def by_mupdf(path):
    import pymupdf

    pymupdf.TOOLS.mupdf_display_errors(False)
    with pymupdf.open(path, filetype="pdf") as document:
        return "\n".join(page.get_text() for page in document)


def by_pdfium(path):
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def agreed(counts):
    """What at least two of three programs have, as often as the second of them has it."""
    words = set().union(*counts)
    second = {word: sorted(each[word] for each in counts)[-2] for word in words}
    return collections.Counter({word: times for word, times in second.items() if times})


def attempt(reader, path):
    try:
        return reader(path)
    except BaseException:
        return ""


def reference(path):
    if Path(path).read_bytes()[:1024].find(b"%PDF-") >= 0:
        texts = [attempt(reader, path) for reader in (by_poppler, by_mupdf, by_pdfium)]
        counts = [count(text) for text in texts]
        words, numbers = (agreed([each[kind] for each in counts]) for kind in (0, 1))
        return {"path": path, "by": "pdf", "words": words, "numbers": numbers, "broken": broken("\n\n".join(texts))}
    text = by_tika(path)
    words, numbers = count(text)
    return {"path": path, "by": "tika", "words": words, "numbers": numbers, "broken": broken(text)}


def make_references(files, kept):
    with multiprocessing.get_context("spawn").Pool(2, start) as pool, open(kept, "w") as out:
        for found in pool.imap(reference, files, chunksize=8):
            out.write(json.dumps(found) + "\n")


# -- Dossier ---------------------------------------------------------------------------------------------------------


def by_dossier(program, path):
    """Format and outcome of the file itself, words and numbers of all layers, and words that are shown."""
    try:
        done = subprocess.run([program, "extract", "--json", path], capture_output=True, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        return {"format": "?", "outcome": "no end", "words": collections.Counter(), "numbers": collections.Counter(), "shown": collections.Counter()}
    items = [json.loads(line) for line in done.stdout.decode(errors="replace").splitlines() if line.startswith("{")]
    segments = [segment for item in items for segment in item.get("segments", [])]
    counted = "\n".join(segment["text"] for segment in segments if segment["layer"] not in UNCOUNTED)
    words, numbers = count(counted)
    shown, _ = count("\n".join(segment["text"] for segment in segments if segment["layer"] in SHOWN))
    places = {segment["place"] for segment in segments if segment["place"]}
    names = [*places, *(item["locator"].rsplit("/", 1)[-1] for item in items[1:])]
    told = [segment["text"] for segment in segments if segment["layer"] != "raw"]
    whole, _ = count("\n".join([*told, *names]))
    first = items[0] if items else {"format": "?", "outcome": "none"}
    outcome = first["outcome"] + (f" ({first['reason']})" if first.get("reason") else "")
    return {"format": first["format"], "outcome": outcome, "words": words, "numbers": numbers, "shown": shown, "whole": whole}


def shared(one, other):
    return sum((one & other).values())


def share(part, whole):
    return part / whole if whole else 1.0


def of_two(words, parts, broken=frozenset()):
    """How many of the words are two of the others without what stood between them."""
    cuts = lambda word: ((word[:at], word[at:]) for at in range(1, len(word)))
    is_two = lambda word: any(one in parts and other in parts and (one, other) not in broken for one, other in cuts(word))
    return sum(times for word, times in words.items() if is_two(word))


def compare(reference, found):
    wanted, numbers = collections.Counter(reference["words"]), collections.Counter(reference["numbers"])
    # what stands here in properties, and in names of sheets and of embedded files, was read, too
    have = found["words"] | found.get("whole", collections.Counter())
    extra, missing = found["shown"] - wanted, wanted - have
    return {
        "path": reference["path"],
        "format": found["format"],
        "outcome": found["outcome"],
        "wanted": sum(wanted.values()),
        "met": shared(wanted, have),
        "distinct_wanted": len(wanted),
        "distinct_met": len(wanted.keys() & have.keys()),
        "numbers_wanted": sum(numbers.values()),
        "numbers_met": shared(numbers, found["numbers"]),
        "shown": sum(found["shown"].values()),
        "shown_met": shared(found["shown"], wanted),
        "words": sum(found["words"].values()),
        "glued": of_two(extra, missing, {tuple(parts) for parts in reference["broken"]}),
        "split": of_two(missing, extra),
        "missed": [word for word, _ in missing.most_common(8)],
    }


# -- table -----------------------------------------------------------------------------------------------------------


def line(name, rows):
    told = [row for row in rows if row["wanted"] >= 5]
    mean = lambda part, whole: share(sum(share(row[part], row[whole]) for row in told), len(told))
    total = lambda key: sum(row[key] for row in told)
    with_text = sum(row["words"] > 0 for row in rows)
    cells = [
        name,
        len(rows),
        with_text,
        len(told),
        f"{share(total('met'), total('wanted')):.4f}",
        f"{mean('met', 'wanted'):.4f}",
        f"{share(total('distinct_met'), total('distinct_wanted')):.4f}",
        f"{share(total('shown_met'), total('shown')):.4f}",
        f"{share(total('numbers_met'), total('numbers_wanted')):.4f}",
    ]
    return "| " + " | ".join(map(str, cells)) + " |"


def report(rows):
    print("| format | files | with text | compared | recall, sum | recall, mean | distinct | precision | numbers |")
    print("|---|---|---|---|---|---|---|---|---|")
    formats = collections.defaultdict(list)
    for row in rows:
        formats[row["format"]].append(row)
    for name, group in sorted(formats.items(), key=lambda pair: -len(pair[1])):
        print(line(name, group))
    print(line("all", rows))
    million = lambda key: share(sum(row[key] for row in rows), sum(row["shown"] for row in rows)) * 1e6
    print(f"\nGlued words a million: {million('glued'):.0f}, split words: {million('split'):.0f}")
    outcomes = collections.Counter(row["outcome"] for row in rows)
    print("\n" + ", ".join(f"{outcome}: {times}" for outcome, times in outcomes.most_common()))
    low = [row for row in rows if row["wanted"] >= 5 and share(row["met"], row["wanted"]) < 0.9]
    print(f"\nBelow .9: {len(low)}, of them without any text {sum(row['words'] == 0 for row in low)}")
    for row in sorted(low, key=lambda row: row["met"] - row["wanted"]):
        print(f"{share(row['met'], row['wanted']):.2f} of {row['wanted']} | {row['format']}, {row['outcome']} | {row['path']} | {' '.join(row['missed'])}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("trove", type=Path)
    parser.add_argument("--dossier", type=Path, default=Path("target/release/dossier"))
    parser.add_argument("--references", type=Path, default=Path(tempfile.gettempdir(), "reading-references.jsonl"))
    parser.add_argument("--environment", type=Path, default=Path(tempfile.gettempdir(), "reading-environment"))
    parser.add_argument("--install", action="store_true")
    arguments = parser.parse_args()
    if arguments.install:
        install(arguments.environment)
        sys.exit(subprocess.run([arguments.environment / "bin/python", __file__, *[word for word in sys.argv[1:] if word != "--install"]]).returncode)
    # Names that are not UTF-8 cannot be handed over.
    files = [str(path) for path in sorted(arguments.trove.rglob("*")) if path.is_file() and not path.is_symlink() and str(path).isprintable()]
    if not arguments.references.exists():
        make_references(files, arguments.references)
    references = [json.loads(entry) for entry in arguments.references.read_text().splitlines()]
    with multiprocessing.pool.ThreadPool(2) as pool:
        found = pool.map(lambda each: by_dossier(arguments.dossier, each["path"]), references)
    report([compare(*pair) for pair in zip(references, found)])


if __name__ == "__main__":
    main()
