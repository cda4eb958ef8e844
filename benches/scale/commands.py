#!/usr/bin/env python3
"""Times the commands that answer from a dossier, each in a process of its own: python3 commands.py PROGRAM DOSSIER [WORD]

Prints for each command how it ended, the best of three rounds in seconds of wall and of processor time, the most memory that it
took in MB, and how many bytes it wrote. The first round warms the cache and counts like the others. A command that takes longer
than a minute, or makes a file, is run once. WORD (else `report`) is the word that is searched.
"""
import os
import subprocess
import sys
import tempfile
import time

LONG = 60.0
QUIET = dict(os.environ, NO_COLOR="1")


def commands(word, out):
    """Yields a list of words for each command; `out` is a folder for what is exported."""
    for text in (
        "search {w}", "search {w} --limit 10 --sort -date", "search *", "search name:Smith", "search {w}*", "search {w}~1",
        "search zzqqzz", "items", "items --outcome failed,encrypted", "entities control", "entities person",
        "entities org", "entities location", "entities date", "who Smith", "matters", "timeline", "pivot ncb year",
        "pivot country notice", "mail", "mail --list missing", "report coverage", "report duplicates",
        "report duplicates --near", "report source-safety --query {w}", "report hidden", "log", "manifest", "notes", "searches",
    ):
        yield [piece.format(w=word) for piece in text.split()]
    for form in ("csv", "xlsx", "mentions", "jsonl", "ftm", "graphml", "html", "docx"):
        yield ["export", "--format", form, "--query", word, "-o", os.path.join(out, form + str(time.time_ns()))]


def once(program, words, dossier):
    """Runs one command; returns its status, wall and processor seconds, MB at most, bytes written, and its first error line."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        begun = time.time()
        child = subprocess.Popen([program, *words, "-d", dossier], env=QUIET, stdout=out, stderr=err, stdin=subprocess.DEVNULL)
        _, status, used = os.wait4(child.pid, 0)
        wall = time.time() - begun
        err.seek(0)
        complaint = err.read().decode(errors="replace").strip().split("\n")[0]
        return os.waitstatus_to_exitcode(status), wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1000, out.seek(0, 2), complaint


def main():
    program, dossier = sys.argv[1:3]
    word = sys.argv[3] if len(sys.argv) > 3 else "report"
    print("| command | status | wall, s | CPU, s | memory, MB | bytes |\n|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as out:
        for words in commands(word, out):
            rounds = [once(program, words, dossier)]
            while len(rounds) < 3 and rounds[0][1] < LONG and words[0] != "export":
                rounds.append(once(program, words, dossier))
            status, wall, cpu, memory, size, complaint = min(rounds, key=lambda found: found[1])
            shown = " ".join(os.path.basename(each) if each.startswith("/") else each for each in words)
            print("| `%s` | %d | %.2f | %.2f | %d | %d |" % (shown, status, wall, cpu, memory, size), flush=True)
            if status == 2:
                print("  failed: " + complaint, file=sys.stderr)


if __name__ == "__main__":
    main()
