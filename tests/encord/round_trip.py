"""Labels -> `convert --to encord` -> the SDK's reader of label rows -> its writer -> `convert --to coco`: the same labels.

Encord's service has no part in it: the SDK reads a row before it saves it, and that reading is what is tried here."""
import importlib.machinery
import importlib.util
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace

from encord.objects import LabelRowV2, OntologyStructure, Shape
from encord.orm.label_row import LabelRowMetadata, LabelStatus

ROOT = Path(__file__).resolve().parent.parent.parent
BINARY = sys.argv[1]
SHAPES = {"bounding_box": Shape.BOUNDING_BOX, "rotatable_bounding_box": Shape.ROTATABLE_BOUNDING_BOX,
          "polygon": Shape.POLYGON, "bitmask": Shape.BITMASK}

loader = importlib.machinery.SourceFileLoader("encord_labels", str(ROOT / "deploy" / "encord_labels"))
encord_labels = importlib.util.module_from_spec(importlib.util.spec_from_loader("encord_labels", loader))
loader.exec_module(encord_labels)

IMAGES = """<?xml version="1.0"?><annotations><version>1.1</version>
<image id="0" name="day/a.jpg" width="200" height="100">
 <box label="car" xtl="10.5" ytl="20" xbr="60" ybr="70.25" occluded="0"/>
 <box label="turned" xtl="100" ytl="20" xbr="140" ybr="40" rotation="30" occluded="0"/>
 <polygon label="pond" points="1,1;50,1;50,50" group_id="3" occluded="0"/>
 <polygon label="pond" points="80,80;90,80;90,90" group_id="3" occluded="0"/>
 <mask label="fog" rle="0,4,2,4" left="30" top="40" width="5" height="2" occluded="0"/>
</image>
<image id="1" name="empty.png" width="64" height="48"/></annotations>"""
VIDEO = """<?xml version="1.0"?><annotations><version>1.1</version>
<meta><task><name>ride</name><size>3</size><mode>interpolation</mode>
<original_size><width>200</width><height>100</height></original_size></task></meta>
<track id="7" label="car"><box frame="0" xtl="0" ytl="0" xbr="10" ybr="10" outside="0" keyframe="1" occluded="0"/>
<box frame="2" xtl="20" ytl="0" xbr="30" ybr="10" outside="0" keyframe="1" occluded="0"/></track></annotations>"""
# A hole, the times and the annotator, as the SDK's service exports them.
EXPORT = json.dumps([{
    "label_hash": "l", "branch_name": "main", "dataset_hash": "d", "dataset_title": "t", "data_hash": "h",
    "data_title": "b.jpg", "data_type": "image", "label_status": "LABELLED", "created_at": None, "last_edited_at": None,
    "data_units": {"h": {"data_hash": "h", "data_title": "b.jpg", "data_type": "image/jpeg", "data_sequence": 0,
                         "data_link": "", "width": 200, "height": 100, "labels": {"classifications": [], "objects": [{
                             "name": "pond", "value": "pond", "color": "#000000", "shape": "polygon",
                             "objectHash": "abcdefgh", "featureHash": "f", "createdBy": "ann@example.org",
                             "createdAt": "Tue, 17 Mar 2026 11:43:52 UTC", "confidence": 1, "manualAnnotation": True,
                             "polygons": [[[0, 0, 0.5, 0, 0.5, 1, 0, 1], [0.1, 0.1, 0.2, 0.1, 0.2, 0.2]]]}]}}},
    "object_answers": {}, "classification_answers": {}, "object_actions": {}}])


def run(*arguments):
    done = subprocess.run([BINARY, *map(str, arguments)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stderr


def objects_of(row):
    for unit in row["data_units"].values():
        frames = [unit["labels"]] if "objects" in unit["labels"] else unit["labels"].values()
        for frame in frames:
            yield from frame["objects"]


def ontology_of(rows):
    structure = OntologyStructure()
    for name, shape in sorted({(one["name"], one["shape"]) for row in rows for one in objects_of(row)}):
        structure.add_object(name, shape=SHAPES[shape])
    return structure


def through_the_sdk(row, structure):
    """As a project holds the row, and as the SDK would save it."""
    frames = 3 if row["data_type"] == "video" else 1
    (unit,) = row["data_units"].values()
    metadata = LabelRowMetadata(
        label_hash="their-label-hash", created_at=None, last_edited_at=None, branch_name="main", data_hash="their-data-hash",
        dataset_hash="their-dataset", dataset_title="set", data_title=row["data_title"], data_type=row["data_type"],
        data_link=None, label_status=LabelStatus.NOT_LABELLED, annotation_task_status=None, workflow_graph_node=None,
        is_shadow_data=False, frames_per_second=10.0, number_of_frames=frames, duration=frames / 10,
        height=unit["height"], width=unit["width"], audio_sample_rate=None, audio_codec=None, audio_bit_depth=None,
        audio_num_channels=None, spaces={})
    label_row = LabelRowV2(metadata, None, SimpleNamespace(structure=structure))
    encord_labels.fill(label_row, row, structure)
    assert label_row.label_hash == "their-label-hash" and label_row.data_hash == "their-data-hash"
    return label_row.to_encord_dict()


def labels_of(folder, *path):
    """As COCO says them, in order, rounded: frames by name, labels by class."""
    out = folder / "as_coco.json"
    run("convert", "--labels", *path, "--to", "coco", out, "--force")
    coco = json.loads(out.read_text())
    classes = {one["id"]: one["name"] for one in coco["categories"]}
    images = {one["id"]: (one["file_name"], one["width"], one["height"]) for one in coco["images"]}
    labels = [(images[one["image_id"]], classes[one["category_id"]], [round(n, 3) for n in one["bbox"]],
               json.dumps(one.get("segmentation"))) for one in coco["annotations"]]
    return sorted(images.values()), sorted(labels)


def check(folder, name, text):
    source = folder / name
    source.write_text(text)
    said = run("convert", "--labels", source, "--to", "encord", folder / "rows.json", "--force")
    rows = json.loads((folder / "rows.json").read_text())
    structure = ontology_of(rows)
    saved = [through_the_sdk(json.loads(json.dumps(row)), structure) for row in rows]
    assert sum(1 for row in saved for _ in objects_of(row)) == sum(1 for row in rows for _ in objects_of(row))
    (folder / "saved.json").write_text(json.dumps(saved))
    ours, theirs = labels_of(folder, folder / "rows.json"), labels_of(folder, folder / "saved.json")
    assert ours == theirs, f"{ours}\n{theirs}"
    return rows, labels_of(folder, source), ours, said


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows, source, ours, _ = check(folder, "images.xml", IMAGES)
        assert [row["data_title"] for row in rows] == ["day/a.jpg", "empty.png"]
        assert [label[1:3] for label in source[1]] == [label[1:3] for label in ours[1]], f"{source}\n{ours}"
        rows, source, ours, _ = check(folder, "video.xml", VIDEO)
        assert [row["data_type"] for row in rows] == ["video"], rows
        assert len(ours[1]) == 3 and len({one["objectHash"] for one in objects_of(rows[0])}) == 1, "one object, three frames"
        rows, source, ours, said = check(folder, "export.json", EXPORT)
        assert source == ours, f"{source}\n{ours}"
        (one,) = objects_of(rows[0])
        assert one["objectHash"] == "abcdefgh" and one["createdBy"] == "ann@example.org", one
        assert one["createdAt"] == "2026-03-17T11:43:52Z", one
        try:
            encord_labels.prepared(rows[0], OntologyStructure())
        except ValueError as lacking:
            assert "'pond' of shape polygon" in str(lacking)
        else:
            raise AssertionError("an ontology without the class is not noticed")
    print("encord: pictures, a video and an export go through the SDK and back unchanged")


main()
