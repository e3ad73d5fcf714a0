"""The answer of `known` as the JSON document that others build on (format sitlog.known/1)."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from sitlog.domain.asked import Asked
from sitlog.domain.knowledge import Known, KnownClaim, KnownReport, KnownStatement
from sitlog.domain.marks import Mark
from sitlog.domain.status import Phase
from sitlog.domain.story import Gap, Incident
from sitlog.domain.values import Evidence
from sitlog.domain.when import Span, When, rfc3339

FORMAT = "sitlog.known/1"


def document(known: Known) -> dict[str, Any]:
    """Give the answer as plain JSON values; instants are RFC 3339 in UTC, an open end is null."""
    return {name: list(value) if isinstance(value, Iterator) else value for name, value in stream(known).items()}


def stream(known: Known) -> dict[str, Any]:
    """Give the same document with iterators for its arrays: what is in them is made as it is read."""
    return {
        "format": FORMAT,
        "situation": known.story.situation,
        "asked": asked_document(known.asked),
        "claims": map(claim_document, known.claims),
        "reports": map(_report, known.reports),
        "incidents": (_incident(each, known.asked) for each in known.incidents),
        "redacted": map(_gap, known.gaps),
    }


def written(document: Any) -> bytes:
    """Write a JSON document as the bytes that digests are made of: compact, in UTF-8, keys in their given order."""
    return _json(document).encode()


def parts(document: Mapping[str, Any]) -> Iterator[str]:
    """Write a JSON document so, part by part; a value that is an iterator becomes an array as it is read.

    So it does in an object that stands in the document.
    """
    before = "{"
    for name, value in document.items():
        yield f"{before}{_json(name)}:"
        before = ","
        if isinstance(value, Iterator):
            yield from _array(value)
        elif isinstance(value, dict) and any(isinstance(each, Iterator) for each in value.values()):
            yield from parts(value)
        else:
            yield _json(value)
    yield "}"


def digest(known: Known) -> str:
    """Give the SHA-256 of an answer as it is written, in hexadecimal digits."""
    return digest_of(stream(known))


def digest_of(document: Mapping[str, Any]) -> str:
    """Give that of a document, whose iterators are read for it."""
    told = sha256()
    for part in parts(document):
        told.update(part.encode())
    return told.hexdigest()


def _array(values: Iterator[Any]) -> Iterator[str]:
    before = "["
    for each in values:
        yield f"{before}{_json(each)}"
        before = ","
    yield "[]" if before == "[" else "]"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def asked_document(asked: Asked) -> dict[str, Any]:
    """Give the resolved question."""
    return asked.model_dump(mode="json")


def when_document(when: When) -> dict[str, Any]:
    """Give a time with its bounds, precision, zone and words; alternatives only where there are some."""
    told = {**_span(when), "precision": when.precision.value, "zone": when.zone, "words": when.words}
    return told | ({"alternatives": [_span(each) for each in when.alternatives]} if when.alternatives else {})


def _instant(instant: datetime | None) -> str | None:
    return None if instant is None else rfc3339(instant)


def _span(span: Span) -> dict[str, Any]:
    return {"earliest": _instant(span.earliest), "latest": _instant(span.latest)}


def claim_document(known: KnownClaim) -> dict[str, Any]:
    """Give what is told of a claim."""
    claim = known.claim
    return {
        "claim": claim.claim,
        "text": claim.text,
        "about": claim.about,
        "aspect": claim.aspect,
        "value": claim.value.model_dump(mode="json", exclude_defaults=True) if claim.value else None,
        "status": known.status.value,
        "perhaps": known.perhaps.value if known.perhaps else None,
        "against": list(known.against),
        "since": _began(known.phases[-1]) if known.phases else None,
        "earlier": [
            {"status": phase.status.value, "since": _began(phase), "until": _began(after)}
            for phase, after in zip(known.phases, known.phases[1:], strict=False)
        ],
        "remarks": [each.value for each in known.remarks],
        "corrected_by_publisher": [_mark(each) for each in known.marks],
        "counts": {
            "statements": known.counts.statements,
            "sources": known.counts.sources,
            "lineages": known.counts.lineages,
            "unnamed": known.counts.unnamed,
        },
        "statements": [_statement(each) for each in known.statements],
    }


def _mark(mark: Mark) -> dict[str, Any]:
    return {
        "report": mark.report,
        "revision": mark.revision,
        "entry": mark.entry,
        "says": "wrong" if mark.wrong else "replacement",
        "membership": mark.membership.value,
    }


def _began(phase: Phase) -> dict[str, Any]:
    return {"earliest": _instant(phase.earliest), "latest": _instant(phase.latest)}


# What only some statements have is left out of the others; which ones, the schema tells.
_PARTICULARS = ("scope", "mode", "actor", "independence", "hedge", "words", "relayed_by", "note")


def _statement(known: KnownStatement) -> dict[str, Any]:
    told = known.told
    particulars = {name: value for name in _PARTICULARS if (value := getattr(told, name)) is not None}
    return {
        "entry": told.entry,
        "source": told.source,
        "stance": told.stance.value,
        **particulars,
        "membership": known.membership.value,
        "standing": known.standing,
        "said": when_document(told.said),
        **({"public": when_document(known.public)} if known.public != told.said else {}),
        "recorded_at": rfc3339(told.recorded_at),
        **({"corrected_by": list(told.corrected_by)} if told.corrected_by else {}),
        "evidence": [_evidence(each) for each in told.evidence],
    }


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return evidence.model_dump(mode="json")


def _report(known: KnownReport) -> dict[str, Any]:
    return {
        "report": known.report.report,
        "revision": known.revision.number,
        "membership": known.membership.value,
        "held": known.revision.body is not None,
        "certain": known.certain.number if known.certain else None,
    }


def _incident(incident: Incident, asked: Asked) -> dict[str, Any]:
    return {
        "incident": incident.incident,
        "kind": incident.kind,
        "title": incident.title,
        "by": incident.by,
        "place": incident.place,
        "occurred": when_document(incident.occurred),
        "membership": incident.occurred.by(asked.at).value,
    }


def _gap(gap: Gap) -> dict[str, Any]:
    return {"entry": gap.entry, "recorded_at": rfc3339(gap.recorded_at), "type": gap.type}
