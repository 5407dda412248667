#!/usr/bin/env python3
"""Makes a long stream of the sample with an incident: from 60 % of it on trainee-7 gives labels another class.

  python3 stage_incident.py FOLDER [--frames N] [--until UNIX_TIME]     (standard library only; same output everywhere)

Writes FOLDER/labels.json and FOLDER/detections.json: the 57 frames over and over, in other orders, each under an id of
its own, labeled by team-a and trainee-7 as chance has it. Labels that the larger detector does
not see are left out: it is tiny, and what it misses would hide the incident. During the incident trainee-7 renames every
third label. The labels were made in the week before UNIX_TIME.
"""
import argparse
import datetime
import json
import pathlib
import random

from stage_mistakes import DETECTIONS, HERE, TEAMS, TRAINEE, iou

SEED = 7
WEEK = 7 * 24 * 3600


def read(name):
    return json.loads((pathlib.Path(HERE) / name).read_text(encoding="utf-8"))


def by_image(rows):
    found = {}
    for row in rows:
        found.setdefault(row["image_id"], []).append(row)
    return found


def seen(label, detections):
    return any(row["category_id"] == label["category_id"] and row["score"] >= 0.4 and iou(row["bbox"], label["bbox"]) >= 0.5
               for row in detections)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--frames", type=int, default=12000)
    parser.add_argument("--until", type=int, default=1_800_000_000)
    arguments = parser.parse_args()
    truth, detections = read("labels.json"), by_image(read(DETECTIONS[1]))
    visible = {image: [label for label in labels if seen(label, detections.get(image, []))]
               for image, labels in by_image(truth["annotations"]).items()}
    frames = [image for image in truth["images"] if visible.get(image["id"])]
    classes = sorted({label["category_id"] for labels in visible.values() for label in labels})
    rng = random.Random(SEED)
    images, labels, rows = [], [], []
    while len(images) < arguments.frames:
        for image in rng.sample(frames, len(frames)):
            number, annotator = len(images) + 1, rng.choice([TEAMS[0], TRAINEE])
            incident = annotator == TRAINEE and number > 0.6 * arguments.frames
            made = arguments.until - WEEK + WEEK * number / (arguments.frames + len(frames))
            images.append({"id": number, "file_name": f"{number:06}_{image['file_name']}", "width": image["width"],
                           "height": image["height"], "annotator": annotator,
                           "labeled_at": datetime.datetime.fromtimestamp(made, datetime.timezone.utc).isoformat()})
            for label in visible[image["id"]]:
                name = label["category_id"]
                if incident and rng.random() < 1 / 3:
                    name = rng.choice([other for other in classes if other != name])
                labels.append({"id": len(labels) + 1, "image_id": number, "category_id": name, "bbox": label["bbox"],
                               "area": label["area"], "iscrowd": label["iscrowd"]})
            rows.extend({**row, "image_id": number} for row in detections.get(image["id"], []))
    stream = {"images": images, "annotations": labels, "categories": truth["categories"]}
    (arguments.folder / "labels.json").write_text(json.dumps(stream), encoding="utf-8")
    (arguments.folder / "detections.json").write_text(json.dumps(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
