"""Runs Dossier and its peers on one trove in turns, and prints what each took. See README.md beside this."""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
DEBIAN = "recollcmd xapian-omega xapian-tools poppler-utils antiword catdoc unrtf unzip xsltproc python3-lxml".split()
PYTHON = ["kreuzberg==4.10.0", "iscc-tika==0.6.0"]


def install(environment):
    subprocess.run(["apt-get", "update", "-q"], check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["apt-get", "install", "-qy", "--no-install-recommends", *DEBIAN], check=True, stdout=subprocess.DEVNULL)
    subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    subprocess.run([environment / "bin/pip", "install", "-q", *PYTHON], check=True)


def warm(trove):
    """Reads every file once; returns how many there are, and their bytes."""
    files = [path for path in sorted(trove.rglob("*")) if path.is_file() and not path.is_symlink()]
    return len(files), sum(len(path.read_bytes()) for path in files)


def children():
    """Every process with its parent."""
    parents = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                fields = Path(f"/proc/{entry}/stat").read_text().rsplit(")", 1)[1].split()
                parents[int(entry)] = int(fields[1])
            except (OSError, IndexError):
                pass
    return parents


def anonymous(pid):
    try:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("RssAnon:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0


class Memory(threading.Thread):
    """Looks at the memory of a process with all its descendants until it is told to stop."""

    def __init__(self, root):
        super().__init__(daemon=True)
        self.root, self.peak, self.over = root, 0, threading.Event()

    def run(self):
        while not self.over.wait(0.02):
            parents, family = children(), {self.root}
            grown = True
            while grown:
                more = {pid for pid, parent in parents.items() if parent in family} - family
                family |= more
                grown = bool(more)
            self.peak = max(self.peak, sum(map(anonymous, family)))


def run(command, env=None):
    """Runs a command; returns wall time, processor time, memory, and what it printed."""
    with tempfile.TemporaryFile() as out:
        begun = time.monotonic()
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL, env=env)
        memory = Memory(process.pid)
        memory.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        memory.over.set()
        memory.join()
        out.seek(0)
        printed = out.read().decode(errors="replace")
    if process.returncode not in (0, 1):
        raise RuntimeError(f"{command[0]} ended with {process.returncode}")
    return {"wall": wall, "cpu": usage.ru_utime + usage.ru_stime, "memory": memory.peak, "printed": printed}


def size(folder):
    return sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())


def documents(database):
    """How many documents a Xapian database has."""
    printed = subprocess.run(["xapian-delve", "-z", database], capture_output=True, text=True).stdout
    lines = [line for line in printed.splitlines() if "number of documents" in line]
    return int(lines[0].split("=")[1]) if lines else None


def dossier(program, trove, work):
    """Dossier: digests, text, recognition, index, ledger."""
    folder = work / "trove.dossier"
    taken = run([program, "index", trove, "-d", folder, "--ocr", "off", "--jobs", "2", "--json"])
    summary = json.loads(taken.pop("printed"))
    listed = subprocess.run([program, "items", "-d", folder, "--json"], capture_output=True, text=True).stdout
    items = [json.loads(line) for line in listed.splitlines()]
    with_text = sum(1 for item in items if item["parent"] is None and item["text_bytes"] > 0)
    return taken | {"with_text": with_text, "indexed": summary["items"], "size": size(folder)}


def recoll(trove, work):
    """recollindex: text, index."""
    (work / "recoll.conf").write_text(f"topdirs = {trove}\nskippedNames =\nloglevel = 1\n")
    taken = run(["recollindex", "-c", work])
    taken.pop("printed")
    base = work / "xapiandb"
    # Text is told by documents alone; every file is one, with text or not.
    return taken | {"with_text": None, "indexed": documents(base), "size": size(base)}


def omega(trove, work):
    """omindex: text, index."""
    base = work / "db"
    taken = run(["omindex", "--db", base, "--url", "/", "--empty-docs=skip", trove])
    taken.pop("printed")
    return taken | {"with_text": documents(base), "indexed": documents(base), "size": size(base)}


def library(environment, name, trove, work):
    """A library that extracts: text alone."""
    env = {"PATH": os.environ["PATH"], "HOME": str(work), "TMPDIR": str(work)}
    taken = run([environment / "bin/python", HERE / "extract.py", name, trove], env)
    told = json.loads(taken.pop("printed").splitlines()[-1])
    return taken | {"with_text": told["with_text"], "indexed": None, "size": None}


def contenders(program, environment):
    found = {}
    if program:
        found["Dossier"] = ("digests, members, names and numbers, index, record", lambda trove, work: dossier(program, trove, work))
    if shutil.which("recollindex"):
        found["recollindex"] = ("members, index", recoll)
    if shutil.which("omindex"):
        found["omindex"] = ("index", omega)
    for name in ("kreuzberg", "iscc-tika"):
        module = name.replace("-", "_")
        if list(environment.glob(f"lib/python*/site-packages/{module}")):
            found[name] = ("text alone", lambda trove, work, name=name: library(environment, name, trove, work))
    return found


def row(name, does, runs):
    def middle(key, scale=1.0, places=1):
        values = [taken[key] for taken in runs if taken[key] is not None]
        return f"{statistics.median(values) / scale:.{places}f}" if values else "–"

    walls = sorted(taken["wall"] for taken in runs)
    cells = [
        name, does, f"{middle('wall', places=2)} ({walls[0]:.2f}–{walls[-1]:.2f})", middle("cpu", places=2),
        middle("memory", 1e6, 0), middle("with_text", places=0), middle("indexed", places=0), middle("size", 1e6),
    ]
    return "| " + " | ".join(cells) + " |"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("trove", type=Path)
    parser.add_argument("--dossier", type=Path, help="the program, from the release profile")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--install", action="store_true")
    parser.add_argument("--environment", type=Path, default=Path(tempfile.gettempdir()) / "dossier-peers")
    parser.add_argument("--only", help="names, parted by commas")
    arguments = parser.parse_args()
    if arguments.install:
        install(arguments.environment)
    trove = arguments.trove.resolve()
    program = arguments.dossier and arguments.dossier.resolve()
    found = contenders(program, arguments.environment)
    if arguments.only:
        found = {name: found[name] for name in arguments.only.split(",")}
    files, total = warm(trove)
    print(f"{files} files, {total / 1e6:.1f} MB, {arguments.repeats} rounds", file=sys.stderr)
    runs = {name: [] for name in found}
    for round_number in range(arguments.repeats):
        for name, (_, measure) in found.items():
            with tempfile.TemporaryDirectory(prefix="dossier-peers-run-") as work:
                taken = measure(trove, Path(work))
            runs[name].append(taken)
            load = os.getloadavg()[0]
            print(f"{round_number + 1} {name}: {taken} load {load:.1f}", file=sys.stderr)
    print("| program | does | wall, s | CPU, s | memory, MB | with text | in the index | size, MB |")
    print("|---|---|---|---|---|---|---|---|")
    for name, (does, _) in found.items():
        print(row(name, does, runs[name]))


main()
