"""Rules, routes, dashboards and compose agree with each other and with metrics/catalogue.h. No server is started."""
import functools
import json
import re
import subprocess
import unittest

import yaml

import catalogue
from catalogue import REPOSITORY

DEPLOY = REPOSITORY / "deploy"
RULES = sorted((DEPLOY / "prometheus/rules").glob("*.yml"))
TESTS = sorted((DEPLOY / "prometheus/tests").glob("*.yml"))
ALERTMANAGER = DEPLOY / "alertmanager/alertmanager.yml"
DASHBOARDS = sorted((DEPLOY / "grafana/dashboards").glob("*.json"))
# What Prometheus itself makes.
OF_PROMETHEUS = {"up": {"job", "instance"}, "ALERTS": {"job", "instance", "alertname", "alertstate", "severity", "concern"}}


@functools.lru_cache(maxsize=None)
def read(path):
    return yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def rules():
    return [rule for path in RULES for group in read(path)["groups"] for rule in group["rules"]]


def alerts():
    return [rule for rule in rules() if "alert" in rule]


def expressions():
    """(where, PromQL) of everything that is shipped, variables of Grafana replaced."""
    for rule in rules():
        where = rule.get("alert") or rule["record"]
        yield where, rule["expr"]
        for text in rule.get("annotations", {}).values():
            # Queries within a description: the template's selectors are made plain.
            for query in re.findall(r'printf "((?:[^"\\]|\\.)*)"[^|}]*\| query', text):
                selector = '{job="x",dimension="x",value="x",kind="x",model="x"}'
                yield f"description of {where}", query.replace("\\", "").replace("%s", selector).replace("%q", '"x"')
    for path in DASHBOARDS:
        board = json.loads(path.read_text(encoding="utf-8"))
        for panel in board["panels"]:
            for target in panel.get("targets", []):
                yield f"{path.name}: {panel['title']}", plain(target["expr"])
        for mark in board["annotations"]["list"]:
            yield f"{path.name}: annotation {mark['name']}", plain(mark["target"]["expr"])
        for variable in board["templating"]["list"]:
            if variable["type"] == "query":
                yield f"{path.name}: ${variable['name']}", plain(
                    re.sub(r"label_values\((.*), \w+\)", r"\1", variable["query"]["query"]))


def plain(expr):
    expr = expr.replace("$__rate_interval", "5m").replace("$__range", "1h")
    return re.sub(r'"\$\w+"', '".*"', expr)


def names_and_labels(expr):
    """(metric, labels in its selector) of an expression; functions, keywords and label lists are left out."""
    bare = re.sub(r'"(?:[^"\\]|\\.)*"', '""', expr)
    bare = re.sub(r"\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)", " ", bare)
    bare = re.sub(r"\[[^\]]*\]", " ", bare)
    for name, selector in re.findall(r"([a-zA-Z_:][a-zA-Z0-9_:]*)\s*(\{[^}]*\})?(?!\s*\(|[a-zA-Z0-9_:])",
                                     re.sub(r"\{([^}]*)\}", lambda m: "{" + m[1].replace(" ", "") + "}", bare)):
        if name in {"and", "or", "unless", "bool", "offset", "by", "on", "Inf"}:
            continue
        yield name, set(re.findall(r"(\w+)\s*(?:=~|!~|!=|=)", selector))


class Rules(unittest.TestCase):
    def test_every_metric_and_label_exists(self):
        known = {**catalogue.sample_names(), **OF_PROMETHEUS}
        records = {rule["record"] for rule in rules() if "record" in rule}
        seen = 0
        for where, expr in expressions():
            for name, labels in names_and_labels(expr):
                seen += 1
                with self.subTest(where=where, metric=name):
                    if name in records:
                        continue
                    if name not in known:
                        self.fail(f"{name} is not in metrics/catalogue.h")
                    self.assertLessEqual(labels, known[name] | {"job", "instance"})
        self.assertGreater(seen, 200)

    def test_records_are_used(self):
        used = {name for _, expr in expressions() for name, _ in names_and_labels(expr)}
        self.assertEqual({rule["record"] for rule in rules() if "record" in rule} - used, set())

    def test_counters_are_never_read_bare(self):
        for where, expr in expressions():
            for name in re.findall(r"labelwatch_\w+_total\b", expr):
                if "$" in where:
                    continue
                with self.subTest(where=where):
                    self.assertRegex(expr, rf"(rate|increase|changes)\({name}")

    def test_alerts_say_what_people_need(self):
        pages = {path.stem for path in (DEPLOY / "runbook").glob("*.md")}
        for rule in alerts():
            with self.subTest(alert=rule["alert"]):
                self.assertRegex(rule["alert"], r"^Labelwatch([A-Z][a-z]+)+$")
                self.assertIn(rule["labels"]["severity"], {"critical", "warning", "info"})
                self.assertIn(rule["labels"]["concern"], {"labels", "monitor"})
                self.assertRegex(rule["annotations"]["summary"], r"^[A-Z][^{]*\.$")
                self.assertIn("$labels.job", rule["annotations"]["description"])
                self.assertTrue(rule["annotations"]["runbook_url"].endswith(f"/{rule['alert']}.md"))
        self.assertEqual(pages, {rule["alert"] for rule in alerts()})

    def test_runbook_pages_have_their_parts(self):
        for path in (DEPLOY / "runbook").glob("*.md"):
            text = path.read_text(encoding="utf-8")
            with self.subTest(page=path.name):
                self.assertTrue(text.startswith(f"# {path.stem}\n"))
                for part in ("**Look first:**", "## Three checks\n1. ", "\n3. ", "## What usually causes it\n- "):
                    self.assertIn(part, text)
                self.assertNotIn("{{", text)  # Prometheus serves the page as a template
                for other in re.findall(r"\bLabelwatch[A-Z]\w+", text):
                    self.assertIn(other, {rule["alert"] for rule in alerts()})

    def test_runbook_names_dashboards_and_panels_that_exist(self):
        boards = [json.loads(path.read_text(encoding="utf-8")) for path in DASHBOARDS]
        titles = {board["title"] for board in boards} | {panel["title"] for board in boards for panel in board["panels"]}
        for path in (DEPLOY / "runbook").glob("*.md"):
            text = " ".join(path.read_text(encoding="utf-8").split())
            for name in re.findall(r"(?<!\*)\*([^*]+)\*(?!\*)", text):
                with self.subTest(page=path.name):
                    self.assertIn(name, titles)

    def test_every_alert_fires_and_stays_silent_in_a_test(self):
        fires, silent = set(), set()
        for path in TESTS:
            for case in read(path)["tests"]:
                for one in case["alert_rule_test"]:
                    for alert in one["exp_alerts"]:
                        fires.add((one["alertname"], alert["exp_labels"]["severity"]))
                    if not one["exp_alerts"]:
                        silent.add(one["alertname"])
        self.assertEqual(fires, {(rule["alert"], rule["labels"]["severity"]) for rule in alerts()})
        self.assertEqual(silent, {rule["alert"] for rule in alerts()})


class Alertmanager(unittest.TestCase):
    ROUTES = {
        "concern=labels dimension=overall severity=critical": "ml-engineers,labeling-lead",
        "concern=labels dimension=class severity=warning": "labeling-lead",
        "concern=labels dimension=annotator severity=critical": "labeling-lead",
        "concern=labels dimension=source severity=warning": "data-engineers",
        "concern=labels dimension=model severity=warning": "ml-engineers",
        "concern=labels dimension=annotator severity=info": "daily-digest",
        "concern=labels dimension=another severity=warning": "ml-engineers",
        "concern=monitor severity=critical": "on-call",
        "concern=monitor severity=warning": "operators",
        "concern=monitor severity=info": "operators",
    }

    def test_routes(self):
        for labels, receivers in self.ROUTES.items():
            with self.subTest(labels=labels):
                done = subprocess.run(["amtool", "config", "routes", "test", f"--config.file={ALERTMANAGER}",
                                       f"--verify.receivers={receivers}", *labels.split()], capture_output=True, text=True)
                self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_inhibition_names_alerts_that_exist(self):
        known = {rule["alert"] for rule in alerts()}
        for rule in read(ALERTMANAGER)["inhibit_rules"]:
            for matcher in rule["source_matchers"] + rule["target_matchers"]:
                if matcher.startswith("alertname"):
                    pattern = re.search('"(.*)"', matcher)[1]
                    for name in re.sub(r"\((.*)\)", "X", pattern).split("|"):
                        parts = re.search(r"\((.*)\)", pattern)
                        for part in parts[1].split("|") if parts else [""]:
                            self.assertIn(name.replace("X", part), known)


class Dashboards(unittest.TestCase):
    def test_stored_is_what_is_written(self):
        done = subprocess.run([DEPLOY / "grafana/dashboards.py", "--check"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_form(self):
        self.assertEqual(len(DASHBOARDS), 4)
        for path in DASHBOARDS:
            board = json.loads(path.read_text(encoding="utf-8"))
            variables = board["templating"]["list"]
            names = {variable["name"] for variable in variables}
            self.assertEqual([v["name"] for v in variables if v["type"] == "datasource"], ["datasource"])
            self.assertRegex(board["uid"], r"^[a-z-]{8,40}$")
            self.assertFalse(board["editable"])
            ids = [panel["id"] for panel in board["panels"]]
            self.assertEqual(len(ids), len(set(ids)))
            taken = set()
            for panel in board["panels"]:
                with self.subTest(board=path.name, panel=panel["title"]):
                    self.assertTrue(panel["title"] and panel["description"])
                    place = panel["gridPos"]
                    cells = {(x, y) for x in range(place["x"], place["x"] + place["w"])
                             for y in range(place["y"], place["y"] + place["h"])}
                    self.assertFalse(cells & taken, "panels overlap")
                    self.assertLessEqual(place["x"] + place["w"], 24)
                    taken |= cells
                    if panel["type"] == "text":
                        continue
                    self.assertTrue(panel["fieldConfig"]["defaults"]["unit"])
                    self.assertEqual([t["refId"] for t in panel["targets"]],
                                     [chr(ord("A") + i) for i in range(len(panel["targets"]))])
                    for target in panel["targets"]:
                        self.assertEqual(target["datasource"]["uid"], "${datasource}")
                        self.assertIn('job=~"$job"', target["expr"])
                        for used in re.findall(r"\$(\w+)", target["expr"]):
                            self.assertTrue(used in names or used.startswith("__"), f"no variable ${used}")

    def test_runbooks_are_where_prometheus_says(self):
        runbooks = read(DEPLOY / "prometheus/prometheus.yml")["global"]["external_labels"]["runbooks"]
        self.assertIn(f'"query": "{runbooks}"', (DEPLOY / "grafana/dashboards/overview.json").read_text(encoding="utf-8"))

    def test_links_between_dashboards_exist(self):
        uids = {json.loads(path.read_text(encoding="utf-8"))["uid"] for path in DASHBOARDS}
        for path in DASHBOARDS:
            for uid in re.findall(r'"/d/([a-z-]+)\?', path.read_text(encoding="utf-8")):
                self.assertIn(uid, uids)


class Compose(unittest.TestCase):
    COMPOSE = DEPLOY / "compose.yaml"

    def test_mounted_files_exist(self):
        for name, service in read(self.COMPOSE)["services"].items():
            for mount in service.get("volumes", []):
                source = mount.split(":")[0]
                if source.startswith("."):
                    self.assertTrue((DEPLOY / source).exists(), f"{name}: {mount}")
                    self.assertTrue(mount.endswith(":ro"), f"{name}: {mount} should be read-only")

    def test_addresses_are_services(self):
        services = set(read(self.COMPOSE)["services"])
        prometheus = read(DEPLOY / "prometheus/prometheus.yml")
        hosts = [t for job in prometheus["scrape_configs"] for c in job["static_configs"] for t in c["targets"]]
        hosts += [t for a in prometheus["alerting"]["alertmanagers"] for c in a["static_configs"] for t in c["targets"]]
        hosts += [read(DEPLOY / "grafana/provisioning/datasources/labelwatch.yml")["datasources"][0]["url"].split("//")[1]]
        hosts += [read(DEPLOY / "compose/labelwatch.yaml")["kafka"]["brokers"]]
        for host in hosts:
            self.assertIn(host.split(":")[0], services | {"localhost"})

    def test_configuration_uses_keys_that_exist(self):
        def keys(tree, path=""):
            for key, value in tree.items():
                yield path + key
                if isinstance(value, dict):
                    yield from keys(value, f"{path}{key}.")
        shipped = set(keys(read(REPOSITORY / "config/labelwatch.yaml")))
        self.assertLessEqual(set(keys(read(DEPLOY / "compose/labelwatch.yaml"))), shipped)

    def test_services_of_ours_have_few_rights(self):
        service = read(self.COMPOSE)["services"]["labelwatch"]
        self.assertTrue(service["read_only"])
        self.assertEqual(service["cap_drop"], ["ALL"])
        self.assertIn("no-new-privileges:true", service["security_opt"])
        self.assertRegex((DEPLOY / "Dockerfile").read_text(encoding="utf-8"), r"\nUSER \d+:\d+\n")


if __name__ == "__main__":
    unittest.main()
