"""What lies between two answers of `known`: format sitlog.diff/1, complete enough to turn the one into the other."""

from collections.abc import Mapping
from typing import Any

FORMAT = "sitlog.diff/1"
Document = dict[str, Any]

PARTS = {"claims": "claim", "reports": "report", "incidents": "incident", "redacted": "entry"}
"""The parts of an answer that are lists of things, with the names of their keys."""


def difference(before: Document, after: Document) -> Document:
    """Give what changed from one answer to another of the same situation.

    For each claim, report, incident and redacted entry that is not the same in both: how it was (null if it was not
    there), how it is (null if it is not there any more), and for claims what happened to status and statements.
    *order* gives the keys of the later answer in its order.
    """
    return {
        "format": FORMAT,
        "situation": after["situation"],
        "from": before["asked"],
        "to": after["asked"],
        **{part: _changes(before[part], after[part], key) for part, key in PARTS.items()},
        "order": {part: [each[key] for each in after[part]] for part, key in PARTS.items()},
    }


def applied(answer: Document, changes: Document) -> Document:
    """Turn the earlier answer into the later one."""
    return {
        "format": answer["format"],
        "situation": answer["situation"],
        "asked": changes["to"],
        **{part: _patched(answer[part], changes[part], changes["order"][part], key) for part, key in PARTS.items()},
    }


def unchanged(answer: Document, changes: Document) -> list[str]:
    """Give the claims that are the same in both answers."""
    touched = {each["claim"] for each in changes["claims"]}
    return [each["claim"] for each in answer["claims"] if each["claim"] not in touched]


def _changes(before: list[Document], after: list[Document], key: str) -> list[Document]:
    was = {each[key]: each for each in before}
    now = {each[key]: each for each in after}
    keys = [*now, *(each for each in was if each not in now)]
    return [_change(key, each, was.get(each), now.get(each)) for each in keys if was.get(each) != now.get(each)]


def _change(key: str, name: Any, was: Document | None, now: Document | None) -> Document:
    told = {key: name, "before": was, "after": now}
    return told | ({"statements": _statements(was or {}, now or {})} if key == "claim" else {})


def _statements(was: Mapping[str, Any], now: Mapping[str, Any]) -> Document:
    before = {each["entry"]: each for each in was.get("statements", ())}
    after = {each["entry"]: each for each in now.get("statements", ())}
    return {
        "added": [each for each in after if each not in before],
        "gone": [each for each in before if each not in after],
        "changed": [each for each in after if each in before and after[each] != before[each]],
    }


def _patched(things: list[Document], changes: list[Document], order: list[Any], key: str) -> list[Document]:
    held = {each[key]: each for each in things} | {each[key]: each["after"] for each in changes}
    return [held[each] for each in order]
