#!/usr/bin/env python3
"""Stages 24 mistakes of one made-up annotator, "trainee-7", in a copy of the sample labels.

  python3 stage_mistakes.py [--check]      (standard library only; same output on every machine)

Reads labels.json and both detections files beside it; writes labels_staged.json (the labels with the mistakes) and
staged_mistakes.json (what was done to them). With --check nothing is written: it says whether the files are as it would
write them, and ends with 1 where they are not.

Each mistake stands in a frame of its own, at a label that a model sees: a prediction of the same class overlaps it with
IoU >= 0.5 and confidence >= 0.5, and no second label of the class is near. The two detectors are tiny; at labels that
they do not see nobody could find a mistake by them. Polygons are left out of the copy, since they would give away the
moved boxes; run lengths of crowds stay. What looks random is drawn from SHA-256 of the seed and a name, so that it does
not depend on the version of Python.
"""
import hashlib
import json
import os
import sys

SEED = 7
TRAINEE = "trainee-7"
TEAMS = ["team-a", "team-b", "team-c"]
PLAN = ["missing"] * 6 + ["wrong_class"] * 6 + ["inaccurate"] * 6 + ["spurious"] * 3 + ["duplicate"] * 3
MIN_SIDE = 24  # pixels; smaller objects are hard to judge for people, too
HERE = os.path.dirname(os.path.abspath(__file__))
DETECTIONS = ["detections_yolo-fastest-1.1.json", "detections_yolo-fastest-1.1-xl.json"]


def draw(*names):
    """A number in [0, 1) that belongs to the names."""
    digest = hashlib.sha256("/".join(map(str, (SEED,) + names)).encode()).digest()
    return int.from_bytes(digest[:6], "big") / 2**48


def iou(a, b):
    width = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    height = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    if width <= 0 or height <= 0:
        return 0.0
    return width * height / (a[2] * a[3] + b[2] * b[3] - width * height)


def inside(box, image):
    """The part of the box that lies in the image, to hundredths of a pixel as COCO has it."""
    x0, y0 = max(0.0, box[0]), max(0.0, box[1])
    x1, y1 = min(image["width"], box[0] + box[2]), min(image["height"], box[1] + box[3])
    return [round(x0, 2), round(y0, 2), round(x1 - x0, 2), round(y1 - y0, 2)]


def distorted(box, image, low, high, name):
    """The box moved and scaled until its IoU with what it was is between low and high."""
    for attempt in range(10000):
        dx, dy, scale_x, scale_y = (draw(name, attempt, i) for i in range(4))
        width, height = box[2] * (0.7 + 0.7 * scale_x), box[3] * (0.7 + 0.7 * scale_y)
        x = box[0] + box[2] / 2 + (dx - 0.5) * box[2] - width / 2
        y = box[1] + box[3] / 2 + (dy - 0.5) * box[3] - height / 2
        moved = inside([x, y, width, height], image)
        if moved[2] >= 8 and moved[3] >= 8 and low <= iou(box, moved) <= high:
            return moved
    raise SystemExit("no such box for %s" % name)


def empty_place(box, image, taken, name):
    """A box of the same size where no label and no prediction is."""
    for attempt in range(10000):
        x = draw(name, attempt, "x") * (image["width"] - box[2])
        y = draw(name, attempt, "y") * (image["height"] - box[3])
        place = inside([x, y, box[2], box[3]], image)
        if all(iou(place, other) < 0.05 for other in taken):
            return place
    return None


def other_class(category, categories, name):
    """Mostly one that looks alike (same supercategory), else any."""
    alike = [c for c in categories if c["supercategory"] == category["supercategory"] and c["id"] != category["id"]]
    pool = alike or [c for c in categories if c["id"] != category["id"]]
    return pool[int(draw(name, "class") * len(pool))]


def seen_labels(labels, predictions):
    """Labels that a model sees and that stand alone."""
    by_image = {}
    for prediction in predictions:
        by_image.setdefault(prediction["image_id"], []).append(prediction)
    seen = []
    for label in labels:
        if label["iscrowd"] or min(label["bbox"][2:]) < MIN_SIDE:
            continue
        near = [o for o in labels if o["image_id"] == label["image_id"] and o["category_id"] == label["category_id"]
                and o["id"] != label["id"] and iou(o["bbox"], label["bbox"]) > 0.1]
        if not near and any(p["category_id"] == label["category_id"] and p["score"] >= 0.5
                            and iou(p["bbox"], label["bbox"]) >= 0.5 for p in by_image.get(label["image_id"], ())):
            seen.append(label)
    return sorted(seen, key=lambda label: draw("order", label["id"]))


def stage(data, predictions):
    images = {image["id"]: image for image in data["images"]}
    categories = {category["id"]: category for category in data["categories"]}
    labels = [dict(label) for label in data["annotations"]]
    for label in labels:
        if not label["iscrowd"]:
            del label["segmentation"]
    staged, frames, removed = [], set(), set()
    next_id = max(label["id"] for label in labels) + 1

    def entry(kind, label, **more):
        image = images[label["image_id"]]
        return dict({"kind": kind, "frame_id": image["file_name"], "image_id": image["id"],
                     "annotation_id": label["id"], "category_id": label["category_id"],
                     "class": categories[label["category_id"]]["name"], "bbox": label["bbox"]}, **more)

    plan = list(PLAN)
    for label in seen_labels(labels, predictions):
        if not plan:
            break
        if label["image_id"] in frames:
            continue
        kind, image, name = plan[0], images[label["image_id"]], "label-%d" % label["id"]
        if kind == "missing":
            removed.add(label["id"])
            staged.append(entry(kind, label, original_annotation_id=label["id"]))
            staged[-1]["annotation_id"] = None
        elif kind == "wrong_class":
            original = categories[label["category_id"]]
            label["category_id"] = other_class(original, data["categories"], name)["id"]
            staged.append(entry(kind, label, original_category_id=original["id"], original_class=original["name"]))
        elif kind == "inaccurate":
            original = label["bbox"]
            label["bbox"] = distorted(original, image, 0.40, 0.60, name)
            staged.append(entry(kind, label, original_bbox=original, iou=round(iou(original, label["bbox"]), 4)))
        else:
            if kind == "duplicate":
                box = distorted(label["bbox"], image, 0.80, 0.92, name)
            else:
                taken = [o["bbox"] for o in labels + predictions if o["image_id"] == image["id"]]
                box = empty_place(label["bbox"], image, taken, name)
                if box is None:
                    continue
            extra = {"iscrowd": 0, "image_id": image["id"], "bbox": box, "category_id": label["category_id"],
                     "id": next_id}
            next_id += 1
            labels.append(extra)
            more = {}
            if kind == "duplicate":
                more = {"twin_annotation_id": label["id"], "iou": round(iou(label["bbox"], box), 4)}
            staged.append(entry(kind, extra, **more))
        frames.add(label["image_id"])
        plan.pop(0)
    if plan:
        raise SystemExit("no room for %s" % plan)

    # The trainee labeled whole frames, as people do; the others share the rest.
    annotators = {i: TRAINEE if i in frames else TEAMS[int(draw("team", i) * len(TEAMS))] for i in images}
    kept = [dict(label, area=round(label["bbox"][2] * label["bbox"][3], 2), annotator=annotators[label["image_id"]])
            for label in labels if label["id"] not in removed]
    fields = ("id", "file_name", "width", "height", "license", "coco_url", "flickr_url", "date_captured")
    copy = {"info": {"description": data["info"]["description"] + "; with 24 staged mistakes of " + TRAINEE},
            "licenses": data["licenses"],
            "images": [dict({f: image[f] for f in fields}, annotator=annotators[image["id"]])
                       for image in data["images"]],
            "annotations": kept, "categories": data["categories"]}
    meta = {"kind": "meta", "set": "sample", "frames": len(images), "labels": len(kept), "annotator": TRAINEE,
            "models": [f[len("detections_"):-len(".json")] for f in DETECTIONS], "seed": SEED}
    ignored = [entry("ignore", label, reason="crowd") for label in kept if label["iscrowd"]]
    return copy, [meta] + staged + ignored


def rows(values):
    return "[\n" + ",\n".join(json.dumps(value, separators=(",", ":")) for value in values) + "\n]"


def main():
    def load(name):
        with open(os.path.join(HERE, name), encoding="utf-8") as file:
            return json.load(file)

    predictions = [p for name in DETECTIONS for p in load(name)]
    copy, staged = stage(load("labels.json"), predictions)
    members = ",\n".join("%s:%s" % (json.dumps(key), rows(value) if isinstance(value, list) else json.dumps(value))
                         for key, value in copy.items())
    wanted = {"labels_staged.json": "{" + members + "}\n", "staged_mistakes.json": rows(staged) + "\n"}
    different = 0
    for name, text in wanted.items():
        path = os.path.join(HERE, name)
        if "--check" in sys.argv[1:]:
            with open(path, encoding="utf-8", newline="") as file:
                if file.read() != text:
                    print("%s is not what stage_mistakes.py writes" % name)
                    different = 1
        else:
            with open(path, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
    return different


if __name__ == "__main__":
    sys.exit(main())
