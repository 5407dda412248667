"""Frame classes with made errors, and what cleanlab's scores make of them.

Pictures and probabilities are those of MNIST; its verified errors are left out. What is made:

- random: any other class;
- eye: what a poor eye sees, the nearest mean picture of 7 x 7 pixels, where it is surest of a wrong class;
- learnt: of three classes every third frame is labeled as one other class, and the model was trained on such labels: it
  gives the other class a third on all their frames;
- learnt, poor model: the same, by a model that is wrong on every tenth frame besides;
- junk, 2 %, and junk, poor model: frames of no class at all, on which the model spreads its probability, labeled as any.

Nothing but the standard library; the peers are written down from their definitions (cleanlab.rank), each looking at all
frames at once, labelwatch at those before.
"""
import gzip
import json
import math
import os
import random

from datasets import npy

CLASSES = 10
LEARNT = {2: 7, 4: 9, 5: 3}  # labels of these classes become
LEARNT_RATE = 1 / 3


class FrameClasses:
    """One set: labels and probabilities by frame, and whether the label is wrong."""

    def __init__(self, name, labels, probabilities, wrong):
        self.name, self.labels, self.probabilities, self.wrong = name, labels, probabilities, wrong

    def write(self, work):
        labels, predictions = (os.path.join(work, f"frame_classes_{part}.csv") for part in ("labels", "predictions"))
        with open(labels, "w") as out:
            out.write("frame_id,label\n" + "".join(f"{i},{label}\n" for i, label in enumerate(self.labels)))
        with open(predictions, "w") as out:
            out.write("frame_id," + ",".join(map(str, range(CLASSES))) + "\n")
            for i, row in enumerate(self.probabilities):
                out.write(f"{i}," + ",".join(map(repr, row)) + "\n")
        return labels, predictions


def verified(data):
    """MNIST as it is, with the errors that people verified."""
    folder = os.path.join(data, "labelerrors_mnist")
    labels = npy(os.path.join(folder, "mnist_test_set_original_labels.npy"))
    probabilities = npy(os.path.join(folder, "mnist_test_set_pyx.npy.gz"))
    with open(os.path.join(folder, "mnist_mturk.json")) as file:
        errors = {r["id"] for r in json.load(file) if r["mturk"]["given"] < 3}
    return FrameClasses("verified errors", list(labels),
                        [list(probabilities[CLASSES * i:CLASSES * (i + 1)]) for i in range(len(labels))],
                        [i in errors for i in range(len(labels))])


def pictures_of(data):
    with gzip.open(os.path.join(data, "labelerrors_mnist", "t10k-images-idx3-ubyte.gz"), "rb") as file:
        pixels = file.read()[16:]
    return [small(pixels[start:start + 784]) for start in range(0, len(pixels), 784)]


def small(pixels):
    """Sums of 4 x 4 pixels of a picture of 28 x 28."""
    cells = [0] * 49
    for y in range(28):
        for x in range(7):
            cells[7 * (y // 4) + x] += sum(pixels[28 * y + 4 * x:28 * y + 4 * x + 4])
    return cells


def normalized(row):
    total = sum(row)
    return [value / total for value in row]


def random_class(truth, rng, rate):
    return [(c + rng.randrange(1, CLASSES)) % CLASSES if rng.random() < rate else c for c in truth]


def poor_eye(truth, pictures, rng, rate):
    means = []
    for c in range(CLASSES):
        own = [p for p, t in zip(pictures, truth) if t == c]
        means.append([sum(column) / len(own) for column in zip(*own)])
    seen = []
    for number, (picture, t) in enumerate(zip(pictures, truth)):
        distances = [math.dist(picture, mean) for mean in means]
        other = min((c for c in range(CLASSES) if c != t), key=distances.__getitem__)
        seen.append((distances[t] / distances[other] * math.exp(rng.gauss(0, .05)), number, other))
    labels = list(truth)
    for _, number, other in sorted(seen, reverse=True)[:round(rate * len(truth))]:
        labels[number] = other
    return labels


def learnt(truth, probabilities, rng, steepness, spread):
    """Labels, and the probabilities of a model that was trained on them: p_j = sum over k of p_k P(labeled j | k)."""
    labels = [LEARNT[c] if c in LEARNT and rng.random() < LEARNT_RATE else c for c in truth]
    said = []
    for row in probabilities:
        row = normalized([max(p, 1e-4) ** steepness * math.exp(rng.gauss(0, spread)) for p in row])
        given = list(row)
        for source, target in LEARNT.items():
            given[source] -= LEARNT_RATE * row[source]
            given[target] += LEARNT_RATE * row[source]
        said.append(given)
    return labels, said


def junk(truth, probabilities, rng, rate, steepness, spread):
    """Labels, probabilities, and which frames are of no class."""
    labels, said, nothing = [], [], []
    for label, row in zip(truth, probabilities):
        nothing.append(rng.random() < rate)
        labels.append(rng.randrange(CLASSES) if nothing[-1] else label)
        said.append(normalized([rng.gammavariate(1, 1) for _ in row] if nothing[-1] else
                               [max(p, 1e-4) ** steepness * math.exp(rng.gauss(0, spread)) for p in row]))
    return labels, said, nothing


def made(data, seed):
    rng = random.Random(seed)
    original = verified(data)
    right = [i for i, wrong in enumerate(original.wrong) if not wrong]
    rng.shuffle(right)
    truth, probabilities, pictures = (
        [column[i] for i in right] for column in (original.labels, original.probabilities, pictures_of(data)))
    noisy = [("random, 1 %", random_class(truth, rng, .01), probabilities),
             ("random, 10 %", random_class(truth, rng, .1), probabilities),
             ("eye, 1 %", poor_eye(truth, pictures, rng, .01), probabilities),
             ("eye, 5 %", poor_eye(truth, pictures, rng, .05), probabilities),
             ("learnt, 10 %", *learnt(truth, probabilities, rng, 1, .5)),
             ("learnt, poor model", *learnt(truth, probabilities, rng, .4, 1))]
    for name, labels, said in noisy:
        yield FrameClasses(f"{name}, seed {seed}", labels, said, [a != b for a, b in zip(labels, truth)])
    for name, steepness, spread in (("junk, 2 %", 1, .5), ("junk, poor model", .4, 1)):
        yield FrameClasses(f"{name}, seed {seed}", *junk(truth, probabilities, rng, .02, steepness, spread))


def peers(one):
    """Scores by name, the most suspicious frame highest."""
    frames = list(zip(one.labels, one.probabilities))
    usual = [0.0] * CLASSES
    for c in range(CLASSES):
        own = [p[c] for label, p in frames if label == c]
        usual[c] = sum(own) / len(own)
    most = max(usual)
    adjusted = [(label, normalized([p - t + most for p, t in zip(row, usual)])) for label, row in frames]

    def margin(label, p):
        return max(p[c] for c in range(CLASSES) if c != label) - p[label]

    def entropy_by_confidence(label, p):
        entropy = -sum(q * math.log(q) for q in p if q > 0) / math.log(CLASSES)
        return entropy / max(p[label], 1e-6)

    return {
        "self-confidence": [-p[label] for label, p in frames],
        "normalized margin": [margin(*frame) for frame in frames],
        "entropy": [entropy_by_confidence(*frame) for frame in frames],
        "self-confidence, adjusted": [-p[label] for label, p in adjusted],
        "normalized margin, adjusted": [margin(*frame) for frame in adjusted],
    }


def ranked(scores, wrong):
    """AP, P@50, AUROC of scores that are high where the label is wrong."""
    order = sorted(range(len(scores)), key=lambda i: -scores[i])
    ranks = [rank for rank, i in enumerate(order, 1) if wrong[i]]
    right = len(scores) - len(ranks)
    return (sum(n / rank for n, rank in enumerate(ranks, 1)) / len(ranks), sum(rank <= 50 for rank in ranks) / 50,
            1 - sum(rank - n for n, rank in enumerate(ranks, 1)) / (len(ranks) * right))
