#!/usr/bin/env python3
"""Tries for long what the tests try for short, and prints a line for each trial: python3 robust.py PROGRAM TRIAL [MORE]

  mutated CORPUS N  indexes N real files that were changed at random (flips, cuts, splices, lengths): no end of the run
  bits N            flips N bits over all files of a dossier: `verify --self` finds each, nothing panics or answers otherwise
  family ROUNDS     a ZIP of 16 ZIPs of ten members of 32 MiB, with 1, 2 and 8 threads: the same roots each time
  members N         a ZIP of N members: how much memory the program takes at most
  tiny N            N files of a few bytes: how much memory the program takes at most
  changes N         N files of which 1 in 100 is then edited, added, removed or renamed: what the next run costs
  full SIZE…        indexes into a medium of so many MiB (needs root): a clear error, and the same end once there is room
  kills N           kills the program and its workers N times amid a run: nothing that was there is lost, and the end is the same
  readers           asks again and again while the index is made: an answer each time

PROGRAM is `dossier`. Everything is made in a folder for temporary files, by a seed. Ends with 1 if anything fails.
"""
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import zipfile

DICE = random.Random(2026)
LEAK = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../fixtures/trove")
QUIET = dict(os.environ, DOSSIER_OCR="off", NO_COLOR="1")


def run(program, *words):
    return subprocess.run([program, *map(str, words)], env=QUIET, capture_output=True)


def watched(program, *words):
    """Runs the program; returns how it ended, how long it took, and how many MB it took at most, its workers apart."""
    begun, peak = time.time(), 0
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = subprocess.Popen([program, *map(str, words)], env=QUIET, stdout=out, stderr=err)
        while child.poll() is None:
            try:
                with open("/proc/%d/status" % child.pid) as status:
                    found = [line for line in status if line.startswith("VmHWM")]
                peak = max([peak] + [int(line.split()[1]) for line in found])
            except OSError:
                pass
            time.sleep(0.05)
        out.seek(0), err.seek(0)
        return child.returncode, time.time() - begun, peak / 1000, out.read(), err.read()


def mutate(content):
    content = bytearray(content)
    for _ in range(DICE.randint(1, 4)):
        at = DICE.randrange(len(content) or 1)
        kind = DICE.choice(["flip", "cut", "splice", "length", "zeros"])
        if kind == "flip" and content:
            content[at] ^= 1 << DICE.randrange(8)
        elif kind == "cut":
            del content[at:]
        elif kind == "splice":
            source = DICE.randrange(len(content) or 1)
            content[at:at] = content[source:source + DICE.randint(1, 5000)]
        elif kind == "length":
            content[at:at + 4] = DICE.choice([b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", b"\0\0\0\x80", b"9999"])
        else:
            content[at:at + 512] = bytes(512)
    return bytes(content)


def mutated(program, folder, corpus, count):
    found = [os.path.join(at, name) for at, _, names in os.walk(corpus) for name in names]
    found = sorted(path for path in found if os.path.isfile(path) and os.path.getsize(path) < 1 << 20)
    DICE.shuffle(found)
    trove = os.path.join(folder, "trove")
    os.mkdir(trove)
    for number in range(int(count)):
        path = found[number % len(found)]
        with open(path, "rb") as file, open("%s/%05d-%s" % (trove, number, os.path.basename(path)[-80:]), "wb") as out:
            out.write(mutate(file.read()))
    dossier = os.path.join(folder, "d.dossier")
    code, took, peak, out, err = watched(program, "index", trove, "-d", dossier, "--json", "--item-timeout", 10)
    summary = json.loads(out) if code == 0 else {}
    listed = run(program, "items", "-d", dossier, "--json").stdout.splitlines()
    files = sum(1 for line in listed if json.loads(line).get("parent") is None)
    fails = code != 0 or files != int(count)
    print("mutated: status %d, %d files of %s, %d items, %.0f s, program %.0f MB, workers lost %s, %s" % (
        code, files, count, len(listed), took, peak, summary.get("workers", {}).get("lost"),
        {key: value for key, value in summary.get("outcomes", {}).items() if value}))
    if fails:
        print(err[-2000:].decode("utf-8", "replace"))
    return fails


def bits(program, folder, count):
    shutil.copytree(LEAK, os.path.join(folder, "leak"), symlinks=True)
    dossier = os.path.join(folder, "leak.dossier")
    assert run(program, "index", os.path.join(folder, "leak"), "-d", dossier).returncode == 0
    asked = [("search", "Pestrikov", "--json"), ("items", "--json"), ("show", "notes/timeline.svg", "--json")]
    whole = [run(program, *words, "-d", dossier).stdout for words in asked]
    paths = [os.path.join(at, name) for at, _, names in os.walk(dossier) for name in names]
    paths = [path for path in paths if os.path.getsize(path) and not path.endswith(("lock", "at-work", "-shm"))]
    missed, other, panics, refused = [], [], [], 0
    for _ in range(int(count)):
        path = DICE.choice(paths)
        content = open(path, "rb").read()
        flipped, at = bytearray(content), DICE.randrange(len(content))
        flipped[at] ^= 1 << DICE.randrange(8)
        with open(path, "wb") as file:
            file.write(flipped)
        name = "%s byte %d" % (os.path.relpath(path, dossier), at)
        for words, expected in zip(asked, whole):
            ended = run(program, *words, "-d", dossier)
            panics += [name] if ended.returncode not in (0, 1, 2) else []
            refused += ended.returncode == 2
            other += [name] if ended.returncode in (0, 1) and ended.stdout != expected else []
        if run(program, "verify", "--self", "-d", dossier).returncode != 1:
            missed.append(name)
        with open(path, "wb") as file:
            file.write(content)
    print("bits: %s flipped over %d files: %d missed, %d answers otherwise, %d panics, %d answers refused" % (
        count, len(paths), len(missed), len(other), len(panics), refused))
    print("\n".join(missed + other + panics))
    return bool(missed or other or panics)


def family(program, folder, rounds):
    trove = os.path.join(folder, "trove")
    os.mkdir(trove)
    inner = os.path.join(folder, "inner.zip")
    with zipfile.ZipFile(os.path.join(trove, "all.zip"), "w", zipfile.ZIP_DEFLATED) as outer:
        for box in range(16):
            with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as made:
                for member in range(10):
                    made.writestr("%d.bin" % member, bytes([box, member]) * (16 << 20))
            outer.write(inner, "%02d.zip" % box)
    roots = {}
    for number in range(int(rounds)):
        for jobs in (1, 2, 8):
            dossier = os.path.join(folder, "d%d-%d" % (number, jobs))
            code, took, peak, out, _ = watched(program, "index", trove, "-d", dossier, "--jobs", jobs, "--json")
            summary = json.loads(out)
            root = (summary["items_root"], summary["items"], json.dumps(summary["outcomes"], sort_keys=True))
            roots.setdefault(root, []).append(jobs)
            print("family: round %d, %d threads: status %d, %.0f s, program %.0f MB, %d items" % (
                number, jobs, code, took, peak, summary["items"]))
            shutil.rmtree(dossier)
    print("family: %d different ends, %s" % (len(roots), list(roots)[0][2]))
    return len(roots) != 1


def members(program, folder, count):
    trove = os.path.join(folder, "trove")
    os.mkdir(trove)
    with zipfile.ZipFile(os.path.join(trove, "many.zip"), "w", zipfile.ZIP_STORED) as made:
        for number in range(int(count)):
            made.writestr("%03d/%07d.txt" % (number % 997, number), "%d" % number)
    dossier = os.path.join(folder, "d.dossier")
    code, took, peak, out, err = watched(
        program, "index", trove, "-d", dossier, "--item-members", int(count) + 1, "--item-memory", 4096,
        "--item-timeout", 3600, "--json")
    summary = json.loads(out) if code == 0 else {}
    print("members: %s in one ZIP: status %d, %s items, %.0f s, program %.0f MB at most" % (
        count, code, summary.get("items"), took, peak))
    print(err[-1000:].decode("utf-8", "replace"))
    return code != 0 or summary["items"] != int(count) + 1


def tiny(program, folder, count):
    trove = os.path.join(folder, "trove")
    for box in range(min(997, int(count))):
        os.makedirs(os.path.join(trove, "%03d" % box))
    for number in range(int(count)):
        with open(os.path.join(trove, "%03d/%07d.txt" % (number % 997, number)), "w") as file:
            file.write("%d" % number)
    dossier = os.path.join(folder, "d.dossier")
    code, took, peak, out, _ = watched(program, "index", trove, "-d", dossier, "--json")
    items = json.loads(out)["items"] if code == 0 else None
    print("tiny: %s files: status %d, %s items, %.0f s, program %.0f MB at most" % (count, code, items, took, peak))
    return items != int(count)


def changes(program, folder, count):
    trove, dossier = os.path.join(folder, "trove"), os.path.join(folder, "d.dossier")
    os.mkdir(trove)
    path = lambda number: os.path.join(trove, "%06d.txt" % number)
    words = lambda: " ".join("%x" % DICE.getrandbits(24) for _ in range(500))
    for number in range(int(count)):
        with open(path(number), "w") as file:
            file.write("letter %d of Ivan Pestrikov, 12 May 2020. %s" % (number, words()))
    took = {}
    for name in ("first", "unchanged", "changed"):
        if name == "changed":
            for at, number in enumerate(range(0, int(count), 100)):
                if at % 4 == 0:
                    os.remove(path(number))
                elif at % 4 == 1:
                    os.rename(path(number), path(number) + ".renamed.txt")
                else:
                    with open(path(number) if at % 4 == 2 else path(number) + ".added.txt", "a") as file:
                        file.write(words())
        code, took[name], _, out, _ = watched(program, "index", trove, "-d", dossier, "--json")
        summary = json.loads(out)
        print("changes: %s: status %d, %.1f s, %d new, %d changed, %d unchanged, %d gone" % (
            name, code, took[name], *[summary[key] for key in ("new", "changed", "unchanged", "gone")]))
    share = (took["changed"] - took["unchanged"]) / took["first"]
    print("changes: beyond the walk %.1f %% of the first run" % (100 * share))
    return share > 0.05


def full(program, folder, *sizes):
    trove, fails = os.path.join(folder, "trove"), False
    shutil.copytree(LEAK, trove, symlinks=True)
    with open(os.path.join(trove, "words.txt"), "w") as file:
        for _ in range(400000):
            file.write("%x " % DICE.getrandbits(48))
    whole = os.path.join(folder, "whole.dossier")
    run(program, "index", trove, "-d", whole)
    expected = run(program, "items", "-d", whole, "--json").stdout
    medium = os.path.join(folder, "medium")
    os.mkdir(medium)
    for size in sizes:
        subprocess.check_call(["mount", "-t", "tmpfs", "-o", "size=%sm" % size, "none", medium])
        dossier = os.path.join(medium, "d.dossier")
        code, took, _, _, err = watched(program, "index", trove, "-d", dossier)
        listed = run(program, "items", "-d", dossier, "--json")
        subprocess.check_call(["mount", "-o", "remount,size=512m", medium])
        again = run(program, "index", trove, "-d", dossier)
        same = run(program, "items", "-d", dossier, "--json").stdout == expected
        sound = run(program, "verify", "--self", "-d", dossier).returncode == 0
        subprocess.check_call(["umount", medium])
        lines = err.decode("utf-8", "replace").strip().splitlines()
        print("full: %s MiB: status %d, then %d items readable (status %d), then status %d, the same end: %s, sealed: %s | %s" % (
            size, code, len(listed.stdout.splitlines()), listed.returncode, again.returncode, same, sound,
            lines[0] if lines and code else ""))
        fails |= code not in (0, 2) or again.returncode != 0 or not same or not sound
    return fails


def kills(program, folder, count):
    trove, dossier = os.path.join(folder, "trove"), os.path.join(folder, "killed.dossier")
    shutil.copytree(LEAK, trove, symlinks=True)
    _, longest, *_ = watched(program, "index", trove, "-d", os.path.join(folder, "whole.dossier"))
    items = lambda name: run(program, "items", "-d", os.path.join(folder, name), "--json").stdout
    before, killed, ended, lost = set(), 0, 0, 0
    for _ in range(int(count)):
        child = subprocess.Popen(
            [program, "index", trove, "-d", dossier], env=QUIET, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(DICE.random() * longest * 0.9)
        is_over = child.poll() is not None
        if is_over:
            ended, before = ended + 1, set()
            shutil.rmtree(dossier)
            continue
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        killed += 1
        now = set(items("killed.dossier").splitlines())
        lost += len(before - now)
        before = now
    code = run(program, "index", trove, "-d", dossier).returncode
    same = items("killed.dossier") == items("whole.dossier")
    sound = run(program, "verify", "--self", "-d", dossier).returncode == 0
    whole = run(program, "log", "--check", "-d", dossier).returncode == 0
    print("kills: %d killed, %d ended before, %d items lost, then status %d, the same end: %s, sealed: %s, log whole: %s" % (
        killed, ended, lost, code, same, sound, whole))
    return bool(lost or code or not same or not sound or not whole)


def readers(program, folder):
    trove = os.path.join(folder, "trove")
    for copy in range(4):
        shutil.copytree(LEAK, os.path.join(trove, str(copy)), symlinks=True)
        with open(os.path.join(trove, str(copy), "own.txt"), "w") as file:
            file.write("\n".join("Ivan Pestrikov %x" % DICE.getrandbits(64) for _ in range(3000)))
    dossier, ended, asked = os.path.join(folder, "d.dossier"), threading.Event(), {}

    def ask():
        while not ended.is_set():
            for words in (("search", "Pestrikov"), ("items", "--json"), ("report", "coverage"), ("log",)):
                answer = run(program, *words, "-d", dossier)
                last = answer.stderr.decode("utf-8", "replace").strip().splitlines()[-1:] if answer.returncode == 2 else []
                key = (words[0], answer.returncode, *last)
                asked[key] = asked.get(key, 0) + 1
    reader = threading.Thread(target=ask)
    reader.start()
    code, took, *_ = watched(program, "index", trove, "-d", dossier)
    ended.set()
    reader.join()
    print("readers: status %d, %.0f s" % (code, took))
    for key, count in sorted(asked.items()):
        print("readers:", count, *key)
    return code != 0 or any(key[1] not in (0, 1, 2) for key in asked)


TRIALS = {trial.__name__: trial for trial in (mutated, bits, family, members, tiny, changes, full, kills, readers)}

if __name__ == "__main__":
    if len(sys.argv) < 3 or sys.argv[2] not in TRIALS:
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory() as made:
        sys.exit(bool(TRIALS[sys.argv[2]](os.path.abspath(sys.argv[1]), made, *sys.argv[3:])))
