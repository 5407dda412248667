"""The metrics that there are, read from metrics/catalogue.h, and a made-up scrape that shows every one of them."""
import pathlib
import re
import time

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]

SERIES = "dimension,value,kind,model,regime"


def in_catalogue():
    """Name -> (type, labels), of metrics/catalogue.h."""
    code = (REPOSITORY / "metrics/catalogue.h").read_text(encoding="utf-8")
    line = re.compile(r'\{"([a-z0-9_]+)",\s*k(Counter|Gauge|Histogram)Type,\s*"([a-z_,]*)",')
    found = {name: (kind.lower(), labels) for name, kind, labels in line.findall(code)}
    assert len(found) > 50, "metrics/catalogue.h is not read as it should be"
    return found


def metrics():
    return in_catalogue()


def sample_names():
    """Name of a sample -> its labels: histograms have three."""
    names = {}
    for name, (kind, labels) in metrics().items():
        own = set(filter(None, labels.split(",")))
        if kind == "histogram":
            names.update({f"{name}_bucket": own | {"le"}, f"{name}_sum": own, f"{name}_count": own})
        else:
            names[name] = own
    return names


# Values of labels where the name alone says enough.
VALUES = {
    "side": ["labels", "predictions"], "class": ["car", "person", "traffic light"], "annotator": ["ann-1", "trainee-7"],
    "source": ["cam03", "cam07"], "model": ["seg@2", "yolo@1"], "partition": ["0", "1"], "reason": ["malformed", "too_large"],
    "kind": ["inaccurate", "missing", "wrong_class"], "topic": ["labelwatch.labels", "labelwatch.predictions"],
    "label": ["annotator", "class", "model", "source"], "version": ["0.1.0"], "output": ["dead_letters", "flagged"],
    "hash": ["murmur2"], "cause": ["blurred_image", "dark_image"], "dimension": ["annotator", "class", "overall"],
    "state": ["cleared", "raised"], "act": ["renew", "silence"], "arm": ["audit", "flagged"],
    "queue": ["expert", "review"], "reviewer": ["", "ann"], "verdict": ["accepted", "rejected"],
}
# Values of two labels that go together.
PLACES = [("overall", ""), ("kind", "missing"), ("kind", "wrong_class"), ("class", "car"), ("model", "yolo@1"),
          ("annotator", "trainee-7"), ("source", "cam03")]
OUTCOMES = {
    "labelwatch_record_outcomes_total": ["joined", "label_only", "late", "evicted"],
    "labelwatch_tallies_total": ["applied", "repeated", "refused"],
    "labelwatch_images_total": ["judged", "not_found"],
    "labelwatch_shape_pairs_total": ["compared", "broken"],
    "labelwatch_rate_acts_total": ["applied"],
    "labelwatch_act_requests_total": ["written", "refused"],
    "labelwatch_verdict_requests_total": ["written", "refused"],
    "labelwatch_bridge_requests_total": ["imported", "found", "refused"],
    "labelwatch_bridge_follow_ups_total": ["review", "expert"],
    "labelwatch_review_follow_ups_total": ["review", "expert"],
    "labelwatch_bridge_reviews_total": ["corrected", "unchanged", "skipped"],
    "labelwatch_bridge_webhook_calls_total": ["taken", "refused"],
}
MATCHES = ["matched", "other_class", "unmatched", "not_compared"]
# What a series of the rates looks like: rate, baseline (None: learning), alarm.
RATES = {
    ("overall", "", "missing", "yolo@1", ""): (0.031, 0.028, 0),
    ("overall", "", "wrong_class", "yolo@1", ""): (0.052, 0.021, 1),
    ("class", "car", "wrong_class", "yolo@1", ""): (0.049, 0.022, 1),
    ("class", "traffic light", "missing", "yolo@1", ""): (0.011, None, 0),
    ("annotator", "trainee-7", "wrong_class", "yolo@1", ""): (0.164, 0.023, 1),
    ("annotator", "ann-1", "wrong_class", "yolo@1", ""): (0.018, 0.022, 0),
    ("source", "cam07", "unmatched_label", "", ""): (0.22, 0.15, 1),
    ("source", "cam03", "wrong_class", "yolo@1", ""): (0.026, 0.024, 0),
    ("model", "yolo@1", "inaccurate", "yolo@1", ""): (0.07, 0.05, 0),
    ("overall", "", "inaccurate", "yolo@1", "night"): (0.061, 0.06, 0),
}
RENEWED = ("class", "car", "wrong_class", "yolo@1", "")
SILENCED = {("source", "cam03", "wrong_class", "yolo@1", ""): 1}


CAUSES = ["annotators_or_guideline", "world", "model", "unclear"]


def label_sets(name, labels):
    if name == "labelwatch_rate_cause":
        alarmed = [key for key, (_, _, alarm) in RATES.items() if alarm]
        return [dict(zip(labels.split(","), (*key[:4], CAUSES[place % 2], key[4]))) for place, key in enumerate(alarmed)]
    if labels == "dimension,value":
        return [dict(zip(labels.split(","), place)) for place in PLACES]
    sets = [{}]
    for label in filter(None, labels.split(",")):
        values = VALUES[label] if label != "outcome" else OUTCOMES.get(name, MATCHES)
        if name == "labelwatch_mix_verdict" and label == "cause":
            values = ["steady"]
        sets = [{**one, label: value} for one in sets for value in values]
    return sets


def rate_value(name, key, seconds, now):
    rate, baseline, alarm = RATES[key]
    wave = 1 + 0.04 * ((seconds // 3) % 3)
    # A renewal of one baseline in the middle of the run.
    if key == RENEWED and seconds > 6:
        baseline *= 1.1
    return {"labelwatch_rate_alarm": alarm, "labelwatch_rate_evidence_log10": (rate / (baseline or rate) - 1.5) * wave,
            "labelwatch_rate_ratio": rate * wave, "labelwatch_rate_low_ratio": 0.8 * rate,
            "labelwatch_rate_high_ratio": 1.3 * rate, "labelwatch_rate_baseline_ratio": baseline,
            "labelwatch_rate_since_timestamp_seconds": now - 7200 if alarm else None,
            "labelwatch_rate_learning": float(baseline is None), "labelwatch_rate_silenced": SILENCED.get(key),
            "labelwatch_rate_learning_changed": float(key[2] == "missing" and baseline is None),
            "labelwatch_rate_baseline_version": 0 if baseline is None else 1 + (key == RENEWED and seconds > 6)}[name]


def gauge(name, place, now):
    if name.endswith("_timestamp_seconds"):
        return now - 2
    if name.endswith("_start_time_seconds"):
        return 1.7e9
    if name in ("labelwatch_rate_owner", "labelwatch_rate_cause", "labelwatch_mix_verdict"):
        return 1
    if "_limit" in name or name == "process_max_fds":
        return 1000
    if name.endswith("_ratio"):
        return 0.02 + 0.01 * place
    return 12 + 5 * place


def scrape(seconds, now=None):
    """The text that a labelwatch process shows `seconds` after its start: every metric, counters rising."""
    now = time.time() if now is None else now
    lines = []
    for name, (kind, labels) in sorted(metrics().items()):
        lines += [f"# HELP {name} Made up for tests.", f"# TYPE {name} {kind}"]
        if labels == SERIES:
            sets = [dict(zip(SERIES.split(","), key)) for key in RATES]
        else:
            sets = label_sets(name, labels)
        for place, one in enumerate(sets):
            def line(value, suffix="", **more):
                text = ",".join(f'{label}="{said}"' for label, said in {**one, **more}.items())
                lines.append(f"{name}{suffix}{{{text}}} {value}" if text else f"{name}{suffix} {value}")
            count = (place + 1) * 7 * (seconds + 1)
            if labels == SERIES:
                value = rate_value(name, tuple(one.values()), seconds, now)
                if value is not None:
                    line(value)
            elif kind == "counter":
                line(count)
            elif kind == "gauge":
                line(gauge(name, place, now))
            else:
                for bound, share in (("0.1", 0.2), ("0.5", 0.7), ("2.5", 0.95), ("+Inf", 1)):
                    line(int(count * share), "_bucket", le=bound)
                line(0.4 * count, "_sum")
                line(count, "_count")
    return "\n".join(lines) + "\n"
