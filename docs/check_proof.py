#!/usr/bin/env python3
"""Checks that a file stood in a leak, without Dossier: python3 check_proof.py PROOF FILE ROOT

PROOF is what `dossier prove` wrote, FILE the file that it is about, ROOT the root that was published, 64 hex digits.
Ends with 0 if the proof leads to ROOT and FILE has the size and both digests that it states, with 1 if not, with 2 if
something cannot be read. Needs nothing but Python 3.6. BLAKE3 in Python takes some seconds for each MB; with
--sha256-alone as the last word it is not compared, and the answer says so. The forms of proof and tree are described in
forms.md.
"""
import hashlib
import re
import struct
import sys

IV = (0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19)
ORDER = (2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8)
QUARTERS = ((0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15),
            (0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14))
START, END, PARENT, ROOT = 1, 2, 4, 8


def compress(chain, block, length, counter, flags):
    """The compression function of BLAKE3 (paper, section 2.2); returns the first eight words."""
    words = struct.unpack("<16I", block.ljust(64, b"\0"))
    state = [*chain, *IV[:4], counter & 0xFFFFFFFF, counter >> 32, length, flags]
    for _ in range(7):
        for number, (a, b, c, d) in enumerate(QUARTERS):
            for word, right, left in ((words[2 * number], 16, 12), (words[2 * number + 1], 8, 7)):
                state[a] = (state[a] + state[b] + word) & 0xFFFFFFFF
                mixed = state[d] ^ state[a]
                state[d] = (mixed >> right | mixed << (32 - right)) & 0xFFFFFFFF
                state[c] = (state[c] + state[d]) & 0xFFFFFFFF
                mixed = state[b] ^ state[c]
                state[b] = (mixed >> left | mixed << (32 - left)) & 0xFFFFFFFF
        words = [words[at] for at in ORDER]
    return [state[at] ^ state[at + 8] for at in range(8)]


def chunk_value(chunk, number, root):
    chain = IV
    blocks = [chunk[at:at + 64] for at in range(0, len(chunk), 64)] or [b""]
    for at, block in enumerate(blocks):
        is_last = at == len(blocks) - 1
        flags = (START if at == 0 else 0) | ((END | root) if is_last else 0)
        chain = compress(chain, block, len(block), number, flags)
    return chain


def parent_value(left, right, root):
    return compress(IV, struct.pack("<16I", *left, *right), 64, 0, PARENT | root)


def blake3(file):
    """Reads a file to its end; keeps the values of full subtrees, the largest first (paper, section 5.1.2)."""
    subtrees, number, chunk = [], 0, file.read(1024)
    while True:
        following = file.read(1024)
        if not following:
            break
        value, count = chunk_value(chunk, number, 0), number + 1
        while count % 2 == 0:
            value, count = parent_value(subtrees.pop(), value, 0), count // 2
        subtrees.append(value)
        chunk, number = following, number + 1
    value = chunk_value(chunk, number, 0 if subtrees else ROOT)
    while subtrees:
        left = subtrees.pop()
        value = parent_value(left, value, 0 if subtrees else ROOT)
    return struct.pack("<8I", *value).hex()


def climb(leaf, index, count, beside):
    """Walks from a leaf up to the root (RFC 9162, section 2.1.3.2); None where the way does not fit the tree."""
    node = lambda left, right: hashlib.sha256(b"\1" + left + right).digest()
    here, last = hashlib.sha256(b"\0" + leaf).digest(), count - 1
    if not 0 <= index <= last:
        return None
    for sibling in beside:
        if last == 0:
            return None
        if index % 2 == 1 or index == last:
            here = node(sibling, here)
            while index % 2 == 0 and index != 0:
                index, last = index >> 1, last >> 1
        else:
            here = node(here, sibling)
        index, last = index >> 1, last >> 1
    return here.hex() if last == 0 else None


def number(text):
    """Python's own int() takes signs, blanks, underscores and the digits of other scripts."""
    if not re.fullmatch("0|[1-9][0-9]{0,19}", text, re.ASCII):
        raise ValueError("it holds a number in another form")
    return int(text)


def digest(text):
    """bytes.fromhex() takes blanks and capitals."""
    if not re.fullmatch("[0-9a-f]{64}", text, re.ASCII):
        raise ValueError("it holds a digest in another form")
    return bytes.fromhex(text)


def read_proof(path):
    """Returns tree, root, leaf and the way up, or raises ValueError where the form is another one."""
    lines = open(path, "rb").read().split(b"\n")
    if lines[0] != b"dossier-proof\t1" or lines.pop() != b"" or len(lines) < 5:
        raise ValueError("it is no proof of version 1")
    heads, leaf = [line.decode("ascii").split("\t") for line in lines[1:-1]], lines[-1]
    names = [head[0] for head in heads]
    if names != ["tree", "root", "leaf"] + ["beside"] * (len(names) - 3):
        raise ValueError("its lines are not those of a proof")
    (tree,), (root,), place = heads[0][1:], heads[1][1:], [number(text) for text in heads[2][1:]]
    if not leaf.startswith({"files": b"file\t", "items": b"item\t"}[tree]):
        raise ValueError("its last line is not one of its tree")
    return digest(root).hex(), leaf, place, [digest(text) for _, text in heads[3:]]


def main(proof, path, published, *more):
    root, leaf, (index, count), beside = read_proof(proof)
    columns = leaf.decode("utf-8").split("\t")
    size, stated_blake3, stated_sha256 = columns[1:4] if columns[0] == "file" else columns[2:5]
    with open(path, "rb") as file:
        sha256, length = hashlib.sha256(), 0
        for piece in iter(lambda: file.read(1 << 20), b""):
            sha256.update(piece)
            length += len(piece)
        file.seek(0)
        is_left_out = list(more) == ["--sha256-alone"]
        is_blake3 = None if is_left_out else blake3(file) == stated_blake3
    checks = (
        (climb(leaf, index, count, beside) == root, "the proof leads from its line to its root"),
        (root == published.strip().lower(), "its root is the one that was published"),
        (str(length) == size, "the file has the size that it states"),
        (sha256.hexdigest() == stated_sha256, "the file has the SHA-256 digest that it states"),
        (is_blake3, "the file has the BLAKE3 digest that it states"),
    )
    print("stood at    " + ascii(columns[-1])[1:-1])
    for holds, what in checks:
        print({True: "yes         ", False: "NO          ", None: "not tried   "}[holds] + what)
    return 1 if False in [holds for holds, _ in checks] else 0


if __name__ == "__main__":
    if len(sys.argv) not in (4, 5) or sys.argv[4:] not in ([], ["--sha256-alone"]):
        sys.exit(__doc__)
    try:
        sys.exit(main(*sys.argv[1:]))
    except (OSError, ValueError, KeyError, IndexError) as error:
        print("cannot be read: %s" % error, file=sys.stderr)
        sys.exit(2)
