#!/usr/bin/env python3
"""Loses power at every moment of a run: python3 power.py PROGRAM [MOST]

Records by strace what `dossier index` asks of the file system, in a first run and in one after changes of the trove. Then, for
the state behind each call, makes what a disk may hold if power is lost there, in three ways:

  lost   names are as they were, and of the bytes only what was synced
  names  names too are only those of folders that were synced (POSIX promises no more)
  torn   each write that was not synced is there or not, by a seed

Over each: no command panics, `verify --self` finds no damage and calls it sealed only if it is as a whole run left it, and
the next run ends in the same root, sealed. MOST is how many different states are tried at most, spread over all. Ends
with 1 if anything fails, with 3 where there is no strace.
"""
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile

CALLS = ("openat,write,pwrite64,ftruncate,fallocate,fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat,"
         "mkdir,mkdirat,rmdir,lseek")
QUIET = dict(os.environ, DOSSIER_OCR="off", NO_COLOR="1")
LINE = re.compile(r"^(\d+) +(.*)$")
PATH = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
HANDLE = re.compile(r"^(\d+|AT_FDCWD)<((?:\\x[0-9a-f]{2})*)>")


class File:
    def __init__(self, content=b""):
        self.synced, self.pending = content, []

    def now(self, keeps=lambda: True):
        content = bytearray(self.synced)
        for at, piece in self.pending:
            if not keeps():
                continue
            if piece is None:
                del content[at:]
                content.extend(bytes(at - len(content)))
            else:
                content.extend(bytes(max(0, at - len(content))))
                content[at:at + len(piece)] = piece
        return bytes(content)

    def sync(self):
        self.synced, self.pending = self.now(), []


class Disk:
    """What a folder holds, and what of it would outlast a loss of power. A folder is a name whose file is None."""

    def __init__(self, root):
        self.root, self.names, self.durable = root, {"": None}, {"": None}
        for folder, folders, files in os.walk(root):
            for name in folders + files:
                path = os.path.join(folder, name)
                is_folder = os.path.isdir(path)
                self.names[path[len(root) + 1:]] = None if is_folder else File(open(path, "rb").read())
        self.durable, self.places = dict(self.names), {}

    def name(self, path):
        path = os.path.normpath(path)
        return "" if path == self.root else path[len(self.root) + 1:] if path.startswith(self.root + "/") else None

    def sync_folder(self, folder):
        inside = lambda name: name and os.path.dirname(name) == folder
        kept = {name: file for name, file in self.durable.items() if not inside(name)}
        self.durable = {**kept, **{name: file for name, file in self.names.items() if inside(name)}}

    def rename(self, old, new):
        moved = {name: file for name, file in self.names.items() if name == old or name.startswith(old + "/")}
        for name in moved:
            del self.names[name]
        self.names.update({new + name[len(old):]: file for name, file in moved.items()})

    def states(self, dice):
        """Yields what the disk may hold now, each as a mapping of names to bytes."""
        synced = lambda names: {name: None if file is None else file.synced for name, file in names.items() if name}
        yield "lost", synced(self.names)
        beneath = lambda name: not name or (os.path.dirname(name) in self.durable and beneath(os.path.dirname(name)))
        yield "names", synced({name: file for name, file in self.durable.items() if beneath(name)})
        coin = lambda: dice.random() < 0.5
        yield "torn", {name: None if file is None else file.now(coin) for name, file in self.names.items() if name}

    def call(self, call, given, result, folder):
        """Does what a call did that came to its end."""
        text = lambda escaped: bytes.fromhex(escaped.replace("\\x", "")).decode("utf-8", "surrogateescape")
        handle = HANDLE.match(given)
        at = text(handle.group(2)) if handle else None
        typed = [text(path) for path in PATH.findall(given)] if call not in ("write", "pwrite64") else []
        paths = [self.name(os.path.join(folder, path)) for path in typed]
        file = self.names.get(self.name(at)) if at is not None and self.name(at) is not None else None
        if call == "openat":
            name = paths[0]
            self.places[result] = 0
            if name is not None and name not in self.names and "O_CREAT" in given:
                self.names[name] = File()
            elif name is not None and "O_TRUNC" in given and self.names.get(name):
                self.names[name].pending.append((0, None))
        elif call in ("mkdir", "mkdirat") and paths[0] is not None:
            self.names[paths[0]] = None
        elif call.startswith("rename") and None not in paths:
            self.rename(*paths)
        elif call in ("unlink", "unlinkat", "rmdir") and paths[0] is not None:
            self.names.pop(paths[0], None)
        elif call in ("fsync", "fdatasync") and at is not None and self.name(at) is not None:
            if file is None:
                self.sync_folder(self.name(at))
            else:
                file.sync()
        elif call == "lseek":
            self.places[int(handle.group(1))] = result
        elif file is not None and call == "write":
            piece, number = bytes.fromhex(PATH.search(given).group(1).replace("\\x", ""))[:result], int(handle.group(1))
            start = len(file.now()) if self.appends(number) else self.places.get(number, 0)
            file.pending.append((start, piece))
            self.places[number] = start + len(piece)
        elif file is not None and call == "pwrite64":
            piece = bytes.fromhex(PATH.search(given).group(1).replace("\\x", ""))[:result]
            file.pending.append((int(given.rsplit(",", 1)[1]), piece))
        elif file is not None and call == "ftruncate":
            file.pending.append((int(given.rsplit(",", 1)[1]), None))
        elif file is not None and call == "fallocate":
            end = sum(map(int, given.split(",")[-2:]))
            if end > len(file.now()):
                file.pending.append((end - 1, b"\0"))
        else:
            return False
        return call not in ("lseek",)

    def appends(self, number):
        return number in self.appending


def recorded(program, folder, words):
    """Runs the program; yields its calls as (name, arguments, result), in the order in which they ended."""
    trace, open_calls = os.path.join(folder, "trace"), {}
    subprocess.run(["strace", "-f", "-y", "-xx", "-s", "1000000000", "-o", trace, "-e", "trace=" + CALLS, program, *words],
                   cwd=folder, env=QUIET, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for line in open(trace):
        thread, rest = LINE.match(line).groups()
        if rest.endswith("<unfinished ...>"):
            open_calls[thread] = rest[:-len("<unfinished ...>")].rstrip()
            continue
        resumed = re.match(r"<\.\.\. \w+ resumed>(.*)$", rest)
        if resumed and thread in open_calls:
            rest = open_calls.pop(thread) + resumed.group(1)
        whole = re.match(r"^(\w+)\((.*)\) += (\d+)", rest)
        if whole:
            yield whole.group(1), whole.group(2), int(whole.group(3))


def states_of(program, folder, dossier):
    """Yields the different states that the dossier may be in if power is lost amid a run, behind each call in order."""
    disk, dice, seen = Disk(dossier), random.Random(2026), set()
    disk.appending = set()
    for number, (call, given, result) in enumerate(recorded(program, folder, ["index", "trove", "-d", "d"])):
        if call == "openat":
            (disk.appending.add if "O_APPEND" in given else disk.appending.discard)(result)
        if not disk.call(call, given, result, folder):
            continue
        for way, state in disk.states(dice):
            key = (way, hash(frozenset(state.items())))
            if key not in seen:
                seen.add(key)
                yield "%s behind call %d (%s)" % (way, number, call), state
    left = {name: file and file.now() for name, file in disk.names.items() if name}
    there = {name: file and file.synced for name, file in Disk(dossier).names.items() if name}
    # What processes share is mapped, not written.
    different = [name for name in {**left, **there} if left.get(name) != there.get(name) and not name.endswith("-shm")]
    assert not different, "the record does not lead to what is there: %s" % different


def put(state, dossier):
    shutil.rmtree(dossier, ignore_errors=True)
    os.mkdir(dossier, 0o700)
    for name in sorted(state):
        path = os.path.join(dossier, name)
        if state[name] is None:
            os.makedirs(path, exist_ok=True)
        else:
            with open(path, "wb") as file:
                file.write(state[name])


def run(program, folder, *words):
    return subprocess.run([program, *words, "-d", "d"], cwd=folder, env=QUIET, capture_output=True)


def faults(program, folder, whole, root, hits):
    """Returns what is wrong with the dossier as it lies there, and with what the next run makes of it."""
    found = []
    for words in (["items", "--json"], ["search", "letter", "--json"]):
        ended = run(program, folder, *words)
        if ended.returncode not in (0, 1, 2) or b"panicked" in ended.stderr:
            found.append("%s: status %d" % (words[0], ended.returncode))
    items = run(program, folder, "items", "--json").stdout
    sealed = run(program, folder, "verify", "--self", "--json")
    if sealed.returncode == 0 and items not in whole:
        found.append("it is sealed, and is not as a whole run left it")
    if sealed.returncode == 1 and json.loads(sealed.stdout)["sealed"]:
        found.append("damage under a whole seal: %s" % sealed.stdout.decode()[:300])
    again = run(program, folder, "index", "trove", "--json")
    if again.returncode != 0:
        return found + ["the next run: %s" % again.stderr.decode()[-300:]]
    if json.loads(again.stdout)["items_root"] != root:
        found.append("the next run ends in another root")
    if run(program, folder, "search", "letter", "--json").stdout != hits:
        found.append("the next run finds other things")
    if run(program, folder, "verify", "--self").returncode != 0:
        found.append("the next run leaves no seal")
    return found


def trove(folder):
    os.mkdir(os.path.join(folder, "trove"))
    for number in range(12):
        with open(os.path.join(folder, "trove/%d.txt" % number), "w") as file:
            file.write("letter %d on %d May 2020\n" % (number, number + 1) * (1 + number * 40))


def change(folder):
    with open(os.path.join(folder, "trove/3.txt"), "a") as file:
        file.write("a letter more\n")
    os.remove(os.path.join(folder, "trove/5.txt"))
    with open(os.path.join(folder, "trove/late.txt"), "w") as file:
        file.write("a late letter\n")


def main(program, most):
    count, failed = 0, 0
    with tempfile.TemporaryDirectory() as folder:
        folder = os.path.realpath(folder)
        dossier, kept, whole = os.path.join(folder, "d"), os.path.join(folder, "kept"), []
        trove(folder)
        for prepare in (lambda folder: None, change):
            prepare(folder)
            states = list(states_of(program, folder, dossier))
            whole.append(run(program, folder, "items", "--json").stdout)
            root = json.loads(run(program, folder, "index", "trove", "--json").stdout)["items_root"]
            hits = run(program, folder, "search", "letter", "--json").stdout
            shutil.copytree(dossier, kept, dirs_exist_ok=False)
            step = max(1, -(-2 * len(states) // most)) if most else 1
            # From the last on: what a whole run leaves is always among them.
            for name, state in states[::-step]:
                put(state, dossier)
                count += 1
                for fault in faults(program, folder, whole, root, hits):
                    failed += 1
                    print("FAULT: run %d, %s: %s" % (len(whole), name, fault))
            shutil.rmtree(dossier)
            os.rename(kept, dossier)
    print("power: lost at %d states, %d faults" % (count, failed))
    return failed > 0


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    if not shutil.which("strace"):
        print("SKIPPED: power is not lost: there is no strace")
        sys.exit(3)
    sys.exit(main(os.path.abspath(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0))
