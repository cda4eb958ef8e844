"""Extracts the text of every file with one library, and prints how many files gave text: `extract.py LIBRARY TROVE`."""

import json
import multiprocessing
import sys
from pathlib import Path

PROCESSES = 2


def kreuzberg(path):
    from kreuzberg import ConcurrencyConfig, ExtractionConfig, extract_file_sync

    config = ExtractionConfig(use_cache=False, disable_ocr=True, concurrency=ConcurrencyConfig(max_threads=1))
    try:
        text = extract_file_sync(path, config=config).content
    except BaseException:  # a panic in the library is no Exception
        return False
    # A file that could not be read has its error as its text.
    return not text.startswith("Error: ") and has_text(text)


def tika(path):
    try:
        text, _ = extractor.extract_file_to_string(path)
    except BaseException:
        return False
    return has_text(text)


def start_tika():
    global extractor
    from iscc_tika import Extractor, PdfOcrStrategy, PdfParserConfig, TesseractOcrConfig

    extractor = (
        Extractor()
        .set_ocr_config(TesseractOcrConfig().set_skip_ocr(True))
        .set_pdf_config(PdfParserConfig().set_ocr_strategy(PdfOcrStrategy.NO_OCR))
        .set_extract_string_max_length(64 << 20)
    )


def has_text(text):
    return any(map(str.isalnum, text or ""))


def main():
    library, trove = sys.argv[1:]
    files = sorted(path for path in Path(trove).rglob("*") if path.is_file() and not path.is_symlink())
    start, extract = {"kreuzberg": (None, kreuzberg), "iscc-tika": (start_tika, tika)}[library]
    # Names that are not UTF-8 cannot be handed over; they count as files without text.
    named = [str(path) for path in files if str(path).isprintable()]
    with multiprocessing.get_context("spawn").Pool(PROCESSES, start) as pool:
        found = pool.map(extract, named, chunksize=8)
    print(json.dumps({"files": len(files), "with_text": sum(map(bool, found))}))


if __name__ == "__main__":
    main()
