#!/usr/bin/env python3
"""A dashboard as TypeScript, for the types of @grafana/schema:  typescript.py DASHBOARD.json > dashboard.ts

Two things are right in JSON and wrong for the types: enumerations, which are strings here, and what Prometheus' plugin
adds to annotations, which the schema does not know (its own source code reads them).
"""
import json
import re
import sys

board = json.load(open(sys.argv[1], encoding="utf-8"))
for mark in board["annotations"]["list"]:
    for key in ("titleFormat", "textFormat", "useValueForTime"):
        mark.pop(key, None)
    mark["target"] = {"refId": mark["target"]["refId"]}
text = json.dumps(board, indent=1)
text = text.replace('"mode": "absolute"', '"mode": "absolute" as ThresholdsMode')
text = re.sub(r'"type": "value",(\s*"options")', r'"type": "value" as MappingType.ValueToText,\1', text)
print("import type {Dashboard, MappingType, ThresholdsMode} from '@grafana/schema';")
print("export const dashboard: Dashboard =", text, ";")
