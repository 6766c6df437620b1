# SPDX-License-Identifier: Apache-2.0
"""As much of JSON Schema (2020-12) as docs/schema/stamp.schema.json needs."""

import json
import re

from support.program import ROOT

SCHEMA = json.loads((ROOT / "docs/schema/stamp.schema.json").read_text(encoding="utf-8"))
TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}
NOTES = {"$schema", "$defs", "title", "description", "if", "then"}


def has_type(value, name):
    if name in ("integer", "number"):
        wanted = int if name == "integer" else (int, float)
        return isinstance(value, wanted) and not isinstance(value, bool)
    return isinstance(value, TYPES[name])


def faults(value, schema, where="$"):
    """What is wrong with a value, as sentences; an empty list when nothing is."""
    if "$ref" in schema:
        found = faults(value, SCHEMA["$defs"][schema["$ref"].rsplit("/", 1)[1]], where)
        return found + faults(value, {k: v for k, v in schema.items() if k != "$ref"}, where)
    found = []
    for key, rule in schema.items():
        if key not in NOTES:
            found += CHECKS[key](value, rule, where)
    if "if" in schema and not faults(value, schema["if"], where):
        found += faults(value, schema["then"], where)
    return found


def _type(value, rule, where):
    names = rule if isinstance(rule, list) else [rule]
    return [] if any(has_type(value, n) for n in names) else [f"{where}: {value!r} is no {rule}"]


def _const(value, rule, where):
    same = value == rule and isinstance(value, bool) == isinstance(rule, bool)
    return [] if same else [f"{where}: {value!r} is not {rule!r}"]


def _enum(value, rule, where):
    return [] if value in rule else [f"{where}: {value!r} is none of {rule}"]


def _minimum(value, rule, where):
    fits = not has_type(value, "number") or value >= rule
    return [] if fits else [f"{where}: {value} is less than {rule}"]


def _maximum(value, rule, where):
    fits = not has_type(value, "number") or value <= rule
    return [] if fits else [f"{where}: {value} is more than {rule}"]


def _pattern(value, rule, where):
    fits = not isinstance(value, str) or re.search(rule, value)
    return [] if fits else [f"{where}: {value!r} does not match {rule}"]


def _required(value, rule, where):
    if not isinstance(value, dict):
        return []
    return [f"{where}: '{name}' is missing" for name in rule if name not in value]


def _properties(value, rule, where):
    if not isinstance(value, dict):
        return []
    return [fault for name, schema in rule.items() if name in value
            for fault in faults(value[name], schema, f"{where}.{name}")]


def _additional(value, rule, where):
    if not isinstance(value, dict):
        return []
    return [fault for name, item in value.items()
            for fault in faults(item, rule, f"{where}.{name}")]


def _names(value, rule, where):
    return [fault for name in value for fault in faults(name, rule, where)]


def _items(value, rule, where):
    if not isinstance(value, list):
        return []
    return [fault for i, item in enumerate(value) for fault in faults(item, rule, f"{where}[{i}]")]


def _one_of(value, rule, where):
    tried = [faults(value, schema, where) for schema in rule]
    if sum(not found for found in tried) == 1:
        return []
    return [f"{where}: not exactly one kind of line"] + min(tried, key=len)


def _all_of(value, rule, where):
    return [fault for schema in rule for fault in faults(value, schema, where)]


def _not(value, rule, where):
    return [] if faults(value, rule, where) else [f"{where}: is what it must not be: {rule}"]


CHECKS = {"type": _type, "const": _const, "enum": _enum, "minimum": _minimum, "maximum": _maximum,
          "pattern": _pattern, "required": _required, "properties": _properties,
          "additionalProperties": _additional, "propertyNames": _names, "items": _items,
          "oneOf": _one_of, "allOf": _all_of, "not": _not}


def faults_of_line(line):
    """Of a decoded line of `stamp --json`."""
    return faults(line, SCHEMA)
