"""The measured sets as COCO files and CSV in a work folder."""
import array
import ast
import gzip
import json
import os
import shutil

from inject import inject, load

# Classes of VOC that look alike: half of the renamed labels stay within them.
VOC_ALIKE = [("bicycle", "motorbike"), ("car", "bus", "train"), ("cat", "dog"), ("cow", "horse", "sheep"),
             ("chair", "sofa"), ("aeroplane", "bird"), ("diningtable", "tvmonitor")]


class Set:
    """One set to judge: labels, predictions by model, truth."""

    def __init__(self, name, labels, predictions, truth, merge=""):
        self.name, self.labels, self.predictions, self.truth, self.merge = name, labels, predictions, truth, merge


def voc(data):
    folder = os.path.join(data, "errors_voc07")
    models = {m: os.path.join(folder, f"detections_{m}.json.gz") for m in ("yolov2", "yolov3")}
    return Set("errors_voc07", os.path.join(folder, "instances.json.gz"), models, os.path.join(folder, "truth.json"))


def kitti(data):
    folder = os.path.join(data, "errors_kitti")
    return Set("errors_kitti", os.path.join(folder, "instances.json.gz"),
               {"cascade": os.path.join(folder, "detections_cascade.json.gz")}, os.path.join(folder, "truth.json"))


def without_errors(coco, truth):
    """Undoes what the truth file of errors_voc07 lists; returns the entries to be ignored."""
    by_id = {a["id"]: a for a in coco["annotations"]}
    for t in truth:
        if t["kind"] in ("spurious", "duplicate"):
            del by_id[t["annotation_id"]]
        elif t["kind"] == "wrong_class":
            by_id[t["annotation_id"]]["category_id"] = t["original_category_id"]
        elif t["kind"] == "inaccurate":
            by_id[t["annotation_id"]]["bbox"] = t["original_bbox"]
        elif t["kind"] == "missing":
            number = 10_000_000 + t["original_annotation_id"]
            by_id[number] = {"id": number, "image_id": t["image_id"], "category_id": t["category_id"],
                             "bbox": t["bbox"], "area": t["bbox"][2] * t["bbox"][3], "iscrowd": 0}
    spared = {t["annotation_id"] for t in truth if t["kind"] == "ignore" and t.get("annotation_id") is not None}
    for number in spared:
        if number in by_id:
            by_id[number]["difficult"] = 1
    coco["annotations"] = list(by_id.values())
    for c in coco["categories"]:
        c["supercategory"] = next(("/".join(group) for group in VOC_ALIKE if c["name"] in group), "")


def written(work, name, coco, truth, predictions):
    labels, truth_path = os.path.join(work, name + ".json"), os.path.join(work, name + "_truth.json")
    with open(labels, "w") as out:
        json.dump(coco, out)
    with open(truth_path, "w") as out:
        json.dump(truth, out)
    return Set(name, labels, predictions, truth_path)


def voc_again(data, work, seed):
    original = voc(data)
    coco, truth = load(original.labels), load(original.truth)
    without_errors(coco, truth[1:])
    return written(work, f"voc07_seed{seed}", coco, inject(coco, seed, f"voc07_seed{seed}"), original.predictions)


def coco_sample(data, work, seed):
    folder = os.path.join(data, "coco_open_images_val2017")
    coco = load(os.path.join(folder, "instances.json"))
    predictions = {"xl": os.path.join(folder, "detections_yolo-fastest-1.1-xl.json")}
    return written(work, f"coco_sample_seed{seed}", coco, inject(coco, seed, "coco_sample"), predictions)


def bdd_boxes(frames, classes, image_ids):
    for frame in frames:
        for number, label in enumerate(frame["labels"] or ()):
            box = label["box2d"]  # x2 and y2 are inclusive
            x, y = box["x1"], box["y1"]
            yield {"image_id": image_ids[frame["name"]], "category_id": classes.setdefault(label["category"], len(classes) + 1),
                   "bbox": [x, y, box["x2"] - x + 1, box["y2"] - y + 1]}, label


def bdd_video(data, work, seed):
    """The driving video; 202 frames of one sequence, with track ids."""
    folder, classes = os.path.join(data, "bdd100k_video"), {}
    frames = load(os.path.join(folder, "labels_box_track.json"))
    image_ids = {frame["name"]: number for number, frame in enumerate(frames, 1)}
    images = [{"id": image_ids[f["name"]], "file_name": f["name"], "width": 1280, "height": 720, "sequence": f["videoName"],
               "frame_index": f["frameIndex"]} for f in frames]
    annotations = []
    for number, (row, label) in enumerate(bdd_boxes(frames, classes, image_ids), 1):
        crowd = int(bool((label.get("attributes") or {}).get("crowd")))
        annotations.append({**row, "id": number, "area": row["bbox"][2] * row["bbox"][3], "iscrowd": crowd,
                            "track_id": str(label["id"])})
    results = [{**row, "score": label["score"]}
               for row, label in bdd_boxes(load(os.path.join(folder, "predictions_detector.json")), classes, image_ids)]
    path = os.path.join(work, "bdd_detections.json")
    with open(path, "w") as out:
        json.dump(results, out)
    coco = {"images": images, "annotations": annotations,
            "categories": [{"id": i, "name": name, "supercategory": ""} for name, i in classes.items()]}
    return written(work, f"bdd_video_seed{seed}", coco, inject(coco, seed, "bdd_video"), {"detector": path})


def lines(path):
    """The objects of a file with one on each line."""
    with open(path) as file:
        return [json.loads(line) for line in file]


def npy(path):
    """Values of a little-endian .npy file of version 1."""
    with (gzip.open if path.endswith(".gz") else open)(path, "rb") as file:
        bytes_ = file.read()
    size = bytes_[8] + 256 * bytes_[9]
    header = ast.literal_eval(bytes_[10:10 + size].decode())
    return array.array({"<u2": "H", "<f8": "d"}[header["descr"]], bytes_[10 + size:])


def plain_json(path, work):
    """The path of the file, gunzipped where it is compressed: the peers read plain JSON."""
    if not path.endswith(".gz"):
        return path
    out_path = os.path.join(work, os.path.basename(os.path.dirname(path)) + "_" + os.path.basename(path)[:-3])
    with gzip.open(path, "rb") as file, open(out_path, "wb") as out:
        shutil.copyfileobj(file, out)
    return out_path
