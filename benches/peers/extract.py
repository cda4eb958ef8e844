"""Extracts the text of every file with one library, and prints how many files gave text: `extract.py LIBRARY TROVE`."""

import json
import multiprocessing
import sys
from pathlib import Path

PROCESSES = 2


def kreuzberg(files):
    """Two extractions at once, in the library's own threads; no reading of pictures, no cache."""
    from kreuzberg import ConcurrencyConfig, ExtractionConfig, batch_extract_files_sync

    config = ExtractionConfig(
        use_cache=False, disable_ocr=True, max_concurrent_extractions=PROCESSES,
        concurrency=ConcurrencyConfig(max_threads=PROCESSES),
    )
    # The library takes no names that are not UTF-8; they count as files without text.
    named = [str(path) for path in files if str(path).isprintable()]
    results = batch_extract_files_sync(named, config=config)
    return [not is_error(result) and has_text(result.content) for result in results]


def is_error(result):
    """A file that could not be read has its error as its text."""
    return result.content.startswith("Error: ")


def tika(path):
    try:
        text, _ = extractor.extract_file_to_string(path)
    except Exception:
        return False
    return has_text(text)


def start():
    global extractor
    from iscc_tika import Extractor, PdfOcrStrategy, PdfParserConfig, TesseractOcrConfig

    extractor = (
        Extractor()
        .set_ocr_config(TesseractOcrConfig().set_skip_ocr(True))
        .set_pdf_config(PdfParserConfig().set_ocr_strategy(PdfOcrStrategy.NO_OCR))
        .set_extract_string_max_length(64 << 20)
    )


def iscc_tika(files):
    with multiprocessing.get_context("spawn").Pool(PROCESSES, start) as pool:
        return pool.map(tika, [str(path) for path in files], chunksize=8)


def has_text(text):
    return any(map(str.isalnum, text or ""))


def main():
    library, trove = sys.argv[1:]
    files = sorted(path for path in Path(trove).rglob("*") if path.is_file() and not path.is_symlink())
    found = {"kreuzberg": kreuzberg, "iscc-tika": iscc_tika}[library](files)
    print(json.dumps({"files": len(files), "with_text": sum(map(bool, found))}))


if __name__ == "__main__":
    main()
