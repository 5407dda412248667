"""Draws the panels of the dashboards from executed queries into one HTML page. A sketch of their layout and content,
not of Grafana: it shows whether a person finds what is wrong, where and since when."""
import datetime
import html
import json
import re

COLOURS = ["#5794f2", "#73bf69", "#f2cc0c", "#ff780a", "#f2495c", "#b877d9", "#8ab8ff", "#96d98d", "#ffa6b0", "#ca95e5"]
NAMED = {"green": "#2f7d3b", "red": "#a8263a", "orange": "#b35a00", "yellow": "#8a7400", "blue": "#1f60c4", "purple": "#6d3a9c"}
CELL, ROW = 60, 34  # pixels of a grid cell
STYLE = """body{background:#111217;color:#ccccdc;font:12px sans-serif;margin:12px;width:1440px}
.board{position:relative;margin-bottom:30px}.panel{position:absolute;background:#181b1f;border:1px solid #2c3235;
overflow:hidden;box-sizing:border-box;padding:4px 6px}h3{font-size:12px;margin:0 0 2px;font-weight:600}
h1{font-size:18px}.stat{font-size:28px;font-weight:600;text-align:center;padding-top:18px;height:100%}
table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:2px 6px;border-bottom:1px solid #2c3235}
.legend{font-size:10px;max-height:28px;overflow:hidden}"""


def shown(value, unit):
    value = float(value)
    if unit == "percentunit":
        return f"{100 * value:.1f} %"
    if unit == "dateTimeAsLocal":
        return datetime.datetime.fromtimestamp(value / 1000, datetime.timezone.utc).strftime("%d %b %H:%M UTC")
    if unit == "bool_yes_no":
        return "yes" if value else "no"
    if unit == "bytes":
        return f"{value / 1e6:.3g} MB"
    text = f"{value:.3g}" if abs(value) < 1000 else f"{value:,.0f}"
    return text + {"s": " s", "reqps": "/s", "suffix: x": " x"}.get(unit, "")


def legend(form, metric):
    if form == "__auto":
        return ", ".join(f"{k}={v}" for k, v in metric.items() if k != "__name__")
    return re.sub(r"\{\{(\w+)\}\}", lambda found: metric.get(found[1], ""), form)


def colour_of(value, defaults):
    chosen = "#1f60c4"
    for step in defaults.get("thresholds", {}).get("steps", []):
        if step["value"] is None or value >= step["value"]:
            chosen = NAMED.get(step["color"], step["color"])
    return chosen


def stat(panel, answers):
    form, result = answers[0]
    defaults = panel["fieldConfig"]["defaults"]
    value = float(result[0]["value"][1])
    text = legend(form, result[0]["metric"]) if panel["options"].get("textMode") == "name" else shown(value, defaults["unit"])
    size = 28 if len(text) < 12 else 15
    return (f'<div class="stat" style="background:{colour_of(value, defaults)};font-size:{size}px">'
            f'{html.escape(text)}</div>')


def graph(panel, answers, width, height):
    lines = [(legend(form, one["metric"]), [(float(t), float(v)) for t, v in one["values"]
                                            if v not in ("NaN", "+Inf", "-Inf")])
             for form, result in answers for one in result]
    points = [point for _, line in lines for point in line]
    low, high = min(0, min(v for _, v in points)), max(v for _, v in points) or 1
    begin, end = min(t for t, _ in points), max(t for t, _ in points)
    plot = height - 60

    def at(t, v):
        return f"{50 + (width - 70) * (t - begin) / max(end - begin, 1):.1f},{8 + plot * (1 - (v - low) / max(high - low, 1e-9)):.1f}"

    unit = panel["fieldConfig"]["defaults"]["unit"]
    out = [f'<svg width="{width - 12}" height="{plot + 18}">']
    for share in (0, 0.5, 1):
        value = low + share * (high - low)
        y = 8 + plot * (1 - share)
        out.append(f'<line x1="50" x2="{width - 20}" y1="{y}" y2="{y}" stroke="#2c3235"/><text x="46" y="{y + 4}" '
                   f'text-anchor="end" fill="#8e8e9a" font-size="10">{shown(value, unit)}</text>')
    names = []
    for place, (name, line) in enumerate(lines):
        colour = COLOURS[place % len(COLOURS)]
        dash = ' stroke-dasharray="5 3"' if "baseline" in name else ' stroke-dasharray="1 3"' if name.endswith("limit") else ""
        out.append(f'<polyline fill="none" stroke="{colour}" stroke-width="1.4"{dash} points="{" ".join(at(*p) for p in line)}"/>')
        names.append(f'<span style="color:{colour}">&#9644; {html.escape(name)}</span>')
    return "".join(out) + '</svg><div class="legend">' + " ".join(names) + "</div>"


def states(panel, answers, width, _):
    out = ["<table>"]
    for form, result in answers:
        for one in result:
            cells = "".join(f'<span style="display:inline-block;height:12px;width:{(width - 320) // len(one["values"])}px;'
                            f'background:{colour_of(float(v), panel["fieldConfig"]["defaults"])}"></span>' for _, v in one["values"])
            out.append(f'<tr><td style="width:260px">{html.escape(legend(form, one["metric"]))}</td><td>{cells}</td></tr>')
    return "".join(out) + "</table>"


def bars(panel, answers):
    out = ["<table>"]
    unit = panel["fieldConfig"]["defaults"]["unit"]
    rows = sorted(((float(one["value"][1]), legend(form, one["metric"])) for form, result in answers for one in result), reverse=True)
    for value, name in rows:
        out.append(f'<tr><td style="width:110px">{html.escape(name)}</td><td><div style="background:#1f60c4;width:'
                   f'{100 * value / (rows[0][0] or 1):.0f}%">{shown(value, unit)}</div></td></tr>')
    return "".join(out) + "</table>"


def table(panel, answers):
    organize = panel["transformations"][1]["options"]
    hidden, renamed = organize["excludeByName"], organize["renameByName"]
    units = {o["matcher"]["options"]: p["value"] for o in panel["fieldConfig"]["overrides"] for p in o["properties"] if p["id"] == "unit"}
    rows, columns = {}, []
    for place, (_, result) in enumerate(answers):
        value_name = "Value" if len(answers) == 1 else f"Value #{chr(ord('A') + place)}"
        heading = renamed.get(value_name, value_name)
        for one in result:
            labels = {k: v for k, v in one["metric"].items() if k not in hidden}
            columns += [k for k in labels if k not in columns]
            row = rows.setdefault(tuple(sorted(labels.items())), dict(labels))
            if value_name not in hidden:
                row[heading] = float(one["value"][1])
    order = {renamed.get(name, name): place for name, place in organize["indexByName"].items()}
    headings = columns + [new for old, new in renamed.items() if old not in hidden]
    headings.sort(key=lambda heading: order.get(heading, len(order)))
    sort = panel["options"]["sortBy"][0]["displayName"] if panel["options"]["sortBy"] else None
    ordered = sorted(rows.values(), key=lambda row: row.get(sort, float("-inf")), reverse=True) if sort else rows.values()
    out = ["<table><tr>", *(f"<th>{html.escape(h)}</th>" for h in headings), "</tr>"]
    for row in ordered:
        cells = [shown(row[h], units.get(h, "short")) if isinstance(row.get(h), float) else row.get(h, "") for h in headings]
        out.append("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in cells) + "</tr>")
    return "".join(out) + "</table>"


def write(page, folder, answers):
    out = [f'<!doctype html><meta charset="utf-8"><title>labelwatch dashboards</title><style>{STYLE}</style>']
    for path in sorted(folder.glob("*.json")):
        board = json.loads(path.read_text(encoding="utf-8"))
        bottom = max(p["gridPos"]["y"] + p["gridPos"]["h"] for p in board["panels"])
        out.append(f'<h1>{html.escape(board["title"])}</h1><div class="board" style="height:{bottom * ROW}px">')
        for panel in board["panels"]:
            place = panel["gridPos"]
            width, height = place["w"] * CELL - 6, place["h"] * ROW - 6
            got = answers.get((path.stem, panel["id"]), [])
            if panel["type"] == "text":
                inner = re.sub(r"\*\*(.*?)\*\*", r"<b>\1</b>", re.sub(r"(?<!\*)\*([^*]+)\*(?!\*)", r"<i>\1</i>", html.escape(panel["options"]["content"])))
            elif panel["type"] in ("stat", "bargauge", "table"):
                inner = {"stat": stat, "bargauge": bars, "table": table}[panel["type"]](panel, got) if got else "no answer"
            else:
                inner = {"timeseries": graph, "state-timeline": states}[panel["type"]](panel, got, width, height) if got else "no answer"
            out.append(f'<div class="panel" style="left:{place["x"] * CELL}px;top:{place["y"] * ROW}px;width:{width}px;'
                       f'height:{height}px"><h3>{html.escape(panel["title"])}</h3>{inner}</div>')
        out.append("</div>")
    page.write_text("\n".join(out), encoding="utf-8")
