"""A real Alertmanager with the shipped configuration: which alerts hold which others back."""
import datetime
import json
import pathlib
import subprocess
import tempfile
import time
import unittest
import urllib.request

from live_test import free_port
from catalogue import REPOSITORY

CONFIG = REPOSITORY / "deploy/alertmanager/alertmanager.yml"


def rate(alert, severity, dimension, value="", kind="missing", model="yolo@1", job="labelwatch"):
    labels = {"alertname": f"Labelwatch{alert}RateRose", "severity": severity, "concern": "labels", "job": job,
              "dimension": dimension, "value": value, "kind": kind, "model": model}
    return {name: text for name, text in labels.items() if text}


def monitor(alert, severity="critical", job="labelwatch"):
    return {"alertname": alert, "severity": severity, "concern": "monitor", "job": job}


class Inhibition(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="labelwatch-alertmanager-")
        self.addCleanup(folder.cleanup)
        self.url = f"http://127.0.0.1:{free_port()}"
        log = open(pathlib.Path(folder.name) / "log", "w", encoding="utf-8")
        self.addCleanup(log.close)
        process = subprocess.Popen(
            ["prometheus-alertmanager", f"--config.file={CONFIG}", f"--storage.path={folder.name}/data",
             f"--web.listen-address={self.url.split('//')[1]}", "--cluster.listen-address="],
            stdout=log, stderr=subprocess.STDOUT)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        deadline = time.time() + 20
        while True:
            self.assertIsNone(process.poll(), "Alertmanager has ended")
            self.assertLess(time.time(), deadline, "Alertmanager does not come up")
            try:
                with urllib.request.urlopen(self.url + "/-/ready", timeout=2):
                    return
            except OSError:
                time.sleep(0.1)

    def held_back(self, alerts):
        """The alerts that others hold back, in the order given."""
        now = datetime.datetime.now(datetime.timezone.utc).isoformat()
        body = json.dumps([{"labels": labels, "startsAt": now} for labels in alerts]).encode()
        request = urllib.request.Request(self.url + "/api/v2/alerts", body, {"Content-Type": "application/json"})
        urllib.request.urlopen(request, timeout=5).close()
        deadline = time.time() + 10
        while True:
            with urllib.request.urlopen(self.url + "/api/v2/alerts", timeout=5) as answer:
                shown = json.load(answer)
            held = [labels for labels in alerts if any(one["labels"] == labels and one["status"]["inhibitedBy"] for one in shown)]
            # The inhibitor learns of alerts a moment after the list does: wait until it is settled.
            if len(shown) == len(alerts) and (held == getattr(self, "last", None) or time.time() > deadline):
                return held
            self.last = held
            time.sleep(0.5)

    def test_overall_holds_back_slices_that_say_the_same(self):
        overall = rate("Overall", "warning", "overall")
        same = rate("Annotator", "warning", "annotator", "ann-1")
        smaller = rate("Class", "info", "class", "car")
        larger = rate("Annotator", "critical", "annotator", "trainee-7")
        other_kind = rate("Annotator", "warning", "annotator", "ann-1", kind="inaccurate")
        other_model = rate("Annotator", "warning", "annotator", "ann-1", model="seg@2")
        other_job = rate("Annotator", "warning", "annotator", "ann-1", job="labelwatch-b")
        self.assertEqual(self.held_back([overall, same, smaller, larger, other_kind, other_model, other_job]), [same, smaller])

    def test_a_series_is_told_once_by_its_worst_severity(self):
        worse, better = (rate("Source", severity, "source", "cam07") for severity in ("critical", "warning"))
        other = rate("Source", "warning", "source", "cam03")
        self.assertEqual(self.held_back([worse, better, other]), [better])

    def test_a_monitor_that_is_blind_holds_back_what_it_says(self):
        blind = monitor("LabelwatchNothingPaired")
        quality, elsewhere = rate("Class", "critical", "class", "car"), rate("Class", "critical", "class", "car", job="labelwatch-b")
        also_monitor = monitor("LabelwatchConsumerLagHigh", "warning")
        self.assertEqual(self.held_back([blind, quality, elsewhere, also_monitor]), [quality])

    def test_a_slow_monitor_holds_nothing_back(self):
        self.assertEqual(self.held_back([monitor("LabelwatchConsumerLagHigh", "warning"), rate("Class", "info", "class", "car")]), [])


if __name__ == "__main__":
    unittest.main()
