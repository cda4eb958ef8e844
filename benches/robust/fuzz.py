#!/usr/bin/env python3
"""Feeds each parser of ours with changed bytes, guided by what they reach: python3 fuzz.py FOLDER SECONDS [WHAT…] [+CORPUS…]

FOLDER takes what is built, seeds, and what is found, and is used again by the next run; nothing is written beside it but a copy
of `Cargo.lock`. WHAT is a target of `fuzz/` (`wire`), or one with a format of the table (`reader:rtf`, `pictures:pdf`);
without one, each target is run and the reader of each format. A CORPUS is a folder of files that become seeds besides the
bundled ones. Needs the nightly compiler and `cargo install cargo-fuzz --locked`.

Prints a row for each: runs, coverage of the seeds and at the end, the slowest input in seconds, most memory in MB, and where it
panicked or which limit was broken. The inputs lie in FOLDER/found. Ends with 1 if anything was found.
"""
import os
import re
import shutil
import subprocess
import sys
import time

ROOT = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../.."))
BUNDLED = [os.path.join(ROOT, "fixtures/trove"), os.path.join(ROOT, "crates/formats/tests/small")]
TARGETS = ["wire", "lists", "proofs", "query", "names", "recognise", "identify", "record"]
PICTURES = ["pdf", "djvu", "tiff", "jp2", "jpeg", "png", "gif", "bmp", "webp", "image"]
# What one input may take before it counts as found: seconds on the wall, on a machine that may have other work; MB.
LONGEST, LARGEST = 60, 1500
# A target that fails at once at every start is not started again.
MOST_FOUND = 6


def build(folder):
    shutil.copy(os.path.join(ROOT, "Cargo.lock"), os.path.join(ROOT, "fuzz/Cargo.lock"))
    target = os.path.join(folder, "target")
    subprocess.check_call(
        ["cargo", "+nightly", "fuzz", "build", "--sanitizer", "none", "--target-dir", target],
        cwd=os.path.join(ROOT, "fuzz"))
    return os.path.join(target, "x86_64-unknown-linux-gnu/release")


def count(folder):
    return len(os.listdir(folder)) if os.path.isdir(folder) else 0


def found_in(log):
    """Where it panicked, or which limit it broke; nothing where it did not."""
    panicked = re.search(r"panicked at (\S+?:\d+):\d+:\n(.*)", log)
    if panicked:
        return "%s %s" % (re.sub(r".*/(registry/src/[^/]+|crates)/", "", panicked[1]), panicked[2][:80])
    broken = re.search(r"ERROR: libFuzzer: (.*)", log)
    return broken[1][:60] if broken else None


def number(pattern, log, default=0):
    every = re.findall(pattern, log)
    return int(every[-1]) if every else default


def fuzz(programs, folder, seconds, what):
    target, _, format = what.partition(":")
    seeds = os.path.join(folder, "seeds", "reader" if format else target, format)
    corpus = os.path.join(folder, "corpus", target, format)
    for made in (seeds, corpus, os.path.join(folder, "found")):
        os.makedirs(made, exist_ok=True)
    prefix = os.path.join(folder, "found", what.replace(":", "-") + "-")
    runs, first, last, slowest, memory, found, starts = 0, None, 0, 0, 0, {}, 0
    end = time.time() + seconds
    while (left := int(end - time.time())) > 0 and starts < MOST_FOUND:
        starts += 1
        ended = subprocess.run(
            ["nice", "-n", "19", os.path.join(programs, target), corpus, seeds, "-max_total_time=%d" % left,
             "-timeout=%d" % LONGEST, "-rss_limit_mb=%d" % LARGEST, "-artifact_prefix=" + prefix,
             "-print_final_stats=1"],
            env=dict(os.environ, DOSSIER_FORMAT=format), capture_output=True)
        log = ended.stderr.decode("utf-8", "replace")
        runs += number(r"stat::number_of_executed_units:\s*(\d+)", log) or number(r"\n#(\d+)", log)
        first = first if first is not None else number(r"INITED cov: (\d+)", log, None)
        last = max(last, number(r"cov: (\d+)", log))
        slowest = max(slowest, number(r"stat::slowest_unit_time_sec:\s*(\d+)", log))
        memory = max(memory, number(r"stat::peak_rss_mb:\s*(\d+)", log) or number(r"rss: (\d+)Mb", log))
        if ended.returncode == 0:
            break
        input = re.search(r"Test unit written to (\S+)", log)
        found.setdefault(found_in(log) or "status %d" % ended.returncode, os.path.basename(input[1]) if input else "no input")
    what_found = "; ".join("%s (`%s`)" % pair for pair in found.items()) or "–"
    print("| %s | %s | %d | %d | %s | %d | %d | %d | %s |" % (
        target, format or "–", count(seeds), runs, "–" if first is None else first, last, slowest, memory, what_found), flush=True)
    return bool(found)


def main(folder, seconds, *words):
    folder = os.path.abspath(folder)
    os.makedirs(folder, exist_ok=True)
    programs = build(folder)
    seeds = os.path.join(folder, "seeds")
    corpora = [os.path.abspath(word[1:]) for word in words if word.startswith("+")]
    if not os.path.isdir(seeds) or corpora:
        subprocess.check_call([os.path.join(programs, "seeds"), seeds, *BUNDLED, *corpora])
    chosen = [word for word in words if not word.startswith("+")]
    formats = sorted(os.listdir(os.path.join(seeds, "reader")))
    every = TARGETS + ["reader:" + format for format in formats] + ["pictures:" + format for format in PICTURES]
    print("| target | format | seeds | runs | coverage of the seeds | at the end | slowest, s | memory, MB | found |")
    print("|---|---|---|---|---|---|---|---|---|", flush=True)
    return any([fuzz(programs, folder, int(seconds), what) for what in chosen or every])


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
