#!/usr/bin/env python3
"""Makes label errors in a COCO file and writes what it did.

    inject.py INSTANCES OUT_INSTANCES OUT_TRUTH --seed N

Each label gets at most one error: 5 % are removed, 5 % renamed (half within their supercategory, where it has other
classes), 5 % moved, scaled or cut to an IoU of 0.3-0.7; 2 % spurious and 2 % duplicate labels (IoU 0.75-0.98) are
added. Crowd, ignore and difficult labels stay as they are and are listed as `ignore`. Sides are clipped to the image.
Same input and seed: same output.
"""
import argparse
import gzip
import json
import os
import random

SHARES = {"missing": 0.05, "wrong_class": 0.05, "inaccurate": 0.05}
ADDED = {"spurious": 0.02, "duplicate": 0.02}


def load(path):
    with (gzip.open if path.endswith(".gz") else open)(path, "rt") as file:
        return json.load(file)


def iou(a, b):
    width = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    height = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    shared = max(width, 0) * max(height, 0)
    return shared / (a[2] * a[3] + b[2] * b[3] - shared) if shared else 0.0


def clipped(box, image):
    x0, y0 = max(box[0], 0), max(box[1], 0)
    x1, y1 = min(box[0] + box[2], image["width"]), min(box[1] + box[3], image["height"])
    return [round(x0, 2), round(y0, 2), round(x1 - x0, 2), round(y1 - y0, 2)]


class Injector:
    def __init__(self, coco, seed):
        self.coco, self.random = coco, random.Random(seed)
        self.images = {image["id"]: image for image in coco["images"]}
        self.classes = {c["id"]: c for c in coco["categories"]}
        self.truth = []
        self.next_id = max((a["id"] for a in coco["annotations"]), default=0) + 1
        self.here = {}
        for a in coco["annotations"]:
            self.here.setdefault(a["image_id"], []).append(a)

    def entry(self, kind, a, **more):
        self.truth.append({"kind": kind, "image_id": a["image_id"], "bbox": list(a["bbox"]),
                           "file_name": os.path.basename(self.images[a["image_id"]]["file_name"]),
                           "category_id": a["category_id"], "class": self.classes[a["category_id"]]["name"],
                           "annotation_id": a["id"], **more})

    def remove(self, a):
        self.entry("missing", a, annotation_id=None, original_annotation_id=a["id"])
        self.coco["annotations"].remove(a)

    def rename(self, a):
        of = self.classes[a["category_id"]]
        others = [c for c in self.classes if c != of["id"]]
        alike = [c for c in others if of.get("supercategory") and self.classes[c].get("supercategory") == of["supercategory"]]
        was = a["category_id"]
        a["category_id"] = self.random.choice(alike if alike and self.random.random() < 0.5 else others)
        self.entry("wrong_class", a, original_category_id=was, original_class=of["name"])

    def changed_box(self, box, image, low, high):
        """The box moved, scaled or cut until its IoU with itself lies within [low, high]; None where that fails."""
        for _ in range(200):
            x, y, w, h = box
            strength = self.random.uniform(0.02, 0.6)
            how = self.random.choice(["move", "scale", "cut"])
            if how == "move":
                x, y = x + self.random.uniform(-1, 1) * strength * w, y + self.random.uniform(-1, 1) * strength * h
            elif how == "scale":
                factor = 1 + self.random.choice([-1, 1]) * strength
                x, y, w, h = x + w * (1 - factor) / 2, y + h * (1 - factor) / 2, w * factor, h * factor
            elif self.random.random() < 0.5:
                x, w = x + (w * strength if self.random.random() < 0.5 else 0), w * (1 - strength)
            else:
                y, h = y + (h * strength if self.random.random() < 0.5 else 0), h * (1 - strength)
            new = clipped([x, y, w, h], image)
            if new[2] > 1 and new[3] > 1 and low <= iou(new, box) <= high:
                return new
        return None

    def misplace(self, a):
        box = self.changed_box(a["bbox"], self.images[a["image_id"]], 0.3, 0.7)
        if box is None:
            return
        was, a["bbox"] = list(a["bbox"]), box
        a.pop("segmentation", None)
        self.entry("inaccurate", a, original_bbox=was, iou=round(iou(was, box), 4))

    def add(self, image_id, category_id, box, kind, **more):
        a = {"id": self.next_id, "image_id": image_id, "category_id": category_id, "bbox": box, "area": box[2] * box[3],
             "iscrowd": 0}
        self.next_id += 1
        self.coco["annotations"].append(a)
        self.entry(kind, a, **more)

    def plant(self, like, image):
        """A label of the size and class of another one, where it touches no object of its class at IoU 0.3."""
        of = self.images[like["image_id"]]
        w, h = like["bbox"][2] / of["width"] * image["width"], like["bbox"][3] / of["height"] * image["height"]
        for _ in range(50):
            box = [self.random.uniform(0, image["width"] - w), self.random.uniform(0, image["height"] - h), w, h]
            if all(iou(box, b["bbox"]) < 0.3 for b in self.here.get(image["id"], ())):
                return self.add(image["id"], like["category_id"], [round(v, 2) for v in box], "spurious")

    def double(self, a):
        box = self.changed_box(a["bbox"], self.images[a["image_id"]], 0.75, 0.98)
        if box:
            self.add(a["image_id"], a["category_id"], box, "duplicate", twin_annotation_id=a["id"])

    def run(self):
        spared = [a for a in self.coco["annotations"] if a.get("iscrowd") or a.get("ignore") or a.get("difficult")]
        for a in spared:
            self.entry("ignore", a)
        ids = {a["id"] for a in spared}
        labels = [a for a in self.coco["annotations"] if a["id"] not in ids and min(a["bbox"][2:]) > 1]
        originals = [dict(a) for a in labels]
        self.random.shuffle(labels)
        start = 0
        for kind, act in (("missing", self.remove), ("wrong_class", self.rename), ("inaccurate", self.misplace)):
            count = round(SHARES[kind] * len(labels))
            for a in labels[start:start + count]:
                act(a)
            start += count
        rest = labels[start:]
        for a in rest[:round(ADDED["duplicate"] * len(labels))]:
            self.double(a)
        images = list(self.images.values())
        for _ in range(round(ADDED["spurious"] * len(labels))):
            self.plant(self.random.choice(originals), self.random.choice(images))


def inject(coco, seed, name):
    """`coco` is changed. Returns the truth entries, the first of which describes the set."""
    injector = Injector(coco, seed)
    injector.run()
    meta = {"kind": "meta", "set": name, "frames": len(coco["images"]), "labels": len(coco["annotations"]), "seed": seed}
    return [meta] + injector.truth


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("instances")
    parser.add_argument("out_instances")
    parser.add_argument("out_truth")
    parser.add_argument("--seed", type=int, required=True)
    args = parser.parse_args()
    coco = load(args.instances)
    truth = inject(coco, args.seed, os.path.basename(args.instances))
    with open(args.out_instances, "w") as out:
        json.dump(coco, out)
    with open(args.out_truth, "w") as out:
        json.dump(truth, out)
    print(f"{len(coco['images'])} frames, {len(coco['annotations'])} labels, {len(truth) - 1} entries")


if __name__ == "__main__":
    main()
