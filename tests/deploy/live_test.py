"""A real Prometheus scrapes a made-up labelwatch with the shipped rules; every query of every dashboard is executed,
and none may fail or be empty. Everything is on loopback and on free ports; what was started is ended by its id.

LABELWATCH_DASHBOARD_HTML=FILE draws each panel from the answers into one page.
"""
import http.server
import json
import os
import pathlib
import re
import socket
import subprocess
import tempfile
import threading
import time
import unittest
import urllib.error
import urllib.parse
import urllib.request

import yaml

import catalogue
from catalogue import REPOSITORY

DEPLOY = REPOSITORY / "deploy"
SECONDS = 12  # of scraping before the queries
DEADLINE = 40
RANGE = {"$__rate_interval": "10s", "$__range": "1m"}


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def serve():
    """The made-up process, in a thread: (server, port)."""
    start = time.time()

    class Scrape(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            body = catalogue.scrape(int(time.time() - start)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Scrape)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, server.server_address[1]


def filled(expr, variables):
    for name, value in RANGE.items():
        expr = expr.replace(name, value)
    return re.sub(r"\$(\w+)", lambda found: variables[found[1]], expr)


class Live(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="labelwatch-deploy-")
        cls.addClassCleanup(cls.folder.cleanup)
        cls.server, target = serve()
        cls.addClassCleanup(cls.server.server_close)
        cls.addClassCleanup(cls.server.shutdown)
        cls.port = free_port()
        # The shipped configuration; only intervals and addresses are those of a test.
        config = yaml.safe_load((DEPLOY / "prometheus/prometheus.yml").read_text(encoding="utf-8"))
        config["global"].update(scrape_interval="1s", scrape_timeout="1s", evaluation_interval="1s")
        config["rule_files"] = [str(DEPLOY / "prometheus" / name) for name in config["rule_files"]]
        config["scrape_configs"] = [{"job_name": "labelwatch", "static_configs": [{"targets": [f"127.0.0.1:{target}"]}]}]
        config["alerting"]["alertmanagers"] = []
        folder = pathlib.Path(cls.folder.name)
        (folder / "prometheus.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
        log = open(folder / "log", "w", encoding="utf-8")
        cls.addClassCleanup(log.close)
        process = subprocess.Popen(
            ["prometheus", f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={folder}/data",
             f"--web.listen-address=127.0.0.1:{cls.port}", f"--web.console.templates={DEPLOY}/runbook"],
            stdout=log, stderr=subprocess.STDOUT)

        def end():
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

        cls.addClassCleanup(end)
        deadline = time.time() + DEADLINE
        # Until the last change of the made-up stream (a renewed baseline) has been recorded.
        wanted = "count_over_time(series:labelwatch_rate_baseline_ratio:max{dimension=\"overall\"}[1m])"
        while True:
            if process.poll() is not None or time.time() > deadline:
                raise AssertionError("Prometheus does not come up:\n" + (folder / "log").read_text(encoding="utf-8"))
            try:
                answer = cls.api("query", query=wanted)["data"]["result"]
                if answer and min(float(one["value"][1]) for one in answer) >= SECONDS:
                    break
            except (OSError, ValueError):  # not ready yet
                pass
            time.sleep(0.2)
        cls.answers = {}  # (dashboard, panel id) -> [(legend, answer)]

    @classmethod
    def api(cls, path, **arguments):
        url = f"http://127.0.0.1:{cls.port}/api/v1/{path}?{urllib.parse.urlencode(arguments)}"
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            return json.load(error)

    def ask(self, expr, instant):
        now = time.time()
        if instant:
            answer = self.api("query", query=expr, time=now)
        else:
            answer = self.api("query_range", query=expr, start=now - SECONDS, end=now, step=1)
        self.assertEqual(answer["status"], "success", f"{answer.get('error')}\n{expr}")
        result = answer["data"]["result"]
        numbers = [value for one in result for _, value in one.get("values", [one.get("value")])]
        self.assertTrue([value for value in numbers if value not in ("NaN", "+Inf", "-Inf")], f"empty: {expr}")
        return result

    def test_every_query_has_an_answer(self):
        asked = 0
        for path in sorted((DEPLOY / "grafana/dashboards").glob("*.json")):
            board = json.loads(path.read_text(encoding="utf-8"))
            variables = {}
            for variable in board["templating"]["list"]:
                if variable["type"] != "query":
                    continue
                with self.subTest(board=path.name, variable=variable["name"]):
                    selector, label = re.fullmatch(r"label_values\((.*), (\w+)\)", variable["query"]["query"]).groups()
                    series = self.api("series", **{"match[]": filled(selector, variables)})["data"]
                    values = {one.get(label, "") for one in series}
                    self.assertTrue(values, selector)
                    variables[variable["name"]] = variable.get("allValue", ".*")
                    chosen = variable["current"]["value"]
                    if chosen not in ("$__all", ["$__all"]):
                        self.assertIn(chosen[0], values)
            for mark in board["annotations"]["list"]:
                with self.subTest(board=path.name, annotation=mark["name"]):
                    # In the made-up stream it is a class whose baseline is renewed.
                    expr = filled(mark["target"]["expr"], variables)
                    self.ask(expr.replace('dimension="overall"', 'dimension=~".*"'), instant=False)
            for panel in board["panels"]:
                for target in panel.get("targets", []):
                    with self.subTest(board=path.name, panel=panel["title"]):
                        asked += 1
                        expr = filled(target["expr"], variables)
                        answer = self.ask(expr, target["instant"])
                        self.answers.setdefault((path.stem, panel["id"]), []).append((target["legendFormat"], answer))
        self.assertGreater(asked, 80)
        page = os.environ.get("LABELWATCH_DASHBOARD_HTML")
        if page:
            import draw
            draw.write(pathlib.Path(page), DEPLOY / "grafana/dashboards", self.answers)

    def test_rules_are_healthy_and_the_right_alerts_fire(self):
        groups = self.api("rules")["data"]["groups"]
        for group in groups:
            for rule in group["rules"]:
                with self.subTest(rule=rule["name"]):
                    self.assertEqual(rule["health"], "ok", rule.get("lastError"))
        firing = {(one["labels"]["alertname"], one["labels"].get("value", ""), one["labels"]["severity"])
                  for one in self.api("alerts")["data"]["alerts"]
                  if one["state"] == "firing" and one["labels"]["concern"] == "labels"}
        self.assertEqual(firing, {("LabelwatchOverallRateRose", "", "warning"), ("LabelwatchClassRateRose", "car", "warning"),
                                  ("LabelwatchAnnotatorRateRose", "trainee-7", "critical"),
                                  ("LabelwatchPairingRateRose", "cam07", "info")})

    def test_the_runbook_is_served(self):
        for alert in self.api("alerts")["data"]["alerts"]:
            name = alert["annotations"]["runbook_url"].rsplit("/", 1)[1]
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/consoles/{name}", timeout=10) as page:
                text = page.read().decode()
            self.assertEqual(text, (DEPLOY / "runbook" / name).read_text(encoding="utf-8"))

    def test_the_made_up_scrape_is_as_names_should_be(self):
        done = subprocess.run(["promtool", "check", "metrics"], input=catalogue.scrape(3), capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
