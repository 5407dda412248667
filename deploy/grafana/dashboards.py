#!/usr/bin/env python3
"""Writes the Grafana dashboards: deploy/grafana/dashboards/*.json.

    deploy/grafana/dashboards.py            writes the files
    deploy/grafana/dashboards.py --check    fails where a file is not what would be written

A dashboard is a list of rows; a row is a list of panels, laid out from left to right on 24 columns. Panels come from the
small functions below (stat, graph, table, bars, states, text). To add one: add it to a row, run this file, and run
tests/deploy/run, which executes every query. Python's standard library only.
"""
import json
import pathlib
import sys

FOLDER = pathlib.Path(__file__).resolve().parent / "dashboards"
SOURCE = {"type": "prometheus", "uid": "${datasource}"}
SERIES = 'job=~"$job", dimension=~"$dimension", value=~"$value", kind=~"$kind", model=~"$model"'
JOB = 'job=~"$job"'
TARGET = 'job=~"$job", instance=~"$instance"'
STATES = [{"type": "value", "options": {"0": {"text": "quiet", "color": "green"}, "1": {"text": "alarm", "color": "red"}}}]


# ----------------------------------------------------------------------------------------------------------- panels

def target(expr, legend="__auto", instant=False, table=False, exemplar=False):
    made = {"datasource": SOURCE, "expr": expr, "legendFormat": legend, "editorMode": "code",
            "instant": instant, "range": not instant, "format": "table" if table else "time_series"}
    if exemplar:
        made["exemplar"] = True
    return made


def colours(*steps):
    """steps: (from, colour); the first one from minus infinity."""
    return {"mode": "absolute", "steps": [{"value": at, "color": colour} for at, colour in steps]}


def panel(kind, title, description, targets, width, height, unit="short", defaults=None, options=None, **more):
    for place, one in enumerate(targets):
        one["refId"] = chr(ord("A") + place)
    return {"type": kind, "title": title, "description": description, "datasource": SOURCE, "targets": targets,
            "gridPos": {"w": width, "h": height, "x": 0, "y": 0},
            "fieldConfig": {"defaults": {"unit": unit, **(defaults or {})}, "overrides": more.pop("overrides", [])},
            "options": options or {}, **more}


def stat(title, description, expr, unit="short", steps=((None, "green"),), legend="__auto", text_mode="auto", width=4,
         mappings=(), decimals=None):
    defaults = {"thresholds": colours(*steps), "mappings": list(mappings), "noValue": "none"}
    if decimals is not None:
        defaults["decimals"] = decimals
    return panel("stat", title, description, [target(expr, legend, instant=True)], width, 4, unit, defaults,
                 {"reduceOptions": {"calcs": ["lastNotNull"]}, "colorMode": "background", "textMode": text_mode})


def graph(title, description, targets, unit="short", width=12, height=8, custom=None, **more):
    return panel("timeseries", title, description, targets, width, height, unit,
                 {"custom": {"lineWidth": 1, "fillOpacity": 5, "showPoints": "never", **(custom or {})}, "noValue": "none"},
                 {"legend": {"displayMode": "list", "placement": "bottom"}, "tooltip": {"mode": "multi"}}, **more)


def bars(title, description, expr, legend, unit="percentunit", width=8):
    return panel("bargauge", title, description, [target(expr, legend, instant=True)], width, 8, unit,
                 {"thresholds": colours((None, "blue")), "min": 0},
                 {"reduceOptions": {"calcs": ["lastNotNull"]}, "orientation": "horizontal", "displayMode": "basic"})


def states(title, description, expr, legend, width=24, height=8):
    return panel("state-timeline", title, description, [target(expr, legend)], width, height, "short",
                 {"mappings": STATES, "thresholds": colours((None, "green"), (1, "red"))}, {"showValue": "never"})


LABELS = ["alertname", "severity", "instance", "dimension", "value", "regime", "kind", "cause"]


def table(title, description, columns, width=24, height=9, hide=(), links=(), sort=None, extra=()):
    """columns: (heading, query, unit); rows are joined by their labels. extra: overrides."""
    targets = [target(query, instant=True, table=True) for _, query, _ in columns]
    letters = [chr(ord("A") + place) for place in range(len(columns))]
    # One query has a column "Value"; several have "Value #A" and so on, once they are merged.
    values = ["Value"] if len(columns) == 1 else [f"Value #{letter}" for letter in letters]
    overrides = [{"matcher": {"id": "byName", "options": heading}, "properties": [{"id": "unit", "value": unit}]}
                 for heading, _, unit in columns if unit]
    organize = {"excludeByName": {name: True for name in ("Time", "__name__", *hide)},
                "renameByName": dict(zip(values, [heading for heading, _, _ in columns])),
                # Who or what first, then how large; what is the same in every line last.
                "indexByName": {name: place for place, name in enumerate([*LABELS, *values, "model", "job"])}}
    return panel("table", title, description, targets, width, height, "short",
                 {"links": list(links), "noValue": "none"},
                 {"sortBy": [{"displayName": sort, "desc": True}] if sort else [], "showHeader": True},
                 overrides=overrides + list(extra),
                 transformations=[{"id": "merge", "options": {}}, {"id": "organize", "options": organize}])


def text(title, content, width=24, height=4):
    return {"type": "text", "title": title, "description": title, "gridPos": {"w": width, "h": height, "x": 0, "y": 0},
            "options": {"mode": "markdown", "content": content}}


# -------------------------------------------------------------------------------------------------------- dashboards

def query_variable(name, label, query, multi=True, all_value=".*", default=None):
    # A label that is empty is absent in Prometheus; `.*` meets it, `.+` would not.
    current = {"text": default, "value": default} if default else {"text": ["All"], "value": ["$__all"]}
    if default and multi:
        current = {"text": [default], "value": [default]}
    return {"type": "query", "name": name, "label": label, "datasource": SOURCE,
            "query": {"query": query, "refId": name}, "refresh": 2, "sort": 1, "multi": multi, "includeAll": multi,
            **({"allValue": all_value} if multi else {}), "current": current}


DATASOURCE = {"type": "datasource", "name": "datasource", "label": "Data source", "query": "prometheus", "refresh": 1,
              "current": {"text": "Prometheus", "value": "labelwatch-prometheus"}}
JOB_VARIABLE = query_variable("job", "Job", "label_values(labelwatch_build_info, job)", all_value=".+")
# As `runbooks` in deploy/prometheus/prometheus.yml.
RUNBOOKS = {"type": "constant", "name": "runbooks", "label": "Runbooks", "hide": 2,
            "query": "http://localhost:9090/consoles"}
INSTANCE_VARIABLE = query_variable("instance", "Process", 'label_values(labelwatch_build_info{job=~"$job"}, instance)',
                                   all_value=".+")


def series_variable(name, label, of, default=None):
    return query_variable(name, label, f"label_values(labelwatch_rate_alarm{{{of}}}, {name})", default=default)


def annotation(name, expr, colour, title, text_format, value_is_time=False):
    made = {"name": name, "enable": True, "hide": False, "iconColor": colour, "datasource": SOURCE,
            "target": {"expr": expr, "refId": "Anno", "interval": "60s"}, "titleFormat": title, "textFormat": text_format}
    if value_is_time:
        made["useValueForTime"] = True
    return made


def annotations(series):
    return [
        annotation("Alarms", f"series:labelwatch_quality_alarm:standing{{{series}}}", "red", "Alarm",
                   "{{dimension}} {{value}} {{regime}}, {{kind}}"),
        annotation("Rise began", f"1000 * series:labelwatch_rate_since_timestamp_seconds:max{{{series}}}", "orange",
                   "Rise began (label time)", "{{dimension}} {{value}}, {{kind}}", value_is_time=True),
        annotation("Baseline renewed", f"(changes(series:labelwatch_rate_baseline_version:max{{{series}}}[1m]) > 0) "
                   f"and (series:labelwatch_rate_baseline_version:max{{{series}}} > 1)", "blue",
                   "Baseline renewed", "{{dimension}} {{value}} {{regime}}, {{kind}}"),
        annotation("Somebody acted", 'sum by (act) (increase(labelwatch_rate_acts_total{job=~"$job"}[1m])) > 0', "blue",
                   "{{act}}", "of rates: who and why stand in `labelwatch rates show` and on the topic of alarms"),
        annotation("Monitor in trouble", 'ALERTS{alertstate="firing", concern="monitor", job=~"$job"}', "purple",
                   "{{alertname}}", "{{severity}} {{instance}}"),
    ]


def dashboard(uid, title, description, variables, marks, rows):
    panels, y, number = [], 0, 0
    for row in rows:
        x = 0
        for one in row:
            number += 1
            one = {"id": number, **one}
            one["gridPos"] = {**one["gridPos"], "x": x, "y": y}
            x += one["gridPos"]["w"]
            assert x <= 24, one["title"]
            panels.append(one)
        y += max(one["gridPos"]["h"] for one in row)
    return {"uid": uid, "title": title, "description": description, "tags": ["labelwatch"], "schemaVersion": 39,
            "version": 1, "editable": False, "graphTooltip": 1, "timezone": "browser", "refresh": "30s",
            "time": {"from": "now-6h", "to": "now"}, "timepicker": {}, "fiscalYearStartMonth": 0,
            "templating": {"list": [DATASOURCE, *variables]}, "annotations": {"list": marks},
            "links": [{"type": "dashboards", "title": "labelwatch", "tags": ["labelwatch"], "asDropdown": True,
                       "includeVars": True, "keepTime": True, "targetBlank": False, "icon": "external link",
                       "tooltip": "", "url": ""}],
            "panels": panels}


TO_SERIES = {"title": "Follow this series", "url": "/d/labelwatch-series?var-job=${__data.fields.job}"
             "&var-dimension=${__data.fields.dimension}&var-value=${__data.fields.value}"
             "&var-kind=${__data.fields.kind}&${__url_time_range}"}
RUNBOOK = {"matcher": {"id": "byName", "options": "alertname"}, "properties": [
    {"id": "links", "value": [{"title": "Runbook", "targetBlank": True,
                               "url": "${runbooks}/${__data.fields.alertname}.md"}]}]}


def overview():
    standing = f"series:labelwatch_quality_alarm:standing{{{JOB}}}"

    def of_standing(metric):
        return f"{metric}{{{JOB}}} and {standing}"

    return dashboard(
        "labelwatch-overview", "labelwatch overview", "What is wrong, where, since when, what to do.", [JOB_VARIABLE, RUNBOOKS],
        annotations(f'{JOB}, dimension="overall"'), [
            [stat("Alarms standing", "Series of findings whose rate rose above the baseline and has not come back.",
                  f"count({standing}) or vector(0)", steps=((None, "green"), (1, "red"))),
             stat("Largest effect", "The rate of the worst standing alarm, in times its baseline.",
                  f"max(series:labelwatch_quality_alarm_per_baseline:ratio{{{JOB}}}) or vector(0)", "suffix: x", decimals=1,
                  steps=((None, "green"), (1, "yellow"), (1.5, "orange"), (3, "red"))),
             stat("What changed", "Standing alarms by their cause: who or what changed, by all that was seen since the rise began.",
                  f"count by (cause) (series:labelwatch_rate_cause:max{{{JOB}}} == 1)", legend="{{cause}}",
                  text_mode="value_and_name", steps=((None, "orange"),)),
             stat("Monitor in trouble", "Alerts about labelwatch itself. Above 0: look there first.",
                  f'count(ALERTS{{alertstate="firing", concern="monitor", {JOB}}}) or vector(0)',
                  steps=((None, "green"), (1, "purple"))),
             stat("Frames judged", "Frames a second, all processes.",
                  f"sum(job:labelwatch_frames_judged:rate5m{{{JOB}}})", "reqps", steps=((None, "blue"),)),
             stat("Learning", "Series without a baseline yet: they cannot raise an alarm against one.",
                  f"count(series:labelwatch_rate_learning:max{{{JOB}}} == 1) or vector(0)", steps=((None, "blue"),))],
            [table("What is wrong", "One line for each standing alarm, largest effect first. A click follows the series.", [
                ("Times baseline", of_standing("series:labelwatch_rate_per_baseline:ratio"), "suffix: x"),
                ("Rate", of_standing("series:labelwatch_rate_ratio:max"), "percentunit"),
                ("Baseline", of_standing("series:labelwatch_rate_baseline_ratio:max"), "percentunit"),
                ("Rise began", "1000 * (" + of_standing("series:labelwatch_rate_since_timestamp_seconds:max") + ")",
                 "dateTimeAsLocal"),
                ("Evidence (log10)", of_standing("series:labelwatch_rate_evidence_log10:max"), "short"),
                ("Cause told", f"(series:labelwatch_rate_cause:max{{{JOB}}} == 1) and on (job, dimension, value, kind, model, regime) ({standing})", "")],
                hide=("Value #F",), links=[TO_SERIES], sort="Times baseline", width=16),
             table("Alerts about the monitor", "Firing now. The name leads to the runbook.",
                   [("Firing", 'max by (alertname, severity, instance, job) '
                              f'(ALERTS{{alertstate="firing", concern="monitor", {JOB}}})', "")], width=8,
                   hide=("Value", "job"), extra=[RUNBOOK])],
            [text("What to do", "**1.** *Monitor in trouble* above 0: its runbook first; what is said about labels may be wrong. "
                  "**2.** *What is wrong*, first line: who or what, since when. Click it. "
                  "**3.** *What changed*: annotators or guideline: tell the labeling lead. model: tell who deployed it. "
                  "world: look at the pictures. "
                  "**4.** Read ten flagged frames labeled after the begin before you tell anybody.", height=3)],
            [graph("Share of frames with findings, by kind", "The whole stream, decayed; dashed: what the test holds it against.", [
                target(f'series:labelwatch_rate_ratio:max{{{JOB}, dimension="overall"}}', "{{kind}}"),
                target(f'series:labelwatch_rate_baseline_ratio:max{{{JOB}, dimension="overall"}}', "{{kind}}, baseline")],
                "percentunit", overrides=[{"matcher": {"id": "byRegexp", "options": ".*, baseline"}, "properties": [
                    {"id": "custom.lineStyle", "value": {"fill": "dash"}}, {"id": "custom.fillOpacity", "value": 0}]}]),
             graph("Findings per label checked, by kind", "From counters, over one hour: what is flagged, of all labels.", [
                 target(f"kind:labelwatch_findings_per_labels_checked:ratio_rate1h{{{JOB}}}", "{{kind}}")], "percentunit")],
            [states("Where and since when", "Series with a standing alarm.",
                    f"max by (dimension, value, regime, kind) (series:labelwatch_rate_alarm:max{{{JOB}}}) and on (dimension, value, regime, kind) "
                    f"(max by (dimension, value, regime, kind) (max_over_time(series:labelwatch_rate_alarm:max{{{JOB}}}[$__range])) == 1)",
                    "{{dimension}} {{value}} {{regime}} {{kind}}")],
            [graph("Alarms raised and cleared", "Within the step of this graph.", [
                target(f"sum by (dimension, state) (increase(labelwatch_alarms_total{{{JOB}}}[$__rate_interval]))",
                       "{{dimension}} {{state}}")]),
             graph("Errors expected among labels", "Sum of the probabilities of all findings, flagged or not, per hour.", [
                 target(f"sum by (kind) (increase(labelwatch_finding_probability_ratio_sum{{{JOB}}}[1h]))", "{{kind}}")])],
        ])


def series():
    def share(prefix, label):
        return (f"topk(10, sum by ({label}) (rate({prefix}findings_total{{{JOB}, kind=~\"$kind\"}}[1h])) "
                f"/ (sum by ({label}) (rate({prefix}labels_checked_total{{{JOB}}}[1h])) > 0))")

    def unmatched(prefix, label):
        return (f"topk(10, sum by ({label}) (rate({prefix}_match_outcomes_total{{{JOB}, outcome=\"unmatched\"}}[1h])) "
                f"/ (sum by ({label}) (rate({prefix}_match_outcomes_total{{{JOB}, outcome!=\"not_compared\"}}[1h])) > 0))")

    # Bounded, however many annotators there are. A series that learns may have no evidence: it comes last.
    evidence = (f"(series:labelwatch_rate_evidence_log10:max{{{SERIES}}} @ end() "
                f"or series:labelwatch_rate_ratio:max{{{SERIES}}} @ end() - 100)")
    ranked, drawn = f"topk(50, {evidence})", f"topk(5, {evidence})"
    lines = [{"matcher": {"id": "byRegexp", "options": ".*, (upper|lower) limit"}, "properties": [
                 {"id": "custom.lineStyle", "value": {"fill": "dot"}}, {"id": "custom.fillOpacity", "value": 0}]},
             {"matcher": {"id": "byRegexp", "options": ".*, baseline"}, "properties": [
                 {"id": "custom.lineStyle", "value": {"fill": "dash"}}, {"id": "custom.fillOpacity", "value": 0}]}]
    floors = [{"matcher": {"id": "byRegexp", "options": ".*, floor"}, "properties": [
        {"id": "custom.lineStyle", "value": {"fill": "dash"}}, {"id": "custom.fillOpacity", "value": 0}]}]
    name = "{{dimension}} {{value}} {{regime}} {{kind}}"
    return dashboard(
        "labelwatch-series", "labelwatch series", "One class, annotator, source or model: its rates, evidence and rank.", [
            JOB_VARIABLE,
            series_variable("dimension", "Dimension", 'job=~"$job"', "annotator"),
            series_variable("value", "Value", 'job=~"$job", dimension=~"$dimension"'),
            series_variable("kind", "Kind", 'job=~"$job", dimension=~"$dimension", value=~"$value"'),
            series_variable("model", "Judged by", 'job=~"$job", dimension=~"$dimension", value=~"$value", kind=~"$kind"')],
        annotations(SERIES), [
            [table("Ranking", "Of the series chosen above the 50 with most evidence. Learning: no baseline yet. Changed while learning: its baseline is no usual rate.", [
                ("Evidence (log10)", f"series:labelwatch_rate_evidence_log10:max{{{SERIES}}} and {ranked}", "short"),
                ("Alarm", f"series:labelwatch_rate_alarm:max{{{SERIES}}} and {ranked}", "bool_yes_no"),
                ("Rate", f"series:labelwatch_rate_ratio:max{{{SERIES}}} and {ranked}", "percentunit"),
                ("Lower limit", f"series:labelwatch_rate_low_ratio:max{{{SERIES}}} and {ranked}", "percentunit"),
                ("Upper limit", f"series:labelwatch_rate_high_ratio:max{{{SERIES}}} and {ranked}", "percentunit"),
                ("Baseline", f"series:labelwatch_rate_baseline_ratio:max{{{SERIES}}} and {ranked}", "percentunit"),
                ("Times baseline", f"series:labelwatch_rate_per_baseline:ratio{{{SERIES}}} and {ranked}", "suffix: x"),
                ("Rise began", f"1000 * series:labelwatch_rate_since_timestamp_seconds:max{{{SERIES}}} and {ranked}", "dateTimeAsLocal"),
                ("Learning", f"series:labelwatch_rate_learning:max{{{SERIES}}} and {ranked}", "bool_yes_no"),
                ("Changed while learning", f"series:labelwatch_rate_learning_changed:max{{{SERIES}}} and {ranked}", "bool_yes_no"),
                ("Silenced", f"series:labelwatch_rate_silenced:max{{{SERIES}}} and {ranked}", "bool_yes_no")],
                links=[TO_SERIES], sort="Evidence (log10)")],
            [graph("Rate with 95 % limits and baseline", "The five with most evidence of those chosen above. Below the baseline the test gains no evidence.", [
                target(f"series:labelwatch_rate_ratio:max{{{SERIES}}} and {drawn}", name),
                target(f"series:labelwatch_rate_low_ratio:max{{{SERIES}}} and {drawn}", name + ", lower limit"),
                target(f"series:labelwatch_rate_high_ratio:max{{{SERIES}}} and {drawn}", name + ", upper limit"),
                target(f"series:labelwatch_rate_baseline_ratio:max{{{SERIES}}} and {drawn}", name + ", baseline")],
                "percentunit", height=10, overrides=lines),
             graph("Evidence over threshold", "log10: an alarm is raised at 0 and the evidence then starts afresh.", [
                 target(f"series:labelwatch_rate_evidence_log10:max{{{SERIES}}} and {drawn}", name)], height=10,
                 custom={"thresholdsStyle": {"mode": "line"}})],
            [states("Alarms", "Of the five.", f"series:labelwatch_rate_alarm:max{{{SERIES}}} and {drawn}", name, height=6)],
            [graph("Distance of the mix of classes from the usual one (PSI)", "Of labels and of predictions on the same frames, the last ones; dashed: what chance alone exceeds in one of 20 windows. Below it the distance says nothing. Both apart alike: the world. One alone: that side changed.", [
                target(f"max by (model, side) (labelwatch_mix_psi{{{JOB}}})", "{{model}} {{side}}"),
                target(f"max by (model, side) (labelwatch_mix_psi_floor{{{JOB}}})", "{{model}} {{side}}, floor")], overrides=floors),
             graph("The same as Jensen-Shannon distance", "Dashed: its size by chance alone.", [
                target(f"max by (model, side) (labelwatch_mix_jensen_shannon{{{JOB}}})", "{{model}} {{side}}"),
                target(f"max by (model, side) (labelwatch_mix_jensen_shannon_floor{{{JOB}}})", "{{model}} {{side}}, floor")], overrides=floors)],
            [table("What the mixes say", "Of the last frames, alarm or not, by a test that may be looked at at any time; steady: nothing moved.", [
                ("Said", f"max by (model, cause) (labelwatch_mix_verdict{{{JOB}}}) == 1", "")], hide=("Value",), width=12, height=6),
             graph("Scores of a model moved", "1: they lie elsewhere than they did.", [
                target(f"max by (model) (labelwatch_model_scores_moved{{{JOB}}})", "{{model}}")], height=6)],
            [bars("Findings per label checked, by class", "From counters, last hour, ten highest; few labels say little.",
                  share("labelwatch_", "class"), "{{class}}"),
             bars("Findings per label checked, by annotator", "From counters, last hour, ten highest; few labels say little.",
                  share("labelwatch_annotator_", "annotator"), "{{annotator}}"),
             bars("Findings per label checked, by source", "From counters, last hour, ten highest; few labels say little.",
                  share("labelwatch_source_", "source"), "{{source}}")],
            [bars("Labels that no prediction meets, by class", "Of those compared, last hour, ten highest; no learned number in it.",
                  unmatched("labelwatch_label", "class"), "{{class}}"),
             bars("Labels that no prediction meets, by annotator", "Of those compared, last hour, ten highest.",
                  unmatched("labelwatch_annotator", "annotator"), "{{annotator}}"),
             bars("Labels that no prediction meets, by source", "Of those compared, last hour, ten highest.",
                  unmatched("labelwatch_source", "source"), "{{source}}")],
            [bars("Labels that no prediction meets, by model", "Of those compared, last hour.",
                  unmatched("labelwatch_model", "model"), "{{model}}", width=12),
             bars("Predictions that meet no label, by model", "From confidence 0.3 on, last hour.",
                  unmatched("labelwatch_model_prediction", "model"), "{{model}}", width=12)],
        ])


def pipeline():
    def rate(metric, by, more=""):
        return f"sum by ({by}) (rate({metric}{{{TARGET}{more}}}[$__rate_interval]))"

    def p95(metric):
        return f"histogram_quantile(0.95, sum by (le) (rate({metric}_bucket{{{TARGET}}}[$__rate_interval])))"

    def full(metric, by):
        return f"max by ({by}) ({metric}{{{TARGET}}} / {metric}_limit{{{TARGET}}})"

    return dashboard(
        "labelwatch-pipeline", "labelwatch pipeline", "Whether the monitor itself is well.", [JOB_VARIABLE, INSTANCE_VARIABLE],
        annotations(f'{JOB}, dimension="overall"')[3:], [
            [stat("Processes up", "Targets that answer.", f"sum(up{{{TARGET}}})", steps=((None, "red"), (1, "green"))),
             stat("Owners of the rates", "One is right.", f"sum(labelwatch_rate_owner{{{TARGET}}})",
                  steps=((None, "red"), (1, "green"), (2, "red"))),
             stat("Processes that a broker answers", "The others read nothing.",
                  f"sum(labelwatch_broker_reachable{{{TARGET}}})", steps=((None, "red"), (1, "green"))),
             stat("Time to catch up", "Backlog at the present pace.", f"max(job:labelwatch_catch_up_seconds:ratio{{{JOB}}})", "s",
                  ((None, "green"), (600, "orange"))),
             stat("Labels that met predictions", "Of those that ended in the join, last 30 minutes.",
                  f"min(job:labelwatch_labels_joined_per_labels_ended:ratio_increase30m{{{JOB}}})", "percentunit",
                  ((None, "red"), (0.05, "orange"), (0.5, "green"))),
             stat("Models settled", "Of those whose calibration is known: until then no baseline begins.",
                  f"sum(max by (job, model) (labelwatch_calibration_settled{{{TARGET}}})) / count(max by (job, model) (labelwatch_calibration_settled{{{TARGET}}}))",
                  "percentunit", ((None, "blue"),))],
            [graph("Records read", "A second, by side.", [target(rate("labelwatch_records_read_total", "side"), "{{side}}")], "reqps", 8),
             graph("How records end", "A second; each ends once.",
                   [target(rate("labelwatch_record_outcomes_total", "side, outcome"), "{{side}} {{outcome}}")], "reqps", 8),
             graph("Records refused, by reason", "They stand on the topic of dead letters.",
                   [target(rate("labelwatch_records_refused_total", "side, reason"), "{{side}} {{reason}}")], "reqps", 8)],
            [graph("Lag", "Messages behind the end, by topic.",
                   [target(f"topic:labelwatch_consumer_lag_messages:sum{{{JOB}}}", "{{topic}}")], "short", 8),
             graph("From event to judgement", "95 % of frames are judged within.",
                   [target(p95("labelwatch_end_to_end_delay_seconds"), "95 %")], "s", 8),
             graph("Join fill", "Fullest partition, frames or bytes; at 100 % the oldest frames leave.", [
                 target(f"job:labelwatch_join_fill:max_ratio{{{JOB}}}", "fullest"),
                 target(f"max by (partition) (labelwatch_join_open_frames{{{TARGET}}} / labelwatch_join_limit_frames{{{TARGET}}})", "frames {{partition}}"),
                 target(f"max by (partition) (labelwatch_join_buffer_bytes{{{TARGET}}} / labelwatch_join_limit_bytes{{{TARGET}}})", "bytes {{partition}}")],
                 "percentunit", 8)],
            [graph("Commits", "Tried and failed, a second.", [
                target(rate("labelwatch_commits_total", "instance"), "{{instance}}"),
                target(rate("labelwatch_commit_failures_total", "instance"), "{{instance}} failed")], "reqps", 8),
             graph("Duration of a commit", "95 % take at most.", [target(p95("labelwatch_commit_duration_seconds"), "95 %")], "s", 8),
             graph("Lost, moved, shortened", "Within the step of this graph.", [
                 target(f"sum(increase(labelwatch_records_lost_total{{{TARGET}}}[$__rate_interval]))", "records lost"),
                 target(f"sum(increase(labelwatch_rebuild_records_missing_total{{{TARGET}}}[$__rate_interval]))", "missing for the rebuild"),
                 target(f"sum(increase(labelwatch_rebalances_total{{{TARGET}}}[$__rate_interval]))", "rebalances"),
                 target(f"sum by (output) (increase(labelwatch_outputs_shortened_total{{{TARGET}}}[$__rate_interval]))", "{{output}} shortened")], "short", 8)],
            [graph("Clock of the rates", "How far label time is behind now.", [
                target(f"time() - max by (job) (labelwatch_rate_label_clock_timestamp_seconds{{{JOB}}})", "{{job}}")], "s", 8),
             graph("Limits of the rates", "Share that is used.", [
                 target(full("labelwatch_rate_series", "job"), "series"), target(full("labelwatch_rate_visits", "job"), "visits")],
                 "percentunit", 8),
             graph("Rates: late, refused, closed early", "Within the step of this graph.", [
                 target(f"sum(increase(labelwatch_rate_rows_late_total{{{JOB}}}[$__rate_interval]))", "rows late"),
                 target(f"sum(increase(labelwatch_rate_series_refused_total{{{JOB}}}[$__rate_interval]))", "series refused"),
                 target(f"sum(increase(labelwatch_rate_visits_closed_early_total{{{JOB}}}[$__rate_interval]))", "visits closed early")], "short", 8)],
            [graph("Calibration", "Version that each process judges with.",
                   [target(f"labelwatch_calibration_version{{{TARGET}}}", "{{instance}}")], "short", 8),
             graph("Frames that taught", "By model.", [target(f"max by (model) (labelwatch_calibration_frames{{{TARGET}}})", "{{model}}")], "short", 8),
             graph("Tallies", "A second, by what became of them.", [target(rate("labelwatch_tallies_total", "outcome"), "{{outcome}}")], "reqps", 8)],
            [graph("Values of labels", "Share of the names that are told apart.", [target(full("labelwatch_label_values", "label"), "{{label}}")], "percentunit", 8),
             graph("Names beyond the limit", "Within the step of this graph.", [
                 target(f"sum by (label) (increase(labelwatch_label_values_overflow_total{{{TARGET}}}[$__rate_interval]))", "{{label}}")], "short", 8),
             graph("Pictures", "A second, by how asking for them ended.", [target(rate("labelwatch_images_total", "outcome"), "{{outcome}}")], "reqps", 8)],
            [graph("CPU", "Cores used.", [target(rate("process_cpu_seconds_total", "instance"), "{{instance}}")], "short", 8),
             graph("Memory", "Resident.", [target(f"process_resident_memory_bytes{{{TARGET}}}", "{{instance}}")], "bytes", 8),
             graph("Open files", "Share of those allowed.", [
                 target(f"process_open_fds{{{TARGET}}} / process_max_fds{{{TARGET}}}", "{{instance}}")], "percentunit", 8)],
        ])


def review():
    return dashboard(
        "labelwatch-review", "labelwatch review", "What is sent back to labeling, and what it is likely worth.", [JOB_VARIABLE],
        annotations(f'{JOB}, dimension="overall"'), [
            [stat("Frames sent to review", "Per hour.", f"sum(increase(labelwatch_frames_flagged_total{{{JOB}}}[1h]))", steps=((None, "blue"),), width=6),
             stat("Share of frames", "Flagged, last hour.", f"max(job:labelwatch_frames_flagged_per_frames_judged:ratio_rate1h{{{JOB}}})",
                  "percentunit", ((None, "blue"),), width=6),
             stat("Budget", "Share of frames to flag, where one is kept.", f"max(labelwatch_flag_budget_ratio{{{JOB}}})", "percentunit",
                  ((None, "blue"),), width=6),
             stat("Errors expected", "Among the labels of the last hour, flagged or not.",
                  f"sum(increase(labelwatch_finding_probability_ratio_sum{{{JOB}}}[1h]))", steps=((None, "blue"),), width=6, decimals=0)],
            [graph("Flagged findings, by kind", "Per hour. A point leads to a frame, where exemplars are stored.", [
                target(f"sum by (kind) (increase(labelwatch_findings_total{{{JOB}}}[1h]))", "{{kind}}", exemplar=True)]),
             graph("Mean probability of findings, by kind", "Of all findings, flagged or not, last hour.", [
                 target(f"sum by (kind) (rate(labelwatch_finding_probability_ratio_sum{{{JOB}}}[1h])) "
                        f"/ (sum by (kind) (rate(labelwatch_finding_probability_ratio_count{{{JOB}}}[1h])) > 0)", "{{kind}}")], "percentunit")],
            [graph("Flagged share against the budget", "Above the budget: the stream changes faster than it follows.", [
                target(f"job:labelwatch_frames_flagged_per_frames_judged:ratio_rate1h{{{JOB}}}", "flagged"),
                target(f"max by (job) (labelwatch_flag_budget_ratio{{{JOB}}})", "budget")], "percentunit"),
             graph("Threshold of the budget", "Log-odds; rises when the stream gets worse, because the share is kept.", [
                 target(f"max by (job) (labelwatch_flag_threshold_log_odds{{{JOB}}})", "{{job}}")])],
            [graph("Flagged findings, by annotator", "Per hour, ten most: where the work comes from, not who is worst.", [
                target(f"topk(10, sum by (annotator) (increase(labelwatch_annotator_findings_total{{{JOB}}}[1h])))", "{{annotator}}")]),
             graph("Flagged only by the slow copy", "Per hour. Rising: a source teaches the monitor not to see something.", [
                 target(f"sum by (kind) (increase(labelwatch_reference_findings_total{{{JOB}}}[1h]))", "{{kind}}")])],
            [stat("Precision", "Of findings that reviewers decided, the share that are errors, over all kinds.",
                  f'sum(max by (value) (labelwatch_review_precision_ratio{{{JOB}, dimension="kind"}} * labelwatch_review_decided_findings{{{JOB}, dimension="kind"}})) '
                  f'/ sum(max by (value) (labelwatch_review_decided_findings{{{JOB}, dimension="kind"}}))', "percentunit", ((None, "blue"),), width=6),
             stat("Mislabeled frames", "Audited share of all frames with wrong labels, flagged or not.",
                  f'max(labelwatch_mislabeled_ratio{{{JOB}, dimension="overall"}})', "percentunit", ((None, "blue"),), width=6, decimals=1),
             stat("Flagged of them", "Recall: share of wrong frames that are flagged.",
                  f'max(labelwatch_mislabeled_recall_ratio{{{JOB}, dimension="overall"}})', "percentunit", ((None, "blue"),), width=6),
             stat("Agreement", "Cohen's kappa of findings that were decided twice: 1 they agree, 0 as by chance.",
                  f'max(labelwatch_reviewer_agreement_kappa{{{JOB}, reviewer=""}})', "short", ((None, "red"), (0.4, "yellow"), (0.6, "green")),
                  width=6, decimals=2)],
            [graph("Precision, by kind", "With 95 % limits.", [
                target(f'max by (value) (labelwatch_review_precision_ratio{{{JOB}, dimension="kind"}})', "{{value}}"),
                target(f'max by (value) (labelwatch_review_precision_low_ratio{{{JOB}, dimension="kind"}})', "{{value}} low"),
                target(f'max by (value) (labelwatch_review_precision_high_ratio{{{JOB}, dimension="kind"}})', "{{value}} high")], "percentunit"),
             graph("Verdicts, by kind", "That count: the latest of each finding.", [
                 target(f"max by (kind, verdict) (labelwatch_review_verdicts{{{JOB}}})", "{{kind}} {{verdict}}")])],
            [table("Precision, by class and model", "Findings that were decided, and the share of errors among them.", [
                ("Decided", f'max by (dimension, value) (labelwatch_review_decided_findings{{{JOB}, dimension=~"class|model"}})', "short"),
                ("Precision", f'max by (dimension, value) (labelwatch_review_precision_ratio{{{JOB}, dimension=~"class|model"}})', "percentunit"),
                ("From", f'max by (dimension, value) (labelwatch_review_precision_low_ratio{{{JOB}, dimension=~"class|model"}})', "percentunit"),
                ("To", f'max by (dimension, value) (labelwatch_review_precision_high_ratio{{{JOB}, dimension=~"class|model"}})', "percentunit")],
                   width=12, sort="Decided"),
             table("Mislabel rate, by annotator and source", "Share of all frames with wrong labels, flagged or not, by audited reviews.", [
                 ("Reviews", f'max by (dimension, value) (labelwatch_mislabeled_verdicts{{{JOB}, dimension!="overall"}})', "short"),
                 ("Wrong", f'max by (dimension, value) (labelwatch_mislabeled_ratio{{{JOB}, dimension!="overall"}})', "percentunit"),
                 ("From", f'max by (dimension, value) (labelwatch_mislabeled_low_ratio{{{JOB}, dimension!="overall"}})', "percentunit"),
                 ("To", f'max by (dimension, value) (labelwatch_mislabeled_high_ratio{{{JOB}, dimension!="overall"}})', "percentunit")],
                   width=12, sort="Wrong")],
            [graph("Mislabeled frames over time", "Audited share of all frames; limits hold at all times at once.", [
                target(f'max(labelwatch_mislabeled_ratio{{{JOB}, dimension="overall"}})', "share"),
                target(f'max(labelwatch_mislabeled_low_ratio{{{JOB}, dimension="overall"}})', "low"),
                target(f'max(labelwatch_mislabeled_high_ratio{{{JOB}, dimension="overall"}})', "high")], "percentunit"),
             graph("Share of wrong frames that are flagged", "Recall; limits hold at all times at once.", [
                 target(f'max(labelwatch_mislabeled_recall_ratio{{{JOB}, dimension="overall"}})', "recall"),
                 target(f'max(labelwatch_mislabeled_recall_low_ratio{{{JOB}, dimension="overall"}})', "low"),
                 target(f'max(labelwatch_mislabeled_recall_high_ratio{{{JOB}, dimension="overall"}})', "high")], "percentunit")],
            [graph("Open requests", "Frames that people are asked to look at and nobody has decided.", [
                target(f"max by (queue) (labelwatch_review_open_requests{{{JOB}}})", "{{queue}}")]),
             graph("Age of the oldest request", "None while nothing is open.", [
                 target(f"time() - max by (queue) (labelwatch_review_oldest_request_timestamp_seconds{{{JOB}}})", "{{queue}}")], "s")],
            [table("Agreement of reviewers", "Findings that were decided twice, and gold findings.", [
                ("Pairs", f'max by (reviewer) (labelwatch_reviewer_pairs{{{JOB}, reviewer!=""}})', "short"),
                ("Kappa", f'max by (reviewer) (labelwatch_reviewer_agreement_kappa{{{JOB}, reviewer!=""}})', "short"),
                ("Gold", f'max by (reviewer) (labelwatch_reviewer_gold_findings{{{JOB}, reviewer!=""}})', "short"),
                ("Right", f'max by (reviewer) (labelwatch_reviewer_gold_right_ratio{{{JOB}, reviewer!=""}})', "percentunit")],
                   width=12, sort="Pairs"),
             graph("Frames in the gallery", "That each process keeps for its page, and how many it may.", [
                 target(f"labelwatch_gallery_frames{{{JOB}}}", "{{instance}}"),
                 target(f"max(labelwatch_gallery_limit_frames{{{JOB}}})", "limit")])],
            [graph("Estimated share of errors", "Upper estimate from the stream itself; the highest of the processes.", [
                target(f"max by (model, kind) (labelwatch_estimated_error_ratio{{{JOB}}})", "{{model}} {{kind}}"),
                target(f"max by (kind) (labelwatch_assumed_error_ratio{{{JOB}}})", "assumed {{kind}}")], "percentunit"),
             graph("Findings about pictures", "Per hour, by cause.", [
                 target(f"sum by (cause) (increase(labelwatch_image_findings_total{{{JOB}}}[1h]))", "{{cause}}")])],
        ])


def written():
    """File name -> text."""
    return {made["uid"].removeprefix("labelwatch-") + ".json": json.dumps(made, indent=1, ensure_ascii=False) + "\n"
            for made in (overview(), series(), pipeline(), review())}


def main():
    if sys.argv[1:] not in ([], ["--check"]):
        sys.exit(__doc__)
    wrong = []
    for name, content in written().items():
        path = FOLDER / name
        if sys.argv[1:] == ["--check"]:
            if not path.exists() or path.read_text(encoding="utf-8") != content:
                wrong.append(name)
        else:
            FOLDER.mkdir(exist_ok=True)
            path.write_text(content, encoding="utf-8")
    extra = {path.name for path in FOLDER.glob("*.json")} - set(written())
    if wrong or extra:
        sys.exit(f"not what dashboards.py writes: {', '.join(sorted(set(wrong) | extra))}; run deploy/grafana/dashboards.py")


if __name__ == "__main__":
    main()
