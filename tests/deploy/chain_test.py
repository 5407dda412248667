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
CAR, DOG, PERSON = 1, 2, 3
STREAMS = ("nothing", "annotator", "model", "world")  # what changes
DEADLINE = 120


def write_stream(folder, change):
    """A COCO file and detections of three classes; 2 % of the labels name another class. From BAD_FROM on

    annotator  one of the two renames every fifth label
    model      takes every second person for a car, whatever was labeled
    world      shows mostly persons; of them more are labeled otherwise, and always were, so it is nobody's fault
    """
    rng = random.Random(1)
    images, labels, detections = [], [], []
    for i in range(1, FRAMES + 1):
        changed = i >= BAD_FROM
        annotator = rng.choice(["ann", "bob"])
        images.append({"id": i, "file_name": f"{i:06}.jpg", "width": 640, "height": 480, "annotator": annotator})
        for place in range(2):
            shares = (1, 1, 1) if change != "world" else (1, 1, 8) if changed else (5, 5, 2)
            name, size = rng.choices((CAR, DOG, PERSON), shares)[0], rng.randint(40, 120)
            box = [20 + 300 * place + rng.randint(0, 100), rng.randint(10, 300), size, size]
            sees = CAR if change == "model" and changed and name == PERSON and rng.random() < 0.5 else name
            detections.append({"image_id": i, "category_id": sees, "bbox": [side + rng.gauss(0, 2) for side in box],
                               "score": rng.uniform(0.5, 1)})
            wrong = 0.02 if change != "world" else 0.2 if name == PERSON else 0.005
            if change == "annotator" and changed and annotator == "bob":
                wrong += 0.2
            if rng.random() < wrong:
                name = rng.choice([other for other in (CAR, DOG, PERSON) if other != name])
            labels.append({"id": len(labels) + 1, "image_id": i, "category_id": name, "bbox": box, "area": size * size,
                           "iscrowd": 0})
    categories = [{"id": CAR, "name": "car"}, {"id": DOG, "name": "dog"}, {"id": PERSON, "name": "person"}]
    truth = {"images": images, "annotations": labels, "categories": categories}
    (folder / f"{change}-labels.json").write_text(json.dumps(truth), encoding="utf-8")
    (folder / f"{change}-detections.json").write_text(json.dumps(detections), encoding="utf-8")


def text_of(url):
    with urllib.request.urlopen(url, timeout=5) as answer:
        return answer.read().decode()


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
    """All streams at once, each as a job of one Prometheus, which looks when all is read: why a rate rose is known some
    frames after that it did, and a message is sent once."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="labelwatch-chain-")
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.hook = Webhook()
        cls.addClassCleanup(cls.hook.server.server_close)
        cls.addClassCleanup(cls.hook.server.shutdown)
        addresses = {change: f"127.0.0.1:{free_port()}" for change in STREAMS}
        for change, address in addresses.items():
            write_stream(cls.folder, change)
            cls.start(f"labelwatch-{change}", BINARY, "replay", "--labels", str(cls.folder / f"{change}-labels.json"),
                      "--predictions", f"yolo@1={cls.folder}/{change}-detections.json", "--top", "0", "--serve", address)
        for address in addresses.values():
            cls.until("a stream was not read", lambda at=f"http://{address}/metrics": f"judged_total {FRAMES}" in text_of(at))
        cls.start_alertmanager(f"127.0.0.1:{free_port()}", addresses)

    @classmethod
    def start(cls, name, *command):
        log = open(cls.folder / f"{name}.log", "w", encoding="utf-8")
        cls.addClassCleanup(log.close)
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
        cls.addClassCleanup(process.wait)
        cls.addClassCleanup(process.kill)

    @classmethod
    def start_alertmanager(cls, address, targets):
        config = yaml.safe_load((REPOSITORY / "deploy/alertmanager/alertmanager.yml").read_text(encoding="utf-8"))
        config["route"].update(group_wait="0s", group_interval="1s")
        for receiver in config["receivers"]:
            receiver["webhook_configs"] = [{"url": cls.hook.url}]
        (cls.folder / "alertmanager.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
        cls.start("alertmanager", "prometheus-alertmanager", f"--config.file={cls.folder}/alertmanager.yml",
                  f"--storage.path={cls.folder}/alerts", f"--web.listen-address={address}", "--cluster.listen-address=")
        cls.start_prometheus(f"127.0.0.1:{free_port()}", targets, address)

    @classmethod
    def start_prometheus(cls, address, targets, alertmanager):
        config = yaml.safe_load((REPOSITORY / "deploy/prometheus/prometheus.yml").read_text(encoding="utf-8"))
        config["global"].update(scrape_interval="1s", scrape_timeout="1s", evaluation_interval="1s")
        config["rule_files"] = [str(REPOSITORY / "deploy/prometheus" / name) for name in config["rule_files"]]
        config["scrape_configs"] = [{"job_name": f"labelwatch-{change}", "static_configs": [{"targets": [target]}]}
                                    for change, target in targets.items()]
        config["alerting"]["alertmanagers"] = [{"static_configs": [{"targets": [alertmanager]}]}]
        (cls.folder / "prometheus.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
        cls.start("prometheus", "prometheus", f"--config.file={cls.folder}/prometheus.yml",
                  f"--storage.tsdb.path={cls.folder}/data", f"--web.listen-address={address}")
        cls.prometheus = f"http://{address}/api/v1/query?"

    def ask(self, query):
        return json.loads(text_of(self.prometheus + urllib.parse.urlencode({"query": query})))["data"]["result"]

    @classmethod
    def until(cls, what, condition):
        deadline = time.time() + DEADLINE
        while time.time() < deadline:
            try:
                if result := condition():
                    return result
            except (OSError, ValueError):  # not up yet
                pass
            time.sleep(0.2)
        logs = "".join(f"\n--- {log.name}\n{log.read_text(encoding='utf-8')[-1500:]}" for log in cls.folder.glob("*.log"))
        raise AssertionError(f"{what} within {DEADLINE} s; told: {cls.hook.alerts}{logs}")

    def quality(self, change):
        """Alerts about the labels of the stream in which this changes."""
        return [alert for alert in self.hook.alerts
                if alert["labels"].get("concern") == "labels" and alert["labels"]["job"] == f"labelwatch-{change}"]

    def expect_since_the_change(self, series):
        since = self.ask(f"labelwatch_rate_since_timestamp_seconds{{{series}}}")
        frame = (float(since[0]["value"][1]) - FIRST_FRAME) / FRAME_SECONDS
        self.assertAlmostEqual(frame, BAD_FROM, delta=FRAMES / 10)

    def expect_cause_of_the_whole(self, change, cause):
        """The stream as a whole is told to be flagged more, and why."""
        told = self.until(f"no alert with a cause of the stream in which the {change} changes", lambda: [
            alert["annotations"]["description"] for alert in self.quality(change)
            if alert["labels"]["alertname"] == "LabelwatchOverallRateRose" and "Cause: " in alert["annotations"]["description"]])
        self.assertIn(f"Cause: {cause}.", told[-1])
        self.expect_since_the_change(f'job="labelwatch-{change}",dimension="overall",kind="wrong_class"')

    def test_the_annotator_who_turns_bad_is_named_with_a_begin(self):
        named = {"alertname": "LabelwatchAnnotatorRateRose", "value": "bob", "kind": "wrong_class"}
        self.until("bob is not named", lambda: any(
            named.items() <= alert["labels"].items() for alert in self.quality("annotator")))
        self.assertNotIn("ann", [alert["labels"].get("value") for alert in self.quality("annotator")])
        self.expect_since_the_change('job="labelwatch-annotator",value="bob",kind="wrong_class"')

    def test_why_the_whole_is_flagged_more_is_told_beside_the_annotator(self):
        self.expect_cause_of_the_whole("annotator", "annotators or guideline")

    def test_a_model_that_changes_is_told_to_be_the_model(self):
        self.expect_cause_of_the_whole("model", "model")

    def test_a_world_that_changes_is_told_to_be_the_world(self):
        self.expect_cause_of_the_whole("world", "world")

    def test_a_stream_that_does_not_change_tells_nothing(self):
        # All was read, scraped, and the rules have been asked about it.
        job = 'job="labelwatch-nothing"'
        self.until("nothing was scraped", lambda: [
            one for one in self.ask(f"labelwatch_frames_judged_total{{{job}}} offset 5s")
            if float(one["value"][1]) == FRAMES])
        self.assertTrue(self.ask(f"count(labelwatch_rate_learning{{{job}}} == 0)"))
        self.assertEqual(self.ask(f"labelwatch_rate_alarm{{{job}}} == 1"), [])
        self.assertEqual(self.quality("nothing"), [])


if __name__ == "__main__":
    unittest.main()
