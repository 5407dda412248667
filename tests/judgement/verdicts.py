"""What verdicts make of probabilities: shown against true shares before and after so many decisions, by kind."""
import json
import os

import probability

VERDICTS = 200
WITHIN = .1


def decided(scorer, truth, path):
    """Findings with whether they are right; what the scorer leaves out a reviewer would not be asked about."""
    return {kind: list(probability.marked(scorer, truth, path, kind)) for kind in probability.KINDS}


def worst_first(findings):
    """As a reviewer goes through the list: so many in all, whatever their kind."""
    every = [pair for pairs in findings.values() for pair in pairs]
    return sorted(every, key=lambda pair: -pair[0]["score"])[:VERDICTS]


def worst_of_kinds(findings):
    """So many of each kind: what its filter shows first."""
    return [pair for pairs in findings.values() for pair in sorted(pairs, key=lambda pair: -pair[0]["score"])[:VERDICTS]]


def write(path, pairs):
    with open(path, "w") as out:
        for finding, right in pairs:
            out.write(json.dumps({**finding, "verdict": "accepted" if right else "rejected"}) + "\n")


def misses(rows):
    return [f"{shown:.2f} is {true:.2f}" for shown, true, n in rows
            if n >= probability.LEAST and abs(shown - true) > WITHIN]


def print_table(measure, one):
    """`measure`: runs replay and knows the scorer."""
    scorer = measure.scorer
    truth = scorer.Truth(one.truth, .5, ())
    print(f"\n### Probability on {one.name} after {VERDICTS} verdicts\n\nShown -> true share (findings) of all findings, by what "
          f"is shown; a bin with {probability.LEAST} findings is to be within {WITHIN} of the truth.\n\n"
          "| models | verdicts | kind | decided | shown -> true | |\n|---|---|---|---|---|---|")
    counts = {}
    for models in [[m] for m in one.predictions] + [list(one.predictions)]:
        predictions = {m: one.predictions[m] for m in models}
        before = decided(scorer, truth, measure.replay(one.labels, predictions, "before"))
        for name, choose in (("none", lambda findings: []), ("worst first", worst_first), ("worst of each kind", worst_of_kinds)):
            chosen, after = choose(before), before
            if chosen:
                path = os.path.join(measure.work, "verdicts.jsonl")
                write(path, chosen)
                after = decided(scorer, truth, measure.replay(one.labels, predictions, "after", ("--verdicts", path)))
            for kind in probability.KINDS:
                rows = list(probability.bins(after[kind]))
                missed = misses(rows)
                full = [row for row in rows if row[2] >= probability.LEAST]
                bins, wrong, off = counts.get(name, (0, 0, 0))
                counts[name] = (bins + len(full), wrong + len(missed), off + sum(abs(s - t) for s, t, _ in full))
                measure.failed |= name == "worst of each kind" and missed != []
                shown = ", ".join(f"{s:.2f} -> {t:.2f} ({n})" for s, t, n in rows)
                print(f"| {'+'.join(models)} | {name} | {kind} | {sum(f['kind'] == kind for f, _ in chosen)} | {shown} | "
                      f"{', '.join(missed) or 'reached'} |")
    for name, (bins, wrong, off) in counts.items():
        print(f"\nVerdicts: {name}: {wrong} of {bins} bins off by more than {WITHIN}, on average {off / bins:.3f}.")
