#!/usr/bin/env python3
"""Writes what the tests of overlaps, masks and assignment are held to: small made cases, answered in ways that have
nothing in common with labelwatch: whole numbers and fractions, sets of pixels, every permutation.

    tests/oracles/geometry.py [FOLDER]      FOLDER: where to write; this folder

No numpy, no pycocotools; the same bytes on every machine (seeded)."""

import itertools
import json
import math
import pathlib
import random
import sys
from fractions import Fraction


# ---- boxes: [x, y, width, height] in eighths of a pixel, so that every overlap is a fraction of whole numbers

def box_overlap(a, b, crowd):
    """IoU; of a crowd the share of `a` that lies in it. Nothing over nothing is 0."""
    a, b = [Fraction(v) for v in a], [Fraction(v) for v in b]
    width = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    height = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    shared = max(width, Fraction(0)) * max(height, Fraction(0))
    area_a, area_b = a[2] * a[3], b[2] * b[3]
    whole = area_a if crowd else area_a + area_b - shared
    return float(shared / whole) if shared > 0 else 0.0


def box_cases(rng):
    def eighths(low, high):
        return rng.randint(low * 8, high * 8) / 8

    def made():
        return [eighths(-20, 200), eighths(-20, 200), eighths(1, 120), eighths(1, 120)]

    pairs = {
        "identical": ([0, 0, 10, 10], [0, 0, 10, 10]),
        "side by side": ([0, 0, 10, 10], [10, 0, 10, 10]),
        "corner to corner": ([0, 0, 10, 10], [10, 10, 5, 5]),
        "one inside the other": ([0, 0, 10, 10], [2, 3, 4, 5]),
        "a sliver": ([0, 0, 10, 10], [9.875, 0, 10, 10]),
        "no area": ([0, 0, 10, 10], [3, 3, 0, 5]),
        "far away": ([0, 0, 10, 10], [1e6, 1e6, 10, 10]),
    }
    cases = [(name, [a], [b], [0]) for name, (a, b) in pairs.items()]
    cases += [(name + ", a crowd", [a], [b], [1]) for name, (a, b) in pairs.items()]
    for number in range(12):
        labels = [made() for _ in range(rng.randint(1, 5))]
        cases.append((f"made {number}", [made() for _ in range(rng.randint(1, 5))], labels,
                      [int(rng.random() < .3) for _ in labels]))
    return [{"name": name, "dt": dt, "gt": gt, "iscrowd": crowd,
             "iou": [[box_overlap(d, g, c) for g, c in zip(gt, crowd)] for d in dt]}
            for name, dt, gt, crowd in cases]


# ---- turned boxes: angles whose sine and cosine are fractions (3-4-5 and its like), so that corners are, too

ANGLES = [(Fraction(1), Fraction(0)), (Fraction(0), Fraction(1)), (Fraction(4, 5), Fraction(3, 5)),
          (Fraction(3, 5), Fraction(4, 5)), (Fraction(-3, 5), Fraction(4, 5)), (Fraction(12, 13), Fraction(-5, 13)),
          (Fraction(15, 17), Fraction(8, 17)), (Fraction(-20, 29), Fraction(-21, 29))]


def corners(box, angle):
    x, y, width, height = [Fraction(v) for v in box]
    cosine, sine = angle
    signs = [(-1, -1), (1, -1), (1, 1), (-1, 1)]
    return [(x + (s * width * cosine - t * height * sine) / 2, y + (s * width * sine + t * height * cosine) / 2)
            for s, t in signs]


def area(points):
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(points, points[1:] + points[:1]))) / 2


def clipped(points, window):
    """What of a convex outline lies in another one: cut along each side of the window."""
    for a, b in zip(window, window[1:] + window[:1]):
        def side(p):
            return (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])
        kept = []
        for p, q in zip(points, points[1:] + points[:1]):
            if side(p) >= 0:
                kept.append(p)
            if (side(p) > 0) != (side(q) > 0) and side(p) != side(q) and 0 not in (side(p), side(q)):
                t = side(p) / (side(p) - side(q))
                kept.append((p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1])))
        points = kept
        if len(points) < 3:
            return []
    return points


def turned_cases(rng):
    cases = []
    for number in range(40):
        boxes, angles = [], []
        for _ in range(2):
            boxes.append([rng.randint(200, 400) / 8, rng.randint(200, 400) / 8, rng.randint(8, 320) / 8,
                          rng.randint(8, 320) / 8])
            angles.append(rng.choice(ANGLES))
        if number % 8 == 0:
            boxes[1] = boxes[0][:2] + boxes[1][2:]
        a, b = corners(boxes[0], angles[0]), corners(boxes[1], angles[1])
        inside = clipped(a, b)
        shared = area(inside) if inside else Fraction(0)
        cases.append({"boxes": [box + [math.degrees(math.atan2(angle[1], angle[0]))]
                                for box, angle in zip(boxes, angles)],
                      "iou": float(shared / (area(a) + area(b) - shared))})
    return cases


# ---- masks: sets of pixels; COCO counts them down the columns, background first, and writes the runs as text

def runs_of(pixels, height, width):
    runs, inside, length = [], False, 0
    for x in range(width):
        for y in range(height):
            if ((x, y) in pixels) != inside:
                runs.append(length)
                inside, length = not inside, 0
            length += 1
    return runs + [length]


def coco_text(runs):
    """Each run (from the third on its difference from the one before the last) in groups of five bits, lowest first; a
    group that is followed has the sixth bit, and the last one's fifth is the sign. Printed from '0' on."""
    text = ""
    for i, run in enumerate(runs):
        value = run - runs[i - 2] if i > 2 else run
        while True:
            group = value & 31
            value >>= 5
            done = value == (-1 if group & 16 else 0)
            text += chr(48 + group + (0 if done else 32))
            if done:
                break
    return text


def bounds_of(pixels):
    if not pixels:
        return [0.0, 0.0, 0.0, 0.0]
    xs, ys = [x for x, _ in pixels], [y for _, y in pixels]
    return [float(v) for v in (min(xs), min(ys), max(xs) - min(xs) + 1, max(ys) - min(ys) + 1)]


def blob(rng, height, width):
    pixels = set()
    for _ in range(rng.randint(0, 4)):
        x, y = rng.randrange(width), rng.randrange(height)
        for dx, dy in itertools.product(range(rng.randint(1, 6)), range(rng.randint(1, 6))):
            if x + dx < width and y + dy < height:
                pixels.add((x + dx, y + dy))
    if rng.random() < .4:
        pixels ^= {(rng.randrange(width), rng.randrange(height)) for _ in range(8)}
    return pixels


def mask_cases(rng):
    cases = []
    for number in range(24):
        height, width = rng.randint(1, 24), rng.randint(1, 24)
        masks = [blob(rng, height, width) for _ in range(4)]
        if number == 0:
            masks[0], masks[1] = set(), set(itertools.product(range(width), range(height)))
        crowd = [int(rng.random() < .3) for _ in masks]

        def overlap(a, b, is_crowd):
            whole = len(a) if is_crowd else len(a | b)
            return len(a & b) / whole if a & b else 0.0

        def text(pixels):
            return coco_text(runs_of(pixels, height, width))
        cases.append({
            "name": f"made {number}", "size": [height, width], "masks": [text(m) for m in masks],
            "runs": [runs_of(m, height, width) for m in masks], "area": [len(m) for m in masks],
            "bbox": [bounds_of(m) for m in masks], "iscrowd": crowd,
            "iou_all_pairs": [[overlap(a, b, c) for b, c in zip(masks, crowd)] for a in masks],
            "union": text(set.union(*masks)), "intersection": text(set.intersection(*masks))})
    return cases


# ---- polygons: COCO's rule. The outline is walked on a grid five times as fine; where a step leaves a column of the fine
# grid at the middle of a pixel column, the pixels from there down change sides.

FINE = 5


def rounded(value):
    return int(value + .5)  # towards zero, as C does it


def walk(start, end):
    """The fine points of one side, end included; along the longer direction in steps of one, never backwards."""
    dx, dy = abs(end[0] - start[0]), abs(end[1] - start[1])
    along = 0 if dx >= dy else 1
    turned = start[along] > end[along]
    low, high = (end, start) if turned else (start, end)
    steps = max(dx, dy)
    slope = (high[1 - along] - low[1 - along]) / steps if steps else 0.0
    points = []
    for step in range(steps + 1):
        point = [0, 0]
        point[along] = low[along] + step
        point[1 - along] = int(low[1 - along] + slope * step + .5)
        points.append(tuple(point))
    return points[::-1] if turned else points


def drawn(ring, height, width):
    corners_fine = [(rounded(FINE * x), rounded(FINE * y)) for x, y in zip(ring[::2], ring[1::2])]
    points = []
    for start, end in zip(corners_fine, corners_fine[1:] + corners_fine[:1]):
        points += walk(start, end)
    flips = []
    for (x0, y0), (x1, y1) in zip(points, points[1:]):
        if x0 == x1:
            continue
        column = (min(x0, x1) if x1 < x0 else x1 - 1) + .5
        column = column / FINE - .5
        if column != math.floor(column) or not 0 <= column <= width - 1:
            continue
        row = (min(y0, y1) + .5) / FINE - .5
        flips.append(int(column) * height + math.ceil(min(max(row, 0), height)))
    # Between an odd flip and the next one, in order of the columns, lies the inside.
    flips.sort()
    inside = set()
    for begin, end in zip(flips[::2], flips[1::2] + [height * width]):
        inside.update((at // height, at % height) for at in range(begin, end))
    return inside


def polygon_cases(rng):
    named = {
        "triangle": [[1, 1, 8, 1, 1, 8]],
        "rectangle on the grid": [[2, 2, 7, 2, 7, 6, 2, 6]],
        "rectangle off the grid": [[2.4, 2.6, 7.5, 2.6, 7.5, 6.5, 2.4, 6.5]],
        "bow tie": [[1, 1, 9, 9, 9, 1, 1, 9]],
        "two rings": [[1, 1, 4, 1, 4, 4, 1, 4], [6, 6, 9, 6, 9, 9, 6, 9]],
        "rings that overlap": [[1, 1, 6, 1, 6, 6, 1, 6], [3, 3, 9, 3, 9, 9, 3, 9]],
        "beyond the picture": [[-5, -5, 30, -5, 30, 30, -5, 30]],
        "thinner than a pixel": [[3.1, 1, 3.3, 1, 3.3, 9, 3.1, 9]],
    }
    cases = [(name, rings, 10, 10) for name, rings in named.items()]
    for number in range(30):
        height, width = rng.randint(5, 40), rng.randint(5, 40)
        rings = []
        for _ in range(rng.randint(1, 2)):
            middle = rng.uniform(0, width), rng.uniform(0, height)
            turns = sorted(rng.uniform(0, 2 * math.pi) for _ in range(rng.randint(3, 9)))
            ring = []
            for turn in turns:
                radius = rng.uniform(1, 15)
                # Coordinates that are not below 0, as COCO has them: there "towards zero" and "down" are one.
                ring += [round(max(0.0, middle[0] + radius * math.cos(turn)), 2),
                         round(max(0.0, middle[1] + radius * math.sin(turn)), 2)]
            rings.append(ring)
        cases.append((f"made {number}", rings, height, width))
    made = []
    for name, rings, height, width in cases:
        pixels = set().union(*(drawn(ring, height, width) for ring in rings))
        runs = runs_of(pixels, height, width)
        made.append({"name": name, "polygons": rings, "size": [height, width], "counts": coco_text(runs),
                     "runs": runs, "area": len(pixels), "bbox": bounds_of(pixels)})
    return made


# ---- assignment: the cheapest of all ways to pair rows with columns

def assignment_cases(rng):
    cases = []
    for number in range(30):
        rows, columns = rng.randint(1, 6), rng.randint(1, 6)
        cost = [[round(rng.uniform(0, 1), 3) if number % 3 else rng.randint(0, 3) for _ in range(columns)]
                for _ in range(rows)]
        way = cost if rows <= columns else [list(column) for column in zip(*cost)]
        exact = [[Fraction(str(value)) for value in line] for line in way]
        total = min(sum(exact[i][j] for i, j in enumerate(chosen))
                    for chosen in itertools.permutations(range(max(rows, columns)), min(rows, columns)))
        cases.append({"cost": cost, "total": float(total)})
    return cases


def main():
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent)
    for seed, (name, make) in enumerate([("iou_boxes_synthetic", box_cases), ("turned_boxes", turned_cases),
                                         ("rle_operations", mask_cases), ("polygon_to_mask", polygon_cases),
                                         ("assignment", assignment_cases)], start=1):
        cases = make(random.Random(seed))
        lines = ",\n".join(json.dumps(case) for case in cases)
        (folder / f"{name}.json").write_text(f"[\n{lines}\n]\n")


if __name__ == "__main__":
    main()
