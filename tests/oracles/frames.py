#!/usr/bin/env python3
"""Writes the made frames of which label_scores.json tells the scores: COCO labels and one model's results, seeded.

    tests/oracles/frames.py [FOLDER]

Labels lie apart, so that no two of them are one object; some are missing, renamed, moved or planted; the model sees most
objects, not quite where they are, takes some for another class, and sees some that are not there. No two scores are equal."""

import json
import pathlib
import random
import sys

FRAMES, CLASSES = 30, ["car", "dog", "tree"]


def apart(box, others):
    x0, y0, x1, y1 = box[0], box[1], box[0] + box[2], box[1] + box[3]
    return all(x1 < o[0] or o[0] + o[2] < x0 or y1 < o[1] or o[1] + o[3] < y0 for o in others)


def place(rng, width, height, others):
    for _ in range(100):
        w, h = rng.uniform(15, width / 3), rng.uniform(15, height / 3)
        box = [rng.uniform(0, width - w), rng.uniform(0, height - h), w, h]
        if apart(box, others):
            return box
    return None


def moved(rng, box, by, width, height):
    x0, y0 = box[0] + rng.gauss(0, by) * box[2], box[1] + rng.gauss(0, by) * box[3]
    x1, y1 = box[0] + box[2] * (1 + rng.gauss(0, by)), box[1] + box[3] * (1 + rng.gauss(0, by))
    x0, y0, x1, y1 = max(0, x0), max(0, y0), min(width, x1), min(height, y1)
    return [x0, y0, max(4, x1 - x0), max(4, y1 - y0)]


def main():
    rng = random.Random(6)
    images, annotations, results = [], [], []
    scores = rng.sample(range(300, 9990), 4000)

    def sees(image, box, number):
        results.append({"image_id": image, "category_id": number + 1, "bbox": [round(v, 2) for v in box],
                        "score": scores.pop() / 10_000})

    for image in range(1, FRAMES + 1):
        width, height = rng.choice([(640, 480), (500, 375), (1280, 720)])
        images.append({"id": image, "file_name": f"{image:02}.jpg", "width": width, "height": height})
        objects, labels = [], []
        for _ in range(rng.randint(2, 7)):
            box = place(rng, width, height, objects)
            if box is None:
                continue
            objects.append(box)
            number = rng.randrange(len(CLASSES))
            what = rng.random()
            if what > .15:
                label = moved(rng, box, .15 if what < .3 else .02, width, height)
                if apart(label, labels):
                    labels.append(label)
                    said = rng.randrange(len(CLASSES)) if .3 < what < .4 else number
                    annotations.append({"id": len(annotations) + 1, "image_id": image, "category_id": said + 1,
                                        "bbox": [round(v, 2) for v in label], "iscrowd": 0, "area": 1})
            for _ in range(rng.choice([0, 1, 1, 1, 2])):
                sees(image, moved(rng, box, .08, width, height),
                     number if rng.random() < .8 else rng.randrange(len(CLASSES)))
        for _ in range(rng.randint(1, 3)):
            sees(image, place(rng, width, height, []), rng.randrange(len(CLASSES)))
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent)

    def rows(values):
        return "[\n" + ",\n".join(json.dumps(value) for value in values) + "\n]"
    categories = [{"id": i + 1, "name": name} for i, name in enumerate(CLASSES)]
    (folder / "label_scores_labels.json").write_text(
        f'{{"images": {rows(images)}, "annotations": {rows(annotations)}, "categories": {json.dumps(categories)}}}\n')
    (folder / "label_scores_predictions.json").write_text(rows(results) + "\n")


if __name__ == "__main__":
    main()
