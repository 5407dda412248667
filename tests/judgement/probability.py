"""Whether a probability means what it says: what was shown against the share of errors among such findings, by kind."""
import datasets

KINDS = ("missing", "wrong_class", "inaccurate", "spurious", "duplicate")
EDGES = (0, .1, .2, .4, .6, 1)
LEAST = 20  # findings of a bin, errors of a kind
TOO_HIGH = .1
TOO_LOW = {"missing": .45}  # twice as many labels are missing there as the assumed rate says
TOO_LOW_ELSE = .3
LEAST_PRECISION = .5


def marked(scorer, truth, path, kind):
    """Findings of a kind with whether they are right, by the rules of the scorer; those it leaves out are left out."""
    findings, lines = scorer.load_findings(path, truth, False, ()), {}
    for f in datasets.lines(path):
        lines.setdefault((scorer.frame_key(f["frame_id"]), f["kind"], str(f.get("label_id")), f["score"]), []).append(f)
    claimed = set()
    for f in findings:
        if f["kind"] != kind:
            continue
        line = lines[f["frame"], kind, str(f["label"]), f["score"]].pop()
        here = truth.by_frame.get(f["frame"], ())
        mine = [i for i in here if truth.errors[i]["kind"] == kind and scorer.points_at(f, truth.errors[i], False)]
        if mine:
            if set(mine) - claimed:
                claimed.add(min(set(mine) - claimed))
                yield line, True
        elif not scorer.ignored(f, truth) and not any(scorer.points_at(f, truth.errors[i], True) for i in here):
            yield line, False


def bins(findings):
    """Mean of what is shown, share that is right, number; of each bin."""
    for low, high in zip(EDGES, EDGES[1:]):
        inside = [(f["probability"], right) for f, right in findings if low <= f["probability"] < high]
        if inside:
            yield sum(p for p, _ in inside) / len(inside), sum(r for _, r in inside) / len(inside), len(inside)


def verdict(kind, rows, flagged, precision, errors):
    missed = [f"{shown:.2f} is {true:.2f}" for shown, true, n in rows
              if n >= LEAST and not -TOO_LOW.get(kind, TOO_LOW_ELSE) <= shown - true <= TOO_HIGH]
    if errors >= LEAST and flagged == 0:
        missed.append("none flagged")
    if errors >= LEAST and flagged and precision < LEAST_PRECISION:
        missed.append("precision of flagged")
    return ", ".join(missed)


def print_table(measure, one):
    """`measure`: runs replay and knows the scorer."""
    scorer = measure.scorer
    truth = scorer.Truth(one.truth, .5, ())
    print(f"\n### Probability on {one.name}\n\nShown -> true share (findings), findings with a probability from "
          f"{', '.join(map(str, EDGES[:-1]))} on.\n\n| models | kind | errors | shown -> true | flagged | precision | |\n"
          "|---|---|---|---|---|---|---|")
    for models in [[m] for m in one.predictions] + [list(one.predictions)]:
        path = measure.replay(one.labels, {m: one.predictions[m] for m in models}, "probability")
        for kind in KINDS:
            findings = list(marked(scorer, truth, path, kind))
            rows = list(bins(findings))
            errors = sum(1 for t in truth.errors if t["kind"] == kind)
            flagged = [right for f, right in findings if f["flagged"]]
            precision = sum(flagged) / max(1, len(flagged))
            missed = verdict(kind, rows, len(flagged), precision, errors)
            measure.failed |= missed != ""
            shown = ", ".join(f"{p:.2f} -> {t:.2f} ({n})" for p, t, n in rows)
            print(f"| {'+'.join(models)} | {kind} | {errors} | {shown} | {len(flagged)} | {precision:.2f} | "
                  f"{missed or 'reached'} |")
