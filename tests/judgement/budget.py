"""Budgets of flagged frames: how many are flagged, and how many of those hold an error."""
import json
import os
import random

import datasets

PER_1000 = (10, 50, 100, 200)
ORDERS = 8


def orders(one, work):
    """The labels with their frames in the order of the file, then shuffled."""
    coco = datasets.load(one.labels)
    for number in range(ORDERS + 1):
        path = os.path.join(work, f"{one.name}_order_{number}.json")
        with open(path, "w") as out:
            json.dump(coco, out)
        yield path
        random.Random(number).shuffle(coco["images"])


def flagged_frames(findings, frame_key):
    with open(findings) as lines:
        return {frame_key(f["frame_id"]) for f in map(json.loads, lines) if f["flagged"]}


def print_table(measure, one):
    """`measure`: runs replay and knows how frames are named."""
    wrong = {measure.scorer.frame_key(t.get("frame_id") or t["file_name"])
             for t in datasets.load(one.truth) if t["kind"] not in ("meta", "ignore")}
    frames = len(datasets.load(one.labels)["images"])
    paths = list(orders(one, measure.work))
    print(f"\n### Budgets on {one.name}: {frames} frames, {len(wrong)} with an error\n\n"
          f"| models | of 1,000 | flagged | with an error | precision | mean over {ORDERS} orders, of 1,000 |\n"
          "|---|---|---|---|---|---|")
    for models in ([m] for m in one.predictions):
        row(measure, one, models, wrong, frames, paths)
    row(measure, one, list(one.predictions), wrong, frames, paths)


def row(measure, one, models, wrong, frames, paths):
    for per_1000 in PER_1000:
        flagged = [flagged_frames(measure.replay(path, {m: one.predictions[m] for m in models}, "budget",
                                                 ["--flag-per-1000", str(per_1000)]), measure.scorer.frame_key)
                   for path in paths]
        first, right = flagged[0], len(flagged[0] & wrong)
        mean = sum(len(f) for f in flagged[1:]) / ORDERS
        print(f"| {'+'.join(models)} | {per_1000} | {len(first)} | {right} | {right / max(1, len(first)):.3f} | "
              f"{1000 * mean / frames:.1f} |")
