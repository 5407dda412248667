"""From a stream to a message, all real: labelwatch judges frames, Prometheus scrapes it with the shipped rules,
Alertmanager with the shipped routes tells a webhook. LABELWATCH_BINARY names the program; without it there is nothing
to test."""
import http.server
import json
import os
import pathlib
import random
import subprocess
import tempfile
import threading
import time
import unittest
import urllib.parse
import urllib.request

import yaml

from catalogue import REPOSITORY
from live_test import free_port

BINARY = os.environ.get("LABELWATCH_BINARY", "")
FRAMES, BAD_FROM = 8000, 5000
FIRST_FRAME, FRAME_SECONDS = 1577836800, 0.1  # of a stream whose files say no label times
DEADLINE = 60


def write_stream(folder, bad):
    """A COCO file and detections: of two annotators one renames every fifth label from BAD_FROM on, if `bad`."""
    rng = random.Random(1)
    images, labels, detections = [], [], []
    for i in range(1, FRAMES + 1):
        annotator = rng.choice(["ann", "bob"])
        images.append({"id": i, "file_name": f"{i:06}.jpg", "width": 640, "height": 480, "annotator": annotator})
        for place in range(2):
            name, size = rng.randint(1, 3), rng.randint(40, 120)
            box = [20 + 300 * place + rng.randint(0, 100), rng.randint(10, 300), size, size]
            seen = [side + rng.gauss(0, 2) for side in box]
            detections.append({"image_id": i, "category_id": name, "bbox": seen, "score": rng.uniform(0.5, 1)})
            if rng.random() < 0.02 or (bad and annotator == "bob" and i >= BAD_FROM and rng.random() < 0.2):
                name = name % 3 + 1
            labels.append({"id": len(labels) + 1, "image_id": i, "category_id": name, "bbox": box, "area": size * size,
                           "iscrowd": 0})
    categories = [{"id": number, "name": name} for number, name in enumerate(["car", "dog", "person"], 1)]
    truth = {"images": images, "annotations": labels, "categories": categories}
    (folder / "labels.json").write_text(json.dumps(truth), encoding="utf-8")
    (folder / "detections.json").write_text(json.dumps(detections), encoding="utf-8")


class Webhook:
    """Keeps what Alertmanager tells it."""

    def __init__(self):
        self.alerts = told = []

        class Hook(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                told.extend(json.loads(self.rfile.read(int(self.headers["Content-Length"])))["alerts"])
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hook)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/"


@unittest.skipUnless(BINARY, "LABELWATCH_BINARY is not set")
class Chain(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="labelwatch-chain-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.hook = Webhook()
        self.addCleanup(self.hook.server.server_close)
        self.addCleanup(self.hook.server.shutdown)

    def start(self, name, *command):
        log = open(self.folder / f"{name}.log", "w", encoding="utf-8")
        self.addCleanup(log.close)
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def start_all(self, bad):
        write_stream(self.folder, bad)
        labelwatch, prometheus, alertmanager = (f"127.0.0.1:{free_port()}" for _ in range(3))
        self.start("labelwatch", BINARY, "replay", "--labels", str(self.folder / "labels.json"), "--predictions",
                   f"yolo@1={self.folder}/detections.json", "--top", "0", "--serve", labelwatch)
        config = yaml.safe_load((REPOSITORY / "deploy/alertmanager/alertmanager.yml").read_text(encoding="utf-8"))
        config["route"].update(group_wait="0s", group_interval="1s")
        for receiver in config["receivers"]:
            receiver["webhook_configs"] = [{"url": self.hook.url}]
        (self.folder / "alertmanager.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
        self.start("alertmanager", "prometheus-alertmanager", f"--config.file={self.folder}/alertmanager.yml",
                   f"--storage.path={self.folder}/alerts", f"--web.listen-address={alertmanager}",
                   "--cluster.listen-address=")
        config = yaml.safe_load((REPOSITORY / "deploy/prometheus/prometheus.yml").read_text(encoding="utf-8"))
        config["global"].update(scrape_interval="1s", scrape_timeout="1s", evaluation_interval="1s")
        config["rule_files"] = [str(REPOSITORY / "deploy/prometheus" / name) for name in config["rule_files"]]
        config["scrape_configs"] = [{"job_name": "labelwatch", "static_configs": [{"targets": [labelwatch]}]}]
        config["alerting"]["alertmanagers"] = [{"static_configs": [{"targets": [alertmanager]}]}]
        (self.folder / "prometheus.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
        self.start("prometheus", "prometheus", f"--config.file={self.folder}/prometheus.yml",
                   f"--storage.tsdb.path={self.folder}/data", f"--web.listen-address={prometheus}")
        self.prometheus = f"http://{prometheus}/api/v1/query?"

    def ask(self, query):
        with urllib.request.urlopen(self.prometheus + urllib.parse.urlencode({"query": query}), timeout=5) as answer:
            return json.load(answer)["data"]["result"]

    def until(self, what, condition):
        deadline = time.time() + DEADLINE
        while time.time() < deadline:
            try:
                if result := condition():
                    return result
            except (OSError, ValueError):  # not up yet
                pass
            time.sleep(0.2)
        logs = "".join(f"\n--- {log.name}\n{log.read_text(encoding='utf-8')[-1500:]}" for log in self.folder.glob("*.log"))
        self.fail(f"{what} within {DEADLINE} s; told: {self.hook.alerts}{logs}")

    def quality(self):
        return [alert["labels"] for alert in self.hook.alerts if alert["labels"].get("concern") == "labels"]

    def test_the_annotator_who_turns_bad_is_named_with_a_begin(self):
        self.start_all(bad=True)
        named = {"alertname": "LabelwatchAnnotatorRateRose", "value": "bob", "kind": "wrong_class"}
        self.until("bob is not named", lambda: any(named.items() <= labels.items() for labels in self.quality()))
        self.assertNotIn("ann", [labels.get("value") for labels in self.quality()])
        since = self.ask('labelwatch_rate_since_timestamp_seconds{value="bob",kind="wrong_class"}')
        frame = (float(since[0]["value"][1]) - FIRST_FRAME) / FRAME_SECONDS
        self.assertAlmostEqual(frame, BAD_FROM, delta=FRAMES / 10)

    def test_a_stream_that_does_not_change_tells_nothing(self):
        self.start_all(bad=False)
        # All was read, scraped, and the rules have been asked about it.
        self.until("the stream was not read", lambda: [
            one for one in self.ask("labelwatch_frames_judged_total offset 5s") if float(one["value"][1]) == FRAMES])
        self.assertTrue(self.ask("count(labelwatch_rate_learning == 0)"))
        self.assertEqual(self.ask("labelwatch_rate_alarm == 1"), [])
        self.assertEqual(self.quality(), [])


if __name__ == "__main__":
    unittest.main()
